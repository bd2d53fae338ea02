"""Whether the total of a self-evaluation is the sum of its scores."""

import re
from collections.abc import Iterator, Sequence

from assessor.checks.execution_rates import Spending, spending_of
from assessor.checks.quantities import written
from assessor.checks.scoring_rules import scoring_rules
from assessor.checks.self_evaluation import EvaluatedRow, is_execution_rate, printed_number
from assessor.checks.submission_check import (
    Answer,
    CannotJudge,
    Confirmation,
    Place,
    SubmissionHit,
    SubmissionSubject,
)
from assessor.checks.underlining import trimmed
from assessor.core.span import Span
from assessor.core.submission import Field, GoalKind, Project
from assessor.text.normalise import normalise


def stated_total(project: Project, subject: SubmissionSubject) -> tuple[str, Place]:
    """Return the printed total of a project, and where it stands; ``""`` if none is printed.

    The total of the submission is that of its project where it has only one.
    """
    if project.self_score.strip():
        return project.self_score, Place.PROJECT
    if len(subject.submission.projects) == 1:
        return subject.submission.self_score, Place.SUBMISSION
    return "", Place.PROJECT


def is_whole_total(
    project: Project, rows: Sequence[EvaluatedRow], subject: SubmissionSubject
) -> bool:
    """Tell whether rows of full marks make up the whole 100 points, the execution included."""
    full = scoring_rules().full_total.value
    stated = printed_number(stated_total(project, subject)[0])
    if stated is not None:
        return stated >= full - 1e-6
    spent = spending_of(project.execution) if project.execution is not None else None
    execution = spent.score if spent is not None else None
    counted = any(is_execution_rate(row.row) for row in rows)
    added = sum(row.score or 0.0 for row in rows)
    return added + (0.0 if counted or execution is None else execution) >= full - 1e-6


_TOLD = re.compile(
    r"(?:自评|综合|最终|总体|项目)[^。；;，,\d]{0,6}(?:得分|总分|评分|分数)(?:合计)?(?:为|是|[:：])?\s*(?P<score>\d{1,3}(?:\.\d+)?)\s*分(?!制|值)"
)


def _told_total(project: Project) -> tuple[int, Span] | None:
    """Return the goal and the place of the one total that a completion text states."""
    found = [
        (number, Span(*match.span("score")))
        for number, goal in enumerate(project.goals)
        if goal.kind is GoalKind.RESULT
        for match in _TOLD.finditer(normalise(goal.text))
    ]
    return found[0] if len(found) == 1 else None


def total_answer(
    number: int, project: Project, subject: SubmissionSubject, rows: Sequence[EvaluatedRow]
) -> Iterator[Answer]:
    """Yield a hit or a confirmation for the total, or what is missing to add it up."""
    printed, place = stated_total(project, subject)
    told_at = None if printed.strip() else _told_total(project)
    if told_at is not None:
        printed, place = told_at[1].quote(project.goals[told_at[0]].text), Place.GOAL
    total = printed_number(printed)
    if total is None:
        return
    scores = [row.score for row in rows]
    if any(score is None for score in scores):
        yield CannotJudge(missing="部分指标的得分，总分无法核对", project=number)
        return
    parts = sum(score for score in scores if score is not None)
    spent = spending_of(project.execution) if project.execution is not None else None
    counted = any(is_execution_rate(row.row) for row in rows)
    execution = spent.score if spent is not None and not counted else None
    rounding = scoring_rules().rounding
    tolerance = min(rounding.total_most, rounding.total_per_row * (len(rows) + 1)) + 1e-9
    added = parts + (execution or 0.0)
    told = f"指标得分合计{written(round(parts, 2))}分"
    told += f"，加预算执行{written(execution)}分" if execution is not None else ""
    if abs(total - added) <= tolerance:
        yield Confirmation(text=f"{told}，与总分{written(total)}分一致", project=number)
        return
    if execution is None and 0 < total - parts <= _room(rows, spent) + tolerance:
        yield CannotJudge(missing="预算执行率的得分，总分无法核对", project=number)
        return
    span = trimmed(printed) if told_at is None else told_at[1]
    yield SubmissionHit(
        place=place,
        project=None if place is Place.SUBMISSION else number,
        number=None if told_at is None else told_at[0],
        field=Field.SELF_SCORE if told_at is None else None,
        start=span.start,
        end=span.end,
        words=(
            ("problem", f"{told}，共{written(round(added, 2))}分，总分却填{written(total)}分"),
            ("mend", f"重新加总，总分应为{written(round(added, 2))}分；某项得分有误的，先更正该项"),
        ),
    )


def _room(rows: Sequence[EvaluatedRow], spent: Spending | None) -> float:
    """Return how many points the execution may bring that are not printed."""
    if spent is not None and spent.weight is not None:
        return spent.weight
    weights = [row.weight for row in rows if row.weight is not None]
    full = scoring_rules().full_total.value
    return max(0.0, full - sum(weights)) if len(weights) == len(rows) else full
