"""Which words a person would underline: whole words and complete phrases, never inside fixed terms.

Offsets are those of the text that is given; for the name and a printed value these are the
printed ones, because normalisation is one to one.
"""

from collections.abc import Callable, Iterable
from functools import lru_cache
from itertools import accumulate

from assessor.checks.check import Subject
from assessor.core.span import Span
from assessor.text.lexicon import fixed_spans
from assessor.text.segment import Word, tagged_words

# Every blank of Unicode (the last is the ideographic space), and the marks that end a sentence.
_BLANKS = "".join(chr(code) for code in range(0x3001) if chr(code).isspace())
_EDGES = _BLANKS + "。．.，,；;、：:！!"


def trimmed(text: str, span: Span | None = None) -> Span:
    """Return ``span`` (default: all of ``text``) without blanks and marks at its edges.

    A text of blanks and marks alone keeps its marks; a blank text gives an empty span.
    """
    start, end = (span.start, span.end) if span else (0, len(text))
    inner = text[start:end]
    for edges in (_EDGES, None):
        if core := inner.strip(edges):
            start += len(inner) - len(inner.lstrip(edges))
            return Span(start, start + len(core))
    return Span(start, start)


def judged_value(subject: Subject) -> str:
    """Return the normalised printed value, ``""`` where no value is printed.

    ``reading.value`` is a part of the name when both cells are empty.
    """
    return subject.reading.value if subject.value.strip() else ""


@lru_cache(maxsize=16384)
def placed_words(text: str) -> tuple[tuple[Span, Word], ...]:
    """Return the words of ``text`` with their places."""
    words = tagged_words(text)
    ends = accumulate(len(word.text) for word in words)
    return tuple(
        (Span(end - len(word.text), end), word) for end, word in zip(ends, words, strict=True)
    )


def joined(text: str, spans: Iterable[Span], is_glue: Callable[[str], bool]) -> tuple[Span, ...]:
    """Join spans that overlap, touch or are parted only by glue, left to right."""
    runs: list[Span] = []
    for span in sorted(spans):
        if runs and (span.start <= runs[-1].end or is_glue(text[runs[-1].end : span.start])):
            last = runs.pop()
            span = Span(last.start, max(last.end, span.end))  # noqa: PLW2901 - grows
        runs.append(span)
    return tuple(runs)


def outside_fixed(text: str, spans: Iterable[Span]) -> tuple[Span, ...]:
    """Drop spans that lie inside a fixed term (有效投诉, 基本农田)."""
    fixed = fixed_spans(text)
    return tuple(s for s in spans if not any(f.start <= s.start and s.end <= f.end for f in fixed))


def evidence_spans(subject: Subject, head: str, field: str) -> tuple[Span, ...]:
    """Return the stretches of ``field`` (name or value) that moved ``head``, strongest first.

    Single characters (为, 的) tell a reader nothing and are left out. Empty for the value where
    no value is printed.
    """
    if field == "value" and not subject.value.strip():
        return ()
    return tuple(
        Span(e.start, e.end)
        for e in subject.evidence(head)
        if e.field == field and e.weight > 0 and e.end - e.start > 1
    )
