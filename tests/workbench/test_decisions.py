"""Decisions on findings and rewrites: kept, refused, taken back, and made at the same time."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from reviewed_papers import (
    ACCEPT,
    DISMISS,
    LIST,
    WORKBOOK,
    contents,
    findings,
    keep_paper,
    on_sqlite,
)
from sqlalchemy import func, select

from assessor.workbench import audit
from assessor.workbench.decisions import (
    RewriteSaying,
    Saying,
    decide_finding,
    decide_rewrite,
    decisions_of,
    undo_last,
)
from assessor.workbench.dismissal_reasons import usual_reasons
from assessor.workbench.permissions import (
    ConflictError,
    MissingError,
    RefusedError,
    RequestError,
)
from assessor.workbench.states import Choice, ReviewState, Role, Round, Verdict
from assessor.workbench.tables import Declared, FindingDecision

FINDING = findings(WORKBOOK)[3]
ROW = "11"


@pytest.fixture
def submission(database, people, now):
    with database.writing() as session:
        return keep_paper(session, people.unit, WORKBOOK, now=now, unit=people.unit.unit)[0]


@pytest.fixture
def decide(database, people, submission, now):
    def decided(saying=ACCEPT, *, finding=FINDING.id, seen=None, by=people.reviewer, at=submission):
        with database.writing() as session:
            return decide_finding(
                session, by, submission=at, finding=finding, saying=saying, seen=seen, now=now
            )

    return decided


@pytest.fixture
def choose(database, people, submission, now):
    def chosen(choice=Choice.ADOPT, *, row=ROW, number=1, seen=None, by=people.reviewer, **texts):
        saying = RewriteSaying(number=number, choice=choice, **texts)
        with database.writing() as session:
            return decide_rewrite(
                session, by, submission=submission, row=row, saying=saying, seen=seen, now=now
            )

    return chosen


@pytest.fixture
def seen_by(database, submission):
    def read(viewer=None):
        with database.reading() as session:
            return decisions_of(session, submission, viewer=viewer)

    return read


def test_a_decision_holds_and_takes_the_submission_into_review(
    decide, seen_by, database, people, submission
):
    made = decide(DISMISS)
    held = seen_by(people.reviewer).of(FINDING.id)
    assert held.holding == made
    assert held.seen == made.id
    assert (made.verdict, made.round, made.by) == (Verdict.DISMISS, Round.FIRST, "审核一")
    with database.reading() as session:
        declared = session.get_one(Declared, submission)
        kept = session.get_one(FindingDecision, made.id)
        assert (declared.state, declared.reviewer_id) == (ReviewState.REVIEWING, people.reviewer.id)
        assert declared.version == made.turn == 2
        assert kept.said["message"] == FINDING.plain["message"]
        assert kept.indicator["name"] == FINDING.row.plain["name"]
        assert kept.indicator["judgement"]["value_kind"] == "open"


def test_the_audit_log_tells_each_step_and_stays_sound(decide, choose, database, people, now):
    decide(DISMISS)
    choose()
    with database.writing() as session:
        undo_last(session, people.reviewer, submission=1, now=now)
    with database.reading() as session:
        entries = audit.entries(session, people.lead).rows
        assert [one.action for one in entries] == [
            "rewrite.undo", "rewrite.adopt", "finding.dismiss",
        ]  # fmt: skip
        assert {one.subject for one in entries} == {"submission:1"}
        assert entries[-1].details["reason"] == DISMISS.reason
        assert audit.verify(session).is_sound


@on_sqlite
@pytest.mark.parametrize(
    "saying",
    [
        Saying(verdict=Verdict.DISMISS),
        Saying(verdict=Verdict.DISMISS, reason="不对"),
        Saying(verdict=Verdict.DISMISS, reason="not applicable here"),
        Saying(verdict=Verdict.DISMISS, reason_code="nonsense", reason="这是固定用语"),
        Saying(verdict=Verdict.DISMISS, reason_code="other-wrong"),
        Saying(verdict=Verdict.ACCEPT, reason_code="fixed-term"),
    ],
)
def test_a_dismissal_needs_a_reason_of_its_own_or_a_usual_one(decide, seen_by, saying):
    with pytest.raises(RequestError) as caught:
        decide(saying)
    assert caught.value.code == "request.reason"
    assert seen_by().findings == ()


@on_sqlite
@pytest.mark.parametrize("reason", usual_reasons(), ids=lambda reason: reason.code)
def test_every_usual_reason_is_enough_with_a_note_where_it_asks_for_one(decide, reason):
    note = "详见附件三的说明" if reason.needs_note else ""
    made = decide(Saying(verdict=Verdict.DISMISS, reason_code=reason.code, reason=note))
    assert made.reason == (f"{reason.title}：{note}" if note else reason.title)
    assert made.reason_code == reason.code


def test_an_edit_keeps_the_wording_it_does_not_replace(decide):
    made = decide(Saying(verdict=Verdict.EDIT, message="请写明设备应符合的标准编号"))
    assert (made.message, made.hint) == ("请写明设备应符合的标准编号", "")
    assert made.stands


@on_sqlite
@pytest.mark.parametrize(
    "saying",
    [
        Saying(verdict=Verdict.EDIT),
        Saying(verdict=Verdict.EDIT, message=FINDING.plain["message"]),
        Saying(verdict=Verdict.ACCEPT, message="改写"),
    ],
)
def test_an_edit_that_changes_nothing_is_refused(decide, saying):
    with pytest.raises(RequestError) as caught:
        decide(saying)
    assert caught.value.code == "request.wording"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("很长" * 2_000, "request.too-long"),
        ("含有\x00的意见", "request.characters"),
        ("半个字\ud800的意见", "request.characters"),
        ("倒着读的\u202e意见", "request.characters"),
    ],
)
def test_hostile_wording_is_refused(decide, text, code):
    with pytest.raises(RequestError) as caught:
        decide(Saying(verdict=Verdict.EDIT, message=text))
    assert caught.value.code == code


def test_markup_and_formulas_are_kept_as_plain_text(decide, seen_by):
    text = '=HYPERLINK("x")<script>alert(1)</script>；DROP TABLE'
    decide(Saying(verdict=Verdict.EDIT, message=text))
    assert seen_by().of(FINDING.id).holding.message == text


def test_who_decides_names_the_last_decision_that_was_seen(decide, people):
    first = decide()
    with pytest.raises(ConflictError) as caught:
        decide(DISMISS, by=people.lead)
    assert caught.value.code == "conflict.decided"
    second = decide(DISMISS, by=people.lead, seen=first.id)
    assert second.turn == first.turn + 1


@pytest.mark.parametrize("submission_id", [0, -1, 99, 2**31, 10**30])
def test_there_is_no_such_submission(decide, submission_id):
    with pytest.raises(MissingError) as caught:
        decide(at=submission_id)
    assert caught.value.code == "missing.submission"


def test_there_is_no_such_finding(decide):
    with pytest.raises(MissingError) as caught:
        decide(finding="W01-0000000000")
    assert caught.value.code == "missing.finding"


@on_sqlite
@pytest.mark.parametrize("role", [r for r in Role if r not in (Role.REVIEWER, Role.LEAD)])
def test_other_roles_decide_nothing(decide, choose, database, people, submission, now, role):
    with pytest.raises(RefusedError):
        decide(by=people.of(role))
    with pytest.raises(RefusedError):
        choose(by=people.of(role))
    with database.writing() as session, pytest.raises(RefusedError):
        undo_last(session, people.of(role), submission=submission, now=now)


@pytest.mark.parametrize("state", [ReviewState.RETURNED, ReviewState.PASSED])
def test_a_closed_review_is_not_changed(decide, choose, database, people, submission, now, state):
    made = decide()
    with database.writing() as session:
        session.get_one(Declared, submission).state = state.value
    for change in (lambda: decide(DISMISS, seen=made.id), choose):
        with pytest.raises(ConflictError) as caught:
            change()
        assert caught.value.code == "conflict.closed"
    with database.writing() as session, pytest.raises(ConflictError):
        undo_last(session, people.reviewer, submission=submission, now=now)


def test_what_a_later_reading_no_longer_has_is_not_decided(decide, database, submission):
    with database.writing() as session:
        session.get_one(Declared, submission).current = False
    with pytest.raises(ConflictError) as caught:
        decide()
    assert caught.value.code == "conflict.not-current"


def test_decisions_stay_with_findings_of_the_same_id_after_another_assessment(
    decide, choose, seen_by, database, submission
):
    made, chosen = decide(), choose()
    content = contents(WORKBOOK)[0]
    row = next(one for one in content["projects"][0]["indicators"] if one["id"] == ROW)
    row["name"] = "已更正的名称"
    with database.writing() as session:
        session.get_one(Declared, submission).content = content
    decided = seen_by()
    assert decided.of(FINDING.id).holding == made
    # The id of the row is a running number: another row bears it now.
    assert chosen.row == ROW
    assert decided.adopted(ROW) is None


def test_an_adopted_rewrite_is_kept_word_for_word(choose, seen_by):
    chosen = choose()
    proposed = next(
        row
        for p in contents(WORKBOOK)[0]["projects"]
        for row in p["indicators"]
        if row["id"] == ROW
    )["rewrites"][0]
    assert (chosen.name, chosen.value) == (proposed["name"], proposed["value"])
    assert seen_by().adopted(ROW) == chosen


def test_a_rewrite_may_be_adopted_in_other_words(choose, seen_by):
    chosen = choose(Choice.EDIT, name="学生综合素质测评\n优良率", value=" ≥【__】% ")
    assert (chosen.name, chosen.value) == ("学生综合素质测评 优良率", "≥【__】%")
    assert seen_by().adopted(ROW) == chosen


@on_sqlite
@pytest.mark.parametrize(
    ("choice", "texts", "code"),
    [
        (Choice.ADOPT, {"name": "另写"}, "request.wording"),
        (Choice.EDIT, {}, "request.wording"),
        (Choice.EDIT, {"name": "  "}, "request.wording"),
        (Choice.EDIT, {"value": "很多" * 2_000}, "request.too-long"),
        (Choice.EDIT, {"level2": "数量指标" * 100}, "request.too-long"),
        (Choice.EDIT, {"value": "\x07"}, "request.characters"),
    ],
)
def test_a_wording_that_makes_no_sense_is_refused(choose, choice, texts, code):
    with pytest.raises(RequestError) as caught:
        choose(choice, **texts)
    assert caught.value.code == code


@on_sqlite
@pytest.mark.parametrize(("row", "number"), [(ROW, 0), (ROW, 9), ("1", 1)])
def test_there_is_no_such_rewrite(choose, row, number):
    with pytest.raises(MissingError) as caught:
        choose(row=row, number=number)
    assert caught.value.code == "missing.rewrite"


def test_there_is_no_such_row(choose):
    with pytest.raises(MissingError) as caught:
        choose(row="甲" * 500)
    assert caught.value.code == "missing.row"


def test_rows_of_one_id_are_not_told_apart(choose, database, submission):
    content = contents(WORKBOOK)[0]
    for row in content["projects"][0]["indicators"]:
        row["id"] = ROW
    with database.writing() as session:
        session.get_one(Declared, submission).content = content
    with pytest.raises(RequestError) as caught:
        choose()
    assert caught.value.code == "request.row"


def test_the_last_adoption_counts_and_a_refusal_takes_it_away(choose, seen_by):
    first = choose(number=1)
    second = choose(number=2, seen=first.id)
    assert seen_by().adopted(ROW).number == 2
    third = choose(Choice.REJECT, number=2, seen=second.id)
    assert seen_by().adopted(ROW) == first
    assert seen_by().refused(ROW) == {2}
    with pytest.raises(ConflictError):
        choose(number=1, seen=second.id)
    assert third.choice is Choice.REJECT


def test_undo_takes_back_step_by_step_across_kinds_and_leaves_others_alone(
    decide, choose, seen_by, database, people, submission, now
):
    first = decide()
    others = decide(by=people.lead, finding=findings(WORKBOOK)[0].id)
    changed = decide(DISMISS, seen=first.id)
    chosen = choose()

    def undo():
        with database.writing() as session:
            return undo_last(session, people.reviewer, submission=submission, now=now)

    assert undo().choice.id == chosen.id
    assert undo().decision.id == changed.id
    assert seen_by().of(FINDING.id).holding == first
    assert undo().decision.id == first.id
    assert seen_by().of(FINDING.id).holding is None
    with pytest.raises(ConflictError) as caught:
        undo()
    assert caught.value.code == "conflict.nothing-to-undo"
    assert seen_by().of(others.finding).holding == others
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(FindingDecision)) == 3
        assert session.get_one(Declared, submission).version == 8


def test_a_unit_sees_what_holds_after_the_review_without_names_and_reasons(
    decide, choose, seen_by, database, people, submission
):
    decide(DISMISS)
    choose()
    assert seen_by(people.unit).findings == ()
    assert seen_by(people.unit).choices == ()
    with database.writing() as session:
        session.get_one(Declared, submission).state = ReviewState.RETURNED.value
    told = seen_by(people.unit).of(FINDING.id).holding
    assert (told.verdict, told.by, told.reason, told.user_id) == (Verdict.DISMISS, "", "", 0)
    assert [one.by for one in seen_by(people.unit).choices] == [""]


def test_reviewers_of_different_findings_never_disturb_each_other(database, people, now):
    told = findings(LIST)
    with database.writing() as session:
        submission = keep_paper(session, people.unit, LIST, now=now)[0]
    start = Barrier(6)

    def work(number):
        start.wait(timeout=60)
        by = people.reviewer if number % 2 else people.lead
        for one in told[number::6]:
            with database.writing() as session:
                decide_finding(
                    session, by, submission=submission, finding=one.id, saying=ACCEPT, seen=None,
                    now=now,
                )  # fmt: skip

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(work, range(6)))
    with database.reading() as session:
        decided = decisions_of(session, submission)
        assert {one.finding for one in decided.findings} == {one.id for one in told}
        turns = sorted(one.holding.turn for one in decided.findings)
        assert turns == list(range(2, 2 + len(told)))
        assert session.get_one(Declared, submission).version == turns[-1]
        assert audit.verify(session).is_sound


def test_of_those_who_decide_the_same_finding_at_once_one_wins(database, people, submission, now):
    start = Barrier(6)

    def work(number):
        start.wait(timeout=60)
        try:
            with database.writing() as session:
                decide_finding(
                    session, people.reviewer if number % 2 else people.lead, submission=submission,
                    finding=FINDING.id, saying=ACCEPT if number % 2 else DISMISS, seen=None, now=now,
                )  # fmt: skip
        except ConflictError as error:
            return error.code
        return "kept"

    with ThreadPoolExecutor(6) as pool:
        outcomes = sorted(pool.map(work, range(6)))
    assert outcomes == ["conflict.decided"] * 5 + ["kept"]
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(FindingDecision)) == 1
        assert session.get_one(Declared, submission).version == 2
