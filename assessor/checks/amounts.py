"""Money and the arithmetic of money that a text writes out: 2人×10.5万元/人＝21万元.

All money is in 元, rounded to 分. What a figure lacks (the unit of a budget, the number of
months) is told, never assumed.
"""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from assessor.checks.quantities import (
    Quantity,
    alike_units,
    base_unit,
    is_limit,
    quantities_in,
    quantity_of,
    related_units,
    unscaled,
    written,
)
from assessor.core.span import Span
from assessor.core.target import TargetKind
from assessor.text.normalise import normalise
from assessor.text.target_grammar import parse_targets

_AMOUNT = re.compile(r"^[¥$]?\s*(-?\d[\d,]{0,18}(?:\.\d{1,12})?)\s*(亿元|万元|元|亿|万)?$")
_FACTORS = {"亿元": 1e8, "亿": 1e8, "万元": 1e4, "万": 1e4, "元": 1.0}
_WAN = 1e4
_FACTOR = r"[每\u4e00-\u9fff]{0,8}?\d[\d,]{0,18}(?:\.\d{1,6})?\s*(?:%|[\u4e00-\u9fff㎡]{0,4}(?:[/·][\u4e00-\u9fff㎡]{1,3}){0,3})"
_TIMES = r"\s*(?:[×xX*✕╳]|乘以?)\s*"
_RESULT = r"\d[\d,]{0,18}(?:\.\d{1,6})?\s*[\u4e00-\u9fff]{1,3}"
_CHAIN = re.compile(
    rf"(?P<factors>{_FACTOR}(?:{_TIMES}[(]?{_FACTOR}[)]?){{1,6}})"
    rf"(?:\s*(?:=|≈|合计|共计|共|即|计|小计)\s*(?P<result>{_RESULT}))?"
)
_BEFORE = re.compile(r"(?<![\d.])(\d[\d,]{0,18}(?:\.\d{1,6})?\s*(?:亿元|万元|元))\s*\(\s*$")
_PART_OF = re.compile(r"其中|含|包括|如")
_PLUS = re.compile(r"\+[^\d+]{0,12}")
_MONTH_COUNT = re.compile(r"^(\d{1,2})\s*月$")
_SPLIT = re.compile(_TIMES)
_TIME = {"月": ("月", "个月"), "年": ("年",), "天": ("天", "日", "个工作日", "工作日"), "日": ("天", "日"),
         "季度": ("季度", "个季度"), "周": ("周",), "学期": ("学期",)}  # fmt: skip
_MONTHS = 12
_GAP = 16
_MEASURED = ("米", "平方米", "亩", "立方米", "公斤")
_SHARE = 0.005
_LIMIT_SHARE = 0.1


@dataclass(frozen=True, slots=True, kw_only=True)
class Product:
    """A quantity times a unit price, times months, as a text or two rows give it.

    Attributes
    ----------
    factors
        As printed, in order.
    amount
        Product in 元, or in ``unit`` where no factor is money.
    stated
        The result that the text itself gives, in the same unit; ``None`` if it gives none.
    tolerance
        What rounding of the stated result allows.
    open_per
        Denominators that no factor answers (月: the number of months is missing).
    several_years
        A factor counts more than one year or twelve months.
    at_most
        The price is an upper limit, so that the product is one too.
    """

    factors: tuple[str, ...]
    amount: float
    unit: str
    span: Span
    stated: float | None = None
    tolerance: float = 0.0
    open_per: tuple[str, ...] = ()
    several_years: bool = False
    at_most: bool = False

    @property
    def text(self) -> str:
        """The sum written out: 9人×150元/月×12个月＝1.62万元."""
        return f"{'×'.join(self.factors)}＝{yuan(self.amount) if self.is_money else written(self.amount) + self.unit}"

    def is_above(self, budget: float) -> bool:
        """Tell whether the product is more than a budget, whatever rounding and limits allow."""
        return self.amount > budget * (1 + (_LIMIT_SHARE if self.at_most else _SHARE))

    @property
    def is_money(self) -> bool:
        """Whether one factor is money."""
        return self.unit == "元"

    @property
    def agrees(self) -> bool | None:
        """Whether the stated result is right; ``None`` if it cannot be told or none is stated."""
        if self.stated is None:
            return None
        if abs(self.amount - self.stated) <= self.tolerance:
            return True
        if "月" in self.open_per:
            whole_year = abs(self.amount * _MONTHS - self.stated) <= self.tolerance
            return True if whole_year else None
        return None if self.open_per else False


def yuan(amount: float) -> str:
    """Write money as reviewers do: 16200 is 1.62万元, 28.4 is 28.4元.

    Examples
    --------
    >>> yuan(16200.0), yuan(28.4)
    ('1.62万元', '28.4元')
    """
    if abs(amount) >= _WAN:
        return f"{written(round(amount / _WAN, 6))}万元"
    return f"{written(round(amount, 2))}元"


