"""Labels of automatic numbering, as Word prints them."""

import pytest

from assessor.core.limits import Limits
from assessor.documents.word.counting import counted
from assessor.documents.word.docx import read_docx
from document_word import cell, paragraph, row, table, word_file


def level(number, text, form="decimal", more=""):
    return (
        f'<w:lvl w:ilvl="{number}"><w:start w:val="1"/><w:numFmt w:val="{form}"/>{more}'
        f'<w:lvlText w:val="{text}"/></w:lvl>'
    )


def numbering(*levels, lists='<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'):
    content = "".join(levels)
    return f'<w:abstractNum w:abstractNumId="0">{content}</w:abstractNum>{lists}'


def item(text="", depth=0, list_id=1):
    properties = f'<w:numPr><w:ilvl w:val="{depth}"/><w:numId w:val="{list_id}"/></w:numPr>'
    return paragraph(text, properties)


def lines(body, definition, **parts):
    data = word_file(body, parts={"numbering": definition, **parts})
    return [line.text for line in read_docx("a", data, limits=Limits()).lines()]


@pytest.mark.parametrize(
    ("text", "form", "more", "expected"),
    [
        ("%1.", "decimal", "", ["1. 甲", "2. 乙"]),
        ("%1、", "chineseCountingThousand", "", ["一、甲", "二、乙"]),
        ("（%1）", "chineseCounting", "", ["（一）甲", "（二）乙"]),
        ("%1", "decimal", '<w:suff w:val="nothing"/>', ["1甲", "2乙"]),
        ("第%1章", "japaneseCounting", "", ["第一章 甲", "第二章 乙"]),
        ("%1", "decimalEnclosedCircle", "", ["① 甲", "② 乙"]),
        ("", "decimal", "", ["甲", "乙"]),
        ("%1.", "none", "", [". 甲", ". 乙"]),
        ("\uf06c", "bullet", '<w:rPr><w:rFonts w:ascii="Wingdings"/></w:rPr>', ["● 甲", "● 乙"]),
        ("\uf0b7", "bullet", '<w:rPr><w:rFonts w:ascii="Symbol"/></w:rPr>', ["• 甲", "• 乙"]),
        ("\uf000", "bullet", '<w:rPr><w:rFonts w:ascii="Own"/></w:rPr>', ["• 甲", "• 乙"]),
        ("–", "bullet", "", ["– 甲", "– 乙"]),
    ],
)
def test_formats(text, form, more, expected):
    assert lines(item("甲") + item("乙"), numbering(level(0, text, form, more))) == expected


def test_a_format_of_a_newer_version_has_a_stand_in():
    newer = (
        '<mc:AlternateContent><mc:Choice Requires="w14"><w:numFmt w:val="custom"/></mc:Choice>'
        '<mc:Fallback><w:numFmt w:val="upperRoman"/></mc:Fallback></mc:AlternateContent>'
    )
    first = f'<w:lvl w:ilvl="0">{newer}<w:lvlText w:val="%1."/></w:lvl>'
    assert lines(item("甲"), numbering(first)) == ["I. 甲"]


def test_levels_count_and_restart():
    definition = numbering(level(0, "%1."), level(1, "%1.%2"), level(2, "(%3)", "lowerLetter"))
    depths = [0, 1, 1, 2, 0, 1, 2, 2]
    body = "".join(item("甲", depth) for depth in depths) + paragraph("无")
    assert lines(body, definition) == [
        "1. 甲", "1.1 甲", "1.2 甲", "(a) 甲", "2. 甲", "2.1 甲", "(a) 甲", "(b) 甲", "无",
    ]  # fmt: skip


def test_a_level_may_run_on_and_legal_numbering_is_arabic():
    definition = numbering(
        level(0, "%1、", "chineseCounting"),
        level(1, "%1.%2", more='<w:lvlRestart w:val="0"/><w:isLgl/>'),
    )
    body = item("甲") + item("乙", 1) + item("丙") + item("丁", 1)
    assert lines(body, definition) == ["一、甲", "1.1 乙", "二、丙", "2.2 丁"]


def test_lists_share_a_count_unless_they_start_anew():
    lists = '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
    lists += '<w:num w:numId="2"><w:abstractNumId w:val="0"/></w:num>'
    lists += '<w:num w:numId="3"><w:abstractNumId w:val="0"/><w:lvlOverride w:ilvl="0">'
    lists += '<w:startOverride w:val="1"/></w:lvlOverride></w:num>'
    body = "".join(item("甲", list_id=number) for number in (1, 2, 3, 3))
    assert lines(body, numbering(level(0, "%1."), lists=lists)) == [
        "1. 甲", "2. 甲", "1. 甲", "2. 甲",
    ]  # fmt: skip


def test_a_list_may_redefine_a_level():
    own = '<w:num w:numId="1"><w:abstractNumId w:val="0"/><w:lvlOverride w:ilvl="0">'
    own += f"{level(0, '%1)')}</w:lvlOverride></w:num>"
    assert lines(item("甲"), numbering(level(0, "%1."), lists=own)) == ["1) 甲"]


