"""Adopted rewrites in a clean copy of a Word file; blanks are coloured, formats stay."""

import copy
from collections.abc import Sequence

from lxml import etree

from assessor.core.assessment import DocumentAssessment
from assessor.core.limits import Limits
from assessor.core.rewrite import BLANK
from assessor.core.submission import Field
from assessor.errors import InputError
from assessor.reports.annotated.applied import Applied, span_of
from assessor.reports.annotated.changes import CellChange
from assessor.reports.annotated.grids import GridCell
from assessor.reports.annotated.package import XML_SPACE, Node, xml_text
from assessor.reports.annotated.word_comments import split_at
from assessor.reports.annotated.word_file import WordFile, pieces
from assessor.reports.annotated.word_package import PlaceFinder
from assessor.reports.finding_words import one_line

_SLOT_COLOUR = "C00000"
_LEVELS = (Field.LEVEL1, Field.LEVEL2)
_SPECIAL = ("sdt", "fldChar", "fldSimple", "hyperlink", "drawing", "pict", "object")
_REVISED = ("ins", "del", "moveFrom", "moveTo")
# What must stand before a colour among the properties of a run.
_BEFORE_COLOUR = (
    "rStyle", "rFonts", "b", "bCs", "i", "iCs", "caps", "smallCaps", "strike", "dstrike", "outline",
    "shadow", "emboss", "imprint", "noProof", "snapToGrid", "vanish", "webHidden",
)  # fmt: skip


def written_word(
    name: str,
    data: bytes,
    document: DocumentAssessment,
    changes: Sequence[CellChange],
    *,
    limits: Limits = Limits(),
) -> Applied:
    """Return the copy.

    Raises
    ------
    InputError
        ``input.protected``: the file restricts editing; ``input.damaged``, ``input.signed``.
    """
    file = WordFile(name, data, limits=limits)
    if file.is_protected:
        raise InputError(f"{name}：文档限制编辑，没有改写",
                         hint="请在 Word 或 WPS 中停止保护，另存后再采纳。",
                         code="input.protected")  # fmt: skip
    finder = PlaceFinder(file, document)
    done: list[str] = []
    left: list[str] = []
    for change in changes:
        cell = finder.cell(change.origin)
        reason = "找不到单元格" if cell is None else _refusal(file, finder, cell, change)
        if cell is not None and not reason and not _write(file, cell, change):
            reason = "单元格里还有其他内容，分不清改哪一段"
        if reason:
            left.append(f"{change.named}没有改：{reason}；应改为“{one_line(change.new)}”")
        else:
            done.append(f"{change.named}：“{one_line(change.old)}” → “{one_line(change.new)}”")
    if done:
        file.package.keep(file.part)
    return Applied(content=file.package.written(), done=tuple(done), left=tuple(left))


def _refusal(file: WordFile, finder: PlaceFinder, cell: GridCell, change: CellChange) -> str:
    if any(True for tag in _SPECIAL for _ in cell.node.iter(f"{file.w}{tag}")):
        return "单元格里有控件、域或图形"
    if any(True for tag in _REVISED for _ in cell.node.iter(f"{file.w}{tag}")):
        return "单元格里有未接受的修订"
    if change.field not in _LEVELS:
        return ""
    if cell.first[0] != cell.last[0] or _is_merged(file, cell):
        return "级次是合并单元格，管着几行"
    if not file.cell_text(cell.node).strip():
        return "级次写在上面的行，本行没有"
    below = finder.cell(change.below) if change.below is not None else None
    if below is not None and not below.text.strip():
        return "下面的行沿用这个级次"
    return ""


def _is_merged(file: WordFile, cell: GridCell) -> bool:
    return cell.node.find(f"{file.w}tcPr/{file.w}vMerge") is not None


def _write(file: WordFile, cell: GridCell, change: CellChange) -> bool:
    paragraphs = file.paragraphs_of(cell.node)
    if not paragraphs:
        return False
    texts = [file.text(node) for node in paragraphs]
    span = span_of("\n".join(texts), change)
    if span is None:
        return False
    at = 0
    written = False
    for paragraph, text in zip(paragraphs, texts, strict=True):
        start, end = max(span[0] - at, 0), min(span[1] - at, len(text))
        at += len(text) + 1
        if start < end:
            _replace(file, paragraph, start, end, "" if written else change.new)
            if written and not file.text(paragraph).strip() and len(paragraph) <= 1:
                paragraph.getparent().remove(paragraph)
            written = True
    if not written:
        _fill(file, paragraphs[0], change.new)
    return True


def _replace(file: WordFile, paragraph: Node, start: int, end: int, text: str) -> None:
    """Put ``text`` in place of characters of a paragraph, in the format of the first of them."""
    for edge in (start, end):
        split_at(paragraph, edge, file.w)
    held = [piece for piece in pieces(paragraph) if piece.start >= start and piece.end <= end]
    if not held:
        return
    first = held[0].run
    for piece in held:
        piece.run.remove(piece.node)
    for run in _new_runs(file, text, first.find(f"{file.w}rPr")):
        first.addprevious(run)
    for run in dict.fromkeys(piece.run for piece in held):
        if all(inner.tag == f"{file.w}rPr" for inner in run):
            run.getparent().remove(run)


def _fill(file: WordFile, paragraph: Node, text: str) -> None:
    """Write into an empty paragraph in the format that its mark has."""
    mark = paragraph.find(f"{file.w}pPr/{file.w}rPr")
    for run in _new_runs(file, text, mark):
        paragraph.append(run)


def _new_runs(file: WordFile, text: str, properties: Node | None) -> list[Node]:
    runs: list[Node] = []
    for number, piece in enumerate(xml_text(text).split(BLANK)):
        if number:
            runs.append(_run(file, BLANK, properties, coloured=True))
        if piece:
            runs.append(_run(file, piece, properties, coloured=False))
    return runs


def _run(file: WordFile, text: str, properties: Node | None, *, coloured: bool) -> Node:
    w = file.w
    run = etree.Element(f"{w}r")
    if properties is not None:
        run.append(_of_run(file, properties))
    if coloured:
        own = run.find(f"{w}rPr")
        if own is None:
            own = etree.SubElement(run, f"{w}rPr")
        for old in own.findall(f"{w}color"):
            own.remove(old)
        colour = etree.Element(f"{w}color")
        colour.set(f"{w}val", _SLOT_COLOUR)
        place = sum(etree.QName(node).localname in _BEFORE_COLOUR for node in own)
        own.insert(place, colour)
    for number, line in enumerate(text.split("\n")):
        if number:
            etree.SubElement(run, f"{w}br")
        node = etree.SubElement(run, f"{w}t")
        node.set(XML_SPACE, "preserve")
        node.text = line
    return run


def _of_run(file: WordFile, properties: Node) -> Node:
    """Return a copy without what only the mark of a paragraph has."""
    own = copy.deepcopy(properties)
    for node in list(own):
        if etree.QName(node).localname in ("ins", "del", "moveFrom", "moveTo", "rPrChange"):
            own.remove(node)
    return own
