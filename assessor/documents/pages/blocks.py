"""The blocks of one page in reading order: tables, and lines of running text between them."""

from collections.abc import Sequence

from assessor.documents.pages.filling import is_shown
from assessor.documents.pages.grid import ruled_tables
from assessor.documents.pages.layout import Glyph, Marks, PageBlock, PageBlocks, PageTable
from assessor.documents.pages.regions import text_blocks
from assessor.documents.pages.tall_rows import with_rows_told
from assessor.documents.pages.text import level_rows, visual_lines


def page_blocks(marks: Marks) -> PageBlocks:
    """Return what the page holds, top to bottom, text columns one after the other."""
    tables, rest = ruled_tables(marks)
    rest = tuple(glyph for glyph in rest if is_shown(glyph))
    ordered = sorted(tables, key=lambda table: (table.ys[0], table.xs[0]))
    blocks: list[PageBlock] = []
    for table, glyphs in _bands(ordered, rest):
        level = [glyph for glyph in glyphs if glyph.turn == 0]
        blocks.extend(text_blocks(level_rows(level), marks))
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
