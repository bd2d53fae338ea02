"""Facts of the frame: who, which project, how much, when, and the narrative goals.

A fact is a label with its text beside it, below it, or after a colon in the same cell.
"""

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, lru_cache
from importlib.resources import files

from pydantic import BaseModel, ConfigDict

from assessor.core.submission import Origin
from assessor.errors import ConfigError
from assessor.indicators.columns import fold_header
from assessor.indicators.sheet import Row, Slot
from assessor.text.normalise import normalise
from assessor.text.yaml_text import read_yaml


class FactKind(StrEnum):
    """What a label of the frame stands for."""

    PROJECT = "project"
    ORGANISATION = "organisation"
    AUTHORITY = "authority"
    HIGHER_AUTHORITY = "higher_authority"
    YEAR = "year"
    BUDGET = "budget"
    CYCLE = "cycle"
    CYCLE_START = "cycle_start"
    CYCLE_END = "cycle_end"
    ANNUAL_GOAL = "annual_goal"
    CYCLE_GOAL = "cycle_goal"
    GOAL = "goal"
    RESULT = "result"
    UNIT = "unit"
    CONTENT = "content"
    PARENT = "parent"
    RECURRENCE = "recurrence"
    PROJECT_LEVEL = "project_level"
    OTHER = "other"


# They say nothing of where a project begins.
QUIET = frozenset(
    {
        FactKind.CONTENT,
        FactKind.PARENT,
        FactKind.RECURRENCE,
        FactKind.PROJECT_LEVEL,
        FactKind.OTHER,
    }
)
_SILENT = frozenset({FactKind.PROJECT_LEVEL, FactKind.OTHER})
GOALS = frozenset({FactKind.ANNUAL_GOAL, FactKind.CYCLE_GOAL, FactKind.GOAL, FactKind.RESULT})


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """A fact with its text as printed."""

    kind: FactKind
    text: str
    origin: Origin


class _Names(BaseModel):
    model_config = ConfigDict(extra="forbid")
    names: list[str]
    source: str


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid")
    facts: dict[FactKind, _Names]
    sources: dict[str, str]


_LONGEST_LABEL = 24
_YEAR = re.compile(r"(20\d\d)\s*年")
_NUMERALS = str.maketrans("〇○零一二三四五六七八九", "000123456789")
_HEADING_YEAR = re.compile(r"(?<!\d)(20\d\d|二[〇○零][〇○零一二三四五六七八九]{2})\s*年")
_YEARS_APART = re.compile(r"\d年?\s*(?:-|~|—|–|至|到)\s*20\d\d")
_BRACKETS = re.compile(r"[(（\[【][^()（）\[\]【】]*[)）\]】]")
# A label that says nothing to us ends a text, too: 项目名称：…    执行数：…
_NEXT_LABEL = re.compile(r"(?:[ \u3000]{2,}|\u3000)[^\s:：]{2,12}[:：]")
# Without a colon a wide gap parts a label from its text: 项目名称    某某工程
_WIDE_GAP = re.compile(r"(?: {2,}|[ ]*\u3000+[ ]*)")
_PAIR = re.compile(r"(?:^|(?<=\s))([^\s:：]{2,16})\s*[:：][ \u3000]*")
_CODED_UNIT = re.compile(
    r"^\s*[\[(（【]?(?!20\d\d年)\d{3,12}[\])）】]?[\s_-]*(?=[\u4e00-\u9fff]{4,30}$)"
)
_MARKUP = re.compile(r"<\s*(/?)\s*(p|br|div|li|tr|span|b|i|u|strong|em|font|td|ol|ul|h\d)\b[^<>]*>",
                     re.IGNORECASE)  # fmt: skip
_BLOCK_TAGS = frozenset({"p", "br", "div", "li", "tr"})


@cache
def _vocabulary() -> dict[str, FactKind]:
    raw = read_yaml(files(__package__).joinpath("facts.yaml").read_text("utf-8"))
    try:
        data = _File.model_validate(raw)
    except ValueError as error:
        raise ConfigError(
            f"表头要素词表 facts.yaml 无法使用：{error}", code="config.facts"
        ) from error
    return {fold_header(n): kind for kind, group in data.facts.items() for n in group.names}


@lru_cache(maxsize=8192)
def fact_kind(label: str) -> FactKind | None:
    """Return what a printed label announces, ``None`` for any other text."""
    if not label.strip() or len(label) > _LONGEST_LABEL:
        return None
    words = _vocabulary()
    found = words.get(fold_header(label))
    inner = _BRACKETS.sub("", label)
    return found if found or inner == label else words.get(fold_header(inner))


def printed_year(text: str) -> int | None:
    """Return the year that a heading names: 2025年度, （2025 年）, 二〇二五年度.

    Examples
    --------
    >>> printed_year("二〇二五年度项目绩效目标表")
    2025
    >>> printed_year("2024年至2026年") is None
    True
    """
    plain = normalise(text)
    if _YEARS_APART.search(plain):
        return None
    if (found := _HEADING_YEAR.search(plain)) is None:
        return None
    return int(found.group(1).translate(_NUMERALS))


