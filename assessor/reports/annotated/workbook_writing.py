"""Adopted rewrites in a clean copy of an Excel workbook; blanks are coloured."""

import copy
from collections.abc import Sequence

from lxml import etree

from assessor.core.limits import Limits
from assessor.core.rewrite import BLANK
from assessor.core.submission import Field
from assessor.errors import InputError
from assessor.reports.annotated.applied import Applied, replaced
from assessor.reports.annotated.cell_names import cell_name, cell_place
from assessor.reports.annotated.changes import CellChange
from assessor.reports.annotated.package import XML_SPACE, Node, OfficePackage, xml_text
from assessor.reports.annotated.stored_numbers import format_of, is_number, stored_number
from assessor.reports.annotated.workbook_file import Place, SheetFile, WorkbookFile
from assessor.reports.finding_words import one_line

_SLOT_COLOUR = "FFC00000"
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
_BEFORE_RECKONING = ("sheets", "functionGroups", "externalReferences", "definedNames")
_LEVELS = (Field.LEVEL1, Field.LEVEL2)


def written_workbook(
    name: str, data: bytes, changes: Sequence[CellChange], *, limits: Limits = Limits()
) -> Applied:
    """Return the copy.

    Raises
    ------
    InputError
        ``input.protected``: a sheet to be changed is protected; ``input.damaged``,
        ``input.signed``.
    """
    workbook = WorkbookFile(OfficePackage(name, data, limits=limits))
    writer = _Writer(workbook)
    for change in changes:
        writer.take(change)
    writer.keep()
    return Applied(content=workbook.package.written(), done=tuple(writer.done),
                   left=tuple(writer.left))  # fmt: skip


