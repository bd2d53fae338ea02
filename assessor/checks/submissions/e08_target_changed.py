"""The self-evaluation answers to other targets than the approved ones."""

from collections.abc import Iterator

from assessor.checks.approved_rows import (
    RowPairs,
    fold_name,
    judged_value,
    pair_rows,
    project_like,
    same_value,
)
from assessor.checks.approved_weights import moved_weights, weight_change
from assessor.checks.self_evaluation import is_execution_rate, missing_evaluation
from assessor.checks.submission_check import (
    Answer,
    CannotJudge,
    Confirmation,
    NotApplicable,
    Place,
    SubmissionCheck,
    SubmissionHit,
    SubmissionSubject,
)
from assessor.checks.underlining import trimmed
from assessor.core.finding import Severity
from assessor.core.submission import Field, Indicator, Project

_LEAST_SHARED = 0.3
_ASK = "恢复为批复的指标和指标值；经批准调整过的，附调整批复"


def find(subject: SubmissionSubject) -> Iterator[Answer]:
    """Yield rows whose target, weight or name is not the approved one, new and dropped rows."""
    gap = missing_evaluation(subject)
    if isinstance(gap, NotApplicable):
        yield gap
        return
    if subject.approved is None:
        yield CannotJudge(missing=subject.approved_gap or "批复的绩效目标表（--approved）")
        return
    for number, project, rows in subject.projects():
        if not rows:
            continue
        approved = project_like(project, subject.approved.projects)
        if approved is None:
            yield CannotJudge(missing=f"“{project.name}”批复的绩效目标表", project=number)
            continue
        pairs = pair_rows(rows, approved.indicators)
        if len(pairs.pairs) < _LEAST_SHARED * len(rows):
            yield CannotJudge(
                missing=f"“{project.name}”批复的绩效目标表（给出的表与自评表几乎没有相同的指标）",
                project=number,
            )
            continue
        yield from _differences(number, project, pairs)


def _differences(number: int, project: Project, pairs: RowPairs) -> Iterator[Answer]:
    changed = False
    for row, approved in pairs.pairs:
        old, new = judged_value(approved), judged_value(row)
        if old and new and not same_value(new, old):
            field = Field.VALUE if row.value.strip() else Field.CYCLE_VALUE
            changed = True
            weight = weight_change(row, approved)
            also = f"，{weight}" if weight else ""
            yield _hit(number, row, field, f"批复的指标值是“{old}”，自评表改成“{new}”{also}")
        elif fold_name(row.name) != fold_name(approved.name):
            changed = True
            yield _hit(number, row, Field.NAME, f"批复的指标名称是“{approved.name.strip()}”")
    moved = moved_weights(pairs)
    if moved:
        changed = True
        (row, told), *rest = moved
        others = "".join(f"；“{one.name.strip()}”{words}" for one, words in rest)
        ids = tuple(one.id for one, _ in rest)
        yield _hit(number, row, Field.WEIGHT, told + others, severity=Severity.MAJOR, others=ids)
    for row in pairs.added:
        if is_execution_rate(row):
            continue  # scored on its own in self-evaluations
        changed = True
        yield _hit(number, row, Field.NAME, "批复的绩效目标表里没有这个指标")
    for row in pairs.dropped:
        changed = True
        yield SubmissionHit(
            place=Place.PROJECT,
            project=number,
            field=Field.NAME,
            words=(
                ("indicator", row.name.strip()),
                ("problem", f"批复的绩效目标表有这个指标（{judged_value(row) or '未填值'}），自评表删去了"),
                ("mend", _ASK),
            ),
        )  # fmt: skip
    if not changed:
        yield Confirmation(text=f"{len(pairs.pairs)}项指标和指标值与批复一致", project=number)


def _hit(
    number: int, row: Indicator, field: Field, problem: str, *,
    severity: Severity | None = None, others: tuple[str, ...] = (),
) -> SubmissionHit:  # fmt: skip
    span = trimmed(row.text(field))
    return SubmissionHit(
        place=Place.ROW,
        project=number,
        row=row.id,
        field=field,
        start=span.start,
        end=span.end,
        words=(("indicator", row.name.strip()), ("problem", problem), ("mend", _ASK)),
        severity=severity,
        others=others,
    )


CHECK = SubmissionCheck(
    code="E08",
    name="target-changed",
    title="自评指标与批复不一致",
    severity=Severity.BLOCKER,
    message="“{indicator}”：{problem}",
    hint="{mend}",
    what="自评表的指标值、指标名称、权重与批复的绩效目标表不同，或增加、删去了指标。",
    why="绩效目标批复后一般不予调整；自评时改目标等于按结果补画靶子，完成率没有意义。",
    mend="按批复的指标和指标值自评；确需调整的，按程序报批后附上批复。",
    limits="需要给出批复的绩效目标表；只有一方印了符号、单位写法不同但数值相同的不算改动；权重整体按比例折算（100改90）的不报。",
    # DOMAIN.md 1 [R3]
    source="《中央部门预算绩效目标管理办法》（财预〔2015〕88号）：绩效目标批复后一般不予调整",
    find=find,
    subsumes=("S07",),
)
