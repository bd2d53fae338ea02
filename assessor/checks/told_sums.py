"""Totals told with their parts: 共60万元，其中A 35万元、B 25万元; 以上三项合计60万元; 结余2万元.

Parts may be only some of them, overlap or be divided again: only a list that is closed by its
words, or parts of money that are more than their total, contradict it.
"""

import re
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import pairwise

from assessor.checks.amounts import yuan
from assessor.checks.claim_text import Amount, amounts_in
from assessor.checks.part_series import apart_by_name
from assessor.checks.quantities import written
from assessor.checks.reckoning import ToldSum, Verdict
from assessor.checks.told_products import is_price
from assessor.checks.word_lists import check_pattern, check_terms
from assessor.core.span import Span
from assessor.text.lexicon import alternation

_SENTENCE = re.compile(r"[^。！？!?\n]+")
_MADE_OF = re.compile(
    r"由(?=[^。;]{1,120}?(?:组成|构成))|(?:分为|分成|包括|包含)(?=[^。;]{0,30}\d)"
)
_CLOSED = re.compile(r"组成|构成|分为|分成")
_COUNTED = re.compile(
    r"(?:(?P<sure>以上|上述|前述)?\s*(?P<number>[两二三四五六七八九十]|\d{1,2})?\s*(?:大)?[项类笔部分]*"
    r"(?:支出|费用|资金|经费|金额)?)(?:合计|共计|总计|总共|合共|(?<=[,;])共)"
    r"(?:为|是|需|支出|投入|资金|金额|经费|费用|发放|安排|支付|举办|开展|[:：\s])*$"
)
_NUMERALS = {c: n for n, c in enumerate("一二三四五六七八九十", 1)} | {"两": 2}
_LINK = r"(?:数|总额|金额|资金|经费|总计|合计|共计|共|为|是|约|达到?|了|调整为|[:：\s])*"
_REST = re.compile(r"(?:结余|剩余)(?:资金|金额|经费)?(?:为|[:：\s])*$")
_PARTS_COUNTED = re.compile(
    r"(?P<number>[两二三四五六七八九十]|\d{1,2})\s*(?:个?部分|大?块|个?来源|大?类(?=组成|构成))"
)
_OTHERS = re.compile(r"(?:其余|剩余|余下)(?:的|资金|经费)?$")
_LEAST = 2
_MOST = 30
_NEAR_PART = 34
_TAIL = 6
_MOST_FIGURES = 300


def told_sums(plain: str) -> Iterator[ToldSum]:
    """Yield the totals of a normalised text that are told with their parts."""
    if len(amounts_in(plain, Span(0, len(plain)))) > _MOST_FIGURES:
        why = f"数字超过{_MOST_FIGURES}个，分项与合计没有逐一核对"
        yield ToldSum(verdict=Verdict.OPEN, span=Span(0, len(plain)), why=why, skipped=True)
        return
    for match in _SENTENCE.finditer(plain):
        sentence = Span(*match.span())
        amounts = [
            a for a in amounts_in(plain, sentence) if a.kind not in ("share", "") and a.unit != "分"
        ]
        if len(amounts) > 2 * _MOST:
            why = f"一句中数字超过{2 * _MOST}个，分项与合计没有逐一核对"
            yield ToldSum(verdict=Verdict.OPEN, span=sentence, why=why, skipped=True)
        elif len(amounts) > 1:
            yield from _divided(plain, sentence, amounts)
            yield from _made_of(plain, sentence, amounts)
            yield from _remaining(plain, sentence, amounts)
    yield from _counted(plain)
    yield from _rest(plain)
    yield from _adjusted(plain)


def _divided(plain: str, sentence: Span, amounts: Sequence[Amount]) -> Iterator[ToldSum]:
    """Yield totals before 其中 with the parts behind it."""
    places = [m.start() for m in re.finditer("其中", sentence.quote(plain))]
    for number, place in enumerate(places):
        begin = sentence.start + place
        end = sentence.start + places[number + 1] if number + 1 < len(places) else sentence.end
        stop = check_pattern("amounts.no_more_parts").search(plain, begin, end)
        end = stop.start() if stop else end
        before = [a for a in amounts if a.span.end <= begin] or _before(plain, begin)
        behind = [a for a in amounts if begin < a.span.start < end]
        if before and not is_price(plain, before[-1]):
            parts = _alike(plain, before[-1], behind)
            closed = _sources(plain, before[-1], parts)
            yield from _added(plain, before[-1], parts, Span(begin, end), closed=closed)


