"""Which rows of two tables are the same row: by name, by object and measure, within one type."""

import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import yaml
from pydantic import BaseModel, ConfigDict

from assessor.checks.goal_links import measure, row_topic
from assessor.checks.quantities import alike_units, row_quantities
from assessor.core.submission import Indicator
from assessor.errors import ConfigError
from assessor.taxonomy.level_names import declared_types
from assessor.text.normalise import normalise
from assessor.text.yaml_text import read_yaml

_NOISE = re.compile(
    r"[\s★☆*▲●◆:：、,，。.\"'“”≥≤]+|^指标\d+|(?:19|20)\d\d\s*年度?|本年度?|当年|[(（][^()（）]*[)）]"
)


class LoweredFrom(BaseModel):
    """From when on a target counts as lower: a share for amounts, points for rates."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    share: float
    points: float
    satisfaction_points: float | None = None


class HistoryLimits(BaseModel):
    """Thresholds of the comparison with last year (``history.yaml``)."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    source: str
    below_target: LoweredFrom
    below_actual: LoweredFrom
    copied_share: float
    copied_rows: int
    budget_moved: float
    alike_names: float
    least_satisfied: float


@dataclass(frozen=True, slots=True)
class RowPair:
    """A row of this year and the same row of last year."""

    now: Indicator
    before: Indicator


@cache
def history_limits() -> HistoryLimits:
    """Return the thresholds of ``history.yaml``."""
    path = files("assessor.checks").joinpath("vocabulary", "history.yaml")
    try:
        return HistoryLimits.model_validate(read_yaml(path.read_text("utf-8")))
    except (ValueError, yaml.YAMLError) as error:
        raise ConfigError(f"历史比较参数 history.yaml 无法使用：{error}") from error


def folded_name(name: str) -> str:
    """Return a name without years, brackets, stars and marks."""
    return _NOISE.sub("", normalise(name)) or normalise(name).strip()


def name_likeness(one: str, other: str) -> float:
    """Return the share of neighbouring characters that two folded names have in common, 0..1."""
    if one == other:
        return 1.0
    first, second = _pieces(one), _pieces(other)
    return 2 * len(first & second) / (len(first) + len(second)) if first and second else 0.0


def _pieces(name: str) -> set[str]:
    return {name[i : i + 2] for i in range(len(name) - 1)}


def paired_rows(now: tuple[Indicator, ...], before: tuple[Indicator, ...]) -> tuple[RowPair, ...]:
    """Pair rows one to one: equal names first, then alike ones of the same measure.

    A name that stands twice in either table is paired only within the same type, or not at all.
    """
    pairs: list[RowPair] = []
    left = list(before)
    for fits in (_same_name, _alike):
        for row in now:
            if any(pair.now is row for pair in pairs):
                continue
            found = [other for other in left if fits(row, other)]
            if len(found) > 1:
                found = [other for other in found if _types(other) == _types(row)]
            if len(found) == 1:
                pairs.append(RowPair(row, found[0]))
                left = [other for other in left if other is not found[0]]
    order = {id(row): number for number, row in enumerate(now)}
    return tuple(sorted(pairs, key=lambda pair: order[id(pair.now)]))


def _same_name(one: Indicator, other: Indicator) -> bool:
    return folded_name(one.name) == folded_name(other.name)


def _alike(one: Indicator, other: Indicator) -> bool:
    """Tell whether two rows measure the same of the same thing under a changed name."""
    if measure(one) != measure(other) or not _units_fit(one, other):
        return False
    likeness = name_likeness(folded_name(one.name), folded_name(other.name))
    mine, theirs = row_topic(one), row_topic(other)
    same_words = set(mine.strong) == set(theirs.strong) and set(mine.weak) == set(theirs.weak)
    if mine.strong and same_words:
        return True
    covered = all(theirs.has(w) for w in mine.strong) and all(mine.has(w) for w in theirs.strong)
    return likeness >= history_limits().alike_names and covered


def _units_fit(one: Indicator, other: Indicator) -> bool:
    mine = {q.unit for q in row_quantities(one)}
    theirs = {q.unit for q in row_quantities(other)}
    return not mine or not theirs or any(alike_units(a, b) for a in mine for b in theirs)


def _types(row: Indicator) -> tuple[str, ...]:
    return tuple(t.value for t in declared_types(row.level1, row.level2) or ())
