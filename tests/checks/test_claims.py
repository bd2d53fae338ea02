"""Claims of running text: what is found, where, and what the document itself says of it."""

import pytest

from assessor.checks.claim_text import Role, amounts_in, has_figure, role_of
from assessor.checks.claims import claims_of
from assessor.core.claim import ClaimKind, ClaimTopic, ClaimVerdict
from assessor.core.span import Span
from assessor.text.normalise import normalise
from submission_case_files import build_submission, subject_of


def claims(*paragraphs, rows=(), heading="二、完成情况", kind="report", year=2023):
    texts = [{"text": text, "headings": [heading]} for text in paragraphs]
    projects = [{"name": "项目", "indicators": list(rows)}] if rows else []
    submission = build_submission(
        {"year": year, "kind": kind, "paragraphs": texts, "projects": projects}
    )
    found = claims_of(subject_of(submission))
    for claim in found:
        assert submission.paragraphs[claim.paragraph].text[claim.start : claim.end] == claim.text
        assert claim.text == claim.text.strip() != ""
        assert claim.why
    return found


def only(topic, *paragraphs, **options):
    (claim,) = [c for c in claims(*paragraphs, **options) if c.topic is topic]
    return claim


@pytest.mark.parametrize(
    ("text", "verdict", "told"),
    [
        ("慰问106人×1000元＝10.6万元。", ClaimVerdict.AGREES, "10.6万元"),
        ("津贴９人×150元/月×12个月=1.62万元。", ClaimVerdict.AGREES, "1.62万元"),
        ("社工2人×10.5万元/人=21万元。", ClaimVerdict.AGREES, "21万元"),
        ("费用5人×200元+3天×300元=1900元。", ClaimVerdict.AGREES, "1900元"),
        ("慰问106人×1000元＝11.6万元。", ClaimVerdict.DISAGREES, "10.6万元"),
        ("慰问106人×1000元＝1.06万元。", ClaimVerdict.DISAGREES, "10.6万元"),
        ("为106名劳模发放慰问金，每人1000元，共10.6万元。", ClaimVerdict.AGREES, "10.6万元"),
        ("为106名劳模发放慰问金，每人1000元，共9.6万元。", ClaimVerdict.DISAGREES, "10.6万元"),
        ("资助学生20人，标准500元/人·月，共12万元。", ClaimVerdict.AGREES, "×12"),
        ("资助学生20人，每人每月500元，发放12个月，共12万元。", ClaimVerdict.AGREES, "×12"),
        ("已为9名区级劳模发放共1.62万元津贴。", ClaimVerdict.CANNOT_DECIDE, "折合每名1800元"),
        (
            "项目执行数10.60万元。已为106名劳模发放春节慰问金。",
            ClaimVerdict.CANNOT_DECIDE,
            "每名1000元",
        ),
    ],
)
def test_products(text, verdict, told):
    claim = only(ClaimTopic.PRODUCT, text)
    assert (claim.kind, claim.verdict) == (ClaimKind.ARITHMETIC, verdict)
    assert told in claim.why


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("支出60万元，其中：培训35万元、慰问25万元。", ClaimVerdict.AGREES),
        ("支出60万元，其中：培训45万元、慰问25万元。", ClaimVerdict.DISAGREES),
        ("支出60万元，其中培训20万元、慰问25万元。", ClaimVerdict.CANNOT_DECIDE),
        ("支出60万元，其中基本支出40万元、项目支出25万元。", ClaimVerdict.DISAGREES),
        ("支出60万元，其中基本支出30万元、项目支出25万元。", ClaimVerdict.DISAGREES),
        ("支出60万元，其中：财政资金60万元、培训35万元、慰问25万元。", ClaimVerdict.CANNOT_DECIDE),
        ("讲座5场、参观3场，共计8场。", ClaimVerdict.AGREES),
        ("讲座5场、参观3场，共计9场。", ClaimVerdict.DISAGREES),
    ],
)
def test_sums(text, verdict):
    assert only(ClaimTopic.SUM, text).verdict is verdict


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("预算50万元，实际支出45万元，预算执行率90%。", ClaimVerdict.AGREES),
        ("预算50万元，实际支出45万元，预算执行率92%。", ClaimVerdict.DISAGREES),
        (
            "年初预算10.90万元，调整预算数10.60万元，执行数10.60万元，执行率100%。",
            ClaimVerdict.AGREES,
        ),
        ("年初预算120万元，调整后预算100万元，全年支出92万元，执行率92%。", ClaimVerdict.AGREES),
        (
            "年初预算120万元，调整后预算100万元，全年支出92万元，执行率76.67%。",
            ClaimVerdict.DISAGREES,
        ),
        ("全年预算30万元，执行数20万元，执行率66.6%。", ClaimVerdict.AGREES),
        ("全年预算100万元，执行数106万元，执行率106%。", ClaimVerdict.AGREES),
        ("预算执行率95%。", ClaimVerdict.CANNOT_DECIDE),
        ("自评得分为96分，评级为优。", ClaimVerdict.AGREES),
        ("自评得分为86分，等级为“优”。", ClaimVerdict.DISAGREES),
        ("综合得分79.5分，评价等级：良好。", ClaimVerdict.DISAGREES),
    ],
)
def test_rates_and_grades(text, verdict):
    topic = ClaimTopic.GRADE if "分" in text else ClaimTopic.EXECUTION_RATE
    assert only(topic, text).verdict is verdict


