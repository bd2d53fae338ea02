"""Dumps of tables with one cell a line and nothing to tell cells from text: no tab, no mark.

The header shows how many columns there are: its names follow one another line by line. Below it,
every row takes as many lines, an empty cell a blank line. Lines lost or added at the edge of a
row (a trailing empty cell that was not printed, a blank line between rows) are found by cutting
all rows together at the least cost: a cell pays for not reading like what its column holds.
Outside of tables, a label of the frame takes the next line as its text.
"""

import re
from collections.abc import Iterator, Sequence

from assessor.documents.document import Line
from assessor.indicators.columns import Role, meaning
from assessor.indicators.facts import FactKind, fact_kind
from assessor.indicators.placing import line_cost, reading_cost
from assessor.indicators.sheet import Row, Sheet, Slot

_TITLE = re.compile(r"绩效.{0,20}(?:表|报告)\s*(?:[(（].{0,20}[)）])?\s*$")
_NOTE = re.compile(r"^(?:注|说明|填表说明|填报说明|填表人|填报人|审核人|联系人)\s*\d?[:：]")
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
_LEAST_COLUMNS = 3
_MOST_COLUMNS = 20
_LONGEST_LABEL_TITLE = 60
_BLANK_SKIPPED, _CELL_LOST, _LINE_DROPPED = 1.0, 1.5, 8.0
_VALUES = frozenset({Role.VALUE, Role.CYCLE_VALUE})


def read_plain_cells(lines: tuple[Line, ...]) -> Sheet | None:
    """Return the sheet of such a dump, ``None`` if the lines are none."""
    if any("\t" in line.text for line in lines):
        return None
    headers = _headers(lines)
    if not headers:
        return None
    rows: list[Row] = []
    index = 0
    for start, end in headers:
        if start < index:
            continue
        rows.extend(_frame(lines[index:start]))
        stop = _body_end(lines, end)
        first, roles, body = _cut(lines, start, end, stop)
        rows.extend(_frame(lines[start:first]))
        rows.append(_row(lines[first:end]))
        rows.extend(_row(part) for part in body if any(line.text.strip() for line in part))
        index = stop if roles else end
    rows.extend(_frame(lines[index:]))
    return Sheet(rows=tuple(rows), exact=True, cell_list=True)


def _headers(lines: tuple[Line, ...]) -> list[tuple[int, int]]:
    """Return the runs of lines that name columns of an indicator table."""
    found: list[tuple[int, int]] = []
    start = 0
    for index in range(len(lines) + 1):
        if index < len(lines) and meaning(lines[index].text.strip()):
            continue
        if _LEAST_COLUMNS <= index - start <= _MOST_COLUMNS and _is_header(lines[start:index]):
            found.append((start, index))
        start = index + 1
    return found


def _is_header(lines: Sequence[Line]) -> bool:
    strong = {meaning(line.text.strip()).strong for line in lines}
    return Role.NAME in strong and bool(strong & _VALUES)


def _body_end(lines: tuple[Line, ...], start: int) -> int:
    for index in range(start, len(lines)):
        text = lines[index].text.strip()
        label = fact_kind(re.split("[:：]", text)[0])
        title = len(text) <= _LONGEST_LABEL_TITLE and _TITLE.search(text)
        if title or label in _ENDING or _NOTE.match(text) or meaning(text).strong is Role.LEVEL1:
            return index
    return len(lines)


def _cut(
    lines: tuple[Line, ...], start: int, end: int, stop: int
) -> tuple[int, tuple[Role | None, ...], list[tuple[Line, ...]]]:
    """Return where the header begins, its roles and its rows, cut at the least cost.

    A weak word before the levels (绩效指标) may name the whole block instead of a column.
    """
    firsts = [start]
    if meaning(lines[start].text.strip()).strong is None and end - start > _LEAST_COLUMNS:
        firsts.append(start + 1)
    tried = []
    for first in firsts:
        roles = tuple(_role(line.text.strip()) for line in lines[first:end])
        cost, parts = _cheapest(lines[end:stop], roles)
        tried.append((cost, first, roles, parts))
    _, first, roles, parts = min(tried, key=lambda item: item[0])
    return first, roles, [lines[end + low : end + high] for low, high in parts]


def _role(text: str) -> Role | None:
    known = meaning(text)
    return known.strong or (known.weak[0] if known.weak else None)


def _cheapest(
    body: tuple[Line, ...], roles: tuple[Role | None, ...]
) -> tuple[float, list[tuple[int, int]]]:
    """Return the least cost of cutting the body into rows, and the rows as ranges of lines."""
    texts = [line.text.strip() for line in body]
    count, size = len(texts), len(roles)
    best = [0.0] * (count + 1)
    step = [(count, False)] * (count + 1)
    for index in range(count - 1, -1, -1):
        dropped = _LINE_DROPPED if texts[index] else _BLANK_SKIPPED
        choices = [(best[index + 1] + dropped, index + 1, False)]
        for length in (size, size - 1):
            stop = min(index + length, count)
            cost = _row_cost(texts[index:stop], roles) + _CELL_LOST * (length < size)
            choices.append((best[stop] + cost, stop, True))
        best[index], after, is_row = min(choices)
        step[index] = (after, is_row)
    parts: list[tuple[int, int]] = []
    index = 0
    while index < count:
        after, is_row = step[index]
        if is_row:
            parts.append((index, after))
        index = after
    return best[0], parts


def _row_cost(texts: Sequence[str], roles: tuple[Role | None, ...]) -> float:
    filled = [(role, text) for role, text in zip(roles, texts, strict=False) if text]
    cost = sum(reading_cost(role, text) if role is not None else 0.2 for role, text in filled)
    return cost + line_cost(frozenset(role for role, _ in filled if role is not None))


def _row(lines: Sequence[Line]) -> Row:
    cells = tuple(
        Slot(text=line.text.strip(), column=column, origin=line.origin)
        for column, line in enumerate(lines)
        if line.text.strip()
    )
    return Row(cells=cells, size=len(lines), origin=cells[0].origin)


def _frame(lines: Sequence[Line]) -> Iterator[Row]:
    """Yield labels with the line below them as one row, other lines as text."""
    filled = [line for line in lines if line.text.strip()]
    index = 0
    while index < len(filled):
        line = filled[index]
        label = fact_kind(line.text.strip()) is not None
        if label and index + 1 < len(filled) and not _is_label(filled[index + 1].text):
            yield _row((line, filled[index + 1]))
            index += 2
            continue
        slot = Slot(text=line.text.strip(), column=0, origin=line.origin)
        yield Row(cells=(slot,), size=1, origin=line.origin, is_text=True)
        index += 1


def _is_label(text: str) -> bool:
    return fact_kind(text.strip()) is not None or bool(meaning(text.strip()))
