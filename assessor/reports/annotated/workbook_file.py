"""A workbook as a package: its sheets, their cells as stored, what is merged and protected."""

import posixpath
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from assessor.core.submission import Origin
from assessor.reports.annotated.cell_names import cell_place
from assessor.reports.annotated.finding_text import squeezed
from assessor.reports.annotated.package import Node, OfficePackage

MAIN_SPACES = (
    "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
    "http://purl.oclc.org/ooxml/spreadsheetml/main",
)
_RELATION_IDS = (
    "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id",
    "{http://purl.oclc.org/ooxml/officeDocument/relationships}id",
)
Place = tuple[int, int]


@dataclass(slots=True)
class SheetFile:
    """One sheet: places count from 1; ``merged`` tells the first place of each covered one."""

    name: str
    part: str
    root: Node
    merged: dict[Place, Place] = field(default_factory=dict)
    areas: dict[Place, Place] = field(default_factory=dict)
    is_protected: bool = False
    _cells: dict[Place, Node] | None = None
    _rows: dict[int, list[Place]] | None = None
    _lines: dict[int, Node] | None = None

    def top_left(self, row: int, column: int) -> Place:
        """Return the cell that shows what stands at a place."""
        return self.merged.get((row, column), (row, column))

    def rows_of(self, place: Place) -> int:
        """Return over how many rows the cell that begins at ``place`` is merged."""
        last = self.areas.get(place)
        return 1 if last is None else last[0] - place[0] + 1

    def cell(self, place: Place) -> Node | None:
        """Return the stored cell at a place, ``None`` for an empty one that is not stored."""
        if self._cells is None:
            self._cells = dict(self.stored())
        return self._cells.get(place)

    def filled(self, row: int) -> tuple[Place, ...]:
        """Return the places of the stored cells of a row."""
        self.cell((row, 1))
        if self._rows is None:
            self._rows = {}
            for place in self._cells or ():
                self._rows.setdefault(place[0], []).append(place)
        return tuple(self._rows.get(row, ()))

    def line(self, number: int) -> Node | None:
        """Return the stored row of a number, ``None`` if there is none."""
        if self._lines is None:
            self._lines = {}
            for node in self.root.iterfind("{*}sheetData/{*}row"):
                self._lines.setdefault(_number(node.get("r"), 0), node)
        return self._lines.get(number)

    def stored(self) -> Iterator[tuple[Place, Node]]:
        """Yield every stored cell with its place."""
        number = 0
        for row in self.root.iterfind("{*}sheetData/{*}row"):
            number = _number(row.get("r"), number + 1)
            column = 0
            for cell in row.iterfind("{*}c"):
                named = cell_place(cell.get("r") or "")
                column = named[1] if named else column + 1
                yield (number, column), cell

    def know(self, place: Place, cell: Node) -> None:
        """Take in a cell that was added."""
        self.cell(place)
        if self._cells is not None:
            self._cells[place] = cell
            self._rows = None
        if self._lines is not None:
            self._lines[place[0]] = cell.getparent()


def _plain(node: Node) -> str:
    """Return the runs of a text without its phonetic readings."""
    pieces = [n.text or "" for n in node.iterfind("{*}t")]
    return "".join([*pieces, *(n.text or "" for n in node.iterfind("{*}r/{*}t"))])


def _number(text: str | None, fallback: int) -> int:
    return int(text) if text and text.isdecimal() and len(text) < 8 else fallback


