"""Fixtures of the web: those of the record (see ``tests/record_fixtures.py``), and applications."""

from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import pytest
from record_fixtures import (
    People,
    blank_database,
    cheap_passwords,
    database,
    database_url,
    empty_database,
    now,
    people,
    postgres,
    postgres_template,
    sqlite_template,
    store,
    testrun,
)
from web_clients import Browser, browser_of

from assessor.apps.web.application import build
from assessor.apps.web.assessing_desk import AssessingDesk
from assessor.apps.web.services import Services
from assessor.apps.web.settings import WebSettings
from assessor.workbench.assessing_papers import run_options
from assessor.workbench.database import Database
from assessor.workbench.file_store import FileStore

__all__ = [
    "blank_database",
    "cheap_passwords",
    "database",
    "database_url",
    "empty_database",
    "now",
    "people",
    "postgres",
    "postgres_template",
    "sqlite_template",
    "store",
    "testrun",
]


class Clock:
    """A clock that stands still until a test moves it."""

    def __init__(self, moment: datetime) -> None:
        self.moment = moment

    def __call__(self) -> datetime:
        return self.moment


@pytest.fixture
def clock(now: datetime) -> Clock:
    return Clock(now)


@pytest.fixture
def services(
    database: Database, store: FileStore, people: People, clock: Clock, tmp_path: Path
) -> Iterator[Services]:
    desk = AssessingDesk(database, store, options=run_options(), scratch=tmp_path / "desk")
    settings = WebSettings(folder=tmp_path, workers=0)
    yield Services(settings=settings, database=database, store=store, desk=desk, clock=clock)
    desk.close()


@pytest.fixture
def browser(services: Services) -> Iterator[Callable[..., Browser]]:
    """Open browsers on an application without pages; ``browser(actor)`` is signed in."""
    app = build(services, has_pages=False)
    with browser_of(app, services) as open_one:
        yield open_one
