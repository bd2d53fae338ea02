"""Looks of the summary sheet, put behind those that the workbook has: their numbers stay."""

from dataclasses import dataclass

from lxml import etree

from assessor.reports.annotated.package import Node
from assessor.reports.annotated.workbook_file import WorkbookFile, sheet_folder

_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"
_ORDER = ("numFmts", "fonts", "fills", "borders", "cellStyleXfs", "cellXfs")
_SIDES = ("left", "right", "top", "bottom", "diagonal")
# The built-in format of text: what a reviewer types (95%, 12-31) stays as it is typed.
_TEXT = 49
_COLUMN_FONT = (("sz", "val", "10.5"), ("name", "val", "宋体"), ("family", "val", "3"),
                ("charset", "val", "134"))  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Styles:
    """Numbers of the cell formats of the summary sheet.

    Attributes
    ----------
    quoted
        As ``text``, for what begins like a formula: it stays text when it is edited.
    """

    title: int
    note: int
    head: int
    text: int
    quoted: int
    centred: int
    link: int
    choice: int


def add_styles(workbook: WorkbookFile) -> Styles:
    """Add the looks to the workbook and return their numbers."""
    package = workbook.package
    part = workbook.target("styles")
    if part is None or not package.has(part):
        part = _new_part(workbook)
    root = package.tree(part)
    maker = _Maker(root)
    plain, bold = maker.font(), maker.font(bold=True)
    title, link = maker.font(bold=True, size="16"), maker.font(colour="FF0563C1", underlined=True)
    grey, yellow = maker.fill("FFE7E6E6"), maker.fill("FFFFF2CC")
    none, thin = maker.border(thin=False), maker.border(thin=True)
    styles = Styles(
        title=maker.format(title, 0, none, across="center", down="center"),
        note=maker.format(plain, 0, none, down="center"),
        head=maker.format(bold, grey, thin, across="center", down="center"),
        text=maker.format(plain, 0, thin, number=_TEXT),
        quoted=maker.format(plain, 0, thin, quoted=True, number=_TEXT),
        centred=maker.format(plain, 0, thin, across="center"),
        link=maker.format(link, 0, thin, across="center"),
        choice=maker.format(plain, yellow, thin, across="center"),
    )
    package.keep(part)
    return styles


def _new_part(workbook: WorkbookFile) -> str:
    package, space = workbook.package, workbook.space
    part = f"{sheet_folder(workbook)}/styles.xml"
    if package.has(part):
        part = package.unused(f"{sheet_folder(workbook)}/styles{{}}.xml")
    root = etree.Element(f"{{{space}}}styleSheet", nsmap={None: space})
    package.put(part, etree.tostring(root, xml_declaration=True, encoding="UTF-8"))
    package.declare(part, _TYPE)
    package.relate(workbook.part, part, "styles", strict=workbook.is_strict)
    maker = _Maker(package.tree(part))
    # The first two fills are the program's own, whatever stands there.
    maker.pattern("none")
    maker.pattern("gray125")
    maker.base()
    maker.format(maker.font(), 0, maker.border(thin=False))
    return part


def _look(node: Node) -> tuple[object, ...]:
    """Return a look for comparison, whatever prefixes and blanks it is written with."""
    parts = (_look(inner) for inner in node if isinstance(inner.tag, str))
    return (node.tag, tuple(sorted(node.attrib.items())), *parts)


class _Maker:
    def __init__(self, root: Node) -> None:
        self._root = root
        self._space = etree.QName(root).namespace

    def _in(self, tag: str) -> str:
        return f"{{{self._space}}}{tag}"

    def _list(self, tag: str) -> Node:
        found = self._root.find(self._in(tag))
        if found is not None:
            return found
        found = etree.Element(self._in(tag))
        before = _ORDER[: _ORDER.index(tag)]
        place = sum(
            isinstance(n.tag, str) and etree.QName(n).localname in before for n in self._root
        )
        self._root.insert(place, found)
        return found

    def _add(self, tag: str, node: Node) -> int:
        """Return the number of a look in its list; one that is there already is taken."""
        listed = self._list(tag)
        wanted = _look(node)
        for number, known in enumerate(n for n in listed if isinstance(n.tag, str)):
            if _look(known) == wanted:
                return number
        listed.append(node)
        count = sum(isinstance(n.tag, str) for n in listed)
        listed.set("count", str(count))
        return count - 1

    def font(
        self, *, bold: bool = False, size: str = "", colour: str = "", underlined: bool = False
    ) -> int:
        node = etree.Element(self._in("font"))
        if bold:
            etree.SubElement(node, self._in("b"))
        if underlined:
            etree.SubElement(node, self._in("u"))
        for tag, name, value in _COLUMN_FONT:
            if tag == "name" and colour:
                etree.SubElement(node, self._in("color"), rgb=colour)
            etree.SubElement(node, self._in(tag)).set(name, size if tag == "sz" and size else value)
        return self._add("fonts", node)

    def pattern(self, kind: str) -> int:
        node = etree.Element(self._in("fill"))
        etree.SubElement(node, self._in("patternFill"), patternType=kind)
        return self._add("fills", node)

    def base(self) -> None:
        """Add the format on which all formats of cells rest."""
        node = etree.Element(self._in("xf"), numFmtId="0", fontId="0", fillId="0", borderId="0")
        self._add("cellStyleXfs", node)
        names = etree.SubElement(self._root, self._in("cellStyles"), count="1")
        etree.SubElement(names, self._in("cellStyle"), name="Normal", xfId="0", builtinId="0")

    def fill(self, colour: str) -> int:
        node = etree.Element(self._in("fill"))
        pattern = etree.SubElement(node, self._in("patternFill"), patternType="solid")
        etree.SubElement(pattern, self._in("fgColor"), rgb=colour)
        etree.SubElement(pattern, self._in("bgColor"), indexed="64")
        return self._add("fills", node)

    def border(self, *, thin: bool) -> int:
        node = etree.Element(self._in("border"))
        for side in _SIDES:
            part = etree.SubElement(node, self._in(side))
            if thin and side != "diagonal":
                part.set("style", "thin")
                etree.SubElement(part, self._in("color"), auto="1")
        return self._add("borders", node)

    def format(
        self, font: int, fill: int, border: int, *, across: str = "left", down: str = "top",
        quoted: bool = False, number: int = 0,
    ) -> int:  # fmt: skip
        node = etree.Element(
            self._in("xf"), numFmtId=str(number), fontId=str(font), fillId=str(fill), borderId=str(border),
            xfId="0", applyFont="1", applyFill="1", applyBorder="1", applyAlignment="1",
        )  # fmt: skip
        if number:
            node.set("applyNumberFormat", "1")
        if quoted:
            node.set("quotePrefix", "1")
        etree.SubElement(
            node, self._in("alignment"), horizontal=across, vertical=down, wrapText="1"
        )
        return self._add("cellXfs", node)
