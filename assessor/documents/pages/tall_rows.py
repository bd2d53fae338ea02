"""Tables ruled only between columns: the one high row that the lines leave is cut into rows."""

from dataclasses import replace

from assessor.documents.pages.columns import Columns, Piece
from assessor.documents.pages.groups import grouped
from assessor.documents.pages.layout import PageCell, PageTable
from assessor.documents.pages.rows import table_of_rows

_MOST_ROWS = 3
_LEAST_LINES = 4
_LEAST_COLUMNS = 3
_LEAST_FULL = 0.6


def with_rows_told(table: PageTable) -> PageTable:
    """Cut the last row of a table where its texts stand in rows of their own.

    A row of a form that holds lists or long texts beside single figures stays whole: only a few
    of its lines have text in most columns.
    """
    last = table.row_count - 1
    cells = [cell for cell in table.cells if cell.row + cell.row_span == table.row_count]
    plain = all(cell.row_span == cell.column_span == 1 for cell in cells)
    high = sum(len(cell.lines) >= _LEAST_LINES for cell in cells)
    if table.row_count > _MOST_ROWS or not plain or high < _LEAST_COLUMNS:
        return table
    rows = _visual_rows(cells)
    full = [row for row in rows if len(row) >= max(_LEAST_COLUMNS, _LEAST_FULL * len(cells))]
    if len(full) < _LEAST_LINES:
        return table
    columns = Columns(cuts=table.xs[1:-1], gaps=(), left=table.xs[0], right=table.xs[-1])
    body = table_of_rows(rows, columns, number=cells[0].page)
    body = None if body is None else grouped(body)
    if body is None or len(full) < _LEAST_FULL * body.row_count:
        return table
    kept = tuple(cell for cell in table.cells if cell.row < last)
    moved = tuple(replace(cell, row=cell.row + last) for cell in body.cells)
    return replace(table, ys=(*table.ys[:-1], *body.ys[1:-1], table.ys[-1]), cells=kept + moved)


def _visual_rows(cells: list[PageCell]) -> list[tuple[Piece, ...]]:
    """Put the lines of all cells that stand at the same height side by side."""
    lines = sorted(
        (
            Piece(column=cell.column, column_span=1, line=line)
            for cell in cells
            for line in cell.lines
        ),
        key=lambda piece: piece.line.top + piece.line.bottom,
    )
    rows: list[list[Piece]] = []
    for piece in lines:
        first = rows[-1][0].line if rows else None
        near = first is not None and (
            abs(piece.line.top + piece.line.bottom - first.top - first.bottom) < first.size
        )
        if near and all(other.column != piece.column for other in rows[-1]):
            rows[-1].append(piece)
        else:
            rows.append([piece])
    return [tuple(sorted(row, key=lambda piece: piece.column)) for row in rows]
