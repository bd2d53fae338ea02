"""Repairs: the row's own measure with its defects mended, and nothing that it does not print."""

import re
from functools import cache
from pathlib import Path

import pytest
import yaml

from assessor.assessing import Assessor
from assessor.core.rewrite import BLANK
from assessor.core.submission import Indicator
from assessor.errors import ConfigError
from assessor.rewrites.allness import says_all, says_none
from assessor.rewrites.case import Case, Draft, Surroundings
from assessor.rewrites.casing import case_of, project_core
from assessor.rewrites.repairs import knowledge
from assessor.rewrites.repairs.all_repairs import repairs
from assessor.rewrites.repairs.naming import fluent

_CASES = yaml.safe_load((Path(__file__).parent / "cases" / "repairs.yaml").read_text("utf-8"))
_FIGURE = re.compile(r"\d+(?:\.\d+)?")


@cache
def _assessor() -> Assessor:
    return Assessor.of()


def _case(row: dict[str, str]) -> Case:
    indicator = Indicator(id="1", level2=row["level2"], name=row["name"], value=row["value"])
    neighbour = Indicator(id="2", name=row.get("neighbour", ""), value="≥90%")
    around = Surroundings(project=row.get("project", ""), rows=(indicator, neighbour))
    return case_of(next(iter(_assessor().assess([indicator]))), around)


@cache
def _drafts(number: int) -> tuple[Draft, ...]:
    return tuple(sorted(repairs(_case(_CASES[number])), key=lambda draft: -draft.prior))


def _row(draft: Draft) -> list[str]:
    level = draft.row.level
    return [level.value if level else "", draft.row.name, draft.row.value]


_NUMBERED = [pytest.param(i, id=row["case"]) for i, row in enumerate(_CASES)]


@pytest.mark.parametrize("number", _NUMBERED)
def test_a_weak_row_gets_the_draft_that_mends_it(number: int) -> None:
    row, drafts = _CASES[number], _drafts(number)
    if "first" in row:
        assert _row(drafts[0]) == row["first"]
    if "any" in row:
        assert row["any"] in [_row(draft) for draft in drafts]
    if "further" in row:
        assert [[other.name, other.value] for other in drafts[0].further] == row["further"]
    if "asks" in row:
        first = next(d for d in drafts if row["asks"] in "".join(d.questions))
        assert BLANK in first.row.value
    assert not {draft.frame for draft in drafts} & set(row.get("no", ()))


@pytest.mark.parametrize("number", _NUMBERED)
def test_no_draft_prints_a_figure_of_its_own(number: int) -> None:
    case = _case(_CASES[number])
    printed = set(_FIGURE.findall(case.reading.name + " " + case.reading.value))
    printed |= {"100"} if says_all(case) else set()
    printed |= {"0"} if says_none(case) else set()
    for draft in _drafts(number):
        cited = {found for source in draft.sources for found in _FIGURE.findall(source.figure)}
        for row in (draft.row, *draft.further):
            assert set(_FIGURE.findall(f"{row.name} {row.value}")) <= printed | cited


@pytest.mark.parametrize("number", _NUMBERED)
def test_every_draft_says_why_and_asks_for_its_blanks(number: int) -> None:
    for draft in _drafts(number):
        assert draft.reason
        assert not draft.reason.endswith("。")
        assert draft.evidence
        assert 0 < draft.prior <= 1
        assert bool(draft.questions) or BLANK not in draft.row.value
        assert bool(draft.name_question) == (BLANK in draft.row.name)
        assert len({(draft.row, draft.further) for draft in _drafts(number)}) == len(
            _drafts(number)
        )


@pytest.mark.parametrize("number", _NUMBERED)
def test_a_split_asks_for_the_blanks_of_every_row_once(number: int) -> None:
    splits = [draft for draft in _drafts(number) if draft.frame == "repair.split"]
    assert len(splits) <= 1
    for draft in splits:
        rows = (draft.row, *draft.further)
        assert len(draft.questions) == sum(row.value.count(BLANK) for row in rows)
        assert len({row.name for row in rows}) == len(rows)


