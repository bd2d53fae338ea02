"""The completion text is the text of the goal."""

from collections.abc import Iterator

from assessor.checks.copied_text import is_copy
from assessor.checks.submission_check import (
    Answer,
    CannotJudge,
    NotApplicable,
    Place,
    SubmissionCheck,
    SubmissionHit,
    SubmissionSubject,
)
from assessor.checks.underlining import trimmed
from assessor.core.finding import Severity
from assessor.core.submission import Goal, GoalKind, Project, SubmissionKind


def find(subject: SubmissionSubject) -> Iterator[Answer]:
    """Yield each reported result that is a copy of a goal."""
    kind = subject.submission.kind
    for number, project, _ in subject.projects():
        results = [goal for goal in project.goals if goal.kind is GoalKind.RESULT]
        plans = [goal for goal in project.goals if goal.kind is not GoalKind.RESULT]
        if results and plans:
            yield from _copies(number, project, plans)
        elif results:
            yield CannotJudge(missing="年初设定的绩效目标文字", project=number)
        elif kind is SubmissionKind.SELF_EVALUATION:
            yield CannotJudge(missing="绩效目标完成情况的文字", project=number)
        else:
            yield NotApplicable(reason="没有完成情况的文字", project=number)
    if not subject.submission.projects:
        yield NotApplicable(reason="没有完成情况的文字")


def _copies(number: int, project: Project, plans: list[Goal]) -> Iterator[Answer]:
    for position, goal in enumerate(project.goals):
        if goal.kind is GoalKind.RESULT and any(is_copy(goal.text, p.text) for p in plans):
            span = trimmed(goal.text)
            yield SubmissionHit(
                place=Place.GOAL,
                project=number,
                number=position,
                start=span.start,
                end=span.end,
            )


CHECK = SubmissionCheck(
    code="E03",
    name="copied-completion",
    title="完成情况照抄目标文字",
    severity=Severity.MAJOR,
    message="“{project}”的完成情况与年初绩效目标的文字相同，没有说明实际完成了什么",
    hint="对照目标逐项写明实际完成的数量、质量、时间和效果，没有完成的写明差距",
    what="自评表“实际完成情况”一栏原样抄写“预期目标”，或只加一个“已”字。",
    why="抄写目标等于没有自评，完成多少、效果如何都看不出来。",
    mend="逐句对应目标写结果：目标是“开展培训5场”，完成情况写“实际开展6场，培训312人，考核合格率98%”。",
    limits="文字不同但意思空泛的由其他检查处理；带着数字、改写成完成语气的句子按已报告理解，不报。",
    source="一般做法：完成情况写实际结果（整理自公开自评表）",
    find=find,
)
