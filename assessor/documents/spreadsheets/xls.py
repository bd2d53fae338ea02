"""Reader of ``.xls`` workbooks (BIFF, and most ``.et`` of WPS).

xlrd tells number formats, hidden rows and columns and error values. (calamine tells none of
them, and stops the whole process on some damaged files: its grid is as large as a broken record
says.) A file whose style records cannot be followed is read once more without them.
"""

import io
import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import xlrd
from xlrd.book import Book
from xlrd.formatting import std_format_strings
from xlrd.sheet import Colinfo, Rowinfo, Sheet

from assessor.core.limits import Limits
from assessor.documents.bounds import limit_error
from assessor.documents.document import Document, Table
from assessor.documents.office.ole import SIGNATURE, encrypted, stream
from assessor.documents.spreadsheets.format_sections import BUILT_IN
from assessor.documents.spreadsheets.notices import SheetFacts, sheet_facts, sheet_notices
from assessor.documents.spreadsheets.number_format import shown, shown_text
from assessor.documents.spreadsheets.sheet_table import Entry, Place, SheetFrame, cell_text, table
from assessor.errors import InputError

_UNICODE_SINCE = 80  # BIFF8; older texts are in the code page that the file names, or should
_CHINESE = "gb18030"
_CHINESE_PAGES = ("gb", "cp936", "cp950", "big5", "utf")
_ERRORS = {0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!", 0x1D: "#NAME?",
           0x24: "#NUM!", 0x2A: "#N/A"}  # fmt: skip
