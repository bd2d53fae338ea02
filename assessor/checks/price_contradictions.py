"""Prices that a text reckons with and a row sets otherwise; sums that claim to be all the money."""

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

from assessor.checks.amounts import Product, plain_text, products_in, yuan
from assessor.checks.goal_links import row_topic
from assessor.checks.price_rows import RowProduct, priced_rows
from assessor.checks.quantities import Quantity, is_limit, quantities_in
from assessor.checks.reckoning import Passage, Reckoning, Verdict
from assessor.checks.topics import Topic, topic_of
from assessor.checks.word_lists import check_pattern
from assessor.core.finding import Place
from assessor.core.submission import Field, Indicator, Project
from assessor.core.target import Sign

_SHARE = 0.005
_EXACT = 0.0005
_WIDE = 0.15
_LEAST_COMMON = 3
_LEAST = (Sign.AT_LEAST, Sign.MORE_THAN)
_PRICE_WORDS = re.compile(
    r"(?:平均|单位|次均|场均|人均|户均|亩均|单[场条台套个份次处座户项]|每[^\d]|采购|购置|成本|单价|标准|造价|价格|费用)"
)
_MARKS = ",，、:：;；。(（\n"


def priced_otherwise(
    project: Project, texts: Sequence[Passage], budget: float | str
) -> Iterator[Reckoning]:
    """Yield rows whose unit price is not the one that a text reckons with for the same thing."""
    wholes = [p for p in texts if isinstance(budget, float) and _reckons_all(p, budget)]
    rows = [(row, price, row_topic(row)) for row, price in priced_rows(project.indicators)]
    used = [
        (words, price, text)
        for passage in texts
        if not passage.cycle
        for words, price, text in _priced(passage)
    ]
    split = _split_prices(texts)
    for row, mine, topic in rows:
        alike = [
            (price, text)
            for words, price, text in used
            if _things(price) == _things(mine)
            and text not in split
            and _is_same(topic, words, rows, row)
        ]
        if len({price.amount for price, _ in alike}) != 1:
            continue
        price, text = alike[0]
        if _contradicts(mine, price) or _is_too_wide(row, mine, price, wholes):
            span = mine.target.span
            limit = "不超过" if is_limit(mine) else ""
            said = f"文字按单价{yuan(price.amount)}测算（{text}），指标“{row.name}”却为{limit}{yuan(mine.amount)}"
            yield Reckoning(verdict=Verdict.DISAGREES, text=said, place=Place.ROW, row=row.id,
                            field=Field.VALUE, span=span)  # fmt: skip


def _split_prices(texts: Sequence[Passage]) -> frozenset[str]:
    """Return the products beside another one of the same count: 试剂120元/份, 耗材50元/份."""
    every = [
        (product, price) for passage in texts if not passage.cycle for product, price in _reckoned(passage)
    ]  # fmt: skip
    counted = [
        (product.text, _things(price), round(product.amount / price.amount, 4) if price.amount else 0.0)
        for product, price in every
    ]  # fmt: skip
    return frozenset(
        text
        for text, things, count in counted
        if any(other != text and (things, count) == (t, c) for other, t, c in counted)
    )


def is_cap(found: RowProduct, project: Project, texts: Sequence[Passage]) -> bool:
    """Tell whether a price only bounds what a single one may cost: 单家上限50万元 beside 平均10万元.

    By its name, or because a lower price for the same is told by another row or by the reckoning.
    """
    product, row = found.product, found.price
    if product is None or not product.at_most:
        return False
    if check_pattern("amounts.capped").search(row.name + row.value):
        return True
    priced = list(priced_rows(project.indicators))
    mine = next((price for one, price in priced if one.id == row.id), None)
    if mine is None or not mine.amount:
        return False
    lower = [p for one, p in priced if one.id != row.id and p.amount < mine.amount]
    topic = row_topic(row)
    if any(
        _things(p) == _things(mine) and set(topic.shared(row_topic(one)))
        for one, p in priced
        if p in lower
    ):
        return True
    count = product.amount / mine.amount
    return any(
        _things(price) == _things(mine) and price.amount <= mine.amount
        and abs(used.amount / price.amount - count) <= _SHARE * count
        for passage in texts if not passage.cycle
        for used, price in _reckoned(passage) if price.amount
    )  # fmt: skip


