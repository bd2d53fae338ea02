"""A new value is divided over sign, value and unit only where nothing of it changes."""

import pytest

from assessor.core.submission import Field, Indicator
from assessor.reports.annotated.value_parts import unit_of, value_parts
from assessor.text.target_grammar import parse_targets

SIGN, VALUE, UNIT = (Field.SIGN, 4), (Field.VALUE, 5), (Field.UNIT, 6)
ALL = (SIGN, VALUE, UNIT)


def parts(text, *, columns=ALL, value="≥200人", sign="≥", unit="人", read=parse_targets):
    row = Indicator(id="1", name="n", value=value, sign=sign, unit=unit, columns=columns)
    found = value_parts(row, Field.VALUE, text, read=read)
    new = {field: new for field, _, new in found.cells}
    return new.get(Field.SIGN), new.get(Field.VALUE), new.get(Field.UNIT), bool(found.told)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("≥220人", ("≥", "220", "人")),
        ("≥【__】%", ("≥", "【__】", "%")),
        (">=90%", (">=", "90", "%")),
        ("不少于7个", ("不少于", "7", "个")),
        ("<5个工作日", ("<", "5", "个工作日")),
        ("＞1,200万元/公里", ("＞", "1,200", "万元/公里")),
        ("80-90%", ("", "80-90", "%")),
        ("100", ("", "100", "")),
        ("=100%", ("=", "100", "%")),
        ("≥【__】次/月", ("≥", "【__】", "次/月")),
    ],
)
def test_what_the_grammar_reads_as_one_figure_is_divided(text, expected):
    assert parts(text) == (*expected, False)
    assert "".join(expected) == text


@pytest.mark.parametrize(
    "text",
    ["<b>&]]>", "≥90%且不低于上年", "≥好", "<5", "> 3 人（次）以上吧", "=HYPERLINK(1)", "12月31日前完成",
     ">", "<<5", "≥5分贝以上", "≥1【__】人", "5人，6户"],
)  # fmt: skip
def test_any_other_text_stays_whole_or_in_parts_that_are_the_text(text):
    sign, value, unit, told = parts(text)
    assert "".join(f"{sign}{value}{unit}".split()) == "".join(text.split())
    assert told == (value == text)


def test_words_take_the_place_of_sign_and_unit():
    assert parts("全部完成") == ("定性", "全部完成", "", False)
    kept = parts("<b>", value="明显提高", sign="定性", unit="无")
    assert kept == ("定性", "<b>", "无", True)
    figures = parts("12月底前，3批", value="明显提高", sign="定性", unit="无")
    assert figures == ("", "12月底前，3批", "", True)


def test_a_form_may_have_one_of_the_two_columns():
    assert parts("≥220人", columns=(SIGN, VALUE))[:2] == ("≥", "220人")
    assert parts("≥90%且不低于上年", columns=(SIGN, VALUE))[:2] == ("≥", "90%且不低于上年")
    assert parts("≥220人", columns=(VALUE, UNIT))[1:3] == ("≥220", "人")
    assert parts("≥220人", columns=(VALUE,)) == (None, "≥220人", None, False)


def test_without_the_grammar_only_printed_units_are_units():
    assert parts("≥220人", read=None) == ("≥", "220", "人", False)
    assert parts("≥90％", read=None) == ("≥", "90", "％", False)
    assert parts("≥3亩", read=None) == ("", "≥3亩", "", True)


@pytest.mark.parametrize(
    ("value", "unit"),
    [("≥【__】分", "分"), ("≤5个工作日", "个工作日"), ("≥2次/月", "次/月"), ("≥【__】%", ""),
     ("全部完成", ""), ("≥90%且不低于上年", ""), ("12月31日前，分3批", "")],
)  # fmt: skip
def test_the_unit_of_a_proposed_value_is_known(value, unit):
    assert unit_of(value) == unit
