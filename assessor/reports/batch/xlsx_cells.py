"""Cells of the batch workbook: texts never become formulas, numbers keep their kind."""

from collections.abc import Iterator, Sequence

from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.worksheet._write_only import WriteOnlyWorksheet as Worksheet

from assessor.reports.batch.intervals import Difference, Share
from assessor.reports.batch.tables import Column, Kind, Table, Value
from assessor.reports.docx_paper import harmless

MOST_CHARACTERS = 32_767
_FORMULA_STARTS = tuple("=+-@|\t\r\n＝＋－＠")
_HEAD_FILL = PatternFill("solid", fgColor="FFDDEBF7")
_THIN = Side(style="thin", color="FFBFC7CF")
_BORDER = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)
_WRAPPED = Alignment(vertical="top", wrap_text=True)
_TOP = Alignment(vertical="top")
_RIGHT = Alignment(vertical="top", horizontal="right")
_CENTRED = Alignment(horizontal="center", vertical="center", wrap_text=True)
_BOLD, _TITLE, _NOTE = (
    Font(bold=True),
    Font(bold=True, size=14),
    Font(color="FF5B6770", italic=False),
)
_FORMATS = {
    Kind.COUNT: "#,##0",
    Kind.PERCENT: "0.0%",
    Kind.SHARE: "0.0%",
    Kind.CHANGE: "+0.0%;-0.0%;0.0%",
    Kind.SCORE: "0.0",
    Kind.MONEY: '#,##0.00"万元"',
}
_WAN = 1e4
_PARTS = {
    Kind.SHARE: ("", "（区间下限）", "（区间上限）"),
    Kind.CHANGE: ("", "（区间下限）", "（区间上限）"),
}


def text_cell(sheet: Worksheet, text: str, *, wrapped: bool = True) -> Cell:
    """Return a cell that holds a text and nothing else."""
    cell = WriteOnlyCell(sheet, value=None)
    if text:
        plain = (
            text
            if text.isascii() and text.isprintable()
            else "\n".join(harmless(line) for line in text.split("\n"))
        )
        cell.value = plain[:MOST_CHARACTERS]
        # openpyxl makes a formula of = and an error of #N/A; here all of it is text.
        cell.data_type = "s"
        if plain.lstrip(" \u3000").startswith(_FORMULA_STARTS):
            cell.quotePrefix = True
    cell.alignment = _WRAPPED if wrapped else _TOP
    cell.border = _BORDER
    return cell


def number_cell(sheet: Worksheet, kind: Kind, value: float | None) -> Cell:
    """Return a cell with a number in the format of its kind; money is in 万元, ``None`` a dash."""
    if value is None:
        cell = text_cell(sheet, "—")
        cell.alignment = _RIGHT
        return cell
    cell = WriteOnlyCell(sheet, value=round(value / _WAN, 4) if kind is Kind.MONEY else value)
    cell.number_format = _FORMATS[kind]
    cell.alignment = _TOP
    cell.border = _BORDER
    return cell


def plain_cell(sheet: Worksheet, text: str, *, font: Font | None = None) -> Cell:
    """Return a cell without borders, for titles and notes."""
    cell = text_cell(sheet, text)
    cell.border = Border()
    if font is not None:
        cell.font = font
    return cell


def title_cell(sheet: Worksheet, text: str) -> Cell:
    """Return the title of a table."""
    return plain_cell(sheet, text, font=_TITLE)


def note_cell(sheet: Worksheet, text: str) -> Cell:
    """Return a remark."""
    return plain_cell(sheet, text, font=_NOTE)


def head_cell(sheet: Worksheet, text: str) -> Cell:
    """Return the head of a column."""
    cell = text_cell(sheet, text)
    cell.font, cell.fill, cell.alignment = _BOLD, _HEAD_FILL, _CENTRED
    return cell


def head_row(sheet: Worksheet, columns: Sequence[Column]) -> list[Cell]:
    """Return the heads of a table; a share takes three columns."""
    return [
        head_cell(sheet, column.head.replace("（95%区间）", "") + part)
        for column in columns
        for part in _PARTS.get(column.kind, ("",))
    ]


def value_row(sheet: Worksheet, table: Table, values: Sequence[Value]) -> list[Cell]:
    """Return one line of a table."""
    return [
        cell
        for column, value in zip(table.columns, values, strict=True)
        for cell in _cells(sheet, column.kind, value)
    ]


def _cells(sheet: Worksheet, kind: Kind, value: Value) -> Iterator[Cell]:
    if isinstance(value, Share | Difference):
        ends = value.interval
        yield number_cell(sheet, kind, value.value)
        yield number_cell(sheet, kind, ends.low if ends else None)
        yield number_cell(sheet, kind, ends.high if ends else None)
    elif isinstance(value, str):
        yield text_cell(sheet, value)
    else:
        yield (
            number_cell(sheet, kind, value)
            if kind is not Kind.TEXT
            else text_cell(sheet, str(value))
        )


def widths(table: Table) -> list[float]:
    """Return the widths of the columns of a table: no number is wider than its column."""
    sizes: list[float] = []
    for number, column in enumerate(table.columns):
        if column.kind in _PARTS:
            sizes += (12.0, 12.0, 12.0)
        elif column.kind is Kind.TEXT:
            sizes.append(float(min(max(column.width, 6), 70)))
        else:
            values = (line[number] for line in table.rows)
            shown = max((_number_width(column.kind, value) for value in values), default=0)
            sizes.append(float(max(column.width, 6, shown)))
    return sizes


def money_width(yuan: float) -> int:
    """Return the characters that an amount takes in a cell, with room to spare."""
    return len(f"{yuan / _WAN:,.2f}") + 7


def _number_width(kind: Kind, value: Value) -> int:
    if not isinstance(value, int | float):
        return 0
    return money_width(value) if kind is Kind.MONEY else len(f"{value:,.0f}") + 3