def _before(plain: str, begin: int) -> list[Amount]:
    """Return the one amount of money of the sentence before, where a sentence begins with 其中.

    Shares and scores beside it are none that 其中 could divide.
    """
    if plain[max(0, begin - 2) : begin].strip()[-1:] not in ("。", ";"):
        return []
    end = max(0, begin - 2)
    start = max(plain.rfind("。", 0, end), plain.rfind(";", 0, end)) + 1
    found = [
        a for a in amounts_in(plain, Span(start, begin)) if a.kind not in ("share", "score", "")
    ]
    money = [a for a in found if a.kind == "元"]
    alone = money if money else [a for a in found if a.unit != "分"]
    return alone if len(alone) == 1 else []


def _remaining(plain: str, sentence: Span, amounts: Sequence[Amount]) -> Iterator[ToldSum]:
    """Yield 未支出126万元，退回60万元，其余66万元: a total, its parts and the rest that closes them."""
    money = [a for a in amounts if a.kind == "元" and not is_price(plain, a)]
    for at, rest in enumerate(money):
        if (
            _OTHERS.search(plain[max(sentence.start, rest.span.start - 8) : rest.span.start])
            is None
        ):
            continue
        before = [a for a in money[:at] if not _of_brackets(plain, a)]
        for first in range(len(before) - 1):
            if _equal(before[first], (*before[first + 1 :], rest)):
                yield _agreed(before[first], (*before[first + 1 :], rest))
                break


def _made_of(plain: str, sentence: Span, amounts: Sequence[Amount]) -> Iterator[ToldSum]:
    """Yield totals that 由…组成 or 包括… divides."""
    for match in _MADE_OF.finditer(plain, sentence.start, sentence.end):
        before = [a for a in amounts if a.span.end <= match.start()]
        behind = [a for a in amounts if a.span.start > match.start()]
        near = before and match.start() - before[-1].span.end <= _NEAR_PART
        if near and "其中" not in sentence.quote(plain) and not is_price(plain, before[-1]):
            parts = _alike(plain, before[-1], behind)
            within = Span(match.start(), sentence.end)
            closed = bool(_CLOSED.search(within.quote(plain)))
            yield from _added(plain, before[-1], parts, within, closed=closed)


def _alike(plain: str, total: Amount, parts: Sequence[Amount]) -> list[Amount]:
    """Return the parts of the kind of the total; prices and amounts within brackets are none."""
    return [
        part
        for part in parts
        if (part.kind, part.unit if part.kind != "元" else "")
        == (total.kind, total.unit if total.kind != "元" else "")
        and not is_price(plain, part)
        and not _in_brackets(plain, total.span.end, part.span.start)
    ]


def _overlapping(words: str) -> bool:
    return check_pattern("amounts.overlapping").search(words) is not None


def _without_brackets(words: str) -> str:
    """Leave out what stands in brackets, also where only one end of them is here."""
    inner = re.sub(r"\([^()]*\)", "", words)
    return re.sub(r"^[^()]*\)|\([^()]*$", "", inner)


def _labels(plain: str, total: Amount, parts: Sequence[Amount]) -> list[str]:
    """Return the words before each part."""
    ends = [total.span.end, *(part.span.end for part in parts)]
    return [plain[end : part.span.start] for end, part in zip(ends, parts, strict=False)]


def _in_brackets(plain: str, begin: int, at: int) -> bool:
    before = plain[begin:at]
    return before.count("(") > before.count(")") and "其中" not in before[before.rfind("(") :]


def _sources(plain: str, total: Amount, parts: Sequence[Amount]) -> bool:
    """Tell whether the parts are known to be all there are; sources may be left out after 其中."""
    named = plain[max(0, total.span.start - 14) : total.span.start]
    labels = [plain[max(0, p.span.start - 12) : p.span.start] for p in parts]
    words = "".join(labels)
    if "基本支出" in named:
        return "人员" in words and "公用" in words and len(parts) == _LEAST
    if "基本支出" in words and "项目支出" in words:
        return len(parts) == _LEAST
    return False


