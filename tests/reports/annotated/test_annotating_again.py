"""A copy that is annotated again: own untouched remarks give way, what a person wrote stays."""

import io
import re

import openpyxl
import pytest
from annotated_samples import (
    HEAD,
    ROWS,
    TITLES,
    assessed,
    finding,
    rewrite,
    rich_workbook,
    with_checkbox,
    with_parts,
)
from docx import Document

from assessor.core.submission import Field
from assessor.errors import ConfigError, InputError
from assessor.reports.annotated.decisions import has_decisions, read_decisions
from assessor.reports.annotated.own_remarks import own_part
from assessor.reports.annotated.package import parts_of
from assessor.reports.annotated.remarks import remarks_of
from assessor.reports.annotated.summary_layout import column_of
from assessor.reports.annotated.word_package import annotated_word
from assessor.reports.annotated.workbook_package import annotated_workbook
from document_word import row, table, word_file

NEW = {
    "2": rewrite("产出指标", "质量指标", "培训考核合格率", "≥【__】%"),
    "3": rewrite("效益指标", "社会效益指标", "群众满意率", "≥【__】%"),
}


def remarks_on(name: str, data: bytes, **told):
    told.setdefault("rewrites", lambda r: (NEW[r.id],) if r.id in NEW else ())
    document = assessed(name, data, **told)
    return document, remarks_of(document, titles=TITLES)


def book_with_remarks(data: bytes, **told):
    return annotated_workbook("a.xlsx", data, remarks_on("a.xlsx", data, **told)[1])


def paper_with_remarks(data: bytes, **told):
    document, remarks = remarks_on("a.docx", data, **told)
    return annotated_word("a.docx", data, document, remarks)


def filled(data: bytes, changes, *, sheet="审核意见") -> bytes:
    book = openpyxl.load_workbook(io.BytesIO(data))
    for (line, label), text in changes.items():
        book[sheet].cell(line, column_of(label) if isinstance(label, str) else label).value = text
    saved = io.BytesIO()
    book.save(saved)
    return saved.getvalue()


def lines_of(data: bytes) -> dict[str, dict[str, str]]:
    sheet = openpyxl.load_workbook(io.BytesIO(data))["审核意见"]
    return {
        str(sheet.cell(n, column_of("对应编号")).value): {
            label: sheet.cell(n, column_of(label)).value or ""
            for label in ("决定", "改后级次", "改后名称", "改后目标")
        }
        for n in range(4, sheet.max_row + 1)
        if sheet.cell(n, column_of("对应编号")).value
    }


ADOPTED = (6, "决定")  # the line of row 2 with its rewrite


@pytest.mark.parametrize("data", [rich_workbook(), with_checkbox(rich_workbook())])
def test_an_untouched_copy_annotated_again_is_the_same_file(data):
    once = book_with_remarks(data).content
    assert book_with_remarks(once).content == once
    assert not has_decisions(once)


def test_a_copy_with_fewer_remarks_keeps_nothing_of_the_old_ones():
    once = book_with_remarks(rich_workbook()).content
    none = book_with_remarks(once, findings=lambda _: (), rewrites=lambda _: ()).content
    book = openpyxl.load_workbook(io.BytesIO(none))
    assert [s.title for s in book] == ["申报 '表'", "说明", "审核意见"]
    found = {c.coordinate: c.comment.text for r in book.worksheets[0] for c in r if c.comment}
    assert found == {"C4": "单位自己的批注"}
    drawing = next(v for k, v in parts_of(none).items() if k.lower().endswith(".vml"))
    assert drawing.count(b'ObjectType="Note"') == 1


def test_a_copy_saved_by_another_program_is_known_again():
    once = filled(book_with_remarks(rich_workbook()).content, {})
    again = openpyxl.load_workbook(io.BytesIO(book_with_remarks(once).content))
    assert again.sheetnames == ["申报 '表'", "说明", "审核意见"]
    assert again.worksheets[0]["D5"].comment.text.count("“明显提高”说不清") == 1
    assert again.worksheets[0]["C4"].comment.text.count("单位自己的批注") == 1
    assert again.worksheets[0]["C4"].comment.text.count("“培训人数”说不清") == 1


def test_words_of_a_person_in_a_remark_stay():
    once = book_with_remarks(rich_workbook()).content
    book = openpyxl.load_workbook(io.BytesIO(once))
    comment = book.worksheets[0]["D5"].comment
    comment.text += "\n已与业务科核实，暂不改"
    saved = io.BytesIO()
    book.save(saved)
    result = book_with_remarks(saved.getvalue())
    text = openpyxl.load_workbook(io.BytesIO(result.content)).worksheets[0]["D5"].comment.text
    assert "已与业务科核实，暂不改" in text
    assert any("1 处原有意见批注里有人写过字" in line for line in result.notices)


