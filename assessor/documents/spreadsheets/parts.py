"""What a workbook says beside its sheets: their order, its styles, its shared texts."""

from dataclasses import dataclass

from lxml import etree

from assessor.documents.bounds import limit_error
from assessor.documents.spreadsheets.format_sections import BUILT_IN
from assessor.documents.spreadsheets.package import Link, Package
from assessor.documents.spreadsheets.sheet_table import cell_text

WORKBOOK = "xl/workbook.xml"
_RELATION = "}id"
_MOST_STYLES = 70_000  # a spreadsheet itself takes 65,490


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetPart:
    """A sheet as the workbook lists it; ``kind`` is ``worksheet``, ``chartsheet`` or alike."""

    name: str
    path: str
    kind: str
    hidden: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkbookParts:
    """What all sheets share.

    Attributes
    ----------
    formats
        Number format of every cell style, in order of their index.
    texts
        The shared texts, in order of their index.
    """

    sheets: tuple[SheetPart, ...]
    formats: tuple[str, ...]
    texts: tuple[str, ...]
    from_1904: bool
    has_macros: bool


def workbook_parts(package: Package) -> WorkbookParts:
    """Read what all sheets of a workbook share.

    Raises
    ------
    InputError
        ``input.limit`` or ``input.unsafe-xml``; what lxml and zipfile raise is for the caller.
    """
    links = package.links(WORKBOOK)
    by_id = {link.id: link for link in links}
    sheets: list[SheetPart] = []
    from_1904 = False
    for element in package.elements(WORKBOOK, ("workbookPr", "sheet")):
        if etree.QName(element).localname == "workbookPr":
            from_1904 = element.get("date1904") in ("1", "true")
        else:
            sheets.append(_sheet(element, by_id))
            if len(sheets) > package.limits.sheets:
                raise limit_error(package.name, "工作表张数", package.limits.sheets)
    return WorkbookParts(
        sheets=tuple(sheets),
        formats=_formats(package, linked_path(links, "styles", "xl/styles.xml")),
        texts=_texts(package, linked_path(links, "sharedStrings", "xl/sharedStrings.xml")),
        from_1904=from_1904,
        has_macros=package.has("xl/vbaProject.bin"),
    )


def linked_path(links: tuple[Link, ...], kind: str, usual: str) -> str:
    """Return the part that a workbook names for ``kind``, or the ``usual`` one."""
    return next((link.target for link in links if link.kind == kind), usual)


def rich_text(element: etree._Element) -> str:
    """Return the text of a string item: its runs joined, without reading aids."""
    if len(element) == 1:
        only = element[0]
        if len(only) == 0:
            return cell_text(only.text or "")
    pieces = []
    for child in element:
        local = etree.QName(child).localname
        if local == "t":
            pieces.append(child.text or "")
        elif local == "r":
            pieces += [part.text or "" for part in child if etree.QName(part).localname == "t"]
    return cell_text("".join(pieces))


def _sheet(element: etree._Element, links: dict[str, Link]) -> SheetPart:
    key = next((v for k, v in element.attrib.items() if str(k).endswith(_RELATION)), "")
    link = links.get(str(key))
    return SheetPart(
        name=cell_text(element.get("name", "")),
        path=link.target if link else "",
        kind=link.kind if link else "",
        hidden=element.get("state", "visible") != "visible",
    )


def _formats(package: Package, path: str) -> tuple[str, ...]:
    codes = dict(BUILT_IN)
    formats: list[str] = []
    for element in package.elements(path, ("numFmt", "cellXfs")):
        if etree.QName(element).localname == "numFmt":
            codes[_number(element.get("numFmtId"))] = element.get("formatCode", "")
        elif len(element) > _MOST_STYLES:
            raise limit_error(package.name, "单元格样式数", _MOST_STYLES)
        else:
            formats = [codes.get(_number(style.get("numFmtId")), "") for style in element]
    return tuple(formats)


def _texts(package: Package, path: str) -> tuple[str, ...]:
    texts: list[str] = []
    most = package.limits.cells
    for element in package.elements(path, ("si",)):
        texts.append(rich_text(element))
        if len(texts) > most:
            raise limit_error(package.name, "共享文字条数", most)
    return tuple(texts)


def _number(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else 0
