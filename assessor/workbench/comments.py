"""Remarks of people on a submission or on one of its rows; both sides may write and read."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from assessor.workbench import audit
from assessor.workbench.permissions import Action, Actor, RequestError
from assessor.workbench.said_findings import row_in
from assessor.workbench.states import ROLE_WORDS, Role
from assessor.workbench.tables import Comment, User
from assessor.workbench.told_text import told
from assessor.workbench.visible_submissions import visible

LONGEST = 2_000


@dataclass(frozen=True, slots=True, kw_only=True)
class CommentView:
    """A remark.

    Attributes
    ----------
    row
        Id of the row, ``""`` for the whole submission.
    by
        Name of who wrote it; a unit is told the role of the bureau's people, not their names.
    """

    id: int
    row: str
    text: str
    by: str
    is_own: bool
    made_at: datetime


def add_comment(
    session: Session, actor: Actor, *, submission: int, text: str, row: str = "", now: datetime
) -> CommentView:
    """Add a remark.

    Raises
    ------
    RefusedError
        ``refused.role``
    MissingError
        ``missing.submission``, ``missing.row``
    RequestError
        ``request.empty``, ``request.characters``, ``request.too-long``, ``request.row``
    """
    actor.require(Action.COMMENT)
    declared = visible(session, actor, submission)
    clean = told(text, what="留言", longest=LONGEST)
    if not clean:
        raise RequestError("留言没有内容", hint="请写明要说的话。", code="request.empty")
    if row:
        row_in(declared.content, row)
    comment = Comment(submission_id=declared.id, row=row, text=clean, user_id=actor.id, made_at=now)
    session.add(comment)
    session.flush()
    audit.append(
        session, actor=actor.login, action="comment.add", subject=f"submission:{declared.id}",
        details={"comment": comment.id, "row": row, "text": clean}, now=now,
    )  # fmt: skip
    return _view(comment, actor.name, actor.role, actor)


def comments_of(session: Session, actor: Actor, *, submission: int) -> tuple[CommentView, ...]:
    """Return the remarks on a submission, oldest first.

    Raises
    ------
    RefusedError
        ``refused.role``
    MissingError
        ``missing.submission``
    """
    actor.require(Action.COMMENT)
    declared = visible(session, actor, submission)
    rows = session.execute(
        select(Comment, User.name, User.role)
        .join(User, User.id == Comment.user_id)
        .where(Comment.submission_id == declared.id)
        .order_by(Comment.id)
    )
    return tuple(_view(comment, name, Role(role), actor) for comment, name, role in rows)


def _view(comment: Comment, name: str, role: Role, reader: Actor) -> CommentView:
    hides = reader.role is Role.UNIT and role is not Role.UNIT
    return CommentView(
        id=comment.id,
        row=comment.row,
        text=comment.text,
        by=ROLE_WORDS[role] if hides else name,
        is_own=comment.user_id == reader.id,
        made_at=comment.made_at,
    )
