"""Zip archives of submissions: what is in them, and one member at a time.

The central directory is read here and not by the standard library, because archives made on
Chinese Windows name their members in GBK without saying so, and because overlapping members,
wrong sizes and odd names must be seen before anything is inflated.
"""

import io
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, TypeAlias

from assessor.core.limits import Limits
from assessor.documents.archive_directory import Entry, read_directory, stored_at
from assessor.documents.bounds import how_to_raise, limit_error
from assessor.documents.package import damaged
from assessor.errors import InputError

Source: TypeAlias = bytes | Path

_PIECE = 1 << 18
_LEAST_SUSPECT = 10_000_000
_STORED, _DEFLATED = 0, 8
_METHODS = {1: "Shrink", 6: "Implode", 9: "Deflate64", 12: "BZIP2", 14: "LZMA", 93: "Zstandard",
            95: "XZ", 96: "JPEG", 97: "WavPack", 98: "PPMd", 99: "AES"}  # fmt: skip
_ARCHIVE_SUFFIXES = (
    ".zip", ".rar", ".7z", ".gz", ".tgz", ".tar", ".bz2", ".xz", ".zipx", ".cab", ".iso",
)  # fmt: skip
_OFFICE_PARTS = frozenset(
    {
        "xl/workbook.xml", "xl/workbook.bin", "word/document.xml", "ppt/presentation.xml",
        "ofd.xml", "[content_types].xml", "meta-inf/container.xml", "index/document.iwa",
        "index.apxl", "visio/document.xml",
    }
)  # fmt: skip
_ODF = frozenset({"content.xml", "mimetype"})
_SYSTEM_NAMES = frozenset({".ds_store", "thumbs.db", "desktop.ini", "ehthumbs.db"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """A file in an archive.

    Attributes
    ----------
    index
        Place in the central directory, from 0; what ``read_member`` wants.
    name
        Name as shown: decoded, with ``/`` between folders, safe to print, never a path to
        write to.
    size
        Inflated bytes as declared.
    reason
        Why the member cannot be read, in Chinese; ``""`` if it can.
    code
        Error code that belongs to ``reason``, else ``""``.
    """

    index: int
    name: str
    size: int
    reason: str = ""
    code: str = ""


def is_archive(source: Source) -> bool:
    """Whether ``source`` is a zip that is no office file; ``False`` if it cannot be listed."""
    try:
        with _opened(source) as stream:
            entries = read_directory(stream, most=None)
    except (InputError, OSError):
        return False
    names = {entry.name.lower() for entry in entries}
    return bool(names) and not names & _OFFICE_PARTS and not names >= _ODF


def list_members(name: str, source: Source, *, limits: Limits) -> tuple[Member, ...]:
    """List the files of an archive; folders and files of the system are left out.

    Parameters
    ----------
    name
        Name of the archive, for messages.
    source
        Its bytes, or its path.

    Raises
    ------
    InputError
        ``input.damaged``: no directory, or members that overlap. ``input.limit``: too many
        members, or too large in all.
    """
    with _opened(source) as stream:
        entries = _entries(name, stream, limits=limits)
    wanted = [entry for entry in entries if not _is_skipped(entry)]
    inflated = sum(entry.size for entry in wanted if not _refusal(entry, limits=limits)[0])
    if inflated > limits.inflated_bytes:
        raise limit_error(name, f"解压后共 {inflated:,} 字节，", limits.inflated_bytes)
    members = []
    for entry in wanted:
        reason, code = _refusal(entry, limits=limits)
        members.append(
            Member(index=entry.index, name=entry.name, size=entry.size, reason=reason, code=code)
        )
    return tuple(members)


def read_member(source: Source, index: int, *, limits: Limits, name: str = "压缩包") -> bytes:
    """Return the bytes of one member; no more than allowed is ever inflated.

    Parameters
    ----------
    index
        ``Member.index``.
    name
        Name of the archive, for messages.

    Raises
    ------
    InputError
        ``input.encrypted``, ``input.format`` (a compression or an inner archive that is not
        read), ``input.limit``, ``input.damaged`` (also for a wrong checksum).
    """
    with _opened(source) as stream:
        entries = _entries(name, stream, limits=limits)
        if not 0 <= index < len(entries):
            raise damaged(name, f"压缩包里没有第 {index + 1} 个文件")
        entry = entries[index]
        reason, code = _refusal(entry, limits=limits)
        if reason:
            raise InputError(f"{name}：{entry.name}：{reason}", hint=_hint(code), code=code)
        data = _inflate(name, stream, entry, limits=limits)
    if data.startswith(b"PK\x03\x04") and is_archive(data):
        reason = f"“{entry.name}”是压缩包，只读取一层，内层没有读取"
        raise InputError(f"{name}：{reason}", hint=_hint("input.format"), code="input.format")
    return data


def _opened(source: Source) -> BinaryIO:
    return io.BytesIO(source) if isinstance(source, bytes) else source.open("rb")


def _entries(name: str, stream: BinaryIO, *, limits: Limits) -> tuple[Entry, ...]:
    entries = read_directory(stream, most=limits.archive_entries, name=name)
    last = 0
    for entry in sorted(entries, key=lambda entry: entry.offset):
        if entry.offset < last:
            raise damaged(name, f"压缩包里的文件互相重叠（“{entry.name}”），可能是压缩炸弹")
        last = entry.least_end
    return entries


def _is_skipped(entry: Entry) -> bool:
    folders, _, base = entry.name.rpartition("/")
    if entry.is_folder or not base:
        return True
    if base.lower() in _SYSTEM_NAMES or base.startswith(("~$", "._", ".~lock.")):
        return True
    return "__MACOSX" in folders.split("/")


def _refusal(entry: Entry, *, limits: Limits) -> tuple[str, str]:
    """Return why an entry cannot be read and the code of the error, both ``""`` if it can."""
    if entry.is_encrypted:
        return "已加密，需要密码才能打开", "input.encrypted"
    if entry.name.lower().endswith(_ARCHIVE_SUFFIXES):
        return "是压缩包，只读取一层，内层没有读取", "input.format"
    if entry.method not in (_STORED, _DEFLATED):
        method = _METHODS.get(entry.method, str(entry.method))
        return f"压缩方式（{method}）不支持", "input.format"
    if entry.size > limits.file_bytes:
        return f"解压后 {entry.size:,} 字节，超过上限 {limits.file_bytes:,}", "input.limit"
    if entry.size > _LEAST_SUSPECT and entry.size > limits.inflation_ratio * entry.packed:
        return f"压缩比超过上限 {limits.inflation_ratio:g}，可能是压缩炸弹", "input.limit"
    return "", ""


def _hint(code: str) -> str:
    return {
        "input.encrypted": "请去掉密码后重新压缩",
        "input.limit": f"请拆分文件，或{how_to_raise()}",
    }.get(code, "请解压后直接提供里面的文件，或用普通的 zip（Deflate）重新压缩")


def _inflate(name: str, stream: BinaryIO, entry: Entry, *, limits: Limits) -> bytes:
    broken = f"压缩包里的“{entry.name}”已损坏（长度或校验不符）"
    stream.seek(stored_at(stream, entry, name=name))
    inflater = zlib.decompressobj(-zlib.MAX_WBITS) if entry.method == _DEFLATED else None
    pieces: list[bytes] = []
    size, left = 0, entry.packed
    while left > 0:
        packed = stream.read(min(_PIECE, left))
        if not packed:
            raise damaged(name, broken)
        left -= len(packed)
        try:
            # One byte more than declared is enough to see that the declaration is wrong.
            room = entry.size - size + 1
            piece = inflater.decompress(packed, room) if inflater else packed
        except zlib.error as error:
            raise damaged(name, broken) from error
        size += len(piece)
        if size > entry.size:
            raise damaged(name, broken)
        pieces.append(piece)
        if inflater and inflater.eof:
            break
    data = b"".join(pieces)
    if size != entry.size or zlib.crc32(data) != entry.checksum:
        raise damaged(name, broken)
    return data
