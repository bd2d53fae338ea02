"""Tables of a web page: which places of the grid every cell covers."""

import re
from dataclasses import dataclass, field

from assessor.core.limits import Limits
from assessor.documents.bounds import limit_error
from assessor.documents.web.flow import Flow, Piece, Words

_DIGITS = re.compile(r"\s*\+?(\d{1,9})")
# What the HTML standard clamps spans to.
_WIDEST, _HIGHEST = 1_000, 65_534
_LEAST_FULL_ROWS = 2


@dataclass(slots=True)
class GridCell:
    """A cell as written; ``row`` and ``column`` are known once the grid is resolved."""

    flow: Flow
    row_span: int = 1
    column_span: int = 1
    hidden: bool = False
    # Excel lets long text run over empty neighbours and writes that as a span.
    overflow: bool = False
    row: int = 0
    column: int = 0


@dataclass(slots=True)
class Group:
    """Rows of one thead, tbody or tfoot; spans end with it."""

    kind: str
    rows: list[list[GridCell]] = field(default_factory=list)


@dataclass(slots=True)
class Grid:
    """One table while it is read and after."""

    hidden: bool = False
    presentation: bool = False
    groups: list[Group] = field(default_factory=list)
    caption: Flow | None = None
    hidden_columns: set[int] = field(default_factory=set)
    column_marks: int = 0
    stray: Flow = field(default_factory=Flow)
    row: list[GridCell] | None = None
    cell: GridCell | None = None
    in_caption: bool = False
    row_count: int = 0
    column_count: int = 0

    def flow(self) -> Flow:
        """Return what takes text now."""
        if self.in_caption and self.caption is not None:
            return self.caption
        return self.cell.flow if self.cell is not None else self.stray

    def start_group(self, kind: str) -> None:
        """Begin a thead, tbody or tfoot."""
        self.end_row()
        self.groups.append(Group(kind))

    def start_row(self) -> None:
        """Begin a row; one that was left open ends."""
        self.end_row()
        if not self.groups or self.groups[-1].kind == "ended":
            self.groups.append(Group("tbody"))
        self.row = []
        self.groups[-1].rows.append(self.row)

    def start_cell(self, cell: GridCell) -> None:
        """Begin a cell, and a row if none is open."""
        self.end_cell()
        if self.row is None:
            self.start_row()
        if self.row is not None:
            self.row.append(cell)
        self.cell = cell

    def end_group(self) -> None:
        """End the group; rows that follow belong to a new one."""
        self.end_row()
        self.groups.append(Group("ended"))

    def end_row(self) -> None:
        """End the row and its cell."""
        self.end_cell()
        self.row = None

    def end_cell(self) -> None:
        """End the cell, or the line of stray text before one."""
        self.flow().end_line()
        self.cell = None
        self.in_caption = False

    def ordered_groups(self) -> list[Group]:
        """Return the groups in the order of display: first thead first, first tfoot last."""
        groups = [group for group in self.groups if group.rows]
        head = next((group for group in groups if group.kind == "thead"), None)
        foot = next((group for group in groups if group.kind == "tfoot"), None)
        middle = [group for group in groups if group is not head and group is not foot]
        return [*([head] if head else []), *middle, *([foot] if foot else [])]

    def rows(self) -> list[list[GridCell]]:
        """Return the rows in the order of display."""
        return [row for group in self.ordered_groups() for row in group.rows]

    def is_layout(self, *, spreadsheet: bool) -> bool:
        """Whether the table only arranges text and holds no grid of values itself."""
        rows = self.rows()
        if self.presentation:
            return True
        full = sum(sum(cell.flow.has_text() for cell in row) >= 2 for row in rows)
        if any(
            not isinstance(piece, Words) for row in rows for c in row for piece in c.flow.pieces
        ):
            return full < _LEAST_FULL_ROWS
        return full == 0 and not spreadsheet and max((len(row) for row in rows), default=0) <= 1

    def before(self) -> list[Piece]:
        """Return what stands outside the cells: stray text, then the caption."""
        return [*self.stray.pieces, *(self.caption.pieces if self.caption else ())]

    def contents(self) -> list[tuple[bool, list[Piece]]]:
        """Return the cells' contents one after the other, each with whether it is hidden."""
        return [(cell.hidden, cell.flow.pieces) for row in self.rows() for cell in row]


def span(text: str | None, *, most: int, zero: int) -> int:
    """Return a span attribute as browsers read it; ``zero`` is what 0 means."""
    match = _DIGITS.match(text or "")
    if match is None:
        return 1
    number = int(match.group(1))
    return min(number, most) if number else zero


def row_span(text: str | None) -> int:
    """Return how many rows a cell wants to cover."""
    return span(text, most=_HIGHEST, zero=_HIGHEST)


def column_span(text: str | None) -> int:
    """Return how many columns a cell wants to cover."""
    return span(text, most=_WIDEST, zero=1)


def resolve(grid: Grid, *, name: str, limits: Limits) -> None:
    """Give every cell its place and its true spans; set the size of the grid.

    Raises
    ------
    InputError
        ``input.limit``: more rows or columns than allowed.
    """
    row = 0
    for group in grid.ordered_groups():
        # Rows until which a cell from above covers the column.
        covered: dict[int, int] = {}
        last = row + len(group.rows)
        if last > limits.rows_per_sheet:
            raise limit_error(name, f"表格有 {last} 行，", limits.rows_per_sheet)
        for cells in group.rows:
            _place_row(cells, row=row, last=last, covered=covered)
            _check_columns(cells, name=name, row=row, limits=limits)
            row += 1
    grid.row_count = row
    _clip_columns(grid, limits=limits)


def _place_row(cells: list[GridCell], *, row: int, last: int, covered: dict[int, int]) -> None:
    column = 0
    for cell in cells:
        while covered.get(column, 0) > row:
            column += 1
        cell.row, cell.column = row, column
        cell.row_span = min(cell.row_span, last - row)
        wanted = cell.column_span
        free = next((n for n in range(1, wanted) if covered.get(column + n, 0) > row), wanted)
        if cell.row_span > 1:
            for place in range(column, column + free):
                covered[place] = row + cell.row_span
        cell.column_span = 1 if cell.overflow else free
        column += wanted


def _check_columns(cells: list[GridCell], *, name: str, row: int, limits: Limits) -> None:
    # Places are dense from the left, so the last cell's is the row's extent.
    if cells and cells[-1].column >= limits.columns_per_sheet:
        raise limit_error(name, f"表格第 {row + 1} 行的列数", limits.columns_per_sheet)


def _clip_columns(grid: Grid, *, limits: Limits) -> None:
    """Take back spans that reach past the table (a title with colspan=100)."""
    rows = grid.rows()
    starts = max((row[-1].column + 1 for row in rows if row), default=0)
    ends = max((row[-1].column + row[-1].column_span for row in rows if len(row) > 1), default=0)
    width = max(starts, ends)
    if width > limits.columns_per_sheet:
        width = starts
    for row in rows:
        for cell in row:
            cell.column_span = max(1, min(cell.column_span, width - cell.column))
    grid.column_count = width
