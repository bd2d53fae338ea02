"""From paragraphs and grids of a Word file to the blocks of a document."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from assessor.core.limits import Limits
from assessor.core.submission import Comment, Origin
from assessor.documents.bounds import check_cell, limit_error
from assessor.documents.document import Block, Cell, Line, Table, speaks_to_program
from assessor.documents.word.body import BodyReader, Grid, GridCell, Item, Paragraph
from assessor.documents.word.counting import counted
from assessor.documents.word.inline import PAGE, RENDERED
from assessor.documents.word.stories import Notes, Sections
from assessor.documents.word.xml import Element, W

_FEW_CELLS = 3
_PAGE_NUMBER = re.compile(
    r"[\s\d\-—–―_·•.|/第页共,，]*|(?:page|of|[\s\d/])*|[ivx\s]*", re.IGNORECASE
)


class BlockWriter:
    """Takes what the body holds in reading order and gives lines and tables.

    Attributes
    ----------
    blocks
        What was written so far.
    has_body, has_text
        Whether the body, or anything at all, showed a text.
    """

    def __init__(
        self, *, name: str, limits: Limits, reader: BodyReader, notes: Notes, sections: Sections
    ) -> None:
        self.blocks: list[Block] = []
        self.comments: list[Comment] = []
        self.has_body = False
        self.has_text = False
        self._name = name
        self._limits = limits
        self._reader = reader
        self._notes = notes
        self._sections = sections
        self._section = 0
        self._note_counts = {"footnotes": 0, "endnotes": 0}
        self._endnotes: list[tuple[str, str]] = []
        self._running: set[str] = set()
        self._lines = 0
        self._paragraphs = 0
        self._tables = 0
        self._cells = 0
        self._page_pending = False
        # Nothing stands on the page yet: further breaks begin no other page.
        self._page_is_new = True

    def document(self, items: Iterable[Item]) -> None:
        """Write the body with its headers and notes; footers only if the body is empty."""
        self._headers()
        self._items(items)
        for number, note in enumerate(self._endnotes, start=1):
            self._note(*note, mark=counted(number, "lowerRoman"))
        if not self.has_body:
            for story in self._sections.footers():
                self._furniture(self._reader.items(story))

    def _items(self, items: Iterable[Item]) -> None:
        for item in items:
            if isinstance(item, Grid):
                self._grid(item)
            else:
                self._paragraph(item)

    def _paragraph(self, paragraph: Paragraph) -> None:
        self._write_lines(paragraph)
        self._items(paragraph.boxes)
        self._footnotes((paragraph,))
        self._comments((paragraph,), Origin(line=self._paragraphs))
        if paragraph.ends_section:
            self._section += 1
            self._page_pending = self._sections.begins_page(self._section)
            self._headers()

    def _write_lines(self, paragraph: Paragraph) -> None:
        self._paragraphs += 1
        starts = (self._page_pending or paragraph.page_break) and not self._page_is_new
        self._page_pending = False
        pieces = paragraph.text.split(PAGE)
        if len(pieces) > 1 and not pieces[0].strip():
            pieces, starts = pieces[1:], True
        for index, piece in enumerate(pieces):
            laid_out = piece.lstrip(" \t\n").startswith(RENDERED) and not self._page_is_new
            page_start = index > 0 or starts or laid_out
            for text in piece.replace(RENDERED, "").split("\n"):
                self._line(text, page_start=page_start, heading=paragraph.heading)
                page_start = False

    def _line(self, text: str, *, page_start: bool = False, heading: int | None = None) -> None:
        self._lines += 1
        if self._lines > self._limits.lines:
            raise limit_error(self._name, "行数", self._limits.lines)
        place = f"第 {self._paragraphs} 段"
        check_cell(text, name=self._name, place=place, limits=self._limits)
        origin = Origin(line=self._paragraphs)
        self.blocks.append(Line(text=text, origin=origin, page_start=page_start, heading=heading))
        if text.strip():
            self.has_body = self.has_text = True
        self._page_is_new = not text.strip() and (page_start or self._page_is_new)

    def _grid(self, grid: Grid) -> None:
        texts = tuple(_text(cell.content) for cell in grid.cells)
        holds_tables = any(True for cell in grid.cells for _ in _grids(cell.content))
        if holds_tables and (_is_column(grid) or not any(texts)):
            for cell in grid.cells:
                self._items(cell.content)
            return
        self._table(grid, texts)
        for cell in grid.cells:
            origin = Origin(table=self._tables, row=cell.row + 1, column=cell.column + 1)
            self._comments(_paragraphs(cell.content), origin)
        for cell in grid.cells:
            for inner in _grids(cell.content):
                self._grid(inner)
        for cell in grid.cells:
            self._footnotes(_paragraphs(cell.content))

    def _table(self, grid: Grid, texts: tuple[str, ...]) -> None:
        self._tables += 1
        cells = []
        for cell, text in zip(grid.cells, texts, strict=True):
            if text:
                place = f"第 {self._tables} 个表第 {cell.row + 1} 行第 {cell.column + 1} 列"
                check_cell(text, name=self._name, place=place, limits=self._limits)
                cells.append(_cell(cell, text, table=self._tables))
        if cells:
            self.has_body = self.has_text = True
        self._page_is_new = self._page_pending = False
        self.blocks.append(
            Table(cells=tuple(cells), row_count=grid.row_count, column_count=grid.column_count)
        )

    def _footnotes(self, paragraphs: Iterable[Paragraph]) -> None:
        for paragraph in paragraphs:
            for kind, note in paragraph.notes:
                if kind == "footnotes":
                    self._note(kind, note)
                else:
                    self._endnotes.append((kind, note))

    def _comments(self, paragraphs: Iterable[Paragraph], origin: Origin) -> None:
        """Keep the comments that speak to the program, with the place where they are anchored."""
        for paragraph in paragraphs:
            for comment in paragraph.comments:
                story = self._notes.take("comments", comment)
                text = "" if story is None else _plain_text(story)
                if speaks_to_program(text):
                    self.comments.append(Comment(text=text, origin=origin))

    def _note(self, kind: str, note: str, *, mark: str = "") -> None:
        story = self._notes.take(kind, note)
        if story is None:
            return
        self._note_counts[kind] += 1
        shown = mark or str(self._note_counts[kind])
        for item in self._reader.items(story):
            if shown and isinstance(item, Paragraph):
                text = f"[{shown}] {item.text.lstrip()}"
                self._items((replace(item, text=text, heading=None),))
                shown = ""
            else:
                self._items((item,))

    def _headers(self) -> None:
        for story in self._sections.headers(self._section):
            self._furniture(self._reader.items(story))

    def _furniture(self, items: Iterable[Item]) -> None:
        """Write what a header says, once; page numbers say nothing."""
        had_body, page_is_new = self.has_body, self._page_is_new
        for paragraph in _all_paragraphs(items):
            for text in re.split(f"[\n{PAGE}{RENDERED}]", paragraph.text):
                if _PAGE_NUMBER.fullmatch(text) is None and text not in self._running:
                    self._running.add(text)
                    self._paragraphs += 1
                    self._line(text, page_start=self._page_pending)
                    self._page_pending = False
        self.has_body, self._page_is_new = had_body, page_is_new


def _is_column(grid: Grid) -> bool:
    """Whether a table has few cells or one a row: around tables it only arranges them."""
    rows = {cell.row for cell in grid.cells}
    return len(grid.cells) <= _FEW_CELLS or len(rows) == len(grid.cells)


def _cell(cell: GridCell, text: str, *, table: int) -> Cell:
    return Cell(
        text=text,
        row=cell.row,
        column=cell.column,
        row_span=cell.row_span,
        column_span=cell.column_span,
        hidden=cell.hidden,
        origin=Origin(table=table, row=cell.row + 1, column=cell.column + 1, hidden=cell.hidden),
    )


def _plain_text(story: Element) -> str:
    paragraphs = story.iter(f"{W}p")
    return "\n".join("".join(t.text or "" for t in node.iter(f"{W}t")) for node in paragraphs)


def _text(content: Iterable[Item]) -> str:
    """Return what a cell shows outside of the tables in it."""
    texts = (paragraph.text.replace(PAGE, "\n") for paragraph in _paragraphs(content))
    return "\n".join(texts).replace(RENDERED, "").strip()


def _paragraphs(content: Iterable[Item]) -> Iterator[Paragraph]:
    """Yield the paragraphs of a cell and of the text boxes in it."""
    for item in content:
        if isinstance(item, Paragraph):
            yield item
            yield from _paragraphs(item.boxes)


def _grids(content: Iterable[Item]) -> Iterator[Grid]:
    for item in content:
        if isinstance(item, Grid):
            yield item
        else:
            yield from _grids(item.boxes)


def _all_paragraphs(items: Iterable[Item]) -> Iterator[Paragraph]:
    for item in items:
        if isinstance(item, Paragraph):
            yield item
            yield from _all_paragraphs(item.boxes)
        else:
            for cell in item.cells:
                yield from _all_paragraphs(cell.content)
