"""Measures for a row that stand elsewhere: 剩余1处计划2025年3月完工, a chapter of measures."""

import re
from collections.abc import Iterator

from assessor.checks.reasons import read_reason
from assessor.checks.self_evaluation import EvaluatedRow
from assessor.checks.submission_check import SubmissionSubject
from assessor.checks.topics import topic_of
from assessor.core.submission import GoalKind, Project
from assessor.core.target import TargetKind
from assessor.text.normalise import normalise

_SENTENCE = re.compile(r"[^。；;\n]+")
_REST = re.compile("剩余|余下|其余|尚余|尾工|未完成的|未完工的|未实施的")
_HEADING = re.compile("措施|改进|下一步|打算|整改|对策")
_ON_TIME = re.compile("工期|进度|倒排|前期工作|前期勘察|前期准备|施工组织|提前|按期|按时|如期|调度")
_AHEAD = re.compile(r"(?:计划|预计|将|拟)[^,，]{0,12}(?:完成|完工|实施|建成|交付|补)")


def measure_told_elsewhere(subject: SubmissionSubject, project: Project, row: EvaluatedRow) -> bool:
    """Tell whether the completion text or a chapter of measures says what is done for a row.

    A sentence counts that speaks of the rest and names the actual value or the matter, and a
    measure of a chapter of measures that names the matter, or the schedule for a late row.
    """
    about = topic_of(f"{row.row.name}，{row.row.reason}")
    actual = "".join(normalise(row.row.actual).split())
    target = row.fulfilment.target
    dated = target is not None and target.kind is TargetKind.DATE
    for sentence, of_measures in _sentences(subject, project):
        if not _is_ahead(sentence, subject.submission.year):
            continue
        shared = bool(about.shared(topic_of(sentence)))
        named = shared or (bool(actual) and actual in "".join(sentence.split()))
        if _REST.search(sentence) and named:
            return True
        if of_measures and (shared or (dated and _ON_TIME.search(sentence) is not None)):
            return True
    return False


def _is_ahead(sentence: str, year: int | None) -> bool:
    return (
        _AHEAD.search(sentence) is not None
        or read_reason(sentence, name="", year=year).tells_measure
    )


def _sentences(subject: SubmissionSubject, project: Project) -> Iterator[tuple[str, bool]]:
    """Yield sentences of the results of the project and of the report, and whether of measures."""
    texts = [(goal.text, False) for goal in project.goals if goal.kind is GoalKind.RESULT]
    texts += [
        (one.text, any(_HEADING.search(heading) for heading in one.headings))
        for one in subject.submission.paragraphs
    ]
    for text, of_measures in texts:
        for match in _SENTENCE.finditer(normalise(text)):
            yield match.group(), of_measures
