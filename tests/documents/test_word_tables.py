"""Tables of Word files: exact places, merges, nested tables."""

import pytest

from assessor.core.limits import Limits
from assessor.documents.word.docx import read_docx
from document_word import cell, paragraph, row, run, table, word_file

RESTART = '<w:vMerge w:val="restart"/>'
CONTINUE = "<w:vMerge/>"


def span(columns):
    return f'<w:gridSpan w:val="{columns}"/>'


def read(body):
    return read_docx("表.docx", word_file(body), limits=Limits())


def grid(*rows):
    (found,) = read(table(*rows)).tables()
    return found


def places(found):
    return {
        item.text: (item.row, item.column, item.row_span, item.column_span) for item in found.cells
    }


def test_spans_and_short_rows():
    found = grid(
        row("甲", cell("乙", span(2)), "丙"),
        row("丁", properties='<w:gridBefore w:val="2"/><w:gridAfter w:val="2"/>'),
        row("", "戊"),
    )
    assert (found.row_count, found.column_count) == (3, 5)
    assert places(found) == {
        "甲": (0, 0, 1, 1), "乙": (0, 1, 1, 2), "丙": (0, 3, 1, 1),
        "丁": (1, 2, 1, 1), "戊": (2, 1, 1, 1),
    }  # fmt: skip


def test_merges_downwards_end_where_they_are_not_continued():
    found = grid(
        row(cell("产出", RESTART), cell("数量", RESTART), "场次"),
        row(cell("", CONTINUE), cell("", CONTINUE), "人数"),
        row(cell("", CONTINUE), cell("质量", RESTART), "合格率"),
        row(cell("效益", RESTART), "社会", "知晓率"),
        row("又", cell("孤", CONTINUE), "末"),
    )
    assert places(found) == {
        "产出": (0, 0, 3, 1), "数量": (0, 1, 2, 1), "场次": (0, 2, 1, 1), "人数": (1, 2, 1, 1),
        "质量": (2, 1, 1, 1), "合格率": (2, 2, 1, 1), "效益": (3, 0, 1, 1),
        "社会": (3, 1, 1, 1), "知晓率": (3, 2, 1, 1), "又": (4, 0, 1, 1), "孤": (4, 1, 1, 1),
        "末": (4, 2, 1, 1),
    }  # fmt: skip


def test_merges_both_ways_and_a_narrower_continuation():
    found = grid(
        row(cell("方", span(2) + RESTART), cell("右", RESTART)),
        row(cell("", span(2) + CONTINUE), cell("", CONTINUE)),
        row(cell("窄", CONTINUE), "格", cell("", CONTINUE)),
    )
    assert places(found) == {
        "方": (0, 0, 2, 2), "右": (0, 2, 3, 1), "窄": (2, 0, 1, 1), "格": (2, 1, 1, 1),
    }  # fmt: skip


def test_text_under_a_merge_is_not_read_and_said():
    document = read(table(row(cell("甲", RESTART)), row(cell("旧字", CONTINUE)), row("乙")))
    assert places(document.tables()[0]) == {"甲": (0, 0, 2, 1), "乙": (2, 0, 1, 1)}
    assert document.notices == ("1 处被合并单元格遮住的文字未读",)


def test_old_merges_to_the_right():
    found = grid(
        row(cell("甲", '<w:hMerge w:val="restart"/>'), cell("", "<w:hMerge/>"), "乙"),
        row("丙", "丁", "戊"),
    )
    assert places(found)["甲"] == (0, 0, 1, 2)
    assert places(found)["乙"] == (0, 2, 1, 1)


def test_old_merges_to_the_right_that_go_on_below():
    first, second = '<w:hMerge w:val="restart"/>', "<w:hMerge/>"
    found = grid(
        row(cell("甲", first + RESTART), cell("", second + RESTART), "乙"),
        row(cell("", first + CONTINUE), cell("", second + CONTINUE), "丙"),
    )
    assert places(found) == {"甲": (0, 0, 2, 2), "乙": (0, 2, 1, 1), "丙": (1, 2, 1, 1)}


