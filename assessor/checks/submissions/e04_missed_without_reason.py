"""A target was missed and nobody says why."""

from collections.abc import Iterator

from assessor.checks.expected_scores import rounds_to_full
from assessor.checks.fulfilment import Outcome
from assessor.checks.report_findings import missed_results, with_report
from assessor.checks.self_evaluation import (
    EvaluatedRow,
    evaluated_projects,
    missing_evaluation,
    several,
)
from assessor.checks.submission_check import (
    Answer,
    CannotJudge,
    Place,
    SubmissionCheck,
    SubmissionHit,
    SubmissionSubject,
)
from assessor.core.finding import Severity
from assessor.core.submission import Field


def find(subject: SubmissionSubject) -> Iterator[Answer]:
    """Yield each row that fell short without a reason."""
    gap = missing_evaluation(subject)
    if gap is not None:
        yield gap
        return
    for number, _, rows in evaluated_projects(subject):
        for row in rows:
            if row.fulfilment.fell_short and not row.explained:
                yield _hit(number, row)
        yield from _undecided(number, rows)


def _hit(number: int, row: EvaluatedRow) -> SubmissionHit:
    span = row.fulfilment.span
    partly = row.fulfilment.outcome is Outcome.PARTLY
    return SubmissionHit(
        place=Place.ROW,
        project=number,
        row=row.row.id,
        field=Field.ACTUAL,
        start=span.start,
        end=span.end,
        words=(
            ("value", row.value.strip()),
            ("gap", "只是部分达成" if partly else "没有完成"),
            ("full", "仍得满分，" if row.full and not rounds_to_full(row) else ""),
        ),
    )


def _undecided(number: int, rows: tuple[EvaluatedRow, ...]) -> Iterator[Answer]:
    """Tell which figures could not be compared; qualitative rows need no comparison."""
    open_rows: dict[str, list[str]] = {}
    for row in rows:
        fulfilment = row.fulfilment
        if fulfilment.outcome is Outcome.UNDECIDED and not _is_qualitative(row):
            open_rows.setdefault(fulfilment.why, []).append(row.row.name)
    for why, names in open_rows.items():
        yield CannotJudge(missing=f"{several(names)}：{why}", project=number)


def _is_qualitative(row: EvaluatedRow) -> bool:
    return bool(row.row.actual.strip()) and row.assessed.judgement.unquantified


CHECK = SubmissionCheck(
    code="E04",
    name="missed-without-reason",
    title="未完成没有说明原因",
    severity=Severity.MAJOR,
    message="“{name}”的指标值为“{value}”，实际“{text}”，{gap}，{full}却没有说明原因",
    hint="在“偏差原因分析及改进措施”中写明没有完成的具体原因和改进措施；确已完成的，更正实际完成值",
    what="实际完成值达不到指标值（按指标方向比较数字、日期、区间，或为部分达成、未达成），原因一栏为空。",
    why="没有原因就不知道是目标定高了、执行慢了还是条件变了，也无从改进。",
    mend="写与本指标有关的原因（谁、什么事、差多少）和下一步措施（做什么、何时完成）。",
    limits="口径不同、方向不明、时间不够具体的不比较，列入“无法判断”；正文中已说明该指标原因的不报。",
    # DOMAIN.md 4.6 and 3.4 [R28]
    source="一般做法：自评表设“未完成原因及拟采取的改进措施”一栏；正向、反向指标分别比较",
    find=with_report(find, missed_results),
)
