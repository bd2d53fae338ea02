"""Lists in which levels stand apart from the items, or items without a label for the value.

Levels alone on lines (产出指标, below it 数量指标) hold for the items below them. Where a text has no
label such as 指标值： at all, a line is an item if it begins with a level and ends with a target:
``1.产出指标-数量指标-演练场次：≥6场``, or if it stands below a level: ``演练场次：≥6场``.
"""

import re
from dataclasses import dataclass, replace

from assessor.core.submission import Indicator
from assessor.indicators.bullets import is_bullet_text, split_value
from assessor.indicators.inline_lists import has_value_label, head_parts
from assessor.indicators.sheet import Row
from assessor.indicators.values import clean_label, clean_name, is_level1
from assessor.taxonomy.level_names import first_level_types, second_level_types

_NUMBER = re.compile(
    r"^\s*(?:[(（]?(?:\d{1,3}|[一二三四五六七八九十]{1,3})[)）]?\s*[、.．)）]\s*(?!\d)|[①-⑳]\s*)+"
)
_NAMED = re.compile(r"^(?:三级)?指标\s*\d{1,2}\s*[:：]\s*")
_UNFINISHED = re.compile(r"[、，,：:(（]\s*$|(?:^|[。；;\s])\d{1,3}\s*[、.．]\s*$")
_REPORT = re.compile(r"自评|自查|报告|总结|评价")
_TARGETS = re.compile(r"^\s*(?:[(（]?\d{1,2}\s*[、.．)）]\s*)?(?:年度)?绩效指标\s*[:：]")
_TOP_LINES = 12
_TARGET = re.compile(r"^[^，,。；;]{1,24}[。；;]?$")
_KEPT = re.compile(r"^(?:≥|≤|≧|≦|＞|＜|＝|>|<|=)")


@dataclass(slots=True)
class Outline:
    """The levels under which the next items stand.

    Attributes
    ----------
    unlabelled
        No line of the text has a label for values, so items may do without.
    report
        The text reports results; only what it calls 绩效指标 or gives a value label are targets.
    """

    unlabelled: bool = False
    report: bool = False
    level1: str = ""
    level2: str = ""

    def tells_result(self, text: str) -> bool:
        """Whether a sentence after a level (效益指标：…达到91%) tells what was reached."""
        return self.report and not _TARGETS.match(text)

    def takes_level(self, text: str) -> bool:
        """Take a line that is a level and nothing else."""
        plain = _NUMBER.sub("", text).strip().rstrip("：:")
        if not _is_level(plain):
            return False
        if is_level1(plain):
            self.level1, self.level2 = clean_label(plain), ""
        else:
            self.level2 = clean_label(plain)
        return True

    def ends_item(self, before: str, text: str) -> bool:
        """Whether ``text`` after the line ``before`` is a level of its own or a new named item."""
        plain = _NUMBER.sub("", text).strip().rstrip("：:")
        named = _NAMED.match(text.strip()) is not None
        return (named or _is_level(plain)) and not _UNFINISHED.search(before)

    def item(self, row: Row) -> Indicator | None:
        """Return the item of a line, ``None`` if it is none."""
        text = _NUMBER.sub("", row.text).strip()
        if not self.unlabelled or has_value_label(text) or is_bullet_text(row.text):
            return None
        level1, level2, rest = head_parts(text)
        split = split_value(rest)
        if split is None or not _TARGET.match(split[1]):
            return None
        if not level1 and not level2 and not (self.level2 and _KEPT.match(split[1])):
            return None
        name = clean_name(split[0].strip("：: "))
        value = split[1].rstrip("。；;")
        return Indicator(id="", name=name, value=value, level1=level1, level2=level2,
                         origin=row.origin) if name else None  # fmt: skip

    def levelled(self, item: Indicator) -> Indicator:
        """Return an item without levels with those under which it stands."""
        if item.level1 or not self.level1:
            return item
        if item.level2 and not re.match(r"指标\s*\d", item.level2):
            return replace(item, level1=self.level1)
        return replace(item, level1=self.level1, level2=self.level2)


def _is_level(text: str) -> bool:
    """Whether the text is the name of a level type; 绩效指标 names none."""
    return text.endswith("指标") and bool(first_level_types(text) or second_level_types(text))


def outline_of(rows: tuple[Row, ...]) -> Outline:
    """Return the outline reader for the running text among the rows.

    A report tells results in such lines: its items need a label for the value.
    """
    texts = [row.text for row in rows if row.is_text]
    report = any(map(_REPORT.search, texts[:_TOP_LINES]))
    labelled = any(map(has_value_label, texts))
    return Outline(unlabelled=not report and not labelled, report=report)
