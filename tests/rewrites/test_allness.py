"""Only what a row says plainly of all or none lets 100% or 0 be written, and it is cited."""

from pathlib import Path

import pytest
import yaml
from rewrite_rows import case, draft

from assessor.core.rewrite import FigureSource, RewrittenRow
from assessor.rewrites.allness import all_said, none_said, takes_back
from assessor.rewrites.citing import cited

ROWS = yaml.safe_load((Path(__file__).parent / "cases" / "allness.yaml").read_text("utf-8"))


@pytest.mark.parametrize(("name", "value", "words"), ROWS["all"])
def test_words_that_say_all(name, value, words):
    said = all_said(case(name, value))
    assert said is not None
    assert said.text == words
    assert words in (value if said.in_value else name)


@pytest.mark.parametrize(("name", "value", "words"), ROWS["none"])
def test_words_that_say_none(name, value, words):
    said = none_said(case(name, value))
    assert said is not None
    assert said.text == words


@pytest.mark.parametrize(("name", "value"), ROWS["silent"])
def test_words_that_only_look_so(name, value):
    row = case(name, value)
    assert all_said(row) is None
    assert none_said(row) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [("不要求100%", True), ("力争100%", True), ("更接近100%", True), ("≥100%", False),
     ("不低于100%", False), ("≤100%", False), ("100%", False)],
)  # fmt: skip
def test_a_printed_100_may_be_taken_back(text, expected):
    assert takes_back(text) is expected


def rows_of(name, value):
    return [RewrittenRow(level1="", level2="", name=name, value=value)]


GOAL = FigureSource(figure="300人次", text="全年培训村医300人次", place="绩效目标")


@pytest.mark.parametrize(
    ("old", "new", "sources"),
    [
        (("设备验收合格率", "90%以上"), ("设备验收合格率", "≥90%"), [("90%", "原指标值", "90%以上")]),
        (("举办5期培训", "完成"), ("培训期数", "≥5期"), [("5期", "原指标名称", "举办5期培训")]),
        (("工程验收", "全部合格"), ("工程验收合格率", "=100%"), [("100%", "原指标", "全部")]),
        (("安全事故", "不发生"), ("安全事故起数", "=0起"), [("0起", "原指标", "不发生")]),
        (("工程验收", "良好"), ("工程验收合格率", "≥【__】%"), []),
    ],
)  # fmt: skip
def test_every_figure_that_is_kept_is_cited(old, new, sources):
    found, missing = cited(case(*old), draft(*new), rows_of(*new))
    assert missing == ()
    assert [(s.figure, s.place, s.text) for s in found] == sources


@pytest.mark.parametrize(
    ("old", "new", "figure"),
    [
        (("安全部门履职", "良好"), ("安全部门履职合格率", "=100%"), "100"),
        (("工程验收", "基本全部合格"), ("工程验收合格率", "=100%"), "100"),
        (("巡查工作合格率", "不要求100%"), ("巡查工作合格率", "不要求100%"), "100"),
        (("安全事故", "力争杜绝"), ("安全事故起数", "=0起"), "0"),
        (("工程验收", "全部合格"), ("工程验收次数", "≥100次"), "100"),
        (("工程验收", "全部合格"), ("工程验收合格率", "≥95%"), "95"),
    ],
)
def test_a_figure_that_nothing_prints_is_missing(old, new, figure):
    assert cited(case(*old), draft(*new), rows_of(*new)) == ((), (figure,))


def test_a_figure_that_is_cited_already_is_not_cited_again():
    row = case("村医培训", "300人次")
    made = draft("村医培训人次", "≥300人次")
    made = type(made)(row=made.row, frame=made.frame, sources=(GOAL,))
    assert cited(row, made, rows_of("村医培训人次", "≥300人次")) == ((GOAL,), ())
