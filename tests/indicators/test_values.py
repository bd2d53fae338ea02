"""Small knowledge of cells: joined values, labels, names, headers, facts."""

import pytest

from assessor.apps.cli.options import PROFILES
from assessor.core.submission import Origin
from assessor.indicators.columns import Role, meaning
from assessor.indicators.facts import FactKind, FactReader, fact_kind
from assessor.indicators.sheet import Row, Slot
from assessor.indicators.values import (
    clean_label,
    clean_name,
    is_template_name,
    join_value,
    listed,
    looks_like_value,
)
from assessor.policy.profiles import all_profiles
from assessor.taxonomy.profiles import detect_profile, profile_names


@pytest.mark.parametrize(
    ("sign", "value", "unit", "expected"),
    [
        ("≥", "90", "%", "≥90%"),
        ("≥", "90%", "%", "≥90%"),
        ("＝", "100", "百分比", "＝100百分比"),
        ("≥", "90%", "百分比", "≥90%"),
        ("", "3.5", "万元", "3.5万元"),
        ("定性", "应保尽保", "%", "应保尽保"),
        ("定性", "优良", "", "优良"),
        ("≤", "≤8", "小时", "≤8小时"),
        ("≥", "90以上", "%", "≥90%以上"),
        ("", "2025年10月底", "年月日", "2025年10月底"),
        ("≤", "15天", "天", "≤15天"),
        ("≥", "三", "次", "≥三次"),
        ("≥", "3万", "元", "≥3万元"),
        ("≥", "5", "/", "≥5"),
        ("≥", "", "%", ""),
        ("正向指标", "5", "个", "5个"),
        ("大于等于", "5", "个", "大于等于5个"),
        ("≥", "2-3", "场", "≥2-3场"),
        ("≤", "1850", "元/米", "≤1850元/米"),
    ],
)
def test_value_is_joined_as_a_person_reads_it(sign, value, unit, expected):
    assert join_value(sign=sign, value=value, unit=unit) == expected


@pytest.mark.parametrize(
    ("printed", "label"),
    [
        ("社会效益 指标", "社会效益指标"),
        ("产\n出\n指\n标", "产出指标"),
        ("产出指标(50分)", "产出指标"),
        ("★数量指标（10分）", "数量指标"),
        ("产出(工作量)指标", "产出(工作量)指标"),
        ("服务对象 满意度指标：", "服务对象满意度指标"),
        ("成本指标20分", "成本指标"),
    ],
)
def test_labels_are_cleaned(printed, label):
    assert clean_label(printed) == label


@pytest.mark.parametrize(
    ("printed", "name"),
    [
        ("指标1：培训人数", "培训人数"),
        ("★培训人数", "培训人数"),
        ("1.培训人数", "培训人数"),
        ("（2）培训人数", "培训人数"),
        ("2、3号楼改造面积", "2、3号楼改造面积"),
        ("培训\n人数", "培训人数"),
        ("5G基站数", "5G基站数"),
        ("100米跑达标率", "100米跑达标率"),
    ],
)
def test_names_lose_the_forms_own_numbering(printed, name):
    assert clean_name(printed) == name


@pytest.mark.parametrize("text", ["……", "指标2：", "指标1", "无", "/", "—", "...", "XX", "1."])
def test_template_names(text):
    assert is_template_name(text)


@pytest.mark.parametrize("text", ["满意度", "无故障运行时间", "指标完成率", "5G"])
def test_names_that_are_no_template(text):
    assert not is_template_name(text)


def test_numbered_items_need_running_numbers():
    assert listed("指标1：甲\n指标2：乙\n……") == ("甲", "乙")
    assert listed("1.甲；2.乙；3.丙") == ("甲", "乙", "丙")
    assert listed("甲；乙") == ()
    assert listed("5场；2.5万元") == ()


@pytest.mark.parametrize("text", ["≥90%", "不少于5场", "5", "三次", "每月10日前"])
def test_values_are_told_from_names(text):
    assert looks_like_value(text)


@pytest.mark.parametrize("text", ["培训人数", "合格率", "会议按期完成率(%)", "2025年参训人数"])
def test_names_are_told_from_values(text):
    assert not looks_like_value(text) or text[0].isdigit()


