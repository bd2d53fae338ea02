"""Accounts, for administrators: make, give a role, stop, reset a password, revoke tokens."""

from collections.abc import Callable
from functools import partial

from nicegui import ui

from assessor.apps.web.pages import frame
from assessor.apps.web.pages.areas import Area, heading, use_style
from assessor.apps.web.pages.frame import Visit
from assessor.apps.web.pages.progress_tables import Column, show_table
from assessor.apps.web.pages.users_dialogs import AccountDialogs
from assessor.workbench.accounts import Account, accounts_of
from assessor.workbench.beijing_time import BEIJING
from assessor.workbench.permissions import Action, Actor
from assessor.workbench.states import ROLE_WORDS, Role

_ALL = ""
_PER_PAGE = 50


def register() -> None:
    """Register the page and its place in the bar."""
    frame.entry("/users", "账号", Action.MANAGE_USERS, "manage_accounts")
    frame.page("/users", title="账号", action=Action.MANAGE_USERS)(_show)


def _show(visit: Visit, actor: Actor) -> None:
    use_style()
    heading("账号", 1)
    ui.label(
        "新账号用首次密码登录后必须自己改密码。账号不能删除，只能停用；改角色、停用、重设密码后，原来的登录和令牌立即失效。"
    ).classes("lead")
    Users(visit, actor)


class Users:
    """The list with its filters; what is chosen stays when the list is read again."""

    def __init__(self, visit: Visit, actor: Actor) -> None:
        self._visit, self._own = visit, actor.id
        self._page = 1
        self._dialogs = AccountDialogs(visit, self._again)
        with ui.element("div").classes("filters"):
            ui.button("添加账号", icon="person_add", on_click=self._dialogs.create)
            self._text = ui.input(
                "查找", placeholder="登录名、姓名或单位", on_change=self._filtered
            )
            self._text.props("outlined dense clearable debounce=200").classes("w-64")
            roles = {_ALL: "全部角色", **{role.value: ROLE_WORDS[role] for role in Role}}
            self._role = ui.select(roles, value=_ALL, label="角色", on_change=self._filtered)
            self._role.props("outlined dense").classes("w-40")
        self._area = Area(self._read, self._draw)

    def _read(self) -> tuple[Account, ...]:
        with self._visit.reading() as (session, actor):
            return accounts_of(session, actor)

    async def _again(self) -> None:
        await self._area.refresh()

    async def _filtered(self) -> None:
        self._page = 1
        await self._area.refresh()

    def _fits(self, account: Account) -> bool:
        wanted = (self._text.value or "").strip().casefold()
        texts = (account.login, account.name, account.unit)
        return (not self._role.value or account.role.value == self._role.value) and any(
            wanted in text.casefold() for text in texts
        )

    def _draw(self, accounts: tuple[Account, ...]) -> None:
        found = [account for account in accounts if self._fits(account)]
        ui.label(f"共 {len(accounts)} 个账号，显示 {len(found)} 个。").classes("hint")
        pages = max(1, -(-len(found) // _PER_PAGE))
        self._page = min(self._page, pages)
        shown = found[(self._page - 1) * _PER_PAGE : self._page * _PER_PAGE]
        columns = (
            Column("登录名"), Column("姓名", "long"), Column("角色"), Column("单位", "long"),
            Column("状态"), Column("建立日期"), Column("操作"),
        )  # fmt: skip
        show_table(columns, [
            (
                account.login, account.name, ROLE_WORDS[account.role], account.unit or "—",
                partial(self._state, account),
                f"{account.created_at.astimezone(BEIJING):%Y-%m-%d}",
                partial(self._actions, account),
            )
            for account in shown
        ])  # fmt: skip
        if pages > 1:
            ui.pagination(
                1, pages, value=self._page, on_change=lambda e: self._turn(e.value)
            ).props("max-pages=9 boundary-links")

    async def _turn(self, page: int) -> None:
        self._page = page
        await self._area.refresh()

    def _state(self, account: Account) -> None:
        if not account.active:
            ui.label("已停用").classes("bad")
        elif account.locked_until is not None and account.locked_until > self._visit.services.now():
            at = account.locked_until.astimezone(BEIJING)
            ui.label(f"多次输错密码，锁定到 {at:%H:%M}").classes("bad")
        else:
            ui.label("待改首次密码" if account.must_change else "正常")

    def _actions(self, account: Account) -> None:
        with ui.row().classes("no-wrap items-center"):
            self._button("角色", lambda: self._dialogs.role(account))
            self._button("重设密码", lambda: self._dialogs.reset(account))
            self._button("令牌", lambda: self._dialogs.tokens(account))
            if account.id == self._own:
                ui.label("（自己）").classes("hint")
            elif account.active:
                self._button("停用", lambda: self._dialogs.stop(account))
            else:
                self._button("启用", lambda: self._dialogs.let_in(account))

    def _button(self, title: str, act: Callable[[], object]) -> None:
        ui.button(title, on_click=act).props("flat dense")
