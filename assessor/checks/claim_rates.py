"""Rates of execution and grades that a text states, against its own amounts and scores."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice

from assessor.checks.amounts import yuan
from assessor.checks.claim_text import Amount, Passage, Role, amounts_in
from assessor.checks.execution_rates import spending_of
from assessor.checks.grades import contradiction
from assessor.checks.money_statements import Role as Kind
from assessor.checks.money_statements import Statement, distinct, statements_of
from assessor.checks.quantities import written
from assessor.checks.submission_check import SubmissionSubject
from assessor.checks.word_lists import check_pattern
from assessor.core.claim import Claim, ClaimKind, ClaimTopic, ClaimVerdict
from assessor.core.span import Span

_GRADE = re.compile(
    r"(?:自评|评价|综合|最终)?(?:得分|总分|评分|分数|分)(?:为|是|达|[:：\s]){0,6}(?P<score>\d{1,3}(?:\.\d+)?)\s*分"
    r"[，,、;；（(\s]{0,4}(?:自评|评价|绩效|评定){0,2}(?:等级|等次|评级|级别|结果|结论|评)?(?:评定)?(?:为|是|属于|属|[:：\s]){0,4}"
    r"[“\"]?(?P<grade>优秀|优|良好|良|中等|中|一般|合格|不合格|较差|差)(?:[”\"]|(?=[。；;，,、）)\s级等]|$))"
)
_ROUNDED = 1e-9
_MOST_STATEMENTS = 600
_NOT_AN_ITEM = re.compile(
    r"(?:截至)?20\d\d年(?:\d{1,2}月)?(?:\d{1,2}日|底|末)?|年底|年末|截至|其中|全年|本年度?|当年|年度|实际|累计|共计|共|已|总"
    r"|支出|支付|执行|使用|列支|完成|拨付|决算|金额|总额|合计|资金数|[数为了是达\d\s]"
)
_WHOLE = re.compile("(?:项目|资金|专项|经费|部门|单位|财政|预算|[局馆院站校所委厅会]|中心|办公室)$")
_LEAST_ITEM = 2
_MOST_TIMES = 1.5
_NEAR_LABEL = 18


@dataclass(frozen=True, slots=True)
class TabledRate:
    """The rate of the whole that a table prints, in per cent."""

    rate: float
    printed: str


@dataclass(frozen=True, slots=True)
class _Known:
    """What rates without amounts are held against."""

    texts: tuple[Passage, ...]
    tabled: tuple[TabledRate, ...]
    year: int | None


@dataclass(frozen=True, slots=True)
class _Amounts:
    """The spendings of a rate and the budgets that they may be divided by, the likeliest last.

    ``sure``: no other than the last ones can be meant.
    """

    spent: tuple[Statement, ...]
    budgets: tuple[Statement, ...]
    sure: bool


def execution_rates(
    passage: Passage, beside: Sequence[Passage] = (), tabled: Sequence[TabledRate] = (), *,
    year: int | None = None,
) -> Iterator[Claim]:  # fmt: skip
    """Yield each rate of execution, held against amounts, or else against other rates of the whole.

    Parameters
    ----------
    beside
        All texts that may tell the amounts, this one among them.
    tabled
        Rates of the whole that tables print.
    year
        Year of the submission; rates of other years are left out.
    """
    if passage.role is Role.PLAN:
        return
    texts = tuple(beside) if passage in beside else (*beside, passage)
    here = texts.index(passage)
    every = statements_of(texts)
    if len(every) > _MOST_STATEMENTS:
        rates = (one for one in every if one.passage == here and one.role is Kind.RATE)
        for rate in islice(rates, 1):
            why = f"金额超过{_MOST_STATEMENTS}个，执行率没有逐一核对"
            yield _about_rate(passage, rate.amount.span, ClaimVerdict.CANNOT_DECIDE, why)
        return
    for rate in (one for one in every if one.passage == here and one.role is Kind.RATE):
        if _is_of_other_period(passage, rate, year):
            continue
        if any(one.role is Kind.SPENT and one.passage == here for one in every):
            yield _by_amounts(passage, rate, every, _Known(texts, tuple(tabled), year))
        else:
            yield _by_rates(passage, rate, every, _Known(texts, tuple(tabled), year))


def tabled_rates(subject: SubmissionSubject, passage: Passage) -> tuple[TabledRate, ...]:
    """Return the rate of the table that a text speaks of: of its project, or of the only one."""
    lines = [
        project.execution
        for number, project, _ in subject.projects()
        if project.execution is not None and passage.project in (None, number)
    ]
    if len(lines) != 1:
        return ()
    spent = spending_of(lines[0])
    if spent.rate is None or spent.agrees is False:
        return ()
    return (TabledRate(spent.rate, f"{lines[0].rate.strip()}（资金表）"),)


def _is_of_other_period(passage: Passage, rate: Statement, year: int | None) -> bool:
    at = rate.amount.span
    clause = max(passage.plain.rfind(mark, 0, at.start) for mark in "。；;\n,") + 1
    words = passage.plain[clause : at.end + 2]
    years = set(re.findall(r"(20\d\d)\s*年", words))
    other = bool(years) and year is not None and str(year) not in years
    other = other or check_pattern("amounts.other_meaning").search(words) is not None
    return other or check_pattern("amounts.other_period").search(words) is not None


def _by_amounts(
    passage: Passage, rate: Statement, every: Sequence[Statement], known: _Known
) -> Claim:
    found = _amounts_of(rate, every)
    if found is None:
        why = "没有写执行数，执行率无法核对"
        return _about_rate(passage, rate.amount.span, ClaimVerdict.CANNOT_DECIDE, why)
    carried = [o.amount for o in every if o.role is Kind.CARRIED and o.passage == rate.passage]
    for spent in reversed(found.spent):
        for budget in reversed(found.budgets):
            if told := _divided(rate.amount, spent.amount, budget.amount, carried):
                span = _joint(rate, spent, budget)
                return _about_rate(passage, span, ClaimVerdict.AGREES, told)
    if not found.sure or carried:
        missing = "唯一对应的预算数" if found.budgets else "预算数"
        why = f"没有写{missing}，执行率无法核对"
        if found.sure:
            why = "预算数是否含上年结转、追加或调减的资金没有写明，执行率无法核对"
        return _about_rate(passage, rate.amount.span, ClaimVerdict.CANNOT_DECIDE, why)
    spent, budget = found.spent[-1], found.budgets[-1]
    explained = None if budget.adjusted else _explained(rate, found.spent, known)
    if explained is not None:
        return _about_rate(passage, rate.amount.span, *explained)
    if spent.amount.value > budget.amount.value * _MOST_TIMES and rate.amount.value <= 100:
        why = "执行数与预算数相差太大，不像同一笔资金，执行率无法核对"
        return _about_rate(passage, rate.amount.span, ClaimVerdict.CANNOT_DECIDE, why)
    item = _item_of(known.texts[spent.passage].plain, spent.amount)
    if item and item not in known.texts[budget.passage].plain[: budget.amount.span.start][-40:]:
        why = f"没有写“{item}”的预算数，执行率无法核对"
        return _about_rate(passage, rate.amount.span, ClaimVerdict.CANNOT_DECIDE, why)
    computed = written(round(spent.amount.value / budget.amount.value * 100, 2))
    told = f"{yuan(spent.amount.value)}÷{yuan(budget.amount.value)}＝{computed}%"
    why = f"{told}，文中写{_printed(rate.amount)}"
    return _about_rate(passage, _joint(rate, spent, budget), ClaimVerdict.DISAGREES, why)


def _item_of(plain: str, spent: Amount) -> str:
    """Return what a spending is of, where its words name a part: 资助类支出171万元, not 全年支出."""
    start = max(plain.rfind(mark, 0, spent.span.start) for mark in ",;。、:(\n") + 1
    words = _NOT_AN_ITEM.sub("", plain[start : spent.span.start]).strip()
    return "" if len(words) < _LEAST_ITEM or _WHOLE.search(words) else words


def _explained(
    rate: Statement, spent: Sequence[Statement], known: _Known
) -> tuple[ClaimVerdict, str] | None:
    """Return what another amount of the texts makes of a rate: money of the year, or it may be.

    总预算1860万元，2024年安排1140万元: the rate of 2024 is by what the year has.
    """
    for text in known.texts:
        if len(_money_of(text.plain)) > _MOST_STATEMENTS:
            why = f"金额超过{_MOST_STATEMENTS}个，执行率没有逐一核对"
            return ClaimVerdict.CANNOT_DECIDE, why
        for amount in _money_of(text.plain):
            start = max(0, amount.span.start - _NEAR_LABEL)
            words = re.split("[,;。、]", text.plain[start : amount.span.start])[-1]
            if check_pattern("amounts.annual_money").search(words) is None:
                continue
            for one in spent:
                if amount.value <= one.amount.value or not _is_close(rate, one, amount):
                    continue
                told = f"{yuan(one.amount.value)}÷{yuan(amount.value)}＝{_printed(rate.amount)}"
                if known.year is not None and f"{known.year}年" in words:
                    return ClaimVerdict.AGREES, f"{told}，一致"
                return ClaimVerdict.CANNOT_DECIDE, f"{told}，但没有写明{yuan(amount.value)}是预算数"
    return None


@lru_cache(maxsize=256)
def _money_of(plain: str) -> tuple[Amount, ...]:
    found = amounts_in(plain, Span(0, len(plain)))
    return tuple(a for a in found if a.kind == "元")


def _is_close(rate: Statement, spent: Statement, budget: Amount) -> bool:
    computed = spent.amount.value / budget.value * 100
    return abs(computed - rate.amount.value) <= _step(rate.amount) / 2 + _ROUNDED


def _divided(rate: Amount, spent: Amount, budget: Amount, carried: Sequence[Amount]) -> str:
    """Write the division out that gives the rate, with money carried over or not; ``""`` if none does."""
    for more in (0.0, *(sign * one.value for one in carried for sign in (1, -1))):
        value = budget.value + more
        if value > 0 and _is_rate(rate, spent, value, budget.slack):
            added = (
                f"（{yuan(budget.value)}{'＋' if more > 0 else '－'}{yuan(abs(more))}）"
                if more
                else ""
            )
            return f"{yuan(spent.value)}÷{added or yuan(value)}＝{_printed(rate)}，一致"
    return ""


def _amounts_of(rate: Statement, every: Sequence[Statement]) -> _Amounts | None:
    """Return the spendings next to a rate and the budgets it may be divided by."""
    mine = [one for one in every if one.passage == rate.passage]
    spent = _spent(rate, mine)
    if not spent:
        return None
    last = spent[-1]
    alone = len(distinct(spent)) == 1 or not last.part
    own = [o for o in mine if o.role is Kind.BUDGET and o.sentence == rate.sentence]
    alike = [o for o in own if o.source in ("", last.source)]
    if not alike and len(distinct(own)) == 1 and not last.source:
        alike = own  # 项目支出预算334万元，执行270万元: one budget, what was spent of it behind
    own = alike
    if own:
        chosen = [one for one in own if one.adjusted] or own
        sure = len(distinct(chosen)) == 1 or chosen[-1].adjusted
        return _Amounts(spent, tuple(chosen), sure and alone and chosen[-1].amount.value > 0)
    sources = {one.source for one in spent}
    budgets = [o for o in every if o.role is Kind.BUDGET and o.source in sources]
    near = [one for one in budgets if one.passage == rate.passage and one.source == last.source]
    before = [o for o in budgets if o.passage < rate.passage and o.source == last.source]
    if (
        not near
        and not before
        and len({o.source for o in budgets or every if o.role is Kind.BUDGET}) == 1
    ):
        before = [o for o in every if o.role is Kind.BUDGET and o.passage <= rate.passage]
    chosen = [one for one in near or before if one.adjusted] or near or before
    received = [o for o in every if o.role is Kind.RECEIVED and o.source in sources]
    others = (*received, *(() if len(distinct(near)) == 1 else budgets))
    sure = len(distinct(chosen)) == 1 and chosen[-1].amount.value > 0
    return _Amounts(spent, (*others, *chosen), sure and alone)


def _spent(rate: Statement, mine: Sequence[Statement]) -> tuple[Statement, ...]:
    """Return the spendings of the sentence of a rate, else the one that an earlier sentence tells."""
    spent = [one for one in mine if one.role is Kind.SPENT]
    same = [one for one in spent if one.sentence == rate.sentence]
    before = [one for one in same if one.amount.span.start < rate.amount.span.start]
    if same:
        return tuple(before or same[:1])
    earlier = [o for o in spent if o.sentence < rate.sentence and o.source == rate.source]
    return tuple(earlier) if len(distinct(earlier)) == 1 else ()


def _by_rates(
    passage: Passage, rate: Statement, every: Sequence[Statement], known: _Known
) -> Claim:
    """Hold a rate without amounts against the other rates of the whole."""
    others = [
        (one.amount.value, max(_step(one.amount), _step(rate.amount)), _printed(one.amount))
        for one in every
        if one.role is Kind.RATE
        and one.passage != rate.passage
        and known.texts[one.passage].project == passage.project
        and not one.source
        and not _is_of_other_period(known.texts[one.passage], one, known.year)
        and any(o.role is Kind.SPENT and o.passage == one.passage for o in every)
    ]
    others += [(one.rate, _step(rate.amount), one.printed) for one in known.tabled]
    span = rate.amount.span
    if rate.source or not others:
        why = "这一段没有写预算数和执行数，执行率无法核对"
        return _about_rate(passage, span, ClaimVerdict.CANNOT_DECIDE, why)
    for value, step, printed in others:
        if abs(value - rate.amount.value) < step + _ROUNDED:
            why = f"执行率{_printed(rate.amount)}与材料另一处的{printed}一致"
            return _about_rate(passage, span, ClaimVerdict.AGREES, why)
    if len({round(value, 2) for value, _, _ in others}) > 1:
        why = "材料另有几个不同的执行率，不知道与哪个对应"
        return _about_rate(passage, span, ClaimVerdict.CANNOT_DECIDE, why)
    why = f"材料另一处按预算数和执行数得出的执行率是{others[0][2]}，这里写{_printed(rate.amount)}"
    return _about_rate(passage, span, ClaimVerdict.DISAGREES, why)


def _step(amount: Amount) -> float:
    """Return one unit of the last printed decimal: rounding and cutting off differ by less."""
    return 2 * amount.slack if amount.slack else 1.0


def _printed(rate: Amount) -> str:
    return f"{written(rate.value)}%"


def _joint(rate: Statement, *others: Statement) -> Span:
    spans = [rate.amount.span]
    spans += [
        o.amount.span for o in others if (o.passage, o.sentence) == (rate.passage, rate.sentence)
    ]
    return Span(min(span.start for span in spans), max(span.end for span in spans))


def _about_rate(passage: Passage, span: Span, verdict: ClaimVerdict, why: str) -> Claim:
    return passage.claim(span, ClaimKind.ARITHMETIC, ClaimTopic.EXECUTION_RATE, verdict, why)


def _is_rate(rate: Amount, spent: Amount, budget: float, slack: float) -> bool:
    computed = spent.value / budget * 100
    error = (spent.slack + slack * spent.value / budget) / budget * 100
    return abs(computed - rate.value) <= error + _step(rate) - 1e-9 or computed == rate.value


def stated_grades(passage: Passage) -> Iterator[Claim]:
    """Yield each score with a grade."""
    for match in _GRADE.finditer(passage.plain):
        score, grade = float(match["score"]), match["grade"]
        wrong = contradiction(score, grade)
        span = Span(*match.span())
        kind, topic = ClaimKind.ARITHMETIC, ClaimTopic.GRADE
        if wrong is None:
            why = f"不知道等级“{grade}”的分数线"
            yield passage.claim(span, kind, topic, ClaimVerdict.CANNOT_DECIDE, why)
        elif wrong:
            yield passage.claim(span, kind, topic, ClaimVerdict.DISAGREES, wrong)
        else:
            why = f"{written(score)}分对应等级“{grade}”，一致"
            yield passage.claim(span, kind, topic, ClaimVerdict.AGREES, why)