def test_decisions_and_edits_go_into_the_new_list():
    once = filled(
        book_with_remarks(rich_workbook()).content,
        {ADOPTED: "采纳", (6, "改后目标"): "≥98%", (8, "改后名称"): "群众办事满意率"},
    )
    assert has_decisions(once)
    result = book_with_remarks(once)
    assert lines_of(result.content) == {
        "2": {"决定": "采纳", "改后级次": "质量指标", "改后名称": "培训考核合格率", "改后目标": "≥98%"},
        "3": {"决定": "", "改后级次": "社会效益指标", "改后名称": "群众办事满意率", "改后目标": "≥【__】%"},
    }  # fmt: skip
    assert any("2 行决定或改写已带入新表" in line for line in result.notices)
    # A third time loses nothing either.
    third = book_with_remarks(result.content)
    assert lines_of(third.content) == lines_of(result.content)
    assert third.content == result.content
    (one,) = read_decisions("a.xlsx", third.content).adopted
    assert (one.row, one.value) == ("2", "≥98%")


def test_a_decision_without_its_remark_is_not_thrown_away():
    once = filled(book_with_remarks(rich_workbook()).content, {ADOPTED: "不采纳"})
    with pytest.raises(InputError, match="“审核意见”表第 6 行（培训合格率）已填了决定") as caught:
        book_with_remarks(once, findings=lambda _: (), rewrites=lambda _: ())
    assert "--apply" in caught.value.hint


def test_notes_beside_the_list_are_not_thrown_away():
    once = filled(book_with_remarks(rich_workbook()).content, {(5, 16): "请王科长看"})
    assert has_decisions(once)
    with pytest.raises(InputError, match="另有手工填写的内容"):
        book_with_remarks(once)


def test_decisions_of_all_lists_count_and_must_agree():
    once = book_with_remarks(rich_workbook()).content
    book = openpyxl.load_workbook(io.BytesIO(once))
    book.copy_worksheet(book["审核意见"]).title = "审核意见2"
    saved = io.BytesIO()
    book.save(saved)
    both = saved.getvalue()
    in_first = filled(both, {ADOPTED: "采纳"})
    assert [d.row for d in read_decisions("a.xlsx", in_first).adopted] == ["2"]
    against = filled(in_first, {ADOPTED: "不采纳"}, sheet="审核意见2")
    with pytest.raises(ConfigError, match="不一致"):
        read_decisions("a.xlsx", against)
    with pytest.raises(InputError, match="不一致"):
        book_with_remarks(against)
    one = book_with_remarks(in_first).content
    assert openpyxl.load_workbook(io.BytesIO(one)).sheetnames[2:] == ["审核意见"]
    assert lines_of(one)["2"]["决定"] == "采纳"


def test_a_sheet_of_the_unit_with_the_same_name_stays():
    book = openpyxl.load_workbook(io.BytesIO(rich_workbook()))
    book.create_sheet("审核意见", 0).append(["主管部门审核意见：同意"])
    saved = io.BytesIO()
    book.save(saved)
    assert not has_decisions(saved.getvalue())
    once = book_with_remarks(saved.getvalue()).content
    twice = book_with_remarks(once).content
    assert once == twice
    book = openpyxl.load_workbook(io.BytesIO(twice))
    assert book.sheetnames == ["审核意见", "申报 '表'", "说明", "审核意见2"]
    assert book["审核意见"]["A1"].value == "主管部门审核意见：同意"


def test_names_and_tabs_of_other_sheets_keep_their_numbers():
    once = book_with_remarks(rich_workbook()).content
    book = openpyxl.load_workbook(io.BytesIO(once))
    book.move_sheet("审核意见", -2)
    book.active = 1
    saved = io.BytesIO()
    book.save(saved)
    again = openpyxl.load_workbook(io.BytesIO(book_with_remarks(saved.getvalue()).content))
    assert again.sheetnames == ["申报 '表'", "说明", "审核意见"]
    assert again.worksheets[0].print_area == "'申报 ''表'''!$A$1:$D$6"
    assert again.active.title == "申报 '表'"
    assert again["审核意见"].print_title_rows == "$3:$3"


@pytest.mark.parametrize(
    ("typed", "shown", "read"),
    [(0.95, "0%", "95%"), (7, "General", "7"), (0.29, "0.0%", "29%"), (7, "@", "7")],
)
def test_a_number_that_was_typed_is_read_as_it_is_seen(typed, shown, read):
    once = filled(
        book_with_remarks(rich_workbook()).content, {ADOPTED: "采纳", (6, "改后目标"): typed}
    )
    book = openpyxl.load_workbook(io.BytesIO(once))
    book["审核意见"].cell(6, column_of("改后目标")).number_format = shown
    saved = io.BytesIO()
    book.save(saved)
    (one,) = read_decisions("a.xlsx", saved.getvalue()).adopted
    assert one.value == read


