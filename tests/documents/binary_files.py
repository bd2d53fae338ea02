"""An .xlsb workbook for tests, built record by record."""

import struct

from document_word import zipped

RELATIONS = (
    '<?xml version="1.0" encoding="UTF-8"?>'
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    "{}</Relationships>"
)
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
TYPES = (
    '<?xml version="1.0" encoding="UTF-8"?>'
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" '
    'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="bin" ContentType="application/vnd.ms-excel.sheet.binary.main"/>'
    '<Override PartName="/xl/workbook.bin" '
    'ContentType="application/vnd.ms-excel.sheet.binary.macroEnabled.main"/>'
    '<Override PartName="/xl/worksheets/sheet1.bin" ContentType="application/vnd.ms-excel.worksheet"/>'
    '<Override PartName="/xl/styles.bin" ContentType="application/vnd.ms-excel.styles"/>'
    '<Override PartName="/xl/sharedStrings.bin" ContentType="application/vnd.ms-excel.sharedStrings"/>'
    "</Types>"
)


def variable(number):
    """Return a number as seven bits a byte."""
    out = bytearray()
    while True:
        byte, number = number & 0x7F, number >> 7
        out.append(byte | (0x80 if number else 0))
        if not number:
            return bytes(out)


def record(number, body=b""):
    """Return a record."""
    return variable(number) + variable(len(body)) + body


def text(value):
    """Return a text with its length."""
    return struct.pack("<I", len(value)) + value.encode("utf-16-le")


def cell(number, column, body, style=0):
    """Return a cell record."""
    return record(number, struct.pack("<II", column, style) + body)


def row(number, *, hidden=False):
    """Return the record that begins a row."""
    flags = 0x10 if hidden else 0
    head = struct.pack("<IIHBBB", number, 0, 300, 0, flags, 0)
    return record(0, head + struct.pack("<I", 0))


def parts():
    """Return the parts of a small form by their names."""
    workbook = b"".join(
        (
            record(131),
            record(153, struct.pack("<III", 0, 0, 0)),
            record(143),
            record(156, struct.pack("<II", 0, 1) + text("rId1") + text("绩效表")),
            record(144),
            record(132),
        )
    )
    formats = struct.pack("<H", 164) + text('"≥"#,##0"人"')
    styles = b"".join(
        (
            record(278),
            record(615, struct.pack("<I", 1)), record(44, formats), record(616),
            record(626, struct.pack("<I", 1)), record(47, struct.pack("<HH12x", 0xFFFF, 0)),
            record(627),
            record(617, struct.pack("<I", 4)),
            *(record(47, struct.pack("<HH12x", 0, key)) for key in (0, 164, 10, 31)),
            record(618),
            record(279),
        )
    )  # fmt: skip
    shared = (
        record(159, struct.pack("<II", 2, 2))
        + record(19, b"\0" + text("一级指标"))
        + record(19, b"\0" + text("产出指标"))
        + record(160)
    )
    sheet = b"".join(
        (
            record(129),
            record(148, struct.pack("<4I", 0, 4, 0, 3)),
            record(390), record(60, struct.pack("<IIIIHB", 3, 3, 2000, 0, 1, 0)), record(391),
            record(145),
            row(0), cell(7, 0, struct.pack("<I", 0)), cell(6, 1, text("指标值")),
            row(1), cell(7, 0, struct.pack("<I", 1)), cell(5, 1, struct.pack("<d", 1200), 1),
            row(2, hidden=True), cell(2, 1, struct.pack("<I", (95 << 2) | 3), 2),
            cell(4, 2, b"\x01"), cell(3, 3, b"\x17"),
            row(3), cell(9, 1, struct.pack("<dHIH", 46022, 0, 0, 0), 3),
            cell(8, 2, text("合计") + struct.pack("<HII", 0, 0, 0)),
            record(146),
            record(177, struct.pack("<I", 1)), record(176, struct.pack("<4I", 1, 3, 0, 0)),
            record(178),
            record(130),
        )
    )  # fmt: skip
    links = "".join(
        f'<Relationship Id="rId{n}" Type="{OFFICE}/{kind}" Target="{target}"/>'
        for n, kind, target in (
            (1, "worksheet", "worksheets/sheet1.bin"), (2, "styles", "styles.bin"),
            (3, "sharedStrings", "sharedStrings.bin"),
        )
    )  # fmt: skip
    main = f'<Relationship Id="rId1" Type="{OFFICE}/officeDocument" Target="xl/workbook.bin"/>'
    return {
        "[Content_Types].xml": TYPES.encode(),
        "_rels/.rels": RELATIONS.format(main).encode(),
        "xl/workbook.bin": workbook,
        "xl/_rels/workbook.bin.rels": RELATIONS.format(links).encode(),
        "xl/styles.bin": styles,
        "xl/sharedStrings.bin": shared,
        "xl/worksheets/sheet1.bin": sheet,
    }


def binary_workbook():
    """Return the small form as a file."""
    return zipped(parts())
