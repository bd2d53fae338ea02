"""From the cells of a sheet to a Table: one Cell per merged area, texts as shown, bounds kept."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from assessor.core.column_letters import column_letters
from assessor.core.limits import Limits
from assessor.core.submission import Origin
from assessor.documents.bounds import check_cell, limit_error
from assessor.documents.document import Cell, Table
from assessor.documents.package import damaged

# A character that XML cannot hold is stored as its number: a carriage return as _x000D_.
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")

Place = tuple[int, int]
Entry = tuple[int, int, str]
Spans = Mapping[Place, tuple[int, int]]


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetFrame:
    """What is known of a sheet apart from its texts; rows and columns count from 0.

    Attributes
    ----------
    spans
        Height and width of the merged areas, by their first place.
    """

    name: str
    spans: Spans
    hidden: bool = False
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()


def table(frame: SheetFrame, entries: Iterable[Entry], *, name: str, limits: Limits) -> Table:
    """Return the table of a sheet.

    Parameters
    ----------
    frame
        What the sheet says of its rows, columns and merged areas.
    entries
        Row, column and text of the cells; if a place comes twice the later text stands.
    name
        Name of the input, for messages.

    Raises
    ------
    InputError
        ``input.limit``: the sheet reaches too far, or a text is too long. ``input.damaged``: a
        row has no valid number.
    """
    place = f"工作表“{frame.name}”"
    if len(frame.spans) > limits.rows_per_sheet:
        raise limit_error(name, f"合并单元格有 {len(frame.spans)} 处，", limits.rows_per_sheet,
                          place=place)  # fmt: skip
    texts = _in_order(entries, frame, name=name, limits=limits)
    if texts and next(iter(texts))[0] < 0:
        raise damaged(name, f"{place}有单元格在第 0 行，文件结构不正确")
    rows = max((row for row, _column in texts), default=-1) + 1
    columns = max((column for _row, column in texts), default=-1) + 1
    _check_extent(name, place, rows=rows, columns=columns, cells=len(texts), limits=limits)
    cells = tuple(
        _cell(frame, at, texts[at], size=size, rows=rows, limits=limits)
        for at, size in _standing(texts, frame.spans, columns=columns)
    )
    return Table(
        cells=cells,
        row_count=rows,
        column_count=max([columns, *(cell.column + cell.column_span for cell in cells)]),
        name=frame.name,
        hidden=frame.hidden,
    )


def cell_text(text: str) -> str:
    """Return the text of a cell with plain line breaks and without control characters."""
    if "_x" in text:
        text = _ESCAPED.sub(lambda match: chr(int(match.group(1), 16)), text)
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return text if text.isprintable() else _without_control(text)


def place_name(row: int, column: int) -> str:
    """Return how a spreadsheet calls a place, ``C5`` for row 4 and column 2."""
    return f"{column_letters(column)}{row + 1}"


def _without_control(text: str) -> str:
    # Half a surrogate pair is no character and cannot be written anywhere.
    return _CONTROL.sub("", text).encode("utf-8", "ignore").decode("utf-8")


def _in_order(
    entries: Iterable[Entry], frame: SheetFrame, *, name: str, limits: Limits
) -> dict[Place, str]:
    texts: dict[Place, str] = {}
    last = (-1, -1)
    sorted_already = True
    for row, column, raw in entries:
        text = raw.strip()
        if not text:
            continue
        if len(text) > limits.cell_characters:
            place = f"工作表“{frame.name}”单元格 {place_name(row, column)}"
            check_cell(text, name=name, place=place, limits=limits)
        at = (row, column)
        sorted_already = sorted_already and at > last
        last = at
        texts[at] = text
        if len(texts) > limits.cells:
            raise limit_error(name, "单元格数", limits.cells, place=f"工作表“{frame.name}”")
    return texts if sorted_already else dict(sorted(texts.items()))


def _check_extent(
    name: str, place: str, *, rows: int, columns: int, cells: int, limits: Limits
) -> None:
    if rows > limits.rows_per_sheet:
        raise limit_error(name, f"用到第 {rows} 行，", limits.rows_per_sheet, place=place)
    if columns > limits.columns_per_sheet:
        raise limit_error(name, f"用到第 {columns} 列，", limits.columns_per_sheet, place=place)
    if max(cells, rows * columns / 5) > limits.cells:
        raise limit_error(name, "单元格数", limits.cells, place=place)


def _standing(
    texts: Iterable[Place], spans: Spans, *, columns: int
) -> Iterator[tuple[Place, tuple[int, int]]]:
    """Yield the places that are shown, and their size in rows and columns.

    Files keep what stood in a merged area before; it is left out. One walk down the rows: of
    every column it is known until which row a merge reaches. Of merges that overlap, which no
    spreadsheet writes, the first counts. Some programs note merges of a single cell.
    """
    starts = iter(sorted(at for at, size in spans.items() if size != (1, 1)))
    following = next(starts, None)
    until = [0] * columns
    for at in texts:
        row, column = at
        size = (1, 1)
        while following is not None and following <= at:
            top, left = following
            if left < columns and until[left] <= top:
                height, width = spans[following]
                for reached in range(left, min(left + width, columns)):
                    until[reached] = max(until[reached], top + height)
                if following == at:
                    size = (height, width)
            following = next(starts, None)
        if until[column] <= row or size != (1, 1):
            yield at, size


def _cell(
    frame: SheetFrame,
    at: Place,
    text: str,
    *,
    size: tuple[int, int],
    rows: int,
    limits: Limits,
) -> Cell:
    row, column = at
    height, width = size
    if size != (1, 1):
        # A merge may reach to the end of the sheet; nothing stands there.
        height = max(1, min(height, rows - row))
        width = max(1, min(width, limits.columns_per_sheet - column))
    row_hidden = frame.hidden or row in frame.hidden_rows
    return Cell(
        text=text,
        row=row,
        column=column,
        row_span=height,
        column_span=width,
        hidden=row_hidden or column in frame.hidden_columns,
        origin=Origin(sheet=frame.name, row=row + 1, column=column + 1, hidden=row_hidden),
    )
