"""The first page: straight to what the account is here for."""

from fastapi import Request
from fastapi.responses import RedirectResponse
from nicegui import app

from assessor.apps.web.pages.frame import ENTRIES
from assessor.workbench.permissions import Actor


def register() -> None:
    """Register ``/``, which leads to the first place that the account may go to."""

    @app.get("/", include_in_schema=False)
    def home(request: Request) -> RedirectResponse:
        actor = request.state.actor
        assert isinstance(actor, Actor)
        first = next((place.address for place in ENTRIES if actor.may(place.action)), "/account")
        return RedirectResponse(first, 303)
