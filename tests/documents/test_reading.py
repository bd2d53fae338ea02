"""Types by content, encodings, and clear errors for what cannot be read."""

import io
import zipfile
from dataclasses import replace
from datetime import date

import pytest

from assessor.core.limits import Limits
from assessor.documents.reading import read_document
from assessor.errors import InputError
from document_workbooks import workbook

LIMITS = Limits()
TEXT = "绩效指标\n产出指标\t数量指标\t培训场次\t≥5场\n"


@pytest.mark.parametrize(
    "data",
    [
        TEXT.encode("utf-8"),
        b"\xef\xbb\xbf" + TEXT.encode("utf-8"),
        TEXT.encode("gb18030"),
        TEXT.encode("utf-16"),
        b"\xfe\xff" + TEXT.encode("utf-16-be"),
        TEXT.replace("\n", "\r\n").encode("utf-8"),
    ],
    ids=["utf-8", "utf-8-mark", "gb18030", "utf-16-le", "utf-16-be", "crlf"],
)
def test_text_in_every_encoding_gives_the_same_lines(data):
    document = read_document("表.txt", data, limits=LIMITS)
    assert document.kind == "text"
    assert [line.text for line in document.lines()] == TEXT.splitlines()
    assert [line.origin.line for line in document.lines()] == [1, 2]


def test_form_feed_starts_a_page_without_moving_line_numbers():
    lines = read_document("a.txt", "甲\n\f乙丙\n丁".encode(), limits=LIMITS).lines()
    assert [(x.text, x.origin.line, x.page_start) for x in lines] == [
        ("甲", 1, False), ("", 2, False), ("乙丙", 2, True), ("丁", 3, False),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "data", "kind"),
    [
        ("a.txt", b'{"name": "a", "value": "b"}\n', "jsonl"),
        ("a.jsonl", b"oops", "jsonl"),
        ("a.csv", "一级指标,三级指标,指标值\n产出,场次,5\n".encode(), "csv"),
        ("a.txt", "一级指标,三级指标,指标值\n产出,场次,5\n,人数,6\n".encode(), "csv"),
        ("a.csv", "一级指标\t三级指标\t指标值\n产出\t场次\t5\n".encode(), "csv"),
        ("a.csv", "没有分隔符的文字".encode(), "text"),
        ("报告.xlsx", "其实是文字。".encode(), "text"),
        ("a.txt", workbook([["甲"]]), "xlsx"),
    ],
)
def test_type_is_decided_by_content(name, data, kind):
    assert read_document(name, data, limits=LIMITS).kind == kind


def zipped(*names, data=b"x"):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in names:
            archive.writestr(name, data)
    return stream.getvalue()


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "input.empty-file"),
        (b" \r\n\t", "input.empty-file"),
        (b"\xef\xbb\xbf", "input.empty-file"),
        (b"\x00\x01\x02\x03" * 50, "input.binary"),
        (bytes(range(256)) * 4, "input.binary"),
        ("正文" * 50 + "\x01\x02\x03\x04\x05\x06\x07\x08", "input.binary"),
        (b"\xff\xfea", "input.encoding"),
        (b"\x81" * 9, "input.encoding"),
        (b"\xff\xfe\x00\xd8\x00\xd8", "input.encoding"),
        (b"%PDF-1.7 ...", "input.damaged"),
        (b"\x89PNG\r\n\x1a\n....", "input.damaged"),
        (b"<!DOCTYPE html><html></html>", "input.empty-file"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x01" * 600, "input.damaged"),
        (b"Rar!\x1a\x07\x01\x00", "input.format"),
        (b"MZ\x90\x00" + b"\x00" * 60, "input.format"),
        (zipped("word/document.xml"), "input.damaged"),
        (zipped("ppt/presentation.xml"), "input.format"),
        (zipped("OFD.xml"), "input.format"),
        (zipped("a.txt", "b.txt"), "input.format"),
        (zipped(), "input.empty-file"),
        (b"PK\x03\x04 cut off", "input.damaged"),
        (workbook([["甲", "乙"]])[:-300], "input.damaged"),
        (zipped("xl/workbook.xml"), "input.damaged"),
    ],
)
def test_what_cannot_be_read_is_named(data, code):
    data = data.encode() if isinstance(data, str) else data
    with pytest.raises(InputError) as caught:
        read_document("甲 'x'.bin", data, limits=LIMITS)
    assert caught.value.code == code
    assert "甲 'x'.bin" in caught.value.message
    assert caught.value.hint


