"""What the pages' library answers to wrong addresses and to sockets of other accounts."""

from typing import Any

from fastapi import Request
from fastapi.responses import Response
from nicegui import Client, app
from starlette.exceptions import HTTPException

from assessor.apps.web.answers import answer_errors, http_answer


def register() -> None:
    """Put our own answers in the place of the library's; once in a process."""
    answer_errors(app)

    @app.exception_handler(404)
    async def unknown(request: Request, _: Exception) -> Response:
        return http_answer(HTTPException(404), request.headers.get("accept", ""))

    @app.exception_handler(Exception)
    async def broken(_: Request, problem: Exception) -> Response:
        # The guard answers, with an id for the log.
        raise problem

    app.on_connect(_end_foreign)


def _end_foreign(client: Client) -> None:
    """End a page to whose socket another session has come than the one it was made for."""
    scope: dict[str, Any] = (client.environ or {}).get("asgi.scope", {})
    if scope.get("type") == "test":
        return
    if scope.get("state", {}).get("session_key") != client.request.state.session_key:
        client.delete()
