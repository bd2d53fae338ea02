"""Sums that a text writes out itself: products with their results, lists that end with 合计."""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from assessor.checks.amounts import plain_text, products_in, products_within, rounding, yuan
from assessor.checks.quantities import quantities_in
from assessor.checks.reckoning import NOWHERE, Passage, Reckoning, ToldSum, Verdict
from assessor.checks.told_averages import told_averages
from assessor.checks.told_products import told_products
from assessor.checks.told_sums import told_sums
from assessor.checks.word_lists import check_pattern
from assessor.checks.written_equations import written_equations
from assessor.core.span import Span

YEARS = re.compile(
    r"20\d\d\s*年?\s*[-—~至到]\s*20\d\d|[\d一二两三四五]{1,3}\s{0,3}年(?:内|期|共|总)"
)
_WORDS = re.compile(r"[^\d≥≤><=]*")
_CLAUSE = re.compile(r"[，。；;,!！\n]")
_LIST = re.compile(r"[^。\n]+(?:[。\n]\s*(?=合计|共计|总计|以上|总共)[^。\n]+)*")
_SHARE = 0.005
_NEAR = 14


def stated_products(passage: Passage) -> Iterator[Reckoning]:
    """Check the sums that a text states itself."""
    for product in products_in(passage.text):
        if product.agrees is True:
            yield passage.reckoning(Verdict.AGREES, f"文字中的测算 {product.text}，计算无误")
        elif product.agrees is False and product.stated is not None:
            stated = (
                yuan(product.stated) if product.is_money else f"{product.stated:g}{product.unit}"
            )
            said = f"文字中的测算有误：{product.text}，而文中写{stated}"
            yield passage.reckoning(Verdict.DISAGREES, said, product.span)
        elif product.stated is not None:
            missing = "、".join(f"“{per}”数" for per in product.open_per)
            yield passage.reckoning(Verdict.OPEN, f"测算 {product.text} 是否正确：缺少{missing}")
    for told in told_products(plain_text(passage.text)):
        if not any(told.span.overlaps(product.span) for product in products_in(passage.text)):
            yield _told(passage, told, "测算")
    for told in told_averages(plain_text(passage.text)):
        yield _told(passage, told, "平均数")


def _told(passage: Passage, told: ToldSum, name: str) -> Reckoning:
    wrong = told.verdict is Verdict.DISAGREES
    said = f"文字中的{name}{'有误：' if wrong else ' '}{told.why}"
    return passage.reckoning(told.verdict, said, told.span if wrong else NOWHERE)


@dataclass(frozen=True, slots=True)
class PlannedAmount:
    """An amount of money in a text with its place; ``clause`` is what stands before it."""

    value: float
    span: Span
    clause: str


def _bounds(span: Span) -> tuple[int, int]:
    return span.start, span.end


@lru_cache(maxsize=4096)
def planned_amounts(text: str, sentence: Span) -> tuple[PlannedAmount, ...]:
    """Return the amounts of a sentence that are money of the project; products count once."""
    plain = plain_text(text)
    products = [p for p in products_within(text, sentence) if p.is_money]
    found = [PlannedAmount(p.stated or p.amount, p.span, "") for p in products if not p.open_per]
    starts = [product.span.start for product in products]
    clauses = [sentence.start, *(m.end() for m in _CLAUSE.finditer(plain, *_bounds(sentence)))]
    inside = sentence.quote(plain)
    for quantity in quantities_in(inside):
        words = _WORDS.match(quantity.target.span.quote(inside))
        span = Span(
            quantity.target.span.start + sentence.start + (words.end() if words else 0),
            quantity.target.span.end + sentence.start,
        )
        nearest = bisect_right(starts, span.start) - 1
        in_product = nearest >= 0 and products[nearest].span.overlaps(span)
        if quantity.unit != "元" or quantity.per or in_product:
            continue
        clause = plain[clauses[bisect_right(clauses, span.start) - 1] : span.end]
        if check_pattern("amounts.not_money_spent").search(clause):
            continue
        found.append(PlannedAmount(quantity.amount, span, clause))
    return tuple(sorted(found, key=lambda amount: amount.span))


def stated_sums(passage: Passage) -> Iterator[Reckoning]:
    """Check lists that end with 合计, and totals with 其中: A 10万元，B 5万元，合计15万元."""
    done: list[Span] = []
    for one in _closed_lists(passage):
        done.append(one.span)
        yield one
    for told in written_equations(plain_text(passage.text)):
        done.append(told.span)
        yield _told(passage, told, "算式")
    settled = bool(done)
    for told in told_sums(plain_text(passage.text)):
        again = settled and ("合计" in told.why[:5] or told.verdict is Verdict.AGREES)
        if told.skipped or (told.verdict is not Verdict.OPEN and not again):
            yield _told(passage, told, "合计")


def _closed_lists(passage: Passage) -> Iterator[Reckoning]:
    """Check lists that end with 合计."""
    for sentence in _lists(passage.text):
        inside = plain_text(passage.text)[sentence.start : sentence.end]
        amounts = planned_amounts(passage.text, sentence)
        if len(amounts) < 3 or "其中" in inside or YEARS.search(inside):
            continue
        *parts, last = amounts
        before = plain_text(passage.text)[
            max(parts[-1].span.end, last.span.start - _NEAR) : last.span.start + 3
        ]
        if not check_pattern("amounts.sums").search(before):
            continue
        total = sum(part.value for part in parts)
        printed = last.span.quote(passage.text)
        written_out = "＋".join(yuan(part.value) for part in parts) + f"＝{yuan(total)}"
        if abs(total - last.value) <= max(rounding(printed), _SHARE * total):
            yield passage.reckoning(Verdict.AGREES, f"文字中的合计 {written_out}，计算无误")
        else:
            said = f"文字中的分项之和 {written_out}，而文中写合计{yuan(last.value)}"
            yield passage.reckoning(Verdict.DISAGREES, said, last.span)


def _lists(text: str) -> Iterator[Span]:
    """Yield sentences, together with the sum that follows them as a sentence of its own."""
    plain = plain_text(text)
    for match in _LIST.finditer(plain):
        yield Span(match.start(), match.end())
