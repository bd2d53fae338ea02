"""Chapters of results without any figure, and praise instead of results (取得显著成效)."""

import re
from collections.abc import Iterator, Sequence
from itertools import groupby

from assessor.checks.claim_results import is_on_money
from assessor.checks.claim_text import Passage, Role, has_figure, passages
from assessor.checks.claims import unproved_results
from assessor.checks.copied_text import is_copy
from assessor.checks.submission_check import (
    Answer,
    CannotJudge,
    Confirmation,
    NotApplicable,
    Place,
    SubmissionCheck,
    SubmissionHit,
    SubmissionSubject,
)
from assessor.checks.underlining import trimmed
from assessor.checks.word_lists import check_pattern
from assessor.core.claim import Claim
from assessor.core.finding import Severity
from assessor.core.span import Span
from assessor.core.submission import GoalKind, SubmissionKind

_LEAST_TEXT = 30
_ITEM = re.compile(
    r"^\s*(?:\d{1,2}|[(（]?[一二三四五六七八九十]{1,2}[)）]?)\s*[、.．)）]?.{2,40}?(?:情况|成效|效益|效果)[:：]"
)


def find(subject: SubmissionSubject) -> Iterator[Answer]:
    """Yield vague results, one a paragraph, and chapters of results that tell no figure."""
    kind = subject.submission.kind
    told = [p for p in passages(subject) if p.role in (Role.RESULT, Role.OTHER)]
    if kind is SubmissionKind.DECLARATION or not (told or subject.submission.paragraphs):
        yield (
            CannotJudge(missing="自评报告的正文")
            if kind is SubmissionKind.REPORT
            else NotApplicable(reason="没有自评报告或完成情况的文字")
        )
        return
    vague = unproved_results(subject)
    hits = [hit for chapter in _chapters(told) for hit in _judge(subject, chapter, vague)]
    yield from hits
    if not hits and any(has_figure(p.plain, Span(0, len(p.plain))) for p in told):
        yield Confirmation(text="完成情况和成效都有数据")


def _chapters(texts: Sequence[Passage]) -> Iterator[tuple[Passage, ...]]:
    """Group paragraphs below the same headings; an item that names its own topic stands alone."""
    items = iter(range(len(texts)))
    keys = [
        (p.project, p.goal, p.headings, next(items) if _ITEM.match(p.plain) else -1) for p in texts
    ]
    for _, group in groupby(zip(keys, texts, strict=True), key=lambda pair: pair[0]):
        yield tuple(text for _, text in group)


def _judge(
    subject: SubmissionSubject, chapter: tuple[Passage, ...], vague: Sequence[Claim]
) -> Iterator[SubmissionHit]:
    praised = [(p, _first(p, vague)) for p in chapter]
    found = [(p, claim) for p, claim in praised if claim is not None]
    for passage, claim in found:
        if not _copies_goal(subject, passage):
            yield _hit(
                passage,
                Span(claim.start, claim.end),
                f"“{claim.text}”只是评价，没有数据支持",
            )
    if found or chapter[0].paragraph is None or not _is_on_outcomes(chapter[0]):
        return
    if sum(len(p.plain) for p in chapter) < _LEAST_TEXT:
        return
    if not any(has_figure(p.plain, Span(0, len(p.plain))) for p in _with_parts(subject, chapter)):
        title = _title(chapter[0])
        yield _hit(
            chapter[0],
            trimmed(chapter[0].plain),
            f"“{title}”只讲做法，没有一个数据，看不出完成了多少、效果如何",
        )


def _is_on_outcomes(passage: Passage) -> bool:
    """Tell whether a chapter, or an item by its own topic, is to tell what was reached."""
    if passage.role is not Role.RESULT:
        return False
    title = _title(passage)
    if is_on_money(title):
        return False
    return check_pattern("claims.outcome_headings").search(title) is not None


def _with_parts(subject: SubmissionSubject, chapter: tuple[Passage, ...]) -> Iterator[Passage]:
    """Yield the paragraphs of a chapter and those of the chapters below it."""
    yield from chapter
    own = chapter[0].headings
    if own and not _ITEM.match(chapter[0].plain):
        yield from (p for p in passages(subject) if p.headings[: len(own)] == own)


def _title(passage: Passage) -> str:
    """Return the topic that an item names itself, else its heading."""
    if _ITEM.match(passage.plain):
        return re.split("[:：]", passage.text, maxsplit=1)[0].strip()
    return passage.headings[-1].strip() if passage.headings else "这一部分"


def _first(passage: Passage, vague: Sequence[Claim]) -> Claim | None:
    place = (passage.paragraph, passage.project, passage.goal)
    return next((c for c in vague if (c.paragraph, c.project, c.goal) == place), None)


def _copies_goal(subject: SubmissionSubject, passage: Passage) -> bool:
    """Tell whether a completion text is that of the goal over again, which E03 tells."""
    if passage.project is None:
        return False
    goals = subject.submission.projects[passage.project].goals
    return any(is_copy(passage.text, g.text) for g in goals if g.kind is not GoalKind.RESULT)


def _hit(passage: Passage, span: Span, problem: str) -> SubmissionHit:
    in_text = passage.paragraph is not None
    return SubmissionHit(
        place=Place.PARAGRAPH if in_text else Place.GOAL,
        project=passage.project,
        number=passage.paragraph if in_text else passage.goal,
        start=span.start,
        end=span.end,
        words=(("problem", problem),),
    )


CHECK = SubmissionCheck(
    code="E12",
    name="claims-without-figures",
    title="只讲做法和评价，没有数据",
    severity=Severity.MAJOR,
    message="{problem}",
    hint="对照绩效指标写明完成的数量、比率、时间和变化（如完成多少、较上年变化多少、调查结果如何），并注明数据来源",
    what="自评报告的完成情况、成效部分没有一个数据，或以“取得显著成效”“较好地完成”“有效提升”代替结果。",
    why="没有数据的成效无法核实，也无法与绩效目标对照，自评得分失去依据。",
    mend="把评价换成事实：指标值是多少、实际完成多少、差多少；确实没有数据的，写明判断的依据和材料。",
    limits="每段只指出第一处；同一句话里有数据的不报；存在问题、下一步打算、职责和目标设定部分不看。",
    source="一般做法：自评报告以数据说明完成情况（整理自公开自评报告）",
    find=find,
)
