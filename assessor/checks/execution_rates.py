"""The line of the money in the head of a self-evaluation: budget, executed, rate and points."""

from dataclasses import dataclass

from assessor.checks.amounts import money
from assessor.checks.quantities import written
from assessor.checks.self_evaluation import decimals, printed_number
from assessor.core.submission import Execution, Project
from assessor.text.normalise import normalise


@dataclass(frozen=True, slots=True, kw_only=True)
class Spending:
    """The figures of an execution line; ``None`` where none is printed.

    Attributes
    ----------
    rate
        Printed rate in per cent; 0.98 without a sign of per cent is 98.
    computed
        Rate in per cent from the amounts, ``None`` without them or without a budget.
    slack
        How far the computed rate may be off because amounts and rate are printed rounded.
    """

    budget: float | None
    executed: float | None
    rate: float | None
    computed: float | None
    slack: float
    weight: float | None
    score: float | None

    @property
    def agrees(self) -> bool | None:
        """Whether rate and amounts agree, ``None`` if that cannot be told."""
        if self.rate is None or self.computed is None:
            return None
        return abs(self.rate - self.computed) <= self.slack


def spending_of(line: Execution) -> Spending:
    """Read the figures of an execution line; without a budget of the year the first one counts."""
    printed_budget = line.budget if line.budget.strip() else line.initial
    budget, executed = printed_number(printed_budget), in_unit_of(printed_budget, line.executed)
    computed = executed / budget * 100 if budget and executed is not None else None
    slack = 0.0
    if budget and executed is not None:
        printed = printed_number(line.executed)
        scale = executed / printed if printed else 1.0
        error = (
            _half(line.executed) * scale / budget
            + executed / budget * _half(printed_budget) / budget
        )
        slack = error * 100
    slack += 10.0 ** -decimals(line.rate)
    return Spending(
        budget=budget,
        executed=executed,
        rate=_rate(line.rate),
        computed=computed,
        slack=slack + 1e-9,
        weight=printed_number(line.weight),
        score=printed_number(line.score),
    )


def in_unit_of(like: str, printed: str) -> float | None:
    """Return an amount in the unit in which another one is printed: 96000元 beside 12万元 is 9.6.

    Where one of them names no unit, both stand in that of the form.
    """
    figure, other = printed_number(printed), printed_number(like)
    mine, theirs = money(printed), money(like)
    if figure is None or not other or mine is None or not theirs:
        return figure
    return round(mine * other / theirs, 6)


def _half(printed: str) -> float:
    """Return half of the last decimal; an amount without decimals is exact."""
    places = decimals(printed)
    return 0.5 * 10.0**-places if places else 0.0


def _rate(text: str) -> float | None:
    figure = printed_number(text)
    if figure is None:
        return None
    bare = "%" not in normalise(text)
    return figure * 100 if bare and 0 < figure <= 1.5 else figure


def other_budget(spent: Spending, project: Project, line: Execution) -> str:
    """Say that the rate fits the amounts with or without money carried over, ``""`` if it does not."""
    carried = [
        in_unit_of(line.budget or line.initial, f.amount or f.initial)
        for f in project.funds
        if "结转" in f.name or "结余" in f.name
    ]
    if spent.rate is None or not spent.budget or spent.executed is None:
        return ""
    for amount in (a for a in carried if a):
        for budget in (spent.budget + amount, spent.budget - amount):
            if budget > 0 and abs(spent.executed / budget * 100 - spent.rate) <= spent.slack:
                told = f"执行率{line.rate.strip()}按预算{written(budget)}计算相符"
                return f"全年预算数是否含上年结转资金{written(amount)}（{told}）"
    return ""
