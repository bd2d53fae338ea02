"""Assess whole submissions, given their assessed rows: the one such path.

A finding of a row that a finding of the whole tells better is dropped, and the row scored again.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from assessor.assessing import Assessor
from assessor.checks.claims import claims_of
from assessor.checks.goal_links import sentence_links
from assessor.checks.reference_matching import approved, last_years
from assessor.checks.row_ledger import full_ledger
from assessor.checks.selection import Selection, selected_submission_checks
from assessor.checks.submission_check import SubmissionCheck, SubmissionSubject
from assessor.checks.submission_runner import SubmissionResult, run_submission_checks
from assessor.core.assessment import (
    GoalLink,
    IndicatorAssessment,
    ProjectAssessment,
    SubmissionAssessment,
)
from assessor.core.ledger import LedgerEntry, Outcome
from assessor.core.scores import SubmissionScore
from assessor.core.submission import Project, Submission
from assessor.scoring.rule_version import score_versions
from assessor.scoring.smart import score_row
from assessor.scoring.submission import score_submission
from assessor.scoring.submission_rubric import SubmissionRubric, load_submission_rubric

T = TypeVar("T")
ROWS_ONLY = "行文件只逐条检查；内容是一份完整申报时，请加 --as-submission"


@dataclass(frozen=True, slots=True)
class SubmissionAssessor:
    """Everything that stays the same over a run.

    Attributes
    ----------
    rows
        What assesses the single rows.
    history, approved
        Submissions of the files with last year's and with the approved targets.
    """

    rows: Assessor
    checks: tuple[SubmissionCheck, ...]
    rubric: SubmissionRubric
    history: tuple[Submission, ...] = ()
    approved: tuple[Submission, ...] = ()

    @classmethod
    def of(
        cls,
        rows: Assessor,
        *,
        selection: Selection = Selection(),
        history: tuple[Submission, ...] = (),
        approved: tuple[Submission, ...] = (),
    ) -> "SubmissionAssessor":
        """Build an assessor beside that of the rows, by default with all checks."""
        checks = selected_submission_checks(selection)
        return cls(rows, checks, load_submission_rubric(), history, approved)

    def assess(
        self, submission: Submission, rows: Sequence[tuple[IndicatorAssessment, ...]]
    ) -> SubmissionAssessment:
        """Assess a submission as a whole; ``rows`` are the assessed ones of each project."""
        before = last_years(submission, self.history)
        settled = approved(submission, self.approved)
        subject = SubmissionSubject(
            submission=submission,
            rows=tuple(rows),
            last_year=before.submission,
            approved=settled.submission,
            last_year_gap=before.gap,
            approved_gap=settled.gap,
        )
        result = run_submission_checks(self.checks, subject)
        assessed = SubmissionAssessment(
            submission=submission,
            projects=tuple(
                self._project(number, project, subject, result)
                for number, project, _ in subject.projects()
            ),
            findings=tuple(f for f in result.findings if f.project is None),
            ledger=full_ledger(result.ledger, self.rows.checks, rows),
            confirmations=result.confirmed,
            claims=_tried(claims_of, subject),
        )
        return replace(assessed, score=self._score(assessed))

    def _score(self, assessed: SubmissionAssessment) -> SubmissionScore:
        row_codes = frozenset(check.code for check in self.rows.checks)
        return score_submission(
            assessed,
            rubric=self.rubric,
            row_codes=row_codes,
            versions=score_versions(
                assessed.submission,
                model_id=self.rows.artefact.model_id,
                codes=(*row_codes, *(check.code for check in self.checks)),
                rubric=self.rubric,
            ),
        )

    def rows_only(
        self, submission: Submission, rows: Sequence[tuple[IndicatorAssessment, ...]]
    ) -> SubmissionAssessment:
        """Return rows of a row file that need not be a submission; the ledger says so."""
        whole = tuple(
            LedgerEntry(code=check.code, outcome=Outcome.NOT_APPLICABLE, missing=ROWS_ONLY)
            for check in self.checks
        )
        return SubmissionAssessment(
            submission=submission,
            projects=unlinked(submission, rows),
            ledger=full_ledger(whole, self.rows.checks, rows),
        )

    def _project(
        self, number: int, project: Project, subject: SubmissionSubject, result: SubmissionResult
    ) -> ProjectAssessment:
        silenced = frozenset(result.silenced)
        return ProjectAssessment(
            project=project,
            indicators=tuple(self._without(row, silenced) for row in subject.rows[number]),
            findings=tuple(f for f in result.findings if f.project == number),
            links=_tried(_links, project),
        )

    def _without(self, row: IndicatorAssessment, silenced: frozenset[str]) -> IndicatorAssessment:
        kept = tuple(finding for finding in row.findings if finding.id not in silenced)
        if len(kept) == len(row.findings):
            return row
        scored = score_row(kept, self.rows.rubric)
        return replace(row, findings=kept, smart=scored.smart, score=scored.score, lost=scored.lost)


def unlinked(
    submission: Submission, rows: Sequence[tuple[IndicatorAssessment, ...]]
) -> tuple[ProjectAssessment, ...]:
    """Return projects with nothing but their assessed rows."""
    return tuple(
        ProjectAssessment(project=project, indicators=assessed)
        for project, assessed in zip(submission.projects, rows, strict=True)
    )


def _links(project: Project) -> tuple[GoalLink, ...]:
    return tuple(
        GoalLink(
            goal=link.goal,
            text=link.text,
            start=link.span.start,
            end=link.span.end,
            indicators=tuple(row.row for row in link.rows),
            reasons=tuple(row.because for row in link.rows),
        )
        for link in sentence_links(project)
    )


def _tried(work: Callable[..., T], subject: object) -> T | None:
    """Return what ``work`` gives, ``None`` if it crashes: the checks that use it say so."""
    try:
        return work(subject)
    except Exception:  # noqa: BLE001 - the ledger tells the crash of the checks that rest on it
        return None
