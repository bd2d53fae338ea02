"""Zip containers of office files, checked before any library opens them."""

import io
import zipfile
import zlib
from collections.abc import Iterator
from xml.parsers import expat

from assessor.core.limits import Limits
from assessor.documents.bounds import limit_error
from assessor.errors import InputError

_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    LookupError,
    NotImplementedError,
    OSError,
    OverflowError,
    RuntimeError,
    ValueError,
)
_PIECE = 1 << 20
_LEAST_SUSPECT = 10_000_000
_XML_SUFFIXES = (".xml", ".rels", ".xhtml", ".vml")


def damaged(name: str, what: str = "压缩结构损坏，文件可能不完整") -> InputError:
    """Return the error for a file whose container cannot be read."""
    return InputError(f"{name}：{what}", hint="请重新下载或重新导出该文件", code="input.damaged")


def entries(name: str, data: bytes, *, limits: Limits) -> tuple[zipfile.ZipInfo, ...]:
    """List a zip container and check its size as declared.

    Raises
    ------
    InputError
        ``input.damaged``, or ``input.limit``: too many entries, too large, too dense.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            found = tuple(archive.infolist())
    except _BROKEN as error:
        raise damaged(name) from error
    if len(found) > limits.archive_entries:
        raise limit_error(name, f"压缩包内有 {len(found)} 个文件，", limits.archive_entries)
    _check_size(name, sum(entry.file_size for entry in found), size=len(data), limits=limits)
    return found


def check_xml(name: str, data: bytes, *, limits: Limits) -> None:
    """Inflate every XML part of a container once and refuse what a parser could be hurt by.

    Raises
    ------
    InputError
        ``input.unsafe-xml``: a part declares a document type or entities. ``input.limit``: the
        real inflated size, or the depth of nesting. ``input.damaged``: a part is broken.
    """
    total = 0
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for entry in archive.infolist():
                if not entry.filename.lower().endswith(_XML_SUFFIXES):
                    continue
                total += _check_part(name, archive, entry, limits=limits)
                _check_size(name, total, size=len(data), limits=limits)
    except expat.ExpatError as error:
        raise damaged(name, "内部的 XML 不完整或已损坏") from error
    except _BROKEN as error:
        raise damaged(name) from error


def _check_part(
    name: str, archive: zipfile.ZipFile, entry: zipfile.ZipInfo, *, limits: Limits
) -> int:
    parser = expat.ParserCreate()
    depth = 0

    def opened(_tag: str, _attributes: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth > limits.xml_depth:
            raise limit_error(name, f"{entry.filename} 的嵌套层数", limits.xml_depth)

    def closed(_tag: str) -> None:
        nonlocal depth
        depth -= 1

    def declared(*_of_type: object) -> None:
        raise InputError(
            f"{name}：{entry.filename} 含有文档类型或实体声明，出于安全不予读取",
            hint="正常的办公文件没有这类声明，请用 Office 或 WPS 另存后再试",
            code="input.unsafe-xml",
        )

    parser.StartElementHandler = opened
    parser.EndElementHandler = closed
    parser.StartDoctypeDeclHandler = declared
    parser.EntityDeclHandler = declared
    size = 0
    for piece in _pieces(archive, entry):
        size += len(piece)
        if size > limits.inflated_bytes:
            raise limit_error(name, f"{entry.filename} 解压后字节数", limits.inflated_bytes)
        parser.Parse(piece, False)
    parser.Parse(b"", True)
    return size


def _pieces(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> Iterator[bytes]:
    with archive.open(entry) as stream:
        while piece := stream.read(_PIECE):
            yield piece


def _check_size(name: str, inflated: int, *, size: int, limits: Limits) -> None:
    if inflated > limits.inflated_bytes:
        raise limit_error(name, f"解压后 {inflated:,} 字节，", limits.inflated_bytes)
    if inflated > _LEAST_SUSPECT and inflated > limits.inflation_ratio * size:
        raise limit_error(name, f"压缩比 {inflated / size:.0f}，", limits.inflation_ratio)
