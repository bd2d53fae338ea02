"""What keeps the two reviews apart, and a closed review closed."""

import pytest
from record_fixtures import PASSWORD
from reviewed_papers import ACCEPT, DISMISS, WORKBOOK, findings, keep_paper
from sqlalchemy import select

from assessor.workbench import accounts, audit
from assessor.workbench.decided import decisions_of
from assessor.workbench.decisions import (
    RewriteSaying,
    decide_finding,
    decide_rewrite,
    undo_last,
)
from assessor.workbench.inbox import bulk_set_state
from assessor.workbench.permissions import ConflictError
from assessor.workbench.second_review import adjudicate, assign_second
from assessor.workbench.states import Choice, ReviewState, Role
from assessor.workbench.submissions import read_submission, set_state, take
from assessor.workbench.tables import Declared

FOUND = findings(WORKBOOK)
ONE = FOUND[3].id


@pytest.fixture
def work(database, people, now):
    return Work(database, people, now)


class Work:
    """A submission with its second reviewer, and short names for what is done with it."""

    def __init__(self, database, people, now):
        self.database, self.people, self.now = database, people, now
        with database.writing() as session:
            self.number = keep_paper(session, people.unit, WORKBOOK, now=now)[0]
        self.assign(people.second)

    def do(self, action, by, **told):
        with self.database.writing() as session:
            return action(session, by, now=self.now, **told)

    def assign(self, person):
        number = None if person is None else person.id
        return self.do(assign_second, self.people.lead, submission=self.number, reviewer=number)

    def decide(self, by, saying=ACCEPT, *, finding=ONE, seen=None):
        return self.do(
            decide_finding, by, submission=self.number, finding=finding, saying=saying, seen=seen
        )

    def decide_all(self, by):
        return [self.decide(by, finding=one.id) for one in FOUND]

    def settle(self, saying=ACCEPT, *, seen=None):
        return self.do(
            adjudicate, self.people.lead, submission=self.number, finding=ONE, saying=saying,
            seen=seen,
        )  # fmt: skip

    def undo(self, by):
        return self.do(undo_last, by, submission=self.number)

    def put(self, by, state):
        return self.do(
            set_state, by, submission_id=self.number, state=state, version=self.kept().version
        )

    def kept(self):
        with self.database.reading() as session:
            wanted = (
                Declared.state, Declared.version, Declared.reviewer_id,
                Declared.second_reviewer_id,
            )  # fmt: skip
            return session.execute(select(*wanted).where(Declared.id == self.number)).one()

    def force(self, state):
        with self.database.writing() as session:
            session.get_one(Declared, self.number).state = state.value

    def log(self, reader, **wanted):
        with self.database.reading() as session:
            return audit.entries(session, reader, wanted=audit.Wanted(**wanted))


def conflict(act, *told, **named):
    with pytest.raises(ConflictError) as caught:
        act(*told, **named)
    return caught.value


@pytest.mark.parametrize("state", ReviewState)
def test_the_second_reviewer_does_not_change_the_state(work, people, state):
    error = conflict(work.put, people.second, state)
    assert error.code == "conflict.second-reviewer"
    assert "复审人" in error.message
    assert work.kept().reviewer_id is None
    with work.database.reading() as session:
        assert read_submission(session, people.second, work.number).follows == ()
        assert read_submission(session, people.reviewer, work.number).follows != ()


def test_nor_takes_it_nor_changes_it_among_many(work, people, now):
    error = conflict(
        work.do, take, people.second, submission_id=work.number, version=work.kept().version
    )
    assert error.code == "conflict.second-reviewer"
    with work.database.writing() as session:
        other = keep_paper(session, people.unit, WORKBOOK, now=now)[0]
    outcome = work.do(
        bulk_set_state, people.second, chosen={work.number: work.kept().version, other: 1},
        state=ReviewState.REVIEWING,
    )  # fmt: skip
    assert outcome.changed == {other: 2}
    assert set(outcome.refused) == {work.number}
    assert "复审人" in outcome.refused[work.number]
    assert (work.kept().reviewer_id, work.kept().state) == (None, ReviewState.PENDING)


@pytest.mark.parametrize("state", [ReviewState.RETURNED, ReviewState.PASSED])
def test_nothing_is_settled_or_unsettled_in_a_closed_review(work, people, state):
    work.decide(people.reviewer)
    work.decide(people.second, DISMISS)
    work.force(state)
    assert conflict(work.settle).code == "conflict.closed"
    work.force(ReviewState.REVIEWING)
    settled = work.settle()
    work.force(state)
    assert conflict(work.settle, DISMISS, seen=settled.id).code == "conflict.closed"
    assert conflict(work.undo, people.lead).code == "conflict.closed"
    with work.database.reading() as session:
        assert decisions_of(session, work.number).of(ONE).holding == settled
    work.force(ReviewState.REVIEWING)
    assert work.undo(people.lead).decision.id == settled.id


