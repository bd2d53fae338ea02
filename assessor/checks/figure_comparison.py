"""One figure against one target: bounds, ranges, tolerances, and which way is better."""

import re
from dataclasses import dataclass
from enum import StrEnum
from math import isclose

from assessor.checks.comparable_figures import canonical, pieces
from assessor.checks.directions import Better, certain_direction
from assessor.checks.word_lists import check_pattern
from assessor.classifiers.row_text import read_row
from assessor.core.submission import Indicator
from assessor.core.target import Sign, Target
from assessor.taxonomy.level_names import second_level_types
from assessor.taxonomy.level_type import LevelType
from assessor.text.lexicon import terms
from assessor.text.normalise import normalise

_TAIL = 5
_UNWANTED = re.compile("成本|费用|支出|能耗|排放|投诉|事故|发病|死亡|债|污染|损失|漏损|逾期")
_UP = (Sign.AT_LEAST, Sign.MORE_THAN)
_DOWN = (Sign.AT_MOST, Sign.LESS_THAN)
_GOOD_RATES = ("quality_rate", "timely_rate", "satisfaction")


class Outcome(StrEnum):
    """What an actual value says of its target."""

    REACHED = "reached"
    PARTLY = "partly"
    MISSED = "missed"
    UNDECIDED = "undecided"


@dataclass(frozen=True, slots=True)
class Comparison:
    """Outcome of one figure; the ratio is direction aware, ``None`` where it means nothing."""

    outcome: Outcome
    ratio: float | None = None
    better: Better | None = None


def better_way(row: Indicator, target: Target) -> Better | None:
    """Return which way is better for a target: by its sign, else its name, else its kind."""
    if target.sign in _UP:
        return Better.MORE
    if target.sign in _DOWN:
        return Better.LESS
    return _by_change(row, target) or certain_direction(_bare(row)) or _by_kind(row, target)


def _bare(row: Indicator) -> str:
    return read_row(row.name, row.value).bare_name


def _by_change(row: Indicator, target: Target) -> Better | None:
    """Return which way a wanted change goes: 提高2个百分点, 压缩30%, 缩短至15分钟, 下降率."""
    value = normalise(row.value if row.value.strip() else row.cycle_value)[: target.span.end]
    for group, word in (("rising", value), ("falling", value), ("falling", _bare(row)[-_TAIL:])):
        match = check_pattern(f"fulfilment.{group}").search(word)
        if match is None:
            continue
        level = re.match(r"了?\s*[至到为]", word[match.end() :]) is not None
        if group == "rising" and _UNWANTED.search(row.name):
            return None
        return Better.LESS if group == "falling" and level else Better.MORE
    return None


def _by_kind(row: Indicator, target: Target) -> Better | None:
    if target.high == 0:
        return Better.LESS
    types = second_level_types(row.level2) or ()
    kind = canonical(target.unit)[0]
    if LevelType.COST in types or "成本" in row.level1:
        return Better.LESS
    if kind == "share":
        good = read_row(row.name, row.value).measure in _GOOD_RATES
        return Better.MORE if good or target.low == 100 else None
    if pieces(target) or kind in ("平方米", "米", "亩", "立方米") or _counts(row, kind):
        return Better.MORE
    if kind == "seconds" and LevelType.TIMELINESS in types:
        return Better.LESS
    if kind == "元" and LevelType.ECONOMIC in types:
        return Better.MORE
    return None


def _counts(row: Indicator, kind: str) -> bool:
    """Tell whether a figure without unit belongs to a name that counts."""
    return not kind and read_row(row.name, row.value).bare_name.endswith(
        (*terms("measures.people"), *terms("measures.count"))
    )


def compare_figures(row: Indicator, target: Target, figure: float) -> Comparison:
    """Compare an actual figure, in the unit of the target, with the target."""
    better = better_way(row, target)
    if target.sign in _UP and target.low is not None:
        strict = target.sign is Sign.MORE_THAN
        result = _at_least(target.low, figure, strict=strict)
    elif target.sign in _DOWN and target.high is not None:
        strict = target.sign is Sign.LESS_THAN
        result = _at_most(target.high, figure, strict=strict)
    elif target.sign is Sign.PLUS_MINUS and target.high is not None:
        return Comparison(_outcome(reached=abs(figure) <= target.high + 1e-9))
    elif target.low is not None and target.high is not None:
        return _between(target.low, target.high, figure, better, counted=pieces(target))
    else:
        return Comparison(Outcome.UNDECIDED)
    certain = certain_direction(_bare(row))
    doubtful = certain is not None and certain is not better and target.sign in (*_UP, *_DOWN)
    if doubtful and not _turned(row):
        return Comparison(Outcome.UNDECIDED)  # the sign itself is wrong (V05)
    return Comparison(result.outcome, result.ratio, better)


def _turned(row: Indicator) -> bool:
    return any(word in row.value for word in ("降", "减", "压缩", "节", "缩短"))


def _outcome(*, reached: bool) -> Outcome:
    return Outcome.REACHED if reached else Outcome.MISSED


def _at_least(low: float, figure: float, *, strict: bool = False) -> Comparison:
    same = isclose(low, figure, rel_tol=1e-9, abs_tol=1e-9)
    ratio = figure / low if low > 0 and figure >= 0 else None
    return Comparison(_outcome(reached=(figure > low and not same) or (same and not strict)), ratio)


def _at_most(high: float, figure: float, *, strict: bool = False) -> Comparison:
    same = isclose(high, figure, rel_tol=1e-9, abs_tol=1e-9)
    reached = (figure < high and not same) or (same and not strict)
    if figure > 0 and high > 0:
        return Comparison(_outcome(reached=reached), high / figure)
    return Comparison(_outcome(reached=reached), 1.0 if same else None)


def _between(
    low: float, high: float, figure: float, better: Better | None, *, counted: bool
) -> Comparison:
    if low - 1e-9 <= figure <= high + 1e-9:
        return Comparison(Outcome.REACHED, 1.0, better)
    if better is Better.LESS:
        result = _at_most(high, figure)
    elif better is Better.MORE:
        bound = high if figure > high else low
        result = _at_least(bound, figure)
    elif low == high or counted:
        return Comparison(Outcome.UNDECIDED)
    else:
        return Comparison(Outcome.MISSED)
    return Comparison(result.outcome, result.ratio, better)
