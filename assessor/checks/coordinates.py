"""Joined measures or qualities in a text: which stretch shows that one row holds two things."""

import re
from functools import cache
from itertools import pairwise

from assessor.checks.underlining import placed_words, trimmed
from assessor.checks.word_lists import check_pattern, check_terms
from assessor.classifiers.row_text import measure_of
from assessor.core.span import Span
from assessor.text.lexicon import pattern, terms

_GROUPED = re.compile(r"[(（《“\"「【\[][^)）》”\"」】\]]*[)）》”\"」】\]]")
_INSIDE = re.compile("[及和与]")
_WIDEST_LEFT = 10
_WIDEST_RIGHT = 16
_SHORT_PART = 8
_NEAR = 4


def joined_parts(text: str) -> Span | None:
    """Return the stretch of the measures that stand around joining marks, if there are two.

    Marks between parts that hold a measure win, marks of clauses win over 和 inside them;
    without a mark two neighbouring qualities (及时准确) are taken.
    """
    marks = _marks(text)
    if not marks:
        return _qualities(text)
    bounds = [0, *(mark.end for mark in marks)]
    ends = [*(mark.start for mark in marks), len(text)]
    parts = [Span(a, b) for a, b in zip(bounds, ends, strict=True)]
    measured = [_measured_end(text, part) for part in parts]
    alike = [bool(end) or part.end - part.start <= _SHORT_PART
             for end, part in zip(measured, parts, strict=True)]  # fmt: skip
    pairs = range(len(marks))
    first = next((i for i in pairs if measured[i] and measured[i + 1]), None)
    if first is None:
        first = next((i for i in pairs if alike[i] and alike[i + 1]), 0)
    last = first + 1
    while first > 0 and alike[first - 1]:
        first -= 1
    while last < len(marks) and alike[last + 1]:
        last += 1
    start, end = _left(text, parts[first]), _right(text, parts[last], measured[last])
    return trimmed(text, Span(start + (text[start] == "的"), end))


def _marks(text: str) -> list[Span]:
    """Return the joining marks with text on both sides, outside brackets and titles."""
    grouped = [Span(*m.span()) for m in _GROUPED.finditer(text)]
    marks = [
        span
        for span, word in placed_words(text)
        if word.text in check_terms("w07.joint")
        and not any(group.overlaps(span) for group in grouped)
        and text[: span.start].strip()
        and text[span.end :].strip()
    ]
    marks = marks or [
        Span(*m.span())
        for m in _INSIDE.finditer(text)
        if measure_of(text[: m.start()]) and measure_of(text[m.end() :])
    ]
    clauses = [span for span in marks if span.quote(text) in check_terms("w07.clause")]
    return clauses or marks


@cache
def _attributes() -> tuple[str, ...]:
    return (*terms("measures.attribute"), *terms("wording.inherent_quality"))


def _measured_end(text: str, part: Span) -> int:
    """Return where the measure of a part ends, 0 if it holds none."""
    core = trimmed(text, part)
    if measure_of(core.quote(text)) or core.quote(text).endswith(_attributes()):
        return core.end
    for span, word in placed_words(text):
        inside = part.start <= span.start and span.end <= part.end
        if inside and (measure_of(word.text) or word.text in _attributes()):
            return span.end
    return 0


def _left(text: str, part: Span) -> int:
    """Start of what stands before the mark: the part, or its last words if it is long."""
    if part.end - part.start <= _WIDEST_LEFT:
        return part.start
    starts = [s.start for s, _ in placed_words(text) if part.start <= s.start < part.end]
    near = [start for start in starts if part.end - start >= _NEAR]
    return near[-1] if near else starts[0]


def _right(text: str, part: Span, measured_end: int) -> int:
    """End of what stands behind the mark: the part, or up to its measure if it is long."""
    if part.end - part.start <= _WIDEST_RIGHT:
        return part.end
    if measured_end:
        return measured_end
    ends = [s.end for s, _ in placed_words(text) if part.start < s.end <= part.end]
    near = [end for end in ends if end - part.start >= _NEAR]
    return near[0] if near else part.end


def _qualities(text: str) -> Span | None:
    """Return two neighbouring words of quality, which need no mark (及时准确)."""
    found = sorted(
        Span(*match.span())
        for words in (pattern("wording.inherent_quality"), check_pattern("w07.quality"))
        for match in words.finditer(text)
    )
    for left, right in pairwise(found):
        if left.end <= right.start <= left.end + 1:
            return Span(left.start, right.end)
    return None