@pytest.mark.parametrize(
    ("header", "role"),
    [
        ("三级指标", Role.NAME),
        ("三级 指标", Role.NAME),
        ("2025年度指标值", Role.VALUE),
        ("当年度指标值", Role.VALUE),
        ("指标值（包含数字及文字描述）", Role.VALUE),
        ("指标值（实施周期）", Role.CYCLE_VALUE),
        ("实施周期指标值", Role.CYCLE_VALUE),
        ("计划指标值(或计划水平)", Role.VALUE),
        ("度量单位", Role.UNIT),
        ("指标性质", Role.SIGN),
        ("全年实际完成值", Role.ACTUAL),
        ("分值（权重）", Role.WEIGHT),
        ("偏差原因分析及改进措施", Role.REASON),
        ("项目名称（资金使用单位）", Role.PROJECT),
    ],
)
def test_column_headers(header, role):
    assert meaning(header).strong is role


def test_weak_and_unknown_headers():
    assert meaning("绩效指标").strong is None
    assert Role.NAME in meaning("绩效指标").weak
    assert not meaning("天气")
    assert not meaning("")


def test_fact_labels():
    assert fact_kind("项目名称") is FactKind.PROJECT
    assert fact_kind("2024年预算金额（元）") is FactKind.BUDGET
    assert fact_kind("一、总体绩效目标") is FactKind.GOAL
    assert fact_kind("中期目标（2023年—2025年）") is FactKind.CYCLE_GOAL
    assert fact_kind("购置数量") is None


def facts(*rows):
    reader = FactReader()
    for cells in rows:
        slots = tuple(Slot(text=text, column=c, origin=Origin()) for c, text in cells)
        row = Row(cells=slots, size=8, origin=Origin())
        yield from ((fact.kind.value, fact.text) for fact in reader.read(row))


def test_facts_beside_below_and_after_a_colon():
    assert list(facts([(0, "项目名称"), (1, "修路"), (2, "主管部门"), (3, "某局")])) == [
        ("project", "修路"),
        ("authority", "某局"),
    ]
    assert list(facts([(0, "部门名称：某局 单位：万元")])) == [
        ("organisation", "某局"),
        ("unit", "万元"),
    ]
    side_by_side = facts(
        [(0, "总体目标"), (1, "中期目标"), (4, "年度目标")],
        [(1, "三年三十座。"), (4, "今年十座。")],
    )
    assert list(side_by_side) == [("cycle_goal", "三年三十座。"), ("annual_goal", "今年十座。")]
    assert list(facts([(0, "711001某市总工会本级")])) == [("organisation", "某市总工会本级")]


@pytest.mark.parametrize(
    ("labels", "titles", "profile"),
    [
        ([("产出指标", "数量指标")], ["中央对地方转移支付区域绩效目标表"], "transfer"),
        ([("产出指标", "数量指标")], ["项目支出绩效目标表（含转移支付项目）"], None),
        ([("产出", "进度指标"), ("效益", "环境效益指标")], [], "beijing"),
        ([("产出", "进度指标"), ("效益", "生态效益指标")], [], None),
        ([("产出指标", "数量指标")], ["2024年度项目支出績效自評表"], "self-evaluation"),
        ([("成本指标", "经济成本指标"), ("产出指标", "数量指标")], [], "central-101"),
        ([("产出指标", "成本指标")], [], "classic-88"),
        ([("效益指标", "可持续影响指标")], [], "classic-88"),
        ([("产出指标", "数量指标")], [], None),
        ([("履职效能", "")], [], "department-wide"),
        ([], ["某局2024年部门整体支出绩效自评报告"], "department-wide"),
        ([], [], None),
    ],
)
def test_profiles(labels, titles, profile):
    assert detect_profile(labels, titles) == profile


def test_a_form_with_results_is_a_self_evaluation():
    labels = [("产出指标", "成本指标")]
    assert detect_profile(labels, actuals=True) == "self-evaluation"
    assert detect_profile(labels) == "classic-88"


def test_the_call_offers_every_profile():
    assert profile_names() == tuple(name for name in PROFILES if name != "hubei")
    assert {profile.name for profile in all_profiles()} == set(PROFILES)
