"""Shared knowledge of the checks of content: promises, links, quantities, sums, row matching."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessor.checks.amounts import money, products_in, rounding, yuan
from assessor.checks.budget_arithmetic import reckonings
from assessor.checks.goal_contradictions import comparisons
from assessor.checks.goal_links import links_of, sentence_links
from assessor.checks.promises import promises_in
from assessor.checks.quantities import quantities_in
from assessor.checks.row_matching import folded_name, paired_rows
from assessor.core.submission import Goal, GoalKind, Indicator, Project

GOAL = (
    "1.举办职工技能培训班5期，培训职工500人次；2.新建户外劳动者服务站点10个，11月底前完工。"
    "根据上级要求，进一步提升职工素质。"
)


def row(number, name, value, **more):
    return Indicator(id=str(number), name=name, value=value, **more)


def test_goal_falls_into_promises_with_task_figure_and_day():
    found = promises_in(GOAL)
    assert [p.text for p in found] == [
        "举办职工技能培训班5期", "培训职工500人次", "新建户外劳动者服务站点10个", "11月底前完工",
    ]  # fmt: skip
    assert [(q.amount, q.unit) for p in found for q in p.quantities] == [
        (5, "期"), (500, "人次"), (10, "个"),
    ]  # fmt: skip
    assert found[-1].deadline == "11月底前"
    for promise in found:
        assert promise.span.quote(GOAL) == promise.text
        for quantity in promise.quantities:
            assert str(int(quantity.amount)) in quantity.target.span.quote(GOAL)


def test_each_sentence_is_linked_to_its_rows_with_reasons():
    rows = (
        row(1, "培训班期数", "≥5期"),
        row(2, "服务站点新建数", "≥10个"),
        row(3, "满意度", "≥90%"),
    )
    project = Project(name="P", goals=(Goal(text=GOAL, kind=GoalKind.ANNUAL),), indicators=rows)
    links = sentence_links(project)
    assert [(s.text[:4], [r.row for r in s.rows]) for s in links] == [
        ("举办职工", ["1"]), ("新建户外", ["2"]), ("根据上级", []),
    ]  # fmt: skip
    assert links[0].rows[0].because.startswith("对象相同、数值相同")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("2.5万亩", "25000亩"), ("2.5万亩", "≥25000亩"), ("3公里", "3000米"), ("30公顷", "450亩"),
        ("每季度1次", "4次"), ("约500人", "520人"), ("10-12人", "11人"), ("98％", "≥98百分比"),
        ("5亿元", "50000万元"),
    ],
)  # fmt: skip
def test_amounts_of_one_size_are_equal(one, other):
    (first,), (second,) = quantities_in(one), quantities_in(other)
    assert first.unit == second.unit
    assert first.equals(second)
    assert second.equals(first)


@pytest.mark.parametrize(
    ("one", "other"), [("2.5万亩", "2.5亩"), ("500人", "520人"), ("3公里", "3米")]
)
def test_amounts_of_other_size_differ(one, other):
    assert not quantities_in(one)[0].equals(quantities_in(other)[0])


def test_money_is_folded_to_yuan_and_never_guessed():
    assert money("21", unit="万元") == money("210,000.00", unit="元") == money("21 万元") == 210000
    assert money("21万元", unit="元") == 210000
    assert money("21") is None
    assert money("约21", unit="万元") is None
    assert (yuan(16200), yuan(28.4)) == ("1.62万元", "28.4元")
    assert rounding("1.62万元") == pytest.approx(50.005)


@pytest.mark.parametrize(
    ("text", "amount", "agrees", "missing"),
    [
        ("2人×10.5万元/人＝21万元", 210000, True, ()),
        ("9人*150元/月*12个月=1.62万元", 16200, True, ()),
        ("106人×1000元=10.6万元", 106000, True, ()),
        ("106人×1000元=11.6万元", 106000, False, ()),
        ("9人×150元/月", 1350, None, ("月",)),
        ("9人×150元/月＝1.62万元", 1350, True, ("月",)),
        ("9人×150元/月＝0.81万元", 1350, None, ("月",)),
        ("2.5公里×450万元/公里＝1125万元", 11250000, True, ()),
        ("5000册*3元/册+200张*15元/张=1.8万元", 18000, True, ()),
        ("3.5万人×80元/人×30%＝84万元", 840000, True, ()),
        ("6期×50人＝300人", 300, True, ()),
        ("30×1200×12=43.2万元", 432000, True, ()),
    ],
)
def test_product_is_reckoned_and_held_against_its_result(text, amount, agrees, missing):
    (product,) = products_in(text)
    assert product.amount == pytest.approx(amount)
    assert product.agrees is agrees
    assert product.open_per == missing
    assert product.span.quote(text) == text


def test_rows_are_paired_one_to_one_by_name_object_and_measure():
    now = (
        row("a", "2026年培训人次", "≥5人次"),
        row("b", "职工培训合格率", "≥9%"),
        row("c", "会议次数", "2次"),
    )
    before = (
        row("x", "培训合格率", "≥9%"),
        row("y", "培训人次", "≥4人次"),
        row("z", "调研次数", "2次"),
    )
    assert [(p.now.id, p.before.id) for p in paired_rows(now, before)] == [("a", "y"), ("b", "x")]
    assert paired_rows(now[2:], before[2:]) == ()
    assert folded_name("★2026年培训人次（人次）") == "培训人次"


PIECES = st.sampled_from([
    "培训职工", "500人次", "，", "。", "；", "×", "=", "共计", "30万元", "每人每月150元", "12个月", "1.", "（1）", "满意度",
    "90%", "其中", "三年", "2026年11月底前", "《", "》", "、", "和", "+", "\n", "\u3000", "💰", "1" * 25, "元/人", "合计", "为",
])  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(
    st.lists(PIECES, max_size=25), st.lists(PIECES, max_size=6), st.sampled_from(["", "30", "x"])
)
def test_any_text_is_read_and_every_place_lies_in_it(goal, value, budget):
    text = "".join(goal)
    rows = (row(1, "培训职工人次", "".join(value)), row(2, "".join(value), "".join(goal[:4])))
    project = Project(
        name="P", budget=budget, money_unit="万元", content=text, indicators=rows,
        goals=(Goal(text=text, kind=GoalKind.ANNUAL), Goal(text=text, kind=GoalKind.CYCLE)),
    )  # fmt: skip
    for link in links_of(project):
        assert link.promise.span.quote(text) == link.promise.text.strip()
    for one in reckonings(project):
        assert one.text
        assert one.row is not None or 0 <= one.span.start <= one.span.end <= max(len(text), 2)
    for one in comparisons(project):
        assert one.theirs.target.span.end <= len(one.row.text(one.field))
