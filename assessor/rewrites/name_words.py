"""The words that a name is taken apart with, indexed for lookups at its start and end."""

from collections.abc import Iterable
from functools import cache

from assessor.text.lexicon import alternation, terms, terms_of

ASPECT_CLASSES = (
    "awareness", "ability", "service", "environment", "order", "feeling", "atmosphere",
    "influence", "mechanism", "income", "development", "efficiency", "operation", "safety",
    "quality", "cost", "welfare", "health", "participation", "use", "supply", "recognition",
    "innovation", "ecology",
)  # fmt: skip
_MEASURE_GROUPS = (
    "rate", "people", "count", "extent", "money", "deadline", "duration", "score",
    "satisfaction", "quality_rate", "timely_rate",
)  # fmt: skip


class WordSet:
    """Words that are looked up at the start or the end of a text, the longest first."""

    def __init__(self, words: Iterable[str]) -> None:
        self._words = frozenset(words)
        self._starts = _lengths((word[0], len(word)) for word in self._words)
        self._ends = _lengths((word[-1], len(word)) for word in self._words)

    def __contains__(self, text: object) -> bool:
        return text in self._words

    def prefix(self, text: str) -> str:
        """Return the longest word that begins ``text``, ``""`` if none does."""
        for length in self._starts.get(text[:1], ()):
            if text[:length] in self._words:
                return text[:length]
        return ""

    def suffix(self, text: str) -> str:
        """Return the longest word that ends ``text``, ``""`` if none does."""
        for length in self._ends.get(text[-1:], ()):
            if text[-length:] in self._words:
                return text[-length:]
        return ""


def _lengths(pairs: Iterable[tuple[str, int]]) -> dict[str, tuple[int, ...]]:
    """Return the lengths by character, falling."""
    found: dict[str, set[int]] = {}
    for char, length in pairs:
        found.setdefault(char, set()).add(length)
    return {char: tuple(sorted(lengths, reverse=True)) for char, lengths in found.items()}


def _terms(group: str) -> tuple[str, ...]:
    return terms_of(group, package="assessor.rewrites", folder="lexicons")


@cache
def degrees() -> WordSet:
    """Return the words that leave a target open: 显著, 高水平."""
    return WordSet((*terms("wording.degree"), *terms("wording.trend")))


def any_of(group: str) -> str:
    """Return a regular expression for any word of a group of ``lexicons/name_words.yaml``."""
    return alternation(_terms(f"name_words.{group}"))


@cache
def words_of(group: str) -> WordSet:
    """Return a group of ``lexicons/name_words.yaml``.

    Raises
    ------
    ConfigError
        ``config.lexicon``: the file or the group is missing or malformed.
    """
    return WordSet(_terms(f"name_words.{group}"))


@cache
def verbs() -> WordSet:
    """Return the verbs that may govern an object: aims and acts."""
    return WordSet((*_terms("name_words.aim"), *_terms("name_words.act")))


@cache
def measures() -> WordSet:
    """Return the words that end a name and say what is counted."""
    known = [term for group in _MEASURE_GROUPS for term in terms(f"measures.{group}")]
    return WordSet((*known, *_terms("name_words.measure")))


@cache
def generic_names() -> WordSet:
    """Return the names that name no object."""
    return WordSet((*terms("generic_names.bare"), *terms("generic_names.satisfaction")))


@cache
def _aspects() -> dict[str, str]:
    # Where a word stands in two classes, the class named first wins.
    classes = reversed(ASPECT_CLASSES)
    return {term: group for group in classes for term in _terms(f"aspects.{group}")}


@cache
def aspects() -> WordSet:
    """Return the attributes that end a name."""
    return WordSet(_aspects())


def aspect_class(aspect: str) -> str:
    """Return the class of an attribute, ``""`` for a word that is none."""
    return _aspects().get(aspect, "")
