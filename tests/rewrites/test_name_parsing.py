"""Names are taken apart into action, object, aspect and measure; no text may break the parser."""

import re
from importlib.resources import files
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from assessor.rewrites.name_parsing import parse_name
from assessor.rewrites.name_phrases import group_of
from assessor.rewrites.name_words import (
    ASPECT_CLASSES,
    aspect_class,
    aspects,
    degrees,
    measures,
    verbs,
    words_of,
)
from assessor.text.segment import tagged_words

CASES = yaml.safe_load((Path(__file__).parent / "cases" / "names.yaml").read_text("utf-8"))["cases"]
LEXICONS = Path(str(files("assessor.rewrites").joinpath("lexicons")))
NAMES = tuple(case["name"] for case in CASES)
FIELDS = ("object", "action", "aspect_class", "measure")
LEFTOVERS = frozenset((*"的和对与及等为在以是使让，、；", "工作中", "情况", "程度", "方面"))
JOINTS = "和、"
PIECES = (
    "提升", "进一步", "职工", "的", "意识", "和", "、", "，", "满意度", "率", "是否", "对", "影响",
    "在", "中", "作用", "开展", "培训", "工作", "情况", "为", "提供", "服务", "以", "为载体", "得到",
    "保障", "“", "”", "《", "》", "（", "）", "≥95%", "120户", "1.", "2025年", "不", "无", " ", "数",
)  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=NAMES)
def test_a_name_has_the_parts_that_one_would_want(case):
    parts = parse_name(case["name"])
    assert {field: getattr(parts, field) for field in FIELDS} == {
        field: case.get(field, "") for field in FIELDS
    }
    assert parts.pieces == tuple(case.get("pieces", ()))


def test_the_case_file_holds_enough_names_each_once():
    assert len(NAMES) == len(set(NAMES)) >= 150


@pytest.mark.parametrize("name", NAMES)
def test_an_object_has_no_leftovers_and_stands_in_the_name(name):
    thing = parse_name(name).object
    ends = [word.text for word in tagged_words(thing)]
    if len(ends) > 1 and len(ends[1]) == 1:  # 在用, 为农: one word to the reader
        ends = ["".join(ends[:2]), *ends[2:]]
    assert not {*ends[:1], *ends[-1:]} & LEFTOVERS
    assert set(thing) <= set(name) | set(JOINTS)


@pytest.mark.parametrize("name", NAMES)
def test_an_object_under_a_measure_is_read_as_itself(name):
    parts = parse_name(name)
    if len(parts.object) > 1 and not parts.pieces and not verbs().prefix(parts.object):
        assert parse_name(parts.object + "满意度").object == parts.object


@pytest.mark.parametrize("name", NAMES)
def test_the_pieces_of_a_name_are_single_things(name):
    for piece in parse_name(name).pieces:
        parts = parse_name(piece)
        assert parts.object or parts.measure or parts.aspect
        assert not parts.pieces


@pytest.mark.parametrize(
    ("name", "group"),
    [
        ("困难职工家庭脱困率", "困难职工"),
        ("受益群众满意度", "受益群众"),
        ("参训教师考核合格率", "参训教师"),
        ("驻军官兵的获得感", "驻军官兵"),
        ("道路养护里程", ""),
        ("", ""),
    ],
)
def test_the_group_is_the_people_at_the_head(name, group):
    parts = parse_name(name)
    assert parts.group == group
    assert group_of(parts.object) == group


@pytest.mark.parametrize(
    ("name", "is_aim"), [("提升职工素质", True), ("举办运动会", False), ("职工素质", False)]
)
def test_an_aim_is_no_act(name, is_aim):
    assert parse_name(name).is_aim is is_aim


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("1. 群众 满意度 ", "群众满意度"),
        ("（3）群众满意度情况", "群众满意度"),
        ("群众满意度（第三方调查）", "群众满意度"),
        ("群众满意度≥95%", "群众满意度"),
        ("<b>群众满意度</b>", "群众满意度"),
        ("群众\u200b满意度\x00", "群众满意度"),
        ("“群众满意度", "群众满意度"),
        ("12345热线满意度", "12345热线满意度"),
        ("（未定）", "未定"),
    ],
)
def test_what_is_no_part_of_the_words_is_taken_off(name, text):
    assert parse_name(name).text == text


@pytest.mark.parametrize(
    "name",
    [
        "", " ", "的", "、、、", "，", "率", "满意", "是否", "“", "”“", "《》", "（）", "((((", "\x00",
        "\ud800", "\udfff职工", "<script>", "≥95%", "1.", "提升", "为", "在中", "对", "和" * 300,
        "提升" * 5_000, "职工和" * 3_000, "是否" * 2_000, "“" * 10_000, "、" * 10_000, "a" * 10_000,
        "通过" * 200, "为提供" * 300, "良好、" * 300 + "的", "\u202e满意度", "🙂满意度",
    ],
)  # fmt: skip
def test_no_text_breaks_the_parser(name):
    parts = parse_name(name)
    assert len(parts.object) <= len(name)
    assert parse_name(name) == parts


@given(st.text(max_size=60))
def test_any_text_is_parsed(name):
    parts = parse_name(name)
    assert parts.is_aim is (parts.is_aim and bool(parts.action))
    assert parts.aspect_class in ("", *ASPECT_CLASSES)


@given(st.lists(st.sampled_from(PIECES), max_size=14))
def test_any_row_of_name_words_leaves_a_clean_object(words):
    name = "".join(words)
    parts = parse_name(name)
    assert parts.object == parts.object.strip("，、；。 ")
    assert len(parts.pieces) != 1
    assert len(parts.pieces) == len(set(parts.pieces))


def test_the_classes_are_those_of_the_word_list():
    listed = yaml.safe_load((LEXICONS / "aspects.yaml").read_text("utf-8"))
    assert set(listed) == set(ASPECT_CLASSES)


def test_every_list_of_name_words_is_read_somewhere():
    listed = yaml.safe_load((LEXICONS / "name_words.yaml").read_text("utf-8"))
    code = "".join(path.read_text("utf-8") for path in LEXICONS.parent.glob("name_*.py"))
    assert [group for group in listed if not re.search(rf'["\'.]{group}["\']', code)] == []


def test_every_aspect_has_a_class_and_the_first_class_wins():
    assert aspect_class("获得感") == "feeling"
    assert aspect_class("影响力") == "influence"
    assert aspect_class("管道") == ""
    assert aspects().suffix("职工安全意识") == "意识"


def test_words_are_found_at_the_longest():
    assert measures().suffix("项目按时完成率") == "按时完成率"
    assert verbs().prefix("组织开展演练") == "组织开展"
    assert measures().suffix("") == verbs().prefix("") == ""
    assert "高水平" in degrees()
    assert words_of("people").suffix("受灾群众") == "受灾群众"
