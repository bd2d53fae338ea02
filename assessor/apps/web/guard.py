"""What every request passes: its form, size, origin and sign-in, and the headers of every answer."""

import logging
import re
import secrets
from collections.abc import Callable
from http.cookies import CookieError, SimpleCookie
from urllib.parse import quote, urlsplit

from fastapi.responses import RedirectResponse, Response
from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assessor.apps.web.answers import error, error_for, too_large, too_often
from assessor.apps.web.safe_headers import safe_headers
from assessor.apps.web.services import Services
from assessor.workbench.accounts import Seat, seat

COOKIE = "assessor_session"
_LOG = logging.getLogger(__name__)
_OPEN = frozenset({"/sign-in", "/favicon.ico", "/robots.txt"})
_OPEN_FOLDER = "/static/"
_INTERFACE = "/api/"
# A password that somebody else has set is changed before anything else is done.
_FOR_CHANGE = frozenset({"/account", "/sign-in", "/sign-out", "/favicon.ico"})
_FOR_CHANGE_FOLDERS = ("/static/", "/_nicegui/", "/_nicegui_ws/")
# Fetched often, and no page: each page holds memory for a while, whether it is used or not.
_NO_PAGE = frozenset({"/favicon.ico", "/robots.txt", "/sign-in"})
_NO_PAGE_FOLDERS = (*_FOR_CHANGE_FOLDERS, "/downloads/", "/uploads/")
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
_HOST = re.compile(r"(?:[A-Za-z0-9._-]{1,253}|\[[0-9A-Fa-f:.]{2,45}\])(?::\d{1,5})?")
_ODD_PATH = re.compile(r"[\x00-\x1f\x7f\\]|//|/\.{1,2}(?:/|$)")
_HIDDEN = re.compile(rb"%(?:2f|5c|00)", re.IGNORECASE)
_MOST_HEADERS, _MOST_HEADER_BYTES, _LONGEST_ADDRESS = 100, 32_768, 8_192


class Guard:
    """ASGI layer around the whole application, pages and sockets included.

    The interface under ``/api/`` knows no cookies: its routes ask for a token themselves.
    """

    def __init__(self, app: ASGIApp, *, services: Callable[[], Services]) -> None:
        self.app = app
        self._services = services
        self._limiter = MovingWindowRateLimiter(MemoryStorage())

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request through, or answer it."""
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        services = self._services()
        if scope["type"] == "websocket":
            if await self._checked(scope, services) is None:
                await self.app(scope, receive, send)
            else:
                await send({"type": "websocket.close", "code": 1008})
            return
        passage = _Passage(scope, receive, send, services)
        try:
            answer = await self._checked(scope, services)
            await (self.app if answer is None else answer)(scope, passage.receive, passage.send)
        except Exception:  # noqa: BLE001 - whatever breaks, nothing of the inside is told
            if not passage.is_too_large:
                await passage.failed()
        if passage.is_too_large:
            await passage.refuse()

    async def _checked(self, scope: Scope, services: Services) -> Response | None:
        """Return the answer to a request that goes no further; its account is noted otherwise."""
        headers = Headers(scope=scope)
        try:
            answer = _misshapen(scope, headers, services) or _foreign(scope, headers, services)
            if answer is None and not scope["path"].startswith(_INTERFACE):
                answer = await self._signed_in(scope, headers, services)
        except Exception:
            if scope["type"] == "websocket":
                _LOG.exception("a socket could not be checked")
                return error(500, "error.internal", "系统出错")
            raise
        return answer

    async def _signed_in(
        self, scope: Scope, headers: Headers, services: Services
    ) -> Response | None:
        """Put the account into the request's state, or return the answer to strangers."""
        path = scope["path"]
        key = session_key(headers)
        taken = await run_in_threadpool(_seat, services, key) if key else None
        state = scope.setdefault("state", {})
        state["actor"], state["session_key"] = taken.actor if taken else None, key
        if taken is not None:
            bounds = services.settings
            if not self._may_ask(bounds.requests_per_minute, f"account:{taken.actor.id}"):
                return too_often()
            if _is_page(scope) and not self._may_ask(
                bounds.pages_per_minute, f"pages:{taken.actor.id}"
            ):
                return too_often(headers.get("accept", ""))
            if taken.must_change and not _is_for_change(path):
                return _changing(scope, headers)
            return None
        if not self._may_ask(services.settings.requests_per_minute, f"address:{address_of(scope)}"):
            return too_often()
        if path in _OPEN or path.startswith(_OPEN_FOLDER):
            return None
        if path == "/" and _is_read(scope):
            return RedirectResponse("/sign-in", 303)
        if _is_read(scope) and "text/html" in headers.get("accept", ""):
            return RedirectResponse(f"/sign-in?next={quote(_target(scope), safe='')}", 303)
        return error(401, "sign-in.needed", "没有登录，或登录已过期", "请重新登录。")

    def _may_ask(self, most: int, who: str) -> bool:
        return self._limiter.hit(RateLimitItemPerMinute(most), who)


