"""Sums of money held against each other: texts, rows, details and the budget of one project.

Each comparison ends in one of three ways (:class:`Verdict`). A single product below the budget
proves nothing, for a project may have other costs; money of several years is never held against
that of one year.
"""

import re
from collections.abc import Iterator
from dataclasses import replace

from assessor.checks.amounts import (
    Product,
    is_figure,
    money,
    plain_text,
    products_within,
    rounding,
    sentence_products,
    yuan,
)
from assessor.checks.budget_units import lacks_unit, settled
from assessor.checks.cost_breakdown import contradicted, explained, listed, unread
from assessor.checks.fund_details import funds_against_budget
from assessor.checks.price_contradictions import is_cap, not_the_whole, priced_otherwise
from assessor.checks.price_rows import RowProduct, row_products
from assessor.checks.promises import sentences_in
from assessor.checks.reckoning import NOWHERE, Passage, Reckoning, Verdict
from assessor.checks.reported_changes import changes
from assessor.checks.total_costs import costs_against_budget
from assessor.checks.two_budgets import held_against_both, other_budget_of
from assessor.checks.word_lists import check_pattern
from assessor.checks.written_sums import (
    YEARS,
    PlannedAmount,
    planned_amounts,
    stated_products,
    stated_sums,
)
from assessor.core.finding import Place
from assessor.core.span import Span
from assessor.core.submission import Field, GoalKind, Project

_SHARE = 0.005
_EXACT = 0.0005
_MONTHS = 12
_NEAR = 14
_OPENING = 12
_FIGURE = re.compile(r"\d+(?:\.\d+)?")


def reckonings(project: Project) -> Iterator[Reckoning]:
    """Yield every comparison of money that a project allows.

    A budget without unit is read in the one unit in which a sum of the project equals it.
    """
    concluded = settled(project, _reckonings) if lacks_unit(project) else None
    yield from _reckonings(project) if concluded is None else concluded


def _reckonings(project: Project) -> Iterator[Reckoning]:
    budget = budget_of(project)
    yield from funds_against_budget(project, budget)
    other = other_budget_of(project, budget)
    if isinstance(budget, float) and other is not None:
        yield from held_against_both(project, _sums, budget, other)
    else:
        yield from _sums(project)


def _sums(project: Project) -> Iterator[Reckoning]:
    """Yield every comparison of money of texts and rows with each other and with the budget."""
    budget = budget_of(project)
    stated: list[Reckoning] = []
    found: list[Reckoning] = []
    sums: set[frozenset[float]] = set()
    texts = tuple(passages(project))
    for passage in texts:
        stated += unread(passage)
        stated += stated_products(passage)
        added = tuple(stated_sums(passage))
        stated += added
        sums |= {_figures(one) for one in added}
        found += _against_budget(passage, project, budget)
        if isinstance(budget, float) and not any(f.verdict is Verdict.DISAGREES for f in found):
            stated += not_the_whole(passage, budget)
    stated += priced_otherwise(project, texts, budget)
    stated += changes(project)
    found += _rows(project, texts, budget)
    found += explained(project, texts, budget)
    yield from stated
    complete = any(one.verdict is not Verdict.OPEN for one in found)
    found = _once(found, sums)
    rests = [one for one in found if one.rest]
    yield from (one for one in found if not one.rest)
    if not complete:
        yield from rests[:1]


def _once(found: list[Reckoning], told: set[frozenset[float]]) -> list[Reckoning]:
    """Leave out confirmations of the same figures, and open sums of rows that are confirmed."""
    agreed = {one.row for one in found if one.verdict is Verdict.AGREES and one.row is not None}
    confirmed: set[str] = set()
    kept: list[Reckoning] = []
    for one in found:
        if one.verdict is Verdict.AGREES:
            again = one.row in confirmed and not one.actual
            within = "×" in one.text and any(_figures(one) <= figures for figures in told)
            if again or within or _figures(one) in told:
                continue
            told.add(_figures(one))
            if one.row is not None and not one.actual:
                confirmed.add(one.row)
        if not (one.verdict is Verdict.OPEN and one.row in agreed):
            kept.append(one)
    return kept


