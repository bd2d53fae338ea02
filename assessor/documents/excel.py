"""Reader of ``.xlsx`` workbooks (and ``.xlsm``: macros are never run).

Values and merged ranges come from calamine; number formats, hidden rows and columns, and the
true extent of a sheet come from a scan of its XML, because calamine builds a dense grid and
knows no formats: without the scan two far cells would fill the memory, and 0.9 shown as 90%
would be read as 0.9.
"""

import io
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
    WorksheetNotFound,
    XmlError,
    ZipError,
)

from assessor.core.limits import Limits
from assessor.core.submission import Origin
from assessor.documents.bounds import check_cell, limit_error
from assessor.documents.document import Cell, Document, Table
from assessor.documents.excel_parts import SheetScan, scan_workbook
from assessor.documents.number_format import shown
from assessor.errors import InputError

_BROKEN = (
    CalamineError,
    XmlError,
    ZipError,
    WorksheetNotFound,
    zipfile.BadZipFile,
    OSError,
    ValueError,
    KeyError,
    EOFError,
    NotImplementedError,
)
_Value = int | float | str | bool | time | date | datetime | timedelta


def read_xlsx(name: str, data: bytes, *, limits: Limits) -> Document:
    """Read every sheet as one table, hidden ones marked.

    Raises
    ------
    InputError
        ``input.damaged``, ``input.encrypted`` or ``input.limit``.
    """
    scans = scan_workbook(name, data, limits=limits)
    tables: list[Table] = []
    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(data))
        sheets = workbook.sheets_metadata
        if len(sheets) > limits.sheets:
            raise limit_error(name, f"工作表有 {len(sheets)} 张，", limits.sheets)
        for sheet in sheets:
            if sheet.typ is not SheetTypeEnum.WorkSheet:
                continue
            hidden = sheet.visible is not SheetVisibleEnum.Visible
            scan = scans.get(sheet.name, SheetScan())
            grid = workbook.get_sheet_by_name(sheet.name)
            tables.append(_table(grid, scan=scan, hidden=hidden, name=name, limits=limits))
    except PasswordError as error:
        raise InputError(
            f"{name}：工作簿有密码", hint="请去掉密码后另存", code="input.encrypted"
        ) from error
    except _BROKEN as error:
        raise InputError(
            f"{name}：Excel 文件损坏，无法打开（{str(error)[:80]}）",
            hint="请用 Excel 或 WPS 打开后另存为 .xlsx",
            code="input.damaged",
        ) from error
    notices = tuple(f"工作表“{table.name}”是隐藏的，已读取" for table in tables if table.hidden)
    return Document(kind="xlsx", name=name, blocks=tuple(tables), notices=notices)


def _table(
    sheet: CalamineSheet, *, scan: SheetScan, hidden: bool, name: str, limits: Limits
) -> Table:
    rows = sheet.to_python(skip_empty_area=False)
    spans = dict(_spans(sheet, limits=limits))
    cells: list[Cell] = []
    for row, values in enumerate(rows):
        for column, value in enumerate(values):
            if value == "" or value is None:
                continue
            text = _text(value, scan=scan, row=row, column=column).strip()
            if not text:
                continue
            if len(text) > limits.cell_characters:
                place = f"工作表“{sheet.name}”第 {row + 1} 行第 {column + 1} 列"
                check_cell(text, name=name, place=place, limits=limits)
            height, width = spans.get((row, column), (1, 1))
            cells.append(
                Cell(
                    text=text,
                    row=row,
                    column=column,
                    row_span=height,
                    column_span=width,
                    hidden=hidden or row in scan.hidden_rows or column in scan.hidden_columns,
                    origin=Origin(sheet=sheet.name, row=row + 1, column=column + 1),
                )
            )
    return Table(
        cells=_without_covered(cells, spans),
        row_count=len(rows),
        column_count=max((len(values) for values in rows), default=0),
        name=sheet.name,
        hidden=hidden,
    )


def _spans(
    sheet: CalamineSheet, *, limits: Limits
) -> Iterator[tuple[tuple[int, int], tuple[int, int]]]:
    for (top, left), (bottom, right) in sheet.merged_cell_ranges or ():
        height = min(bottom - top + 1, limits.rows_per_sheet)
        width = min(right - left + 1, limits.columns_per_sheet)
        if height >= 1 and width >= 1:
            yield (top, left), (height, width)


def _without_covered(
    cells: list[Cell], spans: dict[tuple[int, int], tuple[int, int]]
) -> tuple[Cell, ...]:
    """Leave out texts that a merge hides: files keep what stood there before merging."""
    if not spans or len(spans) * len(cells) > 20_000_000:
        return tuple(cells)
    ranges = [(top, left, top + h, left + w) for (top, left), (h, w) in spans.items()]
    return tuple(
        cell
        for cell in cells
        if (cell.row, cell.column) in spans
        or not any(
            top <= cell.row < bottom and left <= cell.column < right
            for top, left, bottom, right in ranges
        )
    )


def _text(value: _Value, *, scan: SheetScan, row: int, column: int) -> str:
    if isinstance(value, str):
        # Excel stores a carriage return in a cell as _x000D_.
        return value.replace("_x000D_", "").replace("\r\n", "\n").replace("\r", "\n")
    return shown(value, scan.formats.get((row, column), "General"))
