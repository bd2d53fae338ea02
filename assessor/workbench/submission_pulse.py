"""Whether a submission has changed since a page read it, without reading it whole."""

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from assessor.workbench.permissions import Action, Actor
from assessor.workbench.states import PaperState
from assessor.workbench.tables import Comment
from assessor.workbench.visible_submissions import visible


@dataclass(frozen=True, slots=True, kw_only=True)
class Pulse:
    """What tells that a page is out of date."""

    version: int
    paper_state: PaperState
    comments: int


def pulse(session: Session, actor: Actor, submission_id: int) -> Pulse:
    """Return the present pulse of a submission.

    Raises
    ------
    RefusedError
        ``refused.role``
    MissingError
        ``missing.submission``
    """
    actor.require(Action.READ_SUBMISSIONS)
    declared = visible(session, actor, submission_id)
    comments = session.scalar(
        select(func.count()).select_from(Comment).where(Comment.submission_id == declared.id)
    )
    return Pulse(
        version=declared.version,
        paper_state=PaperState(declared.paper.state),
        comments=comments or 0,
    )
