"""Which rows hold amounts that years add up: both the annual value and that of the term."""

import re

from assessor.checks.goal_links import row_topic
from assessor.checks.promises import promises_in
from assessor.checks.quantities import alike_units
from assessor.checks.row_readings import bare_name, single_quantity
from assessor.checks.word_lists import check_pattern, check_terms
from assessor.classifiers.row_text import measure_of
from assessor.core.submission import Field, GoalKind, Indicator, Project

_NO_SUM = ("rate", "quality_rate", "timely_rate", "satisfaction", "score", "deadline", "duration")
_WORKS = re.compile(r"工程(?:实施|建设)?(?:里程|长度|面积|数量|量|处数|座数)$")


def adds_up(row: Indicator, project: Project) -> bool:
    """Tell whether both values are single amounts above one of something that years add to.

    By its unit (场次), by words of something made anew, or because a goal of the term sums it up.
    """
    if not row.value.strip() or not row.cycle_value.strip():
        return False
    annual, cycle = single_quantity(row), single_quantity(row, Field.CYCLE_VALUE)
    if not annual or not cycle:
        return False
    alike = annual.unit == cycle.unit or alike_units(annual.unit, cycle.unit)
    repeated = any(q.target.frequency or q.per for q in (annual, cycle))
    if repeated or not alike or annual.amount <= 1 or annual.unit == "%":
        return False
    name = bare_name(row)
    if measure_of(name) in _NO_SUM or name.endswith("标准"):
        return False
    if annual.unit in check_terms("s09.flow_units"):
        return check_pattern("s09.per_year").search(name) is None
    if check_pattern("s09.standing").search(name) or _is_done_at_once(name, project):
        return False
    made = check_pattern("s09.flow_words").search(name) or _WORKS.search(name)
    return made is not None or _is_summed_up(row, project)


def _is_done_at_once(name: str, project: Project) -> bool:
    """Tell whether a row is a step before the works, which the goal of this year names too."""
    step = check_pattern("s09.preparing").search(name)
    texts = [goal.text for goal in project.goals if goal.kind is GoalKind.ANNUAL]
    return step is not None and any(step.group() in text for text in texts)


def _is_summed_up(row: Indicator, project: Project) -> bool:
    """Tell whether a goal of the term promises the amount of the term as made over the years."""
    cycle = single_quantity(row, Field.CYCLE_VALUE)
    topic = row_topic(row)
    made = check_pattern("s09.made")
    return cycle is not None and any(
        promise.cumulative
        and made.search(promise.text) is not None
        and any(alike_units(q.unit, cycle.unit) and q.equals(cycle) for q in promise.quantities)
        and all(promise.topic.has(word) for word in topic.strong)
        and bool(topic.strong)
        for goal in project.goals
        if goal.kind is GoalKind.CYCLE
        for promise in promises_in(goal.text)
    )


def compared_amounts(row: Indicator) -> tuple[float, float]:
    """Return the annual amount and that of the term, for a row that adds up."""
    annual, cycle = single_quantity(row), single_quantity(row, Field.CYCLE_VALUE)
    return (annual.amount if annual else 0.0, cycle.amount if cycle else 0.0)