def test_aims_are_split_with_the_best_measure_of_repairs_and_frames() -> None:
    row = {
        "level2": "社会效益指标", "value": "显著", "project": "县域医共体建设",
        "name": "推动优质医疗资源下沉、带动基层诊疗量上升、减轻群众就医负担",
    }  # fmt: skip
    split = next(draft for draft in repairs(_case(row)) if draft.frame == "repair.split")
    names = [other.name for other in (split.row, *split.further)]
    things = ("优质医疗资源下沉", "基层诊疗量", "群众就医")
    assert len(names) == len(things)
    assert all(thing in name for thing, name in zip(things, names, strict=True))
    assert split.evidence


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("惠农补贴补贴标准", "惠农补贴标准"),
        ("机关正常运转正常率", "机关正常运转率"),
        ("服务保障服务保障覆盖率", "服务保障覆盖率"),
        ("人人参与率", "人人参与率"),
        ("困难职工慰问人次", "困难职工慰问人次"),
    ],
)
def test_words_stand_once(name: str, said: str) -> None:
    assert fluent(name) == said


def test_a_lost_sign_cites_the_row() -> None:
    row = {"level2": "质量指标", "name": "样品检测合格率", "value": "292%"}
    draft = next(draft for draft in repairs(_case(row)) if draft.row.value == "≥92%")
    assert [(source.figure, source.text, source.place) for source in draft.sources] == [
        ("92%", "292%", "原指标值")
    ]


def test_a_figure_of_the_project_is_cited() -> None:
    row = {"level2": "时效指标", "name": "及时性", "value": "及时", "project": "12315热线运行"}
    first = max(repairs(_case(row)), key=lambda draft: draft.prior)
    assert "12315" in first.row.name
    assert [(source.text, source.place) for source in first.sources] == [
        ("12315热线运行", "项目名称")
    ]


def test_a_sound_row_is_left_alone() -> None:
    row = {"level2": "数量指标", "name": "参训职工人数", "value": "≥300人"}
    assert list(repairs(_case(row))) == []


def test_a_row_without_a_name_is_left_alone() -> None:
    assert list(repairs(_case({"level2": "数量指标", "name": " ", "value": ""}))) == []


@pytest.mark.parametrize(
    ("name", "core"),
    [
        ("2025年职工法律援助专项资金", "职工法律援助"),
        ("“工匠杯”职工技能竞赛经费", "工匠杯职工技能竞赛"),
        ("困难群众救助补助资金（中央）", "困难群众救助"),
        ("文化馆全民艺术普及", "文化馆全民艺术普及"),
        ("部门整体支出绩效目标", ""),
        ("", ""),
    ],
)
def test_what_a_project_is_about(name: str, core: str) -> None:
    assert project_core(name) == core


def test_there_are_counting_words_enough() -> None:
    assert knowledge.noun_count() >= 150


@pytest.mark.parametrize(
    ("thing", "noun"), [("职工运动会", "运动会"), ("便携式执法设备", "设备"), ("志愿服务", "服务")]
)
def test_the_longest_noun_decides(thing: str, noun: str) -> None:
    found = knowledge.counting_at_end(thing)
    assert found is not None
    assert found[0] == noun


@pytest.mark.parametrize("name", ["机关办事效率", "路况综合指数", "大众消费", "社会成本"])
def test_look_alikes_are_no_measures(name: str) -> None:
    assert knowledge.measure_at_end(name) is None


def test_a_malformed_lexicon_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(knowledge, "_FOLDER", "nowhere")
    with pytest.raises(ConfigError) as told:
        knowledge._read("nouns", knowledge._Nouns)
    assert told.value.code == "config.lexicon"
