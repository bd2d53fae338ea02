"""Where aligned tables begin and end among visual rows: titles and frames between them left out.

A table begins with a row of several texts. It goes on as long as texts stand below one another;
it ends where a text begins in the first column and runs on over the next: a title, the line of
a frame, a note.
"""

from collections.abc import Sequence
from itertools import pairwise
from typing import TypeAlias

from assessor.documents.pages.layout import Glyph
from assessor.documents.pages.text import segments

_Row: TypeAlias = Sequence[Glyph]
_Span: TypeAlias = tuple[float, float]
_GAP = 0.4
_LEAST_TEXTS = 3
_LEAST_ROWS = 4
_HEADER_ROWS = 3
_HEADER_PITCH = 1.3
_MOST_CROSSED = 3
_LARGER = 1.2


def table_extents(rows: Sequence[_Row]) -> list[tuple[int, int]]:
    """Return first rows and rows after the last of what may be tables, top to bottom."""
    cut = [_spans(row) for row in rows]
    found: list[tuple[int, int]] = []
    at = 0
    while at < len(rows):
        end = _end(rows, cut, at) if len(cut[at]) >= _LEAST_TEXTS else at
        if sum(len(spans) >= _LEAST_TEXTS for spans in cut[at:end]) >= _LEAST_ROWS:
            found.append((_with_header(rows, cut, at, least=found[-1][1] if found else 0), end))
            at = end
        else:
            at += 1
    return found


def _spans(row: _Row) -> list[_Span]:
    return [(piece[0].x0, max(glyph.x1 for glyph in piece)) for piece in segments(row, gap=_GAP)]


def _end(rows: Sequence[_Row], cut: Sequence[list[_Span]], start: int) -> int:
    """Return the row after the last of a table that begins with ``start``."""
    known = list(cut[start])
    for index in range(start + 1, len(rows)):
        spans = cut[index]
        hits = [_hit(span, known) for span in spans]
        if _is_frame(rows[index], hits, beside=rows[index - 1]):
            return index
        if index - start <= _HEADER_ROWS and any(len(hit) > 1 for hit in hits):
            return start
        twice = _shared(spans, hits, size=rows[index][0].size)
        if twice is not None:
            if index - start > _HEADER_ROWS or len(spans) >= len(cut[start]):
                return start if index - start <= _HEADER_ROWS else index
            known[twice : twice + 1] = [
                span for span, hit in zip(spans, hits, strict=True) if hit == [twice]
            ]
            continue
        _grow(known, spans, hits)
    return len(rows)


def _hit(span: _Span, known: Sequence[_Span]) -> list[int]:
    return [index for index, other in enumerate(known) if span[0] < other[1] and other[0] < span[1]]


def _is_frame(row: _Row, hits: Sequence[list[int]], *, beside: _Row) -> bool:
    first = hits[0]
    if len(first) > 1 and first[0] == 0:
        return True
    return len(hits) == 1 and (
        len(first) >= _MOST_CROSSED or (len(first) > 1 and row[0].size > _LARGER * beside[0].size)
    )


def _shared(spans: Sequence[_Span], hits: Sequence[list[int]], *, size: float) -> int | None:
    """Return the column in which two texts of one row stand, far from one another."""
    for (span, hit), (after, other) in pairwise(zip(spans, hits, strict=True)):
        if len(hit) == 1 and hit == other and after[0] - span[1] > size:
            return hit[0]
    return None


def _grow(known: list[_Span], spans: Sequence[_Span], hits: Sequence[list[int]]) -> None:
    """Widen the columns by the texts that stand in them; add columns that the first row lacks."""
    fresh: list[_Span] = []
    for span, hit in zip(spans, hits, strict=True):
        if len(hit) == 1:
            start, end = known[hit[0]]
            known[hit[0]] = min(start, span[0]), max(end, span[1])
        elif not hit and len(spans) >= _LEAST_TEXTS:
            fresh.append(span)
    if fresh:
        known.extend(fresh)
        known.sort()


def _with_header(
    rows: Sequence[_Row], cut: Sequence[list[_Span]], start: int, *, least: int
) -> int:
    """Take in the lines above the first full row that are halves of wrapped header words."""
    while start > least and len(cut[start - 1]) > 1:
        above, below = rows[start - 1][0], rows[start][0]
        hits = [_hit(span, cut[start]) for span in cut[start - 1]]
        near = below.height - above.height <= _HEADER_PITCH * below.size
        if not near or abs(above.size - below.size) > 0.5 or any(len(hit) > 1 for hit in hits):
            break
        start -= 1
    return start
