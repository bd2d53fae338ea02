"""Which comments are this program's own and untouched: told by their form, whoever saved them."""

import re
from collections.abc import Sequence

from assessor.core.finding import Severity

_GRADES = "|".join(one.chinese for one in Severity)
_HEAD = re.compile(rf"意见\d+【(?:{_GRADES})】.+")
_PLACE = "位置："
_FURTHER = ("改法：", "建议写成：", "并增加一行：", "请填写【__】：", "建议写法见意见")
_GAP = "\n\n"


def own_part(text: str) -> int | None:
    """Return where the remarks at the end of a comment begin, ``None`` if there are none.

    Where a person has written behind or between them they are no longer only ours: ``None``.
    The blank line before them counts as theirs.
    """
    lines = text.replace("\r\n", "\n").split("\n")
    at = 0
    for number, line in enumerate(lines):
        begins = number == 0 or not lines[number - 1]
        if begins and _HEAD.fullmatch(line) and _is_own(lines[number:]):
            return max(at - len(_GAP), 0) if number else 0
        at += len(line) + 1
    return None


def holds_own(text: str) -> bool:
    """Tell whether a comment holds a remark of ours, touched or not."""
    return any(_HEAD.fullmatch(line) for line in text.split("\n"))


def _is_own(lines: Sequence[str]) -> bool:
    """Tell whether lines are whole remarks: head, place if any, message, then what may follow."""
    rest = list(lines)
    while rest:
        if not _HEAD.fullmatch(rest.pop(0)):
            return False
        if rest and rest[0].startswith(_PLACE):
            rest.pop(0)
        if not rest or not rest.pop(0).endswith("。"):
            return False
        while rest and rest[0].startswith(_FURTHER):
            rest.pop(0)
        if rest and not rest[0]:
            rest.pop(0)
            if not rest:
                return False
    return True
