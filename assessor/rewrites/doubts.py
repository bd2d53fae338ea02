"""When the documents leave open to whom or to which period their figures belong."""

import re
from collections import defaultdict
from itertools import pairwise

from assessor.core.submission import Goal, GoalKind, Origin
from assessor.rewrites.case import Surroundings
from assessor.rewrites.figures import figures_of
from assessor.rewrites.phrases import listed_pattern
from assessor.text.normalise import normalise

_AMOUNT = re.compile(r"(\d[\d,.]*)\s*([百千]?[万亿]?)\s*元")


def has_several_forms(surroundings: Surroundings) -> bool:
    """Tell whether the project looks like several forms read as one.

    Rows stand between two goals of one kind, and the goals print different figures: two forms
    below each other whose project has the same name.
    """
    kinds: dict[GoalKind, list[Goal]] = defaultdict(list)
    for goal in surroundings.goals:
        if goal.kind is not GoalKind.RESULT:
            kinds[goal.kind].append(goal)
    places = [_place(row.origin) for row in surroundings.rows]
    return any(
        _figures(first) != _figures(last) and _stands_between(places, first.origin, last.origin)
        for goals in kinds.values()
        for first, last in _neighbours(goals)
    )


def _neighbours(goals: list[Goal]) -> list[tuple[Goal, Goal]]:
    ordered = sorted(goals, key=lambda goal: _place(goal.origin))
    return list(pairwise(ordered))


def _stands_between(places: list[tuple[str, int, int, int]], first: Origin, last: Origin) -> bool:
    start, end = _place(first), _place(last)
    return start[0] == end[0] and any(start <= place < end for place in places)


def _place(origin: Origin) -> tuple[str, int, int, int]:
    line = origin.row if origin.row is not None else origin.line
    return (origin.sheet or "", origin.page or 0, origin.table or 0, line or 0)


def _figures(goal: Goal) -> frozenset[str]:
    return frozenset(figure.key for figure in figures_of(goal.text))


def budget_is_annual(surroundings: Surroundings) -> bool:
    """Tell whether the printed budget is the one amount that the year may cost.

    Carry-over, totals of years, several amounts, a form of two periods and goals that tell of
    other money leave it open.
    """
    budget = normalise(surroundings.budget or "")
    own = amounts(budget)
    doubt = listed_pattern("budget_doubt_patterns")
    two_periods = any(goal.kind is GoalKind.CYCLE for goal in surroundings.goals) or any(
        row.cycle_value.strip() for row in surroundings.rows
    )
    if len(own) != 1 or two_periods or doubt.search(budget):
        return False
    if doubt.search(normalise(surroundings.project)) or _is_of_other_year(budget, surroundings):
        return False
    return not any(
        listed_pattern("funding_patterns").search(text) and amounts(text) - own
        for text in (normalise(goal.text) for goal in surroundings.goals)
    )


def amounts(text: str) -> frozenset[str]:
    """Return the different amounts of money of a normalised text."""
    found = (figures_of(f"{hit.group(1)}{hit.group(2)}") for hit in _AMOUNT.finditer(text))
    return frozenset(figure.key for figures in found for figure in figures)


def _is_of_other_year(budget: str, surroundings: Surroundings) -> bool:
    years = {int(year) for year in re.findall(r"20\d\d(?=\s*年)", budget)}
    return len(years) > 1 or (surroundings.year is not None and bool(years - {surroundings.year}))
