"""What a row measures: the noun that ends its name, and the unit of its value.

Two rows measure alike when their nouns say one measure (覆盖率 and 占比 are shares) and their
units count one thing (件 and 起, 万元 and 元). The groups are data: ``measures/*.yaml``.
"""

import re
from dataclasses import dataclass
from functools import cache, lru_cache

from assessor.core.rewrite import BLANK
from assessor.core.target import Target, TargetKind
from assessor.text.lexicon import longest_suffix, terms_of
from assessor.text.normalise import normalise
from assessor.text.target_grammar import parse_targets

HEADS = ("rate", "satisfaction", "time", "lifetime", "count", "area", "length", "price", "money",
         "score", "rank", "density")  # fmt: skip
UNIT_GROUPS = ("share", "points", "people", "visits", "households", "occasions", "incidents",
               "places", "works", "papers", "machines", "kinds", "duration", "area", "length",
               "mass", "volume", "energy", "money", "score")  # fmt: skip
DATE = "date"
_BLANK = re.compile(r"【[_＿\s]*】")
_BRACKETS = re.compile(r"[(（\[【〔<《][^()（）\[\]【】〔〕<>《》]*[)）\]】〕>》]$")
_CLOSING = frozenset(")）]】〕>》")
_SPACES = re.compile(r"\s+")
_TAILS = ("情况", "状况", "程度", "指标", "水平", "目标")
_COMPARISON = re.compile(r"(?:较|比|与)?(?:上年|去年|上一年|同期|基期|往年)(?:同期)?相?比?$|[率额量数](?=(?:增长|提高|下降|减少|降低)$)")  # fmt: skip
_TREND = re.compile(r"(?:增长|提高|提升|下降|减少|降低|上升|缩短|增加)$")
_ALTERNATIVE = re.compile(r"[(（][^()（）]*[)）]$")
_SCALE = re.compile(r"^[万亿]+(?=.)")
_PER_CAPITA = re.compile(r"单位成本|单价|单位造价")
_FIGURE = "9"
# Where no noun says the measure (提供法律咨询 ≥20次), the unit does.
_HEAD_OF_UNIT = {
    "share": "rate", "points": "rate", DATE: "time", "duration": "time", "money": "money",
    **dict.fromkeys(("people", "visits", "households", "occasions", "incidents", "places", "works",
                     "papers", "machines", "kinds"), "count"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class MeasureKey:
    """What a row measures.

    Attributes
    ----------
    head
        One of :data:`HEADS`, or the last two characters of the name where none fits.
    unit
        Unit without 万 and 亿, ``"date"`` for a date, ``""`` for none.
    per
        Denominators of the unit; blanks among them are left out.
    tail
        Last characters of the name, as printed: 覆盖率, 人数.
    name
        One word for noun group and kind of unit, to count and learn with.
    """

    head: str
    unit: str
    per: frozenset[str]
    tail: str
    name: str

    def agrees(self, other: "MeasureKey") -> bool:
        """Tell whether both say one measure, loosely: same noun group, same kind of unit."""
        return (
            self.head == other.head and self.per == other.per and same_unit(self.unit, other.unit)
        )

    def agrees_strictly(self, other: "MeasureKey") -> bool:
        """Tell whether the nouns themselves agree (知晓率 is not 覆盖率) and the units too."""
        return self.tail == other.tail and self.per == other.per and self.unit == other.unit


@cache
def _heads() -> dict[str, str]:
    return {
        term: head
        for head in reversed(HEADS)
        for term in terms_of(f"heads.{head}", package="assessor.rewrites", folder="measures")
    }


@cache
def _unit_groups() -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for group in UNIT_GROUPS:
        for term in terms_of(f"units.{group}", package="assessor.rewrites", folder="measures"):
            found[term] = (*found.get(term, ()), group)
    return found


def same_unit(one: str, other: str) -> bool:
    """Tell whether two units, without 万 and 亿, measure or count the same kind of thing."""
    if one == other:
        return True
    groups = _unit_groups()
    return bool(set(groups.get(one, ())) & set(groups.get(other, ())))


def unit_group(unit: str) -> str:
    """Return the first group of a unit, the unit itself if it is in none."""
    return _unit_groups().get(unit, (unit,))[0]


@lru_cache(maxsize=16384)
def bare_measure_name(name: str) -> str:
    """Return a name without blanks, closing brackets, 情况/程度 and a comparison at its end."""
    text = _SPACES.sub("", normalise(_BLANK.sub("", name))).rstrip("。；;，,、:：")
    for _ in range(3):
        shorter = _BRACKETS.sub("", text) or text if text[-1:] in _CLOSING else text
        if shorter.endswith(_TAILS) and longest_suffix(shorter, _heads()) in (None, *_TAILS):
            shorter = shorter[:-2] or shorter
        if shorter == text:
            break
        text = shorter
    without = _COMPARISON.sub("", text) if text.endswith(("比", "年", "期")) else text
    return without or text


@lru_cache(maxsize=16384)
def head_of(name: str) -> tuple[str, str]:
    """Return the measure that ends a name, and the characters that say it."""
    bare = bare_measure_name(name)
    noun = longest_suffix(bare, _heads())
    if noun is None:
        trend = _TREND.sub("", bare)
        noun = longest_suffix(trend, _heads()) if trend != bare else None
        return (_heads()[noun], bare[-4:]) if noun else (bare[-2:], bare[-2:])
    return _heads()[noun], _tail(bare, noun)


def _tail(bare: str, noun: str) -> str:
    """Return what tells a measure from its kin: 知晓率, 覆盖率, 完成时间 — two to four characters."""
    size = len(noun) + 2 if len(noun) <= 2 else len(noun)
    return bare[-size:]


@lru_cache(maxsize=16384)
def measure_key(name: str, value: str) -> MeasureKey:
    """Read what a row measures; blanks of the value count as figures.

    Examples
    --------
    >>> measure_key("困难职工救助覆盖率", "≥【__】%").name
    'rate|share'
    """
    head, tail = head_of(name)
    unit, per = _unit(value, wants_time=head == "time")
    if len(head) == 2:
        head = _HEAD_OF_UNIT.get(unit_group(unit), head)
    if (head == "money" and per) or _PER_CAPITA.search(name):
        head = "price"
    word = f"{head}|{unit_group(unit)}{'/' if per else ''}"
    return MeasureKey(head=head, unit=unit, per=per, tail=tail, name=word)


def _unit(value: str, *, wants_time: bool) -> tuple[str, frozenset[str]]:
    targets = parse_targets(filled(value))
    numbers = [target for target in targets if target.kind is TargetKind.NUMBER]
    dates = [target for target in targets if target.kind is TargetKind.DATE]
    if dates and (wants_time or not numbers):
        return DATE, frozenset()
    if numbers:
        return _of_number(numbers[0])
    for target in targets:
        if target.kind is TargetKind.FREQUENCY:
            return target.unit or "frequency", frozenset()
        if target.kind in (TargetKind.STATE, TargetKind.GRADE, TargetKind.PERIOD):
            return target.kind.value, frozenset()
    return "", frozenset()


def _of_number(target: Target) -> tuple[str, frozenset[str]]:
    unit = _SCALE.sub("", _ALTERNATIVE.sub("", target.unit))
    per = frozenset(part for part in target.per if part and not part.startswith(_FIGURE))
    return unit, per


@lru_cache(maxsize=16384)
def filled(value: str) -> str:
    """Return a value with a figure in place of each blank.

    A blank that stands for a denominator (元/【__】) is dropped instead: it is no unit yet.
    """
    text = _BLANK.sub(BLANK, value)
    text = re.sub(rf"/{re.escape(BLANK)}", "", text)
    return text.replace(BLANK, _FIGURE)