ROWS = [
    {"row": "产出指标|数量指标|慰问困难职工人数|≥300人", "actual": "305人"},
    {"row": "产出指标|质量指标|考核通过率|≥95%", "actual": "95.8%"},
]


@pytest.mark.parametrize(
    ("text", "verdict", "rows"),
    [
        ("慰问困难职工305人。", ClaimVerdict.AGREES, ("1",)),
        ("慰问困难职工315人。", ClaimVerdict.DISAGREES, ("1",)),
        ("考核通过率为95.8%。", ClaimVerdict.AGREES, ("2",)),
        ("考核通过率为98%。", ClaimVerdict.DISAGREES, ("2",)),
    ],
)
def test_figures_are_linked_to_the_actual_values(text, verdict, rows):
    claim = only(ClaimTopic.REPORTED_FIGURE, text, rows=ROWS)
    assert (claim.verdict, claim.rows) == (verdict, rows)


@pytest.mark.parametrize(
    "text",
    [
        "上年慰问困难职工280人。",
        "2022年慰问困难职工280人。",
        "计划慰问困难职工300人。",
        "其中慰问困难职工女职工120人。",
        "慰问困难职工120人、离退休职工185人。",
        "举办培训315人。",
    ],
)
def test_figures_of_other_years_plans_and_parts_are_not_compared(text):
    assert not [
        c for c in claims(text, rows=ROWS)
        if c.topic is ClaimTopic.REPORTED_FIGURE and c.verdict is ClaimVerdict.DISAGREES
    ]  # fmt: skip


def test_without_actual_values_a_figure_is_held_against_the_target():
    rows = ["产出指标|数量指标|慰问困难职工人数|≥300人"]
    assert (
        only(ClaimTopic.REPORTED_FIGURE, "慰问困难职工305人。", rows=rows).verdict
        is ClaimVerdict.AGREES
    )
    short = only(ClaimTopic.REPORTED_FIGURE, "慰问困难职工295人。", rows=rows)
    assert short.verdict is ClaimVerdict.DISAGREES
    assert "≥300人" in short.why


def test_indicators_that_are_only_names_of_levels_disprove_both_claims():
    found = claims(
        "绩效指标较为细化、量化。",
        "三级指标6个：产出指标、数量指标、社会效益指标、服务对象满意度指标、可持续影响指标、劳模满意度指标。",
    )
    verdicts = {c.topic: c.verdict for c in found}
    assert verdicts[ClaimTopic.QUANTIFIED] is ClaimVerdict.DISAGREES
    assert verdicts[ClaimTopic.LEVELS] is ClaimVerdict.DISAGREES


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("三级指标2个：慰问人数、职工满意度。", ClaimVerdict.AGREES),
        ("三级指标3个，分别是慰问人数、职工满意度。", ClaimVerdict.DISAGREES),
    ],
)
def test_number_of_listed_indicators(text, verdict):
    assert only(ClaimTopic.LEVELS, text).verdict is verdict


def test_what_is_denied_or_asked_for_is_no_claim():
    texts = ("绩效指标不够细化量化。", "需进一步细化量化绩效指标。")
    assert not [c for c in claims(*texts) if c.topic is ClaimTopic.QUANTIFIED]
    assert not claims("服务水平有待进一步提升。", "旨在有效提升服务水平。")
    assert not claims("确保各项任务全部完成。", heading="四、下一步打算")


@pytest.mark.parametrize(
    ("text", "quotes"),
    [
        ("职工素质取得显著成效。", ["取得显著成效"]),
        ("较好地完成了年度任务，社会效益显著。", ["较好地完成", "社会效益显著"]),
        ("投诉量明显下降，由56件降至31件。", []),
        ("营商环境持续优化。", ["持续优化"]),
    ],
)
def test_vague_results_are_underlined_where_no_figure_stands(text, quotes):
    assert [c.text for c in claims(text) if c.topic is ClaimTopic.RESULT] == quotes


