"""Which cell every glyph of a table belongs to.

The centre of a glyph decides. Texts that are too long for their cell are the exception:
spreadsheets let them run over the border, sideways and, where the row is too low, up and down.
"""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from assessor.documents.pages.layout import Glyph, Marks, PageTable
from assessor.documents.pages.rules import SNAP
from assessor.documents.pages.text import visual_lines

# Parts of the type size.
_OVERFLOW_GAP = 0.12
_LEAST_PITCH = 0.9
_MOST_PITCH = 1.9
_SAME_PITCH = 0.04
_CUT = 0.15
_INSIDE = 0.08
_Owners = list[list[int]]
_Run = list[Glyph]


def fill_grid(
    grid: PageTable, glyphs: Sequence[Glyph], *, marks: Marks
) -> tuple[PageTable, list[Glyph]]:
    """Give every glyph to its cell; return the filled table and the glyphs left over."""
    owner = [[0] * grid.column_count for _ in range(grid.row_count)]
    for index, cell in enumerate(grid.cells):
        for row in range(cell.row, cell.row + cell.row_span):
            owner[row][cell.column : cell.column + cell.column_span] = [index] * cell.column_span
    contents: list[list[Glyph]] = [[] for _ in grid.cells]
    rest: list[Glyph] = []
    runs = _runs(glyphs) if marks.exact else [[glyph] for glyph in glyphs]
    places = [_owners(grid, run, owner) for run in runs]
    _keep_blocks_whole(grid, runs, places)
    for run, owners in zip(runs, places, strict=True):
        for glyph, place in zip(run, owners, strict=True):
            if place is not None:
                contents[place].append(glyph)
            elif is_shown(glyph):
                rest.append(glyph)
    cells = tuple(
        replace(cell, lines=visual_lines(content), page=marks.number)
        for cell, content in zip(grid.cells, contents, strict=True)
    )
    return replace(grid, cells=cells), rest


def _keep_blocks_whole(
    grid: PageTable, runs: Sequence[_Run], places: list[Sequence[int | None]]
) -> None:
    """Bring the lines of one wrapped text together where its cell is too low for them."""
    for first, last in _blocks(runs):
        owners = {place for index in range(first, last) for place in places[index]}
        inside = sorted(place for place in owners if place is not None)
        stacked = all(len(runs[index]) == 1 for index in range(first, last))
        if len(owners) < 2 or not inside:
            continue
        if not stacked and not any(
            _is_cut(grid, runs[index], places[index]) for index in range(first, last)
        ):
            continue
        top, bottom = runs[first][0].top, runs[last - 1][0].bottom

        def distance(place: int, top: float = top, bottom: float = bottom) -> float:
            cell = grid.cells[place]
            above, below = grid.ys[cell.row], grid.ys[cell.row + cell.row_span]
            middle = abs(top + bottom - above - below) / 2
            return min(abs(top - above - SNAP), abs(below - bottom - SNAP), middle)

        best = min(inside, key=distance)
        for index in range(first, last):
            places[index] = [best] * len(runs[index])


def _blocks(runs: Sequence[_Run]) -> list[tuple[int, int]]:
    """Return where runs, one drawn after the other, are evenly spaced lines of one text."""
    blocks: list[tuple[int, int]] = []
    start, pitch = 0, 0.0
    for index, (before, after) in enumerate(pairwise(runs), start=1):
        step = after[0].top - before[0].top
        size = before[0].size
        goes_on = (
            before[0].turn == after[0].turn == 0
            and abs(size - after[0].size) < 0.01
            and _LEAST_PITCH * size <= step <= _MOST_PITCH * size
            and (index == start + 1 or abs(step - pitch) <= _SAME_PITCH * size)
            and _is_below(before, after)
        )
        if goes_on:
            pitch = step
            continue
        if index - start > 1:
            blocks.append((start, index))
        start = index
    if len(runs) - start > 1:
        blocks.append((start, len(runs)))
    return blocks


def _is_below(before: _Run, after: _Run) -> bool:
    """Whether two lines share their left edge or their middle."""
    left = abs(before[0].x0 - after[0].x0)
    middle = abs(before[0].x0 + before[-1].x1 - after[0].x0 - after[-1].x1) / 2
    return min(left, middle) <= 0.5 * before[0].size