def clean_text(text: str) -> str:
    """Strip HTML tags and entities from narrative text; paragraphs become lines."""
    if "<" not in text and "&" not in text:
        return text.strip()

    def tag(match: re.Match[str]) -> str:
        return "\n" if match.group(2).lower() in _BLOCK_TAGS else ""

    plain = html.unescape(_MARKUP.sub(tag, text)).replace("\xa0", " ")
    return "\n".join(line.strip() for line in plain.split("\n") if line.strip())


_DATED = frozenset({FactKind.BUDGET, FactKind.ANNUAL_GOAL, FactKind.YEAR})


@dataclass(slots=True)
class FactReader:
    """Reads facts row by row; remembers goal labels whose text stands below them."""

    pending: tuple[tuple[FactKind, int], ...] = ()

    def read(self, row: Row) -> Iterator[Fact]:
        """Yield the facts of one row, in order."""
        above, self.pending = self.pending, ()
        waiting: list[tuple[FactKind, int]] = []
        empty = True
        for cell in row.cells:
            kind = None if cell.repeated else fact_kind(cell.text)
            if kind is FactKind.PARENT and waiting and waiting[-1][0] is FactKind.PROJECT_LEVEL:
                kind = None  # 项目等级 | 一级项目
            if kind is not None:
                empty = False
                waiting.append((kind, cell.column))
                yield from _label_year(kind, cell)
            elif pairs := tuple(_pairs(cell.text)):
                empty = empty and all(kind is FactKind.UNIT for kind, _ in pairs)
                waiting = [(pairs[-1][0], cell.column)] if not pairs[-1][1] else []
                yield from (
                    Fact(kind=pair_kind, text=text, origin=cell.origin)
                    for pair_kind, text in pairs
                    if text and pair_kind not in _SILENT
                )
            elif waiting:
                yield from _told(waiting.pop()[0], cell)
                waiting = []
            elif above and (label := _label_above(above, cell)) is not None:
                yield from _told(label, cell)
        if empty and not above:
            yield from _coded_unit(row)
        self.pending = tuple(label for label in waiting if label[0] in GOALS)


def _label_year(kind: FactKind, cell: Slot) -> Iterator[Fact]:
    """Yield the year that a label such as 2024年预算金额 tells."""
    if kind in _DATED and (year := _YEAR.search(normalise(cell.text))):
        yield Fact(kind=FactKind.YEAR, text=year.group(1), origin=cell.origin)


def _told(kind: FactKind, cell: Slot) -> Iterator[Fact]:
    if kind not in _SILENT:
        yield Fact(kind=kind, text=clean_text(cell.text), origin=cell.origin)


def _label_above(above: tuple[tuple[FactKind, int], ...], cell: Slot) -> FactKind | None:
    """Return the goal label under which a text stands; labels side by side part the columns."""
    if cell.repeated:
        return None
    kinds = [kind for kind, column in above if column <= cell.column]
    return kinds[-1] if kinds else above[0][0]


def _pairs(text: str) -> Iterator[tuple[FactKind, str]]:
    """Yield the ``label：text`` pairs of a cell or line, if it starts with one."""
    matches = [m for m in _PAIR.finditer(text) if fact_kind(m.group(1)) is not None]
    if not matches:
        yield from _pairs_apart(text)
        return
    if text[: matches[0].start()].strip():
        return
    for index, match in enumerate(matches):
        end = matches[index + 1].start() if index + 1 < len(matches) else len(text)
        kind = fact_kind(match.group(1))
        if kind is not None:
            told = text[match.end() : end]
            strange = _NEXT_LABEL.search(told)
            yield kind, clean_text(told[: strange.start()] if strange else told)


def _pairs_apart(text: str) -> Iterator[tuple[FactKind, str]]:
    """Yield label and text where wide gaps part them."""
    pieces = [piece for piece in _WIDE_GAP.split(text.strip()) if piece]
    label: FactKind | None = fact_kind(pieces[0]) if len(pieces) > 1 else None
    told: list[str] = []
    for piece in (*pieces[1:], None):
        kind = None if piece is None else fact_kind(piece)
        if piece is not None and kind is None:
            told.append(piece)
            continue
        if label is not None and told:
            yield label, clean_text("  ".join(told))
        label, told = kind, []


def _coded_unit(row: Row) -> Iterator[Fact]:
    """Yield the unit that a line such as ``711001某某市总工会本级`` names."""
    text = row.cells[0].text
    if fact_kind(text) is not None:
        return
    if match := _CODED_UNIT.match(text):
        yield Fact(
            kind=FactKind.ORGANISATION,
            text=text[match.end() :].strip(),
            origin=row.cells[0].origin,
        )
