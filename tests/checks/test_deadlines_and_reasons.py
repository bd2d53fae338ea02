"""Terms kept and missed, brackets beside a value, equal targets in other words, empty reasons."""

import pytest

from assessor.checks.approved_rows import same_value
from assessor.checks.asides import asides, binding_asides, without_asides
from assessor.checks.claim_text import Passage, Role
from assessor.checks.deadline_outcomes import deadline_outcome, is_recurring, tells_late
from assessor.checks.fulfilment import Outcome, fulfilment_of
from assessor.checks.narrated_wholes import overstated
from assessor.checks.reasons import read_reason
from assessor.checks.self_evaluation import evaluated_rows
from assessor.core.submission import Indicator
from assessor.text.target_grammar import parse_targets
from submission_case_files import build_submission, subject_of


@pytest.mark.parametrize(
    ("value", "actual", "quote"),
    [
        ("每月15日前", "10个月在15日前发放，6月为6月24日发放", "6月24日"),
        ("每月10日之前", "4月13日发放，其余月份均在10日前", "4月13日"),
        ("每季度首月10日前", "一、三、四季度按时，二季度于4月16日印发", "4月16日"),
        ("每季度末前", "三季度于10月18日拨付，其余按时", None),
        ("每月5日前", "2月、7月逾期，其余按时", None),
        ("10月底前", "次年1月12日拨付", None),
        ("11月底前", "推迟至2026年1月", None),
        ("2025年10月31日前", "未能按期完工", None),
        ("春季5月31日前、秋季11月30日前", "春季6月8日、秋季11月25日", "6月8日"),
    ],
)
def test_terms_that_were_missed(value, actual, quote):
    told = deadline_outcome(value, actual, 2025)
    assert told.outcome is Outcome.MISSED
    if quote is not None:
        assert told.span is not None
        assert told.span.quote(actual) == quote


@pytest.mark.parametrize(
    ("value", "actual"),
    [
        ("每月5日前", "全年各月均于当月4日前公布"),
        ("次月8日前", "各月均于次月6日前报送"),
        ("每月10日前", "每月10日前发放，无逾期"),
        ("每季度末", "4个季度均在季末月25日前发放"),
        ("2025年6月30日前", "6月25日完工（因雨停工，较施工计划推迟5天）"),
        ("10月31日前", "按期验收，没有延期"),
        ("12月底前", "提前15天"),
        ("6月30日前、12月20日前", "6月18日、12月12日"),
    ],
)
def test_terms_that_were_kept(value, actual):
    assert deadline_outcome(value, actual, 2025).outcome is Outcome.REACHED


@pytest.mark.parametrize(
    ("value", "actual"),
    [
        ("每月15日前", "11个月"),
        ("每月15日前", "发放3批次"),
        ("11月前", "11月10日"),
        ("12月15日前", "12月"),
    ],
)
def test_terms_that_nobody_can_judge_say_why(value, actual):
    told = deadline_outcome(value, actual, 2025)
    assert told.outcome is Outcome.UNDECIDED
    assert told.why


def test_a_term_of_each_case_is_a_duration_and_no_day_of_the_month():
    assert is_recurring("每月15日前")
    assert not is_recurring("每期结束后20日内")
    assert not is_recurring("每年6月底前")
    assert tells_late("延期12天")
    assert not tells_late("无延期")
    assert not tells_late("逾期率为0")


def test_what_stands_in_brackets_is_beside_the_value():
    text = "17.5%（66件）"
    assert [span.quote(text) for span in asides(text)] == ["（66件）"]
    assert [t.low for t in without_asides(text, parse_targets(text))] == [17.5]
    assert [t.low for t in without_asides("（66件）", parse_targets("（66件）"))] == [66.0]
    assert asides("28台（套）") == ()
    bound = "≥500人（其中残疾人≥50人）"
    assert binding_asides(bound, parse_targets(bound))
    assert not binding_asides(text, parse_targets(text))


