"""A copy of a web page with the underlined words marked; nothing in it is run or fetched."""

import re
from collections.abc import Iterator, Sequence

from lxml import etree, html

from assessor.core.assessment import DocumentAssessment
from assessor.core.submission import Field, Origin
from assessor.errors import InputError
from assessor.reports.annotated.finding_text import squeezed, words_in
from assessor.reports.annotated.grids import Grid, GridCell, Place, matched, texts_of
from assessor.reports.annotated.package import Node, xml_text
from assessor.reports.annotated.page_notes import LOOKS, POLICY, notes
from assessor.reports.annotated.remarks import Remark

_GONE = (
    "script", "noscript", "iframe", "frame", "object", "embed", "applet", "base", "link", "meta",
    "audio", "video", "source", "track", "svg", "math", "template", "portal", "dialog",
)  # fmt: skip
_ADDRESSES = frozenset(
    {"src", "href", "srcset", "action", "formaction", "background", "poster", "ping", "data",
     "codebase", "cite", "longdesc", "usemap", "manifest", "archive", "lowsrc", "dynsrc", "srcdoc",
     "classid", "profile", "http-equiv"}
)  # fmt: skip
_FETCHING = re.compile(
    r"url\s*\(|@import|expression\s*\(|javascript:|behavior|-moz-binding|\\", re.I
)
_CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*([A-Za-z0-9_\-]{2,20})", re.I)
_XML_HEAD = re.compile(r"^\s*<\?xml[^>]*\?>", re.I)
_LEAST = 4
_BLOCKS = ("td", "th", "p", "div", "li", "pre", "h1", "h2", "h3", "h4", "dd", "dt", "body")


def marked_html(
    name: str, data: bytes, document: DocumentAssessment, remarks: Sequence[Remark]
) -> str:
    """Return the page with marks, the list of remarks at its end.

    Raises
    ------
    InputError
        ``input.damaged``: the markup cannot be parsed.
    """
    try:
        root = html.document_fromstring(_XML_HEAD.sub("", xml_text(_decoded(data))))
    except (etree.LxmlError, ValueError, AssertionError) as error:
        raise InputError(f"{name}：网页无法解析，不能标注", hint="请用浏览器另存后再试",
                         code="input.damaged") from error  # fmt: skip
    _neutralise(root)
    finder = _Finder(root, document)
    for remark in remarks:
        found = finder.place(remark)
        if found is not None:
            _mark(*found, remark)
    _frame(root, remarks)
    text: str = html.tostring(root, encoding="unicode", doctype="<!DOCTYPE html>")
    return text + "\n"


