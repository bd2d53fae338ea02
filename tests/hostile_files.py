"""Hostile files for tests, and sound ones to spoil, built in code."""

import io
import re
import struct
import sys
import zipfile
import zlib
from collections.abc import Mapping
from pathlib import Path

# The builders of small files stand beside the tests of the readers.
sys.path.insert(0, str(Path(__file__).parent / "documents"))

from old_files import OldSheet, compound, old_workbook

from document_word import cell, paragraph, row, table, unzipped, word_file, zipped
from document_workbooks import workbook
from pdf_pages import Sheet, pdf

FORMS = Path(__file__).parent / "forms"
SHEET = "xl/worksheets/sheet1.xml"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
HEADER = ("一级指标", "二级指标", "三级指标", "指标值")
ROW = ("产出指标", "数量指标", "培训场次", "≥5场")
CSV = f"{','.join(HEADER)}\n{','.join(ROW)}\n"
LAUGHS = "<!DOCTYPE a [<!ENTITY a0 'ha'>" + "".join(
    f"<!ENTITY a{n} '{f'&a{n - 1};' * 10}'>" for n in range(1, 12)
) + "]>"  # fmt: skip
OUTSIDE = "<!DOCTYPE a [<!ENTITY a11 SYSTEM 'file:///etc/passwd'>]>"
DEEP = 100_000


def good_csv() -> bytes:
    """Return a form of one indicator."""
    return CSV.encode()


def good_xlsx() -> bytes:
    """Return a form of one indicator."""
    return workbook([HEADER, ROW])


def good_docx(*, before: str = "", value: str = ROW[3]) -> bytes:
    """Return a form of one indicator; ``before`` is XML put before the table."""
    return word_file(before + table(row(*HEADER), row(*ROW[:3], value)))


def good_pdf(password: str | None = None) -> bytes:
    """Return a form of one indicator."""
    sheet = Sheet().grid([50, 150, 250, 400, 540], [100, 130, 160])
    for number, line in enumerate((HEADER, ROW)):
        sheet.row(108 + 30 * number, dict(zip((55, 155, 255, 405), line, strict=True)))
    return pdf(sheet, password=password)


def good_html(*, head: str = "", body: str = "", value: str = ROW[3]) -> bytes:
    """Return a form of one indicator."""
    lines = "".join(
        "<tr>" + "".join(f"<td>{text}</td>" for text in line) + "</tr>"
        for line in (HEADER, (*ROW[:3], value))
    )
    return (
        f"<html><head><meta charset='utf-8'>{head}</head><body>{body}<table>{lines}</table>"
        "</body></html>"
    ).encode()


def good_xls(*, encrypted: bool = False) -> bytes:
    """Return a form of one indicator."""
    return old_workbook(OldSheet(name="表", rows=[HEADER, ROW]), encrypted=encrypted)


def good_rtf(*, before: str = "") -> bytes:
    """Return a form of one indicator."""
    lines = []
    for line in (HEADER, ROW):
        edges = "".join(f"\\cellx{2000 * n}" for n in range(1, 5))
        texts = "".join(f"{_rtf(text)}\\cell " for text in line)
        lines.append(f"\\trowd{edges} {texts}\\row\n")
    return ("{\\rtf1\\ansi " + before + "".join(lines) + "\\pard\\par}").encode()


