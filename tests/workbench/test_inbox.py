"""The list of submissions: filters, order, pages, and changes of many at once."""

from dataclasses import replace
from datetime import timedelta

import pytest
from assessed_papers import assessed_form, corpus_results, keep
from sqlalchemy import event, insert, select

from assessor.core.finding import Severity
from assessor.workbench.inbox import (
    BLOCKER_WEIGHT,
    Column,
    InboxFilter,
    bulk_set_state,
    inbox,
    units,
    years,
)
from assessor.workbench.permissions import RefusedError, RequestError
from assessor.workbench.search_text import pattern, search_words
from assessor.workbench.states import ReviewState, Role
from assessor.workbench.tables import AuditEntry, Declared, Paper


def changed(**values):
    """Return an assessed paper whose submission has other values."""
    paper = assessed_form()
    (one,) = paper.submissions
    counts = values.pop("severities", None)
    if counts is not None:
        values["severities"] = {**one.severities, **counts}
    return replace(paper, submissions=(replace(one, **values),))


@pytest.fixture
def three(database, people, now):
    results = {
        "甲.txt": changed(
            title="甲表", organisation="市教育局", year=2025, grade="优", score=95.0, money=5e4,
            severities={"blocker": 0, "major": 1}, codes="|W01|", search="甲表\n市教育局\n培训100%",
        ),
        "乙.txt": changed(
            title="乙表", organisation="市水务局", year=2026, grade="差", score=40.0, money=1e4,
            severities={"blocker": 2, "major": 0}, codes="|V02|W01|", search="乙表\n水库_加固",
        ),
        "丙.txt": changed(
            title="丙表", organisation="", year=None, grade="", score=None, money=None,
            severities={"blocker": 9, "major": 9}, codes="", search="丙表",
        ),
    }  # fmt: skip
    keep(database, people.reviewer, results, now=now, title="第一批")


def titles(database, actor, **told):
    with database.reading() as session:
        return [row.title for row in inbox(session, actor, **told).rows]


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ({}, {"甲表", "乙表", "丙表"}),
        ({"units": ("市教育局",)}, {"甲表"}),
        ({"years": (2025, 2026)}, {"甲表", "乙表"}),
        ({"grades": ("差",)}, {"乙表"}),
        ({"states": (ReviewState.PASSED,)}, set()),
        ({"states": (ReviewState.PENDING,)}, {"甲表", "乙表", "丙表"}),
        ({"batch": 1}, {"甲表", "乙表", "丙表"}),
        ({"batch": 99}, set()),
        ({"severity": Severity.BLOCKER}, {"乙表", "丙表"}),
        ({"code": "W01"}, {"甲表", "乙表"}),
        ({"code": "V02"}, {"乙表"}),
        ({"code": "W0"}, set()),
        ({"code": "%"}, set()),
        ({"text": "培训"}, {"甲表"}),
        ({"text": "表 水库"}, {"乙表"}),
        ({"text": "１００％"}, {"甲表"}),
        ({"text": "_"}, {"乙表"}),
        ({"text": "%"}, {"甲表"}),
        ({"text": "\\"}, set()),
        ({"text": "' OR 1=1 --"}, set()),
        ({"text": "a\x00b"}, set()),
        ({"text": "\ud800"}, set()),
        ({"only_resubmitted": True}, set()),
        ({"reviewer_id": 1}, set()),
        ({"reviewer_id": 2**40}, set()),
        ({"batch": -(2**70)}, set()),
        ({"years": (2**40,)}, set()),
    ],
)
def test_filters(database, people, three, wanted, found):
    assert set(titles(database, people.reviewer, wanted=InboxFilter(**wanted))) == found


@pytest.mark.parametrize("column", Column)
@pytest.mark.parametrize("descending", [True, False])
def test_every_column_sorts_and_what_is_missing_stands_last(
    database, people, three, column, descending
):
    found = titles(database, people.reviewer, sort=column, descending=descending)
    assert sorted(found) == sorted(["甲表", "乙表", "丙表"])
    if column in (Column.SCORE, Column.MONEY, Column.YEAR):
        assert found[-1] == "丙表"
    expected = {
        Column.SCORE: ["甲表", "乙表"], Column.GRADE: ["乙表", "甲表"], Column.MONEY: ["甲表", "乙表"],
        Column.YEAR: ["乙表", "甲表"], Column.RECEIVED: ["丙表", "乙表", "甲表"],
        Column.BLOCKERS: ["丙表", "乙表", "甲表"],
    }.get(column)  # fmt: skip
    if expected is not None:
        shown = [title for title in found if title in expected]
        assert shown == (expected if descending else expected[::-1])


def test_risk_is_money_times_heavy_findings(database, people, three):
    with database.reading() as session:
        rows = {row.title: row for row in inbox(session, people.reviewer).rows}
    assert rows["甲表"].risk == pytest.approx(5.0 * 1)
    assert rows["乙表"].risk == pytest.approx(1.0 * 2 * BLOCKER_WEIGHT)
    assert rows["丙表"].risk == 0
    assert list(rows) == ["乙表", "甲表", "丙表"]


def test_without_money_more_heavy_findings_come_first(database, people, now):
    results = {
        f"{n}.txt": changed(title=str(n), money=None, severities={"blocker": 0, "major": n})
        for n in (1, 3, 2)
    }
    keep(database, people.reviewer, results, now=now)
    assert titles(database, people.reviewer) == ["3", "2", "1"]