def test_a_date_that_excel_made_of_the_text_is_refused():
    once = book_with_remarks(rich_workbook()).content
    book = openpyxl.load_workbook(io.BytesIO(once))
    cell = book["审核意见"].cell(6, column_of("改后目标"))
    assert cell.number_format == "@"
    cell.value, cell.number_format = 46022, "yyyy-mm-dd"
    book["审核意见"].cell(6, column_of("决定")).value = "采纳"
    saved = io.BytesIO()
    book.save(saved)
    with pytest.raises(ConfigError, match="请把单元格设为文本"):
        read_decisions("a.xlsx", saved.getvalue())


def form() -> bytes:
    return word_file(table(row(*HEAD), *(row(*one) for one in ROWS)))


def test_a_word_copy_annotated_again_is_the_same_file():
    once = paper_with_remarks(form()).content
    assert paper_with_remarks(once).content == once
    assert not has_decisions(once)


def test_in_word_edited_and_foreign_comments_stay():
    document = Document(io.BytesIO(paper_with_remarks(form()).content))
    ours = next(c for c in document.comments if "“明显提高”说不清" in c.text)
    ours.add_paragraph("业务科意见：保留")
    run_of_cell = document.tables[0].rows[1].cells[3].paragraphs[0].runs[0]
    document.add_comment([run_of_cell], text="张三的批注", author="张三", initials="张")
    saved = io.BytesIO()
    document.save(saved)
    assert has_decisions(saved.getvalue())
    result = paper_with_remarks(saved.getvalue())
    texts = [c.text for c in Document(io.BytesIO(result.content)).comments]
    assert "张三的批注" in texts
    assert sum("业务科意见：保留" in text for text in texts) == 1
    assert sum("“培训人数”说不清" in text for text in texts) == 1
    assert any("1 条原有意见批注" in line for line in result.notices)


def test_in_word_an_answered_remark_stays():
    once = paper_with_remarks(form()).content
    parts = parts_of(once)
    extended = (
        b'<w15:commentsEx xmlns:w15="http://schemas.microsoft.com/office/word/2012/wordml">'
        b'<w15:commentEx w15:paraId="0A000001" w15:done="0"/>'
        b'<w15:commentEx w15:paraId="0A000002" w15:paraIdParent="0A000001" w15:done="0"/>'
        b"</w15:commentsEx>"
    )
    marked = re.sub(
        rb"(<w:comment [^>]*>)<w:p>",
        rb'\1<w:p xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml" w14:paraId="0A000001">',
        parts["word/comments.xml"],
        count=1,
    )
    relation = (
        b'<Relationship Id="rId99" Type="http://schemas.microsoft.com/office/2011/relationships/'
        b'commentsExtended" Target="commentsExtended.xml"/></Relationships>'
    )
    data = with_parts(once, {
        "word/comments.xml": marked, "word/commentsExtended.xml": extended,
        "word/_rels/document.xml.rels": lambda old: old.replace(b"</Relationships>", relation),
    })  # fmt: skip
    assert has_decisions(data)
    result = paper_with_remarks(data)
    assert b"0A000001" in parts_of(result.content)["word/comments.xml"]
    assert parts_of(result.content)["word/commentsExtended.xml"] == extended


def test_a_word_copy_holds_no_decisions_to_apply():
    with pytest.raises(ConfigError, match="Word 文件，批注里没有可填的"):
        read_decisions("a.docx", paper_with_remarks(form()).content)


@pytest.mark.parametrize("data", [b"", b"%PDF-1.7", b"PK\x03\x04broken", rich_workbook(), form()])
def test_files_without_decisions_have_none(data):
    assert not has_decisions(data)


def test_only_whole_remarks_are_taken_for_ours():
    remarks = remarks_on("a.xlsx", rich_workbook())[1]
    text = "\n\n".join("\n".join(remark.lines()) for remark in remarks)
    assert own_part(text) == 0
    assert own_part(f"经办人的话\n\n{text}") == len("经办人的话")
    assert own_part(f"{text}\n不同意") is None
    assert own_part(f"{text}\n\n不同意") is None
    assert own_part("意见1：请补充依据") is None
    assert own_part("") is None


def test_remarks_on_cells_with_two_findings_are_ours_too():
    def both(one):
        yield finding(one, Field.NAME, one.name)
        yield finding(one, Field.NAME, one.name[:2])

    once = book_with_remarks(rich_workbook(), findings=both).content
    assert book_with_remarks(once, findings=both).content == once
