"""An assessed document as the reviewers have left it: for papers that go to the unit.

Dismissed findings are gone, edited ones speak in the reviewer's words, and an adopted rewrite is
the only one of its row. Scores are reckoned again from what is left.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from assessor.core.assessment import (
    DocumentAssessment,
    IndicatorAssessment,
    ProjectAssessment,
    SubmissionAssessment,
)
from assessor.core.finding import Finding
from assessor.core.ledger import Outcome
from assessor.core.rewrite import BLANK, Rewrite, Rewrites, RewrittenRow, Verdict
from assessor.pipeline.reviewing import Assessed, rescored
from assessor.workbench.decided import DecidedSubmission, RewriteChoice
from assessor.workbench.states import Choice

_ADOPTED = "审核人采纳的写法"


@dataclass(frozen=True, slots=True, kw_only=True)
class DecidedDocument:
    """The document, and the ids of the rows with an adopted rewrite."""

    document: DocumentAssessment
    adopted: tuple[str, ...] = ()


def decided_document(
    document: DocumentAssessment,
    decided: Mapping[int, DecidedSubmission],
    *,
    name: str,
    model_id: str,
) -> DecidedDocument:
    """Return the document as the reviewers have left it, under the name that the unit gave it.

    Parameters
    ----------
    decided
        Decisions by the position of the submission, from 0. Submissions without are left out.
    """
    adopted: list[str] = []
    kept = []
    for position, submission in enumerate(document.submissions):
        if position in decided:
            kept.append(_submission(submission, decided[position], model_id, adopted))
    extraction = replace(document.extraction, path=name)
    return DecidedDocument(
        document=DocumentAssessment(extraction=extraction, submissions=tuple(kept)),
        adopted=tuple(adopted),
    )


def assessed_by(submission: SubmissionAssessment, model_id: str) -> Assessed:
    """Return what assessed a submission, as its ledger tells."""
    ran = [entry for entry in submission.ledger or () if entry.outcome is not Outcome.NOT_SELECTED]
    return Assessed(
        model_id=model_id,
        row_codes=frozenset(entry.code for entry in ran if entry.of_rows),
        codes=frozenset(entry.code for entry in ran),
    )


def _submission(
    submission: SubmissionAssessment,
    decided: DecidedSubmission,
    model_id: str,
    adopted: list[str],
) -> SubmissionAssessment:
    left = replace(
        submission,
        findings=_findings(submission.findings, decided),
        projects=tuple(_project(project, decided, adopted) for project in submission.projects),
    )
    if submission.score is None:
        return left
    return rescored(left, assessed_by(submission, model_id))


def _project(
    project: ProjectAssessment, decided: DecidedSubmission, adopted: list[str]
) -> ProjectAssessment:
    findings = _findings(project.findings, decided)
    pointed_at = {finding.row for finding in findings}
    return replace(
        project,
        findings=findings,
        indicators=tuple(
            _row(row, decided, adopted, is_pointed_at=row.indicator.id in pointed_at)
            for row in project.indicators
        ),
    )


def _findings(findings: tuple[Finding, ...], decided: DecidedSubmission) -> tuple[Finding, ...]:
    kept = []
    for finding in findings:
        holding = decided.of(finding.id).holding
        if holding is None:
            kept.append(finding)
        elif holding.stands:
            message, hint = holding.message or finding.message, holding.hint or finding.hint
            kept.append(replace(finding, message=message, hint=hint))
    return tuple(kept)


def _row(
    row: IndicatorAssessment,
    decided: DecidedSubmission,
    adopted: list[str],
    *,
    is_pointed_at: bool,
) -> IndicatorAssessment:
    indicator = row.indicator
    findings = _findings(row.findings, decided)
    gone = {one.id for one in row.findings} - {one.id for one in findings}
    choice = decided.adopted(indicator.id)
    shown = row.rewrites.shown
    if choice is not None and choice.is_of(indicator.name, indicator.value):
        adopted.append(indicator.id)
        rewrites = Rewrites(shown=(_written(choice, shown),))
    elif findings or is_pointed_at or not gone:
        refused = decided.refused(indicator.id)
        left = (one for number, one in enumerate(shown, 1) if number not in refused)
        rewrites = replace(row.rewrites, shown=tuple(left))
    else:
        # What is not objected to needs no other wording.
        rewrites = Rewrites()
    return replace(
        row,
        findings=findings,
        lost=tuple(part for part in row.lost if part.finding not in gone),
        rewrites=rewrites,
        set_aside=len(gone),
    )


def _written(choice: RewriteChoice, shown: tuple[Rewrite, ...]) -> Rewrite:
    """Return the adopted rewrite; questions stay for the blanks that are left in it."""
    row = RewrittenRow(
        level1=choice.level1, level2=choice.level2, name=choice.name, value=choice.value
    )
    base = shown[choice.number - 1] if choice.number <= len(shown) else None
    if base is None or (choice.choice is Choice.ADOPT and base.row != row):
        # Proposed by an earlier model: the wording was adopted, whatever is proposed now.
        verdict = Verdict.NEEDS_INPUT if BLANK in row.name + row.value else Verdict.VERIFIED
        return Rewrite(row=row, frame="", evidence=(), reason=_ADOPTED, verdict=verdict)
    texts = {"name": row.name, "value": row.value}
    slots = tuple(slot for slot in base.slots if BLANK in texts.get(slot.field, ""))
    return replace(base, row=row, slots=slots)
