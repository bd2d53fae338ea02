"""Remarks in workbooks: at the right cells, and everything else as it was."""

import io
import re
import subprocess
from pathlib import Path

import pytest
from annotated_samples import (
    ROWS,
    TITLES,
    assessed,
    finding,
    rewrite,
    rich_workbook,
    with_checkbox,
    with_parts,
)
from excel_files import packed, raw_parts, relations
from lxml import etree
from openpyxl import load_workbook
from openpyxl.utils import get_column_letter

from assessor.core.finding import Severity
from assessor.core.limits import Limits
from assessor.core.submission import Field
from assessor.documents.reading import read_document
from assessor.errors import InputError
from assessor.indicators.extraction import extract
from assessor.reports.annotated.package import parts_of
from assessor.reports.annotated.remarks import remarks_of
from assessor.reports.annotated.summary_layout import HIDDEN, LABELS, check_mark
from assessor.reports.annotated.workbook_package import annotated_workbook

FORMS = Path(__file__).parents[2] / "forms"
WORKBOOKS = sorted([*FORMS.glob("*/*.xlsx"), *FORMS.glob("*/*.xlsm")])
TOUCHED = ("xl/comments", "xl/drawings/vmldrawing", "xl/worksheets/", "xl/workbook.xml",
           "xl/_rels/workbook.xml.rels", "xl/styles.xml", "[content_types].xml")  # fmt: skip


def annotated(data: bytes, **told):
    document = assessed("a.xlsx", data, **told)
    remarks = remarks_of(document, titles=TITLES)
    return annotated_workbook("a.xlsx", data, remarks), remarks


def untouched(old: bytes, new: bytes) -> None:
    """Every part that has no business with comments or the new sheet is the same bytes."""
    before, after = parts_of(old), parts_of(new)
    assert set(before) <= set(after)
    for name, content in before.items():
        if not name.lower().replace("\\", "/").startswith(TOUCHED) and not name.endswith(".vml"):
            assert after[name] == content, name
    for name in (n for n in before if n.startswith("xl/worksheets/") and n.endswith(".xml")):
        assert bare(after[name]) == bare(before[name]), name


def bare(sheet: bytes) -> bytes:
    """Return a sheet in canonical form without the one element that points at its comments."""
    root = etree.fromstring(sheet)
    for node in root.findall("{*}legacyDrawing"):
        root.remove(node)
    return etree.tostring(root, method="c14n")


def extraction(data: bytes):
    return extract(read_document("a.xlsx", data, limits=Limits()), name="a.xlsx", limits=Limits())


@pytest.mark.parametrize("path", WORKBOOKS, ids=lambda path: path.name)
def test_in_real_forms_each_remark_stands_at_its_cell_and_nothing_else_changes(path):
    data = path.read_bytes()
    document = assessed(path.name, data)
    remarks = remarks_of(document, titles=TITLES)
    result = annotated_workbook(path.name, data, remarks)
    untouched(data, result.content)
    assert result.placed == len(remarks) > 0
    book = load_workbook(io.BytesIO(result.content), keep_vba=True)
    for row in (r for s in document.submissions for p in s.projects for r in p.indicators):
        place = row.indicator.place(Field.NAME)
        if place.column is None:
            continue  # told in running text of a cell
        sheet = book[place.sheet]
        cell = sheet.cell(place.row, place.column)
        for area in sheet.merged_cells.ranges:
            if cell.coordinate in area:
                cell = sheet.cell(area.min_row, area.min_col)
        assert cell.comment is not None, place
        assert "".join(row.indicator.name.split()) in "".join(str(cell.value).split())
        assert f"“{row.indicator.name}”说不清" in cell.comment.text
    assert extraction(result.content).submissions == extraction(data).submissions


def test_a_workbook_with_everything_keeps_everything():
    data = with_checkbox(rich_workbook())
    result, remarks = annotated(data)
    untouched(data, result.content)
    parts = parts_of(result.content)
    drawing = next(v for k, v in parts.items() if k.lower().endswith(".vml"))
    old = next(v for k, v in parts_of(data).items() if k.lower().endswith(".vml"))
    end = old.rindex(b"</")
    assert drawing.startswith(old[:end])
    assert b"<x:Checked>1</x:Checked>" in drawing
    book = load_workbook(io.BytesIO(result.content))
    sheet = book["申报 '表'"]
    # openpyxl, which loses drawings on writing, still reads all that the unit had.
    assert sheet["D2"].value == "=SUM(F1:F2)"
    assert sheet.print_area == "'申报 ''表'''!$A$1:$D$6"
    assert "预算数" in book.defined_names
    assert len(sheet._charts) == len(sheet._images) == 1
    assert sheet["C4"].comment.text.startswith("单位自己的批注\n\n意见1【应修改】表述模糊")
    assert "“明显提高”说不清" in sheet["D5"].comment.text
    assert sheet["D6"].comment is not None
    assert not sheet["D6"].value
    assert len(remarks) == 2 * len(ROWS)


