"""Labels of groups in tables without lines: over which rows each of them stands.

A label is printed once, level with the first row of its group or in the middle of the group.
Which of the two is told by the whole table, after its pages are joined: a group may run over a
page break and has its label on one of the pages only.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median

from assessor.documents.pages.layout import PageCell, PageTable

_LEVEL = 0.45
_OFF_CENTRE = 0.3
_MOST_WORK = 400_000
_Labels = Sequence[PageCell]


@dataclass(frozen=True, slots=True)
class _Split:
    """Where the groups of one column start, and how far off the worst label stands."""

    starts: tuple[int, ...]
    off: float


def grouped(table: PageTable) -> PageTable:
    """Return the table with every label spanned over the rows of its group."""
    columns = {
        column: labels
        for column in table.labels
        if (labels := [cell for cell in table.cells if cell.column == column and cell.lines])
    }
    if not columns:
        return table
    rows = _row_heights(table)
    step = median(below - above for above, below in pairwise(table.ys))
    size = median(line.size for labels in columns.values() for c in labels for line in c.lines)
    top = {column: _from_top(labels, rows) for column, labels in columns.items()}
    middle = _centred(columns, table.ys, most=_OFF_CENTRE * step + 0.5 * size)
    centred = bool(middle) and (
        any(split.off > _LEVEL * size for split in top.values())
        or any(_starts_late(table, split) for split in top.values())
    )
    spans: dict[tuple[int, int], tuple[int, int]] = {}
    for column, labels in columns.items():
        starts = middle[column].starts if centred else top[column].starts
        ends = (*starts[1:], table.row_count)
        for label, start, end in zip(labels, starts, ends, strict=True):
            spans[label.row, column] = start, max(1, end - start)
    cells = [
        replace(cell, row=spans[place][0], row_span=spans[place][1])
        if (place := (cell.row, cell.column)) in spans
        else cell
        for cell in table.cells
    ]
    return replace(table, cells=tuple(sorted(cells, key=lambda cell: (cell.row, cell.column))))


def _height(label: PageCell) -> float:
    return (label.lines[0].top + label.lines[-1].bottom) / 2


def _row_heights(table: PageTable) -> list[list[float]]:
    """Return for every row at which heights its texts begin, and its middle."""
    rows: list[list[float]] = [[] for _ in range(table.row_count)]
    for cell in table.cells:
        if cell.column not in table.labels and cell.lines and cell.row < len(rows):
            first = cell.lines[0]
            rows[cell.row].extend(((first.top + first.bottom) / 2, _height(cell)))
    return rows


def _from_top(labels: _Labels, rows: Sequence[Sequence[float]]) -> _Split:
    """Take every label for level with the first row of its group."""
    starts: list[int] = []
    off = 0.0
    for label in labels:
        first = label.lines[0]
        heights = (first.top + first.bottom) / 2, _height(label)
        least = starts[-1] + 1 if starts else 0
        near = range(max(least, label.row - 2), min(len(rows), label.row + 3))
        apart, row = min(
            ((abs(own - other), row) for row in near for own in heights for other in rows[row]),
            default=(float("inf"), max(least, label.row)),
        )
        starts.append(min(row, len(rows) - 1))
        off = max(off, apart)
    return _Split(tuple(starts), off)


def _starts_late(table: PageTable, split: _Split) -> bool:
    """Whether the row below the header has no label: labels are not level with first rows."""
    return len(split.starts) > 1 and split.starts[0] == 0 and split.starts[1] > 1


def _centred(
    columns: dict[int, list[PageCell]], ys: Sequence[float], *, most: float
) -> dict[int, _Split]:
    """Take every label for the middle of its group; nothing where that does not fit.

    The groups of a column end where groups of the column to its right end.
    """
    found: dict[int, _Split] = {}
    ends: Sequence[int] = range(len(ys))
    for column in sorted(columns, reverse=True):
        split = _middles(columns[column], ys, ends)
        if split.off > most:
            split = _middles(columns[column], ys, range(len(ys)))
        if split.off > most:
            return {}
        found[column] = split
        ends = sorted({*split.starts, len(ys) - 1})
    return found


def _middles(labels: _Labels, ys: Sequence[float], ends: Sequence[int]) -> _Split:
    """Share out all rows among labels so that the sum of their distances from centre is least."""
    count = len(ends)
    if len(labels) >= count or len(labels) * count * count > _MOST_WORK:
        return _Split((), float("inf"))
    costs = [0.0] + [float("inf")] * (count - 1)
    came: list[list[int]] = []
    for label in labels:
        height = _height(label)
        fresh, start_of = [float("inf")] * count, [0] * count
        for start in range(count - 1):
            if costs[start] == float("inf"):
                continue
            for end in range(start + 1, count):
                off = abs((ys[ends[start]] + ys[ends[end]]) / 2 - height)
                if (total := costs[start] + off * off) < fresh[end]:
                    fresh[end], start_of[end] = total, start
        costs = fresh
        came.append(start_of)
    starts: list[int] = []
    off, end = 0.0, count - 1
    for label, start_of in zip(reversed(labels), reversed(came), strict=True):
        start = start_of[end]
        off = max(off, abs((ys[ends[start]] + ys[ends[end]]) / 2 - _height(label)))
        starts.append(ends[start])
        end = start
    return _Split(tuple(reversed(starts)), off)
