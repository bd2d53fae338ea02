"""Blanks are filled with what the documents print of the same thing, and with nothing else."""

from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from assessor.classifiers.row_text import read_row
from assessor.core.assessment import IndicatorAssessment, Smart
from assessor.core.judgement import Judgement
from assessor.core.rewrite import BLANK
from assessor.core.submission import Goal, GoalKind, Indicator, Origin
from assessor.rewrites.case import Case, Draft, DraftRow, Surroundings
from assessor.rewrites.facts import facts_of
from assessor.rewrites.figures import figures_of, ungrounded
from assessor.rewrites.grounding import ground
from assessor.rewrites.name_parts import NameParts
from assessor.rewrites.samples import filled
from assessor.taxonomy.level_type import LevelType

HERE = Path(__file__).parent
CASES = yaml.safe_load((HERE / "grounding_cases.yaml").read_text("utf-8"))

QUESTION = "目标值"


def _goals(entries: list[Any]) -> tuple[Goal, ...]:
    pairs = [("annual", entry) if isinstance(entry, str) else entry for entry in entries]
    return tuple(Goal(text=text, kind=GoalKind(kind)) for kind, text in pairs)


def _rows(entries: list[list[str]]) -> tuple[Indicator, ...]:
    return tuple(
        Indicator(id=f"r{n}", name=name, value=value, actual=actual[0] if actual else "")
        for n, (name, value, *actual) in enumerate(entries)
    )


def _case(surroundings: Surroundings, row: Indicator | None = None) -> Case:
    own = row or Indicator(id="own", name="工作成效", value="良好")
    judgement = Judgement(
        value_kind="open", unquantified=True, vague=True, level=None, level_mismatch=False,
        unclear_name=False, compound=False, missing_unit=False, name_value_mismatch=False,
        weak=True, levels=(), probabilities=(),
    )  # fmt: skip
    smart = Smart(specific=None, measurable=None, achievable=None, relevant=None, time_bound=None)
    assessed = IndicatorAssessment(
        indicator=own, targets=(), judgement=judgement, findings=(), smart=smart, score=None
    )
    return Case(
        assessed=assessed, reading=read_row(own.name, own.value), value=own.value,
        parts=NameParts(text=own.name), declared=None, surroundings=surroundings,
    )  # fmt: skip


def _surroundings(case: dict[str, Any]) -> Surroundings:
    own = Indicator(id="own", name="工作成效", value="良好")
    return Surroundings(
        project=case.get("project", ""), year=case.get("year"), budget=case.get("budget"),
        goals=_goals(case.get("goals", [])), rows=(own, *_rows(case.get("rows", []))),
        last_year=_rows(case.get("last_year", [])),
    )  # fmt: skip


def _draft(case: dict[str, Any]) -> Draft:
    name, value = case["draft"]
    level = LevelType(case["level"]) if "level" in case else None
    questions = tuple(f"{QUESTION}{n}" for n in range(value.count(BLANK)))
    return Draft(
        row=DraftRow(level=level, name=name, value=value), frame="t.t", questions=questions
    )


def _label(case: dict[str, Any]) -> str:
    return case.get("why") or f"{case['draft'][0]}->{case['becomes']}"


@pytest.mark.parametrize("case", CASES["filled"], ids=_label)
def test_the_one_figure_that_answers_is_filled_and_cited(case):
    draft = _draft(case)
    surroundings = _surroundings(case)
    grounded = ground(draft, _case(surroundings))
    assert grounded.row.value == case["becomes"]
    assert [(s.figure, s.place) for s in grounded.sources] == [(case["figure"], case["place"])]
    assert case["figure"] in grounded.sources[0].text
    assert len(grounded.questions) == grounded.row.value.count(BLANK)
    printed = (grounded.row.value,)
    assert ungrounded(printed, (draft.row.value, grounded.sources[0].text)) == ()


@pytest.mark.parametrize("case", CASES["silent"], ids=_label)
def test_what_only_looks_like_an_answer_fills_nothing(case):
    draft = _draft(case)
    assert ground(draft, _case(_surroundings(case))) == draft


@pytest.mark.parametrize(("text", "expected"), CASES["samples"], ids=str)
def test_samples_fit_what_stands_around_the_blank(text, expected):
    assert filled(text) == expected


@pytest.mark.parametrize(("text", "keys"), CASES["figures"], ids=str)
def test_figures_of_a_text(text, keys):
    assert [figure.key for figure in figures_of(text)] == keys


@pytest.mark.parametrize("case", CASES["ungrounded"], ids=str)
def test_figures_that_stand_nowhere(case):
    assert ungrounded(case["texts"], case["allowed"]) == tuple(case["missing"])


