"""Tables whose columns were lost when they were copied out of a page: blanks are all that is left.

    一级指标 二级指标 三级指标 指标值
    产出指标 数量指标 改造老旧小区个数 22 个
    铺设管网长度 12.4 公里

Below such a header a line begins with the levels that it prints, and ends with the value. A line
without a value is a name that goes on in the next line, or the rest of the value before it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from assessor.core.submission import Origin
from assessor.documents.document import Line
from assessor.indicators.columns import Role, meaning
from assessor.indicators.facts import fact_kind
from assessor.indicators.sheet import Row, Sheet, Slot
from assessor.indicators.table_region import NOTE, TITLE
from assessor.indicators.values import (
    clean_label,
    is_level1,
    is_level2,
    looks_like_name,
    looks_like_value,
)
from assessor.taxonomy.level_names import first_level_types, second_level_types

_BLANKS = re.compile(r"[ \u3000\u00a0]+")
_VALUE_START = re.compile(
    r"^(?:[≥≤≧≦＞＜＝><=±]|\d|不[少低高超大小]|大于|小于|等于|至少|达到|超过|高于|低于|约|近|每|"
    r"较|比上|同比|提[高升]|下降|增长|减少|降低|按|据实|年底)"
)
_OPEN_BRACKET = re.compile(r"[(（][^)）]*$")
_PAGE = re.compile(r"^\s*(?:第\s*\d+\s*页.*|[-—–]\s*\d+\s*[-—–]|\d{1,3}\s*/\s*\d{1,3})\s*$")
_COLUMNS = {Role.LEVEL1: 0, Role.LEVEL2: 1, Role.NAME: 2, Role.VALUE: 3}
_LEAST_ROWS = 3


@dataclass(slots=True)
class _Item:
    """A row while its lines are being met."""

    origin: Origin
    level1: str
    level2: str
    name: str
    value: str = ""
    sure: bool = True


def split_flattened(lines: tuple[Line, ...]) -> Iterator[tuple[Line, ...] | Sheet]:
    """Yield runs of lines, and the flattened tables between them as sheets."""
    start = 0
    index = 0
    while index < len(lines):
        if not _is_header(lines[index].text):
            index += 1
            continue
        end = _end(lines, index + 1)
        rows = tuple(_rows(lines[index + 1 : end]))
        if len(rows) < _LEAST_ROWS:
            index += 1
            continue
        if start < index:
            yield lines[start:index]
        yield Sheet(rows=(_header_row(lines[index]), *rows), exact=True)
        start = index = end
    if start < len(lines):
        yield lines[start:]


def _tokens(text: str) -> list[str]:
    return [token for token in _BLANKS.split(text) if token]


def _is_header(text: str) -> bool:
    if "\t" in text or not text.strip():
        return False
    known = [meaning(token).strong for token in _tokens(text)]
    roles = {role for role in known if role is not None}
    return {Role.LEVEL1, Role.LEVEL2, Role.NAME} <= roles and known[-1] is Role.VALUE


def _end(lines: tuple[Line, ...], start: int) -> int:
    for index in range(start, len(lines)):
        text = lines[index].text.strip()
        first = re.split(r"[:：\s]", text, maxsplit=1)[0]
        if NOTE.match(text) or TITLE.search(text) or "\t" in text or _is_header(text):
            return index
        if fact_kind(first) is not None and not (is_level1(first) or is_level2(first)):
            return index
    return len(lines)


def _header_row(line: Line) -> Row:
    words = {meaning(token).strong: token for token in _tokens(line.text)}
    cells = tuple(
        Slot(text=words[role], column=column, origin=line.origin)
        for role, column in _COLUMNS.items()
    )
    return Row(cells=cells, size=len(cells), origin=line.origin, after_blank=True)


def _rows(lines: tuple[Line, ...]) -> Iterator[Row]:
    for item in _items(lines):
        texts = (item.level1, item.level2, item.name, item.value)
        cells = tuple(
            Slot(text=text, column=column, origin=item.origin)
            for column, text in enumerate(texts)
            if text
        )
        yield Row(cells=cells, size=len(texts), origin=item.origin)


def _items(lines: tuple[Line, ...]) -> Iterator[_Item]:
    current: _Item | None = None
    above = ""
    for line in lines:
        if not line.text.strip() or _PAGE.match(line.text):
            continue
        tokens = _tokens(line.text)
        if current is not None and _completes_level(current, tokens):
            continue
        level1, level2, rest = _levels(tokens, below=above)
        above = level1 or above
        if current is not None and not (level1 or level2) and _goes_on(current, rest):
            continue
        if current is not None:
            yield current
        name, value, sure = _parted(rest)
        current = _Item(line.origin, level1, level2, name, value, sure)
    if current is not None:
        yield current


def _levels(tokens: list[str], *, below: str) -> tuple[str, str, list[str]]:
    """Take the levels at the beginning of a line; ``below`` is the first level so far."""
    level1 = level2 = ""
    rest = list(tokens)
    if len(rest) > 1 and is_level1(rest[0]) and not _is_second(rest, below):
        level1 = rest.pop(0)
    if len(rest) > 1 and is_level2(rest[0]):
        level2 = rest.pop(0)
    return level1, level2, rest


def _is_second(tokens: list[str], below: str) -> bool:
    """Whether a label of either level (成本指标) is the second one here."""
    if not is_level2(tokens[0]) or is_level2(tokens[1]):
        return False
    types = second_level_types(clean_label(tokens[0])) or ()
    return bool(set(types) & set(first_level_types(clean_label(below)) or ()))


def frame_rows(lines: tuple[Line, ...]) -> tuple[Row, ...]:
    """Return the lines above such a table whose labels have lost their cells: 项目名称 某某工程."""
    rows: list[Row] = []
    for line in lines:
        groups: list[list[str]] = []
        for token in _tokens(line.text):
            is_label = fact_kind(token) is not None
            if is_label or not groups or fact_kind(groups[-1][0]) is not None:
                groups.append([token])
            else:
                groups[-1].append(token)
        if len(groups) < 2 or fact_kind(groups[0][0]) is None:
            continue
        cells = tuple(
            Slot(text=" ".join(group), column=column, origin=line.origin)
            for column, group in enumerate(groups)
        )
        rows.append(Row(cells=cells, size=len(cells), origin=line.origin))
    return tuple(rows)


def _completes_level(item: _Item, tokens: list[str]) -> bool:
    """Take 指标 on a line of its own: the end of a label that was wrapped in its cell."""
    if tokens != ["指标"]:
        return False
    if item.level2 and not clean_label(item.level2).endswith("指标"):
        item.level2 += "指标"
    return True


def _goes_on(item: _Item, rest: list[str]) -> bool:
    """Take the rest of a name or of a value that was wrapped."""
    name, value, sure = _parted(rest)
    if item.value and not item.sure and value and sure and not looks_like_name(item.name):
        item.name += f" {item.value}"  # it was no value but the name's next word
        item.value = ""
    if not item.value:
        if value:
            item.name, item.value, item.sure = item.name + name, value, sure
        elif looks_like_value(name):
            item.value = name
        else:
            item.name += name
        return True
    if _OPEN_BRACKET.search(item.value):
        item.value += " ".join(rest)
        return True
    return False


def _parted(tokens: list[str]) -> tuple[str, str, bool]:
    """Part a line into name and value, and tell whether its words show where.

    The value is empty if the line is one piece.
    """
    if len(tokens) < 2:
        return " ".join(tokens), "", True
    cuts = range(1, len(tokens))
    named = (i for i in cuts if looks_like_name("".join(tokens[:i])) and tokens[i][0] not in "(（")
    starts = (i for i in cuts if _VALUE_START.match(tokens[i]))
    told = next(named, None) or next(starts, None)
    cut = told or len(tokens) - 1
    return " ".join(tokens[:cut]), " ".join(tokens[cut:]), told is not None
