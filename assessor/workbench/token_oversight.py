"""Tokens of other people's accounts, as administrators see them to take them away."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from assessor.workbench.permissions import Action, Actor
from assessor.workbench.states import Scope
from assessor.workbench.tables import Token
from assessor.workbench.tokens import TokenView


def tokens_of_account(session: Session, actor: Actor, *, user: int) -> tuple[TokenView, ...]:
    """Return the tokens of an account, newest first, revoked ones too.

    Raises
    ------
    RefusedError
        ``refused.role``
    """
    actor.require(Action.MANAGE_USERS)
    rows = select(Token).where(Token.user_id == user).order_by(Token.id.desc())
    return tuple(
        TokenView(
            id=row.id, name=row.name, scopes=frozenset(Scope(scope) for scope in row.scopes),
            created_at=row.created_at, expires_at=row.expires_at, revoked_at=row.revoked_at,
            used_at=row.used_at,
        )
        for row in session.scalars(rows)
    )  # fmt: skip