def good_odt(*, body: str = "", doctype: str = "", manifest: str = "") -> bytes:
    """Return a form of one indicator."""
    base = "urn:oasis:names:tc:opendocument:xmlns"
    names = ("office", "text", "table")
    spaces = " ".join(f'xmlns:{name}="{base}:{name}:1.0"' for name in names)
    spaces += f' xmlns:draw="{base}:drawing:1.0" xmlns:xlink="http://www.w3.org/1999/xlink"'
    lines = "".join(
        "<table:table-row>"
        + "".join(f"<table:table-cell><text:p>{text}</text:p></table:table-cell>" for text in line)
        + "</table:table-row>"
        for line in (HEADER, ROW)
    )
    grid = f'<table:table table:name="表">{"<table:table-column/>" * 4}{lines}</table:table>'
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?>{doctype}<office:document-content {spaces} '
        f'office:version="1.2"><office:body><office:text>{body}{grid}</office:text></office:body>'
        "</office:document-content>"
    )
    kind = "application/vnd.oasis.opendocument.text"
    listed = (
        f'<manifest:manifest xmlns:manifest="{base}:manifest:1.0" manifest:version="1.2">'
        f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{kind}"/>'
        '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml">'
        f"{manifest}</manifest:file-entry></manifest:manifest>"
    )
    return zipped(
        {
            "mimetype": kind.encode(),
            "content.xml": content.encode(),
            "META-INF/manifest.xml": listed.encode(),
        }
    )


def good_mht() -> bytes:
    """Return a form of one indicator."""
    head = (
        "MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=xx\r\n\r\n--xx\r\n"
        'Content-Type: text/html; charset="utf-8"\r\nContent-Transfer-Encoding: 8bit\r\n\r\n'
    )
    return head.encode() + good_html() + b"\r\n--xx--\r\n"


def good_xml_spreadsheet(*, doctype: str = "", extra: str = "") -> bytes:
    """Return a form of one indicator as Excel's XML of 2003."""
    lines = "".join(
        "<Row>"
        + "".join(f'<Cell><Data ss:Type="String">{text}</Data></Cell>' for text in line)
        + "</Row>"
        for line in (HEADER, ROW)
    )
    space = "urn:schemas-microsoft-com:office:spreadsheet"
    return (
        f'<?xml version="1.0"?>{doctype}<Workbook xmlns="{space}" xmlns:ss="{space}">'
        f'<Worksheet ss:Name="表"><Table>{lines}{extra}</Table></Worksheet></Workbook>'
    ).encode()


def _rtf(text: str) -> str:
    return "".join(f"\\u{ord(letter)}?" for letter in text)


