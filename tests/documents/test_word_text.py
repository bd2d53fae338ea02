"""The text of paragraphs in Word files: fields, symbols, controls, changes, drawings."""

import pytest

from assessor.core.limits import Limits
from assessor.documents.word.docx import read_docx
from document_word import cell, paragraph, row, run, table, word_file


def read(body):
    return read_docx("表.docx", word_file(body), limits=Limits())


def shown(content):
    line, _last = read(paragraph(content) + paragraph("尾")).lines()
    return line.text


def mark(kind, data=""):
    return f'<w:r><w:fldChar w:fldCharType="{kind}">{data}</w:fldChar></w:r>'


def code(text):
    return f"<w:r><w:instrText>{text}</w:instrText></w:r>"


def field(instruction, *results):
    return mark("begin") + code(instruction) + mark("separate") + "".join(results) + mark("end")


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (run("甲") + run(" 乙"), "甲 乙"),
        (run("甲") + run(" ") + run("乙"), "甲 乙"),
        ("<w:r><w:t>甲</w:t><w:tab/><w:t>乙</w:t><w:ptab/></w:r>", "甲\t乙\t"),
        ("<w:r><w:t>甲</w:t><w:noBreakHyphen/><w:softHyphen/><w:t>乙</w:t></w:r>", "甲-乙"),
        (run("甲\u00ad\u200b乙\ufeff\u200e丙"), "甲乙丙"),
        ("<w:r><w:t>\n   甲\n   乙\n</w:t></w:r>", "甲 乙"),
        (run("甲", "<w:vanish/>") + run("乙", "<w:cs/>"), "甲乙"),
        ("<w:hyperlink>" + run("链接") + "</w:hyperlink>", "链接"),
        ("<w:smartTag>" + run("地名") + "</w:smartTag><w:bdo>" + run("向") + "</w:bdo>", "地名向"),
        ("<w:r><w:ruby><w:rt>" + run("pin") + "</w:rt><w:rubyBase>" + run("拼")
         + "</w:rubyBase></w:ruby></w:r>", "拼"),
        ("<!-- 注 --><?pi x?>" + run("甲"), "甲"),
        ("<w:unknown>" + run("隐") + "</w:unknown>" + run("甲"), "甲"),
        ("<m:oMath><m:f><m:num><m:r><m:t>完成数</m:t></m:r></m:num><m:den><m:r><m:t>计划数</m:t>"
         "</m:r></m:den></m:f><m:r><m:t>×100%</m:t></m:r></m:oMath>", "完成数/计划数×100%"),
    ],
)  # fmt: skip
def test_runs(content, expected):
    assert shown(content) == expected


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (field("PAGEREF x", run("3")), "3"),
        (field("IF 1 = 1", run("甲")) + run("乙"), "甲乙"),
        (mark("begin") + code("IF ") + field("REF x", run("中间")) + code(" = 1")
         + mark("separate") + run("结果") + mark("end"), "结果"),
        (field("HYPERLINK x", field("REF y", run("内")), run("外")), "内外"),
        ('<w:fldSimple w:instr="DATE">' + run("2025年") + "</w:fldSimple>", "2025年"),
        (mark("begin") + code("REF x") + run("不闭合"), "不闭合"),
        (mark("end") + mark("separate") + run("甲"), "甲"),
        (mark("begin") + code(r"eq \o\ac(○,") + code("3)") + mark("end"), "③"),
        (mark("begin") + code(r"eq \o\ac(□,√)") + mark("end") + run("是"), "☑是"),
        (mark("begin") + code(r"EQ \o(√,□)") + mark("end"), "☑"),
        (mark("begin") + code(r"eq \o\ac(○,改)") + mark("end"), "改"),
        (mark("begin") + code(r'SYMBOL 163 \f "Wingdings 2" \s 11') + mark("end"), "□"),
        (mark("begin") + code("REF lost") + mark("end"), ""),
        (mark("begin", '<w:ffData><w:checkBox><w:default w:val="0"/><w:checked/></w:checkBox>'
              "</w:ffData>") + code("FORMCHECKBOX") + mark("end"), "☑"),
        (mark("begin", '<w:ffData><w:checkBox><w:default w:val="0"/></w:checkBox></w:ffData>')
         + code("FORMCHECKBOX") + mark("end"), "□"),
        (mark("begin", '<w:ffData><w:ddList><w:result w:val="1"/><w:listEntry w:val="甲"/>'
              '<w:listEntry w:val="乙"/></w:ddList></w:ffData>') + mark("end"), "乙"),
    ],
)  # fmt: skip
def test_fields_show_results(content, expected):
    assert shown(content) == expected


def sym(font, char):
    return f'<w:r><w:sym w:font="{font}" w:char="{char}"/></w:r>'


