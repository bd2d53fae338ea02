"""Errors in the one shape that all routes use, and what each kind of error is called."""

from collections.abc import Sequence
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, JSONResponse, Response
from markupsafe import escape
from starlette.exceptions import HTTPException

from assessor.errors import AssessorError, ConfigError, InputError, ModelError
from assessor.workbench.permissions import (
    ConflictError,
    MissingError,
    RefusedError,
    RequestError,
)


class TokenError(AssessorError):
    """No token, or one that does not work (HTTP 401)."""


class TooOftenError(AssessorError):
    """Somebody asks too often (HTTP 429)."""


_STATUS: tuple[tuple[type[AssessorError], int], ...] = (
    (RefusedError, 403),
    (MissingError, 404),
    (ConflictError, 409),
    (RequestError, 422),
    (InputError, 422),
    (TokenError, 401),
    (TooOftenError, 429),
    (ConfigError, 503),
    (ModelError, 503),
)
_TOO_LARGE = "request.too-large"
_HTTP_WORDS = {
    400: ("request.unreadable", "请求无法读取", "请检查请求的格式。"),
    401: ("sign-in.needed", "没有登录，或登录已过期", "请重新登录。"),
    403: ("request.refused", "不能这样请求", ""),
    404: ("request.unknown-address", "没有这个地址", "请检查地址，或从首页进入。"),
    405: ("request.method", "这个地址不支持这种请求", "请对照接口说明修改。"),
    413: (_TOO_LARGE, "上传的内容太大", "请分几次上传。"),
}
_KINDS = {
    "missing": "缺少",
    "extra_forbidden": "没有这一项",
    "json_invalid": "不是有效的 JSON",
    "string_too_long": "太长",
    "string_too_short": "是空的",
    "too_long": "太多",
    "too_short": "太少",
    "enum": "不在可选的值之内",
    "literal_error": "不在可选的值之内",
    "int_parsing": "应为整数",
    "int_type": "应为整数",
    "string_type": "应为文字",
    "bool_parsing": "应为 true 或 false",
    "bool_type": "应为 true 或 false",
    "list_type": "应为数组",
    "model_attributes_type": "应为对象",
    "dict_type": "应为对象",
    "greater_than_equal": "太小",
    "less_than_equal": "太大",
}
_MOST_TOLD = 5
_LONGEST_STEP = 40
_PAGE = """<!doctype html>
<html lang="zh-CN"><head><meta charset="utf-8"><title>{message} · 绩效指标质量检查</title>
<link rel="stylesheet" href="/static/sign_in.css"></head>
<body><main><h1>{message}</h1><p class="what">{hint}</p>
<p class="note"><a href="/">返回首页</a></p></main></body></html>"""


def error(status: int, code: str, message: str, hint: str = "") -> JSONResponse:
    """Return an error in the one shape."""
    return JSONResponse(
        {"error": {"code": code, "message": message, "hint": hint}}, status_code=status
    )


def error_for(accepts: str, status: int, code: str, message: str, hint: str) -> Response:
    """Return an error as a page to who looks at it in a browser, in the one shape to others."""
    if "text/html" not in accepts:
        return error(status, code, message, hint)
    page = _PAGE.format(message=escape(message), hint=escape(hint))
    return HTMLResponse(page, status_code=status)


def too_large(most: int) -> JSONResponse:
    """Return the answer to a body beyond the bound."""
    return error(
        413, _TOO_LARGE, "上传的内容太大", f"一次最多 {most >> 20} MB，请分几次上传。"
    )  # fmt: skip


TOO_OFTEN = TooOftenError(
    "操作太频繁", hint="请稍候一分钟再试。", code="request.too-often"
)  # fmt: skip


def too_often(accepts: str = "") -> Response:
    """Return the answer to who asks too often."""
    return answer_to(TOO_OFTEN, accepts)


def answer_to(problem: AssessorError, accepts: str = "") -> Response:
    """Return the answer to an error of this package."""
    status = status_of(problem)
    answer = error_for(accepts, status, problem.code, problem.message, problem.hint)
    if status == 429:
        answer.headers["Retry-After"] = "60"
    if status == 401:
        answer.headers["WWW-Authenticate"] = "Bearer"
    return answer


def status_of(problem: AssessorError) -> int:
    """Return the HTTP status of an error."""
    if problem.code == _TOO_LARGE:
        return 413
    return next((status for kind, status in _STATUS if isinstance(problem, kind)), 500)


def answer_errors(app: FastAPI, *, for_people: bool = True) -> None:
    """Answer every foreseen error of an application in Chinese, without a trace of the inside.

    Parameters
    ----------
    for_people
        Errors are pages for who asks for a page.
    """

    def accepts(request: Request) -> str:
        return request.headers.get("accept", "") if for_people else ""

    @app.exception_handler(AssessorError)
    async def foreseen(request: Request, problem: AssessorError) -> Response:
        return answer_to(problem, accepts(request))

    @app.exception_handler(RequestValidationError)
    async def invalid(_: Request, problem: RequestValidationError) -> Response:
        return error(
            422, "request.invalid", f"请求的内容不对：{_told(problem.errors())}",
            "请对照接口说明修改。",
        )  # fmt: skip

    @app.exception_handler(HTTPException)
    async def http(request: Request, problem: HTTPException) -> Response:
        return http_answer(problem, accepts(request))


def http_answer(problem: HTTPException, accepts: str = "") -> Response:
    """Return the answer to an error that FastAPI itself has found."""
    code, message, hint = _HTTP_WORDS.get(
        problem.status_code, (f"request.{problem.status_code}", "请求没有成功", "")
    )
    answer = error_for(accepts, problem.status_code, code, message, hint)
    answer.headers.update(problem.headers or {})
    return answer


def _told(errors: Sequence[Any]) -> str:
    places = [_place(part) for part in errors[:_MOST_TOLD]]
    more = f"等 {len(errors)} 处" if len(errors) > _MOST_TOLD else ""
    return "；".join(places) + more


def _place(part: dict[str, Any]) -> str:
    steps = [str(step)[:_LONGEST_STEP] for step in part.get("loc", ())[1:]]
    kind = str(part.get("type", ""))
    what = _KINDS.get(kind, "不对")
    return f"{'.'.join(steps) or '正文'}{what}"
