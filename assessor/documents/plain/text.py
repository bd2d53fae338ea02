"""Reader of text formats: running text, comma-separated tables, JSON lines.

Which of the three a file is, is decided by its content; the file name only settles what the
content leaves open. Tables drawn within running text (with pipes, boxes or aligned blanks) become
tables; lines with tabs stay lines, because their cells may have moved.
"""

import json
import re
from collections.abc import Iterable, Iterator
from pathlib import PurePath

from assessor.core.limits import Limits
from assessor.core.submission import Origin
from assessor.documents.bounds import check_cell, limit_error
from assessor.documents.document import Block, Cell, Document, Line, Table
from assessor.documents.plain.columns import aligned_tables
from assessor.documents.plain.drawn import Drawn, drawn_tables
from assessor.documents.plain.separated import (
    BREAK,
    StrayQuoteError,
    lenient_rows,
    named_separator,
    separator_of,
    strict_rows,
)

_PAGE = re.compile(r"\f+")
_OFFICE_SUFFIXES = frozenset(
    {".xlsx", ".xls", ".xlsm", ".et", ".docx", ".doc", ".wps", ".pdf", ".rtf", ".odt", ".ods"}
)
_DRAWN_WITHIN = 200_000
_STRAY_QUOTES = "引号不成对，已把多余的引号当作文字读取，请核对单元格"


def read_text(text: str, *, name: str, limits: Limits, notices: tuple[str, ...] = ()) -> Document:
    """Read decoded text as JSON lines, a separated table or lines with the tables drawn in them.

    Parameters
    ----------
    notices
        What was repaired while decoding; handed on with the document.

    Raises
    ------
    InputError
        ``input.limit``: more lines, cells or characters than the limits allow.
    """
    suffix = _suffix(name)
    if _is_json_lines(text, suffix=suffix):
        lines = tuple(_lines(text, name=name, limits=limits, bounded=False))
        return Document(kind="jsonl", name=name, blocks=lines, notices=notices)
    named = named_separator(text)
    if named is not None:
        mark, start = named
        return read_separated(
            text[start:], separator=mark, name=name, limits=limits, notices=notices, first_line=2
        )
    named_as_table = suffix in (".csv", ".tsv")
    separator = separator_of(text, named_as_table=named_as_table)
    if separator is not None and not named_as_table and _is_drawn(text, name=name, limits=limits):
        separator = None
    if separator is not None:
        return read_separated(text, separator=separator, name=name, limits=limits, notices=notices)
    blocks = tuple(_blocks(text, name=name, limits=limits))
    if suffix in _OFFICE_SUFFIXES:
        notices = (*notices, f"文件名以 {suffix} 结尾，但内容是纯文本，已按文本读取")
    return Document(kind="text", name=name, blocks=blocks, notices=notices)


def read_separated(
    text: str,
    *,
    separator: str,
    name: str,
    limits: Limits,
    notices: tuple[str, ...] = (),
    first_line: int = 1,
) -> Document:
    """Read separated values as one table; quoted cells may hold line breaks.

    Parameters
    ----------
    first_line
        Number of the file's line that the text begins with.
    """
    try:
        rows = strict_rows(text, separator, limits=limits)
        table = _separated_table(rows, name=name, limits=limits, first_line=first_line)
    except StrayQuoteError:
        rows = lenient_rows(text, separator, limits=limits)
        table = _separated_table(rows, name=name, limits=limits, first_line=first_line)
        notices = (*notices, _STRAY_QUOTES)
    return Document(kind="csv", name=name, blocks=(table,), notices=notices)


def _separated_table(
    rows: Iterable[tuple[int, list[str]]], *, name: str, limits: Limits, first_line: int
) -> Table:
    cells: list[Cell] = []
    row, width = 0, 0
    for line, values in rows:
        if row >= limits.rows_per_sheet * 2:
            raise limit_error(name, "行数", limits.rows_per_sheet * 2)
        width = max(width, len(values))
        number = line + first_line - 1
        if width > limits.columns_per_sheet:
            raise limit_error(name, f"第 {number} 行的列数", limits.columns_per_sheet)
        cells.extend(_row_cells(values, row=row, line=number, name=name, limits=limits))
        if len(cells) > limits.cells:
            raise limit_error(name, "单元格数", limits.cells)
        row += 1
    return Table(cells=tuple(cells), row_count=row, column_count=width)


