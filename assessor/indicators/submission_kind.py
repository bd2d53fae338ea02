"""What a submission is for, by its title and by what its tables hold."""

import re

from assessor.core.submission import Paragraph, Project, SubmissionKind
from assessor.indicators.self_scores import SelfScore, stated_score

_REPORT = re.compile(
    r"(?:自评|评价|自查|绩效|执行情况).{0,12}(?:报告|总结|情况说明|情况汇报|(?<=自评)说明)"
)
_SELF_EVALUATION = re.compile(r"自评|自我评价|评价表|完成情况表|监控表")
_DECLARATION = re.compile(r"目标|申报|批复|预算|指标")


def kind_of(title: str, projects: tuple[Project, ...], *, narrative: bool) -> SubmissionKind:
    """Return the kind of a submission.

    Parameters
    ----------
    narrative
        The document is running text with chapters.
    """
    rows = [row for project in projects for row in project.indicators]
    reported = any(row.actual or row.score for row in rows) or any(p.execution for p in projects)
    if _REPORT.search(title):
        return SubmissionKind.REPORT
    if _SELF_EVALUATION.search(title) or reported:
        return SubmissionKind.SELF_EVALUATION
    if rows or _DECLARATION.search(title):
        return SubmissionKind.DECLARATION
    return SubmissionKind.REPORT if narrative else SubmissionKind.OTHER


def self_score_of(
    kind: SubmissionKind, projects: tuple[Project, ...], paragraphs: tuple[Paragraph, ...]
) -> SelfScore:
    """Return the score of a whole submission: what its text states, else that of its one project."""
    if kind in (SubmissionKind.DECLARATION, SubmissionKind.OTHER):
        return SelfScore()
    stated = stated_score(paragraph.text for paragraph in paragraphs)
    scored = [p for p in projects if p.self_score or p.self_grade]
    single = scored[0] if len(scored) == 1 else None
    if len(scored) > 1 and any(stated.score == p.self_score for p in scored):
        return SelfScore()  # the text states the scores of its projects
    return SelfScore(
        score=stated.score or (single.self_score if single else ""),
        grade=stated.grade or (single.self_grade if single else ""),
    )
