"""One page of HTML: parsed, and turned into lines and tables."""

from collections.abc import Iterator

from lxml import etree

from assessor.core.limits import Limits
from assessor.core.submission import Origin
from assessor.documents.bounds import check_cell, limit_error
from assessor.documents.document import Block, Cell, Line, Table
from assessor.documents.encoding import decode_text
from assessor.documents.web.builder import PageBuilder
from assessor.documents.web.flow import Piece, Words
from assessor.documents.web.grid import Grid, GridCell
from assessor.documents.web.kind import declared_encoding
from assessor.errors import InputError

_CHUNK = 1 << 18


class Page:
    """Blocks of one page and what was noted while reading them."""

    def __init__(self, builder: PageBuilder, *, notices: tuple[str, ...] = ()) -> None:
        self.pieces = builder.page.pieces
        self.frames = tuple(frame for frame in builder.frames if frame.strip())
        self.sheet_names = tuple(builder.sheet_names)
        self.is_spreadsheet = builder.is_spreadsheet
        self.hidden_texts = builder.hidden_texts
        self.notices = notices

    def only_sheet(self) -> str:
        """Return the name of the sheet if the page is one sheet of a workbook, else ``""``."""
        names = self.sheet_names
        return names[0] if self.is_spreadsheet and len(names) == 1 else ""


def page_of(name: str, data: bytes, *, limits: Limits, declared: str = "") -> Page:
    """Parse the bytes of one page.

    Parameters
    ----------
    declared
        Encoding named outside the page (by the part of a message that holds it).
    """
    decoded = decode_text(data, name=name, declared=declared or declared_encoding(data))
    builder = PageBuilder(name, limits=limits)
    parser = etree.HTMLParser(
        target=builder, encoding="utf-8", no_network=True, huge_tree=False, recover=True
    )
    text = decoded.text
    try:
        for start in range(0, len(text), _CHUNK):
            parser.feed(text[start : start + _CHUNK].encode("utf-8", "replace"))
        parser.close()
    except (etree.LxmlError, ValueError, AssertionError) as error:
        if builder.page.pieces:
            builder.close()
        else:
            raise InputError(
                f"{name}：网页内容损坏，无法读取（{str(error)[:80]}）",
                hint="请用浏览器或 Excel 打开后另存为 .xlsx 或 .html",
                code="input.damaged",
            ) from error
    return Page(builder, notices=decoded.notices)


class Blocks:
    """Turns pages into blocks with running numbers."""

    def __init__(self, name: str, *, limits: Limits) -> None:
        self.found: list[Block] = []
        self._name = name
        self._limits = limits
        self._lines = 0
        self._tables = 0
        self._cells = 0
        self._hidden_texts = 0
        self._hidden_cells = 0
        self._notices: list[str] = []

    def take(self, page: Page, *, sheet: str = "", hidden: bool = False) -> None:
        """Add the blocks of a page; ``sheet`` names its tables, ``hidden`` hides them all."""
        self._notices.extend(page.notices)
        self._hidden_texts += page.hidden_texts
        for piece in page.pieces:
            self.found.extend(self._blocks(piece, sheet=sheet, hidden=hidden))

    def notices(self) -> tuple[str, ...]:
        """Return what to tell of everything that was taken."""
        notices = list(dict.fromkeys(self._notices))
        if self._hidden_texts:
            notices.append(f"网页中有 {self._hidden_texts} 处隐藏的文字（不显示），没有读取")
        if self._hidden_cells:
            notices.append(f"表格中有 {self._hidden_cells} 个隐藏的单元格，已读取并标记")
        return tuple(notices)

    def _blocks(self, piece: Piece, *, sheet: str, hidden: bool) -> Iterator[Block]:
        if isinstance(piece, Words):
            yield self._line(piece)
            return
        self._tables += 1
        nested: list[Piece] = []
        cells = tuple(self._table_cells(piece, sheet=sheet, hidden=hidden, nested=nested))
        if cells:
            yield Table(
                cells=cells,
                row_count=_height(piece, cells),
                column_count=piece.column_count,
                name=sheet,
                hidden=hidden or piece.hidden,
            )
        else:
            self._tables -= 1
        for inner in nested:
            yield from self._blocks(inner, sheet=sheet, hidden=hidden)

    def _line(self, words: Words) -> Line:
        self._lines += 1
        if self._lines > self._limits.lines:
            raise limit_error(self._name, "行数", self._limits.lines)
        check_cell(words.text, name=self._name, place=f"第 {self._lines} 行", limits=self._limits)
        return Line(
            text=words.text,
            origin=Origin(line=self._lines),
            page_start=words.page_start,
            heading=words.heading,
        )

    def _table_cells(
        self, grid: Grid, *, sheet: str, hidden: bool, nested: list[Piece]
    ) -> Iterator[Cell]:
        number = self._tables
        for row in grid.rows():
            for cell in row:
                nested.extend(piece for piece in cell.flow.pieces if not isinstance(piece, Words))
                text = cell.flow.text()
                if not text:
                    continue
                place = f"表格 {number} 第 {cell.row + 1} 行第 {cell.column + 1} 列"
                check_cell(text, name=self._name, place=place, limits=self._limits)
                unseen = hidden or cell.hidden or _in_hidden_columns(cell, grid)
                self._hidden_cells += unseen
                yield Cell(
                    text=text,
                    row=cell.row,
                    column=cell.column,
                    row_span=cell.row_span,
                    column_span=cell.column_span,
                    hidden=unseen,
                    origin=Origin(
                        sheet=sheet or None, table=number, row=cell.row + 1, column=cell.column + 1
                    ),
                )


def _in_hidden_columns(cell: GridCell, grid: Grid) -> bool:
    columns = range(cell.column, cell.column + cell.column_span)
    return bool(grid.hidden_columns) and all(column in grid.hidden_columns for column in columns)


def _height(grid: Grid, cells: tuple[Cell, ...]) -> int:
    """Return the number of rows without the empty hidden ones that Excel puts at the end."""
    last = max(cell.row + cell.row_span for cell in cells)
    rows = grid.rows()
    height = grid.row_count
    while height > last and all(cell.hidden for cell in rows[height - 1]):
        height -= 1
    return height


def empty_error(name: str, page: Page) -> InputError:
    """Return the error for a page without any text."""
    if page.frames:
        shown = "、".join(page.frames[:3])[:200]
        return InputError(
            f"{name}：是框架页，正文在另外的文件里（{shown}），本文件没有内容",
            hint="请用 Excel 或浏览器打开后另存为 .xlsx 或“单个文件网页”（.mht）",
            code="input.format",
        )
    return InputError(
        f"{name}：网页里没有可以读取的文字（可能由脚本生成）",
        hint="请在浏览器中打开后另存为“单个文件网页”（.mht）或 PDF，或导出 Excel",
        code="input.empty-file",
    )
