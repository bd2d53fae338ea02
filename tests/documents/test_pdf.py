"""The PDF reader: what stands in which cell, in which order, from which page."""

from itertools import pairwise

import pytest

from assessor.core.limits import Limits
from assessor.core.submission import Origin
from assessor.documents.document import Line, Table
from assessor.documents.pages.pdf import read_pdf
from assessor.documents.pages.text_box import TextBox
from assessor.errors import InputError
from pdf_pages import Sheet, pdf

XS = [50, 120, 200, 380, 500]
HEADER = {55: "一级指标", 125: "二级指标", 205: "三级指标", 385: "指标值"}


def read(*sheets, **options):
    return read_pdf("甲.pdf", pdf(*sheets), limits=options.pop("limits", Limits()), **options)


def grid_of(table):
    """Return (row, column, height, width, text) of every cell."""
    return [(c.row, c.column, c.row_span, c.column_span, c.text) for c in table.cells]


def refused(data, **options):
    with pytest.raises(InputError) as caught:
        read_pdf("甲.pdf", data, limits=options.pop("limits", Limits()), **options)
    assert caught.value.hint
    assert "甲.pdf" in caught.value.message
    return caught.value


def test_lines_and_a_table_in_reading_order_with_origins():
    sheet = Sheet().text(50, 40, "绩效目标表", size=18).text(50, 75, "单位：万元")
    sheet.grid([50, 150, 300], [100, 120, 140]).row(105, {55: "指标", 155: "指标值"})
    sheet.row(125, {55: "培训场次", 155: "≥5场"}).text(50, 160, "注：略")
    document = read(sheet)
    title, unit, table, note = document.blocks
    assert document.kind == "pdf"
    assert [line.text for line in (title, unit, note)] == ["绩效目标表", "单位：万元", "注：略"]
    assert title == Line(text="绩效目标表", origin=Origin(page=1, line=1), page_start=True)
    assert not unit.page_start
    assert note.origin == Origin(page=1, line=3)
    assert (table.row_count, table.column_count) == (2, 2)
    assert table.cells[3].origin == Origin(page=1, table=1, row=2, column=2)


def test_merged_cells_are_spans():
    sheet = Sheet().grid([50, 500], [100, 180])
    sheet.line(50, 120, 500, 120).line(120, 140, 500, 140).line(200, 160, 500, 160)
    sheet.line(120, 120, 120, 180).line(200, 120, 200, 180).line(380, 140, 380, 180)
    sheet.row(105, {200: "表头"}).row(145, {55: "产出指标", 125: "数量指标"})
    sheet.row(125, {125: "甲", 205: "乙"}).row(145, {205: "丙", 385: "丁"})
    sheet.row(165, {205: "戊", 385: "己"})
    (table,) = read(sheet).blocks
    assert grid_of(table) == [
        (0, 0, 1, 4, "表头"), (1, 0, 3, 1, "产出指标"), (1, 1, 1, 1, "甲"), (1, 2, 1, 2, "乙"),
        (2, 1, 2, 1, "数量指标"), (2, 2, 1, 1, "丙"), (2, 3, 1, 1, "丁"), (3, 2, 1, 1, "戊"),
        (3, 3, 1, 1, "己"),
    ]  # fmt: skip


@pytest.mark.parametrize("style", ["lines", "thin boxes", "double lines", "frames", "fills"])
def test_borders_however_they_are_drawn(style):
    xs, ys = [50, 150, 300, 420], [100, 120, 140, 160]
    sheet = Sheet()
    if style == "lines":
        sheet.grid(xs, ys)
    elif style == "thin boxes":
        for y in ys:
            sheet.box(50, y, 420, y + 0.7, fill=True)
        for x in xs:
            sheet.box(x, 100, x + 0.7, 160, fill=True)
    elif style == "double lines":
        sheet.grid(xs, ys).grid([x + 2 for x in xs], [y + 2 for y in ys])
    else:
        inset = 0.7 if style == "fills" else 0
        for top, bottom in pairwise(ys):
            for left, right in pairwise(xs):
                sheet.box(left + inset, top + inset, right, bottom, fill=style == "fills")
    for row, y in enumerate(ys[:-1]):
        sheet.row(y + 5, {x + 5: f"格{row}{column}" for column, x in enumerate(xs[:-1])})
    (table,) = read(sheet).blocks
    assert grid_of(table) == [(r, c, 1, 1, f"格{r}{c}") for r in range(3) for c in range(3)]


