"""The original's place: the cells or lines around a row, with those that were read marked."""

from collections.abc import Iterable

from markupsafe import Markup
from nicegui import ui

from assessor.apps.web.pages.screening_parts import off_loop, plain_html
from assessor.apps.web.pages.submission_desk import Desk
from assessor.apps.web.pages.submission_entries import Entry
from assessor.core.assessment import InputFailure
from assessor.errors import AssessorError
from assessor.reports.places import FIELD_NAMES
from assessor.workbench.original_view import (
    OriginalCell,
    OriginalPlace,
    OriginalRequest,
    OriginalRow,
    original_of_finding,
    original_of_row,
)

_AROUND = 4
_FIELDS = {field.value: word for field, word in FIELD_NAMES.items()}


class OriginalBox:
    """Where the original is shown; answers that come too late for the chosen line are dropped."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.key: object = None
        self.column = ui.column().classes("w-full gap-1")
        self.shown = 0
        self.ready: dict[object, OriginalPlace | InputFailure] = {}

    def wanted(self) -> object:
        """Return what is to be shown: lines by their key, findings beside rows by their id."""
        entry, finding = self.desk.entry, self.desk.finding
        what = entry.key if entry.row is not None else (finding.id if finding else "")
        return (self.desk.view.paper_digest, self.desk.view.assessed_at, what)

    async def draw(self) -> None:
        """Show the place of the chosen line."""
        wanted = self.wanted()
        if wanted == self.key:
            return
        self.key = wanted
        self.column.clear()
        entry, finding = self.desk.entry, self.desk.finding
        if entry.row is None and finding is None:
            return
        known = self.ready.get(wanted)
        if known is None:
            with self.column, ui.row().classes("items-center"):
                ui.spinner(size="1.2rem")
                ui.label("正在打开原件…").classes("soft")
            known = await self._read(entry, finding.id if finding is not None else "")
            if known is not None:
                self.ready[wanted] = known
        if self.key != wanted:
            return
        self.column.clear()
        with self.column:
            _draw_place(known)
        ui.run_javascript("screening.original()")

    async def _read(self, entry: Entry, finding: str) -> OriginalPlace | InputFailure | None:
        def request_of() -> OriginalRequest:
            with self.desk.visit.reading() as (session, actor):
                if entry.row is not None:
                    return original_of_row(
                        session, actor, submission_id=self.desk.number, place=entry.row.place,
                        around=_AROUND,
                    )  # fmt: skip
                return original_of_finding(
                    session, actor, submission_id=self.desk.number, finding=finding,
                    around=_AROUND,
                )  # fmt: skip

        try:
            request = await off_loop(request_of)
            return await off_loop(self.desk.visit.services.desk.place, request)
        except AssessorError as error:
            return InputFailure(
                path="", code=error.code, message=error.message, hint=error.hint
            )  # fmt: skip


def _draw_place(place: OriginalPlace | InputFailure | None) -> None:
    if place is None:
        return
    if isinstance(place, InputFailure):
        ui.label(f"原件不能显示：{place.message}。{place.hint}").classes("notice wrap-any")
        return
    ui.label(f"原件：{place.title}").classes("small strong wrap-any")
    if not place.is_found:
        ui.label("在原件中没有找到对应的位置。").classes("soft")
        return
    content = _table(place) if place.rows else _lines(place)
    plain_html(content).classes("original").props("tabindex=0 aria-label=原件")


def _table(place: OriginalPlace) -> Markup:
    head = Markup("").join(Markup("<th>{}</th>").format(label) for _, label in place.columns)
    rows = Markup("").join(_row(row, place) for row in place.rows)
    return Markup("<table><tr><th></th>{}</tr>{}</table>").format(head, rows)


def _row(row: OriginalRow, place: OriginalPlace) -> Markup:
    kind = "is-here" if row.is_here else "is-head" if row.is_header else ""
    return Markup('<tr class="{}"><th>{}{}</th>{}</tr>').format(
        kind, "▶ " if row.is_here else "", row.label, Markup("").join(_cells(row, place))
    )


def _cells(row: OriginalRow, place: OriginalPlace) -> Iterable[Markup]:
    for cell in row.cells:
        yield _cell(cell)
    if not row.cells:
        yield Markup('<td colspan="{}"></td>').format(len(place.columns))


def _cell(cell: OriginalCell) -> Markup:
    words = "、".join(_FIELDS.get(field, field) for field in cell.fields)
    return Markup('<td rowspan="{}" colspan="{}"{}>{}</td>').format(
        cell.row_span, cell.column_span,
        Markup(' class="is-field" title="读作：{}"').format(words) if words else "", cell.text,
    )  # fmt: skip


def _lines(place: OriginalPlace) -> Markup:
    return Markup("").join(
        Markup('<p class="{}"><span class="soft">{}</span> {}</p>').format(
            "is-here" if line.is_here else "", line.label, line.text
        )
        for line in place.lines
    )