class WorkbookFile:
    """The sheets of a package.

    Raises
    ------
    InputError
        ``input.damaged``: it has no list of sheets.
    """

    def __init__(self, package: OfficePackage) -> None:
        self.package = package
        self.part = _main_part(package)
        self.root = package.tree(self.part)
        self.space = self.root.tag.partition("}")[0].lstrip("{")
        if self.space not in MAIN_SPACES:
            raise package.damaged("工作簿的目录不是通常的 XML")
        self.is_strict = self.space == MAIN_SPACES[1]
        self.relation_id = _RELATION_IDS[self.is_strict]
        # The usual prefix, so that the same file comes out whatever was parsed before it.
        self.relation_space = {"r": etree.QName(self.relation_id).namespace}
        targets = package.relations(self.part)
        self._parts: dict[str, str] = {}
        for node in self.root.iterfind("{*}sheets/{*}sheet"):
            kind, part = targets.get(node.get(self.relation_id) or "", ("", ""))
            if kind == "worksheet" and package.has(part):
                self._parts[node.get("name") or ""] = part
        self._sheets: dict[str, SheetFile] = {}
        self._strings: list[str] | None = None

    def text(self, cell: Node | None) -> str:
        """Return the text or number that a cell stores, ``""`` for an empty one."""
        if cell is None:
            return ""
        if cell.get("t") == "inlineStr":
            holder = cell.find("{*}is")
            return "" if holder is None else _plain(holder)
        value: str = cell.findtext("{*}v") or ""
        if cell.get("t") != "s":
            return value
        if self._strings is None:
            self._strings = self._shared()
        number = int(value) if value.isdecimal() else -1
        return self._strings[number] if 0 <= number < len(self._strings) else ""

    def _shared(self) -> list[str]:
        part = self.target("sharedStrings")
        if part is None or not self.package.has(part):
            return []
        return [_plain(node) for node in self.package.tree(part).iterfind("{*}si")]

    @property
    def names(self) -> tuple[str, ...]:
        """Names of all sheets, charts and dialogs included."""
        nodes = self.root.iterfind("{*}sheets/{*}sheet")
        return tuple(node.get("name") or "" for node in nodes)

    @property
    def is_locked(self) -> bool:
        """Whether no sheet may be added."""
        lock = self.root.find("{*}workbookProtection")
        return lock is not None and lock.get("lockStructure") in ("1", "true")

    def target(self, kind: str) -> str | None:
        """Return the part to which the workbook is related as ``kind``."""
        found = self.package.relations(self.part).values()
        return next((part for known, part in found if known == kind), None)

    def sheet(self, name: str | None) -> SheetFile | None:
        """Return a sheet by its name, ``None`` if there is none."""
        part = self._parts.get(name or "")
        if name is None or part is None:
            return None
        if name not in self._sheets:
            self._sheets[name] = self._read(name, part)
        return self._sheets[name]

    def forget(self, name: str) -> None:
        """Take a sheet that is no longer there out of the known ones."""
        self._parts.pop(name, None)
        self._sheets.pop(name, None)

    def sheets(self) -> Iterator[SheetFile]:
        """Yield all sheets of cells in the order of their tabs."""
        for name in self.names:
            sheet = self.sheet(name)
            if sheet is not None:
                yield sheet

    def is_hidden(self, name: str) -> bool:
        """Tell whether the tab of a sheet is not shown."""
        nodes = self.root.iterfind("{*}sheets/{*}sheet")
        return any(n.get("name") == name and n.get("state", "visible") != "visible" for n in nodes)

    def place(self, origin: Origin) -> tuple[SheetFile, Place] | None:
        """Return the shown cell at an origin, the first of its row if no column is told."""
        sheet = self.sheet(origin.sheet)
        if sheet is None or origin.row is None:
            return None
        return sheet, sheet.top_left(origin.row, origin.column or 1)

    def place_with(self, origin: Origin, text: str) -> tuple[SheetFile, Place] | None:
        """Return the cell at an origin; without a column that of the row which holds ``text``."""
        found = self.place(origin)
        if found is None or origin.column is not None or origin.row is None:
            return found
        sheet, wanted = found[0], squeezed(text)
        for place in sheet.filled(origin.row):
            if wanted and wanted in squeezed(self.text(sheet.cell(place))):
                return sheet, place
        return found

    def _read(self, name: str, part: str) -> SheetFile:
        sheet = SheetFile(name, part, self.package.tree(part))
        sheet.is_protected = _is_protected(sheet.root)
        for node in sheet.root.iterfind("{*}mergeCells/{*}mergeCell"):
            first, _, last = (node.get("ref") or "").partition(":")
            start, end = cell_place(first), cell_place(last or first)
            if start is not None and end is not None:
                sheet.areas[start] = end
                _cover(sheet.merged, start, end)
        return sheet


_MOST_COVERED = 200_000


def _cover(merged: dict[Place, Place], start: Place, end: Place) -> None:
    """Tell the first place of a merged area at each of its places; absurd areas are cut."""
    count = 0
    for row in range(start[0], end[0] + 1):
        for column in range(start[1], end[1] + 1):
            merged.setdefault((row, column), start)
            count += 1
            if count > _MOST_COVERED:
                return


def _is_protected(root: Node) -> bool:
    lock = root.find("{*}sheetProtection")
    return lock is not None and lock.get("sheet") in ("1", "true")


def _main_part(package: OfficePackage) -> str:
    for kind, part in package.relations("").values():
        if kind == "officeDocument" and package.has(part):
            return part
    if package.has("xl/workbook.xml"):
        return "xl/workbook.xml"
    raise package.damaged("没有工作簿的目录")


def sheet_folder(workbook: WorkbookFile) -> str:
    """Return the folder in which the parts of the workbook stand."""
    return posixpath.dirname(workbook.part) or "xl"
