"""Complete phrases of degree, trend and quality in a text: 较明显改善, 得到有效保障.

Words of the shared lists are the seeds; adverbs before and the verb or adjective that an adverb
governs behind complete the phrase.
"""

from collections.abc import Iterable, Iterator
from functools import cache, lru_cache

from assessor.checks.underlining import joined, outside_fixed, placed_words, trimmed
from assessor.checks.word_lists import check_pattern, check_terms
from assessor.core.span import Span
from assessor.text.lexicon import find_terms, terms
from assessor.text.segment import Word

_SHORT_WORD = 4


@lru_cache(maxsize=16384)
def degree_phrases(text: str) -> tuple[Span, ...]:
    """Return complete phrases of degree and trend; light verbs only where nothing else is."""
    outcomes = (Span(*m.span()) for m in check_pattern("w01.outcome").finditer(text))
    seeds = [
        *find_terms(text, "wording.degree"),
        *find_terms(text, "wording.trend"),
        *_whole_words(text, outside_fixed(text, outcomes)),
    ]
    seeds = [seed for seed in seeds if seed.quote(text) not in check_terms("w01.never")]
    runs = joined(text, [*seeds, *_beside(text, seeds)], lambda gap: gap in check_terms("w01.glue"))
    runs = tuple(run for run in (trimmed(text, run) for run in runs) if run.start < run.end)
    telling = tuple(r for r in runs if r.quote(text) not in check_terms("w01.light"))
    return telling or runs


def tells_degree(text: str, phrases: Iterable[Span]) -> bool:
    """Tell whether a phrase holds a word of degree or quality, not only a trend (化解在基层)."""
    telling = (*terms("wording.degree"), *(w for w in check_terms("w01.outcome") if len(w) > 1))
    return any(word in phrase.quote(text) for phrase in phrases for word in telling)


@cache
def _words(group: str) -> frozenset[str]:
    return frozenset(check_terms(group))


def _whole_words(text: str, seeds: Iterable[Span]) -> Iterator[Span]:
    """Keep what begins and ends with a word: 高 in 水平高, not in 高中; 满意, not in 满意度."""
    words = placed_words(text)
    starts, ends = {span.start for span, _ in words}, {span.end for span, _ in words}
    return (seed for seed in seeds if seed.start in starts and seed.end in ends)


def _beside(text: str, seeds: list[Span]) -> Iterator[Span]:
    """Yield the words that complete a phrase: adverbs before it, the verb an adverb governs."""
    words = placed_words(text)
    last = trimmed(text).end
    governing = [s for s in seeds if s.quote(text).endswith(check_terms("w01.adverb"))]
    starts, ends, leads = (
        {s.start for s in seeds}, {s.end for s in seeds}, {s.end for s in governing}
    )  # fmt: skip
    before, after = _words("w01.before"), _words("w01.after")
    for i, (span, word) in enumerate(words):
        if word.text in before and (span.end in starts or _leads(words, i + 1, starts)):
            yield span
        elif (span.start in ends and word.text in after) or (
            (span.start in leads or (span.start in ends and span.end == last))
            and word.tag[:1] in "va"
            and len(word.text) <= _SHORT_WORD
        ):
            yield from outside_fixed(text, (span,))


def _leads(words: tuple[tuple[Span, Word], ...], i: int, starts: set[int]) -> bool:
    """Tell whether one more adverb stands between this one and the phrase."""
    if i >= len(words):
        return False
    span, word = words[i]
    return word.text in _words("w01.before") and span.end in starts