def png(width: int, height: int, *, rows: int = 0) -> bytes:
    """Return a white picture that declares a size and holds some of its rows."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        check = zlib.crc32(kind + data)
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", check)

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    pixels = zlib.compress((b"\0" + b"\xff" * width) * rows)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")
    )


# Locked files


def locked_package() -> bytes:
    """Return a container as Office writes it for a document with a password."""
    info = struct.pack("<HHI", 4, 4, 0x40) + b"<encryption/>"
    sealed = struct.pack("<Q", 5_000) + bytes(n * 7 % 256 for n in range(5_008))
    return compound({"EncryptionInfo": info, "EncryptedPackage": sealed})


def locked_member() -> bytes:
    """Return an archive with a plain member and one that wants a password."""
    data = bytearray(zipped({"甲.csv": good_csv(), "乙.csv": good_csv()}))
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.rfind(mark) + place] |= 1
    return bytes(data)


def form(name: str) -> bytes:
    """Return one of the sample forms."""
    (path,) = FORMS.glob(f"*/{name}")
    return path.read_bytes()


# Files with macros and links


def with_macros() -> bytes:
    """Return a workbook with a part of macros."""
    parts = unzipped(good_xlsx())
    kinds = parts["[Content_Types].xml"].replace(
        b"spreadsheetml.sheet.main", b"sheet.macroEnabled.main"
    )
    return zipped({**parts, "[Content_Types].xml": kinds, "xl/vbaProject.bin": b"\xd0\xcf\x11\xe0"})


def linked_xlsx(address: str) -> bytes:
    """Return a workbook whose formulas, links and pictures lie elsewhere."""
    book = workbook(
        [HEADER, ROW],
        [["=1", "=2", "=3"]],
    )
    parts = unzipped(book)
    formulas = "".join(
        f'<c r="{column}9" t="str"><f>{formula}</f><v>{shown}</v></c>'
        for column, formula, shown in (
            ("A", f"HYPERLINK(&quot;{address}/h&quot;,&quot;点我&quot;)", "点我"),
            ("B", "cmd|'/C calc'!A0", "42"),
            ("C", f"WEBSERVICE(&quot;{address}/w&quot;)", "x"),
            ("D", f"'[{address}/b.xlsx]表'!A1", "y"),
        )
    )
    main = parts[SHEET].decode().replace("</sheetData>", f'<row r="9">{formulas}</row></sheetData>')
    return zipped(
        {
            **parts, SHEET: main.encode(),
            "xl/externalLinks/externalLink1.xml": f'<externalLink xmlns="{MAIN}"/>'.encode(),
            "xl/externalLinks/_rels/externalLink1.xml.rels": _relations(f"{address}/b.xlsx"),
            "xl/worksheets/_rels/sheet1.xml.rels": _relations(f"{address}/i.png"),
        }
    )  # fmt: skip


def linked_docx(address: str) -> bytes:
    """Return a document whose template, picture and fields lie elsewhere."""
    fields = "".join(
        f'<w:p><w:fldSimple w:instr="{what} &quot;{address}/{what}&quot;">'
        "<w:r><w:t>旧文字</w:t></w:r></w:fldSimple></w:p>"
        for what in ("INCLUDETEXT", "INCLUDEPICTURE", "DDEAUTO", "HYPERLINK")
    )
    relations = {
        f"word/_rels/{name}.xml.rels": _relations(f"{address}/{name}")
        for name in ("settings", "header1")
    }
    parts = unzipped(good_docx(before=fields))
    return zipped(
        {**parts, **relations, "word/_rels/document.xml.rels": _relations(f"{address}/d.png")}
    )


def linked_html(address: str) -> bytes:
    """Return a page whose parts lie elsewhere."""
    head = (
        f'<base href="{address}/"><link rel="stylesheet" href="{address}/s.css"><script src="{address}/x.js">'
        f'</script><meta http-equiv="refresh" content="0;url={address}/r"><style>@import "{address}/i.css";</style>'
    )
    body = (
        f'<img src="{address}/i.png"><iframe src="{address}/f"></iframe><object data="{address}/o">'
        f'</object><embed src="{address}/e"><svg><image href="{address}/g"/><use href="{address}/u"/></svg>'
    )
    return good_html(head=head, body=body)


def linked_rtf(address: str) -> bytes:
    """Return a document whose picture and template lie elsewhere."""
    field = f'{{\\field{{\\*\\fldinst INCLUDEPICTURE "{address}/p.png" \\\\d}}{{\\fldrslt x}}}}'
    return good_rtf(before=f"{{\\*\\template {address}/t.dotm}}{field}")


def linked_odt(address: str) -> bytes:
    """Return a document whose picture and section lie elsewhere."""
    body = (
        f'<text:p><draw:frame><draw:image xlink:href="{address}/p.png"/></draw:frame></text:p>'
        f'<text:section text:name="s"><text:section-source xlink:href="{address}/s.odt"/><text:p>旧文字</text:p></text:section>'
    )
    return good_odt(body=body)


def _relations(target: str) -> bytes:
    space = "http://schemas.openxmlformats.org/package/2006/relationships"
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/image"
    return (
        f'<Relationships xmlns="{space}"><Relationship Id="r9" Type="{kind}" Target="{target}" '
        'TargetMode="External"/></Relationships>'
    ).encode()


def linked(address: str) -> Mapping[str, bytes]:
    """Return files that refer to an address in every way, by name."""
    return {
        "链接.xlsx": linked_xlsx(address), "链接.docx": linked_docx(address),
        "链接.html": linked_html(address), "链接.rtf": linked_rtf(address),
        "链接.odt": linked_odt(address),
    }  # fmt: skip


# Too large


def replaced_sheet(body: str) -> bytes:
    """Return a workbook whose sheet is this XML."""
    sheet = f'<worksheet xmlns="{MAIN}">{body}</worksheet>'
    return zipped({**unzipped(good_xlsx()), SHEET: sheet.encode()})


def inline(place: str, text: str) -> str:
    """Return a cell with its text inside."""
    return f'<c r="{place}" t="inlineStr"><is><t>{text}</t></is></c>'


def wide_dimension() -> bytes:
    """Return a sheet that claims every cell there can be, and holds ten."""
    lines = (HEADER, ROW, ("", "", *ROW[2:]))
    rows = "".join(
        f'<row r="{number}">'
        + "".join(inline(f"{'ABCD'[at]}{number}", text) for at, text in enumerate(line) if text)
        + "</row>"
        for number, line in enumerate(lines, start=1)
    )
    return replaced_sheet(f'<dimension ref="A1:XFD1048576"/><sheetData>{rows}</sheetData>')


def far_corners() -> bytes:
    """Return a sheet of two cells, as far apart as can be."""
    far = f'<row r="1048576">{inline("XFD1048576", "≥5场")}</row>'
    return replaced_sheet(f'<sheetData><row r="1">{inline("A1", "指标值")}</row>{far}</sheetData>')


def huge_cell(text: str) -> bytes:
    """Return a workbook whose cell B2 is this text."""
    return replaced_sheet(f'<sheetData><row r="2">{inline("B2", text)}</row></sheetData>')


# Bombs


def zeros(size: int) -> bytes:
    """Return an archive with one member of zeros."""
    stream = io.BytesIO()
    with (
        zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive,
        archive.open("甲.csv", "w") as member,
    ):
        for _ in range(size // 1_000_000):
            member.write(bytes(1_000_000))
    return stream.getvalue()


def overlapping() -> bytes:
    """Return an archive whose members are all the same bytes."""
    content = zlib.compress(bytes(1_000_000))[2:-4]
    common = struct.pack(
        "<5H3I2H", 20, 0, 8, 0, 0, zlib.crc32(bytes(1_000_000)), len(content), 1_000_000, 5, 0
    )
    local = b"PK\x03\x04" + common + b"a.csv" + content
    entry = b"PK\x01\x02\x14\x00" + common + struct.pack("<3H2I", 0, 0, 0, 0, 0) + b"a.csv"
    end = struct.pack("<4H2IH", 0, 0, 500, 500, 500 * len(entry), len(local), 0)
    return local + entry * 500 + b"PK\x05\x06" + end


def crowded() -> bytes:
    """Return an archive of 100,000 empty members."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for number in range(100_000):
            archive.writestr(zipfile.ZipInfo(f"{number}.csv"), b"")
    return stream.getvalue()