def _figures(one: Reckoning) -> frozenset[float]:
    return frozenset(map(float, _FIGURE.findall(one.text)))


def budget_of(project: Project) -> float | str:
    """Return the budget in 元, or what is missing to know it."""
    printed = (project.budget or "").strip()
    if not printed:
        return "项目预算金额"
    amount = money(printed, unit=project.money_unit)
    if amount is None:
        return (
            "预算金额的计量单位（元或万元）"
            if is_figure(printed)
            else f"可读的预算金额（现为“{printed}”）"
        )
    return amount if amount > 0 else "项目预算金额（现为0）"


def passages(project: Project) -> Iterator[Passage]:
    """Yield goals and content; reported results are no plan."""
    for number, goal in enumerate(project.goals):
        if goal.kind is not GoalKind.RESULT:
            cycle = goal.kind is GoalKind.CYCLE and _is_long(project)
            yield Passage(text=goal.text, place=Place.GOAL, number=number, cycle=cycle)
    if project.content:
        yield Passage(text=project.content, place=Place.PROJECT, number=None)


def _is_long(project: Project) -> bool:
    return project.cycle_start is None or project.cycle_start != project.cycle_end


def _against_budget(passage: Passage, project: Project, budget: float | str) -> Iterator[Reckoning]:
    """Hold products and amounts of a text against the budget."""
    if passage.cycle:
        if any(planned_amounts(passage.text, s) for s in sentences_in(passage.text)):
            yield passage.reckoning(
                Verdict.OPEN, "总体目标中的金额：缺少实施期总预算（多年金额不与年度预算比较）"
            )
        return
    sentences = sentences_in(passage.text)
    only = len({a.value for s in sentences for a in planned_amounts(passage.text, s)}) == 1
    plain = plain_text(passage.text)
    spending = _tells_spending(passage, project)
    lists = _lists(passage, project, budget, judged=not spending)
    for sentence in sentences:
        clause = plain[sentence.start : sentence.end]
        amounts = planned_amounts(passage.text, sentence)
        chains = [p for p in products_within(passage.text, sentence) if p.is_money]
        pairs = list(sentence_products(passage.text, sentence))
        if not (amounts or chains or pairs):
            continue
        if _of_several_years(clause, project):
            said = "文字中多年的金额：缺少实施期总预算（多年金额不与年度预算比较）"
            yield from [] if lists else [passage.reckoning(Verdict.OPEN, said)]
            continue
        if isinstance(budget, str):
            yield passage.reckoning(Verdict.OPEN, f"文字中的金额与预算是否一致：缺少{budget}")
            continue
        for product in (*chains, *pairs):
            yield _product(passage, product, budget)
        told = _claims(passage, project, amounts, budget, only=only)
        yield from (one for one in told if not lists or one.verdict is Verdict.AGREES)
    if isinstance(budget, float):
        yield from lists or (() if spending else _parts(passage, project, budget))


def _tells_spending(passage: Passage, project: Project) -> bool:
    """Tell whether a text may tell what was spent: content beside an execution, or by its words."""
    if project.execution is not None and passage.place is Place.PROJECT:
        return True
    return check_pattern("amounts.spent").search(plain_text(passage.text)) is not None


def _lists(
    passage: Passage, project: Project, budget: float | str, *, judged: bool
) -> list[Reckoning]:
    if isinstance(budget, str):
        return []
    several = _of_several_years(plain_text(passage.text), project)
    return list(listed(passage, budget, judged=judged and not several))


