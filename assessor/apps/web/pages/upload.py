"""Handing files in, and how far the assessment of each has come."""

from collections.abc import Callable
from datetime import datetime

from nicegui import ui
from sqlalchemy.orm import Session

from assessor.apps.web.pages import frame
from assessor.apps.web.pages.frame import Visit
from assessor.apps.web.pages.screening_parts import (
    moment_word,
    off_loop,
    reading,
    use_assets,
    writing,
)
from assessor.apps.web.pages.submission_columns import Columns, ask_columns, usable_tables
from assessor.apps.web.pages.upload_tray import routes
from assessor.errors import AssessorError
from assessor.workbench.column_corrections import (
    ColumnsTold,
    columns_of,
    correct_columns,
    undo_columns,
)
from assessor.workbench.intake import check_again
from assessor.workbench.permissions import Action, Actor, MissingError
from assessor.workbench.progress import BatchProgress, PaperProgress, batches, progress
from assessor.workbench.states import PaperState
from assessor.workbench.visible_papers import paper_for
from assessor.workbench.visible_submissions import LARGEST_ID

_SHOWN_BATCHES = 50
_EVERY_S = 1.5
_MANY = 200
_ZONE = """
<div id="upload-drop" class="drop">
  <p class="strong">把文件或整个文件夹拖到这里</p>
  <p>
    <button type="button" id="upload-file-button">选择文件</button>
    <button type="button" id="upload-folder-button" class="is-plain">选择文件夹</button>
  </p>
  <p class="soft small">可用 Excel、Word、PDF、网页、文本、CSV 和 zip 压缩包；绩效目标表、自评表、自评报告都可以。</p>
  <input type="file" id="upload-file-input" aria-label="选择文件" multiple hidden>
  <input type="file" id="upload-folder-input" aria-label="选择文件夹" webkitdirectory multiple hidden>
</div>
<section id="upload-tray" class="tray panel" hidden aria-label="待提交的文件">
  <p id="upload-count" class="strong" role="status" aria-live="polite"></p>
  <div class="rows"><table class="list"><thead><tr><th>文件</th><th class="num">大小</th><th>传送</th></tr></thead>
  <tbody id="upload-files"></tbody></table></div>
  <p><label for="upload-title">批次名称（可不填）</label>
    <input type="text" id="upload-title" maxlength="200" placeholder="例如：2026年部门预算第一批"></p>
  <p id="upload-problem" class="is-bad" role="alert" hidden></p>
  <p><button type="button" id="upload-submit" disabled>提交检查</button>
    <button type="button" id="upload-clear" class="is-plain" disabled>全部不要</button></p>
</section>
"""


def register() -> None:
    """Register the pages of uploads, and the routes that they send to."""
    frame.entry("/upload", "上传", Action.UPLOAD, "upload_file")
    routes(frame.in_use)

    @frame.page("/upload", title="上传", action=Action.UPLOAD)
    def show(visit: Visit, actor: Actor) -> None:
        del actor
        use_assets("upload.js")
        ui.label("上传申报材料").props("role=heading aria-level=1").classes("text-xl strong")
        ui.html(_ZONE, sanitize=False).classes("w-full")
        _recent(visit)

    @frame.page("/batches/{batch:int}", title="上传结果", action=Action.READ_SUBMISSIONS)
    def result(visit: Visit, actor: Actor, batch: int) -> None:
        use_assets()
        _Result(visit, actor, batch)


def _recent(visit: Visit) -> None:
    with visit.reading() as (session, actor):
        page = batches(session, actor, size=_SHOWN_BATCHES)
    ui.label("最近的批次").props("role=heading aria-level=2").classes("text-lg strong")
    if not page.rows:
        ui.label("还没有上传过文件。上传后，这里列出每个批次检查到哪里。").classes("empty")
        return
    with ui.element("table").classes("list"):
        with ui.element("thead"), ui.element("tr"):
            for word in ("批次", "上传人", "上传时间", "文件", "还在检查", "未能读取"):
                _cell(word, tag="th")
        with ui.element("tbody"):
            for one in page.rows:
                with ui.element("tr"):
                    with ui.element("td"):
                        ui.link(one.title, f"/batches/{one.id}").classes("wrap-any")
                    _cell(one.by)
                    _cell(moment_word(one.created_at))
                    for number in (one.papers, one.open, one.failed):
                        _cell(str(number)).classes("num")
    if page.total > len(page.rows):
        ui.label(f"共 {page.total} 个批次，这里是最近的 {len(page.rows)} 个。").classes("soft")


def _cell(text: str, *, tag: str = "td") -> ui.element:
    with ui.element(tag) as cell:
        ui.label(text).classes("wrap-any")
    return cell


