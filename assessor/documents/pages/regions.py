"""Which part of the text between ruled tables is a table by alignment, and which is prose."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from statistics import median

from assessor.documents.pages.columns import Columns, Piece, find_columns, pieces
from assessor.documents.pages.extents import continued_extent, table_extents
from assessor.documents.pages.layout import Glyph, Marks, PageBlock, PageLine, PageTable
from assessor.documents.pages.rows import table_of_rows
from assessor.documents.pages.ruled_rows import table_between_rules
from assessor.documents.pages.text import line_of, segments

_Row = Sequence[Glyph]
_FAR = 4.5
_LEAST_COLUMNS = 3
_LEAST_ROWS = 4
_LEAST_PAIRS = 3
_MOST_CROSSING = 0.25
_FEW_CROSSING = 0.1
_SAME_CORRIDOR = 20.0
_LONG = 0.7
_MOST_HEAD = 15
_GAP = 0.9
_NARROW = 0.3
_SAME_SIZE = 1.2
_TIGHT = 2.0


def text_blocks(
    rows: Sequence[_Row], marks: Marks, *, before: Columns | None = None
) -> list[PageBlock]:
    """Return the blocks that visual rows make: aligned tables, lines in reading order.

    ``before`` are the columns of an aligned table with which the page before ends.
    """
    if not rows:
        return []
    if before is not None and (continued := _continued(rows, before, marks)) is not None:
        start, end, table = continued
        return [
            *(line_of(row) for row in rows[:start]),
            table,
            *text_blocks(rows[end:], marks),
        ]
    ruled = None if marks.rules.level and _are_several(rows) else table_between_rules(rows, marks)
    if ruled is not None:
        start, end, table = ruled
        return [*text_blocks(rows[:start], marks), table, *text_blocks(rows[end:], marks)]
    blocks: list[PageBlock] = []
    for part in _parts(rows):
        blocks.extend(_part_blocks(part, marks))
    return blocks


def _continued(
    rows: Sequence[_Row], columns: Columns, marks: Marks
) -> tuple[int, int, PageTable] | None:
    """Return the part of the table on the page before that goes on at the top."""
    first = _parts(rows)[0]
    extent = continued_extent(first, columns)
    if extent is None:
        return None
    start, end = extent
    columns = _moved(columns, rows[start:end])
    cut = [pieces(row, columns) for row in rows[start:end]]
    crossing = sum(any(piece.column_span > 1 for piece in row) for row in cut)
    if crossing > _FEW_CROSSING * len(cut):
        return None
    ruled = table_between_rules(rows[start:end], marks, before=columns)
    if ruled is not None:
        return start + ruled[0], start + ruled[1], ruled[2]
    above, below = _extent(cut)
    table = table_of_rows(cut[above:below], columns, number=marks.number) if above < below else None
    return None if table is None else (start + above, start + below, table)


def _parts(rows: Sequence[_Row]) -> list[list[_Row]]:
    """Cut rows where far more is blank than between lines or rows of a table."""
    parts: list[list[_Row]] = []
    end = 0.0
    for row in rows:
        top, size = min(g.top for g in row), median(g.size for g in row)
        if parts and top - end <= _FAR * size:
            parts[-1].append(row)
        else:
            parts.append([row])
        end = max(glyph.bottom for glyph in row)
    return parts


def _part_blocks(rows: Sequence[_Row], marks: Marks) -> list[PageBlock]:
    columns = find_columns(rows) if len(rows) >= _LEAST_ROWS else None
    if columns is not None and columns.count < _LEAST_COLUMNS:
        return _prose(rows, columns)
    return _separate_tables(rows, marks) or _one_table(rows, marks)


def _moved(columns: Columns, rows: Sequence[_Row]) -> Columns:
    """Move the edges that cut a text on this page to a gap close by: its labels are longer."""
    crossed = {
        place
        for row in rows
        for piece in pieces(row, columns)
        for place in range(piece.column, piece.column + piece.column_span - 1)
    }
    own = find_columns(rows) if crossed else None
    if own is None:
        return columns
    cuts = list(columns.cuts)
    for place in crossed:
        near = min(own.cuts, key=lambda cut: abs(cut - cuts[place]))
        if abs(near - cuts[place]) <= _SAME_CORRIDOR:
            cuts[place] = near
    fits = all(before < after for before, after in pairwise(cuts))
    return replace(columns, cuts=tuple(cuts)) if fits else columns


def _separate_tables(rows: Sequence[_Row], marks: Marks) -> list[PageBlock]:
    """Return the tables that begin with a header each, and the lines between; none: nothing."""
    blocks: list[PageBlock] = []
    done = 0
    for start, end in table_extents(rows):
        found = _between(rows, start, end, marks) or _widest(rows, start, end, marks)
        if found is None:
            continue
        above, below, table = found
        blocks.extend(line_of(row) for row in rows[done:above])
        blocks.append(table)
        done = below
    if not blocks:
        return []
    return [*blocks, *(line_of(row) for row in rows[done:])]


def _are_several(rows: Sequence[_Row]) -> bool:
    """Whether lines between tables would be taken for rows of one table."""
    extents = table_extents(rows)
    return len(extents) > 1 and any(after[0] > before[1] for before, after in pairwise(extents))


def _between(
    rows: Sequence[_Row], start: int, end: int, marks: Marks
) -> tuple[int, int, PageTable] | None:
    """Return the table that level lines part into rows."""
    if not marks.rules.level:
        return None
    found = table_between_rules(rows[start:end], marks)
    return None if found is None else (start + found[0], start + found[1], found[2])


def _widest(
    rows: Sequence[_Row], start: int, end: int, marks: Marks
) -> tuple[int, int, PageTable] | None:
    """Return the table with most columns: rows above that are the head of a form may hide some."""
    found: tuple[int, int, PageTable] | None = None
    least = len(segments(rows[start], gap=_GAP))
    for first in range(start, start + max(1, min((end - start) // 2, _MOST_HEAD))):
        if first > start and len(segments(rows[first], gap=_GAP)) < max(least, _LEAST_COLUMNS):
            continue
        table = _aligned(rows[first:end], marks)
        if table is not None and (found is None or table[2].column_count > found[2].column_count):
            found = (first + table[0], first + table[1], table[2])
    return found


def _one_table(rows: Sequence[_Row], marks: Marks) -> list[PageBlock]:
    """Return the widest table among the rows, and the lines above and below."""
    first, last = _table_like(rows)
    found: tuple[int, int, int, PageTable] | None = None
    # Rows above that stand in other columns (the head of a form) may hide those of the table.
    for start in range(first, first + min((last - first) // 2, _MOST_HEAD)):
        table = _aligned(rows[start:last], marks)
        if table is not None and (found is None or table[2].column_count > found[3].column_count):
            found = (start, *table)
    if found is None:
        return [line_of(row) for row in rows]
    start, above, below, body = found
    return [
        *(line_of(row) for row in rows[: start + above]),
        body,
        *(line_of(row) for row in rows[start + below :]),
    ]


def _table_like(rows: Sequence[_Row]) -> tuple[int, int]:
    """Return where rows of several texts begin and end, wrapped lines beside them included."""
    several = [index for index, row in enumerate(rows) if len(segments(row, gap=_GAP)) > 1]
    if not several:
        return 0, 0
    left, right = min(row[0].x0 for row in rows), max(row[-1].x1 for row in rows)
    start, end = several[0], several[-1] + 1
    while start > 0 and _runs_on(rows[start - 1], rows[start], left=left, right=right):
        start -= 1
    while end < len(rows) and _runs_on(rows[end], rows[end - 1], left=left, right=right):
        end += 1
    return start, end


def _runs_on(row: _Row, beside: _Row, *, left: float, right: float) -> bool:
    """Whether a single text stands close to a row and in one column of it."""
    near = abs(row[0].top - beside[0].top) <= _TIGHT * row[0].size
    narrow = row[-1].x1 - row[0].x0 <= _NARROW * (right - left)
    inner = row[0].x0 - left >= _NARROW * (right - left)
    return near and (narrow or inner) and row[0].size <= _SAME_SIZE * beside[0].size


def _aligned(rows: Sequence[_Row], marks: Marks) -> tuple[int, int, PageTable] | None:
    """Return the table among the rows: its first row, the row after its last, itself."""
    columns = find_columns(rows)
    if columns is None or columns.count < _LEAST_COLUMNS:
        return None
    cut = [pieces(row, columns) for row in rows]
    start, end = _extent(cut)
    body = cut[start:end]
    if not _convincing(body):
        return None
    table = table_of_rows(body, columns, number=marks.number)
    return None if table is None else (start, end, table)


def _extent(rows: Sequence[Sequence[Piece]]) -> tuple[int, int]:
    """Leave titles above and notes below out of the table."""
    start, end = 0, len(rows)
    while start < end and _stands_alone(rows, start, after=start + 1):
        start += 1
    while end > start and _stands_alone(rows, end - 1, after=end - 2):
        end -= 1
    return start, end


def _stands_alone(rows: Sequence[Sequence[Piece]], place: int, *, after: int) -> bool:
    """Whether a row at the edge is one text that is no part of the row beside it."""
    row = rows[place]
    if len(row) > 1:
        return False
    if row[0].column_span > 1 or not 0 <= after < len(rows):
        return True
    line, beside = row[0].line, rows[after][0].line
    gap = max(line.top, beside.top) - min(line.bottom, beside.bottom)
    return gap > 0.8 * line.size or line.size > 1.2 * beside.size


def _convincing(rows: Sequence[Sequence[Piece]]) -> bool:
    full = sum(len(row) >= _LEAST_COLUMNS for row in rows)
    pairs = sum(len(row) >= 2 for row in rows)
    crossing = sum(any(piece.column_span > 1 for piece in row) for row in rows)
    if crossing > _MOST_CROSSING * len(rows):
        return False
    if full >= _LEAST_ROWS and pairs >= 0.3 * len(rows):
        return True
    # Labels and wrapped names beside values in between leave few texts to a row.
    header = max((len(row) for row in rows[:2]), default=0)
    return header > _LEAST_COLUMNS and pairs >= max(_LEAST_PAIRS, 0.15 * len(rows))


def _prose(rows: Sequence[_Row], columns: Columns) -> list[PageBlock]:
    """Return lines column by column where both columns are running text."""
    cut = [pieces(row, columns) for row in rows]
    for column in (0, 1):
        lines = [p.line for row in cut for p in row if p.column == column and p.column_span == 1]
        widest = max((line.x1 - line.x0 for line in lines), default=0.0)
        long = sum(line.x1 - line.x0 >= _LONG * widest for line in lines)
        if len(lines) < 0.5 * len(rows) or long < 0.5 * len(lines):
            return [line_of(row) for row in rows]
    found: list[PageBlock] = []
    waiting: tuple[list[PageLine], list[PageLine]] = ([], [])
    for row, whole in zip(cut, rows, strict=True):
        if any(piece.column_span > 1 for piece in row):
            found.extend((*waiting[0], *waiting[1], line_of(whole)))
            waiting = ([], [])
            continue
        for piece in row:
            waiting[piece.column].append(piece.line)
    found.extend((*waiting[0], *waiting[1]))
    return found
