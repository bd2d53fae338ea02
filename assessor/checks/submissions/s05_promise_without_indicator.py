"""A task, figure or day of the goal text that no row measures."""

from collections.abc import Iterator

from assessor.checks.goal_links import PromiseLinks, links_of, promised_goals
from assessor.checks.open_promises import open_promises
from assessor.checks.promised_lists import OpenItems, open_items
from assessor.checks.reported_goals import untold_goals
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
from assessor.core.span import Span
from assessor.core.submission import Goal, Project


def find(subject: SubmissionSubject) -> Iterator[Answer]:
    """Yield the promises of each goal that have no row."""
    for number, project, rows in subject.projects():
        if not rows:
            for place, goal in untold_goals(subject.submission, project):
                yield _untold_hit(number, place, goal)
            yield NotApplicable(reason="没有绩效指标，无从对应", project=number)
        elif not promised_goals(project):
            yield CannotJudge(missing="绩效目标文字", project=number)
        else:
            yield from _of_project(number, project)


def _of_project(number: int, project: Project) -> Iterator[Answer]:
    links = links_of(project)
    if not links:
        yield CannotJudge(
            missing="绩效目标中可以对应到指标的具体任务、数量或时限（目标文字过于原则）",
            project=number,
        )
        return
    open_ones = open_promises(links, project)
    listed = [one for one in open_items(project) if not _is_told(one, open_ones)]
    for first, last in open_ones:
        span = Span(first.promise.span.start, last.promise.span.end)
        text = span.quote(project.goals[first.goal].text)
        yield SubmissionHit(
            place=Place.GOAL,
            project=number,
            number=first.goal,
            start=span.start,
            end=span.end,
            words=(("problem", _problem(first, text)), ("advice", _advice(first))),
            severity=None if first.promise.quantities or not first.rows else Severity.MINOR,
        )
    yield from (_listed_hit(number, one) for one in listed)
    counted = [link for link in links if _is_countable(link)]
    if counted and not open_ones and not listed and all(link.rows for link in links):
        yield Confirmation(
            text=f"绩效目标中的{len(counted)}项任务、数量或时限都有对应指标", project=number
        )


def _is_told(one: OpenItems, told: list[tuple[PromiseLinks, PromiseLinks]]) -> bool:
    """Tell whether the clause of a list is told to be open already."""
    return any(
        first.goal == one.goal
        and first.promise.span.start <= one.span.start < last.promise.span.end
        for first, last in told
    )


def _listed_hit(number: int, one: OpenItems) -> SubmissionHit:
    told = "、".join(one.items)
    return SubmissionHit(
        place=Place.GOAL,
        project=number,
        number=one.goal,
        start=one.span.start,
        end=one.span.end,
        words=(
            ("problem", f"绩效目标列出的“{told}”没有与之对应的绩效指标"),
            ("advice", "为这些任务增设数量指标（如人数、次数）；不开展的，从绩效目标中删去"),
        ),
        severity=Severity.MINOR,
    )


def _untold_hit(number: int, place: int, goal: Goal) -> SubmissionHit:
    start = len(goal.text) - len(goal.text.lstrip())
    end = len(goal.text.rstrip())
    told = "各项目标分别写了完成情况，这一目标既没有指标，也没有完成情况"
    return SubmissionHit(
        place=Place.GOAL, project=number, number=place, start=start, end=end,
        words=(("problem", told), ("advice", "补写这一目标的指标和完成情况，没有开展的说明原因")),
    )  # fmt: skip


def _is_countable(link: PromiseLinks) -> bool:
    promise = link.promise
    return bool(promise.quantities or promise.deadline) or promise.firm


def _problem(link: PromiseLinks, text: str) -> str:
    if link.promise.quantities and link.rows:
        return f"绩效目标提出“{text}”，相关指标没有衡量这一数量"
    if link.promise.quantities or not link.promise.deadline:
        return f"绩效目标提出“{text}”，没有与之对应的绩效指标"
    return f"绩效目标提出“{text}”，没有时效指标与这一时限对应"


def _advice(link: PromiseLinks) -> str:
    quantities = link.open_quantities or link.promise.quantities
    if quantities:
        printed = "、".join(q.target.unit for q in quantities if q.target.unit)
        return f"增设一项衡量这一任务的指标（计量单位可用“{printed}”），指标值与目标文字一致"
    if link.promise.deadline and link.open_deadline:
        return "需要按期考核的，增设时效指标并写明这一时限"
    return "增设衡量这一任务的数量或质量指标；不属于本项目的任务，从绩效目标中删去"


CHECK = SubmissionCheck(
    code="S05",
    name="promise-without-indicator",
    title="目标未被指标覆盖",
    severity=Severity.MAJOR,
    message="{problem}",
    hint="{advice}",
    what="把绩效目标文字拆成任务、数量和时限，逐项查找对应的指标；找不到的在此列出。",
    why="写进目标却没有指标的任务，执行中无人监控，自评时也无从证明完成与否。",
    mend="每项任务至少对应一项指标，目标中的数量与指标值一致；不考核的任务不写入目标。",
    limits="按任务用词、计量单位和数值对应，换一种说法的任务可能误报；“提高、促进”之类的意向、资金安排和单价标准不在此列。",
    # DOMAIN.md 5.4
    source="一般做法：总体目标中的任务和数量应分解为绩效指标",
    find=find,
)
