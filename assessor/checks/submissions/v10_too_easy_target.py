"""A target that is easier than last year's target, or than what was reached last year."""

from collections.abc import Iterator

from assessor.checks.amounts import money
from assessor.checks.history import SameProject, last_years_projects
from assessor.checks.lowered_targets import (
    Against,
    Lowered,
    is_told_smaller,
    low_satisfaction,
    lowered,
    single_figure,
)
from assessor.checks.quantities import Quantity, written
from assessor.checks.row_matching import RowPair
from assessor.checks.submission_check import (
    Answer,
    CannotJudge,
    Confirmation,
    Place,
    SubmissionCheck,
    SubmissionHit,
    SubmissionSubject,
)
from assessor.core.finding import Severity
from assessor.core.submission import Field, Indicator


def find(subject: SubmissionSubject) -> Iterator[Answer]:
    """Yield each row whose bar was lowered."""
    projects, missing = last_years_projects(subject)
    yield from missing
    for number, _, rows in subject.projects():
        yield from (_few_satisfied(number, row, q) for row in rows if (q := low_satisfaction(row)))
    for same in projects:
        if not same.pairs:
            yield CannotJudge(missing="与上年相同的指标（两年指标名称均不同）", project=same.number)
        else:
            yield from _of_project(same)


def _of_project(same: SameProject) -> Iterator[Answer]:
    compared = [pair for pair in same.pairs if single_figure(pair.now) is not None]
    if not compared:
        yield CannotJudge(missing="可与上年比较的数值指标", project=same.number)
        return
    easier = 0
    for pair in compared:
        found = lowered(pair)
        if found is None:
            continue
        if low_satisfaction(pair.now) is not None:
            continue
        if is_told_smaller(pair.now, same.now):
            yield Confirmation(
                text=f"“{pair.now.name}”低于上年，项目内容已写明任务调减或口径变化",
                project=same.number,
                row=pair.now.id,
            )
            continue
        share = _budget_share(same)
        if _follows_budget(found, share):
            yield Confirmation(
                text=f"“{pair.now.name}”低于上年，但预算同步减少到上年的{written(round(share * 100, 1))}%",
                project=same.number,
                row=pair.now.id,
            )
            continue
        easier += 1
        yield _hit(same, pair, found)
    if not easier:
        yield Confirmation(
            text=f"与上年相同的{len(compared)}项指标，目标值均未明显降低", project=same.number
        )


def _few_satisfied(number: int, row: Indicator, quantity: Quantity) -> SubmissionHit:
    span = quantity.target.span
    problem = f"“{row.name}”只要求“{row.value.strip()}”，明显低于满意度通常的85%—95%"
    return SubmissionHit(
        place=Place.ROW, project=number, row=row.id, field=Field.VALUE,
        start=span.start, end=span.end, words=(("problem", problem),),
    )  # fmt: skip


def _budget_share(same: SameProject) -> float:
    """Return this year's budget as a share of last year's, 1 where either is not known."""
    now = money(same.now.budget or "", unit=same.now.money_unit)
    before = money(same.before.budget or "", unit=same.before.money_unit)
    return now / before if now and before else 1.0


def _follows_budget(found: Lowered, share: float) -> bool:
    """Tell whether an amount fell no more than the money for it."""
    if found.figure.unit == "%" or found.figure.amount >= found.then.amount or share >= 1:
        return False
    return found.figure.amount / found.then.amount >= share - 0.05


def _hit(same: SameProject, pair: RowPair, found: Lowered) -> SubmissionHit:
    span = found.figure.target.span
    reached = found.against is Against.ACTUAL
    problem = (
        f"“{pair.now.name}”今年为“{pair.now.value}”，{found.against.value}为“{found.before}”，"
        + ("目标上年已经达到，容易完成" if reached else "今年的要求反而降低")
    )
    return SubmissionHit(
        place=Place.ROW,
        project=same.number,
        row=pair.now.id,
        field=Field.VALUE,
        start=span.start,
        end=span.end,
        words=(("problem", problem),),
    )


CHECK = SubmissionCheck(
    code="V10",
    name="too-easy-target",
    title="目标值偏低",
    severity=Severity.MAJOR,
    message="{problem}",
    hint="按上年实际或近三年平均值提高指标值；确需降低的，说明任务、标准或资金变化的依据",
    what="满意度定得明显低于一般水平；与上年度同一项目的同名指标比较：目标值明显低于上年目标，或低于上年已经达到的水平（越小越好的指标方向相反）。",
    why="不费力就能完成的目标没有约束，自评满分也说明不了成效。",
    mend="以上年完成值、近三年均值或行业标准为起点设定；降低的写明理由。",
    limits="满意度低于75%才报，其余需要上年文件（--history）；项目内容写明任务调减、口径变化的不报；数量随预算同比例减少不报；满意度在一般水平内的波动、小幅变化不报；名称、对象或单位变了的指标不比较。",
    # DOMAIN.md 2.1 and 5.2
    source="一般做法：指标值参考历史标准，从严从高设定",
    find=find,
)
