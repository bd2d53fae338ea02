"""What an indicator was last year, for the baseline of a change (较上年（基数85%）提高…)."""

import re
from dataclasses import dataclass

from assessor.classifiers.row_text import read_row, unit_class
from assessor.core.rewrite import FigureSource
from assessor.core.submission import Indicator
from assessor.core.target import TargetKind
from assessor.rewrites.case import Case, DraftRow
from assessor.rewrites.facts import Fact, row_facts, unit_family
from assessor.rewrites.gaps import Gap
from assessor.rewrites.phrases import content_words, covers, listed_pattern, plain_phrase
from assessor.text.normalise import normalise
from assessor.text.target_grammar import parse_targets

LAST_TARGET = "上年指标值"
LAST_ACTUAL = "上年实际完成值"
_RATE_UNITS = ("%", "‰")
_RATES = ("rate", "timely_rate", "quality_rate", "satisfaction")
_UNIT_CLASSES = {"duration": "time"} | dict.fromkeys(_RATES, "percent")


@dataclass(frozen=True, slots=True, kw_only=True)
class Fill:
    """What goes into a gap, with its source."""

    gap: Gap
    text: str
    source: FigureSource


def baseline(gap: Gap, row: DraftRow, case: Case) -> Fill | None:
    """Answer what the same indicator was last year: what was reached, else what was aimed at.

    Only a level of the same measure is a baseline; a change, a share of the plan or a figure in
    another unit than last year's own target is none.
    """
    answers: dict[tuple[str, str], Fact] = {}
    for old in case.surroundings.last_year:
        if not _same_name(row.name, old.name):
            continue
        fact = _level(old)
        if fact is None or not _fits(fact, gap, row, case):
            return None
        answers.setdefault((fact.number, fact.unit), fact)
    if len(answers) != 1:
        return None
    (fact,) = answers.values()
    text = fact.number if gap.unit else f"{fact.number}{fact.unit}"
    source = FigureSource(
        figure=f"{fact.number}{fact.unit}", text=fact.clause, place=fact.place, origin=fact.origin
    )
    return Fill(gap=gap, text=text, source=source)


def _level(old: Indicator) -> Fact | None:
    """Return the one figure that says where the indicator stood."""
    printed, place = (old.actual, LAST_ACTUAL) if old.actual.strip() else (old.value, LAST_TARGET)
    plain, name = normalise(printed), normalise(old.name)
    if listed_pattern("no_level_patterns").search(plain):
        return None
    rates = (hit.group() for hit in listed_pattern("other_rate_patterns").finditer(plain))
    if any(rate[-2:] not in name for rate in rates):
        return None
    facts = row_facts(old, printed, place=place, year=None)
    if len(facts) != 1 or facts[0].unsure or facts[0].is_date or facts[0].target.per:
        return None
    units = _units(old.value)
    return facts[0] if not units or units == {unit_family(facts[0].unit)} else None


def _units(value: str) -> set[str]:
    return {
        unit_family("/".join((target.unit, *target.per)))
        for target in parse_targets(value)
        if target.kind is TargetKind.NUMBER
    }


def _fits(fact: Fact, gap: Gap, row: DraftRow, case: Case) -> bool:
    """Tell whether the figure is in the unit of this year's value or, where that is none, name."""
    if gap.unit and fact.unit != gap.unit:
        return False
    if "百分点" in row.value and fact.target.unit not in _RATE_UNITS:
        return False
    value = normalise(case.indicator.value)
    units = set() if listed_pattern("no_level_patterns").search(value) else _units(value)
    if units:
        return units == {unit_family(fact.unit)}
    measures = {read_row(name, "").measure for name in (row.name, case.indicator.name)} - {""}
    has = unit_class(fact.unit)
    return any(_UNIT_CLASSES.get(measure, measure) == has for measure in measures)


def _same_name(new: str, old: str) -> bool:
    if re.sub(r"\s", "", normalise(new)) == re.sub(r"\s", "", normalise(old)):
        return True
    mine, others = content_words(new), content_words(old)
    about, other = plain_phrase(new), plain_phrase(old)
    return bool(mine) and (
        all(covers(other, word) for word in mine) and all(covers(about, word) for word in others)
    )
