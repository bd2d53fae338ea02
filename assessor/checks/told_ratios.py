"""Percentages that a text gives with the counts they are made of: 有效回访572人，满意535人，满意度96.5%.

A share is part by whole, a change what came by what was. It is called wrong only where the words
name both counts; what another pair of counts of the sentence explains is right.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import accumulate

from assessor.checks.claim_text import Amount, amounts_in
from assessor.checks.quantities import written
from assessor.checks.reckoning import ToldSum, Verdict
from assessor.checks.word_lists import check_pattern
from assessor.core.span import Span

_SENTENCE = re.compile(r"[^。；;！？!?\n]+")
_SHARE_NAME = re.compile(
    r"(?P<stem>[\u4e00-\u9fff]{1,2})(?:率|度|比例|占比)(?:均|都)?(?:为|达到?|是|仅|约|[:：\s])*$"
)
_OF_THEM = re.compile(r"占比?(?:其|总数|总量|全部)?的?(?:为|达|约)?\s*$")
_CHANGED = re.compile(
    r"(?P<less>下降|减少|降低|压减|缩短|降幅)|(?P<more>增长|增加|提高|上升|提升|增幅)"
)
_CHANGE_LEAD = re.compile(
    r"(?:下降|减少|降低|压减|缩短|降幅|增长|增加|提高|上升|提升|增幅)(?:率|幅度|比例)?(?:了|为|达到?|[:：\s])*$"
)
_FROM_TO = re.compile(r"[由从](?:[^,。]{0,12}?)$")
_TO = re.compile(r"(?:下降|减少|降低|压减|缩短|增长|增加|提高|上升|提升|降|增|升)(?:到|至|为)\s*$")
_BASE = re.compile(
    r"20\d\d\s*年(?:同期|全年|底|末)?\s*[(（为是]?\s*(?P<figure>\d[\d,]*(?:\.\d+)?\s*[万亿]?[\u4e00-\u9fff]{0,4})|"
    r"(?:基期|基数|上年|去年|原)(?:值|为|是|[(（:：\s])*(?P<other>\d[\d,]*(?:\.\d+)?\s*[万亿]?[\u4e00-\u9fff]{0,4})"
)
_OF_WHOLE = re.compile(r"占(?:全部|总|其)?[\u4e00-\u9fff“”]{0,12}$")
_COMPARED = re.compile(
    r"^[,，]?\s*(?:同比(?:比|较)?|比|较)(?:20\d\d\s*年|上年|去年|上一年度?|上届)(?:同期|全年)?(?:的|为|是|[(（])*$"
)
_ALL = 100.0
_GAP = 40
_MOST = 12
_MOST_SENTENCE = 60
_STEM = 2


def told_ratios(plain: str, bases: Sequence[Amount] = ()) -> Iterator[ToldSum]:
    """Yield the percentages of a normalised text that its counts explain or contradict.

    Parameters
    ----------
    bases
        What was before, as other texts of the same project tell it.
    """
    for match in _SENTENCE.finditer(plain):
        if "%" not in match.group():
            continue
        sentence = Span(*match.span())
        amounts = amounts_in(plain, sentence)
        if len(amounts) > _MOST_SENTENCE:
            yield ToldSum(verdict=Verdict.OPEN, span=sentence, why="这一句数字过多，没有逐一核对", skipped=True)  # fmt: skip
            continue
        for at, rate in enumerate(amounts):
            if rate.unit != "%":
                continue
            counts = [a for a in amounts[max(0, at - _MOST) : at] if _is_count(a)]
            told = _changed(plain, rate, counts, bases) or _share(plain, amounts, at, counts)
            if told is not None:
                yield told


def bases_in(plain: str) -> tuple[Amount, ...]:
    """Return what a text says there was before: 较2023年（120起）下降10%以上."""
    found: list[Amount] = []
    for match in _BASE.finditer(plain):
        group = "figure" if match["figure"] else "other"
        found += amounts_in(plain, Span(match.start(group), match.end(group)))[:1]
    return tuple(a for a in found if _is_count(a))


def _is_count(amount: Amount) -> bool:
    return amount.kind not in ("share", "score", "") and amount.unit not in ("分", "年", "月", "日", "个百分点")  # fmt: skip


def _share(
    plain: str, amounts: Sequence[Amount], at: int, counts: Sequence[Amount]
) -> ToldSum | None:
    rate = amounts[at]
    start = amounts[at - 1].span.end if at else max(0, rate.span.start - _GAP)
    lead = plain[start : rate.span.start]
    name, of_them = _SHARE_NAME.search(lead), _OF_THEM.search(lead)
    tail = plain[rate.span.end : rate.span.end + 6]
    if told := _of_whole(plain, rate, counts, lead):
        return told
    if (name is None and of_them is None) or check_pattern("amounts.no_ratio").search(lead + tail):
        return None
    behind = [a for a in amounts[at + 1 : at + 2] if plain[rate.span.end : a.span.start] == "("]
    for part, whole in _pairs([*counts, *behind]):
        if _is_rate(rate, sum(a.value for a in part) / whole.value * 100):
            return _told(rate, part, whole, agrees=True)
    if len(counts) < _STEM or not _is_named(plain, rate, counts, name, of_them):
        return None
    return _told(rate, (counts[-1],), counts[-2], agrees=False)


def _of_whole(plain: str, rate: Amount, counts: Sequence[Amount], lead: str) -> ToldSum | None:
    """Return what 363人，占教师572人的63.5% comes to; another part may be meant, if it is wrong."""
    if lead.strip() != "的" or len(counts) < _STEM:
        return None
    part, whole = counts[-2], counts[-1]
    named = _OF_WHOLE.search(plain[part.span.end : whole.span.start])
    if named is None or not _alike(part, whole) or not 0 < part.value <= whole.value:
        return None
    agrees = _is_rate(rate, part.value / whole.value * 100)
    return _told(rate, (part,), whole, agrees=True) if agrees else None


def may_contradict(words: str, whole: str, rate: float) -> bool:
    """Tell whether a rate may be called wrong: its counts are of one lot, and all of it.

    Parameters
    ----------
    words
        From the clause of the whole to the rate.
    whole
        The words before the count of the whole.
    """
    if check_pattern("amounts.no_share_counts").search(words):
        return False
    if rate >= _ALL:  # 建成60座，验收合格57座，合格率100%: only those that were looked at count
        return check_pattern("amounts.looked_at").search(whole) is not None
    return check_pattern("amounts.ratio_wholes").search(whole) is not None


def _pairs(counts: Sequence[Amount]) -> Iterator[tuple[tuple[Amount, ...], Amount]]:
    """Yield counts with the greater one that holds them, the nearest first; parts may be several."""
    for whole in reversed(counts):
        others = [a for a in counts if a is not whole and _alike(a, whole) and whole.value > 0]
        for one in reversed(others):
            if one.value <= whole.value:
                yield (one,), whole
        behind = [a for a in others if a.span.start > whole.span.start]
        for size, total in enumerate(accumulate(a.value for a in behind), 1):
            if size > 1 and total <= whole.value:
                yield tuple(behind[:size]), whole


def _alike(one: Amount, other: Amount) -> bool:
    return one.unit == other.unit or one.kind == other.kind == "persons"


def _is_named(
    plain: str, rate: Amount, counts: Sequence[Amount],
    name: re.Match[str] | None, of_them: re.Match[str] | None,
) -> bool:  # fmt: skip
    """Tell whether the two counts before a rate are surely its part and its whole."""
    whole, part = counts[-2], counts[-1]
    between = plain[whole.span.end : part.span.start]
    own = between[re.search(r"[^,，、:：;(（]*$", between).start() :]  # type: ignore[union-attr]
    sure = whole.unit == part.unit and 0 < part.value <= whole.value and whole.kind != "seconds"
    if (
        not sure
        or rate.span.start - part.span.end > _GAP
        or part.span.start - whole.span.end > _GAP
    ):
        return False
    clause = max(plain.rfind(mark, 0, whole.span.start) for mark in ",，、:：;(（。；\n") + 1
    told = plain[clause : rate.span.start]
    if name is None and check_pattern("amounts.no_share_counts").search(told):
        return False
    if name is None:
        alone = sum(_alike(a, whole) for a in counts) == _STEM
        return of_them is not None and alone and re.search("中|其中", between) is not None
    stem = name["stem"]
    words = plain[clause : whole.span.start]
    named = stem in own or stem[::-1] in own  # 收回400份，回收率
    return named and stem not in words and may_contradict(told, words, rate.value)


def _changed(
    plain: str, rate: Amount, counts: Sequence[Amount], bases: Sequence[Amount]
) -> ToldSum | None:
    """Return what a change in percent makes of the figures before and after."""
    lead = plain[max(0, rate.span.start - 12) : rate.span.start]
    said = _CHANGE_LEAD.search(lead)
    if said is None or plain[rate.span.end : rate.span.end + 2] in ("以上", "以下", "以内"):
        return None
    sign = -1 if _CHANGED.match(said.group()) and _CHANGED.match(said.group())["less"] else 1  # type: ignore[index]
    for now in reversed(counts[-4:]):
        for was in (*reversed(counts), *bases):
            if was is now or was.unit != now.unit or not was.value:
                continue
            if _is_rate(rate, sign * (now.value - was.value) / was.value * 100):
                return _change(rate, was, now, sign, agrees=True)
    if len(counts) < _STEM:
        return None
    return _compared(plain, rate, counts, sign) or _from_to(plain, rate, counts, sign)


def _from_to(plain: str, rate: Amount, counts: Sequence[Amount], sign: int) -> ToldSum | None:
    """Return what 由120起下降到107起，下降12% comes to, where it is wrong."""
    was, now = counts[-2], counts[-1]
    between = plain[was.span.end : now.span.start]
    from_to = _FROM_TO.search(plain[max(0, was.span.start - 16) : was.span.start])
    near = rate.span.start - now.span.end <= 8
    if from_to is None or not _TO.search(between) or was.unit != now.unit or not near:
        return None
    if was.kind == "share" or not was.value or "目标" in between:
        return None
    if _may_be_rounded(rate, was, now, sign):
        return None
    return _change(rate, was, now, sign, agrees=False)


def _compared(plain: str, rate: Amount, counts: Sequence[Amount], sign: int) -> ToldSum | None:
    """Return what 1286万人次，比2024年的1190万人次增长9.1% comes to, where it is wrong."""
    now, was = counts[-2], counts[-1]
    lead = plain[was.span.end : rate.span.start].lstrip(")） ")
    said = _CHANGE_LEAD.fullmatch(lead)
    between = plain[now.span.end : was.span.start]
    if said is None or _COMPARED.search(between) is None or was.unit != now.unit:
        return None
    if was.kind == "share" or not was.value or not now.value:
        return None
    before = plain[max(0, now.span.start - 12) : now.span.start]
    if check_pattern("amounts.loose").search(before + plain[rate.span.end : rate.span.end + 4]):
        return None
    return (
        None
        if _may_be_rounded(rate, was, now, sign)
        else _change(rate, was, now, sign, agrees=False)
    )


def _may_be_rounded(rate: Amount, was: Amount, now: Amount, sign: int) -> bool:
    """Tell whether a change fits where its figures, as printed, are rounded ones."""
    error = 100 * (now.slack / was.value + now.value * was.slack / was.value**2)
    return _is_rate(rate, sign * (now.value - was.value) / was.value * 100, error)


def _change(rate: Amount, was: Amount, now: Amount, sign: int, *, agrees: bool) -> ToldSum:
    first, second = (was, now) if sign < 0 else (now, was)
    computed = sign * (now.value - was.value) / was.value * 100
    why = f"（{written(first.value)}－{written(second.value)}）÷{written(was.value)}＝{written(round(computed, 2))}%"
    return _said(why, rate, (now,) if was.span.start > rate.span.end else (was, now), agrees=agrees)


def _told(rate: Amount, part: Sequence[Amount], whole: Amount, *, agrees: bool) -> ToldSum:
    added = sum(a.value for a in part)
    shown = "＋".join(written(a.value) for a in part)
    shown = f"（{shown}）" if len(part) > 1 else shown
    why = f"{shown}÷{written(whole.value)}＝{written(round(added / whole.value * 100, 2))}%"
    return _said(why, rate, (*part, whole), agrees=agrees)


def _said(why: str, rate: Amount, counts: Sequence[Amount], *, agrees: bool) -> ToldSum:
    end = (
        f"{why}，与所写{written(rate.value)}%一致"
        if agrees
        else f"{why}，文中写{written(rate.value)}%"
    )
    start = min(rate.span.start, *(a.span.start for a in counts if a.span.start < rate.span.end), rate.span.start)  # fmt: skip
    verdict = Verdict.AGREES if agrees else Verdict.DISAGREES
    return ToldSum(verdict=verdict, span=Span(start, rate.span.end), why=end)


def _is_rate(rate: Amount, computed: float, error: float = 0.0) -> bool:
    """Tell whether a printed rate is a computed one, rounded or cut off."""
    step = (2 * rate.slack if rate.slack else 1.0) + error
    return abs(computed - rate.value) < step - 1e-9 or abs(computed - rate.value) < 1e-9
