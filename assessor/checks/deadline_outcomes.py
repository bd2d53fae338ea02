"""Whether a deadline was kept: one day, several days in order, or the same day of every month."""

import re
from dataclasses import dataclass

from assessor.checks.asides import without_asides
from assessor.checks.deadlines import named_year, read_days
from assessor.checks.figure_comparison import Outcome
from assessor.checks.word_lists import check_pattern
from assessor.core.span import Span
from assessor.core.target import Target, TargetKind
from assessor.text.normalise import normalise
from assessor.text.target_grammar import parse_targets

_RECURRING = re.compile(
    r"(?:每个?月|每个?季度?|每半年|每学期|次月|当月|各月|逐月|季后|每期)[^\d，,；;。后]{0,8}?"
    r"(?:(?P<day>\d{1,2})\s*[日号]|(?:月|季度?|期)?[底末])(?:\s*(?:前|之前|以前|内|以内)|$)"
)
_QUARTER_END = re.compile(r"每个?季度?[^\d，,；;。]{0,4}[底末]")
_DAY = re.compile(
    r"(?:(?P<month>\d{1,2})\s*月\s*(?:份)?\s*)?(?<!\d)(?P<day>\d{1,2})\s*[日号](?![内均]|以内|之内)"
)
_ALL = re.compile(r"均|全部|全都|每个?月|各月|各季度|每季|每期|12\s*个月|十二个月|[4四]个季度")
_IN_TIME = re.compile(r"(?:按[期时]|如期|准时)(?!率)")
_IN_TIME_DENIED = re.compile(r"(?:未能?|没有?能?)(?:全部|完全)?(?:按[期时]|如期|准时)")
_NEXT_YEAR = re.compile(r"(?:次年|翌年|下年度?|明年|第二年)\s*$")
_DENIED = re.compile(r"(?:无|没有?|未|零|不存在|避免|杜绝|不曾)[^，,。；;]{0,3}$")
_NOTHING = re.compile(
    r"\s*(?:发放|支付|办理)?(?:率|笔数|次数|件数|情况)?\s*(?:为|是|:)?\s*0(?![\d.])"
)
_DUE = "完成时间不够具体，判断不了是否按期"


@dataclass(frozen=True, slots=True)
class DeadlineOutcome:
    """Outcome of dates, the words that decide (``None`` for all of them), why it is undecided."""

    outcome: Outcome
    span: Span | None = None
    why: str = ""


def is_recurring(value: str) -> bool:
    """Tell whether a target is a day of every month or quarter."""
    return _RECURRING.search(normalise(value)) is not None


def deadline_outcome(value: str, actual: str, year: int | None) -> DeadlineOutcome:
    """Compare the dates of an actual value with a deadline."""
    if is_recurring(value):
        return _recurring(normalise(value), normalise(actual))
    late = tells_late(actual)
    dated = _dated(value, actual, year)
    if dated.outcome is Outcome.REACHED:
        return dated
    if late or (dated.span is None and _IN_TIME_DENIED.search(normalise(actual))):
        return DeadlineOutcome(Outcome.MISSED)
    if dated.outcome is Outcome.UNDECIDED and _tells_in_time(actual, dated=dated.span is not None):
        return DeadlineOutcome(Outcome.REACHED)
    return dated


def _tells_in_time(actual: str, *, dated: bool) -> bool:
    if _found(check_pattern("fulfilment.early"), actual):
        return True
    return not dated and _IN_TIME.search(normalise(actual)) is not None


def tells_late(actual: str) -> bool:
    """Tell whether words say that a term was not kept; 无逾期 says the opposite."""
    return _found(check_pattern("fulfilment.late"), actual)


def _found(pattern: re.Pattern[str], actual: str) -> bool:
    text = normalise(actual)
    return any(
        not _DENIED.search(text[max(0, match.start() - 8) : match.start()])
        and not _NOTHING.match(text, match.end())
        for match in pattern.finditer(text)
    )


def _recurring(value: str, actual: str) -> DeadlineOutcome:
    found = _RECURRING.search(value)
    limit = int(found["day"]) if found and found["day"] else 31
    for match in _DAY.finditer(actual):
        if int(match["day"]) > limit:
            return DeadlineOutcome(Outcome.MISSED, Span(*match.span()))
    if _QUARTER_END.search(value) and any(
        int(match["month"]) % 3 == 1 for match in _DAY.finditer(actual) if match["month"]
    ):
        return DeadlineOutcome(Outcome.MISSED)
    if tells_late(actual) or _IN_TIME_DENIED.search(actual):
        return DeadlineOutcome(Outcome.MISSED)
    days = [int(match["day"]) for match in _DAY.finditer(actual)]
    if _ALL.search(actual) and (days or _IN_TIME.search(actual)):
        return DeadlineOutcome(Outcome.REACHED)
    return DeadlineOutcome(Outcome.UNDECIDED, why=_DUE)


def _dated(value: str, actual: str, year: int | None) -> DeadlineOutcome:
    wanted, got = _dates(value), _dates(actual)
    if len(wanted) > 1 and len(wanted) == len(got):
        pairs = [
            _one(w.span.quote(value), a.span.quote(actual), a.span, year, actual=actual)
            for w, a in zip(wanted, got, strict=True)
        ]
        order = (Outcome.MISSED, Outcome.UNDECIDED, Outcome.REACHED)
        return min(pairs, key=lambda one: order.index(one.outcome))
    if len(wanted) == 1 < len(got) and all(t.deadline is None for t in got):
        return _one(value, got[-1].span.quote(actual), got[-1].span, year, actual=actual)
    span = got[-1].span if got else None
    quoted = span.quote(actual) if span else actual
    return _one(value, quoted, span, year, actual=actual)


def _dates(text: str) -> tuple[Target, ...]:
    targets = [t for t in parse_targets(text) if t.kind is TargetKind.DATE]
    return tuple(t for t in without_asides(text, targets) if t.kind is TargetKind.DATE)


def _one(
    value: str, quoted: str, span: Span | None, year: int | None, *, actual: str
) -> DeadlineOutcome:
    known = named_year(value) or named_year(quoted) or year or 2000
    year_of_actual = named_year(quoted) or year or known
    if span is not None and not named_year(quoted) and _is_next_year(actual, span):
        year_of_actual = (named_year(value) or year or known) + 1
    wanted = read_days(value, year=named_year(value) or year or known)
    got = read_days(quoted, year=year_of_actual)
    if wanted is None or got is None:
        return DeadlineOutcome(Outcome.UNDECIDED, why="完成时间无法与时限比较")
    if got.last <= wanted.sure:
        return DeadlineOutcome(Outcome.REACHED, span)
    if got.first > wanted.last:
        return DeadlineOutcome(Outcome.MISSED, span)
    return DeadlineOutcome(Outcome.UNDECIDED, span, why=_DUE)


def _is_next_year(actual: str, span: Span) -> bool:
    text = normalise(actual)
    inside = re.search(r"次年|翌年|下年|明年|第二年", text[span.start : span.end])
    return inside is not None or _NEXT_YEAR.search(text[: span.start]) is not None
