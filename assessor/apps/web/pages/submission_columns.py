"""Wrongly read columns: a person says which columns of a table hold which field."""

import re
import unicodedata
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from nicegui import ui

from assessor.apps.web.pages.frame import tell
from assessor.apps.web.pages.screening_parts import closed
from assessor.apps.web.pages.submission_desk import Desk
from assessor.core.column_letters import column_letters
from assessor.core.submission import Origin
from assessor.errors import AssessorError
from assessor.reports.places import place_name
from assessor.workbench.column_corrections import (
    ColumnsTold,
    ColumnsView,
    columns_of,
    correct_columns,
    undo_columns,
)
from assessor.workbench.permissions import RequestError
from assessor.workbench.visible_papers import paper_for

_ROWS = re.compile(r"([0-9]{1,7})(?:\s*[-~至到—]\s*([0-9]{1,7}))?")
# Fields that forms commonly have; others follow the form itself.
_FIELDS = {
    "level1": "一级指标",
    "level2": "二级指标",
    "name": "三级指标",
    "value": "指标值",
    "cycle_value": "实施周期指标值",
    "sign": "计算符号",
    "unit": "计量单位",
    "weight": "权重",
    "actual": "实际完成值",
    "score": "得分",
    "reason": "偏差原因",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    """What the dialog works on, and how what is said is kept; both return why it was not."""

    tables: tuple[Mapping[str, Any], ...]
    made: tuple[ColumnsView, ...]
    save: Callable[[ColumnsTold], Awaitable[AssessorError | None]]
    undo: Callable[[int], Awaitable[AssessorError | None]]


def usable_tables(reading: Mapping[str, Any]) -> tuple[Mapping[str, Any], ...]:
    """Return the tables of a document whose columns a person can tell."""
    return tuple(reading.get("tables", ()))


async def correct_table(desk: Desk) -> None:
    """Open the dialog for the columns of the tables of a submission's paper."""
    paper = desk.view.paper_id
    made = await desk.read(lambda session, actor: columns_of(paper_for(session, actor, paper)))
    if made is None:
        return

    async def save(told: ColumnsTold) -> AssessorError | None:
        return await desk.attempt(
            lambda session, actor, now: correct_columns(
                session, actor, paper_id=paper, columns=told, seen=len(made), now=now
            ),
            done="已更正列的读取，正在重新检查",
        )

    async def undo(number: int) -> AssessorError | None:
        return await desk.attempt(
            lambda session, actor, now: undo_columns(
                session, actor, paper_id=paper, number=number, now=now
            ),
            done="已撤销，正在重新检查",
        )

    tables = usable_tables(desk.view.reading)
    await ask_columns(desk.root, Columns(tables=tables, made=made, save=save, undo=undo))


async def ask_columns(root: ui.element, columns: Columns) -> None:
    """Ask which columns hold what; stays open until that is kept."""
    with root, ui.dialog() as dialog, ui.card().classes("w-[44rem] max-w-full"):
        ui.label("更正列的读取").classes("strong text-lg")
        if not columns.tables:
            ui.label("这份文件里没有表格，不能按列更正；可以逐格更正（双击表格或按 c）。")
        else:
            box = _Table(root, dialog, columns)
            box.draw()
        _undoing(root, dialog, columns)
        with ui.row().classes("w-full justify-end"):
            ui.button("取消（Esc）", on_click=lambda: dialog.submit(None)).props("flat")
            if columns.tables:
                ui.button("更正并重新检查", on_click=box.send)
    await closed(dialog)


class _Table:
    """The fields of one table of the paper with the columns that they were read from."""

    def __init__(self, root: ui.element, dialog: ui.dialog, columns: Columns) -> None:
        self.root, self.dialog, self.columns = root, dialog, columns
        self.table = columns.tables[0]
        self.inputs: dict[str, ui.input] = {}

    def draw(self) -> None:
        """Draw the choice of the table and its fields."""
        names = {one["number"]: _name(one) for one in self.columns.tables}
        if len(names) > 1:
            ui.select(names, value=self.table["number"], label="哪一张表",
                      on_change=lambda event: self._turn(event.value)).classes("w-full")  # fmt: skip
        else:
            ui.label(names[self.table["number"]]).classes("soft wrap-any")
        ui.label("写列的字母或序号，如 D 或 4；几列合起来写 F+G；不用的留空。").classes(
            "soft small"
        )
        self.fields = ui.column().classes("w-full gap-1")
        self.header = ui.input("表头在第几行（如 5 或 5-6；没有表头写 0；留空自动找）").props(
            "outlined dense maxlength=20"
        )
        self.header.classes("w-full")
        self._draw_fields()

    def _turn(self, number: int) -> None:
        self.table = next(one for one in self.columns.tables if one["number"] == number)
        self._draw_fields()

    def _draw_fields(self) -> None:
        # A table whose header was understood is known by it.
        self.header.visible = not self.table["digest"]
        is_sheet = self.table["first"]["sheet"] is not None
        known = {
            one["field"]: "+".join(
                column_letters(column - 1) if is_sheet else str(column) for column in one["columns"]
            )
            for one in self.table["columns"]
        }
        self.fields.clear()
        with self.fields, ui.grid(columns=3).classes("w-full gap-2"):
            self.inputs = {
                field: ui.input(word, value=known.get(field, "")).props(
                    "outlined dense maxlength=80"
                )
                for field, word in _FIELDS.items()
            }

    async def send(self) -> None:
        """Keep what was said."""
        fields = {
            _FIELDS[field]: box.value.strip()
            for field, box in self.inputs.items()
            if (box.value or "").strip()
        }
        digest = self.table["digest"]
        try:
            header = None if digest else header_rows(self.header.value or "")
        except RequestError as error:
            with self.root:
                tell(error)
            return
        told = ColumnsTold(
            fields=fields, digest=digest, table=None if digest else self.table["number"],
            header_rows=header,
        )  # fmt: skip
        await _kept(self.root, self.dialog, self.columns.save(told))


async def _kept(root: ui.element, dialog: ui.dialog, work: Awaitable[AssessorError | None]) -> None:
    """Close the dialog if the work was done, else tell why not."""
    error = await work
    if error is None:
        dialog.submit(None)
    else:
        with root:
            tell(error)


def header_rows(text: str) -> tuple[int, int] | None:
    """Return the first and last row of a header as typed, ``None`` for nothing typed.

    Raises
    ------
    RequestError
        ``request.columns``

    Examples
    --------
    >>> header_rows("5"), header_rows(" 5-6 "), header_rows("0"), header_rows("")
    ((5, 5), (5, 6), (0, 0), None)
    """
    if not text.strip():
        return None
    found = _ROWS.fullmatch(unicodedata.normalize("NFKC", text).strip())
    if found is None:
        raise RequestError(
            "表头的行号看不懂", hint="写一个数或一段，如 5 或 5-6；没有表头写 0。",
            code="request.columns",
        )  # fmt: skip
    return int(found[1]), int(found[2] or found[1])


def _name(table: Mapping[str, Any]) -> str:
    place = place_name(Origin(**table["first"]))
    return f"第 {table['number']} 张表（{place}起，读到 {table['rows']} 行）"


def _undoing(root: ui.element, dialog: ui.dialog, columns: Columns) -> None:
    async def undo(number: int) -> None:
        await _kept(root, dialog, columns.undo(number))

    for one in columns.made:
        if not one.is_undone:
            with ui.row().classes("items-center w-full"):
                told = "、".join(f"{field}＝{column}" for field, column in one.fields.items())
                ui.label(f"已更正：{told}").classes("small wrap-any")
                ui.button("撤销", on_click=lambda number=one.number: undo(number)).props(
                    "flat dense no-caps"
                )
