"""Tables with level lines only: the lines give the rows, the alignment of text the columns."""

from collections.abc import Sequence
from itertools import pairwise

from assessor.documents.page_columns import Columns
from assessor.documents.page_filling import fill_grid
from assessor.documents.page_grid import build_grid
from assessor.documents.page_layout import Glyph, Marks, PageTable, Rule
from assessor.documents.page_rules import merged, snapped

_Row = Sequence[Glyph]
_LEAST_RULES = 5
_MOST_ROWS_BETWEEN = 5.0
_LONGEST_SHARE = 0.8
_REACH = 3.0


def table_between_rules(rows: Sequence[_Row], columns: Columns, marks: Marks) -> PageTable | None:
    """Return the table, ``None`` where lines do not part every row from the next.

    An inner line that starts after the level columns leaves a label there over several rows.
    """
    top = min(glyph.top for glyph in rows[0]) - 2 * _REACH * rows[0][0].size
    bottom = max(glyph.bottom for glyph in rows[-1]) + 2 * _REACH * rows[-1][0].size
    lines = [
        rule
        for rule in merged(marks.rules.level)
        if top <= rule.at <= bottom and rule.end > columns.left and rule.start < columns.right
    ]
    if len(lines) < _LEAST_RULES:
        return None
    left, right = min(rule.start for rule in lines), max(rule.end for rule in lines)
    ys = snapped(rule.at for rule in lines)
    full = sum(rule.end - rule.start >= _LONGEST_SHARE * (right - left) for rule in lines)
    if len(ys) < _LEAST_RULES or full < 3 or len(rows) > _MOST_ROWS_BETWEEN * len(ys):
        return None
    cuts = [
        _at_rule_end(gap, cut, lines) for gap, cut in zip(columns.gaps, columns.cuts, strict=True)
    ]
    posts = [Rule(edge, ys[0], ys[-1]) for edge in (left, right)]
    for cut, (start, end) in zip(cuts, columns.gaps, strict=True):
        for above, below in pairwise(ys):
            if not _is_crossed(rows, (start + end) / 2, above, below):
                posts.append(Rule(cut, above, below))
    grid = build_grid(lines, posts)
    if grid is None:
        return None
    glyphs = [glyph for row in rows for glyph in row]
    table, rest = fill_grid(grid, glyphs, marks=marks)
    return None if rest else table


def _at_rule_end(gap: tuple[float, float], cut: float, lines: Sequence[Rule]) -> float:
    """Put a column edge where inner lines begin or end, if they do so in the gap."""
    ends = [
        end
        for rule in lines
        for end in (rule.start, rule.end)
        if gap[0] - _REACH <= end <= gap[1] + _REACH
    ]
    return max(set(ends), key=ends.count) if ends else cut


def _is_crossed(rows: Sequence[_Row], cut: float, above: float, below: float) -> bool:
    """Whether a text between two lines runs over the column edge."""
    for row in rows:
        if not above <= row[0].height < below:
            continue
        for before, after in pairwise(row):
            near = after.x0 - before.x1 <= 0.3 * after.size
            if before.x0 < cut < after.x1 and near:
                return True
        if any(glyph.x0 < cut < glyph.x1 for glyph in row):
            return True
    return False
