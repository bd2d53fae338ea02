"""The interface as an application of its own below ``/api/v1``, with its description."""

from pathlib import Path
from typing import Any

from fastapi import APIRouter, FastAPI, Request
from fastapi.responses import Response
from fastapi.templating import Jinja2Templates
from sqlalchemy import func, select

from assessor import __version__
from assessor.apps.web.answers import answer_errors, error
from assessor.apps.web.api import rows, submissions
from assessor.apps.web.api.bearer import Anybody, Limiter, Responses
from assessor.apps.web.api.models import ErrorOut, HealthOut
from assessor.apps.web.services import Services
from assessor.workbench.states import PaperState
from assessor.workbench.tables import Paper

ROOT = "/api/v1"
_TEMPLATES = Jinja2Templates(Path(__file__).parents[1] / "templates")
_ABOUT = """给程序用的接口。除 /health 和 /rules 外都要令牌：`Authorization: Bearer 令牌`，\
令牌在网页的“我的账号”里建立，有用途和期限。出错时的回答都是 \
`{"error": {"code", "message", "hint"}}`。"""
_WORDS = {
    400: "请求无法读取",
    401: "没有令牌，或令牌不能用",
    403: "没有权限，或令牌没有这项用途",
    404: "没有这个地址，或没有这一项",
    405: "不支持这种请求",
    409: "与现在的状态冲突",
    413: "内容太大",
    422: "请求的内容不对",
    429: "太频繁",
    431: "请求头太长",
    500: "系统出错",
    503: "系统现在不能用",
}
_ERRORS: Responses = {
    status: {"model": ErrorOut, "description": word} for status, word in _WORDS.items()
}


def mount(app: FastAPI, services: Services) -> None:
    """Put the interface and its description under the application."""
    api = build(services)
    app.mount(ROOT, api)

    @app.get("/api/docs", include_in_schema=False)
    def docs(request: Request) -> Response:
        return _TEMPLATES.TemplateResponse(
            request, "interface.html", {"root": ROOT, **_described(api.openapi())}
        )

    @app.api_route(
        "/api/{_rest:path}", methods=["GET", "POST", "PUT", "PATCH", "DELETE"],
        include_in_schema=False,
    )  # fmt: skip
    def unknown(_rest: str) -> Response:
        return error(404, "request.unknown-address", "没有这个地址", "接口说明见 /api/docs。")


def build(services: Services) -> FastAPI:
    """Return the interface by itself."""
    api = FastAPI(
        title="绩效指标质量检查：接口", version=__version__, description=_ABOUT,
        openapi_url="/openapi.json", docs_url=None, redoc_url=None, responses=_ERRORS,
        servers=[{"url": ROOT}], root_path_in_servers=False,
    )  # fmt: skip
    api.state.services = services
    api.state.limiter = Limiter()
    answer_errors(api, for_people=False)
    api.include_router(_health())
    api.include_router(rows.routes())
    api.include_router(submissions.routes())
    return api


def _health() -> APIRouter:
    router = APIRouter()

    @router.get("/health", tags=["系统"], summary="系统状态")
    def health(services: Anybody) -> HealthOut:
        """数据库是否正常、排队的文件数、版本；不需要令牌。"""
        waits = Paper.state.in_((PaperState.QUEUED, PaperState.WORKING))
        with services.database.reading() as session:
            queue = session.scalar(select(func.count()).select_from(Paper).where(waits)) or 0
        return HealthOut(status="ok", version=__version__, database="ok", queue=queue)

    return router


def _described(openapi: dict[str, Any]) -> dict[str, Any]:
    """Return what the page of the description shows: calls by topic, and objects by name."""
    topics: dict[str, list[dict[str, Any]]] = {}
    for path, methods in openapi["paths"].items():
        for method, call in methods.items():
            body = call.get("requestBody", {}).get("content", {})
            topics.setdefault(call["tags"][0], []).append(
                {
                    "method": method.upper(),
                    "path": path,
                    "summary": call["summary"],
                    "description": call.get("description", ""),
                    "needs_token": bool(call.get("security")),
                    "parameters": [_parameter(part) for part in call.get("parameters", [])],
                    "body": [(kind, _kind(part["schema"])) for kind, part in body.items()],
                    "answers": [
                        (status, _WORDS.get(int(status), "成功"), _answered(answer))
                        for status, answer in call["responses"].items()
                    ],
                }
            )
    objects = {
        name: {
            "description": schema.get("description", ""),
            "fields": [
                (key, _kind(part), part.get("description", ""), key in schema.get("required", ()))
                for key, part in schema.get("properties", {}).items()
            ],
            "values": schema.get("enum", []),
        }
        for name, schema in openapi["components"]["schemas"].items()
    }
    info = {**openapi["info"], "description": openapi["info"]["description"].replace("`", "")}
    return {"info": info, "topics": topics, "objects": objects}


def _parameter(part: dict[str, Any]) -> tuple[str, str, str, bool]:
    kind = _kind(part["schema"])
    return part["name"], kind, part.get("description", ""), part.get("required", False)


def _answered(answer: dict[str, Any]) -> str:
    return "、".join(_kind(part.get("schema", {})) for part in answer.get("content", {}).values())


def _kind(schema: dict[str, Any]) -> str:
    """Return the type of a value in a word or two; names of objects as they are."""
    if "$ref" in schema:
        return str(schema["$ref"]).rpartition("/")[2]
    if "anyOf" in schema:
        return " 或 ".join(dict.fromkeys(_kind(part) for part in schema["anyOf"]))
    if schema.get("type") == "array":
        return f"{_kind(schema.get('items', {}))} 的数组"
    words = {
        "string": "文字", "integer": "整数", "number": "数字", "boolean": "true/false",
        "null": "null", "object": "对象",
    }  # fmt: skip
    word = words.get(str(schema.get("type", "")), "任意")
    return "文件" if schema.get("format") == "binary" or "contentMediaType" in schema else word
