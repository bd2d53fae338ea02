"""What was wrongly read is put right: kept over every assessment, undone, and never doubled."""

from dataclasses import replace

import pytest
from assessed_papers import assessed_form, form, keep, keep_again
from sqlalchemy import select

from assessor.workbench.assessing_papers import (
    AssessedPaper,
    FailedPaper,
    PaperRuns,
    assess_paper,
    run_options,
)
from assessor.workbench.column_corrections import (
    ColumnsTold,
    columns_of,
    correct_columns,
    undo_columns,
)
from assessor.workbench.corrections import correct_cell, leave_out_row, undo_correction
from assessor.workbench.decided import decisions_of
from assessor.workbench.intake import add_batch
from assessor.workbench.permissions import (
    ConflictError,
    MissingError,
    RefusedError,
    RequestError,
)
from assessor.workbench.queue import claim
from assessor.workbench.states import PaperState, ReviewState
from assessor.workbench.storing import store_result
from assessor.workbench.submissions import read_submission
from assessor.workbench.tables import Correction, Declared, FindingDecision, Paper

# One worker runs the module: what it starts is started once.
pytestmark = pytest.mark.xdist_group("corrections")


@pytest.fixture(scope="module")
def runs():
    made = PaperRuns(run_options())
    yield made
    made.close()


@pytest.fixture
def paper(database, people, store, now, runs):
    """Hand a paper in and give what works off the queue."""

    def work():
        results = []
        while True:
            with database.writing() as session:
                taken = claim(session, worker="w", now=now)
            if taken is None:
                return results
            results.append(assess_paper(runs, taken.job(store), store))
            with database.writing() as session:
                assert store_result(session, taken, results[-1], now=now)

    def hand_in(data, name="表.txt"):
        with database.writing() as session:
            add_batch(session, people.reviewer, title="", files=[(name, store.put(data))], now=now)
        return work

    return hand_in


def only(database, actor):
    with database.reading() as session:
        return read_submission(session, actor, session.scalars(select(Declared.id)).one())


def correct(database, actor, now, *, version, row="1", field="value", text="≥200人"):
    with database.writing() as session:
        number = session.scalars(select(Declared.id)).one()
        return correct_cell(
            session, actor, submission_id=number, row=row, field=field, text=text,
            version=version, now=now,
        )  # fmt: skip


def test_a_corrected_cell_is_assessed_again_and_stays_until_it_is_undone(
    database, people, now, paper
):
    work = paper(form().encode())
    work()
    before = only(database, people.reviewer)
    first, other = before.all_rows[0], before.all_rows[3]
    assert first.plain["value"] == "较多"
    with database.writing() as session:
        for one in (first.findings[0], other.findings[0]):
            session.add(
                FindingDecision(
                    submission_id=before.id, finding=one.id, code=one.plain["code"],
                    round="first", verdict="accept", said={}, user_id=people.reviewer.id,
                    made_at=now, turn=1,
                )
            )  # fmt: skip

    number = correct(database, people.reviewer, now, version=before.version)
    waiting = only(database, people.reviewer)
    assert (waiting.paper_state, waiting.version) == (PaperState.QUEUED, 2)
    assert waiting.corrections[0].new == "≥200人"
    work()
    after = only(database, people.reviewer)
    assert after.all_rows[0].plain["value"] == "≥200人"
    assert not any("较多" in one.plain["text"] for one in after.all_findings)
    assert (after.version, after.score > before.score) == (3, True)
    (told,) = after.corrections
    assert (told.place, told.old, told.new, told.by, told.is_used) == (
        "指标值", "较多", "≥200人", "审核一", True,
    )  # fmt: skip
    with database.reading() as session:
        decided = decisions_of(session, after.id)
    # The decision on the other row stays with its finding.
    same = next(one for one in after.all_findings if one.id == other.findings[0].id)
    assert decided.of(same.id).holding is not None

    with database.writing() as session:
        undo_correction(session, people.reviewer, correction_id=number, version=3, now=now)
    work()
    again = only(database, people.reviewer)
    assert again.corrections == ()
    assert {one.id for one in again.all_findings} == {one.id for one in before.all_findings}
    assert again.all_rows[0].findings[0].decided.holding is not None
    with database.reading() as session:
        assert session.get(Correction, number).undone_at == now
    with pytest.raises(ConflictError, match="已经撤销"), database.writing() as session:
        undo_correction(
            session, people.reviewer, correction_id=number, version=again.version, now=now
        )


