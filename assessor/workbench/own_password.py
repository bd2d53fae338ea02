"""Changing one's own password: the old one is asked for, and guessing it locks as at signing in."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from assessor.workbench import audit
from assessor.workbench.database import Database
from assessor.workbench.passwords import check_password, hash_password, is_right
from assessor.workbench.permissions import Actor, MissingError, RefusedError, RequestError
from assessor.workbench.sessions import (
    FREE_FAILURES,
    LONGEST_LOCK,
    end_sessions,
    is_locked,
    keep_failure,
)
from assessor.workbench.tables import User


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedChange:
    """An old and a new password held against the one of which ``kept`` is kept.

    Attributes
    ----------
    is_right
        The old one is it.
    hashed
        What is to be kept of the new one; ``""`` where ``problem`` tells why it may not be kept.
    """

    kept: str | None
    is_right: bool
    hashed: str = ""
    problem: RequestError | None = None


def check_change(database: Database, actor: Actor, *, old: str, new: str) -> CheckedChange:
    """Check passwords before ``change_password``: slow on purpose, and nobody waits to write."""
    with database.reading() as session:
        kept = session.scalar(select(User.password).where(User.id == actor.id))
    return _checked(kept, actor.login, old, new)


def change_password(
    session: Session,
    actor: Actor,
    *,
    old: str,
    new: str,
    now: datetime,
    checked: CheckedChange | None = None,
) -> None:
    """Change one's own password; all sessions end, this one too.

    A wrong old password counts as a failure to sign in does, and is kept although this raises:
    the writing session is committed first, so nothing else should be done in it.

    Parameters
    ----------
    checked
        What ``check_change`` has found; checked again if the password has changed since.

    Raises
    ------
    RefusedError
        ``refused.password``: the old one is wrong, or the account is locked.
    RequestError
        ``request.password``: the new one is too weak, or the old one again.
    MissingError
        ``missing.user``
    """
    user = session.scalar(select(User).where(User.id == actor.id).with_for_update())
    if user is None:
        raise MissingError("没有这个账号", hint="请重新登录。", code="missing.user")
    if checked is None or checked.kept != user.password:
        checked = _checked(user.password, user.login, old, new)
    if not checked.is_right or is_locked(user, now):
        keep_failure(session, user, now, action="user.password-refused")
        raise RefusedError(
            "原密码不对，或账号暂时不能改密码",
            hint=f"请重新输入原密码；连续输错 {FREE_FAILURES} 次后"
            f"要等 1 到 {LONGEST_LOCK.seconds // 60} 分钟再试。",
            code="refused.password",
        )
    if checked.problem is not None:
        raise checked.problem
    user.password, user.must_change = checked.hashed, False
    user.failed_sign_ins, user.locked_until = 0, None
    end_sessions(session, user.id)
    audit.append(
        session, actor=actor.login, action="user.password", subject=f"user:{user.id}", details={},
        now=now,
    )  # fmt: skip


def _checked(kept: str | None, login: str, old: str, new: str) -> CheckedChange:
    if not is_right(kept, old):
        return CheckedChange(kept=kept, is_right=False)
    try:
        if is_right(kept, new):
            raise RequestError("新密码与原密码相同", hint="请换一个密码。", code="request.password")
        check_password(new, login=login)
    except RequestError as problem:
        return CheckedChange(kept=kept, is_right=True, problem=problem)
    return CheckedChange(kept=kept, is_right=True, hashed=hash_password(new))
