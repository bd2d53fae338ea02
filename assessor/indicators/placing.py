"""Which column each cell of a dumped line belongs to.

In a dump, cells move: a line may stand one column to the left, a name in the first column, a
name one column to the right. Every line's cells are assigned to columns in order, at the least
cost. A cell pays for standing away from its column (a whole line that moved pays the move only
once) and for not reading like what the column holds; a line pays for a value without a name.
A line whose cells all stand in place and read well costs nothing and is not looked at further.
"""

from functools import cache

from assessor.indicators.columns import Role
from assessor.indicators.header import Column, Header
from assessor.indicators.sheet import Row, Slot
from assessor.indicators.values import (
    is_level1,
    is_level2,
    is_template_name,
    looks_like_name,
    looks_like_value,
)

_MOVED = 1.0  # a shift that differs from that of the cell before
_DISTANCE = 0.3  # each moved cell, per column up to one
_NO_NAME = 4.0
_NO_VALUE = 1.0
_DROPPED = 6.0  # a cell that finds no column
_VALUES = frozenset({Role.VALUE, Role.CYCLE_VALUE, Role.ACTUAL})
_MOST_CELLS = 40

Placed = tuple[tuple[Column, Slot], ...]


def place(row: Row, header: Header) -> Placed:
    """Return the cells of a line with their columns; cells without a column are left out."""
    direct = _direct(row, header)
    if direct is not None and _cost(direct) < _MOVED:
        return direct
    if len(row.cells) > _MOST_CELLS:
        return direct or ()
    return _cheapest(row, header)


def _direct(row: Row, header: Header) -> Placed | None:
    """Assign by position alone; ``None`` if a cell stands in no column."""
    placed: list[tuple[Column, Slot]] = []
    for cell in row.cells:
        column = next((c for c in header.columns if cell.column in c.places), None)
        if column is None:
            return None
        placed.append((column, cell))
    return tuple(placed)


def _cost(placed: Placed) -> float:
    cost = sum(reading_cost(column.role, cell.text) for column, cell in placed)
    return cost + line_cost(frozenset(column.role for column, _ in placed))


def line_cost(roles: frozenset[Role]) -> float:
    """Return what a line pays for a value without a name, or a name without a value."""
    if roles & _VALUES and Role.NAME not in roles:
        return _NO_NAME
    if Role.NAME in roles and not roles & _VALUES:
        return _NO_VALUE
    return 0.0


def reading_cost(role: Role, text: str) -> float:
    """Return how badly ``text`` reads as what a column of ``role`` holds; 0 = well."""
    first, second = is_level1(text), is_level2(text)
    if role is Role.LEVEL1:
        return 0.0 if first else 3.0 if second or len(text) > 12 else 2.0
    if role is Role.LEVEL2:
        return 0.0 if second else 3.0 if first or len(text) > 12 else 2.0
    if role is Role.NAME:
        if is_template_name(text):
            return 0.0
        if first or second:
            return 3.0 if text.endswith("指标") else 0.8
        return 2.0 if looks_like_value(text) and not looks_like_name(text) else 0.0
    if role in _VALUES:
        if text.endswith("指标") and (first or second):
            return 4.0
        return 1.5 if looks_like_name(text) or text.startswith("指标") else 0.0
    return 0.2


def _cheapest(row: Row, header: Header) -> Placed:
    cells, columns = row.cells, header.columns

    @cache
    def best(index: int, after: int, shift: int, roles: frozenset[Role]) -> tuple[float, Placed]:
        if index == len(cells):
            return line_cost(roles), ()
        cell = cells[index]
        cost, placed = best(index + 1, after, shift, roles)
        found: tuple[float, Placed] = (cost + _DROPPED, placed)
        for position in range(after, len(columns)):
            column = columns[position]
            move = cell.column - column.first if cell.column not in column.places else 0
            here = reading_cost(column.role, cell.text) + (_DISTANCE if move else 0.0)
            here += _MOVED if move and move != shift else 0.0
            told = roles | ({column.role} & {Role.NAME, *_VALUES})
            cost, placed = best(index + 1, position + 1, move, told)
            if cost + here < found[0]:
                found = (cost + here, ((column, cell), *placed))
        return found

    return best(0, 0, 0, frozenset())[1]
