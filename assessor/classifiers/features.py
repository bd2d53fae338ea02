"""Features of a row for all heads, as named strings in blocks.

The declared levels are no feature: a prediction of the level must not rest on what the row
declares (LABELS.md, how to work). Every feature is a string whose first characters name its
block and meaning, so that an explanation can find the characters behind a weight.
"""

import re
from collections.abc import Iterator
from enum import IntEnum

from assessor.classifiers.coordination import coordination
from assessor.classifiers.row_text import RowText
from assessor.text.lexicon import alternation, find_terms, pattern, terms
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
_PREDICATE_LENGTH = 8
_AMOUNTS = frozenset(("count", "people", "extent", "other", "bare"))
_WORDY = frozenset(("words", "open", "state", "missing"))
_DIGITS = re.compile(r"\d+(?:[.,]\d+)*")
_AIM_START = re.compile(f"(?:{alternation(terms('wording.aim'))})")
_EFFECT_END = re.compile(f"(?:{alternation(terms('wording.effect_noun'))})$")
_CUES = ("ecological", "economic", "cost", "social_cost", "timeliness", "sustainability",
         "satisfaction", "social", "quality", "quantity", "recognition")  # fmt: skip
_QUESTION = pattern("wording.question")


def fold_digits(text: str) -> str:
    """Write every figure as 0, so that a value's shape and not its size is learnt."""
    return _DIGITS.sub("0", text)


def grams(text: str, sizes: tuple[int, ...], prefix: str) -> Iterator[str]:
    """Yield the character n-grams of ``^text$`` with a prefix."""
    framed = f"^{text}$"
    for size in sizes:
        for start in range(len(framed) - size + 1):
            yield prefix + framed[start : start + size]


def row_features(row: RowText) -> tuple[set[str], set[str], set[str], set[str]]:
    """Return the features of a row, one set per block in the order of :class:`Block`."""
    name = row.bare_name[:LONGEST_FIELD]
    value = row.value.replace(" ", "")[:LONGEST_FIELD]
    return (
        set(grams(fold_digits(name), NAME_GRAMS, "n")),
        set(grams(fold_digits(value), VALUE_GRAMS, "v")),
        set(_word_features(name)),
        set(_structure(row, name, value)),
    )


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


def _structure(row: RowText, name: str, value: str) -> Iterator[str]:
    q = row.value_class
    asked = _QUESTION.search(name)
    statement = name[asked.end() :] if asked else name
    aim = bool(_AIM_START.match(statement))
    effect = bool(_EFFECT_END.search(name))
    degree_name = bool(find_terms(row.name, "wording.degree"))
    trend_name = bool(find_terms(row.name, "wording.trend"))
    degree_value = bool(find_terms(row.value, "wording.degree"))
    trend_value = bool(find_terms(row.value, "wording.trend"))
    standard = bool(pattern("wording.open_standard").search(row.value))
    question = "q" if asked else ""
    if asked and (
        pattern("wording.effect_question").search(name)
        or pattern("wording.trend").search(statement[:_PREDICATE_LENGTH])
    ):
        question = "e"
    quantified = "n" if row.name_targets else ""
    group = "amount" if q in _AMOUNTS else "words" if q in _WORDY else q
    yield f"q={q}"
    yield f"g={group}"
    yield f"g*m={group}*{row.measure}"
    yield f"m={row.measure}"
    yield f"q*m={q}*{row.measure}"
    for key, on in (
        ("aim", aim),
        ("eff", effect),
        ("dn", degree_name),
        ("tn", trend_name),
        ("dv", degree_value),
        ("tv", trend_value),
        ("std", standard),
        ("mgt", bool(pattern("management.input_management").search(name))),
    ):
        if on:
            yield key
            yield f"{key}*q={q}"
            yield f"{key}*m={row.measure}"
    yield f"ask={question}*q={q}"
    if question:
        yield f"ask={question}*v={value[:2]}"
        yield from (f"pq{word.text}" for word in tagged_words(statement)[:2])
    yield f"nt={quantified}*q={q}"
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
    for target in row.targets[:3]:
        yield f"k={target.kind}"
        yield f"s={target.sign or ''}*q={q}"
        yield f"u={target.unit}"
        yield f"u={target.unit}*m={row.measure}"
        if target.per:
            yield "per"
        if target.baseline:
            yield "baseline"
    yield from _level_cues(row, name, value, group)
    yield from _overlap(name, value, q)
    yield from coordination(row, name, value)


def _level_cues(row: RowText, name: str, value: str, group: str) -> Iterator[str]:
    for cue in _CUES:
        found = pattern(f"level_cues.{cue}").findall(name)
        if found:
            ends = name.endswith(found[-1])
            yield f"lc={cue}"
            yield f"lc={cue}*m={row.measure}"
            yield f"lc={cue}*q={row.value_class}"
            yield f"lc={cue}*g={group}"
            yield f"lc={cue}*n={min(len(found), 3)}"
            if ends:
                yield f"le={cue}"
                yield f"le={cue}*q={row.value_class}"
        if pattern(f"level_cues.{cue}").search(value):
            yield f"lv={cue}"


def _overlap(name: str, value: str, q: str) -> Iterator[str]:
    if value and value in name:
        yield f"repeats*q={q}"
    shared = set(name) & {c for c in value if "\u4e00" <= c <= "\u9fff"}
    yield f"shared={min(len(shared), 4)}*q={q}"
