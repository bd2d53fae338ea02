"""One shape for all layouts: rows of cells, from tables, tabbed lines and running text.

Three sources are brought to rows here:

- a table with exact positions: merged cells are repeated over the rows they cover;
- tabbed lines, one row a line (a dump of a table; cells may have moved, so the rows are not
  ``exact``); a cell broken over lines is put together where the number of cells says so;
- one cell a line, each begun by a tab (a dump of a Word table): blank lines end a row.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

from assessor.core.submission import Origin
from assessor.documents.document import Line, Table
from assessor.indicators.columns import meaning


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """A filled cell of a row.

    Attributes
    ----------
    repeated
        The text stands in an earlier row of the same merged cell.
    merged
        The cell covers several rows, or is known to stand alone in an exact table.
    """

    text: str
    column: int
    origin: Origin
    width: int = 1
    repeated: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One row; ``cells`` are the filled ones in column order.

    Attributes
    ----------
    size
        Number of cells that were printed, empty ones included.
    is_text
        A line of running text without tabs.
    after_blank
        A blank line, an empty row or a page break stands before it.
    heading_level
        Level of a heading by its style, 1 = highest; ``None`` for all other lines.
    """

    cells: tuple[Slot, ...]
    size: int
    origin: Origin
    is_text: bool = False
    after_blank: bool = False
    heading_level: int | None = None

    @property
    def text(self) -> str:
        """The cells' texts in one line."""
        return " ".join(cell.text for cell in self.cells)

    def at(self, column: int) -> Slot | None:
        """Return the cell that covers ``column``."""
        for cell in self.cells:
            if cell.column <= column < cell.column + cell.width:
                return cell
        return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """Rows in reading order; ``exact`` if columns are true positions."""

    rows: tuple[Row, ...]
    exact: bool
    name: str = ""
    cell_list: bool = False

    @property
    def is_tabular(self) -> bool:
        """Whether the sheet counts as a table of the document: it has rows of cells."""
        return any(not row.is_text for row in self.rows)


_BOOKMARK = re.compile(r"\[bookmark:[^\]]*\]\s*", re.IGNORECASE)
_TITLE = re.compile(r"绩效(?:目标|自评|评价)?.{0,6}(?:表|报告)\s*$")
_LEAST_WHOLE = 0.3
_MOST_REPEATED = 2_000_000


def from_table(table: Table) -> Sheet:
    """Return a table with exact positions as a sheet, merged cells repeated."""
    rows: dict[int, list[Slot]] = {}
    repeated = 0
    for cell in table.cells:
        last = min(cell.row + cell.row_span, max(table.row_count, cell.row + 1))
        for row in range(cell.row, last):
            repeated += row > cell.row
            if repeated > _MOST_REPEATED:
                break
            rows.setdefault(row, []).append(
                Slot(text=cell.text, column=cell.column, width=cell.column_span,
                     origin=cell.origin if row == cell.row else _below(cell.origin, row - cell.row),
                     repeated=row > cell.row)
            )  # fmt: skip
    built: list[Row] = []
    hidden = {cell.row for cell in table.cells} - {c.row for c in table.cells if not c.hidden}
    previous = -1
    for row in sorted(rows):
        cells = tuple(sorted(rows[row], key=lambda slot: slot.column))
        built.append(
            Row(cells=cells, size=table.column_count, after_blank=row > previous + 1,
                origin=replace(cells[0].origin, column=None, hidden=row in hidden))
        )  # fmt: skip
        previous = row
    return Sheet(rows=tuple(built), exact=True, name=table.name)


def _below(origin: Origin, rows: int) -> Origin:
    return replace(origin, row=(origin.row or 0) + rows)


def from_lines(lines: tuple[Line, ...], *, is_label: Callable[[str], bool]) -> Sheet:
    """Return running text, tabbed lines or one-cell lines as a sheet.

    Parameters
    ----------
    is_label
        Whether a cell is a label of the frame (项目类型): its line is whole and continues none.
    """
    tabbed = [line.text for line in lines if "\t" in line.text and line.text.strip()]
    single = sum(len([part for part in text.split("\t") if part.strip()]) == 1 for text in tabbed)
    if tabbed and single >= 0.8 * len(tabbed) and sum(t[0] == "\t" for t in tabbed) >= 6:
        return Sheet(rows=tuple(_cell_list_rows(lines)), exact=True, cell_list=True)
    return Sheet(rows=tuple(_joined(tuple(_tab_rows(lines)), is_label)), exact=False)


def _tab_rows(lines: tuple[Line, ...]) -> Iterator[Row]:
    blank = True
    for line in lines:
        text = _BOOKMARK.sub("", line.text)
        parts = text.split("\t")
        if not text.strip():
            blank = True
            continue
        cells = tuple(
            Slot(text=part.strip(), column=column,
                 origin=replace(line.origin, column=column + 1 if len(parts) > 1 else None))
            for column, part in enumerate(parts)
            if part.strip()
        )  # fmt: skip
        yield Row(
            cells=cells,
            size=len(parts),
            origin=line.origin,
            is_text=len(parts) == 1,
            after_blank=blank or line.page_start,
            heading_level=line.heading,
        )
        blank = False


