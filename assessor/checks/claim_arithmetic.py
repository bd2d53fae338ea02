"""Products and sums that a text states: 106人×1000元=10.6万元, 共60万元，其中A 35万元、B 25万元."""

from collections.abc import Iterator

from assessor.checks.amounts import Product, products_in, yuan
from assessor.checks.claim_text import Amount, Passage, amounts_in, sentences
from assessor.checks.quantities import written
from assessor.checks.reckoning import ToldSum, Verdict
from assessor.checks.told_averages import told_averages
from assessor.checks.told_products import is_price, told_products
from assessor.checks.told_ratios import told_ratios
from assessor.checks.told_sums import told_sums
from assessor.checks.word_lists import check_pattern
from assessor.checks.written_equations import written_equations
from assessor.core.claim import Claim, ClaimKind, ClaimTopic, ClaimVerdict
from assessor.core.span import Span

_MONEY_PAID = 60
_VERDICTS = {
    Verdict.AGREES: ClaimVerdict.AGREES,
    Verdict.DISAGREES: ClaimVerdict.DISAGREES,
    Verdict.OPEN: ClaimVerdict.CANNOT_DECIDE,
}


def products(passage: Passage) -> Iterator[Claim]:
    """Yield written calculations, and products and percentages that a sentence tells in words."""
    plain = passage.plain
    done: list[Span] = []
    for product in products_in(passage.text):
        if product.stated is not None and product.unit != "分":
            done.append(product.span)
            yield _claim(passage, _written_out(product), ClaimTopic.PRODUCT)
    for told in told_products(plain):
        if not any(told.span.overlaps(span) for span in done):
            done.append(told.span)
            yield _claim(passage, told, ClaimTopic.PRODUCT)
    for told in (*written_equations(plain), *told_ratios(plain)):
        done.append(told.span)
        yield _claim(passage, told, ClaimTopic.PRODUCT)
    for told in told_averages(plain):
        if not any(span.start < told.span.end <= span.end for span in done):
            done.append(told.span)
            yield _claim(passage, told, ClaimTopic.PRODUCT)
    for sentence in sentences(plain):
        if not any(sentence.start <= span.start < sentence.end for span in done):
            yield from _paid(passage, sentence)


def _written_out(product: Product) -> ToldSum:
    stated = product.stated or 0.0
    printed = yuan(stated) if product.is_money else f"{written(stated)}{product.unit}"
    if product.agrees is None:
        missing = "、".join(f"“{per}”数" for per in product.open_per)
        why = f"测算 {product.text} 是否正确：缺少{missing}"
        return ToldSum(verdict=Verdict.OPEN, span=product.span, why=why)
    if product.agrees:
        why = f"{product.text}，一致"
        return ToldSum(verdict=Verdict.AGREES, span=product.span, why=why)
    why = f"{product.text}，文中写{printed}"
    return ToldSum(verdict=Verdict.DISAGREES, span=product.span, why=why)


def _paid(passage: Passage, sentence: Span) -> Iterator[Claim]:
    """Yield what each one got, where a sentence tells how many got how much, but no standard."""
    plain = passage.plain
    amounts = amounts_in(plain, sentence)
    counts = [a for a in amounts if a.kind in ("persons", "pieces") or a.unit in ("户", "家庭")]
    money = [a for a in amounts if a.kind == "元"]
    if len(counts) != 1:
        return
    if not money:
        yield from _implied_by_execution(passage, sentence, counts[0])
    elif len(money) == 1 and not is_price(plain, money[0]) and counts[0].value > 1:
        words = plain[sentence.start : sentence.end]
        if check_pattern("claims.paid_words").search(words) and _near(counts[0], money[0]):
            yield _implied(passage, counts[0], money[0])


def _implied(passage: Passage, count: Amount, paid: Amount) -> Claim:
    """Return a claim that tells what each one got, to be held against a standard by a person."""
    each = written(round(paid.value / count.value, 2))
    return passage.claim(
        _joint(count, paid),
        ClaimKind.ARITHMETIC,
        ClaimTopic.PRODUCT,
        ClaimVerdict.CANNOT_DECIDE,
        f"{yuan(paid.value)}折合每{count.unit or '人'}{each}元，文中没有发放标准，无法核对",
    )


def _implied_by_execution(passage: Passage, sentence: Span, count: Amount) -> Iterator[Claim]:
    """Yield what each one got of the executed amount that the sentence before tells."""
    words = passage.plain[sentence.start : sentence.end]
    if count.value <= 1 or not check_pattern("claims.paid_words").search(words):
        return
    start = passage.plain.rfind("。", 0, max(sentence.start - 1, 0)) + 1
    before = amounts_in(passage.plain, Span(start, sentence.start))
    executed = [
        a
        for a in before
        if a.kind == "元"
        and check_pattern("claims.executed_labels").search(
            passage.plain, max(start, a.span.start - 8), a.span.start
        )
    ]
    if len(executed) == 1:
        yield _implied(passage, count, executed[0])


def _near(one: Amount, other: Amount) -> bool:
    return abs(other.span.start - one.span.start) <= _MONEY_PAID


def _joint(*amounts: Amount) -> Span:
    return Span(min(a.span.start for a in amounts), max(a.span.end for a in amounts))


def sums(passage: Passage) -> Iterator[Claim]:
    """Yield totals with their parts: 共60万元，其中：A 35万元、B 25万元; A 35万元、B 25万元，合计60万元."""
    for told in told_sums(passage.plain):
        yield _claim(passage, told, ClaimTopic.SUM)


def _claim(passage: Passage, told: ToldSum, topic: ClaimTopic) -> Claim:
    verdict = _VERDICTS[told.verdict]
    return passage.claim(told.span, ClaimKind.ARITHMETIC, topic, verdict, told.why)
