"""Which layout each part of a document has: the entrance from documents to sheets of rows."""

from assessor.documents.document import Block, Document, Line, Table
from assessor.indicators.page_furniture import without_page_furniture
from assessor.indicators.plain_cells import read_plain_cells
from assessor.indicators.sheet import Sheet, from_lines, from_table


def sheets(document: Document) -> tuple[Sheet, ...]:
    """Return the document as sheets of rows: one per table, one per run of lines."""
    found: list[Sheet] = []
    run: list[Line] = []
    blocks: tuple[Block | None, ...] = (*document.blocks, None)
    for block in blocks:
        if isinstance(block, Line):
            run.append(block)
            continue
        if run:
            lines = without_page_furniture(tuple(run))
            found.append(read_plain_cells(lines) or from_lines(lines))
            run = []
        if isinstance(block, Table):
            found.append(from_table(block))
    return tuple(found)
