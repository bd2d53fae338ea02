"""What the features and checks need to know of a row, read once."""

import re
from dataclasses import dataclass
from functools import cache, lru_cache

from assessor.core.target import Target, TargetKind
from assessor.text.lexicon import longest_suffix, terms
from assessor.text.normalise import normalise
from assessor.text.target_grammar import has_quantity, parse_targets

_BRACKETS = re.compile(r"[(（\[【][^()（）\[\]【】]*[)）\]】]")
_SPACES = re.compile(r"\s+")
# Names without any of these carry no target; most names, and parsing is the dearest step.
_MAY_COUNT = re.compile(r"[0-9零一二两三四五六七八九十百千万亿半每全年月日季周天底内前*X×]")
_EMPTY_TAILS = ("情况", "程度", "状况", "指标")
_RATE_UNITS = frozenset(terms("units.percent"))


@dataclass(frozen=True, slots=True)
class RowText:
    """The texts of one row with their readings.

    Attributes
    ----------
    name, value
        Normalised one to one, so that offsets are those of the printed text.
    bare_name
        Name without blanks and bracketed additions, for suffix rules.
    measure
        What the end of the name measures (``rate``, ``people`` ...), ``""`` if unknown.
    value_class
        Coarse class of the value: ``percent``, ``money``, ``people``, ``time``, ``extent``,
        ``score``, ``count``, ``other``, ``bare``, ``date``, ``period``, ``frequency``, ``grade``,
        ``state``, ``open``, ``code``, ``missing`` or ``words``.
    """

    name: str
    value: str
    bare_name: str
    measure: str
    value_class: str
    targets: tuple[Target, ...]
    name_targets: tuple[Target, ...]


_MEASURES = (
    "timely_rate",
    "quality_rate",
    "satisfaction",
    "rate",
    "people",
    "count",
    "extent",
    "score",
    "duration",
    "deadline",
    "money",
)


@cache
def _suffixes() -> dict[str, str]:
    # Where a term stands in two groups, the one named first in _MEASURES wins.
    return {term: group for group in reversed(_MEASURES) for term in terms(f"measures.{group}")}


@lru_cache(maxsize=16384)
def measure_of(bare_name: str) -> str:
    """Return what the end of a name measures, by its longest known suffix; ``""`` if none."""
    for tail in _EMPTY_TAILS:
        bare_name = bare_name.removesuffix(tail) or bare_name
    suffix = longest_suffix(bare_name, _suffixes())
    return _suffixes()[suffix] if suffix else ""


@cache
def _unit_classes() -> dict[str, str]:
    groups = ("percent", "money", "people", "time", "extent", "score", "count")
    return {term: group for group in reversed(groups) for term in terms(f"units.{group}")}


def unit_class(unit: str) -> str:
    """Return what a unit measures: a class of units.yaml, ``bare`` for none, else ``other``."""
    if not unit:
        return "bare"
    classes = _unit_classes()
    for start in range(len(unit)):
        if unit[start:] in classes:
            return classes[unit[start:]]
    return "other"


_KIND_CLASS = {
    TargetKind.DATE: "date",
    TargetKind.PERIOD: "period",
    TargetKind.FREQUENCY: "frequency",
    TargetKind.GRADE: "grade",
    TargetKind.STATE: "state",
    TargetKind.OPEN: "open",
    TargetKind.CODE: "code",
    TargetKind.PLACEHOLDER: "missing",
}


def value_class(value: str, targets: tuple[Target, ...]) -> str:
    """Return the coarse class of a value; the first measured target decides."""
    if not value.strip():
        return "missing"
    for target in targets:
        if target.kind is TargetKind.NUMBER:
            return unit_class(target.unit)
    for target in targets:
        if target.kind in (TargetKind.DATE, TargetKind.PERIOD, TargetKind.FREQUENCY):
            return _KIND_CLASS[target.kind]
    return _KIND_CLASS[targets[0].kind] if targets else "words"


@lru_cache(maxsize=16384)
def read_row(name: str, value: str) -> RowText:
    """Read one row's name and value."""
    norm_name, norm_value = normalise(name), normalise(value)
    bare = _BRACKETS.sub("", _SPACES.sub("", norm_name)) or _SPACES.sub("", norm_name)
    targets = parse_targets(value)
    return RowText(
        name=norm_name,
        value=norm_value,
        bare_name=bare,
        measure=measure_of(bare),
        value_class=value_class(norm_value, targets),
        targets=targets,
        name_targets=parse_targets(name) if _MAY_COUNT.search(norm_name) else (),
    )


def surviving_target(name: str, value: str, cycle_value: str = "") -> str:
    """Return the text that is judged as the row's target.

    The annual value; without it the value of the whole term; without both that part of the
    name which carries a quantity (开展培训不少于5场), else ``""`` (LABELS.md, value_kind).
    """
    for printed in (value, cycle_value):
        if printed.strip():
            return printed
    targets = parse_targets(name)
    if not has_quantity(targets):
        return ""
    return name[targets[0].span.start : targets[-1].span.end]
