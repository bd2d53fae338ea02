"""Migrations give the tables of this version, and take them back; several at once do no harm."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import inspect, select, text

from assessor.errors import ConfigError
from assessor.workbench import audit, upgrading
from assessor.workbench.database import Database
from assessor.workbench.tables import AuditEntry, Record

KINDS = pytest.mark.parametrize("kind", ["sqlite", "postgresql"])


def tables(url: str) -> set[str]:
    database = Database(url)
    names = set(inspect(database.engine).get_table_names()) - {"alembic_version"}
    database.close()
    return names


def fill(url: str, now) -> None:
    database = Database(url)
    with database.writing() as session:
        audit.append(session, actor="a", action="b", subject="c", details={"d": 1}, now=now)
    with database.reading() as session:
        assert audit.verify(session).number == 1
    database.close()


@KINDS
def test_migrations_and_tables_are_the_same(blank_database, tmp_path, kind):
    url = blank_database(kind, tmp_path / "a.sqlite")
    upgrading.upgrade(url)
    database = Database(url)
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_server_default": True})
        differences = compare_metadata(context, Record.metadata)
    database.close()
    assert differences == []


@KINDS
def test_up_down_and_up_again_with_data(blank_database, tmp_path, now, kind):
    url = blank_database(kind, tmp_path / "a.sqlite")
    upgrading.upgrade(url)
    upgrading.check_current(url)
    fill(url, now)
    upgrading.upgrade(url)  # nothing to do, nothing lost
    assert tables(url) == set(Record.metadata.tables)
    upgrading.downgrade(url, upgrading.BASE)
    assert tables(url) == set()
    upgrading.upgrade(url)
    assert tables(url) == set(Record.metadata.tables)
    fill(url, now)


@KINDS
def test_an_older_or_empty_database_is_told(blank_database, tmp_path, kind):
    url = blank_database(kind, tmp_path / "a.sqlite")
    with pytest.raises(ConfigError) as caught:
        upgrading.check_current(url)
    assert caught.value.code == "config.database-older"
    assert "upgrade" in caught.value.hint


@KINDS
def test_a_newer_database_is_left_alone(empty_database, tmp_path, kind):
    url = empty_database(kind, tmp_path / "a.sqlite")
    database = Database(url)
    with database.writing() as session:
        session.execute(text("UPDATE alembic_version SET version_num = 'future'"))
    for call in (
        lambda: upgrading.upgrade(url),
        lambda: upgrading.check_current(url),
        lambda: upgrading.downgrade(url, upgrading.BASE),
    ):
        with pytest.raises(ConfigError) as caught:
            call()
        assert caught.value.code == "config.database-newer"
    with database.reading() as session:
        assert session.scalars(select(AuditEntry)).all() == []
    database.close()


@KINDS
def test_several_upgrade_at_once(blank_database, tmp_path, kind):
    url = blank_database(kind, tmp_path / "a.sqlite")
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(upgrading.upgrade, [url] * 4))
    upgrading.check_current(url)


@KINDS
def test_a_migration_that_fails_changes_nothing(blank_database, tmp_path, kind, monkeypatch):
    url = blank_database(kind, tmp_path / "a.sqlite")
    from assessor.workbench.migrations import audit_guards

    monkeypatch.setattr(audit_guards, "orders_to_guard", lambda dialect: ("NO ORDER AT ALL",))
    with pytest.raises(Exception, match="NO ORDER AT ALL"):
        upgrading.upgrade(url)
    monkeypatch.undo()
    assert tables(url) == set()
    upgrading.upgrade(url)
    assert tables(url) == set(Record.metadata.tables)


@pytest.mark.parametrize(
    "url",
    [
        "sqlite:////nowhere/at/all.sqlite",
        "postgresql+psycopg://someone:geheim@127.0.0.1:1/x",
        "mysql+nothing://someone:geheim@x/y",
        "geheim",
        "",
    ],
)
def test_a_database_that_cannot_be_opened_is_told_without_its_address(url):
    with pytest.raises(ConfigError) as caught:
        upgrading.upgrade(url)
    assert caught.value.code == "config.database"
    assert "geheim" not in caught.value.message + caught.value.hint


def test_what_is_no_database_is_told(tmp_path):
    path = tmp_path / "a.sqlite"
    path.write_bytes(b"this is no database at all" * 100)
    with pytest.raises(ConfigError) as caught:
        upgrading.upgrade(f"sqlite:///{path}")
    assert caught.value.code == "config.database"
