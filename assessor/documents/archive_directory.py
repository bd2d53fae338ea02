"""The central directory of a zip archive, read without inflating anything."""

import os
import re
import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from assessor.documents.bounds import limit_error
from assessor.documents.encoding import common_share
from assessor.documents.package import damaged

_END = b"PK\x05\x06"
_END_SIZE = 22
_LOCATOR = b"PK\x06\x07"
_END_64 = b"PK\x06\x06"
_ENTRY = b"PK\x01\x02"
_LOCAL = b"PK\x03\x04"
_ENTRY_FORMAT = struct.Struct("<4s6H3I5H2I")
_LOCAL_SIZE = 30
_LONGEST_COMMENT = 65_535
_FULL_16, _FULL_32 = 0xFFFF, 0xFFFFFFFF
_FLAG_ENCRYPTED, _FLAG_STRONG, _FLAG_UTF8 = 0x1, 0x40, 0x800
_EXTRA_ZIP64, _EXTRA_NAME, _EXTRA_AES = 0x0001, 0x7075, 0x9901
_LARGEST_DIRECTORY = 64_000_000
_LONGEST_NAME = 240
# Control characters, and marks that turn the direction of what follows them.
_UNSAFE = re.compile(
    r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufffe\uffff]"
)
_FOLDER_BIT = 0x10
_CLEARLY_BETTER = 0.15


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One entry of the directory; ``offset`` counts from the start of the file."""

    index: int
    name: str
    size: int
    packed: int
    checksum: int
    method: int
    offset: int
    least_end: int
    is_encrypted: bool
    is_folder: bool


def read_directory(stream: BinaryIO, *, most: int | None, name: str = "") -> tuple[Entry, ...]:
    """Read every entry of the central directory.

    Parameters
    ----------
    most
        How many entries are allowed, ``None`` for any number that fits the directory.
    name
        Name of the archive, for messages.

    Raises
    ------
    InputError
        ``input.damaged`` or ``input.limit``.
    """
    try:
        start, size, count, shift = _find(stream, name=name)
        if most is not None and count > most:
            raise limit_error(name, f"压缩包内有 {count} 个文件，", most)
        if size > _LARGEST_DIRECTORY:
            raise limit_error(name, "压缩包目录的字节数", _LARGEST_DIRECTORY)
        stream.seek(start)
        directory = stream.read(size)
        return tuple(_entries(directory, count=count, shift=shift, end=start, name=name))
    except (struct.error, ValueError, OverflowError, OSError) as error:
        raise damaged(name) from error


def stored_at(stream: BinaryIO, entry: Entry, *, name: str) -> int:
    """Return where the packed bytes of an entry begin."""
    stream.seek(entry.offset)
    head = stream.read(_LOCAL_SIZE)
    if len(head) < _LOCAL_SIZE or not head.startswith(_LOCAL):
        raise damaged(name, f"压缩包里找不到“{entry.name}”的内容，压缩包可能不完整")
    name_size, extra_size = struct.unpack_from("<2H", head, 26)
    return entry.offset + _LOCAL_SIZE + int(name_size) + int(extra_size)


def _find(stream: BinaryIO, *, name: str) -> tuple[int, int, int, int]:
    """Return start, size and number of entries of the directory, and how far offsets are off."""
    length = stream.seek(0, os.SEEK_END)
    tail_start = max(0, length - _END_SIZE - _LONGEST_COMMENT)
    stream.seek(tail_start)
    tail = stream.read()
    place = tail.rfind(_END)
    if place < 0 or len(tail) - place < _END_SIZE:
        raise damaged(name)
    disk, start_disk, _, count, size, offset, _ = struct.unpack_from("<4H2IH", tail, place + 4)
    end = tail_start + place
    if disk not in (0, _FULL_16) or start_disk not in (0, _FULL_16):
        raise damaged(name, "是分卷压缩包的一部分，无法单独读取")
    if _FULL_16 in (count,) or _FULL_32 in (size, offset):
        large = _find_64(stream, end)
        if large is not None:
            end, count, size, offset = large
    start = end - size
    if start < 0 or offset > start:
        raise damaged(name)
    return start, size, count, start - offset


def _find_64(stream: BinaryIO, end: int) -> tuple[int, int, int, int] | None:
    """Return place of the 64-bit end record, entries, size and offset; ``None`` if none."""
    if end < 20:
        return None
    stream.seek(end - 20)
    locator = stream.read(20)
    if not locator.startswith(_LOCATOR):
        return None
    place = struct.unpack_from("<Q", locator, 8)[0]
    stream.seek(place)
    record = stream.read(56)
    if not record.startswith(_END_64):
        return None
    count, size, offset = struct.unpack_from("<3Q", record, 32)
    return place, count, size, offset


def _entries(directory: bytes, *, count: int, shift: int, end: int, name: str) -> Iterator[Entry]:
    place = 0
    for index in range(count):
        fields = _ENTRY_FORMAT.unpack_from(directory, place)
        if fields[0] != _ENTRY:
            raise damaged(name)
        _, _, _, flags, method, _, _, checksum, packed, size, *rest = fields
        name_size, extra_size, comment_size, _, _, attributes, offset = rest
        place += _ENTRY_FORMAT.size
        raw = directory[place : place + name_size]
        extra = dict(_extra_fields(directory[place + name_size : place + name_size + extra_size]))
        place += name_size + extra_size + comment_size
        if place > len(directory):
            raise damaged(name)
        size, packed, offset = _large(extra.get(_EXTRA_ZIP64, b""), size, packed, offset)
        least_end = offset + shift + _LOCAL_SIZE + name_size + packed
        if least_end > end:
            raise damaged(name)
        shown = _decoded(raw, extra, is_utf8=bool(flags & _FLAG_UTF8))
        yield Entry(
            index=index,
            name=_safe(shown) or f"未命名文件{index + 1}",
            size=size,
            packed=packed,
            checksum=checksum,
            method=method,
            offset=offset + shift,
            least_end=least_end,
            is_encrypted=bool(flags & (_FLAG_ENCRYPTED | _FLAG_STRONG)) or _EXTRA_AES in extra,
            is_folder=shown.endswith(("/", "\\")) or bool(attributes & _FOLDER_BIT and not size),
        )


def _extra_fields(extra: bytes) -> Iterator[tuple[int, bytes]]:
    place = 0
    while place + 4 <= len(extra):
        kind, size = struct.unpack_from("<2H", extra, place)
        yield kind, extra[place + 4 : place + 4 + size]
        place += 4 + size


def _large(extra: bytes, size: int, packed: int, offset: int) -> tuple[int, int, int]:
    """Replace the values that do not fit 32 bits by those of the extra field."""
    values = [size, packed, offset]
    place = 0
    for number, value in enumerate(values):
        if value == _FULL_32 and place + 8 <= len(extra):
            values[number] = struct.unpack_from("<Q", extra, place)[0]
            place += 8
    return values[0], values[1], values[2]


def _decoded(raw: bytes, extra: dict[int, bytes], *, is_utf8: bool) -> str:
    """Return a name as text; never in code page 437, which makes noise of Chinese names."""
    unicode_name = extra.get(_EXTRA_NAME, b"")
    # Version 1, then the checksum of the plain name, which tells whether the field is stale.
    if unicode_name[:5] == struct.pack("<BI", 1, zlib.crc32(raw)):
        return unicode_name[5:].decode("utf-8", "replace")
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        pass
    simplified = raw.decode("gb18030", "replace")
    traditional = raw.decode("cp950", "replace")
    if is_utf8 or "\ufffd" in traditional:
        return simplified
    better = common_share(traditional) > common_share(simplified) + _CLEARLY_BETTER
    return traditional if better or "\ufffd" in simplified else simplified


def _safe(name: str) -> str:
    """Return a name to print: no control characters, no root, no steps upwards."""
    parts = _UNSAFE.sub("", name.replace("\\", "/")).split("/")
    if parts and re.fullmatch(r"[A-Za-z]:", parts[0]):
        parts = parts[1:]
    kept = [part.strip() for part in parts if part.strip() not in ("", ".", "..")]
    return "/".join(kept)[-_LONGEST_NAME:]
