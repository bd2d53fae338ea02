"""The application: guard, sign-in, interface, downloads and pages over one record."""

from pathlib import Path

from fastapi import FastAPI, Request
from fastapi.responses import PlainTextResponse, Response
from fastapi.staticfiles import StaticFiles

from assessor import __version__
from assessor.apps.web import downloads, sign_in
from assessor.apps.web.answers import answer_errors
from assessor.apps.web.api import interface
from assessor.apps.web.guard import Guard
from assessor.apps.web.services import Services

_STATIC = Path(__file__).parent / "static"
_ICON = _STATIC / "favicon.svg"


def build(services: Services, *, has_pages: bool = True) -> FastAPI:
    """Return the application over an open record.

    Parameters
    ----------
    has_pages
        The pages of the browser are there too; they exist once in a process.
    """
    app = FastAPI(
        title="assessor", version=__version__, openapi_url=None, docs_url=None, redoc_url=None
    )
    app.state.services = services
    answer_errors(app)
    app.include_router(sign_in.routes())
    app.include_router(downloads.routes())
    interface.mount(app, services)
    app.mount("/static", StaticFiles(directory=_STATIC), name="static")

    @app.get("/robots.txt", include_in_schema=False)
    def robots() -> PlainTextResponse:
        return PlainTextResponse("User-agent: *\nDisallow: /\n")

    @app.get("/favicon.ico", include_in_schema=False)
    def icon(request: Request) -> Response:
        del request
        return Response(_ICON.read_bytes(), media_type="image/svg+xml")

    if has_pages:
        from assessor.apps.web.pages.mounting import mount_pages  # noqa: PLC0415 - one per process

        mount_pages(app, services)
    app.add_middleware(Guard, services=lambda: app.state.services)
    return app
