"""Whatever is done to a Word file: it is read, or an InputError says what is wrong."""

import copy
import io
import random

import lxml.etree
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assessor.core.limits import Limits
from assessor.documents.document import Document
from assessor.documents.word.docx import read_docx
from assessor.errors import InputError
from document_word import cell, paragraph, row, run, table, unzipped, word_file, zipped

LIMITS = Limits(cells=5_000, lines=5_000, inflated_bytes=5_000_000, rows_per_sheet=1_000)
BOX = f"<w:r><w:pict><v:textbox><w:txbxContent>{paragraph('框')}</w:txbxContent></v:textbox></w:pict></w:r>"
FIELD = "".join(f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>' for kind in ("begin", "separate"))
BODY = (
    paragraph(run("甲") + BOX + FIELD + '<w:r><w:footnoteReference w:id="1"/></w:r>')
    + paragraph("乙", '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>')
    + paragraph('<w:r><w:br w:type="page"/><w:sym w:font="Wingdings" w:char="F0FE"/></w:r>')
    + table(
        row(cell("丙", '<w:gridSpan w:val="2"/><w:vMerge w:val="restart"/>'), "丁"),
        row(cell("", '<w:gridSpan w:val="2"/><w:vMerge/>'), cell(table(row("戊", "己")))),
        row("庚", "辛"),
    )
    + "<w:sdt><w:sdtPr><w:showingPlcHdr/><w14:checkbox/></w:sdtPr><w:sdtContent>"
    + paragraph("☐")
    + '</w:sdtContent></w:sdt><w:sectPr><w:headerReference w:type="default" r:id="header1"/></w:sectPr>'
)
PARTS = {
    "styles": '<w:style w:type="paragraph" w:default="1" w:styleId="a"><w:name w:val="heading 1"/>'
    '<w:basedOn w:val="a"/></w:style>',
    "numbering": '<w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:start w:val="1"/>'
    '<w:numFmt w:val="upperRoman"/><w:lvlText w:val="%1."/></w:lvl></w:abstractNum>'
    '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>',
    "footnotes": f'<w:footnote w:id="1">{paragraph("注")}</w:footnote>',
    "header1": paragraph("页眉"),
    "settings": "<w:evenAndOddHeaders/>",
}
FILE = word_file(BODY, parts=PARTS)
FILES = unzipped(FILE)
QUIET = settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def read(data):
    """Read the bytes; anything but a document or an explained InputError fails the test."""
    try:
        document = read_docx("a.docx", data, limits=LIMITS)
    except InputError as error:
        refusal = error
    else:
        check(document)
        return
    assert refusal.message.startswith("a.docx：")
    assert refusal.hint
    assert refusal.code.startswith("input.")


def check(document):
    """Places of tables are taken once and lie inside of their tables."""
    assert isinstance(document, Document)
    for found in document.tables():
        taken = [
            (item.row + down, item.column + right)
            for item in found.cells
            for down in range(item.row_span)
            for right in range(item.column_span)
        ]
        assert len(taken) == len(set(taken))
        assert all(y < found.row_count and x < found.column_count for y, x in taken)


def test_the_sample_is_whole():
    document = read_docx("a.docx", FILE, limits=LIMITS)
    assert [line.text for line in document.lines()] == [
        "页眉", "甲", "框", "[1] 注", "I. 乙", "☑", "□",
    ]  # fmt: skip
    assert len(document.tables()) == 2


@QUIET
@given(
    changes=st.lists(st.tuples(st.integers(0, 20_000), st.integers(0, 255)), max_size=6),
    cut=st.none() | st.integers(0, 20_000),
)
def test_changed_containers(changes, cut):
    mutated = bytearray(FILE)
    for place, value in changes:
        mutated[place % len(mutated)] = value
    if cut is not None:
        del mutated[cut % len(mutated) :]
    read(bytes(mutated))


@QUIET
@given(
    name=st.sampled_from(sorted(FILES)),
    changes=st.lists(st.tuples(st.integers(0, 20_000), st.integers(0, 255)), max_size=4),
    cut=st.none() | st.integers(0, 20_000),
)
def test_changed_parts(name, changes, cut):
    part = bytearray(FILES[name])
    for place, value in changes:
        part[place % len(part)] = value
    if cut is not None:
        del part[cut % len(part) :]
    read(zipped({**FILES, name: bytes(part)}))


def shuffled(seed):
    """Return the sample with elements of one part removed, doubled, moved and renamed."""
    chance = random.Random(seed)
    name = chance.choice([name for name in sorted(FILES) if name.endswith(".xml")])
    tree = lxml.etree.parse(io.BytesIO(FILES[name]))
    for _ in range(chance.randint(1, 6)):
        nodes = [node for node in tree.iter("{*}*") if node.getparent() is not None]
        if not nodes:
            break
        node, other = chance.choice(nodes), chance.choice(nodes)
        match chance.randrange(6):
            case 0:
                node.getparent().remove(node)
            case 1:
                node.addnext(copy.deepcopy(node))
            case 2:
                other.append(copy.deepcopy(node))
            case 3:
                node.tag = other.tag
            case 4:
                for key in list(node.attrib):
                    node.set(key, chance.choice(["", "-1", "0", "9" * 30, "oops", "restart", "²"]))
            case _:
                node.addnext(lxml.etree.Comment("注"))
    return zipped({**FILES, name: lxml.etree.tostring(tree)})


@pytest.mark.parametrize("seeds", [range(start, start + 100) for start in range(0, 400, 100)])
def test_shuffled_elements(seeds):
    for seed in seeds:
        read(shuffled(seed))
