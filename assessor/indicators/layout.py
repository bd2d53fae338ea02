"""Which layout each part of a document has: the entrance from documents to sheets of rows."""

from collections.abc import Iterator
from itertools import zip_longest

from assessor.documents.document import Block, Document, Line, Table
from assessor.indicators.facts import fact_kind
from assessor.indicators.flattened import frame_rows, split_flattened
from assessor.indicators.joined_tables import joined, parted
from assessor.indicators.page_furniture import without_page_furniture
from assessor.indicators.plain_cells import read_plain_cells
from assessor.indicators.sheet import Sheet, from_lines, from_table

_LEAST_LINES = 4


def sheets(document: Document) -> tuple[Sheet, ...]:
    """Return the document as sheets of rows: one per table, one per run of lines."""
    found: list[Sheet] = []
    run: list[Line] = []
    blocks: tuple[Block | None, ...] = (*joined(document.blocks), None)
    for block in blocks:
        if isinstance(block, Line):
            run.append(block)
            continue
        if run:
            found.extend(_of_lines(_single_spaced(without_page_furniture(tuple(run)))))
            run = []
        if isinstance(block, Table):
            found.extend(map(from_table, parted(block)))
    return tuple(found)


def _of_lines(lines: tuple[Line, ...]) -> Iterator[Sheet]:
    parts = tuple(split_flattened(lines))
    for part, following in zip_longest(parts, parts[1:]):
        if isinstance(part, Sheet):
            yield part
            continue
        yield read_plain_cells(part) or from_lines(part, is_label=_is_label)
        if isinstance(following, Sheet) and (frame := frame_rows(part)):
            yield Sheet(rows=frame, exact=True)


def _is_label(text: str) -> bool:
    return fact_kind(text) is not None


def _single_spaced(lines: tuple[Line, ...]) -> tuple[Line, ...]:
    """Leave out every second line where all of those are blank."""
    first = next((i for i, line in enumerate(lines) if line.text.strip()), 0)
    between = lines[first + 1 :: 2]
    if len(between) < _LEAST_LINES or any(line.text.strip() for line in between):
        return lines
    return lines[first::2]
