"""One submission as a reviewer works on it, and the states that its review goes through."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from assessor.workbench import audit
from assessor.workbench.corrections import corrections_of_submission
from assessor.workbench.decided import decisions_of, round_of
from assessor.workbench.permissions import Action, Actor, ConflictError
from assessor.workbench.second_review import require_settled
from assessor.workbench.states import (
    PAPER_WORDS,
    REVIEW_WORDS,
    PaperState,
    ReviewState,
    Role,
    Round,
)
from assessor.workbench.submission_view import PersonView, SubmissionView, projects_of
from assessor.workbench.submission_view import findings_of_whole as whole_findings
from assessor.workbench.tables import Comment, Declared, Paper, User
from assessor.workbench.unit_mismatch import printed_otherwise
from assessor.workbench.versions import require_version
from assessor.workbench.visible_papers import submissions_of
from assessor.workbench.visible_submissions import CLOSED, locked, visible

# From each state to those that may follow; a closed review is opened again before it changes.
FOLLOWS = {
    ReviewState.PENDING: (ReviewState.REVIEWING, ReviewState.RETURNED, ReviewState.PASSED),
    ReviewState.REVIEWING: (ReviewState.PENDING, ReviewState.RETURNED, ReviewState.PASSED),
    ReviewState.RETURNED: (ReviewState.REVIEWING,),
    ReviewState.PASSED: (ReviewState.REVIEWING,),
}


def read_submission(session: Session, actor: Actor, submission_id: int) -> SubmissionView:
    """Return everything that the page of a submission shows to an account.

    Raises
    ------
    RefusedError
        ``refused.role``
    MissingError
        ``missing.submission``
    """
    actor.require(Action.READ_SUBMISSIONS)
    declared = visible(session, actor, submission_id)
    content, paper = declared.content, declared.paper
    decided = decisions_of(session, declared.id, viewer=actor)
    hides = actor.role is Role.UNIT and ReviewState(declared.state) in CLOSED
    dismissed = frozenset(
        one.finding
        for one in decided.findings
        if hides and one.holding is not None and not one.holding.stands
    )
    return SubmissionView(
        **_heading(session, actor, declared, paper),
        dimensions=content["dimensions"],
        scoring=content["scoring"],
        kind=content["kind"],
        paragraphs=tuple(content["paragraphs"]),
        ledger=None if content["ledger"] is None else tuple(content["ledger"]),
        confirmations=tuple(content["confirmations"]),
        claims=None if content["claims"] is None else tuple(content["claims"]),
        reading={key: value for key, value in paper.reading.items() if key != "path"},
        findings=whole_findings(content, decided, dismissed),
        projects=projects_of(
            content,
            declared.reading.get("columns", []),
            decided,
            dismissed,
            _comments_by_row(session, declared.id),
        ),
        round=decided.round,
        corrections=corrections_of_submission(session, actor, declared),
        comments=session.scalar(
            select(func.count()).select_from(Comment).where(Comment.submission_id == declared.id)
        )
        or 0,
    )


def _heading(session: Session, actor: Actor, declared: Declared, paper: Paper) -> dict[str, Any]:
    state, paper_state = ReviewState(declared.state), PaperState(paper.state)
    later = session.scalars(
        select(Declared.id)
        .where(Declared.earlier_id == declared.id, Declared.current, submissions_of(actor))
        .order_by(Declared.id)
    )
    plain = {
        name: getattr(declared, name)
        for name in (
            "id", "version", "title", "unit", "year", "profile", "grade", "score", "money",
            "rows", "weak_rows", "blockers", "majors", "minors", "hints", "model_id",
            "assessed_at", "earlier_id", "paper_id", "position",
        )
    }  # fmt: skip
    # A unit does not learn who reviews it.
    people = (declared.reviewer_id, declared.second_reviewer_id)
    first, second = (None, None) if actor.role is Role.UNIT else people
    may_set = actor.may(Action.SET_STATE) and round_of(declared, actor) is Round.FIRST
    printed = declared.content["organisation"] or ""
    return {
        **plain,
        "is_current": declared.current,
        "paper_name": paper.name,
        "paper_digest": paper.digest,
        "batch_id": paper.batch_id,
        "paper_state": paper_state,
        "paper_word": PAPER_WORDS[paper_state],
        "state": state,
        "word": REVIEW_WORDS[state],
        "follows": FOLLOWS[state] if may_set else (),
        "printed_unit": printed,
        "unit_notice": printed_otherwise(paper.unit, printed),
        "reviewer": _person(session, first),
        "second_reviewer": _person(session, second),
        "later": tuple(later),
    }


def _person(session: Session, user_id: int | None) -> PersonView | None:
    user = None if user_id is None else session.get(User, user_id)
    return None if user is None else PersonView(id=user.id, name=user.name)


def _comments_by_row(session: Session, submission_id: int) -> Mapping[str, int]:
    found = session.execute(
        select(Comment.row, func.count())
        .where(Comment.submission_id == submission_id)
        .group_by(Comment.row)
    )
    return {row: count for row, count in found}


def set_state(
    session: Session,
    actor: Actor,
    *,
    submission_id: int,
    state: ReviewState,
    version: int,
    now: datetime,
) -> int:
    """Put a submission into a state and return its new version.

    Raises
    ------
    RefusedError
        ``refused.role``
    MissingError
        ``missing.submission``
    ConflictError
        ``conflict.version``; ``conflict.state``: this state cannot follow the present one, or
        its paper is being assessed; ``conflict.second-reviewer``: it is the first reviewer's to
        say; ``conflict.second-open``, ``conflict.unsettled``: see ``require_settled``.
    """
    actor.require(Action.SET_STATE)
    declared = locked(session, actor, submission_id)
    _require_not_second(declared, actor)
    require_version(declared, version)
    change_state(session, actor, declared, state=state, now=now)
    return declared.version


def take(session: Session, actor: Actor, *, submission_id: int, version: int, now: datetime) -> int:
    """Begin to review a submission oneself and return its new version.

    Raises
    ------
    ConflictError
        ``conflict.taken``: another reviewer has it (who leads the team may take it over);
        ``conflict.second-reviewer``, ``conflict.version``, ``conflict.state``.
    """
    actor.require(Action.DECIDE)
    declared = locked(session, actor, submission_id)
    _require_not_second(declared, actor)
    require_version(declared, version)
    others = declared.reviewer_id is not None and declared.reviewer_id != actor.id
    if others and not actor.may(Action.ASSIGN):
        who = _person(session, declared.reviewer_id)
        raise ConflictError(
            f"这份申报正由{who.name if who else '他人'}审核",
            hint="请选择其他申报，或请审核组长改派。",
            code="conflict.taken",
        )
    before, declared.reviewer_id = declared.reviewer_id, actor.id
    if ReviewState(declared.state) is ReviewState.REVIEWING:
        declared.version += 1
        audit.append(
            session, actor=actor.login, action="submission.take",
            subject=f"submission:{declared.id}", details={"before": before}, now=now,
        )  # fmt: skip
    else:
        change_state(session, actor, declared, state=ReviewState.REVIEWING, now=now)
    return declared.version


def _require_not_second(declared: Declared, actor: Actor) -> None:
    if round_of(declared, actor) is Round.SECOND:
        raise ConflictError(
            "您是这份申报的复审人（复核人），不能再作初审，也不能改变它的状态",
            hint="请直接填写复审意见；状态由初审人或审核组长改变。",
            code="conflict.second-reviewer",
        )


def change_state(
    session: Session, actor: Actor, declared: Declared, *, state: ReviewState, now: datetime
) -> None:
    """Change the state of a submission that the caller has locked.

    Raises
    ------
    ConflictError
        ``conflict.state``, ``conflict.second-open``, ``conflict.unsettled``
    """
    before = ReviewState(declared.state)
    if state not in FOLLOWS[before]:
        allowed = "、".join(REVIEW_WORDS[one] for one in FOLLOWS[before])
        raise ConflictError(
            f"“{REVIEW_WORDS[before]}”的申报不能改为“{REVIEW_WORDS[state]}”",
            hint=f"可以改为：{allowed}。",
            code="conflict.state",
        )
    if state in CLOSED and declared.paper.state in (PaperState.QUEUED, PaperState.WORKING):
        raise ConflictError(
            f"这份申报正在重新检查，现在不能改为“{REVIEW_WORDS[state]}”",
            hint="请等检查完成、看过新的结果后再操作。",
            code="conflict.state",
        )
    if state in CLOSED:
        require_settled(session, declared, state)
    declared.state = state
    if state is ReviewState.REVIEWING and declared.reviewer_id is None:
        declared.reviewer_id = actor.id
    declared.version += 1
    audit.append(
        session, actor=actor.login, action="submission.state", subject=f"submission:{declared.id}",
        details={"before": before.value, "after": state.value}, now=now,
    )  # fmt: skip
