"""What administrators do with an account, each in a dialog of its own."""

import secrets
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from datetime import datetime

from nicegui import ui
from sqlalchemy.orm import Session

from assessor.apps.web.pages.areas import Area, busy, heading, nothing, off_loop
from assessor.apps.web.pages.frame import Visit, told
from assessor.apps.web.pages.progress_tables import Column, show_table
from assessor.workbench.accounts import (
    LOGIN_RULES,
    Account,
    create_user,
    reset_password,
    set_active,
    set_role,
)
from assessor.workbench.beijing_time import BEIJING
from assessor.workbench.passwords import PASSWORD_RULES
from assessor.workbench.permissions import Actor
from assessor.workbench.states import ROLE_WORDS, Role, Scope
from assessor.workbench.tables import NAME
from assessor.workbench.token_oversight import tokens_of_account
from assessor.workbench.tokens import TokenView, revoke_token

_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that look like each other
_GROUPS, _GROUP = 5, 4
_ROLES = {role.value: ROLE_WORDS[role] for role in Role}
_MEANINGS = {
    Role.REVIEWER: "审核申报、作出结论",
    Role.LEAD: "审核，并分派复核、裁定分歧、看准确率和日志",
    Role.TRAINER: "开班、看学员进度",
    Role.TRAINEE: "练习、测试",
    Role.UNIT: "上传本单位的申报、看审核意见",
    Role.ADMIN: "管理账号、看日志和准确率",
}
_SCOPES = {
    Scope.ASSESS: "检查指标",
    Scope.READ: "读取申报",
    Scope.SUBMIT: "上传申报",
    Scope.DECIDE: "记录结论",
}
_Work = Callable[[Session, Actor], object]


class AccountDialogs:
    """Dialogs over the list of accounts.

    Parameters
    ----------
    changed
        What is to be done after a change.
    """

    def __init__(self, visit: Visit, changed: Callable[[], Awaitable[None]]) -> None:
        self._visit, self._changed = visit, changed
        # Dialogs stand here: what stands inside another dialog is gone with it.
        self._home = ui.element("div")

    def create(self) -> None:
        """Ask for a new account."""
        with self._home, _dialog("添加账号") as dialog:
            login = _input("登录名", 40, hint=f"{LOGIN_RULES}。")
            name = _input("姓名", NAME)
            role, unit = _role_fields(Role.REVIEWER, "")
            password = _password_field("首次密码")

            async def made() -> None:
                with told(), busy(button):
                    await self._do(
                        lambda session, actor: create_user(
                            session, actor, login=login.value or "", name=name.value or "",
                            role=Role(role.value), unit=unit.value or "",
                            password=password.value or "", now=self._visit.services.now(),
                        )
                    )  # fmt: skip
                    dialog.close()
                    await self._changed()
                    self._show_password("账号已建立", login.value or "", password.value or "")

            button = _buttons(dialog, "建立账号", made)

    def role(self, account: Account) -> None:
        """Ask for another role."""
        with self._home, _dialog(f"“{account.name}”的角色") as dialog:
            role, unit = _role_fields(account.role, account.unit)
            ui.label("改后这个账号要重新登录，令牌失效。").classes("hint")

            async def given() -> None:
                with told(), busy(button):
                    await self._do(
                        lambda session, actor: set_role(
                            session, actor, user=account.id, role=Role(role.value),
                            unit=unit.value or "", now=self._visit.services.now(),
                        )
                    )  # fmt: skip
                    await self._close(dialog, "角色已改。")

            button = _buttons(dialog, "改角色", given)

    def reset(self, account: Account) -> None:
        """Ask for a password to be changed at the next sign-in."""
        with self._home, _dialog(f"给“{account.name}”重设密码") as dialog:
            ui.label("本人下次登录后必须改掉这个密码；原来的登录和令牌失效，锁定解除。").classes(
                "hint"
            )
            password = _password_field("临时密码")

            async def given() -> None:
                with told(), busy(button):
                    await self._do(
                        lambda session, actor: reset_password(
                            session, actor, user=account.id, password=password.value or "",
                            now=self._visit.services.now(),
                        )
                    )  # fmt: skip
                    dialog.close()
                    await self._changed()
                    self._show_password("密码已重设", account.login, password.value or "")

            button = _buttons(dialog, "重设密码", given)

    def stop(self, account: Account) -> None:
        """Ask whether an account is really to be stopped."""
        with self._home, _dialog(f"停用“{account.name}”（{account.login}）？") as dialog:
            ui.label("停用后不能登录，令牌失效；做过的记录都保留，以后可以再启用。")

            async def stopped() -> None:
                with told(), busy(button):
                    await self._set_active(account, active=False)
                    await self._close(dialog, "账号已停用。")

            button = _buttons(dialog, "停用", stopped)

    async def let_in(self, account: Account) -> None:
        """Let an account in again."""
        with told():
            await self._set_active(account, active=True)
            await self._changed()
            ui.notify("账号已启用。", type="positive")

    def tokens(self, account: Account) -> None:
        """Show the tokens of an account, to revoke them."""
        with self._home, _dialog(f"“{account.name}”的接口令牌") as dialog:
            ui.label("令牌由本人建立，供其他程序使用；撤销后立即失效，不能恢复。").classes("hint")

            def draw(tokens: tuple[TokenView, ...]) -> None:
                self._draw_tokens(tokens, area.refresh)

            area = Area(lambda: self._read_tokens(account.id), draw)
            ui.button("关闭", on_click=dialog.close).props("flat")

    def _read_tokens(self, user: int) -> tuple[TokenView, ...]:
        with self._visit.reading() as (session, actor):
            return tokens_of_account(session, actor, user=user)

    def _draw_tokens(
        self, tokens: tuple[TokenView, ...], again: Callable[[], Awaitable[None]]
    ) -> None:
        if not tokens:
            nothing("这个账号没有令牌。")
            return
        now = self._visit.services.now()

        def revoking(token: TokenView) -> Callable[[], None]:
            async def revoked() -> None:
                with told():
                    await self._do(
                        lambda session, actor: revoke_token(
                            session, actor, token=token.id, now=self._visit.services.now()
                        )
                    )
                    await again()

            def cell() -> None:
                if token.works(now):
                    ui.button("撤销", on_click=revoked).props("flat dense")
                else:
                    ui.label("已撤销" if token.revoked_at else "已到期").classes("faint")

            return cell

        columns = (Column("名称", "long"), Column("用途"), Column("到期"), Column("最近使用"),
                   Column(""))  # fmt: skip
        show_table(columns, [
            (
                token.name,
                "、".join(_SCOPES[scope] for scope in Scope if scope in token.scopes),
                _date(token.expires_at, "长期"),
                _date(token.used_at, "没有用过"),
                revoking(token),
            )
            for token in tokens
        ])  # fmt: skip

    async def _set_active(self, account: Account, *, active: bool) -> None:
        await self._do(
            lambda session, actor: set_active(
                session, actor, user=account.id, active=active, now=self._visit.services.now()
            )
        )

    async def _do(self, work: _Work) -> None:
        await off_loop(lambda: self._done(work))

    def _done(self, work: _Work) -> None:
        with self._visit.writing() as (session, actor):
            work(session, actor)

    async def _close(self, dialog: ui.dialog, told_of: str) -> None:
        dialog.close()
        await self._changed()
        ui.notify(told_of, type="positive")

    def _show_password(self, title: str, login: str, password: str) -> None:
        """Show once what the person is to be told."""
        with self._home, _dialog(title) as dialog:
            ui.label("请把登录名和密码当面或用安全的方式告诉本人；关闭后不能再查看密码。")
            for name, text in (("登录名", login), ("密码", password)):
                with ui.row().classes("items-baseline"):
                    ui.label(name).classes("hint")
                    ui.label(text).classes("digest")
            ui.button("已记下，关闭", on_click=dialog.close)


