"""A goal and a row give different figures of one thing."""

from collections.abc import Iterator

from assessor.checks.goal_contradictions import Comparison, comparisons
from assessor.checks.promises import Promise, progress_of, promises_in
from assessor.checks.quantities import row_quantities
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
from assessor.checks.word_lists import check_pattern
from assessor.core.finding import Severity
from assessor.core.submission import Field, GoalKind, Project


def find(subject: SubmissionSubject) -> Iterator[Answer]:
    """Yield each row whose figure differs from that of the goal, and what agrees."""
    for number, project, rows in subject.projects():
        goals = [g for g in project.goals if g.kind is not GoalKind.RESULT and g.text.strip()]
        if not rows:
            yield NotApplicable(reason="没有绩效指标，无从比较", project=number)
        elif not goals:
            yield CannotJudge(missing="绩效目标文字", project=number)
        elif not any(p.quantities for goal in goals for p in promises_in(goal.text)):
            yield NotApplicable(reason="绩效目标中没有可与指标比较的数量", project=number)
        else:
            yield from _of_project(number, project)


def _of_project(number: int, project: Project) -> Iterator[Answer]:
    told: set[tuple[str, Field]] = set()
    found = tuple(comparisons(project))
    for one in found:
        goal = one.figure.target.span.quote(project.goals[one.goal].text)
        row = one.theirs.target.span.quote(one.row.text(one.field)) or one.row.text(one.field)
        if (one.row.id, one.field) in told:
            continue
        told.add((one.row.id, one.field))
        if one.agrees:
            yield Confirmation(
                text=f"“{one.row.name}”{row}与绩效目标中的“{goal}”一致",
                project=number,
                row=one.row.id,
            )
        else:
            same = [other for other in found if _is_same_defect(other, one)]
            told.update((other.row.id, other.field) for other in same)
            others = tuple(dict.fromkeys(other.row.id for other in same))
            yield _hit(number, one, goal=goal, row=row, others=others)
    yield from _unfinished(number, project)


def _is_same_defect(other: Comparison, one: Comparison) -> bool:
    """Tell whether two rows give one figure of the goal the same other amount: duplicates."""
    same = other.figure is one.figure and other.theirs.amount == one.theirs.amount
    return same and not other.agrees and other.row is not one.row and other.field is one.field


def _hit(
    number: int, one: Comparison, *, goal: str, row: str, others: tuple[str, ...]
) -> SubmissionHit:
    span = one.theirs.target.span
    return SubmissionHit(
        place=Place.ROW,
        project=number,
        row=one.row.id,
        field=one.field,
        start=span.start,
        end=span.end,
        others=others,
        words=(
            (
                "problem",
                f"指标“{one.row.name}”为“{row}”，绩效目标写的是“{one.promise.text}”，两处数值不一致",
            ),
            ("advice", f"核实后统一为一个数：改指标值，或改绩效目标中的“{goal}”"),
        ),
    )


def _unfinished(number: int, project: Project) -> Iterator[Answer]:
    """Yield a row that has the works finished where the goal gets only part of them done."""
    for goal in project.goals:
        if goal.kind not in (GoalKind.ANNUAL, GoalKind.OTHER):
            continue
        for promise in promises_in(goal.text):
            yield from _too_far(number, project, promise)


def _too_far(number: int, project: Project, promise: Promise) -> Iterator[Answer]:
    progress = progress_of(promise)
    if progress is None:
        return
    finished = [
        (row, quantity)
        for row in project.indicators
        if check_pattern("promises.finished").search(row.name)
        and not check_pattern("promises.stages").search(row.name)
        for quantity in row_quantities(row)
        if quantity.unit == "%" and quantity.amount == 100
    ]
    if not finished:
        return
    (row, quantity), *others = finished
    span = quantity.target.span
    yield SubmissionHit(
        place=Place.ROW,
        project=number,
        row=row.id,
        field=Field.VALUE,
        start=span.start,
        end=span.end,
        others=tuple(other.id for other, _ in others),
        words=(
            (
                "problem",
                f"绩效目标写“{promise.text}”，当年并未完工，而指标“{row.name}”为“{row.value}”，前后矛盾",
            ),
            (
                "advice",
                "当年不能完工的，改为阶段性指标（如形象进度、分部分项工程验收），或更正目标",
            ),
        ),
    )


CHECK = SubmissionCheck(
    code="S07",
    name="goal-indicator-contradiction",
    title="目标与指标数值矛盾",
    severity=Severity.MAJOR,
    message="{problem}",
    hint="{advice}",
    what="绩效目标文字与指标对同一件事给出不同的数：目标说500人次，指标填300人次。",
    why="两个数都是承诺，自评时按哪个数算完成说不清。",
    mend="核实计划任务数，目标文字与指标值写成同一个数；分年度的，年度目标对年度值，总目标对实施周期值。",
    limits="只比较同一对象、同一计量单位的数；≥与等号、万与个、约数视为一致；年度与实施期分开比较；一项目标对应几项指标而分不清的不报。",
    # DOMAIN.md 3.3 and 5.4
    source="一般做法：指标值应与目标、任务数相对应",
    find=find,
    subsumes=("S09",),
)
