"""Inline lists.

``1、产出指标：开展课程，年度指标值：不少于5场。2、：满意度，年度指标值：≥90%。``
Items are found by their running numbers: after ``n、`` only ``n+1`` begins the next item, so that
numbers inside values (1.5万元, 3、4月) do not cut. An item without a label such as 年度指标值 is an
indicator only if it begins with a level and ends with a target: ``1、产出指标：培训场次，≥5场。``
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from assessor.core.submission import Indicator, Origin, Rejected
from assessor.indicators.bullets import split_value
from assessor.indicators.sheet import Row, needs_blank
from assessor.indicators.values import (
    clean_label,
    is_level1,
    is_level2,
    is_template_name,
    looks_like_value,
)
from assessor.taxonomy.level_names import first_level_types, second_level_types

_LEAD = re.compile(r"^\s*(?:项目|年度|主要)?(?:绩效)?指标(?:及指标值|及目标值)?\s*[:：]\s*")
_VALUE_LABEL = (
    r"(?P<cycle>(?:项目)?(?:实施周期|实施期|中长期|中期|长期|总体|周期))?"
    r"(?:(?:20\d\d)?年度?|本年度?|当年度?|全年|年初)?(?:预期|预计|计划|设定|参考|申报|批复)?"
    r"(?:绩效)?(?:指标值|目标值|预期值|计划值|标准值|指标数值|目标数值|(?<=预期)值|(?<=计划)值|(?<=设定)值)"
    r"(?:为|是)?\s*"
)
_TOLD_LABEL = re.compile(rf"{_VALUE_LABEL}[:：]")
# Inside a list, a comma before the label does for the colon after it: ，指标值≥86%
_LABEL = re.compile(rf"[、。\s(（]*(?P<comma>[，,;；]\s*)?{_VALUE_LABEL}(?(comma)[:：]?|[:：])\s*")
_MARK = re.compile(r"(?:[(（]?(\d{1,3})\s*[、.．)）]\s*(?!\d)|([①-⑳]))\s*")
_BEFORE_MARK = frozenset("\n。；;!！ ,，、.)）>%％")
_HEADED = re.compile(r"[^。；;:：]{0,32}?[:：]")
_ACTUAL = re.compile(
    r"[，,;；、。\s(（]*(?:全年|年度|自评)?(?:实际)?(?:完成值|实际值|完成指标值|完成情况)(?:为|是)?\s*[:：]\s*"
)
_ARROW = re.compile(r"\s*(?:→|->|＞|>|[-—－–]+|/|\\)\s*")
_PART = re.compile(r"[^。；;]+")
_BULLET = re.compile(r"^\s*[·•●◆■▪○-]+\s*")
_COLON = re.compile(r"[:：]")
_FIRST = re.compile(r"^\s*(?:[(（]?0?1\s*[、.．)）]|①)\s*")
_NUMBERED = re.compile(r"^\s*[(（]?\d")
_STOP = re.compile(r"[；;。]")
_LEVEL_END = re.compile(r"[:：]|[-—–]+")
_BREAK = re.compile(r"\n\s*")
_LEVEL_WITHIN = re.compile(r"([\u4e00-\u9fff]{2,8}指标)\s*[:：]")
_COMMA = re.compile(r"[，,]")
_LAST_COMMA = re.compile(r"^(?P<name>.{2,60}?)\s*[，,：:]\s*(?P<value>[^，,：:]{1,30})$", re.DOTALL)
_END = re.compile(r"[。；;，,\s]+$")


@dataclass(frozen=True, slots=True, kw_only=True)
class InlineList:
    """The rows of one list and what was turned down in it."""

    indicators: tuple[Indicator, ...]
    rejected: tuple[Rejected, ...] = ()


@dataclass(frozen=True, slots=True)
class Wrapped:
    """Wrapped lines as one text, with the line that every character came from."""

    text: str
    starts: tuple[tuple[int, Origin], ...]

    def origin(self, offset: int) -> Origin:
        """Return the origin of the line that holds character ``offset``."""
        found = self.starts[0][1]
        for start, origin in self.starts:
            if start > offset:
                break
            found = origin
        return found


def unwrap(rows: tuple[Row, ...]) -> Wrapped:
    """Join hard-wrapped rows into one text."""
    pieces: list[str] = []
    starts: list[tuple[int, Origin]] = []
    length, last = 0, ""
    for row in rows:
        piece = row.text.strip()
        seam = " " if needs_blank(last, piece) else ""
        starts.append((length + len(seam), row.origin))
        pieces.append(seam + piece)
        length, last = length + len(seam) + len(piece), piece or last
    return Wrapped("".join(pieces), tuple(starts) or ((0, Origin()),))


def begins_list(text: str) -> bool:
    """Whether a line begins a numbered list: number 1 and a level label with a colon."""
    first = _FIRST.match(text)
    headed = _HEADED.match(text, first.end()) if first else None
    if headed is None:
        return False
    label = headed.group().strip(" :：")
    return not label or is_level1(label) or is_level2(label) or "指标" in label


def begins_plain_item(text: str) -> bool:
    """Whether a line begins an item without a number.

    It begins with a level label, and with a bullet before it or a value label in the same line.
    """
    plain = _BULLET.sub("", text)
    if not _COLON.search(plain) and not _ARROW.search(plain):
        return False  # an entry of a menu or of a table of contents
    label = _COLON.split(plain, maxsplit=1)[0].strip()
    known = is_level1(label) or is_level2(label)
    return known and not _NUMBERED.match(label) and (is_bulleted(text) or has_value_label(text))


def begins_with_level(text: str) -> bool:
    """Whether a line begins with a level label, perhaps numbered, and goes on after it."""
    plain = _BULLET.sub("", text)
    mark = _MARK.match(plain)
    plain = plain[mark.end() :] if mark else plain.strip()
    parts = _LEVEL_END.split(plain, maxsplit=1)
    label = parts[0].strip()
    types = first_level_types(clean_label(label)) or second_level_types(clean_label(label))
    return len(parts) == 2 and bool(parts[1].strip()) and bool(types)


def is_bulleted(text: str) -> bool:
    """Whether a line begins with a mark of a list that is no number."""
    return _BULLET.match(text) is not None


def has_value_label(text: str) -> bool:
    """Whether the text holds ``指标值：`` or the like."""
    return _TOLD_LABEL.search(text) is not None


def without_lead(text: str) -> str:
    """Return a line without 绩效指标： before the first item of a list."""
    rest = _LEAD.sub("", text)
    return rest if rest != text and begins_list(rest) else text


def rejoined(text: str) -> str:
    """Join the lines of a cell, but for breaks after which an item with a level begins."""
    joined = ""
    for line in text.split("\n"):
        piece = line.strip()
        mark = _MARK.match(piece)
        begins = _names_level(piece, mark.end() if mark else 0)
        seam = "\n" if begins else " " if needs_blank(joined, piece) else ""
        joined = f"{joined}{seam}{piece}" if joined else piece
    return joined


def read_list(source: Wrapped, *, unlabelled: bool = False) -> InlineList:
    """Read all items of a list in one text.

    Parameters
    ----------
    unlabelled
        Items may do without a label for the value; not for reports, which tell results so.
    """
    indicators: list[Indicator] = []
    rejected: list[Rejected] = []
    lines = frozenset(start for start, _ in source.starts)
    for start, item in _items(source.text, lines, unlabelled=unlabelled):
        origin = source.origin(start)
        indicator = _item(item, origin, unlabelled=unlabelled)
        if indicator is None:
            if item.strip():
                rejected.append(
                    Rejected(text=item.strip()[:200], reason="编号条目中没有可用的名称或指标值",
                             origin=origin)
                )  # fmt: skip
            continue
        indicators.append(indicator)
    return InlineList(indicators=tuple(_one_way(indicators)), rejected=tuple(rejected))


def _one_way(indicators: list[Indicator]) -> Iterator[Indicator]:
    """Read 成本指标 or 满意度指标 alone as a second level where the list's other labels are such."""
    single = [row.level1 or row.level2 for row in indicators if not (row.level1 and row.level2)]
    seconds = any(is_level2(label) and not is_level1(label) for label in single)
    firsts = any(is_level1(label) and not is_level2(label) for label in single)
    for row in indicators:
        move = seconds and not firsts and row.level1 and not row.level2 and is_level2(row.level1)
        yield replace(row, level1="", level2=row.level1) if move else row


