"""Reader of Excel's XML of 2003 (SpreadsheetML), which budget systems export as ``.xls``."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from html import escape, unescape

from lxml import etree

from assessor.core.limits import Limits
from assessor.core.submission import Origin
from assessor.documents.bounds import check_cell, limit_error
from assessor.documents.document import Cell, Document, Table
from assessor.documents.encoding import decode_text
from assessor.documents.package import damaged
from assessor.documents.spreadsheets.number_format import shown, shown_text
from assessor.documents.web.kind import declared_encoding
from assessor.errors import InputError

_UNSAFE = re.compile(r"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_DECLARATION = re.compile(r"\A\s*<\?xml\b[^>]*\?>", re.IGNORECASE)
_REFERENCE = re.compile(r"&(?:#\d{1,7};|#[xX][0-9a-fA-F]{1,6};|\w{1,31};)?")
_LOOSE_LESS = re.compile(r"<(?![A-Za-z_/!?])")
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_CHUNK = 1 << 18
_LARGEST = 1_000_000_000
# Notes and pronunciations stand inside of cells, but are not shown in them.
_UNREAD = frozenset({"Comment", "PhoneticText"})
# Names that SpreadsheetML has for usual formats.
_FORMATS = {
    "Fixed": "0.00", "Standard": "#,##0.00", "Percent": "0.00%", "Scientific": "0.00E+00",
    "Currency": "#,##0.00", "Short Date": "yyyy/m/d", "Medium Date": "yyyy/m/d",
    "Long Date": "yyyy年m月d日", "General Date": "yyyy/m/d", "General Number": "General",
}  # fmt: skip


@dataclass(slots=True)
class _Style:
    parent: str = ""
    format: str = ""


@dataclass(slots=True)
class _Place:
    """A cell while it is read."""

    row: int
    column: int
    row_span: int = 1
    column_span: int = 1
    style: str = ""
    kind: str = ""
    text: list[str] = field(default_factory=list)


@dataclass(slots=True)
class _Sheet:
    name: str
    cells: dict[tuple[int, int], tuple[_Place, str]] = field(default_factory=dict)
    # Rows until which a merged cell from above covers the column.
    covered: dict[int, int] = field(default_factory=dict)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    column_styles: dict[int, str] = field(default_factory=dict)
    hidden: bool = False
    row_count: int = 0
    column_count: int = 0


def read_xml_spreadsheet(name: str, data: bytes, *, limits: Limits) -> Document:
    """Read every worksheet as one table, hidden ones marked.

    Raises
    ------
    InputError
        ``input.damaged``, ``input.unsafe-xml``, ``input.limit``, ``input.encoding``;
        ``input.empty-file``: no worksheet holds anything.
    """
    decoded = decode_text(data, name=name, declared=declared_encoding(data))
    if _UNSAFE.search(decoded.text):
        raise InputError(
            f"{name}：XML 含有文档类型或实体声明，出于安全不予读取",
            hint="正常的 Excel 文件没有这类声明，请用 Excel 或 WPS 另存为 .xlsx 后再试",
            code="input.unsafe-xml",
        )
    text = _DECLARATION.sub("", decoded.text, count=1).lstrip()
    notices = list(decoded.notices)
    try:
        sheets = _parsed(text, name=name, limits=limits)
    except etree.LxmlError:
        sheets = _repaired(text, name=name, limits=limits)
        notices.append("XML 中有未转义的符号，已按文字读取")
    tables = tuple(_table(sheet) for sheet in sheets)
    if not any(table.cells for table in tables):
        raise InputError(
            f"{name}：工作簿里没有任何文字", hint="请检查文件是否导出完整", code="input.empty-file"
        )
    notices.extend(f"工作表“{table.name}”是隐藏的，已读取" for table in tables if table.hidden)
    return Document(kind="xml-spreadsheet", name=name, blocks=tables, notices=tuple(notices))


def _repaired(text: str, *, name: str, limits: Limits) -> list[_Sheet]:
    """Parse once more with signs escaped that careless programs write as they are."""
    text = _LOOSE_LESS.sub("&lt;", _REFERENCE.sub(_escaped, text))
    try:
        return _parsed(text, name=name, limits=limits)
    except etree.LxmlError as error:
        raise damaged(
            name, f"XML 表格（SpreadsheetML）不完整或已损坏（{str(error)[:80]}）"
        ) from error


def _escaped(found: re.Match[str]) -> str:
    """Return what an ampersand stands for in XML that is correct."""
    reference = found.group()
    if reference in ("&amp;", "&lt;", "&gt;", "&quot;", "&apos;"):
        return reference
    meant = unescape(reference)
    if meant == reference:
        return "&amp;" + reference[1:]
    return escape(_UNPRINTABLE.sub("", meant))


def _parsed(text: str, *, name: str, limits: Limits) -> list[_Sheet]:
    builder = _WorkbookBuilder(name, limits=limits)
    parser = etree.XMLParser(
        target=builder,
        encoding="utf-8",
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
    )
    for start in range(0, len(text), _CHUNK):
        parser.feed(text[start : start + _CHUNK].encode("utf-8", "replace"))
    parser.close()
    return builder.sheets


def _table(sheet: _Sheet) -> Table:
    cells = []
    for place, text in sheet.cells.values():
        columns = range(place.column, place.column + place.column_span)
        unseen = place.row in sheet.hidden_rows or all(c in sheet.hidden_columns for c in columns)
        cells.append(
            Cell(
                text=text,
                row=place.row,
                column=place.column,
                row_span=min(place.row_span, sheet.row_count - place.row),
                column_span=place.column_span,
                hidden=sheet.hidden or unseen,
                origin=Origin(sheet=sheet.name, row=place.row + 1, column=place.column + 1),
            )
        )
    return Table(
        cells=tuple(sorted(cells, key=lambda cell: (cell.row, cell.column))),
        row_count=sheet.row_count,
        column_count=sheet.column_count,
        name=sheet.name,
        hidden=sheet.hidden,
    )


class _WorkbookBuilder:
    """Target of an XML parser: keeps worksheets, never a tree."""

    def __init__(self, name: str, *, limits: Limits) -> None:
        self.sheets: list[_Sheet] = []
        self._name = name
        self._limits = limits
        self._styles: dict[str, _Style] = {}
        self._style: _Style | None = None
        self._depth = 0
        self._row = self._column = self._next_row = self._next_mark = 0
        self._row_style = ""
        self._cell: _Place | None = None
        self._in_data = 0
        self._visible: list[str] | None = None
        self._cells = 0
        self._unread = 0
        self._openers: dict[str, Callable[[dict[str, str]], None]] = {
            "Style": self._open_style,
            "NumberFormat": self._open_number_format,
            "Worksheet": self._open_worksheet,
            "Visible": self._open_visible,
            "Column": self._open_column,
            "Row": self._open_row,
            "Cell": self._open_cell,
            "Data": self._open_data,
        }

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        """Take a start tag."""
        self._depth += 1
        if self._depth > self._limits.xml_depth:
            raise limit_error(self._name, "XML 的嵌套层数", self._limits.xml_depth)
        local = tag.rpartition("}")[2]
        if self._unread or local in _UNREAD:
            self._unread += 1
        elif self._in_data:
            self._in_data += 1
            if local.lower() == "br" and self._cell:
                self._cell.text.append("\n")
        elif local in self._openers:
            plain = {key.rpartition("}")[2]: value for key, value in attributes.items()}
            self._openers[local](plain)

    def end(self, tag: str) -> None:
        """Take an end tag."""
        self._depth -= 1
        if self._unread:
            self._unread -= 1
            return
        if self._in_data:
            self._in_data -= 1
            return
        local = tag.rpartition("}")[2]
        if local == "Cell" and self._cell is not None:
            cell, self._cell = self._cell, None
            self._keep(cell)
        elif local == "Style":
            self._style = None
        elif local == "Visible" and self._visible is not None:
            if self.sheets and "Hidden" in "".join(self._visible):
                self.sheets[-1].hidden = True
            self._visible = None

    def data(self, text: str) -> None:
        """Take text."""
        if self._unread:
            return
        if self._in_data and self._cell is not None:
            self._cell.text.append(text)
        elif self._visible is not None:
            self._visible.append(text)

    def comment(self, _text: str) -> None:
        """Leave XML comments out."""

    def pi(self, *_parts: str | None) -> None:
        """Leave processing instructions out."""

    def close(self) -> None:
        """End the file."""

    def _open_style(self, attributes: dict[str, str]) -> None:
        self._style = _Style(parent=attributes.get("Parent", ""))
        self._styles[attributes.get("ID", "")] = self._style

    def _open_number_format(self, attributes: dict[str, str]) -> None:
        if self._style is not None:
            self._style.format = attributes.get("Format", "")

    def _open_worksheet(self, attributes: dict[str, str]) -> None:
        if len(self.sheets) >= self._limits.sheets:
            raise limit_error(self._name, "工作表数", self._limits.sheets)
        name = attributes.get("Name", "") or f"Sheet{len(self.sheets) + 1}"
        self.sheets.append(_Sheet(name))
        self._next_row = self._next_mark = 0
        self._cell = None

    def _open_visible(self, _attributes: dict[str, str]) -> None:
        self._visible = []

    def _open_column(self, attributes: dict[str, str]) -> None:
        if not self.sheets:
            return
        first = _number(attributes.get("Index"), self._next_mark + 1) - 1
        count = 1 + _number(attributes.get("Span"), 0)
        self._next_mark = min(first + count, _LARGEST)
        columns = range(max(0, first), min(first + count, self._limits.columns_per_sheet))
        if attributes.get("Hidden") in ("1", "true"):
            self.sheets[-1].hidden_columns.update(columns)
        if style := attributes.get("StyleID", ""):
            self.sheets[-1].column_styles.update(dict.fromkeys(columns, style))

    def _open_row(self, attributes: dict[str, str]) -> None:
        if not self.sheets:
            return
        self._row = _number(attributes.get("Index"), self._next_row + 1) - 1
        count = 1 + _number(attributes.get("Span"), 0)
        self._next_row = min(self._row + count, _LARGEST)
        self._column = 0
        self._row_style = attributes.get("StyleID", "")
        if attributes.get("Hidden") in ("1", "true"):
            last = min(self._next_row, self._limits.rows_per_sheet)
            self.sheets[-1].hidden_rows.update(range(self._row, last))

    def _open_cell(self, attributes: dict[str, str]) -> None:
        if not self.sheets:
            return
        column = max(0, _number(attributes.get("Index"), self._column + 1) - 1)
        self._check_place(column)
        across = _number(attributes.get("MergeAcross"), 0)
        down = _number(attributes.get("MergeDown"), 0)
        width = min(across, self._limits.columns_per_sheet - column - 1) + 1
        height = min(down, self._limits.rows_per_sheet - self._row - 1) + 1
        style = attributes.get("StyleID") or self._row_style
        style = style or self.sheets[-1].column_styles.get(column, "")
        self._cell = _Place(self._row, column, height, width, style=style)
        self._column = column + width
        self.sheets[-1].row_count = max(self.sheets[-1].row_count, self._row + 1)
        self.sheets[-1].column_count = max(self.sheets[-1].column_count, column + width)

    def _open_data(self, attributes: dict[str, str]) -> None:
        if self._cell is not None:
            self._cell.kind = attributes.get("Type", "String")
            self._in_data = 1

    def _check_place(self, column: int) -> None:
        place = f"工作表“{self.sheets[-1].name}”"
        self._cells += 1
        if self._row >= self._limits.rows_per_sheet:
            most = self._limits.rows_per_sheet
            raise limit_error(self._name, f"用到第 {self._row + 1} 行，", most, place=place)
        if column >= self._limits.columns_per_sheet:
            most = self._limits.columns_per_sheet
            raise limit_error(self._name, f"用到第 {column + 1} 列，", most, place=place)
        if self._cells > self._limits.cells:
            raise limit_error(self._name, "单元格数", self._limits.cells, place=place)

    def _keep(self, cell: _Place) -> None:
        sheet = self.sheets[-1]
        text = self._shown(cell).strip()
        under_merge = sheet.covered.get(cell.column, 0) > cell.row
        if cell.row_span > 1 and not under_merge:
            bottom = cell.row + cell.row_span
            columns = range(cell.column, cell.column + cell.column_span)
            sheet.covered.update(dict.fromkeys(columns, bottom))
        if not text or under_merge or (cell.row, cell.column) in sheet.cells:
            return
        place = f"工作表“{sheet.name}”第 {cell.row + 1} 行第 {cell.column + 1} 列"
        check_cell(text, name=self._name, place=place, limits=self._limits)
        sheet.cells[cell.row, cell.column] = (cell, text)

    def _shown(self, cell: _Place) -> str:
        text = "".join(cell.text)
        code = self._format(cell.style)
        try:
            if cell.kind == "Number":
                return shown(float(text), code)
            if cell.kind == "DateTime":
                return shown(datetime.fromisoformat(text.strip()), code)
        except (ValueError, OverflowError, TypeError):
            return text
        if cell.kind == "Boolean":
            return shown(text.strip() == "1", code)
        return shown_text(text.replace("\r\n", "\n").replace("\r", "\n"), code)

    def _format(self, style: str) -> str:
        seen: set[str] = set()
        while style in self._styles and style not in seen:
            seen.add(style)
            if found := self._styles[style].format:
                return _FORMATS.get(found, found)
            style = self._styles[style].parent
        default = self._styles.get("Default")
        return _FORMATS.get(default.format, default.format) if default else "General"


def _number(text: str | None, otherwise: int) -> int:
    """Return a counting attribute, ``otherwise`` if it is none."""
    if text is None or not text.strip().isascii() or not text.strip().isdigit():
        return otherwise
    return min(int(text.strip()[:12]), _LARGEST)