def money(printed: str, *, unit: str = "") -> float | None:
    """Return a printed amount in 元, ``None`` where it is no plain amount or has no unit.

    Parameters
    ----------
    unit
        Unit of the form (``万元``, ``元``), taken where the amount names none.
    """
    match = _AMOUNT.match(normalise(printed).strip())
    if match is None:
        return None
    factor = _FACTORS.get(match[2] or unit)
    return None if factor is None else round(float(match[1].replace(",", "")) * factor, 2)


def is_figure(printed: str) -> bool:
    """Tell whether a cell holds a plain amount, with or without its unit."""
    return _AMOUNT.match(normalise(printed).strip()) is not None


def rounding(printed: str, *, unit: str = "") -> float:
    """Return half a unit of the last printed digit, in 元: 1.62万元 allows 50元."""
    match = re.search(r"\d[\d,]*(?:\.(\d+))?\s*(亿元|万元|元|亿|万)?", normalise(printed))
    if match is None:
        return 0.0
    factor = _FACTORS.get(match[2] or unit, 1.0)
    decimals = len(match[1] or "")
    return 0.5 * factor * 0.1**decimals + 0.005


@lru_cache(maxsize=64)
def plain_text(text: str) -> str:
    """Return a text normalised; many sums of one text ask for it."""
    return normalise(text)


@lru_cache(maxsize=2048)
def products_in(text: str) -> tuple[Product, ...]:
    """Return the products that a text writes out with ×, in reading order."""
    plain = normalise(text)
    found: list[Product] = []
    for match in _CHAIN.finditer(plain):
        product = _product(plain, match)
        if product is None:
            continue
        between = plain[found[-1].span.end : product.span.start].strip() if found else ""
        if between[:1] == "+" and _PLUS.fullmatch(between) and found[-1].stated is None:
            product = _sum(found.pop(), product)
        found.append(product)
    return tuple(found)


def products_within(text: str, sentence: Span) -> tuple[Product, ...]:
    """Return the products that begin within a stretch of a text."""
    products = products_in(text)
    first = bisect_left(products, sentence.start, key=lambda product: product.span.start)
    last = bisect_left(products, sentence.end, key=lambda product: product.span.start)
    return products[first:last]


def _sum(one: Product, other: Product) -> Product:
    """Join two products with a plus between them; the stated result is that of the sum."""
    return replace(
        other,
        factors=("×".join(one.factors) + "＋" + "×".join(other.factors),),
        amount=round(one.amount + other.amount, 4),
        span=Span(one.span.start, other.span.end),
        open_per=one.open_per + other.open_per,
        several_years=one.several_years or other.several_years,
    )


def _product(plain: str, match: re.Match[str]) -> Product | None:
    printed = [part.strip(" ()") for part in _SPLIT.split(match["factors"])]
    result, begin = match["result"], match.start()
    if not result and ")" in plain[match.end() - 1 : match.end() + 1]:
        before = _BEFORE.search(plain, max(0, match.start() - 24), match.start())
        if before is not None and not _PART_OF.match(match["factors"]):  # 24万元（120户×2000元/户）
            result, begin = before[1], before.start()
    factors = [_factor(part) for part in printed]
    if any(factor is None for factor in factors):
        return None
    start = begin if begin < match.start() else begin + _first_words(printed[0])
    printed[0] = printed[0][_first_words(printed[0]) :]
    known = [factor for factor in factors if factor is not None]
    prices = [factor for factor in known if factor.unit == "元"]
    counts = [factor for factor in known if factor.unit not in ("元", "%", "")]
    if not prices and not counts and match["result"]:
        return _bare(printed, known, match, start)
    if len(prices) > 1 or not (prices or counts):
        return None
    amount = multiplied(prices[0] if prices else None, counts)
    for share in (factor for factor in known if factor.unit == "%"):
        amount *= share.amount / 100
    unit = "元" if prices else counts[-1].target.unit.lstrip("万亿")
    stated = _stated(result, is_money=bool(prices), unit=counts[-1].unit if counts else "")
    return Product(
        factors=tuple(printed),
        amount=round(amount, 4),
        unit=unit,
        span=Span(start, match.end()),
        stated=stated,
        tolerance=max(rounding(result), _SHARE * amount) if stated is not None else 0.0,
        open_per=open_denominators(prices[0], counts) if prices else (),
        several_years=covers_years(counts),
    )


