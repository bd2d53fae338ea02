"""Parts of a table on two pages made into one: columns matched, cut cells and rows joined."""

from collections.abc import Sequence
from dataclasses import replace

from assessor.documents.pages.breaks import SAME_EDGE, edge_map, row_texts
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
    tops = [cell for cell in piece.cells if cell.row >= repeated]
    cut = _is_cut_row(table, piece, first=repeated)
    shift = table.row_count - repeated - cut
    lows = {
        (cell.column, cell.column_span): cell
        for cell in table.cells
        if cell.row + cell.row_span == table.row_count
    }
    cells = {(cell.row, cell.column): cell for cell in table.cells}
    for cell in tops:
        low = lows.get((cell.column, cell.column_span)) if cell.row == repeated else None
        if low is not None and (cut or _is_one_cell(low, cell, table, piece)):
            cells[low.row, low.column] = replace(
                low, row_span=low.row_span + cell.row_span - cut, lines=low.lines + cell.lines
            )
        else:
            cells[cell.row + shift, cell.column] = replace(cell, row=cell.row + shift)
    ends = [y + table.ys[-1] - piece.ys[repeated] for y in piece.ys[repeated + 1 :]]
    ys = (*table.ys[: len(table.ys) - cut], *ends)
    return replace(
        table,
        ys=ys,
        cells=tuple(cells[place] for place in sorted(cells)),
        open_bottom=piece.open_bottom,
    )


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


def _is_one_cell(low: PageCell, top: PageCell, table: PageTable, piece: PageTable) -> bool:
    """Whether a merged cell was cut by the page break.

    Its label is printed in the middle of the whole group, so mostly on one page only; the
    other part is an empty cell over several rows.
    """
    if top.row_span > 1 and not top.lines:
        return True
    if low.row_span > 1 and not low.lines:
        return True
    if low.row_span > 1 and top.row_span > 1:
        return _runs_over(low, top, table, piece)
    if not top.lines:
        grouped = low.row_span > 1 or _is_never_empty(top, (table, piece))
        return grouped and _is_left_of_text(top, piece)
    if not low.lines:
        grouped = top.row_span > 1 or _is_never_empty(low, (table, piece))
        return grouped and _is_left_of_text(low, table)
    return False


def _runs_over(low: PageCell, top: PageCell, table: PageTable, piece: PageTable) -> bool:
    """Whether a text reaches the break from both sides."""
    end, start = low.lines[-1], top.lines[0]
    room_below = table.ys[-1] - end.bottom if low.page == top.page - 1 else 0.0
    room_above = start.top - piece.ys[top.row]
    height = piece.ys[top.row + top.row_span] - piece.ys[top.row]
    fills = sum(line.size for line in top.lines) > 0.6 * height
    return (
        0 <= room_below <= _NEAR_EDGE * end.size
        and room_above <= _NEAR_EDGE * start.size
        and not fills
        and low.text != top.text
    )


def _is_left_of_text(cell: PageCell, table: PageTable) -> bool:
    """Whether the row has text, and all of its own stands further right: a place of levels.

    Labels over several rows do not count: the row only shares them.
    """
    columns = [
        other.column
        for other in table.cells
        if other.lines and other.row == cell.row and other.row_span == 1
    ]
    return bool(columns) and cell.column < min(columns)


def _is_never_empty(cell: PageCell, tables: Sequence[PageTable]) -> bool:
    """Whether all other cells of this column and width hold text."""
    others = [
        other
        for table in tables
        for other in table.cells
        if other is not cell
        and (other.column, other.column_span) == (cell.column, cell.column_span)
    ]
    return len(others) >= 2 and all(other.lines for other in others)


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
