"""The blocks of one page in reading order: tables, and lines of running text between them."""

from collections.abc import Sequence

from assessor.documents.pages.columns import Columns
from assessor.documents.pages.filling import is_shown
from assessor.documents.pages.grid import ruled_tables
from assessor.documents.pages.layout import Glyph, Marks, PageBlock, PageBlocks, PageTable
from assessor.documents.pages.regions import text_blocks
from assessor.documents.pages.tall_rows import with_rows_told
from assessor.documents.pages.text import level_rows, visual_lines

_LOW = 0.5


def page_blocks(marks: Marks, *, before: PageBlocks | None = None) -> PageBlocks:
    """Return what the page holds, top to bottom, text columns one after the other.

    ``before`` is the page before: a table without lines on it may go on at the top.
    """
    tables, rest = ruled_tables(marks)
    rest = tuple(glyph for glyph in rest if is_shown(glyph))
    ordered = sorted(tables, key=lambda table: (table.ys[0], table.xs[0]))
    blocks: list[PageBlock] = []
    for table, glyphs in _bands(ordered, rest):
        level = [glyph for glyph in glyphs if glyph.turn == 0]
        columns = None if blocks or before is None else _columns_below(before)
        blocks.extend(text_blocks(level_rows(level), marks, before=columns))
        blocks.extend(visual_lines(glyph for glyph in glyphs if glyph.turn))
        if table is not None:
            blocks.append(with_rows_told(table))
    return PageBlocks(
        number=marks.number, width=marks.width, height=marks.height, blocks=tuple(blocks)
    )


def _bands(
    tables: Sequence[PageTable], glyphs: Sequence[Glyph]
) -> list[tuple[PageTable | None, list[Glyph]]]:
    """Pair every table with the glyphs that stand between the one before and it."""
    bands: list[tuple[PageTable | None, list[Glyph]]] = [(table, []) for table in tables]
    bands.append((None, []))
    tops = [table.ys[0] for table in tables]
    for glyph in glyphs:
        band = next((index for index, top in enumerate(tops) if glyph.height < top), len(tops))
        bands[band][1].append(glyph)
    return bands


def _columns_below(page: PageBlocks) -> Columns | None:
    """Return the columns of an aligned table at the end of a page."""
    tables = [block for block in page.blocks if isinstance(block, PageTable)]
    if not tables or tables[-1].ruled or tables[-1].ys[-1] < _LOW * page.height:
        return None
    xs = tables[-1].xs
    return Columns(cuts=xs[1:-1], gaps=(), left=xs[0], right=xs[-1])