def test_rows_and_cells_in_content_controls():
    controlled = "<w:sdt><w:sdtPr/><w:sdtContent>{}</w:sdtContent></w:sdt>"
    found = grid(
        row("甲", controlled.format(cell("乙")), "丙"),
        controlled.format(row("丁", "戊") + controlled.format(row("己"))),
        f"<w:customXml>{row('庚')}</w:customXml>",
    )
    assert found.row_count == 4
    assert places(found) == {
        "甲": (0, 0, 1, 1), "乙": (0, 1, 1, 1), "丙": (0, 2, 1, 1), "丁": (1, 0, 1, 1),
        "戊": (1, 1, 1, 1), "己": (2, 0, 1, 1), "庚": (3, 0, 1, 1),
    }  # fmt: skip


def test_deleted_rows_are_gone_and_hidden_rows_marked():
    found = grid(
        row("甲", properties='<w:del w:id="1"/>'),
        row("乙", properties='<w:ins w:id="2"/>'),
        row("丙", properties="<w:hidden/>"),
    )
    assert [(item.text, item.row, item.origin.hidden) for item in found.cells if item.hidden is item.origin.hidden] == [
        ("乙", 0, False), ("丙", 1, True),
    ]  # fmt: skip


def test_paragraphs_of_a_cell_are_joined():
    broken = paragraph("<w:r><w:t>二</w:t><w:br/><w:t>三</w:t></w:r>")
    paged = paragraph('<w:r><w:lastRenderedPageBreak/><w:t>四</w:t><w:br w:type="page"/></w:r>')
    found = grid(row(cell(paragraph() + paragraph("一") + broken + paged), "五"))
    assert [item.text for item in found.cells] == ["一\n二\n三\n四", "五"]


def test_a_table_in_a_cell_follows_the_table_around_it():
    inner = table(row("内1", "内2"))
    document = read(
        table(row("甲", "乙", "丙"), row(cell(paragraph("前") + inner + paragraph("后")), "丁"))
        + table(row("末"))
    )
    outer, nested, last = document.tables()
    assert [item.text for item in outer.cells] == ["甲", "乙", "丙", "前\n后", "丁"]
    assert [(item.text, item.origin.table) for item in nested.cells] == [("内1", 2), ("内2", 2)]
    assert last.cells[0].origin.table == 3
    assert document.lines() == ()


@pytest.mark.parametrize(
    "outer",
    [
        lambda inner: table(row(cell(paragraph("题") + inner + paragraph("注")))),
        lambda inner: table(row(cell(paragraph("题"))), row(cell(inner)), row(cell(paragraph("注")))),
        lambda inner: table(*(row(cell(x)) for x in (paragraph("题"), inner, paragraph("注"), "", ""))),
    ],
)  # fmt: skip
def test_a_table_that_only_arranges_tables_is_opened(outer):
    document = read(outer(table(row("甲", "乙", "丙", "丁"))))
    shown = [getattr(block, "text", "表") for block in document.blocks]
    assert [text for text in shown if text] == ["题", "表", "注"]
    (found,) = document.tables()
    assert [item.text for item in found.cells] == ["甲", "乙", "丙", "丁"]


def test_an_outer_table_without_text_is_opened():
    left, right = table(row("甲", "乙")), table(row("丙", "丁"))
    document = read(table(row(cell(left), cell()), row(cell(), cell(right)), row("", "")))
    assert [[item.text for item in found.cells] for found in document.tables()] == [
        ["甲", "乙"], ["丙", "丁"],
    ]  # fmt: skip


def test_a_frame_without_tables_in_it_stays_a_table():
    document = read(table(row(cell(paragraph("一") + paragraph("二")))))
    assert document.tables()[0].cells[0].text == "一\n二"


def test_a_text_box_in_a_cell_belongs_to_the_cell():
    box = f"<w:r><w:pict><v:shape><v:textbox><w:txbxContent>{paragraph('框')}</w:txbxContent>"
    box += "</v:textbox></v:shape></w:pict></w:r>"
    found = grid(row(cell(paragraph(run("甲") + box)), "乙"))
    assert [item.text for item in found.cells] == ["甲\n框", "乙"]


def test_tables_nested_deeply_are_all_read():
    body = table(row("底", "底", "底", "底"))
    for depth in range(20):
        body = table(row(f"{depth}", "甲", "乙", cell(body)))
    assert [len(found.cells) for found in read(body).tables()] == [3] * 20 + [4]


def test_a_table_without_rows_is_nothing():
    assert read(table() + paragraph("甲")).tables() == ()
