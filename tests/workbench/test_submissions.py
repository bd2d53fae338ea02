"""One submission: what its page shows, to whom, and the states of its review."""

import pytest
from assessed_papers import assessed_form, corpus_results, keep
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from assessor.workbench.permissions import ConflictError, MissingError, RefusedError
from assessor.workbench.queue import queue_again
from assessor.workbench.states import PaperState, ReviewState, Role, Round
from assessor.workbench.submissions import FOLLOWS, read_submission, set_state, take
from assessor.workbench.tables import AuditEntry, Declared, FindingDecision
from assessor.workbench.unit_mismatch import printed_otherwise


@pytest.fixture
def submission(database, people, now):
    """Keep a declaration of the unit 市教育局, whose form names 某县人社局."""
    keep(database, people.unit, {"甲/表.txt": assessed_form()}, now=now)
    with database.reading() as session:
        return session.scalars(select(Declared.id)).one()


def view(database, actor, submission):
    with database.reading() as session:
        return read_submission(session, actor, submission)


def put(database, actor, submission, state, version, now):
    with database.writing() as session:
        return set_state(
            session, actor, submission_id=submission, state=state, version=version, now=now
        )


def test_a_page_shows_every_row_and_finding_once(database, people, now):
    keep(database, people.reviewer, corpus_results(), now=now)
    with database.reading() as session:
        kept = session.scalars(select(Declared).options(joinedload(Declared.paper))).all()
        session.expunge_all()
    assert len(kept) == len(corpus_results())
    for declared in kept:
        seen = view(database, people.reviewer, declared.id)
        rows = [row for p in declared.content["projects"] for row in p["indicators"]]
        findings = [
            *declared.content["findings"],
            *(one for p in declared.content["projects"] for one in p["findings"]),
            *(one for row in rows for one in row["findings"]),
        ]
        assert [row.plain for row in seen.all_rows] == rows
        assert [row.place for row in seen.all_rows] == list(range(len(rows)))
        assert sorted(one.id for one in seen.all_findings) == sorted(one["id"] for one in findings)
        assert [[r.plain for r in row.rewrites] for row in seen.all_rows] == [
            row["rewrites"] for row in rows
        ]
        pointed = {one["id"]: one["row"] for p in declared.content["projects"]
                   for one in p["findings"] if one["row"]}  # fmt: skip
        for row in seen.all_rows:
            for one in row.findings:
                assert not one.is_of_whole or pointed[one.id] == row.id
        assert seen.reading["kind"] == declared.paper.kind
        assert "path" not in seen.reading


def test_a_page_shows_what_an_official_needs(database, people, submission):
    seen = view(database, people.reviewer, submission)
    assert (seen.title, seen.unit, seen.printed_unit) == (
        "2026年度项目支出绩效目标申报表", "市教育局", "某县人社局",
    )  # fmt: skip
    assert "某县人社局" in seen.unit_notice
    assert "市教育局" in seen.unit_notice
    assert (seen.word, seen.paper_word, seen.paper_name) == ("待审", "已检查", "甲/表.txt")
    assert seen.follows == FOLLOWS[ReviewState.PENDING]
    assert seen.round is Round.FIRST
    assert seen.money == 1_200_000
    row = seen.all_rows[0]
    assert (row.plain["name"], row.plain["value"]) == ("培训人数", "较多")
    assert {one.word for one in row.findings} <= {"必须改", "应修改", "建议改", "提示"}
    assert row.findings
    assert [one.number for one in row.rewrites] == list(range(1, len(row.rewrites) + 1))


def test_a_unit_may_see_its_own_only(database, people, submission):
    assert view(database, people.unit, submission).follows == ()
    for actor in (people.other_unit,):
        with pytest.raises(MissingError) as error:
            view(database, actor, submission)
        assert error.value.code == "missing.submission"
    with pytest.raises(MissingError):
        view(database, people.reviewer, 10**6)
    for role in (Role.TRAINER, Role.TRAINEE, Role.ADMIN):
        with pytest.raises(RefusedError):
            view(database, people.of(role), submission)


