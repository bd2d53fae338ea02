"""Web archives and Excel's XML of 2003."""

import base64
from dataclasses import replace

import pytest

from assessor.core.limits import Limits
from assessor.documents.web.html import read_html
from assessor.errors import InputError

LIMITS = Limits()
SPACE = "urn:schemas-microsoft-com:office:spreadsheet"
EXCEL = "urn:schemas-microsoft-com:office:excel"


def part(content, *, location, encoding="utf-8", transfer="base64"):
    body = base64.encodebytes(content.encode(encoding)).decode()
    if transfer == "8bit":
        body = content
    return (
        f"------x\r\nContent-Location: file:///C:/表/{location}\r\n"
        f"Content-Transfer-Encoding: {transfer}\r\nContent-Type: text/html; charset={encoding}\r\n"
        f"\r\n{body}\r\n"
    )


def web_archive(*parts):
    head = 'MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary="----x"\r\n\r\n'
    return (head + "".join(parts) + "------x--\r\n").encode()


def sheet_of(name, place, *, visible="SheetVisible"):
    return (
        f"<x:ExcelWorksheet><x:Name>{name}</x:Name><x:WorksheetSource HRef='{place}'/>"
        f"<x:Visible>{visible}</x:Visible></x:ExcelWorksheet>"
    )


def test_sheets_of_a_web_archive_are_named_and_hidden_ones_marked():
    sheets = sheet_of("目标", "a.files/sheet001.htm")
    sheets += sheet_of("旧表", "a.files/sheet002.htm", visible="SheetHidden")
    main = (
        f"<html xmlns:x='{EXCEL}'><!--[if gte mso 9]><xml><x:ExcelWorkbook>{sheets}"
        "</x:ExcelWorkbook></xml><![endif]--><frameset><frame src=a.files/sheet001.htm></frameset>"
    )
    table = f"<html xmlns:x='{EXCEL}'><table><tr><td>甲<td>乙</table></html>"
    data = web_archive(
        part(main, location="a.htm", encoding="gbk"),
        part(table, location="a.files/sheet001.htm", encoding="gbk"),
        part("<table><tr><td>标签<td>页</table>", location="a.files/tabstrip.htm"),
        part(table, location="a.files/sheet002.htm"),
    )
    document = read_html("a.mht", data, limits=LIMITS)
    assert document.kind == "mhtml"
    assert [(t.name, t.hidden, len(t.cells)) for t in document.tables()] == [
        ("目标", False, 2), ("旧表", True, 2),
    ]  # fmt: skip
    assert any("旧表" in notice for notice in document.notices)


def test_a_saved_page_and_its_frames_are_read():
    data = web_archive(
        part("<p>首页</p>", location="a.htm"), part("<p>框架内</p>", location="f.htm")
    )
    lines = read_html("a.mht", data, limits=LIMITS).lines()
    assert [line.text for line in lines] == ["首页", "框架内"]
    assert [line.origin.line for line in lines] == [1, 2]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (web_archive(), "input.damaged"),
        (web_archive(part("<p></p>", location="a.htm")), "input.empty-file"),
        (
            b"MIME-Version: 1.0\n"
            + b"".join(
                b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (n, n)
                for n in range(2_000)
            )
            + b"Content-Type: text/html\n\n<p>x",
            "input.damaged",
        ),
    ],
    ids=["no-page", "no-text", "nested"],
)
def test_broken_web_archives_are_refused(data, code):
    with pytest.raises(InputError) as caught:
        read_html("a.mht", data, limits=LIMITS)
    assert caught.value.code == code


def workbook(*sheets, styles=""):
    return (
        f"<?xml version='1.0'?><?mso-application progid='Excel.Sheet'?><Workbook xmlns='{SPACE}' "
        f"xmlns:ss='{SPACE}' xmlns:x='{EXCEL}'><Styles>{styles}</Styles>{''.join(sheets)}</Workbook>"
    )


def worksheet(rows, *, name="表", options=""):
    return f"<Worksheet ss:Name='{name}'><Table>{rows}</Table>{options}</Worksheet>"


def cell(value, *, kind="String", **attributes):
    written = " ".join(f"ss:{key}='{value}'" for key, value in attributes.items())
    return f"<Cell {written}><Data ss:Type='{kind}'>{value}</Data></Cell>"


def read_xml(text, *, encoding="utf-8", limits=LIMITS):
    return read_html("a.xls", text.encode(encoding), limits=limits)


