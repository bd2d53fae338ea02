"""What is reviewed as one: a submission, or each of its projects with a score of its own."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from assessor.core.assessment import DocumentAssessment, SubmissionAssessment
from assessor.core.single_project import single_project
from assessor.core.submission import SubmissionKind
from assessor.pipeline.running import Run
from assessor.scoring.rule_version import score_versions
from assessor.scoring.submission import score_submission
from assessor.scoring.submission_rubric import load_submission_rubric

_DEPARTMENT = "department-wide"


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessed:
    """What assessed a document: codes of the checks that ran, those of rows among them."""

    model_id: str
    row_codes: frozenset[str]
    codes: frozenset[str]


def reviewed_in(document: DocumentAssessment, run: Run) -> Iterator[SubmissionAssessment]:
    """Yield what gets a form of its own, in the order of the document, scored.

    That is the whole submission, or one project as if it stood alone.
    """
    row_codes = frozenset(check.code for check in run.assessor.checks)
    codes = row_codes | {check.code for check in run.submissions.checks}
    by = Assessed(model_id=run.model_id, row_codes=row_codes, codes=codes)
    for submission in document.submissions:
        yield from reviewed_parts(submission, by)


def reviewed_parts(
    submission: SubmissionAssessment, by: Assessed
) -> Iterator[SubmissionAssessment]:
    """Yield what of one submission gets a form of its own, scored."""
    for one in _parts(submission):
        yield rescored(one, by)


def _parts(submission: SubmissionAssessment) -> Iterator[SubmissionAssessment]:
    filled = [
        number
        for number, project in enumerate(submission.projects)
        if project.indicators or project.findings
    ]
    is_one = (
        submission.submission.kind is SubmissionKind.REPORT
        or submission.submission.profile == _DEPARTMENT
        or len(submission.projects) <= 1
    )
    if is_one and (filled or submission.findings or submission.submission.paragraphs):
        yield submission
    elif not is_one:
        yield from (single_project(submission, number) for number in filled)


def rescored(assessment: SubmissionAssessment, by: Assessed) -> SubmissionAssessment:
    """Return an assessment with the score that its findings, ledger and confirmations give."""
    rubric = load_submission_rubric()
    score = score_submission(
        assessment,
        rubric=rubric,
        row_codes=by.row_codes,
        versions=score_versions(
            assessment.submission, model_id=by.model_id, codes=by.codes, rubric=rubric
        ),
    )
    return replace(assessment, score=score)


def grade_of(score: float) -> str:
    """Return the grade 优良中差 of a score of 0..100, as the rubric has it."""
    return load_submission_rubric().grade_of(score)
