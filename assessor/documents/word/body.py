"""From the XML of a Word file to paragraphs and grids, still nested as they stand."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TypeAlias

from assessor.core.limits import Limits
from assessor.documents.bounds import limit_error
from assessor.documents.word.inline import PAGE, RENDERED, InlineText, Tally
from assessor.documents.word.numbering import Numbering
from assessor.documents.word.styles import Styles, outline
from assessor.documents.word.xml import (
    Element,
    W,
    attribute,
    child,
    is_on,
    number,
    shown_children,
    value,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph:
    """A paragraph with its label; ``boxes`` and ``notes`` are read after it.

    Attributes
    ----------
    text
        With ``PAGE`` and ``RENDERED`` marks and line breaks.
    comments
        Ids of the comments that end in the paragraph.
    ends_section
        The paragraph is the last of a section.
    """

    text: str
    heading: int | None = None
    page_break: bool = False
    boxes: tuple["Item", ...] = ()
    notes: tuple[tuple[str, str], ...] = ()
    comments: tuple[str, ...] = ()
    ends_section: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class GridCell:
    """A printed cell with all that stands in it; places count from 0."""

    row: int
    column: int
    row_span: int
    column_span: int
    content: tuple["Item", ...]
    hidden: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """A table of a Word file."""

    cells: tuple[GridCell, ...]
    row_count: int
    column_count: int


Item: TypeAlias = Paragraph | Grid


@dataclass(slots=True, kw_only=True)
class _Open:
    """A cell whose merge downwards may go on in the next row."""

    row: int
    column: int
    column_span: int
    hidden: bool
    content: tuple[Item, ...] = ()
    row_span: int = 1


@dataclass(slots=True)
class BodyReader:
    """Reads stories (body, header, note, text box) of one file, in reading order.

    Numbering counts as paragraphs are read; so each story is read once.
    """

    name: str
    limits: Limits
    styles: Styles
    numbering: Numbering
    tally: Tally = field(default_factory=Tally)
    _cells: int = 0
    _paragraphs: int = 0

    def items(self, story: Element) -> tuple[Item, ...]:
        """Return the paragraphs and tables of a story, a cell or a text box."""
        return tuple(self._items(story))

    def _items(self, story: Element) -> Iterator[Item]:
        carried = ""
        for node in shown_children(story):
            if node.tag == f"{W}p":
                # A paragraph mark that is deleted joins the text to the next paragraph.
                gone = _loses_mark(node)
                read = self._paragraph(node, before=carried, labelled=not gone)
                carried = read.text if gone else ""
                if not gone or read.boxes or read.notes or read.ends_section:
                    carried = ""
                    yield read
            elif node.tag == f"{W}tbl":
                grid = self._grid(node)
                if grid.row_count:
                    yield grid
        if carried:
            yield Paragraph(text=carried)

    def _paragraph(self, node: Element, *, before: str, labelled: bool) -> Paragraph:
        self._paragraphs += 1
        if self._paragraphs > self.limits.lines + self.limits.cells:
            raise limit_error(self.name, "段落数", self.limits.lines)
        properties = child(node, "pPr")
        style = self.styles.of(value(properties, "pStyle"))
        label = self._label(properties) if labelled else ""
        inline = InlineText(self.tally)
        inline.read(node)
        level = outline(properties)
        boxes = [item for box in inline.boxes for item in self._items(box)]
        boxes.extend(Paragraph(text=slogan) for slogan in inline.slogans if slogan.strip())
        return Paragraph(
            text=_labelled(label, before + inline.text()),
            heading=style.heading if level is None else level or None,
            page_break=(
                is_on(properties, "pageBreakBefore")
                if child(properties, "pageBreakBefore") is not None
                else style.page_break
            ),
            boxes=tuple(boxes),
            notes=tuple(inline.notes),
            comments=tuple(inline.comments),
            ends_section=child(properties, "sectPr") is not None,
        )

    def _label(self, properties: Element | None) -> str:
        style = self.styles.of(value(properties, "pStyle"))
        own = value(properties, "numPr", "numId")
        list_id = own or style.list_id
        if list_id is None:
            return ""
        level = number(properties, "numPr", "ilvl")
        if level is None and own is None:
            level = style.level
            if level is None:
                level = self.numbering.level_of(list_id, style.numbered_by)
        return self.numbering.label(list_id, level or 0)

    def _grid(self, table: Element) -> Grid:
        closed: list[_Open] = []
        open_above: dict[int, _Open] = {}
        row_count, width = 0, 0
        for row in shown_children(table):
            if row.tag != f"{W}tr" or child(row, "trPr", "del") is not None:
                continue
            if row_count >= self.limits.rows_per_sheet:
                raise limit_error(self.name, "表格行数", self.limits.rows_per_sheet)
            below: dict[int, _Open] = {}
            end = self._row(row, row_count, open_above=open_above, below=below, closed=closed)
            open_above = below
            width = max(width, end)
            row_count += 1
        cells = tuple(
            GridCell(
                row=cell.row,
                column=cell.column,
                row_span=cell.row_span,
                column_span=cell.column_span,
                content=cell.content,
                hidden=cell.hidden,
            )
            for cell in closed
        )
        return Grid(cells=cells, row_count=row_count, column_count=width)

    def _row(
        self,
        row: Element,
        index: int,
        *,
        open_above: dict[int, _Open],
        below: dict[int, _Open],
        closed: list[_Open],
    ) -> int:
        """Place the cells of one row; return the column behind its last place."""
        column = self._width(number(row, "trPr", "gridBefore"), least=0)
        hidden = is_on(row, "trPr", "hidden")
        for node, span in self._cells_of(row):
            merge = child(node, "tcPr", "vMerge")
            above = open_above.get(column)
            if above is not None and _continues(merge) and span >= above.column_span:
                self._cover(node)
                above.row_span += 1
                below[column] = above
            else:
                begun = _Open(row=index, column=column, column_span=span, hidden=hidden)
                begun.content = self.items(node)
                closed.append(begun)
                if merge is not None:
                    below[column] = begun
            column = self._width(column + span, least=0)
        return self._width(column + self._width(number(row, "trPr", "gridAfter"), least=0), least=0)

    def _cells_of(self, row: Element) -> Iterator[tuple[Element, int]]:
        """Yield the cells of a row with their columns; merges of the old kind are joined."""
        held: tuple[Element, int] | None = None
        for node in shown_children(row):
            properties = child(node, "tcPr")
            if node.tag != f"{W}tc" or child(properties, "cellDel") is not None:
                continue
            self._count_cell()
            span = self._width(number(properties, "gridSpan"), least=1)
            if held is not None and _continues(child(properties, "hMerge")):
                self._cover(node)
                held = (held[0], held[1] + span)
                continue
            if held is not None:
                yield held
            held = (node, span)
        if held is not None:
            yield held

    def _width(self, columns: int | None, *, least: int) -> int:
        found = max(least, columns or 0)
        if found > self.limits.columns_per_sheet:
            raise limit_error(self.name, "表格列数", self.limits.columns_per_sheet)
        return found

    def _count_cell(self) -> None:
        self._cells += 1
        if self._cells > self.limits.cells:
            raise limit_error(self.name, "单元格数", self.limits.cells)

    def _cover(self, node: Element) -> None:
        """Count a text that a merge hides: it stays in the file and nobody sees it."""
        if any((text.text or "").strip() for text in node.iter(f"{W}t")):
            self.tally.covered += 1


def _continues(merge: Element | None) -> bool:
    return merge is not None and (attribute(merge, "val") or "continue") == "continue"


def _loses_mark(paragraph: Element) -> bool:
    mark = child(paragraph, "pPr", "rPr")
    return child(mark, "del") is not None or child(mark, "moveFrom") is not None


def _labelled(label: str, text: str) -> str:
    """Put a label before the text, behind the breaks that it starts with."""
    rest = text.lstrip(PAGE + RENDERED)
    return text[: len(text) - len(rest)] + label + rest
