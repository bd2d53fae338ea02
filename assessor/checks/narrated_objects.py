"""What a figure of running text counts, held against the name of a row: noun, and verb of making.

纪录片2部 and 纪录片制作部数 are one thing; so are 健身步道建成24公里 and 新建健身步道里程, but not
改造健身步道里程. Only equal nouns with verbs that do not part them are one.
"""

import re
from dataclasses import dataclass
from functools import cache, lru_cache

from assessor.checks.matching_names import counted_thing
from assessor.checks.reported_results import bare_name
from assessor.checks.word_lists import check_terms
from assessor.core.target import Target
from assessor.text.lexicon import alternation

_MAKING = ("built", "produced", "bought", "repaired", "printed", "neutral")
_LEAST = 2
_BREAKS = re.compile(
    r"[、,，:：(（]|(?<=[\u4e00-\u9fff])[和及](?=[\u4e00-\u9fff]{2,12}$)|\d[^、,，]*$"
)
_BRACKETS = re.compile(r"[(（][^()（）]*[)）]")
_INSIDE = re.compile(r"[)）](?=[\u4e00-\u9fff])")  # 新建（升级）实训室数 counts more than one deed
_OTHER_SCOPE = re.compile(
    r"上年|去年|同期|同比|上半年|下半年|季度|首批|第一批|\d\s*月(?!底前)|目标|计划|应|拟|任务|指标|要求|其中|未|尚|每|平均|人均"
)


@dataclass(frozen=True, slots=True)
class NamedObject:
    """A noun and the group of its verb, ``""`` without one."""

    noun: str
    verb: str


@cache
def _verbs() -> tuple[tuple[str, re.Pattern[str]], ...]:
    words = ((group, alternation(check_terms(f"report_results.{group}"))) for group in _MAKING)
    return tuple((group, re.compile(f"^(?:{one})|(?:{one})$")) for group, one in words)


@lru_cache(maxsize=16384)
def named_object(words: str) -> NamedObject:
    """Split words into noun and verb: 新建健身步道 is 健身步道 with a verb of building."""
    noun, verb, previous = words, "", None
    while noun != previous:
        previous = noun
        for group, pattern in _verbs():
            cut = pattern.sub("", noun, count=1)
            if cut != noun and len(cut) >= _LEAST:
                noun, verb = cut, verb or ("" if group == "neutral" else group)
    return NamedObject(noun, verb)


@lru_cache(maxsize=16384)
def object_of_row(name: str, unit: str) -> NamedObject:
    """Return what the row of this name counts."""
    own = unit.lstrip("万亿千")
    if _INSIDE.search(name):
        return NamedObject("", "")
    plain = counted_thing(_BRACKETS.sub("", name))
    for tail in (f"{own}数量", f"{own}数", own, "里程", "总量", "量", "数"):
        if tail and plain.endswith(tail) and len(plain) - len(tail) >= _LEAST:
            plain = plain.removesuffix(tail)
            break
    return named_object(plain)


def object_before(words: str, figure: Target) -> NamedObject | None:
    """Return what stands right before a figure in its item of a list; ``None`` of another scope."""
    before = words[: figure.span.start]
    if _OTHER_SCOPE.search(before):
        return None
    own = bare_name(_BREAKS.split(bare_name(before))[-1])
    return named_object(own) if len(own) >= _LEAST else None


def same_object(one: NamedObject, other: NamedObject) -> bool:
    """Tell whether two objects are one: equal nouns, no two different verbs."""
    return one.noun == other.noun and (not one.verb or not other.verb or one.verb == other.verb)
