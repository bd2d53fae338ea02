"""Which papers and batches an account may see: a unit those that it has handed in."""

from sqlalchemy import ColumnElement, false, select, true
from sqlalchemy.orm import Session

from assessor.workbench.permissions import Action, Actor, MissingError
from assessor.workbench.states import Role
from assessor.workbench.tables import Declared, Paper
from assessor.workbench.visible_submissions import LARGEST_ID, is_visible


def papers_of(actor: Actor) -> ColumnElement[bool]:
    """Return the condition that a paper may be seen."""
    if actor.role is not Role.UNIT:
        return true()
    return Paper.unit == actor.unit if actor.unit else false()


def submissions_of(actor: Actor) -> ColumnElement[bool]:
    """Return the condition that a submission may be seen."""
    if actor.role is not Role.UNIT:
        return true()
    return Declared.unit == actor.unit if actor.unit else false()


def paper_for(
    session: Session,
    actor: Actor,
    paper_id: int,
    *,
    action: Action = Action.READ_SUBMISSIONS,
    lock: bool = False,
) -> Paper:
    """Return a paper that the account may see.

    Raises
    ------
    RefusedError
        ``refused.role``
    MissingError
        ``missing.paper``
    """
    actor.require(action)
    known = 0 < paper_id <= LARGEST_ID
    paper = session.get(Paper, paper_id, with_for_update=lock or None) if known else None
    unit_may_not = actor.role is Role.UNIT and (
        paper is not None and (not actor.unit or paper.unit != actor.unit)
    )
    if paper is None or unit_may_not:
        raise MissingError(
            "没有这份文件", hint="请刷新页面；它可能属于其他单位。", code="missing.paper"
        )
    return paper


def require_whole_paper(session: Session, actor: Actor, paper: Paper) -> None:
    """Refuse to show a unit more of a file than its own submissions.

    Raises
    ------
    MissingError
        ``missing.submission``: somebody else handed the file in, or it holds others' submissions.
    """
    if actor.role is not Role.UNIT:
        return
    held = session.scalars(select(Declared).where(Declared.paper_id == paper.id, Declared.current))
    is_own = bool(actor.unit) and paper.unit == actor.unit
    if not is_own or not all(is_visible(actor, one) for one in held):
        raise MissingError(
            "没有可供本单位打开的原件",
            hint="这个文件不是由本单位单独报送的；请下载退回修改意见，或向审核人索取。",
            code="missing.submission",
        )