def _decoded(data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace")
    told = _CHARSET.search(data[:4096])
    names = ["utf-8-sig", *([told.group(1).decode("ascii")] if told else []), "gb18030"]
    for encoding in names:
        try:
            return data.decode(encoding)
        except (UnicodeDecodeError, LookupError):
            continue
    return data.decode("gb18030", "replace")


def _neutralise(root: Node) -> None:
    """Take out what runs or fetches: elements, event attributes, addresses, styles that load."""
    for node in list(root.iter()):
        if (
            not isinstance(node.tag, str)
            or node.tag.lower().rpartition(":")[2] in _GONE
            or (node.tag == "style" and _FETCHING.search(node.text or ""))
        ):
            _drop(node)
        elif node.tag == "frameset":
            node.tag = "div"
    for node in root.iter(etree.Element):
        for key, value in list(node.attrib.items()):
            local = key.lower().rpartition(":")[2].rpartition("}")[2]
            inner_image = local == "src" and value.lower().startswith(
                ("data:image/png", "data:image/jpeg", "data:image/gif")
            )
            anchor = local == "href" and value.startswith("#")
            if (
                local.startswith("on")
                or (local in _ADDRESSES and not (inner_image or anchor))
                or (_FETCHING.search(value) if local == "style" else "javascript:" in value.lower())
            ):
                del node.attrib[key]


def _drop(node: Node) -> None:
    parent = node.getparent()
    if parent is None:
        return
    if node.tail:
        before = node.getprevious()
        if before is not None:
            before.tail = (before.tail or "") + node.tail
        else:
            parent.text = (parent.text or "") + node.tail
    parent.remove(node)


class _Finder:
    def __init__(self, root: Node, document: DocumentAssessment) -> None:
        self._root = root
        self._grids = matched(tuple(map(_grid, root.iter("table"))), texts_of(document))
        self._blocks: list[tuple[Node, str]] | None = None

    def place(self, remark: Remark) -> tuple[Node, int, int] | None:
        """Return an element and the characters of its text; none of them = all of it."""
        if remark.origin == Origin():
            return None
        grid = self._grids.get(remark.origin.table) if remark.origin.table is not None else None
        if grid is not None and remark.origin.row is not None:
            cell = grid.cells.get((remark.origin.row, remark.origin.column or 1))
            if cell is not None:
                raw = "".join(text for _, _, text in _texts(cell.node))
                found = words_in(raw, text=remark.text, words=remark.words, start=remark.start)
                return cell.node, *(found or (0, 0))
        return self._in_text(remark)

    def _in_text(self, remark: Remark) -> tuple[Node, int, int] | None:
        sought = remark.text or remark.words
        if remark.row is not None and remark.field is not Field.NAME:
            sought = remark.row.indicator.name
        wanted, words = squeezed(sought), squeezed(remark.words)
        if len(wanted) < _LEAST:
            return None
        for node, plain in self._smallest():
            if wanted in plain and words in plain:
                raw = "".join(text for _, _, text in _texts(node))
                found = words_in(raw, text=sought, words=remark.words, start=remark.start)
                return node, *(found or (0, 0))
        return None

    def _smallest(self) -> list[tuple[Node, str]]:
        """Return the blocks of the page that hold no other blocks, with their texts."""
        if self._blocks is None:
            self._blocks = [
                (node, squeezed("".join(node.itertext())))
                for node in self._root.iter(*_BLOCKS)
                if next(node.iterdescendants(*_BLOCKS), None) is None
            ]
        return self._blocks


def _grid(table: Node) -> Grid:
    """Return the cells of a table by every place that they cover; inner tables are no part of it."""
    cells: dict[Place, GridCell] = {}
    for number, row in enumerate(_rows(table), 1):
        column = 1
        for node in row:
            if node.tag not in ("td", "th"):
                continue
            while (number, column) in cells:
                column += 1
            height, width = _span(node, "rowspan"), _span(node, "colspan")
            cell = GridCell(node=node, text=node.text_content(), first=(number, column),
                            last=(number + height - 1, column + width - 1))  # fmt: skip
            for down in range(height):
                for across in range(width):
                    cells.setdefault((number + down, column + across), cell)
            column += width
    return Grid(cells=cells)


def _rows(table: Node) -> Iterator[Node]:
    for node in table:
        if node.tag == "tr":
            yield node
        elif node.tag in ("thead", "tbody", "tfoot", "form"):
            yield from _rows(node)


def _span(node: Node, name: str) -> int:
    text = (node.get(name) or "1").strip()
    return min(max(int(text), 1), 200) if text.isdecimal() and len(text) < 6 else 1


def _texts(node: Node) -> Iterator[tuple[Node, str, str]]:
    """Yield where each text stands: element, ``text`` or ``tail``, and the text."""
    if node.text:
        yield node, "text", node.text
    for inner in node:
        yield from _texts(inner)
        if inner.tail:
            yield inner, "tail", inner.tail


def _mark(node: Node, start: int, end: int, remark: Remark) -> None:
    """Put marks around characters of an element and the number of the remark behind them."""
    at = 0
    held = []
    for owner, kind, text in list(_texts(node)):
        left, right = max(start - at, 0), min(end - at, len(text))
        if left < right and text[left:right].strip():
            held.append((owner, kind, left, right))
        at += len(text)
    last: Node | None = None
    for owner, kind, left, right in reversed(held):
        made = _wrapped(owner, kind, left, right)
        last = last if last is not None else made
    link = etree.Element("a", {"class": "assessor", "href": f"#assessor-{remark.number}"})
    link.text = f"[{remark.number}]"
    if last is None:
        node.append(link)
        return
    link.tail, last.tail = last.tail, None
    last.addnext(link)


def _wrapped(owner: Node, kind: str, left: int, right: int) -> Node:
    mark = etree.Element("mark", {"class": "assessor"})
    text = getattr(owner, kind)
    mark.text, mark.tail = text[left:right], text[right:]
    if kind == "text":
        owner.text = text[:left]
        owner.insert(0, mark)
    else:
        tail = mark.tail
        owner.tail = text[:left]
        owner.addnext(mark)
        mark.tail = tail
    return mark


def _frame(root: Node, remarks: Sequence[Remark]) -> None:
    head = root.find("head")
    if head is None:
        head = etree.Element("head")
        root.insert(0, head)
    for place, (tag, attributes, text) in enumerate((
        ("meta", {"charset": "utf-8"}, None),
        ("meta", {"http-equiv": "Content-Security-Policy", "content": POLICY}, None),
        ("style", {}, LOOKS),
    )):  # fmt: skip
        node = etree.Element(tag, attributes)
        node.text = text
        head.insert(place, node)
    body = root.find("body")
    if body is None:
        body = etree.SubElement(root, "body")
    body.append(html.fragment_fromstring(notes(remarks)))
