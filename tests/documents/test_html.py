"""Web pages: exact grids, text as shown, layout tables, hidden parts, bounds."""

from dataclasses import replace

import pytest

from assessor.core.limits import Limits
from assessor.documents.document import Line
from assessor.documents.web.html import looks_like_markup, read_html
from assessor.errors import InputError

LIMITS = Limits()


def read(text, *, encoding="utf-8", limits=LIMITS):
    data = text if isinstance(text, bytes) else text.encode(encoding)
    return read_html("页.html", data, limits=limits)


def grid(table):
    """Return (row, column, row span, column span, text) of every cell."""
    return [(c.row, c.column, c.row_span, c.column_span, c.text) for c in table.cells]


def texts(document):
    """Return the text of lines, and of tables the list of their texts."""
    return [
        b.text if isinstance(b, Line) else [cell.text for cell in b.cells] for b in document.blocks
    ]


def test_spans_cover_the_places_that_a_browser_gives_them():
    (table,) = read(
        "<table><tr><td rowspan=2>产出<td>数量<td>场次<tr><td>质量<td>合格率"
        "<tr><td colspan=2>效益<td>满意度</table>"
    ).tables()
    assert grid(table) == [
        (0, 0, 2, 1, "产出"), (0, 1, 1, 1, "数量"), (0, 2, 1, 1, "场次"), (1, 1, 1, 1, "质量"),
        (1, 2, 1, 1, "合格率"), (2, 0, 1, 2, "效益"), (2, 2, 1, 1, "满意度"),
    ]  # fmt: skip
    assert (table.row_count, table.column_count) == (3, 3)
    assert table.cells[3].origin.row == 2
    assert table.cells[3].origin.table == 1


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ("<tr><td rowspan=0>甲<td>乙<tr><td>丙<tr><td>丁", (0, 0, 3, 1, "甲")),
        ("<tr><td rowspan=9>甲<td>乙<tr><td>丙", (0, 0, 2, 1, "甲")),
        ("<tr><td colspan=1000000>甲<tr><td>乙<td>丙", (0, 0, 1, 2, "甲")),
        ("<tr><td colspan=0>甲<td>乙<tr><td>丙<td>丁", (0, 0, 1, 1, "甲")),
        ("<tr><td colspan='2x'>甲<td>乙<tr><td>丙<td>丁<td>戊", (0, 0, 1, 2, "甲")),
        ("<tr><td colspan=-3>甲<td>乙<tr><td>丙<td>丁", (0, 0, 1, 1, "甲")),
        ("<tbody><tr><td rowspan=5>甲<td>乙<tbody><tr><td>丙<td>丁", (0, 0, 1, 1, "甲")),
        ("<tr><td>一<td rowspan=2>二<tr><td colspan=2>甲<td>丁", (1, 0, 1, 1, "甲")),
    ],
)
def test_spans_end_with_the_table_the_group_or_the_next_cell(rows, expected):
    (table,) = read(f"<table>{rows}</table>").tables()
    assert expected in grid(table)


@pytest.mark.parametrize(
    "rows",
    [
        "<tr><td>甲</td><td>乙</td></tr><tr><td>丙</td><td>丁</td></tr>",
        "<tr><td>甲<td>乙<tr><td>丙<td>丁",
        "<td>甲<td>乙<tr><td>丙<td>丁",
        "<form><tr><td>甲<td>乙</tr></form><tr><td>丙<td>丁</tr>",
        "<tr><td>甲<td><div>乙<tr><td>丙<td>丁",
        "<tfoot><tr><td>丙<td>丁</tfoot><tbody><tr><td>甲<td>乙</tbody>",
        "<tbody><tr><td>丙<td>丁</tbody><thead><tr><td>甲<td>乙</thead>",
    ],
)
def test_missing_end_tags_and_groups_give_the_same_grid(rows):
    (table,) = read(f"<table>{rows}</table>").tables()
    assert grid(table) == [
        (0, 0, 1, 1, "甲"), (0, 1, 1, 1, "乙"), (1, 0, 1, 1, "丙"), (1, 1, 1, 1, "丁"),
    ]  # fmt: skip


def test_text_is_collapsed_and_broken_as_browsers_do():
    document = read(
        "<h2>绩效\n  目标</h2><p>培训  <b>场</b>次\n5 场&nbsp;&nbsp;以上<br>第二行"
        "<div>外<div>内</div>后</div><pre>甲  乙\n丙</pre>"
    )
    assert texts(document) == [
        "绩效目标", "培训 场次 5 场  以上", "第二行", "外", "内", "后", "甲  乙", "丙",
    ]  # fmt: skip
    assert [line.heading for line in document.lines()][:2] == [2, None]
    assert [line.origin.line for line in document.lines()] == list(range(1, 9))


