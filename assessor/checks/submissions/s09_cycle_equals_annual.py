"""The value of the whole term equals that of one year, for measures that add up."""

import re
from collections.abc import Iterator

from assessor.checks.promises import promises_in
from assessor.checks.quantities import alike_units, row_quantities
from assessor.checks.row_readings import full_span
from assessor.checks.structure_rules import structure_rules
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
from assessor.checks.topics import same_pieces, topic_of
from assessor.checks.word_lists import check_pattern
from assessor.checks.yearly_amounts import adds_up, compared_amounts
from assessor.core.finding import Severity
from assessor.core.submission import Field, GoalKind, Indicator, Project
from assessor.text.normalise import normalise

_LASTING = re.compile(r"新建|建设|建成|修建")


def find(subject: SubmissionSubject) -> Iterator[Answer]:
    """Yield each cumulative row, else the goal, whose year is the same as the whole term."""
    for number, project, rows in subject.projects():
        compared = [row for row in rows if adds_up(row, project)]
        copied = _copied_goal(project)
        if not compared and copied is None:
            yield NotApplicable(
                reason="没有可以对照的实施期和年度目标（累计类指标的两个值，或相同的目标文字）",
                project=number,
            )
        elif _is_recurrent(project):
            yield NotApplicable(reason="经常性、一次性或一年期项目，两个值可以相同", project=number)
        elif project.cycle_start is not None and project.cycle_end is not None:
            years = (project.cycle_start, project.cycle_end)
            whole = _done_this_year(project)
            left = [row for row in compared if row.id not in whole]
            if left or copied is not None:
                yield from _compare(left, copied, number, years)
        elif copied is not None or any(_is_same(row) for row in compared):
            yield CannotJudge(missing="项目实施期的起止年份", project=number)


def _compare(
    rows: list[Indicator], copied: int | None, number: int, years: tuple[int, int]
) -> Iterator[Answer]:
    """Yield equal rows; the equal text of the goals only where no row shows the same."""
    words = (("term", f"{years[0]}—{years[1]}年"), ("years", str(years[1] - years[0] + 1)))
    same = [row for row in rows if _is_same(row)]
    for row in same:
        start, end = full_span(row.value)
        problem = f"“{row.name}”的年度指标值“{row.value.strip()}”"
        yield SubmissionHit(
            place=Place.ROW, project=number, row=row.id, field=Field.VALUE, start=start, end=end,
            words=(("problem", problem), *words),
        )  # fmt: skip
    if not same and copied is not None:
        yield SubmissionHit(
            place=Place.GOAL,
            project=number,
            number=copied,
            words=(("problem", "年度绩效目标的文字"), *words),
        )
    elif not same:
        yield Confirmation(text=f"{len(rows)}项累计类指标的年度值与实施期值已分开", project=number)


def _done_this_year(project: Project) -> frozenset[str]:
    """Return the rows of works whose figure the annual goal gives and that of the term does not.

    Then this year brings all of it: 完成62公里沟渠疏浚及15个雨量站建设, of 186公里 in all.
    """
    if not any(goal.kind is GoalKind.CYCLE for goal in project.goals):
        return frozenset()
    lasting = [row for row in project.indicators if _LASTING.search(row.name)]
    return frozenset(
        row.id
        for row in lasting
        if _is_promised(row, GoalKind.ANNUAL, project)
        and not _is_promised(row, GoalKind.CYCLE, project)
    )


def _is_promised(row: Indicator, kind: GoalKind, project: Project) -> bool:
    """Tell whether a goal of a kind gives the figure of a row for the same things."""
    topic = topic_of(row.name)
    return any(
        alike_units(figure.unit, theirs.unit) and figure.equals(theirs)
        for goal in project.goals
        if goal.kind is kind
        for promise in promises_in(goal.text)
        if promise.topic.shared(topic) or same_pieces(row.name, promise.text)
        for figure in promise.quantities
        for theirs in row_quantities(row)
    )


def _copied_goal(project: Project) -> int | None:
    """Return the number of the annual goal that has the text of the goal of the term."""
    whole = {_folded(goal.text) for goal in project.goals if goal.kind is GoalKind.CYCLE} - {""}
    for number, goal in enumerate(project.goals):
        if goal.kind is GoalKind.ANNUAL and _folded(goal.text) in whole:
            return number
    return None


def _folded(text: str) -> str:
    return re.sub(r"[\W_]+", "", normalise(text))


def _is_recurrent(project: Project) -> bool:
    if check_pattern("s09.recurrent").search(project.recurrence):
        return True
    if project.cycle_start is None or project.cycle_end is None:
        return False
    years = project.cycle_end - project.cycle_start + 1
    return years < 2 or years > structure_rules().longest_term.value


def _is_same(row: Indicator) -> bool:
    annual, cycle = compared_amounts(row)
    return annual == cycle


CHECK = SubmissionCheck(
    code="S09",
    name="cycle-equals-annual",
    title="年度指标值与实施期指标值雷同",
    severity=Severity.MAJOR,
    message="{problem}与实施期（{term}）的相同，{years}年的总量不可能在每一年都完成",
    hint="按年度分解：实施期填{years}年合计，本年度只填当年计划完成的数量；确在本年度全部完成的，在说明中写明",
    what="实施期超过一年的项目，场次、人次、新建数量、面积、里程等逐年累加的指标，年度值和实施期值填得一样；或者年度目标照抄实施期目标的文字。",
    why="两个值一样，说不清当年做多少、整个实施期做多少，当年的预算也就无从匹配。",
    mend="实施期值写全部年份合计，年度值写当年计划数。",
    limits="一年期、经常性、一次性项目，以及比率、标准、时限、养护和补助等每年相同的指标不报；不知道实施期起止年份的不判断；数量为1的不报。",
    source="一般做法：多年项目的累计类指标应按年度分解",
    find=find,
)
