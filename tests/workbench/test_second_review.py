"""The second review: assigned, blind, compared and settled."""

from datetime import timedelta

import pytest
from reviewed_papers import ACCEPT, DISMISS, WORKBOOK, findings, keep_paper, on_sqlite

from assessor.checks.rule_reference import titles
from assessor.workbench.decided import decisions_of
from assessor.workbench.decisions import (
    RewriteSaying,
    Saying,
    decide_finding,
    decide_rewrite,
    undo_last,
)
from assessor.workbench.permissions import (
    ConflictError,
    MissingError,
    RefusedError,
    RequestError,
)
from assessor.workbench.reviewer_agreement import Over
from assessor.workbench.second_review import (
    adjudicate,
    agreement,
    assign_second,
    disagreements,
    is_blind,
)
from assessor.workbench.states import Choice, ReviewState, Role, Round, Verdict
from assessor.workbench.tables import Declared, User

FOUND = findings(WORKBOOK)
ONE, OTHER = FOUND[3].id, FOUND[5].id


@pytest.fixture
def submission(database, people, now):
    with database.writing() as session:
        return keep_paper(session, people.unit, WORKBOOK, now=now)[0]


@pytest.fixture
def decide(database, people, submission, now):
    def decided(by, saying=ACCEPT, *, finding=ONE, seen=None, at=None, when=now):
        with database.writing() as session:
            return decide_finding(
                session, by, submission=at or submission, finding=finding, saying=saying,
                seen=seen, now=when,
            )  # fmt: skip

    return decided


@pytest.fixture
def assign(database, people, submission, now):
    def assigned(reviewer, *, by=people.lead, at=None):
        with database.writing() as session:
            return assign_second(
                session, by, submission=at or submission, reviewer=reviewer, now=now
            )

    return assigned


@pytest.fixture
def settle(database, people, submission, now):
    def settled(saying=ACCEPT, *, finding=ONE, seen=None, by=people.lead):
        with database.writing() as session:
            return adjudicate(
                session, by, submission=submission, finding=finding, saying=saying, seen=seen,
                now=now,
            )  # fmt: skip

    return settled


def seen_by(database, submission, viewer):
    with database.reading() as session:
        return decisions_of(session, submission, viewer=viewer)


def test_the_second_reviewer_is_blind_to_the_first_and_the_first_to_the_second(
    database, people, submission, decide, assign
):
    first = decide(people.reviewer, DISMISS)
    assign(people.second.id)
    assert seen_by(database, submission, people.second).findings == ()
    second = decide(people.second)
    assert second.round is Round.SECOND
    for viewer, finding_first, finding_second in (
        (people.second, None, second), (people.reviewer, first, None), (people.lead, first, second),
    ):  # fmt: skip
        told = seen_by(database, submission, viewer).of(ONE)
        assert (told.first, told.second) == (finding_first, finding_second)
    assert seen_by(database, submission, None).of(ONE).holding == first
    assert seen_by(database, submission, people.second).of(ONE).seen == second.id


def test_blind_decisions_do_not_disturb_the_first_reviewers(
    database, people, submission, decide, assign
):
    assign(people.second.id)
    decide(people.second, DISMISS)
    with database.reading() as session:
        assert session.get_one(Declared, submission).reviewer_id is None
    first = decide(people.reviewer)
    assert seen_by(database, submission, None).of(ONE).holding == first


def test_the_second_review_goes_on_after_the_first_is_closed(
    database, people, submission, decide, assign, now
):
    decide(people.reviewer)
    assign(people.second.id)
    with database.writing() as session:
        session.get_one(Declared, submission).state = ReviewState.RETURNED.value
    decide(people.second, DISMISS)
    with database.writing() as session:
        undone = undo_last(session, people.second, submission=submission, now=now)
    assert undone.decision.round is Round.SECOND


