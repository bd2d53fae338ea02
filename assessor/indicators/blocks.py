"""Tables with two groups of columns side by side: 中期目标 and 年度目标.

Each group has names and values of its own. The groups are read as two tables that share the
columns before them; a name that stands in both groups of a row is one indicator with both values.
"""

import re
from dataclasses import replace

from assessor.indicators.columns import Role
from assessor.indicators.header import Column, Header
from assessor.indicators.sheet import Row

_CYCLE = re.compile(r"中期|长期|实施期|周期|总体|滚动")
_ANNUAL = re.compile(r"年度|当年|本年")
_ROWS_ABOVE = 4


def blocks(header: Header, rows: tuple[Row, ...]) -> tuple[Header, ...]:
    """Return one header per group of columns, the group of the whole period first.

    Parameters
    ----------
    rows
        All rows of the sheet; the rows above the header may name the groups.
    """
    columns = header.columns
    names = [i for i, column in enumerate(columns) if column.role is Role.NAME]
    if len(names) != 2:
        return (header,)
    start = _block_start(columns, names[1], names[0])
    second = columns[start:]
    if not any(column.role is Role.VALUE for column in second):
        return (header,)
    own = {column.role for column in second}
    shared = tuple(
        column
        for index, column in enumerate(columns[: names[0]])
        if index < _block_start(columns, names[0], -1) or column.role not in own
    )
    first = tuple(column for column in columns[:start] if column not in shared)
    if not any(column.role in (Role.VALUE, Role.CYCLE_VALUE) for column in first):
        return (header,)
    if _is_annual(first, header, rows) and not _is_annual(second, header, rows):
        first, second = second, first
    cycle = tuple(
        replace(column, role=Role.CYCLE_VALUE) if column.role is Role.VALUE else column
        for column in first
    )
    return (
        replace(header, columns=(*shared, *cycle)),
        replace(header, columns=(*shared, *second)),
    )


def _block_start(columns: tuple[Column, ...], name: int, floor: int) -> int:
    """Return where the group of the name column begins: its levels stand left of it."""
    start = name
    while start - 1 > floor and columns[start - 1].role in (Role.LEVEL2, Role.SERIAL):
        start -= 1
    if start - 1 > floor >= 0 and columns[start - 1].role is Role.LEVEL1:
        start -= 1
    return start


def _is_annual(group: tuple[Column, ...], header: Header, rows: tuple[Row, ...]) -> bool:
    """Whether the words above the group name the year and not the whole period."""
    places = {place for column in group for place in column.places}
    texts = [
        cell.text
        for row in rows[max(0, header.start - _ROWS_ABOVE) : header.end]
        for cell in row.cells
        if cell.column in places and len(cell.text) < 40
    ]
    return any(map(_ANNUAL.search, texts)) and not any(map(_CYCLE.search, texts))
