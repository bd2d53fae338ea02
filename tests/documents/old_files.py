"""Compound files and BIFF workbooks for tests, built byte by byte."""

import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from assessor.errors import InputError

SECTOR = 512
END, FREE, TABLE = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD
BOF, EOF, CODEPAGE, DATEMODE, FONT, FORMAT, XF, BOUNDSHEET = (
    0x809, 0x0A, 0x42, 0x22, 0x31, 0x41E, 0xE0, 0x85,
)  # fmt: skip
DIMENSIONS, ROW, NUMBER, LABEL, BOOLERR, MERGED, COLINFO, FILEPASS = (
    0x200, 0x208, 0x203, 0x204, 0x205, 0xE5, 0x7D, 0x2F,
)  # fmt: skip
FIRST_OWN_FORMAT = 164


@dataclass(frozen=True, slots=True)
class Error:
    """An error value of a cell, by its number (0x17 is #REF!)."""

    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OldSheet:
    """A sheet; ``formats`` names the number formats of places, ``merges`` are inclusive."""

    name: str
    rows: Sequence[Sequence[object]]
    formats: Mapping[tuple[int, int], str] = field(default_factory=dict)
    merges: Sequence[tuple[int, int, int, int]] = ()
    hidden: bool = False
    hidden_rows: Sequence[int] = ()
    hidden_columns: Sequence[int] = ()