def _added(
    plain: str, total: Amount, parts: Sequence[Amount], within: Span, *, closed: bool
) -> Iterator[ToldSum]:
    if len(parts) < _LEAST:
        return
    words = plain[total.span.start : min(within.end, parts[-1].span.end + _TAIL)]
    stop = plain.find("。", within.end)
    said = plain[total.span.start : stop if stop >= 0 else len(plain)]
    if check_pattern("amounts.compared").search(words) or _overlapping(said):
        return
    if len(parts) > _MOST:
        why = f"分项超过{_MOST}个，与合计没有逐一核对"
        yield ToldSum(verdict=Verdict.OPEN, span=_joint(total, *parts), why=why, skipped=True)
        return
    for number in range(len(parts), 1, -1):
        if _equal(total, parts[:number]):
            yield _agreed(total, parts[:number])
            return
    added = sum(part.value for part in parts)
    gaps = [len(_without_brackets(plain[a.span.end : b.span.start])) for a, b in pairwise(parts)]
    listed = max(gaps) <= _NEAR_PART and not re.search("等|左右|约", words)
    if total.kind == "元":
        over = added > total.value and not _nested(total, parts)
        wrong = listed and (closed or _counts(words) == len(parts) or over)
    elif apart_by_name(_labels(plain, total, parts)):
        wrong = listed and added > total.value and not _nested(total, parts)
    else:
        between = "".join(plain[a.span.end : b.span.start] for a, b in pairwise(parts))
        apart = total.kind != "persons" and not re.search("[,;]", between)
        wrong = listed and (closed or apart) and added > total.value and not _nested(total, parts)
    span = _joint(total, *parts)
    told = f"各部分合计{_shown(added, total)}"
    if wrong:
        yield ToldSum(
            verdict=Verdict.DISAGREES,
            span=span,
            why=f"{told}，文中总数写{_shown(total.value, total)}",
        )
    else:
        yield ToldSum(verdict=Verdict.OPEN, span=span, why=f"{told}，与总数不同，可能只列了一部分、有交叉或分了几层")  # fmt: skip


def _counted(plain: str) -> Iterator[ToldSum]:
    """Yield totals that add up what stands before them: 以上四项合计60万元."""
    every = amounts_in(plain, Span(0, len(plain)))
    every = tuple(a for a in every if a.value or a.kind != "元")
    for at, total in enumerate(every):
        counted = _COUNTED.search(plain[max(0, total.span.start - 24) : total.span.start])
        if counted is None or total.kind in ("share", "") or total.unit == "分" or at < _LEAST:
            continue
        before = [
            a
            for a in _alike(plain, total, every[max(0, at - 2 * _MOST) : at])
            if not _of_brackets(plain, a)
        ]
        number = _number(counted["number"])
        if number and len(before) >= number and _equal(total, before[-number:]):
            yield _agreed(total, before[-number:])
            continue
        if any(a.value == total.value for a in before[-1:]):
            continue  # the same amount once more, no list
        sizes = range(_LEAST, min(len(before), _MOST) + 1)
        fitting = next((size for size in sizes if _equal(total, before[-size:])), 0)
        if fitting:
            yield _agreed(total, before[-fitting:])
            continue
        listed = _list_before(plain, total, before, number)
        bare = counted.group().lstrip().startswith("共") and not counted["number"]
        if bare and listed and any(is_price(plain, a) for a in every[max(0, at - _MOST) : at]):
            continue  # 每人次400元，共5.92万元: the total of one product
        if listed and all(part.value < total.value for part in listed):
            told = f"{_sum(listed)}＝{_shown(sum(p.value for p in listed), total)}"
            yield ToldSum(verdict=Verdict.DISAGREES, span=_joint(total, *listed),
                          why=f"各部分合计 {told}，文中写{_shown(total.value, total)}")  # fmt: skip


def _list_before(plain: str, total: Amount, before: Sequence[Amount], number: int) -> list[Amount]:
    """Return the parts of a list that the total surely closes, nothing where others may belong."""
    start = plain.rfind("。", 0, total.span.start) + 1
    parts = [a for a in before if a.span.start >= start]
    if len(parts) < _LEAST and start:
        start = plain.rfind("。", 0, start - 1) + 1
        parts = [a for a in before if a.span.start >= start]
    if parts and parts[0].value == total.value:
        parts = parts[1:]  # 安排260万元：A 120万元，…，合计260万元
    words = plain[start : total.span.start]
    gaps = [b.span.start - a.span.end for a, b in pairwise(parts)]
    sure = len(parts) == number if number else len(parts) > 1
    if number:  # 包括A、B、C，以上三项合计: the list is as long as it says
        words = words.replace("包括", "")
    clean = not check_pattern("amounts.no_list").search(words)
    return list(parts) if sure and gaps and max(gaps) <= 2 * _NEAR_PART and clean else []


def _counts(words: str) -> int:
    """Return how many parts the words before a list tell (两部分, 3项), 0 if none."""
    told = _PARTS_COUNTED.search(words)
    return _number(told["number"]) if told else 0


def _of_brackets(plain: str, amount: Amount) -> bool:
    before = plain[max(0, amount.span.start - 40) : amount.span.start]
    return before.rfind("(") > before.rfind(")")


