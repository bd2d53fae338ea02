"""Rows that are last year's, although the money for them changed."""

from collections.abc import Iterator

from assessor.checks.amounts import money, yuan
from assessor.checks.history import SameProject, last_years_projects
from assessor.checks.quantities import written
from assessor.checks.row_matching import RowPair, folded_name, history_limits
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
from assessor.core.finding import Severity
from assessor.core.submission import Field, Project
from assessor.text.normalise import normalise


def find(subject: SubmissionSubject) -> Iterator[Answer]:
    """Yield each project whose rows were copied."""
    projects, missing = last_years_projects(subject)
    yield from missing
    for same in projects:
        yield _of_project(same)


def _of_project(same: SameProject) -> Answer:
    limits, number = history_limits(), same.number
    rows = same.now.indicators
    if len(rows) < limits.copied_rows:
        return NotApplicable(reason=f"指标不足{limits.copied_rows}项，不判断照搬", project=number)
    equal = [pair for pair in same.pairs if _is_equal(pair)]
    share = len(equal) / len(rows)
    if share < limits.copied_share:
        text = f"与上年相同的指标{len(equal)}项，占{written(round(share * 100, 1))}%，没有整体照搬"
        return Confirmation(text=text, project=number)
    now, before = _budget(same.now), _budget(same.before)
    if now is None or before is None:
        which = "本年" if now is None else "上年"
        missing = f"{which}预算金额及其计量单位（指标与上年相同，不知预算是否变动）"
        return CannotJudge(missing=missing, project=number)
    change = (now - before) / before
    if abs(change) < limits.budget_moved:
        reason = f"指标与上年相同，预算变动{written(round(change * 100, 1))}%，不作照搬处理"
        return NotApplicable(reason=reason, project=number)
    return SubmissionHit(
        place=Place.PROJECT,
        project=number,
        field=Field.NAME,
        end=len(same.now.name),
        others=tuple(pair.now.id for pair in equal),
        words=(
            ("count", str(len(equal))),
            ("all", str(len(rows))),
            ("before", yuan(before)),
            ("now", yuan(now)),
            ("change", ("增加" if change > 0 else "减少") + written(abs(round(change * 100, 1)))),
        ),
    )


def _is_equal(pair: RowPair) -> bool:
    values = [
        ["".join(normalise(text).split()) for text in (row.value, row.cycle_value)]
        for row in (pair.now, pair.before)
    ]
    return folded_name(pair.now.name) == folded_name(pair.before.name) and values[0] == values[1]


def _budget(project: Project) -> float | None:
    return money(project.budget or "", unit=project.money_unit) or None


CHECK = SubmissionCheck(
    code="S15",
    name="copied-from-last-year",
    title="照搬上年指标",
    severity=Severity.MINOR,
    message="{all}项指标中有{count}项与上年完全相同，而预算由{before}变为{now}，{change}%",
    hint="按预算变动重新核定任务数量和标准，同步调整指标值；任务确实未变的，说明预算变动的原因",
    what="与上年度同一项目比较：九成以上指标的名称和指标值完全相同，而预算变动在一成以上。",
    why="钱变了、任务没变，说明指标没有随项目重新测算，资金与目标不匹配。",
    mend="把新增（减少）的资金对应到新增（减少）的任务和指标值上。",
    limits="需要上年文件（--history）和两年的预算；指标不足三项的不判断。",
    # DOMAIN.md 5.4
    source="一般做法：绩效目标应与预算资金相匹配",
    find=find,
)
