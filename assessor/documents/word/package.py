"""The parts of a Word file: which there are, how they refer to each other, their XML.

python-docx parses the parts; its own way of opening a file is not used, because it refuses
macro and template content types and the strict namespaces, and gives up on a reference to a
part that is not there.
"""

import io
import posixpath
import re
import zipfile
from dataclasses import dataclass

from docx.oxml.parser import parse_xml

from assessor.core.limits import Limits
from assessor.documents.package import check_xml, damaged, entries
from assessor.documents.word.xml import Element, children
from assessor.errors import InputError

_USUAL_MAIN = "word/document.xml"
_RELATION = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_TRANSITIONAL = "http://schemas.openxmlformats.org/"
_STRICT = re.compile(r"http://purl\.oclc\.org/ooxml/(\w+)/(\w+)")
_WIDE = (b"\xff\xfe", b"\xfe\xff")
_DECLARATION = re.compile(r"^<\?xml[^>]*\?>")


@dataclass(frozen=True, slots=True, kw_only=True)
class Relation:
    """One reference of a part to another; ``kind`` is the last word of its type."""

    id: str
    kind: str
    target: str


class WordPackage:
    """An opened Word file whose XML has been checked.

    Raises
    ------
    InputError
        ``input.damaged``, ``input.encrypted``, ``input.limit``, ``input.unsafe-xml``.
    """

    def __init__(self, name: str, data: bytes, *, limits: Limits) -> None:
        self._name = name
        found = entries(name, data, limits=limits)
        if any(entry.flag_bits & 1 for entry in found):
            raise InputError(
                f"{name}：压缩包已加密", hint="请去掉密码后另存", code="input.encrypted"
            )
        check_xml(name, data, limits=limits)
        self._archive = zipfile.ZipFile(io.BytesIO(data))
        self._entries = {_plain(entry.filename): entry for entry in found}
        self.main = self._main()

    @property
    def has_macros(self) -> bool:
        """Whether the file holds a macro project."""
        return any(path.endswith("vbaproject.bin") for path in self._entries)

    def document(self) -> Element:
        """Return the root of the main part."""
        root = self.part(self.main)
        if root is None:
            raise damaged(self._name, "没有 Word 正文，文件可能不完整")
        return root

    def part(self, path: str) -> Element | None:
        """Return the root of an XML part, ``None`` if there is no such part."""
        entry = self._entries.get(_plain(path))
        # Only names that the check of the container looks at may reach a parser.
        if entry is None or not entry.filename.lower().endswith((".xml", ".rels")):
            return None
        return parse_xml(_transitional(self._archive.read(entry)))

    def relations(self, path: str) -> tuple[Relation, ...]:
        """Return the references to other parts of the file that ``path`` declares."""
        folder, base = posixpath.split(path)
        root = self.part(posixpath.join(folder, "_rels", f"{base}.rels"))
        return tuple(
            Relation(
                id=node.get("Id") or "",
                kind=(node.get("Type") or "").rsplit("/", 1)[-1],
                target=_target(folder, node.get("Target") or ""),
            )
            for node in (children(root) if root is not None else ())
            if node.tag == _RELATION and node.get("TargetMode") != "External"
        )

    def related(self, kind: str) -> Element | None:
        """Return the part that the main part refers to as ``kind``: ``styles``, ``footnotes``."""
        for relation in self.relations(self.main):
            if relation.kind == kind:
                return self.part(relation.target)
        return None

    def _main(self) -> str:
        for relation in self.relations(""):
            if relation.kind == "officeDocument" and _plain(relation.target) in self._entries:
                return relation.target
        return _USUAL_MAIN


def _plain(path: str) -> str:
    """Names of parts ignore case; some programs write backslashes."""
    return path.replace("\\", "/").lstrip("/").lower()


def _target(folder: str, target: str) -> str:
    return posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")


def _transitional(part: bytes) -> bytes:
    """Rewrite the namespaces of strict Open XML, the only difference that matters here."""
    if part.startswith(_WIDE):
        part = _DECLARATION.sub("", part.decode("utf-16")).encode("utf-8")
    if b"http://purl.oclc.org/ooxml/" not in part:
        return part
    text = part.decode("utf-8")
    return _STRICT.sub(rf"{_TRANSITIONAL}\1/2006/\2", text).encode("utf-8")
