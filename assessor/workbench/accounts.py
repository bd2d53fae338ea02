"""Accounts: made, changed and stopped by administrators; the password by each person.

Signing in and out is in ``sessions``, changing one's own password in ``own_password``; both are
passed on here.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from assessor.workbench import audit
from assessor.workbench.own_password import CheckedChange, change_password, check_change
from assessor.workbench.passwords import PASSWORD_RULES, check_password, hash_password
from assessor.workbench.permissions import (
    Action,
    Actor,
    ConflictError,
    MissingError,
    RequestError,
)
from assessor.workbench.sessions import (
    Seat,
    SignedIn,
    actor_of_key,
    check_password_of,
    end_sessions,
    normal_login,
    seat,
    seat_of_key,
    sign_in,
    sign_out,
    touch,
)
from assessor.workbench.states import ROLE_WORDS, Role
from assessor.workbench.tables import NAME, Token, User

__all__ = [
    "AT_THE_SERVER", "LOGIN_RULES", "PASSWORD_RULES", "Account", "CheckedChange", "Seat",
    "SignedIn", "accounts_of", "actor_of_key", "change_password", "check_change",
    "check_password_of", "create_first_admin", "create_user", "every_account", "recover_admin", "reset_password", "seat", "seat_of_key", "set_active", "set_role", "sign_in",
    "sign_out", "touch",
]  # fmt: skip

AT_THE_SERVER = "（服务器命令行）"
LOGIN_RULES = "登录名须有 2 到 40 个字符，可用汉字、字母、数字和 . _ - @"
_LOGIN = re.compile(r"[\w.@-]{2,40}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """An account as administrators see it."""

    id: int
    login: str
    name: str
    role: Role
    unit: str
    active: bool
    must_change: bool
    created_at: datetime
    locked_until: datetime | None


def create_first_admin(
    session: Session,
    *,
    login: str,
    name: str,
    password: str,
    now: datetime,
) -> int:
    """Make the first administrator, for the command at the server; return its number.

    Raises
    ------
    ConflictError
        ``conflict.admin``: there is an active one already. ``conflict.login``: taken.
    RequestError
        ``request.login``, ``request.name``, ``request.password``
    """
    if _lock_admins(session):
        raise ConflictError(
            "已有管理员账号",
            hint="请由管理员在网页上添加账号；忘记密码时在服务器上加 --recover 重设。",
            code="conflict.admin",
        )
    user = _new_user(login, name, Role.ADMIN, "", password, now)
    return _add(session, user, actor=AT_THE_SERVER, now=now)


def recover_admin(
    session: Session,
    *,
    login: str,
    password: str,
    now: datetime,
) -> int:
    """Give an administrator a new password at the server, and lift locks; return its number.

    Raises
    ------
    MissingError
        ``missing.user``: no such administrator.
    RequestError
        ``request.password``
    """
    wanted = select(User).where(
        User.login == normal_login(login)[:80], User.role == Role.ADMIN.value
    )
    user = session.scalar(wanted.with_for_update())
    if user is None:
        raise MissingError(
            "没有这个管理员账号", hint="请用 users 查看已有的账号。", code="missing.user"
        )
    _set_password(user, password)
    user.active, user.must_change = True, False
    _end_all(session, user, now)
    _append(session, AT_THE_SERVER, "user.recover", user, {}, now)
    return user.id


def create_user(
    session: Session,
    actor: Actor,
    *,
    login: str,
    name: str,
    role: Role,
    password: str,
    now: datetime,
    unit: str = "",
) -> int:
    """Make an account whose password must be changed at the first sign-in; return its number.

    Raises
    ------
    RefusedError
        ``refused.role``
    ConflictError
        ``conflict.login``: taken.
    RequestError
        ``request.login``, ``request.name``, ``request.unit``, ``request.password``
    """
    actor.require(Action.MANAGE_USERS)
    user = _new_user(login, name, role, unit, password, now)
    user.must_change = True
    return _add(session, user, actor=actor.login, now=now)


def reset_password(
    session: Session,
    actor: Actor,
    *,
    user: int,
    password: str,
    now: datetime,
) -> None:
    """Give an account a password to be changed at the next sign-in, and lift its lock.

    Sessions end and tokens are revoked: whoever had the old password is out.

    Raises
    ------
    RefusedError
        ``refused.role``
    MissingError
        ``missing.user``
    RequestError
        ``request.password``
    """
    actor.require(Action.MANAGE_USERS)
    row = _found(session, user)
    _set_password(row, password)
    row.must_change = True
    _end_all(session, row, now)
    _append(session, actor.login, "user.password-reset", row, {}, now)


def set_role(
    session: Session, actor: Actor, *, user: int, role: Role, now: datetime, unit: str = ""
) -> None:
    """Give an account another role (and organisation); its sessions and tokens end.

    Raises
    ------
    RefusedError
        ``refused.role``
    MissingError
        ``missing.user``
    ConflictError
        ``conflict.last-admin``: nobody could manage accounts any more.
    RequestError
        ``request.unit``: a unit's account needs its organisation.
    """
    actor.require(Action.MANAGE_USERS)
    unit = _checked_unit(role, unit)
    if role is not Role.ADMIN:
        _keep_an_admin(session, user)
    row = _found(session, user)
    old = {"role": row.role, "unit": row.unit}
    row.role, row.unit = role.value, unit
    _end_all(session, row, now)
    details = {"from": old, "to": {"role": role.value, "unit": unit}}
    _append(session, actor.login, "user.role", row, details, now)


def set_active(session: Session, actor: Actor, *, user: int, active: bool, now: datetime) -> None:
    """Stop an account or let it in again; nothing of it is deleted.

    Raises
    ------
    RefusedError
        ``refused.role``
    MissingError
        ``missing.user``
    ConflictError
        ``conflict.last-admin``
    """
    actor.require(Action.MANAGE_USERS)
    if not active:
        _keep_an_admin(session, user)
    row = _found(session, user)
    row.active = active
    _end_all(session, row, now)
    _append(session, actor.login, "user.active", row, {"active": active}, now)


def accounts_of(session: Session, actor: Actor) -> tuple[Account, ...]:
    """Return all accounts by login, for an administrator.

    Raises
    ------
    RefusedError
        ``refused.role``
    """
    actor.require(Action.MANAGE_USERS)
    return every_account(session)


def every_account(session: Session) -> tuple[Account, ...]:
    """Return all accounts by login, for the command at the server."""
    return tuple(
        Account(
            id=user.id, login=user.login, name=user.name, role=Role(user.role), unit=user.unit,
            active=user.active, must_change=user.must_change, created_at=user.created_at,
            locked_until=user.locked_until,
        )
        for user in session.scalars(select(User).order_by(User.login))
    )  # fmt: skip


def _new_user(
    login: str,
    name: str,
    role: Role,
    unit: str,
    password: str,
    now: datetime,
) -> User:
    kept = normal_login(login)
    if not _LOGIN.fullmatch(kept):
        raise RequestError("登录名不合要求", hint=f"{LOGIN_RULES}。", code="request.login")
    name = name.strip()
    if not name.isprintable() or not 1 <= len(name) <= NAME:
        raise RequestError(
            "姓名不合要求", hint=f"请填写 1 到 {NAME} 个字的姓名。", code="request.name"
        )
    unit = _checked_unit(role, unit)
    check_password(password, login=kept)
    return User(
        login=kept, name=name, role=role.value, unit=unit, active=True, created_at=now,
        password=hash_password(password),
    )  # fmt: skip


def _add(session: Session, user: User, *, actor: str, now: datetime) -> int:
    taken = select(User.id).where(User.login == user.login)
    try:
        if session.scalar(taken) is None:
            with session.begin_nested():
                session.add(user)
        else:
            raise _taken(user.login)
    except IntegrityError:  # another session was quicker
        raise _taken(user.login) from None
    details = {"login": user.login, "name": user.name, "role": user.role, "unit": user.unit}
    _append(session, actor, "user.create", user, details, now)
    return user.id


def _taken(login: str) -> ConflictError:
    return ConflictError(f"登录名 {login} 已被使用", hint="请换一个登录名。", code="conflict.login")


def _checked_unit(role: Role, unit: str) -> str:
    """Return the organisation to keep: only accounts of units have one."""
    if role is not Role.UNIT:
        return ""
    unit = unit.strip()
    if not unit.isprintable() or not 1 <= len(unit) <= NAME:
        raise RequestError(
            f"{ROLE_WORDS[role]}账号要写明单位",
            hint=f"请填写 1 到 {NAME} 个字的单位名称，与申报材料上的一致。",
            code="request.unit",
        )
    return unit


def _set_password(user: User, password: str) -> None:
    check_password(password, login=user.login)
    user.password = hash_password(password)
    user.failed_sign_ins, user.locked_until = 0, None


def _found(session: Session, user: int) -> User:
    row = session.scalar(select(User).where(User.id == user).with_for_update())
    if row is None:
        raise MissingError("没有这个账号", hint="请刷新账号列表。", code="missing.user")
    return row


def _lock_admins(session: Session) -> tuple[int, ...]:
    """Return the active administrators, who stay so until the transaction ends."""
    wanted = select(User.id).where(User.role == Role.ADMIN.value, User.active).order_by(User.id)
    return tuple(session.scalars(wanted.with_for_update()))


def _keep_an_admin(session: Session, user: int) -> None:
    if _lock_admins(session) == (user,):
        raise ConflictError(
            "这是最后一个管理员，不能停用或改为其他角色",
            hint="请先让另一个账号成为管理员。",
            code="conflict.last-admin",
        )


def _end_all(session: Session, user: User, now: datetime) -> None:
    end_sessions(session, user.id)
    session.execute(
        update(Token)
        .where(Token.user_id == user.id, Token.revoked_at.is_(None))
        .values(revoked_at=now)
    )


def _append(
    session: Session,
    actor: str,
    action: str,
    user: User,
    details: Mapping[str, object],
    now: datetime,
) -> None:
    audit.append(
        session, actor=actor, action=action, subject=f"user:{user.id}", details=details, now=now
    )