def test_the_second_reviewer_chooses_no_rewrites_and_sees_none(
    database, people, submission, assign, now
):
    with database.writing() as session:
        decide_rewrite(
            session, people.reviewer, submission=submission, row="11",
            saying=RewriteSaying(number=1, choice=Choice.ADOPT), seen=None, now=now,
        )  # fmt: skip
    assign(people.second.id)
    assert seen_by(database, submission, people.second).choices == ()
    with database.writing() as session, pytest.raises(RefusedError) as caught:
        decide_rewrite(
            session, people.second, submission=submission, row="11",
            saying=RewriteSaying(number=1, choice=Choice.ADOPT), seen=None, now=now,
        )  # fmt: skip
    assert caught.value.code == "refused.second"


def test_only_a_lead_assigns_and_only_active_reviewers_who_were_not_first(
    database, people, decide, assign
):
    with pytest.raises(RefusedError):
        assign(people.second.id, by=people.reviewer)
    for reviewer in (people.trainee.id, people.unit.id, 0, 99_999, 2**40):
        with pytest.raises(MissingError) as caught:
            assign(reviewer)
        assert caught.value.code == "missing.reviewer"
    decide(people.reviewer)
    with pytest.raises(RequestError) as caught:
        assign(people.reviewer.id)
    assert caught.value.code == "request.same-reviewer"
    with database.writing() as session:
        session.get_one(User, people.second.id).active = False
    with pytest.raises(MissingError):
        assign(people.second.id)


def test_a_second_review_that_has_begun_is_not_given_away(people, decide, assign):
    version = assign(people.second.id)
    assert assign(people.second.id) == version
    assert assign(None) == version + 1
    assign(people.second.id)
    decide(people.second)
    for reviewer in (None, people.lead.id):
        with pytest.raises(ConflictError) as caught:
            assign(reviewer)
        assert caught.value.code == "conflict.second-begun"


def test_a_second_reviewer_is_blind_until_every_finding_is_decided(
    database, people, submission, decide, assign
):
    assign(people.second.id)
    for number, one in enumerate(FOUND):
        with database.reading() as session:
            declared = session.get_one(Declared, submission)
            assert is_blind(session, people.second, declared)
            assert not is_blind(session, people.reviewer, declared)
        decide(people.second, DISMISS if number % 2 else ACCEPT, finding=one.id)
    with database.reading() as session:
        assert not is_blind(session, people.second, session.get_one(Declared, submission))


def test_a_difference_is_listed_settled_and_then_holds_over_both(
    database, people, submission, decide, assign, settle, now
):
    assign(people.second.id)
    first, second = decide(people.reviewer), decide(people.second, DISMISS)
    same = Saying(verdict=Verdict.EDIT, hint="请写明标准名称和编号")
    decide(people.reviewer, finding=OTHER)
    decide(people.second, same, finding=OTHER)
    with database.reading() as session:
        (found,) = disagreements(session, people.lead)
        assert (found.first, found.second, found.seen) == (first, second, None)
        assert (found.finding, found.message) == (ONE, FOUND[3].plain["message"])
        assert found.title == FOUND[3].plain["title"]
    settled = settle(DISMISS)
    assert settled.round is Round.ADJUDICATION
    for viewer in (None, people.reviewer, people.second, people.lead):
        assert seen_by(database, submission, viewer).of(ONE).holding == settled
    with database.reading() as session:
        assert disagreements(session, people.lead) == ()
        (told,) = disagreements(session, people.lead, submission=submission, with_settled=True)
        assert told.seen == settled.id
    for person, last in ((people.reviewer, first), (people.second, second)):
        with pytest.raises(ConflictError) as caught:
            decide(person, seen=last.id)
        assert caught.value.code == "conflict.adjudicated"
    again = settle(ACCEPT, seen=settled.id)
    assert seen_by(database, submission, None).of(ONE).holding == again
    with pytest.raises(ConflictError):
        settle(DISMISS, seen=settled.id)
    with database.writing() as session:
        undo_last(session, people.lead, submission=submission, now=now)
    assert seen_by(database, submission, None).of(ONE).holding == settled


