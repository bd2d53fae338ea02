"""Tables drawn with lines: the grid is read from where the lines stand on the screen."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from assessor.documents.plain.widths import columns_of

_HORIZONTAL = frozenset("-=─━═┄┅┈┉╌╍")
_VERTICAL = frozenset("|│┃║┆┇┊┋╎╏")
_DRAWN = re.compile(r"[\u2500-\u257f+|\-=\s]")
# How wide box characters and other characters of doubtful width may be, usual ones first.
_WIDTHS = ((2, 2), (1, 1), (1, 2))
_BARS = re.compile(r"[|│┃║┆┇┊┋╎╏]")
_LEAST_JOINED = 1.0
_MOST_BOUNDARIES = 200
_MOST_LINES = 5_000
_MOST_PLACES = 100_000


@dataclass(frozen=True, slots=True, kw_only=True)
class BoxCell:
    """A cell; ``line`` is the first line of the box that its row has."""

    text: str
    row: int
    column: int
    line: int
    row_span: int
    column_span: int


@dataclass(slots=True)
class _Box:
    canvas: list[list[str]]
    bounds: list[int]
    bands: list[tuple[int, int]]

    def has_bar(self, line: int, bound: int) -> bool:
        """Whether a vertical line or a corner stands at a boundary."""
        return _is_bar(_at(self.canvas[line], self.bounds[bound]))

    def is_ruled(self, line: int, column: int) -> bool:
        """Whether a horizontal line runs through a column."""
        part = self.part(line, column, column + 1).strip()
        return bool(part) and all(char in _HORIZONTAL or _is_corner(char) for char in part)

    def part(self, line: int, first: int, last: int) -> str:
        """Return what stands between two boundaries of a line."""
        row = self.canvas[line]
        start = self.bounds[first] + 1
        while start < len(row) and row[start] == "":
            start += 1
        return "".join(row[start : self.bounds[last]])


def box_cells(lines: Sequence[str]) -> tuple[BoxCell, ...]:
    """Return the cells of one drawn table, none if the lines make no grid."""
    if not 2 <= len(lines) <= _MOST_LINES:
        return ()
    canvas, bounds = _canvas(lines)
    if not 3 <= len(bounds) <= _MOST_BOUNDARIES:
        return ()
    rules = [number for number, row in enumerate(canvas) if _has_rule(row)]
    bands = _bands(len(lines), rules)
    if not bands or len(bands) * len(bounds) > _MOST_PLACES:
        return ()
    if not _is_joined(canvas, rules):
        return _counted_cells(lines, rules)
    return tuple(_cells(_Box(canvas, bounds, bands)))


def _canvas(lines: Sequence[str]) -> tuple[list[list[str]], list[int]]:
    """Return the lines in columns and the boundaries, for the width that lines up best."""
    best: tuple[list[list[str]], list[int]] | None = None
    for box, ambiguous in _WIDTHS:
        canvas = [columns_of(line.rstrip(), box=box, ambiguous=ambiguous) for line in lines]
        bounds = sorted({n for row in canvas for n, char in enumerate(row) if _is_bound(row, n)})
        if best is None or len(bounds) < len(best[1]):
            best = canvas, bounds
    return best or ([], [])


def _is_joined(canvas: list[list[str]], rules: list[int]) -> bool:
    """Whether vertical lines go on above or below, as they do in a grid that lines up."""
    bars = joined = 0
    for number, row in enumerate(canvas):
        if number in rules:
            continue
        beside = [canvas[n] for n in (number - 1, number + 1) if 0 <= n < len(canvas)]
        for place, char in enumerate(row):
            if char in _VERTICAL:
                bars += 1
                joined += any(_is_bar(_at(other, place)) for other in beside)
    return bars > 0 and joined >= _LEAST_JOINED * bars


def _counted_cells(lines: Sequence[str], rules: list[int]) -> tuple[BoxCell, ...]:
    """Return cells by their number in the row, if all rows have the same number of cells."""
    rows = [
        (number, [part.strip() for part in _BARS.split(line.strip())[1:-1]])
        for number, line in enumerate(lines)
        if number not in rules
    ]
    widths = {len(values) for _, values in rows}
    if len(rows) < 2 or len(widths) != 1 or max(widths) < 2:
        return ()
    return tuple(
        BoxCell(text=value, row=row, column=column, line=number, row_span=1, column_span=1)
        for row, (number, values) in enumerate(rows)
        for column, value in enumerate(values)
        if value
    )


def _bands(count: int, rules: list[int]) -> list[tuple[int, int]]:
    """Return the rows as ranges of lines; without rules between rows every line is one."""
    starts = [-1, *rules, count]
    bands = [(a + 1, b) for a, b in pairwise(starts) if b > a + 1]
    inner = [rule for rule in rules if 0 < rule < count - 1]
    if len(inner) > 1:
        return bands
    return [(line, line + 1) for start, end in bands for line in range(start, end)]


def _cells(box: _Box) -> list[BoxCell]:
    covered: set[tuple[int, int]] = set()
    cells = []
    for row, (start, _) in enumerate(box.bands):
        for column in range(len(box.bounds) - 1):
            if (row, column) in covered:
                continue
            width, height = _width(box, row, column), _height(box, row, column)
            # A drawing that is broken may let cells run into each other.
            width = next((n for n in range(width) if (row, column + n) in covered), width)
            columns = range(column, column + width)
            height = next(
                (n for n in range(height) if any((row + n, c) in covered for c in columns)), height
            )
            covered.update((r, c) for r in range(row, row + height) for c in columns)
            text = _text(box, row, column, height, width)
            if text:
                cells.append(
                    BoxCell(text=text, row=row, column=column, line=start, row_span=height,
                            column_span=width)
                )  # fmt: skip
    return cells


def _width(box: _Box, row: int, column: int) -> int:
    """Return how many columns a cell covers: up to the next bar in any line of its row."""
    start, end = box.bands[row]
    last = column + 1
    while last < len(box.bounds) - 1:
        if any(box.has_bar(line, last) for line in range(start, end)):
            break
        last += 1
    return last - column


def _height(box: _Box, row: int, column: int) -> int:
    """Return how many rows a cell covers: down to the next line drawn below it."""
    last = row
    while last + 1 < len(box.bands):
        between = range(box.bands[last][1], box.bands[last + 1][0])
        if not between or any(box.is_ruled(line, column) for line in between):
            break
        last += 1
    return last - row + 1


def _text(box: _Box, row: int, column: int, height: int, width: int) -> str:
    start, end = box.bands[row][0], box.bands[row + height - 1][1]
    parts = [box.part(line, column, column + width) for line in range(start, end)]
    kept = [part.strip() for part in parts if part.strip() and _DRAWN.sub("", part)]
    # A lone minus is drawn with the same character as a rule, but stands alone.
    kept = kept or [part.strip() for part in parts if part.strip() in ("-", "=", "+")]
    return "\n".join(kept)


def _has_rule(row: list[str]) -> bool:
    """Whether a horizontal line runs along some of the line."""
    text = "".join(row)
    return re.search(r"[─━═┄┅┈┉╌╍]{2,}|[┌┬┐├┼┤└┴┘╔╦╗╠╬╣╚╩╝][─━═]|\+[-=]{2,}", text) is not None


def _is_bound(row: list[str], place: int) -> bool:
    char = row[place]
    if char == "+":
        return _at(row, place - 1) in "-=" or _at(row, place + 1) in "-="
    return _is_bar(char)


def _is_bar(char: str) -> bool:
    return char in _VERTICAL or _is_corner(char)


def _is_corner(char: str) -> bool:
    if char == "+":
        return True
    return len(char) == 1 and "\u250c" <= char <= "\u257f" and char not in _HORIZONTAL


def _at(row: list[str], place: int) -> str:
    return row[place] if 0 <= place < len(row) and row[place] else " "
