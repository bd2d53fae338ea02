"""Running text with indicators in it: inline lists below project headings, bullet sentences.

A project heading is a line that ends with amounts (``区职工心理服务经费 3.00 3.00``), whose name
may be broken over lines before the amounts, or a short numbered line. What stands between a
heading and its list is the goal.
"""

import re
from dataclasses import dataclass, field, replace

from assessor.core.submission import GoalKind, Indicator, Rejected
from assessor.indicators.assembling import GOAL_KINDS, Assembler
from assessor.indicators.bullets import is_bullet_text, read_bullets
from assessor.indicators.cards import Cards
from assessor.indicators.facts import GOALS, QUIET, Fact, FactKind, FactReader, fact_kind
from assessor.indicators.headings import PROJECT_LINE, names_project, project_in_heading
from assessor.indicators.inline_lists import (
    begins_list,
    begins_plain_item,
    begins_with_level,
    has_value_label,
    read_list,
    unwrap,
    without_lead,
)
from assessor.indicators.outline import Outline
from assessor.indicators.sheet import Row, join_wrapped
from assessor.text.normalise import normalise

_AMOUNT = r"(?:-?\d{1,3}(?:,\d{3})+(?:\.\d+)?|-?\d+\.\d+|0)"
_AMOUNTS = re.compile(
    rf"(?:^|\s)({_AMOUNT}(?:\s+(?:{_AMOUNT}|[-—–]))*|\d{{2,}}(?:\s+\d{{1,}})+)\s*$"
)
_TOTAL = re.compile(r"^\s*(?:合\s*计|总\s*计|小\s*计)")
_COLUMNS = re.compile(r"项目名称.*(?:绩效|总计|合计|财政拨款)")
_SENTENCE_END = re.compile(r"[。！？!?]\s*$")
_STOP = re.compile(r"[。；;！？!?]\s*$")
_NEXT_ITEM = re.compile(r"^\s*(?:[(（]?\d{1,3}\s*[、.．)）]|[①-⑳])\s*[^。；;，,:：]{0,24}[:：]")
_LIST_LABEL = re.compile(r"^\s*(?:项目)?(?:年度)?绩效指标(?:及指标值)?\s*[:：]?\s*$")
_CHAPTER = re.compile(r"情况|分析|概况|问题|措施|结论|评价|建议|成效|做法|依据")
_HEADING = re.compile(
    r"^\s*[(（]?(?:\d{1,2}|[一二三四五六七八九十]{1,3})\s*[、.．)）]\s*([^。；;:：，,]{2,40})$"
)
_TITLE = re.compile(
    r"(?:(?:绩效|预算).{0,20}(?:表|报告|文本)|20\d\d\s*年度?[^。，,；;]{0,16}(?:预算|决算|绩效目标))"
    r"\s*(?:[(（].{0,20}[)）])?\s*$"
)
_OPENING = re.compile(r"^\s*(20\d\d)\s*年度?\s*[，,]")
_YEAR_LINE = re.compile(r"^[(]?\s*(20\d\d)\s*年度?\s*[)]?$")
_NUMBERED = re.compile(r"^\s*[(（]?\d{1,2}\s*[、.．)）](?!\d)")
_LONGEST_TITLE = 60
_PUNCTUATED = re.compile(r"[。；;，,：:]")
_LABEL_LINE = re.compile(r"^[^：:]{2,16}[：:]$")
# Facts whose text web pages put on the line after the label.
_BESIDE = frozenset(
    {
        FactKind.PROJECT,
        FactKind.ORGANISATION,
        FactKind.AUTHORITY,
        FactKind.YEAR,
        FactKind.BUDGET,
        *QUIET,
    }
)
_SHORT_LINE = 0.7
_SHORTEST_HEAD = 5
_BLANKS = re.compile(r"\s+")
_CONTINUED = re.compile(r"[(（]?续表?\d?[)）]?$|^续表?\d?[:：]?")