def dense_xlsx() -> bytes:
    """Return a workbook whose sheet is 60 MB of blanks."""
    return replaced_sheet("<sheetData>" + " " * 60_000_000 + "</sheetData>")


def lying_xlsx() -> bytes:
    """Return a workbook that declares 100 bytes for a sheet of 30 MB."""
    data = replaced_sheet("<sheetData>" + " " * 30_000_000 + "</sheetData>")
    size = struct.pack("<I", len(unzipped(data)[SHEET]))
    return data.replace(size, struct.pack("<I", 100))


def with_doctype(data: bytes, part: str, doctype: str, *, text: str = "甲") -> bytes:
    """Return an office file in which a part declares entities and uses them."""
    parts = unzipped(data)
    content = re.sub(rb"^<\?xml[^>]*\?>\s*", b"", parts[part])
    content = content.replace(text.encode(), b"&a11;")
    return zipped({**parts, part: doctype.encode() + content})


def nested(tag: str, inside: str = "x") -> str:
    """Return an element inside itself, very often."""
    return f"<{tag}>" * DEEP + inside + f"</{tag}>" * DEEP


def looping_pdf() -> bytes:
    """Return a PDF whose tree of pages holds itself."""
    return re.sub(rb"/Kids \[(\d+) 0 R", rb"/Kids [2 0 R \1 0 R", good_pdf())


def tables_in_tables(depth: int) -> str:
    """Return a form in a table in a table and so on."""
    content = table(row(*HEADER), row(*ROW))
    for _ in range(depth):
        content = table(row(cell(content + paragraph("")), "甲"))
    return content
