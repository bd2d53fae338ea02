"""A Word file as a package: its paragraphs, tables and the text of both, as they stand in the XML."""

from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from assessor.core.limits import Limits
from assessor.reports.annotated.grids import Grid, GridCell, Place
from assessor.reports.annotated.package import Node, OfficePackage

SPACES = (
    "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "http://purl.oclc.org/ooxml/wordprocessingml/main",
)
_COMPATIBLE = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_WRAPPERS = frozenset({"sdtContent", "customXml", "smartTag", "ins", "moveTo", "dir", "bdo", "sdt"})
# What hides or holds no text of its own paragraph.
_ELSEWHERE = frozenset({"del", "moveFrom", "txbxContent", "footnote", "endnote"})
_MARKS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-", "sym": "\ufffc"}
_MOST_COLUMNS = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """Text of one element of a run: ``start`` is its place in the text of the paragraph."""

    node: Node
    run: Node
    text: str
    start: int

    @property
    def end(self) -> int:
        """Place behind its last character."""
        return self.start + len(self.text)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """Characters from ``start`` of one paragraph to ``end`` of the same or a later one.

    A stretch without characters means the whole first paragraph.
    """

    first: Node
    last: Node
    start: int = 0
    end: int = 0

    @property
    def is_empty(self) -> bool:
        """Whether it tells no characters."""
        return self.first is self.last and self.end <= self.start


class WordFile:
    """The main part of a Word file.

    Raises
    ------
    InputError
        ``input.damaged``, ``input.signed``.
    """

    def __init__(self, name: str, data: bytes, *, limits: Limits = Limits()) -> None:
        self.package = OfficePackage(name, data, limits=limits)
        targets = self.package.relations("").values()
        part = next((part for kind, part in targets if kind == "officeDocument"), "")
        self.part = part or "word/document.xml"
        self.root = self.package.tree(self.part)
        self.space = etree.QName(self.root).namespace or ""
        if self.space not in SPACES:
            raise self.package.damaged("不是通常的 Word 正文")
        self.is_strict = self.space == SPACES[1]
        self.w = f"{{{self.space}}}"
        body = self.root.find(f"{self.w}body")
        if body is None:
            raise self.package.damaged("没有 Word 正文")
        self.body = body

    def related(self, kind: str) -> str | None:
        """Return the part to which the main part is related as ``kind``."""
        found = self.package.relations(self.part).values()
        return next((p for known, p in found if known == kind and self.package.has(p)), None)

    @property
    def is_protected(self) -> bool:
        """Whether the file restricts editing."""
        part = self.related("settings")
        if part is None:
            return False
        lock = self.package.tree(part).find("{*}documentProtection")
        if lock is None or lock.get(f"{self.w}edit") in (None, "none"):
            return False
        return lock.get(f"{self.w}enforcement") in ("1", "true", "on")

    def grids(self) -> tuple[Grid, ...]:
        """Return all tables, nested ones behind those around them."""
        return tuple(self._grid(table) for table in self.body.iter(f"{self.w}tbl")
                     if not _is_fallback(table))  # fmt: skip

    def paragraphs(self) -> Iterator[Node]:
        """Yield all paragraphs that are shown."""
        for node in self.body.iter(f"{self.w}p"):
            if not _is_fallback(node):
                yield node

    def paragraphs_of(self, cell: Node) -> list[Node]:
        """Return the paragraphs of a cell outside of the tables in it."""
        return [node for node in _shown(cell) if _local(node) == "p"]

    def text(self, paragraph: Node) -> str:
        """Return the text of a paragraph."""
        return "".join(piece.text for piece in pieces(paragraph))

    def cell_text(self, cell: Node) -> str:
        """Return the text of a cell, a paragraph a line."""
        return "\n".join(self.text(node) for node in self.paragraphs_of(cell))

    def _grid(self, table: Node) -> Grid:
        cells: dict[Place, GridCell] = {}
        number = 0
        for row in _shown(table):
            if _local(row) != "tr" or row.find(f"{self.w}trPr/{self.w}del") is not None:
                continue
            number += 1
            self._row(row, number, cells)
        return Grid(cells=cells)

    def _row(self, row: Node, number: int, cells: dict[Place, GridCell]) -> None:
        column = 1 + self._number(row, "trPr", "gridBefore", default=0)
        last: GridCell | None = None
        for node in _shown(row):
            if _local(node) != "tc" or node.find(f"{self.w}tcPr/{self.w}cellDel") is not None:
                continue
            span = max(1, self._number(node, "tcPr", "gridSpan", default=1))
            above = cells.get((number - 1, column))
            if self._goes_on(node, "hMerge") and last is not None:
                cell = last
            elif self._goes_on(node, "vMerge") and above is not None:
                cell = above
            else:
                cell = GridCell(node=node, text=self.cell_text(node), first=(number, column),
                                last=(number, column + span - 1))  # fmt: skip
            for place in range(column, min(column + span, _MOST_COLUMNS)):
                cells[(number, place)] = cell
            column += span
            last = cell

    def _goes_on(self, cell: Node, merge: str) -> bool:
        node = cell.find(f"{self.w}tcPr/{self.w}{merge}")
        return node is not None and (node.get(f"{self.w}val") or "continue") == "continue"

    def _number(self, node: Node, holder: str, tag: str, *, default: int) -> int:
        found = node.find(f"{self.w}{holder}/{self.w}{tag}")
        text = found.get(f"{self.w}val") if found is not None else None
        return (
            min(int(text), _MOST_COLUMNS)
            if text and text.isdecimal() and len(text) < 6
            else default
        )


def pieces(paragraph: Node) -> list[Piece]:
    """Return the texts of a paragraph in order, deleted and hidden elsewhere left out."""
    found: list[Piece] = []
    at = 0
    for run in _runs(paragraph):
        for node in run:
            text = _text(node)
            if text:
                found.append(Piece(node=node, run=run, text=text, start=at))
                at += len(text)
    return found


def _runs(node: Node) -> Iterator[Node]:
    for inner in node:
        local = _local(inner)
        if local == "r":
            yield inner
        elif local in _WRAPPERS or local in ("hyperlink", "fldSimple"):
            yield from _runs(inner)


def _text(node: Node) -> str:
    local = _local(node)
    if local == "t":
        return node.text or ""
    return _MARKS.get(local, "")


def _shown(node: Node) -> Iterator[Node]:
    """Yield the children of a body, table, row or cell; wrappers are opened."""
    for inner in node:
        local = _local(inner)
        if local in _WRAPPERS:
            yield from _shown(inner)
        elif local and local not in _ELSEWHERE:
            yield inner


def _local(node: Node) -> str:
    return etree.QName(node).localname if isinstance(node.tag, str) else ""


def _is_fallback(node: Node) -> bool:
    """Whether a node is the older of two forms of one thing."""
    return any(True for _ in node.iterancestors(f"{_COMPATIBLE}Fallback"))
