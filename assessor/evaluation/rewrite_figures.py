"""How good rewrites are, measured against those of experts.

A candidate agrees with the expert's row when both declare the same level and measure alike
(:mod:`assessor.rewrites.measure_key`); it keeps the object when the object nouns of the old name
stand in it. Where a candidate has further rows, because the old row measured several things,
one row that agrees suffices, and the object may stand in any of them.
"""

import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from functools import cache, lru_cache
from typing import Any

from assessor.evaluation.metrics import ShareFigures, share_figures
from assessor.rewrites.measure_key import measure_key
from assessor.taxonomy.level_names import declared_types
from assessor.taxonomy.level_type import LevelType
from assessor.text.lexicon import longest_suffix, terms_of
from assessor.text.normalise import normalise
from assessor.text.segment import tagged_words

FIRST, SHORT_LIST = 1, 3
_NOUN_TAGS = frozenset(("n", "nr", "ns", "nt", "nz", "ng", "vn", "an", "j", "l", "i", "eng", "x"))
_DROPPED = ("measures", "aims", "degrees", "aspects", "generic")
_BRACKETS = re.compile(r"[(（\[【][^()（）\[\]【】]*[)）\]】]")
_WORD = re.compile(r"[\u4e00-\u9fffA-Za-z]{2,}")
_PART = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class RowWords:
    """A row as far as it is compared.

    Attributes
    ----------
    levels
        Types that its printed levels declare, ``None`` if they declare nothing.
    """

    levels: tuple[LevelType, ...] | None
    name: str
    value: str

    @classmethod
    def printed(cls, *, level1: str, level2: str, name: str, value: str) -> "RowWords":
        """Read a row with its printed levels."""
        return cls(levels=declared_types(level1, level2), name=name, value=value)


