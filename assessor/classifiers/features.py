"""Features of a row for all heads, as named strings in blocks.

The declared levels are no feature: a prediction of the level must not rest on what the row
declares (LABELS.md, how to work). Every feature is a string whose first characters name its
block and meaning, so that an explanation can find the characters behind a weight.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum
from functools import cache, lru_cache

from assessor.classifiers.coordination import coordination
from assessor.classifiers.row_text import RowText
from assessor.core.span import Span
from assessor.text.lexicon import Scanner, alternation, outside_fixed, terms
from assessor.text.segment import tagged_words


class Block(IntEnum):
    """Blocks of features; each is scaled to unit length on its own."""

    NAME = 0
    VALUE = 1
    WORDS = 2
    STRUCTURE = 3


NAME_GRAMS = (1, 2, 3, 4)
VALUE_GRAMS = (1, 2, 3)
LONGEST_FIELD = 400
_EDGES = "。；;，,、：:"  # what a list leaves at the end of a cell says nothing
_PREDICATE_LENGTH = 8
_AMOUNTS = frozenset(("count", "people", "extent", "other", "bare"))
_WORDY = frozenset(("words", "open", "state", "missing"))
_DIGITS = re.compile(r"\d+(?:[.,]\d+)*")
_AIM_START = re.compile(f"(?:{alternation(terms('wording.aim'))})")
_EFFECT_END = re.compile(f"(?:{alternation(terms('wording.effect_noun'))})$")
_CUES = ("ecological", "economic", "cost", "social_cost", "timeliness", "sustainability",
         "satisfaction", "social", "quality", "quantity", "recognition")  # fmt: skip
_QUESTION = "wording.question"
_FIXED = "fixed_terms.fixed"
_GROUPS = (
    _QUESTION,
    _FIXED,
    "wording.effect_question",
    "wording.degree",
    "wording.trend",
    "wording.open_standard",
    "management.input_management",
    *(f"level_cues.{cue}" for cue in _CUES),
)
_Hits = dict[str, tuple[Span, ...]]


@cache
def _scanner() -> Scanner:
    return Scanner(_GROUPS)


@lru_cache(maxsize=8192)
def _scan(text: str) -> _Hits:
    return _scanner().scan(text)


def fold_digits(text: str) -> str:
    """Write every figure as 0, so that a value's shape and not its size is learnt."""
    return _DIGITS.sub("0", text)


def grams(text: str, sizes: tuple[int, ...], prefix: str) -> Iterator[str]:
    """Yield the character n-grams of ``^text$`` with a prefix."""
    framed = f"^{text}$"
    for size in sizes:
        for start in range(len(framed) - size + 1):
            yield prefix + framed[start : start + size]


def row_features(
    row: RowText,
) -> tuple[frozenset[str], frozenset[str], frozenset[str], frozenset[str]]:
    """Return the features of a row, one set per block in the order of :class:`Block`."""
    name = row.bare_name[:LONGEST_FIELD].strip(_EDGES) or row.bare_name[:LONGEST_FIELD]
    value = row.value.replace(" ", "")[:LONGEST_FIELD].rstrip(_EDGES)
    characters, words = _name_features(name)
    return (
        characters,
        _value_features(value),
        words,
        frozenset(_structure(row, name, value)),
    )


# Names and values come back again and again over the submissions of a batch.
@lru_cache(maxsize=16384)
def _name_features(name: str) -> tuple[frozenset[str], frozenset[str]]:
    return frozenset(grams(fold_digits(name), NAME_GRAMS, "n")), frozenset(_word_features(name))


@lru_cache(maxsize=16384)
def _value_features(value: str) -> frozenset[str]:
    return frozenset(grams(fold_digits(value), VALUE_GRAMS, "v"))


def _word_features(name: str) -> Iterator[str]:
    tagged = tagged_words(name)
    previous = "^"
    for word, tag in tagged:
        yield f"w{word}"
        yield f"W{previous}_{word}"
        previous = word
        yield f"p{tag}"
    if tagged:
        yield f"f{tagged[0].text}"
        yield f"l{tagged[-1].text}"
        yield f"a{tagged[0].tag}"
        yield f"z{tagged[-1].tag}"
        yield f"y{tagged[0].tag}_{tagged[-1].tag}"


