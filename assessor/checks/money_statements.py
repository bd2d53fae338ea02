"""What a text says of money: which amounts are budgets, which are spent, of which source.

省级补助支出146.25万元 is spending of the source 省; 其中省级补助150万元 after a budget is a budget
of that source; an amount without source is that of the whole.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import Enum
from functools import cache, lru_cache

from assessor.checks.claim_text import Amount, Passage, amounts_in, sentences
from assessor.checks.word_lists import check_pattern, check_terms
from assessor.core.span import Span
from assessor.text.lexicon import alternation

_LINK = r"(?:数|总额|金额|资金|经费|总计|合计|共计|共|为|是|约|达到?|了|[:：\s])*"
_SOURCE = re.compile(
    r"(?P<level>中央|省|市|县|区|镇|乡)(?:级|本级|财政|补助|配套|投资|专项|预算内)"
    r"|(?P<named>基本支出|项目支出|人员经费|公用经费|自有资金|自筹资金|单位资金|其他资金|社会资金|专项债券"
    r"|财政拨款|上级(?=补助|资金|财政))"
)
_NAME_OF_PART = re.compile(r"(?:基本支出|项目支出|人员支出|公用支出)(?:预算)?$")
_PROJECT = "项目支出"
_DIVIDED = re.compile("基本支出|人员经费|公用经费")
_NEAR = 6
_BUDGET_NAME = re.compile(rf"预算支出{_LINK}$")


class Role(Enum):
    """What an amount or rate is."""

    BUDGET = "budget"
    SPENT = "spent"
    RECEIVED = "received"
    CARRIED = "carried"
    RATE = "rate"


@dataclass(frozen=True, slots=True)
class Statement:
    """A figure of money in a text.

    ``source`` is ``""`` for the whole; ``adjusted`` marks a budget that replaces an earlier one,
    ``part`` an amount that only its neighbours tell to be one (其中基本支出…); ``sentence`` and ``passage`` count sentences of the passage and passages.
    """

    amount: Amount
    role: Role
    source: str
    sentence: int
    passage: int
    adjusted: bool = False
    part: bool = False


@lru_cache(maxsize=8)
def statements_of(passages: tuple[Passage, ...]) -> tuple[Statement, ...]:
    """Return the budgets, spendings and rates of texts in reading order."""
    found: list[Statement] = []
    parts = any(_DIVIDED.search(passage.plain) for passage in passages)
    for number, passage in enumerate(passages):
        for place, sentence in enumerate(sentences(passage.plain)):
            found += _of_sentence(passage.plain, sentence, place, number)
    if not parts:  # of a single project: what it spends is the whole
        found = [replace(s, source="" if s.source == _PROJECT else s.source) for s in found]
    return tuple(found)


def _of_sentence(plain: str, sentence: Span, place: int, passage: int) -> list[Statement]:
    found: list[Statement] = []
    last_role: Role | None = None
    source = ""
    amounts = amounts_in(plain, sentence)
    for number, amount in enumerate(amounts):
        start = amounts[number - 1].span.end if number else sentence.start
        before = plain[max(start, amount.span.start - 30) : amount.span.start]
        named = source_in(before)
        if amount.kind == "share":
            if _label("rate_labels").search(before):
                found.append(Statement(amount, Role.RATE, named or source, place, passage))
            continue
        if amount.kind != "元" or check_pattern("amounts.each_money").search(before):
            continue
        role = _role(before)
        part = named and (role is None or _NAME_OF_PART.search(before.rstrip("为是:： ")))
        if part and last_role is not None:
            role = last_role
        if role is None:
            continue
        if not part and role is not Role.CARRIED:
            last_role = role
        source = named
        adjusted = role is Role.BUDGET and "调整" in before
        found.append(Statement(amount, role, named, place, passage, adjusted, bool(part)))
    return found


def source_in(words: str) -> str:
    """Return the source of money that the last words before a figure name, ``""`` for none."""
    matches = list(_SOURCE.finditer(words[max(words.rfind(mark) for mark in ",，;；。") + 1 :]))
    return (matches[-1]["level"] or matches[-1]["named"]) if matches else ""


def _role(before: str) -> Role | None:
    if _carried().search(before):
        return Role.CARRIED
    if _label("executed_labels").search(before) and not _BUDGET_NAME.search(before):
        return Role.SPENT
    label = _label("budget_labels").search(before) or _BUDGET_NAME.search(before)
    if label is not None:
        compared = check_pattern("amounts.beside_budget").search(before, 0, label.start())
        return None if compared and label.start() - compared.end() <= _NEAR else Role.BUDGET
    return Role.RECEIVED if _received().search(before) else None


@cache
def _label(group: str) -> re.Pattern[str]:
    return re.compile(f"(?:{alternation(check_terms(f'claims.{group}'))}){_LINK}$")


@cache
def _received() -> re.Pattern[str]:
    return re.compile(f"(?:{alternation(check_terms('amounts.received_labels'))}){_LINK}$")


@cache
def _carried() -> re.Pattern[str]:
    return re.compile(f"(?:{alternation(check_terms('amounts.carried_labels'))}){_LINK}$")


def distinct(statements: Sequence[Statement]) -> tuple[float, ...]:
    """Return the different amounts of statements."""
    return tuple(dict.fromkeys(round(one.amount.value, 2) for one in statements))
