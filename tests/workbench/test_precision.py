"""Live precision: the decision that holds, once for each finding."""

from datetime import UTC, datetime

import pytest
from reviewed_papers import ACCEPT, DISMISS, WORKBOOK, findings, keep_paper, on_sqlite

from assessor.checks.rule_reference import titles
from assessor.reports.batch.intervals import wilson
from assessor.workbench.decisions import Saying, decide_finding, undo_last
from assessor.workbench.permissions import RefusedError
from assessor.workbench.precision import precision_by_check, precision_by_month
from assessor.workbench.second_review import adjudicate, assign_second
from assessor.workbench.states import Role, Verdict

VAGUE = [one.id for one in findings(WORKBOOK, code="W01")]
SIGN = [one.id for one in findings(WORKBOOK, code="V02")]


@pytest.fixture
def submission(database, people, now):
    with database.writing() as session:
        return keep_paper(session, people.unit, WORKBOOK, now=now)[0]


@pytest.fixture
def decide(database, people, submission, now):
    def decided(finding, saying, *, by=people.reviewer, seen=None, when=now):
        with database.writing() as session:
            return decide_finding(
                session, by, submission=submission, finding=finding, saying=saying, seen=seen,
                now=when,
            ).id  # fmt: skip

    return decided


def test_each_finding_counts_once_with_what_holds(database, people, submission, decide, now):
    changed = decide(VAGUE[0], DISMISS)
    decide(VAGUE[0], Saying(verdict=Verdict.EDIT, hint="写明考核标准"), seen=changed)
    decide(VAGUE[1], DISMISS)
    decide(SIGN[0], Saying(verdict=Verdict.DISMISS, reason_code="approved"))
    undone = decide(SIGN[1], DISMISS)
    with database.writing() as session:
        assert (
            undo_last(session, people.reviewer, submission=submission, now=now).decision.id
            == undone
        )
    with database.reading() as session:
        sign, vague = precision_by_check(session, people.lead)
    assert (vague.code, vague.title) == ("W01", titles()["W01"])
    assert (vague.accepted, vague.dismissed, vague.let_pass) == (1, 1, 0)
    expected = wilson(1, 2)
    assert (vague.precision, vague.low, vague.high) == (0.5, expected.low, expected.high)
    assert (sign.accepted, sign.dismissed, sign.let_pass, sign.precision) == (0, 1, 1, 0)


def test_the_second_review_counts_only_through_the_adjudication(
    database, people, submission, decide, now
):
    with database.writing() as session:
        assign_second(
            session, people.lead, submission=submission, reviewer=people.second.id, now=now
        )
    decide(VAGUE[0], ACCEPT)
    decide(VAGUE[0], DISMISS, by=people.second)
    decide(VAGUE[1], DISMISS, by=people.second)

    def found():
        with database.reading() as session:
            return [
                (one.accepted, one.dismissed) for one in precision_by_check(session, people.admin)
            ]

    assert found() == [(1, 0)]
    with database.writing() as session:
        adjudicate(
            session, people.lead, submission=submission, finding=VAGUE[0], saying=DISMISS,
            seen=None, now=now,
        )  # fmt: skip
    assert found() == [(0, 1)]


def test_months_are_those_of_beijing(database, people, decide):
    decide(VAGUE[0], ACCEPT, when=datetime(2026, 1, 31, 15, 59, tzinfo=UTC))
    decide(VAGUE[1], DISMISS, when=datetime(2026, 1, 31, 16, 0, tzinfo=UTC))
    with database.reading() as session:
        told = precision_by_month(session, people.lead)
    assert [(one.month, one.figures.code, one.figures.precision) for one in told] == [
        ("2026-01", "W01", 1.0), ("2026-02", "W01", 0.0),
    ]  # fmt: skip


def test_nothing_decided_gives_nothing(database, people):
    with database.reading() as session:
        assert precision_by_check(session, people.lead) == ()
        assert precision_by_month(session, people.lead) == ()


@on_sqlite
@pytest.mark.parametrize("role", [r for r in Role if r not in (Role.LEAD, Role.ADMIN)])
def test_others_do_not_read_it(database, people, role):
    with database.reading() as session:
        with pytest.raises(RefusedError):
            precision_by_check(session, people.of(role))
        with pytest.raises(RefusedError):
            precision_by_month(session, people.of(role))