def test_missing_outer_borders_are_added():
    sheet = Sheet()
    for y in (100, 120, 140):
        sheet.line(50, y, 400, y)
    sheet.line(150, 100, 150, 140).line(250, 100, 250, 140)
    for y in (105, 125):
        sheet.row(y, {60: "左", 160: "中", 260: "右"})
    (table,) = read(sheet).blocks
    assert (table.row_count, table.column_count, len(table.cells)) == (2, 3, 6)


def test_underlined_text_does_not_cut_a_cell():
    sheet = Sheet().grid([50, 250, 400], [100, 140, 160])
    sheet.text(60, 108, "项目名称").line(60, 120, 100, 120).text(60, 124, "（盖章）")
    sheet.row(105, {255: "甲"}).row(145, {55: "乙", 255: "丙"})
    (table,) = read(sheet).blocks
    assert grid_of(table)[0] == (0, 0, 1, 1, "项目名称\n（盖章）")
    assert table.row_count == 2


def test_a_frame_around_text_is_no_table():
    sheet = Sheet().grid([40, 550], [60, 300]).text(50, 80, "第一行").text(50, 100, "第二行")
    assert [line.text for line in read(sheet).lines()] == ["第一行", "第二行"]
    assert not read(sheet).tables()


def test_nested_table_stands_for_itself():
    sheet = Sheet().grid([40, 550], [60, 200, 260]).grid([100, 200, 300], [90, 110, 130])
    sheet.grid([40, 300, 550], [200, 260]).row(65, {50: "外"}).row(205, {50: "下左", 310: "下右"})
    sheet.row(95, {105: "甲", 205: "乙"}).row(115, {105: "丙", 205: "丁"})
    tables = read(sheet).tables()
    texts = sorted(sorted(cell.text for cell in table.cells) for table in tables)
    assert texts == sorted([sorted(["外", "下左", "下右"]), sorted(["甲", "乙", "丙", "丁"])])


def test_text_printed_twice_and_gaps():
    sheet = Sheet()
    sheet.text(50, 50, "绩效目标").text(50.3, 50, "绩效目标")
    sheet.text(50, 80, "PM2.5 annual mean").text(50, 110, "11 次")
    sheet.text(50, 140, "部门：甲局").text(300, 140, "单位：万元")
    texts = [line.text for line in read(sheet).lines()]
    assert texts == ["绩效目标", "PM2.5 annual mean", "11 次", "部门：甲局  单位：万元"]


def test_text_wider_than_its_cell_stays_whole():
    sheet = Sheet().grid([50, 120, 300], [100, 120, 140])
    sheet.row(105, {53: "职业技能提升培训人次", 200: "≥5"}).row(125, {53: "场次", 200: "甲"})
    (table,) = read(sheet).blocks
    assert [cell.text for cell in table.cells] == ["职业技能提升培训人次", "≥5", "场次", "甲"]


def test_watermarks_stay_out_of_cells():
    sheet = Sheet().grid([50, 150, 300], [100, 120, 140, 160])
    for y in (105, 125, 145):
        sheet.row(y, {55: "培训场次", 155: "不少于五场"})
    sheet.text(60, 180, "内部资料", size=40, angle=30).text(60, 100, "样张", size=60)
    (table,) = read(sheet).blocks
    assert {cell.text for cell in table.cells} == {"培训场次", "不少于五场"}


def test_text_beside_the_page_is_not_read():
    assert [line.text for line in read(Sheet().text(50, -30, "外").text(50, 50, "内")).lines()] == [
        "内"
    ]


@pytest.mark.parametrize("rotate", [90, 180, 270])
def test_turned_pages(rotate):
    """A page that is turned back by the viewer reads like a level one."""
    turned = Sheet(rotate=rotate)
    for index, text in enumerate(["第一行文字", "第二行文字"]):
        x, y = {90: (100 + 30 * index, 700), 180: (500, 100 - 30 * index + 642),
                270: (400 - 30 * index, 100)}[rotate]  # fmt: skip
        turned.text(x, y, text, angle=rotate)
    assert [line.text for line in read(turned).lines()] == ["第一行文字", "第二行文字"]


