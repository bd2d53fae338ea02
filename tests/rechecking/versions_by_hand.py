"""Assessed submissions written out by hand: rows with the codes found in them, no model."""

from assessor.core.assessment import (
    IndicatorAssessment,
    ProjectAssessment,
    Smart,
    SubmissionAssessment,
)
from assessor.core.finding import Finding, FoundBy, Place, Severity
from assessor.core.judgement import Judgement, ValueKind
from assessor.core.ledger import LedgerEntry
from assessor.core.submission import Field, Goal, GoalKind, Indicator, Origin, Project, Submission

UNIT = "某县人社局"


def finding(
    code: str,
    field: Field,
    text: str,
    *,
    severity: Severity = Severity.MAJOR,
    place: Place = Place.ROW,
    **at: object,
) -> Finding:
    return Finding(
        id=f"{code}-{text}-{field}",
        code=code,
        name="name",
        severity=severity,
        field=field,
        start=0,
        end=len(text),
        text=text,
        message=f"“{text}”有问题",
        hint="改为可以考核的写法",
        source="一般做法",
        found_by=FoundBy.RULE,
        place=place,
        **at,
    )


def row(
    name: str,
    value: str,
    *codes: str,
    level2: str = "数量指标",
    severity: Severity = Severity.MAJOR,
    field: Field = Field.VALUE,
) -> IndicatorAssessment:
    indicator = Indicator(id="", name=name, value=value, level1="产出指标", level2=level2)
    return IndicatorAssessment(
        indicator=indicator,
        targets=(),
        judgement=Judgement(
            value_kind=ValueKind.QUANTITATIVE, level=None, weak=bool(codes), levels=(),
            probabilities=(), unquantified=False, vague=False, level_mismatch=False,
            unclear_name=False, compound=False, missing_unit=False, name_value_mismatch=False,
        ),
        findings=tuple(
            finding(code, field, indicator.text(field), severity=severity) for code in codes
        ),
        smart=Smart(specific=None, measurable=None, achievable=None, relevant=None,
                    time_bound=None),
        score=None,
    )  # fmt: skip


def numbered(rows: tuple[IndicatorAssessment, ...]) -> tuple[IndicatorAssessment, ...]:
    from dataclasses import replace

    return tuple(
        replace(one, indicator=replace(one.indicator, id=str(n), origin=Origin(row=n + 3)))
        for n, one in enumerate(rows, 1)
    )


def project(
    name: str, *rows: IndicatorAssessment, findings: tuple[Finding, ...] = (), goal: str = ""
) -> ProjectAssessment:
    placed = numbered(rows)
    goals = (Goal(text=goal, kind=GoalKind.ANNUAL),) if goal else ()
    return ProjectAssessment(
        project=Project(
            name=name, goals=goals, indicators=tuple(one.indicator for one in placed)
        ),
        indicators=placed,
        findings=findings,
    )  # fmt: skip


def submission(
    *projects: ProjectAssessment,
    unit: str | None = UNIT,
    year: int | None = 2025,
    findings: tuple[Finding, ...] = (),
    ledger: tuple[LedgerEntry, ...] = (),
) -> SubmissionAssessment:
    return SubmissionAssessment(
        submission=Submission(
            organisation=unit, year=year, projects=tuple(one.project for one in projects)
        ),
        projects=projects,
        findings=findings,
        ledger=ledger,
    )