@dataclass(frozen=True, slots=True)
class Candidate:
    """One proposed rewrite: the row, and further ones beside it."""

    rows: tuple[RowWords, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """One weak row with the expert's rewrite and the candidates in the order they are shown."""

    old_name: str
    expert: RowWords | None
    candidates: tuple[Candidate, ...]
    group: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RewriteFigures:
    """Shares over the weak rows; agreement over those with an expert's rewrite.

    Attributes
    ----------
    first, short_list
        Level and measure agree in the first candidate, in one of the first three.
    first_strict, short_list_strict
        The same where the measure nouns themselves must agree.
    level
        The level of the first candidate agrees, whatever it measures.
    object_kept
        Shown candidates that keep the object, of those whose old name has one.
    answered
        Rows with at least one candidate.
    """

    rows: int
    first: ShareFigures
    short_list: ShareFigures
    first_strict: ShareFigures
    short_list_strict: ShareFigures
    level: ShareFigures
    object_kept: ShareFigures
    answered: ShareFigures

    def as_dict(self) -> dict[str, Any]:
        """Return plain numbers for cards and JSON."""
        return asdict(self)


def rewrite_figures(answers: Sequence[Answered]) -> RewriteFigures:
    """Measure candidates against experts; intervals resample whole groups (projects)."""
    judged = [answer for answer in answers if answer.expert is not None]
    groups = [answer.group for answer in judged]

    def share(most: int, *, strict: bool) -> ShareFigures:
        right = [_hit(answer, most, strict=strict) for answer in judged]
        return share_figures(right, groups=groups)

    kept = [
        (keeps_object(answer.old_name, candidate), answer.group)
        for answer in answers
        if object_nouns(answer.old_name)
        for candidate in answer.candidates[:SHORT_LIST]
    ]
    return RewriteFigures(
        rows=len(answers),
        first=share(FIRST, strict=False),
        short_list=share(SHORT_LIST, strict=False),
        first_strict=share(FIRST, strict=True),
        short_list_strict=share(SHORT_LIST, strict=True),
        level=share_figures([_level_hit(answer) for answer in judged], groups=groups),
        object_kept=share_figures([k for k, _ in kept], groups=[group for _, group in kept]),
        answered=share_figures(
            [bool(answer.candidates) for answer in answers],
            groups=[answer.group for answer in answers],
        ),
    )


def _hit(answer: Answered, most: int, *, strict: bool) -> bool:
    expert = answer.expert
    return expert is not None and any(
        agrees(candidate, expert, strict=strict) for candidate in answer.candidates[:most]
    )


def _level_hit(answer: Answered) -> bool:
    expert = answer.expert
    return expert is not None and any(
        levels_agree(row.levels, expert.levels)
        for candidate in answer.candidates[:FIRST]
        for row in candidate.rows
    )


def agrees(candidate: Candidate, expert: RowWords, *, strict: bool = False) -> bool:
    """Tell whether a row of ``candidate`` has the expert's level and measure.

    Parameters
    ----------
    strict
        The last characters of both names must agree (知晓率 is not 覆盖率) and the units too.
    """
    return any(
        levels_agree(row.levels, expert.levels) and measures_agree(row, expert, strict=strict)
        for row in candidate.rows
    )


def levels_agree(
    proposed: tuple[LevelType, ...] | None, expert: tuple[LevelType, ...] | None
) -> bool:
    """Tell whether two declarations share a type; an expert's empty label contradicts nothing."""
    return expert is None or bool(set(proposed or ()) & set(expert))


def measures_agree(one: RowWords, other: RowWords, *, strict: bool = False) -> bool:
    """Tell whether two rows measure alike."""
    mine, theirs = measure_key(one.name, one.value), measure_key(other.name, other.value)
    return mine.agrees_strictly(theirs) if strict else mine.agrees(theirs)


def keeps_object(old_name: str, candidate: Candidate) -> bool:
    """Tell whether every object noun of the old name stands in the rows of ``candidate``."""
    new = "".join(_compact(row.name) for row in candidate.rows)
    return all(_stands(noun, new) for noun in object_nouns(old_name))


def _stands(noun: str, text: str) -> bool:
    """Tell whether a noun stands in ``text``, whole or in parts of two characters and more."""
    if noun in text:
        return True
    parts = [word.text for word in tagged_words(noun)]
    if len(parts) == 1 and len(noun) >= 2 * _PART and len(noun) % _PART == 0:
        parts = [noun[i : i + _PART] for i in range(0, len(noun), _PART)]
    if len(parts) == 1:
        return False
    long = [part for part in parts if len(part) >= _PART]
    return bool(long) and all(part in text or part in _dropped() for part in long)


@lru_cache(maxsize=16384)
def object_nouns(name: str) -> tuple[str, ...]:
    """Return the nouns that say what a name is about.

    Measures, verbs of intent, degree words, abstract aspects and words that fit any project
    are left out; a name of nothing else (群众满意度, 完成及时率) has no object to keep.

    Examples
    --------
    >>> object_nouns("提升困难职工的获得感")
    ('困难职工',)
    """
    found: dict[str, None] = {}
    for word in tagged_words(_compact(_BRACKETS.sub("", normalise(name)))):
        text = _without_measure(word.text)
        # 公益性, 实用性: a property, as the aspects of the list are.
        is_property = len(text) > _PART and text.endswith("性")
        if is_property or text in _dropped() or not _WORD.fullmatch(text):
            continue
        if word.tag in _NOUN_TAGS:
            found[text] = None
    return tuple(found)


def _without_measure(word: str) -> str:
    """Drop a measure or aspect that the segmentation left on its noun: 签约率, 工程质量."""
    if word in _dropped():
        return word
    tail = longest_suffix(word, _tails())
    return word if tail is None else word.removesuffix(tail)


def _compact(text: str) -> str:
    return re.sub(r"\s+", "", normalise(text))


@cache
def _dropped() -> frozenset[str]:
    return frozenset(term for group in _DROPPED for term in _terms(group))


@cache
def _tails() -> dict[str, str]:
    """Return what may be cut off a noun; of single characters only these are safe."""
    found = {term: group for group in ("measures", "aspects") for term in _terms(group)}
    return {term: group for term, group in found.items() if len(term) > 1 or term in "率数费"}


def _terms(group: str) -> tuple[str, ...]:
    return terms_of(f"object_words.{group}", package="assessor.evaluation", folder="lexicons")
