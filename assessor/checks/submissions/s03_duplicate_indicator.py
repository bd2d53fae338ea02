"""The same indicator twice: in one project, or one promise of two projects."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import combinations

from assessor.checks.matching_names import (
    count_the_same,
    groups_by,
    is_promise_of_its_own,
    measure_key,
    moves_the_same,
    not_told_apart,
    same_target,
)
from assessor.checks.project_families import relatives
from assessor.checks.row_pairs import pairs_of_one_amount
from assessor.checks.row_readings import full_span, same_name_key, single_quantity
from assessor.checks.submission_check import (
    Answer,
    NotApplicable,
    Place,
    SubmissionCheck,
    SubmissionHit,
    SubmissionSubject,
)
from assessor.core.finding import Severity
from assessor.core.submission import Field, GoalKind, Indicator, Project, Submission

_WHOLE = "与“{other}”完全相同，重复填报"
_LEVELS = "与“{other}”名称、指标值相同，只是放在不同的二级指标下"
_NAME = "与另一项指标名称相同而指标值不同，看不出各自考核什么"
_NEAR = "与“{other}”是同一对象的同一内容，只是说法不同"
_TWICE = "与“{other}”是同一批人、同一数量，产出和效益一数两用"
_EFFECT = "效益指标改为衡量这些人因此发生的变化（比率、水平、持续时间），或删去重复的一项"
_PROJECTS = "与项目“{where}”的“{other}”内容和数量都相同，同一产出疑似申报了两次"
_MERGE = "合并为一项，保留在最合适的二级指标下"
_TELL_APART = "在名称中写明各自的对象或范围；确为同一项的合并为一项"
_VERIFY = "核实两个项目是否为同一批任务：是则只在一个项目中填报，否则在名称中写明各自的对象或范围"


def find(subject: SubmissionSubject) -> Iterator[Answer]:
    """Yield the second row of every group that promises one thing."""
    department = subject.submission.profile == "department-wide"
    for number, project, rows in subject.projects():
        if not department and _has_several_goals(project):
            yield NotApplicable(
                reason="一个项目设多个绩效目标，同名指标可以分属不同目标", project=number
            )
        else:
            yield from _within(rows, number, project.name)
    if not department:
        yield from _between(subject.submission)


def _has_several_goals(project: Project) -> bool:
    return sum(goal.kind is GoalKind.ANNUAL for goal in project.goals) > 1


def _within(rows: Sequence[Indicator], number: int, project: str) -> Iterator[Answer]:
    told: set[int] = set()
    for group in groups_by(rows, lambda row: same_name_key(row.name)):
        if not (alike := not_told_apart(group)):
            continue
        told.update(id(row) for row in alike)
        if not all(same_target(alike[0], row) for row in alike):
            yield _hit(alike, number, _NAME, _TELL_APART)
        else:
            one_level = len({_level(row) for row in alike}) == 1
            yield _hit(alike, number, _WHOLE if one_level else _LEVELS, _MERGE)
    for group in groups_by(rows, lambda row: measure_key(row.name)):
        alike = [row for row in group if id(row) not in told and same_target(group[0], row)]
        if len(alike := not_told_apart(alike)) > 1:
            told.update(id(row) for row in alike)
            yield _hit(alike, number, _NEAR, _MERGE)
    for one, other in pairs_of_one_amount(rows, project):
        if {id(one), id(other)} & told:
            continue
        moved = moves_the_same(one, other)
        if not moved and not count_the_same(one, other, project):
            continue
        if alike := not_told_apart([one, other]):
            told.update(id(row) for row in alike)
            yield _hit(alike, number, _TWICE if moved else _NEAR, _EFFECT if moved else _MERGE)


def _level(row: Indicator) -> str:
    return same_name_key(row.level2 or row.level1)


def _between(submission: Submission) -> Iterator[Answer]:
    projects, parents = submission.projects, relatives(submission)
    homes = {id(row): n for n, project in enumerate(projects) for row in project.indicators}
    rows = [row for project in projects for row in project.indicators if is_promise_of_its_own(row)]
    for group in groups_by(rows, lambda row: measure_key(row.name)):
        above = {homes[id(row)] for row in group} & set(parents.values())
        for one, other in _pairs(group):
            here, there = homes[id(one)], homes[id(other)]
            told_apart = {one.description, other.description} - {""}
            if here == there or not same_target(one, other) or len(told_apart) > 1:
                continue
            if not _belong(here, there, above, submission, parents):
                yield _hit([one, other], there, _PROJECTS, _VERIFY, where=projects[here].name)
                break


def _pairs(group: Sequence[Indicator]) -> Iterator[tuple[Indicator, Indicator]]:
    """Yield the pairs of one amount; other rows of the group have another target."""
    amounts: dict[float, list[Indicator]] = defaultdict(list)
    for row in group:
        if quantity := single_quantity(row):
            amounts[quantity.amount].append(row)
    for alike in amounts.values():
        yield from combinations(alike, 2)


def _belong(
    one: int, other: int, above: set[int], submission: Submission, parents: dict[int, int]
) -> bool:
    """Tell whether two projects may repeat a row: a parent and its part, or parts of its total."""
    names = ["".join(submission.projects[n].name.split()) for n in (one, other)]
    if names[0] == names[1]:
        return True
    if one not in parents or other not in parents or parents[one] != parents[other]:
        return False
    return parents[one] in (one, other) or parents[one] in above


def _hit(
    rows: Sequence[Indicator], project: int, problem: str, todo: str, *, where: str = ""
) -> SubmissionHit:
    first, second = rows[0], rows[1]
    start, end = full_span(second.name)
    told = problem.replace("{other}", first.name.strip()).replace("{where}", where)
    return SubmissionHit(
        place=Place.ROW, project=project, row=second.id, field=Field.NAME, start=start, end=end,
        others=tuple(row.id for row in rows if row.id != second.id),
        words=(("problem", told), ("todo", todo)),
    )  # fmt: skip


CHECK = SubmissionCheck(
    code="S03",
    name="duplicate-indicator",
    title="重复指标",
    severity=Severity.MINOR,
    message="“{text}”{problem}",
    hint="{todo}",
    what="同一项目中指标名称相同，或对同一对象的同一内容换个说法、换个二级指标重复设置；不同项目把同一批产出各报一次。",
    why="重复的指标等于重复计分，也占去了真正应当考核的内容；同一产出在两个项目中各报一次还意味着重复安排资金。",
    mend="保留一项，删去或合并其余各项；确实考核不同对象的，把对象写进名称。",
    limits="一个项目设多个绩效目标时，同名指标可以分属不同目标，不报；指标解释不同、分列实施期和年度两块的同名指标不报；满意度、合格率、及时率等各项目都会有的指标，跨项目相同不报；同义的数量指标数值相同才报；上下级项目之间、部门整体表与项目表之间不报。",
    source="一般做法：系统默认校验三级指标重名，允许一项目多目标的地区除外",
    find=find,
)
