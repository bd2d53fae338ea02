"""Indicator tables: from header and rows to indicators, rejected rows and doubts.

The rows of a table are placed in its columns, the levels filled over all of them together, and
each row with a name becomes an indicator. A cell that numbers several names and has as many
values gives several rows; several names with one value stay one row, as printed.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from assessor.core.submission import Field, Indicator, Rejected
from assessor.indicators.blocks import blocks
from assessor.indicators.columns import Role
from assessor.indicators.facts import clean_text
from assessor.indicators.header import Header
from assessor.indicators.inline_lists import rejoined
from assessor.indicators.levels import Entry, fill_levels
from assessor.indicators.sheet import Row, Sheet
from assessor.indicators.table_region import (
    SILENT,
    completed,
    left_out,
    table_end,
    without_block_label,
)
from assessor.indicators.table_rows import VALUES, ParsedRow, parse_row, with_repeats
from assessor.indicators.values import (
    clean_cell,
    clean_label,
    clean_name,
    clean_value,
    is_blank_value,
    is_level1,
    is_level2,
    is_template_name,
    join_value,
    listed,
    looks_like_value,
    parted_values,
)
from assessor.taxonomy.level_names import first_level_types, second_level_types
from assessor.taxonomy.level_type import LevelType

_DATE_PART = re.compile(r"^\d{1,4}\s*[年月日]|[年月]$")  # a date may be wrapped
TEMPLATE = "指标名称是模板占位文字，没有填写内容"
_QUANTITATIVE = frozenset({"定量", "定量指标"})
_TYPES = _QUANTITATIVE | {"定性", "定性指标"}
_BOTH_PERIODS = (Field.NAME, Field.CYCLE_VALUE)
# Columns for sign and unit of each value; only those of targets serve both periods.
_PARTS = {
    Role.VALUE: (Role.SIGN, Role.UNIT),
    Role.CYCLE_VALUE: (Role.CYCLE_SIGN, Role.CYCLE_UNIT),
    Role.ACTUAL: (Role.ACTUAL_SIGN, Role.ACTUAL_UNIT),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class TableRow:
    """An indicator with what its row says of its project."""

    indicator: Indicator
    project: str = ""
    organisation: str = ""
    year: str = ""
    budget: str = ""
    goal: str = ""
    amounts: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadTable:
    """What one table gave.

    Attributes
    ----------
    end
        Index of the first row of the sheet that is no longer part of the table.
    labels
        All printed levels, those of empty types included.
    unfilled, inferred, orphans, moved, valueless
        Rows without a level, rows above their level's label, cells that found no column, rows
        whose cells had moved, rows without any value.
    """

    rows: tuple[TableRow, ...]
    end: int
    labels: tuple[tuple[str, str], ...]
    rejected: tuple[Rejected, ...] = ()
    unfilled: int = 0
    inferred: int = 0
    orphans: int = 0
    moved: int = 0
    valueless: int = 0
    guessed: tuple[str, ...] = ()


def read_table(sheet: Sheet, header: Header, *, runs_to: int, stop: int) -> ReadTable:
    """Read the rows below ``header`` up to row ``stop`` of the sheet.

    Parameters
    ----------
    runs_to
        The table surely runs to this row: its header is printed again there.
    stop
        Index of the next header, or the number of rows.
    """
    end = table_end(sheet, runs_to, stop)
    rows = sheet.rows[header.end : end]
    if sheet.cell_list:
        header = without_block_label(header, rows)
        rows = tuple(completed(rows, header.size))
    kept: list[Row] = []
    rejected: list[Rejected] = []
    for row in rows:
        reason = left_out(row, header, exact=sheet.exact)
        if not reason:
            kept.append(row)
        elif reason != SILENT:
            rejected.append(Rejected(text=row.text[:200], reason=reason, origin=row.origin))
    groups = blocks(header, sheet.rows)
    tables = [_read(tuple(kept), group, header, exact=sheet.exact) for group in groups]
    return _together(tables, end=end, rejected=rejected)


def _read(rows: tuple[Row, ...], header: Header, whole: Header, *, exact: bool) -> ReadTable:
    """Read the columns of ``header``, which may be one group of those of the whole table."""
    parsed = [parse_row(row, header, whole, exact=exact) for row in rows]
    return _build(list(with_repeats(parsed, header)), header, exact=exact)


def _together(tables: list[ReadTable], *, end: int, rejected: list[Rejected]) -> ReadTable:
    """Join the groups of one table: equal names of one row are one indicator."""
    first = tables[0]
    rows = list(first.rows)
    for table in tables[1:]:
        rows = _merged(rows, list(table.rows))
    found = [*rejected, *(item for table in tables for item in table.rejected)]
    found.sort(key=lambda item: (item.origin.line or 0, item.origin.row or 0))
    return replace(
        first,
        rows=tuple(rows),
        end=end,
        rejected=tuple(dict.fromkeys(found)),
        unfilled=sum(table.unfilled for table in tables),
        orphans=0 if len(tables) > 1 else first.orphans,
        labels=tuple(dict.fromkeys(label for table in tables for label in table.labels)),
    )


def _merged(cycle: list[TableRow], annual: list[TableRow]) -> list[TableRow]:
    waiting = {(_place(row), row.indicator.name): row for row in cycle}
    joined: list[TableRow] = []
    for row in annual:
        twin = waiting.pop((_place(row), row.indicator.name), None)
        if twin is not None:
            further = [c for c in twin.indicator.columns if c[0] in _BOTH_PERIODS]
            both = replace(
                row.indicator,
                cycle_value=twin.indicator.cycle_value,
                columns=tuple(dict.fromkeys((*row.indicator.columns, *further))),
            )
            joined.append(replace(row, indicator=both))
        else:
            joined.append(row)
    joined.extend(waiting.values())
    return sorted(joined, key=_place)


def _place(row: TableRow) -> tuple[int, int]:
    return (row.indicator.origin.row or 0, row.indicator.origin.line or 0)


def _build(parsed: list[ParsedRow], header: Header, *, exact: bool) -> ReadTable:
    entries = [_entry(item, header) for item in parsed]
    filled = fill_levels(entries, exact=exact)
    rows: list[TableRow] = []
    rejected: list[Rejected] = []
    unfilled = 0
    project, organisation = "", ""
    above = ("", "")
    for item, printed, entry in zip(parsed, filled.levels, entries, strict=True):
        level1, level2 = printed
        if not (header.has(Role.LEVEL1) or header.has(Role.LEVEL2)):
            above, is_label = _labelled(item, entry, above)
            if is_label:
                continue
            level1, level2 = above
        project = clean_cell(item.text(Role.PROJECT)) or project
        organisation = clean_cell(item.text(Role.ORGANISATION)) or organisation
        if not entry.is_row:
            rejected.extend(_rejected(item))
            continue
        unfilled += _is_unfilled(header, level1, level2)
        rows.extend(
            TableRow(
                indicator=indicator,
                project=project,
                organisation=organisation,
                year=clean_cell(item.text(Role.YEAR)),
                budget=clean_cell(item.text(Role.BUDGET)),
                goal=clean_text(item.text(Role.GOAL)),
                amounts=item.amounts,
            )
            for indicator in _indicators(item, entry, (level1, level2), whole=header.is_list)
        )
    rows = _with_types(rows)
    return ReadTable(
        rows=tuple(rows),
        valueless=sum(not (row.indicator.value or row.indicator.cycle_value) for row in rows),
        end=0,
        labels=tuple(dict.fromkeys(level for level in filled.levels if any(level))),
        rejected=tuple(rejected),
        unfilled=unfilled,
        inferred=filled.inferred,
        orphans=sum(item.orphans for item in parsed),
        moved=sum(item.moved for item in parsed),
        guessed=header.guessed,
    )


def _with_types(rows: list[TableRow]) -> list[TableRow]:
    """Take a column of 定量 and 定性 that is headed 指标性质 for types; among signs 定性 is a sign."""
    if not any(row.indicator.sign in _QUANTITATIVE for row in rows):
        return rows
    return [
        replace(row, indicator=replace(row.indicator, value_type=row.indicator.sign, sign=""))
        if row.indicator.sign in _TYPES and not row.indicator.value_type
        else row
        for row in rows
    ]


def _labelled(
    item: ParsedRow, entry: Entry, above: tuple[str, str]
) -> tuple[tuple[str, str], bool]:
    """Take a level that stands on a row of its own among the names (一、产出指标)."""
    label = clean_label(item.text(Role.NAME))
    value = clean_cell(item.text(Role.VALUE))
    if value and value != clean_cell(item.text(Role.NAME)) and not is_blank_value(value):
        return above, False
    if is_level1(label) and not (above[0] and is_level2(label) and _holds(above[0], label)):
        return (label, ""), True
    if is_level2(label):
        return (above[0], label), True
    return above, False


def _holds(level1: str, label: str) -> bool:
    """Whether 成本指标 is the second level below 产出指标; 满意度指标 alone is a first level."""
    types = set(second_level_types(label) or ())
    return types == {LevelType.COST} and LevelType.QUANTITY in (first_level_types(level1) or ())


def _is_unfilled(header: Header, level1: str, level2: str) -> bool:
    # 满意度指标 often stands alone: a first level without a second is no gap there.
    return (header.has(Role.LEVEL1) and not level1) or (
        header.has(Role.LEVEL2) and not level2 and not is_level2(level1)
    )


def _entry(item: ParsedRow, header: Header) -> Entry:
    text = item.text(Role.NAME)
    filled = [name for name in listed(text) if name and not is_template_name(name)]
    if len(filled) == 1 and not header.is_list:
        text = filled[0]  # the other items of the cell were left blank
    # A cell that holds a whole list keeps its numbers: they part its items.
    name = rejoined(text) if header.is_list else clean_name(text)
    return Entry(
        level1=clean_label(item.text(Role.LEVEL1)),
        level2=clean_label(item.text(Role.LEVEL2)),
        is_row=bool(name) and not is_template_name(name),
        name=name,
        value=clean_cell(item.text(Role.VALUE)) or clean_cell(item.text(Role.CYCLE_VALUE)),
    )


def _rejected(item: ParsedRow) -> Iterator[Rejected]:
    name = clean_cell(item.text(Role.NAME))
    if name:
        reason = TEMPLATE
    elif item.has_value:
        reason = "有指标值但没有指标名称"
    else:
        return
    yield Rejected(text=item.row.text[:200], reason=reason, origin=item.row.origin)


def _indicators(
    item: ParsedRow, entry: Entry, levels: tuple[str, str], *, whole: bool
) -> Iterator[Indicator]:
    """Yield one indicator, or one per numbered name where there are as many values."""
    names = () if whole else listed(item.text(Role.NAME)) or _lines_with_values(item)
    roles = [role for role in VALUES if item.text(role)]
    filled = [text for text in names if text and not is_template_name(text)]
    values = {role: parted_values(item.text(role), len(filled)) for role in roles}
    if len(filled) < 2 or any(len(values[role]) != len(filled) for role in roles):
        yield _indicator(item, entry.name, levels, {})
        return
    for index, text in enumerate(filled):
        own = {role: values[role][index] for role in roles}
        yield _indicator(item, text, levels, own)


def _lines_with_values(item: ParsedRow) -> tuple[str, ...]:
    """Return the names of a cell that has one on each line beside as many lines of values."""
    names = [line.strip() for line in item.text(Role.NAME).split("\n") if line.strip()]
    values = [line.strip() for line in item.text(Role.VALUE).split("\n") if line.strip()]
    if len(names) < 2 or len(names) != len(values) or any(map(_DATE_PART.search, values)):
        return ()
    whole = all(map(looks_like_value, values)) and not any(map(looks_like_value, names))
    return tuple(names) if whole else ()


def _indicator(
    item: ParsedRow, name: str, levels: tuple[str, str], own: dict[Role, str]
) -> Indicator:
    sign, unit = clean_cell(item.text(Role.SIGN)), clean_cell(item.text(Role.UNIT))

    def joined(role: Role) -> str:
        text = own.get(role) or clean_value(item.text(role))
        own_sign, own_unit = (clean_cell(item.text(part)) for part in _PARTS[role])
        shared = role is not Role.ACTUAL
        return join_value(
            sign=own_sign or (sign if shared else ""),
            value=text,
            unit=own_unit or (unit if shared else ""),
        )

    return Indicator(
        id="",
        name=name,
        value=joined(Role.VALUE),
        cycle_value=joined(Role.CYCLE_VALUE),
        level1=levels[0],
        level2=levels[1],
        sign=sign,
        unit=unit,
        weight=clean_cell(item.text(Role.WEIGHT)),
        description=clean_cell(item.text(Role.DESCRIPTION)),
        actual=joined(Role.ACTUAL),
        score=clean_cell(item.text(Role.SCORE)),
        reason=clean_cell(item.text(Role.REASON)),
        value_type=clean_cell(item.text(Role.VALUE_TYPE)),
        origin=item.row.origin,
        columns=item.columns,
    )