@pytest.mark.parametrize("state", [ReviewState.RETURNED, ReviewState.PASSED])
def test_a_review_is_closed_after_the_second_one_and_its_disputes(work, people, state):
    work.decide(people.reviewer)
    for number, one in enumerate(FOUND):
        error = conflict(work.put, people.reviewer, state)
        assert error.code == "conflict.second-open"
        assert f"还有 {len(FOUND) - number} 条意见待复审" in error.message
        assert "审核二" in error.hint
        work.decide(people.second, DISMISS, finding=one.id)
    error = conflict(work.put, people.lead, state)
    assert error.code == "conflict.unsettled"
    assert "1 条意见" in error.message
    assert "裁定" in error.hint
    work.settle()
    work.put(people.reviewer, state)
    assert work.kept().state == state


def test_a_second_review_that_was_taken_back_keeps_nothing_open(work, people):
    assert conflict(work.put, people.reviewer, ReviewState.PASSED).code == "conflict.second-open"
    work.assign(None)
    work.put(people.reviewer, ReviewState.PASSED)
    assert work.kept().state == ReviewState.PASSED


def test_the_blind_second_reviewer_does_not_read_the_first_review_in_the_log(work, people):
    work.assign(people.lead)
    work.decide(people.reviewer, DISMISS)
    work.do(
        decide_rewrite, people.reviewer, submission=work.number, row="11",
        saying=RewriteSaying(number=1, choice=Choice.ADOPT), seen=None,
    )  # fmt: skip
    hidden = {"finding.dismiss", "rewrite.adopt"}
    assert hidden <= {one.action for one in work.log(people.admin).rows}
    seen = work.log(people.lead)
    assert seen.total == len(seen.rows)
    assert {one.action for one in seen.rows} == {"second.assign"}
    subject = f"submission:{work.number}"
    assert work.log(people.lead, subject=subject, action="finding.dismiss").total == 0
    work.decide_all(people.lead)
    assert hidden <= {one.action for one in work.log(people.lead).rows}


def test_the_log_of_other_submissions_stays_open_to_a_second_reviewer(work, people, now):
    work.assign(people.lead)
    with work.database.writing() as session:
        other = keep_paper(session, people.unit, WORKBOOK, now=now)[0]
    work.do(
        decide_finding, people.reviewer, submission=other, finding=ONE, saying=ACCEPT, seen=None
    )
    (entry,) = work.log(people.lead, action="finding.accept").rows
    assert entry.subject == f"submission:{other}"


def test_a_second_review_that_is_done_does_not_change(work, people):
    work.decide(people.reviewer, DISMISS)
    first = work.decide(people.second)
    work.undo(people.second)
    first = work.decide(people.second)
    first = work.decide(people.second, DISMISS, seen=first.id)
    for one in FOUND:
        if one.id != ONE:
            last = work.decide(people.second, finding=one.id)
    for error in (
        conflict(work.undo, people.second),
        conflict(work.decide, people.second, seen=first.id),
        conflict(work.decide, people.second, DISMISS, finding=last.finding, seen=last.id),
    ):
        assert error.code == "conflict.second-finished"
        assert "复审到此结束" in error.message
    with work.database.reading() as session:
        assert decisions_of(session, work.number).of(ONE).second == first


@pytest.mark.parametrize("gone", ["stopped", "trainer"])
def test_who_may_no_longer_review_is_replaced_although_it_began(work, people, gone):
    kept = work.decide(people.second)
    assert conflict(work.assign, people.lead).code == "conflict.second-begun"
    if gone == "stopped":
        work.do(accounts.set_active, people.admin, user=people.second.id, active=False)
    else:
        work.do(accounts.set_role, people.admin, user=people.second.id, role=Role.TRAINER)
    work.assign(None)
    assert work.kept().second_reviewer_id is None
    third = work.do(
        accounts.create_user, people.admin, login="sanshen", name="审核三", role=Role.REVIEWER,
        password=PASSWORD,
    )  # fmt: skip
    actor = type(people.second)(id=third, login="sanshen", name="审核三", role=Role.REVIEWER)
    work.assign(actor)
    for one in FOUND:
        if one.id != ONE:
            work.decide(actor, finding=one.id)
    with work.database.reading() as session:
        told = decisions_of(session, work.number)
    assert told.of(ONE).second == kept
    assert {told.of(one.id).second.user_id for one in FOUND} == {people.second.id, third}
    work.put(people.reviewer, ReviewState.PASSED)
