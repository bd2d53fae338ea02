"""Tables from ruling lines: the grid of all edges, cells that cover several places, their text.

The grid has a row and a column for every distinct edge. Two neighbouring places belong to one
cell where no line stands between them, so merged cells need no guess.
"""

from collections.abc import Sequence
from itertools import pairwise

from assessor.documents.pages.filling import fill_grid
from assessor.documents.pages.layout import Glyph, Marks, PageCell, PageTable, Rule
from assessor.documents.pages.rules import (
    SNAP,
    Edges,
    anchored,
    connected,
    covered,
    merged,
    posts_at_ends,
    snapped,
)

# Above these a page is a drawing, not a form.
MOST_RULES = 1_500
_MOST_PLACES = 60_000
_OVERHANG = 6.0
_LEAST_FILLED = 2
_Box = tuple[int, int, int, int]


def ruled_tables(marks: Marks) -> tuple[tuple[PageTable, ...], tuple[Glyph, ...]]:
    """Return the tables that lines draw, and the glyphs outside all of them.

    Level lines alone make a table where every cell has its own piece of line. Filled
    rectangles are taken for cells only where no lines make a table: elsewhere they are
    backgrounds or highlighted text.
    """
    rules = marks.rules
    tables, rest = _tables(marks, marks.glyphs, (rules.level, rules.upright), least=_LEAST_FILLED)
    loose = [rule for rule in rules.level if not _inside_any(_as_box(rule), tables)]
    posts = posts_at_ends(loose)
    if posts:
        more, rest = _tables(marks, rest, (tuple(loose), posts), least=6)
        tables = (*tables, *more)
    free = [fill for fill in rules.fills if not _inside_any(fill, tables)]
    if len(free) >= 4:
        more, rest = _tables(marks, rest, _edges(free), least=4)
        tables = (*tables, *more)
    return tables, rest


def _as_box(rule: Rule) -> tuple[float, float, float, float]:
    return rule.start, rule.at, rule.end, rule.at


def _edges(
    fills: Sequence[tuple[float, float, float, float]],
) -> Edges:
    level = [Rule(y, x0, x1) for x0, top, x1, bottom in fills for y in (top, bottom)]
    upright = [Rule(x, top, bottom) for x0, top, x1, bottom in fills for x in (x0, x1)]
    return tuple(level), tuple(upright)


def _inside_any(fill: tuple[float, float, float, float], tables: Sequence[PageTable]) -> bool:
    x, y = (fill[0] + fill[2]) / 2, (fill[1] + fill[3]) / 2
    return any(
        table.xs[0] <= x <= table.xs[-1] and table.ys[0] <= y <= table.ys[-1] for table in tables
    )


def _tables(
    marks: Marks, glyphs: Sequence[Glyph], edges: Edges, *, least: int
) -> tuple[tuple[PageTable, ...], tuple[Glyph, ...]]:
    level, upright = merged(edges[0]), merged(edges[1])
    if len(level) + len(upright) > MOST_RULES:
        return (), tuple(glyphs)
    grids = [
        grid
        for lines, posts in connected(level, upright)
        if (grid := build_grid(lines, posts)) is not None
    ]
    grids.sort(key=lambda grid: (grid.xs[-1] - grid.xs[0]) * (grid.ys[-1] - grid.ys[0]))
    tables: list[PageTable] = []
    rest = list(glyphs)
    for grid in grids:
        table, remaining = fill_grid(grid, rest, marks=marks)
        # The rest of a cut row may be all that stands on a page.
        enough = 1 if least == _LEAST_FILLED and table.column_count >= 3 else least
        if sum(bool(cell.lines) for cell in table.cells) >= enough:
            tables.append(table)
            rest = remaining
    return tuple(tables), tuple(rest)


def build_grid(lines: Sequence[Rule], posts: Sequence[Rule]) -> PageTable | None:
    """Return the empty table that connected lines make, ``None`` if they make none."""
    lines = anchored(lines, posts, level=True)
    posts = anchored(posts, lines, level=False)
    if not lines or not posts:
        return None
    left, xs, right = _with_missing_ends([post.at for post in posts], lines)
    top, ys, bottom = _with_missing_ends([line.at for line in lines], posts)
    if not 1 < len(xs) * len(ys) <= _MOST_PLACES or len(xs) < 2 or len(ys) < 2:
        return None
    walls = _walls(posts, xs, ys, first=left, last=right)
    floors = _walls(lines, ys, xs, first=top, last=bottom)
    boxes = _cells(len(ys) - 1, len(xs) - 1, walls=walls, floors=floors)
    if len(boxes) < 2:
        return None
    unprinted = _unprinted(lines, xs, ys[0]), _unprinted(lines, xs, ys[-1])
    return _compressed(boxes, xs, ys, unprinted=unprinted, open_top=top, open_bottom=bottom)


