"""Tables of the Word report: numbers never broken over lines, wide tables on lying pages."""

from typing import Any

from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.table import WD_ALIGN_VERTICAL
from docx.shared import Mm

from assessor.reports.batch.tables import Column, Kind, Table, Value, value_text
from assessor.reports.docx_paper import fill, new_row, new_table, shade
from assessor.reports.lines import width

MARGIN_MM = 24
UPRIGHT_MM, LYING_MM = 162.0, 249.0
_HEAD_COLOUR = "DDEBF7"
_POINTS, _SMALL_POINTS, _MANY = 9.0, 7.5, 6
# One column of text is half the height of a letter wide; Latin digits of some fonts are wider.
_MM_PER_POINT, _ROOMY, _PADDING_MM = 0.3528, 1.25, 4.4
_LEAST_TEXT, _MOST_TEXT, _HEAD_COLUMNS = 20, 60, 8
_WAN = 1e4


def is_wide(table: Table) -> bool:
    """Tell whether the numbers and a readable part of the texts need a lying page."""
    return bool(table.rows) and sum(_least(table)) > UPRIGHT_MM


def add_table(paper: Any, table: Table, page_mm: float) -> None:  # noqa: ANN401 - python-docx has no types
    """Write a table as wide as the page."""
    sizes = _sizes(table, page_mm)
    grid = new_table(paper, sizes)
    small = _points(table)
    for cell, column in zip(new_row(grid, sizes, is_head=True), table.columns, strict=True):
        fill(cell, [_head(column)], bold=True, centred=True, points=small)
        shade(cell, _HEAD_COLOUR)
        cell.vertical_alignment = WD_ALIGN_VERTICAL.CENTER
    for values in table.rows:
        cells = new_row(grid, sizes, is_whole=True)
        for cell, column, value in zip(cells, table.columns, values, strict=True):
            centred = column.kind is not Kind.TEXT
            fill(cell, [_text(column, value)], centred=centred, points=small)
            cell.vertical_alignment = WD_ALIGN_VERTICAL.CENTER


def turn_page(paper: Any, *, lying: bool) -> None:  # noqa: ANN401
    """Begin a new page that lies or stands; the numbers of the pages go on."""
    section = paper.add_section(WD_SECTION.NEW_PAGE)
    across, height = sorted((section.page_width, section.page_height), reverse=lying)
    section.orientation = WD_ORIENT.LANDSCAPE if lying else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = across, height
    for side in ("left_margin", "right_margin", "top_margin", "bottom_margin"):
        setattr(section, side, Mm(MARGIN_MM))


def _points(table: Table) -> float:
    return _POINTS if len(table.columns) <= _MANY else _SMALL_POINTS


def _head(column: Column) -> str:
    return f"{column.head}（万元）" if column.kind is Kind.MONEY else column.head


def _text(column: Column, value: Value) -> str:
    """Return a value as printed; money is a plain number of 万元, which the head says."""
    if column.kind is Kind.MONEY and isinstance(value, int | float):
        return f"{value / _WAN:,.2f}"
    return value_text(column.kind, value)


def _shown(table: Table, number: int) -> list[int]:
    column = table.columns[number]
    return [width(_text(column, line[number])) for line in table.rows]


def _mm(columns: float, points: float) -> float:
    return columns * points / 2 * _MM_PER_POINT * _ROOMY + _PADDING_MM


def _least(table: Table) -> list[float]:
    """Return the least widths in mm: whole numbers, and so much text that a name is readable."""
    points = _points(table)
    sizes = []
    for number, column in enumerate(table.columns):
        longest = max(_shown(table, number), default=0)
        if column.kind is Kind.TEXT:
            longest = min(longest, _LEAST_TEXT)
        sizes.append(_mm(max(longest, min(width(_head(column)), _HEAD_COLUMNS)), points))
    return sizes


def _sizes(table: Table, page_mm: float) -> list[float]:
    """Share out the page: numbers get what they need, texts the rest by their lengths."""
    points = _points(table)
    sizes = _least(table)
    wishes = [
        _mm(min(max(_shown(table, number), default=0), _MOST_TEXT), points)
        if column.kind is Kind.TEXT
        else 0.0
        for number, column in enumerate(table.columns)
    ]
    more = [max(wish - size, 0.0) for wish, size in zip(wishes, sizes, strict=True)]
    left = page_mm - sum(sizes)
    if left < 0:
        return [size * page_mm / sum(sizes) for size in sizes]
    if sum(more) > left:
        return [size + left * wish / sum(more) for size, wish in zip(sizes, more, strict=True)]
    rest = left - sum(more)
    return [size + wish + rest / len(sizes) for size, wish in zip(sizes, more, strict=True)]
