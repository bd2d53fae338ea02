"""A rewritten row never contradicts itself in silence: other periods, types, goals, scores."""

import io

import openpyxl
import pytest
from annotated_samples import assessed, rewrite

from assessor.core.rewrite import RewrittenRow
from assessor.core.submission import Field, Goal, GoalKind, Indicator, Origin, Paragraph
from assessor.reports.annotated.beside import beside, blanked
from assessor.reports.annotated.changes import plan_of
from assessor.reports.annotated.decisions import Decision, Decisions
from assessor.reports.annotated.workbook_writing import written_workbook
from document_workbooks import workbook


def told(row: Indicator, name: str, value: str, *, level_moves=False, **more):
    new = RewrittenRow(level1="", level2="", name=name, value=value)
    return beside(row, new, field=Field.VALUE, level_moves=level_moves, **more)


def a_row(name="地方文献长期保存", value="初步实现", **more) -> Indicator:
    return Indicator(id="1", name=name, value=value, **more)


def test_a_term_without_a_figure_gets_a_blank_when_the_measure_is_new():
    found = told(a_row(cycle_value="实现"), "跟踪检查达标率", "≥95%")
    assert found.cells == ((Field.CYCLE_VALUE, "实现", "≥【__】%"),)
    assert found.looks == ()


@pytest.mark.parametrize(
    ("name", "old", "cycle", "new"),
    [
        ("阅读角个数", "7个", "18个", "≥7个"),
        ("阅读角", "≥7个", "≥5个", "≥6个"),
        ("阅读角", "≥7个", "≤9个", "≥6个"),
        ("阅读角", "≥7个", "≥900元", "≥6个"),
        ("阅读角", "明显提高", "明显提高", "≥【__】%"),
        ("阅读角", "7个", "百分之百", "≥6个"),
        ("新名称", "7个", "实现", "全部建成"),
    ],
)
def test_a_term_that_may_not_fit_is_named_and_stays(name, old, cycle, new):
    found = told(a_row("阅读角", old, cycle_value=cycle), name, new)
    assert found.cells == ()
    (look,) = found.looks
    assert look.startswith(f"指标“阅读角”：周期指标值“{cycle}”没有改，请核对")


def test_a_year_within_the_term_says_nothing():
    found = told(a_row("阅读角", "≥6个", cycle_value="≥18个"), "阅读角", "≥7个")
    assert (found.cells, found.looks) == ((), ())
    assert told(a_row(cycle_value="实现"), "地方文献长期保存", "初步实现").looks == ()


def test_a_term_in_shared_columns_of_sign_and_unit_is_not_blanked():
    columns = ((Field.SIGN, 4), (Field.VALUE, 5), (Field.CYCLE_VALUE, 6))
    found = told(a_row(cycle_value="实现", columns=columns), "达标率", "≥95%")
    assert found.cells == ()
    assert len(found.looks) == 1


def test_the_kind_of_the_value_goes_with_it():
    found = told(a_row(value_type="定性指标"), "达标率", "≥【__】%")
    assert found.cells == ((Field.VALUE_TYPE, "定性指标", "定量指标"),)
    (look,) = told(a_row(value_type="定性"), "完成时间", "12月底前，分3批完成").looks
    assert "指标值类型“定性”没有改" in look
    assert told(a_row(value_type="定量"), "达标率", "≥95%").cells == ()


def test_explanations_results_and_weights_are_named():
    row = a_row(description="指保存年限", actual="已实现", score="10", reason="无", weight="10")
    looks = told(row, "达标率", "≥95%", level_moves=True).looks
    assert any("指标解释“指保存年限”是按原指标写的" in look for look in looks)
    assert any("实际完成值、得分、偏差原因是按原指标填写的" in look for look in looks)
    assert any("权重“10”没有改" in look for look in looks)


def test_goals_and_text_that_repeat_the_old_figure_are_named():
    goals = (
        Goal(text="全年培训200人以上，覆盖1200人。", kind=GoalKind.ANNUAL, origin=Origin(row=4)),
        Goal(text="培训2200人", kind=GoalKind.CYCLE),
    )
    paragraphs = (Paragraph(text="计划组织职工培训，共200人。"),)
    row = a_row("职工培训", "≥200人")
    looks = told(row, "职工培训", "≥220人", goals=goals, paragraphs=paragraphs).looks
    assert looks == (
        "指标“职工培训”：绩效目标（第 4 行）中还写着“200人”，没有改：“…全年培训200人以上，覆盖1200人。…”",
        "指标“职工培训”：正文中还写着“200人”，没有改：“…计划组织职工培训，共200人。…”",
    )
    assert told(row, "职工培训人数", "≥200人", goals=goals).looks == ()


def test_blanks_stand_where_figures_stood():
    assert blanked("≥1,200.5万元") == "≥【__】万元"
    assert blanked("12月31日前") == "【__】月【__】日前"


HEAD = ["一级指标", "二级指标", "三级指标", "指标值", "二级指标", "三级指标", "指标值"]
TOP = ["", "实施期目标", "", "", "年度目标", "", ""]


def corrected(body, new):
    data = workbook([TOP, HEAD, body], merges=("B1:D1", "E1:G1"))
    document = assessed("a.xlsx", data, rewrites=lambda _: (new,))
    plan = plan_of(document, Decisions(adopted=(Decision(row="1"),)), name="d")
    result = written_workbook("a.xlsx", data, plan.cells)
    sheet = openpyxl.load_workbook(io.BytesIO(result.content)).active
    return [c.value for c in sheet[3]], (*plan.left, *result.left), result.content


def test_in_a_form_of_two_periods_both_are_written_or_named():
    new = rewrite("产出指标", "质量指标", "跟踪检查达标率", "≥【__】%")
    body = ["产出指标", "质量指标", "文献保存", "实现", "质量指标", "文献保存", "初步实现"]
    cells, left, content = corrected(body, new)
    assert cells[2:] == ["跟踪检查达标率", "≥【__】%", "质量指标", "跟踪检查达标率", "≥【__】%"]
    assert left == ()
    rich = openpyxl.load_workbook(io.BytesIO(content), rich_text=True).active["D3"].value
    assert [str(piece) for piece in rich] == ["≥", "【__】", "%"]
    assert rich[1].font.color.rgb == "FFC00000"
    body = ["产出指标", "质量指标", "文献保存", "18个", "质量指标", "文献保存", "7个"]
    cells, left, _ = corrected(body, rewrite("产出指标", "质量指标", "保存个数", "≥7个"))
    assert cells[2:] == ["保存个数", "18个", "质量指标", "保存个数", "≥7个"]
    assert len(left) == 1
    assert "周期指标值“18个”没有改" in left[0]
