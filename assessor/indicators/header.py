"""Finding the header of an indicator table and what its columns hold.

A header is one to three consecutive rows in which columns are named. It needs a column of
names (三级指标) and one of values, or names and levels; words of several header rows above one
another are read together (指标值 over 实施周期). A weak word (绩效指标) names a column only where
no strong word of that role stands in the header.
"""

import re
from dataclasses import dataclass, field, replace

from assessor.indicators.columns import Meaning, Role, meaning
from assessor.indicators.sheet import Row, Slot

_VALUES = frozenset({Role.VALUE, Role.CYCLE_VALUE, Role.ACTUAL})
_LEVELS = frozenset({Role.LEVEL1, Role.LEVEL2})
_PART_OF_YEAR = re.compile(
    r"(?:20\d\d年?)?(?:[上下]半年|第?[一二三四1-4]季度|全年|年度|合计|\d{1,2}(?:-\d{1,2})?月|当年|本年)(?:目标|指标)?值?"
)
_BEST_VALUE = re.compile(r"全年|年度|合计|当年|本年")
_OLD_VALUE = re.compile(r"上年|去年|前年|历史|历年|参考|建议|标准")
_YEAR = re.compile(r"20\d\d")
_PARTS = frozenset({Role.SIGN, Role.UNIT, Role.VALUE_TYPE})
_LONGEST_PART = 6
_MOST_HEADER_ROWS = 3
_MOST_COLUMNS = 60
_FRAME = frozenset({Role.LEVEL1, Role.LEVEL2, Role.NAME, *_VALUES})


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column, or several under one merged header, with its role.

    Attributes
    ----------
    weak
        The role is a guess: the header word alone does not decide it.
    parts
        Columns whose cells a user has joined into this one, ``()`` for a column as printed.
    mapped
        A user has told the role.
    """

    role: Role
    first: int
    width: int = 1
    text: str = ""
    weak: bool = False
    parts: tuple[int, ...] = ()
    mapped: bool = False

    @property
    def places(self) -> range:
        """Columns that it covers."""
        return range(self.first, self.first + self.width)


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """The header rows ``[start, end)`` of a sheet and their columns.

    Attributes
    ----------
    size
        Number of printed cells of the header line, for dumps.
    guessed
        Chinese remarks where a column was taken by a weak word.
    is_list
        The table has projects and a cell that lists their indicators, but no column of values.
    mapping
        What told the columns, ``--columns`` or a mapping file; ``""`` = they were recognised.
    headed
        All columns that have a header, known or not.
    """

    start: int
    end: int
    columns: tuple[Column, ...]
    size: int
    guessed: tuple[str, ...] = ()
    is_list: bool = False
    words: frozenset[str] = field(default=frozenset())
    mapping: str = ""
    headed: frozenset[int] = field(default=frozenset())

    def column(self, role: Role) -> Column | None:
        """Return the first column of ``role``."""
        return next((c for c in self.columns if c.role is role), None)

    def has(self, role: Role) -> bool:
        """Whether there is a column of ``role``."""
        return self.column(role) is not None


def find_headers(rows: tuple[Row, ...]) -> tuple[Header, ...]:
    """Return the headers of all indicator tables, in order, without overlap."""
    found: list[Header] = []
    index = 0
    while index < len(rows):
        header = _header_at(rows, index)
        if header is None:
            index += 1
            continue
        found.append(header)
        index = header.end
    return tuple(found)


def named_columns(rows: tuple[Row, ...]) -> tuple[Column, ...]:
    """Return the columns that header rows name beyond doubt, one per role."""
    found: dict[Role, Column] = {}
    for slot, known in _column_meanings(rows):
        if known.strong is not None:
            column = Column(role=known.strong, first=slot.column, width=slot.width, text=slot.text)
            found.setdefault(known.strong, column)
    return tuple(found.values())


def _header_at(rows: tuple[Row, ...], start: int) -> Header | None:
    if not _may_begin(rows[start]):
        return None
    best: Header | None = None
    for end in range(start + 1, min(start + _MOST_HEADER_ROWS, len(rows)) + 1):
        if end - start > 1 and not _is_header_row(rows[end - 1], rows[start]):
            break
        header = _read(rows, start, end)
        if header is not None and (best is None or _better(header, best)):
            best = header
    return best


def _better(header: Header, best: Header) -> bool:
    return _worth(header) > _worth(best)


def _worth(header: Header) -> tuple[int, int]:
    """Return the number of roles that are told apart, without the guessed ones first."""
    roles = len({c.role for c in header.columns})
    return roles - len(header.guessed), roles


def _may_begin(row: Row) -> bool:
    known = [meaning(cell.text) for cell in row.cells]
    strong = {m.strong for m in known if m.strong is not None}
    named = sum(map(bool, known))
    return (bool(strong & _FRAME) and named >= 2) or (Role.PROJECT in strong and named >= 3)


def _is_header_row(row: Row, first: Row) -> bool:
    """Whether a row below the first header row names columns, too.

    A value column that is divided (年度指标值: 符号, 值, 单位) may hold one short word of its own.
    """
    fresh = [cell for cell in row.cells if not cell.repeated]
    unknown = [cell for cell in fresh if not meaning(cell.text)]
    if not unknown:
        return bool(fresh)
    if len(unknown) == len(fresh) and all(_is_period(cell, first) for cell in fresh):
        return True
    parts = sum(meaning(cell.text).strong in _PARTS for cell in fresh)
    return len(unknown) == 1 and parts > 0 and _divides(unknown[0], first)


def _is_period(cell: Slot, first: Row) -> bool:
    """Whether a cell names a part of the year below a merged value header: 上半年, 全年."""
    above = next((c for c in reversed(first.cells) if c.column <= cell.column), None)
    if above is None or above.width < 2 or meaning(above.text).strong not in _VALUES:
        return False
    return _PART_OF_YEAR.fullmatch(cell.text.strip()) is not None


def _divides(cell: Slot, first: Row) -> bool:
    above = next((c for c in reversed(first.cells) if c.column <= cell.column), None)
    if above is None or any(c.isdigit() for c in cell.text) or len(cell.text) > _LONGEST_PART:
        return False
    return meaning(above.text).strong in _VALUES


def _read(rows: tuple[Row, ...], start: int, end: int) -> Header | None:
    meanings = _column_meanings(rows[start:end])
    strong = {m.strong for _, m in meanings if m.strong is not None}
    columns: list[Column] = []
    guessed: list[str] = []
    taken: set[Role] = set()
    for slot, found in meanings:
        role = found.strong
        if role is None:
            role = next((r for r in found.weak if r not in strong and r not in taken), None)
            if role is not None and role in (Role.NAME, Role.VALUE):
                guessed.append(f"“{slot.text}”列按推测当作{_CHINESE[role]}")
        if role is None:
            continue
        taken.add(role)
        weak = found.strong is None
        columns.append(
            Column(role=role, first=slot.column, width=slot.width, text=slot.text, weak=weak)
        )
    columns = _parted(_one_block_label(columns))
    columns, doubt = _one_value(_one_weight(columns))
    guessed.extend(doubt)
    roles = {c.role for c in columns}
    is_list = _is_list(roles, strong)
    if is_list:
        columns, guessed = [_as_goal(c) for c in columns], []
    elif not _is_indicator_table(roles):
        return None
    return Header(
        start=start,
        end=end,
        columns=tuple(columns[:_MOST_COLUMNS]),
        size=max(row.size for row in rows[start:end]),
        guessed=tuple(guessed),
        is_list=is_list,
        words=frozenset(c.text for r in rows[start:end] for c in r.cells),
        headed=frozenset(
            column
            for row in rows[start:end]
            for cell in row.cells
            for column in range(cell.column, cell.column + cell.width)
        ),
    )


def _period(group: str) -> Role | None:
    """Return whose values stand below a group header: those of the cycle, or actual ones."""
    known = meaning(group)
    if known.strong is Role.ACTUAL:
        return Role.ACTUAL
    if Role.CYCLE_VALUE in (known.strong, *known.weak):
        return Role.CYCLE_VALUE
    return None


def _parted(columns: list[Column]) -> list[Column]:
    """Give every value column its own sign and unit where there are as many of them as values."""
    values = [c for c in columns if c.role in _VALUES]
    parted = list(columns)
    for part in (Role.SIGN, Role.UNIT):
        places = [i for i, c in enumerate(columns) if c.role is part]
        if len(places) < 2 or len(places) != len(values):
            continue
        for index, value in zip(places, values, strict=True):
            role = _OF_PERIOD.get((part, value.role), part)
            parted[index] = replace(columns[index], role=role)
    return parted


def _one_weight(columns: list[Column]) -> list[Column]:
    """Keep the weight of the indicators where every level has a column of weights."""
    weights = [c for c in columns if c.role is Role.WEIGHT]
    names = [c for c in columns if c.role is Role.NAME]
    if len(weights) < 2 or len(names) != 1:
        return columns
    right = [c for c in weights if c.first > names[0].first]
    kept = right[0] if right else weights[-1]
    return [c for c in columns if c.role is not Role.WEIGHT or c is kept]


def _one_value(columns: list[Column]) -> tuple[list[Column], list[str]]:
    """Choose among several value columns of one table: the whole year, the latest year."""
    values = [c for c in columns if c.role is Role.VALUE]
    if len(values) < 2 or sum(c.role is Role.NAME for c in columns) != 1:
        return columns, []
    kept = max(values, key=_worth_of_value)
    doubt = f"有 {len(values)} 列指标值，取了“{kept.text}”列"
    return [c for c in columns if c.role is not Role.VALUE or c is kept], [doubt]


def _worth_of_value(column: Column) -> tuple[bool, bool, int, int]:
    year = _YEAR.search(column.text)
    return (
        not _OLD_VALUE.search(column.text),
        _BEST_VALUE.search(column.text) is not None,
        int(year.group()) if year else 0,
        -column.first,
    )


def _as_goal(column: Column) -> Column:
    """Read a weak 绩效目标 beside a list as the goal: the list holds the values itself."""
    return replace(column, role=Role.GOAL) if column.role in _VALUES else column


def _is_list(roles: set[Role], strong: set[Role]) -> bool:
    """Whether a table has a project a row and its indicators as a list in one cell."""
    return (
        Role.PROJECT in roles
        and Role.NAME in roles
        and Role.NAME not in strong
        and not strong & _VALUES
        and not roles & _LEVELS
    )


def _is_indicator_table(roles: set[Role]) -> bool:
    return Role.NAME in roles and bool(roles & _VALUES or roles >= _LEVELS)


def _one_block_label(columns: list[Column]) -> list[Column]:
    """Drop a weak 绩效指标 that only names the block left of the levels."""
    strong = [c.role is Role.NAME and meaning(c.text).strong is Role.NAME for c in columns]
    if not any(strong):
        return columns
    kept = zip(columns, strong, strict=True)
    return [c for c, is_strong in kept if c.role is not Role.NAME or is_strong]


def _column_meanings(rows: tuple[Row, ...]) -> list[tuple[Slot, Meaning]]:
    """Return the meaning of every column, the words of stacked rows read together."""
    leaves: dict[int, list[Slot]] = {}
    for row in rows:
        for cell in row.cells:
            for column in range(cell.column, cell.column + cell.width):
                stack = leaves.setdefault(column, [])
                if not stack or stack[-1].text != cell.text:
                    stack.append(cell)
    found: list[tuple[Slot, Meaning]] = []
    for column in sorted(leaves):
        stack = leaves[column]
        slot, known = stack[-1], _stack_meaning(stack)
        if not known:
            continue
        if found and found[-1][0].text == slot.text and slot.column < column:
            continue
        found.append((slot, known))
    return found


def _stack_meaning(stack: list[Slot]) -> Meaning:
    if len(stack) == 1:
        return meaning(stack[0].text)
    leaf = meaning(stack[-1].text)
    if leaf.strong is not None:
        period = next(filter(None, (_period(slot.text) for slot in reversed(stack[:-1]))), None)
        return Meaning(strong=_OF_PERIOD.get((leaf.strong, period), leaf.strong))
    texts = [slot.text for slot in stack]
    for words in ("".join(texts), "".join(reversed(texts)), texts[-1] + texts[0]):
        if joined := meaning(words):
            return joined
    return leaf or meaning(stack[0].text)


# What a column holds below a group header of another period than the year.
_OF_PERIOD: dict[tuple[Role, Role | None], Role] = {
    (Role.VALUE, Role.CYCLE_VALUE): Role.CYCLE_VALUE,
    (Role.SIGN, Role.CYCLE_VALUE): Role.CYCLE_SIGN,
    (Role.UNIT, Role.CYCLE_VALUE): Role.CYCLE_UNIT,
    (Role.VALUE, Role.ACTUAL): Role.ACTUAL,
    (Role.SIGN, Role.ACTUAL): Role.ACTUAL_SIGN,
    (Role.UNIT, Role.ACTUAL): Role.ACTUAL_UNIT,
}
_CHINESE = {Role.NAME: "指标名称", Role.VALUE: "指标值"}
