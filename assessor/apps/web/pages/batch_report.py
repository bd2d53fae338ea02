"""The page of the quality report over many submissions: choose, make, take away."""

from datetime import datetime

from nicegui import ui
from sqlalchemy.orm import Session

from assessor.apps.web.pages import frame
from assessor.apps.web.pages.frame import Visit
from assessor.apps.web.pages.inbox_filters import Asked, draw_filters
from assessor.apps.web.pages.screening_parts import off_loop, reading, use_assets
from assessor.core.assessment import DocumentAssessment, InputFailure
from assessor.reports.batch.audiences import Audience, Section
from assessor.workbench.batch_downloads import (
    MOST_SUBMISSIONS,
    BatchOrder,
    Format,
    fill_batch,
    order_batch,
)
from assessor.workbench.downloads import Download
from assessor.workbench.inbox import Column, InboxFilter, inbox, units, years
from assessor.workbench.permissions import Action, Actor

_FORMATS = {Format.HTML: "网页（HTML）", Format.XLSX: "Excel", Format.DOCX: "Word"}
_SECTIONS = {
    Section.SUMMARY: "总体情况",
    Section.DIVISION: "分单位、分问题情况",
    Section.WORKLIST: "审核工作单",
    Section.DETAILS: "逐条问题和修改建议",
    Section.RECORD: "存档用的口径和版本",
}
_AT_ONCE = 500
_LONGEST_IDS = 40_000


def register() -> None:
    """Register the page."""
    frame.entry("/report", "批次报告", Action.READ_REPORTS, "summarize")

    @frame.page("/report", title="批次报告", action=Action.READ_REPORTS)
    def show(visit: Visit, actor: Actor) -> None:
        use_assets()
        given = ui.context.client.request.query_params.get("ids", "")[:_LONGEST_IDS]
        ids = [int(one) for one in given.split(",") if one.isascii() and one.isdecimal()]
        _Report(visit, actor, [one for one in ids if one < 2**31][:MOST_SUBMISSIONS])


class _Report:
    """One open page."""

    def __init__(self, visit: Visit, actor: Actor, ids: list[int]) -> None:
        self.visit, self.ids = visit, ids
        self.wanted = InboxFilter()
        self.done = self.papers = 0
        ui.label("批次报告").props("role=heading aria-level=1").classes("text-xl strong")
        with visit.reading() as (session, reader):
            known_units, known_years = units(session, reader), years(session, reader)
            total = self._total(session, reader)
        with ui.column().classes("panel w-full gap-2"):
            ui.label("一、报告哪些申报").classes("strong")
            if ids:
                with ui.row().classes("items-center"):
                    ui.label(f"在收件箱中选中的 {len(ids)} 份申报")
                    ui.link("改为按条件选择", "/report")
            else:
                draw_filters(
                    actor, Asked(), units=known_units, years=known_years, on_change=self._filter
                )  # fmt: skip
            self.count = ui.label().props("role=status aria-live=polite")
        with ui.column().classes("panel w-full gap-2"):
            ui.label("二、给谁看、什么格式").classes("strong")
            with ui.row().classes("gap-6"):
                self.audience = ui.select(
                    {one: one.value for one in Audience}, value=Audience.ALL, label="读者",
                    on_change=self._tell_sections,
                ).props("outlined dense").style("min-width: 12rem")  # fmt: skip
                self.format = ui.select(_FORMATS, value=Format.DOCX, label="格式").props(
                    "outlined dense"
                ).style("min-width: 12rem")  # fmt: skip
            self.sections = ui.label().classes("soft small wrap-any")
        with ui.row().classes("items-center"):
            self.button = ui.button("生成报告", on_click=self._make)
            self.busy = ui.row().classes("items-center")
            with self.busy:
                ui.spinner(size="1.2rem")
                self.progress = ui.label().props("role=status aria-live=polite")
            self.busy.visible = False
        self.notices = ui.column().classes("w-full gap-1")
        self._tell_sections()
        self._tell_total(total)
        self.timer = ui.timer(1.0, self._tell_progress, active=False)

    def _total(self, session: Session, actor: Actor) -> int:
        if self.ids:
            return len(self.ids)
        return inbox(session, actor, wanted=self.wanted, size=1).total

    def _tell_total(self, total: int) -> None:
        self.button.set_enabled(0 < total <= MOST_SUBMISSIONS)
        if not total:
            self.count.text = "没有符合条件的申报，不能生成报告。"
        elif total > MOST_SUBMISSIONS:
            self.count.text = f"共 {total} 份，一份报告最多 {MOST_SUBMISSIONS} 份，请缩小范围。"
        else:
            self.count.text = f"共 {total} 份申报"

    def _tell_sections(self) -> None:
        told = "、".join(_SECTIONS[one] for one in Audience(self.audience.value).sections)
        self.sections.text = f"包含：{told}"

    async def _filter(self, wanted: InboxFilter) -> None:
        self.wanted = wanted
        with frame.told():
            self._tell_total(await reading(self.visit, self._total))

    def _order(self) -> BatchOrder:
        with self.visit.writing() as (session, actor):
            return order_batch(
                session, actor, submissions=self.ids or self._all(session, actor),
                format=Format(self.format.value), audience=Audience(self.audience.value),
                now=self._now(),
            )  # fmt: skip

    def _now(self) -> datetime:
        return self.visit.services.now()

    def _all(self, session: Session, actor: Actor) -> list[int]:
        found: list[int] = []
        while True:
            page = inbox(
                session, actor, wanted=self.wanted, sort=Column.RECEIVED, descending=False,
                page=len(found) // _AT_ONCE + 1, size=_AT_ONCE,
            )  # fmt: skip
            found += [row.id for row in page.rows]
            if len(page.rows) < _AT_ONCE or len(found) > MOST_SUBMISSIONS:
                return found

    def _again(self, paper_id: int) -> DocumentAssessment | InputFailure:
        document = self.visit.services.desk.again(paper_id)
        self.done += 1
        return document

    def _tell_progress(self) -> None:
        self.progress.text = f"正在生成：已读 {self.done} / {self.papers} 个文件…"

    async def _make(self) -> None:
        self.done = self.papers = 0
        self.notices.clear()
        self.button.disable()
        self.busy.visible, self.timer.active = True, True
        self.progress.text = "正在生成…"
        try:
            with frame.told():
                order = await off_loop(self._order)
                self.papers = len(order.papers)
                self._hand_over(await off_loop(fill_batch, order, again=self._again))
        finally:
            self.button.enable()
            self.busy.visible, self.timer.active = False, False

    def _hand_over(self, download: Download) -> None:
        ui.download.content(download.content, download.name, download.media_type)
        with self.notices:
            ui.label(f"已生成：{download.name}").classes("notice is-good wrap-any")
            for notice in download.notices:
                ui.label(notice).classes("notice wrap-any")
