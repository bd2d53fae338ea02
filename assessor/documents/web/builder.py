"""From the tags of a page to lines and grids, in one pass and without recursion.

The parser reports tags one after the other and never builds a tree: a page of 100,000 nested
tags costs no more than one of 100,000 tags in a row.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from assessor.core.limits import Limits
from assessor.documents.bounds import limit_error
from assessor.documents.web.fields import Choice, field_text
from assessor.documents.web.flow import Flow, Piece, Words
from assessor.documents.web.grid import Grid, GridCell, column_span, resolve, row_span
from assessor.documents.web.lists import ListMarkers
from assessor.documents.web.styles import HiddenNames, is_hidden_style

_UNREAD = frozenset({
    "script", "style", "template", "noscript", "head", "title", "iframe", "object", "applet",
    "svg", "math", "canvas", "audio", "video", "rt", "rp", "xml", "datalist", "button",
    "noframes", "noembed", "del", "s", "strike",  # struck-out text is no longer valid
})  # fmt: skip
_BLOCKS = frozenset({
    "address", "article", "aside", "blockquote", "body", "center", "dd", "details", "dialog",
    "dir", "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "frameset",
    "h1", "h2", "h3", "h4", "h5", "h6", "header", "hgroup", "hr", "html", "legend", "li",
    "listing", "main", "menu", "nav", "ol", "optgroup", "p", "plaintext", "pre", "search",
    "section", "summary", "ul", "xmp",
})  # fmt: skip
_PREFORMATTED = frozenset({"pre", "listing", "xmp", "plaintext", "textarea"})
_LISTS = frozenset({"ol", "ul", "menu", "dir"})
_GROUPS = frozenset({"thead", "tbody", "tfoot"})
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_NEW_PAGE = re.compile(r"(?:page-break-before|break-before)\s*:\s*(?:always|page)", re.IGNORECASE)
_TABLE_PARTS = frozenset(
    {"table", "thead", "tbody", "tfoot", "tr", "td", "th", "caption", "col", "colgroup"}
)
_SHEET_NAME = re.compile(r"<x:Name>([^<]{1,200})</x:Name>", re.IGNORECASE)
_EXCEL = "urn:schemas-microsoft-com:office:excel"


@dataclass(slots=True)
class _Element:
    tag: str
    hidden: bool = False
    grid: Grid | None = None
    cell: GridCell | None = None
    row: list[GridCell] | None = None
    around: Flow | None = None  # where text goes on after a hidden element


class PageBuilder:
    """Target of an HTML parser: takes its events and keeps what a reader would see."""

    def __init__(self, name: str, *, limits: Limits) -> None:
        self._name = name
        self._limits = limits
        self.page = Flow()
        self.hidden_texts = 0
        self.frames: list[str] = []
        self.sheet_names: list[str] = []
        self.is_spreadsheet = False
        self._flow = self.page
        self._open: list[_Element] = []
        self._grids: list[Grid] = []
        self._lists: list[ListMarkers] = []
        self._unread = 0
        self._in_style = False
        self._style_text: list[str] = []
        self._hidden = 0
        self._preformatted = 0
        self._choice: Choice | None = None
        self._names = HiddenNames()
        self._cells = 0
        self._aside: list[tuple[int, Flow]] = []

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        """Take a start tag."""
        if self._unread:
            # The head is unread, but style rules in it say what is hidden.
            self._unread += 1
            self._in_style = tag == "style"
            if tag == "meta":
                self._note_generator(attributes)
            return
        if tag in _UNREAD:
            self._unread = 1
            self._in_style = tag == "style"
            if tag == "iframe":
                self.frames.append(attributes.get("src", ""))
            return
        element = _Element(tag)
        if attributes and self._is_hidden(attributes):
            element.hidden = True
            self._hidden += 1
            if tag not in _TABLE_PARTS and self._hidden == self._flow.base + 1:
                self._step_aside(element)
        self._open.append(element)
        self._start(tag, attributes, element)

    def end(self, tag: str) -> None:
        """Take an end tag; the parser pairs it with its start."""
        if self._unread:
            self._unread -= 1
            if self._in_style:
                self._in_style = False
                self._names.read("".join(self._style_text))
                self._style_text.clear()
            return
        if not self._open:
            return
        element = self._open.pop()
        self._end(element)
        if element.hidden:
            self._hidden -= 1
        if element.around is not None:
            self._step_back(element.around)

    def data(self, text: str) -> None:
        """Take text."""
        if self._unread:
            if self._in_style:
                self._style_text.append(text)
            return
        if self._choice is not None:
            self._choice.add(text)
            return
        if self._hidden > self._flow.base:
            self.hidden_texts += bool(text.strip())
        elif self._preformatted:
            self._flow.add_preformatted(text)
        else:
            self._flow.add(text)

    def comment(self, text: str) -> None:
        """Look for names of sheets, which Excel writes into comments."""
        if "<x:" in text:
            self.sheet_names.extend(name.strip() for name in _SHEET_NAME.findall(text))
            self.is_spreadsheet = self.is_spreadsheet or "<x:ExcelWorkbook" in text

    def pi(self, *_parts: str | None) -> None:
        """Leave processing instructions out."""

    def doctype(self, *_parts: str | None) -> None:
        """Leave the document type out; nothing is fetched for it."""

    def close(self) -> "PageBuilder":
        """End what is still open."""
        while self._open:
            self.end(self._open[-1].tag)
        self.page.end_line()
        return self

    def _is_hidden(self, attributes: Mapping[str, str]) -> bool:
        if "hidden" in attributes:
            return True
        style = attributes.get("style")
        if style and is_hidden_style(style):
            return True
        return bool(self._names) and self._names.match(attributes)

    def _start(self, tag: str, attributes: Mapping[str, str], element: _Element) -> None:
        if tag == "br":
            self._flow.end_line()
            self._new_page(attributes)
        elif tag == "table":
            self._start_table(attributes, element)
        elif tag in _BLOCKS or tag in _LISTS:
            self._start_block(tag, attributes)
        elif self._grids and self._start_in_table(tag, attributes, element):
            pass
        elif tag in ("tr", "td", "th", "caption"):
            self._flow.end_line()
        elif tag in ("input", "select", "option", "textarea"):
            self._start_field(tag, attributes)
        elif tag == "frame":
            self.frames.append(attributes.get("src", ""))
        if tag in _PREFORMATTED:
            self._preformatted += 1

    def _start_block(self, tag: str, attributes: Mapping[str, str]) -> None:
        self._flow.end_line()
        self._new_page(attributes)
        if tag in _HEADINGS:
            self._flow.heading = _HEADINGS[tag]
        elif tag in _LISTS:
            self._lists.append(ListMarkers.of(tag, attributes))
            self._check_depth(len(self._lists))
        elif tag == "li" and self._hidden <= self._flow.base:
            markers = self._lists[-1] if self._lists else ListMarkers()
            self._flow.mark(markers.next(attributes))
        elif tag == "html" and any(_EXCEL in value for value in attributes.values()):
            self.is_spreadsheet = True

    def _new_page(self, attributes: Mapping[str, str]) -> None:
        style = attributes.get("style")
        if style and self._hidden <= self._flow.base and _NEW_PAGE.search(style):
            self._flow.start_page()

    def _note_generator(self, attributes: Mapping[str, str]) -> None:
        if attributes.get("content", "").startswith(("Excel.Sheet", "Microsoft Excel")):
            self.is_spreadsheet = True

    def _start_table(self, attributes: Mapping[str, str], element: _Element) -> None:
        self._flow.end_line()
        grid = Grid(hidden=self._hidden > 0, stray=Flow(base=self._hidden))
        grid.presentation = attributes.get("role") in ("presentation", "none")
        element.grid = grid
        self._grids.append(grid)
        self._check_depth(len(self._grids))
        self._flow = grid.stray

    def _start_in_table(self, tag: str, attributes: Mapping[str, str], element: _Element) -> bool:
        grid = self._grids[-1]
        if tag in ("td", "th"):
            self._start_cell(grid, attributes, element)
        elif tag == "tr":
            grid.start_row()
            element.row = grid.row
        elif tag in _GROUPS:
            grid.start_group(tag)
        elif tag == "caption":
            grid.end_cell()
            grid.caption = grid.caption or Flow(base=self._hidden)
            grid.in_caption = True
        elif tag == "col":
            width = column_span(attributes.get("span"))
            if element.hidden:
                grid.hidden_columns.update(range(grid.column_marks, grid.column_marks + width))
            grid.column_marks += width
        else:
            return False
        self._flow = grid.flow()
        return True

    def _start_cell(self, grid: Grid, attributes: Mapping[str, str], element: _Element) -> None:
        self._cells += 1
        if self._cells > self._limits.cells:
            raise limit_error(self._name, "单元格数", self._limits.cells)
        cell = GridCell(flow=Flow(base=self._hidden), hidden=self._hidden > 0)
        if "rowspan" in attributes:
            cell.row_span = row_span(attributes["rowspan"])
        if "colspan" in attributes:
            cell.column_span = column_span(attributes["colspan"])
            cell.overflow = "mso-ignore:colspan" in attributes.get("style", "").replace(" ", "")
        grid.start_cell(cell)
        element.cell = cell

    def _start_field(self, tag: str, attributes: Mapping[str, str]) -> None:
        if tag == "select":
            self._choice = self._choice or Choice()
        elif tag == "option" and self._choice is not None:
            self._choice.start_option(selected="selected" in attributes)
        elif tag == "input" and self._hidden <= self._flow.base:
            self._flow.add(field_text(attributes))

    def _end(self, element: _Element) -> None:
        tag = element.tag
        if tag in _PREFORMATTED:
            self._preformatted -= 1
        if element.grid is not None:
            self._end_table(element.grid)
        elif element.cell is not None or element.row is not None:
            self._end_in_row(element)
        elif tag == "select" and self._choice is not None:
            choice, self._choice = self._choice, None
            if self._hidden <= self._flow.base:
                self._flow.add(choice.text())
        elif tag in _BLOCKS or tag in _LISTS:
            self._end_block(tag)
        elif self._grids and tag == "caption":
            self._grids[-1].end_cell()
            self._flow = self._grids[-1].flow()
        elif self._grids and tag in _GROUPS:
            self._grids[-1].end_group()
            self._flow = self._grids[-1].flow()

    def _end_block(self, tag: str) -> None:
        self._flow.end_line()
        if tag in _HEADINGS:
            self._flow.heading = None
        elif tag in _LISTS and self._lists:
            self._lists.pop()
        elif tag == "li":
            self._flow.mark("")

    def _end_in_row(self, element: _Element) -> None:
        grid = self._grids[-1] if self._grids else None
        if grid is None:
            return
        if element.cell is not None and grid.cell is element.cell:
            grid.end_cell()
        elif element.row is not None and grid.row is element.row:
            grid.end_row()
        self._flow = grid.flow()

    def _end_table(self, grid: Grid) -> None:
        grid.end_row()
        if self._grids and self._grids[-1] is grid:
            self._grids.pop()
        self._flow = self._outside()
        self._flow.insert(self._visible(grid.before(), hidden=grid.hidden))
        if grid.is_layout(spreadsheet=self.is_spreadsheet):
            for hidden, pieces in grid.contents():
                self._flow.insert(self._visible(pieces, hidden=hidden))
            return
        resolve(grid, name=self._name, limits=self._limits)
        self._flow.insert([grid])

    def _step_aside(self, element: _Element) -> None:
        """Collect what a hidden element holds apart: text counts there only beside tables."""
        element.around = self._flow
        self._flow = Flow(base=self._hidden)
        self._aside.append((len(self._grids), self._flow))

    def _step_back(self, around: Flow) -> None:
        """Take over a hidden part with tables (a tab that is not shown); drop any other."""
        _, aside = self._aside.pop()
        aside.end_line()
        self._flow = around
        if any(not isinstance(piece, Words) for piece in aside.pieces):
            around.insert(aside.pieces)
        else:
            self.hidden_texts += len(aside.pieces)

    def _outside(self) -> Flow:
        """Return where text goes after a table: a hidden part, the cell around it or the page."""
        if self._aside and self._aside[-1][0] == len(self._grids):
            return self._aside[-1][1]
        return self._grids[-1].flow() if self._grids else self.page

    def _visible(self, pieces: list[Piece], *, hidden: bool) -> list[Piece]:
        """Return the pieces that are shown outside a table: all, or if hidden only tables."""
        if not hidden:
            return pieces
        tables: list[Piece] = [piece for piece in pieces if not isinstance(piece, Words)]
        self.hidden_texts += len(pieces) - len(tables)
        return tables

    def _check_depth(self, depth: int) -> None:
        if depth > self._limits.xml_depth:
            raise limit_error(self._name, "表格或列表的嵌套层数", self._limits.xml_depth)
