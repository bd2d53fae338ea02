"""From the place that a hit names to the text, the origin and the field of a submission."""

from dataclasses import dataclass

from assessor.checks.submission_check import SubmissionHit
from assessor.core.finding import Place
from assessor.core.submission import (
    Execution,
    Field,
    FundLine,
    Goal,
    Indicator,
    Origin,
    Paragraph,
    Project,
    Submission,
)

_Part = Submission | Project | Goal | Indicator | FundLine | Execution | Paragraph
_USUAL = {
    Place.GOAL: Field.TEXT,
    Place.PARAGRAPH: Field.TEXT,
    Place.ROW: Field.NAME,
    Place.PROJECT: Field.NAME,
    Place.FUNDS: Field.AMOUNT,
    Place.EXECUTION: Field.BUDGET,
    Place.SUBMISSION: Field.TITLE,
}


@dataclass(frozen=True, slots=True)
class PointedAt:
    """What a hit points at; ``text`` is that of ``field``, as printed."""

    field: Field
    text: str
    origin: Origin
    project: Project | None
    row: Indicator | None


def pointed_at(submission: Submission, hit: SubmissionHit) -> PointedAt:
    """Resolve the place of a hit.

    Raises
    ------
    LookupError
        The submission has no such project, row, goal, line or paragraph.
    """
    project = None if hit.project is None else submission.projects[hit.project]
    part = _part(submission, project, hit)
    field = hit.field or _USUAL[hit.place]
    return PointedAt(
        field=field,
        text=getattr(part, field.value) or "",
        origin=Origin() if isinstance(part, Submission) else part.origin,
        project=project,
        row=part if isinstance(part, Indicator) else None,
    )


def _part(submission: Submission, project: Project | None, hit: SubmissionHit) -> _Part:
    if hit.place is Place.SUBMISSION:
        return submission
    if hit.place is Place.PARAGRAPH:
        return submission.paragraphs[_number(hit)]
    if project is None:
        raise LookupError(f"place {hit.place} without a project")
    if hit.place is Place.PROJECT:
        return project
    if hit.place is Place.ROW:
        return _row(project, hit)
    if hit.place is Place.GOAL:
        return project.goals[_number(hit)]
    if hit.place is Place.FUNDS:
        return project.funds[_number(hit)]
    if project.execution is None:
        raise LookupError("the project has no line of execution")
    return project.execution


def _row(project: Project, hit: SubmissionHit) -> Indicator:
    for row in project.indicators:
        if row.id == hit.row:
            return row
    raise LookupError(f"no row {hit.row!r} in project {hit.project}")


def _number(hit: SubmissionHit) -> int:
    if hit.number is None:
        raise LookupError(f"place {hit.place} without a number")
    return hit.number
