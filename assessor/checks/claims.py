"""The checkable claims of a report and of the completion texts of a self-evaluation.

Each claim is agreed with or contradicted by the document itself or its tables, or says what is
missing to decide it. Nothing is looked up elsewhere.
"""

from functools import lru_cache

from assessor.checks.claim_arithmetic import products, sums
from assessor.checks.claim_completeness import (
    Evidence,
    completeness,
    contradicted_praise,
    denied_events,
)
from assessor.checks.claim_figures import measures_of, reported_figures
from assessor.checks.claim_indicators import counted_indicators, levels_listed, quantified
from assessor.checks.claim_rates import execution_rates, stated_grades, tabled_rates
from assessor.checks.claim_reported import result_claims, shares
from assessor.checks.claim_results import vague_results
from assessor.checks.claim_text import Passage, passages
from assessor.checks.repeated_figures import repeated_figures
from assessor.checks.report_scores import stated_totals
from assessor.checks.report_targets import announced_targets
from assessor.checks.reported_rows import ReportedRow, reported_rows
from assessor.checks.self_evaluation import EvaluatedRow, evaluated_rows
from assessor.checks.submission_check import SubmissionSubject
from assessor.core.claim import Claim, ClaimKind, ClaimTopic, ClaimVerdict
from assessor.core.submission import SubmissionKind


@lru_cache(maxsize=4)
def claims_of(subject: SubmissionSubject) -> tuple[Claim, ...]:
    """Return all claims of a submission, in reading order; none for a declaration."""
    if subject.submission.kind is SubmissionKind.DECLARATION:
        return ()
    texts = passages(subject)
    every = evaluated_rows(subject)
    levels = tuple(claim for text in texts for claim in levels_listed(text))
    reported = reported_rows(texts, subject.submission.year)
    across = (
        *levels,
        *stated_totals(texts),
        *repeated_figures(texts, reported, announced_targets(texts)),
    )
    found: list[Claim] = []
    for text in texts:
        rows = tuple(row for project, row in every if text.project in (None, project))
        own = [claim for claim in across if _is_of(claim, text)]
        own += _claims(subject, text, texts, rows, levels, reported)
        found += _settled(sorted(own, key=lambda claim: (claim.start, claim.end)))
    return tuple(found)


_DISPROVING = (ClaimTopic.PRAISE, ClaimTopic.COMPLETENESS)


def unproved_results(subject: SubmissionSubject) -> tuple[Claim, ...]:
    """Return the claims of results without figures, without those that the report disproves."""
    claims = claims_of(subject)
    disproved = [
        c for c in claims if c.verdict is ClaimVerdict.DISAGREES and c.topic in _DISPROVING
    ]
    return tuple(
        claim
        for claim in claims
        if claim.kind is ClaimKind.VAGUE_RESULT and not any(_overlap(claim, d) for d in disproved)
    )


def _overlap(one: Claim, other: Claim) -> bool:
    places = [(c.paragraph, c.project, c.goal) for c in (one, other)]
    return places[0] == places[1] and one.start < other.end and other.start < one.end


def _settled(claims: list[Claim]) -> list[Claim]:
    """Drop open claims on figures that a decided claim of the same words holds."""
    decided = [
        c
        for c in claims
        if c.verdict is not ClaimVerdict.CANNOT_DECIDE and c.topic is not ClaimTopic.SUM
    ]
    return [
        claim
        for claim in claims
        if claim.topic is not ClaimTopic.REPORTED_FIGURE
        or claim.verdict is not ClaimVerdict.CANNOT_DECIDE
        or not any(c.start <= claim.start and claim.end <= c.end for c in decided)
    ]


def _claims(
    subject: SubmissionSubject,
    text: Passage,
    texts: tuple[Passage, ...],
    rows: tuple[EvaluatedRow, ...],
    levels: tuple[Claim, ...],
    reported: tuple[ReportedRow, ...],
) -> list[Claim]:
    beside = tuple(t for t in texts if t.paragraph is not None or t is text)
    found = [
        *products(text),
        *sums(text),
        *execution_rates(text, beside, tabled_rates(subject, text), year=subject.submission.year),
        *stated_grades(text),
        *quantified(text, tuple(row.assessed for row in rows), levels, beside),
        *counted_indicators(text),
        *completeness(text, Evidence(beside, rows, reported, subject.submission.title)),
        *contradicted_praise(text, Evidence(beside, rows, reported)),
        *denied_events(text, beside),
        *result_claims(text, reported),
        *shares(text),
        *reported_figures(text, measures_of(rows), tabled=bool(rows), year=subject.submission.year),
        *vague_results(text, measured=len(reported) > 1),
    ]
    return found


def _is_of(claim: Claim, text: Passage) -> bool:
    return (claim.paragraph, claim.project, claim.goal) == (text.paragraph, text.project, text.goal)
