"""What a form tells of a project beside its name, years, goals and rows."""

import re
from dataclasses import dataclass, field

from assessor.core.submission import Execution, FundLine, Origin
from assessor.indicators.funds import Amounts, FundKind, money_unit, part_name
from assessor.text.normalise import normalise

_OPTION = re.compile(
    r"经常性|一次性|阶段性|延续性?|新增|新设|常年性?|存续|持续性?|跨年度?|到期|临时性|长期性?"
)
_BOXES = "□☐○◯☑☒■√✓✔●"
_TICKED = "☑☒■√✓✔●"
_BOXED = re.compile(rf"[{_BOXES}]\s*[{_TICKED}]?")
# What stands beside 主要内容 in the header of a table of tasks.
_HEADER = re.compile(r"^[^。；，,]{0,12}(?:[(（].{0,4}元[)）]|资金|金额|目标|要求|备注|依据)$")
_NOTHING = re.compile(r"^[\s\-—–/_*]*$|^无$")


@dataclass(slots=True)
class Details:
    """Collects the details of one project; what is told first stays."""

    unit_above: str = ""
    content: list[str] = field(default_factory=list)
    parent: str = ""
    recurrence: list[str] = field(default_factory=list)
    self_score: str = ""
    self_grade: str = ""
    title: str = ""
    _total: dict[FundKind, str] = field(default_factory=dict)
    _total_origin: Origin = field(default_factory=Origin)
    _parts: dict[str, dict[FundKind, str]] = field(default_factory=dict)
    _origins: dict[str, Origin] = field(default_factory=dict)
    _unit: str = ""

    def take_amounts(self, amounts: Amounts) -> None:
        """Take what a line tells of the money."""
        self._unit = self._unit or amounts.unit
        if not amounts.name:
            if not self._total:
                self._total_origin = amounts.origin
            for kind, text in amounts.texts:
                self._total.setdefault(kind, text)
            return
        self._origins.setdefault(amounts.name, amounts.origin)
        part = self._parts.setdefault(amounts.name, {})
        for kind, text in amounts.texts:
            part.setdefault(kind, text)

    def take_columns(self, cells: tuple[tuple[str, str], ...], origin: Origin) -> None:
        """Take the amounts of a table that has a project a row, with their headers."""
        for header, text in cells:
            texts = ((FundKind.BUDGET, text),)
            self.take_amounts(Amounts(name=part_name(header), texts=texts, origin=origin,
                                      unit=money_unit(header)))  # fmt: skip

    def take_unit(self, text: str) -> None:
        """Take the unit that the label of an amount names."""
        self._unit = self._unit or money_unit(text)

    def take_content(self, text: str) -> None:
        """Take 项目内容, 项目概况 and the like."""
        if not (_NOTHING.match(text) or _HEADER.match(text)) and text not in self.content:
            self.content.append(text)

    def take_parent(self, text: str) -> None:
        """Take the name of the project of which this one is a part."""
        if not _NOTHING.match(text):
            self.parent = self.parent or text

    def take_recurrence(self, text: str) -> None:
        """Take 经常性, 一次性, 延续 …; of boxes only what is ticked."""
        told = _ticked(text)
        if _OPTION.search(told) and told not in self.recurrence:
            self.recurrence.append(told)

    def funds(self) -> tuple[FundLine, ...]:
        """Return the sources of the money, in order."""
        return tuple(
            FundLine(
                name=name,
                amount=part.get(FundKind.BUDGET) or part.get(FundKind.INITIAL, ""),
                initial=part.get(FundKind.INITIAL, ""),
                executed=part.get(FundKind.EXECUTED, ""),
                origin=self._origins[name],
            )
            for name, part in self._parts.items()
        )

    def execution(self) -> Execution | None:
        """Return the line of the total where something of it was spent or rated."""
        if not {FundKind.EXECUTED, FundKind.RATE} & self._total.keys():
            return None
        texts = {kind.value: text for kind, text in self._total.items()}
        return Execution(**texts, origin=self._total_origin)

    def money_unit(self, budget: str | None) -> str:
        """Return the unit: of an amount itself, of its label, else of the head."""
        amounts = [budget or "", *self._total.values(), *(t for p in self._parts.values()
                                                        for t in p.values())]  # fmt: skip
        own = next((unit for text in amounts if (unit := money_unit(text))), "")
        return own or self._unit or self.unit_above


def _ticked(text: str) -> str:
    """Return the ticked options of a line of boxes, before or after their words."""
    plain = normalise(text).strip()
    marks = list(_BOXED.finditer(plain))
    if not marks:
        return text.strip()
    before = marks[0].start() == 0
    words: list[str] = []
    for index, mark in enumerate(marks):
        if before:
            stop = marks[index + 1].start() if index + 1 < len(marks) else len(plain)
            word = plain[mark.end() : stop]
        else:
            word = plain[marks[index - 1].end() if index else 0 : mark.start()]
        if any(char in _TICKED for char in mark.group()):
            words.append(word.strip(" ;；,，、()（）"))
    return "、".join(filter(None, words))
