"""The sources of the money of a project held against its budget, column by column.

A self-evaluation prints 年初预算数 and 全年预算数 of the total and of each source: each column adds
up for itself, and both may do so although the two totals differ.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assessor.checks.amounts import money, rounding, yuan
from assessor.checks.reckoning import Reckoning, Verdict
from assessor.checks.word_lists import check_terms
from assessor.core.finding import Place
from assessor.core.span import Span
from assessor.core.submission import Field, Project

_CENT = 0.01
_AMENDED = "全年预算"
_FIRST = "年初预算"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Total:
    """A total that the sources of one column add up to, with its place and what it is called."""

    amount: float
    name: str
    place: Place
    field: Field
    printed: str


def funds_against_budget(project: Project, budget: float | str) -> Iterator[Reckoning]:
    """Hold the sources of the money against the total of their own column."""
    amounts = [(line.name, line.amount) for line in project.funds if line.amount.strip()]
    first = [(line.name, line.initial) for line in project.funds if line.initial.strip()]
    totals = _totals(project, budget)
    if first:
        totals = totals[:1]  # both columns are printed, so that each has its own total
    if amounts and not totals:
        missing = budget if isinstance(budget, str) else "预算总额"
        yield Reckoning(verdict=Verdict.OPEN, text=f"资金明细与总额是否一致：缺少{missing}")
        return
    found = _column(project, amounts, totals) if amounts else None
    if found is not None:
        yield found
    told = found is not None and found.verdict is Verdict.DISAGREES
    if first and (first != amounts or len(_totals(project, budget)) > 1):
        other = tuple(_first_column(project, first, budget))
        yield from (o for o in other if not told or o.verdict is Verdict.AGREES)


def _totals(project: Project, budget: float | str) -> list[_Total]:
    """Return the totals that the sources may add up to; the first is that of their column."""
    line = project.execution
    printed = line.budget if line is not None else ""
    amended = money(printed, unit=project.money_unit)
    own = [] if isinstance(budget, str) else [_Total(
        amount=budget, name="预算", place=Place.PROJECT, field=Field.BUDGET,
        printed=project.budget or "",
    )]  # fmt: skip
    if not amended or (own and abs(amended - own[0].amount) < _CENT):
        return own
    later = _Total(amount=amended, name=_AMENDED, place=Place.EXECUTION, field=Field.BUDGET,
                   printed=printed)  # fmt: skip
    return [later, *own]


def _first_column(
    project: Project, lines: Sequence[tuple[str, str]], budget: float | str
) -> Iterator[Reckoning]:
    """Hold 年初预算数 of the sources against that of the total."""
    line = project.execution
    printed = line.initial if line is not None else ""
    total = money(printed, unit=project.money_unit)
    if not total:
        return
    place, field = Place.EXECUTION, Field.INITIAL
    if isinstance(budget, float) and abs(total - budget) < _CENT:
        place, field, printed = Place.PROJECT, Field.BUDGET, project.budget or ""
    whole = _Total(amount=total, name=_FIRST, place=place, field=field, printed=printed)
    yield _column(project, lines, [whole])


def _column(
    project: Project, lines: Sequence[tuple[str, str]], totals: Sequence[_Total]
) -> Reckoning:
    names = [name for name, _ in lines]
    amounts = [money(printed, unit=project.money_unit) for _, printed in lines]
    known = [amount for amount in amounts if amount is not None]
    if len(known) < len(amounts):
        missing = "资金明细与总额是否一致：缺少可读的明细金额或其计量单位"
        return Reckoning(verdict=Verdict.OPEN, text=missing)
    allowed = sum(rounding(printed, unit=project.money_unit) for _, printed in lines)
    sums = _sums(names, known)
    for total in totals:
        if any(abs(one - total.amount) <= allowed for one in sums):
            parts = zip(names, known, strict=True)
            written_out = "＋".join(f"{name}{yuan(amount)}" for name, amount in parts)
            said = f"资金明细 {written_out}，与{total.name}{yuan(total.amount)}一致"
            return Reckoning(verdict=Verdict.AGREES, text=said)
    total = totals[0]
    if len(known) == 1 and known[0] < total.amount:
        missing = "资金明细与总额是否一致：明细只有一项，缺少其余资金来源"
        return Reckoning(verdict=Verdict.OPEN, text=missing)
    said = f"{_told(names, known)}，与{total.name}{yuan(total.amount)}不一致"
    return Reckoning(verdict=Verdict.DISAGREES, text=said, place=total.place, field=total.field,
                     span=Span(0, len(total.printed)))  # fmt: skip


def _told(names: Sequence[str], amounts: Sequence[float]) -> str:
    figures = list(map(yuan, amounts))
    if len(figures) == 1:
        return f"资金明细只有{names[0]}{figures[0]}"
    return f"资金明细中{'、'.join(names)}分别为{'、'.join(figures)}，合计{yuan(sum(amounts))}"


def _sums(names: Sequence[str], amounts: list[float]) -> list[float]:
    """Return what sources may add up to: all, those beside each other, those not within another."""
    top = check_terms("amounts.top_lines")
    beside = [a for name, a in zip(names, amounts, strict=True) if name in top]
    return [sum(part) for part in (amounts, beside, _without_nested(amounts)) if part]


def _without_nested(amounts: list[float]) -> list[float]:
    """Leave out lines that add up to the line before them: they are parts of it."""
    kept: list[float] = []
    at = 0
    while at < len(amounts):
        kept.append(amounts[at])
        inner = 0.0
        for end in range(at + 1, len(amounts)):
            inner += amounts[end]
            if amounts[at] and end > at + 1 and abs(inner - amounts[at]) < 0.01:
                at = end
                break
        at += 1
    return kept
