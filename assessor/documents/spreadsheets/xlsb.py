"""The parts of an ``.xlsb`` workbook: records instead of XML, otherwise built like ``.xlsx``.

A record is a number, a length and a body. Only those are looked at that say what stands where,
how it is shown and what is hidden; the others are passed over.
"""

import struct
from collections.abc import Iterator

from assessor.documents.bounds import limit_error
from assessor.documents.document import Table
from assessor.documents.spreadsheets.format_sections import BUILT_IN
from assessor.documents.spreadsheets.notices import SheetFacts, sheet_facts
from assessor.documents.spreadsheets.number_format import shown, shown_text
from assessor.documents.spreadsheets.package import Package
from assessor.documents.spreadsheets.parts import SheetPart, WorkbookParts, linked_path
from assessor.documents.spreadsheets.sheet_table import Entry, Place, SheetFrame, cell_text, table
from assessor.errors import InputError

BINARY_WORKBOOK = "xl/workbook.bin"
# Numbers of the records that are read.
_ROW, _RK, _ERROR, _BOOL, _REAL, _TEXT, _SHARED = 0, 2, 3, 4, 5, 6, 7
_FORMULA_TEXT, _FORMULA_NUMBER, _FORMULA_BOOL, _FORMULA_ERROR = 8, 9, 10, 11
_SHARED_ITEM, _FORMAT, _STYLE, _COLUMN, _RICH_TEXT = 19, 44, 47, 60, 62
_WORKBOOK_PROPERTIES, _SHEET, _MERGE = 153, 156, 176
_CELL_STYLES, _CELL_STYLES_END = 617, 618
_CELL_HEAD_BYTES = 8
_STYLE_MASK = 0xFFFFFF
_ROW_HIDDEN, _ROW_FLAGS_AT = 0x10, 11
_NO_LENGTH = 0xFFFFFFFF
_ERRORS = {0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!", 0x1D: "#NAME?",
           0x24: "#NUM!", 0x2A: "#N/A", 0x2B: "#GETTING_DATA"}  # fmt: skip


def binary_workbook_parts(package: Package) -> WorkbookParts:
    """Read what all sheets of a binary workbook share.

    Raises
    ------
    InputError
        ``input.limit``; what struct and zipfile raise is for the caller.
    """
    links = package.links(BINARY_WORKBOOK)
    by_id = {link.id: link for link in links}
    sheets: list[SheetPart] = []
    from_1904 = False
    for number, body in _records(package.content(BINARY_WORKBOOK)):
        if number == _WORKBOOK_PROPERTIES:
            from_1904 = bool(body[0] & 1)
        elif number == _SHEET:
            (state,) = struct.unpack_from("<I", body)
            key, after = _string(body, 8)
            link = by_id.get(key)
            sheets.append(
                SheetPart(
                    name=cell_text(_string(body, after)[0]),
                    path=link.target if link else "",
                    kind=link.kind if link else "",
                    hidden=state != 0,
                )
            )
            if len(sheets) > package.limits.sheets:
                raise limit_error(package.name, "工作表张数", package.limits.sheets)
    return WorkbookParts(
        sheets=tuple(sheets),
        formats=_formats(package, linked_path(links, "styles", "xl/styles.bin")),
        texts=_texts(package, linked_path(links, "sharedStrings", "xl/sharedStrings.bin")),
        from_1904=from_1904,
        has_macros=package.has("xl/vbaProject.bin"),
    )


def read_binary_sheet(
    package: Package, workbook: WorkbookParts, part: SheetPart
) -> tuple[Table, SheetFacts]:
    """Read a worksheet.

    Raises
    ------
    InputError
        ``input.limit``; what struct and zipfile raise is for the caller.
    """
    reader = _SheetReader(package, workbook, part)
    entries = list(reader.entries())
    frame = SheetFrame(
        name=part.name,
        spans=reader.spans,
        hidden=part.hidden,
        hidden_rows=frozenset(reader.hidden_rows),
        hidden_columns=frozenset(reader.hidden_columns),
    )
    read = table(frame, entries, name=package.name, limits=package.limits)
    return read, sheet_facts(frame, read, errors=reader.errors)


