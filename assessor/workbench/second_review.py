"""The second review: assigned by the lead, blind to the first, with differences settled."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from assessor.workbench.decided import (
    DecidedFinding,
    Decision,
    decided_within,
    decisions_of,
    is_blind,
)
from assessor.workbench.decision_rules import next_turn, record_action
from assessor.workbench.decisions import Saying, keep_decision
from assessor.workbench.permissions import (
    Action,
    Actor,
    ConflictError,
    MissingError,
    RequestError,
)
from assessor.workbench.reviewer_agreement import Agreement, agreement
from assessor.workbench.said_findings import SaidFinding, finding_in, findings_in
from assessor.workbench.states import REVIEW_WORDS, ReviewState, Role, Round
from assessor.workbench.tables import Declared, FindingDecision, User
from assessor.workbench.visible_submissions import LARGEST_ID, locked, require_open, visible

__all__ = ["Agreement", "Disagreement", "adjudicate", "agreement", "assign_second",
           "disagreements", "is_blind", "require_settled"]  # fmt: skip
_REVIEWERS = (Role.REVIEWER.value, Role.LEAD.value)
_MOST = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Disagreement:
    """A finding on which the two reviewers differ.

    Attributes
    ----------
    message
        What the program said of it when the first reviewer decided.
    seen
        Id of the adjudication, ``None`` where it is not settled.
    """

    submission: int
    unit: str
    finding: str
    code: str
    title: str
    message: str
    first: Decision
    second: Decision
    adjudication: Decision | None

    @property
    def seen(self) -> int | None:
        """Id of the adjudication that a new one replaces."""
        return self.adjudication.id if self.adjudication is not None else None


def assign_second(
    session: Session, actor: Actor, *, submission: int, reviewer: int | None, now: datetime
) -> int:
    """Give a submission to a second reviewer, or take it back; return its new version.

    Parameters
    ----------
    reviewer
        Id of the account, ``None`` to take the second review back before it has begun. One that
        has begun can be taken from an account that may no longer review; what it has decided
        stays, and another may do the rest.

    Raises
    ------
    RefusedError
        ``refused.role``
    MissingError
        ``missing.submission``, ``missing.reviewer``
    RequestError
        ``request.same-reviewer``: the account has reviewed it first.
    ConflictError
        ``conflict.second-begun``: the second reviewer has already decided.
    """
    actor.require(Action.ASSIGN)
    declared = locked(session, actor, submission)
    if reviewer == declared.second_reviewer_id:
        return declared.version
    begun = _has_decided(session, submission, Round.SECOND)
    if begun and _may_review(session, declared.second_reviewer_id):
        raise ConflictError(
            "复审已经开始，不能再换复审人",
            hint="请等复审结束；确需更换时，由复审人先撤销自己的决定。",
            code="conflict.second-begun",
        )
    if reviewer is not None:
        _require_reviewer(session, declared, reviewer)
    declared.second_reviewer_id = reviewer
    version = next_turn(declared)
    details = {"reviewer": reviewer, "turn": version}
    record_action(session, actor, declared, "second.assign", now, details)
    return version


def _require_reviewer(session: Session, declared: Declared, reviewer: int) -> None:
    user = session.get(User, reviewer) if 0 < reviewer <= LARGEST_ID else None
    if user is None or not _may_review(session, reviewer):
        raise MissingError(
            "没有这位审核人，或其账号已停用",
            hint="请从审核人和审核组长中选择。",
            code="missing.reviewer",
        )
    if reviewer == declared.reviewer_id or _has_decided(
        session, declared.id, Round.FIRST, user=reviewer
    ):
        raise RequestError(
            f"{user.name}是这份申报的初审人，不能再作复审人",
            hint="请另选一位审核人。",
            code="request.same-reviewer",
        )


def _may_review(session: Session, reviewer: int | None) -> bool:
    user = None if reviewer is None else session.get(User, reviewer)
    return user is not None and user.active and user.role in _REVIEWERS


def _has_decided(session: Session, submission: int, own: Round, *, user: int | None = None) -> bool:
    query = select(FindingDecision.id).where(
        FindingDecision.submission_id == submission,
        FindingDecision.round == own.value,
        FindingDecision.undone_at.is_(None),
    )
    if user is not None:
        query = query.where(FindingDecision.user_id == user)
    return session.scalars(query.limit(1)).first() is not None


def adjudicate(
    session: Session,
    actor: Actor,
    *,
    submission: int,
    finding: str,
    saying: Saying,
    seen: int | None,
    now: datetime,
) -> Decision:
    """Settle a finding on which the reviewers differ; the adjudication holds over both.

    Parameters
    ----------
    seen
        Id of the adjudication that the caller knows of (``Disagreement.seen``).

    Raises
    ------
    RefusedError
        ``refused.role``
    MissingError
        ``missing.submission``, ``missing.finding``
    RequestError
        As for ``decide_finding``.
    ConflictError
        ``conflict.nothing-to-settle``: not both have decided, or both say the same.
        ``conflict.decided``, ``conflict.closed``, ``conflict.not-current``.
    """
    actor.require(Action.ADJUDICATE)
    declared = locked(session, actor, submission)
    require_open(declared)
    said = finding_in(declared.content, finding)
    known = decided_within(session, submission, Round.ADJUDICATION, finding)
    if not _differs(known):
        raise _nothing_to_settle(said, known)
    return keep_decision(
        session, actor, declared=declared, said=said, own=Round.ADJUDICATION, saying=saying,
        seen=seen, now=now,
    )  # fmt: skip


def require_settled(session: Session, declared: Declared, state: ReviewState) -> None:
    """Refuse to close a review whose second review is not done, or that is in dispute.

    Raises
    ------
    ConflictError
        ``conflict.second-open``, ``conflict.unsettled``
    """
    decided = decisions_of(session, declared.id)
    said = [decided.of(one.id) for one in findings_in(declared.content)]
    left = sum(one.second is None for one in said)
    if declared.second_reviewer_id is not None and left:
        user = session.get_one(User, declared.second_reviewer_id)
        raise ConflictError(
            f"复审还没有做完，还有 {left} 条意见待复审，现在不能改为“{REVIEW_WORDS[state]}”",
            hint=f"请等复审人{user.name}对每条意见作出决定；"
            "复审还没有开始，或复审人的账号已停用时，审核组长可以取消或更换复审人。",
            code="conflict.second-open",
        )
    disputed = sum(one.is_disputed for one in said)
    if disputed:
        raise ConflictError(
            f"还有 {disputed} 条意见初审和复审结论不同、没有裁定，"
            f"现在不能改为“{REVIEW_WORDS[state]}”",
            hint="请审核组长先在“复审比对”中裁定。",
            code="conflict.unsettled",
        )


def _differs(known: DecidedFinding) -> bool:
    if known.first is None or known.second is None:
        return False
    return known.first.stands != known.second.stands


def _nothing_to_settle(said: SaidFinding, known: DecidedFinding) -> ConflictError:
    both = known.first is not None and known.second is not None
    why = "初审和复审的结论一致" if both else "初审和复审还没有都作出决定"
    return ConflictError(
        f"意见“{said.plain['title'] or said.code}”不需要裁定：{why}",
        hint="只有初审和复审结论不同的意见才需要裁定。",
        code="conflict.nothing-to-settle",
    )


def disagreements(
    session: Session,
    actor: Actor,
    *,
    submission: int | None = None,
    with_settled: bool = False,
    most: int = _MOST,
) -> tuple[Disagreement, ...]:
    """Return findings on which the two reviewers differ, oldest submissions first.

    Parameters
    ----------
    submission
        One submission, ``None`` for all.
    with_settled
        Also those that were adjudicated.
    most
        At most so many.

    Raises
    ------
    RefusedError
        ``refused.role``
    MissingError
        ``missing.submission``
    """
    actor.require(Action.ADJUDICATE)
    if submission is not None:
        numbers = [visible(session, actor, submission).id]
    else:
        numbers = list(session.scalars(_reviewed_twice()))
    found: list[Disagreement] = []
    for number in numbers:
        for one in _of_submission(session, number):
            if len(found) == most:
                return tuple(found)
            if with_settled or one.adjudication is None:
                found.append(one)
    return tuple(found)


def _reviewed_twice() -> Select[int]:
    return (
        select(FindingDecision.submission_id)
        .where(FindingDecision.round == Round.SECOND.value, FindingDecision.undone_at.is_(None))
        .distinct()
        .order_by(FindingDecision.submission_id)
    )


def _of_submission(session: Session, submission: int) -> Iterator[Disagreement]:
    differing = [one for one in decisions_of(session, submission).findings if _differs(one)]
    if not differing:
        return
    unit = session.scalars(select(Declared.unit).where(Declared.id == submission)).one()
    kept = [one.first.id for one in differing if one.first is not None]
    rows = session.execute(
        select(FindingDecision.id, FindingDecision.said).where(FindingDecision.id.in_(kept))
    )
    said: dict[int, dict[str, Any]] = {number: plain for number, plain in rows}
    for one in differing:
        assert one.first is not None
        assert one.second is not None
        told = said[one.first.id]
        yield Disagreement(
            submission=submission,
            unit=unit,
            finding=one.finding,
            code=one.first.code,
            title=told.get("title") or one.first.code,
            message=told["message"],
            first=one.first,
            second=one.second,
            adjudication=one.adjudication,
        )
