"""One worksheet of an ``.xlsx`` file: its cells in order, its frame and what is noteworthy."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime

from lxml import etree

from assessor.core.submission import Comment, Origin
from assessor.documents.bounds import limit_error
from assessor.documents.document import Table, speaks_to_program
from assessor.documents.spreadsheets.notices import SheetFacts, sheet_facts
from assessor.documents.spreadsheets.number_format import shown, shown_text
from assessor.documents.spreadsheets.package import Package
from assessor.documents.spreadsheets.parts import SheetPart, WorkbookParts, rich_text
from assessor.documents.spreadsheets.sheet_table import (
    Entry,
    Place,
    SheetFrame,
    cell_text,
    place_name,
    table,
)
from assessor.errors import InputError

_TAGS = ("row", "col", "mergeCell")
_REFERENCE = re.compile(r"\$?([A-Za-z]{1,3})\$?(\d{1,7})")
_RANGE = re.compile(r"\$?([A-Za-z]{1,3})\$?(\d{1,7}):\$?([A-Za-z]{1,3})\$?(\d{1,7})")
_DIGITS = "0123456789"
_TRUE = ("1", "true")
# WPS keeps a picture that lies in a cell as a formula; its "result" is no text.
_CELL_PICTURE = ("=DISPIMG(", "=_xlfn.DISPIMG(")
_ATTACHED = {"drawing": ("pic", "txBody"), "comments": ("comment",)}


@dataclass(slots=True)
class _Seen:
    """What is collected while a sheet is read."""

    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    spans: dict[Place, tuple[int, int]] = field(default_factory=dict)
    uncalculated: list[Place] = field(default_factory=list)
    errors: list[Place] = field(default_factory=list)
    pictures: int = 0


def read_sheet(
    package: Package, workbook: WorkbookParts, part: SheetPart
) -> tuple[Table, SheetFacts]:
    """Read a worksheet.

    Raises
    ------
    InputError
        ``input.limit``, ``input.unsafe-xml``, or ``input.damaged``: a cell names a text that is
        not there. What lxml and zipfile raise is for the caller.
    """
    reader = _SheetReader(package, workbook, part)
    entries = list(reader.entries())
    seen = reader.seen
    frame = SheetFrame(
        name=part.name,
        spans=seen.spans,
        hidden=part.hidden,
        hidden_rows=frozenset(seen.hidden_rows),
        hidden_columns=frozenset(seen.hidden_columns),
    )
    read = table(frame, entries, name=package.name, limits=package.limits)
    facts = sheet_facts(frame, read, errors=seen.errors, uncalculated=seen.uncalculated)
    attached, addressed = _attachments(package, part)
    return read, replace(
        facts,
        pictures=seen.pictures + attached["pic"],
        text_boxes=attached["txBody"],
        comments=attached["comment"],
        addressed=addressed,
    )


class _SheetReader:
    """Walks down the rows of one sheet."""

    def __init__(self, package: Package, workbook: WorkbookParts, part: SheetPart) -> None:
        self.seen = _Seen()
        self._package = package
        self._workbook = workbook
        self._part = part
        # By the number as it is written: no conversion per cell.
        self._codes = {str(number): code for number, code in enumerate(workbook.formats)}
        self._text_codes = {style: code for style, code in self._codes.items() if "@" in code}
        self._texts = workbook.texts
        self._columns: dict[str, int] = {}
        self._space = self._value_tag = self._formula_tag = self._inline_tag = ""

    def entries(self) -> Iterator[Entry]:
        """Yield the texts of the sheet; what else it says is in ``seen`` afterwards."""
        row, count = -1, 0
        most = self._package.limits.cells
        for element in self._package.elements(self._part.path, _TAGS):
            if not self._space:
                self._name_tags(_space(element))
            if element.tag == f"{self._space}row":
                row = _row_number(element, after=row)
                if element.get("hidden") in _TRUE:
                    self.seen.hidden_rows.add(row)
                found = list(self._row(element, row))
                count += len(found)
                yield from found
                if count > most:
                    place = f"工作表“{self._part.name}”"
                    raise limit_error(self._package.name, "单元格数", most, place=place)
            elif element.tag == f"{self._space}mergeCell":
                self._merge(element.get("ref", ""))
            elif element.tag == f"{self._space}col":
                self._column(element)

    def _name_tags(self, space: str) -> None:
        self._space = space
        self._value_tag, self._formula_tag, self._inline_tag = (
            f"{space}{local}" for local in ("v", "f", "is")
        )

    def _row(self, element: etree._Element, row: int) -> Iterator[Entry]:
        column = -1
        columns, text_of = self._columns, self._text
        for cell in element.iterchildren(f"{self._space}c"):
            reference = cell.get("r")
            if reference is None:
                # Some exporters leave the place out: the cell follows the one before.
                at_row, column = row, column + 1
            else:
                letters = reference.rstrip(_DIGITS)
                known = columns.get(letters)
                column = self._known_column(letters, reference) if known is None else known
                at_row = int(reference[len(letters) :]) - 1
            text = text_of(cell, (at_row, column))
            if text:
                yield at_row, column, text

    def _known_column(self, letters: str, reference: str) -> int:
        """Remember the number of a column; every row asks for it again."""
        if _REFERENCE.fullmatch(reference) is None:
            raise ValueError(f"cell reference {reference[:20]!r}")
        self._columns[letters] = _column(letters.strip("$"))
        return self._columns[letters]

    def _text(self, cell: etree._Element, at: Place) -> str:
        value, inline, is_formula = "", None, False
        for child in cell:
            tag = child.tag
            if tag == self._value_tag:
                value = child.text or ""
            elif tag == self._formula_tag:
                is_formula = True
            elif tag == self._inline_tag:
                inline = child
        kind = cell.get("t", "n")
        if value:
            if kind == "s":
                text = self._shared(value, at)
                style = cell.get("s")
                return self._formatted(text, style) if style in self._text_codes else text
            return self._number(value, cell) if kind == "n" else self._other(kind, value, cell, at)
        if inline is not None:
            return self._formatted(rich_text(inline), cell.get("s"))
        if is_formula and kind != "str":
            self.seen.uncalculated.append(at)
        return ""

    def _other(self, kind: str, value: str, cell: etree._Element, at: Place) -> str:
        if kind == "e":
            self.seen.errors.append(at)
            return cell_text(value)
        if kind == "b":
            return shown(value.strip() in _TRUE, "")
        if kind == "d":
            return self._moment(value, cell)
        if value.startswith(_CELL_PICTURE):
            self.seen.pictures += 1
            return ""
        return self._formatted(cell_text(value), cell.get("s"))

    def _shared(self, value: str, at: Place) -> str:
        try:
            return self._texts[int(value)]
        except LookupError as error:
            raise InputError(
                f"{self._package.name}：工作表“{self._part.name}”单元格 {place_name(*at)} "
                "引用的文字不在文件里，文件不完整",
                hint="请用 Excel 或 WPS 打开后另存为 .xlsx",
                code="input.damaged",
            ) from error

    def _number(self, value: str, cell: etree._Element) -> str:
        try:
            number = float(value)
        except ValueError:
            return cell_text(value)
        return shown(
            number, self._codes.get(cell.get("s", "0"), ""), from_1904=self._workbook.from_1904
        )

    def _moment(self, value: str, cell: etree._Element) -> str:
        try:
            return shown(
                datetime.fromisoformat(value.strip()), self._codes.get(cell.get("s", "0"), "")
            )
        except ValueError:
            return cell_text(value)

    def _formatted(self, text: str, style: str | None) -> str:
        code = self._text_codes.get(style or "0")
        return shown_text(text, code) if code else text

    def _merge(self, reference: str) -> None:
        found = _RANGE.fullmatch(reference)
        if found is None:
            return
        left, right = sorted((_column(found.group(1)), _column(found.group(3))))
        top, bottom = sorted((int(found.group(2)) - 1, int(found.group(4)) - 1))
        self.seen.spans[top, left] = (bottom - top + 1, right - left + 1)
        if len(self.seen.spans) > self._package.limits.rows_per_sheet:
            most = self._package.limits.rows_per_sheet
            place = f"工作表“{self._part.name}”"
            raise limit_error(self._package.name, "合并单元格数", most, place=place)

    def _column(self, element: etree._Element) -> None:
        if element.get("hidden") not in _TRUE:
            return
        first = int(element.get("min", "1"))
        last = min(int(element.get("max", "1")), self._package.limits.columns_per_sheet)
        self.seen.hidden_columns.update(range(max(first, 1) - 1, last))


def _space(element: etree._Element) -> str:
    """Return the namespace of the sheet; drawings inside have rows and columns of their own."""
    root = element.getroottree().getroot()
    return str(root.tag).partition("}")[0] + "}" if "}" in str(root.tag) else ""


def _row_number(element: etree._Element, *, after: int) -> int:
    number = element.get("r")
    return int(number) - 1 if number else after + 1


def _column(letters: str) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1


def _attachments(package: Package, part: SheetPart) -> tuple[Counter[str], tuple[Comment, ...]]:
    """Count pictures, text boxes and comments of a sheet; keep those that speak to the program."""
    found: Counter[str] = Counter()
    addressed: list[Comment] = []
    for link in package.links(part.path):
        tags = _ATTACHED.get(link.kind)
        if tags is not None:
            for element in package.elements(link.target, tags):
                local = etree.QName(element).localname
                comment = _addressed(element, part) if local == "comment" else None
                # An empty shape is a line or a frame, not a text box.
                if comment is not None:
                    addressed.append(comment)
                elif local != "txBody" or "".join(map(str, element.itertext())).strip():
                    found[local] += 1
    return found, tuple(addressed)


def _addressed(element: etree._Element, part: SheetPart) -> Comment | None:
    """Return a comment that speaks to this program, ``None`` for any other."""
    place = _REFERENCE.fullmatch(element.get("ref", ""))
    text = "".join(rich_text(child) for child in element if etree.QName(child).localname == "text")
    if place is None or not speaks_to_program(text):
        return None
    origin = Origin(sheet=part.name, row=int(place[2]), column=_column(place[1]) + 1)
    return Comment(text=text, origin=origin)
