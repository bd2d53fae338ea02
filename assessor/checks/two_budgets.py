"""Sums of a project whose budget was changed within the year: either of the two may answer them.

A self-evaluation prints 年初预算数 and 全年预算数. A row or a text was written for one of them, and
seldom says for which: what agrees with one is right, what agrees with neither is wrong.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace

from assessor.checks.amounts import money, yuan
from assessor.checks.reckoning import Reckoning, Verdict
from assessor.core.submission import Project

_LEAST = 0.01


def other_budget_of(project: Project, budget: float | str) -> float | None:
    """Return 全年预算数 in 元 where it is another than the budget of the project, else ``None``."""
    line = project.execution
    printed = line.budget if line is not None else ""
    other = money(printed, unit=project.money_unit)
    if other is None or other <= 0 or isinstance(budget, str) or abs(other - budget) < _LEAST:
        return None
    return other


def held_against_both(
    project: Project, reckon: Callable[[Project], Iterator[Reckoning]], budget: float, other: float
) -> Iterator[Reckoning]:
    """Yield what holds for both budgets, what agrees with either, and what the larger leaves open."""
    assert project.execution is not None
    changed = replace(project, budget=project.execution.budget)
    initial = money(project.execution.initial, unit=project.money_unit)
    name = "年初预算" if initial is not None and abs(initial - budget) < _LEAST else "预算"
    first = tuple(_named(one, budget, name) for one in reckon(project))
    second = tuple(_named(one, other, "全年预算") for one in reckon(changed))
    larger, smaller = (first, second) if budget > other else (second, first)
    wrong = {_place(one) for one in smaller if one.verdict is Verdict.DISAGREES}
    agreeing = [one for one in first if one.verdict is Verdict.AGREES]
    told = {_bare(one) for one in agreeing}
    agreeing += [o for o in second if o.verdict is Verdict.AGREES and _bare(o) not in told]
    known = {_bare(one) for one in larger if one.verdict is Verdict.AGREES}
    agreed = {_passage(o) for o in smaller if o.verdict is Verdict.AGREES and _bare(o) not in known}
    yield from agreeing
    for one in larger:
        is_open = one.verdict is Verdict.OPEN and _passage(one) not in agreed
        if is_open or (one.verdict is Verdict.DISAGREES and _place(one) in wrong):
            yield one


def _named(one: Reckoning, budget: float, name: str) -> Reckoning:
    return replace(one, text=one.text.replace(f"预算{yuan(budget)}", f"{name}{yuan(budget)}"))


def _bare(one: Reckoning) -> str:
    return one.text.replace("预算数", "预算")


def _place(one: Reckoning) -> tuple[object, ...]:
    return one.place, one.number, one.row, one.field, one.span


def _passage(one: Reckoning) -> tuple[object, ...]:
    return one.place, one.number, one.row
