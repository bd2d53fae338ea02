"""The reason fits any indicator (疫情影响, 时间紧), or no measure is named."""

from collections.abc import Iterator

from assessor.checks.reasons import read_reason
from assessor.checks.report_findings import empty_reasons, with_report
from assessor.checks.report_losses import problems_without_measures
from assessor.checks.self_evaluation import (
    EvaluatedRow,
    evaluated_projects,
    missing_evaluation,
    tells_reason,
)
from assessor.checks.submission_check import (
    Answer,
    Place,
    SubmissionCheck,
    SubmissionHit,
    SubmissionSubject,
)
from assessor.checks.told_measures import measure_told_elsewhere
from assessor.checks.underlining import trimmed
from assessor.core.finding import Severity
from assessor.core.submission import Field, Project


def find(subject: SubmissionSubject) -> Iterator[Answer]:
    """Yield reasons of rows that deviate, where they say nothing or name no measure."""
    gap = missing_evaluation(subject)
    if gap is not None:
        yield gap
        return
    for number, project, rows in evaluated_projects(subject):
        for row in rows:
            deviates = row.fulfilment.fell_short or row.lost
            if not deviates or not tells_reason(row.row.reason):
                continue
            if words := _lack(subject, project, row):
                span = trimmed(row.row.reason)
                yield SubmissionHit(
                    place=Place.ROW,
                    project=number,
                    row=row.row.id,
                    field=Field.REASON,
                    start=span.start,
                    end=span.end,
                    words=words,
                )


def _lack(
    subject: SubmissionSubject, project: Project, row: EvaluatedRow
) -> tuple[tuple[str, str], ...]:
    """Return the words of the message, empty if reason and measure are told."""
    reason = read_reason(row.row.reason, name=row.row.name, year=subject.submission.year)
    if not reason.tells_cause:
        return (
            ("problem", "空泛，看不出与本指标有什么关系"),
            ("mend", "写清是哪件事、差多少、为什么影响本指标，并写明改进措施"),
        )
    if not row.fulfilment.fell_short or reason.tells_measure:
        return ()
    if not measure_told_elsewhere(subject, project, row):
        return (
            ("problem", "只说了原因，没有改进措施"),
            ("mend", "补充下一步做什么、由谁做、何时完成"),
        )
    return ()


def _of_reports(subject: SubmissionSubject) -> Iterator[SubmissionHit]:
    yield from empty_reasons(subject)
    yield from problems_without_measures(subject)


CHECK = SubmissionCheck(
    code="E13",
    name="empty-reason",
    title="偏差原因空泛或没有改进措施",
    severity=Severity.MINOR,
    message="“{name}”的偏差说明“{text}”{problem}",
    hint="{mend}",
    what="没有完成或扣了分，原因只写“受疫情影响”“时间紧”“因客观原因”，换到任何指标上都成立；或只有原因没有改进措施。",
    why="空泛的原因既不能解释差距，也不能指导改进，下一年还会重复。",
    mend="写与本指标直接相关的事实，如“2所学校因校舍加固停课，少开4期”，再写“已安排在次年3月补开”。",
    limits="原因里有数字或具体事件就不算空泛，只重复指标名称的算空泛；是否属实要人工核对。",
    source="自评表“偏差原因分析及改进措施”一栏的填报要求（整理自公开自评表）",
    find=with_report(find, _of_reports),
)