def test_pages(database, people, three):
    with database.reading() as session:
        first = inbox(session, people.reviewer, sort=Column.RECEIVED, size=2)
        second = inbox(session, people.reviewer, sort=Column.RECEIVED, size=2, page=2)
    assert (first.total, len(first.rows), len(second.rows)) == (3, 2, 1)
    assert {row.title for row in (*first.rows, *second.rows)} == {"甲表", "乙表", "丙表"}
    for page, size in ((0, 1), (1, 0), (1, 501), (2**40, 1)):
        with pytest.raises(RequestError), database.reading() as session:
            inbox(session, people.reviewer, page=page, size=size)


def test_a_unit_sees_its_own_alone(database, people, three):
    assert titles(database, people.unit) == ["甲表"]
    assert titles(database, replace(people.unit, unit="")) == []
    with database.reading() as session:
        assert units(session, people.unit) == ("市教育局",)
        assert set(units(session, people.reviewer)) == {"市教育局", "市水务局"}
        assert years(session, people.reviewer) == (2026, 2025)
        assert years(session, people.other_unit) == (2026,)


@pytest.mark.parametrize("role", [Role.TRAINER, Role.TRAINEE, Role.ADMIN])
def test_other_roles_see_nothing(database, people, role):
    with pytest.raises(RefusedError), database.reading() as session:
        inbox(session, people.of(role))


def test_a_submission_that_is_no_longer_there_is_not_listed(database, people, three):
    with database.writing() as session:
        session.scalars(select(Declared).where(Declared.title == "甲表")).one().current = False
    assert "甲表" not in titles(database, people.reviewer)


def test_thousands_are_listed_without_opening_one(database, people, now):
    """What is large is never read: neither to count, nor to filter, nor to list."""
    count = 20_000
    (paper,) = keep(database, people.reviewer, {"a.txt": assessed_form()}, now=now)
    with database.writing() as session:
        given = {
            "unit": "某局", "year": 2026, "profile": "", "grade": "良", "score": 80.0, "rows": 9,
            "state": ReviewState.PENDING, "content": {}, "reading": {}, "codes": "|W01|",
            "model_id": "m", "paper_id": paper, "projects": [],
        }  # fmt: skip
        session.execute(
            insert(Declared),
            [
                {**given, "position": n, "title": f"第{n}份", "money": float(n), "majors": 1,
                 "search": f"第{n}份\n某局\n" + "指标名称" * 20, "assessed_at": now + timedelta(n)}
                for n in range(1, count + 1)
            ],
        )  # fmt: skip
    said = []
    event.listen(
        database.engine, "before_cursor_execute", lambda *told: said.append(told[2].lower())
    )
    wanted = InboxFilter(text="第19999份", code="W01", years=(2026,), batch=1)
    assert titles(database, people.reviewer, wanted=wanted) == ["第19999份"]
    with database.reading() as session:
        page = inbox(session, people.reviewer, size=50, sort=Column.MONEY, page=2)
    assert page.total == count + 1
    assert [row.money for row in page.rows[1:3]] == [19950.0, 19949.0]
    assert len(said) >= 4
    assert not [order for order in said if ".content" in order or ".reading" in order]


def test_many_are_put_into_a_state_and_others_told(database, people, three, now):
    with database.reading() as session:
        rows = {row.title: row for row in inbox(session, people.reviewer).rows}
    chosen = {rows["甲表"].id: rows["甲表"].version, rows["乙表"].id: 99, 10**6: 1}
    with database.writing() as session:
        outcome = bulk_set_state(
            session, people.reviewer, chosen=chosen, state=ReviewState.PASSED, now=now
        )
    assert outcome.changed == {rows["甲表"].id: rows["甲表"].version + 1}
    assert set(outcome.refused) == {rows["乙表"].id, 10**6}
    assert "已被更改" in outcome.refused[rows["乙表"].id]
    with database.reading() as session:
        states = {one.title: one.state for one in session.scalars(select(Declared))}
        told = session.scalars(select(AuditEntry).where(AuditEntry.action == "submission.state"))
        assert len(told.all()) == 1
    assert states == {"甲表": "passed", "乙表": "pending", "丙表": "pending"}
    with pytest.raises(RefusedError), database.writing() as session:
        bulk_set_state(session, people.unit, chosen=chosen, state=ReviewState.PASSED, now=now)
    with pytest.raises(RequestError), database.writing() as session:
        bulk_set_state(
            session, people.lead, chosen=dict.fromkeys(range(1000), 1),
            state=ReviewState.PASSED, now=now,
        )  # fmt: skip


def test_rows_of_real_papers_can_be_searched(database, people, now):
    keep(database, people.reviewer, corpus_results(), now=now)
    found = titles(database, people.reviewer, wanted=InboxFilter(text="丰渚市 列养公路"))
    assert found == ["丰渚市交通运输局2025年项目绩效目标表"]
    assert titles(database, people.reviewer, wanted=InboxFilter(text="tab_TABLE.txt")) != []
    with database.reading() as session:
        assert session.scalars(select(Paper.state).distinct()).all() == ["done"]


def test_search_words_are_bounded_and_plain():
    assert search_words("  ＡＢ　甲 甲 ") == ("ab", "甲")
    assert len(search_words("字 " * 1000)) == 1
    assert len(search_words(" ".join(map(str, range(1000))))) == 8
    assert pattern("50%_\\") == r"%50\%\_\\%"
