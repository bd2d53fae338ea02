"""Header words of an aligned table that are wrapped over several lines.

Beside a word in two lines one in a single line stands at half their height, so the header takes
three visual rows, none of them full.
"""

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from assessor.documents.pages.columns import Piece
from assessor.documents.pages.layout import PageCell, PageTable

_MOST_LINES = 6
_LEAST_COLUMNS = 3
_LONGEST_PITCH = 1.75
_CENTRED = 0.2
_LONGEST_HALF = 4


def header_height(rows: Sequence[Sequence[Piece]]) -> int:
    """Return how many visual rows on top are one header with wrapped words; 1: none is."""
    best = 1
    for count in range(2, min(_MOST_LINES, len(rows) - 1) + 1):
        if _is_header(rows[:count]):
            best = count
    return best


def _is_header(rows: Sequence[Sequence[Piece]]) -> bool:
    words = _words(rows)
    counts = {len(lines) for lines in words.values()}
    plain = all(piece.column_span == 1 for row in rows for piece in row)
    if len(words) < _LEAST_COLUMNS or not plain or (counts != {2} and len(counts) < 2):
        return False
    # Two full rows look alike: a header and the first row below, or two halves of a header.
    if counts == {2} and any(_is_long(piece.line.text) for row in rows for piece in row):
        return False
    size = rows[0][0].line.size
    middles = [(lines[0].line.top + lines[-1].line.bottom) / 2 for lines in words.values()]
    close = all(
        after.line.top - before.line.top <= _LONGEST_PITCH * size
        for lines in words.values()
        for before, after in pairwise(lines)
    )
    return close and max(middles) - min(middles) <= _CENTRED * size


def _is_long(text: str) -> bool:
    return len(text) > _LONGEST_HALF or any(char.isdigit() for char in text)


def _words(rows: Sequence[Sequence[Piece]]) -> dict[int, list[Piece]]:
    words: dict[int, list[Piece]] = {}
    for row in rows:
        for piece in row:
            words.setdefault(piece.column, []).append(piece)
    return words


def with_header(rows: Sequence[Sequence[Piece]], body: PageTable, *, number: int) -> PageTable:
    """Put the lines of a header as one row on top of the table below it."""
    header = tuple(
        PageCell(row=0, column=column, lines=tuple(p.line for p in lines), page=number)
        for column, lines in sorted(_words(rows).items())
    )
    top = min(piece.line.top for row in rows for piece in row)
    moved = tuple(replace(cell, row=cell.row + 1) for cell in body.cells)
    return replace(body, ys=(top, *body.ys), cells=header + moved)
