"""Columns of a table without a header, by what they hold.

Two columns must hold known level labels, or one of first and one of second level; the names are
the first column right of them that holds text, the values the next.
"""

from collections import Counter

from assessor.indicators.columns import Role
from assessor.indicators.header import Column, Header
from assessor.indicators.sheet import Row, Sheet
from assessor.indicators.values import is_level1, is_level2, looks_like_value

_LEAST_LABELS = 3
_LEAST_VALUES = 0.3


def guess_header(sheet: Sheet) -> Header | None:
    """Return a header without rows of its own, ``None`` where the columns do not show."""
    rows = [row for row in sheet.rows if not row.is_text]
    first = _commonest(rows, Role.LEVEL1)
    second = _commonest(rows, Role.LEVEL2, apart_from=first)
    if first is None or second is None or second < first:
        return None
    start = next(i for i, row in enumerate(sheet.rows) if _is_labelled(row, first, second))
    body = [row for row in sheet.rows[start:] if not row.is_text]
    filled = Counter(cell.column for row in body for cell in row.cells if cell.column > second)
    places = sorted(place for place, count in filled.items() if count >= 0.3 * len(body))
    if len(places) < 2:
        return None
    name, value = places[0], places[1]
    texts = [cell.text for row in body if (cell := row.at(value)) is not None]
    if sum(map(looks_like_value, texts)) < _LEAST_VALUES * len(texts):
        return None
    roles = ((Role.LEVEL1, first), (Role.LEVEL2, second), (Role.NAME, name), (Role.VALUE, value))
    return Header(
        start=start,
        end=start,
        columns=tuple(Column(role=role, first=place) for role, place in roles),
        size=max(row.size for row in body),
        guessed=("没有表头，各列按内容推测",),
    )


def _commonest(rows: list[Row], role: Role, apart_from: int | None = None) -> int | None:
    known = is_level1 if role is Role.LEVEL1 else is_level2
    counts = Counter(
        cell.column
        for row in rows
        for cell in row.cells
        if not cell.repeated and cell.column != apart_from and known(cell.text)
    )
    if not counts:
        return None
    place, count = counts.most_common(1)[0]
    return place if count >= (2 if role is Role.LEVEL1 else _LEAST_LABELS) else None


def _is_labelled(row: Row, first: int, second: int) -> bool:
    cells = (row.at(first), row.at(second))
    return (cells[0] is not None and is_level1(cells[0].text)) or (
        cells[1] is not None and is_level2(cells[1].text)
    )
