"""The money in the head of a form: where it comes from and how much of it was spent.

Two layouts are read: columns (年初预算数, 全年预算数, 全年执行数 …) above lines (年度资金总额, 其中：财政拨款 …),
and labels with their amounts beside them (预算数 | 100 | 其中：财政拨款 | 80).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache, lru_cache
from importlib.resources import files

from pydantic import BaseModel, ConfigDict

from assessor.core.submission import Origin
from assessor.errors import ConfigError
from assessor.indicators.columns import fold_header
from assessor.indicators.facts import fact_kind
from assessor.indicators.sheet import Row, Slot
from assessor.indicators.values import clean_cell
from assessor.text.normalise import normalise
from assessor.text.yaml_text import read_yaml


class FundKind(StrEnum):
    """What an amount of the head is."""

    INITIAL = "initial"
    BUDGET = "budget"
    EXECUTED = "executed"
    WEIGHT = "weight"
    RATE = "rate"
    SCORE = "score"


@dataclass(frozen=True, slots=True, kw_only=True)
class Amounts:
    """What one line tells: ``name`` of the source of the money, ``""`` for the total."""

    name: str
    texts: tuple[tuple[FundKind, str], ...]
    origin: Origin
    unit: str = ""


class _Names(BaseModel):
    model_config = ConfigDict(extra="forbid")
    names: list[str]
    ending: list[str] = []
    source: str


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid")
    columns: dict[FundKind, _Names]
    total: _Names
    cycle_total: _Names
    parts: _Names
    sources: dict[str, str]


@dataclass(frozen=True, slots=True)
class _Words:
    columns: dict[str, FundKind]
    total: frozenset[str]
    cycle: frozenset[str]
    parts: frozenset[str]
    ending: tuple[str, ...]


_MONEY = frozenset({FundKind.INITIAL, FundKind.BUDGET, FundKind.EXECUTED})
_LONGEST_LABEL = 30
_LONGEST_NAME = 20
_AMOUNT = re.compile(r"^[¥$]?\s*-?\d[\d,]*(?:\.\d+)?\s*(?:万元|亿元|元|万)?$")
_FIGURE = re.compile(r"^-?\d[\d,]*(?:\.\d+)?\s*[%分]?$")
_BLANK = re.compile(r"^[-—–_/\\*\s]*$")
_BRACKETS = re.compile(r"[(（\[【][^()（）\[\]【】]*[)）\]】]")
_AMONG = re.compile(
    r"^\s*(?:其\s*中|[①-⑳]|[一二三四五六七八九十]{1,2}、|[(（]?\d[)）.、．])\s*[:：]?\s*"
)
_UNIT = re.compile(r"(万元|(?<![万亿千百\u4e00-\u9fff])元)\s*(?:[)）\]】]|$)")
_AMOUNT_UNIT = re.compile(r"\d\s*(万元|元)\s*$")
_STATED_UNIT = re.compile(r"单位\s*[:：]\s*(?:人民币)?\s*(万元|元)(?![/每\u4e00-\u9fff])")
_APART = re.compile(r"\s*[/／]\s*")
_PAIR = re.compile(
    r"([\u4e00-\u9fff]{2,12}(?:[(（][^()（）]{1,8}[)）])?)(?:\s*[:：]\s*|[ \u3000]+(?=[\d¥￥]))"
    r"([¥￥]?-?\d[\d,]*(?:\.\d+)?\s*(?:万元|元|%|分)?)(?=[\s，,；;。、)）]|$)"
)


@cache
def _words() -> _Words:
    raw = read_yaml(files(__package__).joinpath("funds.yaml").read_text("utf-8"))
    try:
        data = _File.model_validate(raw)
    except ValueError as error:
        raise ConfigError(f"资金词表 funds.yaml 无法使用：{error}", code="config.funds") from error
    columns = {fold_header(n): kind for kind, group in data.columns.items() for n in group.names}
    total, cycle, parts = (
        frozenset(map(fold_header, group.names))
        for group in (data.total, data.cycle_total, data.parts)
    )
    return _Words(columns, total, cycle, parts, tuple(data.parts.ending))


@lru_cache(maxsize=4096)
def _folded(text: str) -> str:
    """Return a label without brackets, 其中 and the unit."""
    if len(text) > _LONGEST_LABEL:
        return ""
    bare = _AMONG.sub("", _BRACKETS.sub("", normalise(text)))
    return re.sub(r"万元$", "", fold_header(bare))


def money_unit(text: str) -> str:
    r"""Return the unit that a label or an amount tells: 项目资金（万元）, 40000元.

    Examples
    --------
    >>> money_unit("项目资金\\n（万元）"), money_unit("3.96 万元"), money_unit("单位：元/人")
    ('万元', '万元', '')
    """
    plain = re.sub(r"\s+", "", normalise(text))
    found = _UNIT.search(plain) or _AMOUNT_UNIT.search(plain)
    return found.group(1) if found else ""


def _kinds(text: str) -> tuple[FundKind, ...]:
    """Return what a header says of its column; ``执行率 / 得分`` says two things."""
    columns = _words().columns
    whole = columns.get(_folded(text))
    if whole is not None:
        return (whole,)
    parts = [columns.get(_folded(part)) for part in _APART.split(_BRACKETS.sub("", text))]
    known = tuple(part for part in parts if part is not None)
    return known if len(known) == len(parts) else ()


def _is_part(text: str) -> bool:
    """Whether a label names where money comes from."""
    name = _folded(text)
    if name in _words().parts:
        return True
    among = _AMONG.match(text) is not None and re.match(r"\s*其\s*中", text) is not None
    return among and name.endswith(_words().ending)


def part_name(text: str) -> str:
    """Return the name of a source of money without 其中：, numbering and unit."""
    name = _AMONG.sub("", _AMONG.sub("", clean_cell(text))).strip(" ：:")
    name = re.sub(r"[(（]\s*(?:单位[:：])?\s*万?元\s*[)）]$", "", name)
    return re.sub(r"\s+", "", name)


def is_amount(text: str) -> bool:
    """Whether a cell holds an amount of money and nothing else."""
    return _AMOUNT.match(normalise(text).strip()) is not None


def unit_beside(text: str) -> str:
    """Return the unit of money that a line of the head tells anywhere: 2024年度　金额单位：万元."""
    found = _STATED_UNIT.search(normalise(text))
    return found.group(1) if found else ""


@dataclass(slots=True)
class FundReader:
    """Reads the rows of a head one after another.

    Parameters
    ----------
    exact
        Columns are true positions.
    """

    exact: bool = True
    _columns: tuple[tuple[tuple[FundKind, ...], Slot], ...] = ()
    _unit: str = ""
    _totals: tuple[tuple[int, bool], ...] = field(default=())

    def read(self, row: Row) -> Iterator[Amounts]:
        """Yield what one row tells of the money."""
        if row.is_text:
            yield from self._pairs_in(row.cells[0], row)
            return
        if header := _header(row):
            kinds = {kind for told, _ in header for kind in told}
            # 预算金额 twice stands above pairs of a label and an amount.
            self._columns = header if len(kinds) > 1 else ()
            self._unit = next(filter(None, (money_unit(cell.text) for cell in row.cells)), "")
            self._totals = ()
            return
        if self._columns:
            found, within = self._line(row)
            if found:
                yield found
            if within:
                return
            self._columns = ()
        yield from self._beside(row)

    def _line(self, row: Row) -> tuple[Amounts | None, bool]:
        """Read a line below the columns; also return whether the row is of the block."""
        label, values = self._parted(row)
        if label is not None and not _is_money(label.text) and fact_kind(label.text) is not None:
            return None, False
        if not any(is_amount(cell.text) for cell in values):
            return None, label is not None and not label.repeated and _is_money(label.text)
        own = label is not None and not label.repeated and _folded(label.text) not in _words().total
        name = part_name(label.text) if own and label is not None else ""
        if len(name) > _LONGEST_NAME:
            return None, False
        unit = self._unit or (money_unit(label.text) if label else "")
        texts = tuple(self._texts(label, values))
        return Amounts(name=name, texts=texts, origin=row.origin, unit=unit), True

    def _parted(self, row: Row) -> tuple[Slot | None, list[Slot]]:
        """Part the label of a line from what stands below the columns."""
        first = self._columns[0][1].column
        cells = [cell for cell in row.cells if not cell.repeated]
        if self.exact:
            label = next((c for c in reversed(row.cells) if c.column < first), None)
            return label, [c for c in cells if c.column >= first]
        at = next((i for i, c in enumerate(cells) if is_amount(c.text)), len(cells))
        return (cells[at - 1] if at else None), cells[at:]

    def _texts(self, label: Slot | None, values: list[Slot]) -> Iterator[tuple[FundKind, str]]:
        first = self._columns[0][1].column
        shift = 0 if self.exact or label is None else first - 1 - label.column
        counted = not self.exact and len(values) == len(self._columns)
        for index, (kinds, head) in enumerate(self._columns):
            cell = values[index] if counted else _below(values, head, shift)
            yield from _told(kinds, cell.text if cell else "")

    def _beside(self, row: Row) -> Iterator[Amounts]:
        """Yield amounts that stand right of their labels."""
        kind = FundKind.BUDGET
        label: Slot | None = None
        units = (money_unit(c.text) for c in row.cells if _is_money(c.text))
        unit = next(filter(None, units), "") or self._unit
        totals: list[tuple[int, bool]] = []
        for cell in row.cells:
            if cell.repeated:
                continue
            kinds, folded = _kinds(cell.text), _folded(cell.text)
            if kinds or folded in _words().total | _words().cycle or _is_part(cell.text):
                if kinds and kinds[0] in _MONEY:
                    kind = kinds[0]
                label = cell
                if folded in _words().total | _words().cycle:
                    totals.append((cell.column, folded in _words().cycle))
                    self._totals = tuple(totals)
            elif label is not None and (
                is_amount(cell.text) or _FIGURE.match(normalise(cell.text))
            ):
                yield from self._amount(label, cell.text, kind, row, unit)
                label = None
            else:
                label = None
                yield from self._pairs_in(cell, row, unit)

    def _amount(
        self, label: Slot, text: str, kind: FundKind, row: Row, unit: str
    ) -> Iterator[Amounts]:
        before = [cycle for column, cycle in self._totals if column <= label.column]
        if before and before[-1]:
            return  # money of the whole term
        kinds = _kinds(label.text)
        told = kinds[0] if len(kinds) == 1 else kind
        name = part_name(label.text) if _is_part(label.text) else ""
        texts = ((told, clean_cell(text)),)
        yield Amounts(name=name, texts=texts, origin=row.origin, unit=unit)

    def _pairs_in(self, cell: Slot, row: Row, unit: str = "") -> Iterator[Amounts]:
        """Yield ``label：amount`` pairs of one cell or line; sentences are left to be read as text."""
        kind = FundKind.BUDGET
        if "。" in cell.text.rstrip("。"):
            return
        for match in _PAIR.finditer(cell.text):
            kinds = _kinds(match.group(1))
            if kinds and kinds[0] in _MONEY:
                kind = kinds[0]
            own = unit or money_unit(match.group(1))
            if kinds or _is_money(match.group(1)):
                label = Slot(text=match.group(1), column=cell.column, origin=cell.origin)
                yield from self._amount(label, match.group(2), kind, row, own)


def _is_money(text: str) -> bool:
    folded = _folded(text)
    words = _words()
    return folded in words.total | words.cycle or _is_part(text) or bool(_kinds(text))


def _header(row: Row) -> tuple[tuple[tuple[FundKind, ...], Slot], ...]:
    """Return the columns of a row that names amounts and holds none."""
    if any(is_amount(cell.text) for cell in row.cells):
        return ()
    columns = tuple(
        (kinds, cell) for cell in row.cells if not cell.repeated and (kinds := _kinds(cell.text))
    )
    named = {kind for kinds, _ in columns for kind in kinds}
    return columns if len(columns) > 1 and named & _MONEY else ()


def _below(cells: list[Slot], head: Slot, shift: int) -> Slot | None:
    for cell in cells:
        column = cell.column + shift
        if column < head.column + head.width and column + cell.width > head.column:
            return cell
    return None


def _told(kinds: tuple[FundKind, ...], text: str) -> Iterator[tuple[FundKind, str]]:
    parts = _APART.split(text) if len(kinds) > 1 else [text]
    if len(parts) != len(kinds):
        # 95.84% below 执行率/得分: the form leaves the second out.
        kinds = tuple(k for k in kinds if (k is FundKind.RATE) == ("%" in normalise(text)))[:1]
    for kind, part in zip(kinds, parts, strict=False):
        if not _BLANK.match(part):
            yield kind, clean_cell(part)
