"""Rows of an indicator table with their cells by role."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from assessor.core.submission import Field
from assessor.indicators.columns import Role
from assessor.indicators.header import Header
from assessor.indicators.placing import Placed, place
from assessor.indicators.reason_columns import joined_reasons, led
from assessor.indicators.sheet import Row, Slot
from assessor.indicators.values import is_blank_value

VALUES = (Role.VALUE, Role.CYCLE_VALUE, Role.ACTUAL)
# Fields of an indicator that a column holds; the others (serial, project …) are no remark's place.
_FIELDS = {role: Field(role.value) for role in Role if role.value in {*Field} - {Field.BUDGET}}


@dataclass(frozen=True, slots=True, kw_only=True)
class ParsedRow:
    """A row with its cells by role.

    Attributes
    ----------
    amounts
        Cells of columns of money, with their headers.
    columns
        Numbers of the columns, from 1, that hold the fields.
    """

    row: Row
    cells: dict[Role, str]
    amounts: tuple[tuple[str, str], ...] = ()
    orphans: int = 0
    moved: bool = False
    columns: tuple[tuple[Field, int], ...] = ()

    def text(self, role: Role) -> str:
        """Return what stands in the columns of ``role``."""
        return self.cells.get(role, "")

    @property
    def has_value(self) -> bool:
        """Whether any column of values says something."""
        return any(not is_blank_value(self.text(role)) for role in VALUES)


def parse_row(row: Row, header: Header, whole: Header, *, exact: bool) -> ParsedRow:
    """Place the cells of a row in the columns of ``header``, one group of those of ``whole``."""
    exact = exact and row.size >= whole.size  # a shorter row of a dump has lost cells
    if exact:
        placed: Placed = tuple(
            (column, cell) for column in header.columns for cell in _cells_at(row, column.places)
        )
        covered = {id(cell) for _, cell in placed}
        left = header.columns[0].first if header.columns else 0
        # What stands below a header that is none of ours (责任科室) is left out on purpose.
        strange = [c for c in row.cells if c.column not in whole.headed]
        orphans = sum(id(c) not in covered and c.column >= left for c in strange)
    else:
        everywhere = place(row, whole)
        own = {column.first: column for column in header.columns}
        placed = tuple((own[c.first], cell) for c, cell in everywhere if c.first in own)
        left = min(column.first for column in whole.columns)
        found = {id(cell) for _, cell in everywhere}
        orphans = sum(id(cell) not in found and cell.column >= left for cell in row.cells)
    cells: dict[Role, str] = {}
    of_reasons = [column for column in header.columns if column.role is Role.REASON]
    for column, cell in placed:
        if column.role not in cells:
            apart = column.role is Role.REASON and len(of_reasons) > 1
            cells[column.role] = led(cell.text, key=column.text) if apart else cell.text
        elif cell.text in cells[column.role]:
            continue
        elif column.role is Role.REASON:
            cells[column.role] = joined_reasons(cells[column.role], cell.text, key=column.text)
        elif column == header.column(column.role):
            cells[column.role] += cell.text
    moved = not exact and any(cell.column not in column.places for column, cell in placed)
    amounts = tuple((c.text, cell.text) for c, cell in placed if c.role is Role.OTHER_AMOUNT)
    return ParsedRow(row=row, cells=cells, amounts=amounts, orphans=orphans, moved=moved,
                     columns=_columns(placed, row, header, exact=exact))  # fmt: skip


def _columns(
    placed: Placed, row: Row, header: Header, *, exact: bool
) -> tuple[tuple[Field, int], ...]:
    """Return where the fields stand: the first filled cell of each, else its empty place."""
    if row.origin.row is None:
        return ()
    found: dict[Field, int] = {}
    for column, cell in placed:
        known = _FIELDS.get(column.role)
        if known is not None and cell.origin.column is not None:
            found.setdefault(known, cell.origin.column)
    if exact:
        for column in header.columns:
            known = _FIELDS.get(column.role)
            if known is not None and known not in found:
                found[known] = column.first + 1
    return _one(tuple(found.items()))


@lru_cache(maxsize=1024)
def _one(columns: tuple[tuple[Field, int], ...]) -> tuple[tuple[Field, int], ...]:
    """Return the one value that stands for equal ones: most rows of a table are alike."""
    return columns


def _cells_at(row: Row, places: range) -> tuple[Slot, ...]:
    return tuple(
        cell
        for cell in row.cells
        if cell.column < places.stop and cell.column + cell.width > places.start
    )


def with_repeats(parsed: list[ParsedRow], header: Header) -> Iterator[ParsedRow]:
    """Drop rows that only repeat merged cells: a name over several rows is one indicator."""
    previous: ParsedRow | None = None
    name_column = header.column(Role.NAME)
    for item in parsed:
        name = item.row.at(name_column.first) if name_column else None
        fresh = [c for c in item.row.cells if not c.repeated]
        if previous is not None and name is not None and name.repeated and not fresh:
            continue
        yield item
        previous = item