def test_further_rows_are_filled_and_keep_their_questions():
    surroundings = Surroundings(goals=_goals(["培训村医300人次，改造卫生室6个。"]))
    draft = Draft(
        row=DraftRow(level=None, name="村医考核", value=f"≥{BLANK}%"),
        further=(
            DraftRow(level=None, name="卫生室改造个数", value=f"≥{BLANK}个"),
            DraftRow(level=None, name="村医考核合格率", value=f"≥{BLANK}%"),
        ),
        frame="t.t", questions=("第一问", "第二问"),
    )  # fmt: skip
    grounded = ground(draft, _case(surroundings))
    assert [row.value for row in grounded.further] == ["≥6个", f"≥{BLANK}%"]
    assert grounded.row == draft.row
    assert grounded.questions == ("第一问", "第二问")


def test_the_row_itself_is_no_document():
    own = Indicator(id="own", name="村医培训人次", value="300人次")
    surroundings = Surroundings(rows=(own, Indicator(id="x", name="其他", value="良好")))
    draft = _draft({"draft": ["村医培训人次", f"≥{BLANK}人次"]})
    assert ground(draft, _case(surroundings, own)) == draft


@pytest.mark.parametrize(
    ("lines", "texts", "filled_in"),
    [
        ((2, 6), ("加强村医培训。", "培训村医300人次。"), False),
        ((2, 3), ("加强村医培训。", "培训村医300人次。"), True),
        ((2, 6), ("培训村医300人次。", "全年培训村医300人次。"), True),
    ],
)
def test_two_forms_read_as_one_project_answer_nothing(lines, texts, filled_in):
    goals = tuple(
        Goal(text=text, kind=GoalKind.ANNUAL, origin=Origin(sheet="表", row=line))
        for text, line in zip(texts, lines, strict=True)
    )
    row = Indicator(id="1", name="村医", value="良好", origin=Origin(sheet="表", row=4))
    draft = _draft({"draft": ["村医培训人次", f"≥{BLANK}人次"]})
    grounded = ground(draft, _case(Surroundings(goals=goals, rows=(row,))))
    assert (grounded.row.value == "≥300人次") is filled_in


def test_the_value_of_a_whole_cycle_takes_no_figure_of_the_year():
    own = Indicator(id="own", name="村医培训", value="", cycle_value="良好")
    draft = _draft({"draft": ["村医培训人次", f"≥{BLANK}人次"]})
    assert ground(draft, _case(Surroundings(goals=_goals(["培训村医300人次。"])), own)) == draft


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        (f"≥{BLANK}人次", "以“村医培训人次”计数，数字取自绩效目标"),
        (
            f"≥{BLANK}人次（合格≥{BLANK}%）",
            "以“村医培训人次”计数，由填报单位填写，数字取自绩效目标",
        ),
    ],
)
def test_the_reason_tells_where_a_figure_is_from_and_asks_for_what_is_open(value, reason):
    draft = replace(
        _draft({"draft": ["村医培训人次", value]}),
        reason="以“村医培训人次”计数，由填报单位填写",
    )
    case = _case(Surroundings(goals=_goals(["培训村医300人次。"])))
    assert ground(draft, case).reason == reason


def test_facts_are_read_once_for_equal_surroundings():
    surroundings = _surroundings(CASES["filled"][0])
    assert facts_of(surroundings) is facts_of(replace(surroundings))


OBJECTS = st.sampled_from(
    ["困难职工", "村医", "泵站", "农村公路", "除颤仪", "居民政策", "护林员", "卫生室"]
)
ACTS = st.sampled_from(
    ["慰问", "培训", "改造", "新建", "购置", "累计建设", "上年完成", "其中", "发放"]
)
UNITS = st.sampled_from(
    ["户", "人次", "人", "公里", "个", "座", "%", "万元", "元/人", "万亩", "台（套）", "个百分点", "工作日"]
)  # fmt: skip
MARKS = st.sampled_from(
    [
        "，",
        "。",
        "；",
        "、",
        "（",
        "）",
        "\n",
        "：",
        " ",
        "×",
        "和",
        "达到",
        "每户",
        "2024年",
        "9月底前",
    ]
)
NUMBERS = st.one_of(
    st.integers(0, 99_999_999).map(str),
    st.decimals(0, 9999, places=2).map(str),
    st.sampled_from(
        ["1,200", "１２", "三", "十二", "九成", "百分之九十", "٣", "½", "3.2万", "7×24"]
    ),
)
CLAUSES = st.builds("{}{}{}{}{}".format, ACTS, OBJECTS, NUMBERS, UNITS, MARKS)
TEXTS = st.lists(st.one_of(CLAUSES, MARKS, OBJECTS), max_size=8).map("".join)
BLANKED = st.sampled_from(
    [f"≥{BLANK}", f"≤{BLANK}", BLANK, f"较上年（{BLANK}）提高≥{BLANK}", f"{BLANK}月{BLANK}日前",
     f"≥{BLANK}{BLANK}", f"≤{BLANK}元/{BLANK}", f"≥{BLANK}（样本≥{BLANK}份）", f"2025年{BLANK}月底前"]
)  # fmt: skip
HOSTILE = st.one_of(st.text(max_size=40), TEXTS)
MEASURES = st.sampled_from(
    ["户数", "人次", "里程", "个数", "满意度", "标准", "完成时间", "知晓率", ""]
)


