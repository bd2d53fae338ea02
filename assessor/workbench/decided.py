"""What reviewers have decided on a submission, as an account may see it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, defer

from assessor.workbench.permissions import Action, Actor
from assessor.workbench.said_findings import findings_in, rows_in
from assessor.workbench.states import Choice, ReviewState, Role, Round, Verdict
from assessor.workbench.tables import Declared, FindingDecision, RewriteDecision, User
from assessor.workbench.visible_submissions import CLOSED


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """One decision on a finding.

    Attributes
    ----------
    message, hint
        The reviewer's wording where the verdict is edit, else ``""``.
    by
        Name of the reviewer, ``""`` for readers who may not know it.
    turn
        Version of the submission that the decision made.
    """

    id: int
    finding: str
    code: str
    row: str
    round: Round
    verdict: Verdict
    reason: str
    reason_code: str
    message: str
    hint: str
    user_id: int
    by: str
    made_at: datetime
    turn: int

    @property
    def stands(self) -> bool:
        """Whether the finding is kept, in its own or in other words."""
        return self.verdict is not Verdict.DISMISS


@dataclass(frozen=True, slots=True, kw_only=True)
class RewriteChoice:
    """One decision on a rewrite of a row; the texts are those to be written (or refused).

    Attributes
    ----------
    was_name, was_value
        The row when it was decided: ids of rows are running numbers, which another reading of
        the paper may give to another row.
    """

    id: int
    row: str
    was_name: str
    was_value: str
    number: int
    choice: Choice
    level1: str
    level2: str
    name: str
    value: str
    user_id: int
    by: str
    made_at: datetime
    turn: int

    def is_of(self, name: str, value: str) -> bool:
        """Tell whether a row that bears the id now is still the one that was decided on."""
        return (self.was_name, self.was_value) == (name, value)


@dataclass(frozen=True, slots=True, kw_only=True)
class DecidedFinding:
    """The decisions on one finding that the reader may see.

    Attributes
    ----------
    seen
        Id of the last decision in the reader's own round: to be named with the next one.
    """

    finding: str
    first: Decision | None = None
    second: Decision | None = None
    adjudication: Decision | None = None
    seen: int | None = None

    @property
    def holding(self) -> Decision | None:
        """The decision that holds: adjudication, else the first reviewer's."""
        return self.adjudication or self.first

    @property
    def is_disputed(self) -> bool:
        """Whether both reviewers decided, differently, and nobody has settled it."""
        return (
            self.first is not None
            and self.second is not None
            and self.first.stands != self.second.stands
            and self.adjudication is None
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class DecidedSubmission:
    """All decisions of a submission that the reader may see, those undone left out.

    Attributes
    ----------
    round
        In which round the reader's own decisions fall.
    choices
        Last choice for each row and number of a rewrite; none for rows that have changed since.
    """

    round: Round = Round.FIRST
    findings: tuple[DecidedFinding, ...] = ()
    choices: tuple[RewriteChoice, ...] = ()
    _by_id: dict[str, DecidedFinding] = field(default_factory=dict, repr=False, compare=False)

    def of(self, finding: str) -> DecidedFinding:
        """Return what was decided on a finding, an empty answer if nothing was."""
        return self._by_id.get(finding) or DecidedFinding(finding=finding)

    def adopted(self, row: str) -> RewriteChoice | None:
        """Return the rewrite to be written for a row: the last one adopted and not refused since."""
        taken = [one for one in self.choices if one.row == row and one.choice is not Choice.REJECT]
        return max(taken, key=lambda one: one.id, default=None)

    def refused(self, row: str) -> frozenset[int]:
        """Return the numbers of the rewrites of a row that were refused."""
        return frozenset(
            one.number for one in self.choices if one.row == row and one.choice is Choice.REJECT
        )


def round_of(submission: Declared, actor: Actor) -> Round:
    """Return in which round the decisions of an account on a submission fall."""
    return Round.SECOND if submission.second_reviewer_id == actor.id else Round.FIRST


def is_second_finished(session: Session, submission: Declared) -> bool:
    """Tell whether every finding has been decided in the second round."""
    decided = decisions_of(session, submission.id)
    return all(decided.of(one.id).second is not None for one in findings_in(submission.content))


def is_blind(session: Session, actor: Actor, submission: Declared) -> bool:
    """Tell whether an account is the second reviewer and has not decided all yet.

    Until then nothing that tells the first reviewer's decisions may be shown to it.
    """
    return round_of(submission, actor) is Round.SECOND and not is_second_finished(
        session, submission
    )


def decisions_of(
    session: Session, submission_id: int, *, viewer: Actor | None = None
) -> DecidedSubmission:
    """Return the decisions on a submission that a reader may see.

    A second reviewer sees the own decisions and what was adjudicated, never the first reviewer's;
    a first reviewer does not see the second's. A unit sees what holds once the review is closed,
    without names and reasons. That the reader may see the submission is the caller's business.

    Parameters
    ----------
    viewer
        Who reads; ``None`` for the program itself, which sees all.
    """
    # What was assessed is large, and needed only where rewrites were chosen.
    large = [defer(Declared.content), defer(Declared.reading)]
    submission = session.get(Declared, submission_id, options=large)
    if submission is None:
        return DecidedSubmission()
    own = Round.FIRST if viewer is None else round_of(submission, viewer)
    if viewer is not None and viewer.role is Role.UNIT:
        if ReviewState(submission.state) not in CLOSED:
            return DecidedSubmission()
        return _nameless(_decided(session, submission, own, (Round.FIRST, Round.ADJUDICATION)))
    if own is Round.SECOND:
        return replace(
            _decided(session, submission, own, (Round.SECOND, Round.ADJUDICATION)), choices=()
        )
    if viewer is not None and not viewer.may(Action.ADJUDICATE):
        return _decided(session, submission, own, (Round.FIRST, Round.ADJUDICATION))
    return _decided(session, submission, own, tuple(Round))


def _decided(
    session: Session, submission: Declared, own: Round, shown: tuple[Round, ...]
) -> DecidedSubmission:
    found = _findings(session, submission.id, own, shown)
    return DecidedSubmission(
        round=own,
        findings=tuple(found.values()),
        choices=tuple(_choices(session, submission)),
        _by_id=found,
    )


def _findings(
    session: Session, submission: int, own: Round, shown: tuple[Round, ...]
) -> dict[str, DecidedFinding]:
    rows = session.execute(
        select(FindingDecision, User.name)
        .join(User, User.id == FindingDecision.user_id)
        .where(FindingDecision.submission_id == submission, FindingDecision.undone_at.is_(None))
        .where(FindingDecision.round.in_([one.value for one in shown]))
        .order_by(FindingDecision.id)
    )
    found: dict[str, DecidedFinding] = {}
    for row, name in rows:
        decision = decision_of(row, name)
        known = found.get(decision.finding) or DecidedFinding(finding=decision.finding)
        found[decision.finding] = _with(known, decision, own)
    return found


def decided_within(session: Session, submission: int, own: Round, finding: str) -> DecidedFinding:
    """Return all decisions on one finding, seen from a round."""
    return _findings(session, submission, own, tuple(Round)).get(finding) or DecidedFinding(
        finding=finding
    )


def _with(known: DecidedFinding, decision: Decision, own: Round) -> DecidedFinding:
    """Return what is known of a finding with one more decision, a later one in its round."""
    seen = decision.id if decision.round is own else known.seen
    if decision.round is Round.ADJUDICATION:
        return replace(known, adjudication=decision, seen=seen)
    if decision.round is Round.SECOND:
        return replace(known, second=decision, seen=seen)
    return replace(known, first=decision, seen=seen)


def decision_of(row: FindingDecision, name: str) -> Decision:
    """Return a kept decision as a value."""
    return Decision(
        id=row.id,
        finding=row.finding,
        code=row.code,
        row=row.row,
        round=Round(row.round),
        verdict=Verdict(row.verdict),
        reason=row.reason,
        reason_code=row.reason_code,
        message=row.text,
        hint=row.hint,
        user_id=row.user_id,
        by=name,
        made_at=row.made_at,
        turn=row.turn,
    )


def _choices(session: Session, submission: Declared) -> Iterable[RewriteChoice]:
    """Return the last choice for each row and number, in the order in which they were made."""
    rows = session.execute(
        select(RewriteDecision, User.name)
        .join(User, User.id == RewriteDecision.user_id)
        .where(RewriteDecision.submission_id == submission.id)
        .where(RewriteDecision.undone_at.is_(None))
        .order_by(RewriteDecision.id)
    ).all()
    if not rows:
        return ()
    now = {row.id: (row.plain["name"], row.plain["value"]) for row in rows_in(submission.content)}
    last: dict[tuple[str, int], RewriteChoice] = {}
    for row, name in rows:
        choice = choice_of(row, name)
        if choice.row in now and choice.is_of(*now[choice.row]):
            last[choice.row, choice.number] = choice
    return sorted(last.values(), key=lambda one: one.id)


def choice_of(row: RewriteDecision, name: str) -> RewriteChoice:
    """Return a kept choice as a value."""
    return RewriteChoice(
        id=row.id,
        row=row.row,
        was_name=row.indicator["name"],
        was_value=row.indicator["value"],
        number=row.number,
        choice=Choice(row.choice),
        level1=row.level1,
        level2=row.level2,
        name=row.name,
        value=row.value,
        user_id=row.user_id,
        by=name,
        made_at=row.made_at,
        turn=row.turn,
    )


def _nameless(decided: DecidedSubmission) -> DecidedSubmission:
    findings = tuple(_findings_for_unit(decided.findings))
    return replace(
        decided,
        findings=findings,
        choices=tuple(replace(one, by="", user_id=0) for one in decided.choices),
        _by_id={one.finding: one for one in findings},
    )


def _findings_for_unit(findings: Iterable[DecidedFinding]) -> Iterator[DecidedFinding]:
    for one in findings:
        if one.holding is not None:
            told = replace(one.holding, by="", user_id=0, reason="", reason_code="")
            yield DecidedFinding(finding=one.finding, first=told)