@contextmanager
def _dialog(title: str) -> Iterator[ui.dialog]:
    with ui.dialog(value=True) as dialog, ui.card().classes("form-dialog"):
        dialog.props("persistent").on("hide", dialog.delete)
        heading(title)
        yield dialog


def _input(label: str, longest: int, *, hint: str = "") -> ui.input:
    box = ui.input(label).props(f"outlined dense maxlength={longest}").classes("w-full")
    if hint:
        ui.label(hint).classes("hint")
    return box


def _role_fields(role: Role, unit: str) -> tuple[ui.select, ui.input]:
    """Ask for a role, and for the organisation where the role has one."""
    select = ui.select(_ROLES, value=role.value, label="角色").props("outlined dense")
    select.classes("w-full")
    meaning = ui.label(_MEANINGS[role]).classes("hint")
    box = ui.input("单位（与申报材料上的名称一致）", value=unit)
    box.props(f"outlined dense maxlength={NAME}").classes("w-full")
    box.set_visibility(role is Role.UNIT)

    def chosen() -> None:
        meaning.set_text(_MEANINGS[Role(select.value)])
        box.set_visibility(select.value == Role.UNIT.value)

    select.on_value_change(chosen)
    return select, box


def _password_field(label: str) -> ui.input:
    with ui.row().classes("w-full no-wrap items-center"):
        box = ui.input(label).props("outlined dense maxlength=128 autocomplete=off").classes("grow")
        ui.button("生成", on_click=lambda: box.set_value(_new_password())).props("outline")
    ui.label(f"{PASSWORD_RULES}。").classes("hint")
    return box


def _new_password() -> str:
    groups = ("".join(secrets.choice(_LETTERS) for _ in range(_GROUP)) for _ in range(_GROUPS))
    return "-".join(groups)


def _buttons(dialog: ui.dialog, title: str, act: Callable[[], Awaitable[None]]) -> ui.button:
    with ui.row().classes("actions"):
        button = ui.button(title, on_click=act)
        ui.button("取消", on_click=dialog.close).props("flat")
    return button


def _date(moment: datetime | None, otherwise: str) -> str:
    return otherwise if moment is None else f"{moment.astimezone(BEIJING):%Y-%m-%d}"
