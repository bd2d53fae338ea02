"""Features of coordination: whether a row joins unlike things or lists one object.

A conjunction is one only where the segmenter makes it a word of its own (参与率 holds none).
What tells 接待能力和讲解水平 (two things) from 门诊、住院就医条件 (one condition of two groups) is
whether the part before the mark ends in a measure or attribute of its own.
"""

import re
from collections.abc import Iterator
from functools import cache
from itertools import pairwise

from assessor.classifiers.row_text import RowText, measure_of
from assessor.core.target import TargetKind
from assessor.text.lexicon import Scanner, longest_suffix, terms
from assessor.text.segment import Word, tagged_words

_GROUPED = re.compile(r"[(（《“\"「【\[][^)）》”\"」】\]]*[)）》”\"」】\]]")
_CONJUNCTIONS = frozenset(("和", "及", "与", "并", "且", "以及", "并且", "同时", "或", "暨"))
_MARKS = frozenset("、,，;；/。")
_VALUE_MARK = re.compile(r"[、,，;；/]|和|以及|且")
_PARALLEL = re.compile(r"有(\w{1,3})[、,，]?有|又(\w)又|既.+又")


@cache
def _qualities_scanner() -> Scanner:
    return Scanner((_QUALITY,))


def _qualities(text: str) -> int:
    hits = _qualities_scanner().scan(text).get(_QUALITY, ())
    return len({hit.quote(text) for hit in hits})


_QUALITY = "wording.inherent_quality"


@cache
def _attributes() -> dict[str, str]:
    return dict.fromkeys(terms("measures.attribute"), "attribute")


def _attribute(part: tuple[Word, ...]) -> str:
    if not part:
        return ""
    return longest_suffix("".join(word.text for word in part), _attributes()) or ""


def _parts(words: tuple[Word, ...]) -> tuple[list[tuple[Word, ...]], list[str]]:
    parts: list[tuple[Word, ...]] = []
    marks: list[str] = []
    start = 0
    for i, word in enumerate(words):
        if word.text in _CONJUNCTIONS or word.text in _MARKS:
            if i > start:
                parts.append(words[start:i])
                marks.append(word.text)
            start = i + 1
    if start < len(words):
        parts.append(words[start:])
    return parts, marks[: max(len(parts) - 1, 0)]


def coordination(row: RowText, name: str, value: str) -> Iterator[str]:
    """Yield the features of joined parts in name and value."""
    plain = _GROUPED.sub("", name)
    words = tagged_words(plain)
    parts, marks = _parts(words)
    count = len(parts) - 1 if parts else 0
    yield f"c={min(count, 4)}"
    yield f"c={min(count, 2)}*q={row.value_class}"
    if count > 0:
        yield from _joined(row, parts, marks)
    yield from _whole(plain, words)
    yield from _value_parts(row, value, count)


def _joined(row: RowText, parts: list[tuple[Word, ...]], marks: list[str]) -> Iterator[str]:
    for mark in set(marks):
        yield f"cm={mark}"
    texts = ["".join(word.text for word in part) for part in parts]
    measures = [measure_of(text) for text in texts]
    ends = [_attribute(part) for part in parts]
    owned = sum(1 for end in ends[:-1] if end)
    yield f"ca={min(owned, 2)}*{bool(ends[-1])}"
    yield f"ca={min(owned, 2)}*{bool(ends[-1])}*{marks[-1]}"
    yield f"cA={ends[-2]}*{ends[-1]}"
    yield f"cB={bool(ends[-2])}*{ends[-2] == ends[-1] and bool(ends[-1])}"
    yield f"cp={measures[0]}*{measures[-1]}"
    yield f"ck={min(sum(1 for m in measures if m), 3)}"
    yield f"cd={min(len({m for m in measures if m}), 3)}"
    yield f"cq={row.value_class}"
    lengths = [len(text) for text in texts]
    yield f"cs={min(*lengths, 6)}"
    yield f"cl={min(max(lengths) - min(lengths), 8)}"
    verbs = sum(1 for part in parts if part[0].tag.startswith("v"))
    yield f"cv={min(verbs, 3)}*{verbs == len(parts)}"
    yield from _completeness(row, parts, ends, marks)
    for left, right in pairwise(parts):
        yield f"ce={left[-1].text}*{right[-1].text}"
        yield f"cE={left[-1].text == right[-1].text}"
        yield f"cb={left[0].text[:1] == right[0].text[:1]}"
        yield f"cr={right[-1].text}"
        yield f"cL={left[-1].text}"
        yield f"ct={left[-1].tag}_{right[0].tag}"
        yield f"cT={left[0].tag}_{right[0].tag}"
        yield f"cZ={left[-1].tag}_{right[-1].tag}"


