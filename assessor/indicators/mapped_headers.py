"""Applying what a user has told of the columns: which rows are headers, and what they hold.

A mapping given for a document finds its table (by name, by number, or the first that fits) and
its header row; it then holds for every table with the same header. A remembered mapping holds
wherever the header has its digest.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from assessor.core.column_letters import column_letters
from assessor.errors import InputError
from assessor.indicators.column_evidence import with_evidence
from assessor.indicators.column_mapping import (
    NO_HEADER,
    ColumnMapping,
    MappedField,
    Mappings,
    Reference,
)
from assessor.indicators.columns import Role, fold_header, meaning
from assessor.indicators.guessing import guess_header
from assessor.indicators.header import Column, Header, find_headers, named_columns
from assessor.indicators.header_digest import MOST_HEADER_ROWS, header_digest, windows
from assessor.indicators.mapped_rows import word_over
from assessor.indicators.sheet import Row, Sheet
from assessor.indicators.values import looks_like_value

_MOST_SEARCHED = 300
_LONGEST_HEADER = 60
_OF_TABLES = frozenset(Role) - {Role.PROJECT, Role.ORGANISATION, Role.BUDGET, Role.GOAL, Role.YEAR}
_BESIDE = 100_000  # columns of joined cells that stand beside all printed ones


class _UnfitError(Exception):
    """A mapping does not fit a table; the text says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WithHeaders:
    """The headers of every sheet, and what was not applied."""

    headers: tuple[tuple[Header, ...], ...]
    notices: tuple[str, ...] = ()


def headers_of(parts: tuple[Sheet, ...], mappings: Mappings, *, name: str) -> WithHeaders:
    """Return the headers of all sheets, recognised or told by a user.

    Raises
    ------
    InputError
        ``input.columns``: the mapping given for this document fits none of its tables.
    """
    recognised = [_recognised(sheet) for sheet in parts]
    headers = list(recognised)
    notices: list[str] = []
    if mappings.remembered:
        known = dict(mappings.remembered)
        for index, sheet in enumerate(parts):
            told = _known(sheet, recognised[index], known, notices)
            headers[index] = _merged(headers[index], told)
    if mappings.given is not None:
        for index, told in _given(parts, recognised, mappings.given, name=name):
            headers[index] = _merged(headers[index], told)
    return WithHeaders(headers=tuple(headers), notices=tuple(dict.fromkeys(notices)))


def row_number(row: Row) -> int | None:
    """Return the number under which a row is shown to a person."""
    return row.origin.line if row.origin.line is not None else row.origin.row


def _recognised(sheet: Sheet) -> tuple[Header, ...]:
    found = find_headers(sheet.rows)
    stops = (*(header.start for header in found[1:]), len(sheet.rows))
    found = tuple(with_evidence(h, sheet, stop) for h, stop in zip(found, stops, strict=False))
    if not found and (guessed := guess_header(sheet)) is not None:
        return (guessed,)
    return found


def _given(
    parts: tuple[Sheet, ...],
    recognised: list[tuple[Header, ...]],
    mapping: ColumnMapping,
    *,
    name: str,
) -> Iterator[tuple[int, tuple[Header, ...]]]:
    """Yield the headers of the mapping given for this document, by the index of their sheet."""
    tables = [index for index, sheet in enumerate(parts) if sheet.is_tabular]
    if not tables:
        raise InputError(f"{name}：没有表格，不能用 {mapping.source} 指定列",
                         hint="该选项用于有表格的文件。", code="input.columns")  # fmt: skip
    chosen = _chosen(parts, tables, mapping, name=name)
    try:
        first, header = _first_fit(parts, recognised, chosen, mapping, tables)
    except _UnfitError as error:
        raise InputError(
            f"{name}：{error}",
            hint="用 assessor extract 文件 --explain 查看各表的行号、列和表头。",
            code="input.columns",
        ) from error
    yield first, (header,)
    if digest := header_digest(parts[first].rows[header.start : header.end]):
        for index in chosen:
            yield index, _known(parts[index], recognised[index], {digest: mapping}, [])


def _chosen(
    parts: tuple[Sheet, ...], tables: list[int], mapping: ColumnMapping, *, name: str
) -> list[int]:
    """Return the tables that the mapping may mean."""
    if mapping.table is not None:
        if mapping.table > len(tables):
            raise InputError(f"{name}：没有第 {mapping.table} 张表，该文件共有 {len(tables)} 张表",
                             hint="表的序号见 --explain。", code="input.columns")  # fmt: skip
        return [tables[mapping.table - 1]]
    if not mapping.sheet:
        return tables
    wanted = mapping.sheet.strip()
    found = [index for index in tables if parts[index].name.strip() == wanted]
    if not found:
        names = [parts[index].name for index in tables if parts[index].name]
        has = f"有：{'、'.join(names[:20])}" if names else "该文件的表没有名称"
        raise InputError(f"{name}：没有名为“{wanted}”的工作表（{has}）",
                         hint="也可以写 表=序号。", code="input.columns")  # fmt: skip
    return found


