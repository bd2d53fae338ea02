"""Number cells stay numbers with their format where the new text is one; formulas stay."""

import io
import re

import openpyxl
import pytest
from annotated_samples import assessed, rewrite, with_parts

from assessor.reports.annotated.changes import plan_of
from assessor.reports.annotated.decisions import Decision, Decisions
from assessor.reports.annotated.package import parts_of
from assessor.reports.annotated.stored_numbers import stored_number
from assessor.reports.annotated.workbook_writing import written_workbook

HEAD = ["一级指标", "二级指标", "三级指标", "计算符号", "指标值", "计量单位"]
ROW = ["产出指标", "数量指标", "培训人数", "≥", 200, "人"]


@pytest.mark.parametrize(
    ("text", "code", "stored"),
    [
        ("7", "General", "7"), ("7.50", "General", "7.5"), ("1200", "#,##0", "1200"),
        ("98%", "0%", "0.98"), ("99.5%", "0.00%", "0.995"), ("100", "0.00", "100"),
        ("-3", "General", "-3"), ("0", "0", "0"),
        ("99.5%", "0%", None), ("7", "0%", None), ("7%", "General", None), ("7.25", "0.0", None),
        ("007", "General", None), ("7", "yyyy-mm-dd", None), ("7", '0"人"', None), ("7", "@", None),
        ("1e5", "General", None), ("1,200", "General", None), ("≥7", "General", None),
        ("1234567890123456", "General", None), ("7", None, None), ("", "General", None),
    ],
)  # fmt: skip
def test_only_a_text_that_the_cell_would_show_is_stored_as_a_number(text, code, stored):
    assert stored_number(text, code) == stored


def book(value=200, *, shown="General", more=()) -> bytes:
    made = openpyxl.Workbook()
    made.active.append(HEAD)
    made.active.append([*ROW[:4], value, "人" if shown == "General" else None])
    made.active["E2"].number_format = shown
    for cell, text in more:
        made.active[cell] = text
    saved = io.BytesIO()
    made.save(saved)
    return saved.getvalue()


def corrected(data: bytes, name: str, value: str):
    new = rewrite("产出指标", "数量指标", name, value)
    document = assessed("a.xlsx", data, rewrites=lambda r: (new,) if r.id == "1" else ())
    plan = plan_of(document, Decisions(adopted=(Decision(row="1"),)), name="d")
    result = written_workbook("a.xlsx", data, plan.cells)
    return openpyxl.load_workbook(io.BytesIO(result.content)).active, result, plan


def test_a_number_stays_a_number_with_its_format():
    data = book(more=(("E3", "=SUM(E2:E2)"),))
    sheet, result, _ = corrected(data, "培训人数", "≥220人")
    assert (sheet["E2"].value, sheet["E2"].data_type) == (220, "n")
    assert sheet["E3"].value == "=SUM(E2:E2)"
    workbook = parts_of(result.content)["xl/workbook.xml"]
    assert b'fullCalcOnLoad="1"' in workbook
    old, new = (parts_of(d)["xl/worksheets/sheet1.xml"] for d in (data, result.content))
    style = re.compile(rb'<c r="E2"[^>]*?(?: s="\d+")?')
    assert style.search(old)[0] == style.search(new)[0]


def test_a_percentage_keeps_its_format():
    sheet, _, _ = corrected(book(0.95, shown="0%"), "培训合格率", "98%")
    assert (sheet["E2"].value, sheet["E2"].number_format) == (0.98, "0%")
    sheet, _, _ = corrected(book(0.95, shown="0%"), "培训合格率", "≥98%")
    assert [sheet["D2"].value, sheet["E2"].value, sheet["F2"].value] == ["≥", 0.98, None]


def test_a_blank_takes_the_place_of_a_number():
    sheet, _, _ = corrected(book(), "培训人数", "≥【__】人")
    assert sheet["E2"].value == "【__】"


@pytest.mark.parametrize("name", ["=HYPERLINK(1)", "+1", "-培训", "@SUM(A1)", "＝1+1"])
def test_a_text_like_a_formula_stays_text_when_it_is_edited(name):
    data = book()
    sheet, result, _ = corrected(data, name, "≥220人")
    cell = sheet["C2"]
    assert (cell.value, cell.data_type, cell.quotePrefix) == (name, "s", True) or (
        cell.data_type == "inlineStr" and cell.value == name and cell.quotePrefix
    )
    assert b"<f>" not in parts_of(result.content)["xl/worksheets/sheet1.xml"]
    assert not sheet["B2"].quotePrefix


def test_cells_that_an_array_formula_fills_are_named():
    name = "xl/worksheets/sheet1.xml"
    formula = b'<c r="G1"><f t="array" ref="D2:E5">A1:A9</f><v>1</v></c></row><row r="2"'
    data = with_parts(book(), {name: lambda old: re.sub(rb'</row><row r="2"', formula, old)})
    sheet, result, _ = corrected(data, "培训人数", "≥220人")
    assert sheet["E2"].value == 200
    assert any("数组公式" in line for line in result.left)
