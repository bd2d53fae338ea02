"""How an object and its measure become one name in which nothing is said twice."""

import re
from collections.abc import Iterator
from functools import cache, lru_cache

from assessor.text.lexicon import alternation, terms_of

_OVERLAP = 2
_SHORTEST = 2
_TOTAL = "总"
_UNIT_COST = "单位成本"
_DONE = "完成"
_PEOPLE = "人口"
_HEADS = "人数"
_NUMBER = "数量"
_AMOUNTS = ("拥有量", "发布量", "受理量", "办理量", "产量", "用量", "储备量", "总量")
_TIMES = ("时间", "时限", "日期")
# What counts or rates a state needs it: 培训合格人数, 设备正常率.
_OF_STATE = re.compile(r"^(?:率|度|比例|占比|[一-龥]{0,2}[数次])")


@cache
def _words(group: str) -> tuple[str, ...]:
    return terms_of(f"joining.{group}", package="assessor.rewrites", folder="lexicons")


@cache
def _groups() -> dict[str, int]:
    """Return the number of the group of each word that says an act."""
    found: dict[str, int] = {}
    for number, entry in enumerate(_words("alike")):
        for word in entry.split("/"):
            found.setdefault(word, number)
    return found


@cache
def _at_end() -> re.Pattern[str]:
    return re.compile(rf"(?:{alternation(tuple(_groups()))})$")


@cache
def _at_start() -> re.Pattern[str]:
    return re.compile(rf"(?:{alternation(tuple(_groups()))})")


@lru_cache(maxsize=8192)
def joined(left: str, right: str) -> str:
    """Join two parts of a name; what both of them say stands once, in the words of the measure.

    Examples
    --------
    >>> joined("安全知识", "知识知晓率"), joined("图书采购", "购置册数")
    ('安全知识知晓率', '图书购置册数')
    >>> joined("系统正常", "年可用率"), joined("资金到位", "完成时间")
    ('系统年可用率', '资金到位时间')
    """
    if not left or not right:
        return left + right
    if right.startswith((_UNIT_COST, _TOTAL)):
        left = _shorter(left, _TOTAL) or left
    if right == _HEADS and left.endswith(_PEOPLE):
        return f"{left}{right[-1]}"
    if right == _NUMBER and left.endswith(_AMOUNTS):
        return left
    if right.startswith(_DONE) and left.endswith(_words("finished")):
        rest = right.removeprefix(_DONE)
        if rest.startswith(_TIMES):
            return left + rest
    leading = next((word for word in _words("leading") if right.startswith(word)), "")
    if leading and left.startswith(leading) and len(left) >= len(leading) + _SHORTEST:
        left = left.removeprefix(leading)
    once = _once(left, right)
    if once is not None:
        return once
    left = _stateless(left, right)
    return next((text for text in _overlapping(left, right)), left + right)


def _once(left: str, right: str) -> str | None:
    """Drop the act of ``left`` where ``right`` begins with one that says the same."""
    tail = _at_end().search(left)
    if tail is None:
        return None
    for modifier in _modifiers(right):
        head = _at_start().match(right, len(modifier))
        if head is None or _groups()[head.group()] != _groups()[tail.group()]:
            continue
        if head.group() in _words("weak"):
            return left + right[len(modifier) + len(head.group()) :] if not modifier else None
        bare = left[: tail.start()]
        if len(bare) < _SHORTEST:
            return left + right[head.end() :] if not modifier else None
        return _stateless(bare, right) + right
    return None


def _modifiers(right: str) -> Iterator[str]:
    yield ""
    yield from (word for word in _words("modifiers") if right.startswith(word))


def _stateless(left: str, right: str) -> str:
    """Leave out how something is where a measure of its own follows: 系统正常, 年可用率."""
    if _OF_STATE.match(right) or left.endswith(_words("state_nouns")):
        return left
    for state in _words("states"):
        if left.endswith(state) and not right.startswith((state, state[:1])):
            return _shorter(left, state) or left
    return left


def _overlapping(left: str, right: str) -> Iterator[str]:
    """Yield the parts with the characters that they share once: 申请响应, 平均响应时间."""
    for modifier in _modifiers(right):
        rest = right.removeprefix(modifier)
        for size in range(min(len(left), len(rest)), _OVERLAP - 1, -1):
            if left.endswith(rest[:size]) and (not modifier or len(left) > size):
                yield left[: len(left) - size] + right


def _shorter(text: str, end: str) -> str:
    """Return ``text`` without ``end``, ``""`` where too little is left."""
    bare = text.removesuffix(end)
    return bare if bare != text and len(bare) >= _SHORTEST else ""


@lru_cache(maxsize=8192)
def said_once(stem: str, measure: str) -> str:
    """Return the name of ``measure`` of ``stem`` with an act once: 图书采购购置, 册数.

    States are kept: in a name as a whole they may be what is counted (验收合格个数).
    """
    if measure.startswith((_UNIT_COST, _TOTAL)):
        stem = _shorter(stem, _TOTAL) or stem
    if measure == _HEADS and stem.endswith(_PEOPLE):
        return f"{stem}{measure[-1]}"
    last = _at_end().search(stem)
    before = _at_end().search(stem[: last.start()]) if last else None
    if last and before and before.group() + last.group() not in _words("fixed"):
        same = _groups()[last.group()] == _groups()[before.group()]
        if same and last.group() != before.group() and before.start() >= _SHORTEST:
            stem = stem[: before.start()] + last.group()
    if measure.startswith(_DONE) and stem.endswith(_words("finished")):
        rest = measure.removeprefix(_DONE)
        return stem + (rest if rest.startswith(_TIMES) else measure)
    return stem + measure