def _first_fit(
    parts: tuple[Sheet, ...],
    recognised: list[tuple[Header, ...]],
    chosen: list[int],
    mapping: ColumnMapping,
    tables: list[int],
) -> tuple[int, Header]:
    """Return the first table that the mapping fits; recognised tables of indicators first."""
    unfit: _UnfitError | None = None
    for index in sorted(chosen, key=lambda i: not recognised[i]):
        try:
            return index, _located(parts[index], recognised[index], mapping)
        except _UnfitError as error:
            sheet = f"（工作表“{parts[index].name}”）" if parts[index].name else ""
            unfit = unfit or _UnfitError(f"表 {tables.index(index) + 1}{sheet}{error}")
    assert unfit is not None
    raise unfit


def _located(sheet: Sheet, recognised: tuple[Header, ...], mapping: ColumnMapping) -> Header:
    """Return the header of the mapping in a sheet."""
    _check_width(sheet, mapping)
    if mapping.header_rows == NO_HEADER:
        start = _first_filled(sheet, mapping)
        return _header(sheet, start, start, mapping, recognised)
    if mapping.header_rows is not None:
        return _header(sheet, *_told_rows(sheet, mapping.header_rows), mapping, recognised)
    printed = [header for header in recognised if header.end > header.start]
    if not printed:
        return _searched(sheet, mapping, recognised)
    unfit: _UnfitError | None = None
    for header in printed:
        try:
            return _header(sheet, header.start, header.end, mapping, recognised)
        except _UnfitError as error:
            unfit = unfit or error
    assert unfit is not None
    raise unfit


def _check_width(sheet: Sheet, mapping: ColumnMapping) -> None:
    width = _width(sheet)
    for item in mapping.fields:
        for reference in item.references:
            if reference.column is not None and reference.column >= width:
                place = column_letters(reference.column)
                raise _UnfitError(
                    f"没有 {place} 列（{item.written}）：只有 {width} 列，"
                    f"到 {column_letters(width - 1)} 为止"
                )


def _width(sheet: Sheet) -> int:
    sizes = (max(row.size, row.cells[-1].column + 1) for row in sheet.rows if row.cells)
    return max(sizes, default=0)


def _first_filled(sheet: Sheet, mapping: ColumnMapping) -> int:
    """Return the first row with a cell of its own in the columns of name and value."""
    wanted = [
        {reference.column for reference in item.references if reference.column is not None}
        for item in mapping.fields
        if item.role in (Role.NAME, Role.VALUE, Role.CYCLE_VALUE) and item.references
    ]
    for index, row in enumerate(sheet.rows):
        found = [{id(c) for p in places if (c := row.at(p)) is not None} for places in wanted]
        if not row.is_text and all(found) and len(frozenset().union(*found)) >= len(found):
            return index
    raise _UnfitError("没有一行填了写明的各列")


def _told_rows(sheet: Sheet, told: tuple[int, int]) -> tuple[int, int]:
    first, last = told
    found = [i for i, row in enumerate(sheet.rows) if first <= (row_number(row) or 0) <= last]
    if not found:
        raise _UnfitError(f"没有第 {first} 行，或该行是空的")
    end = found[-1] + 1
    return found[0], end if last > first else _with_merged(sheet, found[0])


def _with_merged(sheet: Sheet, start: int) -> int:
    """Return the end of a header whose cells are merged over the rows below it."""
    end = start + 1
    while end < len(sheet.rows) and end - start < MOST_HEADER_ROWS:
        above = {(cell.column, cell.text) for cell in sheet.rows[start].cells}
        below = sheet.rows[end].cells
        if not any(c.repeated and (c.column, c.text) in above for c in below):
            break
        end += 1
    return end


def _searched(sheet: Sheet, mapping: ColumnMapping, guessed: tuple[Header, ...]) -> Header:
    """Return the header in the row that looks most like one over the told columns.

    Where the columns were guessed by what they hold, the header stands above what was guessed.
    """
    stop = guessed[0].start if guessed else _MOST_SEARCHED
    found: list[tuple[tuple[int, int, int], int]] = []
    unfit: _UnfitError | None = None
    for index, row in enumerate(sheet.rows[:stop]):
        if row.is_text:
            continue
        try:
            header = _header(sheet, index, index + 1, mapping, ())
        except _UnfitError as error:
            unfit = unfit or error
            continue
        if _may_be_header(row, header):
            told = [row.at(place) for column in header.columns for place in column.parts]
            named = sum(meaning(cell.text).strong in _OF_TABLES for cell in row.cells)
            nearness = index if guessed else -index
            found.append(((sum(cell is not None for cell in told), named, nearness), index))
    if found:
        start = max(found)[1]
        return _header(sheet, start, _with_merged(sheet, start), mapping, guessed)
    if guessed:
        return _header(sheet, stop, stop, mapping, guessed)
    if unfit is not None and any(r.header for f in mapping.fields for r in f.references):
        raise unfit
    raise _UnfitError("没有找到表头行，请写明，如 表头=5；没有表头写 表头=无")