def test_a_table_printed_sideways_is_turned():
    sheet = Sheet().grid([100, 130, 160], [100, 300, 500])
    for x, y, text in (
        (120, 490, "指标"),
        (120, 290, "指标值"),
        (150, 490, "场次"),
        (150, 290, "五场"),
    ):
        sheet.text(x, y, text, angle=90)
    (table,) = read(sheet).blocks
    assert grid_of(table) == [
        (0, 0, 1, 1, "指标"), (0, 1, 1, 1, "指标值"), (1, 0, 1, 1, "场次"), (1, 1, 1, 1, "五场"),
    ]  # fmt: skip


def test_stacked_and_turned_labels():
    sheet = Sheet().grid([50, 80, 110, 300], [100, 180])
    sheet.line(110, 140, 300, 140).text(60, 115, "产").text(60, 130, "出").text(60, 145, "指")
    sheet.text(98, 170, "数量指标", angle=90).row(115, {115: "甲乙丙"}).row(155, {115: "丁戊己"})
    (table,) = read(sheet).blocks
    assert [cell.text for cell in table.cells] == ["产\n出\n指", "数量指标", "甲乙丙", "丁戊己"]


def page_of_table(ys, *, joints=(), **rows):
    """Return a page with a ruled table; ``joints`` leave the first column open there."""
    sheet = Sheet()
    for y in ys:
        sheet.line(XS[1] if y in joints else XS[0], y, XS[-1], y)
    for x in XS:
        sheet.line(x, ys[0], x, ys[-1])
    return sheet


def test_a_table_over_two_pages_is_one():
    """The label of the cut group is printed on the second page only; the header is repeated."""
    first = page_of_table([700, 720, 740, 760], joints=(740,)).row(705, HEADER)
    first.row(725, {125: "数量指标", 205: "培训场次", 385: "5场"})
    first.row(745, {125: "质量指标", 205: "合格率", 385: "95%"}).text(280, 800, "第1页")
    second = page_of_table([60, 80, 100, 120, 140], joints=(100,)).row(65, HEADER)
    second.row(95, {55: "产出指标"}).row(85, {125: "时效指标", 205: "完成时间", 385: "年底"})
    second.row(105, {125: "成本指标", 205: "单价", 385: "3元"})
    second.row(125, {55: "效益指标", 125: "社会效益", 205: "知晓率", 385: "80%"})
    document = read(first, second)
    (table,) = document.tables()
    assert (table.row_count, table.column_count) == (6, 4)
    assert (1, 0, 4, 1, "产出指标") in grid_of(table)
    assert (5, 0, 1, 1, "效益指标") in grid_of(table)
    assert [cell.origin.page for cell in table.cells if cell.column == 3] == [1, 1, 1, 2, 2, 2]
    assert [line.text for line in document.lines()] == ["第1页"]


def test_a_row_cut_by_the_page_break_is_joined():
    first = page_of_table([700, 720, 760]).row(705, HEADER)
    first.row(724, {55: "产出指标", 125: "数量指标", 385: "5场"})
    first.text(205, 724, "面向全县各类农村中小学教师开展的心").text(
        205, 742, "理健康教育与辅导骨干教师的专题培训"
    )
    second = page_of_table([60, 80, 100]).text(205, 65, "场次")
    second.row(85, {55: "效益指标", 125: "社会效益", 205: "知晓率", 385: "80%"})
    (table,) = read(first, second).tables()
    name = "面向全县各类农村中小学教师开展的心\n理健康教育与辅导骨干教师的专题培训\n场次"
    assert table.row_count == 3
    assert (1, 2, 1, 1, name) in grid_of(table)


def test_an_empty_looking_row_after_the_break_is_no_rest():
    first = page_of_table([700, 720, 760]).row(705, HEADER)
    first.row(724, {55: "产出指标", 125: "数量指标", 205: "培训场次", 385: "5场"})
    second = page_of_table([60, 80, 100]).text(205, 65, "宣传次数")
    second.row(85, {55: "效益指标", 125: "社会效益", 205: "知晓率", 385: "80%"})
    (table,) = read(first, second).tables()
    assert table.row_count == 4
    assert (2, 2, 1, 1, "宣传次数") in grid_of(table)


