"""Merged cells over page breaks, and tables without lines: labels, columns, frames between."""

import pytest

from assessor.core.limits import Limits
from assessor.documents.pages.pdf import read_pdf
from pdf_pages import Sheet, pdf

XS = [50, 120, 200, 380, 500]


def read(*sheets):
    return read_pdf("甲.pdf", pdf(*sheets), limits=Limits())


def column_of(table, column):
    """Return (row, height, text) of the cells of a column."""
    return [(c.row, c.row_span, c.text) for c in table.cells if c.column == column]


def piece(count, *, first, header=False, closed=False, cuts=((), ()), labels=()):
    """A page of a ruled table: lines below the rows in ``cuts`` reach into level columns."""
    sheet, ys = Sheet(), [100 + 60 * row for row in range(count + header + 1)]
    body = ys[header:]
    for x in XS:
        sheet.line(x, ys[0], x, ys[-1])
    if header:
        sheet.line(50, ys[0], 500, ys[0])
        sheet.row(ys[0] + 20, dict(zip((55, 125, 205, 385), "甲乙丙丁", strict=True)))
    for row, y in enumerate(body):
        edge = closed and row in (0, count)
        start = 50 if row in cuts[0] or edge or (header and not row) else 200
        sheet.line(start if start == 50 or row not in cuts[1] else 120, y, 500, y)
    for row in range(count):
        sheet.row(body[row] + 20, {205: f"名称{first + row}", 385: f"≥{first + row}"})
    for x, y, text in labels:
        sheet.text(x, body[0] + 60 * y, text)
    return sheet


@pytest.mark.parametrize("closed", [False, True])
def test_a_label_on_one_page_stands_for_pieces_on_three(closed):
    first = piece(9, first=1, header=True, closed=closed, cuts=((2,), (2,)),
                  labels=[(55, 0.9, "成本"), (125, 0.9, "经济")])  # fmt: skip
    second = piece(11, first=10, closed=closed, cuts=((), (4,)),
                   labels=[(55, 5.4, "产出"), (125, 7, "质量"), (125, 0.3, "数量")])  # fmt: skip
    third = piece(11, first=21, closed=closed, cuts=((6, 11), (3, 6, 11)),
                  labels=[(55, 8.4, "效益"), (125, 4.4, "时效"), (125, 8.4, "社会")])  # fmt: skip
    (table,) = read(first, second, third).tables()
    assert column_of(table, 0) == [(0, 1, "甲"), (1, 2, "成本"), (3, 24, "产出"), (27, 5, "效益")]
    assert column_of(table, 1) == [
        (0, 1, "乙"), (1, 2, "经济"), (3, 11, "数量"), (14, 10, "质量"), (24, 3, "时效"),
        (27, 5, "社会"),
    ]  # fmt: skip
    assert [c.text for c in table.cells if c.column == 2][1:] == [f"名称{i}" for i in range(1, 32)]


def test_a_piece_that_fills_its_page_has_no_level_line_beside_it():
    first = piece(9, first=1, header=True, labels=[(125, 4, "数量")])
    second = piece(9, first=10, labels=[(55, 4, "产出"), (125, 6, "质量")], cuts=((), (3,)))
    (table,) = read(first, second).tables()
    assert column_of(table, 0) == [(0, 1, "甲"), (1, 18, "产出")]
    assert column_of(table, 1) == [(0, 1, "乙"), (1, 12, "数量"), (13, 6, "质量")]


def test_a_closed_piece_beside_an_open_one_begins_a_group():
    first = piece(9, first=1, header=True, labels=[(55, 3, "产出"), (125, 4, "数量")])
    for y in (160 + 60 * 9,):
        first.line(120, y, 200, y)
    second = piece(9, first=10, cuts=((), (0, 3)), labels=[(125, 6, "时效")])
    (table,) = read(first, second).tables()
    assert column_of(table, 0)[1:] == [(1, 18, "产出")]
    assert (1, 9, "数量") in column_of(table, 1)


def aligned(sheet, top, rows, *, xs=(50, 110, 190, 350, 400, 450), right=None):
    """Rows without lines; a name of two lines has its other texts at half its height."""
    for cells in rows:
        lines = max(text.count("\n") + 1 for text in cells)
        for column, text in enumerate(cells):
            parts = text.split("\n")
            y = top + (lines - len(parts)) * 6
            for place, part in enumerate(parts):
                wide = sum(10 if ord(char) > 255 else 5 for char in part)
                x = xs[column] if column != right else xs[column] + 38 - wide
                if part:
                    sheet.text(x, y + 12 * place, part)
        top += 12 * lines + 8
    return top


HEAD = ("一级", "二级", "三级", "符号", "目标值", "单位")