class _Result:
    """The files of one batch; asked for again until none waits."""

    def __init__(self, visit: Visit, actor: Actor, batch: int) -> None:
        if not 0 < batch <= LARGEST_ID:
            raise MissingError("没有这个批次", hint="请从批次列表中打开。", code="missing.batch")
        self.visit, self.batch = visit, batch
        self.may_review = actor.may(Action.DECIDE)
        self._with_tables: frozenset[int] = frozenset()
        self.root = ui.column().classes("w-full gap-1")
        shown = self._read()
        ui.label(shown.title).props("role=heading aria-level=1").classes("text-xl strong wrap-any")
        ui.label(f"{shown.by} 上传于 {moment_word(shown.created_at)}").classes("soft")
        self.summary = ui.column().classes("w-full gap-1")
        self.files = ui.column().classes("w-full")
        with ui.row():
            ui.link("到收件箱查看这个批次", f"/inbox?batch={batch}").classes("strong")
            if actor.may(Action.UPLOAD):
                ui.link("继续上传", "/upload")
        self._drawn: BatchProgress | None = None
        self._draw(shown)
        self.timer = ui.timer(_EVERY_S, self._look, active=not shown.is_finished)

    def _read(self) -> BatchProgress:
        with self.visit.reading() as (session, actor):
            shown = progress(session, actor, self.batch)
            failed = [one.id for one in shown.papers if one.state is PaperState.FAILED]
            if actor.may(Action.CORRECT):
                self._with_tables = frozenset(
                    one
                    for one in failed[:_MANY]
                    if usable_tables(paper_for(session, actor, one).reading)
                )
        return shown

    async def _look(self) -> None:
        with frame.told():
            shown = await off_loop(self._read)
            self._draw(shown)
            self.timer.active = not shown.is_finished

    def _draw(self, shown: BatchProgress) -> None:
        if shown == self._drawn:
            return
        self._drawn = shown
        done, failed = shown.count(PaperState.DONE), shown.count(PaperState.FAILED)
        total = len(shown.papers)
        self.summary.clear()
        with self.summary:
            word = "检查完成" if shown.is_finished else "正在检查，可以关闭本页，检查不会中断"
            ui.label(f"{word}：共 {total} 个文件，已检查 {done} 个，未能读取 {failed} 个").props(
                "role=status aria-live=polite"
            ).classes("strong")
            if not shown.is_finished:
                ui.linear_progress((done + failed) / total, show_value=False).props(
                    "aria-label=检查进度"
                )
        self.files.clear()
        with self.files, ui.element("table").classes("list files"):
            with ui.element("thead"), ui.element("tr"):
                for heading in ("文件", "状态", "结果"):
                    _cell(heading, tag="th")
            with ui.element("tbody"):
                # What needs a person comes first, and a long batch is cut: the inbox has it all.
                for paper in sorted(shown.papers, key=lambda one: _ORDER[one.state])[:_MANY]:
                    self._row(paper)
        if total > _MANY:
            with self.files:
                ui.label(f"这里列出 {_MANY} 个文件，其余的请到收件箱查看。").classes("soft")

    def _row(self, paper: PaperProgress) -> None:
        with ui.element("tr"):
            _cell(paper.name)
            with ui.element("td"):
                ui.label(paper.word).classes("strong" if paper.state is PaperState.FAILED else "")
            with ui.element("td"):
                if paper.message:
                    ui.label(f"{paper.message}。{paper.hint}").classes("wrap-any")
                for number, submission in enumerate(paper.submissions, 1):
                    word = f"查看申报 {number}" if len(paper.submissions) > 1 else "查看申报"
                    ui.link(word, f"/submissions/{submission}").classes("mr-3")
                if paper.state is PaperState.FAILED:
                    with ui.row().classes("gap-2"):
                        ui.button("重新检查", on_click=lambda: self._again(paper.id)).props(
                            "outline dense"
                        )
                        if paper.id in self._with_tables:
                            ui.button(
                                "指定各列的内容…", on_click=lambda: self._tell_columns(paper.id)
                            ).props("outline dense")

    async def _again(self, paper: int) -> None:
        with frame.told():
            await writing(
                self.visit,
                lambda session, actor, now: check_again(session, actor, paper_id=paper, now=now),
            )
            self.visit.services.wake()
            self.timer.active = True

    async def _tell_columns(self, paper: int) -> None:
        """Ask which columns of a paper that was not understood hold what."""
        with frame.told():
            known = await reading(
                self.visit,
                lambda s, actor: (
                    usable_tables(paper_for(s, actor, paper).reading),
                    columns_of(paper_for(s, actor, paper)),
                ),
            )
            tables, made = known

            async def save(told: ColumnsTold) -> AssessorError | None:
                return await self._kept(
                    lambda session, actor, now: correct_columns(
                        session, actor, paper_id=paper, columns=told, seen=len(made), now=now
                    )
                )

            async def undo(number: int) -> AssessorError | None:
                return await self._kept(
                    lambda session, actor, now: undo_columns(
                        session, actor, paper_id=paper, number=number, now=now
                    )
                )

            await ask_columns(self.root, Columns(tables=tables, made=made, save=save, undo=undo))

    async def _kept(
        self, write: Callable[[Session, Actor, datetime], int | None]
    ) -> AssessorError | None:
        try:
            await writing(self.visit, write)
        except AssessorError as error:
            return error
        self.visit.services.wake()
        self.timer.active = True
        return None


_ORDER = {
    PaperState.FAILED: 0,
    PaperState.WORKING: 1,
    PaperState.QUEUED: 2,
    PaperState.DONE: 3,
}
