"""What all routes and pages share while a server runs."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from fastapi import Request

from assessor.apps.web.assessing_desk import AssessingDesk
from assessor.apps.web.settings import WebSettings
from assessor.workbench.database import Database
from assessor.workbench.file_store import FileStore
from assessor.workbench.permissions import Actor
from assessor.workbench.worker import Worker


def moment() -> datetime:
    """Return the time of an action."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Services:
    """The record of the team with what a request needs to work on it.

    Attributes
    ----------
    desk
        Assesses what somebody waits for: rows, downloads, places of an original.
    workers
        Those of this server, that assess uploaded papers.
    """

    settings: WebSettings
    database: Database
    store: FileStore
    desk: AssessingDesk
    workers: tuple[Worker, ...] = ()
    clock: Callable[[], datetime] = moment

    def now(self) -> datetime:
        """Return the time of the action at hand."""
        return self.clock()

    def wake(self) -> None:
        """Tell the workers that papers wait: to be called after each upload and correction."""
        for worker in self.workers:
            worker.wake()


def services_of(request: Request) -> Services:
    """Return the services of the application that a request came to."""
    services = request.app.state.services
    assert isinstance(services, Services)
    return services


def actor_of(request: Request) -> Actor:
    """Return who is signed in; the guard lets nobody else through to such routes."""
    actor = request.state.actor
    assert isinstance(actor, Actor)
    return actor
