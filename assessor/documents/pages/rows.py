"""Rows of a table without lines between them: wrapped texts put together, groups spanned.

Every row has its anchor: its line in the column that wraps least and is filled most (amounts,
values). Texts of the other columns are shared out among the anchors, top aligned or centred on
them, whichever fits the table better.
"""

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from statistics import median

from assessor.documents.pages.columns import Columns, Piece
from assessor.documents.pages.header_lines import header_height, with_header
from assessor.documents.pages.layout import PageCell, PageTable
from assessor.documents.pages.sharing import shared_out
from assessor.documents.pages.wrapping import (
    TIGHT,
    Lines,
    Spacing,
    continues,
    entries_of,
    height,
    is_narrow_label,
    spacing_of,
    widest_of,
)

_LABEL = 6.5
_PURE = 0.75
_MIDWAY = 0.8
_MOST_WRAPPED = 0.15
_LEAST_SHARED = 0.6
_GROUPED = 0.8


def table_of_rows(
    rows: Sequence[Sequence[Piece]], columns: Columns, *, number: int
) -> PageTable | None:
    """Return the table that visual rows in columns make, ``None`` if rows cannot be told."""
    above = header_height(rows)
    if above > 1:
        body = _table_of_rows(rows[above:], columns, number=number)
        return None if body is None else with_header(rows[:above], body, number=number)
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
    spacing = spacing_of(by_column)
    key = _key_column(by_column, rows, spacing)
    if key is None:
        return None
    anchors = _anchors(by_column, rows, key=key, spacing=spacing)
    shared = shared_out(by_column, anchors, spacing)
    shared[key] = _own(_key_entries(key, rows, by_column, spacing), anchors)
    cells: list[PageCell] = []
    labels: set[int] = set()
    edges = _row_edges(shared, anchors, rows)
    leading = _leading(by_column, shared, spacing)
    for column, lines in enumerate(by_column):
        few = _filled(shared[column]) < _GROUPED
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


def _leading(
    by_column: Sequence[Lines], shared: Sequence[Sequence[Lines]], spacing: Spacing
) -> int:
    """Return the first column that has a text of some length in most rows: labels stand left."""
    for column, lines in enumerate(by_column):
        if _filled(shared[column]) >= _GROUPED and widest_of(lines) > _LABEL * spacing.size:
            return column
    return len(by_column)


def _filled(rows: Sequence[Lines]) -> float:
    return sum(bool(lines) for lines in rows) / len(rows)


def _leads(shared: Sequence[Sequence[Lines]], column: int) -> bool:
    """Whether a column is empty only in rows in which nothing stands left of it either."""
    empty = [row for row, lines in enumerate(shared[column]) if not lines]
    return bool(empty) and all(
        not any(shared[before][row] for before in range(column))
        and any(shared[after][row] for after in range(column + 1, len(shared)))
        for row in empty
    )


def _key_column(
    by_column: Sequence[Lines], rows: Sequence[Sequence[Piece]], spacing: Spacing
) -> int | None:
    found: list[tuple[int, int, int]] = []
    for column, lines in enumerate(by_column):
        widest = widest_of(lines)
        own = [row for row in rows if _in_column(row, column)]
        usual = median(len(row) for row in own) if own else 0
        # A line beside as many texts as usual begins a row, however close the one before.
        close = [
            (before, after)
            for (before, after), row in zip(pairwise(lines), own[1:], strict=False)
            if (len(row) < usual or len(row) == 1)
            and height(after) - height(before) <= TIGHT * spacing.pitch
            and not _is_begun(row, column, by_column, spacing)
        ]
        wrapped = sum(
            continues(before, after, widest=widest, spacing=spacing) for before, after in close
        )
        shared = sum(
            len(row) > 1 or _is_between(rows, index, spacing)
            for index, row in enumerate(rows)
            if _in_column(row, column)
        )
        if (
            len(lines) >= 2
            and wrapped <= _MOST_WRAPPED * len(lines)
            and shared >= _LEAST_SHARED * len(lines)
        ):
            found.append((len(lines) - wrapped, column, len(close)))
    if not found:
        return None
    most = max(count for count, _, _ in found)
    # A column without two lines as close as those of a wrapped text has one line in every row.
    pure = [(count, column) for count, column, close in found if not close]
    best = max(pure, default=(0, 0))
    if best[0] >= _PURE * most:
        return best[1]
    return max((count, column) for count, column, _ in found)[1]


