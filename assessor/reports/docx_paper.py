"""Official papers in Word: pages, Chinese fonts, harmless text, tables with borders.

Nothing of a document becomes a field, a link or markup: only plain runs are written.
"""

import unicodedata
from collections.abc import Sequence
from typing import Any

from docx import Document
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from lxml import etree

from assessor.reports.lines import visible_char

SONG, FANG, HEI = "宋体", "仿宋", "黑体"
# Other names of the same kind of letters (Windows, macOS, free fonts) and the family.
_FALLBACKS = {
    SONG: ("SimSun,STSong,Noto Serif CJK SC", "roman"),
    FANG: ("FangSong,STFangsong,Noto Serif CJK SC", "roman"),
    HEI: ("SimHei,STHeiti,Noto Sans CJK SC", "modern"),
}
_FONT_TABLE = "/word/fontTable.xml"
_A4 = (Mm(210), Mm(297))
_CENTRED = WD_ALIGN_PARAGRAPH.CENTER


def harmless(text: str) -> str:
    """Return ``text`` on one line with every character that XML and people can bear."""
    return "".join(
        "\ufffd" if unicodedata.category(char) == "Cn" else visible_char(char) for char in text
    )


def new_paper(*, title: str, landscape: bool, margin_mm: int, font: str, points: float) -> Any:  # noqa: ANN401 - python-docx has no types
    """Return an empty A4 document with its usual font."""
    paper = Document()
    paper.core_properties.author = "assessor"
    paper.core_properties.title = title
    paper.core_properties.comments = ""
    section = paper.sections[0]
    width, height = reversed(_A4) if landscape else _A4
    section.orientation = WD_ORIENT.LANDSCAPE if landscape else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = width, height
    for side in ("left_margin", "right_margin", "top_margin", "bottom_margin"):
        setattr(section, side, Mm(margin_mm))
    style = paper.styles["Normal"]
    style.font.size = Pt(points)
    properties = style.element.get_or_add_rPr()
    _set_font(properties, style.font, font)
    _set_chinese(properties)
    style.paragraph_format.space_after = Pt(0)
    _number_pages(section)
    _name_fallbacks(paper)
    return paper


def _name_fallbacks(paper: Any) -> None:  # noqa: ANN401
    """Name the fonts that stand in for the usual ones where these are not installed."""
    part = next(one for one in paper.part.package.iter_parts() if one.partname == _FONT_TABLE)
    table = parse_xml(part.blob)
    for name, (others, family) in _FALLBACKS.items():
        font = OxmlElement("w:font")
        font.set(qn("w:name"), name)
        for tag, value in (("w:altName", others), ("w:charset", "86"), ("w:family", family)):
            child = OxmlElement(tag)
            child.set(qn("w:val"), value)
            font.append(child)
        table.append(font)
    part._blob = etree.tostring(table, xml_declaration=True, encoding="UTF-8", standalone=True)


def _set_chinese(properties: Any) -> None:  # noqa: ANN401
    """Tell the language, which decides the shapes of characters and of punctuation."""
    language = OxmlElement("w:lang")
    for name, value in (("w:val", "en-US"), ("w:eastAsia", "zh-CN")):
        language.set(qn(name), value)
    for old in properties.findall(qn("w:lang")):
        properties.remove(old)
    properties.append(language)


def _set_font(properties: Any, font: Any, name: str) -> None:  # noqa: ANN401
    font.name = name
    fonts = properties.get_or_add_rFonts()
    for script in ("w:eastAsia", "w:hAnsi", "w:cs"):
        fonts.set(qn(script), name)


def write(
    paragraph: Any,  # noqa: ANN401
    text: str,
    *,
    font: str | None = None,
    points: float | None = None,
    bold: bool = False,
) -> None:
    """Add one run of plain text."""
    run = paragraph.add_run(harmless(text))
    run.bold = bold or None
    if points is not None:
        run.font.size = Pt(points)
    if font is not None:
        _set_font(run._r.get_or_add_rPr(), run.font, font)


def heading(paper: Any, text: str, *, points: float, font: str = SONG, first: bool = True) -> None:  # noqa: ANN401
    """Add a centred title, on a page of its own unless it is the ``first``."""
    paragraph = paper.add_paragraph()
    paragraph.alignment = _CENTRED
    paragraph.paragraph_format.page_break_before = not first
    paragraph.paragraph_format.space_after = Pt(points / 2)
    write(paragraph, text, font=font, points=points, bold=True)


def new_table(paper: Any, widths_mm: Sequence[float]) -> Any:  # noqa: ANN401
    """Return a table without rows, with borders and fixed columns."""
    table = paper.add_table(rows=0, cols=len(widths_mm))
    table.style = "Table Grid"
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    table.autofit = False
    for column, size in zip(table.columns, widths_mm, strict=True):
        column.width = Mm(size)
    return table


def new_row(
    table: Any,  # noqa: ANN401
    widths_mm: Sequence[float],
    *,
    is_head: bool = False,
    is_whole: bool = False,
) -> Any:  # noqa: ANN401
    """Return the cells of a new row; a head is repeated on every page, a whole one never broken."""
    row = table.add_row()
    if is_head or is_whole:
        properties = row._tr.get_or_add_trPr()
        properties.append(OxmlElement("w:cantSplit"))
        if is_head:
            properties.append(OxmlElement("w:tblHeader"))
    cells = row.cells
    for cell, size in zip(cells, widths_mm, strict=True):
        cell.width = Mm(size)
    return cells


def fill(
    cell: Any,  # noqa: ANN401
    lines: Sequence[str],
    *,
    bold: bool = False,
    centred: bool = False,
    points: float | None = None,
) -> None:
    """Write lines into an empty cell, one paragraph each."""
    for number, line in enumerate(lines):
        paragraph = cell.paragraphs[0] if number == 0 else cell.add_paragraph()
        if centred:
            paragraph.alignment = _CENTRED
        write(paragraph, line, bold=bold, points=points)


def shade(cell: Any, colour: str) -> None:  # noqa: ANN401
    """Give a cell a background, as six hexadecimal digits."""
    shading = OxmlElement("w:shd")
    for name, value in (("w:val", "clear"), ("w:color", "auto"), ("w:fill", colour)):
        shading.set(qn(name), value)
    cell._tc.get_or_add_tcPr().append(shading)


def new_part(paper: Any) -> Any:  # noqa: ANN401
    """Return a new section on a new page, with pages numbered from 1 and a foot of its own."""
    section = paper.add_section(WD_SECTION.NEW_PAGE)
    section.footer.is_linked_to_previous = False
    numbers = OxmlElement("w:pgNumType")
    numbers.set(qn("w:start"), "1")
    section._sectPr.append(numbers)
    _number_pages(section)
    return section


def add_foot(section: Any, text: str) -> None:  # noqa: ANN401
    """Write a small line below the page number of a section."""
    paragraph = section.footer.add_paragraph()
    paragraph.alignment = _CENTRED
    write(paragraph, text, points=7.5)


def _number_pages(section: Any) -> None:  # noqa: ANN401
    paragraph = section.footer.paragraphs[0]
    paragraph.alignment = _CENTRED
    run = paragraph.add_run()
    run.font.size = Pt(9)
    for kind, text in (("begin", ""), ("", "PAGE"), ("end", "")):
        part = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            part.set(qn("w:fldCharType"), kind)
        else:
            part.text = text
        run._r.append(part)
