"""What is said of a whole submission, as plain dictionaries of the JSON contract."""

from assessor.core.assessment import ProjectAssessment, SubmissionAssessment
from assessor.core.claim import Claim
from assessor.core.ledger import Confirmed, LedgerEntry
from assessor.core.scores import DimensionScore, ItemScore, SubmissionScore
from assessor.core.submission import Origin, Submission
from assessor.reports.json_findings import Plain, Titles, origin_plain, submission_finding_plain


def said_of_submission(item: SubmissionAssessment, titles: Titles) -> Plain:
    """Return the members of ``SubmissionOut`` that the reading does not hold."""
    ledger, claims = item.ledger, item.claims
    return {
        **_scores(item.score),
        "findings": [submission_finding_plain(finding, titles) for finding in item.findings],
        "ledger": None if ledger is None else [_entry(entry, titles) for entry in ledger],
        "confirmations": [_confirmation(part) for part in item.confirmations],
        "claims": None if claims is None else [_claim(c, item.submission) for c in claims],
    }


def said_of_project(item: ProjectAssessment, titles: Titles) -> Plain:
    """Return the members of ``ProjectOut`` that the reading does not hold, but for its rows."""
    links = None
    if item.links is not None:
        links = [
            {
                "goal": link.goal,
                "indicators": list(link.indicators),
                "text": link.text,
                "start": link.start,
                "end": link.end,
                "reasons": list(link.reasons),
            }
            for link in item.links
        ]
    findings = [submission_finding_plain(finding, titles) for finding in item.findings]
    return {"links": links, "findings": findings}


def _scores(score: SubmissionScore | None) -> Plain:
    if score is None:
        return {"score": None, "grade": None, "dimensions": None, "scoring": None}
    return {
        "score": score.score,
        "grade": score.grade,
        "dimensions": {dimension.name: dimension.score for dimension in score.dimensions},
        "scoring": {
            "weighting": score.weighting,
            "versions": dict(score.versions),
            "reason": score.reason or None,
            "dimensions": [_dimension(dimension) for dimension in score.dimensions],
            "lost": [
                {"item": part.item, "finding": part.finding, "points": part.points}
                for part in score.lost
            ],
        },
    }


def _dimension(dimension: DimensionScore) -> Plain:
    return {
        "name": dimension.name,
        "score": dimension.score,
        "weight": dimension.weight,
        "items": [_item(item) for item in dimension.items],
    }


def _item(item: ItemScore) -> Plain:
    return {
        "name": item.name,
        "standard": item.standard,
        "points": item.points,
        "score": item.score,
        "findings": list(item.findings),
        "confirmations": list(item.confirmations),
        "needs_person": item.needs_person or None,
    }


def _entry(entry: LedgerEntry, titles: Titles) -> Plain:
    return {
        "code": entry.code,
        "title": titles.get(entry.code),
        "outcome": entry.outcome.value,
        "missing": [entry.missing] if entry.missing else [],
        "projects": list(entry.projects),
        "of_rows": entry.of_rows,
    }


def _confirmation(part: Confirmed) -> Plain:
    return {"code": part.code, "text": part.text, "project": part.project, "row": part.row}


def _claim(claim: Claim, submission: Submission) -> Plain:
    return {
        "text": claim.text,
        "kind": claim.kind.value,
        "topic": claim.topic.value,
        "verdict": claim.verdict.value,
        "why": claim.why,
        "start": claim.start,
        "end": claim.end,
        "paragraph": claim.paragraph,
        "project": claim.project,
        "goal": claim.goal,
        "indicators": list(claim.rows),
        "origin": origin_plain(_origin(claim, submission)),
    }


def _origin(claim: Claim, submission: Submission) -> Origin:
    if claim.paragraph is not None:
        return submission.paragraphs[claim.paragraph].origin
    if claim.project is not None and claim.goal is not None:
        return submission.projects[claim.project].goals[claim.goal].origin
    return Origin()
