"""What holds between the checks of target values, on rows made at random."""

from functools import cache

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assessor.checks.catalog.v04_unit_mismatch import CHECK as V04
from assessor.checks.directions import Better, certain_direction
from assessor.checks.registry import all_checks
from assessor.core.finding import Severity
from assessor.core.submission import Indicator
from assessor.core.target import TargetKind
from assessor.text.target_grammar import parse_targets
from case_files import run_strictly, subjects_of

SIGNS = [
    "",
    "≥",
    "≤",
    "＞",
    "<",
    "=",
    "±",
    "不少于",
    "不超过",
    "约",
    "力争",
    "同比下降",
    "提高",
    "较上年增长",
    "-",
]
FIGURES = [
    "0",
    "5",
    "12",
    "95",
    "100",
    "105",
    "292",
    "1.5",
    "三十",
    "3-5",
    "1,200",
    "９５",
    "XX",
    "",
]
UNITS = [
    "%",
    "％",
    "百分比",
    "%%",
    "人",
    "场",
    "万元",
    "元/人",
    "个百分点",
    "分",
    "个工作日",
    "起",
    "℃",
    "",
    "/株",
]
TAILS = ["", "以上", "以内", "左右", "上下", "（台）", "；20场", "前"]
NAMES = ["培训人数", "参训学员满意度", "生产安全事故起数", "设备故障率", "平均办理时限", "单位成本", "补助标准", "合格率",
         "事故下降率", "产值增长率", "促进产业发展", "购置设备数量", "室内温度", "测量误差率", "完成时间", "苗木补助成本",
         "投资额（万元）", "覆盖面", "收入提升幅度", "绿化面积", ""]  # fmt: skip
LEVELS = [
    "",
    "数量指标",
    "质量指标",
    "时效指标",
    "经济成本指标",
    "社会效益指标",
    "服务对象满意度指标",
]

VALUES = st.tuples(*(st.sampled_from(part) for part in (SIGNS, FIGURES, UNITS, TAILS))).map("".join)
ROWS = st.builds(
    Indicator,
    id=st.just("x"),
    level2=st.sampled_from(LEVELS),
    name=st.sampled_from(NAMES),
    value=VALUES,
)
MANY = settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@cache
def value_checks():
    return tuple(check for check in all_checks() if check.code.startswith("V"))


def findings_of_values(row):
    (subject,) = subjects_of((row,))
    return run_strictly(value_checks(), subject).findings


def overlap(one, other):
    return one.start < other.end and other.start < one.end


@given(ROWS)
@MANY
def test_wrong_direction_needs_a_sign(row):
    if any(finding.code == "V05" for finding in findings_of_values(row)):
        assert any(t.sign is not None for t in parse_targets(row.value))


@given(ROWS)
@MANY
def test_missing_sign_and_imprecise_value_never_meet(row):
    findings = findings_of_values(row)
    missing = [f for f in findings if f.code == "V02"]
    imprecise = [f for f in findings if f.code == "V08"]
    assert not any(overlap(a, b) for a in missing for b in imprecise)


@given(ROWS)
@MANY
def test_missing_sign_and_wrong_direction_never_meet(row):
    findings = findings_of_values(row)
    places = {code: [f for f in findings if f.code == code] for code in ("V02", "V05")}
    assert not any(overlap(a, b) for a in places["V02"] for b in places["V05"])


@given(ROWS)
@MANY
def test_empty_value_has_no_defect_but_being_empty(row):
    blank = Indicator(id="x", level2=row.level2, name=row.name, value=" ")
    codes = {finding.code for finding in findings_of_values(blank)}
    assert codes == ({"V01"} if row.name else set())


@given(ROWS)
@MANY
def test_each_rule_points_at_a_place_once(row):
    places = [(f.code, f.start, f.end) for f in findings_of_values(row)]
    assert len(places) == len(set(places))


@given(ROWS)
@MANY
def test_value_findings_quote_the_value(row):
    for finding in findings_of_values(row):
        assert finding.field == "value"
        assert finding.text == row.value[finding.start : finding.end]
        assert "{" not in finding.message + finding.hint


@given(ROWS)
@MANY
def test_full_width_says_the_same(row):
    wide = row.value.translate(
        {ord(a): ord(b) for a, b in zip("0123456789%<=", "０１２３４５６７８９％＜＝", strict=True)}
    )
    twin = Indicator(id="x", level2=row.level2, name=row.name, value=wide)
    ruled = ("V02", "V03", "V04", "V05", "V06", "V08", "V13")
    places = [
        [(f.code, f.start, f.end, f.severity) for f in findings_of_values(r) if f.code in ruled]
        for r in (row, twin)
    ]
    assert places[0] == places[1]


@pytest.mark.parametrize("value", ["＝0起", "0", "零事故", "清零", "100%", "≥100%", "全覆盖"])
def test_zero_and_hundred_need_no_sign(value):
    row = Indicator(id="x", name="安全责任事故起数", value=value)
    assert not [f for f in findings_of_values(row) if f.code in ("V02", "V06", "V08")]


@pytest.mark.parametrize(
    ("name", "better"),
    [
        ("生产安全事故起数", Better.LESS),
        ("生产安全事故下降率", Better.MORE),
        ("投诉处理率", Better.MORE),
        ("投诉次数", Better.LESS),
        ("成本节约率", Better.MORE),
        ("单位成本", Better.LESS),
        ("降低单位成本", None),
        ("平均办理时限", Better.LESS),
        ("培训时长", None),
        ("概算控制率", None),
        ("抽检不合格率", Better.LESS),
        ("抽检合格率", Better.MORE),
        ("事故应急演练次数", None),
        ("黄标车淘汰率", None),
        ("无故障运行率", None),
        ("", None),
    ],
)
def test_direction_of_a_name(name, better):
    assert certain_direction(name) is better


@pytest.mark.parametrize(
    ("unit", "value", "flagged"),
    [("%", "28.8万元", True), ("万元", "28.8万元", False), ("万元", "28.8元", True), ("人", "30人次", False),
     ("定性", "28.8万元", False), ("", "28.8万元", False), ("%", "≥90%", False), ("（万元）", "≥90%", True)],
)  # fmt: skip
def test_unit_column_against_value(unit, value, flagged):
    row = Indicator(id="x", name="业务工作支出安排", value=value, unit=unit)
    (subject,) = subjects_of((row,))
    findings = run_strictly((V04,), subject).findings
    assert [f.severity for f in findings] == [Severity.MAJOR] * flagged


def test_grammar_still_reads_what_the_rules_lean_on():
    (target,) = parse_targets("28.40/株")
    assert (target.kind, target.unit, target.per) == (TargetKind.NUMBER, "", ("株",))
    assert parse_targets("292%")[0].doubtful
