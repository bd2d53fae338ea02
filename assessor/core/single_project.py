"""One project of an assessed submission as if it had been submitted alone."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from assessor.core.assessment import SubmissionAssessment
from assessor.core.ledger import Confirmed, LedgerEntry, Outcome


def single_project(assessment: SubmissionAssessment, number: int) -> SubmissionAssessment:
    """Return the submission with project ``number`` (from 0) alone, without claims and score.

    What holds for the whole submission stays; numbers of projects become 0.
    """
    project = assessment.projects[number]
    confirmed = tuple(
        replace(one, project=None if one.project is None else 0)
        for one in assessment.confirmations
        if one.project in (None, number)
    )
    return replace(
        assessment,
        submission=replace(assessment.submission, projects=(project.project,)),
        projects=(
            replace(project, findings=tuple(replace(f, project=0) for f in project.findings)),
        ),
        ledger=_ledger(assessment.ledger, number, confirmed),
        confirmations=confirmed,
        claims=None,
        score=None,
    )


def _ledger(
    ledger: Sequence[LedgerEntry] | None, number: int, confirmed: Sequence[Confirmed]
) -> tuple[LedgerEntry, ...] | None:
    if ledger is None:
        return None
    return tuple(_entries_here(ledger, number, {one.code for one in confirmed}))


def _entries_here(
    ledger: Sequence[LedgerEntry], number: int, confirmed: set[str]
) -> Iterator[LedgerEntry]:
    left_out = {entry.code for entry in ledger if number in entry.projects}
    for entry in ledger:
        if entry.outcome is Outcome.DONE:
            if entry.code not in left_out or entry.code in confirmed:
                yield entry
        elif not entry.projects or number in entry.projects:
            yield replace(entry, projects=())