def test_a_cell_corrected_twice_and_back(database, people, now, paper):
    work = paper(form().encode())
    work()
    first = correct(database, people.reviewer, now, version=1, text="≥200人")
    second = correct(database, people.reviewer, now, version=2, text="≥300人")
    work()
    seen = only(database, people.reviewer)
    assert seen.all_rows[0].plain["value"] == "≥300人"
    assert [one.old for one in seen.corrections] == ["较多", "较多"]
    third = correct(database, people.reviewer, now, version=seen.version, text="较多")
    work()
    assert only(database, people.reviewer).all_rows[0].plain["value"] == "较多"
    for number in (third, second, first):
        with database.writing() as session:
            version = session.scalars(select(Declared.version)).one()
            undo_correction(
                session, people.reviewer, correction_id=number, version=version, now=now
            )
    work()
    seen = only(database, people.reviewer)
    assert seen.all_rows[0].plain["value"] == "较多"
    assert seen.corrections == ()


def test_facts_and_rows_that_are_none_are_put_right(database, people, now, paper):
    work = paper(form().encode())
    work()
    correct(database, people.reviewer, now, version=1, row="", field="organisation", text="甲局")
    correct(database, people.reviewer, now, version=2, row="", field="year", text="2025")
    correct(
        database, people.reviewer, now, version=3, row="project:0", field="budget", text="50万元"
    )
    with database.writing() as session:
        number = session.scalars(select(Declared.id)).one()
        leave_out_row(session, people.reviewer, submission_id=number, row="2", version=4, now=now)
    work()
    seen = only(database, people.reviewer)
    assert (seen.unit, seen.year, seen.money) == ("甲局", 2025, 500_000.0)
    assert [row.id for row in seen.all_rows] == ["1", "3", "4", "5"]
    assert [one.place for one in seen.corrections] == [
        "单位名称", "年度", "第 1 个项目的预算金额", "不是指标，已去掉",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("told", "kind", "code"),
    [
        ({"version": 2**40}, ConflictError, "conflict.version"),
        ({"row": "99"}, MissingError, "missing.row"),
        ({"row": "project:9", "field": "name"}, MissingError, "missing.row"),
        ({"row": "project:²", "field": "name"}, MissingError, "missing.row"),
        ({"field": "id"}, RequestError, "request.field"),
        ({"field": "origin"}, RequestError, "request.field"),
        ({"row": "", "field": "projects"}, RequestError, "request.field"),
        ({"text": "较多"}, RequestError, "request.unchanged"),
        ({"text": "a\x00"}, RequestError, "request.characters"),
        ({"text": "长" * 5000}, RequestError, "request.too-long"),
        ({"row": "", "field": "year", "text": "今年"}, RequestError, "request.year"),
        ({"row": "", "field": "year", "text": "９９９９９"}, RequestError, "request.year"),
    ],
)
def test_what_makes_no_sense_is_refused(database, people, now, told, kind, code):
    keep(database, people.reviewer, {"a.txt": assessed_form()}, now=now)
    with pytest.raises(kind) as error:
        correct(database, people.reviewer, now, **{"version": 1, **told})
    assert error.value.code == code
    with database.reading() as session:
        assert session.scalars(select(Correction)).all() == []
        assert session.scalars(select(Paper.state)).one() == PaperState.DONE