def _items(text: str, lines: frozenset[int], *, unlabelled: bool) -> Iterator[tuple[int, str]]:
    marks: list[tuple[int, int]] = []
    expected = 1
    for match in _MARK.finditer(text):
        number = int(match.group(1)) if match.group(1) else ord(match.group(2)) - ord("①") + 1
        if number != expected or not _may_begin(text, match, lines):
            continue
        if marks and not _LABEL.search(text, marks[-1][1], match.start()):
            whole = unlabelled and _levelled_target(text[marks[-1][1] : match.start()])
            if not whole and not _names_level(text, match.end()):
                continue  # a number inside the item before
        marks.append((match.start(), match.end()))
        expected += 1
    if not marks:
        yield from _unnumbered(text)
    for index, (_, end) in enumerate(marks):
        stop = marks[index + 1][0] if index + 1 < len(marks) else len(text)
        yield end, text[end:stop]


def _unnumbered(text: str) -> Iterator[tuple[int, str]]:
    """Part a text at its stops, and at line breaks after which a level begins."""
    for part in _PART.finditer(text):
        start = part.start()
        for found in _BREAK.finditer(part.group()):
            if _names_level(text, part.start() + found.end()):
                yield start, text[start : part.start() + found.start()]
                start = part.start() + found.end()
        yield start, text[start : part.end()]


