"""Adopted rewrites in a clean copy: only their cells change, what cannot be written is said."""

import io
import json
import re

import openpyxl
import pytest
from annotated_samples import HEAD, ROWS, TITLES, assessed, rewrite, rich_workbook, with_parts
from docx import Document

from assessor.core.limits import Limits
from assessor.core.rewrite import RewrittenRow
from assessor.core.submission import Field
from assessor.documents.reading import read_document
from assessor.errors import ConfigError, InputError
from assessor.indicators.extraction import extract
from assessor.reports.annotated.changes import plan_of
from assessor.reports.annotated.decisions import read_decisions
from assessor.reports.annotated.package import parts_of
from assessor.reports.annotated.remarks import remarks_of
from assessor.reports.annotated.word_writing import written_word
from assessor.reports.annotated.workbook_package import annotated_workbook
from assessor.reports.annotated.workbook_writing import written_workbook
from document_word import cell, row, run, table, word_file
from document_workbooks import workbook

NEW = {"2": rewrite("产出指标", "质量指标", "培训考核合格率", "≥【__】%")}


def rows_of(name: str, data: bytes):
    read = extract(read_document(name, data, limits=Limits()), name=name, limits=Limits())
    return [r for s in read.submissions for p in s.projects for r in p.indicators]


def applied(data: bytes, told: str, *, name="a.xlsx", rewrites=NEW):
    document = assessed(
        name, data, rewrites=lambda r: (rewrites[r.id],) if r.id in rewrites else ()
    )
    plan = plan_of(document, read_decisions("决定.yaml", told.encode()), name="决定.yaml")
    if name.endswith("docx"):
        return written_word(name, data, document, plan.cells), plan
    return written_workbook(name, data, plan.cells), plan


ADOPT = 'decisions:\n  - {row: "2", rewrite: 1, decision: 采纳}\n'


def test_only_the_cells_of_the_row_change_in_a_workbook_with_everything():
    data = rich_workbook()
    result, plan = applied(data, ADOPT)
    assert not plan.left
    assert not result.left
    before, after = parts_of(data), parts_of(result.content)
    assert [n for n in before if before[n] != after[n]] == ["xl/worksheets/sheet1.xml"]
    assert set(before) == set(after)
    old, new = (openpyxl.load_workbook(io.BytesIO(d)) for d in (data, result.content))
    changed = {
        c.coordinate: c.value
        for c in (c for r in new.worksheets[0].iter_rows() for c in r)
        if c.value != old.worksheets[0][c.coordinate].value
    }
    assert changed == {"C5": "培训考核合格率", "D5": "≥【__】%"}
    assert new.worksheets[0]["C4"].comment.text == "单位自己的批注"


def test_blanks_are_coloured_and_keep_the_font_of_the_cell():
    result, _ = applied(rich_workbook(), ADOPT)
    sheet = parts_of(result.content)["xl/worksheets/sheet1.xml"].decode()
    found = re.search(r"<r><rPr>(.*?)</rPr><t[^>]*>【__】</t></r>", sheet)
    assert 'rgb="FFC00000"' in found.group(1)
    assert "rFont" in found.group(1)


def test_the_same_decisions_give_the_same_bytes():
    data = rich_workbook()
    assert applied(data, ADOPT)[0].content == applied(data, ADOPT)[0].content


def test_an_edited_text_is_written_in_place_of_the_proposed_one():
    told = 'decisions: [{row: 2, name: "考核合格率", value: "≥95%"}]'
    result, _ = applied(rich_workbook(), told)
    assert [(r.name, r.value) for r in rows_of("a.xlsx", result.content)][1] == (
        "考核合格率",
        "≥95%",
    )


