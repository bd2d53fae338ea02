"""How the money of a project is made up: lists of amounts, prices times quantities, what was spent.

A quantity and a price confirm an amount where their product is exactly the budget, an amount of the
text or what was spent. Lists that exceed the budget, and products that contradict the one amount of
their own name, are told; what may have other parts stays open.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate, pairwise

from assessor.checks.amounts import answers, money, plain_text, products_in, yuan
from assessor.checks.claim_text import amounts_in
from assessor.checks.price_rows import RowProduct, priced_rows, row_products
from assessor.checks.quantities import Quantity, base_unit, quantities_in, row_quantities, written
from assessor.checks.reckoning import SKIPPED, Passage, Reckoning, Verdict
from assessor.checks.told_products import is_price, told_products
from assessor.checks.topics import topic_of
from assessor.checks.word_lists import check_pattern
from assessor.core.finding import Place
from assessor.core.span import Span
from assessor.core.submission import Field, Indicator, Project

_SHARE = 0.001
_EXACT = 0.0005
_LIST_SHARE = 0.005
_GAP = 45
_MONTHS = 12
_LEAST = 2
_MOST_COUNTS = 60
_MOST_PARTS = 30
_MOST_FIGURES = 300
_MONTHLY = re.compile(r"按月|逐月|每月|月月|全年")
_MONTH_COUNT = re.compile(r"\d\s*个?月|[一二三四五六七八九十]个?月|半年")
_CLOSED = re.compile(r"组成|构成|分为|分成")


@dataclass(frozen=True, slots=True)
class Part:
    """An amount of money that a text names, with the words before it."""

    value: float
    span: Span
    words: str
    passage: Passage

    @property
    def place(self) -> str:
        """Where it stands, for a message."""
        return _place(self.passage)


@dataclass(frozen=True, slots=True)
class _Count:
    """A quantity that a price may be multiplied with, as printed."""

    unit: str
    amount: float
    shown: str
    row: str | None


@lru_cache(maxsize=64)
def parts_of(passage: Passage) -> tuple[Part, ...]:
    """Return the amounts of a text that are money of something: no prices, none within brackets."""
    plain = plain_text(passage.text)
    amounts = amounts_in(plain, Span(0, len(plain)))
    if len(amounts) > _MOST_FIGURES:
        return ()  # :func:`unread` says so
    products = [product for product in products_in(passage.text) if product.is_money]
    depth = [0, *accumulate((c == "(") - (c == ")") for c in plain)]
    found = []
    for product in products:
        value = product.amount if product.stated is None else product.stated
        if not product.open_per:
            found.append(Part(value, product.span, _before(plain, product.span.start), passage))
    for amount in amounts:
        inside = any(product.span.overlaps(amount.span) for product in products)
        opened = depth[amount.span.start] > 0
        if amount.kind == "元" and not inside and not opened and not is_price(plain, amount):
            words = _before(plain, amount.span.start)
            found.append(Part(amount.value, amount.span, words, passage))
    return tuple(sorted(found, key=lambda part: part.span))


def unread(passage: Passage) -> Iterator[Reckoning]:
    """Yield that a text has more amounts than are looked through."""
    plain = plain_text(passage.text)
    if len(amounts_in(plain, Span(0, len(plain)))) > _MOST_FIGURES:
        said = f"{_place(passage)}中的数字超过{_MOST_FIGURES}个，金额与预算{SKIPPED}"
        yield passage.reckoning(Verdict.OPEN, said)
    elif len(parts_of(passage)) > _MOST_PARTS:
        said = f"{_place(passage)}所列金额超过{_MOST_PARTS}项，与预算{SKIPPED}"
        yield passage.reckoning(Verdict.OPEN, said)


def _place(passage: Passage) -> str:
    return "项目内容" if passage.place is Place.PROJECT else "绩效目标"


def _before(plain: str, at: int) -> str:
    start = max(plain.rfind(mark, 0, at) for mark in ",，。；;、:：(\n") + 1
    return re.sub(r"^.*\d", "", plain[start:at])


def listed(passage: Passage, budget: float, *, judged: bool = True) -> Iterator[Reckoning]:
    """Hold the amounts that a text lists side by side against the budget.

    ``judged`` is false where a list may well be another sum than the budget of the year.
    """
    parts = [part for part in parts_of(passage) if part.value > 0]
    plain = plain_text(passage.text)
    parts = [part for part in parts if part.words.strip() != "共"]
    named = [part for part in parts if not check_pattern("amounts.not_a_part").search(part.words)]
    within = [part for part in named if part.value < budget]  # 2025年安排960万元：A…，B…
    lists = (
        [named]
        if check_pattern("amounts.adjusted").search(plain)
        else [named, within, parts, parts[1:]]
    )
    for one in lists:
        total = sum(part.value for part in one)
        if len(one) >= _LEAST and abs(total - budget) <= _EXACT * budget:
            said = f"{_sum(one)}＝{yuan(total)}，与预算{yuan(budget)}一致"
            yield passage.reckoning(Verdict.AGREES, said)
            return
    if not judged or not _is_list(passage, parts, budget):
        return
    total = sum(part.value for part in parts)
    span = Span(parts[0].span.start, parts[-1].span.end)
    if total > budget * (1 + _LIST_SHARE):
        said = f"所列金额 {_sum(parts)}＝{yuan(total)}，超过预算{yuan(budget)}"
        yield passage.reckoning(Verdict.DISAGREES, said, span)
    elif _CLOSED.search(plain) and total < budget * (1 - _LIST_SHARE):
        said = f"所列金额 {_sum(parts)}＝{yuan(total)}，与预算{yuan(budget)}不一致"
        yield passage.reckoning(Verdict.DISAGREES, said, span)


def _is_list(passage: Passage, parts: Sequence[Part], budget: float) -> bool:
    """Tell whether the amounts are parts of the budget of one year, each named by its words."""
    plain = plain_text(passage.text)
    gaps = [b.span.start - a.span.end for a, b in pairwise(parts)]
    if not gaps or len(parts) > _MOST_PARTS or max(gaps) > _GAP or _has_total(parts):
        return False
    if any(check_pattern("amounts.not_a_part").search(part.words) for part in parts):
        return False
    if any(part.value >= budget for part in parts) or not all(part.words for part in parts):
        return False
    return check_pattern("amounts.no_plan_list").search(plain) is None


def _has_total(parts: Sequence[Part]) -> bool:
    """Tell whether one amount is what others in a row add up to."""
    values = [part.value for part in parts]
    return any(
        _equal(value, sum(values[i:j]))
        for at, value in enumerate(values)
        for i in range(len(values))
        for j in range(i + _LEAST, len(values) + 1)
        if not i <= at < j
    )


def explained(
    project: Project, passages: Sequence[Passage], budget: float | str
) -> Iterator[Reckoning]:
    """Yield what prices times quantities confirm, and products that contradict their own amount."""
    parts = [part for passage in passages if not passage.cycle for part in parts_of(passage)]
    known = budget if isinstance(budget, float) else None
    counts = _counts(project, passages)
    for row, price in priced_rows(project.indicators):
        yield from _row_explained(project, row, price, counts, parts, known)
    for passage in passages:
        yield from _text_explained(passage, counts, parts, known)
    yield from _rows_together(project, known)
    yield from _actually_spent(project)


def _counts(project: Project, passages: Sequence[Passage]) -> tuple[_Count, ...]:
    found: list[_Count] = []
    for row in project.indicators:
        for q in row_quantities(row):
            if _is_count(q):
                shown = f"{_printed(q, row.value or row.name)}（{row.name}）"
                found.append(_Count(q.unit, q.amount, shown, row.id))
    for passage in passages:
        if not passage.cycle:
            found += [
                _Count(q.unit, q.amount, _printed(q, passage.text), None)
                for q in quantities_in(passage.text)
                if _is_count(q)
            ]
    return tuple(dict.fromkeys(found))[:_MOST_COUNTS]


def _printed(quantity: Quantity, text: str) -> str:
    """Return a quantity as printed, without signs and words before it."""
    printed = quantity.target.span.quote(text)
    figure = re.search(r"\d", printed)
    return printed[figure.start() :].strip() if figure else written(quantity.amount) + quantity.unit


def _is_count(quantity: Quantity) -> bool:
    return quantity.unit not in ("元", "%", "", "分") and not quantity.per and quantity.amount > 0


def _row_explained(
    project: Project, row: Indicator, price: Quantity, counts: Sequence[_Count],
    parts: Sequence[Part], budget: float | None,
) -> Iterator[Reckoning]:  # fmt: skip
    """Confirm an amount of the text, or a budget whose quantity only the sum tells."""
    shown = f"{yuan(price.amount)}/{'·'.join(price.per)}（{row.name}）"
    for count, value, times in _values(price, counts):
        if count.row == row.id:
            continue
        text = f"{count.shown}×{shown}{times}＝{yuan(value)}"
        others = (count.row,) if count.row is not None else ()
        fitting = [part for part in parts if _equal(part.value, value) and _same(row, count, part)]
        if fitting:
            said = f"{text}，与{fitting[0].place}所列{yuan(fitting[0].value)}一致"
            yield Reckoning(verdict=Verdict.AGREES, text=said, row=row.id, others=others)
            return
        if budget is not None and _equal(value, budget):
            said = f"{text}，与预算{yuan(budget)}一致"
            yield Reckoning(verdict=Verdict.AGREES, text=said, row=row.id, others=others)
            return


def _same(row: Indicator, count: _Count, part: Part) -> bool:
    """Tell whether price and amount are of one thing, or nothing tells that they are not."""
    mine, named = topic_of(row.name), topic_of(part.words)
    return bool(mine.shared(named)) or not named.strong or bool(topic_of(count.shown).shared(named))


def _text_explained(
    passage: Passage, counts: Sequence[_Count], parts: Sequence[Part], budget: float | None
) -> Iterator[Reckoning]:
    """Confirm the budget or an amount by a price of a text and a quantity of another place."""
    prices = quantities_in(passage.text)
    if passage.cycle or len(prices) > _MOST_FIGURES:
        return
    plain = plain_text(passage.text)
    done = [product.span for product in products_in(passage.text)]
    told = [one.span for one in told_products(plain) if one.verdict is Verdict.AGREES]
    for price in prices:
        if price.unit != "元" or not price.per or any(price.target.span.overlaps(s) for s in done):
            continue
        for count, value, times in _values(price, counts):
            text = f"{count.shown}×{price.target.span.quote(passage.text).strip('()（）')}{times}＝{yuan(value)}"
            if budget is not None and _equal(value, budget):
                yield passage.reckoning(Verdict.AGREES, f"{text}，与预算{yuan(budget)}一致")
                break
            known = any(price.target.span.overlaps(span) for span in told)
            own = [part for part in parts if part.passage == passage and not known]
            if any(_equal(part.value, value) for part in own):
                yield passage.reckoning(Verdict.AGREES, f"{text}，与文中所列{yuan(value)}一致")
                break


def _values(price: Quantity, counts: Sequence[_Count]) -> Iterator[tuple[_Count, float, str]]:
    """Yield each quantity that answers a price, the product and the months it was taken for."""
    times = [per for per in price.per if per in ("月", "年")]
    things = [per for per in price.per if per not in times]
    if len(things) != 1:
        return
    base, scale = base_unit(things[0])
    for count in counts:
        if answers(count.unit, things[0]):
            factor = 1 / scale if base == count.unit else 1.0
            value = count.amount * price.amount * factor
            yield (count, value, "") if "月" not in times else (count, value * _MONTHS, "×12个月")


def _rows_together(project: Project, budget: float | None) -> Iterator[Reckoning]:
    """Confirm a budget that several prices times their quantities make up."""
    found = [one.product for one in row_products(project.indicators)]
    products = [one for one in found if one is not None and not one.open_per]
    if budget is None or len(products) < _LEAST or len(products) < len(found):
        return
    total = sum(one.amount for one in products)
    if _equal(total, budget):
        sums = "＋".join("×".join(one.factors) for one in products)
        yield Reckoning(
            verdict=Verdict.AGREES, text=f"{sums}＝{yuan(total)}，与预算{yuan(budget)}一致"
        )


def _actually_spent(project: Project) -> Iterator[Reckoning]:
    """Confirm what was spent by the actual price times the actual quantity."""
    line = project.execution
    spent = money(line.executed, unit=project.money_unit) if line is not None else None
    if spent is None or not spent:
        return
    done = [(r, q) for r in project.indicators for q in row_quantities(r, Field.ACTUAL)]
    for row, price in priced_rows(project.indicators, Field.ACTUAL):
        counts = [
            _Count(q.unit, q.amount, f"{_printed(q, other.actual)}（{other.name}）", other.id)
            for other, q in done
            if other.id != row.id and _is_count(q)
        ]
        for count, value, times in _values(price, counts):
            if _equal(value, spent):
                shown = f"{count.shown}×{yuan(price.amount)}/{'·'.join(price.per)}（{row.name}）{times}＝{yuan(spent)}"
                yield Reckoning(verdict=Verdict.AGREES, text=f"实际 {shown}，与执行数{yuan(spent)}一致",
                                row=row.id, others=(count.row,) if count.row else (), actual=True)  # fmt: skip
                break


def contradicted(
    project: Project, passages: Sequence[Passage], found: RowProduct, budget: float
) -> Reckoning | None:
    """Return a product that disagrees with the one amount that the text names for the same thing."""
    product = found.product
    if product is None or product.at_most or not set(product.open_per) <= {"月"}:
        return None
    texts = [plain_text(passage.text) for passage in passages]
    amount, times = product.amount, ""
    if product.open_per:
        if not any(map(_MONTHLY.search, texts)) or any(map(_MONTH_COUNT.search, texts)):
            return None
        amount, times = amount * _MONTHS, "×12个月"
    own = [p for passage in passages if not passage.cycle for p in parts_of(passage)]
    named = [p for p in own if topic_of(p.words).shared(topic_of(_thing(found.price.name)))]
    text = f"{'×'.join(product.factors)}{times}＝{yuan(amount)}"
    if amount > budget * (1 + _LIST_SHARE):
        also = f"，也与{named[0].place}所列{yuan(named[0].value)}不符" if len(named) == 1 else ""
        said = f"按指标测算 {text}，超过预算{yuan(budget)}{also}"
    elif len(named) == 1 and len(own) > 1 and amount > named[0].value * (1 + _LIST_SHARE):
        said = f"按指标测算 {text}，与{named[0].place}所列{yuan(named[0].value)}不符"
    else:
        return None
    return Reckoning(verdict=Verdict.DISAGREES, text=said, place=Place.ROW, row=found.price.id,
                     field=Field.VALUE, span=product.span, others=found.others)  # fmt: skip


def _thing(name: str) -> str:
    """Return the name of a price without the words that all prices share."""
    return re.sub(r"(?:补助|补贴|发放|支出|费用)?(?:标准|单价|成本|造价|金额)$", "", name)


def _equal(one: float, other: float) -> bool:
    return abs(one - other) <= _SHARE * max(abs(one), abs(other))


def _sum(parts: Sequence[Part]) -> str:
    return "＋".join(yuan(part.value) for part in parts)
