"""Whatever the bytes, markup, text and archives give a sound document or an InputError."""

import io
import random
import zipfile

import pytest

from assessor.core.limits import Limits
from assessor.documents.archive import is_archive, list_members, read_member
from assessor.documents.encoding import decode_text
from assessor.documents.plain.text import read_text
from assessor.documents.web.html import looks_like_markup, read_html
from assessor.documents.web.mime import read_mhtml
from assessor.documents.web.workbook import read_xml_spreadsheet
from assessor.errors import InputError

LIMITS = Limits(cells=20_000, lines=5_000, inflated_bytes=5_000_000)
ROUNDS = 400
PAGE = (
    "<html><style>.a{display:none}</style><table><caption>题</caption><thead><tr><th rowspan=2>甲"
    "<th colspan=3>乙</thead><tfoot><tr><td>尾</tfoot><tbody><tr><td>一<table><tr><td>内<td>层"
    "</table><td hidden>二</table><ol start=2><li>项<ul><li>子</ul></ol><select><option>选"
    "</select><textarea>文\n字</textarea><pre>a  b</pre><h1>目标</h1>"
).encode()
ARCHIVE = (
    b'MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary="b"\r\n\r\n--b\r\n'
    b"Content-Type: text/html; charset=gbk\r\nContent-Location: a.htm\r\n\r\n"
    + PAGE
    + b"\r\n--b\r\n"
    b"Content-Type: text/html\r\nContent-Transfer-Encoding: base64\r\n\r\nPHA+YQ==\r\n--b--\r\n"
)
SHEET = (
    "<?xml version='1.0'?><Workbook xmlns='urn:schemas-microsoft-com:office:spreadsheet' "
    "xmlns:ss='urn:schemas-microsoft-com:office:spreadsheet'><Styles><Style ss:ID='a'><NumberFormat"
    " ss:Format='0%'/></Style></Styles><Worksheet ss:Name='表'><Table><Column ss:Hidden='1'/><Row>"
    "<Cell ss:MergeAcross='2' ss:MergeDown='1'><Data ss:Type='String'>题</Data></Cell></Row>"
    "<Row ss:Index='3'><Cell ss:StyleID='a'><Data ss:Type='Number'>0.9</Data></Cell></Row></Table>"
    "</Worksheet></Workbook>"
).encode()
TEXTS = tuple(
    text.encode(codec)
    for text in (
        "前文\n| 指标 | 值 |\n|---|:--:|\n| 场次 | ≥5 |\n",
        "┌────┬────┬──┐\n│一级│三级│值│\n├────┼────┼──┤\n│产出│场次│5 │\n│    ├────┼──┤\n│指标│人数│6 │\n└────┴────┴──┘",
        "一级  二级  三级\n产出  数量  场次\n产出  质量  合格\n效益  社会  知晓\n",
        '甲,"一\n二",丙\n1,"2"x,3\n',
    )
    for codec in ("utf-8", "gb18030", "utf-16")
)
PIECES = (
    b"<table>", b"</table>", b"<tr>", b"<td rowspan=3>", b"<td colspan=9>", b"<caption>", b"<thead>",
    b"<li>", b"</ol>", b"<select>", b"<pre>", b"<style>", b"<!--", b"<![CDATA[", b"<frameset>",
    b"<svg>", b"<plaintext>", b"&#0;", b"&#x110000;", b"'", b'"', b"\x00", b"\xff", b"--b\r\n",
    b"<Row ss:Index='9'>", b"<Cell ss:MergeDown='99999999'>", b"</Cell>", b"ss:Index='-1'", b"1e999",
    b"<Column ss:Span='999999999' ss:Hidden='1'/>", b"&", b"<", b"|", b"+--+", b"\r", b"  ", b",",
    b"PK\x01\x02", b"PK\x05\x06", b"\xff\xff\xff\xff", "│".encode(), "├".encode(), "甲".encode(),
)  # fmt: skip


def mutated(data, source):
    changed = bytearray(data)
    for _ in range(source.randint(1, 10)):
        place = source.randrange(len(changed) + 1)
        match source.randrange(5):
            case 0 if place < len(changed):
                changed[place] = source.randrange(256)
            case 1:
                del changed[place : place + source.randint(1, 40)]
            case 2:
                changed[place:place] = changed[place : place + source.randint(1, 80)]
            case _:
                changed[place:place] = source.choice(PIECES)
    return bytes(changed)


def assert_sound(document):
    """No two cells of a table cover the same place, and none reaches out of it."""
    for table in document.tables():
        covered = set()
        for cell in table.cells:
            assert cell.row + cell.row_span <= table.row_count
            assert cell.column + cell.column_span <= table.column_count
            places = {
                (row, column)
                for row in range(cell.row, cell.row + cell.row_span)
                for column in range(cell.column, cell.column + cell.column_span)
            }
            assert not places & covered
            covered |= places


def refused_or(call):
    """Run a reader; anything but a result or an explained InputError fails the test."""
    try:
        return call()
    except InputError as error:
        refusal = error
    assert refusal.message
    assert refusal.hint
    assert refusal.code.startswith("input.")
    return None


def read_plain(data):
    decoded = decode_text(data, name="a")
    assert_sound(read_text(decoded.text, name="a.txt", limits=LIMITS))
    assert_sound(read_text(decoded.text, name="a.csv", limits=LIMITS))


def read_members(data):
    is_archive(data)
    for member in list_members("a", data, limits=LIMITS):
        refused_or(lambda member=member: read_member(data, member.index, limits=LIMITS))


def zip_sample():
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("甲/乙.txt", "内容" * 50)
        archive.writestr("b.docx", b"x" * 100)
    return stream.getvalue()


@pytest.mark.parametrize(
    ("samples", "read"),
    [
        ((PAGE,), lambda data: assert_sound(read_html("a", data, limits=LIMITS))),
        ((ARCHIVE,), lambda data: assert_sound(read_mhtml("a", data, limits=LIMITS))),
        ((SHEET,), lambda data: assert_sound(read_xml_spreadsheet("a", data, limits=LIMITS))),
        (TEXTS, read_plain),
        ((zip_sample(),), read_members),
    ],
    ids=["page", "web-archive", "xml-spreadsheet", "text", "zip"],
)
def test_mutated_samples(samples, read):
    source = random.Random(20261121)
    for sample in samples:
        refused_or(lambda sample=sample: read(sample))
    for _ in range(ROUNDS):
        data = mutated(source.choice(samples), source)
        refused_or(lambda data=data: read(data))


def test_samples_cut_anywhere():
    for step, sample in enumerate((PAGE, ARCHIVE, SHEET, zip_sample())):
        for end in range(step, len(sample), 17):
            data = sample[:end]
            looks_like_markup(data)
            refused_or(lambda data=data: read_html("a", data, limits=LIMITS))
            refused_or(lambda data=data: read_mhtml("a", data, limits=LIMITS))
            refused_or(lambda data=data: read_xml_spreadsheet("a", data, limits=LIMITS))
            refused_or(lambda data=data: read_members(data))


def test_random_bytes():
    source = random.Random(7)
    for size in range(ROUNDS):
        data = source.randbytes(size)
        for read in (read_html, read_mhtml, read_xml_spreadsheet):
            refused_or(lambda read=read, data=data: read("a", data, limits=LIMITS))
        refused_or(lambda data=data: read_plain(data))
        refused_or(lambda data=data: read_members(data))