@dataclass(frozen=True, slots=True)
class _Wording:
    """What the word lists say of a row, found in one pass over name and value."""

    statement: str
    question: str
    signs: tuple[str, ...]


def _wording(name: str, found: _Hits, in_value: _Hits) -> _Wording:
    asked = found.get(_QUESTION)
    statement = name[asked[0].end :] if asked else name
    question = "q" if asked else ""
    if asked and (
        "wording.effect_question" in found
        or any(
            0 <= hit.start - asked[0].end < _PREDICATE_LENGTH
            for hit in found.get("wording.trend", ())
        )
    ):
        question = "e"
    trends = _free(found, "wording.trend")
    signs = {
        "aim": bool(_AIM_START.match(statement)),
        "eff": bool(_EFFECT_END.search(name)),
        "dn": bool(_free(found, "wording.degree")),
        "tn": bool(trends),
        "te": bool(trends) and trends[-1].end == len(name),
        "dv": bool(_free(in_value, "wording.degree")),
        "tv": bool(_free(in_value, "wording.trend")),
        "std": "wording.open_standard" in in_value,
        "mgt": "management.input_management" in found,
    }
    return _Wording(statement, question, tuple(sign for sign, on in signs.items() if on))


def _free(found: _Hits, group: str) -> tuple[Span, ...]:
    return outside_fixed(found.get(group, ()), found.get(_FIXED, ()))


def _structure(row: RowText, name: str, value: str) -> Iterator[str]:
    q = row.value_class
    group = "amount" if q in _AMOUNTS else "words" if q in _WORDY else q
    found, in_value = _scan(name), _scan(value)
    wording = _wording(name, found, in_value)
    yield f"q={q}"
    yield f"g={group}"
    yield f"g*m={group}*{row.measure}"
    yield f"m={row.measure}"
    yield f"q*m={q}*{row.measure}"
    for sign in wording.signs:
        yield sign
        yield f"{sign}*q={q}"
        yield f"{sign}*m={row.measure}"
    yield f"ask={wording.question}*q={q}"
    if wording.question:
        yield f"ask={wording.question}*v={value[:2]}"
        yield from (f"pq{word.text}" for word in tagged_words(wording.statement)[:2])
    yield f"nt={'n' if row.name_targets else ''}*q={q}"
    yield f"vd={int(any(c.isdigit() for c in value))}*q={q}"
    yield f"tail2={name[-2:]}*q={q}"
    yield f"tail1={name[-1:]}*q={q}"
    yield f"len={min(len(name) // 4, 8)}"
    yield f"len={min(len(name) // 4, 8)}*q={q}"
    yield f"vlen={min(len(value) // 2, 6)}*q={q}"
    tagged = tagged_words(name)
    if tagged:
        yield f"tag={tagged[0].tag}_{tagged[-1].tag}*q={q}"
        yield f"tag={tagged[0].tag}*q={q}"
    yield from _targets(row)
    yield from _level_cues(row, name, found, in_value, group)
    yield from _overlap(name, value, q)
    yield from coordination(row, name, value)


def _targets(row: RowText) -> Iterator[str]:
    for target in row.targets[:3]:
        yield f"k={target.kind}"
        yield f"s={target.sign or ''}*q={row.value_class}"
        yield f"u={target.unit}"
        yield f"u={target.unit}*m={row.measure}"
        if target.per:
            yield "per"
        if target.baseline:
            yield "baseline"


def _level_cues(
    row: RowText, name: str, found: _Hits, in_value: _Hits, group: str
) -> Iterator[str]:
    for cue in _CUES:
        hits = found.get(f"level_cues.{cue}")
        if hits:
            yield f"lc={cue}"
            yield f"lc={cue}*m={row.measure}"
            yield f"lc={cue}*q={row.value_class}"
            yield f"lc={cue}*g={group}"
            yield f"lc={cue}*n={min(len(hits), 3)}"
            if hits[-1].end == len(name):
                yield f"le={cue}"
                yield f"le={cue}*q={row.value_class}"
        if f"level_cues.{cue}" in in_value:
            yield f"lv={cue}"


def _overlap(name: str, value: str, q: str) -> Iterator[str]:
    if value and value in name:
        yield f"repeats*q={q}"
    shared = set(name) & {c for c in value if "\u4e00" <= c <= "\u9fff"}
    yield f"shared={min(len(shared), 4)}*q={q}"