def compound(streams: Mapping[str, bytes], *, inside: str = "") -> bytes:
    """Return a compound file; with ``inside`` the streams stand in a storage of that name."""
    padded = {name: data.ljust(4096, b"\0") for name, data in streams.items()}
    names = list(padded)
    first_child = 2 if inside else 1
    count = -(-(len(names) + first_child) // 4)
    sectors: list[bytes] = []
    table: list[int] = []

    def put(data: bytes) -> int:
        begin = len(sectors)
        number = -(-len(data) // SECTOR)
        for step in range(number):
            sectors.append(data[step * SECTOR : (step + 1) * SECTOR].ljust(SECTOR, b"\0"))
            table.append(begin + step + 1 if step + 1 < number else END)
        return begin

    starts = {name: put(data) for name, data in padded.items()}
    entries = [_entry("Root Entry", 5, child=1, start=END)]
    if inside:
        entries.append(_entry(inside, 1, child=2, start=0))
    for place, name in enumerate(names):
        right = first_child + place + 1 if place + 1 < len(names) else FREE
        entries.append(_entry(name, 2, right=right, start=starts[name], size=len(padded[name])))
    directory = put(b"".join(entries).ljust(count * SECTOR, b"\0"))
    table_start = len(sectors)
    table_sectors = 1
    while (len(sectors) + table_sectors) * 4 > table_sectors * SECTOR:
        table_sectors += 1
    table += [TABLE] * table_sectors
    raw = struct.pack(f"<{len(table)}I", *table)
    raw = raw.ljust(table_sectors * SECTOR, b"\xff")
    numbers = [table_start + step for step in range(table_sectors)]
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
    header += struct.pack("<HHHHH6xIIIIIIIII", 0x3E, 3, 0xFFFE, 9, 6, 0, table_sectors,
                          directory, 0, 4096, END, 0, END, 0)  # fmt: skip
    header += struct.pack("<109I", *(numbers + [FREE] * (109 - len(numbers))))
    return header + b"".join(sectors) + raw


def _entry(
    name: str, kind: int, *, right: int = FREE, child: int = FREE, start: int, size: int = 0
) -> bytes:
    text = name.encode("utf-16-le") + b"\0\0"
    links = struct.pack("<III", FREE, right, child)
    return (
        text.ljust(64, b"\0") + struct.pack("<HBB", len(text), kind, 1) + links + bytes(36)
        + struct.pack("<III", start, size, 0)
    )  # fmt: skip


def old_workbook(
    *sheets: OldSheet,
    version: int = 8,
    codepage: int | None = 1200,
    encoding: str = "gbk",
    encrypted: bool = False,
    from_1904: bool = False,
    bare: bool = False,
) -> bytes:
    """Return an .xls file of BIFF ``version`` 8, or 5 with byte strings in ``encoding``."""
    writer = _Writer(version, encoding)
    codes = sorted({code for sheet in sheets for code in sheet.formats.values()})
    parts = [writer.sheet(sheet, codes) for sheet in sheets]
    start = len(writer.globals(sheets, codes, [0] * len(sheets), codepage, encrypted, from_1904))
    offsets = []
    for part in parts:
        offsets.append(start)
        start += len(part)
    head = writer.globals(sheets, codes, offsets, codepage, encrypted, from_1904)
    stream = head + b"".join(parts)
    if bare:
        return stream
    return compound({"Workbook" if version == 8 else "Book": stream})


class _Writer:
    def __init__(self, version: int, encoding: str) -> None:
        self.unicode = version == 8
        self.number = 0x0600 if self.unicode else 0x0500
        self.encoding = encoding

    def text(self, text: str, size: str) -> bytes:
        if self.unicode:
            return struct.pack(f"<{size}B", len(text), 1) + text.encode("utf-16-le")
        raw = text.encode(self.encoding)
        return struct.pack(f"<{size}", len(raw)) + raw

    def bof(self, kind: int) -> bytes:
        body = struct.pack("<HHHH", self.number, kind, 0x0DBB, 0x07CC)
        return record(BOF, body + (bytes(8) if self.unicode else b""))

    def globals(
        self,
        sheets: Sequence[OldSheet],
        codes: Sequence[str],
        offsets: Sequence[int],
        codepage: int | None,
        encrypted: bool,
        from_1904: bool,
    ) -> bytes:
        parts = [self.bof(5)]
        if encrypted:
            parts.append(record(FILEPASS, struct.pack("<HHH", 0, 1, 2)))
        if codepage is not None:
            parts.append(record(CODEPAGE, struct.pack("<H", codepage)))
        parts.append(record(DATEMODE, struct.pack("<H", int(from_1904))))
        font = struct.pack("<HHHHHBBBB", 200, 0, 0x7FFF, 400, 0, 0, 0, 0, 0)
        parts += [record(FONT, font + self.text("Arial", "B"))] * 5
        for place, code in enumerate(codes):
            size = "H" if self.unicode else "B"
            key = struct.pack("<H", FIRST_OWN_FORMAT + place)
            parts.append(record(FORMAT, key + self.text(code, size)))
        keys = [0] * 16 + [FIRST_OWN_FORMAT + place for place in range(len(codes))]
        for place, key in enumerate(keys):
            kind = 0xFFF5 if place < 15 else 0x0001
            rest = 14 if self.unicode else 10
            parts.append(record(XF, struct.pack("<HHH", 0, key, kind) + bytes(rest)))
        for sheet, offset in zip(sheets, offsets, strict=True):
            head = struct.pack("<IBB", offset, int(sheet.hidden), 0)
            parts.append(record(BOUNDSHEET, head + self.text(sheet.name, "B")))
        parts.append(record(EOF, b""))
        return b"".join(parts)

    def sheet(self, sheet: OldSheet, codes: Sequence[str]) -> bytes:
        width = max((len(row) for row in sheet.rows), default=0)
        parts = [self.bof(0x10)]
        for column in sheet.hidden_columns:
            parts.append(record(COLINFO, struct.pack("<HHHHHH", column, column, 2000, 15, 1, 0)))
        size = "II" if self.unicode else "HH"
        parts.append(
            record(DIMENSIONS, struct.pack(f"<{size}HHH", 0, len(sheet.rows), 0, width, 0))
        )
        for row in range(len(sheet.rows)):
            flags = 0x120 if row in sheet.hidden_rows else 0x100
            parts.append(record(ROW, struct.pack("<HHHHHHHH", row, 0, width, 255, 0, 0, flags, 15)))
        for row, values in enumerate(sheet.rows):
            for column, value in enumerate(values):
                if value is not None:
                    code = sheet.formats.get((row, column))
                    style = 15 if code is None else 16 + list(codes).index(code)
                    parts.append(self.cell(struct.pack("<HHH", row, column, style), value))
        if sheet.merges:
            body = b"".join(struct.pack("<4H", *merge) for merge in sheet.merges)
            parts.append(record(MERGED, struct.pack("<H", len(sheet.merges)) + body))
        parts.append(record(EOF, b""))
        return b"".join(parts)

    def cell(self, head: bytes, value: object) -> bytes:
        if isinstance(value, Error):
            return record(BOOLERR, head + bytes((value.number, 1)))
        if isinstance(value, bool):
            return record(BOOLERR, head + bytes((value, 0)))
        if isinstance(value, int | float):
            return record(NUMBER, head + struct.pack("<d", value))
        return record(LABEL, head + self.text(str(value), "H"))


def record(number: int, body: bytes) -> bytes:
    """Return a BIFF record."""
    return struct.pack("<HH", number, len(body)) + body


def word_head(*, magic: int = 0xA5EC, version: int = 193, flags: int = 0) -> bytes:
    """Return the beginning of a WordDocument stream."""
    return struct.pack("<HH6xH", magic, version, flags) + bytes(20)


def outcome(function, *arguments, **options):
    """Return the InputError that a call raises and what it returns; one of them is None.

    Anything else that is raised fails the test.
    """
    try:
        return None, function(*arguments, **options)
    except InputError as error:
        return error, None
