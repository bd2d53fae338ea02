"""The parts of an ``.xlsx`` container, streamed: nothing is held that is not needed."""

import io
import posixpath
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO
from urllib.parse import unquote

from lxml import etree

from assessor.core.limits import Limits
from assessor.documents.bounds import limit_error
from assessor.documents.office.ole import encrypted
from assessor.documents.package import damaged
from assessor.errors import InputError

# What zipfile and lxml raise on broken parts.
BROKEN = (
    zipfile.BadZipFile,
    etree.LxmlError,
    zlib.error,
    ArithmeticError,
    EOFError,
    LookupError,
    NotImplementedError,
    OSError,
    RuntimeError,
    ValueError,
    struct.error,
)
_PIECE = 1 << 18
_ENCRYPTED = 1
_MOST_WAITING = 32_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A relation of a part to another: ``kind`` is the last word of its type."""

    id: str
    kind: str
    target: str


class Package:
    """A zip container whose part names are compared as loosely as spreadsheets do.

    Some exporters write capitals or backslashes; those and a leading slash are ignored.
    """

    def __init__(self, name: str, data: bytes, *, limits: Limits) -> None:
        self.name = name
        self.limits = limits
        try:
            self._archive = zipfile.ZipFile(io.BytesIO(data))
        except BROKEN as error:
            raise damaged(name) from error
        self._entries = {part_name(e.filename): e for e in self._archive.infolist()}
        if any(entry.flag_bits & _ENCRYPTED for entry in self._entries.values()):
            raise encrypted(name)

    def has(self, path: str) -> bool:
        """Tell whether a part is there."""
        return part_name(path) in self._entries

    def content(self, path: str) -> bytes:
        """Return a part as it is, empty if it is not there.

        Raises
        ------
        InputError
            ``input.limit``.
        """
        if not self.has(path):
            return b""
        with self._archive.open(self._entries[part_name(path)]) as part:
            bounded = _Bounded(part, path, self)
            pieces = []
            while piece := bounded.read():
                pieces.append(piece)
                bounded.waiting = 0
            return b"".join(pieces)

    def elements(self, path: str, tags: tuple[str, ...]) -> Iterator[etree._Element]:
        """Yield the elements of a part that have one of the local names, as each one ends.

        An element is emptied once the next is asked for; those that stand inside another that
        was asked for come first. A part that is not there has no elements.

        Raises
        ------
        InputError
            ``input.unsafe-xml``: the part declares a document type. ``input.limit``.
        """
        if not self.has(path):
            return
        with self._archive.open(self._entries[part_name(path)]) as part:
            bounded = _Bounded(part, path, self)
            parser = etree.iterparse(
                bounded,
                events=("end",),
                tag=[f"{{*}}{tag}" for tag in tags],
                remove_comments=True,
                remove_pis=True,
                resolve_entities=False,
                load_dtd=False,
                no_network=True,
                huge_tree=False,
            )
            first = True
            for _event, element in parser:
                if first:
                    self._check_type(path, element)
                    first = False
                yield element
                _forget(element)
                bounded.waiting = 0
            if first and parser.root is not None:
                self._check_type(path, parser.root)

    def links(self, path: str) -> tuple[Link, ...]:
        """Return the relations of a part to others of the container."""
        folder, file = posixpath.split(path)
        relations = f"{folder}/_rels/{file}.rels"
        found = []
        for element in self.elements(relations, ("Relationship",)):
            if element.get("TargetMode") == "External":
                continue
            target = unquote(element.get("Target", "")).replace("\\", "/")
            joined = target if target.startswith("/") else posixpath.join(folder, target)
            found.append(
                Link(
                    id=element.get("Id", ""),
                    kind=element.get("Type", "").rpartition("/")[2],
                    target=posixpath.normpath(joined).lstrip("/"),
                )
            )
        return tuple(found)

    def _check_type(self, path: str, element: etree._Element) -> None:
        information = element.getroottree().docinfo
        if information.internalDTD is not None or information.doctype:
            raise InputError(
                f"{self.name}：{path} 含有文档类型或实体声明，出于安全不予读取",
                hint="正常的 Excel 文件没有这类声明，请用 Excel 或 WPS 另存后再试",
                code="input.unsafe-xml",
            )


class _Bounded:
    """A part that refuses to grow beyond the limit while it is inflated."""

    def __init__(self, part: IO[bytes], path: str, package: Package) -> None:
        self._part = part
        self._path = path
        self._package = package
        self._size = 0
        # Bytes since an element was last taken and emptied: until then lxml keeps them all.
        self.waiting = 0

    def read(self, size: int = -1) -> bytes:
        piece = self._part.read(_PIECE if size < 0 else size)
        self._size += len(piece)
        most = self._package.limits.inflated_bytes
        if self._size > most:
            raise limit_error(self._package.name, f"{self._path} 解压后字节数", most)
        self.waiting += len(piece)
        if self.waiting > _MOST_WAITING:
            raise limit_error(self._package.name, f"{self._path} 单行字节数", _MOST_WAITING)
        return piece


def part_name(path: str) -> str:
    """Return the name of a part as it is compared."""
    return path.replace("\\", "/").lstrip("/").lower()


def _forget(element: etree._Element) -> None:
    """Empty an element and drop what stands before it: memory stays flat."""
    element.clear()
    parent = element.getparent()
    if parent is not None:
        del parent[: parent.index(element)]