def _unprinted(lines: Sequence[Rule], xs: Sequence[float], at: float) -> list[bool]:
    """Tell of every column whether the line along an outer edge is missing there."""
    near = sorted(
        (line for line in lines if abs(line.at - at) <= SNAP), key=lambda line: line.start
    )
    return [not covered(near, start, end) for start, end in pairwise(xs)]


def _with_missing_ends(
    places: Sequence[float], across: Sequence[Rule]
) -> tuple[bool, list[float], bool]:
    """Add the outer edges that are not printed, where at least two lines run past the last."""
    edges = snapped(places)
    before = [rule.start for rule in across if rule.start < edges[0] - _OVERHANG]
    after = [rule.end for rule in across if rule.end > edges[-1] + _OVERHANG]
    first, last = len(before) >= 2, len(after) >= 2
    if first:
        edges.insert(0, min(before))
    if last:
        edges.append(max(after))
    return first, edges, last


def _walls(
    rules: Sequence[Rule],
    at: Sequence[float],
    along: Sequence[float],
    *,
    first: bool,
    last: bool,
) -> list[list[bool]]:
    """Tell for every edge (``at``) which of its pieces (between ``along``) is printed."""
    pieces: list[list[Rule]] = [[] for _ in at]
    for rule in rules:
        nearest = min(range(len(at)), key=lambda index: abs(at[index] - rule.at))
        pieces[nearest].append(rule)
    printed = []
    for index, group in enumerate(pieces):
        group.sort(key=lambda rule: rule.start)
        unprinted_border = (first and index == 0) or (last and index == len(at) - 1)
        printed.append(
            [unprinted_border or covered(group, start, end) for start, end in pairwise(along)]
        )
    return printed


def _cells(
    rows: int, columns: int, *, walls: list[list[bool]], floors: list[list[bool]]
) -> list[_Box]:
    """Cut the grid into the largest rectangles that no printed edge crosses."""
    taken = [[False] * columns for _ in range(rows)]
    boxes: list[_Box] = []
    for row in range(rows):
        for column in range(columns):
            if taken[row][column]:
                continue
            right = column + 1
            while right < columns and not taken[row][right] and not walls[right][row]:
                right += 1
            down = row + 1
            while down < rows and _open_row(
                down, column, right, walls=walls, floors=floors, taken=taken
            ):
                down += 1
            for y in range(row, down):
                taken[y][column:right] = [True] * (right - column)
            boxes.append((row, column, down, right))
    return boxes


def _open_row(
    row: int,
    column: int,
    right: int,
    *,
    walls: list[list[bool]],
    floors: list[list[bool]],
    taken: list[list[bool]],
) -> bool:
    return not any(
        floors[row][x] or taken[row][x] or (x > column and walls[x][row])
        for x in range(column, right)
    )


def _compressed(
    boxes: Sequence[_Box],
    xs: Sequence[float],
    ys: Sequence[float],
    *,
    unprinted: tuple[Sequence[bool], Sequence[bool]],
    open_top: bool,
    open_bottom: bool,
) -> PageTable:
    """Drop edges at which no cell ends."""
    rows = sorted({0, len(ys) - 1, *(box[0] for box in boxes), *(box[2] for box in boxes)})
    columns = sorted({0, len(xs) - 1, *(box[1] for box in boxes), *(box[3] for box in boxes)})
    row_of = {row: index for index, row in enumerate(rows)}
    column_of = {column: index for index, column in enumerate(columns)}
    cells = tuple(
        PageCell(
            row=row_of[top],
            column=column_of[left],
            row_span=row_of[down] - row_of[top],
            column_span=column_of[right] - column_of[left],
            open_top=top == 0 and all(unprinted[0][left:right]),
            open_bottom=down == len(ys) - 1 and all(unprinted[1][left:right]),
        )
        for top, left, down, right in sorted(boxes)
    )
    return PageTable(
        xs=tuple(xs[column] for column in columns),
        ys=tuple(ys[row] for row in rows),
        cells=cells,
        open_top=open_top,
        open_bottom=open_bottom,
    )
