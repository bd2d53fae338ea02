"""Columns of text without ruling lines between them: where no row has ink."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

import numpy as np
from numpy.typing import NDArray

from assessor.documents.pages.layout import Glyph, PageLine
from assessor.documents.pages.text import line_of

# Half points; widths in parts of the type size.
_BINS = 2
_WIDEST = 20_000
_WORD_GAP = 0.3
_NARROWEST = 0.3
_FULL_ROW = 4
_CLEAR = 1.0
_WIDE_RUN = 0.6
_LEAST_SUPPORT = 3
_TOLERATED = (0.0, 0.05, 0.1, 0.15, 0.2, 0.25)
_Ink = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class _Strip:
    """A part of the width, in bins."""

    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A part of a visual row: what stands in one column, or runs over several."""

    column: int
    column_span: int
    line: PageLine


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    """Columns of a region.

    Attributes
    ----------
    cuts
        Where one column ends and the next begins.
    gaps
        The blank strip around every cut.
    left, right
        Outer edges of the text.
    """

    cuts: tuple[float, ...]
    gaps: tuple[tuple[float, float], ...]
    left: float
    right: float

    @property
    def count(self) -> int:
        """Return the number of columns."""
        return len(self.cuts) + 1


def find_columns(rows: Sequence[Sequence[Glyph]]) -> Columns | None:
    """Return the columns in which the rows stand, ``None`` if they stand in one.

    A strip is a gap between columns where (almost) no row has ink, although at least three
    rows have text on both sides of it. Rows with a long run of text say nothing of columns.
    """
    glyphs = [glyph for row in rows for glyph in row]
    if not glyphs:
        return None
    size = median(glyph.size for glyph in glyphs)
    left, right = min(g.x0 for g in glyphs), max(g.x1 for g in glyphs)
    if (right - left) * _BINS > _WIDEST:
        return None
    ink = np.array([_ink(row, left=left, right=right) for row in rows])
    telling = ink[[not _has_wide_run(row) for row in ink]]
    if len(telling) < _LEAST_SUPPORT:
        return None
    best: list[_Strip] = []
    for share in _TOLERATED:
        for strip in _strips(telling, most=int(share * len(telling)), size=size):
            if not any(strip.start < other.end and other.start < strip.end for other in best):
                best.append(strip)
    best = _supported(ink, sorted(best, key=lambda strip: strip.start))
    if not best:
        return None
    gaps = tuple((left + strip.start / _BINS, left + strip.end / _BINS) for strip in best)
    return Columns(
        cuts=tuple((start + end) / 2 for start, end in gaps), gaps=gaps, left=left, right=right
    )


def _supported(ink: _Ink, strips: list[_Strip]) -> list[_Strip]:
    """Leave out strips beside which never two texts stand: one column, aligned differently."""
    kept = list(strips)
    for strip in strips:
        place = kept.index(strip)
        start = kept[place - 1].end if place else 0
        end = kept[place + 1].start if place + 1 < len(kept) else ink.shape[1]
        before = ink[:, start : strip.start].any(axis=1)
        after = ink[:, strip.end : end].any(axis=1)
        across = ink[:, strip.start : strip.end].any(axis=1)
        if (before & after & ~across).sum() <= across.sum():
            kept.remove(strip)
    return kept


def _ink(row: Sequence[Glyph], *, left: float, right: float) -> _Ink:
    """Mark where a row has ink, gaps between words filled."""
    marks = np.zeros(int((right - left) * _BINS) + 2, dtype=np.bool_)
    end = None
    for glyph in row:
        start = glyph.x0
        if end is not None and 0 < start - end <= _WORD_GAP * glyph.size:
            start = end
        end = glyph.x1
        marks[int((start - left) * _BINS) : max(0, int((end - left) * _BINS)) + 1] = True
    return marks


def _has_wide_run(row: _Ink) -> bool:
    return any(run.end - run.start > _WIDE_RUN * len(row) for run in _runs(row))


def _strips(ink: _Ink, *, most: int, size: float) -> list[_Strip]:
    """Return the strips that at most ``most`` rows cross, and far more rows stand beside."""
    counts = ink.sum(axis=0)
    full = np.array([len(_runs(row)) >= _FULL_ROW for row in ink])
    strips: list[_Strip] = []
    at = 0
    for wide in _runs(counts <= most):
        if wide.start == 0 or wide.end >= len(counts) - 1:
            continue
        part = counts[wide.start : wide.end]
        inner = max(_runs(part == part.min()), key=lambda run: run.end - run.start)
        strip = _Strip(wide.start + inner.start, wide.start + inner.end)
        if strip.end - strip.start < _NARROWEST * size * _BINS:
            continue
        before = ink[:, at : strip.start].any(axis=1)
        after = ink[:, strip.end :].any(axis=1)
        both = int((before & after).sum())
        # Labels of groups stand beside a row here and there: a clear strip needs only a header.
        clear = most == 0 and strip.end - strip.start >= _CLEAR * size * _BINS
        several = min(before.sum(), after.sum()) >= 2
        headed = most == 0 and full[before & after].any()
        sparse = (clear or headed) and both >= 1 and several
        if both >= max(_LEAST_SUPPORT, 2 * most) or sparse:
            strips.append(strip)
            at = strip.end
    return strips


def _runs(marks: _Ink) -> list[_Strip]:
    """Return where marks are set, run by run."""
    edges = np.flatnonzero(np.diff(np.concatenate(([0], marks.astype(np.int8), [0]))))
    return [
        _Strip(int(start), int(end)) for start, end in zip(edges[::2], edges[1::2], strict=True)
    ]


def pieces(row: Sequence[Glyph], columns: Columns) -> tuple[Piece, ...]:
    """Cut a visual row into what stands in each column; a run over a cut stays whole."""
    groups: list[list[Glyph]] = []
    for glyph in row:
        last = groups[-1][-1] if groups else None
        if last is not None and (
            glyph.x0 - last.x1 <= _WORD_GAP * glyph.size
            or _column(columns, glyph.middle) == _column(columns, last.middle)
        ):
            groups[-1].append(glyph)
        else:
            groups.append([glyph])
    found = []
    for group in groups:
        first, last_column = (_column(columns, g.middle) for g in (group[0], group[-1]))
        found.append(Piece(column=first, column_span=last_column - first + 1, line=line_of(group)))
    return tuple(found)


def _column(columns: Columns, x: float) -> int:
    return sum(cut <= x for cut in columns.cuts)