def _bare(
    printed: list[str], known: list[Quantity], match: re.Match[str], start: int
) -> Product | None:
    """Read 30×1200×12＝43.2万元, figures without units; only where it is right in 元 or 万元."""
    stated = _stated(match["result"], is_money=True, unit="元")
    amount = multiplied(None, known)
    if stated is None:
        return None
    allowed = max(rounding(match["result"]), _SHARE * stated)
    for factor in (1.0, _WAN):
        if abs(amount * factor - stated) <= allowed:
            return Product(factors=tuple(printed), amount=round(amount * factor, 4), unit="元",
                           span=Span(start, match.end()), stated=stated, tolerance=allowed)  # fmt: skip
    return None


def multiplied(price: Quantity | None, counts: Sequence[Quantity]) -> float:
    """Multiply a price with counts; 2.5公里 times 4万元/公里 is 10万元, whatever the base unit."""
    amount = price.amount if price is not None else 1.0
    for count in counts:
        scale = next(
            (
                factor
                for base, factor in map(base_unit, price.per if price is not None else ())
                if base == count.unit
            ),
            None,
        )
        amount *= unscaled(count) if scale is None else count.amount / scale
    return round(amount, 4)


def covers_years(counts: Iterable[Quantity]) -> bool:
    """Tell whether counts of years or months reach beyond one year."""
    return any(
        (count.unit == "年" and count.amount > 1)
        or (count.unit in _TIME["月"] and count.amount > _MONTHS)
        for count in counts
    )


def _first_words(printed: str) -> int:
    """Return where the first factor begins, words before its figure and 每 left out."""
    match = re.search(r"(?:每[\u4e00-\u9fff]){1,2}\d|\d", printed)
    return match.start() if match else 0


def _factor(printed: str) -> Quantity | None:
    text = _MONTH_COUNT.sub(r"\1个月", printed[_first_words(printed) :])
    targets = [
        t for t in parse_targets(text) if t.kind in (TargetKind.NUMBER, TargetKind.FREQUENCY)
    ]
    return quantity_of(targets[0]) if len(targets) == 1 else None


def _stated(printed: str | None, *, is_money: bool, unit: str) -> float | None:
    found = quantities_in(printed or "")
    if len(found) != 1:
        return None
    if is_money:
        return found[0].amount if found[0].unit == "元" else None
    return unscaled(found[0]) if alike_units(found[0].unit, unit) else None


def open_denominators(price: Quantity, counts: list[Quantity]) -> tuple[str, ...]:
    """Return the denominators of a price that none of the counts answers; a year answers itself."""
    return tuple(
        per
        for per in price.per
        if per != "年" and not any(answers(count.unit, per) for count in counts)
    )


def answers(unit: str, per: str) -> bool:
    """Tell whether a count in ``unit`` multiplies a price per ``per``."""
    if per in _TIME or any(unit in units for units in _TIME.values()):
        return unit in _TIME.get(per, (per,))
    per = base_unit(per)[0]
    return unit == per or (related_units(unit, per) and unit not in _MEASURED)


def _are_near(text: str, one: Span, other: Span) -> bool:
    """Tell whether two figures stand in one clause or in neighbouring ones, close together."""
    between = text[min(one.end, other.end) : max(one.start, other.start)]
    return len(between) <= _GAP and len(re.findall(r"[,;]", between)) <= 1


def sentence_products(text: str, sentence: Span) -> Iterator[Product]:
    """Yield 慰问200户，每户1500元: a count and a price per it in one sentence, if no other fits."""
    inside = sentence.quote(plain_text(text))
    if _CHAIN.search(inside):
        return
    found = quantities_in(inside)
    plain = [q for q in found if q.unit != "元" and not q.per]
    answering: dict[str, list[Quantity]] = {}
    timed: dict[str, list[Quantity]] = {}
    for price in (q for q in found if q.unit == "元" and q.per):
        first, *more = price.per
        if first not in answering:
            answering[first] = [q for q in plain if answers(q.unit, first)]
        if more and more[0] not in timed:
            timed[more[0]] = [q for q in found if answers(q.unit, more[0])]
        counts, months = answering[first], timed[more[0]] if more else []
        if len(counts) != 1 or len(months) > 1 or counts[0].target.approximate:
            continue
        if not _are_near(inside, price.target.span, counts[0].target.span):
            continue
        used = [counts[0], *(m for m in months if m is not counts[0])]
        spans = [q.target.span for q in (price, *used)]
        yield Product(
            factors=tuple(q.target.span.quote(inside).strip("()") for q in (*used, price)),
            amount=multiplied(price, used),
            unit="元",
            span=Span(
                sentence.start + min(s.start for s in spans),
                sentence.start + max(s.end for s in spans),
            ),
            open_per=open_denominators(price, used),
            several_years=covers_years(used),
            at_most=is_limit(price),
        )