def test_line_breaks_within_cells_are_kept():
    (table,) = read("<table><tr><td>一<br>二<p>三</p><td>x<tr><td>y<td>z</table>").tables()
    assert table.cells[0].text == "一\n二\n三"


def test_lists_show_their_markers():
    document = read(
        "<ol start=3><li>甲<li><p>乙</p><ul><li>丙</ul></ol><ol type=A><li value=28>丁</ol>"
        "<ol style='list-style-type:cjk-ideographic' start=11><li>戊</ol><ol type=i><li value=4>己"
        "</ol><ul style='list-style:none'><li>庚</ul>"
    )
    assert texts(document) == ["3. 甲", "4. 乙", "• 丙", "AB. 丁", "十一、戊", "iv. 己", "庚"]


def test_captions_and_stray_text_stand_before_their_table():
    document = read("<table><caption>申报表</caption><tr>单位：万元<td>甲<td>乙</table>")
    assert texts(document) == ["单位：万元", "申报表", ["甲", "乙"]]


def test_layout_tables_are_read_as_what_they_hold():
    document = read(
        "<table><tr><td>导航<td><p>项目：甲</p><table><tr><td>指标<td>值<tr><td>场次<td>5</table>"
        "<table><tr><td>说明一<tr><td>说明二</table></table>"
    )
    assert texts(document) == ["导航", "项目：甲", ["指标", "值", "场次", "5"], "说明一", "说明二"]


def test_a_table_within_a_form_follows_it():
    document = read(
        "<table><tr><td>项目<td>甲<tr><td>单位<td>乙<tr><td>指标<td>见下<table><tr><td>名称<td>值"
        "<tr><td>场次<td>5</table>完<table><tr><td>备注</table></table>末"
    )
    first, second, last = texts(document)
    assert first == ["项目", "甲", "单位", "乙", "指标", "见下\n完\n备注"]
    assert second == ["名称", "值", "场次", "5"]
    assert last == "末"
    assert [table.cells[0].origin.table for table in document.tables()] == [1, 2]


def test_hidden_text_is_left_out_and_hidden_cells_are_marked():
    document = read(
        "<style>.x, td.y {display : none} @media print {.z {display:none}}</style>"
        "<p class=x>隐一</p><p hidden>隐二</p><p class=z>显</p>"
        "<table><col><col style='display:none'><tr style='display:none'><td>甲<td>乙"
        "<tr><td>丙<span style='mso-hide:all'>隐三</span><td>丁</table>"
        "<div class=x><table><tr><td>戊<td>己</table></div>"
    )
    assert texts(document) == ["显", ["甲", "乙", "丙", "丁"], ["戊", "己"]]
    first, second = document.tables()
    assert [cell.hidden for cell in first.cells] == [True, True, False, True]
    assert second.hidden
    assert len(document.notices) == 2
    assert "3 处隐藏的文字" in document.notices[0]


def test_scripts_comments_and_templates_are_never_read():
    document = read(
        "<title>题</title><script>var a='<td>x</td>'</script><!-- 注 --><template><p>模</template>"
        "<noscript>无</noscript><p>正文<!--[if gte mso 9]><xml>x</xml><![endif]--></p>"
        "<![if !supportLists]>1.<![endif]>项"
    )
    assert texts(document) == ["正文", "1.项"]


def test_form_fields_show_what_is_filled_in():
    document = read(
        "<p>名称：<input value=甲项目>类型：<select><option>一次性<option selected>经常性</select>"
        "<input type=checkbox checked>是<input type=radio>否<input type=hidden value=x>"
        "<button>保存</button></p><textarea>目标一\n目标二</textarea>"
    )
    assert texts(document) == ["名称：甲项目类型：经常性☑是□否", "目标一", "目标二"]


@pytest.mark.parametrize(
    ("declared", "encoding"),
    [
        ("utf-8", "utf-8"), ("gb2312", "gb18030"), ("utf-8", "gb18030"), ("gbk", "utf-8"),
        ("", "utf-8-sig"), ("utf-8", "utf-16"), ("", "utf-16-le"), ("big5", "utf-8"),
    ],
)  # fmt: skip
def test_content_wins_over_a_declared_encoding(declared, encoding):
    page = f"<meta charset={declared or 'x'}><p>培训合格率不低于90%，镕基街道"
    assert texts(read(page, encoding=encoding)) == ["培训合格率不低于90%，镕基街道"]


