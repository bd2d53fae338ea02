"""Word files: order, origins, headings, pages, running heads, notes, notices, containers."""

import io
from dataclasses import replace

import docx
import pytest
from docx.enum.text import WD_BREAK

from assessor.core.limits import Limits
from assessor.documents.document import Line, Table
from assessor.documents.word.docx import read_docx
from assessor.errors import InputError
from document_word import (
    MAIN,
    OFFICE,
    cell,
    paragraph,
    row,
    run,
    table,
    unzipped,
    word_file,
    zipped,
)

LIMITS = Limits()


def read(body, **files):
    return read_docx("表.docx", word_file(body, **files), limits=LIMITS)


def texts(body, **files):
    return [line.text for line in read(body, **files).lines()]


def made_by_python_docx():
    document = docx.Document()
    document.add_heading("项目支出绩效目标表", 1)
    document.add_paragraph("序言")
    grid = document.add_table(rows=3, cols=3)
    grid.cell(0, 0).merge(grid.cell(0, 2)).text = "绩效指标"
    grid.cell(1, 0).merge(grid.cell(2, 0)).text = "产出"
    grid.cell(2, 2).text = "≥95%"
    document.add_paragraph("前").add_run().add_break(WD_BREAK.PAGE)
    document.add_paragraph("后", style="List Number")
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def test_a_file_of_python_docx_is_read_in_order():
    document = read_docx("a.docx", made_by_python_docx(), limits=LIMITS)
    assert document.kind == "docx"
    assert document.notices == ()
    assert [type(block) for block in document.blocks] == [Line, Line, Table, Line, Line, Line]
    title, *_, before, page, after = document.lines()
    assert (title.text, title.heading, title.origin.line) == ("项目支出绩效目标表", 1, 1)
    assert (before.text, page.text, page.page_start) == ("前", "", True)
    assert (after.text, after.heading, after.page_start) == ("1. 后", None, False)
    (grid,) = document.tables()
    assert (grid.row_count, grid.column_count) == (3, 3)
    assert [(x.text, x.row, x.column, x.row_span, x.column_span) for x in grid.cells] == [
        ("绩效指标", 0, 0, 1, 3), ("产出", 1, 0, 2, 1), ("≥95%", 2, 2, 1, 1),
    ]  # fmt: skip
    last = grid.cells[-1].origin
    assert (last.table, last.row, last.column, last.line) == (1, 3, 3, None)


def test_empty_paragraphs_are_lines_and_line_breaks_begin_lines():
    lines = read(paragraph("<w:r><w:t>甲</w:t><w:br/><w:t>乙</w:t></w:r>") + paragraph()).lines()
    assert [(line.text, line.origin.line) for line in lines] == [("甲", 1), ("乙", 1), ("", 2)]


HEADINGS = """
<w:style w:type="paragraph" w:default="1" w:styleId="a"><w:name w:val="Normal"/></w:style>
<w:style w:type="paragraph" w:styleId="1"><w:name w:val="heading 1"/><w:basedOn w:val="a"/></w:style>
<w:style w:type="paragraph" w:styleId="2"><w:name w:val="标题 2"/></w:style>
<w:style w:type="paragraph" w:styleId="own"><w:name w:val="甲级"/><w:basedOn w:val="2"/></w:style>
<w:style w:type="paragraph" w:styleId="out"><w:name w:val="乙级"/>
  <w:pPr><w:outlineLvl w:val="4"/></w:pPr></w:style>
<w:style w:type="paragraph" w:styleId="body"><w:name w:val="丙级"/><w:basedOn w:val="1"/>
  <w:pPr><w:outlineLvl w:val="9"/></w:pPr></w:style>
<w:style w:type="paragraph" w:styleId="loop"><w:name w:val="环"/><w:basedOn w:val="pool"/></w:style>
<w:style w:type="paragraph" w:styleId="pool"><w:name w:val="圈"/><w:basedOn w:val="loop"/></w:style>
"""


