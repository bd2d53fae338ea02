"""An office file as a zip of parts: some are replaced or added, all others stay as they are."""

import io
import posixpath
import re
import zipfile
import zlib
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote, unquote

from lxml import etree

from assessor.core.limits import Limits
from assessor.errors import InputError

CONTENT_TYPES = "[Content_Types].xml"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_RELATIONS = f"{{{PACKAGE}/relationships}}"
_TYPES = f"{{{PACKAGE}/content-types}}"
_TRANSITIONAL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_STRICT = "http://purl.oclc.org/ooxml/officeDocument/relationships"
_OLDEST = (1980, 1, 1, 0, 0, 0)
_SPACES = "http://www.w3.org/XML/1998/namespace"
XML_SPACE = f"{{{_SPACES}}}space"
_BROKEN = (
    zipfile.BadZipFile, zlib.error, EOFError, LookupError, NotImplementedError, OSError,
    OverflowError, RuntimeError, ValueError,
)  # fmt: skip
# What XML cannot hold, and halves of characters.
_NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
Node = Any


def xml_text(text: str) -> str:
    """Return ``text`` with every character that XML can bear."""
    return _NO_XML.sub("\ufffd", text)


class OfficePackage:
    """The parts of one file, looked at as bytes or as XML; changes are kept until ``written``.

    Parameters
    ----------
    name
        Name of the file, for messages.

    Raises
    ------
    InputError
        ``input.damaged``; ``input.signed``: any change would break the signature.
    """

    def __init__(self, name: str, data: bytes, *, limits: Limits = Limits()) -> None:
        self.name = name
        self._limits = limits
        try:
            self._archive = zipfile.ZipFile(io.BytesIO(data))
        except _BROKEN as error:
            raise self.damaged("压缩结构损坏") from error
        self._entries: dict[str, zipfile.ZipInfo] = {}
        for entry in self._archive.infolist():
            if self._entries.setdefault(_folded(entry.filename), entry) is not entry:
                raise self.damaged(f"里面有两个同名的部件 {entry.filename}")
        if sum(entry.file_size for entry in self._entries.values()) > limits.inflated_bytes:
            raise self.damaged("解压后过大")
        self._changed: dict[str, bytes] = {}
        self._removed: set[str] = set()
        self._names: dict[str, str] = {}
        self._trees: dict[str, Node] = {}
        if any("_xmlsignatures/" in part for part in self._entries):
            raise InputError(
                f"{name}：文件带有数字签名，写入批注或改动会使签名失效，没有写",
                hint="请另存一份没有签名的副本再批注。",
                code="input.signed",
            )

    def damaged(self, what: str) -> InputError:
        """Return the error for a file that cannot be written into."""
        return InputError(f"{self.name}：{what}，无法在副本上批注",
                          hint="请用 Office 或 WPS 打开后另存，再对另存的文件批注。",
                          code="input.damaged")  # fmt: skip

    def has(self, part: str) -> bool:
        """Tell whether a part is there, added ones included."""
        folded = _folded(part)
        return folded in self._changed or (folded in self._entries and folded not in self._removed)

    def names(self) -> tuple[str, ...]:
        """Return the names of all parts, folded for comparison."""
        held = (part for part in self._entries if part not in self._removed)
        return (*held, *(part for part in self._changed if part not in self._entries))

    def content(self, part: str) -> bytes:
        """Return a part as it now stands."""
        if _folded(part) in self._changed:
            return self._changed[_folded(part)]
        entry = self._entries.get(_folded(part))
        if entry is None or _folded(part) in self._removed:
            raise self.damaged(f"缺少部件 {part}")
        try:
            return self._archive.read(entry)
        except _BROKEN as error:
            raise self.damaged(f"部件 {part} 损坏") from error

    def tree(self, part: str) -> Node:
        """Return the root of a part for changes; ``put_trees`` keeps them."""
        if _folded(part) not in self._trees:
            parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
            try:
                root = etree.fromstring(self.content(part), parser)
            except (etree.LxmlError, ValueError) as error:
                raise self.damaged(f"部件 {part} 不是完整的 XML") from error
            if root.getroottree().docinfo.doctype:
                raise self.damaged(f"部件 {part} 含有文档类型声明")
            self._trees[_folded(part)] = root
        return self._trees[_folded(part)]

    def put(self, part: str, content: bytes) -> None:
        """Replace or add a part."""
        self._trees.pop(_folded(part), None)
        self._removed.discard(_folded(part))
        self._changed[_folded(part)] = content
        self._names.setdefault(_folded(part), part)

    def remove(self, part: str) -> None:
        """Take out a part with its own relations and what is declared of it."""
        for one in (part, _relations_part(part)):
            self._trees.pop(_folded(one), None)
            self._changed.pop(_folded(one), None)
            if _folded(one) in self._entries:
                self._removed.add(_folded(one))
        root = self.tree(CONTENT_TYPES)
        for node in root.findall(f"{_TYPES}Override"):
            if _folded(node.get("PartName") or "") == _folded(part):
                root.remove(node)
        self.keep(CONTENT_TYPES)

    def unrelate(self, part: str, target: str) -> None:
        """Take out the relations of a part to another one."""
        path = _relations_part(part)
        root = self.tree(path)
        ids = {id_ for id_, (_, known) in self.relations(part).items()
               if _folded(known) == _folded(target)}  # fmt: skip
        for node in list(root):
            if isinstance(node.tag, str) and node.get("Id") in ids:
                root.remove(node)
        self.keep(path)

    def keep(self, part: str) -> None:
        """Keep the changes made to the tree of a part."""
        self._changed[_folded(part)] = serialised(self._trees[_folded(part)])

    def unused(self, pattern: str) -> str:
        """Return the first name of ``pattern`` with a number that no part has."""
        taken = set(self.names())
        number = 1
        while _folded(pattern.format(number)) in taken:
            number += 1
        return pattern.format(number)

    def relations(self, part: str) -> dict[str, tuple[str, str]]:
        """Return last word of the type and target part of each relation, by id."""
        path = _relations_part(part)
        if not self.has(path):
            return {}
        found = {}
        for node in self.tree(path).iter(f"{_RELATIONS}Relationship"):
            if node.get("TargetMode") != "External":
                kind = (node.get("Type") or "").rpartition("/")[2]
                found[node.get("Id") or ""] = (kind, _target(part, node.get("Target") or ""))
        return found

    def relate(self, part: str, target: str, kind: str, *, strict: bool = False) -> str:
        """Add a relation to another part and return its id."""
        path = _relations_part(part)
        if not self.has(path):
            self.put(path, serialised(etree.Element(f"{_RELATIONS}Relationships",
                                                    nsmap={None: f"{PACKAGE}/relationships"})))  # fmt: skip
        root = self.tree(path)
        used = {node.get("Id") for node in root}
        number = 1
        while f"rId{number}" in used:
            number += 1
        base = _STRICT if strict else _TRANSITIONAL
        address = kind if "://" in kind else f"{base}/{kind}"
        etree.SubElement(root, f"{_RELATIONS}Relationship", Id=f"rId{number}", Type=address,
                         Target=quote(f"/{target}", safe="/!$&'()*+,;=:@"))  # fmt: skip
        self.keep(path)
        return f"rId{number}"

    def declare(self, part: str, content_type: str) -> None:
        """Tell the content type of an added part."""
        root = self.tree(CONTENT_TYPES)
        etree.SubElement(root, f"{_TYPES}Override", PartName=f"/{part}", ContentType=content_type)
        self.keep(CONTENT_TYPES)

    def declare_suffix(self, suffix: str, content_type: str) -> None:
        """Tell the content type of all parts with a suffix, unless it is told."""
        root = self.tree(CONTENT_TYPES)
        defaults = list(root.iter(f"{_TYPES}Default"))
        if any((node.get("Extension") or "").lower() == suffix for node in defaults):
            return
        node = etree.Element(f"{_TYPES}Default", Extension=suffix, ContentType=content_type)
        root.insert(len(defaults), node)
        self.keep(CONTENT_TYPES)

    def written(self) -> bytes:
        """Return the file: parts in their old order with their old dates, added ones behind."""
        added = dict(self._changed)
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as target:
            for folded, entry in self._entries.items():
                if folded in self._removed:
                    continue
                content = added.pop(folded, None)
                if content is None:
                    content = self._unchanged(entry)
                target.writestr(_like(entry), content)
            for folded, content in added.items():
                new = zipfile.ZipInfo(self._names[folded], _OLDEST)
                new.compress_type = zipfile.ZIP_DEFLATED
                target.writestr(new, content)
        return stream.getvalue()

    def _unchanged(self, entry: zipfile.ZipInfo) -> bytes:
        try:
            return self._archive.read(entry)
        except _BROKEN as error:
            raise self.damaged(f"部件 {entry.filename} 损坏") from error


def serialised(root: Node) -> bytes:
    """Return a tree as the bytes of a part."""
    found: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
    return found


def parts_of(data: bytes) -> Mapping[str, bytes]:
    """Return all parts by name."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def _like(entry: zipfile.ZipInfo) -> zipfile.ZipInfo:
    new = zipfile.ZipInfo(entry.filename, entry.date_time)
    new.external_attr = entry.external_attr
    stored = entry.compress_type == zipfile.ZIP_STORED
    new.compress_type = zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED
    return new


def _folded(part: str) -> str:
    return part.replace("\\", "/").lstrip("/").lower()


def _relations_part(part: str) -> str:
    folder, file = posixpath.split(part)
    return f"{folder}/_rels/{file}.rels".lstrip("/")


def _target(part: str, target: str) -> str:
    path = unquote(target).replace("\\", "/")
    joined = path if path.startswith("/") else posixpath.join(posixpath.dirname(part), path)
    return posixpath.normpath(joined).lstrip("/")
