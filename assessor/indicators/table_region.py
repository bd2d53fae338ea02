"""Which rows of a sheet belong to an indicator table, and which of those say nothing.

A table runs from its header to the next header, to a title, to a row that belongs to the frame of
another form (项目名称, 部门名称 …) or to the end of the sheet.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from assessor.indicators.columns import Role, meaning
from assessor.indicators.facts import FactKind, fact_kind
from assessor.indicators.header import Header
from assessor.indicators.headings import PROJECT_LINE
from assessor.indicators.sheet import Row, Sheet, Slot
from assessor.indicators.values import is_level1, is_level2, looks_like_value

_TOTAL = re.compile(
    r"^(?:(?:权重|分值|得分)\s*合\s*计|合\s*计|总\s*计|小\s*计|总\s*分|得\s*分\s*合\s*计|分\s*值\s*合\s*计)[:：]?$"
)
NOTE = re.compile(
    r"^(?:注|备注|说明|填表说明|填报说明|填表人|填报人|审核人|联系人|联系电话|注意|填报日期|填表日期|单位负责人)\s*\d?[:：]"
)
_NOTE_LABEL = re.compile(
    r"^(?:注|备\s*注|说\s*明|填[表报]说明|填[表报]要求|注意事项|其他(?:需要)?说明(?:的问题|的事项)?)[:：]?$"
)
_OPINION = re.compile(
    r"意见\s*[:：]|(?:意见|签字|签章|盖章|签名|负责人)(?:[(（].{0,10}[)）])?\s*[:：]?$"
)
TITLE = re.compile(r"绩效.{0,20}(?:表|报告)\s*(?:[(（].{0,20}[)）])?\s*$")
_LONG_NOTE = 60
_LONGEST_TITLE = 60
_ENDING = frozenset(
    {
        FactKind.PROJECT,
        FactKind.ORGANISATION,
        FactKind.AUTHORITY,
        FactKind.HIGHER_AUTHORITY,
        FactKind.BUDGET,
        FactKind.CYCLE,
    }
)
SILENT = "-"
REPEATED = "重复的表头"


def table_end(sheet: Sheet, start: int, stop: int) -> int:
    """Return the index of the first row from ``start`` on that is no longer of the table."""
    for index in range(start, stop):
        if ends_table(sheet.rows[index]):
            return index
    return stop


def ends_table(row: Row) -> bool:
    """Whether a row belongs to what follows a table: a title or the frame of the next form."""
    if is_title(row) or _is_project_line(row):
        return True
    if row.is_text:
        return fact_kind(re.split("[:：]", row.text)[0]) in _ENDING
    kinds = {fact_kind(re.split("[:：]", cell.text)[0]) for cell in row.cells}
    labels = any(is_level1(cell.text) or is_level2(cell.text) for cell in row.cells)
    return bool(kinds & _ENDING) and not labels and _leads(row)


def _is_project_line(row: Row) -> bool:
    """Whether a row is one cell that begins the next project: 项目二：环卫作业."""
    return len(row.cells) == 1 and PROJECT_LINE.match(row.cells[0].text) is not None


def _leads(row: Row) -> bool:
    """Whether the first cell is a label of the frame: names of rows may hold such words too."""
    return fact_kind(re.split("[:：]", row.cells[0].text)[0]) is not None


def is_title(row: Row) -> bool:
    """Whether a row is a heading such as 某某项目绩效目标表."""
    texts = {cell.text for cell in row.cells}
    text = row.cells[0].text
    return len(texts) == 1 and len(text) <= _LONGEST_TITLE and TITLE.search(text) is not None


def without_block_label(header: Header, rows: tuple[Row, ...]) -> Header:
    """Move the columns of a one-cell-a-line dump whose rows lack the header's first cell.

    The first cell (绩效指标) then names the whole block, a merged cell that is printed once.
    """
    sizes = Counter(row.size for row in rows if not row.is_text)
    first = min(column.first for column in header.columns)
    if not sizes or first != 1 or sizes.most_common(1)[0][0] != header.size - 1:
        return header
    moved = tuple(replace(column, first=column.first - 1) for column in header.columns)
    return replace(header, columns=moved, size=header.size - 1)


def completed(rows: tuple[Row, ...], size: int) -> Iterator[Row]:
    """Put rows of a one-cell-a-line dump together that a blank line inside a row has cut."""
    index = 0
    while index < len(rows):
        row = rows[index]
        end = index
        while row.size < size and end + 1 < len(rows) and not rows[end + 1].is_text:
            after = rows[end + 1]
            if row.is_text or row.size + after.size > size:
                break
            moved = tuple(replace(c, column=c.column + row.size) for c in after.cells)
            row = replace(row, cells=(*row.cells, *moved), size=row.size + after.size)
            end += 1
        yield from _cut(row, size)
        index = end + 1


def _cut(row: Row, size: int) -> Iterator[Row]:
    """Cut a run of cells without blank lines into rows of ``size``."""
    if row.is_text or row.size <= size or row.size % size:
        yield row
        return
    for first in range(0, row.size, size):
        cells = tuple(
            replace(c, column=c.column - first)
            for c in row.cells
            if first <= c.column < first + size
        )
        if cells:
            yield replace(row, cells=cells, size=size, origin=cells[0].origin)


def is_total(text: str) -> bool:
    """Whether the first cell of a row says that it sums up the rows above."""
    return _TOTAL.match(text.strip()) is not None


def left_out(row: Row, header: Header, *, exact: bool) -> str:
    """Return why a row is no table row; ``"-"`` if nobody would take it for an indicator."""
    if row.is_text or is_title(row):
        return SILENT
    fresh = [cell for cell in row.cells if not cell.repeated] or list(row.cells)
    first = fresh[0].text
    known = sum(bool(meaning(cell.text)) for cell in fresh)
    same = {c.text for c in fresh} <= header.words
    if known > 1 and (same or known == len(fresh) > 2):
        return REPEATED
    if _is_note_or_total(row, fresh, header, exact=exact):
        return SILENT
    if len(fresh) == 1 and len(first) > _LONG_NOTE and not is_level1(first):
        return SILENT
    if exact and _is_one_cell(row, header):
        return "" if is_level1(first) or is_level2(first) else SILENT
    if exact and len(row.cells) == 1 and _spans_table(row.cells[0], header):
        return SILENT if not is_level1(first) and not is_level2(first) else ""
    if exact and _has_name_and_value(row, header):
        return ""
    if len(fresh) <= 2 and (kind := fact_kind(first)) and kind is not FactKind.UNIT:
        return SILENT if not is_level1(first) and not is_level2(first) else ""
    return ""


def _is_note_or_total(row: Row, fresh: list[Slot], header: Header, *, exact: bool) -> bool:
    first = fresh[0].text
    if _NOTE_LABEL.match(first.strip()) and not fresh[0].repeated:
        return True
    if is_total(first):
        return True
    # Where levels are merged the first fresh cell is the name: 出具法律意见 is no signature.
    labelled = any(mark in cell.text for cell in fresh for mark in ":：")
    valued = looks_like_value(fresh[-1].text) and not labelled
    whole = _has_name_and_value(row, header) if exact else valued
    if whole and len(fresh) > 1:
        return False
    return NOTE.match(first) is not None or _OPINION.search(first) is not None


def _has_name_and_value(row: Row, header: Header) -> bool:
    """Whether cells of their own begin in the columns of name and value."""
    name, value = header.column(Role.NAME), header.column(Role.VALUE)
    if name is None or value is None:
        return False
    starts = {cell.column for cell in row.cells if not cell.repeated}
    return name.first in starts and bool(starts & set(value.places))


def _is_one_cell(row: Row, header: Header) -> bool:
    """Whether one merged cell stands in the columns of name and value: a total or a note."""
    name, value = header.column(Role.NAME), header.column(Role.VALUE)
    if name is None or value is None:
        return False
    cell = row.at(name.first)
    return cell is not None and cell is row.at(value.first)


def _spans_table(cell: Slot, header: Header) -> bool:
    last = max(c.first + c.width for c in header.columns)
    return cell.width >= 3 and cell.column + cell.width >= last