def test_ids_of_shapes_are_unique_over_the_workbook():
    result, _ = annotated(with_checkbox(rich_workbook()))
    drawings = [v for k, v in parts_of(result.content).items() if k.lower().endswith(".vml")]
    ids = [i for one in drawings for i in re.findall(rb'id="(_x0000_s\d+)"', one)]
    assert len(ids) == len(set(ids)) >= 6


def test_the_pointer_to_comments_stands_where_excel_demands_it():
    behind = '<tableParts count="0"/><extLst/>'
    name = "xl/worksheets/sheet2.xml"
    data = rich_workbook()
    second = with_parts(
        data, {name: lambda old: old.replace(b"</worksheet>", f"{behind}</worksheet>".encode())}
    )
    head = "".join(
        f'<c r="{c}3" t="inlineStr"><is><t>{t}</t></is></c>'
        for c, t in zip("ABCD", ("一级指标", "二级指标", "三级指标", "指标值"), strict=True)
    )
    row = "".join(
        f'<c r="{c}4" t="inlineStr"><is><t>{t}</t></is></c>'
        for c, t in zip("ABCD", ROWS[1], strict=True)
    )
    rows = f'<row r="3">{head}</row><row r="4">{row}</row></sheetData>'
    second = with_parts(second, {name: lambda old: old.replace(b"</sheetData>", rows.encode())})
    result, _ = annotated(second)
    root = etree.fromstring(parts_of(result.content)[name])
    tags = [etree.QName(node).localname for node in root]
    assert tags[-3:] == ["legacyDrawing", "tableParts", "extLst"]
    assert tags.index("legacyDrawing") > tags.index("pageMargins")


def test_new_parts_are_declared_and_related_once():
    result, _ = annotated(rich_workbook())
    parts = parts_of(result.content)
    types = etree.fromstring(parts["[Content_Types].xml"])
    names = [node.get("PartName") for node in types if node.get("PartName")]
    assert len(names) == len(set(names))
    assert all(name.lstrip("/") in parts for name in names)
    ids = [n.get("Id") for n in etree.fromstring(parts["xl/_rels/workbook.xml.rels"])]
    assert len(ids) == len(set(ids))


def test_the_list_says_where_what_and_how_and_takes_a_decision():
    new = rewrite("产出指标", "质量指标", "培训合格率", "≥【__】%", question="合格率目标是多少")
    result, _ = annotated(rich_workbook(), rewrites=lambda row: (new,) if row.id == "2" else ())
    sheet = load_workbook(io.BytesIO(result.content))["审核意见"]
    assert tuple(cell.value for cell in sheet[3]) == LABELS
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=4)]
    assert [row[0] for row in rows] == [str(n) for n in range(1, 7)]
    assert rows[2][5:] == [
        "质量指标",
        "培训合格率",
        "≥【__】%",
        "合格率目标是多少",
        None,
        "2",
        "1",
        "培训合格率",
        check_mark(("质量指标", "培训合格率", "≥【__】%")),
    ]
    hidden = [sheet.cell(3, n).value for n in range(1, 15)
              if sheet.column_dimensions[get_column_letter(n)].hidden]  # fmt: skip
    assert hidden in (list(HIDDEN), list(HIDDEN[:1]))  # openpyxl joins equal columns
    assert rows[3][6] == "见意见3"
    assert sheet["B6"].hyperlink.location == "'申报 ''表'''!C5"
    (rule,) = sheet.data_validations.dataValidation
    assert rule.formula1 == '"采纳,不采纳"'


def test_nothing_of_the_unit_becomes_a_formula_or_breaks_the_xml():
    rows = [["产出指标", "数量指标", "=HYPERLINK(&)<b>]]>人数", "+1\x0b人"]]
    import openpyxl

    book = openpyxl.Workbook()
    book.active.append(["一级指标", "二级指标", "三级指标", "指标值"])
    for number, text in enumerate(rows[0], 1):
        cell = book.active.cell(2, number)
        cell.value = text.replace("\x0b", "")
        cell.data_type = "s"
    stream = io.BytesIO()
    book.save(stream)
    evil = rewrite("", "数量指标", "=1+1|cmd", "@SUM(A1)\x00\ud800")
    result, _ = annotated(stream.getvalue(), rewrites=lambda _: (evil,))
    sheet = load_workbook(io.BytesIO(result.content))["审核意见"]
    cells = [cell for row in sheet.iter_rows() for cell in row if cell.value]
    assert all(cell.data_type in ("s", "inlineStr") for cell in cells)
    assert [cell.quotePrefix for cell in sheet[4]][6:8] == [True, True]