def test_the_form_of_another_project_is_another_table():
    pages = []
    for name in ("甲项目", "乙项目"):
        sheet = page_of_table([60, 80, 100, 120, 740]).row(65, {55: "项目名称", 125: name})
        sheet.row(85, HEADER).row(105, {55: "产出指标", 125: "数量指标", 205: "场次", 385: "5场"})
        pages.append(sheet)
    assert len(read(*pages).tables()) == 2


def test_a_title_starts_another_table():
    pages = []
    for name in ("甲", "乙"):
        sheet = page_of_table([100, 120, 740]).row(105, {55: name, 125: name, 205: name})
        pages.append(sheet.text(200, 50, "项目绩效目标表", size=18))
    assert len(read(*pages).tables()) == 2


def test_aligned_columns_without_lines():
    sheet = Sheet().text(200, 40, "绩效目标表", size=18).row(80, HEADER)
    rows = [("产出指标", "数量指标", "培训场次", "≥5场"), ("", "", "发放手册", "300册"),
            ("", "质量指标", "培训合格率", "95%"), ("效益指标", "社会效益", "知晓率", "80%")]  # fmt: skip
    for index, texts in enumerate(rows):
        cells = {x: text for x, text in zip((55, 125, 205, 385), texts, strict=True) if text}
        sheet.row(110 + 30 * index, cells)
    title, table = read(sheet).blocks
    assert title.text == "绩效目标表"
    assert (table.row_count, table.column_count) == (5, 4)
    assert (1, 0, 3, 1, "产出指标") in grid_of(table)
    assert (1, 1, 2, 1, "数量指标") in grid_of(table)
    assert (2, 2, 1, 1, "发放手册") in grid_of(table)


def test_lists_wrapped_in_a_narrow_column_without_lines():
    sheet = Sheet().row(60, {55: "项目名称", 185: "总计", 245: "财政拨款", 325: "绩效指标"})
    top = 90
    for name, amount, text in (
        ("心理服务经费", "3.00", "1、产出指标：开展课程，年度指标\n值：不少于5场。2、效益指标：职\n工的获得感，年度指标值：提升。"),
        ("劳模服务保障", "12.10", "1、产出指标：慰问次数，年度指标\n值：不少于1次。"),
        ("培训经费", "1.62", "1、满意度，年度指标值：大于等于\n90%。2、产出指标：服务覆盖面，\n年度指标值：100%。3、产出指标：\n人数，年度指标值：9人。"),
        ("接待经费", "0.50", "1、产出指标：批次，年度指标值：\n不多于3批。"),
    ):  # fmt: skip
        sheet.row(top, {55: name, 185: amount, 245: amount, 325: text})
        top += 13 * (text.count("\n") + 1) + 12
    (table,) = read(sheet).blocks
    assert (table.row_count, table.column_count) == (5, 4)
    names = [cell.text for cell in table.cells if cell.column == 0]
    assert names == ["项目名称", "心理服务经费", "劳模服务保障", "培训经费", "接待经费"]
    last = {cell.row: cell.text for cell in table.cells if cell.column == 3}
    assert last[2] == "1、产出指标：慰问次数，年度指标\n值：不少于1次。"
    assert last[3].count("\n") == 3


def test_level_lines_only():
    sheet = Sheet()
    ys = [100, 120, 140, 160, 180, 200]
    for y in ys:
        sheet.line(50 if y in (100, 120, 180, 200) else 115, y, 500, y)
    sheet.row(105, HEADER).row(145, {55: "产出指标"}).row(185, {55: "效益指标", 125: "社会效益"})
    for y, kind, name, value in ((125, "数量指标", "培训场次", "≥5场"), (145, "质量指标", "合格率", "95%"),
                                 (165, "时效指标", "完成时间", "年底前")):  # fmt: skip
        sheet.row(y, {125: kind, 205: name, 385: value})
    sheet.row(185, {205: "知晓率", 385: "80%"})
    (table,) = read(sheet).blocks
    assert (table.row_count, table.column_count) == (5, 4)
    assert (1, 0, 3, 1, "产出指标") in grid_of(table)
    assert (2, 1, 1, 1, "质量指标") in grid_of(table)


