"""What calamine does not tell of a workbook: formats, hidden rows, the extent of sheets."""

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.etree import ElementTree

from assessor.core.limits import Limits
from assessor.documents.bounds import limit_error
from assessor.errors import InputError

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_STRICT = "{http://purl.oclc.org/ooxml/spreadsheetml/main}"
_USUAL_CELL = re.compile(rb'<c r="([A-Z]{1,3})(\d{1,9})"(?: s="(\d{1,6})")?(?: t="\w+")?/?>')
_CELL_START = re.compile(rb"<(?:\w+:)?c[\s/>]")
_CELL = re.compile(rb"<(?:\w+:)?c(\s[^<>]*)>")
_ROW = re.compile(rb"<(?:\w+:)?row(\s[^<>]*)>")
_COLUMN = re.compile(rb"<(?:\w+:)?col(\s[^<>]*)>")
_PLACE = re.compile(rb"""\sr\s*=\s*["']\$?([A-Za-z]{1,3})\$?(\d{1,9})["']""")
_STYLE = re.compile(rb"""\ss\s*=\s*["'](\d{1,6})["']""")
_HIDDEN = re.compile(rb"""\shidden\s*=\s*["'](?:1|true)["']""")
_NUMBER = re.compile(rb"""\sr\s*=\s*["'](\d{1,9})["']""")
_RANGE = re.compile(rb"""\s(min|max)\s*=\s*["'](\d{1,9})["']""")
_BUILT_IN = {
    1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%", 14: "yyyy/m/d",
    31: "yyyy年m月d日", 37: "#,##0", 38: "#,##0", 39: "#,##0.00", 40: "#,##0.00",
    27: "yyyy年m月", 57: "yyyy年m月", 58: "m月d日",
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetScan:
    """Formats of cells that have one of their own, and what is hidden (all from 0)."""

    formats: dict[tuple[int, int], str] = field(default_factory=dict)
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()


def scan_workbook(name: str, data: bytes, *, limits: Limits) -> dict[str, SheetScan]:
    """Scan the parts of a workbook, by sheet name.

    Raises
    ------
    InputError
        ``input.limit``: a sheet is larger than allowed. ``input.damaged``: a part cannot be
        read. ``input.unsafe-xml``: a part declares a document type or entities.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            codes = _format_codes(_part(name, archive, "xl/styles.xml", limits=limits))
            return {
                sheet: _scan_sheet(name, sheet, _part(name, archive, path, limits=limits),
                                   codes=codes, limits=limits)
                for sheet, path in _sheet_parts(name, archive, limits=limits)
            }  # fmt: skip
    except (zipfile.BadZipFile, ElementTree.ParseError, OSError, ValueError, EOFError,
            NotImplementedError, RuntimeError, LookupError, zlib.error) as error:  # fmt: skip
        raise InputError(
            f"{name}：Excel 文件损坏，无法读取其内部结构",
            hint="请用 Excel 或 WPS 打开后另存为 .xlsx",
            code="input.damaged",
        ) from error


def _part(name: str, archive: zipfile.ZipFile, path: str, *, limits: Limits) -> bytes:
    if path not in archive.NameToInfo:
        return b""
    with archive.open(path) as stream:
        part = stream.read(limits.inflated_bytes + 1)
    if len(part) > limits.inflated_bytes:
        raise limit_error(name, f"{path} 解压后字节数", limits.inflated_bytes)
    if part[:2] in (b"\xff\xfe", b"\xfe\xff"):
        part = part.decode("utf-16").encode("utf-8")
        part = re.sub(rb"encoding\s*=\s*[\"'][^\"']*[\"']", b'encoding="UTF-8"', part, count=1)
    if b"<!DOCTYPE" in part or b"<!ENTITY" in part:
        raise InputError(
            f"{name}：{path} 含有文档类型或实体声明，出于安全不予读取",
            hint="正常的 Excel 文件没有这类声明，请用 Excel 或 WPS 另存后再试",
            code="input.unsafe-xml",
        )
    return part


def _sheet_parts(name: str, archive: zipfile.ZipFile, *, limits: Limits) -> list[tuple[str, str]]:
    links = _part(name, archive, "xl/_rels/workbook.xml.rels", limits=limits)
    targets = {
        node.get("Id", ""): node.get("Target", "")
        for node in (ElementTree.fromstring(links) if links else ())
    }
    workbook = ElementTree.fromstring(_part(name, archive, "xl/workbook.xml", limits=limits))
    parts = []
    for space in (_MAIN, _STRICT):
        for sheet in workbook.iter(f"{space}sheet"):
            link = next((v for k, v in sheet.attrib.items() if k.endswith("}id")), "")
            target = targets.get(link, "")
            path = target[1:] if target.startswith("/") else f"xl/{target}"
            parts.append((sheet.get("name", ""), path))
    return parts


def _format_codes(styles: bytes) -> list[str]:
    """Return the number format of every cell style, in order of their index."""
    if not styles:
        return []
    root = ElementTree.fromstring(styles)
    space = _MAIN if root.tag.startswith(_MAIN) else _STRICT
    codes = dict(_BUILT_IN)
    for node in root.iter(f"{space}numFmt"):
        codes[int(node.get("numFmtId", "0"))] = node.get("formatCode", "General")
    block = root.find(f"{space}cellXfs")
    return [codes.get(int(style.get("numFmtId", "0")), "General") for style in block or ()]


def _scan_sheet(
    name: str, sheet: str, part: bytes, *, codes: list[str], limits: Limits
) -> SheetScan:
    formats: dict[tuple[int, int], str] = {}
    last_row, count = 0, 0
    columns: set[bytes] = set()
    for letters, number, style in _places(part):
        count += 1
        last_row = max(last_row, int(number))
        columns.add(letters)
        if style and int(style) < len(codes) and codes[int(style)] != "General":
            formats[(int(number) - 1, _column(letters))] = codes[int(style)]
    last_column = max((_column(letters) + 1 for letters in columns), default=0)
    _check_extent(name, sheet, rows=last_row, columns=last_column, cells=count, limits=limits)
    hidden_rows = {
        int(place.group(1)) - 1
        for match in _ROW.finditer(part)
        if _HIDDEN.search(match.group(1)) and (place := _NUMBER.search(match.group(1)))
    }
    return SheetScan(
        formats=formats,
        hidden_rows=frozenset(hidden_rows),
        hidden_columns=frozenset(_hidden_columns(part, limits=limits)),
    )


def _places(part: bytes) -> Iterator[tuple[bytes, bytes, bytes]]:
    """Yield letters, row number and style of every cell that names its place."""
    usual = _USUAL_CELL.findall(part)
    if len(usual) == len(_CELL_START.findall(part)):
        yield from usual
        return
    for match in _CELL.finditer(part):
        attributes = match.group(1)
        place = _PLACE.search(attributes)
        if place is not None:
            found = _STYLE.search(attributes)
            yield place.group(1), place.group(2), found.group(1) if found else b""
        elif b"&" in attributes:
            raise ValueError("cell reference written with character references")


def _hidden_columns(part: bytes, *, limits: Limits) -> set[int]:
    hidden: set[int] = set()
    for match in _COLUMN.finditer(part):
        if _HIDDEN.search(match.group(1)):
            bounds = {key: int(value) for key, value in _RANGE.findall(match.group(1))}
            last = min(bounds.get(b"max", 0), limits.columns_per_sheet)
            hidden.update(range(bounds.get(b"min", 1) - 1, last))
    return hidden


def _check_extent(
    name: str, sheet: str, *, rows: int, columns: int, cells: int, limits: Limits
) -> None:
    place = f"工作表“{sheet}”"
    if rows > limits.rows_per_sheet:
        raise limit_error(name, f"用到第 {rows} 行，", limits.rows_per_sheet, place=place)
    if columns > limits.columns_per_sheet:
        raise limit_error(name, f"用到第 {columns} 列，", limits.columns_per_sheet, place=place)
    if max(cells, rows * columns) > limits.cells * 5 or cells > limits.cells:
        raise limit_error(name, "单元格数", limits.cells, place=place)


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number - 1