@st.composite
def drafts(draw) -> Draft:
    name = draw(st.one_of(st.builds("{}{}{}".format, ACTS, OBJECTS, MEASURES), HOSTILE))
    value = draw(BLANKED) + draw(st.one_of(UNITS, st.just("")))
    level = draw(st.sampled_from([None, *LevelType]))
    return Draft(row=DraftRow(level=level, name=name, value=value), frame="t.t", questions=("问",))


@st.composite
def projects(draw) -> Surroundings:
    kinds = st.sampled_from(list(GoalKind))
    goals = draw(st.lists(st.builds(Goal, text=HOSTILE, kind=kinds), max_size=3))
    rows = st.lists(
        st.builds(Indicator, id=st.just("r"), name=HOSTILE, value=HOSTILE, actual=HOSTILE),
        max_size=3,
    )
    return Surroundings(
        project=draw(HOSTILE), budget=draw(st.one_of(st.none(), HOSTILE)), goals=tuple(goals),
        year=draw(st.sampled_from([None, 2024, 2025])), rows=tuple(draw(rows)),
        last_year=tuple(draw(rows)),
    )  # fmt: skip


def _printed(draft: Draft) -> tuple[str, ...]:
    return tuple(row.value for row in (draft.row, *draft.further))


@settings(max_examples=400)
@given(drafts(), projects())
def test_no_figure_is_printed_that_is_not_cited_from_the_documents(draft, surroundings):
    case = _case(surroundings)
    grounded = ground(draft, case)
    cited = [source.text for source in grounded.sources]
    assert ungrounded(_printed(grounded), (*_printed(draft), *cited)) == ()
    documents = [goal.text for goal in surroundings.goals if goal.kind is not GoalKind.RESULT]
    for row in (*surroundings.rows, *surroundings.last_year):
        documents += [row.value, row.actual]
    documents.append(surroundings.budget or "")
    assert all(any(text in document for document in documents) for text in cited)
    assert grounded.row.name == draft.row.name
    assert ground(grounded, case) == grounded


@st.composite
def scenes(draw) -> tuple[Draft, Surroundings]:
    """Goals of clauses like official ones, and a draft that asks for what one of them tells."""
    parts = draw(st.lists(st.tuples(ACTS, OBJECTS, NUMBERS, UNITS, MARKS), min_size=1, max_size=5))
    act, thing, _, unit, _ = draw(st.sampled_from(parts))
    sign = draw(st.sampled_from(["≥", "≤", "=", ""]))
    draft = _draft({"draft": [f"{thing}{act}", f"{sign}{BLANK}{unit}"]})
    text = "".join("".join(part) for part in parts)
    return draft, Surroundings(year=2025, goals=_goals([text]))


@settings(max_examples=400)
@given(scenes())
def test_what_is_filled_is_one_printed_figure_and_nothing_else_changes(scene):
    draft, surroundings = scene
    case = _case(surroundings)
    grounded = ground(draft, case)
    assert ground(grounded, case) == grounded
    assert len(grounded.sources) == draft.row.value.count(BLANK) - grounded.row.value.count(BLANK)
    for source in grounded.sources:
        assert source.figure in source.text
        assert source.text in surroundings.goals[0].text
        if "（" not in source.text:  # a remark in brackets holds for itself alone
            assert not any(word in source.text for word in ("累计", "上年", "其中", "2024年"))
        assert ungrounded(_printed(grounded), (source.figure,)) == ()


@settings(max_examples=300)
@given(st.lists(st.one_of(HOSTILE, st.just(BLANK), BLANKED, UNITS), max_size=6).map("".join))
def test_filling_with_samples_leaves_no_blank(text):
    done = filled(text)
    assert BLANK not in done
    assert done == filled(text)
    if BLANK not in text:
        assert done == text


@settings(max_examples=300)
@given(HOSTILE, HOSTILE)
def test_figures_quote_their_text_and_ground_themselves(text, other):
    figures = figures_of(text)
    assert all(figure.span.quote(text) == figure.text for figure in figures)
    assert all(a.span.end <= b.span.start for a, b in pairwise(figures))
    assert ungrounded([text], [other, text]) == ()
    keys = {figure.key for figure in figures_of(other)}
    assert set(ungrounded([text], [other])) >= (
        {f.text for f in figures if f.key not in keys and f.mantissa not in keys}
    )


@settings(max_examples=300)
@given(st.text(alphabet="0123456789٠۹７０½⅓〇", min_size=1, max_size=30), HOSTILE, HOSTILE)
def test_every_digit_belongs_to_a_figure(digits, before, after):
    text = f"{before}约{digits}个{after}"
    start = len(before) + 1
    held = {place for f in figures_of(text) for place in range(f.span.start, f.span.end)}
    assert held >= {
        n for n, char in enumerate(text[start : start + len(digits)], start) if char.isdecimal()
    }
