"""The cells below a header whose columns a user has told, joined as a person reads them."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TypeAlias

from assessor.indicators.column_mapping import joined_text
from assessor.indicators.columns import Role, meaning
from assessor.indicators.header import Column, Header
from assessor.indicators.header_digest import REPEATED, header_key
from assessor.indicators.sheet import Row, Sheet, Slot

Words: TypeAlias = Mapping[int, Role | None]


def mapped_sheet(sheet: Sheet, tables: Sequence[tuple[Header, int]]) -> Sheet:
    """Return the sheet with the cells of its tables joined as the user has told.

    Parameters
    ----------
    tables
        Every header with the index of the row before which its table ends at the latest.
    """
    told = [(header, stop) for header, stop in tables if header.mapping]
    if not told:
        return sheet
    rows = list(sheet.rows)
    for header, stop in told:
        _rewrite(rows, header, stop, exact=sheet.exact)
    return replace(sheet, rows=tuple(rows), cell_list=False)


def _rewrite(rows: list[Row], header: Header, stop: int, *, exact: bool) -> None:
    printed = tuple(rows[header.start : header.end])
    keys = {header_key(row) for row in printed} - {"", REPEATED}
    places = {place for column in header.columns for place in column.parts}
    words = {place: meaning(word_over(place, printed)).strong for place in places}
    for index in range(header.end, stop):
        row = rows[index]
        if header_key(row) in keys:
            # The header printed again says nothing, whatever its words are.
            rows[index] = replace(row, is_text=True)
        elif not row.is_text:
            rows[index] = _rewritten(row, header, words, exact=exact)


def word_over(place: int, rows: tuple[Row, ...]) -> str:
    """Return the lowest header text over a column, ``""`` if there is none."""
    cells = [cell for row in rows if (cell := row.at(place)) is not None]
    return cells[-1].text.replace("\n", "") if cells else ""


def _rewritten(row: Row, header: Header, words: Words, *, exact: bool) -> Row:
    """Join cells as told; in a dump, cells of no field are left out, for they would move."""
    cells = list(row.cells)
    single = {p for c in header.columns if len(c.parts) < 2 for p in c.places}
    for column in header.columns:
        if len(column.parts) > 1:
            cells = _joined(cells, row, column, words, kept=single)
    if not exact:
        covered = {place for column in header.columns for place in column.places}
        cells = [cell for cell in cells if any(p in covered for p in _span(cell))]
    if not cells:
        return replace(row, is_text=True, cells=row.cells)
    return replace(row, cells=tuple(sorted(cells, key=lambda cell: cell.column)))


def _span(cell: Slot) -> range:
    return range(cell.column, cell.column + min(cell.width, 1_000))


def _joined(
    cells: list[Slot], row: Row, column: Column, words: Words, *, kept: set[int]
) -> list[Slot]:
    found: dict[int, tuple[Slot, int]] = {}
    for place in column.parts:
        if (cell := row.at(place)) is not None:
            found.setdefault(id(cell), (cell, place))
    slots = [cell for cell, _ in found.values()]
    if not slots or (len(slots) == 1 and column.first in _span(slots[0])):
        return cells
    texts = [(cell.text, words.get(place)) for cell, place in found.values()]
    text = joined_text(texts, column.role)
    gone = {id(cell) for cell in slots if not kept & set(_span(cell))}
    left = [cell for cell in cells if id(cell) not in gone]
    if not text:
        return left
    repeated = all(cell.repeated for cell in slots)
    joined = Slot(text=text, column=column.first, origin=slots[0].origin, repeated=repeated)
    return [*left, joined]
