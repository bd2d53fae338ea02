"""Where aligned tables begin and end among visual rows: titles and frames between them left out.

A table begins with a row of several texts. It goes on as long as texts stand below one another;
it ends where a text begins in the first column and runs on over the next: a title, the line of
a frame, a note.
"""

from collections.abc import Sequence
from itertools import pairwise
from typing import TypeAlias

from assessor.documents.pages.columns import Columns
from assessor.documents.pages.layout import Glyph
from assessor.documents.pages.text import segments

_Row: TypeAlias = Sequence[Glyph]
_Span: TypeAlias = tuple[float, float]
_GAP = 0.4
_LEAST_TEXTS = 3
_LEAST_ROWS = 4
_LEAST_PAIRS = 3
_NEAR_CUT = 4.0
_LEAST_CONTINUED = 2
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
        if _is_table(cut[at:end]):
            found.append((_with_header(rows, cut, at, least=found[-1][1] if found else 0), end))
            at = end
        else:
            at += 1
    return found


def continued_extent(rows: Sequence[_Row], columns: Columns) -> tuple[int, int] | None:
    """Return the rows on top of a page that stand in the columns of the page before."""
    edges = (columns.left, *columns.cuts, columns.right)
    known = [(start + _NEAR_CUT, end - _NEAR_CUT) for start, end in pairwise(edges)]
    cut = [_spans(row) for row in rows]
    for start in range(min(_HEADER_ROWS, len(rows))):
        end = _end(rows, cut, start - 1, known=known)
        pairs = sum(len(spans) > 1 for spans in cut[start:end])
        if pairs >= _LEAST_CONTINUED or (pairs and len(cut[start]) >= _LEAST_TEXTS):
            return start, end
    return None


def _is_table(cut: Sequence[list[_Span]]) -> bool:
    """Whether enough rows hold several texts; labels in the middle of groups stand apart."""
    full = sum(len(spans) >= _LEAST_TEXTS for spans in cut)
    pairs = sum(len(spans) > 1 for spans in cut)
    return full >= _LEAST_ROWS or (
        full > 0 and len(cut[0]) > _LEAST_TEXTS and pairs >= _LEAST_PAIRS
    )


def _spans(row: _Row) -> list[_Span]:
    return [(piece[0].x0, max(glyph.x1 for glyph in piece)) for piece in segments(row, gap=_GAP)]


def _end(
    rows: Sequence[_Row],
    cut: Sequence[list[_Span]],
    start: int,
    *,
    known: Sequence[_Span] | None = None,
) -> int:
    """Return the row after the last of a table that begins with ``start``.

    With ``known``, the columns of the page before, it begins with the row after ``start``.
    """
    given = known is not None
    known = list(cut[start] if known is None else known)
    for index in range(start + 1, len(rows)):
        spans = cut[index]
        hits = [_hit(span, known) for span in spans]
        if _is_frame(rows[index], hits, beside=rows[max(0, index - 1)]) or _is_list(rows[index]):
            return index
        if not given and index - start <= _HEADER_ROWS and any(len(hit) > 1 for hit in hits):
            return start
        twice = _shared(spans, hits, size=rows[index][0].size)
        if given:
            continue
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
    if (len(first) > 1 and first[0] == 0) or any(len(hit) >= _MOST_CROSSED for hit in hits):
        return True
    return len(hits) == 1 and len(first) > 1 and row[0].size > _LARGER * beside[0].size


def _is_list(row: _Row) -> bool:
    """Whether the row holds several texts with a name each (电话：1234  日期：5月): a footer."""
    texts = segments(row, gap=_GAP)
    return len(texts) > 1 and all(any(g.text in "：:" for g in text) for text in texts)


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
