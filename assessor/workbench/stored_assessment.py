"""An assessment out of the record: the kept JSON object becomes values again.

Only what the comparison of two versions looks at is filled: readings, findings, the ledger and
crashed checks. Scores, rewrites, links and claims stay in the JSON object.
"""

from collections.abc import Mapping
from typing import Any

from assessor.core.assessment import (
    CheckFailure,
    IndicatorAssessment,
    ProjectAssessment,
    Smart,
    SubmissionAssessment,
)
from assessor.core.finding import Finding, FoundBy, Place, Severity
from assessor.core.judgement import Judgement, ValueKind
from assessor.core.ledger import LedgerEntry, Outcome
from assessor.core.submission import (
    Field,
    FundLine,
    Goal,
    GoalKind,
    Indicator,
    Origin,
    Paragraph,
    Project,
    Submission,
    SubmissionKind,
)

Plain = Mapping[str, Any]
_FLAGS = (
    "unquantified", "vague", "level", "level_mismatch", "unclear_name", "compound",
    "missing_unit", "name_value_mismatch", "weak",
)  # fmt: skip
_OPTIONAL = ("cycle_value", "sign", "unit", "weight", "description", "actual", "reason",
             "value_type")  # fmt: skip


def restored(content: Plain) -> SubmissionAssessment:
    """Return the assessment that a submission's JSON object tells of."""
    projects = tuple(_project(project) for project in content["projects"])
    ledger = content["ledger"]
    return SubmissionAssessment(
        submission=Submission(
            organisation=content["organisation"],
            year=content["year"],
            profile=content["profile"],
            kind=SubmissionKind(content["kind"]),
            title=content["title"] or "",
            projects=tuple(project.project for project in projects),
            paragraphs=tuple(
                Paragraph(
                    text=part["text"],
                    headings=tuple(part["headings"]),
                    origin=Origin(**part["origin"]),
                )
                for part in content["paragraphs"]
            ),
        ),
        projects=projects,
        findings=tuple(_finding(finding) for finding in content["findings"]),
        ledger=None if ledger is None else tuple(_entry(entry) for entry in ledger),
    )


def _project(plain: Plain) -> ProjectAssessment:
    rows = tuple(_row(row) for row in plain["indicators"])
    return ProjectAssessment(
        project=Project(
            name=plain["name"],
            budget=plain["budget"],
            cycle_start=plain["cycle_start"],
            cycle_end=plain["cycle_end"],
            goals=tuple(
                Goal(
                    text=goal["text"], kind=GoalKind(goal["kind"]), origin=Origin(**goal["origin"])
                )
                for goal in plain["goals"]
            ),
            indicators=tuple(row.indicator for row in rows),
            funds=tuple(_fund(line) for line in plain["funds"]),
            money_unit=plain["money_unit"] or "",
        ),
        indicators=rows,
        findings=tuple(_finding(finding) for finding in plain["findings"]),
    )


def _fund(plain: Plain) -> FundLine:
    amounts = {key: plain[key] or "" for key in ("amount", "initial", "executed")}
    return FundLine(name=plain["name"], origin=Origin(**plain["origin"]), **amounts)


def _row(plain: Plain) -> IndicatorAssessment:
    texts: dict[str, Any] = {key: plain[key] or "" for key in _OPTIONAL}
    judgement = plain["judgement"]
    return IndicatorAssessment(
        indicator=Indicator(
            id=plain["id"],
            name=plain["name"],
            value=plain["value"],
            level1=plain["level1"],
            level2=plain["level2"],
            score=plain["self_score"] or "",
            origin=Origin(**plain["origin"]),
            **texts,
        ),
        targets=(),
        judgement=Judgement(
            value_kind=ValueKind(judgement["value_kind"]),
            **{flag: judgement[flag] for flag in _FLAGS},
            levels=tuple(judgement["levels"].items()),
            probabilities=tuple(judgement["probabilities"].items()),
        ),
        findings=tuple(_finding(finding) for finding in plain["findings"]),
        smart=Smart(**plain["smart"]),
        score=plain["score"],
        failures=tuple(CheckFailure(**failed) for failed in plain["not_assessed"]),
    )


def _finding(plain: Plain) -> Finding:
    return Finding(
        id=plain["id"],
        code=plain["code"],
        name=plain["name"],
        severity=Severity(plain["severity"]),
        field=Field(plain["field"]),
        start=plain["start"],
        end=plain["end"],
        text=plain["text"],
        message=plain["message"],
        hint=plain["hint"],
        source=plain["source"],
        found_by=FoundBy(plain["found_by"]),
        probability=plain["probability"],
        origin=Origin(**plain["origin"]),
        place=Place(plain.get("place", Place.ROW.value)),
        project=plain.get("project"),
        row=plain.get("row"),
        number=plain.get("number"),
        others=tuple(plain.get("others", ())),
    )


def _entry(plain: Plain) -> LedgerEntry:
    return LedgerEntry(
        code=plain["code"],
        outcome=Outcome(plain["outcome"]),
        missing="；".join(plain["missing"]),
        projects=tuple(plain["projects"]),
        of_rows=plain["of_rows"],
    )