def test_document_type_declarations_are_refused():
    data = workbook([["甲"]])
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(stream, "w") as new:
        for item in old.namelist():
            part = old.read(item)
            if item.endswith("sheet1.xml"):
                part = b'<!DOCTYPE x [<!ENTITY a "b">]>' + part
            new.writestr(item, part)
    with pytest.raises(InputError) as caught:
        read_document("a.xlsx", stream.getvalue(), limits=LIMITS)
    assert caught.value.code == "input.unsafe-xml"


@pytest.mark.parametrize(
    ("data", "limits"),
    [
        (b"abc", {"file_bytes": 2}),
        (b"a\nb\nc", {"lines": 2}),
        (b"a\tbcdef\tg", {"cell_characters": 3}),
        (workbook([["甲"], ["乙"], ["丙"]]), {"rows_per_sheet": 2}),
        (workbook([["甲", "乙", "丙"]]), {"columns_per_sheet": 2}),
        (workbook([["甲乙丙丁"]]), {"cell_characters": 3}),
        (workbook([["甲"]], [["乙"]]), {"sheets": 1}),
        (workbook([["甲"]]), {"inflated_bytes": 10}),
        (workbook([["甲"]]), {"archive_entries": 2}),
    ],
)
def test_limits_are_kept(data, limits):
    with pytest.raises(InputError) as caught:
        read_document("a", data, limits=replace(LIMITS, **limits))
    assert caught.value.code == "input.limit"


def test_far_cells_are_refused_before_a_grid_is_built():
    sheet = [["甲"]]
    data = workbook(sheet)
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(stream, "w") as new:
        for item in old.namelist():
            part = old.read(item)
            if item.endswith("sheet1.xml"):
                far = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
                part = part.replace(b"</sheetData>", far)
            new.writestr(item, part)
    with pytest.raises(InputError) as caught:
        read_document("a.xlsx", stream.getvalue(), limits=LIMITS)
    assert caught.value.code == "input.limit"


def test_quoted_line_breaks_and_origins_in_csv():
    data = '甲,乙,丙\n"一\n二",三,"四,五"\n六,,七\n'.encode()
    (table,) = read_document("a.csv", data, limits=LIMITS).tables()
    cells = {(cell.row, cell.column): cell for cell in table.cells}
    assert cells[1, 0].text == "一\n二"
    assert cells[1, 2].text == "四,五"
    assert (2, 1) not in cells
    assert cells[2, 0].origin.line == 4


def test_workbook_shows_numbers_as_excel_does():
    rows = [[0.9, 0.955, 3, 3.5, 1234567.5, 12, 0.1 + 0.2, True, date(2025, 12, 31), 40]]
    formats = {
        "A1": "0%", "B1": "0.0%", "D1": "0.00", "E1": "#,##0.00", "F1": '0"万元"',
        "I1": 'yyyy"年"m"月"d"日"', "J1": '"≥"0"人"',
    }  # fmt: skip
    (table,) = read_document("a.xlsx", workbook(rows, formats=formats), limits=LIMITS).tables()
    assert [cell.text for cell in table.cells] == [
        "90%", "95.5%", "3", "3.50", "1,234,567.50", "12万元", "0.3", "是", "2025年12月31日", "≥40人",
    ]  # fmt: skip


def test_merged_cells_and_hidden_sheets_are_marked():
    data = workbook(
        [["甲", None, "丙"], [None, None, "丁"]], [["戊"]], merges=["A1:B2"], hidden=[1]
    )
    document = read_document("a.xlsx", data, limits=LIMITS)
    first, second = document.tables()
    merged = first.cells[0]
    assert (merged.row_span, merged.column_span, merged.is_merged) == (2, 2, True)
    assert not first.cells[1].is_merged
    assert second.hidden
    assert second.cells[0].hidden
    assert document.notices