def _parts(passage: Passage, project: Project, budget: float) -> Iterator[Reckoning]:
    """Hold the sum of several planned amounts (安排30万元用于…，安排15万元用于…) against the budget."""
    plain = plain_text(passage.text)
    if passage.place is not Place.GOAL or "其中" in plain or _of_several_years(plain, project):
        return
    amounts = [a for s in sentences_in(passage.text) for a in planned_amounts(passage.text, s)]
    whole = check_pattern("amounts.whole")
    partial = check_pattern("amounts.partial")
    if len(amounts) < 2 or any(
        whole.search(a.clause) or not partial.search(a.clause) for a in amounts
    ):
        return
    total = sum(amount.value for amount in amounts)
    written_out = "＋".join(yuan(amount.value) for amount in amounts) + f"＝{yuan(total)}"
    if abs(total - budget) <= _SHARE * budget:
        yield passage.reckoning(Verdict.AGREES, f"目标中各项金额 {written_out}，与预算一致")
    elif total > budget and all(amount.value < budget for amount in amounts):
        said = f"目标中各项金额 {written_out}，超过预算{yuan(budget)}"
        span = Span(amounts[0].span.start, amounts[-1].span.end)
        yield passage.reckoning(Verdict.DISAGREES, said, span)


def _of_several_years(clause: str, project: Project) -> bool:
    if project.cycle_start is not None and project.cycle_start == project.cycle_end:
        return False
    return check_pattern("amounts.several_years").search(clause) is not None or bool(
        YEARS.search(clause)
    )


def _product(passage: Passage, product: Product, budget: float) -> Reckoning:
    if product.several_years:
        said = f"{product.text} 含多年金额：缺少分年预算（多年金额不与年度预算比较）"
        return passage.reckoning(Verdict.OPEN, said)
    if product.is_above(budget):
        said = f"按文字测算 {product.text}，超过预算{yuan(budget)}"
        return passage.reckoning(Verdict.DISAGREES, said, product.span)
    return _not_above(product.text, product.amount, product.open_per, budget, passage)


def _not_above(
    text: str, amount: float, open_per: tuple[str, ...], budget: float, passage: Passage | None
) -> Reckoning:
    """Judge a product that is not above the budget."""
    year = amount * _MONTHS if open_per == ("月",) else amount
    where = passage.reckoning if passage is not None else _at_project
    if abs(year - budget) <= _SHARE * budget and open_per in ((), ("月",)):
        months = f"×12个月＝{yuan(year)}" if open_per else ""
        off = abs(year - budget)
        said = "一致" if off <= _EXACT * budget else f"相差{yuan(off)}，不到0.5%"
        return where(Verdict.AGREES, f"{text}{months}，与预算{yuan(budget)}{said}")
    if open_per:
        missing = "、".join(f"“{per}”数" for per in open_per)
        said = f"测算 {text} 与预算{yuan(budget)}是否相符：缺少{missing}"
        return replace(where(Verdict.OPEN, said), rest=True)
    if amount >= budget:
        return where(Verdict.OPEN, f"{text}，按标准上限略高于预算{yuan(budget)}：缺少实际执行标准")
    said = f"{text}，不超过预算{yuan(budget)}；其余{yuan(budget - amount)}缺少测算依据"
    return replace(where(Verdict.OPEN, said), rest=True)


def _at_project(verdict: Verdict, text: str, span: Span = NOWHERE) -> Reckoning:
    return Reckoning(verdict=verdict, text=text, span=span)


