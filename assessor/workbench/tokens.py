"""Tokens of the interface: made by their owner, with scopes, shown once, kept as a digest."""

import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from assessor.workbench import audit
from assessor.workbench.database import Database
from assessor.workbench.permissions import (
    Action,
    Actor,
    ConflictError,
    MissingError,
    RequestError,
)
from assessor.workbench.sessions import actor_of, digest_of
from assessor.workbench.states import Scope
from assessor.workbench.tables import NAME, Token

PREFIX = "assessor_"  # lets scanners for leaked keys find one
MOST = 50
WRITTEN_EVERY = timedelta(minutes=1)
_KEY_BYTES = 32


@dataclass(frozen=True, slots=True, kw_only=True)
class NewToken:
    """A token just made; ``secret`` cannot be read again."""

    id: int
    secret: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenView:
    """A token as its owner sees it; ``expires_at`` is ``None`` for one without end."""

    id: int
    name: str
    scopes: frozenset[Scope]
    created_at: datetime
    expires_at: datetime | None
    revoked_at: datetime | None
    used_at: datetime | None

    def works(self, now: datetime) -> bool:
        """Tell whether it opens the interface."""
        return self.revoked_at is None and (self.expires_at is None or now < self.expires_at)


@dataclass(frozen=True, slots=True, kw_only=True)
class Holder:
    """Who a token speaks for, and what it may do.

    Attributes
    ----------
    is_due
        Its last use was written down some time ago: call ``touch``.
    """

    actor: Actor
    scopes: frozenset[Scope]
    is_due: bool


def create_token(
    session: Session,
    actor: Actor,
    *,
    name: str,
    scopes: Iterable[Scope],
    expires_at: datetime | None,
    now: datetime,
) -> NewToken:
    """Make a token that may do what its owner may, as far as its scopes go.

    Raises
    ------
    RefusedError
        ``refused.role``
    RequestError
        ``request.token``: no name, no scope, or an end that has passed.
    ConflictError
        ``conflict.tokens``: too many that work.
    """
    actor.require(Action.OWN_TOKENS)
    name, wanted = name.strip(), sorted(set(scopes))
    problem = ""
    if not name.isprintable() or not 1 <= len(name) <= NAME:
        problem = f"令牌名称须为 1 到 {NAME} 个字"
    elif not wanted:
        problem = "没有选令牌的用途"
    elif expires_at is not None and expires_at <= now:
        problem = "令牌的到期时间已过"
    if problem:
        raise RequestError(problem, hint="请改正后重试。", code="request.token")
    own = select(func.count()).where(Token.user_id == actor.id, Token.revoked_at.is_(None))
    if (session.scalar(own) or 0) >= MOST:
        raise ConflictError(
            f"未撤销的令牌已有 {MOST} 个", hint="请先撤销不用的令牌。", code="conflict.tokens"
        )
    secret = PREFIX + secrets.token_urlsafe(_KEY_BYTES)
    row = Token(
        user_id=actor.id, name=name, digest=digest_of(secret), created_at=now,
        scopes=[scope.value for scope in wanted], expires_at=expires_at,
    )  # fmt: skip
    session.add(row)
    session.flush()
    _append(session, actor, "token.create", row, {"name": name, "scopes": row.scopes}, now)
    return NewToken(id=row.id, secret=secret)


def actor_of_token(
    session: Session, secret: str, *, now: datetime
) -> tuple[Actor, frozenset[Scope]] | None:
    """Return who a token speaks for and its scopes; ``None`` where it does not work."""
    found = holder_of(session, secret, now=now)
    return None if found is None else (found.actor, found.scopes)


def holder_of(session: Session, secret: str, *, now: datetime) -> Holder | None:
    """Return what a token stands for; ``None`` where it does not work. Reads only."""
    row = session.scalar(select(Token).where(Token.digest == digest_of(secret)))
    if row is None or not row.user.active or not _view(row).works(now):
        return None
    return Holder(
        actor=actor_of(row.user),
        scopes=_view(row).scopes,
        is_due=row.used_at is None or now - row.used_at >= WRITTEN_EVERY,
    )


def holder(database: Database, secret: str, *, now: datetime) -> Holder | None:
    """Return what a token stands for and note its use, written at most once a minute."""
    with database.reading() as session:
        found = holder_of(session, secret, now=now)
    if found is not None and found.is_due:
        with database.writing() as session:
            touch(session, secret, now=now)
    return found


def touch(session: Session, secret: str, *, now: datetime) -> None:
    """Write down that a token is in use."""
    row = session.scalar(select(Token).where(Token.digest == digest_of(secret)).with_for_update())
    if row is not None and (row.used_at is None or row.used_at < now):
        row.used_at = now


def revoke_token(session: Session, actor: Actor, *, token: int, now: datetime) -> None:
    """Make a token of one's own (an administrator: anybody's) useless for ever.

    Raises
    ------
    MissingError
        ``missing.token``: there is none, or it is somebody else's.
    """
    row = session.scalar(select(Token).where(Token.id == token).with_for_update())
    if row is None or (row.user_id != actor.id and not actor.may(Action.MANAGE_USERS)):
        raise MissingError("没有这个令牌", hint="请刷新令牌列表。", code="missing.token")
    if row.revoked_at is None:
        row.revoked_at = now
        _append(session, actor, "token.revoke", row, {"name": row.name}, now)


def tokens_of(session: Session, actor: Actor) -> tuple[TokenView, ...]:
    """Return one's own tokens, newest first, revoked ones too.

    Raises
    ------
    RefusedError
        ``refused.role``
    """
    actor.require(Action.OWN_TOKENS)
    rows = select(Token).where(Token.user_id == actor.id).order_by(Token.id.desc())
    return tuple(_view(row) for row in session.scalars(rows))


def _view(row: Token) -> TokenView:
    return TokenView(
        id=row.id, name=row.name, scopes=frozenset(Scope(scope) for scope in row.scopes),
        created_at=row.created_at, expires_at=row.expires_at, revoked_at=row.revoked_at,
        used_at=row.used_at,
    )  # fmt: skip


def _append(
    session: Session,
    actor: Actor,
    action: str,
    row: Token,
    details: Mapping[str, object],
    now: datetime,
) -> None:
    audit.append(
        session,
        actor=actor.login,
        action=action,
        subject=f"token:{row.id}",
        details=details,
        now=now,
    )