def _is_too_wide(
    row: Indicator, mine: Quantity, price: Quantity, wholes: Sequence[Passage]
) -> bool:
    """Tell whether a limit is far above the price by which a text reckons up the whole budget."""
    if not wholes or not is_limit(mine) or mine.target.approximate:
        return False
    named = check_pattern("amounts.capped").search(row.name + row.value)
    return named is None and mine.amount > price.amount * (1 + _WIDE)


def _reckons_all(passage: Passage, budget: float) -> bool:
    """Tell whether the products that a text writes out are together the budget exactly."""
    products = [p for p in products_in(passage.text) if p.is_money and not p.several_years]
    total = sum(p.amount if p.stated is None else p.stated for p in products)
    complete = products and not passage.cycle and not any(p.open_per for p in products)
    return bool(complete) and abs(total - budget) <= _EXACT * budget


def _reckoned(passage: Passage) -> Iterator[tuple[Product, Quantity]]:
    for product in products_in(passage.text):
        prices = [q for f in product.factors for q in quantities_in(f) if q.unit == "元" and q.per]
        if product.is_money and len(prices) == 1:
            yield product, prices[0]


def _priced(passage: Passage) -> Iterator[tuple[str, Quantity, str]]:
    plain = plain_text(passage.text)
    for product in products_in(passage.text):
        prices = [q for f in product.factors for q in quantities_in(f) if q.unit == "元" and q.per]
        if len(prices) == 1 and product.agrees is not False:
            start = max(plain.rfind(mark, 0, product.span.start) for mark in _MARKS) + 1
            words = re.sub(r"\d.*$", "", plain[start : product.span.start])
            yield words, prices[0], product.text


def _things(price: Quantity) -> frozenset[str]:
    return frozenset(per for per in price.per if per != "年")


def _is_same(
    topic: Topic, printed: str, rows: Sequence[tuple[Indicator, Quantity, Topic]], row: Indicator
) -> bool:
    """Tell whether a product names the thing of this row, more than that of any other price."""
    words, name = topic_of(printed), _PRICE_WORDS.sub("", row.name)
    common = SequenceMatcher(None, printed, name, autojunk=False).find_longest_match()
    own = topic_of(name)
    within = bool(words.strong) and all(topic.has(word) for word in words.strong)
    around = bool(own.strong) and all(words.has(word) for word in own.strong)
    bare = re.sub(r"(?:费用|费|经费|支出)$", "", printed)
    if not (within or around) or common.size < min(_LEAST_COMMON, len(name), max(len(bare), 2)):
        return False
    others = [len(t.shared(words)) for r, _, t in rows if r.id != row.id]
    return len(topic.shared(words)) > max(others, default=0)


def _contradicts(mine: Quantity, other: Quantity) -> bool:
    if mine.target.approximate or other.target.approximate or mine.target.sign in _LEAST:
        return False
    above = other.amount > mine.amount * (1 + _SHARE)
    below = other.amount < mine.amount * (1 - _SHARE)
    return above if is_limit(mine) else above or below


def not_the_whole(passage: Passage, budget: float) -> Iterator[Reckoning]:
    """Yield a product that is said to be what all the money is used for, but is less than the budget."""
    plain = plain_text(passage.text)
    said_whole = check_pattern("amounts.all_used").search(plain)
    products = [p for p in products_in(passage.text) if p.is_money and not p.open_per]
    if said_whole is None or passage.cycle or len(products) != 1 or products[0].several_years:
        return
    product = products[0]
    own = max(plain.rfind(mark, 0, product.span.start) for mark in "。;\n") + 1
    amounts = [
        q for q in quantities_in(passage.text)
        if q.unit == "元" and not q.per and not product.span.overlaps(q.target.span)
    ]  # fmt: skip
    if amounts or said_whole.start() < own or said_whole.start() > product.span.end:
        return
    if product.agrees is not False and product.amount < budget * (1 - _SHARE):
        said = f"文字称资金全部用于此项，测算 {product.text}，与预算{yuan(budget)}相差{yuan(budget - product.amount)}"
        yield passage.reckoning(Verdict.DISAGREES, said, product.span)
