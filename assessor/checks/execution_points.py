"""The points of the execution of the budget: its weight times its rate."""

from collections.abc import Iterator, Sequence

from assessor.checks.execution_rates import spending_of
from assessor.checks.expected_scores import fits
from assessor.checks.quantities import written
from assessor.checks.scoring_rules import scoring_rules
from assessor.checks.self_evaluation import EvaluatedRow
from assessor.checks.submission_check import Answer, Place, SubmissionHit
from assessor.checks.underlining import trimmed
from assessor.core.submission import Field, Project

_USUAL = 10.0


def execution_points(
    number: int, project: Project, rows: Sequence[EvaluatedRow]
) -> Iterator[Answer]:
    """Yield the points of the execution where they are not weight times rate."""
    if project.execution is None:
        return
    line = project.execution
    spent = spending_of(line)
    rates = [rate for rate in (spent.rate, spent.computed) if rate is not None]
    weight = _weight(rows) if spent.weight is None else spent.weight
    if spent.score is None or weight is None or not rates:
        return
    expected = [weight * min(rate, 100.0) / 100 for rate in rates]
    score = spent.score
    if any(fits(score, one, line.score, weight=weight + 1) for one in expected):
        return
    span = trimmed(line.score)
    yield SubmissionHit(
        place=Place.EXECUTION,
        project=number,
        field=Field.SCORE,
        start=span.start,
        end=span.end,
        words=(
            (
                "problem",
                f"“{project.name}”预算执行率{written(round(rates[0], 2))}%、分值{written(weight)}，"
                f"得分应为{_printed(expected[0])}分，填的是{line.score.strip()}分",
            ),
            ("mend", f"把预算执行得分改为{_printed(expected[0])}分"),
        ),
    )


def _weight(rows: Sequence[EvaluatedRow]) -> float | None:
    """Return the usual points of the execution where the rows leave just those."""
    weights = [row.weight for row in rows]
    if any(weight is None for weight in weights):
        return None
    rest = scoring_rules().full_total.value - sum(weight or 0.0 for weight in weights)
    return _USUAL if abs(rest - _USUAL) < 1e-6 else None


def _printed(score: float) -> str:
    return written(round(score, 2))