STYLES = """
<w:style w:type="paragraph" w:styleId="h2"><w:name w:val="heading 2"/>
  <w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>
<w:style w:type="paragraph" w:styleId="sub"><w:name w:val="细目"/><w:basedOn w:val="h2"/></w:style>
<w:style w:type="numbering" w:styleId="list">
  <w:pPr><w:numPr><w:numId w:val="2"/></w:numPr></w:pPr></w:style>
"""


def test_numbering_comes_from_styles_and_can_be_switched_off():
    definition = numbering(
        level(0, "%1、"), level(1, "（%2）", "chineseCounting", '<w:pStyle w:val="h2"/>')
    )
    off = '<w:pStyle w:val="h2"/><w:numPr><w:numId w:val="0"/></w:numPr>'
    body = paragraph("甲", '<w:pStyle w:val="h2"/>') + paragraph("乙", '<w:pStyle w:val="sub"/>')
    body += paragraph("丙", off)
    assert lines(body, definition, styles=STYLES) == ["（一）甲", "（二）乙", "丙"]


def test_a_list_defined_by_a_numbering_style():
    definition = (
        '<w:abstractNum w:abstractNumId="0"><w:numStyleLink w:val="list"/></w:abstractNum>'
        f'<w:abstractNum w:abstractNumId="1">{level(0, "%1)")}</w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
        '<w:num w:numId="2"><w:abstractNumId w:val="1"/></w:num>'
    )
    assert lines(item("甲"), definition, styles=STYLES) == ["1) 甲"]


def test_numbers_in_cells_and_under_merges():
    restart, joined = '<w:vMerge w:val="restart"/>', "<w:vMerge/>"
    body = table(
        row(cell(item(), restart), "甲"), row(cell(item(), joined), "乙"), row(cell(item()), "丙")
    )
    data = word_file(body, parts={"numbering": numbering(level(0, "%1"))})
    (found,) = read_docx("a", data, limits=Limits()).tables()
    assert [item.text for item in found.cells] == ["1", "甲", "乙", "2", "丙"]


def test_labels_stand_behind_page_breaks_and_not_in_deleted_paragraphs():
    definition = numbering(level(0, "%1."))
    properties = '<w:numPr><w:numId w:val="1"/></w:numPr>'
    gone = f"{properties}<w:rPr><w:del/></w:rPr>"
    broken = paragraph('<w:r><w:br w:type="page"/><w:t>乙</w:t></w:r>', properties)
    assert lines(item("甲") + paragraph("<w:del/>", gone) + broken, definition) == [
        "1. 甲", "2. 乙",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "definition",
    [
        "",
        '<w:num w:numId="1"/>',
        '<w:num w:numId="1"><w:abstractNumId w:val="7"/></w:num>',
        numbering(level("99", "%1.")),
        numbering(level("²", "%2.")),
        '<w:abstractNum w:abstractNumId="0"><w:numStyleLink w:val="list"/></w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>',
    ],
)
def test_broken_definitions_do_no_harm(definition):
    found = lines(item("甲") + item("乙", "x") + item("丙", 12), definition)
    assert [line[-1] for line in found] == ["甲", "乙", "丙"]


def test_a_huge_start_and_a_huge_text_stay_short():
    start = '<w:start w:val="99999999999999999999"/>'
    for form in ("upperRoman", "upperLetter", "chineseCountingThousand", "ideographZodiac"):
        definition = numbering(level(0, "%1" * 1000, form).replace('<w:start w:val="1"/>', start))
        (line,) = lines(item("甲"), definition)
        assert len(line) <= 62


@pytest.mark.parametrize(
    ("form", "number", "expected"),
    [
        ("decimalZero", 7, "07"), ("decimalFullWidth", 12, "１２"), ("upperRoman", 1994, "MCMXCIV"),
        ("lowerRoman", 4, "iv"), ("upperLetter", 27, "AA"), ("lowerLetter", 2, "b"),
        ("chineseCounting", 10, "十"), ("chineseCounting", 21, "二十一"),
        ("chineseCounting", 105, "一〇五"), ("chineseCountingThousand", 105, "一百零五"),
        ("chineseCountingThousand", 110, "一百一十"), ("chineseCountingThousand", 2003, "二千零三"),
        ("chineseCountingThousand", 12345, "12345"), ("ideographDigital", 20, "二〇"),
        ("chineseLegalSimplified", 11, "壹拾壹"), ("ideographTraditional", 3, "丙"),
        ("ideographTraditional", 11, "11"), ("ideographZodiac", 12, "亥"),
        ("decimalEnclosedCircle", 21, "21"), ("decimalEnclosedParen", 3, "(3)"),
        ("none", 3, ""), ("unheardOf", 3, "3"), ("upperRoman", 0, "0"), ("chineseCounting", -1, "-1"),
    ],
)  # fmt: skip
def test_counting(form, number, expected):
    assert counted(number, form) == expected
