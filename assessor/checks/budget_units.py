"""A budget printed without unit: the sums of its project may tell whether it is 元 or 万元."""

from collections.abc import Callable, Iterator
from dataclasses import replace

from assessor.checks.amounts import is_figure, money
from assessor.checks.reckoning import Reckoning, Verdict
from assessor.core.submission import Project

_UNITS = ("元", "万元")
_BUDGET = "预算"
_DETAILS = "资金明细"


def lacks_unit(project: Project) -> bool:
    """Tell whether the budget is a figure whose unit nothing prints."""
    printed = (project.budget or "").strip()
    return bool(printed) and is_figure(printed) and money(printed, unit=project.money_unit) is None


def settled(
    project: Project, reckon: Callable[[Project], Iterator[Reckoning]]
) -> tuple[Reckoning, ...] | None:
    """Return the sums of a project under the one unit that an equality tells, ``None`` if none does.

    What that reading would call wrong stays open, for the unit itself is concluded.
    """
    fitting = []
    for unit in _UNITS:
        found = tuple(reckon(replace(project, money_unit=unit)))
        if any(_tells(one) for one in found):
            fitting.append((unit, found))
    if len(fitting) != 1:
        return None
    unit, found = fitting[0]
    printed = (project.budget or "").strip()
    return tuple(_noted(one, printed, unit) for one in found)


def _tells(one: Reckoning) -> bool:
    agrees = one.verdict is Verdict.AGREES and _BUDGET in one.text
    return agrees and not one.text.startswith(_DETAILS)


def _noted(one: Reckoning, printed: str, unit: str) -> Reckoning:
    if _tells(one):
        return replace(one, text=f"{one.text}（预算“{printed}”没有写单位，由等式可知按{unit}计）")
    if one.verdict is Verdict.DISAGREES and _BUDGET in one.text:
        return replace(one, verdict=Verdict.OPEN, text=f"{one.text}；预算“{printed}”没有写单位，缺少预算金额的计量单位（元或万元）")  # fmt: skip
    return one