@pytest.mark.parametrize(
    ("properties", "heading"),
    [
        ("", None),
        ('<w:pStyle w:val="1"/>', 1),
        ('<w:pStyle w:val="2"/>', 2),
        ('<w:pStyle w:val="own"/>', 2),
        ('<w:pStyle w:val="out"/>', 5),
        ('<w:pStyle w:val="body"/>', None),
        ('<w:pStyle w:val="loop"/>', None),
        ('<w:pStyle w:val="unknown"/>', None),
        ('<w:outlineLvl w:val="2"/>', 3),
        ('<w:pStyle w:val="1"/><w:outlineLvl w:val="9"/>', None),
        ('<w:outlineLvl w:val="x"/>', None),
    ],
)
def test_headings_follow_styles_and_outline_levels(properties, heading):
    (line,) = read(paragraph("总体目标", properties), parts={"styles": HEADINGS}).lines()
    assert line.heading == heading


BREAK = '<w:r><w:br w:type="page"/></w:r>'
RENDERED = "<w:r><w:lastRenderedPageBreak/></w:r>"
BREAK_BEFORE = "<w:pageBreakBefore/>"


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (paragraph(BREAK + run("乙")), [("乙", True)]),
        (paragraph(run("子") + BREAK + run("丑")), [("子", False), ("丑", True)]),
        (paragraph(run("子") + BREAK), [("子", False), ("", True)]),
        (paragraph(BREAK) + paragraph(RENDERED + run("乙")), [("", True), ("乙", False)]),
        (paragraph(RENDERED + run("乙")), [("乙", True)]),
        (paragraph(run("一句") + RENDERED + run("话")), [("一句话", False)]),
        (paragraph("乙", BREAK_BEFORE), [("乙", True)]),
        (paragraph("乙", '<w:pageBreakBefore w:val="0"/>'), [("乙", False)]),
        (paragraph("子", "<w:sectPr/>") + paragraph("丑") + "<w:sectPr/>",
         [("子", False), ("丑", True)]),
        (paragraph("子", "<w:sectPr/>") + paragraph("丑")
         + '<w:sectPr><w:type w:val="continuous"/></w:sectPr>', [("子", False), ("丑", False)]),
    ],
)  # fmt: skip
def test_page_starts(body, expected):
    first, *lines = read(paragraph("甲") + body).lines()
    assert not first.page_start
    assert [(line.text, line.page_start) for line in lines] == expected


def test_a_style_may_begin_a_page_and_a_paragraph_may_not():
    styles = (
        '<w:style w:styleId="s"><w:name w:val="章"/><w:pPr><w:pageBreakBefore/></w:pPr></w:style>'
    )
    own = '<w:pStyle w:val="s"/>'
    body = paragraph("甲") + paragraph("乙", own)
    body += paragraph("丙", own + '<w:pageBreakBefore w:val="false"/>')
    lines = read(body, parts={"styles": styles}).lines()
    assert [line.page_start for line in lines] == [False, True, False]


def header(name, kind="default"):
    return f'<w:headerReference w:type="{kind}" r:id="{name}"/>'


def test_headers_stand_once_before_their_section():
    parts = {
        "header1": paragraph("某市某局") + paragraph("- 3 -") + paragraph("第 1 页 共 9 页"),
        "header2": table(row("某市某局", "附件二")),
        "header3": paragraph("偶数页"),
        "header4": paragraph("首页"),
        "footer1": paragraph("页脚"),
    }
    first = f"<w:sectPr>{header('header1')}{header('header3', 'even')}<w:titlePg/>"
    first += f"{header('header4', 'first')}</w:sectPr>"
    footer = '<w:footerReference w:type="default" r:id="footer1"/>'
    last = f"<w:sectPr>{header('header2')}{footer}</w:sectPr>"
    body = paragraph("甲", first) + paragraph("乙") + last
    assert texts(body, parts=parts) == ["首页", "某市某局", "甲", "附件二", "乙"]


def test_header_and_footer_are_all_that_an_empty_body_has():
    reference = '<w:footerReference w:type="default" r:id="footer1"/>'
    body = paragraph() + f"<w:sectPr>{header('header1')}{reference}</w:sectPr>"
    parts = {"header1": paragraph("页眉"), "footer1": paragraph("页脚") + paragraph("12")}
    assert texts(body, parts=parts) == ["页眉", "", "页脚"]


