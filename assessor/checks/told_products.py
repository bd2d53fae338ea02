"""Products told in words: 40间、每间18万元，计720万元; 143万元（26个，5.5万元/个).

A price for each, what it is counted by and the total stand in one sentence. The total is called
wrong only where nothing in the sentence could explain another one; else the product stays open.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assessor.checks.amounts import answers, yuan
from assessor.checks.claim_text import Amount, amounts_in
from assessor.checks.quantities import base_unit, written
from assessor.checks.reckoning import ToldSum, Verdict
from assessor.checks.word_lists import check_pattern, check_terms
from assessor.core.span import Span

_SENTENCE = re.compile(r"[^。；;！？!?\n]+")
_EACH = re.compile(
    r"(?:(?P<mean>(?:[人户亩场次期班台套辆件项株生]|公里)均(?:每[月天次])?)|(?P<each>(?:每[^\d每，,、；;。:：（(]{1,9})+))"
    r"(?P<words>[^\d，,、；;。（(每]{0,12})$"
)
_STANDARD = re.compile(r"(?:标准|单价|单位成本)(?:为|是|[:：\s])?$")
_SLASH = re.compile(r"^\s*/\s*([\u4e00-\u9fff㎡]{1,3}(?:\s*[·./]\s*[\u4e00-\u9fff]{1,2})*)")
_DAYS = ("天", "日", "个工作日", "工作日")
_TIMES = {"月": ("个月", "月"), "天": _DAYS, "日": _DAYS, "次": ("次", "场", "场次", "轮"),
          "学期": ("学期", "个学期"), "季度": ("季度", "个季度"), "季": ("季度", "个季度"), "周": ("周",),
          "小时": ("小时",), "学时": ("学时",), "课时": ("课时",), "年": ("年",)}  # fmt: skip
_NUMERALS = {"两": 2.0, "二": 2.0, "三": 3.0, "四": 4.0, "五": 5.0, "六": 6.0}
_IN_WORDS = re.compile(r"([两二三四五六])(?:次|轮|批|季|期|天|年|个?月|个?学期|班)")
_AGAIN = re.compile(
    r"每年|每学期|每季|每月|每次|按月|逐月|[两双三四]节|分批|分期|多次|各|分别|依次"
)
_WHOLE_YEAR = re.compile(r"全年|按月|逐月")
_CHAIN = re.compile(r"[×xX*✕╳]\s*\d|\d\s*[×*✕╳]")
_GAP = 45
_MOST_FIGURES = 80
_NEAR = 0.01
_SHARE = 0.0005


@dataclass(frozen=True, slots=True)
class _Price:
    """An amount for each of something, with its place among the amounts of the sentence."""

    at: int
    amount: Amount
    per: tuple[str, ...]

    @property
    def thing(self) -> str:
        """What it is counted by: 人 in 元/人·月; a time where nothing else is named."""
        return next((per for per in self.per if per not in _TIMES), self.per[0])

    @property
    def times(self) -> tuple[str, ...]:
        """Times that it must be multiplied with besides; a year answers itself."""
        return tuple(per for per in self.per if per in _TIMES and per not in (self.thing, "年"))


@dataclass(frozen=True, slots=True)
class _Item:
    """A price, the counts that it may be multiplied with (nearest first) and the total."""

    price: _Price
    counts: tuple[Amount, ...]
    total: Amount
    sure: bool
    extra: tuple[tuple[str, float], ...]
    words: str

    @property
    def span(self) -> Span:
        spans = [one.span for one in (self.price.amount, self.counts[0], self.total)]
        return Span(min(span.start for span in spans), max(span.end for span in spans))


def told_products(plain: str, within: Span | None = None) -> Iterator[ToldSum]:
    """Yield the products of a normalised text that a sentence tells with their totals."""
    bounds = within or Span(0, len(plain))
    for match in _SENTENCE.finditer(plain, bounds.start, bounds.end):
        sentence = Span(*match.span())
        amounts = amounts_in(plain, sentence)
        if len(amounts) > _MOST_FIGURES:
            why = f"一句中数字超过{_MOST_FIGURES}个，数量与单价没有逐一核对"
            yield ToldSum(verdict=Verdict.OPEN, span=sentence, why=why, skipped=True)
        elif _CHAIN.search(match.group()) is None:
            for item in _items(plain, sentence, amounts):
                yield _judged(item)


def _items(plain: str, sentence: Span, amounts: Sequence[Amount]) -> Iterator[_Item]:
    prices = [p for at in range(len(amounts)) for p in _price(plain, sentence, amounts[at], at)]
    begin = 0
    for number, price in enumerate(prices):
        end = prices[number + 1].at if number + 1 < len(prices) else len(amounts)
        total = _total(plain, amounts, price, end)
        places = [
            at
            for at in (*range(price.at - 1, begin - 1, -1), *range(price.at + 1, end))
            if _answers(plain, amounts[at], price.thing)
            and not _is_each(plain, sentence, amounts[at])
        ]
        if places and places[0] < price.at:  # what follows belongs to the next price
            places = [at for at in places if at < price.at]
        if total is None or not places:
            continue  # a later total may add this price: what follows is no item of its own
        at, sure = total
        waiting = number > 0 and prices[number - 1].at >= begin
        first = min(places[0], price.at, at)
        extra = [
            (one.unit, one.value)
            for one in amounts[begin : max(at, price.at) + 1]
            if any(one.unit in units for units in _TIMES.values()) and one is not amounts[places[0]]
        ]
        clause = max(
            plain.rfind(mark, sentence.start, amounts[first].span.start) for mark in ",;、("
        )
        start = max(clause + 1, sentence.start)
        words = plain[start : amounts[max(at, price.at)].span.end]
        extra += [("", _NUMERALS[m[1]]) for m in _IN_WORDS.finditer(words)]
        yield _Item(price, tuple(amounts[p] for p in places), amounts[at], sure and not waiting,
                    tuple(extra), words)  # fmt: skip
        begin = max(at, price.at) + 1


def _price(plain: str, sentence: Span, amount: Amount, at: int) -> Iterator[_Price]:
    if amount.kind != "元":
        return
    before = plain[max(sentence.start, amount.span.start - 24) : amount.span.start]
    if behind := _SLASH.match(plain[amount.span.end : amount.span.end + 14]):
        printed = re.split(r"\s*[·./]\s*", behind[1])
        yield _Price(at, amount, tuple(_folded(one) for one in printed))
    elif each := _EACH.search(before):
        if check_pattern("amounts.no_price").search(each.group()) is None:
            printed = (
                each["mean"].replace("均", "").split("每")
                if each["mean"]
                else each["each"].split("每")[1:]
            )
            yield _Price(at, amount, tuple(_folded(one) for one in printed))
    elif _STANDARD.search(before):
        yield _Price(at, amount, ("",))


def is_price(plain: str, amount: Amount) -> bool:
    """Tell whether an amount is one for each of something."""
    return any(_price(plain, Span(0, len(plain)), amount, 0))


def _folded(printed: str) -> str:
    """Return the unit that 每… begins with: 名困难职工补助 is 名, 月发放 is 月."""
    known = sorted((*check_terms("amounts.each_units"), *_TIMES), key=len, reverse=True)
    return next((unit for unit in known if printed.startswith(unit)), printed[:4])


def _total(
    plain: str, amounts: Sequence[Amount], price: _Price, end: int
) -> tuple[int, bool] | None:
    """Return the place of the total of a price, and whether the words make it one beyond doubt."""
    begin, until = price.amount.span.start, price.amount.span.end
    opened = plain.rfind("(", max(0, begin - _GAP), begin)
    if opened > plain.rfind(")", max(0, begin - _GAP), begin):
        inside = [at for at in range(price.at) if amounts[at].span.end <= opened]
        if inside and amounts[inside[-1]].kind == "元":
            close = not plain[amounts[inside[-1]].span.end : opened].strip()
            return (inside[-1], True) if close else None
    for at in range(price.at + 1, end):
        amount = amounts[at]
        if amount.span.start - until > _GAP:
            return None
        if amount.kind == "元":
            lead = plain[amounts[at - 1].span.end : amount.span.start]
            if check_pattern("amounts.other_money").search(lead):
                return None
            return at, check_pattern("amounts.total_lead").search(lead) is not None
    return None


def _answers(plain: str, count: Amount, per: str) -> bool:
    if not count.kind and per and not count.unit:
        return plain[count.span.end :].lstrip().startswith(per)
    if count.kind in ("元", "share", "score", "") or count.unit == "分":
        return False
    if not per:
        return count.kind not in ("seconds", "个月")
    if per in _TIMES:
        return count.unit in _TIMES[per]
    behind = count.unit + plain[count.span.end : count.span.end + 6]
    person = count.kind == "persons" and per in check_terms("amounts.persons")
    return person or behind.startswith(per) or answers(base_unit(count.unit)[0], per)


def _is_each(plain: str, sentence: Span, count: Amount) -> bool:
    """Tell whether a count is itself one for each: 亩均增产50公斤."""
    before = plain[max(sentence.start, count.span.start - 24) : count.span.start]
    return _EACH.search(before) is not None


def _judged(item: _Item) -> ToldSum:
    price = item.price
    needed, supposed = price.times, False
    fitting = [n for unit, n in item.extra if not needed or unit in _TIMES[needed[0]] or not unit]
    if "月" in needed and not fitting:
        fitting = [12.0]
        supposed = _WHOLE_YEAR.search(item.words) is None
    times = fitting if needed else [1.0, *fitting]
    single = [_multiplied(item, count) for count in item.counts]
    values = [*single, sum(single)]
    for value in values:
        for factor in times:
            if _is_near(value * factor, item, _SHARE):
                return _told(item, value, factor, Verdict.AGREES)
    factor = times[0] if times else 1.0
    wrong = (
        item.sure
        and not supposed
        and len(item.counts) == 1
        and len(fitting) == (1 if needed else 0)
        and len(needed) < 2
        and not _is_near(single[0] * factor, item, _NEAR)
        and not ("其中" in item.words or re.search("各|分别|依次", item.words))
        and (needed or _AGAIN.search(_without_each(item)) is None)
        and check_pattern("amounts.loose").search(item.words) is None
    )
    return _told(item, single[0], factor, Verdict.DISAGREES if wrong else Verdict.OPEN)


def _without_each(item: _Item) -> str:
    """Return the words of an item without the 每… of its own price."""
    words = item.words
    for per in item.price.per:
        words = words.replace(f"每{per}", "", 1)
    return words


def _multiplied(item: _Item, count: Amount) -> float:
    (unit, factor), (per, scale) = base_unit(count.unit), base_unit(item.price.thing)
    return count.value * item.price.amount.value * (factor / scale if unit == per else 1.0)


def _is_near(value: float, item: _Item, share: float) -> bool:
    """Tell whether a product is the total, as far as its printed decimals and a share allow."""
    rounded = (
        item.price.amount.slack * value / item.price.amount.value if item.price.amount.value else 0
    )
    allowed = max(item.total.slack * 1.01 + rounded, share * max(value, item.total.value))
    return abs(value - item.total.value) <= allowed + 1e-6


def _told(item: _Item, value: float, factor: float, verdict: Verdict) -> ToldSum:
    count, price = item.counts[0], item.price
    many = f"×{written(factor)}" if factor != 1.0 else ""
    per = "/" + "·".join(price.per) if price.thing else ""
    shown = f"{written(count.value)}{count.unit}×{yuan(price.amount.value)}{per}{many}"
    if len(item.counts) > 1:
        shown = f"数量×{yuan(price.amount.value)}{per}{many}"
    computed = yuan(round(value * factor, 2))
    if verdict is Verdict.AGREES:
        why = f"{shown}＝{yuan(item.total.value)}，一致"
    elif verdict is Verdict.DISAGREES:
        why = f"{shown}＝{computed}，文中写{yuan(item.total.value)}"
    else:
        why = f"{shown}与文中{yuan(item.total.value)}是否相符：缺少单一、确定的数量、次数或月数"
    return ToldSum(verdict=verdict, span=item.span, why=why)