@dataclass(slots=True)
class ProseReader:
    """Reads text rows one after another into an assembler."""

    assembler: Assembler
    facts: FactReader
    rejected: list[Rejected] = field(default_factory=list)
    form: str = ""
    outline: Outline = field(default_factory=Outline)
    cards: Cards = field(default_factory=Cards)
    _buffer: list[Row] = field(default_factory=list)
    _list: list[Row] = field(default_factory=list)
    _heading: tuple[str, Row] | None = None
    _amounts: str | None = None
    _goal: tuple[GoalKind, list[Row]] | None = None
    _seen: set[str] = field(default_factory=set)
    _label: FactKind | None = None

    def read(self, row: Row) -> None:
        """Take the next line of running text."""
        row = _without_lead(row)
        text = row.text
        if self._list:
            if self._interrupts(text):
                return
            if not self._ends_list(text):
                self._list.append(row)
                return
            self._close_list()
        self._seen.add(_BLANKS.sub("", text))
        if self._takes_card(row) or self._takes_outline(row):
            return
        if begins_list(text) or begins_plain_item(text):
            self._open_list(row)
        elif (match := _AMOUNTS.search(text)) and self._goal is None:
            self._take_amounts(row, text[: match.start()].strip(), match.group(1))
        elif is_bullet_text(text) and not self.outline.tells_result(text):
            self._take_bullets(row)
        elif not self.outline.report and begins_with_level(text):
            self._take_item(row)
        else:
            self._take_text(row)

    def break_off(self) -> None:
        """End a list at a table or at the end of the sheet."""
        if self._list:
            self._close_list()
        self._add(self.cards.close(), form="inline-list")
        self._close_goal()
        if self._heading is not None:
            name, row = self._heading
            self.assembler.suggest_name(name, origin=row.origin)
            self._heading = None
        elif self._buffer and names_project(self._buffer[-1].text):
            last = self._buffer[-1]
            self.assembler.suggest_name(last.text, origin=last.origin)
        self._buffer.clear()

    def _takes_card(self, row: Row) -> bool:
        took, ended = self.cards.takes(row)
        self._add(ended, form="inline-list")
        if took:
            self._take_goal(row)
        return took

    def _takes_outline(self, row: Row) -> bool:
        """Take a line of an outline: a level alone on its line, or an item with name and value."""
        if self.outline.takes_level(row.text):
            self._close_goal()
            if self._heading is not None:
                self._name_project(row)
                self._heading = None
            self._buffer.clear()
            return True
        found = self.outline.item(row)
        if found is None:
            return False
        self._take_goal(row)
        self._add((found,), form="inline-list")
        return True

    def _interrupts(self, text: str) -> bool:
        """Whether a line in the middle of an item is a page's head that was printed before."""
        within = not _STOP.search(self._list[-1].text)
        plain = _CONTINUED.sub("", _BLANKS.sub("", text))
        known = len(text) >= _SHORTEST_HEAD and plain in self._seen
        return within and (known or _COLUMNS.search(text) is not None) and not _STOP.search(text)

    def _ends_list(self, text: str) -> bool:
        if begins_list(text) or self.outline.ends_item(self._list[-1].text, text):
            return True
        if PROJECT_LINE.match(text) or (_LABEL_LINE.match(text) and fact_kind(text) is not None):
            return True
        before = self._list[-1].text
        if begins_plain_item(text) and begins_plain_item(self._list[0].text):
            return True
        if _NEXT_ITEM.match(text):
            return False
        if re.search(r"\s", text) and _AMOUNTS.search(text):
            return True
        joined = "".join(row.text for row in self._list[-3:])
        return bool(_SENTENCE_END.search(before)) and has_value_label(joined + text[:0])

    def _open_list(self, row: Row) -> None:
        self._take_goal(row)
        self._list = [row]

    def _take_goal(self, row: Row) -> None:
        """Take what stands between a heading and its first item as the goal."""
        self._close_goal()
        self._name_project(row)
        goal = [r for r in self._buffer if not _COLUMNS.search(r.text)]
        if goal and self._heading is None and self._amounts is None:
            self._untitled(goal)
        elif goal:
            text = join_wrapped([r.text for r in goal])
            self.assembler.goal(text, GoalKind.ANNUAL, origin=goal[0].origin)
        self._buffer.clear()
        self._heading = None

    def _name_project(self, row: Row) -> None:
        if self._heading is None:
            return
        name, head = self._heading
        rest = self._name_rest()
        self.assembler.open_project(join_wrapped([name, *rest]), origin=head.origin)
        if self._amounts:
            self.assembler.budget(self._amounts.split()[0])
        self._amounts = None

    def _name_rest(self) -> list[str]:
        """Return lines after the amounts that still belong to the name.

        Goal text is wrapped at full width; a short line without a stop that is followed by
        more cannot be part of it.
        """
        width = max((len(r.text) for r in self._buffer), default=0)
        rest: list[str] = []
        while len(self._buffer) > 1:
            text = self._buffer[0].text
            if len(text) >= _SHORT_LINE * width or re.search(r"[。，；,;、：:]\s*$", text):
                break
            rest.append(text)
            self._buffer.pop(0)
        return rest

    def _untitled(self, lines: list[Row]) -> None:
        """Without amounts, a short first line without a stop is the project's heading."""
        first = lines[0].text.strip()
        if len(lines) > 1 and len(first) <= 40 and not re.search(r"[。，；,;：:]$", first):
            self.assembler.open_project(first, origin=lines[0].origin)
            lines = lines[1:]
        text = join_wrapped([r.text for r in lines])
        self.assembler.goal(text, GoalKind.ANNUAL, origin=lines[0].origin)

    def _close_list(self) -> None:
        found = read_list(unwrap(tuple(self._list)), unlabelled=not self.outline.report)
        self.rejected.extend(found.rejected)
        self._add(found.indicators, form="inline-list")
        self._list = []

    def _add(self, indicators: tuple[Indicator, ...], *, form: str) -> None:
        if indicators:
            self.form = self.form or form
            self.assembler.rows(map(self.outline.levelled, indicators))

    def _take_amounts(self, row: Row, name: str, amounts: str) -> None:
        parts = [r.text for r in self._buffer if not _COLUMNS.search(r.text)]
        self._buffer.clear()
        if _TOTAL.match(name) or _TOTAL.match("".join(parts)):
            self._heading = None
            return
        full = join_wrapped([*parts, name])
        if full and not _STOP.search(full):
            self._heading, self._amounts = (full, row), amounts

    def _take_item(self, row: Row) -> None:
        """Take a line that begins with a level; one that cannot be parted is told, not lost."""
        self._take_goal(row)
        found = read_list(unwrap((row,)), unlabelled=True)
        self.rejected.extend(found.rejected)
        self._add(found.indicators, form="inline-list")

    def _take_bullets(self, row: Row) -> None:
        self._close_goal()
        if self._heading is not None:
            self._name_project(row)
            self._heading = None
        found = read_bullets(row.text, row.origin)
        self.rejected.extend(found.rejected)
        self._buffer.clear()
        self._add(found.indicators, form="inline-list")

    def _take_text(self, row: Row) -> None:
        text = row.text.strip()
        if self._takes_label(row, text):
            return
        if len(text) <= _LONGEST_TITLE and not _PUNCTUATED.search(text):
            self.assembler.heading(text)
        if row.heading_level is not None and fact_kind(text) is None and not _TITLE.search(text):
            self._close_goal()
            name = project_in_heading(text)
            self._heading, self._amounts = (name, row) if name else None, None
            self._buffer.clear()
            return
        if opening := _OPENING.match(normalise(text)):
            self.assembler.mention(int(opening.group(1)))
        if len(text) <= _LONGEST_TITLE and _TITLE.search(text):
            self._close_goal()
            self.assembler.title(text, origin=row.origin)
            self._buffer.clear()
        elif match := _YEAR_LINE.match(normalise(text)):
            self.assembler.fact(Fact(kind=FactKind.YEAR, text=match.group(1), origin=row.origin))
        elif named := PROJECT_LINE.match(text):
            self._close_goal()
            self._buffer.clear()
            self._heading, self._amounts = None, None
            self.assembler.open_project(named.group(1), origin=row.origin)
        elif (heading := _HEADING.match(text)) and fact_kind(text) is None:
            self._close_goal()
            chapter = _CHAPTER.search(heading.group(1))
            self._heading, self._amounts = None if chapter else (heading.group(1), row), None
            self._buffer.clear()
        elif _LIST_LABEL.match(text):
            self._close_goal()
        else:
            self._take_facts(row)

    def _takes_label(self, row: Row, text: str) -> bool:
        """Take a label that stands alone on its line, or the text on the line after it."""
        label, self._label = self._label, None
        if label is not None and fact_kind(text) is None and not _LABEL_LINE.match(text):
            self._close_goal()
            self.assembler.fact(Fact(kind=label, text=text, origin=row.origin))
            return True
        if not _LABEL_LINE.match(text) or fact_kind(text) not in _BESIDE:
            return False
        self._label = fact_kind(text)
        self._close_goal()
        self._buffer.clear()
        return True

    def _take_facts(self, row: Row) -> None:
        facts = list(self.facts.read(row))
        self.facts.pending = ()
        kind = fact_kind(row.text)
        if facts or kind is not None or _COLUMNS.search(row.text):
            self._close_goal()
            self._buffer.clear()
        elif self._goal is not None:
            self._goal[1].append(row)
        else:
            self._buffer.append(row)
        if any(fact.kind not in QUIET for fact in facts) and self._amounts is None:
            self._name_project(row)
            self._heading = None
        for fact in facts:
            if fact.kind in GOALS:
                cell = replace(row.cells[0], text=fact.text)
                self._goal = (GOAL_KINDS[fact.kind], [replace(row, cells=(cell,))])
            else:
                self.assembler.fact(fact)
        if kind in GOALS:
            self._goal = (GOAL_KINDS[kind], [])

    def _close_goal(self) -> None:
        """Hand over the goal text that runs on over lines, one goal a paragraph."""
        if self._goal is None:
            return
        (kind, rows), self._goal = self._goal, None
        block: list[Row] = []
        for row in (*rows, None):
            ended = block and (row is None or _SENTENCE_END.search(block[-1].text))
            if block and (ended or (row is not None and _NUMBERED.match(row.text))):
                text = join_wrapped([r.text for r in block])
                self.assembler.goal(text, kind, origin=block[0].origin)
                block = []
            if row is not None:
                block.append(row)


def _without_lead(row: Row) -> Row:
    text = without_lead(row.text)
    return row if text == row.text else replace(row, cells=(replace(row.cells[0], text=text),))