def _is_cut(grid: PageTable, run: _Run, places: Sequence[int | None]) -> bool:
    """Whether a border of its cell goes through a line of text."""
    place = places[0]
    if place is None:
        return False
    cell, glyph = grid.cells[place], run[0]
    margin = _CUT * glyph.size
    return any(
        glyph.top + margin < edge < glyph.bottom - margin
        for edge in (grid.ys[cell.row], grid.ys[cell.row + cell.row_span])
    )


def _owners(grid: PageTable, run: Sequence[Glyph], owner: list[list[int]]) -> Sequence[int | None]:
    """Return the cell of every glyph of a run: by clip, by alignment of the run, by centre."""
    clipped = [_clip_owner(grid, glyph, owner) for glyph in run]
    if any(index is not None for index in clipped):
        return clipped
    owners = [_owner(grid, glyph.middle, glyph.height, owner) for glyph in run]
    inside = {index for index in owners if index is not None}
    if len(set(owners)) < 2 or not inside or not _crosses_edge(grid, run):
        return owners
    return [_best_owner(grid, run, inside)] * len(run)


def _crosses_edge(grid: PageTable, run: Sequence[Glyph]) -> bool:
    """Whether the edge of a column goes through a glyph, not between two texts that touch."""
    return any(
        glyph.x0 + _INSIDE * glyph.size < edge < glyph.x1 - _INSIDE * glyph.size
        for edge in grid.xs
        if run[0].x0 < edge < run[-1].x1
        for glyph in run
    )


def _clip_owner(grid: PageTable, glyph: Glyph, owner: list[list[int]]) -> int | None:
    """Return the cell to which a glyph is clipped: texts too long for it lie over others."""
    if glyph.clip is None:
        return None
    x0, top, x1, bottom = glyph.clip
    index = _owner(grid, (x0 + x1) / 2, (top + bottom) / 2, owner)
    if index is None:
        return None
    cell = grid.cells[index]
    fits = (
        x0 >= grid.xs[cell.column] - SNAP
        and x1 <= grid.xs[cell.column + cell.column_span] + SNAP
        and top >= grid.ys[cell.row] - SNAP
        and bottom <= grid.ys[cell.row + cell.row_span] + SNAP
    )
    return index if fits else None


def is_shown(glyph: Glyph) -> bool:
    """Whether the clip leaves the glyph to be seen."""
    if glyph.clip is None:
        return True
    x0, top, x1, bottom = glyph.clip
    return x0 - 1 <= glyph.middle <= x1 + 1 and top - 1 <= glyph.height <= bottom + 1


def _owner(grid: PageTable, x: float, y: float, owner: list[list[int]]) -> int | None:
    column = bisect_right(grid.xs, x) - 1
    row = bisect_right(grid.ys, y) - 1
    if 0 <= column < grid.column_count and 0 <= row < grid.row_count:
        return owner[row][column]
    return None


def _runs(glyphs: Sequence[Glyph]) -> list[list[Glyph]]:
    """Group glyphs printed in one go without a gap: a text that is wider than its cell.

    Spreadsheets let such a text run over the border; it belongs to one cell all the same.
    """
    runs: list[list[Glyph]] = []
    for glyph in glyphs:
        last = runs[-1][-1] if runs else None
        if (
            last is not None
            and glyph.turn == last.turn == 0
            and abs(glyph.height - last.height) <= 0.05 * glyph.size
            and abs(glyph.x0 - last.x1) <= _OVERFLOW_GAP * glyph.size
        ):
            runs[-1].append(glyph)
        else:
            runs.append([glyph])
    return runs


def _best_owner(grid: PageTable, run: Sequence[Glyph], inside: set[int]) -> int:
    """Return the cell that the run is aligned to: at its left, its right or its middle."""

    def distance(index: int) -> float:
        cell = grid.cells[index]
        left, right = grid.xs[cell.column], grid.xs[cell.column + cell.column_span]
        start, end = run[0].x0, run[-1].x1
        middle = abs(start + end - left - right) / 2
        return min(abs(start - left - SNAP), abs(right - end - SNAP), middle)

    return min(sorted(inside), key=distance)
