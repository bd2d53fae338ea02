"""How much each project of a submission weighs: by its budget, or equally."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import fsum

from assessor.checks.budget_arithmetic import budget_of
from assessor.core.assessment import ProjectAssessment

_MOST_TOLD = 5


@dataclass(frozen=True, slots=True)
class Weighting:
    """Weights of the projects, together 1, and how they were found, in Chinese."""

    weights: tuple[float, ...]
    told: str


def weighting_of(projects: Sequence[ProjectAssessment]) -> Weighting:
    """Weigh projects by their budgets where all that have rows print one in a known unit.

    A project without rows and without a budget weighs as much as the mean of the others.
    """
    budgets = [budget_of(one.project) for one in projects]
    known = [budget for budget in budgets if isinstance(budget, float)]
    if len(projects) < 2:
        return Weighting(
            (1.0,) * len(projects), "只有一个项目，不需加权" if projects else "没有项目"
        )
    for number, (one, budget) in enumerate(zip(projects, budgets, strict=True)):
        if isinstance(budget, str) and (one.indicators or not known):
            name = _name(one, number)
            return Weighting(
                (1 / len(projects),) * len(projects), f"各项目权数相同：“{name}”缺少{budget}"
            )
    mean = fsum(known) / len(known)
    amounts = [budget if isinstance(budget, float) else mean for budget in budgets]
    whole = fsum(amounts)
    weights = tuple(amount / whole for amount in amounts)
    shares = [
        f"“{_name(one, number)}”{weights[number]:.1%}"
        for number, one in enumerate(projects[:_MOST_TOLD])
    ]
    rest = "等" if len(projects) > _MOST_TOLD else ""
    return Weighting(weights, f"按预算金额加权：{'、'.join(shares)}{rest}")


def _name(one: ProjectAssessment, number: int) -> str:
    return " ".join(one.project.name.split()) or f"第{number + 1}个项目"
