"""Remarks of an earlier call are taken out of the comments of a workbook; others' words stay."""

from collections.abc import Sequence

from lxml import etree

from assessor.reports.annotated.cell_names import cell_place
from assessor.reports.annotated.comment_shapes import drawing_without, has_shapes
from assessor.reports.annotated.own_remarks import holds_own, own_part
from assessor.reports.annotated.package import Node
from assessor.reports.annotated.workbook_file import SheetFile, WorkbookFile


def clear_remarks(workbook: WorkbookFile) -> int:
    """Take out our untouched remarks; return how many comments hold ours and words of others."""
    return sum(_clear(workbook, sheet) for sheet in list(workbook.sheets()))


def comments_part(workbook: WorkbookFile, sheet: SheetFile) -> str | None:
    """Return the part that holds the comments of a sheet."""
    relations = workbook.package.relations(sheet.part).values()
    return next((target for kind, target in relations if kind == "comments"), None)


def _clear(workbook: WorkbookFile, sheet: SheetFile) -> int:
    package = workbook.package
    part = comments_part(workbook, sheet)
    if part is None or not package.has(part):
        return 0
    listed = package.tree(part).find("{*}commentList")
    if listed is None:
        return 0
    gone: set[tuple[int, int]] = set()
    cut, touched = 0, 0
    for comment in listed.findall("{*}comment"):
        texts = list(comment.iterfind("{*}text/{*}t")) + list(comment.iterfind("{*}text/{*}r/{*}t"))
        text = "".join(node.text or "" for node in texts)
        at = own_part(text)
        place = cell_place(comment.get("ref") or "")
        if at is None:
            touched += holds_own(text)
        elif at == 0 and place is not None:
            listed.remove(comment)
            gone.add((place[0] - 1, place[1] - 1))
        else:
            _cut(texts, at)
            cut += 1
    if gone or cut:
        package.keep(part)
    if gone:
        _clear_drawing(workbook, sheet, part, gone)
    return touched


def _cut(texts: Sequence[Node], at: int) -> None:
    """Keep the first ``at`` characters of a comment and the runs that hold them."""
    for node in texts:
        text = node.text or ""
        node.text = text[: max(at, 0)]
        at -= len(text)
        run = node.getparent()
        if not node.text and etree.QName(run).localname == "r":
            run.getparent().remove(run)


def _clear_drawing(
    workbook: WorkbookFile, sheet: SheetFile, part: str, gone: set[tuple[int, int]]
) -> None:
    """Take out the boxes, and parts that hold nothing any more."""
    package = workbook.package
    holder = sheet.root.find("{*}legacyDrawing")
    id_ = holder.get(workbook.relation_id) if holder is not None else None
    drawing = package.relations(sheet.part).get(id_ or "", ("", ""))[1]
    if not drawing or not package.has(drawing):
        return
    content = drawing_without(package.content(drawing), gone)
    if package.tree(part).find("{*}commentList/{*}comment") is not None or has_shapes(content):
        package.put(drawing, content)
        return
    for one in (part, drawing):
        package.unrelate(sheet.part, one)
        package.remove(one)
    sheet.root.remove(holder)
    package.keep(sheet.part)