def _names_level(text: str, start: int) -> bool:
    """Whether a level label with a colon stands at ``start``."""
    headed = _HEADED.match(text, start)
    label = headed.group().strip(" \n:：") if headed else ""
    return is_level1(label) or is_level2(label)


def _may_begin(text: str, mark: re.Match[str], lines: frozenset[int]) -> bool:
    """Whether an item may begin here: after a stop, or on a new line with a label after it."""
    start = mark.start()
    if start == 0 or mark.group(2) or text[start - 1] in _BEFORE_MARK or mark.group()[0] in "(（":
        return True
    return start in lines and _HEADED.match(text, mark.end()) is not None


def _levelled_target(item: str) -> tuple[str, str, str, str] | None:
    """Part an item that begins with a level and ends with a target, but has no label for it."""
    level1, level2, rest = head_parts(_STOP.split(item, maxsplit=1)[0])
    if not (level1 or level2):
        return None
    match = _LAST_COMMA.match(rest)
    # Between two levels and the end of the item there is no room for a mere sentence.
    if match is not None and ((level1 and level2) or looks_like_value(match["value"])):
        return level1, level2, match["name"], match["value"]
    split = split_value(rest)
    return (level1, level2, *split) if split and not _COMMA.search(rest) else None


def _item(item: str, origin: Origin, *, unlabelled: bool) -> Indicator | None:
    item, actual = _without_actual(item)
    labels = list(_LABEL.finditer(item))
    if not labels:
        parts = _levelled_target(item) if unlabelled else None
        if parts is None or _LEVEL_WITHIN.search(parts[2] + parts[3]):
            return None
        level1, level2, name, value = parts
        return Indicator(id="", name=name, value=value, level1=level1, level2=level2,
                         actual=actual, origin=origin)  # fmt: skip
    level1, level2, name = head_parts(item[: labels[0].start()])
    value, cycle_value = "", ""
    for index, match in enumerate(labels):
        stop = labels[index + 1].start() if index + 1 < len(labels) else len(item)
        text = _END.sub("", item[match.end() : stop]).strip()
        if match.group("cycle"):
            cycle_value = cycle_value or text
        else:
            value = value or text
    if not name or is_template_name(name) or _LEVEL_WITHIN.search(name):
        return None
    return Indicator(id="", name=name, value=value, cycle_value=cycle_value, level1=level1,
                     level2=level2, actual=actual, origin=origin)  # fmt: skip


def _without_actual(item: str) -> tuple[str, str]:
    """Part a reported result (实际完成值：…) from the end of an item."""
    found = _LABEL.search(item)
    actual = _ACTUAL.search(item, found.end()) if found else None
    if actual is None:
        return item, ""
    return item[: actual.start()], _END.sub("", item[actual.end() :]).strip()


def head_parts(head: str) -> tuple[str, str, str]:
    """Split ``产出指标：数量指标：名称`` into levels and name; colons in the name stay."""
    level1, level2 = "", ""
    rest = _with_colons(_BULLET.sub("", head).strip())
    for _ in range(2):
        match = _COLON.search(rest)
        if not match:
            break
        label = rest[: match.start()].strip()
        parts = [part for part in re.split(r"[-—－–/\\>→]+", label) if part.strip()]
        known = [is_level1(part) or is_level2(part) for part in parts]
        if label and not all(known):
            break
        for part in parts:
            if is_level1(part) and not level1 and not level2:
                level1 = clean_label(part)
            else:
                level2 = clean_label(part)
        rest = rest[match.end() :].strip()
    return level1, level2, _END.sub("", rest)


def _with_colons(head: str) -> str:
    """Write ``产出指标→数量指标→名称`` with colons where the parts before the last are levels."""
    parts = _ARROW.split(_COLON.split(head, maxsplit=1)[0])
    levels = 0
    while levels < min(2, len(parts) - 1) and (
        is_level1(parts[levels]) or is_level2(parts[levels])
    ):
        levels += 1
    return "：".join(_ARROW.split(head, maxsplit=levels)) if levels else head
