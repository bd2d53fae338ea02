"""Goal texts that only tell duties, or what the money is spent on."""

import re
from collections.abc import Iterable, Iterator, Sequence

from assessor.checks.goal_clauses import Clause, ClauseKind, clauses_of
from assessor.checks.submission_check import (
    Answer,
    CannotJudge,
    NotApplicable,
    Place,
    SubmissionCheck,
    SubmissionHit,
    SubmissionSubject,
)
from assessor.checks.word_lists import check_terms
from assessor.core.finding import Severity
from assessor.core.submission import Goal, GoalKind, SubmissionKind

_EMPTY_KINDS = frozenset((ClauseKind.DUTY, ClauseKind.ROLE, ClauseKind.MONEY))
_TOLD = {
    ClauseKind.DUTY: "只写了工作职责和任务",
    ClauseKind.ROLE: "只写了资金的作用",
    ClauseKind.MONEY: "只写了资金的安排和用途",
}
_MOST_DUTIES = 1 / 3
_LEAST_DUTIES = 2
_OPENING = re.compile(
    r"^[\s(（]*[一二三四五六七八九十\d]{0,2}[)）、.．\s]*(?:[\u4e00-\u9fff、]{2,16}[:：])?"
    r"(?:大力|积极|认真|切实|扎实|全面|深入|持续|统筹|加快|严格)*"
)
_GIVING = re.compile(
    r"为[\u4e00-\u9fff、]{2,16}提供|对[\u4e00-\u9fff、]{2,20}(?:提起|进行|实施|开展|行使|依法)"
)
_BLANK = "-—–_*/无 　\n"


def find(subject: SubmissionSubject) -> Iterator[Answer]:
    """Yield goals of which every clause is a duty, a role of the money or a plan of spending."""
    if subject.submission.kind is SubmissionKind.REPORT:
        yield NotApplicable(reason="自评报告不是目标申报表")
        return
    for number, project, _ in subject.projects():
        goals = [
            (place, goal)
            for place, goal in enumerate(project.goals)
            if goal.kind is not GoalKind.RESULT and goal.text.strip(_BLANK)
        ]
        if not goals:
            yield CannotJudge(missing="绩效目标的文字", project=number)
            continue
        for kind in GoalKind:
            yield from _of_kind([(p, g) for p, g in goals if g.kind is kind], number)


def _of_kind(goals: Sequence[tuple[int, Goal]], project: int) -> Iterator[SubmissionHit]:
    """Yield the first of the goals of one term if none of them promises anything."""
    read = [(place, goal, tuple(clauses_of(goal.text))) for place, goal in goals]
    each = all(_is_empty((goal.text, c) for c in clauses) for _, goal, clauses in read)
    whole = _is_empty((goal.text, c) for _, goal, clauses in read for c in clauses)
    if not read or not (each or whole):
        return
    place, _, clauses = read[0]
    kinds = [clause.kind for clause in clauses if clause.kind in _EMPTY_KINDS]
    yield SubmissionHit(
        place=Place.GOAL,
        project=project,
        number=place,
        start=clauses[0].span.start,
        end=clauses[-1].span.end,
        words=(("problem", _TOLD[max(kinds, key=kinds.count)]),),
    )


def _is_empty(clauses: Iterable[tuple[str, Clause]]) -> bool:
    """Tell whether every clause is empty; among duties also what reads like one more of them."""
    told = [(text, clause) for text, clause in clauses if clause.kind is not ClauseKind.LEAD_IN]
    others = [(text, clause) for text, clause in told if clause.kind not in _EMPTY_KINDS]
    duties = sum(clause.kind is ClauseKind.DUTY for _, clause in told)
    if others and (duties < _LEAST_DUTIES or duties < _MOST_DUTIES * len(told)):
        return False
    return bool(told) and all(
        clause.kind is ClauseKind.OTHER and _is_official(clause.span.quote(text))
        for text, clause in others
    )


def _is_official(clause: str) -> bool:
    """Tell whether a clause begins as the functions of a department do in its statute."""
    words = _OPENING.sub("", clause)
    verbs = check_terms("s08.official_verbs")
    return words.startswith(verbs) or _GIVING.match(words) is not None


CHECK = SubmissionCheck(
    code="S08",
    name="goal-without-result",
    title="目标写成工作职责或资金安排",
    severity=Severity.MAJOR,
    message="“{project}”的绩效目标{problem}，没有写要完成的产出和要达到的效果",
    hint="改写为：完成什么（数量、质量、时间），服务对象因此得到什么（效果）；职责和资金用途不必写入目标",
    what="绩效目标通篇是本单位职责、上级交办的工作、资金用在哪里，没有任何产出数量，也没有任何预期效果。",
    why="绩效目标是花这笔钱要得到的产出和效果；写成职责或用款计划，年终就没有可以对照的东西。",
    mend="按“完成……（数量），达到……（质量），于……前完成，使……（效果）”的顺序重写。",
    limits="只要有一句写出了产出数量或预期效果就不报，效果写得笼统由其他检查提出；没有绩效目标文字的不判断。",
    source="一般做法：绩效目标是预期产出和效果，不是职责或资金用途",
    find=find,
)