def test_notes_follow_the_block_that_refers_to_them():
    def note(kind, number):
        return f'<w:r><w:{kind}Reference w:id="{number}"/></w:r>'

    parts = {
        "footnotes": '<w:footnote w:type="separator" w:id="0"><w:p/></w:footnote>'
        f'<w:footnote w:id="2">{paragraph(" 口径见附件")}</w:footnote>'
        f'<w:footnote w:id="3">{paragraph("以决算为准")}{table(row("注表"))}</w:footnote>',
        "endnotes": f'<w:endnote w:id="2">{paragraph("完")}</w:endnote>',
    }
    body = paragraph(run("完成率") + note("footnote", 2) + run("≥95%") + note("endnote", 2))
    body += table(row(cell(paragraph(run("支出") + note("footnote", 3))), "甲"))
    body += paragraph(run("尾") + note("footnote", 2) + note("footnote", 99))
    document = read(body, parts=parts)
    assert [getattr(block, "text", "表") for block in document.blocks] == [
        "完成率≥95%", "[1] 口径见附件", "表", "[2] 以决算为准", "表", "尾", "[i] 完",
    ]  # fmt: skip
    assert document.tables()[0].cells[0].text == "支出"


def test_notices_name_what_is_not_read():
    picture = '<w:r><w:drawing><a:blip r:embed="x"/></w:drawing></w:r>'
    chart = '<w:r><w:drawing><c:chart r:id="x"/></w:drawing></w:r>'
    book = '<w:r><w:object><v:shape><v:imagedata/></v:shape><o:OLEObject ProgID="{}"/></w:object></w:r>'
    body = paragraph(run("甲") + picture * 2 + chart + book.format("Excel.Sheet.12"))
    body += paragraph(book.format("Equation.3") + '<w:r><w:commentReference w:id="1"/></w:r>')
    body += paragraph(run("暗", "<w:vanish/>")) + '<w:altChunk r:id="x"/>'
    document = read(body, extra={"word/vbaProject.bin": b"\x00"})
    assert document.notices == (
        "文件含有宏，没有运行，已忽略",
        "文档有隐藏的文字，已读取",
        "2 张图片未读",
        "1 个图表或智能图形未读",
        "1 个嵌入的电子表格未读，请把其中的表格另存为文件",
        "1 个嵌入的对象未读",
        "1 条批注未读",
        "1 个嵌入的外部文档未读",
    )
    assert [line.text for line in document.lines()] == ["甲", "", "暗"]


@pytest.mark.parametrize(
    "content_type",
    [
        "application/vnd.ms-word.document.macroEnabled.main+xml",
        "application/vnd.ms-word.template.macroEnabledTemplate.main+xml",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.template.main+xml",
        "",
    ],
)
def test_macro_files_and_templates_open(content_type):
    assert texts(paragraph("甲"), content_type=content_type) == ["甲"]


def test_strict_files_open():
    parts = {"styles": HEADINGS, "header1": paragraph("页眉")}
    body = paragraph("甲", '<w:pStyle w:val="1"/>') + f"<w:sectPr>{header('header1')}</w:sectPr>"
    strict = {
        name: content.replace(
            MAIN.encode(), b"http://purl.oclc.org/ooxml/wordprocessingml/main"
        ).replace(OFFICE.encode(), b"http://purl.oclc.org/ooxml/officeDocument/relationships")
        for name, content in unzipped(word_file(body, parts=parts)).items()
    }
    assert all(MAIN.encode() not in content for content in strict.values())
    lines = read_docx("a.docx", zipped(strict), limits=LIMITS).lines()
    assert [(line.text, line.heading) for line in lines] == [("页眉", None), ("甲", 1)]


def test_the_container_may_be_unusual():
    files = unzipped(word_file(paragraph("甲"), main="word/document2.xml"))
    assert texts_of(files) == ["甲"]
    wide = dict(files)
    wide["word/document2.xml"] = files["word/document2.xml"].decode().encode("utf-16")
    assert texts_of(wide) == ["甲"]
    backward = {name.replace("word/", "Word\\"): content for name, content in files.items()}
    assert texts_of(backward) == ["甲"]
    bare = {"word/document.xml": files["word/document2.xml"]}
    assert texts_of(bare) == ["甲"]


