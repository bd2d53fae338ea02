"""Whether a target is easier than last year's target, or than what was reached last year."""

import re
from dataclasses import dataclass
from enum import StrEnum

from assessor.checks.directions import Better, certain_direction
from assessor.checks.goal_links import measure, row_topic
from assessor.checks.price_rows import total_cost_rows
from assessor.checks.quantities import (
    Quantity,
    alike_units,
    is_limit,
    quantities_in,
    row_quantities,
)
from assessor.checks.row_matching import LoweredFrom, RowPair, history_limits
from assessor.checks.word_lists import check_pattern
from assessor.classifiers.row_text import read_row
from assessor.core.submission import Indicator, Project
from assessor.core.target import Sign
from assessor.text.normalise import normalise

_WHOLE = 100.0
_CHANGE = re.compile(r"(?:提升|提高|增长|下降|增幅|提高率|提升率)(?:率|幅度|比例)?$")
_SENTENCE = re.compile(r"[。;；\n]")


class Against(StrEnum):
    """What a target is easier than; the value is what a reader is told."""

    TARGET = "上年目标值"
    ACTUAL = "上年实际完成值"


@dataclass(frozen=True, slots=True, kw_only=True)
class Lowered:
    """A target that is easier than last year's: ``figure`` now, ``before`` then as printed."""

    against: Against
    figure: Quantity
    then: Quantity
    before: str


def single_figure(row: Indicator) -> Quantity | None:
    """Return the one amount of a row's value, ``None`` for none, several or a range."""
    found = [q for q in row_quantities(row) if q.low is None or q.high is None or q.low == q.high]
    return found[0] if len(found) == 1 and row.value.strip() else None


def direction_of(row: Indicator, figure: Quantity) -> Better | None:
    """Return which way is better: the name if it is certain, else the sign."""
    named = certain_direction(read_row(row.name, row.value).bare_name)
    if named is not None:
        return named
    if is_limit(figure):
        return Better.LESS
    if figure.target.sign in (Sign.AT_LEAST, Sign.MORE_THAN):
        return Better.MORE
    return Better.MORE if measure(row) in ("people", "count", "quality_rate", "satisfaction",
                                           "timely_rate") else None  # fmt: skip


def lowered(pair: RowPair) -> Lowered | None:
    """Return how a target of this year is easier, ``None`` if it is not or cannot be told."""
    figure = single_figure(pair.now)
    if figure is None or any(row.id == pair.now.id for row, _ in total_cost_rows((pair.now,))):
        return None  # the limit of all costs moves with the budget
    before = single_figure(pair.before)
    better = direction_of(pair.now, figure)
    if before is not None and is_limit(before) and figure.target.sign in (None, Sign.EQUAL):
        better = Better.LESS  # 0起 is no easier than ≤80起
    if better is None:
        return None
    limits = history_limits()
    if before is not None and _is_easier(figure, before, better, pair.now, limits.below_target):
        return Lowered(against=Against.TARGET, figure=figure, then=before, before=pair.before.value)
    actual = actual_of(pair.before)
    if actual is not None and _is_easier(figure, actual, better, pair.now, limits.below_actual):
        return Lowered(
            against=Against.ACTUAL, figure=figure, then=actual, before=pair.before.actual
        )
    return None


def low_satisfaction(row: Indicator) -> Quantity | None:
    """Return the figure of a satisfaction far below what surveys usually find, else ``None``."""
    figure = single_figure(row)
    name = read_row(row.name, row.value).bare_name
    if figure is None or figure.unit != "%" or is_limit(figure) or "不满意" in name:
        return None
    low = measure(row) == "satisfaction" and 1 < figure.amount < history_limits().least_satisfied
    return figure if low and not _CHANGE.search(name) else None


def is_told_smaller(row: Indicator, project: Project) -> bool:
    """Tell whether the project says that a task has become smaller: its number was cut, or others do it."""
    topic = row_topic(row)
    texts = (project.content, *(goal.text for goal in project.goals))
    return any(
        check_pattern("v10.smaller").search(sentence) is not None
        and any(word in sentence for word in (*topic.strong, *topic.weak))
        for text in texts
        for sentence in _SENTENCE.split(normalise(text))
    )


def actual_of(row: Indicator) -> Quantity | None:
    """Return what was reached; a bare number has the unit of the row's target."""
    target = single_figure(row)
    unit = row.unit.strip() or (target.target.unit if target else "")
    found = quantities_in(row.actual, unit=unit)
    return found[0] if len(found) == 1 else None


def _is_easier(
    now: Quantity, then: Quantity, better: Better, row: Indicator, limit: LoweredFrom
) -> bool:
    if not alike_units(now.unit, then.unit) or now.per != then.per or now.yearly != then.yearly:
        return False
    worse = then.amount - now.amount if better is Better.MORE else now.amount - then.amount
    if now.unit != "%":
        return worse > 0 and worse >= limit.share * abs(then.amount)
    if better is Better.MORE and then.amount > _WHOLE and measure(row) != "rate":
        return False
    points = limit.points
    if measure(row) == "satisfaction" and limit.satisfaction_points is not None:
        points = limit.satisfaction_points
    return worse >= points
