"""Lines of one column that are one wrapped text: told by their distance and by full lines."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from typing import TypeAlias

from assessor.documents.pages.columns import Piece

# In parts of the usual distance of lines: those of one text are no further apart.
TIGHT = 1.15
_WIDEST_PITCH = 1.55
_FULL = 1.5
_NARROW = 4.0
Lines: TypeAlias = Sequence[Piece]


@dataclass(frozen=True, slots=True)
class Spacing:
    """Usual type size and the smallest distance of lines in one column."""

    size: float
    pitch: float


def height(piece: Piece) -> float:
    """Return the height at which the middle of a line stands."""
    return (piece.line.top + piece.line.bottom) / 2


def spacing_of(by_column: Sequence[Lines]) -> Spacing:
    """Return the usual size and distance of the lines in all columns."""
    size = median(piece.line.size for lines in by_column for piece in lines)
    steps = sorted(
        step
        for lines in by_column
        for before, after in pairwise(lines)
        if (step := height(after) - height(before)) > 0.9 * size
    )
    # The second smallest: one odd distance says nothing.
    pitch = steps[min(1, len(steps) - 1)] if steps else 1.5 * size
    return Spacing(size, min(pitch, _WIDEST_PITCH * size))


def continues(before: Piece, after: Piece, *, widest: float, spacing: Spacing) -> bool:
    """Whether ``after`` is the rest of a text that filled the line before it."""
    width = before.line.x1 - before.line.x0
    return (
        widest >= _NARROW * spacing.size
        and height(after) - height(before) <= TIGHT * spacing.pitch
        and width >= widest - _FULL * spacing.size
    )


def widest_of(lines: Lines) -> float:
    """Return the width of the longest line, those over several columns left out."""
    return max((piece.line.x1 - piece.line.x0 for piece in lines if piece.column_span == 1),
               default=max((piece.line.x1 - piece.line.x0 for piece in lines), default=0.0))  # fmt: skip


def entries_of(lines: Lines, spacing: Spacing) -> list[list[Piece]]:
    """Put together lines that are one wrapped text."""
    widest = widest_of(lines)
    entries: list[list[Piece]] = []
    for piece in lines:
        if entries and (
            continues(entries[-1][-1], piece, widest=widest, spacing=spacing)
            or is_narrow_label(entries[-1][-1], piece, widest=widest, spacing=spacing)
        ):
            entries[-1].append(piece)
        else:
            entries.append([piece])
    return entries


def is_narrow_label(before: Piece, after: Piece, *, widest: float, spacing: Spacing) -> bool:
    """Whether two lines belong to a label that is wrapped every one or two characters."""
    step = height(after) - height(before)
    return widest <= 2.6 * spacing.size and step <= min(TIGHT * spacing.pitch, 1.7 * spacing.size)
