"""Rows of unit prices with the rows of the quantities they multiply."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from assessor.checks.amounts import Product, answers, multiplied, open_denominators
from assessor.checks.goal_links import row_topic
from assessor.checks.priced_things import are_one_thing
from assessor.checks.quantities import Quantity, is_limit, row_quantities
from assessor.checks.word_lists import check_pattern
from assessor.core.submission import Field, Indicator
from assessor.taxonomy.level_names import declared_types, first_level_types
from assessor.taxonomy.level_type import LevelType
from assessor.text.normalise import normalise

_AVERAGE = re.compile(
    r"(?:人均|户均|亩均|每人|每户|每亩|每场|每期|每次|每台|每套|每辆|每公里|次均|场均|单场|单株)"
)
_COST = re.compile("成本|单价|标准|费用|经费|薪酬|工资|造价|支出")
_EFFECTS = frozenset((LevelType.ECONOMIC, LevelType.SOCIAL, LevelType.ECOLOGICAL,
                      LevelType.SUSTAINABILITY, LevelType.SATISFACTION))  # fmt: skip
_TIMES = ("月", "年", "天", "日", "学期", "季度", "个月")
_PER = {
    "人均": "人",
    "户均": "户",
    "亩均": "亩",
    "次均": "次",
    "场均": "场",
    "单场": "场",
    "单株": "株",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class RowProduct:
    """A row of a unit price and what it gives with its quantity.

    ``product`` is ``None`` where the quantity cannot be told; ``missing`` says why. The span of
    the product is that of the price in its value.
    """

    price: Indicator
    product: Product | None
    missing: str = ""
    others: tuple[str, ...] = ()


def priced_rows(
    rows: tuple[Indicator, ...], field: Field = Field.VALUE
) -> Iterator[tuple[Indicator, Quantity]]:
    """Yield the rows of one unit price, with the denominator that their name gives.

    Parameters
    ----------
    field
        Where the price stands: the target or the actual value.
    """
    for row in rows:
        prices = [
            q for q in _money_quantities(row, field) if q.unit == "元" and _denominator(row, q)
        ]
        if len(prices) == 1 and _saves_nothing(row):
            yield row, _priced(row, prices[0])


def row_products(rows: tuple[Indicator, ...]) -> Iterator[RowProduct]:
    """Yield each row of a unit price with the one quantity it multiplies."""
    for row in rows:
        prices = [q for q in _money_quantities(row) if q.unit == "元" and _denominator(row, q)]
        if len(prices) > 1:
            yield RowProduct(price=row, product=None,
                             missing=f"“{row.name}”分档计价：缺少各档对应的数量")  # fmt: skip
        elif prices and _saves_nothing(row):
            yield _with_quantity(row, prices[0], rows)


def total_cost_rows(rows: tuple[Indicator, ...]) -> Iterator[tuple[Indicator, Quantity]]:
    """Yield the rows that limit the cost of the whole project, with their amount."""
    for row in rows:
        name = normalise(row.name)
        if check_pattern("amounts.total_cost_names").search(name) is None or _AVERAGE.search(name):
            continue
        if check_pattern("amounts.several_years").search(name.replace("项目总投资", "")):
            continue
        amounts = [q for q in row_quantities(row) if q.unit == "元" and not q.per]
        if len(amounts) == 1 and row.value.strip() and amounts[0].amount > 0:
            yield row, amounts[0]


def cost_rows(rows: tuple[Indicator, ...]) -> Iterator[tuple[Indicator, Quantity]]:
    """Yield the rows of a cost that is one amount of money, for each of nothing."""
    for row in rows:
        amounts = [q for q in row_quantities(row) if q.unit == "元" and not q.per]
        named = _COST.search(normalise(row.level2 + row.name)) is not None
        if len(amounts) == 1 and named and not _AVERAGE.search(normalise(row.name)):
            yield row, amounts[0]


def _money_quantities(row: Indicator, field: Field = Field.VALUE) -> tuple[Quantity, ...]:
    """Return the amounts of a row; 10.5万/人 in a row of cost is money without its 元."""
    is_cost = _COST.search(normalise(row.level2 + row.name)) is not None
    return tuple(
        replace(q, unit="元") if is_cost and q.per and q.target.unit in ("万", "亿") else q
        for q in row_quantities(row, field)
    )


def _saves_nothing(row: Indicator) -> bool:
    """Tell whether a row is a price paid, not income per head or a saving."""
    return re.search(r"增收|收入|节约|降低|减少|产值|效益|增加", normalise(row.name)) is None


def _denominator(row: Indicator, price: Quantity) -> str:
    """Return what a price is per, by its unit or else its name, ``""`` if it is no unit price.

    人均经费 10.5万元/年 is per 人, whatever the time in its unit.
    """
    things = [per for per in price.per if per not in _TIMES]
    if things:
        return things[0]
    average = _AVERAGE.search(normalise(row.name))
    if average is not None:
        return _PER.get(average[0], average[0].removeprefix("每"))
    return price.per[0] if price.per else ""


def _with_quantity(row: Indicator, price: Quantity, rows: tuple[Indicator, ...]) -> RowProduct:
    per = _denominator(row, price)
    if per in _TIMES:
        missing = f"“{row.name}”按{per}计价：缺少对应的数量"
        return RowProduct(price=row, product=None, missing=missing)
    candidates = [
        (other, quantity)
        for other in rows
        if other.id != row.id and _is_output(other)
        for quantity in row_quantities(other)
        if quantity.unit != "元" and not quantity.per and answers(quantity.unit, per)
    ]
    chosen = _chosen(row, candidates)
    if chosen is None:
        which = "可对应的数量指标" if not candidates else "唯一对应的数量指标（有几项可选）"
        missing = f"“{row.name}”与预算是否相符：缺少{which}"
        return RowProduct(price=row, product=None, missing=missing)
    other, quantity = chosen
    if not are_one_thing(row, other):
        missing = f"“{row.name}”与预算是否相符：缺少按这一对象（档次）计数的数量指标"
        return RowProduct(price=row, product=None, missing=missing)
    product = Product(
        factors=(_printed(other, quantity), _printed(row, price)),
        amount=multiplied(_priced(row, price), (quantity,)),
        unit="元",
        span=price.target.span,
        open_per=open_denominators(_priced(row, price), [quantity]),
        at_most=is_limit(price) or quantity.target.approximate,
    )
    return RowProduct(price=row, product=product, others=(other.id,))


def _priced(row: Indicator, price: Quantity) -> Quantity:
    """Return a price with the denominator that its name gives, where its value prints none."""
    per = _denominator(row, price)
    if per in price.per:
        return price
    return replace(price, target=replace(price.target, per=(per, *price.per)))


def _is_output(row: Indicator) -> bool:
    """Tell whether a row may count what is paid for: no effect, no satisfaction."""
    types = declared_types(row.level1, row.level2) or first_level_types(row.level1)
    return not types or not _EFFECTS.issuperset(types)


def _chosen(
    row: Indicator, candidates: list[tuple[Indicator, Quantity]]
) -> tuple[Indicator, Quantity] | None:
    """Return the quantity that shares most with the price, ``None`` where two do alike."""
    mine = row_topic(row)
    scored = [(len(mine.shared(row_topic(other))), (other, q)) for other, q in candidates]
    best = max((score for score, _ in scored), default=0)
    top = [pair for score, pair in scored if score == best]
    if len(top) != 1:
        return None
    return top[0] if best or not mine.strong else None


def _printed(row: Indicator, quantity: Quantity) -> str:
    text = row.value if row.value.strip() else row.name
    printed = quantity.target.span.quote(text).strip("≥≤><=＝不少低于超过高为约共 ")
    return f"{printed}（{row.name}）"
