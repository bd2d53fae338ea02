"""Migrations: bring a database to the tables of this version, or back.

Migrations lie in ``migrations/versions``; a new one is begun with
``upgrading.new_migration(url, "what changes")`` on a database that is up to date.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text
from sqlalchemy.exc import SQLAlchemyError

from assessor.errors import ConfigError
from assessor.workbench.database import Database

HEAD, BASE = "head", "base"
_FOLDER = Path(__file__).parent / "migrations"
_LOCK = 4_771_001  # any number; PostgreSQL locks are named by numbers


def upgrade(url: str, to: str = HEAD) -> None:
    """Bring a database up to ``to``; an empty one gets all tables.

    Several processes may do so at once: one works, the others wait.

    Raises
    ------
    ConfigError
        ``config.database``: cannot be opened. ``config.database-newer``: it was brought up by a
        newer version of this program.
    """
    with _migrating(url) as (connection, config):
        _refuse_newer(connection, config)
        command.upgrade(config, to)


def downgrade(url: str, to: str) -> None:
    """Take a database back to revision ``to`` (``base``: no tables at all; data goes with them).

    Raises
    ------
    ConfigError
        As ``upgrade``.
    """
    with _migrating(url) as (connection, config):
        _refuse_newer(connection, config)
        command.downgrade(config, to)


def check_current(url: str) -> None:
    """Refuse a database that is not at the tables of this version.

    Raises
    ------
    ConfigError
        ``config.database``, ``config.database-newer`` as ``upgrade``;
        ``config.database-older``: it must be upgraded first.
    """
    with opened(url) as connection:
        config = _config(connection)
        _refuse_newer(connection, config)
        if revision_of(connection) != newest_revision():
            raise ConfigError(
                "数据库还不是这一版程序的结构",
                hint="请先运行 assessor workbench upgrade（升级前请先备份）。",
                code="config.database-older",
            )


def revision_of(connection: Connection) -> str | None:
    """Return the revision a database is at; ``None`` where it has no tables yet."""
    return MigrationContext.configure(connection).get_current_revision()


def newest_revision() -> str:
    """Return the revision of this version's tables."""
    revision = _scripts().get_current_head()
    assert revision is not None  # the package ships at least one migration
    return revision


def knows_revision(revision: str) -> bool:
    """Tell whether this version has the migration."""
    return any(script.revision == revision for script in _scripts().walk_revisions())


def new_migration(url: str, what: str) -> None:
    """Write a migration from what differs between the database and the tables, for review."""
    with _migrating(url) as (_, config):
        command.revision(config, message=what, autogenerate=True)


def _scripts() -> ScriptDirectory:
    return ScriptDirectory(str(_FOLDER))


def _config(connection: Connection) -> Config:
    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(_FOLDER).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config


@contextmanager
def opened(url: str, *, writes: bool = False) -> Iterator[Connection]:
    """Open a database for a while; what was written is kept unless there is an error.

    Raises
    ------
    ConfigError
        ``config.database``
    """
    try:
        database = Database(url)
        engine = database.engine.execution_options(writes=writes)
    except (SQLAlchemyError, ImportError) as error:
        raise _unusable(error) from error
    try:
        try:
            connection = engine.connect()
            connection.execute(text("SELECT 1"))
        except SQLAlchemyError as error:
            raise _unusable(error) from error
        with connection:
            yield connection
            if writes:
                connection.commit()
    finally:
        database.close()


@contextmanager
def _migrating(url: str) -> Iterator[tuple[Connection, Config]]:
    """Open one transaction for all steps; SQLite's is a writing one from its beginning."""
    with opened(url, writes=True) as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
        yield connection, _config(connection)


def _refuse_newer(connection: Connection, config: Config) -> None:
    revision = revision_of(connection)
    if revision is not None and not knows_revision(revision):
        raise ConfigError(
            "数据库是由更新版本的程序建立或升级的，这一版不能使用",
            hint="请安装更新的版本，或恢复升级前的备份。",
            code="config.database-newer",
        )


def _unusable(error: Exception) -> ConfigError:
    # The driver's text may hold the address with its password: only its kind is told.
    return ConfigError(
        f"数据库打不开（{type(error).__name__}）",
        hint="请检查数据库地址、服务是否已启动、账号和权限；使用 PostgreSQL 须安装 assessor[postgresql]。",
        code="config.database",
    )
