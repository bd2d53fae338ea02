"""The actual value lies far above the target and nobody says why."""

from collections.abc import Iterator

from assessor.checks.directions import Better
from assessor.checks.over_fulfilment import exceeds, excess
from assessor.checks.report_findings import excesses, with_report
from assessor.checks.self_evaluation import EvaluatedRow, evaluated_projects, missing_evaluation
from assessor.checks.submission_check import (
    Answer,
    Place,
    SubmissionCheck,
    SubmissionHit,
    SubmissionSubject,
)
from assessor.core.finding import Severity
from assessor.core.submission import Field


def find(subject: SubmissionSubject) -> Iterator[Answer]:
    """Yield each actual value that is far better than its target and not explained."""
    gap = missing_evaluation(subject)
    if gap is not None:
        yield gap
        return
    for number, _, rows in evaluated_projects(subject):
        for row in rows:
            if exceeds(row) and not row.explained:
                yield _hit(number, row)


def _hit(number: int, row: EvaluatedRow) -> SubmissionHit:
    span = row.fulfilment.span
    share = round((excess(row) or 0) * 100)
    less = row.fulfilment.better is Better.LESS
    return SubmissionHit(
        place=Place.ROW,
        project=number,
        row=row.row.id,
        field=Field.ACTUAL,
        start=span.start,
        end=span.end,
        words=(
            ("value", row.value.strip()),
            ("share", f"低{share}%" if less else f"高{share}%"),
        ),
    )


CHECK = SubmissionCheck(
    code="E07",
    name="unexplained-excess",
    title="超额完成过多没有说明",
    severity=Severity.MINOR,
    message="“{name}”的指标值为“{value}”，实际“{text}”，比指标值{share}，没有说明原因",
    hint="说明超额的原因（任务增加、政策调整或目标定低了）；属于目标定低的，按偏离程度扣分，下年度提高指标值",
    what="实际完成值比指标值好得多（正向指标超过30%，成本不到指标值的一半），偏差原因一栏为空。",
    why="明显超额多半说明年初目标定低了；不说明原因，第二年还会照样定低。",
    mend="写明多做的部分从哪里来、钱从哪里来；如果是预计不足，下年度以今年实际为基础重新设定。",
    limits="门槛是通行做法，可在评分规则中调整；只多一两件、一两人的不报；投诉、事故、办理时限等越少越好的指标做得更好不报。",
    # DOMAIN.md 4.3, 5.5 [R14]
    source="一般做法：实际完成值超出目标较多的须说明原因，比例门槛可以调整",
    find=with_report(find, excesses),
    subsumes=("V10",),
)
