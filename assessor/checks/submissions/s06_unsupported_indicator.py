"""A row about a thing that neither goals nor content of the project speak of."""

from collections.abc import Iterator, Sequence

from assessor.checks.foreign_tasks import foreign_works
from assessor.checks.goal_links import row_topic, served_rows
from assessor.checks.project_domains import certain_domains_of, domains_of
from assessor.checks.submission_check import (
    Answer,
    CannotJudge,
    NotApplicable,
    Place,
    SubmissionCheck,
    SubmissionHit,
    SubmissionSubject,
)
from assessor.checks.topics import same_pieces, topic_of
from assessor.checks.word_lists import check_pattern
from assessor.core.finding import Severity
from assessor.core.submission import Field, Indicator, Project
from assessor.text.normalise import normalise

_FIELD = "属于{theirs}方面，本项目的目标和内容讲的是{ours}，没有提到这项任务"
_KIND = "考核的是{kind}，本项目的目标、内容和其他指标都没有{kind}任务"
_RICH_TEXT = 20
_MOST = 0.5


def find(subject: SubmissionSubject) -> Iterator[Answer]:
    """Yield rows of a field of work that no text of their project touches."""
    if subject.submission.profile == "department-wide":
        yield NotApplicable(reason="部门整体绩效表涵盖各项职责，不按项目判断指标是否相关")
        return
    for number, project, rows in subject.projects():
        if not rows:
            yield NotApplicable(reason="没有绩效指标", project=number)
            continue
        text = _described(project)
        if len(text) < _RICH_TEXT or not domains_of(text):
            foreign = tuple(_of_kinds(number, project, text, ())) if len(text) >= _RICH_TEXT else ()
            yield from foreign
            if foreign:
                continue
            yield CannotJudge(
                missing="较具体的绩效目标或项目内容（现有文字看不出业务领域，不能判断指标是否属于本项目）",
                project=number,
            )
            continue
        yield from _of_project(number, project, text)


def _of_project(number: int, project: Project, text: str) -> Iterator[Answer]:
    served = set(served_rows(project))
    judged = [row for row in project.indicators if _is_judged(row)]
    alien = [row for row in judged if row.id not in served and _is_alien(row, text)]
    if len(alien) > 1 and len(alien) > _MOST * len(judged):
        yield CannotJudge(
            missing="与指标相符的项目内容（多数指标与目标、内容的业务领域不同，需人工判断）",
            project=number,
        )
        return
    told = [row for row in alien if not _has_company(row, project)]
    for row in told:
        yield _hit(number, row, _FIELD.format(
            theirs="、".join(sorted(certain_domains_of(row.name))),
            ours="、".join(sorted(domains_of(text))),
        ))  # fmt: skip
    yield from _of_kinds(number, project, text, told)


def _of_kinds(
    number: int, project: Project, text: str, told: Sequence[Indicator]
) -> Iterator[SubmissionHit]:
    for row, kind in foreign_works(project, text):
        if row not in told:
            yield _hit(number, row, _KIND.format(kind=kind))


def _hit(number: int, row: Indicator, problem: str) -> SubmissionHit:
    return SubmissionHit(
        place=Place.ROW,
        project=number,
        row=row.id,
        field=Field.NAME,
        start=len(row.name) - len(row.name.lstrip()),
        end=len(row.name.rstrip()),
        words=(("problem", problem),),
    )


def _described(project: Project) -> str:
    """Return everything that tells what a project is about, rows aside."""
    goals = (goal.text for goal in project.goals)
    return normalise("\n".join((*goals, project.content, project.name, project.parent)))


def _is_judged(row: Indicator) -> bool:
    """Tell whether an output shows a field of work by its name, usual side tasks aside.

    Effects and costs may lawfully fall in another field: a road shortens the way of the harvest.
    """
    levels = row.level1 + row.level2
    if levels and ("成本" in levels or not check_pattern("s06.outputs").search(levels)):
        return False
    usual = check_pattern("s06.usual_effects").search(normalise(row.name)) is not None
    return bool(certain_domains_of(row.name)) and not usual


def _is_alien(row: Indicator, text: str) -> bool:
    if domains_of(row.name) & domains_of(text):
        return False
    return not row_topic(row).shared(topic_of(text)) and not same_pieces(row.name, text)


def _has_company(row: Indicator, project: Project) -> bool:
    """Tell whether another row is of the same field: then the texts only tell too little."""
    mine = certain_domains_of(row.name)
    others = (other.name for other in project.indicators if other is not row)
    return any(mine & domains_of(name) for name in others)


CHECK = SubmissionCheck(
    code="S06",
    name="unsupported-indicator",
    title="指标无目标支撑",
    severity=Severity.MAJOR,
    message="指标“{text}”{problem}",
    hint="不属于本项目的指标予以删除（防止从其他项目套用）；确属本项目任务的，在绩效目标中补写这项任务",
    what="指标的对象属于另一业务领域，或者考核修建维修、培训而项目没有这类任务，本项目的名称、目标和内容都没有出现这一领域的任务。",
    why="与项目无关的指标多由其他项目套用而来，不能反映这笔资金的产出。",
    mend="删去套用的指标，或在绩效目标中写明对应任务。",
    limits="按各领域的专用词判断，同一领域内张冠李戴的认不出；文字看不出领域、或多数指标都不同时不作判断；效益、成本和满意度指标可以涉及其他领域，不判断。",
    # DOMAIN.md 2.1 and 5.4
    source="一般做法：指标应与项目内容和支出方向相关",
    find=find,
)