def test_a_unit_does_not_see_what_was_dismissed(database, people, submission, now):
    found = view(database, people.reviewer, submission).all_rows[0].findings[0]
    with database.writing() as session:
        session.add(
            FindingDecision(
                submission_id=submission, finding=found.id, code=found.plain["code"],
                round=Round.FIRST, verdict="dismiss", said={}, user_id=people.reviewer.id,
                made_at=now, turn=1,
            )
        )  # fmt: skip
    put(database, people.reviewer, submission, ReviewState.RETURNED, 1, now)
    ids = {one.id for one in view(database, people.unit, submission).all_findings}
    assert found.id not in ids
    assert ids
    assert found.id in {one.id for one in view(database, people.reviewer, submission).all_findings}


@pytest.mark.parametrize("before", ReviewState)
@pytest.mark.parametrize("after", ReviewState)
def test_states_follow_each_other_as_told(database, people, submission, now, before, after):
    with database.writing() as session:
        session.get(Declared, submission).state = before
    if after in FOLLOWS[before]:
        assert put(database, people.reviewer, submission, after, 1, now) == 2
        assert view(database, people.reviewer, submission).state is after
    else:
        with pytest.raises(ConflictError) as error:
            put(database, people.reviewer, submission, after, 1, now)
        assert error.value.code == "conflict.state"
        assert view(database, people.reviewer, submission).state is before


def test_who_has_not_seen_the_last_version_changes_nothing(database, people, submission, now):
    put(database, people.reviewer, submission, ReviewState.REVIEWING, 1, now)
    with pytest.raises(ConflictError) as error:
        put(database, people.lead, submission, ReviewState.PASSED, 1, now)
    assert error.value.code == "conflict.version"
    for actor in (people.unit, people.trainer, people.admin):
        with pytest.raises(RefusedError):
            put(database, actor, submission, ReviewState.PASSED, 2, now)


def test_nothing_is_closed_while_it_is_assessed_again(database, people, submission, now):
    with database.writing() as session:
        queue_again(session, [session.get(Declared, submission).paper_id])
    assert view(database, people.reviewer, submission).paper_state is PaperState.QUEUED
    with pytest.raises(ConflictError, match="重新检查"):
        put(database, people.reviewer, submission, ReviewState.PASSED, 1, now)
    assert put(database, people.reviewer, submission, ReviewState.REVIEWING, 1, now) == 2


def test_a_reviewer_takes_a_submission(database, people, submission, now):
    def taking(actor, version):
        with database.writing() as session:
            return take(session, actor, submission_id=submission, version=version, now=now)

    assert taking(people.reviewer, 1) == 2
    seen = view(database, people.reviewer, submission)
    assert (seen.state, seen.reviewer.name) == (ReviewState.REVIEWING, "审核一")
    with pytest.raises(ConflictError, match="审核一"):
        taking(people.second, 2)
    assert taking(people.lead, 2) == 3
    assert view(database, people.reviewer, submission).reviewer.name == "组长"
    with pytest.raises(RefusedError):
        taking(people.unit, 3)
    with database.reading() as session:
        told = session.scalars(
            select(AuditEntry).where(AuditEntry.subject == f"submission:{submission}")
        )
        assert [one.action for one in told] == ["submission.state", "submission.take"]


def test_a_second_reviewer_does_not_take_the_first_review(database, people, submission, now):
    with database.writing() as session:
        session.get(Declared, submission).second_reviewer_id = people.second.id
    with pytest.raises(ConflictError, match="复核人"), database.writing() as session:
        take(session, people.second, submission_id=submission, version=1, now=now)


@pytest.mark.parametrize(
    ("unit", "printed", "differs"),
    [
        ("市教育局", "市教育局", False), ("市教育局", "711001市教育局", False), ("", "某局", False),
        ("市教育局", "", False), ("市教育局", "市水务局", True), ("教育局", "某县教育局", False),
    ],
)  # fmt: skip
def test_another_unit_on_the_form_is_told(unit, printed, differs):
    assert bool(printed_otherwise(unit, printed)) is differs
