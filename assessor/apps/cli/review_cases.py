"""What ``assessor review`` writes forms about: cases without the findings that are dismissed."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from assessor.core.assessment import DocumentAssessment, SubmissionAssessment
from assessor.core.finding import Finding
from assessor.core.located import located_findings
from assessor.reports.review_form import DISMISSED

if TYPE_CHECKING:
    from assessor.core.scores import ItemScore, SubmissionScore
    from assessor.pipeline.running import Run
    from assessor.reports.review_form import ReviewCase


def cases_of(
    document: DocumentAssessment, left: DocumentAssessment, run: "Run"
) -> "Iterator[ReviewCase]":
    """Yield the cases of one document, in order.

    Grades and scores are those of the document as it stands: a dismissal changes neither, as in
    every other report. What is dismissed is no evidence, but each item says that there is some.

    Parameters
    ----------
    left
        The same document without the findings that are set aside.
    """
    from assessor.pipeline.reviewing import reviewed_in
    from assessor.reports.review_form import ReviewCase

    for whole, kept in zip(document.submissions, left.submissions, strict=True):
        gone = _ids(whole) - _ids(kept)
        for one in reviewed_in(replace(document, submissions=(whole,)), run):
            yield ReviewCase(
                path=document.extraction.path, assessment=_without(one, gone) if gone else one
            )


def _ids(submission: SubmissionAssessment) -> set[str]:
    return {located.finding.id for located in located_findings(submission)}


def _without(case: SubmissionAssessment, gone: Collection[str]) -> SubmissionAssessment:
    def left(findings: Sequence[Finding]) -> tuple[Finding, ...]:
        return tuple(one for one in findings if one.id not in gone)

    return replace(
        case,
        findings=left(case.findings),
        projects=tuple(
            replace(
                project,
                findings=left(project.findings),
                indicators=tuple(
                    replace(row, findings=left(row.findings)) for row in project.indicators
                ),
            )
            for project in case.projects
        ),
        score=_score(case.score, gone) if case.score is not None else None,
    )


def _score(score: "SubmissionScore", gone: Collection[str]) -> "SubmissionScore":
    return replace(
        score,
        dimensions=tuple(
            replace(dimension, items=tuple(_item(item, gone) for item in dimension.items))
            for dimension in score.dimensions
        ),
    )


def _item(item: "ItemScore", gone: Collection[str]) -> "ItemScore":
    kept = tuple(one for one in item.findings if one not in gone)
    if count := len(item.findings) - len(kept):
        remark = f"{DISMISSED} {count} 处未列入依据，建议等级和得分未因忽略而改变"
        told = f"{item.needs_person}；{remark}" if item.needs_person else remark
        return replace(item, findings=kept, needs_person=told)
    return item