def texts_of(files):
    return [line.text for line in read_docx("a", zipped(files), limits=LIMITS).lines()]


def test_references_to_missing_parts_do_no_harm():
    files = unzipped(word_file(paragraph("甲"), parts={"styles": HEADINGS}))
    relations = files["word/_rels/document.xml.rels"].decode()
    lost = f'<Relationship Id="x" Type="{OFFICE}/{{}}" Target="{{}}"/></Relationships>'
    for kind, target in [("image", "NULL"), ("footnotes", "../../../etc/passwd"), ("header", "")]:
        relations = relations.replace("</Relationships>", lost.format(kind, target))
    files["word/_rels/document.xml.rels"] = relations.encode()
    assert texts_of(files) == ["甲"]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "input.damaged"),
        (b"PK\x03\x04 cut", "input.damaged"),
        (made_by_python_docx()[:-200], "input.damaged"),
        (zipped({"a.txt": b"x"}), "input.damaged"),
        (zipped({"word/document.xml": b"<a>"}), "input.damaged"),
        (zipped({"word/document.xml": b"<a/>"}), "input.damaged"),
        (zipped({"word/document.xml": b""}), "input.damaged"),
        (
            zipped({"word/document.xml": b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'}),
            "input.unsafe-xml",
        ),
        (word_file(""), "input.empty-file"),
        (word_file(paragraph(" ") + table(row("", ""))), "input.empty-file"),
    ],
)
def test_what_cannot_be_read_is_named(data, code):
    with pytest.raises(InputError) as caught:
        read_docx("甲.docx", data, limits=LIMITS)
    assert caught.value.code == code
    assert "甲.docx" in caught.value.message
    assert caught.value.hint


def test_a_file_of_pictures_alone_says_so():
    picture = '<w:r><w:drawing><a:blip r:embed="x"/></w:drawing></w:r>'
    with pytest.raises(InputError, match="只有 1 张图片"):
        read(paragraph(picture))


def test_encrypted_entries_are_named():
    data = bytearray(word_file(paragraph("甲")))
    place = data.index(b"PK\x01\x02")
    while place >= 0:
        data[place + 8] |= 1
        place = data.find(b"PK\x01\x02", place + 4)
    with pytest.raises(InputError) as caught:
        read_docx("a", bytes(data), limits=LIMITS)
    assert caught.value.code == "input.encrypted"


@pytest.mark.parametrize(
    ("body", "limits"),
    [
        (paragraph("甲") * 3, {"lines": 2}),
        (paragraph("<w:r><w:t>甲</w:t><w:br/><w:br/></w:r>"), {"lines": 2}),
        (paragraph("甲乙丙"), {"cell_characters": 2}),
        (table(row("甲乙丙")), {"cell_characters": 2}),
        (table(row("甲", "乙", "丙")), {"cells": 2}),
        (table(row("甲", "乙", "丙")), {"columns_per_sheet": 2}),
        (table(row(cell("甲", '<w:gridSpan w:val="9999999999999"/>'))), {}),
        (table(row("甲", properties='<w:gridBefore w:val="501"/>')), {}),
        (table(row("甲", properties='<w:gridAfter w:val="500"/>')), {}),
        (table(row("甲"), row("乙")), {"rows_per_sheet": 1}),
        ("<w:sdt><w:sdtContent>" * 120 + "</w:sdtContent></w:sdt>" * 120, {}),
        (paragraph("甲"), {"inflated_bytes": 100}),
        (paragraph("甲"), {"archive_entries": 2}),
    ],
)
def test_limits_are_kept(body, limits):
    with pytest.raises(InputError) as caught:
        read_docx("a", word_file(body), limits=replace(LIMITS, **limits))
    assert caught.value.code == "input.limit"


def test_a_note_named_often_is_given_once():
    reference = '<w:r><w:footnoteReference w:id="2"/></w:r>'
    note = paragraph(run("甲") + reference)
    parts = {"footnotes": f'<w:footnote w:id="2">{note}</w:footnote>'}
    assert texts(paragraph(run("乙") + reference * 50) * 2, parts=parts) == ["乙", "[1] 甲", "乙"]
