"""What a report leaves open as a whole: points lost without a word, problems without a measure."""

import re
from collections.abc import Iterator, Sequence

from assessor.checks.claim_text import Passage, Role, passages, sentences
from assessor.checks.fulfilment import Outcome
from assessor.checks.over_fulfilment import exceeds
from assessor.checks.reasons import read_reason
from assessor.checks.report_findings import rows_of_text
from assessor.checks.self_evaluation import evaluated_rows
from assessor.checks.submission_check import Place, SubmissionHit, SubmissionSubject
from assessor.core.span import Span
from assessor.core.submission import SubmissionKind
from assessor.indicators.self_scores import stated_span
from assessor.text.normalise import normalise

_POINTS = re.compile(r"(?<![\d.])(\d{1,3}(?:\.\d+)?)\s*分(?![钟之布别类级组值])")
_TAKEN = re.compile("扣|失分|丢分|未得分|不得分|得满分")
_RATE = re.compile(
    r"(?:执行率|支出率|支付率|完成率|完成比例|完成(?:了)?(?:全年|年度)?预算的)[^\d。；;]{0,8}(\d{1,3}(?:\.\d+)?)\s*%"
)
_SHORT = re.compile(
    "未完成|没有完成|未达|没有达到|未能|低于|不及|偏差|滞后|推迟|延期|逾期|结转|结余|尚未|仅完成|只完成"
)
_FULL = 100.0
_PROBLEMS = re.compile("问题|不足|困难|薄弱")
_MEASURES = re.compile("措施|改进|下一步|打算|建议|整改|对策|今后|思路|工作计划|努力方向")
_NOTHING = re.compile(
    r"^\s*(?:[(（]?[一二三四五六七八九十\d]+[)）、.．])?\s*(?:暂?无|没有(?:发现)?(?:明显)?(?:的)?(?:问题|不足)|不存在)"
)
_WILL = re.compile(
    "将|拟|(?<![主重需紧])要(?!素)|(?<![供适反响效感])应|加强|强化|完善|健全|优化|改为|调整|增设|增配|提前|建立|制定|修订|开展|落实|整改|解决|推动|争取|督促|计划|已(?!经?(?:超过|达到|接近|成为))"
)
_LEAST_PROBLEM = 12


def unexplained_loss(subject: SubmissionSubject) -> Iterator[SubmissionHit]:
    """Yield a total below 100 where a report names nothing that could have cost a point (E05)."""
    if subject.submission.kind is not SubmissionKind.REPORT:
        return
    texts = [text for text in passages(subject) if text.paragraph is not None]
    stated = [(text, span) for text in texts if (span := stated_span(text.plain)) is not None]
    if not stated:
        return
    text, span = stated[0]
    score = float(text.plain[span.start : span.end])
    if not _FULL / 2 < score < _FULL - 0.5 or _names_loss(subject, texts, score):
        return
    yield SubmissionHit(
        place=Place.PARAGRAPH, number=text.paragraph, start=span.start, end=span.end,
        words=(("name", "自评总分"), ("weight", f"{_FULL:g}分")),
    )  # fmt: skip


def unfounded_losses(subject: SubmissionSubject) -> Iterator[SubmissionHit]:
    """Yield results that reached their target and lost points without a word (E05).

    Only where the points are those of the result: 该项…, or the only result of its sentence.
    """
    rows = rows_of_text(subject)
    for one in rows:
        row, result = one.row, one.result
        if not row.lost or row.explained or result.points_at is None or exceeds(row):
            continue
        if row.fulfilment.outcome is not Outcome.REACHED:
            continue
        beside = [o for o in rows if o.result.passage is result.passage and o is not one]
        same = [o for o in beside if o.result.sentence == result.sentence]
        lead = result.passage.plain[result.span.end : result.points_at.start]
        own = _OWN_POINTS.search(lead) is not None
        if (same or any(o.fell_short for o in beside)) and not own:
            continue
        yield SubmissionHit(
            place=Place.PARAGRAPH, number=result.passage.paragraph,
            start=result.points_at.start, end=result.points_at.end,
            words=(("name", result.name), ("weight", f"{row.weight:g}分")),
        )  # fmt: skip


_OWN_POINTS = re.compile(r"(?:该|本|此)(?:项|指标)(?:分值)?(?:为|满分)?\s*$")


def _names_loss(subject: SubmissionSubject, texts: Sequence[Passage], score: float) -> bool:
    """Tell whether anything in the document could be what took the points away."""
    if any(row.lost or row.fulfilment.fell_short for _, row in evaluated_rows(subject)):
        return True
    if any(one.fell_short for one in rows_of_text(subject)):
        return True
    return any(_tells_loss(text, score) for text in texts)


def _tells_loss(text: Passage, score: float) -> bool:
    """Tell whether a passage names points, a rate below 100, a shortfall or a problem."""
    if any(float(rate) < _FULL for rate in _RATE.findall(text.plain)):
        return True
    problems = any(_PROBLEMS.search(heading) for heading in text.headings)
    if problems and len(text.plain) >= _LEAST_PROBLEM and not _NOTHING.match(text.plain):
        return True
    if text.role is not Role.PLAN and _SHORT.search(text.plain):
        return True
    if text.role is Role.INTRODUCTION:
        return False
    points = {float(number) for number in _POINTS.findall(text.plain)}
    told = points - {score, _FULL, 90.0, 80.0, 60.0}
    return bool(told) or _TAKEN.search(text.plain) is not None


def problems_without_measures(subject: SubmissionSubject) -> Iterator[SubmissionHit]:
    """Yield the first problem of a report that tells problems and no measure at all (E13)."""
    if subject.submission.kind is not SubmissionKind.REPORT:
        return
    texts = [text for text in passages(subject) if text.paragraph is not None]
    headings = {heading for text in texts for heading in text.headings}
    if any(_MEASURES.search(normalise(heading)) for heading in headings):
        return
    problems = [t for t in texts if any(_PROBLEMS.search(h) for h in t.headings)]
    told = [t for t in problems if len(t.plain) >= _LEAST_PROBLEM and not _NOTHING.match(t.plain)]
    if not told or len(told) < len(problems):
        return
    last = max(t.paragraph or 0 for t in told)
    behind = [t for t in texts if (t.paragraph or 0) > last]
    if any(text.role in (Role.PLAN, Role.OTHER) for text in behind):
        return  # a chapter of another name may hold the measures
    year = subject.submission.year
    for text in (*told, *behind):
        if _WILL.search(text.plain) or _MEASURES.search(text.plain):
            return
        if read_reason(text.plain, name="", year=year).tells_measure:
            return
    first = told[0]
    span = next(iter(sentences(first.plain)), Span(0, len(first.plain)))
    yield SubmissionHit(
        place=Place.PARAGRAPH, number=first.paragraph, start=span.start, end=span.end,
        words=(("name", "存在的问题"), ("problem", "只写了问题，全文没有改进措施"),
               ("mend", "对每个问题写明下一步做什么、由谁做、何时完成")),
    )  # fmt: skip