def test_what_was_adjudicated_is_not_taken_back(database, people, submission, decide, assign,
                                                settle, now):  # fmt: skip
    assign(people.second.id)
    decide(people.reviewer)
    decide(people.second, DISMISS)
    settle()
    for person in (people.reviewer, people.second):
        with database.writing() as session, pytest.raises(ConflictError) as caught:
            undo_last(session, person, submission=submission, now=now)
        assert caught.value.code == "conflict.adjudicated"


def test_where_both_agree_or_one_is_missing_there_is_nothing_to_settle(
    people, decide, assign, settle
):
    assign(people.second.id)
    with pytest.raises(ConflictError, match="还没有都作出决定"):
        settle()
    decide(people.reviewer)
    with pytest.raises(ConflictError, match="还没有都作出决定"):
        settle()
    decide(people.second)
    with pytest.raises(ConflictError, match="结论一致"):
        settle()
    with pytest.raises(MissingError):
        settle(finding="W01-0")
    with pytest.raises(RefusedError):
        settle(by=people.reviewer)


@on_sqlite
@pytest.mark.parametrize("role", [r for r in Role if r not in (Role.LEAD, Role.ADMIN)])
def test_others_see_neither_differences_nor_agreement(database, people, role):
    with database.reading() as session:
        with pytest.raises(RefusedError):
            disagreements(session, people.of(role))
        with pytest.raises(RefusedError):
            agreement(session, people.of(role))


def test_agreement_is_counted_over_all_per_check_and_per_pair(
    database, people, decide, assign, settle, submission, now
):
    with database.writing() as session:
        third = User(
            login="sanshen", name="审核三", role=Role.REVIEWER.value, password="-", created_at=now
        )
        session.add(third)
        session.flush()
        turned = keep_paper(session, people.unit, WORKBOOK, now=now)[0]
        other = keep_paper(session, people.unit, WORKBOOK, now=now)[0]
    assign(people.second.id)
    assign(people.reviewer.id, at=turned)
    assign(third.id, at=other)
    thirds = type(people.second)(id=third.id, login="sanshen", name="审核三", role=Role.REVIEWER)
    # (first, second, where, when): whether each keeps the eight findings.
    for first, second, at, answers in (
        (people.reviewer, people.second, submission, "yyyyyyyy ynynyyyy"),
        (people.second, people.reviewer, turned, "yynnyyyy yyynyyyy"),
        (people.second, thirds, other, "yyyyyyyy yyyyyyyy"),
    ):
        for person, told in zip((first, second), answers.split(), strict=True):
            for one, answer in zip(FOUND, told, strict=True):
                decide(person, ACCEPT if answer == "y" else DISMISS, finding=one.id, at=at)
    settle(DISMISS, finding=FOUND[1].id)
    with database.reading() as session:
        told = agreement(session, people.lead)
    whole = told[0]
    assert (whole.over, whole.figures.pairs, whole.figures.equal) == (Over.ALL, 24, 21)
    checks = {one.key: one for one in told if one.over is Over.CHECK}
    assert sum(one.figures.pairs for one in checks.values()) == 24
    assert (checks["V02"].figures.pairs, checks["V02"].figures.equal) == (6, 5)
    assert checks["C12"].figures.kappa is None
    assert "无法计算；样本少" in checks["C12"].figures.remark
    assert checks["V02"].title == titles()["V02"]
    one, two = (one for one in told if one.over is Over.PAIR)
    assert one.title == "审核一、审核二"
    assert (one.figures.pairs, one.figures.equal) == (16, 13)
    # The pair's answers stand in the order of the pair, whoever came first.
    assert one.figures.kappa == pytest.approx((13 * 16 - (15 * 12 + 1 * 4)) / (256 - 184))
    assert (two.title, two.figures.kappa) == ("审核二、审核三", None)


def test_agreement_of_a_time(database, people, decide, assign, now):
    assign(people.second.id)
    decide(people.reviewer)
    decide(people.second, when=now + timedelta(days=3))
    with database.reading() as session:
        for since, until, count in ((0, 3, 0), (3, 4, 2 + 1), (4, 9, 0)):
            found = agreement(
                session, people.admin,
                since=now + timedelta(days=since), until=now + timedelta(days=until),
            )  # fmt: skip
            assert len(found) == count