@pytest.mark.parametrize("actual", ["", " ", "-", "\u3000", "\n", "——", "（）", " / "])
@pytest.mark.parametrize("value", ["", "≥300人", "每月15日前", "2025年6月底前", "显著提升"])
def test_blanks_and_dashes_have_a_span(value, actual):
    done = fulfilment_of(Indicator(id="1", name="人数", value=value, actual=actual), 2025)
    assert 0 <= done.span.start <= done.span.end <= len(actual)
    assert not done.fell_short


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("每月15日前", "15日以前"), ("每月15日之前", "每月15日前"), ("10月底前", "2025年10月31日前"),
        ("年底前", "12月31日前"), ("≤0.45万元/个", "不超过4500元/个"), ("每季度1次", "每季度不少于1次"),
        ("≥15%（2024年80件）", "≥15%"), ("5日内", "≤5天"), ("受理后15个工作日内", "15个工作日以内"),
        ("九成以上", "≥90%"), ("有效提升。", "有效提升"),
    ],
)  # fmt: skip
def test_same_target_in_other_words(one, other):
    assert same_value(one, other)
    assert same_value(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("≥1.5万元", "≥15万元"), ("每月15日前", "每月20日前"), ("3-5场", "35场"), ("显著提升", "有所提升"),
        ("2025年9月30日前", "2025年11月30日前"), ("≥90%", "≤90%"), ("受理后15个工作日内", "20个工作日内"),
    ],
)  # fmt: skip
def test_other_target(one, other):
    assert not same_value(one, other)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("知晓率", "受主客观条件所限，以后改进。"), ("满意度", "受方方面面因素影响。"), ("取证率", "任务重、时间紧迫。"),
        ("就诊人次", "受市场环境变化影响，下一步将进一步加强统筹协调"), ("培训人次", "培训人次未达到预期目标，将继续努力"),
        ("清运量", "工作统筹不够，今后加强管理，确保完成"), ("办案数", "由于种种原因，2025年未能完成"),
    ],
)  # fmt: skip
def test_empty_reasons(name, text):
    assert not read_reason(text, name=name, year=2025).tells_cause


@pytest.mark.parametrize(
    "text",
    [
        "病区改造粉尘影响候诊，意见簿集中反映通风差；2026年合同写明分段封闭施工。",
        "检测设备故障停用两个月，明年增购备机",
        "一起产权争议案件中止审理，移送属地街道督办",
        "2名学生转学，由转入地接续资助",
    ],
)
def test_reasons_with_cause_and_measure(text):
    told = read_reason(text, name="满意度", year=2025)
    assert told.tells_cause
    assert told.tells_measure


def overstatements(text, *rows):
    """Return the clauses of a completion text that rows contradict."""
    indicators = [{"row": f"产出指标|质量指标|{n}|{v}", "actual": a} for n, v, a in rows]
    submission = build_submission(
        {"year": 2025, "kind": "self-evaluation", "projects": [{"indicators": indicators}]}
    )
    told = tuple(row for _, row in evaluated_rows(subject_of(submission)))
    passage = Passage(text=text, plain=text, role=Role.RESULT, project=0, goal=0)
    return [one.span.quote(text) for one in overstated(passage, told)]


@pytest.mark.parametrize(
    ("text", "row"),
    [
        ("购置仪表36台，全部通过检定。", ("仪表检定合格率", "=100%", "97.2%")),
        ("食品环评批复均在12个工作日内公开。", ("环评批复公开时限", "≤12个工作日", "15个工作日")),
        ("如期完成灌渠检修。", ("灌渠检修完成时间", "4月20日前", "5月6日")),
        ("全年未发生医疗事故。", ("医疗事故起数", "0起", "1起")),
        ("信访事项均按期办结。", ("信访事项按期办结率", "100%", "98.2%")),
    ],
)
def test_texts_that_say_more_than_the_table(text, row):
    assert len(overstatements(text, row)) == 1


@pytest.mark.parametrize(
    ("text", "row"),
    [
        ("其余27台设备全部通过检定。", ("仪表检定合格率", "≥95%", "97.2%")),
        ("设备全部通过检定。", ("仪表检定合格率", "≥95%", "100%")),
        ("下半年30份月报全部按时报送。", ("月报按时报送率", "≥95%", "96.7%")),
        ("环评批复平均15个工作日公开。", ("环评批复公开时限", "≤12个工作日", "15个工作日")),
        ("5月6日完成灌渠检修。", ("灌渠检修完成时间", "4月20日前", "5月6日")),
        ("未发生安全事故。", ("医疗事故起数", "0起", "1起")),
    ],
)
def test_texts_that_say_no_more_than_the_table(text, row):
    assert overstatements(text, row) == []
