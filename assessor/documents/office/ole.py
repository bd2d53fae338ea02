"""What an OLE compound file holds, told by the streams of its directory.

Old office files of every maker (``.xls``, ``.doc``, ``.et``, ``.wps``, password-protected
``.xlsx``) begin with the same eight bytes; only the directory tells them apart. Sector chains
come from the file, so each one is followed at most as many steps as the file has sectors.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from assessor.documents.package import damaged
from assessor.errors import InputError

SIGNATURE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_LAST_REGULAR = 0xFFFFFFFA
_NO_STREAM = 0xFFFFFFFF
_ENTRY_BYTES = 128
_MOST_ENTRIES = 20_000
_MINI_SECTOR_BYTES = 64
_HEADER_TABLE = 109  # how many sectors of the allocation table the header itself names
_WORD_HEAD_BYTES = 32
_WORD_MAGIC = (0xA5EC, 0xA5DC)
_WORD_ENCRYPTED = 0x0100
_STORAGE, _STREAM, _ROOT = 1, 2, 5


class OleKind(StrEnum):
    """What program reads a compound file."""

    SPREADSHEET = "xls"
    WORD = "doc"
    WORKS = "works"
    ENCRYPTED = "encrypted"
    PRESENTATION = "ppt"
    MESSAGE = "msg"
    OTHER = "other"


_PACKAGE = "EncryptedPackage".encode("utf-16-le")
# The first that matches wins: an encrypted file may hold other streams beside the package.
_STREAMS = (
    (OleKind.ENCRYPTED, ("encryptedpackage", "\x09drmcontent")),
    (OleKind.SPREADSHEET, ("workbook", "book")),
    (OleKind.WORD, ("worddocument",)),
    (OleKind.PRESENTATION, ("powerpoint document", "pp40", "pp97_dualstorage")),
    (OleKind.MESSAGE, ("__properties_version1.0", "__nameid_version1.0")),
    (OleKind.WORKS, ("matost", "mm", "mn0")),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Entry:
    name: str
    type: int
    left: int
    right: int
    child: int
    start: int
    size: int


def ole_kind(name: str, data: bytes) -> OleKind:
    """Return what the compound file ``data`` holds.

    Parameters
    ----------
    name
        Name of the input, for messages.
    data
        The whole file, beginning with :data:`SIGNATURE`.

    Raises
    ------
    InputError
        ``input.damaged``: the directory cannot be read.
    """
    try:
        container = _Container(name, data)
    except InputError:
        if _PACKAGE in data:
            return OleKind.ENCRYPTED
        raise
    kind = _kind({entry.name.lower() for entry in container.top_entries()})
    if kind is not OleKind.OTHER:
        return kind
    # Some writers link the directory wrongly; every entry, embedded objects too, is a hint then.
    return _kind({entry.name.lower() for entry in container.entries})


def word_version(name: str, data: bytes) -> int:
    """Return the version number that a Word document's own head states.

    Raises
    ------
    InputError
        ``input.encrypted``, or ``input.damaged``: there is no such head.
    """
    head = stream(name, data, "worddocument", most=_WORD_HEAD_BYTES)
    if len(head) < _WORD_HEAD_BYTES:
        raise damaged(name, "旧版 Word 文档的正文不完整")
    magic, version, flags = struct.unpack_from("<HH6xH", head)
    if magic not in _WORD_MAGIC:
        raise damaged(name, "内容不是旧版 Word 或 WPS 文字文档")
    if flags & _WORD_ENCRYPTED:
        raise encrypted(name)
    return int(version)


def check_readable(name: str, data: bytes) -> None:
    """Refuse a Word document that is encrypted or none at all.

    Raises
    ------
    InputError
        As :func:`word_version`.
    """
    word_version(name, data)


def encrypted(name: str) -> InputError:
    """Return the error for a file that asks for a password."""
    return InputError(
        f"{name}：文件已加密，需要密码才能打开",
        hint="请用 Office 或 WPS 打开，去掉密码后另存",
        code="input.encrypted",
    )


def stream(name: str, data: bytes, stream_name: str, *, most: int) -> bytes:
    """Return the first ``most`` bytes of a stream (name in lower case); empty if not there."""
    container = _Container(name, data)
    for entry in (*container.top_entries(), *container.entries):
        if entry.type == _STREAM and entry.name.lower() == stream_name:
            return container.read(entry, most=most)
    return b""


def _kind(names: set[str]) -> OleKind:
    for kind, streams in _STREAMS:
        if names.intersection(streams):
            return kind
    return OleKind.OTHER


class _Container:
    """Sectors, allocation table and directory of one compound file."""

    def __init__(self, name: str, data: bytes) -> None:
        self._data = data
        try:
            shift, mini_shift = struct.unpack_from("<HH", data, 30)
            (directory,) = struct.unpack_from("<I", data, 48)
            cutoff, mini_table = struct.unpack_from("<II", data, 56)
        except struct.error as error:
            raise damaged(name, "文件只有开头的几个字节，不完整") from error
        if not data.startswith(SIGNATURE) or shift not in (9, 12) or mini_shift != 6:
            raise damaged(name, "旧版 Office 文件的文件头已损坏")
        self._sector_bytes = 1 << shift
        self._sector_count = -(-len(data) // self._sector_bytes)
        self._table = self._allocation_table()
        self._cutoff = cutoff
        self._mini_table_start = mini_table
        self.entries = tuple(self._entries(directory))
        if not self.entries:
            raise damaged(name, "旧版 Office 文件的目录已损坏")

    def top_entries(self) -> Iterator[_Entry]:
        """Yield what stands in the root: not what embedded objects hold."""
        root = next((entry for entry in self.entries if entry.type == _ROOT), None)
        waiting = [root.child] if root else []
        seen: set[int] = set()
        while waiting:
            number = waiting.pop()
            if number in seen or number >= len(self.entries):
                continue
            seen.add(number)
            entry = self.entries[number]
            waiting += (entry.left, entry.right)
            if entry.type in (_STORAGE, _STREAM):
                yield entry

    def read(self, entry: _Entry, *, most: int) -> bytes:
        """Return the first bytes of a stream, fewer if the file ends before."""
        most = min(most, entry.size)
        if entry.size >= self._cutoff:
            return self._chain_bytes(entry.start, most=most)
        root = next((found for found in self.entries if found.type == _ROOT), None)
        if root is None:
            return b""
        table = self._numbers(self._chain_bytes(self._mini_table_start, most=len(self._data)))
        small = self._chain_bytes(root.start, most=len(self._data))
        pieces = []
        for number in _chain(entry.start, table):
            pieces.append(small[number * _MINI_SECTOR_BYTES : (number + 1) * _MINI_SECTOR_BYTES])
            if len(pieces) * _MINI_SECTOR_BYTES >= most:
                break
        return b"".join(pieces)[:most]

    def _allocation_table(self) -> tuple[int, ...]:
        numbers = list(struct.unpack_from(f"<{_HEADER_TABLE}I", self._data.ljust(512, b"\xff"), 76))
        (more,) = struct.unpack_from("<I", self._data.ljust(512, b"\xff"), 68)
        seen: set[int] = set()
        while more < self._sector_count and more not in seen:
            seen.add(more)
            listed = self._numbers(self._sector(more))
            numbers += listed[:-1]
            more = listed[-1] if listed else _NO_STREAM
        table: list[int] = []
        for number in numbers:
            if number < self._sector_count and len(table) <= self._sector_count:
                table += self._numbers(self._sector(number))
        return tuple(table)

    def _entries(self, start: int) -> Iterator[_Entry]:
        directory = self._chain_bytes(start, most=_MOST_ENTRIES * _ENTRY_BYTES)
        for place in range(0, len(directory) - _ENTRY_BYTES + 1, _ENTRY_BYTES):
            raw = directory[place : place + _ENTRY_BYTES]
            (length,) = struct.unpack_from("<H", raw, 64)
            left, right, child = struct.unpack_from("<III", raw, 68)
            begin, size = struct.unpack_from("<II", raw, 116)
            text = raw[: max(0, min(length, 64) - 2)].decode("utf-16-le", "replace")
            yield _Entry(
                name=text, type=raw[66], left=left, right=right, child=child, start=begin, size=size
            )

    def _chain_bytes(self, start: int, *, most: int) -> bytes:
        pieces = []
        for number in _chain(start, self._table):
            pieces.append(self._sector(number))
            if len(pieces) * self._sector_bytes >= most:
                break
        return b"".join(pieces)[:most]

    def _sector(self, number: int) -> bytes:
        begin = (number + 1) * self._sector_bytes
        return self._data[begin : begin + self._sector_bytes]

    @staticmethod
    def _numbers(raw: bytes) -> tuple[int, ...]:
        return struct.unpack_from(f"<{len(raw) // 4}I", raw)


def _chain(start: int, table: tuple[int, ...]) -> Iterator[int]:
    """Yield the sectors of a chain; a loop ends where it began."""
    seen: set[int] = set()
    number = start
    while number < len(table) and number < _LAST_REGULAR and number not in seen:
        seen.add(number)
        yield number
        number = table[number]
