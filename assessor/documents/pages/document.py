"""Pages to the blocks of a document: tables over page breaks joined, origins given."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from assessor.core.limits import Limits
from assessor.core.submission import Origin
from assessor.documents.bounds import check_cell, limit_error
from assessor.documents.document import Block, Cell, Line, Table
from assessor.documents.pages.breaks import continues
from assessor.documents.pages.groups import grouped
from assessor.documents.pages.joins import joined
from assessor.documents.pages.layout import PageBlock, PageBlocks, PageLine, PageTable


@dataclass(slots=True, kw_only=True)
class BlockCollector:
    """Takes pages in order and gives the blocks of the document."""

    name: str
    limits: Limits
    _blocks: list[tuple[int, PageBlock]] = field(default_factory=list)
    _table: int | None = None
    _before: PageBlocks | None = None
    _cells: int = 0
    _lines: int = 0

    def add(self, page: PageBlocks) -> None:
        """Append a page; its first table may go on from the page before.

        Raises
        ------
        InputError
            ``input.limit``: too many cells or lines.
        """
        self._count(page)
        done = self._continue(page)
        for index, block in enumerate(page.blocks):
            if index in done:
                continue
            self._blocks.append((page.number, block))
            if isinstance(block, PageTable):
                self._table = len(self._blocks) - 1
        self._before = page

    def _continue(self, page: PageBlocks) -> frozenset[int]:
        """Join the table that goes on; return the places of blocks used up."""
        if self._table is None or self._before is None:
            return frozenset()
        number, table = self._blocks[self._table]
        found = continues(table, self._before, page) if isinstance(table, PageTable) else None
        if found is None or not isinstance(table, PageTable):
            return frozenset()
        piece = page.blocks[found.place]
        if isinstance(piece, PageTable):
            self._blocks[self._table] = number, joined(table, piece)
        return found.ghosts | {found.place}

    def _count(self, page: PageBlocks) -> None:
        where = f"第 {page.number} 页"
        for block in page.blocks:
            if isinstance(block, PageLine):
                self._lines += 1
            else:
                self._cells += len(block.cells)
        if self._cells > self.limits.cells:
            raise limit_error(self.name, "单元格数", self.limits.cells, place=where)
        if self._lines > self.limits.lines:
            raise limit_error(self.name, "行数", self.limits.lines, place=where)

    def blocks(self) -> tuple[Block, ...]:
        """Return the blocks of all pages.

        Raises
        ------
        InputError
            ``input.limit``: too many characters in a cell or line.
        """
        return tuple(self._finished())

    def _finished(self) -> Iterator[Block]:
        tables = 0
        counts: dict[int, int] = {}
        for number, block in self._blocks:
            for page, item in _plain(number, block):
                if isinstance(item, PageTable):
                    tables += 1
                    yield self._table_block(grouped(item), table_number=tables)
                    continue
                counts[page] = counts.get(page, 0) + 1
                place = f"第 {page} 页第 {counts[page]} 行"
                check_cell(item.text, name=self.name, place=place, limits=self.limits)
                yield Line(
                    text=item.text,
                    origin=Origin(page=page, line=counts[page]),
                    page_start=counts[page] == 1,
                )

    def _table_block(self, table: PageTable, *, table_number: int) -> Table:
        if table.column_count > self.limits.columns_per_sheet:
            raise limit_error(
                self.name, f"表格 {table_number} 的列数", self.limits.columns_per_sheet
            )
        if table.row_count > self.limits.rows_per_sheet:
            raise limit_error(self.name, f"表格 {table_number} 的行数", self.limits.rows_per_sheet)
        cells = []
        for cell in table.cells:
            if not cell.lines:
                continue
            place = (
                f"第 {cell.page} 页表格 {table_number} 第 {cell.row + 1} 行第 {cell.column + 1} 列"
            )
            check_cell(cell.text, name=self.name, place=place, limits=self.limits)
            cells.append(
                Cell(
                    text=cell.text,
                    row=cell.row,
                    column=cell.column,
                    row_span=cell.row_span,
                    column_span=cell.column_span,
                    origin=Origin(
                        page=cell.page,
                        table=table_number,
                        row=cell.row + 1,
                        column=cell.column + 1,
                    ),
                )
            )
        return Table(cells=tuple(cells), row_count=table.row_count, column_count=table.column_count)


def _plain(number: int, block: PageBlock) -> Iterator[tuple[int, PageBlock]]:
    """Give a table of one column as lines: it is a frame around text."""
    if isinstance(block, PageTable) and block.column_count == 1:
        for cell in block.cells:
            yield from ((cell.page or number, line) for line in cell.lines)
    else:
        yield number, block
