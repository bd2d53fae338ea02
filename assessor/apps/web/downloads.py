"""Papers taken away by an account that is signed in: written for people, never shown in place."""

from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Path, Request
from fastapi.responses import Response

from assessor.apps.web.services import Services, actor_of, services_of
from assessor.reports.review_form import Variant
from assessor.workbench.downloads import Download, Kind, fill_order, order_download
from assessor.workbench.permissions import Actor
from assessor.workbench.visible_submissions import LARGEST_ID

_MOST_NOTICES = 20

Number = Annotated[int, Path(ge=1, le=LARGEST_ID)]


def routes() -> APIRouter:
    """Return the routes of downloads."""
    router = APIRouter(include_in_schema=False)

    @router.get("/downloads/submissions/{submission}/{kind}")
    def of_submission(
        request: Request, submission: Number, kind: Kind, variant: Variant = Variant.GENERAL
    ) -> Response:
        services = services_of(request)
        return attached(made(services, actor_of(request), submission, kind, variant))

    return router


def made(
    services: Services, actor: Actor, submission: int, kind: Kind, variant: Variant
) -> Download:
    """Make a paper: the order is written down first, then filled without the database.

    Raises
    ------
    RefusedError, MissingError, ConflictError, InputError
        As ``order_download`` and ``fill_order``.
    """
    with services.database.writing() as session:
        order = order_download(
            session, actor, submission=submission, kind=kind, variant=variant, now=services.now()
        )
    return fill_order(
        order, again=services.desk.again, original=services.desk.original,
        limits=services.settings.limits,
    )  # fmt: skip


def attached(download: Download) -> Response:
    """Return a file as an attachment, its Chinese name as RFC 6266 has it."""
    answer = Response(download.content, media_type=download.media_type)
    answer.headers["Content-Disposition"] = disposition(download.name)
    if download.notices:
        told = "\n".join(download.notices[:_MOST_NOTICES])
        answer.headers["X-Assessor-Notices"] = quote(told, safe="")
    return answer


def disposition(name: str) -> str:
    """Return the header for a file's name: plain letters for old programs, and the real one."""
    suffix = name[name.rfind(".") :] if "." in name else ""
    plain = f"download{suffix}" if suffix.isascii() and suffix[1:].isalnum() else "download"
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