def test_two_columns_of_prose_are_read_one_after_the_other():
    sheet = Sheet()
    for index in range(8):
        sheet.text(50, 60 + 16 * index, f"左栏第{index}行的文字写到了栏的末尾为止没有空")
        sheet.text(320, 60 + 16 * index, f"右栏第{index}行的文字写到了栏的末尾为止没有空")
    texts = [line.text[:4] for line in read(sheet).lines()]
    assert texts == [f"左栏第{i}" for i in range(8)] + [f"右栏第{i}" for i in range(8)]


def test_prose_is_no_table():
    sheet = Sheet()
    for index in range(12):
        sheet.text(
            50,
            60 + 16 * index,
            f"{index}. 本单位认真落实各项要求，按期完成任务，切实提高资金使用效益。",
        )
    document = read(sheet)
    assert len(document.lines()) == 12
    assert not document.tables()


def test_values_of_form_fields_stand_in_their_cells():
    sheet = Sheet().grid([50, 150, 400], [100, 120, 140]).row(105, {55: "项目名称"})
    sheet.row(125, {55: "单位"}).field(152, 102, 398, 118, "技能培训项目")
    (table,) = read(sheet).blocks
    assert (0, 1, 1, 1, "技能培训项目") in grid_of(table)


def test_an_invisible_text_layer_is_text():
    sheet = Sheet().picture(0, 0, 595, 842, bytes([200]) * 400, 20)
    sheet.text(50, 60, "识别出来的文字共有好几行的内容", hidden=True)
    sheet.text(50, 80, "第二行识别出来的文字也在这里", hidden=True)
    assert len(read(sheet).lines()) == 2


def test_radicals_become_characters():
    assert read(Sheet().text(50, 50, "⼀级指标⻚数")).lines()[0].text == "一级指标页数"


def test_passwords():
    sheet = Sheet().text(50, 50, "可以打开")
    opened = read_pdf("甲.pdf", pdf(sheet, password=""), limits=Limits())
    assert opened.lines()[0].text == "可以打开"
    assert refused(pdf(sheet, password="secret")).code == "input.encrypted"


def test_text_that_cannot_be_decoded():
    strange = Sheet().text(50, 50, "绩效目标表", font="F2")
    assert refused(pdf(strange)).code == "input.undecodable"
    document = read(Sheet().text(50, 50, "第一页"), strange)
    assert [line.text for line in document.lines()] == ["第一页"]
    assert "第 2 页" in document.notices[0]


def test_scans():
    scan = Sheet().picture(0, 0, 595, 842, bytes([255]) * 400, 20)
    assert refused(pdf(scan)).code == "input.scanned"
    document = read(Sheet().text(50, 50, "第一页"), scan)
    assert "第 2 页" in document.notices[0]
    assert "扫描" in document.notices[0]


def test_scans_go_to_the_recogniser():
    asked = []

    def recognise(image, page):
        asked.append((image.size, page))
        return (TextBox(text="识别结果", x0=100, top=100, x1=260, bottom=140),)

    document = read(
        Sheet().text(50, 50, "第一页"),
        Sheet().picture(0, 0, 595, 842, bytes([255]) * 400, 20),
        recognise=recognise,
    )
    assert asked == [((1653, 2339), 2)]
    assert [line.text for line in document.lines()] == ["第一页", "识别结果"]
    assert document.lines()[1].origin.page == 2
    assert "识别" in document.notices[0]


def test_limits():
    sheet = Sheet().text(50, 50, "页")
    assert refused(pdf(sheet, sheet), limits=Limits(pages=1)).code == "input.limit"
    assert refused(pdf(sheet, sheet), limits=Limits(lines=1)).code == "input.limit"
    table = Sheet().grid([50, 150, 300], [100, 120]).row(105, {55: "甲甲甲", 155: "乙"})
    assert refused(pdf(table), limits=Limits(cells=1)).code == "input.limit"
    assert refused(pdf(table), limits=Limits(cell_characters=2)).code == "input.limit"


def test_a_drawing_with_too_many_lines_is_left_alone():
    sheet = Sheet().text(50, 50, "施工图")
    for index in range(31_000):
        sheet.line(index % 500, index % 700, index % 500 + 7, index % 700 + 9)
    document = read(sheet)
    assert document.lines()[0].text == "施工图"
    assert "图纸" in document.notices[0]