def _claims(
    passage: Passage, project: Project, amounts: tuple[PlannedAmount, ...], budget: float,
    *, only: bool,
) -> Iterator[Reckoning]:  # fmt: skip
    """Hold amounts that claim to be the money of the project against the budget.

    ``only``: the text gives one amount, so that at its beginning it is that of the project.
    """
    execution = project.execution
    line = money(execution.budget, unit=project.money_unit) if execution is not None else None
    adjusted = check_pattern("amounts.adjusted").search(plain_text(passage.text)) is not None
    for amount in amounts:
        before = amount.clause[-_NEAR - (amount.span.end - amount.span.start) :]
        sentence = _sentence_before(passage.text, amount.span)
        whole = check_pattern("amounts.whole").search(before) is not None and "用于" not in before
        partial = check_pattern("amounts.partial").search(before) is not None
        opening = only and partial and amount.span.start <= _OPENING
        if not (whole or partial) or "其中" in amount.clause:
            continue
        printed = amount.span.quote(passage.text)
        allowed = max(rounding(printed), _SHARE * budget)
        if abs(amount.value - budget) <= allowed:
            said = f"文字中的金额{yuan(amount.value)}与预算{yuan(budget)}一致"
            yield passage.reckoning(Verdict.AGREES, said)
        elif line is not None and abs(amount.value - line) <= allowed:
            said = f"文字中的金额{yuan(amount.value)}与全年预算数{yuan(line)}一致"
            yield passage.reckoning(Verdict.AGREES, said)
        elif told := _spent(project, sentence, amount.value, allowed):
            if whole or told[0] is Verdict.AGREES:
                yield passage.reckoning(*told)
        elif adjusted:
            said = (
                f"文字中的金额{yuan(amount.value)}：缺少调整后的预算金额（预算栏为{yuan(budget)}）"
            )
            yield passage.reckoning(Verdict.OPEN, said)
        elif amount.value > budget or whole or opening:
            said = f"文字写“{printed.strip()}”，与预算{yuan(budget)}不一致"
            yield passage.reckoning(Verdict.DISAGREES, said, amount.span)


def _sentence_before(text: str, span: Span) -> str:
    plain = plain_text(text)
    return plain[plain.rfind("。", 0, span.start) + 1 : span.end]


def _spent(
    project: Project, sentence: str, value: float, allowed: float
) -> tuple[Verdict, str] | None:
    """Say how an amount agrees with what was spent, or that it is no plan; ``None`` if it is one."""
    line = project.execution
    words = check_pattern("amounts.spent").search(sentence)
    spent = money(line.executed, unit=project.money_unit) if line is not None else None
    if spent is not None and abs(value - spent) <= allowed:
        return Verdict.AGREES, f"文字中的金额{yuan(value)}与执行数{yuan(spent)}一致"
    if words is not None or (line and not check_pattern("amounts.planned").search(sentence)):
        return Verdict.OPEN, f"文字中的金额{yuan(value)}是支出数：缺少对应的执行数"
    return None


def _rows(project: Project, texts: tuple[Passage, ...], budget: float | str) -> Iterator[Reckoning]:
    """Hold rows of quantity and price, and of the total cost, against the budget."""
    for found in row_products(project.indicators):
        wrong = contradicted(project, texts, found, budget) if isinstance(budget, float) else None
        judged = wrong or replace(_row_product(found, budget), row=found.price.id)
        if judged.verdict is Verdict.DISAGREES and is_cap(found, project, texts):
            said = f"{judged.text}；“{found.price.name}”只是单价上限，缺少实际执行标准"
            judged = replace(judged, verdict=Verdict.OPEN, text=said)
        yield judged
    yield from costs_against_budget(project.indicators, budget)


def _row_product(found: RowProduct, budget: float | str) -> Reckoning:
    product = found.product
    if product is None:
        return Reckoning(verdict=Verdict.OPEN, text=found.missing)
    if isinstance(budget, str):
        return Reckoning(
            verdict=Verdict.OPEN, text=f"测算 {product.text} 与预算是否相符：缺少{budget}"
        )
    if product.is_above(budget):
        said = f"按指标测算 {product.text}，超过预算{yuan(budget)}"
        return Reckoning(verdict=Verdict.DISAGREES, text=said, place=Place.ROW, row=found.price.id,
                         field=Field.VALUE, span=product.span, others=found.others)  # fmt: skip
    return _not_above(product.text, product.amount, product.open_per, budget, None)
