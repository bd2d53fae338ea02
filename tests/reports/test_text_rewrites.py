import unicodedata
from dataclasses import replace

import pytest

from assessor.core.assessment import IndicatorAssessment
from assessor.core.rewrite import Reference, Rewrite, Rewrites, Slot
from assessor.core.submission import Indicator
from assessor.reports.lines import Style, plain, width
from assessor.reports.text_frame import Layout
from assessor.reports.text_rewrites import number, rewrite_lines
from assessor.reports.text_suggestion import NO_DEFECT, suggestion_report
from sample_assessment import NEEDS_INPUT, TITLES, VAGUE, VERIFIED, assessed, document

LAYOUT = Layout(titles=TITLES)


def with_rewrites(
    *shown: Rewrite, row: Indicator = VAGUE, withheld: str = ""
) -> IndicatorAssessment:
    return assessed(row, rewrites=Rewrites(shown=shown, withheld=withheld))


def lines(row: IndicatorAssessment, layout: Layout = LAYOUT) -> list[str]:
    return [plain(line) for line in rewrite_lines(row, layout)]


def flat(row: IndicatorAssessment) -> str:
    return "".join(line.strip() for line in lines(row))


def test_a_row_without_rewrites_has_no_lines():
    assert lines(with_rewrites()) == []


def test_what_is_proposed_why_with_what_evidence_and_what_the_unit_must_add():
    text = flat(with_rewrites(NEEDS_INPUT))
    assert text.startswith("建议：社会效益指标 | 职工对工会服务的满意率 | ≥【__】%（待补充）")
    assert "依据：“获得感”无法直接计量，换成可由问卷统计的比率" in text
    assert "（补充后得分 90→100，M 提高）" in text
    assert "佐证：满意度问卷及统计表、抽样说明" in text
    assert "请填报单位补充：满意率目标值，可参照上年调查结果" in text
    assert "参考：工会同类指标 23 条，中位数 92.5%，中间一半在 90%–95%，仅供参考" in text
    assert "数字来源" not in text


def test_rows_that_stand_beside_it_follow_and_figures_name_their_place():
    text = lines(with_rewrites(VERIFIED))
    assert text[0] == "    建议：产出指标/数量指标 | 困难职工帮扶金发放户数 | ≥120户"
    assert text[1].startswith("      并：产出指标/时效指标 | 困难职工帮扶金发放完成时间 |")
    whole = flat(with_rewrites(VERIFIED))
    assert "（可直接采用）" in whole
    assert "数字来源：120户：绩效目标（第 5 行）“帮扶困难职工120户”；2025年1月：绩效目标" in whole
    assert "得分" not in whole, "the score stays"


def test_several_are_numbered_and_one_is_not():
    many = flat(with_rewrites(VERIFIED, NEEDS_INPUT, NEEDS_INPUT))
    assert all(f"建议{n}：" in many for n in (1, 2, 3))
    assert "建议1" not in flat(with_rewrites(VERIFIED))


def test_a_reason_stands_where_nothing_is_proposed():
    assert lines(with_rewrites(withheld="指标名称是空的")) == ["    未提建议：指标名称是空的"]


def test_only_what_differs_from_the_old_row_is_emphasised():
    kept = replace(NEEDS_INPUT, row=replace(NEEDS_INPUT.row, name=VAGUE.name))
    first = next(rewrite_lines(with_rewrites(kept), LAYOUT))
    styles = dict(first)
    assert styles["≥【__】%"] is Style.GOOD
    assert any(VAGUE.name in text and style is Style.DIM for text, style in first)
    assert not any(VAGUE.name in text and style is Style.GOOD for text, style in first)


def test_the_value_of_the_whole_term_is_the_old_one_where_the_year_has_none():
    row = replace(VAGUE, value="", cycle_value="≥【__】%")
    first = next(rewrite_lines(with_rewrites(NEEDS_INPUT, row=row), LAYOUT))
    assert [text for text, style in first if style is Style.GOOD] == ["职工对工会服务的满意率"]


def test_a_form_without_second_levels_shows_the_first_or_says_so():
    bare = replace(NEEDS_INPUT.row, level2="")
    assert "效益指标 | " in lines(with_rewrites(replace(NEEDS_INPUT, row=bare)))[0]
    none = replace(bare, level1="")
    assert "（无级次）" in lines(with_rewrites(replace(NEEDS_INPUT, row=none)))[0]


def test_several_references_say_to_which_question_they_belong():
    reference = Reference(count=5, low=1e6, middle=1.25e6, high=2e6, unit="元")
    slots = (
        Slot(field="value", question="基数", reference=reference),
        Slot(field="value", question="幅度"),
        Slot(field="name", question="基数"),
    )
    text = flat(with_rewrites(replace(NEEDS_INPUT, slots=slots)))
    assert "请填报单位补充：基数；幅度参考（基数）：同类指标 5 条，中位数 1250000元" in text


@pytest.mark.parametrize(
    ("value", "shown"), [(90.0, "90"), (76.666, "76.67"), (0.0, "0"), (1e6, "1000000")]
)
def test_figures_are_written_as_people_do(value, shown):
    assert number(value) == shown


@pytest.mark.parametrize("columns", [60, 80, 120])
def test_no_line_is_wider_than_the_layout(columns):
    long = replace(
        NEEDS_INPUT, reason="很长的理由，" * 30, evidence=("很长的佐证材料" * 9, "另一种"),
        row=replace(NEEDS_INPUT.row, name="很长的名称" * 20),
    )  # fmt: skip
    row = with_rewrites(long, VERIFIED, NEEDS_INPUT)
    for line in (*rewrite_lines(row, Layout(columns=columns)),
                 *suggestion_report(row, Layout(columns=columns))):  # fmt: skip
        assert width(plain(line)) <= columns


def test_texts_of_documents_cannot_steer_a_terminal():
    hostile = replace(
        NEEDS_INPUT, row=replace(NEEDS_INPUT.row, name="\x1b[31m\u202e名"), reason="\x07"
    )
    text = "\n".join(lines(with_rewrites(hostile, withheld="\x1b]0;x")))
    assert not any(unicodedata.category(c) in ("Cc", "Cf") for c in text.replace("\n", ""))


def test_the_answer_to_one_row_shows_it_its_findings_in_one_line_each_and_suggestions():
    row = document().submissions[0].projects[0].indicators[3]
    text = [plain(line) for line in suggestion_report(row, LAYOUT)]
    codes = [line.split()[0] for line in text if line.startswith("    ") and line[4] in "CVW"]
    assert codes == ["C01", "V02", "W01"]
    assert sum("建议1：" in line or "建议2：" in line for line in text) == 2


def test_the_answer_to_a_good_row_says_so():
    text = [plain(line) for line in suggestion_report(with_rewrites(), LAYOUT)]
    assert text[-1].strip() == NO_DEFECT
