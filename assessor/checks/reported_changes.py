"""Changes in percent that a result tells, with what was before in another text of its project.

The goal says 较2023年（120起）下降10%, the result 107起，较2023年下降10.8%.
"""

from collections.abc import Iterator

from assessor.checks.amounts import plain_text
from assessor.checks.claim_text import Amount
from assessor.checks.reckoning import Reckoning, Verdict
from assessor.checks.told_ratios import bases_in, told_ratios
from assessor.core.finding import Place
from assessor.core.submission import GoalKind, Project

_MOST_BASES = 30


def changes(project: Project) -> Iterator[Reckoning]:
    """Yield the changes of the results that the figures of goals and rows confirm."""
    results = [
        (number, goal) for number, goal in enumerate(project.goals) if goal.kind is GoalKind.RESULT
    ]
    if not results:
        return
    texts = [goal.text for goal in project.goals if goal.kind is not GoalKind.RESULT]
    texts += [project.content, *(row.name for row in project.indicators)]
    bases: list[Amount] = [base for text in texts for base in bases_in(plain_text(text))]
    for number, goal in results:
        plain = plain_text(goal.text)
        known = {told.span for told in told_ratios(plain)}
        for told in told_ratios(plain, bases[:_MOST_BASES]):
            if told.verdict is Verdict.AGREES and told.span not in known:
                yield Reckoning(verdict=Verdict.AGREES, text=f"完成情况 {told.why}",
                                place=Place.GOAL, number=number)  # fmt: skip
