"""Reader of text formats: running text, comma-separated tables, JSON lines.

Which of the three a file is, is decided by its content; the file name only settles what the
content leaves open.
"""

import csv
import io
import json
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import PurePath

from assessor.core.limits import Limits
from assessor.core.submission import Origin
from assessor.documents.bounds import check_cell, limit_error
from assessor.documents.document import Cell, Document, Line, Table

_BREAK = re.compile(r"\r\n|\r|\n")
_PAGE = re.compile(r"\f+")
_SEPARATORS = ",\t;"
_OFFICE_SUFFIXES = frozenset(
    {".xlsx", ".xls", ".xlsm", ".et", ".docx", ".doc", ".wps", ".pdf", ".rtf", ".odt", ".ods"}
)
_SNIFFED_ROWS = 200
_LONGEST_CELL_OF_DATA = 60
_LEAST_REGULAR = 0.8


def read_text(text: str, *, name: str, limits: Limits) -> Document:
    """Read decoded text as JSON lines, a separated table or lines.

    Raises
    ------
    InputError
        ``input.limit``: more lines, cells or characters than the limits allow.
    """
    if _is_json_lines(text, suffix=_suffix(name)):
        lines = tuple(_lines(text, name=name, limits=limits, bounded=False))
        return Document(kind="jsonl", name=name, blocks=lines)
    separator = _separator(text, suffix=_suffix(name))
    if separator is not None:
        return read_separated(text, separator=separator, name=name, limits=limits)
    blocks = tuple(_lines(text, name=name, limits=limits))
    suffix = _suffix(name)
    misnamed = suffix in _OFFICE_SUFFIXES
    notices = (f"文件名以 {suffix} 结尾，但内容是纯文本，已按文本读取",) if misnamed else ()
    return Document(kind="text", name=name, blocks=blocks, notices=notices)


def read_separated(text: str, *, separator: str, name: str, limits: Limits) -> Document:
    """Read separated values as one table; quoted cells may hold line breaks."""
    csv.field_size_limit(max(limits.cell_characters * 2, 1_000_000))
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    cells: list[Cell] = []
    notices: tuple[str, ...] = ()
    row, width, first_line = 0, 0, 1
    try:
        for values in reader:
            if row >= limits.rows_per_sheet * 2:
                raise limit_error(name, "行数", limits.rows_per_sheet * 2)
            width = max(width, len(values))
            cells.extend(_row_cells(values, row=row, line=first_line, name=name, limits=limits))
            if width > limits.columns_per_sheet or len(cells) > limits.cells:
                raise limit_error(name, "列数或单元格数", limits.columns_per_sheet)
            row, first_line = row + 1, reader.line_num + 1
    except csv.Error:
        # A stray quote can swallow a whole file; then every line is split as it stands.
        return _read_unquoted(text, separator=separator, name=name, limits=limits)
    table = Table(cells=tuple(cells), row_count=row, column_count=width)
    return Document(kind="csv", name=name, blocks=(table,), notices=notices)


def _read_unquoted(text: str, *, separator: str, name: str, limits: Limits) -> Document:
    lines = _BREAK.split(text)
    cells = [
        cell
        for row, line in enumerate(lines)
        for cell in _row_cells(
            line.split(separator), row=row, line=row + 1, name=name, limits=limits
        )
    ]
    width = max((cell.column for cell in cells), default=-1) + 1
    table = Table(cells=tuple(cells), row_count=len(lines), column_count=width)
    return Document(
        kind="csv", name=name, blocks=(table,), notices=("引号不成对，已按行逐行拆分单元格",)
    )


def _row_cells(
    values: list[str], *, row: int, line: int, name: str, limits: Limits
) -> Iterator[Cell]:
    for column, value in enumerate(values):
        if not value.strip():
            continue
        check_cell(value, name=name, place=f"第 {line} 行第 {column + 1} 列", limits=limits)
        origin = Origin(row=row + 1, column=column + 1, line=line)
        yield Cell(text=value.strip(), row=row, column=column, origin=origin)


def _lines(text: str, *, name: str, limits: Limits, bounded: bool = True) -> Iterator[Line]:
    pieces = _BREAK.split(text)
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
    first = next((line for line in _BREAK.split(text[:100_000]) if line.strip()), "").strip()
    if suffix in (".jsonl", ".ndjson"):
        return True
    if not first.startswith("{"):
        return False
    try:
        return isinstance(json.loads(first), dict)
    except (ValueError, RecursionError):
        return False


def _separator(text: str, *, suffix: str) -> str | None:
    """Return the character that separates cells, ``None`` for running text.

    Tabs in a file that is not named as a table mark a dump of a table: such lines are kept,
    because their cells may have moved and must be placed with knowledge of the form.
    """
    sample = [line for line in _BREAK.split(text[:200_000]) if line.strip()][:_SNIFFED_ROWS]
    named_as_table = suffix in (".csv", ".tsv")
    if "\t" in text[:200_000] and not named_as_table:
        return None
    best = max(_SEPARATORS, key=lambda mark: _regularity(sample, mark))
    if named_as_table:
        return best if any(best in line for line in sample) else None
    regular = _regularity(sample, best) >= _LEAST_REGULAR and len(sample) >= 3
    lengths = [len(cell) for line in sample for cell in line.split(best)]
    short = sum(lengths) <= _LONGEST_CELL_OF_DATA * max(1, len(lengths))
    return best if best == "," and regular and short else None


def _regularity(sample: list[str], mark: str) -> float:
    """Return the share of lines that have the commonest number of cells (at least 3)."""
    counts = Counter(line.count(mark) for line in sample if line.count(mark) >= 2)
    return max(counts.values()) / len(sample) if counts else 0.0


def _suffix(name: str) -> str:
    return PurePath(name).suffix.lower()