def test_sign_and_unit_have_cells_of_their_own():
    head = ["一级指标", "二级指标", "三级指标", "计算符号", "指标值", "计量单位"]
    data = workbook([head, ["产出指标", "数量指标", "培训人数", "≥", "200", "人"],
                     ["产出指标", "质量指标", "培训合格率", "定性", "明显提高", "无"]])  # fmt: skip
    result, _ = applied(data, ADOPT)
    sheet = openpyxl.load_workbook(io.BytesIO(result.content)).active
    assert [c.value for c in sheet[3]][2:] == ["培训考核合格率", "≥", "【__】", "%"]
    told = 'decisions: [{row: "2", value: "≥95%"}]'
    assert rows_of("a.xlsx", applied(data, told)[0].content)[1].value == "≥95%"


def test_merged_levels_formulas_and_added_rows_are_left_and_said():
    moved = rewrite("效益指标", "社会效益指标", "培训考核合格率", "≥【__】%",
                    further=(RewrittenRow(level1="", level2="数量指标", name="考核人数", value="≥【__】人"),))  # fmt: skip
    data = workbook(
        [HEAD, ROWS[0], ["", "", "培训合格率", "明显提高"], ROWS[2]], merges=("A2:A3", "B2:B3")
    )
    result, plan = applied(data, ADOPT, rewrites={"2": moved})
    assert len([line for line in result.left if "合并单元格" in line]) == 2
    assert plan.added == ("指标“培训合格率”之后应增加一行：数量指标｜考核人数｜≥【__】人",)
    shown = [(r.level1, r.level2, r.name) for r in rows_of("a.xlsx", result.content)]
    assert shown == [("产出指标", "数量指标", "培训人数"), ("产出指标", "数量指标", "培训考核合格率"),
                     ("效益指标", "社会效益指标", "群众获得感")]  # fmt: skip
    formula = with_parts(rich_workbook(), {"xl/worksheets/sheet1.xml": lambda old: re.sub(
        rb'<c r="D5"[^>]*>.*?</c>', '<c r="D5" t="str"><f>"明显"&amp;"提高"</f><v>明显提高</v></c>'.encode(), old)})  # fmt: skip
    result, _ = applied(formula, ADOPT)
    assert any("单元格是公式" in line for line in result.left)
    assert (
        b"<f>"
        in re.search(
            rb'<c r="D5".*?</c>', parts_of(result.content)["xl/worksheets/sheet1.xml"]
        ).group()
    )


def test_a_level_that_the_rows_below_take_over_is_left():
    moved = {"1": rewrite("产出指标", "质量指标", "培训人数", "≥200人")}
    data = workbook([HEAD, ROWS[0], ["", "", "培训场次", "≥5场"], ROWS[2]])
    told = 'decisions: [{row: "1"}]'
    result, _ = applied(data, told, rewrites=moved)
    assert any("下面的行沿用" in line for line in result.left)
    alone = workbook([HEAD, ROWS[0], ROWS[1], ROWS[2]])
    result, _ = applied(alone, told, rewrites=moved)
    assert rows_of("a.xlsx", result.content)[0].level2 == "质量指标"


def test_other_rows_in_the_same_cell_stay():
    both = ["产出指标", "质量指标", "1.培训合格率 2.培训出勤率", "1.明显提高 2.≥90%"]
    data = workbook([HEAD, ROWS[0], both])
    assert [r.name for r in rows_of("a.xlsx", data)] == ["培训人数", "培训合格率", "培训出勤率"]
    result, _ = applied(data, ADOPT)
    sheet = openpyxl.load_workbook(io.BytesIO(result.content)).active
    assert [c.value for c in sheet[3]][2:] == ["1.培训考核合格率 2.培训出勤率", "1.≥【__】% 2.≥90%"]


def test_an_empty_value_cell_is_written_though_it_is_not_stored():
    new = {"3": rewrite("效益指标", "社会效益指标", "群众满意率", "≥【__】%")}
    result, _ = applied(rich_workbook(), 'decisions: [{row: "3"}]', rewrites=new)
    assert rows_of("a.xlsx", result.content)[2].value == "≥【__】%"


