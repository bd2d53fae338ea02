"""Tables that a document prints in pieces, and two tables that stand side by side.

Web systems print the header of a table as a table of its own, so that it stays while the body
scrolls; word processors cut long tables. Spreadsheets may hold two forms beside each other.
"""

import re
from collections.abc import Iterator
from dataclasses import replace

from assessor.documents.document import Block, Cell, Line, Table
from assessor.indicators.columns import Role, meaning
from assessor.indicators.header import find_headers
from assessor.indicators.sheet import Sheet, from_table
from assessor.indicators.table_region import ends_table

_BETWEEN = re.compile(r"^\s*(?:[(（]?续[上前]?表\s*\d*[)）]?|接[上前]表)?[:：]?\s*$")
_MOST_HEADER_ROWS = 4
_LONGEST_GROUP = 30
_GUTTER = 1  # the column that web tables keep for a scroll bar
_LEVELS = frozenset({Role.LEVEL1, Role.LEVEL2})
_CYCLE = re.compile(r"中期|长期|实施期|周期|总体|滚动")


def joined(blocks: tuple[Block, ...]) -> tuple[Block, ...]:
    """Return the blocks with tables that go on in the next table put together."""
    found: list[Block] = []
    between: list[Block] = []
    for block in blocks:
        if isinstance(block, Line):
            between.append(block)
            continue
        last = found[-1] if found else None
        near = all(isinstance(b, Line) and _BETWEEN.match(b.text) for b in between)
        if isinstance(last, Table) and near and _goes_on(last, block):
            found[-1] = _appended(last, block)
        else:
            found.extend(between)
            found.append(block)
        between = []
    return (*found, *between)


def _goes_on(table: Table, following: Table) -> bool:
    if table.name or following.name or table.column_count < 3:
        return False
    sheet = from_table(table)
    headers = find_headers(sheet.rows)
    if not headers:
        return False
    only_header = headers[-1].end == len(sheet.rows) <= _MOST_HEADER_ROWS
    missing = table.column_count - following.column_count
    if missing not in ((0, _GUTTER) if only_header else (0,)):
        return False
    rows = from_table(following).rows
    return bool(rows) and not find_headers(rows) and not ends_table(rows[0])


def _appended(table: Table, following: Table) -> Table:
    moved = tuple(replace(c, row=c.row + table.row_count) for c in following.cells)
    return replace(
        table,
        cells=(*table.cells, *moved),
        row_count=table.row_count + following.row_count,
    )


def parted(table: Table) -> Iterator[Table]:
    """Yield a table, or the two forms that stand side by side in it, the left one first."""
    cut = _cut(from_table(table))
    if cut is None:
        yield table
        return
    left = [_trimmed(cell, cut) for cell in table.cells if cell.column < cut]
    right = [cell for cell in table.cells if cell.column >= cut]
    yield replace(table, cells=tuple(left))
    yield replace(table, cells=tuple(right))


def _trimmed(cell: Cell, cut: int) -> Cell:
    return replace(cell, column_span=min(cell.column_span, cut - cell.column))


def _cut(sheet: Sheet) -> int | None:
    """Return the column at which a second form begins: its header has levels of its own."""
    for index, row in enumerate(sheet.rows):
        roles = [(cell.column, meaning(cell.text).strong) for cell in row.cells]
        names = [column for column, role in roles if role is Role.NAME]
        if len(names) != 2:
            continue
        firsts = [column for column, role in roles if role is Role.LEVEL1]
        if len(firsts) != 2 or not firsts[0] < names[0] < firsts[1] < names[1]:
            continue
        values = [column for column, role in roles if role is Role.VALUE]
        if not any(names[0] < v < firsts[1] for v in values) or max(values) < names[1]:
            continue
        above = [c.text for r in sheet.rows[max(0, index - 2) : index] for c in r.cells]
        serial = [c for c, role in roles if role is Role.SERIAL and names[0] < c < firsts[1]]
        # 中期 beside 年度 are two periods of one form.
        if not any(_CYCLE.search(text) and len(text) < _LONGEST_GROUP for text in above):
            return min([firsts[1], *serial])
    return None
