"""Findings with the project and the row they stand at, in the order in which a person reads."""

from collections.abc import Iterator
from dataclasses import dataclass

from assessor.core.assessment import (
    IndicatorAssessment,
    ProjectAssessment,
    SubmissionAssessment,
)
from assessor.core.finding import Finding, Place, Severity
from assessor.core.submission import Origin, Submission


@dataclass(frozen=True, slots=True, kw_only=True)
class Located:
    """A finding and what it points at.

    Attributes
    ----------
    project, number
        The project and its number among those of the submission, from 0; ``None`` for the whole.
    row
        The row, for findings of one row.
    """

    finding: Finding
    submission: Submission
    project: ProjectAssessment | None = None
    number: int | None = None
    row: IndicatorAssessment | None = None

    @property
    def is_point(self) -> bool:
        """Whether the unit has to answer it; a hint (提示) is for the reviewer alone."""
        return self.finding.severity is not Severity.INFO

    @property
    def origin(self) -> Origin:
        """Where it stands in the file: its own place, else that of the row or project."""
        own = self.finding.origin
        if own != Origin():
            return own
        if self.row is not None:
            return self.row.indicator.origin
        return self.project.project.origin if self.project is not None else own


def worst_of_whole(project: ProjectAssessment) -> dict[str, Severity]:
    """Return the rows that findings of the whole submission point at, by id, with the worst one.

    A finding of the project that names all of its rows (a sum of weights) speaks of the project,
    not of any row.
    """
    everything = {row.indicator.id for row in project.indicators}
    worst: dict[str, Severity] = {}
    for finding in project.findings:
        rows = {row for row in (finding.row, *finding.others) if row is not None}
        if finding.place is not Place.ROW and rows >= everything:
            continue
        for row in rows:
            known = worst.get(row, Severity.INFO)
            worst[row] = min(known, finding.severity, key=lambda one: one.rank)
    return worst


def rows_to_mend(project: ProjectAssessment) -> int:
    """Return how many rows must be mended: judged weak, or hit by a finding of 应修改 or worse."""
    whole = worst_of_whole(project)
    return sum(
        row.judgement.weak
        or any(_is_heavy(finding.severity) for finding in row.findings)
        or _is_heavy(whole.get(row.indicator.id, Severity.INFO))
        for row in project.indicators
    )


def _is_heavy(severity: Severity) -> bool:
    return severity.rank <= Severity.MAJOR.rank


def located_findings(assessment: SubmissionAssessment) -> Iterator[Located]:
    """Yield every finding once: of the whole, then project by project, goals before rows."""
    submission = assessment.submission
    for finding in assessment.findings:
        yield Located(finding=finding, submission=submission)
    for number, project in enumerate(assessment.projects):
        yield from _of_project(submission, number, project)


def _of_project(
    submission: Submission, number: int, project: ProjectAssessment
) -> Iterator[Located]:
    rows = {row.indicator.id for row in project.indicators}
    of_rows: dict[str, list[Finding]] = {}
    for finding in project.findings:
        if finding.place is Place.ROW and finding.row in rows:
            of_rows.setdefault(finding.row or "", []).append(finding)
        else:
            yield Located(finding=finding, submission=submission, project=project, number=number)
    for row in project.indicators:
        for finding in (*row.findings, *of_rows.pop(row.indicator.id, ())):
            yield Located(
                finding=finding, submission=submission, project=project, number=number, row=row
            )
