"""Inline lists.

``1、产出指标：开展课程，年度指标值：不少于5场。2、：满意度，年度指标值：≥90%。``
Items are found by their running numbers: after ``n、`` only ``n+1`` begins the next item, so that
numbers inside values (1.5万元, 3、4月) do not cut. An item without a label such as 年度指标值 is no
indicator.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from assessor.core.submission import Indicator, Origin, Rejected
from assessor.indicators.sheet import Row, join_wrapped
from assessor.indicators.values import clean_label, is_level1, is_level2, is_template_name

_LABEL = re.compile(
    r"[，,;；、。\s(（]*(?P<cycle>实施周期|实施期|中期|长期|总体|周期)?(?:年度|本年度|当年度?|全年|预期|计划|设定)?"
    r"(?:绩效)?(?:指标值|目标值)(?:为|是)?\s*[:：]\s*"
)
_MARK = re.compile(
    r"(?:(?<=^)|(?<=[。；;!！\s,，、.)）>]))\s*[(（]?(\d{1,3})\s*[、.．)）]\s*(?!\d)"
)
_ANY_MARK = re.compile(r"(\d{1,3})\s*[、.．)）]\s*(?!\d)")
_COLON = re.compile(r"[:：]")
_BEGIN = re.compile(r"^\s*[(（]?1\s*[、.．)）]\s*\S{0,16}?[:：]")
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
    text = ""
    starts: list[tuple[int, Origin]] = []
    for row in rows:
        joined = join_wrapped((text, row.text)) if text else row.text.strip()
        starts.append((len(joined) - len(row.text.strip()), row.origin))
        text = joined
    return Wrapped(text, tuple(starts) or ((0, Origin()),))


def begins_list(text: str) -> bool:
    """Whether a line begins an inline list: number 1 and a level label with a colon."""
    match = _BEGIN.match(text)
    if not match:
        return False
    label = match.group().strip(" :：")
    label = re.sub(r"^[(（]?1\s*[、.．)）]\s*", "", label)
    return not label or is_level1(label) or is_level2(label) or "指标" in label


def has_value_label(text: str) -> bool:
    """Whether the text holds ``指标值：`` or the like."""
    return _LABEL.search(text) is not None


def read_list(source: Wrapped) -> InlineList:
    """Read all items of a list in one text."""
    indicators: list[Indicator] = []
    rejected: list[Rejected] = []
    for start, item in _items(source.text):
        origin = source.origin(start)
        indicator = _item(item, origin)
        if indicator is None:
            if item.strip():
                rejected.append(
                    Rejected(text=item.strip()[:200], reason="编号条目中没有可用的名称或指标值",
                             origin=origin)
                )  # fmt: skip
            continue
        indicators.append(indicator)
    return InlineList(indicators=tuple(indicators), rejected=tuple(rejected))


def _items(text: str) -> Iterator[tuple[int, str]]:
    marks: list[tuple[int, int]] = []
    expected = 1
    for match in _MARK.finditer(text):
        if int(match.group(1)) != expected:
            continue
        if marks and not _LABEL.search(text, marks[-1][1], match.start()):
            continue  # a number inside the item before
        marks.append((match.start(), match.end()))
        expected += 1
    for index, (_, end) in enumerate(marks):
        stop = marks[index + 1][0] if index + 1 < len(marks) else len(text)
        yield end, text[end:stop]


def _item(item: str, origin: Origin) -> Indicator | None:
    labels = list(_LABEL.finditer(item))
    if not labels:
        return None
    level1, level2, name = _head(item[: labels[0].start()])
    value, cycle_value = "", ""
    for index, match in enumerate(labels):
        stop = labels[index + 1].start() if index + 1 < len(labels) else len(item)
        text = _END.sub("", item[match.end() : stop]).strip()
        if match.group("cycle"):
            cycle_value = cycle_value or text
        else:
            value = value or text
    if not name or is_template_name(name):
        return None
    return Indicator(id="", name=name, value=value, cycle_value=cycle_value, level1=level1,
                     level2=level2, origin=origin)  # fmt: skip


def _head(head: str) -> tuple[str, str, str]:
    """Split ``产出指标：数量指标：名称`` into levels and name; colons in the name stay."""
    level1, level2 = "", ""
    rest = head.strip()
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