@pytest.mark.parametrize(
    ("text", "topic", "verdict", "told"),
    [
        ("培训目标200人次，实际培训148人次，完成率74.0%。", ClaimTopic.COMPLETION, "agrees", "74%"),
        (
            "培训目标200人次，实际培训148人次，完成率84%。",
            ClaimTopic.COMPLETION,
            "disagrees",
            "74%",
        ),
        ("巡查目标60次，实际66次，优于目标值。", ClaimTopic.REPORTED_FIGURE, "agrees", "达到目标"),
        ("游客满意度86%，高于90%的目标值。", ClaimTopic.COMPLETION, "disagrees", "没有达到"),
        ("游客满意度86%，低于90%的目标值。", ClaimTopic.REPORTED_FIGURE, "agrees", "没有达到"),
        ("培训目标50人，实际46人，完成率92%，10分得9.2分。", ClaimTopic.SCORE, "agrees", "相符"),
        ("培训目标50人，实际46人，完成率92%，10分得9.8分。", ClaimTopic.SCORE, "disagrees", "不符"),
        (
            "培训目标50人，实际46人，未完成的4人因调离退出。",
            ClaimTopic.DIFFERENCE,
            "agrees",
            "相差4",
        ),
        ("发出问卷300份，收回286份，收回率95.3%。", ClaimTopic.RATIO, "agrees", "95.33%"),
        ("抽检120台，合格114台，合格率98%。", ClaimTopic.RATIO, "disagrees", "95%"),
        ("游客满意度低于预期。", None, "", ""),
    ],
)
def test_reported_results(text, topic, verdict, told):
    found = {c.topic: c for c in claims(text)}
    if topic is None:
        assert not found
        return
    assert found[topic].verdict == verdict
    assert told in found[topic].why


@pytest.mark.parametrize(
    ("goal", "text", "verdict"),
    [
        ("修建水渠42公里，", "修建水渠42公里。", "agrees"),
        ("修建水渠42公里，", "修建水渠37.8公里。", "disagrees"),
        ("开展讲座60场，其中校园讲座20场，", "校园讲座20场。", "agrees"),
        ("培训养老护理员200人次，", "培训养老护理员168人次。", "disagrees"),
    ],
)
def test_figures_are_linked_to_announced_targets(goal, text, verdict):
    submission = build_submission(
        {
            "year": 2025, "kind": "report",
            "paragraphs": [
                {"headings": ["一、年度绩效目标"], "text": f"{goal}满意度90%以上。"},
                {"headings": ["二、完成情况"], "text": text},
            ],
        }
    )  # fmt: skip
    found = [c for c in claims_of(subject_of(submission)) if c.paragraph == 1]
    assert [c.verdict for c in found if c.topic is ClaimTopic.REPORTED_FIGURE] == [verdict]


def test_all_done_is_held_against_the_table_and_other_places():
    missed = [{"row": "产出指标|质量指标|发放准确率|100%", "actual": "98.79%"}]
    claim = only(ClaimTopic.COMPLETENESS, "各项指标全部完成。", rows=missed)
    assert (claim.verdict, claim.rows) == (ClaimVerdict.DISAGREES, ("1",))
    assert (
        only(ClaimTopic.COMPLETENESS, "各项指标全部完成。", rows=ROWS).verdict
        is ClaimVerdict.AGREES
    )
    other = only(ClaimTopic.COMPLETENESS, "年度任务全部完成。", "重点任务完成率98.79%。")
    assert "98.79%" in other.why
    assert only(ClaimTopic.COMPLETENESS, "年度任务全部完成。").verdict is ClaimVerdict.CANNOT_DECIDE


@pytest.mark.parametrize(
    ("headings", "role"),
    [
        (("一、基本情况", "（一）部门概况"), Role.INTRODUCTION),
        (("二、综合评价分析", "（二）各项工作任务绩效目标完成情况分析"), Role.RESULT),
        (("三、存在的主要问题",), Role.PLAN),
        (("四、下一步改进措施",), Role.PLAN),
        ((), Role.OTHER),
    ],
)
def test_role_of_a_chapter(headings, role):
    assert role_of(headings) is role


def test_years_days_and_numbers_of_documents_are_no_figures():
    for text in ("2023年3月15日印发", "财预〔2021〕101号文件", "（1）做法", "1、加强领导", "第3届"):
        assert not has_figure(normalise(text), Span(0, len(text))), text
    for text in ("培训2050人", "（培训312人次）", "举办三场", "1.5万元"):
        assert has_figure(normalise(text), Span(0, len(text))), text


def test_amounts_are_scaled():
    (amount,) = amounts_in("共1,057.63万元", Span(0, 12))
    assert (amount.value, amount.kind) == (pytest.approx(10_576_300), "元")


def test_a_declaration_has_no_claims():
    assert claims("各项任务全部完成。", kind="declaration") == ()


@pytest.mark.parametrize(
    "piece", ["1", "（1", "得分 ", "1万元×", "其中", "三级指标1个：", "，", "共 "]
)
@pytest.mark.timeout(300)  # a pattern that backtracks over such a text would take for ever
def test_hostile_texts_come_to_an_end(piece):
    text = piece * 5000
    for claim in claims(text):
        assert text[claim.start : claim.end].strip()