def _may_be_header(row: Row, header: Header) -> bool:
    """Whether a row has a short text of its own over every column that was told."""
    seen: dict[int, Role] = {}
    for column in header.columns:
        if not column.mapped:
            continue
        cells = [cell for place in column.parts if (cell := row.at(place)) is not None]
        if not cells or any(cell.repeated for cell in cells):
            return False
        for cell in cells:
            if len(cell.text) > _LONGEST_HEADER or looks_like_value(cell.text):
                return False
            if len(column.parts) == 1 and seen.setdefault(id(cell), column.role) is not column.role:
                return False
    return True


def _header(
    sheet: Sheet,
    start: int,
    end: int,
    mapping: ColumnMapping,
    recognised: tuple[Header, ...],
) -> Header:
    """Return the header in rows ``[start, end)``: told columns first, then recognised ones."""
    rows = sheet.rows[start:end]
    told = [_told(item, rows) for item in mapping.fields if item.references]
    roles = {item.role for item in mapping.fields}
    alone = {c.parts[0] for c in told if len(c.parts) == 1}
    used = {place for column in told for place in column.parts}
    others = [
        column
        for column in _recognised_columns(rows, start, end, recognised)
        if column.role not in roles and _stays(column, used=used, alone=alone)
    ]
    taken = alone | {place for column in others for place in column.places}
    columns = [*others, *(_placed(column, taken, i) for i, column in enumerate(told))]
    return Header(
        start=start,
        end=end,
        columns=tuple(sorted(columns, key=lambda column: column.first)),
        size=max((row.size for row in rows), default=_width(sheet)),
        words=frozenset(cell.text for row in rows for cell in row.cells),
        mapping=mapping.source,
    )


def _recognised_columns(
    rows: tuple[Row, ...], start: int, end: int, recognised: tuple[Header, ...]
) -> tuple[Column, ...]:
    """Return what is known of the columns without the user: by header words, else by content."""
    own = next((h for h in recognised if h.end > h.start and _overlap(h, start, end)), None)
    if own is not None:
        return own.columns
    named = named_columns(rows)
    roles = {column.role for column in named}
    places = {place for column in named for place in column.places}
    guessed = (c for h in recognised if h.end == h.start >= end for c in h.columns)
    return (
        *named,
        *(
            replace(column, weak=True)
            for column in guessed
            if column.role not in roles and column.first not in places
        ),
    )


def _stays(column: Column, *, used: set[int], alone: set[int]) -> bool:
    """Whether a recognised column stays: 计量单位 may also be part of a joined value."""
    places = set(column.places)
    return not places & used or (
        column.role in (Role.SIGN, Role.UNIT) and not column.weak and not places & alone
    )


def _told(item: MappedField, rows: tuple[Row, ...]) -> Column:
    parts = tuple(dict.fromkeys(p for r in item.references for p in _places(r, rows, item)))
    words = dict.fromkeys(word_over(place, rows) for place in parts)
    text = "+".join(word for word in words if word)
    return Column(role=item.role, first=parts[0], text=text, parts=parts, mapped=True)


def _places(reference: Reference, rows: tuple[Row, ...], item: MappedField) -> tuple[int, ...]:
    if reference.column is not None:
        return (reference.column,)
    wanted = fold_header(reference.header)
    found = {
        (cell.column, cell.width)
        for row in rows
        for cell in row.cells
        if fold_header(cell.text) == wanted
    }
    if not found:
        raise _UnfitError(f"的表头里没有“{reference.header}”（{item.written}）")
    if len(found) > 1:
        letters = "、".join(column_letters(column) for column, _ in sorted(found))
        raise _UnfitError(f"的表头“{reference.header}”不止一列（{letters}），请写列的字母")
    column, width = found.pop()
    return tuple(range(column, column + width))


def _placed(column: Column, taken: set[int], index: int) -> Column:
    """Choose where the joined cells stand: a column that no other field needs."""
    if len(column.parts) == 1:
        return column
    free = next((place for place in column.parts if place not in taken), _BESIDE + index)
    return replace(column, first=free)


def _known(
    sheet: Sheet,
    recognised: tuple[Header, ...],
    known: Mapping[str, ColumnMapping],
    notices: list[str],
) -> tuple[Header, ...]:
    """Return the headers of a sheet that have the digests of mappings."""
    found: list[Header] = []
    for start, end, digest in windows(sheet, known):
        mapping = known[digest]
        try:
            _check_width(sheet, mapping)
            found.append(_header(sheet, start, end, mapping, recognised))
        except _UnfitError as error:
            notices.append(f"{mapping.source} 中表头 {digest} 的列对应未使用：这张表{error}")
    return tuple(found)


def _merged(headers: tuple[Header, ...], told: tuple[Header, ...]) -> tuple[Header, ...]:
    """Join headers; told ones replace recognised ones on the same rows."""
    if not told:
        return headers
    kept = [
        header
        for header in headers
        if header.end > header.start
        and not any(_overlap(header, item.start, item.end) for item in told)
    ]
    return tuple(sorted([*kept, *told], key=lambda header: header.start))


def _overlap(header: Header, start: int, end: int) -> bool:
    return header.start < max(end, start + 1) and start < max(header.end, header.start + 1)