# The BOF record of workbooks that stand alone, without a compound file around them.
_BARE = (b"\x09\x08", b"\x09\x04\x06\x00", b"\x09\x02\x06\x00", b"\x09\x00\x04\x00")
_BARE_SIZES = (8, 16)
_SHEET_TYPES = (0x0005, 0x0006, 0x0010, 0x0020, 0x0040, 0x0100)
_LOST_FORMATS = "这份 .xls 的格式信息无法解析，百分比和日期可能显示为原始数值，请核对"
# What xlrd raises on broken files: its own error, and whatever its arithmetic runs into.
_BROKEN = (
    xlrd.XLRDError,
    ArithmeticError,
    AssertionError,
    AttributeError,
    LookupError,
    MemoryError,
    NameError,
    NotImplementedError,
    OSError,
    RecursionError,
    TypeError,
    ValueError,
    struct.error,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Source:
    """A workbook that is being read."""

    name: str
    data: bytes
    limits: Limits


def is_bare_workbook(data: bytes) -> bool:
    """Tell whether ``data`` is an old workbook without a compound file around it."""
    if not data.startswith(_BARE) or len(data) < 12:
        return False
    size, _version, content = struct.unpack_from("<HHH", data, 2)
    return content in _SHEET_TYPES and (data[1] != 0x08 or size in _BARE_SIZES)


def read_xls(name: str, data: bytes, *, limits: Limits) -> Document:
    """Read every sheet as one table, hidden ones marked.

    Parameters
    ----------
    name
        Name of the input, for messages.
    data
        The whole file: a compound file with a workbook, or a bare one.
    limits
        Bounds that the reader keeps.

    Returns
    -------
    Document
        Of kind ``xls``.

    Raises
    ------
    InputError
        ``input.damaged``, ``input.encrypted`` or ``input.limit``.
    """
    source = _Source(name=name, data=data, limits=limits)
    reason = ""
    for formatted in (True, False):
        try:
            return _read(source, formatted=formatted)
        except _BROKEN as error:
            if "encrypted" in str(error):
                raise encrypted(name) from error
            reason = reason or str(error).strip()[:80]
    raise InputError(
        f"{name}：Excel 文件损坏，无法打开（{reason or '内部结构不完整'}）",
        hint="请用 Excel 或 WPS 打开后另存为 .xlsx",
        code="input.damaged",
    )


def _open(source: _Source, *, formatted: bool, encoding: str | None) -> Book:
    return xlrd.open_workbook(
        file_contents=_records(source),
        logfile=io.StringIO(),
        formatting_info=formatted,
        on_demand=True,
        ragged_rows=True,
        encoding_override=encoding,
    )


def _records(source: _Source) -> bytes:
    """Return the workbook's own stream: xlrd refuses containers that spreadsheets forgive."""
    if not source.data.startswith(SIGNATURE):
        return source.data
    for name in ("workbook", "book"):
        found = stream(source.name, source.data, name, most=len(source.data))
        if found:
            return found
    raise xlrd.XLRDError("没有工作簿")


def _read(source: _Source, *, formatted: bool) -> Document:
    book = _open(source, formatted=formatted, encoding=None)
    if book.biff_version < _UNICODE_SINCE and not str(book.encoding).startswith(_CHINESE_PAGES):
        try:
            return _document(source, _open(source, formatted=formatted, encoding=_CHINESE))
        except UnicodeDecodeError:
            book = _open(source, formatted=formatted, encoding=None)
    return _document(source, book)


def _document(source: _Source, book: Book) -> Document:
    limits = source.limits
    if book.nsheets > limits.sheets:
        raise limit_error(source.name, f"工作表有 {book.nsheets} 张，", limits.sheets)
    tables: list[Table] = []
    notices: list[str] = []
    count = 0
    for number in range(book.nsheets):
        read, facts = _table(source, book, book.sheet_by_index(number))
        book.unload_sheet(number)
        tables.append(read)
        notices += sheet_notices(facts)
        count += len(read.cells)
        if count > limits.cells:
            raise limit_error(source.name, "单元格数", limits.cells)
    if not tables:
        raise xlrd.XLRDError("没有任何工作表")
    if not book.formatting_info:
        notices.append(_LOST_FORMATS)
    return Document(kind="xls", name=source.name, blocks=tuple(tables), notices=tuple(notices))


def _table(source: _Source, book: Book, sheet: Sheet) -> tuple[Table, SheetFacts]:
    errors: list[Place] = []
    spans = {
        (top, left): (bottom - top, right - left)
        for top, bottom, left, right in sheet.merged_cells
        if bottom > top and right > left
    }
    frame = SheetFrame(
        name=cell_text(sheet.name),
        spans=spans,
        hidden=sheet.visibility != 0,
        hidden_rows=_hidden(sheet.rowinfo_map),
        hidden_columns=_hidden(sheet.colinfo_map),
    )
    read = table(
        frame, _entries(book, sheet, errors=errors), name=source.name, limits=source.limits
    )
    facts = sheet_facts(frame, read, errors=errors, comments=len(sheet.cell_note_map))
    return read, facts


def _hidden(information: Mapping[int, Rowinfo | Colinfo]) -> frozenset[int]:
    return frozenset(number for number, details in information.items() if details.hidden)


def _entries(book: Book, sheet: Sheet, *, errors: list[Place]) -> Iterator[Entry]:
    codes = _codes(book)
    for row in range(sheet.nrows):
        values = sheet.row_values(row)
        for column, kind in enumerate(sheet.row_types(row)):
            if kind in (xlrd.XL_CELL_EMPTY, xlrd.XL_CELL_BLANK):
                continue
            value = values[column]
            code = codes[sheet.cell_xf_index(row, column)] if codes else ""
            if kind == xlrd.XL_CELL_TEXT:
                text = shown_text(cell_text(value), code)
            elif kind == xlrd.XL_CELL_ERROR:
                text = _ERRORS.get(value, "#错误")
                errors.append((row, column))
            elif kind == xlrd.XL_CELL_BOOLEAN:
                text = shown(bool(value), code)
            else:
                code = code or ("yyyy/m/d" if kind == xlrd.XL_CELL_DATE else "")
                text = shown(value, code, from_1904=book.datemode == 1)
            yield row, column, text


def _codes(book: Book) -> list[str]:
    """Return the number format of every cell style, in order of their index."""
    if not book.formatting_info:
        return []
    # xlrd names the built-in formats as an American system shows them.
    formats = {
        key: found.format_str
        for key, found in book.format_map.items()
        if found.format_str != std_format_strings.get(key)
    }
    return [
        formats.get(style.format_key, BUILT_IN.get(style.format_key, "")) for style in book.xf_list
    ]