def _number(printed: str | None) -> int:
    if not printed:
        return 0
    return int(printed) if printed.isdigit() else _NUMERALS[printed]


@cache
def _labelled(group: str) -> re.Pattern[str]:
    return re.compile(f"(?:{alternation(check_terms(f'claims.{group}'))}){_LINK}$")


def _rest(plain: str) -> Iterator[ToldSum]:
    """Yield what is left of a budget, where one budget and one spending stand before it."""
    money = [a for a in amounts_in(plain, Span(0, len(plain))) if a.kind == "元"]
    for at, rest in enumerate(money):
        if _REST.search(plain[max(0, rest.span.start - 10) : rest.span.start]) is None:
            continue
        budgets = _labelled_before(plain, money[:at], "budget_labels")
        spent = _labelled_before(plain, money[:at], "executed_labels")
        for budget in reversed(budgets):
            for one in reversed(spent):
                if abs(budget.value - one.value - rest.value) <= rest.slack + 0.5:
                    why = f"{yuan(budget.value)}－{yuan(one.value)}＝{yuan(rest.value)}，一致"
                    yield ToldSum(verdict=Verdict.AGREES, span=_joint(budget, one, rest), why=why)
                    return
        alone = len({b.value for b in budgets}) == len({s.value for s in spent}) == 1
        if alone and not check_pattern("amounts.carried_over").search(plain):
            left = budgets[0].value - spent[0].value
            why = f"{yuan(budgets[0].value)}－{yuan(spent[0].value)}＝{yuan(left)}，文中写结余{yuan(rest.value)}"
            yield ToldSum(verdict=Verdict.DISAGREES, span=_joint(spent[0], rest), why=why)


def _adjusted(plain: str) -> Iterator[ToldSum]:
    """Yield a budget that was raised or cut with what it came to: 88万元，调减6万元，调整后82万元."""
    money = [a for a in amounts_in(plain, Span(0, len(plain))) if a.kind == "元"]
    before = [plain[max(0, a.span.start - 16) : a.span.start] for a in money]
    words = [re.split("[,，。；;、]", one)[-1] for one in before]
    first = [a for a, w in zip(money, words, strict=True) if re.search(r"年初|原预算|批复预算", w)]
    less = [
        a for a, w in zip(money, words, strict=True) if re.search(rf"(?:调减|核减|压减){_LINK}$", w)
    ]
    more = [a for a, w in zip(money, words, strict=True) if re.search(rf"(?:调增|追加){_LINK}$", w)]
    after = [a for a, w in zip(money, words, strict=True) if re.search(r"调整后|调整为", w)]
    if len(first) == len(less) + len(more) == len(after) == 1:
        change = -less[0].value if less else more[0].value
        computed = first[0].value + change
        agrees = abs(computed - after[0].value) <= first[0].slack + after[0].slack + 0.5
        shown = (
            f"{yuan(first[0].value)}{'－' if less else '＋'}{yuan(abs(change))}＝{yuan(computed)}"
        )
        told = "一致" if agrees else f"文中写{yuan(after[0].value)}"
        verdict = Verdict.AGREES if agrees else Verdict.DISAGREES
        yield ToldSum(verdict=verdict, span=_joint(first[0], after[0]), why=f"{shown}，{told}")


def _labelled_before(plain: str, money: Sequence[Amount], group: str) -> list[Amount]:
    return [
        a for a in money if _labelled(group).search(plain[max(0, a.span.start - 24) : a.span.start])
    ]


def _equal(total: Amount, parts: Sequence[Amount]) -> bool:
    slack = total.slack + sum(part.slack for part in parts) * 0.5 + 1e-6
    return abs(sum(part.value for part in parts) - total.value) <= slack


def _nested(total: Amount, parts: Sequence[Amount]) -> bool:
    """Tell whether some parts in a row make the total already: the others divide one of them."""
    return any(
        _equal(total, parts[i:j]) for i in range(len(parts)) for j in range(i + 1, len(parts) + 1)
    )


def _agreed(total: Amount, parts: Sequence[Amount]) -> ToldSum:
    why = f"{_sum(parts)}＝{_shown(total.value, total)}，一致"
    return ToldSum(verdict=Verdict.AGREES, span=_joint(total, *parts), why=why)


def _sum(parts: Sequence[Amount]) -> str:
    return "＋".join(_shown(part.value, part) for part in parts)


def _joint(*amounts: Amount) -> Span:
    return Span(min(a.span.start for a in amounts), max(a.span.end for a in amounts))


def _shown(value: float, like: Amount) -> str:
    return yuan(round(value, 2)) if like.kind == "元" else f"{written(round(value, 4))}{like.unit}"
