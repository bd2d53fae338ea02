"""Tables with level lines only: the lines give the rows, the alignment of text the columns."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from assessor.documents.pages.columns import Columns, find_columns, pieces
from assessor.documents.pages.filling import fill_grid
from assessor.documents.pages.grid import build_grid
from assessor.documents.pages.layout import Glyph, Marks, PageTable, Rule
from assessor.documents.pages.rules import merged, snapped
from assessor.documents.pages.text import segments

_Row = Sequence[Glyph]
_LEAST_RULES = 5
_LEAST_FULL = 3
_LEAST_COLUMNS = 3
_MOST_ROWS_BETWEEN = 5.0
_LONGEST_SHARE = 0.8
_SHORTEST = 60.0
_REACH = 3.0
_GAP = 0.9
_FEW_CROSSING = 0.1


def table_between_rules(
    rows: Sequence[_Row], marks: Marks, *, before: Columns | None = None
) -> tuple[int, int, PageTable] | None:
    """Return the table: its first row, the row after its last, itself.

    ``None`` where lines do not part every row from the next. An inner line that starts after
    the level columns leaves a label there over several rows.

    ``before`` are the columns of the page before, where the table goes on from there.
    """
    top, bottom = rows[0][0].top - 2 * rows[0][0].size, rows[-1][0].bottom + 2 * rows[-1][0].size
    lines = [
        rule
        for rule in merged(marks.rules.level)
        if top <= rule.at <= bottom and rule.end - rule.start >= _SHORTEST
    ]
    if before is None:
        lines = _without_outer_lines(lines, rows)
    ys = snapped(rule.at for rule in lines)
    if len(ys) < _LEAST_RULES:
        return None
    left, right = min(rule.start for rule in lines), max(rule.end for rule in lines)
    full = sum(rule.end - rule.start >= _LONGEST_SHARE * (right - left) for rule in lines)
    inside = [index for index, row in enumerate(rows) if ys[0] <= row[0].height <= ys[-1]]
    if full < _LEAST_FULL or not inside or len(inside) > _MOST_ROWS_BETWEEN * len(ys):
        return None
    start, end = inside[0], inside[-1] + 1
    bands = _bands(rows[start:end], ys)
    columns = find_columns(bands)
    if before is not None and _stand_in(bands, before):
        columns = before
    cuts = _cuts(columns, lines, left=left, right=right)
    if len(cuts) < _LEAST_COLUMNS - 1:
        return None
    table = _table(rows[start:end], cuts, lines, ys, marks=marks)
    return None if table is None else (start, end, table)


def _stand_in(bands: Sequence[_Row], columns: Columns) -> bool:
    """Whether no text runs over the edges of columns, but for a few."""
    crossing = sum(any(piece.column_span > 1 for piece in pieces(row, columns)) for row in bands)
    return crossing <= _FEW_CROSSING * len(bands)


def _without_outer_lines(lines: Sequence[Rule], rows: Sequence[_Row]) -> list[Rule]:
    """Leave out the line under a page header or above a footer: beside it stands one text."""
    ys = snapped(rule.at for rule in lines)
    while len(ys) > 1 and _is_one_text(rows, ys[0], ys[1]):
        ys.pop(0)
    while len(ys) > 1 and _is_one_text(rows, ys[-2], ys[-1]):
        ys.pop()
    return [rule for rule in lines if ys[0] - _REACH <= rule.at <= ys[-1] + _REACH] if ys else []


def _is_one_text(rows: Sequence[_Row], above: float, below: float) -> bool:
    between = [row for row in rows if above <= row[0].height < below]
    return all(len(segments(row, gap=_GAP)) == 1 for row in between)


def _bands(rows: Sequence[_Row], ys: Sequence[float]) -> list[list[Glyph]]:
    """Return the text between each line and the next, as if it stood in one visual row."""
    bands: list[list[Glyph]] = []
    for above, below in pairwise(ys):
        glyphs = [glyph for row in rows if above <= row[0].height < below for glyph in row]
        if glyphs:
            bands.append(sorted(glyphs, key=lambda glyph: glyph.x0))
    return bands


def _cuts(
    columns: Columns | None, lines: Sequence[Rule], *, left: float, right: float
) -> list[float]:
    """Return the edges of columns: gaps in the text, best where lines begin or end."""
    ends = snapped(
        end
        for rule in lines
        for end in (rule.start, rule.end)
        if left + _SHORTEST / 2 < end < right - _SHORTEST / 2
    )
    if columns is None:
        return ends
    cuts = []
    gaps = columns.gaps or tuple((cut, cut) for cut in columns.cuts)
    for gap, cut in zip(gaps, columns.cuts, strict=True):
        near = [end for end in ends if gap[0] - _REACH <= end <= gap[1] + _REACH]
        cuts.append(near[0] if near else cut)
    return sorted({*cuts, *ends})


def _table(
    rows: Sequence[_Row],
    cuts: Sequence[float],
    lines: Sequence[Rule],
    ys: Sequence[float],
    *,
    marks: Marks,
) -> PageTable | None:
    posts = [
        Rule(edge, ys[0], ys[-1])
        for edge in (min(rule.start for rule in lines), max(rule.end for rule in lines))
    ]
    for cut in cuts:
        for above, below in pairwise(ys):
            if not _is_crossed(rows, cut, above, below):
                posts.append(Rule(cut, above, below))
    grid = build_grid(lines, merged(posts))
    if grid is None:
        return None
    table, rest = fill_grid(grid, [glyph for row in rows for glyph in row], marks=marks)
    return None if rest else replace(table, ruled=False)


def _is_crossed(rows: Sequence[_Row], cut: float, above: float, below: float) -> bool:
    """Whether a text between two lines runs over the column edge."""
    for row in rows:
        if not above <= row[0].height < below:
            continue
        if any(glyph.x0 < cut < glyph.x1 for glyph in row):
            return True
        for before, after in pairwise(row):
            if before.x0 < cut < after.x1 and after.x0 - before.x1 <= 0.3 * after.size:
                return True
    return False