def _completeness(
    row: RowText, parts: list[tuple[Word, ...]], ends: list[str], marks: list[str]
) -> Iterator[str]:
    """Yield whether each part could stand alone: the sign of two things under one value."""
    shapes = []
    for part, end in zip(parts, ends, strict=True):
        starts_verb = part[0].tag.startswith("v") and not end.startswith(part[0].text)
        if len(part) == 1 and starts_verb:
            shapes.append("bare-verb")  # 修订及印发办法: two acts on one object
        elif starts_verb:
            shapes.append("clause" if len(part) > 1 else "verb")
        else:
            shapes.append("noun")
    alone = [bool(end) for end in ends]
    wordy = row.value_class in ("words", "open", "state", "missing")
    yield f"cx={shapes[0]}*{shapes[-1]}"
    yield f"cx={shapes[0]}*{shapes[-1]}*{alone[0]}*{alone[-1]}"
    yield f"cx={shapes[0]}*{shapes[-1]}*{alone[0]}*{wordy}"
    yield f"cy={all(alone)}*{wordy}"
    yield f"cy={all(alone[:-1])}*{any(alone[:-1])}*{wordy}*{marks[-1]}"
    clauses = sum(shape == "clause" for shape in shapes[1:])
    yield f"cz={min(clauses, 2)}*{shapes[0]}*{alone[0]}"
    left, right = parts[0][1:] if shapes[0] == "clause" else parts[0], parts[-1]
    sizes = f"{min(len(left), 3)}*{min(len(right), 4)}"
    yield f"cn={sizes}*{alone[0]}"
    yield f"cn={sizes}*{shapes[0]}*{shapes[-1]}*{wordy}"
    yield f"cN={alone[0]}*{alone[-1]}*{min(len(left), 3)}"
    yield f"cf={marks[0]}*{right[0].text}"
    yield f"cf={marks[0]}*{right[0].tag[:1]}*{alone[0]}*{wordy}"
    like_first = left and left[-1].tag[:1] == right[0].tag[:1] and len(right) > 1
    like_last = left and left[-1].tag[:1] == right[-1].tag[:1]
    yield f"cp2={like_first}*{like_last}*{alone[0]}"
    shares = left and bool(set(left[-1].text) & set(right[0].text))
    yield f"cS={shares}*{bool(left and set(left[-1].text) & set(right[-1].text))}"
    same_head = ends[-1] and all(end == ends[-1] for end in ends)
    yield f"ch={bool(same_head)}*{ends[-1] if same_head else ''}"


def _whole(plain: str, words: tuple[Word, ...]) -> Iterator[str]:
    yield f"iq={min(_qualities(plain), 3)}"
    measured = sum(1 for word in words if measure_of(word.text) or word.text in _attributes())
    yield f"cw={min(measured, 4)}"
    yield f"cis={min(plain.count('是否'), 2)}"


def _value_parts(row: RowText, value: str, count: int) -> Iterator[str]:
    yield f"ivq={min(_qualities(value), 3)}"
    figures = [t for t in row.targets if t.kind in (TargetKind.NUMBER, TargetKind.DATE)]
    units = {t.unit for t in figures if t.kind is TargetKind.NUMBER}
    yield f"vt={min(len(figures), 3)}"
    yield f"vt={min(len(figures), 3)}*c={min(count, 2)}"
    yield f"vu={min(len(units), 3)}"
    yield f"vu={min(len(units), 3)}*t={min(len(figures), 3)}"
    marks = len(_VALUE_MARK.findall(value))
    yield f"vm={min(marks, 3)}"
    yield f"vm={min(marks, 3)}*q={row.value_class}"
    if _PARALLEL.search(value):
        yield "vp"
    words = tagged_words(value) if not figures and len(value) <= 12 else ()
    adjectives = sum(1 for word in words if word.tag.startswith(("a", "v", "z")))
    yield f"va={min(adjectives, 3)}*{len(words)}" if words else "va="
