"""What holds of the grammar for any text, and of render for any target."""

from hypothesis import given, settings
from hypothesis import strategies as st

from assessor.core.span import Span
from assessor.core.target import Sign, Target, TargetKind
from assessor.text import target_grammar
from assessor.text.normalise import normalise
from assessor.text.target_grammar import parse_targets, render

PIECES = st.sampled_from(
    [*"0123456789", *"≥≤><=±-~—,，.。/·:：()（）%％ 、；", *"一二三四五六七八九十百千万亿两半零",
     *"年月日前底末内每人均元场次个台约超过不少于低高", "以上", "以内", "左右", "百分之", "成", "分之",
     "较上年", "同比", "提高", "12月31日前", "每季度", "全年", "XX", "**", "第", "GB", "5G", "良好",
     "全覆盖", "Ⅲ类", "满分", "零事故", "开学前", "就业率", "　"]
)  # fmt: skip
MIXED = st.lists(PIECES, max_size=14).map("".join)
ANY = st.one_of(st.text(max_size=60), MIXED)

UNITS = st.sampled_from(
    ["%", "‰", "个百分点", "元", "万元", "亿元", "场", "人", "万人次", "个", "个工作日", "小时", "分钟", "公里",
     "亩", "平方米", "件", "台套", "℃", "倍", "kWh", "㎡"]
)  # fmt: skip
COUNTS = st.one_of(
    st.integers(0, 10_000_000).map(float),
    st.decimals(0, 100_000, places=2).map(float),
)
DEADLINES = st.sampled_from(
    ["12月31日前", "2024年12月底前", "6月底", "年底前", "开学前", "一季度", "2024-12-31", "第四季度末",
     "11月中旬", "2025年", "年内", "每月15日前", "20日前", "烈士纪念日(9月30日)前"]
)  # fmt: skip
FREQUENCIES = st.sampled_from(["每年", "每月", "每季度", "每周", "每两个月", "每学期", "全年"])
BASELINES = st.sampled_from(["上年", "2023年", "同比", "环比", "基期", "近三年均值"])
HERE = Span(0, 0)

parse_targets("1")  # compiles the patterns, which no example should be timed for


@st.composite
def numbers(draw) -> Target:
    sign = draw(st.sampled_from([None, *Sign]))
    first, second = sorted((draw(COUNTS), draw(COUNTS)))
    low: float | None = first
    high: float | None = first
    if sign in (Sign.AT_LEAST, Sign.MORE_THAN):
        high = None
    elif sign in (Sign.AT_MOST, Sign.LESS_THAN):
        low = None
    elif sign is Sign.PLUS_MINUS:
        low = -first
    elif sign is None and draw(st.booleans()):
        high = second
    unit = draw(UNITS)
    has_per = unit in ("元", "万元", "场", "人", "小时")
    per = (
        draw(st.sampled_from([(), ("人",), ("人", "月"), ("月", "人"), ("年",)])) if has_per else ()
    )
    money = unit.endswith("元")
    return Target(
        kind=TargetKind.NUMBER,
        span=HERE,
        sign=sign,
        low=low,
        high=high,
        unit=unit,
        per=per,
        frequency=None if money or per else draw(st.none() | FREQUENCIES),
        full_mark=draw(st.none() | st.sampled_from([5.0, 10.0, 100.0])),
        baseline=draw(st.none() | BASELINES),
        deadline=None,
        approximate=draw(st.booleans()),
        doubtful=unit == "%" and sign is None and low == high
        and (280 <= first <= 299 or first == 2100),
    )  # fmt: skip


def same_but_span(left: Target, right: Target) -> bool:
    names = [name for name in Target.__slots__ if name != "span"]
    return all(getattr(left, name) == getattr(right, name) for name in names)


def reads_back(target: Target) -> None:
    text = render(target)
    again = parse_targets(text)
    assert len(again) == 1, (text, again)
    assert same_but_span(again[0], target), (text, again[0])


@given(numbers())
@settings(max_examples=600)
def test_numbers_read_back(target):
    reads_back(target)


@given(numbers(), DEADLINES.filter(lambda d: d.endswith("前") and "每" not in d))
def test_numbers_with_deadline_read_back(target, deadline):
    changed = {name: getattr(target, name) for name in Target.__slots__}
    reads_back(Target(**{**changed, "deadline": deadline, "frequency": None}))


@given(DEADLINES)
def test_dates_read_back(deadline):
    (target,) = parse_targets(deadline)
    assert target.kind is TargetKind.DATE
    assert target.deadline == deadline
    reads_back(target)


@given(FREQUENCIES.filter(lambda f: f != "全年"), st.none() | st.integers(1, 400))
def test_frequencies_read_back(frequency, count):
    number = None if count is None else float(count)
    reads_back(
        Target(
            kind=TargetKind.FREQUENCY,
            span=HERE,
            low=number,
            high=number,
            unit="" if count is None else "次",
            frequency=frequency,
        )
    )


@given(st.sampled_from(["全年", "全天", "2024年全年", "7×24小时", "日产日清", "即时办结"]))
def test_periods_read_back(period):
    reads_back(Target(kind=TargetKind.PERIOD, span=HERE, frequency=period))


@given(ANY)
@settings(max_examples=1500)
def test_spans_are_ordered_and_inside(text):
    end = 0
    for target in parse_targets(text):
        assert end <= target.span.start < target.span.end <= len(text)
        end = target.span.end


@given(ANY)
@settings(max_examples=500)
def test_numbers_hold_a_figure(text):
    for target in parse_targets(text):
        if target.kind is TargetKind.NUMBER:
            quoted = normalise(target.span.quote(text))
            assert any(
                c.isdigit() or c in "零〇一二三四五六七八九十百千万两半倍番壹贰叁肆伍陆柒捌玖拾佰仟"
                for c in quoted
            )
            assert target.low is not None or target.high is not None
            assert target.low is None or target.low == target.low  # no NaN
            assert target.low not in (float("inf"), float("-inf"))


@given(ANY)
def test_deterministic_without_cache(text):
    assert parse_targets(text) == target_grammar._parse(text) == target_grammar._parse(text)


@given(MIXED)
@settings(max_examples=800)
def test_full_width_reads_like_half_width(text):
    wide = "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in text)
    assert parse_targets(wide) == parse_targets(normalise(text))


@given(ANY, st.integers(0, 5))
def test_leading_blanks_only_shift(text, blanks):
    shifted = parse_targets(" " * blanks + text)
    plain = parse_targets(text)
    assert [t.kind for t in shifted] == [t.kind for t in plain]
    assert [t.span.start - blanks for t in shifted] == [t.span.start for t in plain]