def _joined(rows: tuple[Row, ...], is_label: Callable[[str], bool]) -> Iterator[Row]:
    """Put cells broken over lines together where the number of cells proves it.

    A table prints as many cells in every line as in its header. A line with fewer cells,
    followed by lines that bring exactly the missing ones (the broken cell counted once), is one
    row. Tables that do not print their trailing tabs have no such number: nothing is joined.
    """
    headers = [i for i, row in enumerate(rows) if _names_columns(row)]
    bounds = [0, *headers, len(rows)]
    for start, stop in pairwise(bounds):
        part = rows[start:stop]
        size = part[0].size if part and _names_columns(part[0]) else 0
        whole = sum(row.size == size for row in part)
        tabbed = sum(not row.is_text for row in part)
        if size < 3 or whole < _LEAST_WHOLE * tabbed:
            yield from part
            continue
        index = 0
        while index < len(part):
            end = _end_of_broken(part, index, size, is_label)
            yield part[index] if end == index else _glued(part[index : end + 1])
            index = end + 1


def _names_columns(row: Row) -> bool:
    return not row.is_text and sum(bool(meaning(cell.text)) for cell in row.cells) >= 3


def _end_of_broken(
    rows: tuple[Row, ...], index: int, usual: int, is_label: Callable[[str], bool]
) -> int:
    size = rows[index].size
    if rows[index].is_text or size >= usual or is_label(rows[index].cells[0].text):
        return index
    for end in range(index + 1, min(index + 6, len(rows))):
        row = rows[end]
        if row.after_blank or not row.cells or row.cells[0].column > 0:
            return index
        if is_label(row.cells[0].text):
            return index
        size += row.size - 1
        if size == usual and not row.is_text:
            return end
        if size > usual:
            return index
    return index


def _glued(rows: tuple[Row, ...]) -> Row:
    first = rows[0]
    cells = list(first.cells)
    size = first.size
    for row in rows[1:]:
        head, *rest = row.cells
        if cells and cells[-1].column == size - 1:
            cells[-1] = replace(cells[-1], text=join_wrapped((cells[-1].text, head.text)))
        else:
            cells.append(replace(head, column=size - 1))
        cells.extend(replace(cell, column=cell.column + size - 1) for cell in rest)
        size += row.size - 1
    return replace(first, cells=tuple(cells), size=size)


def _cell_list_rows(lines: tuple[Line, ...]) -> Iterator[Row]:
    """Build rows from one-cell lines: a tab begins a cell, a blank line ends the row."""
    block: list[tuple[str, Origin]] = []
    blank = True
    for line in lines:
        text = _BOOKMARK.sub("", line.text)
        is_cell = text.startswith("\t")
        is_blank = not text.strip(" \r\n\u3000")
        heads = not is_cell and _begins_paragraph(line.text)
        if block and (is_blank or line.page_start or heads):
            if any(cell for cell, _ in block):
                yield _list_row(block, after_blank=blank)
            block, blank = [], True
        if is_blank:
            blank = True
        elif is_cell:
            block.append((text.strip(), line.origin))
        elif block:
            block[-1] = (f"{block[-1][0]}\n{text.strip()}".strip(), block[-1][1])
        else:
            yield Row(cells=(Slot(text=text.strip(), column=0, origin=line.origin),), size=1,
                      origin=line.origin, is_text=True, after_blank=blank)  # fmt: skip
            blank = False
    if any(cell for cell, _ in block):
        yield _list_row(block, after_blank=blank)


def _begins_paragraph(text: str) -> bool:
    """Whether a line without a leading tab cannot continue a cell: bookmarked, indented, title."""
    return text.startswith((" ", "\u3000", "[bookmark")) or bool(_TITLE.search(text))


def _list_row(block: list[tuple[str, Origin]], *, after_blank: bool) -> Row:
    cells = tuple(
        Slot(text=text, column=column, origin=origin)
        for column, (text, origin) in enumerate(block)
        if text
    )
    return Row(cells=cells, size=len(block), origin=block[0][1], after_blank=after_blank)


_LATIN = re.compile(r"[A-Za-z]")


def join_wrapped(parts: tuple[str, ...] | list[str]) -> str:
    """Join lines of a hard-wrapped text: a blank only between two Latin words."""
    joined = ""
    for part in parts:
        piece = part.strip()
        joined += f" {piece}" if needs_blank(joined, piece) else piece
    return joined


def needs_blank(before: str, after: str) -> bool:
    """Whether a blank belongs between two wrapped pieces: Latin letters on both sides."""
    return bool(before and after and _LATIN.match(before[-1]) and _LATIN.match(after[0]))
