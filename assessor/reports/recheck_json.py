"""The comparison of two versions for programs."""

import json

from pydantic import BaseModel, ConfigDict

from assessor.core.located import Located
from assessor.core.recheck import Answer, AnsweredPoint, NewDefect, Recheck
from assessor.reports.finding_words import project_name, where

SCHEMA_VERSION = 1


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid")


class FoundOut(_Model):
    """A finding and where it stands; ``project`` and ``row`` are ``null`` where there is none."""

    id: str
    code: str
    name: str
    severity: str
    organisation: str | None
    project: str | None
    row: str | None
    row_name: str | None
    place: str
    field: str
    where: str
    text: str
    message: str
    hint: str


class PointOut(_Model):
    """One point of the old version; ``answer``: answered, partly, not, deleted, removed or unclear."""

    answer: str
    why: str
    old: FoundOut
    rows: list[str]
    now: list[FoundOut]


class DefectOut(_Model):
    """One point that only the new version has."""

    found: FoundOut
    on_new_row: bool


class RecheckReport(_Model):
    """The whole comparison."""

    schema_version: int
    assessor_version: str
    model_id: str
    old: str
    new: str
    counts: dict[str, int]
    notices: list[str]
    points: list[PointOut]
    defects: list[DefectOut]


def recheck_json(
    result: Recheck, *, assessor_version: str, model_id: str, old: str, new: str
) -> str:
    """Return the comparison as JSON text that ends with a line break."""
    report = RecheckReport(
        schema_version=SCHEMA_VERSION,
        assessor_version=assessor_version,
        model_id=model_id,
        old=old,
        new=new,
        counts={answer.value: result.count(answer) for answer in Answer},
        notices=list(result.notices),
        points=[_point(point) for point in result.points],
        defects=[_defect(defect) for defect in result.defects],
    )
    # Text of documents may hold half characters, which UTF-8 cannot.
    text = json.dumps(report.model_dump(), ensure_ascii=False, indent=1)
    return text.encode("utf-8", "replace").decode("utf-8") + "\n"


def _point(point: AnsweredPoint) -> PointOut:
    return PointOut(
        answer=point.answer.value,
        why=point.why,
        old=_found(point.old),
        rows=list(point.rows),
        now=[_found(located) for located in point.now],
    )


def _defect(defect: NewDefect) -> DefectOut:
    return DefectOut(found=_found(defect.found), on_new_row=defect.on_new_row)


def _found(located: Located) -> FoundOut:
    finding = located.finding
    row = located.row.indicator if located.row is not None else None
    return FoundOut(
        id=finding.id,
        code=finding.code,
        name=finding.name,
        severity=finding.severity.value,
        organisation=located.submission.organisation,
        project=project_name(located.project.project) if located.project is not None else None,
        row=row.id if row is not None else None,
        row_name=row.name if row is not None else None,
        place=finding.place.value,
        field=finding.field.value,
        where=where(located),
        text=finding.text,
        message=finding.message,
        hint=finding.hint,
    )
