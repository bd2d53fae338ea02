"""Signing in and out: sessions of the browser, and locks after failures.

A key is 256 random bits; only its digest is kept. A session ends after half an hour without use,
after twelve hours in any case, and when password, role or standing of the account change.
"""

import hashlib
import secrets
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from assessor.workbench import audit
from assessor.workbench.database import Database
from assessor.workbench.passwords import hash_password, is_outdated, is_right
from assessor.workbench.permissions import Actor, RefusedError
from assessor.workbench.states import Role
from assessor.workbench.tables import SignIn, User

IDLE, LONGEST_SESSION = timedelta(minutes=30), timedelta(hours=12)
WRITTEN_EVERY = timedelta(minutes=1)
FREE_FAILURES = 5
FIRST_LOCK, LONGEST_LOCK = timedelta(minutes=1), timedelta(minutes=15)
_KEY_BYTES = 32
_LONGEST_LOGIN = 80
NOBODY = "（未登录）"


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedIn:
    """A session that has just begun.

    Attributes
    ----------
    key
        For the browser alone; it cannot be read again.
    expires_at
        The end in any case.
    must_change
        The password was set by somebody else and must be changed first.
    """

    key: str
    actor: Actor
    expires_at: datetime
    must_change: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Seat:
    """A running session.

    Attributes
    ----------
    is_due
        Its last use was written down some time ago: call ``touch``.
    """

    actor: Actor
    must_change: bool
    expires_at: datetime
    is_due: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedPassword:
    """Whether a password is the one of which ``kept`` is kept, ``None`` for no account."""

    kept: str | None
    is_right: bool


def check_password_of(database: Database, login: str, password: str) -> CheckedPassword:
    """Check a password before ``sign_in``: it is slow on purpose, and nobody waits to write."""
    with database.reading() as session:
        kept = session.scalar(select(User.password).where(User.login == _kept_login(login)))
    return CheckedPassword(kept=kept, is_right=is_right(kept, password))


def sign_in(
    session: Session,
    login: str,
    password: str,
    *,
    now: datetime,
    checked: CheckedPassword | None = None,
) -> SignedIn:
    """Begin a session; unknown, inactive and locked accounts get the same answer.

    A failure is kept although this raises: the writing session is committed first, so nothing
    else should be done in it.

    Parameters
    ----------
    checked
        What ``check_password_of`` has found; checked again if the password has changed since.

    Raises
    ------
    RefusedError
        ``refused.sign-in``
    """
    user = _by_login(session, login)
    kept = None if user is None else user.password
    if checked is None or checked.kept != kept:
        checked = CheckedPassword(kept=kept, is_right=is_right(kept, password))
    if user is None or not checked.is_right or not user.active or is_locked(user, now):
        keep_failure(session, user, now)
        raise RefusedError(
            "登录名或密码不对，或账号暂时不能登录",
            hint=f"连续输错 {FREE_FAILURES} 次后要等 1 到 {LONGEST_LOCK.seconds // 60} 分钟再试；"
            "忘记密码请联系管理员。",
            code="refused.sign-in",
        )
    user.failed_sign_ins, user.locked_until = 0, None
    if is_outdated(user.password):
        user.password = hash_password(password)
    key = secrets.token_urlsafe(_KEY_BYTES)
    expires_at = now + LONGEST_SESSION
    session.execute(delete(SignIn).where(SignIn.expires_at <= now))
    session.add(
        SignIn(
            digest=digest_of(key), user_id=user.id, created_at=now, seen_at=now,
            expires_at=expires_at,
        )
    )  # fmt: skip
    _append(session, user, "session.start", {}, now)
    return SignedIn(
        key=key, actor=actor_of(user), expires_at=expires_at, must_change=user.must_change
    )


def seat_of_key(session: Session, key: str, *, now: datetime) -> Seat | None:
    """Return the running session of a key; ``None`` where it has ended or never was."""
    row = session.get(SignIn, digest_of(key))
    if row is None or not row.user.active or now >= row.expires_at or now - row.seen_at >= IDLE:
        return None
    return Seat(
        actor=actor_of(row.user), must_change=row.user.must_change, expires_at=row.expires_at,
        is_due=now - row.seen_at >= WRITTEN_EVERY,
    )  # fmt: skip


def actor_of_key(session: Session, key: str, *, now: datetime) -> Actor | None:
    """Return who a running session belongs to; reads only (see ``seat``)."""
    found = seat_of_key(session, key, now=now)
    return None if found is None else found.actor


def touch(session: Session, key: str, *, now: datetime) -> None:
    """Write down that a session is in use."""
    row = session.get(SignIn, digest_of(key))
    if row is not None and row.seen_at < now:
        row.seen_at = now


def seat(database: Database, key: str, *, now: datetime) -> Seat | None:
    """Return the running session of a key and keep it alive; writes at most once a minute."""
    with database.reading() as session:
        found = seat_of_key(session, key, now=now)
    if found is not None and found.is_due:
        with database.writing() as session:
            touch(session, key, now=now)
    return found


def sign_out(session: Session, key: str, *, now: datetime) -> None:
    """End a session; one that has ended already is fine."""
    row = session.get(SignIn, digest_of(key))
    if row is None:
        return
    user = row.user
    session.delete(row)
    _append(session, user, "session.end", {}, now)


def end_sessions(session: Session, user_id: int) -> None:
    """End all sessions of an account."""
    session.execute(delete(SignIn).where(SignIn.user_id == user_id))


def digest_of(secret: str) -> str:
    """Return what is kept of a key; keys are random, so no salt is needed."""
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()


def actor_of(user: User) -> Actor:
    """Return an account as one that acts."""
    return Actor(id=user.id, login=user.login, name=user.name, role=Role(user.role), unit=user.unit)


def normal_login(login: str) -> str:
    """Return a login as it is kept: case and width do not matter."""
    return unicodedata.normalize("NFKC", login).strip().casefold()


def _by_login(session: Session, login: str) -> User | None:
    wanted = _kept_login(login)
    return session.scalar(select(User).where(User.login == wanted).with_for_update())


def _kept_login(login: str) -> str:
    return normal_login(login[: _LONGEST_LOGIN + 1])[:_LONGEST_LOGIN]


def is_locked(user: User, now: datetime) -> bool:
    """Tell whether an account waits after too many failures."""
    return user.locked_until is not None and now < user.locked_until


def keep_failure(
    session: Session, user: User | None, now: datetime, *, action: str = "session.refused"
) -> None:
    """Count a wrong password, write it down, and commit: the caller raises after that.

    Tries while the account is locked do not make the lock longer.
    """
    if user is not None and not is_locked(user, now):
        user.failed_sign_ins += 1
        if user.failed_sign_ins >= FREE_FAILURES:
            times = min(user.failed_sign_ins - FREE_FAILURES, 10)
            user.locked_until = now + min(FIRST_LOCK * 2**times, LONGEST_LOCK)
    # An unknown login is not written down: people type their password into the wrong field.
    details = {} if user is None else {"failures": user.failed_sign_ins}
    _append(session, user, action, details, now)
    session.commit()


def _append(
    session: Session, user: User | None, action: str, details: Mapping[str, Any], now: datetime
) -> None:
    audit.append(
        session,
        actor=NOBODY if user is None else user.login,
        action=action,
        subject="" if user is None else f"user:{user.id}",
        details=details,
        now=now,
    )
