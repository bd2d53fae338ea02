"""Assessments made by hand for the tests of scores: no model and no check runs.

A finding is written ``CODE severity place``: ``row 2`` (of its project), ``project``, ``goal 0``;
``S01 major project``. A project is ``{rows: 10, budget: 10万元, findings: [...]}``; with
``outputs: false`` its rows are all of benefits.
"""

from assessor.checks.registry import all_checks
from assessor.checks.submission_registry import submission_checks
from assessor.core.assessment import (
    IndicatorAssessment,
    ProjectAssessment,
    Smart,
    SubmissionAssessment,
)
from assessor.core.finding import Finding, FoundBy, Place, Severity
from assessor.core.judgement import Judgement, ValueKind
from assessor.core.ledger import Confirmed, LedgerEntry, Outcome
from assessor.core.submission import Field, Indicator, Project, Submission, SubmissionKind

ROW_CODES = frozenset(check.code for check in all_checks())
WHOLE_CODES = tuple(check.code for check in submission_checks())
NOT_GIVEN = "所需材料"


def finding_of(text: str, *, number: int = 0, project: int | None = None) -> Finding:
    """Build a finding; ``number`` tells equal ones apart."""
    code, severity, place, *rest = text.split()
    at = rest[0] if rest else ""
    return Finding(
        id=f"{code}-{'w' if project is None else project}-{place}{at}-{number}",
        code=code,
        name=code.lower(),
        severity=Severity(severity),
        field=Field.NAME,
        start=0,
        end=0,
        text="",
        message="",
        hint="",
        source="",
        found_by=FoundBy.RULE,
        place=Place(place),
        project=project,
        row=f"{project}-{at}" if place == "row" else None,
        number=int(at) if place in ("goal", "paragraph") else None,
    )


def submission_of(
    projects: list[dict],
    *,
    kind: str = "declaration",
    whole: tuple[str, ...] = (),
    done: tuple[str, ...] = (),
    confirmed: dict[str, str] | None = None,
) -> SubmissionAssessment:
    """Build an assessed submission; checks that are not ``done`` could not judge."""
    assessed = tuple(_project(data, number) for number, data in enumerate(projects))
    return SubmissionAssessment(
        submission=Submission(
            kind=SubmissionKind(kind), projects=tuple(one.project for one in assessed)
        ),
        projects=assessed,
        findings=tuple(finding_of(text, number=n) for n, text in enumerate(whole)),
        ledger=tuple(
            LedgerEntry(code=code, outcome=Outcome.DONE)
            if code in done
            else LedgerEntry(code=code, outcome=Outcome.CANNOT_JUDGE, missing=NOT_GIVEN)
            for code in WHOLE_CODES
        ),
        confirmations=tuple(
            Confirmed(code=code, text=text, project=0) for code, text in (confirmed or {}).items()
        ),
    )


def _project(data: dict, number: int) -> ProjectAssessment:
    findings = [
        finding_of(text, number=n, project=number)
        for n, text in enumerate(data.get("findings", ()))
    ]
    rows = tuple(
        _row(f"{number}-{at}", findings, outputs=data.get("outputs", True))
        for at in range(1, data.get("rows", 10) + 1)
    )
    name = data.get("name", f"项目{number + 1}")
    project = Project(
        name=name, budget=data.get("budget"), indicators=tuple(row.indicator for row in rows)
    )
    of_project = tuple(one for one in findings if one.code not in ROW_CODES)
    return ProjectAssessment(project=project, indicators=rows, findings=of_project)


def _row(name: str, findings: list[Finding], *, outputs: bool) -> IndicatorAssessment:
    levels = ("产出指标", "数量指标") if outputs else ("效益指标", "社会效益指标")
    return IndicatorAssessment(
        indicator=Indicator(id=name, name=name, value="≥1", level1=levels[0], level2=levels[1]),
        targets=(),
        judgement=Judgement(
            value_kind=ValueKind.QUANTITATIVE, unquantified=False, vague=False, level=None,
            level_mismatch=False, unclear_name=False, compound=False, missing_unit=False,
            name_value_mismatch=False, weak=False,
            levels=(("quantity" if outputs else "social", 1.0),), probabilities=(),
        ),
        findings=tuple(one for one in findings if one.code in ROW_CODES and one.row == name),
        smart=Smart(
            specific=None, measurable=None, achievable=None, relevant=None, time_bound=None
        ),
        score=None,
    )  # fmt: skip