def test_excel_pages_name_their_sheet_and_keep_single_columns():
    page = (
        '<html xmlns:x="urn:schemas-microsoft-com:office:excel"><head><!--[if gte mso 9]><xml>'
        "<x:ExcelWorkbook><x:ExcelWorksheet><x:Name>目标表</x:Name></x:ExcelWorksheet>"
        "</x:ExcelWorkbook></xml><![endif]--></head><table><tr><td>甲<tr><td>乙"
        "<![if supportMisalignedColumns]><tr height=0 style='display:none'><td></td></tr><![endif]>"
        "</table></html>"
    )
    (table,) = read(page, encoding="gb18030").tables()
    assert (table.name, table.row_count, table.cells[1].origin.sheet) == ("目标表", 2, "目标表")


def test_text_that_runs_over_empty_neighbours_is_no_merge():
    (table,) = read(
        "<table><tr><td colspan=3 style='mso-ignore:colspan'>长标题</td><td>戊"
        "<tr><td>甲<td>乙<td>丙<td>丁</table>"
    ).tables()
    assert grid(table)[:2] == [(0, 0, 1, 1, "长标题"), (0, 3, 1, 1, "戊")]


@pytest.mark.parametrize(
    ("page", "limits"),
    [
        ("<table><tr><td>" * 6 + "x", {"xml_depth": 5}),
        ("<ul>" * 6 + "x", {"xml_depth": 5}),
        ("<table><tr><td>a<td>b<tr><td>c<td>d</table>", {"cells": 3}),
        ("<table><tr><td>a<td>b<td>c<tr><td>a<td>b</table>", {"columns_per_sheet": 2}),
        ("<table><tr><td>a<td>b<tr><td>c<td>d</table>", {"rows_per_sheet": 1}),
        ("<table><tr><td>abcd<td>b<tr><td>c<td>d</table>", {"cell_characters": 3}),
        ("<p>abcd", {"cell_characters": 3}),
        ("<p>a<p>b<p>c", {"lines": 2}),
    ],
)
def test_limits_are_kept(page, limits):
    with pytest.raises(InputError) as caught:
        read(page, limits=replace(LIMITS, **limits))
    assert caught.value.code == "input.limit"
    assert "页.html" in caught.value.message


def test_deep_nesting_and_span_bombs_cost_nothing():
    assert texts(read(b"<div>" * 100_000 + b"x")) == ["x"]
    rows = "<tr><td rowspan=65534>甲" * 400
    (table,) = read(f"<table>{rows}<td>乙</table>").tables()
    assert (table.row_count, table.column_count) == (400, 401)
    assert all(cell.row + cell.row_span == 400 for cell in table.cells)
    with pytest.raises(InputError) as caught:
        read("<table>" + "<tr><td rowspan=65534 colspan=500>甲<td>乙" * 400)
    assert caught.value.code == "input.limit"


@pytest.mark.parametrize(
    ("page", "code"),
    [
        ("<html><frameset><frame src='表.files/sheet001.htm'></frameset></html>", "input.format"),
        ("<html><body><script>render()</script></body></html>", "input.empty-file"),
        ("<?xml version='1.0'?><w:wordDocument xmlns:w='x'/>", "input.format"),
        (b"<html>" + b"\x01\x02\x03\x04" * 50, "input.binary"),
    ],
)
def test_pages_without_content_are_refused(page, code):
    with pytest.raises(InputError) as caught:
        read(page)
    assert caught.value.code == code
    assert caught.value.hint


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        ("<!DOCTYPE html><p>", "html"), ("\ufeff \n<!-- x -->\n<TABLE><tr>", "html"),
        ("标题\n<table><tr><td>甲", "html"), ("<meta charset=gbk>", "html"),
        ("<?xml version='1.0'?><!DOCTYPE html><html>", "html"),
        ("<?xml version='1.0'?><a/>", "xml"), ("<pkg:package xmlns:pkg='x'>", "xml"),
        ("<Workbook xmlns='urn:schemas-microsoft-com:office:spreadsheet'>", "xml-spreadsheet"),
        ("MIME-Version: 1.0\nContent-Type: multipart/related; boundary=x\n\n", "mhtml"),
        ("", None), ("正文 <b>", None), ("a < b", None), ("<5%", None), ("名称: x\nMIME", None),
    ],
)  # fmt: skip
def test_markup_is_known_by_content(data, kind):
    assert looks_like_markup(data.encode()) == kind
    assert looks_like_markup(data.encode("utf-16")) == kind
