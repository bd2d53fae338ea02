"""Which merged cells a page break cut in two.

A level's label is printed once, in the middle of its whole group; the other pieces of the cell
are blank. Most programs print no line at the break inside a merged cell; some close every page
with a line, and then a blank piece beside rows that have names is the evidence.
"""

from collections.abc import Sequence

from assessor.documents.pages.layout import PageCell, PageTable

_NEAR_EDGE = 1.6
_OFF_CENTRE = 1.0
_Place = tuple[int, int]


def cut_cells(table: PageTable, piece: PageTable, *, first: int) -> set[_Place]:
    """Return (column, width) of the cells that go on from ``table`` on ``piece``.

    Parameters
    ----------
    first
        Row of the piece that follows the last row of the table; those above repeat a header.
    """
    tops = {(cell.column, cell.column_span): cell for cell in piece.cells if cell.row == first}
    lows = {
        (cell.column, cell.column_span): cell
        for cell in table.cells
        if cell.row + cell.row_span == table.row_count
    }
    shared = sorted(set(tops) & set(lows))
    # A break that is open from side to side shows nothing of single cells.
    ragged = not (table.open_bottom and piece.open_top)
    opened = {
        place for place in shared if ragged and _is_open(lows[place], tops[place], header=first > 0)
    }
    found: set[_Place] = set()
    fresh = 0
    for place in shared:
        low, top = lows[place], tops[place]
        if place in opened or (
            top.row_span > fresh and not opened and _is_one_cell(low, top, table, piece)
        ):
            found.add(place)
        elif top.row_span > 1 and top.lines:
            # A group that starts here has no rows of a group before it.
            fresh = max(fresh, top.row_span)
    return found


def _is_open(low: PageCell, top: PageCell, *, header: bool) -> bool:
    """Whether no line parts the pieces; a header printed again always ends with a line."""
    if header:
        return low.open_bottom and (not low.lines or not top.lines)
    if low.lines and top.lines:
        return low.open_bottom and top.open_top
    return low.open_bottom or top.open_top


def _is_one_cell(low: PageCell, top: PageCell, table: PageTable, piece: PageTable) -> bool:
    """Whether two closed pieces are one cell: one of them is a blank level."""
    if top.row_span > 1 and not top.lines:
        return not _is_complete(low, top, table, piece)
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


def _is_complete(low: PageCell, top: PageCell, table: PageTable, piece: PageTable) -> bool:
    """Whether a label stands in the middle of its own piece, and a blank piece fills a page.

    The blank one then may belong to a label on the page after; if none comes, it is blank and
    takes the label above all the same.
    """
    if not low.lines or top.row + top.row_span < piece.row_count:
        return False
    edges = table.ys[low.row] + table.ys[low.row + low.row_span]
    off = abs(low.lines[0].top + low.lines[-1].bottom - edges) / 2
    return low.row_span > 1 and off <= _OFF_CENTRE * low.lines[0].size


def _runs_over(low: PageCell, top: PageCell, table: PageTable, piece: PageTable) -> bool:
    """Whether a text reaches the break from both sides."""
    end, start = low.lines[-1], top.lines[0]
    room_below = table.ys[-1] - end.bottom
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

    Labels over several rows do not count: the row only shares them. Nor do running numbers.
    """
    columns = [
        other.column
        for other in table.cells
        if other.lines
        and other.row == cell.row
        and other.row_span == 1
        and not other.text.isdigit()
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
