"""Points were lost though nothing deviates and nothing explains the loss."""

from collections.abc import Iterator

from assessor.checks.expected_scores import is_measured
from assessor.checks.fulfilment import Outcome
from assessor.checks.over_fulfilment import exceeds
from assessor.checks.report_findings import with_report
from assessor.checks.report_losses import unexplained_loss, unfounded_losses
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


def find(subject: SubmissionSubject) -> Iterator[Answer]:
    """Yield each score that does not fit whether the target was reached."""
    gap = missing_evaluation(subject)
    if gap is not None:
        yield gap
        return
    for number, _, rows in evaluated_projects(subject):
        if not any(row.score is not None and row.weight is not None for row in rows):
            yield CannotJudge(missing="指标的分值和得分", project=number)
            continue
        for row in rows:
            if _is_unfounded(row):
                span = trimmed(row.row.score)
                yield SubmissionHit(
                    place=Place.ROW,
                    project=number,
                    row=row.row.id,
                    field=Field.SCORE,
                    start=span.start,
                    end=span.end,
                    words=(("weight", row.row.weight.strip()),),
                )


def _is_unfounded(row: EvaluatedRow) -> bool:
    """Tell whether points are missing that nothing took away."""
    if not row.lost or row.explained or not row.row.actual.strip():
        return False
    if row.fulfilment.fell_short:
        return False  # E04
    if row.fulfilment.outcome is Outcome.UNDECIDED and is_measured(row):
        return False  # figures that could not be compared: E04 says which
    return not exceeds(row)  # a deduction for a target that was set too low


def _of_reports(subject: SubmissionSubject) -> Iterator[SubmissionHit]:
    yield from unfounded_losses(subject)
    yield from unexplained_loss(subject)


CHECK = SubmissionCheck(
    code="E05",
    name="points-against-deviation",
    title="得分与偏差不对应",
    severity=Severity.MINOR,
    message="“{name}”得“{text}”分：分值{weight}，没有说明偏差，却扣了分",
    hint="没有偏差的，更正为满分；有偏差的，写明扣分的原因和依据",
    what="指标已经完成、没有说明任何偏差，却扣了分。",
    why="得分应当由完成情况推出来；对不上，说明得分或完成情况至少有一个填错了。",
    mend="完成的得满分；没有完成的按比例或分档扣分，并说明原因。",
    limits="因目标偏低、超额过多而扣分的不报；没有完成而无原因的由 E04 检查，没有完成却得满分、扣多少分是否算对由 E06 检查。",
    # DOMAIN.md 3.4 [R28]
    source="一般做法：正向指标按实际值/目标值、反向指标按目标值/实际值计分，完成得满分、未完成按比例计分",
    find=with_report(find, _of_reports),
)