def test_places_merges_and_hidden_rows_of_xml_spreadsheets():
    rows = (
        "<Column ss:Index='2' ss:Hidden='1'/>"
        f"<Row>{cell('题&#10;二', MergeAcross=2)}{cell('后')}</Row>"
        f"<Row ss:Index='4'>{cell('产出', MergeDown=1)}"
        f"{cell('数量')}{cell('场次')}</Row>"
        f"<Row ss:Hidden='1'>{cell('盖住')}{cell('质量', Index=3)}</Row>"
    )
    hidden = f"<WorksheetOptions xmlns='{EXCEL}'><Visible>SheetHidden</Visible></WorksheetOptions>"
    document = read_xml(workbook(worksheet(rows), worksheet(f"<Row>{cell('旧')}</Row>",
                                                            name="乙", options=hidden)))  # fmt: skip
    first, second = document.tables()
    assert document.kind == "xml-spreadsheet"
    assert [(c.row, c.column, c.row_span, c.column_span, c.text, c.hidden) for c in first.cells] == [
        (0, 0, 1, 3, "题\n二", False), (0, 3, 1, 1, "后", False), (3, 0, 2, 1, "产出", False),
        (3, 1, 1, 1, "数量", True), (3, 2, 1, 1, "场次", False), (4, 2, 1, 1, "质量", True),
    ]  # fmt: skip
    assert (first.row_count, first.column_count, first.name) == (5, 4, "表")
    assert (second.hidden, second.cells[0].hidden, second.cells[0].origin.sheet) == (
        True, True, "乙",
    )  # fmt: skip


def test_values_are_shown_in_their_format():
    styles = (
        "<Style ss:ID='p'><NumberFormat ss:Format='0%'/></Style><Style ss:ID='q' ss:Parent='p'/>"
        "<Style ss:ID='f'><NumberFormat ss:Format='Fixed'/></Style>"
        "<Style ss:ID='d'><NumberFormat ss:Format='yyyy&quot;年&quot;m&quot;月&quot;'/></Style>"
    )
    row = "".join(
        [
            cell("0.9", kind="Number", StyleID="q"),
            cell("3", kind="Number", StyleID="f"),
            cell("2025-12-31T00:00:00.000", kind="DateTime", StyleID="d"),
            cell("12", kind="Number"),
            "<Cell><ss:Data ss:Type='String' xmlns='http://www.w3.org/TR/REC-html40'><B>粗</B>体"
            "</ss:Data><Comment><ss:Data>批注</ss:Data></Comment></Cell>",
        ]
    )
    (table,) = read_xml(workbook(worksheet(f"<Row>{row}</Row>"), styles=styles)).tables()
    assert [c.text for c in table.cells] == ["90%", "3.00", "2025年12月", "12", "粗体"]


def test_unescaped_signs_are_read_as_text_with_a_notice():
    document = read_xml(workbook(worksheet(f"<Row>{cell('甲 & 乙 < 3&nbsp;%')}</Row>")),
                        encoding="gb18030")  # fmt: skip
    assert document.tables()[0].cells[0].text == "甲 & 乙 < 3\xa0%"
    assert document.notices


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (workbook(worksheet(f"<Row>{cell('甲')}</Row>"))[:-30], "input.damaged"),
        (workbook(worksheet("<Row/>")), "input.empty-file"),
        (
            "<?xml version='1.0'?><!DOCTYPE x [<!ENTITY a 'b'>]>" + workbook()[21:],
            "input.unsafe-xml",
        ),
        (workbook(worksheet(f"<Row ss:Index='999999999'>{cell('甲')}</Row>")), "input.limit"),
        (
            workbook(worksheet(f"<Row>{cell('甲', Index=501)}</Row>")),
            "input.limit",
        ),
        (workbook(worksheet("<Row><Cell>" + "<a>" * 300)), "input.limit"),
    ],
)
def test_broken_and_oversized_xml_spreadsheets_are_refused(text, code):
    with pytest.raises(InputError) as caught:
        read_xml(text)
    assert caught.value.code == code
    assert caught.value.hint


@pytest.mark.parametrize("limits", [{"cells": 1}, {"sheets": 1}, {"cell_characters": 2}])
def test_limits_of_xml_spreadsheets(limits):
    sheet = worksheet(f"<Row>{cell('甲乙丙')}{cell('丁')}</Row>")
    with pytest.raises(InputError) as caught:
        read_xml(workbook(sheet, sheet), limits=replace(LIMITS, **limits))
    assert caught.value.code == "input.limit"


def test_merges_never_reach_past_the_sheet():
    rows = f"<Row>{cell('甲', MergeAcross=99999999, MergeDown=99999999)}</Row>"
    (table,) = read_xml(workbook(worksheet(rows))).tables()
    assert (table.cells[0].row_span, table.row_count) == (1, 1)
    assert table.cells[0].column_span <= LIMITS.columns_per_sheet