class _SheetReader:
    """Walks through the records of one sheet."""

    def __init__(self, package: Package, workbook: WorkbookParts, part: SheetPart) -> None:
        self._package = package
        self._workbook = workbook
        self._part = part
        self._row = -1
        self.hidden_rows: set[int] = set()
        self.hidden_columns: set[int] = set()
        self.spans: dict[Place, tuple[int, int]] = {}
        self.errors: list[Place] = []

    def entries(self) -> Iterator[Entry]:
        """Yield the texts of the sheet; what else it says is in the attributes afterwards."""
        count = 0
        for number, body in _records(self._package.content(self._part.path)):
            if number in _CELLS:
                yield self._entry(number, body)
                count += 1
                if count > self._package.limits.cells:
                    raise self._limit("单元格数", self._package.limits.cells)
            else:
                self._take(number, body)

    def _take(self, number: int, body: bytes) -> None:
        limits = self._package.limits
        if number == _ROW:
            (self._row,) = struct.unpack_from("<I", body)
            if body[_ROW_FLAGS_AT] & _ROW_HIDDEN:
                self.hidden_rows.add(self._row)
        elif number == _COLUMN:
            first, last, flags = struct.unpack_from("<II8xH", body)
            if flags & 1:
                self.hidden_columns.update(range(first, min(last, limits.columns_per_sheet) + 1))
        elif number == _MERGE:
            top, bottom, left, right = struct.unpack_from("<4I", body)
            if bottom >= top and right >= left:
                self.spans[top, left] = (bottom - top + 1, right - left + 1)
            if len(self.spans) > limits.rows_per_sheet:
                raise self._limit("合并单元格数", limits.rows_per_sheet)

    def _entry(self, number: int, body: bytes) -> Entry:
        column, style = struct.unpack_from("<II", body)
        style &= _STYLE_MASK
        formats = self._workbook.formats
        code = formats[style] if style < len(formats) else ""
        if number in (_ERROR, _FORMULA_ERROR):
            self.errors.append((self._row, column))
        return self._row, column, _shown(number, body, code, self._workbook)

    def _limit(self, what: str, most: float) -> InputError:
        place = f"工作表“{self._part.name}”"
        return limit_error(self._package.name, what, most, place=place)


def _shown(number: int, body: bytes, code: str, workbook: WorkbookParts) -> str:
    at = _CELL_HEAD_BYTES
    match number:
        case 2:  # a number packed into four bytes
            return shown(_packed(body), code, from_1904=workbook.from_1904)
        case 5 | 9:
            (value,) = struct.unpack_from("<d", body, at)
            return shown(value, code, from_1904=workbook.from_1904)
        case 3 | 11:
            return _ERRORS.get(body[at], "#错误")
        case 4 | 10:
            return shown(bool(body[at]), code)
        case 7:
            (index,) = struct.unpack_from("<I", body, at)
            return shown_text(workbook.texts[index], code)
        case _:
            # Rich text has a byte of flags before the characters.
            begin = at + 1 if number == _RICH_TEXT else at
            return shown_text(cell_text(_string(body, begin)[0]), code)


_CELLS = frozenset(
    (_RK, _ERROR, _BOOL, _REAL, _TEXT, _SHARED, _FORMULA_TEXT, _FORMULA_NUMBER, _FORMULA_BOOL,
     _FORMULA_ERROR, _RICH_TEXT)
)  # fmt: skip


def _packed(body: bytes) -> float:
    """Unpack a number: two bits say whether it is whole and whether it is in hundredths."""
    (raw,) = struct.unpack_from("<i", body, _CELL_HEAD_BYTES)
    if raw & 2:
        value = float(raw >> 2)
    else:
        (value,) = struct.unpack("<d", b"\0\0\0\0" + struct.pack("<i", raw & ~3))
    return value / 100 if raw & 1 else value


def _formats(package: Package, path: str) -> tuple[str, ...]:
    codes = dict(BUILT_IN)
    formats: list[str] = []
    inside = False
    for number, body in _records(package.content(path)):
        if number == _FORMAT:
            (key,) = struct.unpack_from("<H", body)
            codes[key] = _string(body, 2)[0]
        elif number in (_CELL_STYLES, _CELL_STYLES_END):
            inside = number == _CELL_STYLES
        elif number == _STYLE and inside:
            (key,) = struct.unpack_from("<H", body, 2)
            formats.append(codes.get(key, ""))
    return tuple(formats)


def _texts(package: Package, path: str) -> tuple[str, ...]:
    texts: list[str] = []
    for number, body in _records(package.content(path)):
        if number == _SHARED_ITEM:
            texts.append(cell_text(_string(body, 1)[0]))
            if len(texts) > package.limits.cells:
                raise limit_error(package.name, "共享文字条数", package.limits.cells)
    return tuple(texts)


def _records(content: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield number and body of the records of a part.

    Raises
    ------
    ValueError
        A record is longer than the part.
    """
    place = 0
    while place < len(content):
        number, place = _variable(content, place, most=2)
        length, place = _variable(content, place, most=4)
        if place + length > len(content):
            raise ValueError("record reaches beyond its part")
        yield number, content[place : place + length]
        place += length


def _variable(content: bytes, place: int, *, most: int) -> tuple[int, int]:
    """Return a number of seven bits a byte and the place after it."""
    number = 0
    for step in range(most):
        byte = content[place]
        place += 1
        number |= (byte & 0x7F) << (7 * step)
        if not byte & 0x80:
            break
    return number, place


def _string(body: bytes, place: int) -> tuple[str, int]:
    """Return the text at ``place`` and the place after it."""
    (length,) = struct.unpack_from("<I", body, place)
    if length == _NO_LENGTH:
        return "", place + 4
    end = place + 4 + 2 * length
    if end > len(body):
        raise ValueError("text reaches beyond its record")
    return body[place + 4 : end].decode("utf-16-le", "replace"), end
