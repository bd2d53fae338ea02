"""Tables drawn in text: with pipes (Markdown), with plus and minus, with box characters."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assessor.core.limits import Limits
from assessor.documents.bounds import limit_error
from assessor.documents.plain.boxes import box_cells

_PIPE = re.compile(r"(?<!\\)[|｜]")
_RULE = re.compile(r"^\s*[|｜]?\s*:?-+:?\s*(?:[|｜+]\s*:?-+:?\s*)*[|｜]?\s*$")
_ASCII_RULE = re.compile(r"^\s*\+(?:[-=]+\+)+\s*$")
_BOX = re.compile(r"[\u2500-\u257f]")
_BREAK_TAG = re.compile(r"<br\s*/?>", re.IGNORECASE)
_EMPHASIS = re.compile(r"\*\*|`")
_LEAST_PIPE_ROWS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawnCell:
    """A cell of a drawn table; ``line`` counts from 0 within the lines it was found in."""

    text: str
    row: int
    column: int
    line: int
    row_span: int = 1
    column_span: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """A table between two lines (from 0, ``end`` not included)."""

    start: int
    end: int
    row_count: int
    column_count: int
    cells: tuple[DrawnCell, ...]


def drawn_tables(lines: Sequence[str], *, name: str, limits: Limits) -> Iterator[Drawn]:
    """Yield the drawn tables of a text from top to bottom.

    Raises
    ------
    InputError
        ``input.limit``: a table has more columns or cells than allowed.
    """
    place = 0
    while place < len(lines):
        found = None
        if _BOX.search(lines[place]) or _ASCII_RULE.match(lines[place]):
            found = _box_table(lines, place)
        elif _PIPE.search(lines[place]):
            found = _pipe_table(lines, place, name=name, limits=limits)
        if found is None:
            place = _after(lines, place)
        else:
            yield found
            place = found.end


def _after(lines: Sequence[str], place: int) -> int:
    """Return the next line that may begin a table: a box that gave none is left as a whole."""
    if not _BOX.search(lines[place]):
        return place + 1
    while place < len(lines) and _BOX.search(lines[place]):
        place += 1
    return place


def _box_table(lines: Sequence[str], start: int) -> Drawn | None:
    end = start
    drawn = _BOX if _BOX.search(lines[start]) else re.compile(r"[|+]")
    while end < len(lines) and drawn.search(lines[end]):
        end += 1
    found = box_cells(lines[start:end])
    if not found:
        return None
    cells = tuple(
        DrawnCell(
            text=cell.text, row=cell.row, column=cell.column, line=start + cell.line,
            row_span=cell.row_span, column_span=cell.column_span,
        )
        for cell in found
    )  # fmt: skip
    return _drawn(cells, start=start, end=end)


def _pipe_table(lines: Sequence[str], start: int, *, name: str, limits: Limits) -> Drawn | None:
    marked = start + 1 < len(lines) and _is_rule(lines[start + 1])
    end = start
    while end < len(lines) and _is_pipe_row(lines[end], bare=marked):
        end += 1
    _check_size(lines[start:end], place=f"第 {start + 1} 行起的表格", name=name, limits=limits)
    rows = [(n, _pipe_cells(lines[n])) for n in range(start, end) if not _is_rule(lines[n])]
    widths = {len(values) for _, values in rows}
    framed = len(rows) >= _LEAST_PIPE_ROWS and len(widths) == 1 and max(widths) >= 2
    if not (framed or (marked and len(rows) >= 2)):
        return None
    cells = tuple(
        DrawnCell(text=value, row=row, column=column, line=number)
        for row, (number, values) in enumerate(rows)
        for column, value in enumerate(values)
        if value
    )
    return _drawn(cells, start=start, end=end) if cells else None


def _check_size(lines: Sequence[str], *, place: str, name: str, limits: Limits) -> None:
    counts = [line.count("|") + line.count("｜") for line in lines]
    if max(counts, default=0) > limits.columns_per_sheet + 1:
        raise limit_error(name, "列数", limits.columns_per_sheet, place=place)
    if sum(counts) > limits.cells:
        raise limit_error(name, "单元格数", limits.cells, place=place)


def _is_rule(line: str) -> bool:
    return _RULE.match(line) is not None and _PIPE.search(line) is not None and "-" in line


def _is_pipe_row(line: str, *, bare: bool) -> bool:
    """Whether a line is a row: framed by pipes, or after a rule with any pipe in it."""
    text = line.strip()
    if bare:
        return _PIPE.search(text) is not None
    return len(text) > 2 and text[0] in "|｜" and text[-1] in "|｜"


def _pipe_cells(line: str) -> list[str]:
    text = line.strip()
    text = text[1:] if text[:1] in ("|", "｜") else text
    if text[-1:] in ("|", "｜") and not text.endswith("\\|"):
        text = text[:-1]
    return [_plain(part) for part in _PIPE.split(text)]


def _plain(cell: str) -> str:
    text = _EMPHASIS.sub("", _BREAK_TAG.sub("\n", cell)).replace("\\|", "|")
    return "\n".join(line.strip() for line in text.split("\n")).strip()


def _drawn(cells: tuple[DrawnCell, ...], *, start: int, end: int) -> Drawn:
    return Drawn(
        start=start,
        end=end,
        row_count=max(cell.row + cell.row_span for cell in cells),
        column_count=max(cell.column + cell.column_span for cell in cells),
        cells=cells,
    )
