"""The page of a submission: its table at the left, what is said of the chosen line at the right."""

import json

from nicegui import ui

from assessor.apps.web.pages import frame
from assessor.apps.web.pages.frame import Visit
from assessor.apps.web.pages.original import OriginalBox
from assessor.apps.web.pages.screening_parts import key_button, use_assets
from assessor.apps.web.pages.submission_answers import draw_answers
from assessor.apps.web.pages.submission_comments import Remarks
from assessor.apps.web.pages.submission_corrections import correct
from assessor.apps.web.pages.submission_desk import Desk
from assessor.apps.web.pages.submission_entries import Entry, step_entry
from assessor.apps.web.pages.submission_findings import draw_findings
from assessor.apps.web.pages.submission_heading import draw_heading, draw_notices
from assessor.apps.web.pages.submission_keys import draw_keys
from assessor.apps.web.pages.submission_marks import lines_of, table_html
from assessor.apps.web.pages.submission_rewrites import draw_rewrites
from assessor.apps.web.pages.submission_whole import draw_project, draw_whole
from assessor.workbench.permissions import Action, Actor

_EVERY_S = 3.0
_CLICKED = """(e) => {
  const row = e.target.closest('[data-entry]');
  if (row) emit({entry: row.dataset.entry, field: e.target.closest('[data-field]')?.dataset.field ?? ''});
}"""


def register() -> None:
    """Register the page."""

    @frame.page("/submissions/{number:int}", title="申报", action=Action.READ_SUBMISSIONS)
    def show(visit: Visit, actor: Actor, number: int) -> None:
        use_assets()
        finding = ui.context.client.request.query_params.get("finding", "")
        _Page(Desk(visit, actor, number, finding=finding))


class _Page:
    """The parts of the page, drawn anew as far as they change."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.sent: dict[str, str] = {}
        self.drawn_entry: object = None
        with desk.root:
            self.heading = ui.column().classes("w-full gap-1")
            self.notices = ui.column().classes("w-full gap-1")
            draw_keys(desk)
            with ui.element("div").classes("desk"):
                with ui.element("section").classes("rows-frame scroll").props("aria-label=指标表"):
                    self.table = ui.html("", sanitize=False)
                    self.table.on("click", self._clicked, js_handler=_CLICKED)
                    self.table.on("dblclick", self._double_clicked, js_handler=_CLICKED)
                with ui.element("section").classes("side-frame").props("aria-label=所选内容"):
                    self.title = ui.column().classes("w-full gap-1")
                    self.original = OriginalBox(desk)
                    self.side = ui.column().classes("w-full gap-2")
                    self.remarks = Remarks(desk)
        desk.on_view, desk.on_place = self.draw, self.moved
        self.draw()
        ui.timer(_EVERY_S, desk.watch)

    def draw(self) -> None:
        """Show what was read."""
        desk = self.desk
        for box, draw in ((self.heading, draw_heading), (self.notices, draw_notices)):
            box.clear()
            with box:
                draw(desk)
        lines = lines_of(desk.view, desk.entries)
        if list(lines) == list(self.sent):
            changed = {key: line for key, line in lines.items() if line != self.sent[key]}
            if changed:
                ui.run_javascript(f"screening.put({json.dumps(changed)})")
        else:
            self.table.set_content(str(table_html(desk.view, lines)))
        self.sent = lines
        self.drawn_entry = None
        self.moved()

    def moved(self) -> None:
        """Show where the reader is."""
        desk = self.desk
        finding = desk.finding.id if desk.finding is not None else ""
        if self.drawn_entry != desk.entry.key:
            self.drawn_entry = desk.entry.key
            self._draw_side()
        with desk.root:
            ui.run_javascript(
                "setTimeout(() => { "
                f"screening.here({json.dumps(desk.entry.key)}); "
                f"screening.focus({json.dumps(finding)}); }}, 30)"
            )
            ui.timer(0, self.original.draw, once=True)

    def _draw_side(self) -> None:
        desk, entry = self.desk, self.desk.entry
        self.title.clear()
        with self.title:
            _title(desk, entry)
        self.side.clear()
        with self.side:
            if entry.row is None and entry.project is None:
                draw_answers(desk)
            draw_findings(desk)
            if entry.row is not None:
                draw_rewrites(desk, entry.row)
            elif entry.project is not None:
                draw_project(entry.project)
            else:
                draw_whole(desk)
        self.remarks.draw()

    def _clicked(self, event: object) -> None:
        self.desk.go_to(_told(event, "entry"))

    async def _double_clicked(self, event: object) -> None:
        self.desk.go_to(_told(event, "entry"))
        await correct(self.desk, _told(event, "field") or "name")


def _told(event: object, name: str) -> str:
    """Return a part of what the browser sent with a click."""
    args = getattr(event, "args", None)
    return str(args.get(name, "")) if isinstance(args, dict) else ""


def _title(desk: Desk, entry: Entry) -> None:
    with ui.row().classes("w-full items-center gap-2"):
        if entry.row is not None:
            plain = entry.row.plain
            level = " / ".join(part for part in (plain["level1"], plain["level2"]) if part)
            name = str(plain["name"]).strip() or "（未写名称）"
            word = f"第 {entry.row.place + 1} 行　{name}　{plain['value']}"
        elif entry.project is not None:
            level, word = "项目", str(entry.project.plain["name"]).strip() or "（未写项目名称）"
        else:
            level, word = "", "申报整体"
        with ui.column().classes("gap-0").style("flex: 1 1 14rem"):
            ui.label(word).classes("strong wrap-any")
            ui.label(level).classes("soft small wrap-any")
        key_button("上一行", "p", lambda: desk.go(step_entry(desk.entries, desk.at, -1)))
        key_button("下一行", "n", lambda: desk.go(step_entry(desk.entries, desk.at, 1)))
        if desk.actor.may(Action.CORRECT):
            key_button("更正", "c", lambda: correct(desk))
