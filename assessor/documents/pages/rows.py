"""Rows of a table without lines between them: wrapped texts put together, groups spanned.

Every row has its anchor: its line in the column that wraps least and is filled most (amounts,
values). Texts of the other columns are shared out among the anchors, top aligned or centred on
them, whichever fits the table better.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median

from assessor.documents.pages.columns import Columns, Piece
from assessor.documents.pages.header_lines import header_height, with_header
from assessor.documents.pages.layout import PageCell, PageTable

_TIGHT = 1.15
_WIDEST_PITCH = 1.7
_FULL = 1.5
_NARROW = 4.0
_LABEL = 6.5
_PURE = 0.75
_MOST_WRAPPED = 0.15
_LEAST_SHARED = 0.6
_GROUPED = 0.8
_MOST_WORK = 60_000
_Lines = Sequence[Piece]


@dataclass(frozen=True, slots=True)
class _Spacing:
    """Usual type size and the smallest distance of lines in one column."""

    size: float
    pitch: float


def table_of_rows(
    rows: Sequence[Sequence[Piece]], columns: Columns, *, number: int
) -> PageTable | None:
    """Return the table that visual rows in columns make, ``None`` if rows cannot be told."""
    height = header_height(rows)
    if height > 1:
        body = _table_of_rows(rows[height:], columns, number=number)
        return None if body is None else with_header(rows[:height], body, number=number)
    return _table_of_rows(rows, columns, number=number)


def _table_of_rows(
    rows: Sequence[Sequence[Piece]], columns: Columns, *, number: int
) -> PageTable | None:
    by_column: list[list[Piece]] = [[] for _ in range(columns.count)]
    for row in rows:
        for piece in row:
            by_column[piece.column].append(piece)
    if not any(by_column):
        return None
    spacing = _spacing(by_column)
    key = _key_column(by_column, rows, spacing)
    if key is None:
        return None
    anchors = _anchors(by_column, rows, key=key, spacing=spacing)
    shared = _shared(by_column, anchors, spacing)
    shared[key] = _own(_key_entries(key, rows, spacing), anchors)
    cells: list[PageCell] = []
    labels: set[int] = set()
    edges = _row_edges(shared, anchors, rows)
    leading = _leading(by_column, anchors, spacing)
    for column, lines in enumerate(by_column):
        few = len(_entries(lines, spacing)) < _GROUPED * len(anchors)
        if column < min(key, leading) and (few or _leads(shared, column)):
            cells.extend(_label_cells(lines, edges, column=column, spacing=spacing))
            labels.add(column)
        else:
            cells.extend(_plain_cells(shared[column], column=column))
    placed = {(cell.row, cell.column): replace(cell, page=number) for cell in cells}
    return PageTable(
        xs=(columns.left, *columns.cuts, columns.right),
        ys=edges,
        cells=tuple(placed[place] for place in sorted(placed)),
        ruled=False,
        labels=frozenset(labels),
    )


def _leading(by_column: Sequence[_Lines], anchors: Sequence[float], spacing: _Spacing) -> int:
    """Return the first column that has a text of some length in most rows: labels stand left."""
    for column, lines in enumerate(by_column):
        filled = len(_entries(lines, spacing)) >= _GROUPED * len(anchors)
        if filled and _widest(lines) > _LABEL * spacing.size:
            return column
    return len(by_column)


def _leads(shared: Sequence[Sequence[_Lines]], column: int) -> bool:
    """Whether a column is empty only in rows in which nothing stands left of it either."""
    empty = [row for row, lines in enumerate(shared[column]) if not lines]
    return bool(empty) and all(
        not any(shared[before][row] for before in range(column))
        and any(shared[after][row] for after in range(column + 1, len(shared)))
        for row in empty
    )


def _height(piece: Piece) -> float:
    return (piece.line.top + piece.line.bottom) / 2


def _spacing(by_column: Sequence[_Lines]) -> _Spacing:
    size = median(piece.line.size for lines in by_column for piece in lines)
    steps = sorted(
        step
        for lines in by_column
        for before, after in pairwise(lines)
        if (step := _height(after) - _height(before)) > 0.9 * size
    )
    # The second smallest: one odd distance says nothing.
    pitch = steps[min(1, len(steps) - 1)] if steps else 1.5 * size
    return _Spacing(size, min(pitch, _WIDEST_PITCH * size))


def _continues(before: Piece, after: Piece, *, widest: float, spacing: _Spacing) -> bool:
    """Whether ``after`` is the rest of a text that filled the line before it."""
    width = before.line.x1 - before.line.x0
    return (
        widest >= _NARROW * spacing.size
        and _height(after) - _height(before) <= _TIGHT * spacing.pitch
        and width >= widest - _FULL * spacing.size
    )


def _widest(lines: _Lines) -> float:
    return max((piece.line.x1 - piece.line.x0 for piece in lines if piece.column_span == 1),
               default=max((piece.line.x1 - piece.line.x0 for piece in lines), default=0.0))  # fmt: skip


def _entries(lines: _Lines, spacing: _Spacing) -> list[list[Piece]]:
    """Put together lines that are one wrapped text."""
    widest = _widest(lines)
    entries: list[list[Piece]] = []
    for piece in lines:
        if entries and (
            _continues(entries[-1][-1], piece, widest=widest, spacing=spacing)
            or _is_narrow_label(entries[-1][-1], piece, widest=widest, spacing=spacing)
        ):
            entries[-1].append(piece)
        else:
            entries.append([piece])
    return entries


def _is_narrow_label(before: Piece, after: Piece, *, widest: float, spacing: _Spacing) -> bool:
    """Whether two lines belong to a label that is wrapped every one or two characters."""
    step = _height(after) - _height(before)
    return widest <= 2.6 * spacing.size and step <= min(_TIGHT * spacing.pitch, 1.7 * spacing.size)


def _key_column(
    by_column: Sequence[_Lines], rows: Sequence[Sequence[Piece]], spacing: _Spacing
) -> int | None:
    found: list[tuple[int, int, int]] = []
    for column, lines in enumerate(by_column):
        widest = _widest(lines)
        wrapped = sum(
            _continues(before, after, widest=widest, spacing=spacing)
            for before, after in pairwise(lines)
        )
        shared = sum(len(row) > 1 for row in rows if any(piece.column == column for piece in row))
        if (
            len(lines) >= 2
            and wrapped <= _MOST_WRAPPED * len(lines)
            and shared >= _LEAST_SHARED * len(lines)
        ):
            close = sum(
                _height(after) - _height(before) <= _TIGHT * spacing.pitch
                for before, after in pairwise(lines)
            )
            found.append((len(lines) - wrapped, column, close))
    if not found:
        return None
    most = max(count for count, _, _ in found)
    # A column without two lines as close as those of a wrapped text has one line in every row.
    pure = [(count, column) for count, column, close in found if not close]
    best = max(pure, default=(0, 0))
    if best[0] >= _PURE * most:
        return best[1]
    return max((count, column) for count, column, _ in found)[1]


def _anchors(
    by_column: Sequence[_Lines],
    rows: Sequence[Sequence[Piece]],
    *,
    key: int,
    spacing: _Spacing,
) -> list[float]:
    """Return the height of every row: its key entry, or a row of several texts without one."""
    anchors = [
        (_height(entry[0]) + _height(entry[-1])) / 2 for entry in _key_entries(key, rows, spacing)
    ]
    for row in rows:
        height = median(_height(piece) for piece in row)
        fresh = sum(_is_fresh(piece, by_column[piece.column], spacing) for piece in row)
        apart = min((abs(height - anchor) for anchor in anchors), default=1e9)
        if fresh >= 2 and fresh == len(row) and apart > 0.8 * spacing.pitch:
            anchors.append(height)
    return sorted(anchors)


def _key_entries(
    column: int, rows: Sequence[Sequence[Piece]], spacing: _Spacing
) -> list[list[Piece]]:
    """Put together the wrapped lines of a column; a row as full as usual starts a new one."""
    own = [(row, piece) for row in rows if (piece := _in_column(row, column))]
    usual = median(len(row) for row, _ in own) if own else 0
    widest = _widest([piece for _, piece in own])
    entries: list[list[Piece]] = []
    for row, piece in own:
        if (
            entries
            and len(row) < usual
            and (
                _continues(entries[-1][-1], piece, widest=widest, spacing=spacing)
                # A header wrapped after every character beside the other headers.
                or (len(entries) == 1 and len(row) == 1 and _is_narrow_label(entries[-1][-1], piece, widest=widest,
                                                       spacing=spacing))
            )
        ):  # fmt: skip
            entries[-1].append(piece)
        else:
            entries.append([piece])
    return entries


def _in_column(row: Sequence[Piece], column: int) -> Piece | None:
    return next((piece for piece in row if piece.column == column), None)


def _is_fresh(piece: Piece, lines: _Lines, spacing: _Spacing) -> bool:
    """Whether no text of the column runs into this line."""
    place = lines.index(piece)
    return place == 0 or (
        _height(piece) - _height(lines[place - 1]) > _TIGHT * spacing.pitch
        or not _continues(lines[place - 1], piece, widest=_widest(lines), spacing=spacing)
    )


def _own(entries: Sequence[_Lines], anchors: Sequence[float]) -> list[list[Piece]]:
    shared: list[list[Piece]] = [[] for _ in anchors]
    for entry in entries:
        middle = (_height(entry[0]) + _height(entry[-1])) / 2
        nearest = min(range(len(anchors)), key=lambda index: abs(anchors[index] - middle))
        shared[nearest].extend(entry)
    return shared


def _shared(
    by_column: Sequence[_Lines], anchors: Sequence[float], spacing: _Spacing
) -> list[list[list[Piece]]]:
    """Share out the lines of every column among the anchors, aligned as fits all best."""
    if max(map(len, by_column)) * len(anchors) > _MOST_WORK:
        return [_nearest(lines, anchors) for lines in by_column]
    top, centred = (
        [_partition(lines, anchors, spacing, centred=centred) for lines in by_column]
        for centred in (False, True)
    )
    best = top if sum(cost for cost, _ in top) <= sum(cost for cost, _ in centred) else centred
    return [shared for _, shared in best]


def _nearest(lines: _Lines, anchors: Sequence[float]) -> list[list[Piece]]:
    shared: list[list[Piece]] = [[] for _ in anchors]
    for piece in lines:
        best = min(range(len(anchors)), key=lambda index: abs(anchors[index] - _height(piece)))
        shared[best].append(piece)
    return shared


def _partition(
    lines: _Lines, anchors: Sequence[float], spacing: _Spacing, *, centred: bool
) -> tuple[float, list[list[Piece]]]:
    """Cut the lines into one group per anchor so that groups stand best at their anchors.

    ``costs[i]`` is the least cost of giving the first ``i`` lines to the anchors so far;
    ``came[k][i]`` is where the group of anchor ``k`` starts.
    """
    count = len(lines)
    heights = [_height(piece) for piece in lines]
    widest = _widest(lines)
    joins = [False] + [
        _continues(before, after, widest=widest, spacing=spacing)
        for before, after in pairwise(lines)
    ]
    costs = [0.0] + [float("inf")] * count
    came: list[list[int]] = []
    for index, anchor in enumerate(anchors):
        low = anchors[index - 1] if index else float("-inf")
        high = anchors[index + 1] if index + 1 < len(anchors) else float("inf")
        fresh, start_of = list(costs), list(range(count + 1))
        for start in range(count):
            if costs[start] == float("inf") or heights[start] <= low - 0.3 * spacing.size:
                continue
            cost = costs[start] + (0.5 * spacing.size if joins[start] else 0.0)
            for end in range(start + 1, count + 1):
                if heights[end - 1] >= high + 0.3 * spacing.size:
                    break
                if end - start > 1:
                    step = heights[end - 1] - heights[end - 2]
                    cost += max(0.0, step - _TIGHT * spacing.pitch)
                at = (heights[start] + heights[end - 1]) / 2 if centred else heights[start]
                if (total := cost + abs(at - anchor)) < fresh[end]:
                    fresh[end], start_of[end] = total, start
        costs = fresh
        came.append(start_of)
    if costs[count] == float("inf"):
        return float("inf"), _nearest(lines, anchors)
    shared: list[list[Piece]] = [[] for _ in anchors]
    end = count
    for index in range(len(anchors) - 1, -1, -1):
        start = came[index][end]
        shared[index] = list(lines[start:end])
        end = start
    return costs[count], shared


def _row_edges(
    shared: Sequence[Sequence[_Lines]],
    anchors: Sequence[float],
    rows: Sequence[Sequence[Piece]],
) -> tuple[float, ...]:
    """Return the heights between the rows."""
    spans = []
    for index, anchor in enumerate(anchors):
        lines = [piece.line for column in shared for piece in column[index]]
        near = [line for line in lines if abs((line.top + line.bottom) / 2 - anchor) < 200]
        spans.append(
            (min((line.top for line in near), default=anchor - 1),
             max((line.bottom for line in near), default=anchor + 1))
        )  # fmt: skip
    first = min(piece.line.top for row in rows for piece in row)
    last = max(piece.line.bottom for row in rows for piece in row)
    inner: list[float] = []
    for above, below in pairwise(range(len(anchors))):
        edge = (spans[above][1] + spans[below][0]) / 2
        inner.append(min(max(edge, anchors[above]), anchors[below]))
    return (first, *inner, max(last, anchors[-1]))


def _plain_cells(shared: Sequence[_Lines], *, column: int) -> list[PageCell]:
    return [
        PageCell(
            row=row,
            column=column,
            column_span=max(piece.column_span for piece in lines),
            lines=tuple(piece.line for piece in lines),
        )
        for row, lines in enumerate(shared)
        if lines
    ]


def _label_cells(
    lines: _Lines, edges: Sequence[float], *, column: int, spacing: _Spacing
) -> list[PageCell]:
    """Return the cells of a column of labels, each in the row where its middle stands."""
    cells: list[PageCell] = []
    for entry in _entries(lines, spacing):
        middle = (_height(entry[0]) + _height(entry[-1])) / 2
        row = max(0, sum(edge <= middle for edge in edges[:-1]) - 1)
        if cells and row == 0 and len(edges) > 2:
            own = tuple(piece.line for piece in entry)
            cells[0] = replace(cells[0], lines=cells[0].lines + own)
            continue
        if cells and row <= cells[-1].row:
            row = cells[-1].row + 1
        cells.append(
            PageCell(
                row=min(row, len(edges) - 2),
                column=column,
                column_span=max(piece.column_span for piece in entry),
                lines=tuple(piece.line for piece in entry),
            )
        )
    return cells
