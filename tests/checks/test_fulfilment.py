"""Targets against actual values: figures, units, dates, ranges, labels and directions."""

import pytest

from assessor.checks.deadlines import read_days
from assessor.checks.directions import Better
from assessor.checks.fulfilment import Outcome, fulfilment_of
from assessor.checks.self_evaluation import printed_number, tells_reason
from assessor.core.submission import Indicator


def judged(name, value, actual, *, level2="", year=2023):
    return fulfilment_of(
        Indicator(id="1", level2=level2, name=name, value=value, actual=actual), year
    )


@pytest.mark.parametrize(
    ("name", "value", "actual", "ratio"),
    [
        ("培训人数", "≥300人", "320人", 320 / 300),
        ("培训人数", "≥300人", "完成320人，完成率106%", 320 / 300),
        ("参会人数", "200人", "实际参加210人，其中企业代表50人", 1.05),
        ("平均办理时限", "≤5个工作日", "4", 1.25),
        ("单位成本", "≤1.2万元", "11000元", 12000 / 11000),
        ("响应时间", "≤2小时", "90分钟", 120 / 90),
        ("合格率", "≥95%", "0.98", 98 / 95),
        ("接待人次", "≥2万人次", "20530人次", 20530 / 20000),
        ("巡检频次", "每季度1次", "4次", 1.0),
        ("安全事故起数", "0起", "未发生", 1.0),
        ("投诉下降率", "≥15%（2024年80件）", "17.5%（66件）", 17.5 / 15),
        ("检测及时率", "≥98%", "98.5%（591份/600份）", 98.5 / 98),
        ("论文发表数", "≥12篇", "SCI 5篇，中文核心8篇，共13篇", 13 / 12),
        ("应急响应时间", "≤30分钟", "平均21分钟，最长29分钟", 30 / 21),
        ("检修时限", "≤45天", "42天，比要求提前3天", 45 / 42),
        ("基层首诊率", "较2024年提高2个百分点", "提高2.4个百分点", 1.2),
        ("单位能耗", "较上年下降3%", "下降3.3%", 1.1),
        ("平均等候时间", "缩短至15分钟", "14分钟", 15 / 14),
    ],
)
def test_reached_with_ratio(name, value, actual, ratio):
    result = judged(name, value, actual)
    assert result.outcome is Outcome.REACHED
    assert result.ratio == pytest.approx(ratio)
    assert not result.fell_short


@pytest.mark.parametrize(
    ("name", "value", "actual"),
    [
        ("室内温度", "18-22℃", "20℃"),
        ("误差率", "±3%以内", "-2.1%"),
        ("覆盖率", "100%", "全部覆盖"),
        ("培训场次", "3-5场", "4场"),
        ("投诉下降率", "≥10%", "下降12%"),
        ("完工时间", "2023年10月底前", "9月20日"),
        ("完工时间", "12月底前", "已于2022年11月完成"),
        ("验收时间", "四季度", "提前15天"),
        ("服务能力", "提升", "达成"),
        ("是否通过验收", "是", "是"),
        ("资助", "1606人次，160.77万元", "1610人次，160.77万元"),
    ],
)
def test_reached(name, value, actual):
    assert judged(name, value, actual).outcome is Outcome.REACHED


@pytest.mark.parametrize(
    ("name", "value", "actual", "quote"),
    [
        ("政策知晓率", "═100%", "98%", "98%"),
        ("参培学员满意度", "95%及以上", "88.32%及以上", "88.32%及以上"),
        ("项目完成时间", "2018年10月底", "11月底", "11月底"),
        ("完工时间", "12月底前", "延期至次年3月", "延期至次年3月"),
        ("单位成本", "≤500元/人", "520元", "520元"),
        ("响应时间", "≤30分钟", "1小时", "1小时"),
        ("室内温度", "18-22℃", "25℃", "25℃"),
        ("增长率", "较上年提高5%", "下降6%", "6%"),
        ("事故数", "=0起", "1起", "1起"),
        ("制度建设", "是", "否", "否"),
        ("演练场次", "≥4场", "未完成", "未完成"),
        ("监测频次", "每月1次", "11次", "11次"),
        ("服务残疾人数", "≥300人（其中重度≥120人）", "315人（其中重度104人）", "104人"),
        ("单位能耗", "较上年下降3%", "下降2.1%", "2.1%"),
        ("平均等候时间", "压缩到15分钟", "18分钟", "18分钟"),
        ("公厕投诉下降率", "10%", "8%（46件）", "8%"),
    ],
)
def test_missed_at_the_words_that_decide(name, value, actual, quote):
    result = judged(name, value, actual)
    assert result.outcome is Outcome.MISSED
    assert result.span.quote(actual) == quote


@pytest.mark.parametrize(
    ("name", "value", "actual", "why"),
    [
        ("培训人数", "≥300人", "", "没有填写"),
        ("培训人数", "≥300人", "120万元", "口径不同"),
        ("培训人数", "≥300人", "已按要求组织", "没有数字"),
        ("补助标准", "500元/人·月", "450元/人·月", "方向不明确"),
        ("补助标准", "500元/人·月", "500元/户·月", "口径不同"),
        ("投诉率", "≥5%", "3%", "方向不明确"),
        ("完成时间", "2023年11月前", "2023年11月10日", "不够具体"),
        ("服务水平", "提高", "有所提高", "定性"),
        ("办公费用", "增长5%", "增长8%", "方向不明确"),
        ("论文发表数", "≥12篇", "SCI 5篇，中文核心8篇", "口径不同"),
    ],
)
def test_undecided_says_why(name, value, actual, why):
    result = judged(name, value, actual)
    assert result.outcome is Outcome.UNDECIDED
    assert why in result.why
    assert not result.fell_short


def test_direction_of_an_unsigned_cost_is_that_of_its_level():
    assert judged("服务费", "5万元", "6万元", level2="成本指标").better is Better.LESS
    assert judged("服务费", "5万元", "6万元").outcome is Outcome.UNDECIDED


def test_the_year_of_the_submission_dates_what_names_no_year():
    assert judged("完工", "2023年10月底前", "11月5日", year=2023).outcome is Outcome.MISSED
    assert judged("完工", "2023年10月底前", "11月5日", year=2022).outcome is Outcome.REACHED


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2023年2月底", "2023-02-21", "2023-02-28"),
        ("2024年2月", "2024-02-01", "2024-02-29"),
        ("三季度", "2023-07-01", "2023-09-30"),
        ("上半年", "2023-01-01", "2023-06-30"),
        ("2022年3月至5月15日", "2022-05-15", "2022-05-15"),
        ("2023-11-20", "2023-11-20", "2023-11-20"),
        ("年底前", "2023-01-01", "2023-12-31"),
    ],
)
def test_days_of_a_printed_date(text, first, last):
    days = read_days(text, year=2023)
    assert (days.first.isoformat(), days.last.isoformat()) == (first, last)


def test_no_date_is_read_from_other_words():
    assert read_days("全部完成", year=2023) is None
    assert read_days("2月30日", year=2023) is None


@pytest.mark.parametrize(
    ("text", "number"),
    [("10", 10), ("9.5分", 9.5), ("1,057.63", 1057.63), ("98%", 98), ("", None), ("10/10", None),
     ("得9分", 9), ("无", None), (None, None)],
)  # fmt: skip
def test_printed_number(text, number):
    assert printed_number(text) == number


def test_a_reason_is_more_than_none():
    assert tells_reason("供应商违约")
    for empty in ("", " ", "无", "无。", "——", "/", "无偏差"):
        assert not tells_reason(empty)
