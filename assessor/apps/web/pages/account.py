"""One's own account: password, tokens of the interface, running sessions."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from fastapi import Request
from nicegui import ui

from assessor.apps.web.api.bearer import SCOPE_WORDS
from assessor.apps.web.pages import frame
from assessor.apps.web.pages.areas import busy, off_loop
from assessor.apps.web.pages.frame import SignedOutError, Visit, framed, told
from assessor.workbench import accounts, own_sessions, tokens
from assessor.workbench.accounts import PASSWORD_RULES
from assessor.workbench.beijing_time import BEIJING
from assessor.workbench.permissions import Action, Actor, RequestError
from assessor.workbench.states import ROLE_WORDS, Scope
from assessor.workbench.tables import NAME
from assessor.workbench.tokens import TokenView

_DAYS = {30: "30 天", 90: "90 天", 365: "一年"}
_DEFAULT_DAYS = 90
_LONGEST_PASSWORD = 400
_CODE = "font-family: monospace; word-break: break-all; user-select: all"


@dataclass(frozen=True, slots=True)
class OwnVisit(Visit):
    """A visit that is open to accounts which must change their password first."""

    def actor(self) -> Actor:
        """Return who acts now.

        Raises
        ------
        SignedOutError
            The session has ended.
        """
        taken = accounts.seat(self.services.database, self.key, now=self.services.now())
        if taken is None:
            raise SignedOutError
        return taken.actor

    @property
    def must_change(self) -> bool:
        """Whether the password was set by somebody else."""
        taken = accounts.seat(self.services.database, self.key, now=self.services.now())
        return taken is not None and taken.must_change


def register() -> None:
    """Register the page."""

    @ui.page("/account", title="我的账号 · 绩效指标质量检查")
    def show(request: Request) -> None:
        visit = OwnVisit(frame.in_use(), request.state.session_key)
        actor = visit.actor()
        with framed(actor, "我的账号"), ui.column().classes("w-full max-w-4xl gap-6"):
            _heading(f"我的账号：{actor.name}", 1)
            unit = f"，{actor.unit}" if actor.unit else ""
            ui.label(f"登录名 {actor.login}，{ROLE_WORDS[actor.role]}{unit}")
            _draw_password(visit)
            if visit.must_change:
                return
            if actor.may(Action.OWN_TOKENS):
                _draw_tokens(visit)
            _draw_sessions(visit)


def _heading(text: str, level: int = 2) -> None:
    size = "text-xl" if level == 1 else "text-lg"
    ui.label(text).classes(f"{size} font-bold").props(f"role=heading aria-level={level}")


def _draw_password(visit: OwnVisit) -> None:
    with ui.card().classes("w-full"):
        _heading("修改密码")
        if visit.must_change:
            ui.label("这个密码是管理员设的，请先改成只有自己知道的密码。").props(
                "role=alert"
            ).classes("font-bold")
        ui.label(f"{PASSWORD_RULES}。改好后要用新密码重新登录。")
        old = _password_field("原密码", "current-password")
        new = _password_field("新密码", "new-password")
        again = _password_field("再输入一次新密码", "new-password")
        button = ui.button("修改密码").props("no-caps")

        def change() -> None:
            if new.value != again.value:
                raise RequestError(
                    "两次输入的新密码不同", hint="请重新输入。", code="request.password"
                )
            told_old, told_new = str(old.value or ""), str(new.value or "")
            checked = accounts.check_change(
                visit.services.database, visit.actor(), old=told_old, new=told_new
            )
            with visit.writing() as (session, actor):
                accounts.change_password(
                    session, actor, old=told_old, new=told_new, now=visit.services.now(),
                    checked=checked,
                )  # fmt: skip

        async def changed() -> None:
            with busy(button), told():
                await off_loop(change)
                ui.navigate.to("/sign-in?changed=1")

        button.on_click(changed)


def _password_field(label: str, purpose: str) -> ui.input:
    field = ui.input(label, password=True, password_toggle_button=True)
    field.props(f"autocomplete={purpose} maxlength={_LONGEST_PASSWORD} outlined dense")
    return field.classes("w-80")


def _draw_tokens(visit: OwnVisit) -> None:
    with ui.card().classes("w-full"):
        _heading("接口令牌")
        ui.label(
            "供其他系统调用接口（说明见 /api/docs）。令牌只在建立时显示一次；"
            "有令牌的人可以以您的名义做勾选的事，请妥善保管。"
        )
        listed = ui.column().classes("w-full")

        def redraw() -> None:
            listed.clear()
            with listed, told():
                _list_tokens(visit, redraw)

        redraw()
        ui.button("新建令牌", icon="add", on_click=lambda: _new_token(visit, redraw)).props(
            "no-caps outline"
        )


def _list_tokens(visit: OwnVisit, redraw: Callable[[], None]) -> None:
    with visit.reading() as (session, actor):
        found = tokens.tokens_of(session, actor)
    if not found:
        ui.label("还没有令牌。")
    for one in found:
        with ui.row().classes("w-full items-center no-wrap gap-4"):
            with ui.column().classes("gap-0 grow min-w-0"):
                ui.label(one.name).classes("font-bold break-all")
                ui.label("、".join(SCOPE_WORDS[scope] for scope in Scope if scope in one.scopes))
                ui.label(_state(one, visit.services.now())).classes("text-sm")
            if one.works(visit.services.now()):
                ui.button("撤销", on_click=lambda one=one: _revoke(visit, one, redraw)).props(
                    f'no-caps outline color=negative aria-label="撤销令牌 {one.id}"'
                )


def _state(token: TokenView, now: datetime) -> str:
    parts = [f"建立于 {_moment(token.created_at)}"]
    if token.revoked_at is not None:
        parts.append(f"已于 {_moment(token.revoked_at)} 撤销")
    elif token.expires_at is not None:
        word = "到期" if token.works(now) else "已到期"
        parts.append(f"{_moment(token.expires_at)} {word}")
    used = "未用过" if token.used_at is None else f"最近使用 {_moment(token.used_at)}"
    return "，".join([*parts, used])


async def _revoke(visit: OwnVisit, token: TokenView, redraw: Callable[[], None]) -> None:
    def revoke() -> None:
        with visit.writing() as (session, actor):
            tokens.revoke_token(session, actor, token=token.id, now=visit.services.now())

    with told():
        await off_loop(revoke)
        redraw()


def _new_token(visit: OwnVisit, redraw: Callable[[], None]) -> None:
    """Ask for name, scopes and end of a token, then show it once."""
    with ui.dialog() as dialog, ui.card().classes("w-full max-w-xl"):
        _heading("新建令牌")
        name = ui.input("名称（例如：预算系统）").props(
            f"maxlength={NAME} outlined dense autofocus"
        )
        name.classes("w-full")
        ui.label("用途")
        chosen = {scope: ui.checkbox(SCOPE_WORDS[scope]) for scope in Scope}
        days = ui.select(_DAYS, value=_DEFAULT_DAYS, label="有效期").classes("w-40")
        with ui.row():
            make = ui.button("建立").props("no-caps")
            ui.button("取消", on_click=dialog.close).props("no-caps flat")

    def created() -> str:
        now = visit.services.now()
        with visit.writing() as (session, actor):
            return tokens.create_token(
                session, actor, name=str(name.value or ""), now=now,
                scopes=[scope for scope, box in chosen.items() if box.value],
                expires_at=now + timedelta(days=int(days.value or _DEFAULT_DAYS)),
            ).secret  # fmt: skip

    async def create() -> None:
        with busy(make), told():
            secret = await off_loop(created)
            dialog.close()
            redraw()
            _show_once(secret)

    make.on_click(create)
    dialog.open()


def _show_once(secret: str) -> None:
    with ui.dialog().props("persistent") as dialog, ui.card().classes("w-full max-w-xl"):
        _heading("令牌已建立")
        ui.label("请现在复制保存，关闭后不能再看到。").props("role=alert")
        ui.label(secret).style(_CODE).classes("p-2 border")
        with ui.row():
            ui.button("复制", on_click=lambda: ui.clipboard.write(secret)).props("no-caps outline")
            ui.button("已保存，关闭", on_click=dialog.close).props("no-caps")
    dialog.open()


def _draw_sessions(visit: OwnVisit) -> None:
    with ui.card().classes("w-full"):
        _heading("登录")
        with visit.reading() as (session, actor):
            count = own_sessions.running(session, actor, now=visit.services.now())
        ui.label(f"现在有 {count} 处登录着这个账号，包括这里。丢失设备或忘记退出时，可以全部退出。")
        button = ui.button("在所有地方退出").props("no-caps outline")
        button.on_click(lambda: _end(visit, button))


async def _end(visit: OwnVisit, button: ui.button) -> None:
    def end() -> None:
        with visit.writing() as (session, actor):
            own_sessions.end_all(session, actor, now=visit.services.now())

    with busy(button), told():
        await off_loop(end)
        ui.navigate.to("/sign-in")


def _moment(moment: datetime) -> str:
    return f"{moment.astimezone(BEIJING):%Y-%m-%d %H:%M}"
