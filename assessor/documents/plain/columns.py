"""Tables typed with runs of blanks: columns whose starts stand below each other."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from assessor.documents.plain.drawn import Drawn, DrawnCell
from assessor.documents.plain.widths import width_of

# Two blanks, or one blank as wide as a Chinese character, part two cells.
_CHUNK = re.compile(r"[^ \u3000\u00a0]+(?:[ \u00a0][^ \u3000\u00a0]+)*")
_LEAST_LINES = 4
_LEAST_COLUMNS = 3
_MOST_COLUMNS = 30
_LEAST_ALIGNED = 0.9
_LEAST_FILLED = 0.6
_LONGEST_CELL = 60
# Lines left out above and below, such as the name of the project or who filled in the form.
_CUTS = tuple(sorted(((a, b) for a in range(5) for b in range(3)), key=sum))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Chunk:
    text: str
    start: int
    end: int


def aligned_tables(lines: Sequence[str]) -> Iterator[Drawn]:
    """Yield the tables among lines that are neither blank nor tabbed."""
    start = 0
    while start < len(lines):
        end = start
        rows: list[tuple[_Chunk, ...]] = []
        while end < len(lines) and (chunks := _row(lines[end], first=not rows)):
            rows.append(chunks)
            end += 1
        whole = not (_is_indented(lines, start - 1) or _is_indented(lines, end))
        if whole and (found := _table(rows, first_line=start)):
            yield found
        start = max(end, start + 1)


def _is_indented(lines: Sequence[str], place: int) -> bool:
    """Whether a line continues a cell of the rows beside it: then columns alone tell too little."""
    return 0 <= place < len(lines) and bool(lines[place].strip()) and lines[place][0] in " \u3000"


def _table(rows: list[tuple[_Chunk, ...]], *, first_line: int) -> Drawn | None:
    """Return the table that the rows make, a few lines around it left out."""
    for skipped, cut in _CUTS:
        kept = rows[skipped : len(rows) - cut]
        outside = (*rows[:skipped], *rows[len(rows) - cut :])
        if any(len(row) >= _LEAST_COLUMNS or len(row) == 1 for row in outside):
            # A heading that stands elsewhere than its columns, or a cell that goes on nobody
            # knows where, would be lost to the table.
            continue
        if len(kept) >= _LEAST_LINES and (columns := _columns(kept)):
            start = first_line + skipped
            return Drawn(
                start=start,
                end=start + len(kept),
                row_count=len(kept),
                column_count=len(columns),
                cells=tuple(_cells(kept, columns, first_line=start)),
            )
    return None


def _row(line: str, *, first: bool) -> tuple[_Chunk, ...]:
    """Return the pieces of a line of a table, none if it is none.

    Below other rows a line may hold one indented piece: a cell that goes on.
    """
    chunks = _chunks(line)
    if len(chunks) >= 2:
        return chunks
    if first or not line.strip() or "\t" in line or line[0] not in " \u3000":
        return ()
    text = line.strip()
    start = sum(map(width_of, line[: len(line) - len(line.lstrip())]))
    return (_Chunk(text=text, start=start, end=start + sum(map(width_of, text))),)


def _chunks(line: str) -> tuple[_Chunk, ...]:
    """Return the pieces of a line between wide gaps, with their columns on the screen."""
    if "\t" in line or "  " not in line.strip().replace("\u3000", "  "):
        return ()
    chunks = []
    place, column = 0, 0
    for found in _CHUNK.finditer(line):
        column += sum(map(width_of, line[place : found.start()]))
        width = sum(map(width_of, found.group()))
        chunks.append(_Chunk(text=found.group(), start=column, end=column + width))
        place, column = found.end(), column + width
        if len(chunks) > 2 * _MOST_COLUMNS:
            return ()
    return tuple(chunks)


def _columns(rows: list[tuple[_Chunk, ...]]) -> list[int]:
    """Return where the columns start, none if the rows do not line up convincingly."""
    starts = Counter(chunk.start for row in rows for chunk in row)
    columns: list[int] = []
    for start in sorted(starts, key=lambda place: (-starts[place], place)):
        # A start beside a commoner one is the same column, one blank off.
        if starts[start] >= _LEAST_FILLED * len(rows) and all(abs(start - c) > 1 for c in columns):
            columns.append(start)
    columns.sort()
    heads = [chunk.start for chunk in rows[0]]
    if len(columns) < len(heads):
        # Levels stand once for many rows: the header alone shows all columns.
        columns = heads
    if not _LEAST_COLUMNS <= len(columns) <= _MOST_COLUMNS:
        return []
    chunks = [chunk for row in rows for chunk in row]
    aligned = sum(any(abs(chunk.start - c) <= 1 for c in columns) for chunk in chunks)
    edges = all(any(abs(chunk.start - c) <= 1 for c in columns) for chunk in (*rows[0], *rows[-1]))
    short = all(len(chunk.text) <= _LONGEST_CELL for chunk in chunks)
    ordered = all(_places(row, columns) is not None for row in rows)
    return (
        columns if edges and short and ordered and aligned >= _LEAST_ALIGNED * len(chunks) else []
    )


def _places(row: tuple[_Chunk, ...], columns: list[int]) -> list[int] | None:
    """Return the column of every piece, ``None`` if two pieces want the same one."""
    places = [
        min(range(len(columns)), key=lambda n: (abs(columns[n] - chunk.start), n)) for chunk in row
    ]
    distinct = all(a < b for a, b in pairwise(places))
    # Text that runs into the next column is no cell of this one.
    inside = all(
        place + 1 == len(columns) or chunk.end <= columns[place + 1] or place == places[-1]
        for place, chunk in zip(places, row, strict=True)
    )
    return places if distinct and inside else None


def _cells(
    rows: list[tuple[_Chunk, ...]], columns: list[int], *, first_line: int
) -> Iterator[DrawnCell]:
    for number, row in enumerate(rows):
        if _goes_on(rows, number, columns):
            continue
        following = rows[number + 1] if number + 1 < len(rows) else ()
        rest = following[0].text if following and _goes_on(rows, number + 1, columns) else ""
        goes_on = (_places(following, columns) or [-1])[0] if rest else -1
        for place, chunk in zip(_places(row, columns) or (), row, strict=False):
            text = f"{chunk.text}\n{rest}" if place == goes_on else chunk.text
            yield DrawnCell(text=text, row=number, column=place, line=first_line + number)


def _goes_on(rows: list[tuple[_Chunk, ...]], number: int, columns: list[int]) -> bool:
    """Whether a line is only the rest of a cell of the row above it."""
    if number == 0 or len(rows[number]) != 1 or len(rows[number - 1]) == 1:
        return False
    place = _places(rows[number], columns)
    above = _places(rows[number - 1], columns)
    return bool(place and above and place[0] > 0 and place[0] in above)
