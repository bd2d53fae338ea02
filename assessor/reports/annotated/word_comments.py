"""Comments of a Word file: their texts in a part of their own, their places as marks in the text."""

import copy
from collections.abc import Sequence

from lxml import etree

from assessor.reports.annotated.package import XML_SPACE, Node, xml_text
from assessor.reports.annotated.remarks import AUTHOR
from assessor.reports.annotated.word_file import Piece, Stretch, WordFile, pieces

_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.comments+xml"
_INITIALS = "检查"
_MOST_CHARACTERS = 32_000


class WordComments:
    """Adds comments; ``keep`` puts them into the package."""

    def __init__(self, file: WordFile) -> None:
        self._file = file
        self._part = file.related("comments")
        self._root = file.package.tree(self._part) if self._part else self._new()
        used = [node.get(f"{file.w}id") or "" for node in self._root.iterfind("{*}comment")]
        marks = [n.get(f"{file.w}id") or "" for n in file.root.iter(f"{file.w}commentReference")]
        self._next = max((int(one) for one in (*used, *marks) if one.isdecimal()), default=-1) + 1
        self.count = 0

    def _new(self) -> Node:
        return etree.Element(f"{self._file.w}comments", nsmap={"w": self._file.space})

    def at_words(self, stretch: Stretch, lines: Sequence[str]) -> None:
        """Comment exactly the characters of a stretch; runs are split where needed."""
        first, last = stretch.first, stretch.last
        # The end is cut first: cutting moves no character that stands before it.
        split_at(last, stretch.end, self._file.w)
        split_at(first, stretch.start, self._file.w)
        behind = [p for p in pieces(first) if p.start >= stretch.start]
        before = [p for p in pieces(last) if p.end <= stretch.end]
        if not behind or not before:
            self.at_paragraph(first, lines)
            return
        self._mark(_outer(behind[0].run, first), _outer(before[-1].run, last), lines)

    def at_paragraph(self, paragraph: Node, lines: Sequence[str]) -> None:
        """Comment a whole paragraph, an empty one too."""
        inner = [node for node in paragraph if node.tag != f"{self._file.w}pPr"]
        if inner:
            self._mark(inner[0], inner[-1], lines)
            return
        number = self._add(lines)
        for node in (self._node("commentRangeStart", number), self._node("commentRangeEnd", number),
                     self._reference(number)):  # fmt: skip
            paragraph.append(node)

    def _mark(self, first: Node, last: Node, lines: Sequence[str]) -> None:
        number = self._add(lines)
        first.addprevious(self._node("commentRangeStart", number))
        after = self._node("commentRangeEnd", number)
        last.addnext(after)
        after.addnext(self._reference(number))

    def _node(self, tag: str, number: int) -> Node:
        node = etree.Element(f"{self._file.w}{tag}")
        node.set(f"{self._file.w}id", str(number))
        return node

    def _reference(self, number: int) -> Node:
        run = etree.Element(f"{self._file.w}r")
        run.append(self._node("commentReference", number))
        return run

    def _add(self, lines: Sequence[str]) -> int:
        w, number = self._file.w, self._next
        self._next += 1
        self.count += 1
        comment = etree.SubElement(self._root, f"{w}comment")
        for name, value in (("id", str(number)), ("author", AUTHOR), ("initials", _INITIALS)):
            comment.set(f"{w}{name}", value)
        for place, line in enumerate(lines):
            run = etree.SubElement(etree.SubElement(comment, f"{w}p"), f"{w}r")
            if place == 0:
                etree.SubElement(etree.SubElement(run, f"{w}rPr"), f"{w}b")
            node = etree.SubElement(run, f"{w}t")
            node.set(XML_SPACE, "preserve")
            node.text = xml_text(line)[:_MOST_CHARACTERS]
        return number

    def keep(self) -> None:
        """Put comments and marks into the package."""
        if not self.count:
            return
        package = self._file.package
        package.keep(self._file.part)
        if self._part is not None:
            package.keep(self._part)
            return
        part = package.unused("word/comments{}.xml").replace("comments1.xml", "comments.xml")
        if package.has(part):
            part = package.unused("word/comments{}.xml")
        content = etree.tostring(self._root, xml_declaration=True, encoding="UTF-8",
                                 standalone=True)  # fmt: skip
        package.put(part, content)
        package.declare(part, _TYPE)
        package.relate(self._file.part, part, "comments", strict=self._file.is_strict)


def split_at(paragraph: Node, at: int, w: str) -> None:
    """Split the run that holds character ``at``, so that a run begins there."""
    for piece in pieces(paragraph):
        if piece.start < at < piece.end:
            _split(piece, at - piece.start, w)
            return
        if piece.start == at and piece.node is not _first_content(piece.run, w):
            _split(piece, 0, w)
            return


def _split(piece: Piece, at: int, w: str) -> None:
    """Move everything of a run from character ``at`` of one of its texts into a run behind it."""
    run, node = piece.run, piece.node
    behind = etree.Element(run.tag, run.attrib)
    properties = run.find(f"{w}rPr")
    if properties is not None:
        behind.append(copy.deepcopy(properties))
    following = list(node.itersiblings())
    if at:
        rest = etree.SubElement(behind, node.tag, node.attrib)
        rest.text, node.text = node.text[at:], node.text[:at]
        for half in (node, rest):
            half.set(XML_SPACE, "preserve")
    else:
        behind.append(node)
    for inner in following:
        behind.append(inner)
    run.addnext(behind)


def _first_content(run: Node, w: str) -> Node | None:
    return next((node for node in run if node.tag != f"{w}rPr"), None)


def _outer(node: Node, paragraph: Node) -> Node:
    """Return the child of the paragraph that holds ``node``: a link or control stays whole."""
    while node.getparent() is not paragraph:
        node = node.getparent()
    return node
