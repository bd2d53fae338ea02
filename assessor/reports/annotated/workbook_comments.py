"""Comments of a workbook: a part of texts and a drawing of boxes for every sheet that has any."""

from collections.abc import Mapping, Sequence

from lxml import etree

from assessor.reports.annotated.cell_names import cell_name, cell_place
from assessor.reports.annotated.comment_shapes import (
    drawing_with,
    free_cluster,
)
from assessor.reports.annotated.package import XML_SPACE, Node, OfficePackage, xml_text
from assessor.reports.annotated.remarks import AUTHOR
from assessor.reports.annotated.workbook_clearing import comments_part
from assessor.reports.annotated.workbook_file import (
    Place,
    SheetFile,
    WorkbookFile,
    sheet_folder,
)

_COMMENTS_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml"
_VML_TYPE = "application/vnd.openxmlformats-officedocument.vmlDrawing"
_THREADED = "tc="
_MOST_CHARACTERS = 32_000
# Parts of a sheet that must stand behind its comments.
_BEHIND = frozenset(
    {"legacyDrawingHF", "drawingHF", "picture", "oleObjects", "controls", "webPublishItems",
     "tableParts", "extLst", "AlternateContent"}
)  # fmt: skip


def add_comments(
    workbook: WorkbookFile, sheet: SheetFile, texts: Mapping[Place, Sequence[str]]
) -> tuple[Place, ...]:
    """Add comments to the cells of one sheet.

    Parameters
    ----------
    texts
        Lines by place; a comment that a cell has is kept, the lines follow it.

    Returns
    -------
    tuple
        Places that could not be commented: a threaded comment stands there.
    """
    package = workbook.package
    part = comments_part(workbook, sheet)
    root = package.tree(part) if part is not None else _new_comments(workbook.space)
    author = _author(root)
    known = {
        cell_place(node.get("ref") or ""): node
        for node in root.iterfind("{*}commentList/{*}comment")
    }
    names = [node.text or "" for node in root.iterfind("{*}authors/{*}author")]
    refused: list[Place] = []
    added: list[tuple[int, int, str]] = []
    for place, lines in sorted(texts.items()):
        text = xml_text("\n".join(lines))[:_MOST_CHARACTERS]
        old = known.get(place)
        if old is None:
            _append(root, place, text, author)
            added.append((place[0] - 1, place[1] - 1, text))
        elif _is_threaded(old, names):
            refused.append(place)
        else:
            _extend(old, text)
    if added and not _draw(workbook, sheet, added):
        return tuple(texts)
    _keep(workbook, sheet, part, root)
    return tuple(refused)


def _keep(workbook: WorkbookFile, sheet: SheetFile, part: str | None, root: Node) -> None:
    package = workbook.package
    if part is not None:
        package.keep(part)
        return
    new = package.unused(f"{sheet_folder(workbook)}/comments{{}}.xml")
    package.put(new, etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True))
    package.declare(new, _COMMENTS_TYPE)
    package.relate(sheet.part, new, "comments", strict=workbook.is_strict)


def _new_comments(space: str) -> Node:
    root = etree.Element(f"{{{space}}}comments", nsmap={None: space})
    etree.SubElement(root, f"{{{space}}}authors")
    etree.SubElement(root, f"{{{space}}}commentList")
    return root


def _author(root: Node) -> int:
    """Return the number of our author, added if there is none."""
    authors = root.find("{*}authors")
    if authors is None:
        authors = etree.Element(_in(root, "authors"))
        root.insert(0, authors)
    for number, node in enumerate(authors):
        if node.text == AUTHOR:
            return number
    etree.SubElement(authors, _in(root, "author")).text = AUTHOR
    return len(authors) - 1


def _append(root: Node, place: Place, text: str, author: int) -> None:
    listed = root.find("{*}commentList")
    if listed is None:
        listed = etree.SubElement(root, _in(root, "commentList"))
    comment = etree.Element(_in(root, "comment"), ref=cell_name(*place), authorId=str(author),
                            shapeId="0")  # fmt: skip
    _runs(etree.SubElement(comment, _in(root, "text")), text)
    listed.append(comment)


def _extend(comment: Node, text: str) -> None:
    """Put the lines behind what the unit has written; plain text becomes a run of its own."""
    holder = comment.find("{*}text")
    if holder is None:
        holder = etree.Element(_in(comment, "text"))
        comment.insert(0, holder)
    plain = holder.find("{*}t")
    if plain is not None:
        run = etree.Element(_in(comment, "r"))
        holder.replace(plain, run)
        run.append(plain)
    _runs(holder, f"\n\n{text}")


def _runs(holder: Node, text: str) -> None:
    head, _, rest = text.partition("\n") if not text.startswith("\n") else ("", "", text)
    for piece, bold in ((head, True), (f"\n{rest}" if head and rest else rest, False)):
        if not piece:
            continue
        run = etree.SubElement(holder, _in(holder, "r"))
        properties = etree.SubElement(run, _in(holder, "rPr"))
        if bold:
            etree.SubElement(properties, _in(holder, "b"))
        for tag, value in (("sz", "9"), ("rFont", "宋体"), ("family", "3"), ("charset", "134")):
            etree.SubElement(properties, _in(holder, tag), val=value)
        node = etree.SubElement(run, _in(holder, "t"))
        node.set(XML_SPACE, "preserve")
        node.text = piece
    # Phonetic readings must stand behind all runs.
    for behind in [n for n in holder if etree.QName(n).localname in ("rPh", "phoneticPr")]:
        holder.append(behind)


def _is_threaded(comment: Node, authors: Sequence[str]) -> bool:
    number = comment.get("authorId") or ""
    named = authors[int(number)] if number.isdecimal() and int(number) < len(authors) else ""
    return named.startswith(_THREADED)


def _in(node: Node, tag: str) -> str:
    return f"{{{etree.QName(node).namespace}}}{tag}"


def _draw(workbook: WorkbookFile, sheet: SheetFile, added: Sequence[tuple[int, int, str]]) -> bool:
    """Add the boxes; tell whether that could be done."""
    package = workbook.package
    holder = sheet.root.find("{*}legacyDrawing")
    targets = package.relations(sheet.part)
    old = None
    if holder is not None:
        old = targets.get(holder.get(workbook.relation_id) or "", ("", ""))[1] or None
        if old is not None and not package.has(old):
            old = None
    cluster = free_cluster(_drawings(package))
    content = drawing_with(package.content(old) if old else None, added, cluster=cluster)
    if content is None:
        return False
    if old is not None:
        package.put(old, content)
        return True
    new = package.unused(f"{sheet_folder(workbook)}/drawings/vmlDrawing{{}}.vml")
    package.put(new, content)
    package.declare_suffix("vml", _VML_TYPE)
    id_ = package.relate(sheet.part, new, "vmlDrawing", strict=workbook.is_strict)
    if holder is None:
        holder = etree.Element(_in(sheet.root, "legacyDrawing"), nsmap=workbook.relation_space)
        sheet.root.insert(_place_of_drawing(sheet.root), holder)
    holder.set(workbook.relation_id, id_)
    package.keep(sheet.part)
    return True


def _drawings(package: OfficePackage) -> list[bytes]:
    return [
        package.content(name) for name in dict.fromkeys(package.names()) if name.endswith(".vml")
    ]


def _place_of_drawing(root: Node) -> int:
    """Return where the element of comments must stand in a sheet."""
    place = len(root)
    for number in range(len(root) - 1, -1, -1):
        tag = root[number].tag
        if not isinstance(tag, str):
            continue
        if etree.QName(tag).localname not in _BEHIND:
            break
        place = number
    return place