def test_frames_part_the_tables_of_two_projects():
    sheet = Sheet()
    sheet.text(50, 40, "项目名称：城区公共厕所改造提升")
    rows = [
        HEAD,
        ("产出指标", "数量指标", "改造座数", "≥", "12", "座"),
        ("", "", "无障碍厕位\n配置数量", "＝", "1200", "个"),
        ("效益指标", "社会效益", "投诉件数", "≤", "5.5", "件"),
    ]
    top = aligned(sheet, 70, rows, right=4)
    sheet.text(50, top + 4, "项目名称：乡镇垃圾中转站运行维护")
    sheet.text(50, top + 20, "资金来源：本级").text(350, top + 20, "金额：30.00")
    aligned(sheet, top + 44, rows, right=4)
    document = read(sheet)
    assert [line.text for line in document.lines()] == [
        "项目名称：城区公共厕所改造提升", "项目名称：乡镇垃圾中转站运行维护",
        "资金来源：本级  金额：30.00",
    ]  # fmt: skip
    for table in document.tables():
        assert (table.row_count, table.column_count) == (4, 6)
        assert column_of(table, 0)[1:] == [(1, 2, "产出指标"), (3, 1, "效益指标")]
        assert column_of(table, 2)[2] == (2, 1, "无障碍厕位\n配置数量")
        assert [text for *_, text in column_of(table, 4)] == ["目标值", "12", "1200", "5.5"]
    assert len(document.tables()) == 2


def test_labels_in_the_middle_of_groups_over_a_page_break():
    def page(count, first, labels, *, header=False):
        sheet = Sheet()
        aligned(sheet, 60, [HEAD] * header, xs=(50, 110, 190, 350, 400, 450))
        for row in range(count):
            y = 60 + 24 * (row + header)
            number = str(first + row)
            sheet.row(y, {190: "指标名称" + number, 350: "≥", 400: number, 450: "个"})
        for x, y, text in labels:
            sheet.text(x, 60 + 24 * (y + header), text)
        return sheet

    # Groups of 20 + 20 rows and of 4, 16, 10, 10; 28 rows stand on the first page.
    first = page(28, 1, [(50, 9.5, "产出指标"), (110, 1.5, "数量指标"), (110, 11.5, "质量指标"),
                         (110, 24.5, "社会效益")], header=True)  # fmt: skip
    second = page(12, 29, [(50, 1.5, "效益指标"), (110, 6.5, "生态效益")])
    (table,) = read(first, second).tables()
    assert column_of(table, 0)[1:] == [(1, 20, "产出指标"), (21, 20, "效益指标")]
    assert [(row, span) for row, span, _ in column_of(table, 1)[1:]] == [
        (1, 4), (5, 16), (21, 10), (31, 10),
    ]  # fmt: skip


def test_header_words_in_one_line_beside_words_in_two():
    sheet = Sheet()
    aligned(sheet, 60, [("一级\n指标", "二级\n指标", "三级指标", "符号", "目标\n值", "单位"),
                        ("产出指标", "数量指标", "改造座数", "≥", "12", "座"),
                        ("", "", "配置数量", "＝", "120", "个"),
                        ("", "质量指标", "合格率", "≥", "95", "%")])  # fmt: skip
    (table,) = read(sheet).tables()
    assert [c.text for c in table.cells if c.row == 0] == [
        "一级\n指标", "二级\n指标", "三级指标", "符号", "目标\n值", "单位",
    ]  # fmt: skip
    assert column_of(table, 1)[1:] == [(1, 2, "数量指标"), (3, 1, "质量指标")]


def test_level_lines_only_leave_labels_over_their_rows():
    sheet = Sheet()
    ys = [60, 90, 120, 150, 180, 210]
    for y, start in zip(ys, (50, 50, 190, 110, 50, 50), strict=True):
        sheet.line(start, y, 500, y)
    names = ("改造座数", "配置数量", "合格率", "满意度")
    sheet.row(70, dict(zip((50, 110, 190, 400), HEAD[:3] + HEAD[4:5], strict=True)))
    for y, name in zip(ys[1:], names, strict=False):
        sheet.row(y + 10, {190: name, 400: "≥9"})
    sheet.row(130, {50: "产出指标"}).row(115, {110: "数量指标"}).row(160, {110: "质量指标"})
    sheet.row(190, {50: "效益指标", 110: "社会效益"})
    (table,) = read(sheet).tables()
    assert column_of(table, 0)[1:] == [(1, 3, "产出指标"), (4, 1, "效益指标")]
    assert column_of(table, 1)[1:] == [(1, 2, "数量指标"), (3, 1, "质量指标"), (4, 1, "社会效益")]


def test_rows_without_common_columns_stay_lines():
    sheet = Sheet()
    texts = ("经办人：甲  电话：1234", "附件三份已经随文报送", "抄送：乙局", "印发日期：五月")
    for row, text in enumerate(texts):
        sheet.text(50 + 37 * row, 60 + 20 * row, text)
    assert not read(sheet).tables()
