"""Reported results as rows, so that they are judged by the rules that hold for rows of a table."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache

from assessor.checks.claim_text import Passage, Role, amounts_in, sentences
from assessor.checks.comparable_figures import canonical, conversion
from assessor.checks.directions import Better, certain_direction
from assessor.checks.figure_roles import scale_of
from assessor.checks.fulfilment import Fulfilment, Outcome, fulfilment_of
from assessor.checks.report_targets import (
    Announced,
    announced_targets,
    linked_figures,
    similarity,
    target_of,
)
from assessor.checks.reported_results import ReportedResult, results_of, with_points
from assessor.checks.self_evaluation import EvaluatedRow
from assessor.checks.topics import topic_of
from assessor.checks.word_lists import check_pattern, check_terms
from assessor.core.assessment import IndicatorAssessment, Smart
from assessor.core.judgement import Judgement, ValueKind
from assessor.core.span import Span
from assessor.core.submission import Indicator
from assessor.text.lexicon import alternation

_CAUSE = re.compile(
    r"由于|因(?!此|地制宜|而|材|素|果)|原因|致使|导致|鉴于|造成|所致|缘于|源于|得益于"
    r"|受(?!益|训|众|理|托|惠|助|奖|邀|欢迎|好评|到?[^,，。;；]{0,10}(?:好评|欢迎|表彰|表扬|肯定|赞|青睐))"
    r"|(?<![体关联维派干谱水])系(?!统|列|数|所)"
)
_MONEY = re.compile("执行率|支出率|支付率|支出进度|到位率|预算")
_PROBLEMS = re.compile("问题|不足|偏差|原因|困难")
_ALL_THERE = re.compile(  # fewer there were: 为实有人数的100%, 应保尽保
    r"(?:实有|应当?|在册|符合条件|符合|现有|实际申请|申请)[^,，。;；\d]{0,12}的?\s*100\s*%|应([\u4e00-\u9fff])尽\1|应([\u4e00-\u9fff]{2})尽\2"
)
_NEAR = 0.6
_CLOSE = 1e-6


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportedRow:
    """A reported result with what it says of its target.

    Attributes
    ----------
    value, actual
        Target and actual value as a message shows them.
    reason
        The sentences that tell a cause, ``""`` without one.
    reason_at
        Where the reason stands in the passage.
    """

    result: ReportedResult
    row: EvaluatedRow
    value: str
    actual: str
    reason: str = ""
    reason_at: Span | None = None

    @property
    def fell_short(self) -> bool:
        """Whether the target was certainly missed."""
        return self.row.fulfilment.fell_short


@lru_cache(maxsize=8)
def reported_rows(texts: tuple[Passage, ...], year: int | None) -> tuple[ReportedRow, ...]:
    """Return the results of all paragraphs as rows, in reading order."""
    found = [
        _row(result, texts, year)
        for text in texts
        if text.paragraph is not None
        for result in (*results_of(text), *_linked(text, texts))
    ]
    told = [one for one in found if not _MONEY.search(one.result.name)]
    return tuple(sorted(told, key=lambda r: (r.result.passage.paragraph or 0, r.result.span.start)))


def _linked(text: Passage, texts: tuple[Passage, ...]) -> list[ReportedResult]:
    """Return the results that print no target but answer an announced one."""
    links = [link for link in linked_figures(texts) if link.passage is text]
    found = []
    for number, link in enumerate(links):
        end = links[number + 1].figure.clause.start if number + 1 < len(links) else len(text.plain)
        result = ReportedResult(
            passage=text, name=link.announced.phrase, phrase=link.announced.phrase,
            sentence=link.sentence, done=link.figure,
            rest=text.plain[link.figure.span.end : max(end, link.figure.span.end)],
        )  # fmt: skip
        found.append(with_points(result, link.sentence, own=True))
    return found


def _row(result: ReportedResult, texts: tuple[Passage, ...], year: int | None) -> ReportedRow:
    targets = announced_targets(texts)
    announced = None if result.want is not None else target_of(result, targets)
    if result.want is not None:
        value = _signed(result, targets)
    else:
        value = announced.text if announced is not None else ""
    actual = result.quote(result.done)
    rate = result.rate
    row = Indicator(id="", name=result.name, value=value, actual=actual)
    done = fulfilment_of(row, year) if value else _undecided()
    if rate is not None and done.outcome is Outcome.UNDECIDED:
        row = replace(row, name=f"{result.name}完成率", value="≥100%", actual=f"{rate.number}%")
        done = fulfilment_of(row, year)
    elif done.outcome is Outcome.UNDECIDED and value and _is_least(result):
        row = replace(row, value=f"≥{value}")
        done = fulfilment_of(row, year)
    reason, at = _reason(result)
    full = result.full
    got = result.got if result.got is not None else (full if result.in_full else None)
    evaluated = EvaluatedRow(
        row=replace(row, score=result.got_text, weight=f"{full:g}" if full is not None else ""),
        fulfilment=done,
        weight=full,
        score=got,
        assessed=_unjudged(row),
        explained=bool(reason) or _names_gap(result, done) or _is_explained(result, texts),
    )
    shown = value or "年初计划"
    return ReportedRow(
        result=result, row=evaluated, value=shown, actual=actual, reason=reason, reason_at=at
    )


def _signed(result: ReportedResult, targets: Sequence[Announced]) -> str:
    """Return the printed target, with the sign of the same target where it is announced."""
    want, value = result.want, result.quote(result.want)
    if want is None or want.target.sign is not None:
        return value
    same = [
        a
        for a in targets
        if a.figure.number == want.number
        and a.figure.target.unit == want.target.unit
        and (result.name in a.phrase or similarity(result.name, a.phrase) >= _NEAR)
    ]
    signs = {a.figure.target.sign for a in same}
    return same[0].text if len(signs) == 1 and None not in signs else value


_MENDED = re.compile(  # what is or will be done about it
    r"(?:已|将)(?!经?(?:完成|达到|超过|全部|实现|建成|通过|办结|发放|支付|投入|于|近))(?:会同|联合|由|向|对|在|把)?[\u4e00-\u9fff]{2}"
    r"|(?:反映|集中|突出|诉求)[^,，。;；\d]{0,8}(?:是|为|在|于)|(?:自|从)?20\d\d\s*年(?:\d{1,2}\s*月)?(?:底前|之?前|起|以后|开始)"
)
_MEASURES = ("seconds", "元", "share")


def _is_least(result: ReportedResult) -> bool:
    """Tell whether more is better: of counts and extents, and of what 高于 or 未达 a target."""
    if certain_direction(result.name) is Better.LESS or result.done is None:
        return False
    if canonical(result.done.target.unit)[0] not in _MEASURES:
        return True
    kind = canonical(result.done.target.unit)[0]
    if kind == "share" and check_pattern("report_results.more_is_better").search(result.name):
        return not re.search("不|未|无|非", result.name)
    if kind == "元" and check_pattern("report_results.money_brought").search(result.name):
        return True
    behind = result.want.left[-8:] if result.want is not None and result.want.behind else ""
    return re.search("高于|超过|达到|未达|不足|没有达到|高出", behind) is not None


def _undecided() -> Fulfilment:
    return Fulfilment(outcome=Outcome.UNDECIDED, why="文中没有指标值")


def _unjudged(row: Indicator) -> IndicatorAssessment:
    """Return an assessment that says nothing: no model reads running text."""
    judgement = Judgement(
        value_kind=ValueKind.QUANTITATIVE, unquantified=False, vague=False, level=None,
        level_mismatch=False, unclear_name=False, compound=False, missing_unit=False,
        name_value_mismatch=False, weak=False, levels=(), probabilities=(),
    )  # fmt: skip
    smart = Smart(specific=None, measurable=None, achievable=None, relevant=None, time_bound=None)
    return IndicatorAssessment(
        indicator=row, targets=(), judgement=judgement, findings=(), smart=smart, score=None
    )


@cache
def _explains() -> re.Pattern[str]:
    words = [w for w in check_terms("report_results.explained") if len(w) > 1]
    return re.compile(alternation(tuple(words)))


def tells_cause(words: str) -> bool:
    """Tell whether words name a cause."""
    return _CAUSE.search(words) is not None


def cause_start(words: str) -> int:
    """Return where the cause begins in ``words``, -1 without one."""
    found = _CAUSE.search(words)
    return found.start() if found else -1


def _reason(result: ReportedResult) -> tuple[str, Span | None]:
    """Return the sentence that tells the cause of a result: its own, or one of the next two."""
    plain = result.passage.plain
    limit = result.span.end + len(result.rest)
    own = Span(result.sentence.start, min(result.sentence.end, limit))
    after = [s for s in sentences(plain) if own.end <= s.start < limit][:2]
    for span in (own, *after):
        if tells_cause(plain[span.start : span.end]):
            return plain[span.start : span.end].strip(), span
    return "", None


def _is_explained(result: ReportedResult, texts: tuple[Passage, ...]) -> bool:
    """Tell whether what follows, or another chapter, says what the gap or excess is made of."""
    plain = result.passage.plain
    rest = [s for s in sentences(result.rest)][:3]
    around = plain[result.sentence.start : result.span.end]
    if result.sentence.end > result.span.end and _MENDED.search(
        plain[result.span.end : min(result.sentence.end, result.span.end + len(result.rest))]
    ):
        return True
    if _ALL_THERE.search(result.rest[:40]):
        return True
    if any(_explains().search(result.rest[s.start : s.end]) for s in rest):
        return True
    if _explains().search(around):
        return True
    if tells_cause(plain[: result.sentence.start]) and _is_first(result):
        return True
    return any(_explained_by(result, text) for text in texts if text is not result.passage)


def _names_gap(result: ReportedResult, done: Fulfilment) -> bool:
    """Tell whether what follows speaks of the very amount by which a target was missed or passed."""
    wanted, got = done.target, result.done
    if wanted is None or got is None or got.target.unit in ("%", ""):
        return False
    factor = conversion(got.target, wanted)
    bound = wanted.low if wanted.low is not None else wanted.high
    if factor is None or bound is None:
        return False
    gap = abs(got.number - bound * factor) * scale_of(got.target.unit)
    rest = Span(result.span.end, result.span.end + len(result.rest))
    return gap > 0 and any(
        abs(amount.value - gap) < _CLOSE * gap and amount.unit
        for amount in amounts_in(result.passage.plain, rest)
    )


def _is_first(result: ReportedResult) -> bool:
    own = results_of(result.passage)
    return bool(own) and own[0].sentence == result.sentence


def _explained_by(result: ReportedResult, text: Passage) -> bool:
    """Tell whether a sentence of another paragraph tells why; in a chapter on problems one word of content is enough."""
    problems = any(_PROBLEMS.search(heading) for heading in text.headings)
    if text.role is Role.INTRODUCTION:
        return False
    about = topic_of(result.name)
    for sentence in sentences(text.plain):
        words = text.plain[sentence.start : sentence.end]
        causal = tells_cause(words) or check_pattern("report_results.not_done").search(words)
        near = similarity(result.name, words) >= _NEAR
        if causal and near:
            return True
        if not problems:
            continue
        open_words = causal or check_pattern("report_results.deviation").search(words)
        if near or (open_words and about.shared(topic_of(words))):
            return True
    return False