@pytest.mark.parametrize(
    ("told", "wrong"),
    [
        ("decisions: [{row: 99}]", "在原文件里找不到"),
        ("decisions: [{row: 2, rewrite: 3}]", "没有第 3 条建议"),
        ("decisions: [{row: 1}]", "没有第 1 条建议"),
        ("decisions: [{row: 2, was: 别的名称}]", "现在是“培训合格率”"),
        ("decisions: [{row: 2}, {row: 2, decision: 不采纳}]", "不一致"),
        ("decisions: [{row: 2, decision: 也许}]", "应是“采纳”或“不采纳”"),
        ("decisions: [{row: 2, weight: 3}]", "不认识的键“weight”"),
        ("decisions: [{rewrite: 1}]", "没有写指标编号"),
        ("decisions: [{row: 2, rewrite: 一}]", "从 1 起的整数"),
        ("decisions: [row]", "不是“键: 值”"),
        ("[1", "不是完整的 JSON"),
        ("a: &a [1]\nb: *a", "不能使用引用"),
        ("{}", "没有 decisions 列表"),
        ("- " * 5000, "decisions"),
    ],
)
def test_decisions_that_fit_nothing_are_refused(told, wrong):
    with pytest.raises(ConfigError) as caught:
        applied(rich_workbook(), told)
    assert wrong in caught.value.message or wrong in caught.value.hint


def test_json_says_the_same_as_yaml():
    told = json.dumps({"决定": [{"指标": "2", "建议": 1, "决定": "采纳"}]}, ensure_ascii=False)
    data = rich_workbook()
    assert applied(data, told)[0].content == applied(data, ADOPT)[0].content


def test_the_filled_list_of_an_annotated_copy_decides():
    data = rich_workbook()
    document = assessed("a.xlsx", data, rewrites=lambda r: (NEW[r.id],) if r.id in NEW else ())
    copy = annotated_workbook("a.xlsx", data, remarks_of(document, titles=TITLES)).content
    book = openpyxl.load_workbook(io.BytesIO(copy))
    sheet = book["审核意见"]
    at = next(r for r in range(4, 10) if sheet.cell(r, 11).value == "2")
    sheet.cell(at, 10).value = "采纳"
    sheet.cell(at, 8).value = "≥98%"
    saved = io.BytesIO()
    book.save(saved)
    decisions = read_decisions("批注.xlsx", saved.getvalue())
    assert len(decisions.adopted) == 1
    plan = plan_of(document, decisions, name="批注.xlsx")
    result = written_workbook("a.xlsx", data, plan.cells)
    assert [(r.name, r.value) for r in rows_of("a.xlsx", result.content)][1] == (
        "培训考核合格率",
        "≥98%",
    )


def test_a_protected_sheet_is_not_written():
    lock = b'</sheetData><sheetProtection sheet="1"/>'
    name = "xl/worksheets/sheet1.xml"
    data = with_parts(
        rich_workbook(),
        {
            name: lambda old: re.sub(rb"<sheetProtection[^>]*/>", b"", old).replace(
                b"</sheetData>", lock
            )
        },
    )
    with pytest.raises(InputError, match="受保护"):
        applied(data, ADOPT)


def paper(name_cell: str, value_cell: str) -> bytes:
    return word_file(
        table(
            row(*HEAD),
            row(*ROWS[0]),
            row("产出指标", "质量指标", name_cell, value_cell),
            row(*ROWS[2]),
        )
    )


