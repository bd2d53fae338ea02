import pytest

from assessor.classifiers.missing_unit import lacks_unit
from assessor.classifiers.row_text import measure_of, read_row, surviving_target, unit_class


@pytest.mark.parametrize(
    ("name", "value", "lacks"),
    [
        ("编外人员在岗数量", "5", True),
        ("扶持创业企业数", "650", True),
        ("整修道路面积", "≥3.5", True),
        ("培训人数", "120", False),
        ("慰问次数", "≥2", False),
        ("服务对象满意度", "90", False),
        ("服务对象满意度(%)", "90", False),
        ("补助金额（万元）", "12", False),
        ("慰问标准（元/人）", "500", False),
        ("采购电脑数量", "20台", False),
        ("完成时间", "12月底前", False),
        ("考核得分", "90", False),
        ("开展活动", "有效", False),
    ],
)
def test_a_bare_number_needs_a_unit_from_somewhere(name: str, value: str, lacks: bool) -> None:
    assert lacks_unit(read_row(name, value)) is lacks


@pytest.mark.parametrize(
    ("name", "measure"),
    [
        ("工程验收合格率", "quality_rate"),
        ("资金发放及时率", "timely_rate"),
        ("服务对象满意度情况", "satisfaction"),
        ("受益人数", "people"),
        ("慰问金发放标准", "money"),
        ("设计使用年限", "duration"),
        ("", ""),
    ],
)
def test_the_end_of_a_name_says_what_it_measures(name: str, measure: str) -> None:
    assert measure_of(name) == measure


def test_units_are_classed_by_their_longest_known_end() -> None:
    assert unit_class("万元") == "money"
    assert unit_class("") == "bare"
    assert unit_class("颗珍珠") == "other"


@pytest.mark.parametrize(
    ("name", "value", "cycle", "expected"),
    [
        ("培训人数", "≥50人", "≥150人", "≥50人"),
        ("培训人数", " ", "≥150人", "≥150人"),
        ("开展培训不少于5场", "", "", "不少于5场"),
        ("满意度", "", "", ""),
    ],
)
def test_the_surviving_target_is_judged(name: str, value: str, cycle: str, expected: str) -> None:
    assert surviving_target(name, value, cycle) == expected