class _Passage:
    """One request on its way: counts what comes in, and puts headers on what goes out."""

    def __init__(self, scope: Scope, receive: Receive, send: Send, services: Services) -> None:
        self._scope, self._receive, self._send = scope, receive, send
        self._most = services.settings.upload_bytes
        self._headers = safe_headers(scope["path"], is_https=services.settings.is_https)
        self._seen = 0
        self._has_begun = False
        self.is_too_large = False

    async def receive(self) -> Message:
        """Pass a message on; stop bodies that tell no length, or a wrong one."""
        message = await self._receive()
        if message["type"] == "http.request":
            self._seen += len(message.get("body", b""))
            if self._seen > self._most and not self._has_begun:
                self.is_too_large = True
                raise TooLargeError
        return message

    async def send(self, message: Message) -> None:
        """Pass an answer on, with its headers; nothing follows a body that is too large."""
        if self.is_too_large:
            return
        if message["type"] == "http.response.start":
            self._has_begun = True
            headers = MutableHeaders(scope=message)
            for name, value in self._headers.items():
                headers[name] = value
        await self._send(message)

    async def failed(self) -> None:
        """Answer a request that broke: an id for the log, nothing of the inside."""
        number = secrets.token_hex(6)
        _LOG.exception("%s %r: error %s", self._scope["method"], self._scope["path"], number)
        if not self._has_begun:
            answer = error_for(
                Headers(scope=self._scope).get("accept", ""), 500, "error.internal",
                f"系统出错，没有完成（编号 {number}）",
                "请重试；仍不成功时，请把编号告诉管理员，原因记在服务器的日志里。",
            )  # fmt: skip
            await answer(self._scope, self._receive, self.send)

    async def refuse(self) -> None:
        """Answer a body that went on beyond the bound."""
        self.is_too_large = False
        await too_large(self._most)(self._scope, self._receive, self.send)


class TooLargeError(Exception):
    """A body went on beyond the bound."""


def session_key(headers: Headers) -> str:
    """Return the key of the browser's session, ``""`` if it sends none."""
    try:
        morsel = SimpleCookie(headers.get("cookie", "")).get(COOKIE)
    except CookieError:
        return ""
    return morsel.value if morsel else ""


def address_of(scope: Scope) -> str:
    """Return where a request comes from, ``""`` where nobody knows."""
    client = scope.get("client")
    return str(client[0]) if client else ""


def _seat(services: Services, key: str) -> Seat | None:
    return seat(services.database, key, now=services.now())


def _misshapen(scope: Scope, headers: Headers, services: Services) -> Response | None:
    """Return the answer to requests that no browser or honest program sends."""
    sizes = [len(name) + len(value) for name, value in scope["headers"]]
    raw = scope.get("raw_path") or b""
    is_long = len(raw) + len(scope.get("query_string", b"")) > _LONGEST_ADDRESS
    if is_long or len(sizes) > _MOST_HEADERS or sum(sizes) > _MOST_HEADER_BYTES:
        return error(431, "request.headers", "请求头或地址太长", "请减少请求头，或缩短地址。")
    hosts = headers.getlist("host")
    if len(hosts) != 1 or not _HOST.fullmatch(hosts[0]):
        return error(400, "request.host", "请求中的主机名不对", "请用浏览器打开本系统的地址。")
    if _ODD_PATH.search(scope["path"]) or _HIDDEN.search(raw):
        return error(404, "request.unknown-address", "没有这个地址", "请检查地址。")
    length = headers.get("content-length", "0")
    if not (length.isascii() and length.isdecimal()):
        return error(400, "request.unreadable", "请求无法读取", "请检查请求的格式。")
    if len(length) > 18 or int(length) > services.settings.upload_bytes:
        return too_large(services.settings.upload_bytes)
    return None


def _foreign(scope: Scope, headers: Headers, services: Services) -> Response | None:
    """Return the answer to changing requests that come from pages of others."""
    is_change = scope["type"] == "websocket" or scope["method"] not in _SAFE
    if not is_change or scope["path"].startswith(_INTERFACE):
        return None
    if _is_own(scope, headers, is_https=services.settings.is_https):
        return None
    return error(
        403, "request.origin", "请求不是从本系统的页面发出的", "请在本系统的页面上重新操作。"
    )  # fmt: skip


def _is_own(scope: Scope, headers: Headers, *, is_https: bool) -> bool:
    """Tell whether a changing request comes from a page of this server."""
    told = headers.get("origin") or headers.get("referer")
    if not told or headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        return False
    try:
        parts = urlsplit(told)
    except ValueError:
        return False
    inside = {"ws": "http", "wss": "https"}.get(scope["scheme"], scope["scheme"])
    scheme = "https" if is_https else inside
    return parts.netloc.lower() == headers["host"].lower() and parts.scheme == scheme


def _is_for_change(path: str) -> bool:
    return path in _FOR_CHANGE or path.startswith(_FOR_CHANGE_FOLDERS)


def _changing(scope: Scope, headers: Headers) -> Response:
    """Send an account to the page where it changes its password."""
    if _is_read(scope) and "text/html" in headers.get("accept", ""):
        return RedirectResponse("/account", 303)
    return error(403, "sign-in.change", "请先修改密码", "管理员设的密码要先在“我的账号”里改掉。")


def _is_read(scope: Scope) -> bool:
    return scope["type"] == "http" and scope["method"] in ("GET", "HEAD")


def _is_page(scope: Scope) -> bool:
    path = scope["path"]
    return _is_read(scope) and path not in _NO_PAGE and not path.startswith(_NO_PAGE_FOLDERS)


def _target(scope: Scope) -> str:
    query = scope.get("query_string", b"").decode("latin-1")
    return f"{scope['path']}?{query}" if query else str(scope["path"])
