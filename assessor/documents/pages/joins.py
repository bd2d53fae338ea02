"""Parts of a table on two pages made into one: columns matched, cut cells and rows joined."""

from collections.abc import Sequence
from dataclasses import replace

from assessor.documents.pages.breaks import SAME_EDGE, edge_map, row_texts
from assessor.documents.pages.cut_cells import cut_cells
from assessor.documents.pages.layout import PageCell, PageTable
from assessor.documents.pages.rules import snapped

_NEAR_EDGE = 1.6
_FULL_LINE = 2.0
_PADDING = 6.0


def joined(table: PageTable, piece: PageTable) -> PageTable:
    """Return ``table`` with the rows of ``piece`` (the next page) appended.

    Header rows that are printed again on top of the piece are left out: between the two parts
    of a merged level cell they would cut it.
    """
    table, piece = _same_columns(table, piece)
    repeated = _repeated_rows(table, piece)
    down = table.ys[-1] - piece.ys[repeated]
    tops = [_moved(cell, down) for cell in piece.cells if cell.row >= repeated]
    cut = _is_cut_row(table, piece, first=repeated)
    shift = table.row_count - repeated - cut
    lows = {
        (cell.column, cell.column_span): cell
        for cell in table.cells
        if cell.row + cell.row_span == table.row_count
    }
    first = {(c.column, c.column_span): c for c in tops if c.row == repeated}
    whole = set(first) & set(lows) if cut else cut_cells(table, piece, first=repeated)
    cells = {(cell.row, cell.column): cell for cell in table.cells}
    for cell in tops:
        place = (cell.column, cell.column_span)
        if cell.row == repeated and place in whole:
            low = lows[place]
            twice = not cut and low.text == cell.text
            cells[low.row, low.column] = replace(
                low,
                row_span=low.row_span + cell.row_span - cut,
                lines=low.lines if twice else low.lines + cell.lines,
                open_bottom=cell.open_bottom,
            )
        else:
            cells[cell.row + shift, cell.column] = replace(cell, row=cell.row + shift)
    ends = [y + down for y in piece.ys[repeated + 1 :]]
    ys = (*table.ys[: len(table.ys) - cut], *ends)
    return replace(
        table,
        ys=ys,
        cells=tuple(cells[place] for place in sorted(cells)),
        open_bottom=piece.open_bottom,
        labels=table.labels | piece.labels,
    )


def _moved(cell: PageCell, down: float) -> PageCell:
    """Bring the lines of a cell to where they stand below the pages before."""
    lines = tuple(
        replace(line, top=line.top + down, bottom=line.bottom + down) for line in cell.lines
    )
    return replace(cell, lines=lines)


def _same_columns(table: PageTable, piece: PageTable) -> tuple[PageTable, PageTable]:
    """Give both parts the columns of either."""
    if not table.ruled:
        return table, replace(piece, xs=table.xs)
    shift = edge_map(table, piece) or 0.0
    edges = [edge - shift for edge in piece.xs]
    edges = [
        min((other for other in table.xs if abs(other - edge) <= SAME_EDGE),
            key=lambda other: abs(other - edge), default=edge)
        for edge in edges
    ]  # fmt: skip
    xs = tuple(snapped({*table.xs, *edges}, within=0.01))
    return _with_columns(table, table.xs, xs), _with_columns(piece, edges, xs)


def _with_columns(table: PageTable, own: Sequence[float], xs: Sequence[float]) -> PageTable:
    if len(own) == len(xs):
        return replace(table, xs=tuple(xs))
    place = [min(range(len(xs)), key=lambda i: abs(xs[i] - edge)) for edge in own]
    cells = tuple(
        replace(
            cell,
            column=place[cell.column],
            column_span=max(1, place[cell.column + cell.column_span] - place[cell.column]),
        )
        for cell in table.cells
    )
    return replace(table, xs=tuple(xs), cells=cells)


def _repeated_rows(table: PageTable, piece: PageTable) -> int:
    """Return how many rows on top of the piece repeat rows of the table (its header)."""
    first = row_texts(piece, 0)
    if sum(bool(text) for *_, text in first) < 3:
        return 0
    by_row: dict[int, list[tuple[int, int, int, str]]] = {}
    for cell in table.cells:
        text = "".join(cell.text.split())
        by_row.setdefault(cell.row, []).append((cell.column, cell.column_span, cell.row_span, text))
    start = next((row for row in sorted(by_row) if tuple(by_row[row]) == first), None)
    if start is None or start == table.row_count - 1:
        return 0
    count = 1
    while (
        count < piece.row_count
        and (row := row_texts(piece, count))
        and tuple(by_row.get(start + count, ())) == row
    ):
        count += 1
    while count and any(cell.row < count < cell.row + cell.row_span for cell in piece.cells):
        count += 1
    return count if count < piece.row_count else 0


def _is_cut_row(table: PageTable, piece: PageTable, *, first: int) -> bool:
    """Whether the first row of the piece is the rest of the last row of the table.

    It is where no line stands at the break. Where lines were drawn there, a text must run
    over in full lines from a cell to the cell below, and nothing else may stand in the row.
    """
    tops = {(c.column, c.column_span): c for c in piece.cells if c.row == first}
    lows = {
        (c.column, c.column_span): c for c in table.cells if c.row + c.row_span == table.row_count
    }
    if not tops or (first >= piece.row_count - 1 and first) or set(tops) - set(lows):
        return False
    if table.open_bottom and piece.open_top and not table.open_top:
        return True
    if not table.ruled:
        return False
    filled = [place for place, cell in tops.items() if cell.lines]
    single = [place for place in filled if tops[place].row_span == 1]
    others = [place for place, cell in lows.items() if place not in filled and cell.lines]
    return bool(
        single
        and others
        and all(_flows(lows[place], tops[place], table) for place in filled)
        and any(_starts_at_top(tops[place], piece) for place in filled)
        and all(
            _starts_at_top(tops[place], piece) or _is_centred(tops[place], piece)
            for place in filled
        )
    )


def _flows(low: PageCell, top: PageCell, table: PageTable) -> bool:
    """Whether the last line of a cell is full, and the next page goes on in line with it."""
    if not low.lines or low.row_span > 1:
        return False
    end, start = low.lines[-1], top.lines[0]
    right = table.xs[low.column + low.column_span]
    left = min(line.x0 for line in low.lines) - min(line.x0 for line in top.lines)
    middle = (end.x0 + end.x1 - start.x0 - start.x1) / 2
    return (
        right - end.x1 <= _FULL_LINE * end.size + _PADDING
        and min(abs(left), abs(middle)) <= 0.5 * end.size
        and len(end.text) >= 4
    )


def _starts_at_top(cell: PageCell, piece: PageTable) -> bool:
    start = cell.lines[0]
    return start.top - piece.ys[cell.row] <= _NEAR_EDGE * start.size


def _is_centred(cell: PageCell, piece: PageTable) -> bool:
    edges = piece.ys[cell.row] + piece.ys[cell.row + cell.row_span]
    off = cell.lines[0].top + cell.lines[-1].bottom - edges
    return abs(off) / 2 <= cell.lines[0].size