def test_findings_of_one_cell_are_one_comment_and_hints_stay_out():
    def both(row):
        yield finding(row, Field.NAME, row.name)
        yield finding(row, Field.NAME, row.name[:2], severity=Severity.BLOCKER)
        yield finding(row, Field.NAME, row.name[:2], severity=Severity.INFO, message="只给审核人")

    result, remarks = annotated(rich_workbook(), findings=both)
    text = load_workbook(io.BytesIO(result.content))["申报 '表'"]["C5"].comment.text
    assert text.count("【应修改】") == text.count("【必须改】") == 1
    assert "只给审核人" not in text
    assert len(remarks) == 6


def test_a_threaded_comment_is_left_alone():
    data = with_parts(
        rich_workbook(),
        {
            next(
                n
                for n in parts_of(rich_workbook())
                if "comments/comment" in n or n.startswith("xl/comments")
            ): lambda old: old.replace(
                "经办人".encode(), b"tc={11111111-2222-3333-4444-555555555555}"
            )
        },
    )
    result, remarks = annotated(data)
    assert result.placed == len(remarks) - 1
    assert any("讨论串" in notice for notice in result.notices)
    sheet = load_workbook(io.BytesIO(result.content))["申报 '表'"]
    assert sheet["C4"].comment.text == "单位自己的批注"


def test_a_signed_file_is_refused_and_a_locked_one_gets_comments_alone():
    signed = with_parts(rich_workbook(), {"_xmlsignatures/sig1.xml": b"<a/>"})
    with pytest.raises(InputError, match="数字签名"):
        annotated(signed)
    lock = b'<workbookProtection lockStructure="1"/>'
    locked = with_parts(
        rich_workbook(),
        {"xl/workbook.xml": lambda old: re.sub(rb"<workbookProtection[^>]*/>", lock, old)},
    )
    result, _ = annotated(locked)
    assert "审核意见" not in load_workbook(io.BytesIO(result.content)).sheetnames
    assert any("结构受保护" in notice for notice in result.notices)


def test_macros_stay(tmp_path):
    data = (FORMS / "excel" / "12_macro_workbook.xlsm").read_bytes()
    result, _ = annotated(data)
    name = next(n for n in parts_of(data) if n.endswith("vbaProject.bin"))
    assert parts_of(result.content)[name] == parts_of(data)[name]


def test_libreoffice_opens_the_copy_with_its_comments_and_its_picture(tmp_path):
    result, _ = annotated(with_checkbox(rich_workbook()))
    path = tmp_path / "批注.xlsx"
    path.write_bytes(result.content)
    subprocess.run(
        ["soffice", f"-env:UserInstallation=file://{tmp_path}/lo", "--headless", "--convert-to",
         "fods", "--outdir", str(tmp_path), str(path)],
        check=True, capture_output=True, timeout=180,
    )  # fmt: skip
    text = (tmp_path / "批注.fods").read_text("utf-8")
    assert text.count("<office:annotation ") == 6
    assert "“明显提高”说不清" in text
    assert "审核意见（共 6 条）" in text


def test_the_same_input_gives_the_same_bytes():
    data = rich_workbook()
    assert annotated(data)[0].content == annotated(data)[0].content


def test_a_bare_workbook_without_styles_gets_looks_of_its_own():
    names = ("一级指标", "二级指标", "三级指标", "指标值")
    rows = "".join(
        f'<row r="{n}">' + "".join(
            f'<c r="{c}{n}" t="inlineStr"><is><t>{t}</t></is></c>' for c, t in zip("ABCD", texts, strict=True)
        ) + "</row>"
        for n, texts in enumerate((names, ROWS[0], ROWS[1]), 1)
    )  # fmt: skip
    bare_file = packed({**raw_parts(rows), **BARE})
    result, remarks = annotated(bare_file)
    book = load_workbook(io.BytesIO(result.content))
    assert book["审核意见"]["A4"].value == "1"
    assert len([c for row in book["表1"].iter_rows() for c in row if c.comment]) == len(remarks)


BARE = {
    "[Content_Types].xml": (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument'
        '.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType='
        '"application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>'
    ),
    "_rels/.rels": relations(("officeDocument", "xl/workbook.xml")),
    "xl/_rels/workbook.xml.rels": relations(("worksheet", "worksheets/sheet1.xml")),
}


def test_an_entity_or_a_doubled_part_is_refused():
    bomb = b'<!DOCTYPE x [<!ENTITY a "b">]><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'
    document = assessed("a.xlsx", rich_workbook())
    remarks = remarks_of(document, titles=TITLES)
    for evil in (with_parts(rich_workbook(), {"[Content_Types].xml": bomb}),
                 with_parts(rich_workbook(), {"XL/workbook.xml": b"<a/>"}), b"PK\x03\x04"):  # fmt: skip
        with pytest.raises(InputError, match="无法在副本上批注"):
            annotated_workbook("a.xlsx", evil, remarks)
