"""Rows of cost held against the budget: a total, amounts that make it up, limits of a part.

A limit below the budget contradicts nothing where another row has the money that is missing.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import combinations

from assessor.checks.amounts import rounding, yuan
from assessor.checks.price_rows import cost_rows, total_cost_rows
from assessor.checks.quantities import Quantity, is_limit
from assessor.checks.reckoning import Reckoning, Verdict
from assessor.core.finding import Place
from assessor.core.submission import Field, Indicator
from assessor.text.normalise import normalise

_EACH = re.compile(r"单[^位]|单位|平均|[人户亩次场]均|每|标准|定额")
_SHARE = 0.005
_EXACT = 0.0005
_CENT = 0.01
_LEAST = 2
_MOST_ROWS = 8


def costs_against_budget(rows: tuple[Indicator, ...], budget: float | str) -> Iterator[Reckoning]:
    """Hold amounts of cost rows, alone and together, against the budget."""
    totals = tuple(total_cost_rows(rows))
    if isinstance(budget, str):
        for row, _ in totals:
            yield Reckoning(verdict=Verdict.OPEN, text=f"“{row.name}”与预算是否一致：缺少{budget}")
        return
    costs = tuple(cost_rows(rows))
    named = {row.id for row, _ in totals}
    alone = [(row, q) for row, q in costs if row.id not in named]
    for row, quantity in alone:
        if abs(quantity.amount - budget) < _CENT:
            said = f"成本指标“{row.name}”{yuan(quantity.amount)}与预算{yuan(budget)}一致"
            yield Reckoning(verdict=Verdict.AGREES, text=said, row=row.id)
    alone = [(row, q) for row, q in alone if not _EACH.search(normalise(row.name))]
    together = _together([*totals, *alone], budget)
    within = {row.id for row, _ in together}
    if together:
        sums = "＋".join(f"{row.name}{yuan(q.amount)}" for row, q in together)
        said = f"成本指标 {sums}，与预算{yuan(budget)}一致"
        yield Reckoning(verdict=Verdict.AGREES, text=said, row=together[0][0].id,
                        others=tuple(row.id for row, _ in together[1:]))  # fmt: skip
    for row, quantity in totals:
        if row.id not in within:
            yield _total(row, quantity, budget, others=[one for one, _ in alone])


def _total(
    row: Indicator, quantity: Quantity, budget: float, *, others: Sequence[Indicator]
) -> Reckoning:
    printed = quantity.target.span.quote(row.value)
    if abs(quantity.amount - budget) <= max(rounding(printed), _SHARE * budget):
        off = abs(quantity.amount - budget)
        told = "一致" if off <= _EXACT * budget else f"相差{yuan(off)}，不到0.5%"
        said = f"“{row.name}”{printed}与预算{yuan(budget)}{told}"
        return Reckoning(verdict=Verdict.AGREES, text=said, row=row.id)
    if others and quantity.amount < budget and is_limit(quantity):
        rest = "、".join(f"“{one.name}”" for one in others)
        said = f"“{row.name}”{printed}低于预算{yuan(budget)}：缺少其余资金的用途（另有{rest}）"
        return Reckoning(verdict=Verdict.OPEN, text=said)
    said = f"“{row.name}”为“{printed}”，与预算{yuan(budget)}不一致"
    return Reckoning(verdict=Verdict.DISAGREES, text=said, place=Place.ROW, row=row.id,
                     field=Field.VALUE, span=quantity.target.span)  # fmt: skip


def _together(
    costs: Sequence[tuple[Indicator, Quantity]], budget: float
) -> tuple[tuple[Indicator, Quantity], ...]:
    """Return the rows whose amounts are the budget exactly, no total being its parts again."""
    for size in range(len(costs[:_MOST_ROWS]), _LEAST - 1, -1):
        for chosen in combinations(costs[:_MOST_ROWS], size):
            if abs(sum(q.amount for _, q in chosen) - budget) < _CENT:
                return chosen
    return ()