class _Writer:
    def __init__(self, workbook: WorkbookFile) -> None:
        self._workbook = workbook
        self.done: list[str] = []
        self.left: list[str] = []
        self.changed: list[str] = []
        self._arrays: dict[str, list[tuple[Place, Place]]] = {}
        self._quoted: dict[str, str] = {}
        self._reckon_again = False
        styles = workbook.target("styles")
        known = styles is not None and workbook.package.has(styles)
        self._styles = workbook.package.tree(styles) if known and styles else None

    def take(self, change: CellChange) -> None:
        found = self._workbook.place(change.origin)
        if found is None:
            self.left.append(f"{change.named}：找不到单元格，应改为“{one_line(change.new)}”")
            return
        sheet, place = found
        if sheet.is_protected:
            raise InputError(
                f"{self._workbook.package.name}：工作表“{sheet.name}”受保护，没有改写",
                hint="请在 Excel 或 WPS 中撤销工作表保护，另存后再采纳。",
                code="input.protected",
            )
        where = f"{change.named}（{sheet.name}!{cell_name(*place)}）"
        reason = self._refusal(change, sheet, place)
        cell = sheet.cell(place)
        new = None if reason else replaced(self._workbook.text(cell), change)
        if new is None:
            reason = reason or "单元格里还有其他内容，分不清改哪一段"
            self.left.append(f"{where}没有改：{reason}；应改为“{one_line(change.new)}”")
            return
        self._write(sheet, place, new)
        self.changed.append(sheet.part)
        self.done.append(f"{where}：“{one_line(change.old)}” → “{one_line(change.new)}”")

    def _refusal(self, change: CellChange, sheet: SheetFile, place: Place) -> str:
        """Return why a cell is not written, ``""`` if it may be."""
        cell = sheet.cell(place)
        if cell is not None and cell.find("{*}f") is not None:
            return "单元格是公式"
        if self._is_reckoned(sheet, place):
            return "单元格由数组公式或模拟运算表算出"
        if change.field not in _LEVELS:
            return ""
        if sheet.rows_of(place) > 1:
            return "级次是合并单元格，管着几行"
        if not self._workbook.text(cell):
            return "级次写在上面的行，本行没有"
        if change.below is not None:
            below = self._workbook.place(change.below)
            if below is not None and not self._workbook.text(below[0].cell(below[1])):
                return "下面的行沿用这个级次"
        return ""

    def _is_reckoned(self, sheet: SheetFile, place: Place) -> bool:
        """Tell whether a formula of another cell fills the place."""
        if sheet.name not in self._arrays:
            found = (node.get("ref") or "" for node in sheet.root.iter(_in(sheet.root, "f"))
                     if node.get("t") in ("array", "dataTable"))  # fmt: skip
            self._arrays[sheet.name] = [_corners(one) for one in found]
        return any(
            first[0] <= place[0] <= last[0] and first[1] <= place[1] <= last[1]
            for first, last in self._arrays[sheet.name]
        )

    def _write(self, sheet: SheetFile, place: Place, text: str) -> None:
        cell = sheet.cell(place)
        if cell is None:
            cell = _new_cell(sheet, place)
        number = self._emptied(cell, text)
        if not text:
            return
        if number is not None:
            etree.SubElement(cell, _in(cell, "v")).text = number
            return
        self._quote(cell, text)
        cell.set("t", "inlineStr")
        holder = etree.Element(_in(cell, "is"))
        cell.insert(0, holder)
        pieces = xml_text(text).split(BLANK)
        if len(pieces) == 1:
            _put_text(holder, pieces[0])
            return
        for index, piece in enumerate(pieces):
            if index:
                self._run(holder, BLANK, cell, coloured=True)
            if piece:
                self._run(holder, piece, cell, coloured=False)

    def _emptied(self, cell: Node, text: str) -> str | None:
        """Take out what a cell holds; return the number to store if it held one and gets one."""
        was_number = is_number(cell)
        code = format_of(self._workbook, cell) if was_number else None
        for inner in list(cell):
            if etree.QName(inner).localname in ("v", "is"):
                cell.remove(inner)
        for attribute in ("t", "cm", "vm", "ph"):
            cell.attrib.pop(attribute, None)
        self._reckon_again = self._reckon_again or was_number
        return stored_number(text, code) if was_number else None

    def _quote(self, cell: Node, text: str) -> None:
        """Mark a text that begins like a formula, so that it stays text when it is edited."""
        if self._styles is None or not text.startswith(_FORMULA_STARTS):
            return
        formats = self._styles.find("{*}cellXfs")
        style = cell.get("s") or "0"
        listed = formats.findall("{*}xf") if formats is not None else []
        if not style.isdecimal() or int(style) >= len(listed):
            return
        own = listed[int(style)]
        if own.get("quotePrefix") in ("1", "true"):
            return
        if style not in self._quoted:
            quoted = copy.deepcopy(own)
            quoted.set("quotePrefix", "1")
            formats.append(quoted)
            formats.set("count", str(len(listed) + 1))
            self._quoted[style] = str(len(listed))
        cell.set("s", self._quoted[style])

    def keep(self) -> None:
        """Keep the changed parts; sums over changed numbers are reckoned again on opening."""
        package = self._workbook.package
        for part in dict.fromkeys(self.changed):
            package.keep(part)
        styles = self._workbook.target("styles")
        if self._quoted and styles:
            package.keep(styles)
        if self._reckon_again and self._has_formulas():
            root = self._workbook.root
            node = root.find("{*}calcPr")
            if node is None:
                node = etree.Element(_in(root, "calcPr"))
                before = [n for n in root if isinstance(n.tag, str)
                          and etree.QName(n).localname in _BEFORE_RECKONING]  # fmt: skip
                before[-1].addnext(node)
            node.set("fullCalcOnLoad", "1")
            package.keep(self._workbook.part)

    def _has_formulas(self) -> bool:
        sheets = self._workbook.sheets()
        return any(
            next(sheet.root.iter(_in(sheet.root, "f")), None) is not None for sheet in sheets
        )

    def _run(self, holder: Node, text: str, cell: Node, *, coloured: bool) -> None:
        run = etree.SubElement(holder, _in(holder, "r"))
        properties = etree.SubElement(run, _in(holder, "rPr"))
        for node in self._font(cell):
            local = etree.QName(node).localname
            if coloured and local in ("b", "color"):
                continue
            new = etree.SubElement(properties, _in(holder, "rFont" if local == "name" else local))
            new.attrib.update(node.attrib)
        if coloured:
            properties.insert(0, etree.Element(_in(holder, "b")))
            etree.SubElement(properties, _in(holder, "color"), rgb=_SLOT_COLOUR)
        _put_text(run, text)

    def _font(self, cell: Node) -> Sequence[Node]:
        """Return what the format of a cell says of its font."""
        if self._styles is None:
            return ()
        formats = self._styles.findall("{*}cellXfs/{*}xf")
        fonts = self._styles.findall("{*}fonts/{*}font")
        style = cell.get("s") or "0"
        if not style.isdecimal() or int(style) >= len(formats):
            return ()
        font = formats[int(style)].get("fontId") or "0"
        if not font.isdecimal() or int(font) >= len(fonts):
            return ()
        return [copy.copy(node) for node in fonts[int(font)] if isinstance(node.tag, str)]


def _put_text(holder: Node, text: str) -> None:
    node = etree.SubElement(holder, _in(holder, "t"))
    node.set(XML_SPACE, "preserve")
    node.text = text


def _in(node: Node, tag: str) -> str:
    return f"{{{etree.QName(node).namespace}}}{tag}"


def _new_cell(sheet: SheetFile, place: Place) -> Node:
    """Add a cell to its row, and the row if it is not stored, in the order of columns and rows."""
    data = sheet.root.find("{*}sheetData")
    row = sheet.line(place[0])
    if row is None:
        row = _new_row(data, place[0])
    cell = etree.Element(_in(data, "c"), r=cell_name(*place))
    at = 0
    for number, inner in enumerate(row):
        named = cell_place(inner.get("r") or "") if isinstance(inner.tag, str) else None
        if named is not None and named[1] < place[1]:
            at = number + 1
    row.insert(at, cell)
    sheet.know(place, cell)
    return cell


def _corners(area: str) -> tuple[Place, Place]:
    first, _, last = area.partition(":")
    start = cell_place(first) or (0, 0)
    return start, cell_place(last) or start


def _new_row(data: Node, number: int) -> Node:
    at = 0
    for index, row in enumerate(data):
        told = row.get("r") or ""
        if told.isdecimal() and int(told) < number:
            at = index + 1
    row = etree.Element(_in(data, "row"), r=str(number))
    data.insert(at, row)
    return row
