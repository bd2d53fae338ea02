"""The audit log: what is appended, what a verification finds, what the database refuses."""

from datetime import datetime, timedelta

import pytest
from record_fixtures import People
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from assessor.workbench import audit
from assessor.workbench.database import Database
from assessor.workbench.permissions import RefusedError, RequestError

HOSTILE = "张三\x00\ud800<script>'; DROP TABLE audit; --𠮷"


def filled(database: Database, now: datetime, count: int = 6) -> None:
    with database.writing() as session:
        for number in range(1, count + 1):
            audit.append(
                session,
                actor="shenhe",
                action="submission.state",
                subject=f"submission:{number}",
                details={"分": 0.1 + number, "说明": HOSTILE, "空": None, "列": [1, {"a": True}]},
                now=now + timedelta(microseconds=number),
            )


def verdict(database: Database, kept: audit.Kept | None = None) -> audit.AuditVerdict:
    with database.reading() as session:
        return audit.verify(session, kept=kept)


def tamper(database: Database, *orders: str) -> None:
    """Change the log as somebody would who owns the database."""
    is_sqlite = database.is_sqlite
    with database.writing() as session:
        if is_sqlite:
            for name in ("audit_not_changed", "audit_not_deleted", "audit_head_goes_on"):
                session.execute(text(f"DROP TRIGGER {name}"))
        else:
            for table in ("audit", "audit_head"):
                session.execute(text(f"ALTER TABLE {table} DISABLE TRIGGER USER"))
        for order in orders:
            session.execute(text(order))


def test_an_empty_log_is_sound(database):
    found = verdict(database)
    assert (found.is_sound, found.entries, found.number) == (True, 0, 0)
    assert found.digest == audit.FIRST_DIGEST


def test_entries_are_sealed_and_verified_in_another_session(database, now):
    filled(database, now)
    found = verdict(database)
    assert (found.problem, found.entries, found.number) == ("", 6, 6)
    assert len(found.digest) == 64


def test_the_same_actions_give_the_same_digests_on_every_database(empty_database, tmp_path, now):
    digests = set()
    for kind in ("sqlite", "postgresql"):
        database = Database(empty_database(kind, tmp_path / "a.sqlite"))
        filled(database, now)
        digests.add(verdict(database).digest)
        database.close()
    assert len(digests) == 1


@pytest.mark.parametrize(
    ("orders", "problem"),
    [
        (["UPDATE audit SET actor = 'lisi' WHERE number = 3"], "第 3 条的内容被改动"),
        (["UPDATE audit SET details = '{}' WHERE number = 6"], "第 6 条的内容被改动"),
        (["DELETE FROM audit WHERE number = 3"], "第 3 条被删除"),
        (["DELETE FROM audit WHERE number IN (1, 2, 3)"], "第 1 条到第 3 条被删除"),
        (["DELETE FROM audit WHERE number = 6"], "日志末尾被截断或改动：应到第 6 条，实际到第 5 条"),
        (["DELETE FROM audit"], "日志末尾被截断或改动：应到第 6 条，实际到第 0 条"),
        (
            [
                "UPDATE audit SET number = 100 WHERE number = 3",
                "UPDATE audit SET number = 3 WHERE number = 4",
                "UPDATE audit SET number = 4 WHERE number = 100",
            ],
            "第 3 条的内容被改动",
        ),
        (
            [
                "UPDATE audit SET number = number + 100 WHERE number > 3",
                "UPDATE audit SET number = number - 99 WHERE number > 100",
                "INSERT INTO audit SELECT 4, at, actor, action, subject, details, digest, before"
                " FROM audit WHERE number = 3",
            ],
            "第 4 条的内容被改动",
        ),
        (
            [
                "INSERT INTO audit SELECT 7, at, actor, action, subject, details, before, digest"
                " FROM audit WHERE number = 6"
            ],
            "第 7 条的内容被改动",
        ),
        (["UPDATE audit_head SET number = 5"], "日志末尾被截断或改动：应到第 5 条，实际到第 6 条"),
    ],
)  # fmt: skip
def test_tampering_is_found(database, now, orders, problem):
    filled(database, now)
    tamper(database, *orders)
    found = verdict(database)
    assert not found.is_sound
    assert found.problem == problem


