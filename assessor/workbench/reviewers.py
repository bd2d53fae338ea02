"""Who reviews: the accounts that a second review can be given to."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from assessor.workbench.permissions import Action, Actor
from assessor.workbench.states import Role
from assessor.workbench.submission_view import PersonView
from assessor.workbench.tables import User


def reviewers(session: Session, actor: Actor) -> tuple[PersonView, ...]:
    """Return the active accounts of reviewers and leads, by name.

    Raises
    ------
    RefusedError
        ``refused.role``
    """
    actor.require(Action.READ_REPORTS)
    rows = session.execute(
        select(User.id, User.name)
        .where(User.active, User.role.in_([Role.REVIEWER.value, Role.LEAD.value]))
        .order_by(User.name, User.id)
    )
    return tuple(PersonView(id=number, name=name) for number, name in rows)
