"""Claims of reported results: completion rates, comparisons with the target, points, shares, gaps."""

import re
from collections.abc import Iterator, Sequence

from assessor.checks.claim_text import Passage, Role, sentences
from assessor.checks.comparable_figures import canonical, conversion
from assessor.checks.directions import Better
from assessor.checks.expected_scores import fits, lawful_otherwise, proportional_scores
from assessor.checks.figure_roles import Figure, Part, figures_of, scale_of
from assessor.checks.fulfilment import Outcome
from assessor.checks.quantities import written
from assessor.checks.reported_rows import ReportedRow
from assessor.checks.told_ratios import may_contradict
from assessor.core.claim import Claim, ClaimKind, ClaimTopic, ClaimVerdict
from assessor.core.span import Span
from assessor.text.normalise import normalise
from assessor.text.target_grammar import parse_targets

_SAYS_REACHED = re.compile(
    r"^[,，、\s]*(?:的?目标值?)?[,，、\s]*(?:已|均|圆满|超额|全面|如期)*(?:优于|超过|高于|达到|完成|实现|超出)了?(?:年度|预期|既定|全年|设定|预定|绩效|年初|计划)*(?:目标|计划|任务|指标)"
)
_SHARE = re.compile(
    r"(?P<stem>[\u4e00-\u9fff]{2})(?:率|度|面|比例|占比|比重)(?:为|达到?|是|仅|[:：\s])*$"
)
_NO_SHARE = re.compile("增长|下降|提高|降低|减少|上升|完成率|执行率|同比|较上年|每")
_GAP_FIGURE = re.compile(
    r"(?P<words>未完成的|尚有|仍有|还有|超出的|增加的|多出的|其余|剩余|停办|少办|未处置的|未达标的|多完成|少完成|超出|短缺|差|多|少)\s*(?P<number>\d[\d,]*(?:\.\d+)?)\s*(?P<unit>[\u4e00-\u9fff]{1,2})"
    r"|(?P<late>\d[\d,]*)\s*(?P<late_unit>[份个次件人户家项])(?:迟报|逾期|未完成|未达标|未处置)"
)


def result_claims(passage: Passage, rows: Sequence[ReportedRow]) -> Iterator[Claim]:
    """Yield what the reported results of a passage say, and whether it holds."""
    for row in rows:
        if row.result.passage is not passage:
            continue
        yield _completion(row)
        if (points := _points(row)) is not None:
            yield points
        yield from _gaps(row)


def _completion(row: ReportedRow) -> Claim:
    """Return the claim of one result: its rate holds, and what it says of the target too."""
    result = row.result
    span = result.span
    rate = _computed(row)
    if result.rate is not None and rate is not None:
        printed = result.rate.number
        places = len(str(result.rate.target.low).partition(".")[2].rstrip("0"))
        slack = 10.0**-places if places else 1.0
        if abs(rate - printed) >= slack + 0.011:
            why = f"{row.actual}÷{row.value}＝{written(round(rate, 2))}%，文中写{written(printed)}%"
            return _claim(result.passage, span, ClaimTopic.COMPLETION, ClaimVerdict.DISAGREES, why)
        why = f"{row.actual}÷{row.value}＝{written(round(rate, 2))}%，一致"
        return _claim(result.passage, span, ClaimTopic.COMPLETION, ClaimVerdict.AGREES, why)
    return _comparison(row, span)


def _computed(row: ReportedRow) -> float | None:
    """Return what the actual value is of the target in percent, ``None`` where less is better."""
    done = row.result.done
    wanted = [t for t in parse_targets(normalise(row.value)) if t.low or t.high]
    if done is None or len(wanted) != 1 or row.row.fulfilment.better is Better.LESS:
        return None
    factor = conversion(wanted[0], done.target)
    low = wanted[0].low if wanted[0].low is not None else wanted[0].high
    return done.number * factor / low * 100 if factor is not None and low else None


def _comparison(row: ReportedRow, span: Span) -> Claim:
    result, outcome = row.result, row.row.fulfilment.outcome
    passage = result.passage
    said = result.rest[:24]
    says = _SAYS_REACHED.match(said) is not None or _says_more(row)
    if row.fell_short and says:
        why = f"目标是“{row.value}”，实际“{row.actual}”，没有达到"
        return _claim(passage, span, ClaimTopic.COMPLETION, ClaimVerdict.DISAGREES, why)
    if result.done is not None and result.done.target.sign is not None:
        why = "实际值带着符号，没有确切数字，无法核对"
        return _claim(passage, span, ClaimTopic.REPORTED_FIGURE, ClaimVerdict.CANNOT_DECIDE, why)
    if outcome is Outcome.UNDECIDED:
        why = "指标的方向不明确，或没有可比的目标"
        return _claim(passage, span, ClaimTopic.REPORTED_FIGURE, ClaimVerdict.CANNOT_DECIDE, why)
    if row.fell_short and result.want is None and result.rate is None:
        why = f"没有达到目标“{row.value}”"
        return _claim(passage, span, ClaimTopic.REPORTED_FIGURE, ClaimVerdict.DISAGREES, why)
    why = f"目标“{row.value}”，实际“{row.actual}”，" + (
        "没有达到" if row.fell_short else "达到目标"
    )
    return _claim(passage, span, ClaimTopic.REPORTED_FIGURE, ClaimVerdict.AGREES, why)


