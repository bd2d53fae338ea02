"""A score that its own rule does not give: per row, for the execution, and the total."""

from collections.abc import Iterator

from assessor.checks.execution_points import execution_points
from assessor.checks.expected_scores import (
    fits,
    has_own_rule,
    lawful_otherwise,
    proportional_scores,
    rounds_to_full,
    step_bounds,
)
from assessor.checks.quantities import written
from assessor.checks.report_findings import with_report, wrong_points
from assessor.checks.score_totals import total_answer
from assessor.checks.self_evaluation import EvaluatedRow, evaluated_projects, missing_evaluation
from assessor.checks.submission_check import (
    Answer,
    CannotJudge,
    Place,
    SubmissionCheck,
    SubmissionHit,
    SubmissionSubject,
)
from assessor.checks.underlining import trimmed
from assessor.core.finding import Severity
from assessor.core.submission import Field

_Words = tuple[tuple[str, str], ...]


def find(subject: SubmissionSubject) -> Iterator[Answer]:
    """Yield wrong scores of rows, of the execution and of the whole."""
    gap = missing_evaluation(subject)
    if gap is not None:
        yield gap
        return
    for number, project, rows in evaluated_projects(subject):
        if not any(row.score is not None for row in rows):
            yield CannotJudge(missing="指标的得分", project=number)
            continue
        if not any(row.weight is not None for row in rows):
            yield CannotJudge(missing="指标的分值", project=number)
        for row in rows:
            if words := _wrong_row(row):
                span = trimmed(row.row.score)
                yield SubmissionHit(
                    place=Place.ROW,
                    project=number,
                    row=row.row.id,
                    field=Field.SCORE,
                    start=span.start,
                    end=span.end,
                    words=words,
                )
        yield from execution_points(number, project, rows)
        yield from total_answer(number, project, subject, rows)


def _wrong_row(row: EvaluatedRow) -> _Words:
    """Return the words of the message, empty if the score may be right."""
    score, weight = row.score, row.weight
    if score is None or weight is None:
        return ()
    name, printed = row.row.name, row.row.score.strip()
    if score > weight + 1e-6 or score < 0:
        limit = f"超过分值{written(weight)}分" if score > weight else "是负数"
        return _words(f"“{name}”得{printed}分，{limit}", f"得分应在0到{written(weight)}分之间")
    if has_own_rule(row):
        return ()
    expected = proportional_scores(row)
    if row.full:
        return _full_though_missed(row, expected)
    if expected:
        if lawful_otherwise(row) or any(
            fits(score, one, row.row.score, weight=weight) for one in expected
        ):
            return ()
        ratio = row.fulfilment.ratio or 0.0
        way = "目标值÷实际值" if len(expected) > 1 else "实际值÷目标值"
        return _words(
            f"“{name}”目标“{row.value.strip()}”、实际“{row.row.actual.strip()}”，得{printed}分；"
            f"按分值{written(weight)}×{way}（{written(round(ratio, 4))}）应为{_points(expected[0])}分",
            f"把得分改为{_points(expected[0])}分；采用其他计分规则的，写明规则",
        )
    bounds = step_bounds(row)
    if bounds is not None and not bounds[0] - 1e-6 <= score <= bounds[1] + 1e-6:
        low, high = (written(bound) for bound in bounds)
        return _words(
            f"“{name}”自评为“{row.row.actual.strip()}”，得{printed}分，不在该档次{low}至{high}分之内",
            "按达成100%—80%、部分达成80%—60%（有的地方到50%）、未达成60%—0的档次重新评分",
        )
    return ()


def _full_though_missed(row: EvaluatedRow, expected: tuple[float, ...]) -> _Words:
    """Return the words for full marks of a target that was missed."""
    if not row.fulfilment.fell_short or rounds_to_full(row):
        return ()
    if not row.explained:
        return ()  # E04 tells that nothing is said of the miss, and that it got full marks
    actual, value = row.row.actual.strip(), row.value.strip()
    problem = f"“{row.row.name}”实际“{actual}”没有达到“{value}”，仍得满分{row.row.score.strip()}分"
    if not expected:
        return _words(problem, "按没有完成的程度扣减得分，并写明扣分的依据")
    right = f"{_points(expected[0])}分"
    return _words(
        f"{problem}，按完成比例应为{right}", f"把得分改为{right}；采用其他计分规则的，写明规则"
    )


def _points(score: float) -> str:
    return written(round(score, 2))


def _words(problem: str, mend: str) -> _Words:
    return (("problem", problem), ("mend", mend))


CHECK = SubmissionCheck(
    code="E06",
    name="wrong-score",
    title="得分计算错误",
    severity=Severity.MAJOR,
    message="{problem}",
    hint="{mend}",
    what="没有完成的指标，得分与完成比例对不上（正向：分值×实际值÷目标值；反向：分值×目标值÷实际值），或者仍得满分；定性指标超出所在档次；"
    "得分超过分值；预算执行得分不等于分值×执行率；总分不等于各项得分之和。",
    why="得分算错，总分和等级都不可信；反向指标按正向算，越差得分越高。",
    mend="按指标方向重新计算，各项得分加预算执行得分等于总分。",
    limits="按印刷的小数位四舍五入或截取都算对；满意度可按档次给分，低于及格比例可得0分；日期类和定性指标只看是否越界；"
    "指标解释或原因栏写明另有计分规则的不报；四舍五入后等于满分的不报。",
    # DOMAIN.md 3.4 [R28], bands and points seen in forms [R12][R22]
    source="一般做法：正向指标按实际值/目标值、反向指标按目标值/实际值计分，定性指标分三档，预算执行率10分",
    find=with_report(find, wrong_points),
)
