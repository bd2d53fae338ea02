"""What reviewers say of findings and of rewrites, and taking it back, one step at a time."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from assessor.workbench.decided import (
    DecidedSubmission,
    Decision,
    RewriteChoice,
    choice_of,
    decided_within,
    decision_of,
    decisions_of,
    is_second_finished,
    round_of,
)
from assessor.workbench.decision_rules import (
    begin_review,
    decided_meanwhile,
    next_turn,
    record_action,
    unworded,
)
from assessor.workbench.dismissal_reasons import reason_told
from assessor.workbench.permissions import Action, Actor, ConflictError, RequestError
from assessor.workbench.rewrite_choices import RewriteSaying, decide_rewrite
from assessor.workbench.said_findings import (
    ROW_WIDTH,
    SaidFinding,
    finding_copy,
    finding_in,
    row_copy,
)
from assessor.workbench.states import Round, Verdict
from assessor.workbench.tables import Declared, FindingDecision, RewriteDecision
from assessor.workbench.told_text import told
from assessor.workbench.visible_submissions import locked, require_open

__all__ = [
    "DecidedSubmission",
    "RewriteSaying",
    "Saying",
    "Undone",
    "decide_finding",
    "decide_rewrite",
    "decisions_of",
    "undo_last",
]
LONGEST_WORDING, LONGEST_NOTE = 2_000, 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Saying:
    """What a person says of a finding.

    Attributes
    ----------
    reason, reason_code
        Needed to dismiss: a few Chinese characters, or a usual reason (``usual_reasons``), with a
        note where that asks for one. Other verdicts may have a note, ``reason``.
    message, hint
        For an edit: the wording for papers to the unit, ``""`` keeps the program's own.
    """

    verdict: Verdict
    reason: str = ""
    reason_code: str = ""
    message: str = ""
    hint: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Undone:
    """The action that was taken back: exactly one of the two; ``version`` is the new one."""

    version: int
    decision: Decision | None = None
    choice: RewriteChoice | None = None


def decide_finding(
    session: Session,
    actor: Actor,
    *,
    submission: int,
    finding: str,
    saying: Saying,
    seen: int | None,
    now: datetime,
) -> Decision:
    """Keep what a reviewer says of a finding; the second reviewer's word counts as such.

    Parameters
    ----------
    saying
        The verdict with its words: a dismissal needs a reason, an edit a wording.
    seen
        Id of the last decision of this round on the finding that the caller knows of
        (``DecidedFinding.seen``), ``None`` for none.

    Raises
    ------
    RefusedError
        ``refused.role``
    MissingError
        ``missing.submission`` or ``missing.finding``
    RequestError
        ``request.reason``, ``request.wording``, ``request.characters``, ``request.too-long``
    ConflictError
        ``conflict.decided``: somebody else has decided on it meanwhile. ``conflict.closed``,
        ``conflict.adjudicated``, ``conflict.second-finished``, ``conflict.not-current``.
    """
    actor.require(Action.DECIDE)
    declared = locked(session, actor, submission)
    own = round_of(declared, actor)
    if own is Round.FIRST:
        require_open(declared)
    said = finding_in(declared.content, finding)
    known = decided_within(session, submission, own, finding)
    if known.adjudication is not None:
        raise _adjudicated(said)
    if own is Round.SECOND:
        _require_unfinished(session, declared)
    decision = keep_decision(
        session, actor, declared=declared, said=said, own=own, saying=saying, seen=seen, now=now
    )  # fmt: skip
    if own is Round.FIRST:
        begin_review(declared, actor)
    return decision


def keep_decision(
    session: Session,
    actor: Actor,
    *,
    declared: Declared,
    said: SaidFinding,
    own: Round,
    saying: Saying,
    seen: int | None,
    now: datetime,
) -> Decision:
    """Add a decision in a round whose rules the caller has looked after.

    Raises
    ------
    ConflictError
        ``conflict.decided``
    RequestError
        As for ``decide_finding``.
    """
    if decided_within(session, declared.id, own, said.id).seen != seen:
        raise decided_meanwhile(f"意见“{said.plain['title'] or said.code}”")
    saying = _checked(saying, said)
    row = FindingDecision(
        submission_id=declared.id,
        finding=said.id,
        code=said.code,
        row=said.row.id[:ROW_WIDTH] if said.row is not None else "",
        round=own.value,
        verdict=saying.verdict.value,
        reason=saying.reason,
        reason_code=saying.reason_code,
        text=saying.message,
        hint=saying.hint,
        turn=next_turn(declared),
        said=finding_copy(said),
        indicator=row_copy(said.row, declared.content) if said.row is not None else {},
        user_id=actor.id,
        made_at=now,
    )
    session.add(row)
    session.flush()
    record_action(session, actor, declared, f"finding.{saying.verdict.value}", now, {
        "decision": row.id, "finding": said.id, "code": said.code, "round": own.value,
        "reason": saying.reason, "reason_code": saying.reason_code, "message": saying.message,
        "hint": saying.hint, "turn": row.turn,
    })  # fmt: skip
    return decision_of(row, actor.name)


def undo_last(session: Session, actor: Actor, *, submission: int, now: datetime) -> Undone:
    """Take back the account's own last decision on a submission that is not taken back yet.

    What was decided before holds again. Comments are not undone.

    Raises
    ------
    RefusedError
        ``refused.role``
    MissingError
        ``missing.submission``
    ConflictError
        ``conflict.nothing-to-undo``, ``conflict.closed``, ``conflict.adjudicated``,
        ``conflict.second-finished``
    """
    actor.require(Action.DECIDE)
    declared = locked(session, actor, submission)
    finding = session.scalars(
        select(FindingDecision).filter_by(submission_id=submission, user_id=actor.id)
        .where(FindingDecision.undone_at.is_(None)).order_by(FindingDecision.turn.desc()).limit(1)
    ).first()  # fmt: skip
    rewrite = session.scalars(
        select(RewriteDecision).filter_by(submission_id=submission, user_id=actor.id)
        .where(RewriteDecision.undone_at.is_(None)).order_by(RewriteDecision.turn.desc()).limit(1)
    ).first()  # fmt: skip
    if rewrite is not None and (finding is None or rewrite.turn > finding.turn):
        require_open(declared)
        return _undo(session, actor, declared, rewrite, now)
    if finding is None:
        raise ConflictError(
            "没有可以撤销的操作",
            hint="只能撤销自己在这份申报上作出的决定。",
            code="conflict.nothing-to-undo",
        )
    _require_undoable(session, declared, finding)
    return _undo(session, actor, declared, finding, now)


def _require_undoable(session: Session, declared: Declared, row: FindingDecision) -> None:
    own = Round(row.round)
    if own is not Round.SECOND:
        require_open(declared)
    if own is not Round.ADJUDICATION:
        known = decided_within(session, declared.id, own, row.finding)
        if known.adjudication is not None:
            raise ConflictError(
                f"意见“{row.said.get('title') or row.code}”已经裁定，原来的决定不能撤销",
                hint="需要更改时，请由审核组长重新裁定。",
                code="conflict.adjudicated",
            )
    if own is Round.SECOND:
        _require_unfinished(session, declared)


def _require_unfinished(session: Session, declared: Declared) -> None:
    """Refuse to change a second review that is done: it may know the first one by now."""
    if is_second_finished(session, declared):
        raise ConflictError(
            "复审已对全部意见作出决定，复审到此结束，不能再改或撤销",
            hint="与初审结论不同的意见，由审核组长裁定。",
            code="conflict.second-finished",
        )


def _undo(
    session: Session,
    actor: Actor,
    declared: Declared,
    row: FindingDecision | RewriteDecision,
    now: datetime,
) -> Undone:
    row.undone_at = now
    version = next_turn(declared)
    session.flush()
    if isinstance(row, FindingDecision):
        details = {"decision": row.id, "finding": row.finding, "turn": version}
        record_action(session, actor, declared, "finding.undo", now, details)
        return Undone(version=version, decision=decision_of(row, actor.name))
    details = {"decision": row.id, "row": row.row, "number": row.number, "turn": version}
    record_action(session, actor, declared, "rewrite.undo", now, details)
    return Undone(version=version, choice=choice_of(row, actor.name))


def _checked(saying: Saying, said: SaidFinding) -> Saying:
    """Return a saying with clean texts, each of them where it belongs."""
    message = told(saying.message, what="意见", longest=LONGEST_WORDING)
    hint = told(saying.hint, what="修改要求", longest=LONGEST_WORDING)
    if saying.verdict is not Verdict.EDIT:
        if message or hint:
            raise unworded("只有“修改意见”才能另写意见和修改要求")
    elif (message or said.plain["message"], hint or said.plain["hint"]) == (
        said.plain["message"],
        said.plain["hint"],
    ):
        raise unworded("修改后的意见与原来的完全相同，或没有写")
    if saying.verdict is Verdict.DISMISS:
        reason = reason_told(saying.reason_code, saying.reason)
        return Saying(verdict=saying.verdict, reason=reason, reason_code=saying.reason_code)
    if saying.reason_code:
        raise RequestError("只有不采纳才用常用理由", hint="请去掉理由编号。", code="request.reason")
    note = told(saying.reason, what="说明", longest=LONGEST_NOTE)
    return Saying(verdict=saying.verdict, reason=note, message=message, hint=hint)


def _adjudicated(said: SaidFinding) -> ConflictError:
    return ConflictError(
        f"意见“{said.plain['title'] or said.code}”已经裁定",
        hint="需要更改时，请由审核组长重新裁定。",
        code="conflict.adjudicated",
    )
