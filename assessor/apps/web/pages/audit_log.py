"""The audit log: who did what when, filters, pages, and whether it is as it was written."""

import re
from datetime import datetime, timedelta
from functools import partial

from nicegui import ui

from assessor.apps.web.pages import frame
from assessor.apps.web.pages.areas import Area, busy, heading, nothing, off_loop, use_style
from assessor.apps.web.pages.audit_log_words import (
    ACTIONS,
    action_word,
    details_text,
    subject_key,
    subject_word,
)
from assessor.apps.web.pages.frame import Visit, told
from assessor.apps.web.pages.progress_tables import Column, show_table
from assessor.workbench.audit import (
    PAGE_SIZE,
    AuditVerdict,
    EntryPage,
    Kept,
    Wanted,
    entries,
    verify,
)
from assessor.workbench.beijing_time import BEIJING
from assessor.workbench.permissions import Action, Actor, RequestError

_ALL = ""
_KEPT = re.compile(r"\s*(\d{1,9})\s*[:：]\s*([0-9a-fA-F]{64})\s*")
_SHORT = 12


def register() -> None:
    """Register the page and its place in the bar."""
    frame.entry("/audit", "审计日志", Action.READ_AUDIT, "history")
    frame.page("/audit", title="审计日志", action=Action.READ_AUDIT)(_show)


def _show(visit: Visit, actor: Actor) -> None:
    del actor
    use_style()
    heading("审计日志", 1)
    ui.label(
        "每一项操作都记一条，只增不改；每条都带着前一条的摘要，改动、删除、插入、调换任何一条都能核验出来。"
    ).classes("lead")
    Verification(visit)
    AuditLog(visit)


class Verification:
    """The button that verifies the log, and what came out."""

    def __init__(self, visit: Visit) -> None:
        self._visit = visit
        with ui.element("section").classes("card"):
            ui.label("核验").classes("strong")
            with ui.element("div").classes("filters"):
                self._kept = ui.input(
                    "以前记下的“第几条:摘要”（可不填）", placeholder="如 128:5f0c……"
                )
                self._kept.props("outlined dense").classes("w-96")
                self._button = ui.button("核验日志", icon="verified", on_click=self._verify)
            self._result = ui.element("div").props("role=status")

    async def _verify(self) -> None:
        with told(), busy(self._button):
            kept = _kept(self._kept.value or "")
            verdict = await off_loop(lambda: self._verified(kept))
            self._result.clear()
            with self._result:
                _show_verdict(verdict, kept)

    def _verified(self, kept: Kept | None) -> AuditVerdict:
        with self._visit.reading() as (session, actor):
            actor.require(Action.READ_AUDIT)
            return verify(session, kept=kept)


def _kept(text: str) -> Kept | None:
    if not text.strip():
        return None
    match = _KEPT.fullmatch(text)
    if match is None:
        raise RequestError(
            "以前记下的内容看不懂",
            hint="写法是“第几条:摘要”，摘要是 64 位的数字和字母；没有记过就不填。",
            code="request.kept",
        )
    return Kept(number=int(match[1]), digest=match[2].lower())


def _show_verdict(verdict: AuditVerdict, kept: Kept | None) -> None:
    if not verdict.is_sound:
        ui.label(f"有问题：{verdict.problem}。").classes("bad")
        ui.label(
            "请保护现场：不要再操作，先备份数据文件夹，并与以往的备份比对，查清是谁在什么时候改的。"
        )
        return
    compared = "，与以前记下的一致" if kept is not None else ""
    ui.label(f"完好：共 {verdict.entries} 条，前后相接，没有改动、缺失或调换{compared}。").classes(
        "ok"
    )
    ui.label(
        "请把下面这一行记到系统以外的地方（如打印存档），下次核验时填在上面；"
        "这样即使有人把日志整个重写，也能发现。"
    ).classes("hint")
    ui.label(f"{verdict.number}:{verdict.digest}").classes("digest")


class AuditLog:
    """The entries with their filters."""

    def __init__(self, visit: Visit) -> None:
        self._visit = visit
        self._page = 1
        with ui.element("div").classes("filters"):
            self._login = self._text("谁（登录名）", "w-40")
            actions = {_ALL: "全部操作", **ACTIONS}
            self._action = ui.select(actions, value=_ALL, label="操作", on_change=self._filtered)
            self._action.props("outlined dense options-dense").classes("w-56")
            self._subject = self._text("对象（如 申报 12）", "w-52")
            self._since = self._day("从")
            self._until = self._day("到")
        self._area = Area(self._read, self._draw)

    def _text(self, label: str, width: str) -> ui.input:
        text = ui.input(label, on_change=self._filtered)
        return text.props("outlined dense clearable debounce=400").classes(width)

    def _day(self, label: str) -> ui.input:
        day = ui.input(label, on_change=self._filtered)
        return day.props("outlined dense type=date stack-label").classes("w-40")

    async def _filtered(self) -> None:
        self._page = 1
        await self._area.refresh()

    def _read(self) -> EntryPage:
        until = _midnight(self._until.value)
        wanted = Wanted(
            login=(self._login.value or "").strip(),
            action=self._action.value or "",
            subject=subject_key(self._subject.value or ""),
            since=_midnight(self._since.value),
            until=until and until + timedelta(days=1),
        )
        with self._visit.reading() as (session, actor):
            return entries(session, actor, page=self._page, wanted=wanted)

    def _draw(self, found: EntryPage) -> None:
        if not found.total:
            nothing("没有符合条件的记录。")
            return
        ui.label(f"共 {found.total} 条，新的在前。").classes("hint")
        columns = (
            Column("第几条", "num"), Column("时间（北京）"), Column("谁"), Column("操作"), Column("对象"),
            Column("内容", "long"), Column("摘要"),
        )  # fmt: skip
        show_table(columns, [
            (
                str(entry.number),
                f"{entry.at.astimezone(BEIJING):%Y-%m-%d %H:%M:%S}",
                entry.actor,
                action_word(entry.action),
                subject_word(entry.subject),
                details_text(entry.details),
                partial(_digest, entry.digest),
            )
            for entry in found.rows
        ])  # fmt: skip
        pages = -(-found.total // PAGE_SIZE)
        if pages > 1:
            ui.pagination(
                1, pages, value=self._page, on_change=lambda e: self._turn(e.value)
            ).props("max-pages=9 boundary-links")

    async def _turn(self, page: int) -> None:
        self._page = page
        await self._area.refresh()


def _digest(digest: str) -> None:
    ui.label(digest[:_SHORT]).classes("digest").tooltip(digest)


def _midnight(day: str | None) -> datetime | None:
    """Return the beginning of a day in Beijing, ``None`` for what is no day yet."""
    try:
        return datetime.strptime(day or "", "%Y-%m-%d").replace(tzinfo=BEIJING)
    except ValueError:
        return None