def _row_cells(
    values: list[str], *, row: int, line: int, name: str, limits: Limits
) -> Iterator[Cell]:
    for column, value in enumerate(values):
        if not value.strip():
            continue
        check_cell(value, name=name, place=f"第 {line} 行第 {column + 1} 列", limits=limits)
        origin = Origin(row=row + 1, column=column + 1, line=line)
        text = BREAK.sub("\n", value.strip())
        yield Cell(text=text, row=row, column=column, origin=origin)


def _blocks(text: str, *, name: str, limits: Limits) -> Iterator[Block]:
    """Yield the lines of a text, tables in the place of the lines that draw them."""
    lines = tuple(_lines(text, name=name, limits=limits))
    texts = [line.text for line in lines]
    place = 0
    for number, drawn in enumerate(_tables_in(texts, name=name, limits=limits), start=1):
        yield from lines[place : drawn.start]
        yield _drawn_table(drawn, lines, number=number, name=name, limits=limits)
        place = drawn.end
    yield from lines[place:]


def _is_drawn(text: str, *, name: str, limits: Limits) -> bool:
    """Whether marks that look like separators stand within the cells of a drawn table."""
    lines = BREAK.split(text[:_DRAWN_WITHIN])
    return next(drawn_tables(lines, name=name, limits=limits), None) is not None


def _tables_in(texts: list[str], *, name: str, limits: Limits) -> tuple[Drawn, ...]:
    drawn = tuple(drawn_tables(texts, name=name, limits=limits))
    # Where tabs part the cells, blanks are left from somewhere else.
    if drawn or any("\t" in text for text in texts):
        return drawn
    return tuple(aligned_tables(texts))


def _drawn_table(
    drawn: Drawn, lines: tuple[Line, ...], *, number: int, name: str, limits: Limits
) -> Table:
    if drawn.column_count > limits.columns_per_sheet:
        raise limit_error(name, f"表格 {number} 的列数", limits.columns_per_sheet)
    cells = []
    for cell in drawn.cells:
        line = lines[cell.line].origin.line
        place = f"第 {line} 行起的表格第 {cell.row + 1} 行第 {cell.column + 1} 列"
        check_cell(cell.text, name=name, place=place, limits=limits)
        cells.append(
            Cell(
                text=cell.text,
                row=cell.row,
                column=cell.column,
                row_span=cell.row_span,
                column_span=cell.column_span,
                origin=Origin(table=number, row=cell.row + 1, column=cell.column + 1, line=line),
            )
        )
    return Table(cells=tuple(cells), row_count=drawn.row_count, column_count=drawn.column_count)


def _lines(text: str, *, name: str, limits: Limits, bounded: bool = True) -> Iterator[Line]:
    pieces = BREAK.split(text)
    if pieces and not pieces[-1]:
        pieces.pop()
    if len(pieces) > limits.lines:
        raise limit_error(name, "行数", limits.lines)
    for number, piece in enumerate(pieces, start=1):
        for index, part in enumerate(_PAGE.split(piece)):
            if bounded:
                for cell in part.split("\t"):
                    check_cell(cell, name=name, place=f"第 {number} 行", limits=limits)
            yield Line(text=part, origin=Origin(line=number), page_start=index > 0)


def _is_json_lines(text: str, *, suffix: str) -> bool:
    first = next((line for line in BREAK.split(text[:100_000]) if line.strip()), "").strip()
    if suffix in (".jsonl", ".ndjson"):
        return True
    if not first.startswith("{"):
        return False
    try:
        return isinstance(json.loads(first), dict)
    except (ValueError, RecursionError):
        return False


def _suffix(name: str) -> str:
    return PurePath(name).suffix.lower()
