"""The place in the original where a row or a finding stands: the cells or lines around it."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy.orm import Session

from assessor.core.column_letters import column_letters
from assessor.core.submission import Origin
from assessor.documents.document import Cell, Document, Line, Table
from assessor.reports.places import place_name
from assessor.workbench.permissions import Action, Actor, MissingError
from assessor.workbench.tables import Declared
from assessor.workbench.visible_papers import require_whole_paper
from assessor.workbench.visible_submissions import visible

AROUND = 6
_MOST_AROUND = 50
_MOST_COLUMNS = 60
_MOST_HEADER = 3
_LONGEST_CELL = 500
_LONGEST_LINE = 2_000


@dataclass(frozen=True, slots=True, kw_only=True)
class OriginalRequest:
    """What is to be shown; small, so that it can be sent to the process that reads.

    Attributes
    ----------
    columns
        Pairs of the name of a field and the number of its column, from 1.
    header
        First and last row of the header of its table, ``None`` where none is known.
    """

    name: str
    digest: str
    origin: Origin
    columns: tuple[tuple[str, int], ...] = ()
    header: tuple[int, int] | None = None
    around: int = AROUND


@dataclass(frozen=True, slots=True, kw_only=True)
class OriginalCell:
    """A printed cell.

    Attributes
    ----------
    column
        Number of its column, from 1.
    fields
        Names of the fields of the row that were read from it.
    """

    text: str
    column: int
    row_span: int
    column_span: int
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class OriginalRow:
    """A row of the table; ``is_here`` = the one that is asked for."""

    label: str
    is_here: bool
    is_header: bool
    cells: tuple[OriginalCell, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class OriginalLine:
    """A line of running text."""

    label: str
    text: str
    is_here: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class OriginalPlace:
    """The neighbourhood: of a table (``columns`` and ``rows``) or of running text (``lines``).

    Attributes
    ----------
    title
        Where it is, in Chinese.
    columns
        Number of each shown column and its label (``D`` for sheets, else its number).
    has_more
        Columns at the right or rows around it are left out.
    """

    title: str
    columns: tuple[tuple[int, str], ...] = ()
    rows: tuple[OriginalRow, ...] = ()
    lines: tuple[OriginalLine, ...] = ()
    has_more: bool = False

    @property
    def is_found(self) -> bool:
        """Whether there is anything to show."""
        return bool(self.rows or self.lines)


def original_of_row(
    session: Session, actor: Actor, *, submission_id: int, place: int, around: int = AROUND
) -> OriginalRequest:
    """Return what to read for showing the original of a row.

    Parameters
    ----------
    place
        Number of the row within the submission (``RowView.place``), from 0.
    around
        How many rows above and below are wanted.

    Raises
    ------
    MissingError
        ``missing.submission``, ``missing.row``
    """
    actor.require(Action.READ_SUBMISSIONS)
    declared = _readable(session, actor, submission_id)
    rows = [
        (row, columns)
        for number, project in enumerate(declared.content["projects"])
        for row, columns in _with_columns(declared, number, project["indicators"])
    ]
    if not 0 <= place < len(rows):
        raise MissingError("没有这条指标", hint="请刷新页面后重试。", code="missing.row")
    row, columns = rows[place]
    return _request(declared, Origin(**row["origin"]), columns, around)


def original_of_finding(
    session: Session, actor: Actor, *, submission_id: int, finding: str, around: int = AROUND
) -> OriginalRequest:
    """Return what to read for showing the original of a finding beside rows.

    Raises
    ------
    MissingError
        ``missing.submission``, ``missing.finding``
    """
    actor.require(Action.READ_SUBMISSIONS)
    declared = _readable(session, actor, submission_id)
    content = declared.content
    found = [*content["findings"], *(one for p in content["projects"] for one in p["findings"])]
    origin = next((one["origin"] for one in found if one["id"] == finding), None)
    if origin is None:
        raise MissingError("没有这个问题", hint="请刷新页面后重试。", code="missing.finding")
    return _request(declared, Origin(**origin), (), around)


def _readable(session: Session, actor: Actor, submission_id: int) -> Declared:
    """Return a submission whose neighbours in the file the account may see too."""
    declared = visible(session, actor, submission_id)
    require_whole_paper(session, actor, declared.paper)
    return declared


def _with_columns(
    declared: Declared, number: int, rows: Sequence[Any]
) -> Iterator[tuple[Any, tuple[tuple[str, int], ...]]]:
    known = declared.reading.get("columns", [])
    columns = known[number] if number < len(known) else [[] for _ in rows]
    for row, pairs in zip(rows, columns, strict=False):
        yield row, tuple((str(field), int(column)) for field, column in pairs)


def _request(
    declared: Declared, origin: Origin, columns: tuple[tuple[str, int], ...], around: int
) -> OriginalRequest:
    paper = declared.paper
    return OriginalRequest(
        name=paper.name,
        digest=paper.digest,
        origin=origin,
        columns=columns,
        header=_header(paper.reading.get("tables", ()), origin),
        around=max(0, min(around, _MOST_AROUND)),
    )


def _header(tables: Iterable[Any], origin: Origin) -> tuple[int, int] | None:
    """Return the rows of the last header above a place in the same table."""
    found = None
    for table in tables:
        if not table["header"] or origin.row is None:
            continue
        first, last = (Origin(**place) for place in table["header"])
        if first.row is None or last.row is None or last.row > origin.row:
            continue
        if _frame(first) == _frame(origin):
            found = (first.row, min(last.row, first.row + _MOST_HEADER - 1))
    return found


def _frame(origin: Origin) -> tuple[int | None, str | None, int | None]:
    return origin.page, origin.sheet, origin.table


def original_place(document: Document, request: OriginalRequest) -> OriginalPlace:
    """Return the neighbourhood of a place in a document that was read."""
    origin = request.origin
    title = place_name(origin) or request.name
    for table in document.tables():
        here = _cell_of_row(table, origin)
        if here is not None:
            row = origin.row if origin.row is not None else here.origin.row
            there = replace(request, origin=replace(origin, row=row))
            return _in_table(table, here, there, title)
    return _in_lines(document.lines(), request, title)


def _cell_of_row(table: Table, origin: Origin) -> Cell | None:
    """Return a cell that stands in the row of ``origin`` or reaches into it."""
    for cell in table.cells:
        row = cell.origin.row
        if _frame(cell.origin) != _frame(origin) or row is None:
            continue
        if origin.row is None:
            # Rows of a row file are told by their lines.
            if origin.line is not None and cell.origin.line == origin.line:
                return cell
        elif row <= origin.row < row + cell.row_span:
            return cell
    return None


def _in_table(table: Table, known: Cell, request: OriginalRequest, title: str) -> OriginalPlace:
    assert known.origin.row is not None
    assert request.origin.row is not None
    # Places in the grid count from 0, those shown to people as the file itself counts.
    down = known.origin.row - known.row
    right = (known.origin.column or known.column + 1) - known.column
    here = request.origin.row - down
    first = max(0, here - request.around)
    last = min(table.row_count - 1, here + request.around)
    shown = list(range(first, last + 1))
    header = range(0)
    if request.header is not None:
        header = range(max(0, request.header[0] - down), request.header[1] - down + 1)
        shown = [row for row in header if row < first] + shown
    cells = _clipped(table.cells, shown)
    columns = sorted({cell.column for cell in cells})
    kept = columns[:_MOST_COLUMNS]
    fields: dict[int, list[str]] = {}
    for field, column in request.columns:
        fields.setdefault(column - right, []).append(field)
    is_sheet = request.origin.sheet is not None
    rows = tuple(
        OriginalRow(
            label=str(row + down),
            is_here=row == here,
            is_header=row in header,
            cells=tuple(
                _shown(cell, right, fields, reaches=row <= here < row + cell.row_span)
                for cell in cells
                if cell.row == row and cell.column in set(kept)
            ),
        )
        for row in shown
    )
    return OriginalPlace(
        title=title,
        columns=tuple(
            (
                column + right,
                column_letters(column + right - 1) if is_sheet else str(column + right),
            )
            for column in kept
        ),
        rows=rows,
        has_more=len(kept) < len(columns) or first > 0 or last < table.row_count - 1,
    )


def _clipped(cells: Iterable[Cell], shown: Sequence[int]) -> list[Cell]:
    """Return the cells of the shown rows; what reaches in from above begins at the first of them.

    Rows are shown in blocks (header, neighbourhood); a cell never reaches from one into the next.
    """
    clipped = []
    for cell in cells:
        rows = [row for row in shown if cell.row <= row < cell.row + cell.row_span]
        while rows:
            block = [rows[0]]
            while len(rows) > len(block) and rows[len(block)] == block[-1] + 1:
                block.append(rows[len(block)])
            clipped.append(replace(cell, row=block[0], row_span=len(block)))
            rows = rows[len(block) :]
    return clipped


def _shown(cell: Cell, right: int, fields: dict[int, list[str]], *, reaches: bool) -> OriginalCell:
    covered = range(cell.column, cell.column + cell.column_span)
    return OriginalCell(
        text=_short(cell.text, _LONGEST_CELL),
        column=cell.column + right,
        row_span=cell.row_span,
        column_span=cell.column_span,
        fields=tuple(name for at in covered for name in fields.get(at, ())) if reaches else (),
    )


def _in_lines(lines: tuple[Line, ...], request: OriginalRequest, title: str) -> OriginalPlace:
    origin = request.origin
    here = next(
        (
            number
            for number, line in enumerate(lines)
            if origin.line is not None
            and (line.origin.page, line.origin.line) == (origin.page, origin.line)
        ),
        None,
    )
    if here is None:
        return OriginalPlace(title=title)
    first, last = max(0, here - request.around), here + request.around + 1
    return OriginalPlace(
        title=title,
        lines=tuple(
            OriginalLine(
                label=str(line.origin.line or number + 1),
                text=_short(line.text, _LONGEST_LINE),
                is_here=number == here,
            )
            for number, line in enumerate(lines[first:last], first)
        ),
        has_more=first > 0 or last < len(lines),
    )


def _short(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[:most]}…"
