"""Signing in and out, and a new password: plain forms that work without scripts."""

import asyncio
import re
import secrets
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from fastapi.templating import Jinja2Templates
from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter
from starlette.concurrency import run_in_threadpool

from assessor.apps.web.guard import COOKIE, address_of, session_key
from assessor.apps.web.services import Services, services_of
from assessor.errors import AssessorError
from assessor.workbench import accounts
from assessor.workbench.accounts import SignedIn

FORM_COOKIE = "assessor_form"
_LONGEST = 400
_LONGEST_TARGET = 2_000
# Each costs memory and time on purpose; a flood of them must wait, not take the machine.
_AT_ONCE = 4
_FORM_BYTES = 32
_FORM = re.compile(r"[\w-]{43}", re.ASCII)
_OFTEN = RateLimitItemPerMinute(300)
_TEMPLATES = Jinja2Templates(Path(__file__).parent / "templates")
Text = Annotated[str, Form(max_length=_LONGEST)]


def routes() -> APIRouter:
    """Return the routes of the sign-in page, with bounds of their own on attempts."""
    router = APIRouter(include_in_schema=False)
    limiter = MovingWindowRateLimiter(MemoryStorage())

    turns = asyncio.Semaphore(_AT_ONCE)

    @router.get("/sign-in")
    def show(request: Request, next: str = "/", changed: str = "") -> Response:
        return _page(request, next=next, changed=bool(changed))

    @router.post("/sign-in")
    async def sign_in(
        request: Request,
        login: Text = "",
        password: Text = "",
        form: Text = "",
        next: Annotated[str, Form(max_length=_LONGEST_TARGET)] = "/",
    ) -> Response:
        services = services_of(request)
        if not _is_own_form(request, form):
            return _page(request, next=next, problem="页面已过期，请重新填写。", status=403)
        failures = RateLimitItemPerMinute(services.settings.failed_sign_ins_per_minute)
        address = address_of(request.scope)
        if not limiter.test(failures, "failed", address) or not limiter.hit(_OFTEN, "all", address):
            return _page(request, next=next, problem="登录太频繁，请一分钟后再试。", status=429)
        try:
            async with turns:
                signed = await run_in_threadpool(
                    _signed_in, services, login, password, session_key(request.headers)
                )
        except AssessorError as error:
            limiter.hit(failures, "failed", address)
            return _page(request, next=next, problem=f"{error.message}。{error.hint}", status=401)
        answer = RedirectResponse("/account" if signed.must_change else _own_address(next), 303)
        _set_cookie(answer, COOKIE, signed.key, services)
        answer.delete_cookie(FORM_COOKIE)
        return answer

    @router.post("/sign-out")
    async def sign_out(request: Request) -> Response:
        services, key = services_of(request), session_key(request.headers)
        if key:
            await run_in_threadpool(_signed_out, services, key)
        answer = RedirectResponse("/sign-in", 303)
        answer.delete_cookie(COOKIE)
        return answer

    return router


def _signed_in(services: Services, login: str, password: str, earlier: str) -> SignedIn:
    """Begin a session with a key of its own; the browser's earlier one ends."""
    checked = accounts.check_password_of(services.database, login, password)
    with services.database.writing() as session:
        signed = accounts.sign_in(session, login, password, now=services.now(), checked=checked)
        if earlier:
            accounts.sign_out(session, earlier, now=services.now())
        return signed


def _signed_out(services: Services, key: str) -> None:
    with services.database.writing() as session:
        accounts.sign_out(session, key, now=services.now())


def _page(
    request: Request, *, next: str, problem: str = "", status: int = 200, changed: bool = False
) -> HTMLResponse:
    form = request.cookies.get(FORM_COOKIE, "")
    if not _FORM.fullmatch(form):
        form = secrets.token_urlsafe(_FORM_BYTES)
    answer = _TEMPLATES.TemplateResponse(
        request, "sign_in.html",
        {"form": form, "next": _own_address(next), "problem": problem, "changed": changed},
        status_code=status,
    )  # fmt: skip
    _set_cookie(answer, FORM_COOKIE, form, services_of(request))
    return answer


def _is_own_form(request: Request, form: str) -> bool:
    known = request.cookies.get(FORM_COOKIE, "")
    return bool(known) and secrets.compare_digest(known.encode(), form.encode())


def _own_address(target: str) -> str:
    """Return where to go after signing in: never to another server."""
    inside = target.startswith("/") and not target.startswith(("//", "/\\"))
    return target if inside and target.isprintable() and "\\" not in target else "/"


def _set_cookie(answer: Response, name: str, value: str, services: Services) -> None:
    answer.set_cookie(
        name, value, httponly=True, samesite="strict", secure=services.settings.is_https, path="/"
    )