def test_who_may_not_and_what_is_closed(database, people, now):
    keep(database, people.unit, {"a.txt": assessed_form()}, now=now)
    for actor in (people.unit, people.trainer, people.admin):
        with pytest.raises(RefusedError):
            correct(database, actor, now, version=1)
    with database.writing() as session:
        session.scalars(select(Declared)).one().state = ReviewState.PASSED
    with pytest.raises(ConflictError) as error:
        correct(database, people.reviewer, now, version=1)
    assert error.value.code == "conflict.closed"
    told = ColumnsTold(fields={"三级指标": "C", "指标值": "D"}, digest="abc")
    with pytest.raises(ConflictError), database.writing() as session:
        correct_columns(session, people.reviewer, paper_id=1, columns=told, seen=0, now=now)


def test_a_closed_submission_keeps_the_assessment_that_it_was_judged_by(database, people, now):
    (paper,) = keep(database, people.reviewer, {"a.txt": assessed_form()}, now=now)
    with database.writing() as session:
        declared = session.scalars(select(Declared)).one()
        declared.state = ReviewState.RETURNED
        session.get(Paper, paper).state = PaperState.QUEUED
    keep_again(database, assessed_form(value="≥200人"), now=now)
    with database.reading() as session:
        declared = session.scalars(select(Declared)).one()
        assert declared.version == 1
        assert declared.content["projects"][0]["indicators"][0]["value"] == "较多"


def test_a_submission_that_is_read_no_more_is_marked_and_may_come_back(database, people, now):
    one = assessed_form()
    two = replace(one, submissions=(one.submissions[0], one.submissions[0]))
    (paper,) = keep(database, people.reviewer, {"a.txt": two}, now=now)

    def again(result):
        with database.writing() as session:
            session.get(Paper, paper).state = PaperState.QUEUED
        keep_again(database, result, now=now)
        with database.reading() as session:
            found = session.scalars(select(Declared).order_by(Declared.position))
            return [(row.current, row.version) for row in found]

    assert again(one) == [(True, 2), (False, 2)]
    assert again(two) == [(True, 3), (True, 3)]


def test_wrongly_read_columns_are_told_and_undone(database, people, now, paper):
    data = "绩效目标申报表\n甲栏,乙栏,丙栏\n产出指标,培训人数,≥200人\n".encode()
    work = paper(data, "表.csv")
    (failed,) = work()
    assert isinstance(failed, FailedPaper)
    with database.reading() as session:
        number = session.scalars(select(Paper.id)).one()
        (table,) = session.get(Paper, number).reading["tables"]
        assert table["number"] == 1
    told = ColumnsTold(
        fields={"一级指标": "A", "三级指标": "B", "指标值": "C"}, table=1, header_rows=(2, 2)
    )

    def tell(columns, seen):
        with database.writing() as session:
            return correct_columns(
                session, people.reviewer, paper_id=number, columns=columns, seen=seen, now=now
            )

    assert tell(told, 0) == 1
    with pytest.raises(ConflictError, match="他人更改"):
        tell(told, 0)
    (read,) = work()
    assert isinstance(read, AssessedPaper)
    seen = only(database, people.reviewer)
    assert [row.plain["name"] for row in seen.all_rows] == ["培训人数"]
    for wrong in (
        {"fields": {"三级指标": "B"}}, {"fields": {"指标体温": "B"}}, {"table": None},
        {"table": 0}, {"header_rows": (9, 2)}, {"digest": "../x"}, {"digest": "a" * 99},
        {"fields": {"三级指标": "B" * 9999}},
    ):  # fmt: skip
        with pytest.raises(RequestError) as error:
            tell(replace(told, **wrong), 1)
        assert error.value.code == "request.columns"
    with database.writing() as session:
        undo_columns(session, people.reviewer, paper_id=number, number=1, now=now)
    (again,) = work()
    assert isinstance(again, FailedPaper)
    with database.reading() as session:
        assert [one.is_undone for one in columns_of(session.get(Paper, number))] == [True]
        assert not session.scalars(select(Declared)).one().current
    with pytest.raises(ConflictError), database.writing() as session:
        undo_columns(session, people.reviewer, paper_id=number, number=1, now=now)
    with pytest.raises(MissingError), database.writing() as session:
        undo_columns(session, people.reviewer, paper_id=number, number=7, now=now)