def test_in_word_the_format_stays_and_blanks_are_coloured():
    name = cell(f"<w:p>{run('2.', '<w:i/>')}{run('培训', '<w:b/>')}{run('合格率')}</w:p>")
    data = paper(name, cell("<w:p>" + run("明显") + "</w:p><w:p>" + run("提高") + "</w:p>"))
    result, plan = applied(data, ADOPT, name="a.docx")
    assert (plan.left, result.left) == ((), ())
    before, after = parts_of(data), parts_of(result.content)
    assert [n for n in before if before[n] != after[n]] == ["word/document.xml"]
    cells = Document(io.BytesIO(result.content)).tables[0].rows[2].cells
    assert [c.text for c in cells][2:] == ["2.培训考核合格率", "≥【__】%"]
    shown = [(r.text, bool(r.italic), bool(r.bold)) for r in cells[2].paragraphs[0].runs]
    assert shown == [("2.", True, False), ("培训考核合格率", False, True)]
    colours = {r.text: str(r.font.color.rgb) for r in cells[3].paragraphs[0].runs}
    assert colours == {"≥": "None", "【__】": "C00000", "%": "None"}
    assert result.content == applied(data, ADOPT, name="a.docx")[0].content


def test_in_word_a_control_is_left_and_an_empty_cell_is_filled():
    control = cell(f"<w:p><w:sdt><w:sdtContent>{run('明显提高')}</w:sdtContent></w:sdt></w:p>")
    result, _ = applied(paper("培训合格率", control), ADOPT, name="a.docx")
    assert any("控件" in line for line in result.left)
    new = {"3": rewrite("效益指标", "社会效益指标", "群众获得感", "≥【__】%")}
    result, _ = applied(
        paper("培训合格率", "明显提高"), 'decisions: [{row: "3"}]', name="a.docx", rewrites=new
    )
    assert rows_of("a.docx", result.content)[2].value == "≥【__】%"


def test_in_word_a_restricted_paper_is_not_written():
    data = word_file(table(row(*HEAD), *(row(*one) for one in ROWS)),
                     parts={"settings": '<w:documentProtection w:edit="forms" w:enforcement="1"/>'})  # fmt: skip
    with pytest.raises(InputError, match="限制编辑"):
        applied(data, ADOPT, name="a.docx")


def test_a_name_that_is_printed_for_both_periods_is_changed_twice():
    head = ["一级指标", "二级指标", "三级指标", "指标值", "二级指标", "三级指标", "指标值"]
    top = ["", "实施期目标", "", "", "年度目标", "", ""]
    body = ["产出指标", "质量指标", "培训合格率", "≥80%", "质量指标", "培训合格率", "明显提高"]
    data = workbook([top, head, body], merges=("B1:D1", "E1:G1"))
    (one,) = rows_of("a.xlsx", data)
    assert len(one.places(Field.NAME)) == 2
    result, _ = applied(data, 'decisions: [{row: "1"}]', rewrites={"1": NEW["2"]})
    (new,) = rows_of("a.xlsx", result.content)
    assert (new.name, new.value, new.cycle_value) == ("培训考核合格率", "≥【__】%", "≥80%")


def test_adopting_every_line_lists_those_that_propose_nothing():
    """Filling 采纳 down the whole column is a natural thing to do: it stops nothing."""
    data = rich_workbook()
    document = assessed("a.xlsx", data, rewrites=lambda r: (NEW[r.id],) if r.id == "2" else ())
    copy = annotated_workbook("a.xlsx", data, remarks_of(document, titles=TITLES)).content
    book = openpyxl.load_workbook(io.BytesIO(copy))
    sheet = book["审核意见"]
    filled = [r for r in range(4, sheet.max_row + 1) if sheet.cell(r, 1).value is not None]
    for r in filled:
        sheet.cell(r, 10).value = "采纳"
    saved = io.BytesIO()
    book.save(saved)
    decisions = read_decisions("批注.xlsx", saved.getvalue())
    assert [decision.row for decision in decisions.adopted] == ["2"]
    silent = [r for r in filled if not sheet.cell(r, 11).value and not sheet.cell(r, 7).value]
    assert silent
    assert len(decisions.without) == len(silent)
    for r, told in zip(silent, decisions.without, strict=True):
        assert f"第 {r} 行" in told
        assert "没有建议写法" in told