def test_an_entry_sealed_anew_breaks_the_next_one(database, now):
    filled(database, now)
    with database.reading() as session:
        row = session.get(audit.AuditEntry, 3)
        row.actor = "lisi"
        digest = audit._digest(row)
    tamper(database, f"UPDATE audit SET actor = 'lisi', digest = '{digest}' WHERE number = 3")
    assert verdict(database).problem.startswith("第 4 条与前一条接不上")


def test_a_missing_head_is_found(database, now):
    filled(database, now)
    with database.writing() as session:
        for order in (
            ["DROP TRIGGER audit_head_not_deleted"]
            if database.is_sqlite
            else ["ALTER TABLE audit_head DISABLE TRIGGER USER"]
        ):
            session.execute(text(order))
        session.execute(text("DELETE FROM audit_head"))
    assert verdict(database).problem == "日志的末尾记录不见了"


def test_a_whole_new_chain_is_found_only_by_what_was_kept(database, now):
    filled(database, now)
    kept = audit.Kept(number=6, digest=verdict(database).digest)
    assert verdict(database, kept).is_sound
    tamper(
        database,
        "DELETE FROM audit",
        f"UPDATE audit_head SET number = 0, digest = '{audit.FIRST_DIGEST}'",
    )
    assert verdict(database).is_sound
    assert verdict(database, kept).problem == ("日志被截断：另存的第 6 条已不存在，实际到第 0 条")
    filled(database, now + timedelta(seconds=1))
    assert verdict(database).is_sound
    assert "与另存的摘要不一致" in verdict(database, kept).problem


@pytest.mark.parametrize(
    "order",
    [
        "UPDATE audit SET actor = 'lisi' WHERE number = 3",
        "DELETE FROM audit WHERE number = 6",
        "DELETE FROM audit_head",
        "UPDATE audit_head SET number = 5",
        "UPDATE audit_head SET number = 6, digest = 'x'",
    ],
)
def test_the_database_itself_refuses_changes(database, now, order):
    filled(database, now)
    with pytest.raises(DBAPIError, match="append-only"), database.writing() as session:
        session.execute(text(order))
    assert verdict(database).is_sound


def test_postgresql_refuses_truncation(empty_database, tmp_path, now):
    database = Database(empty_database("postgresql", tmp_path))
    filled(database, now)
    for table in ("audit", "audit_head"):
        with pytest.raises(DBAPIError, match="append-only"), database.writing() as session:
            session.execute(text(f"TRUNCATE {table}"))
    assert verdict(database).entries == 6
    database.close()


def test_an_action_that_fails_leaves_no_entry(database, now):
    filled(database, now, 2)

    def act() -> None:
        with database.writing() as session:
            audit.append(session, actor="a", action="b", subject="c", details={}, now=now)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        act()
    assert verdict(database).number == 2


def test_entries_are_paged_newest_first_and_filtered(database, people: People, now):
    filled(database, now, 5)
    with database.reading() as session:
        page = audit.entries(session, people.lead, page=2, size=2)
        assert ([row.number for row in page.rows], page.total) == ([3, 2], 5)
        one = audit.entries(session, people.admin, wanted=audit.Wanted(subject="submission:4"))
        assert [row.number for row in one.rows] == [4]
        assert one.rows[0].details["分"] == 4.1
        assert one.rows[0].at == now + timedelta(microseconds=4)
        part = audit.entries(
            session,
            people.admin,
            wanted=audit.Wanted(
                since=now + timedelta(microseconds=2), until=now + timedelta(microseconds=4)
            ),
        )
        assert [row.number for row in part.rows] == [3, 2]
        assert audit.entries(session, people.admin, wanted=audit.Wanted(login="nobody")).total == 0


def test_only_those_who_may_read_the_log(database, people: People, now):
    with database.reading() as session:
        for person in (people.reviewer, people.trainer, people.trainee, people.unit):
            with pytest.raises(RefusedError):
                audit.entries(session, person)
        for page, size in ((0, 10), (1, 0), (1, 501), (2**40, 10)):
            with pytest.raises(RequestError):
                audit.entries(session, people.admin, page=page, size=size)


def test_numbers_that_are_none_are_refused(database, now):
    with pytest.raises(ValueError, match="Out of range"), database.writing() as session:
        audit.append(
            session, actor="a", action="b", subject="c", details={"x": float("nan")}, now=now
        )