def _says_more(row: ReportedRow) -> bool:
    """Tell whether a result below its target is said to be above it: 86%，高于90%的目标值."""
    want = row.result.want
    if want is None or not want.behind or row.row.fulfilment.better is not Better.MORE:
        return False
    return re.search("(?<!未)(?:高于|超过|优于|高出|(?<!没有)达到)", want.left[-8:]) is not None


def _claim(
    passage: Passage, span: Span, topic: ClaimTopic, verdict: ClaimVerdict, why: str
) -> Claim:
    figure = topic is ClaimTopic.REPORTED_FIGURE
    kind = ClaimKind.FIGURE if figure else ClaimKind.ARITHMETIC
    return passage.claim(span, kind, topic, verdict, why)


def _points(row: ReportedRow) -> Claim | None:
    """Return whether the points of a result follow from it, ``None`` where nothing tells."""
    one, at = row.row, row.result.points_at
    if at is None or one.weight is None or one.score is None:
        return None
    if one.fulfilment.outcome is Outcome.REACHED:
        good = one.full
    elif row.fell_short:
        expected = proportional_scores(one)
        good = any(fits(one.score, e, one.row.score, weight=one.weight) for e in expected)
        if not good and lawful_otherwise(one):
            return None
    else:
        return None
    why = f"分值{written(one.weight)}分，得{written(one.score)}分，" + (
        "与完成情况相符" if good else "与完成情况不符"
    )
    verdict = ClaimVerdict.AGREES if good else ClaimVerdict.DISAGREES
    return _claim(row.result.passage, at, ClaimTopic.SCORE, verdict, why)


def _gaps(row: ReportedRow) -> Iterator[Claim]:
    """Yield figures that are the gap or the excess of a result."""
    done = row.result.done
    wanted = [t for t in parse_targets(normalise(row.value)) if t.low or t.high]
    if done is None or len(wanted) != 1:
        return
    low = wanted[0].low if wanted[0].low is not None else wanted[0].high
    factor = conversion(done.target, wanted[0])
    if low is None or factor is None:
        return
    gap = abs(done.number - low * factor)
    gaps = (gap, gap * scale_of(done.target.unit))
    passage, start = row.result.passage, row.result.span.start
    end = row.result.span.end + len(row.result.rest)
    for match in _GAP_FIGURE.finditer(passage.plain, start, end):
        number = float((match["number"] or match["late"]).replace(",", ""))
        if number > 0 and any(abs(number - one) < 1e-6 * max(one, 1) for one in gaps):
            why = f"目标“{row.value}”与实际“{row.actual}”相差{written(gap)}，一致"
            yield _claim(
                passage, Span(*match.span()), ClaimTopic.DIFFERENCE, ClaimVerdict.AGREES, why
            )


def shares(passage: Passage) -> Iterator[Claim]:
    """Yield rates with the two counts they are made of: 发放300份，回收286份，回收率95.3%."""
    if passage.role in (Role.PLAN, Role.INTRODUCTION):
        return
    for sentence in sentences(passage.plain):
        figures = figures_of(passage, sentence)
        for at, figure in enumerate(figures):
            if figure.target.unit != "%" or figure.part is not Part.OTHER:
                continue
            stem = _SHARE.search(figure.left)
            if stem is None or _NO_SHARE.search(figure.left):
                continue
            claim = _share(passage, figure, figures[:at], stem["stem"])
            if claim is not None:
                yield claim


def _share(passage: Passage, rate: Figure, before: Sequence[Figure], stem: str) -> Claim | None:
    counts = [
        f
        for f in before
        if f.part is Part.OTHER and canonical(f.target.unit)[0] not in ("share", "元")
    ]
    pairs = [
        (part, whole)
        for i, whole in enumerate(counts)
        for part in counts[i + 1 :]
        if part.target.unit == whole.target.unit and 0 < part.number <= whole.number
    ]
    printed = passage.plain[rate.span.start : rate.span.end]
    places = len(printed.partition(".")[2].rstrip("% 个百分点"))
    slack = 10.0**-places if places else 1.0
    for part, whole in reversed(pairs):
        if abs(part.number / whole.number * 100 - rate.number) < slack:
            return _about_share(passage, part, whole, rate, agrees=True)
    pairs = [(part, whole) for part, whole in pairs if part is counts[-1]]
    if not pairs or before[-1] is not counts[-1]:
        return None
    part, whole = pairs[-1]
    if len(pairs) > 1 and _is_sum(stem, counts[:-1], passage):
        return None
    words = passage.plain[part.clause.start : part.clause.end]
    told = passage.plain[whole.clause.start : rate.span.start]
    if stem not in words or not may_contradict(told, whole.left, rate.number):
        return None
    return _about_share(passage, part, whole, rate, agrees=False)


def _is_sum(stem: str, before: Sequence[Figure], passage: Passage) -> bool:
    """Tell whether an earlier count is a part of the same share: 很满意300人，满意200人，满意度."""
    return any(stem in passage.plain[f.clause.start : f.clause.end] for f in before)


def _about_share(
    passage: Passage, part: Figure, whole: Figure, rate: Figure, *, agrees: bool
) -> Claim:
    computed = written(round(part.number / whole.number * 100, 2))
    why = f"{written(part.number)}÷{written(whole.number)}＝{computed}%，" + (
        "一致" if agrees else f"文中写{written(rate.number)}%"
    )
    verdict = ClaimVerdict.AGREES if agrees else ClaimVerdict.DISAGREES
    start = whole.clause.start
    while passage.plain[start] in " ,，、":
        start += 1
    return _claim(passage, Span(start, rate.span.end), ClaimTopic.RATIO, verdict, why)
