"""Sheets of the batch workbook: widths, heights of lines, merged notes, paper, charts of Excel."""

from collections.abc import Iterable, Sequence
from math import ceil
from typing import Any

from openpyxl import Workbook
from openpyxl.chart import BarChart, Reference, ScatterChart, Series
from openpyxl.chart.shapes import GraphicalProperties
from openpyxl.drawing.line import LineProperties
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.cell_range import CellRange
from openpyxl.worksheet.pagebreak import Break
from openpyxl.worksheet.properties import PageSetupProperties

from assessor.reports.batch.tables import Table
from assessor.reports.batch.xlsx_cells import (
    head_row,
    note_cell,
    text_cell,
    title_cell,
    value_row,
)
from assessor.reports.lines import width

_A4 = 9
_LINE_POINTS, _TITLE_POINTS, _MOST_POINTS = 16.5, 23.0, 409.0
_MARGIN_INCHES = 0.5


class Sheet:
    """A sheet that is written downwards; widths must be set before the first line.

    Parameters
    ----------
    sizes
        Widths of the columns from A on, in characters.
    """

    def __init__(
        self, book: Workbook, name: str, sizes: Sequence[float], *, landscape: bool = True
    ) -> None:
        self.page: Any = book.create_sheet(name)
        self.line = 0
        self._sizes = sizes
        for number, size in enumerate(sizes, 1):
            self.page.column_dimensions[get_column_letter(number)].width = size
        self.page.page_setup.orientation = "landscape" if landscape else "portrait"
        self.page.page_setup.paperSize = _A4
        self.page.page_setup.fitToHeight = 0
        self.page.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
        self.page.oddFooter.center.text = "&A　第 &P 页，共 &N 页"
        for side in ("left", "right", "top", "bottom"):
            setattr(self.page.page_margins, side, _MARGIN_INCHES if side != "bottom" else 0.7)

    def on_one_page(self) -> None:
        """Print everything on a single page."""
        self.page.page_setup.fitToHeight = 1

    def add(
        self, cells: Sequence[Any], *, fitted: bool = False, sizes: Sequence[float] = ()
    ) -> None:
        """Write one line; a ``fitted`` one is as high as its texts need in columns of ``sizes``."""
        self.line += 1
        if fitted:
            lines = max(map(_lines_of, cells, sizes or self._sizes), default=1)
            self.page.row_dimensions[self.line].height = min(lines * _LINE_POINTS, _MOST_POINTS)
        self.page.append(cells)

    def title(self, text: str, columns: int) -> None:
        """Write a title over so many columns."""
        self._across(title_cell(self.page, text), columns, points=_TITLE_POINTS, scale=1.35)

    def note(self, text: str, columns: int | None = None) -> None:
        """Write a remark over so many columns, all of the sheet if not told; no text, no line."""
        if text:
            last = columns or len(self._sizes)
            self._across(note_cell(self.page, text), last, points=_LINE_POINTS, scale=1.0)

    def _across(self, cell: Any, columns: int, *, points: float, scale: float) -> None:  # noqa: ANN401
        lines = _lines_of(cell, sum(self._sizes[:columns]) / scale)
        # The height of a line must be known before it is written.
        self.page.row_dimensions[self.line + 1].height = min(lines * points, _MOST_POINTS)
        self.add([cell])
        self.merge(1, columns)

    def merge(self, first: int, last: int) -> None:
        """Make one cell of columns of the last line."""
        if last > first:
            self.page.merged_cells.add(
                CellRange(min_col=first, max_col=last, min_row=self.line, max_row=self.line)
            )

    def table(self, table: Table, *, titled: bool = True, wide_last: int = 0) -> tuple[int, int]:
        """Write a table and return the lines of its head and its last row.

        Parameters
        ----------
        wide_last
            Number of the column up to which its last one reaches, 0 for its own.
        """
        if titled:
            self.title(table.title, len(self._sizes))
        lines = [head_row(self.page, table.columns)]
        lines += (value_row(self.page, table, values) for values in table.rows)
        for cells in lines:
            own = len(cells)
            more = (text_cell(self.page, "") for _ in range(own, wide_last))
            sizes = [*self._sizes[: own - 1], sum(self._sizes[own - 1 :])] if wide_last else ()
            self.add([*cells, *more], fitted=True, sizes=sizes)
            if wide_last:
                self.merge(own, wide_last)
        last = self.line
        if titled:
            self.note(table.note)
            self.add([])
        return last - len(table.rows), last

    def new_page(self) -> None:
        """Begin a new printed page behind the last line."""
        self.page.row_breaks.append(Break(id=self.line))

    def filtered(self, columns: int, last: int) -> None:
        """Give the table at the top a filter, and its head to every printed page."""
        self.page.print_title_rows = "1:1"
        self.page.auto_filter.ref = f"A1:{get_column_letter(columns)}{max(last, 1)}"


def _lines_of(cell: Any, size: float) -> int:  # noqa: ANN401
    """Return the lines that a text takes in a column of ``size``."""
    if not isinstance(cell.value, str):
        return 1
    room = max(size - 1.6, 1)
    return sum(max(ceil(width(part) / room), 1) for part in cell.value.split("\n"))


def bars(
    page: Any,  # noqa: ANN401 - openpyxl has no types for write-only sheets
    title: str,
    lines: tuple[int, int],
    *,
    column: int,
    labels: int = 1,
    lying: bool = False,
    size_cm: tuple[int, float] = (15, 7.5),
) -> BarChart:
    """Return a native chart over a written table; ``size_cm`` is its width and height."""
    chart = BarChart()
    chart.type = "bar" if lying else "col"
    chart.title = title
    chart.legend = None
    chart.gapWidth = 60
    head, last = lines
    chart.add_data(
        Reference(page, min_col=column, min_row=head, max_row=last), titles_from_data=True
    )
    chart.set_categories(
        Reference(page, min_col=labels, min_row=head + 1, max_row=max(last, head + 1))
    )
    chart.x_axis.delete = chart.y_axis.delete = False
    chart.width, chart.height = size_cm
    if lying:
        chart.x_axis.scaling.orientation = "maxMin"
    return chart


def scatter(page: Any, head: int, last: int) -> ScatterChart:  # noqa: ANN401
    """Return the chart money x weak rows over the columns A and B."""
    chart = ScatterChart()
    chart.title = "项目预算（万元，对数）与弱指标占比"
    chart.scatterStyle = "lineMarker"
    chart.legend = None
    series = Series(
        Reference(page, min_col=2, min_row=head + 1, max_row=last),
        Reference(page, min_col=1, min_row=head + 1, max_row=last),
        title="项目",
    )
    series.marker.symbol = "circle"
    series.marker.size = 6
    series.marker.graphicalProperties = GraphicalProperties(solidFill="2F6DB3")
    series.graphicalProperties = GraphicalProperties(ln=LineProperties(noFill=True))
    chart.series.append(series)
    chart.x_axis.scaling.logBase = 10
    chart.x_axis.number_format, chart.y_axis.number_format = "#,##0", "0%"
    chart.y_axis.scaling.min, chart.y_axis.scaling.max = 0, 1
    chart.x_axis.delete = chart.y_axis.delete = False
    chart.height, chart.width = 9, 17
    return chart


def widest(tables: Iterable[Sequence[float]]) -> list[float]:
    """Return widths that suit tables below each other: the largest of each column."""
    sizes: list[float] = []
    for table in tables:
        sizes += [0.0] * (len(table) - len(sizes))
        sizes[: len(table)] = map(max, sizes, table)
    return sizes