@pytest.mark.parametrize("data", [b"%PDF-1.7", b"%PDF-1.4\nxref\n", b"", b"\x00" * 100])
def test_broken_files(data):
    assert refused(data).code == "input.damaged"


def test_a_page_without_text_is_empty():
    assert refused(pdf(Sheet())).code == "input.empty-file"


def test_tables_only_hold_filled_cells():
    sheet = Sheet().grid(XS, [100, 120, 140]).row(105, {55: "甲", 385: "乙"})
    (table,) = read(sheet).blocks
    assert isinstance(table, Table)
    assert [(cell.row, cell.column) for cell in table.cells] == [(0, 0), (0, 3)]
    assert (table.row_count, table.column_count) == (2, 4)


def test_texts_clipped_to_their_cells_stay_there():
    """Rows too low for their wrapped texts: the second line lies over the next row."""
    sheet = Sheet().grid([50, 150, 300], [100, 116, 132])
    for top, text in ((100, "很长的第一个|名称在这里"), (116, "很长的第二个|名称在那里")):
        sheet.steps.append(f"q 50 {842 - top - 16} 100 16 re W n")
        for index, line in enumerate(text.split("|")):
            sheet.text(55, top + 2 + 14 * index, line)
        sheet.steps.append("Q")
    sheet.row(103, {155: "≥5场"}).row(119, {155: "≥6场"})
    (table,) = read(sheet).blocks
    assert grid_of(table) == [
        (0, 0, 1, 1, "很长的第一个\n名称在这里"), (0, 1, 1, 1, "≥5场"),
        (1, 0, 1, 1, "很长的第二个\n名称在那里"), (1, 1, 1, 1, "≥6场"),
    ]  # fmt: skip


def test_lines_of_one_text_stay_together_in_a_row_too_low():
    sheet = Sheet().grid([50, 150, 300], [100, 115, 130, 145])
    sheet.row(102, {55: "甲", 155: "1"}).row(132, {55: "丙", 155: "3"}).text(155, 117, "2")
    sheet.text(55, 110, "统计口径为已").text(55, 124, "验收的数量")
    (table,) = read(sheet).blocks
    assert (1, 0, 1, 1, "统计口径为已\n验收的数量") in grid_of(table)


def test_text_clipped_away_is_not_read():
    sheet = Sheet().text(50, 50, "这一行字看得见")
    sheet.steps.append("q 0 0 100 100 re W n")
    sheet.text(50, 80, "看不见")
    sheet.steps.append("Q")
    assert [line.text for line in read(sheet.text(50, 110, "后文")).lines()] == [
        "这一行字看得见",
        "后文",
    ]


def test_lines_between_columns_only():
    sheet = Sheet().grid(XS, [100, 120, 300]).row(105, HEADER)
    sheet.row(130, {55: "产出指标", 125: "数量指标", 205: "培训场次", 385: "≥5场"})
    sheet.row(
        160, {125: "质量指标", 205: "面向全县农村教师开展的心理健康教\n育培训合格率", 385: "95%"}
    )
    sheet.row(200, {125: "时效指标", 205: "完成时间", 385: "年底前"})
    sheet.row(230, {55: "效益指标", 125: "社会效益", 205: "知晓率", 385: "80%"})
    sheet.row(260, {55: "满意度", 125: "服务对象", 205: "满意度", 385: "90%"})
    (table,) = read(sheet).blocks
    assert (table.row_count, table.column_count) == (6, 4)
    assert (1, 0, 3, 1, "产出指标") in grid_of(table)
    assert (2, 2, 1, 1, "面向全县农村教师开展的心理健康教\n育培训合格率") in grid_of(table)
    assert (5, 3, 1, 1, "90%") in grid_of(table)


def test_a_row_of_lists_beside_single_figures_stays_whole():
    sheet = Sheet().grid(XS, [100, 120, 300]).row(105, HEADER)
    text = "\n".join(f"{n}、产出指标：场次，指标值：5场。" for n in range(1, 8))
    goal = "\n".join(["完成全年培训"] * 7)
    sheet.row(130, {55: "甲项目", 125: "3.00", 205: text[:120], 385: goal})
    (table,) = read(sheet).blocks
    assert table.row_count == 2