def _is_between(rows: Sequence[Sequence[Piece]], index: int, spacing: Spacing) -> bool:
    """Whether a visual row stands midway between lines of texts that are wrapped around it."""
    if not 0 < index < len(rows) - 1:
        return False
    above, own, below = (height(rows[at][0]) for at in (index - 1, index, index + 1))
    return max(own - above, below - own) <= _MIDWAY * spacing.pitch


def _anchors(
    by_column: Sequence[Lines],
    rows: Sequence[Sequence[Piece]],
    *,
    key: int,
    spacing: Spacing,
) -> list[float]:
    """Return the height of every row: its key entry, or a row of several texts without one."""
    anchors = [
        (height(entry[0]) + height(entry[-1])) / 2
        for entry in _key_entries(key, rows, by_column, spacing)
    ]
    for row in rows:
        middle = median(height(piece) for piece in row)
        fresh = sum(_is_fresh(piece, by_column[piece.column], spacing) for piece in row)
        apart = min((abs(middle - anchor) for anchor in anchors), default=1e9)
        if fresh >= 2 and fresh == len(row) and apart > 0.8 * spacing.pitch:
            anchors.append(middle)
    return sorted(anchors)


def _key_entries(
    column: int,
    rows: Sequence[Sequence[Piece]],
    by_column: Sequence[Lines],
    spacing: Spacing,
) -> list[list[Piece]]:
    """Put together the wrapped lines of a column; a row as full as usual starts a new one."""
    own = [(row, piece) for row in rows if (piece := _in_column(row, column))]
    usual = median(len(row) for row, _ in own) if own else 0
    widest = widest_of([piece for _, piece in own])
    entries: list[list[Piece]] = []
    for row, piece in own:
        if (
            entries
            and len(row) < usual
            and not _is_begun(row, column, by_column, spacing)
            and (
                continues(entries[-1][-1], piece, widest=widest, spacing=spacing)
                # A header wrapped after every character beside the other headers.
                or (len(entries) == 1 and len(row) == 1 and is_narrow_label(entries[-1][-1], piece, widest=widest,
                                                       spacing=spacing))
            )
        ):  # fmt: skip
            entries[-1].append(piece)
        else:
            entries.append([piece])
    return entries


def _in_column(row: Sequence[Piece], column: int) -> Piece | None:
    return next((piece for piece in row if piece.column == column), None)


def _is_fresh(piece: Piece, lines: Lines, spacing: Spacing) -> bool:
    """Whether no text of the column runs into this line."""
    place = lines.index(piece)
    return place == 0 or (
        height(piece) - height(lines[place - 1]) > TIGHT * spacing.pitch
        or not continues(lines[place - 1], piece, widest=widest_of(lines), spacing=spacing)
    )


def _is_begun(
    row: Sequence[Piece], column: int, by_column: Sequence[Lines], spacing: Spacing
) -> bool:
    """Whether a text in another column, filled as much, begins in this visual row."""
    least = _PURE * len(by_column[column])
    return any(
        piece.column != column
        and len(by_column[piece.column]) >= least
        and _is_fresh(piece, by_column[piece.column], spacing)
        for piece in row
    )


def _own(entries: Sequence[Lines], anchors: Sequence[float]) -> list[list[Piece]]:
    shared: list[list[Piece]] = [[] for _ in anchors]
    for entry in entries:
        middle = (height(entry[0]) + height(entry[-1])) / 2
        nearest = min(range(len(anchors)), key=lambda index: abs(anchors[index] - middle))
        shared[nearest].extend(entry)
    return shared


def _row_edges(
    shared: Sequence[Sequence[Lines]],
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


def _plain_cells(shared: Sequence[Lines], *, column: int) -> list[PageCell]:
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
    lines: Lines, edges: Sequence[float], *, column: int, spacing: Spacing
) -> list[PageCell]:
    """Return the cells of a column of labels, each in the row where its middle stands."""
    cells: list[PageCell] = []
    for entry in entries_of(lines, spacing):
        middle = (height(entry[0]) + height(entry[-1])) / 2
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