def fonts(name):
    return f'<w:rFonts w:ascii="{name}" w:hAnsi="{name}"/>'


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (sym("Wingdings", "F0FE") + sym("Wingdings", "00A8") + sym("Wingdings", "F0FC"), "☑□✓"),
        (sym("Wingdings 2", "F052") + sym("Wingdings 2", "F0A3"), "☑□"),
        (sym("Symbol", "F0B3") + run("95%"), "≥95%"),
        (sym("宋体", "2265"), "≥"),
        (sym("Unknown", "F0FE") + sym("Unknown", "F000"), "☑"),
        (sym("Wingdings", "oops") + sym("x", "110000") + sym("x", "D800"), ""),
        (run("\uf0fe是\uf0a8否") + run("\uf0a3"), "☑是□否□"),
        (run("是a", fonts("Webdings")), "是✓"),
        (run("þ是¨否", fonts("Wingdings")), "☑是□否"),
        (run("\uf0a3", fonts("Wingdings 2")), "□"),
        (run("\uf0b3\uf035\uf020", fonts("Symbol")), "≥5 "),
        (run("þ", fonts("Times New Roman")), "þ"),
    ],
)
def test_symbol_fonts(content, expected):
    assert shown(content) == expected


def control(content, properties):
    return f"<w:sdt><w:sdtPr>{properties}</w:sdtPr><w:sdtContent>{content}</w:sdtContent></w:sdt>"


def box(checked):
    return f'<w14:checkbox><w14:checked w14:val="{checked}"/></w14:checkbox>'


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (control(run("甲"), ""), "甲"),
        (control(run("☒"), box(1)) + run("是") + control(run("☐"), box(0)) + run("否"), "☑是□否"),
        (control(sym("Wingdings", "F0A8"), box(1)), "☑"),
        (control(run("已勾选"), box(1)), "已勾选"),
        (control(run("单击此处输入文字。"), "<w:showingPlcHdr/>") + run("。"), "。"),
        (control(run("培训场次"), "<w:showingPlcHdr/>"), "培训场次"),
        (control(run("单击此处输入文字。"), ""), "单击此处输入文字。"),
    ],
)
def test_content_controls(content, expected):
    assert shown(content) == expected


def test_prompts_in_cells_leave_the_cells_empty():
    prompt = control(cell("点击输入"), "<w:showingPlcHdr/>")
    (found,) = read(table(row("甲", prompt, "乙"))).tables()
    assert [(item.text, item.column) for item in found.cells] == [("甲", 0), ("乙", 2)]


def deleted(text):
    return f"<w:del><w:r><w:delText>{text}</w:delText></w:r></w:del>"


def test_changes_are_read_as_accepted():
    moved = "<w:moveFrom>" + run("原处") + "</w:moveFrom><w:moveTo>" + run("新处") + "</w:moveTo>"
    document = read(
        paragraph(run("≥") + deleted("90") + "<w:ins>" + run("95") + "</w:ins>" + run("%"))
        + paragraph("<w:del>" + run("误用的字") + "</w:del>" + moved)
    )
    assert [line.text for line in document.lines()] == ["≥95%", "新处"]
    assert document.notices == ("文档有修订痕迹（插入 2 处，删除 3 处），按接受修订后的文字读取",)


def test_a_deleted_paragraph_mark_joins_paragraphs():
    gone = "<w:rPr><w:del w:id='1'/></w:rPr>"
    body = paragraph("培训", gone) + paragraph("场次") + paragraph(deleted("整段"), gone)
    assert [line.text for line in read(body + paragraph("尾")).lines()] == ["培训场次", "尾"]
    assert [line.text for line in read(paragraph("独", gone)).lines()] == ["独"]


def text_box(content):
    word = f"<wps:wsp><wps:txbx><w:txbxContent>{content}</w:txbxContent></wps:txbx></wps:wsp>"
    old = f"<v:shape><v:textbox><w:txbxContent>{content}</w:txbxContent></v:textbox></v:shape>"
    return (
        f'<w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing>{word}</w:drawing>'
        f"</mc:Choice><mc:Fallback><w:pict>{old}</w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    )


def test_text_boxes_are_read_once_after_their_paragraph():
    content = paragraph("框内") + table(row("甲", "乙"))
    document = read(paragraph(run("锚") + text_box(content) + run("点")) + paragraph("后"))
    assert [getattr(block, "text", "表") for block in document.blocks] == [
        "锚点", "框内", "表", "后",
    ]  # fmt: skip


def test_a_text_box_in_a_text_box_and_a_drawn_title():
    drawn = '<w:r><w:pict><v:shape><v:textpath string="绩效目标表"/></v:shape></w:pict></w:r>'
    inner = paragraph(run("外") + text_box(paragraph("内")))
    body = paragraph(run("甲") + text_box(inner) + drawn)
    assert [line.text for line in read(body).lines()] == ["甲", "外", "内", "绩效目标表"]


def test_alternatives_inside_of_a_drawing_are_read_once():
    boxes = [f"<w:txbxContent>{paragraph(text)}</w:txbxContent>" for text in ("新", "旧")]
    inside = "<mc:Choice>{}</mc:Choice><mc:Fallback>{}</mc:Fallback>".format(*boxes)
    shape = f"<mc:AlternateContent>{inside}</mc:AlternateContent>"
    objects = f"<w:r><w:object><v:group>{shape}</v:group></w:object></w:r>"
    document = read(paragraph(run("甲") + objects))
    assert [line.text for line in document.lines()] == ["甲", "新"]


def test_only_a_fallback_is_read_if_there_is_nothing_else():
    body = (
        f"<mc:AlternateContent><mc:Fallback>{paragraph('甲')}</mc:Fallback></mc:AlternateContent>"
    )
    assert [line.text for line in read(body + paragraph("乙")).lines()] == ["甲", "乙"]
