"""Every frame has rows where it must be among the candidates and look-alikes where it must not."""

from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from assessor.assessing import Assessor
from assessor.core.rewrite import BLANK
from assessor.core.submission import Indicator
from assessor.rewrites.case import Case, Draft, DraftRow, Surroundings
from assessor.rewrites.casing import case_of
from assessor.rewrites.frames import frame_ids, frame_sets
from assessor.rewrites.framing import fitting, framed
from assessor.taxonomy.level_type import LevelType

CASES = Path(__file__).parent / "cases"
_LEAST_FRAMES = 150
_SECTORS = 15


def _entries() -> Iterator[Any]:
    for path in sorted(CASES.glob("frames_*.yaml")):
        for entry in yaml.safe_load(path.read_text("utf-8")):
            yield pytest.param(entry, id=f"{path.stem.removeprefix('frames_')}-{entry['frame']}")


@cache
def _assessor() -> Assessor:
    return Assessor.of()


def _case(row: dict[str, Any]) -> Case:
    indicator = Indicator(
        id="1", name=row["name"], value=str(row.get("value") or ""),
        level1=row.get("level1") or "", level2=row.get("level2") or "",
    )  # fmt: skip
    [assessed] = _assessor().assess([indicator])
    return case_of(assessed, Surroundings(project=row.get("project") or "", rows=(indicator,)))


def _drafts(row: dict[str, Any]) -> dict[str, Draft]:
    return {draft.frame: draft for draft in fitting(_case(row))}


@pytest.mark.parametrize("entry", list(_entries()))
def test_frame_serves_its_rows_and_leaves_look_alikes(entry: dict[str, Any]) -> None:
    assert len(entry["rows"]) >= 2
    for row in entry["rows"]:
        drafts = _drafts(row)
        assert entry["frame"] in drafts, f"{row['name']}: only {sorted(drafts)}"
        assert drafts[entry["frame"]].row.name == row["expect"]
    assert entry["silent"]
    for row in entry["silent"]:
        assert entry["frame"] not in _drafts(row), row["name"]


def test_every_frame_has_cases() -> None:
    covered = {param.values[0]["frame"] for param in _entries()}
    assert covered == set(frame_ids())


def test_library_covers_the_sector_groups() -> None:
    sets = frame_sets()
    assert sum(len(frame_set.frames) for frame_set in sets) >= _LEAST_FRAMES
    assert len(sets) >= _SECTORS + 1
    assert all(frame_set.context for frame_set in sets[1:])


def test_no_frame_states_a_figure() -> None:
    for frame_set in frame_sets():
        for frame in frame_set.frames:
            target = frame.target()
            assert BLANK in target or not any(char.isdigit() for char in target)


_PLACES = [
    # declared level, name, value, types that frames may have
    ("社会效益指标", "职工安全意识", "明显增强", {LevelType.SOCIAL}),
    ("社会效益指标", "老年人获得感", "显著增强", {LevelType.SOCIAL}),
    ("生态效益指标", "河道水质", "明显改善", {LevelType.ECOLOGICAL}),
    ("可持续影响指标", "灌溉设施作用", "长期发挥", {LevelType.SUSTAINABILITY}),
]


@pytest.mark.parametrize(("level", "name", "value", "types"), _PLACES)
def test_frames_stay_at_the_declared_type(
    level: str, name: str, value: str, types: set[LevelType]
) -> None:
    drafts = tuple(framed(_case({"level2": level, "name": name, "value": value})))
    assert drafts
    assert {draft.row.level for draft in drafts} <= types
    assert not any("归入" in draft.reason for draft in drafts)


def test_a_row_that_no_frame_of_its_type_serves_moves_and_says_so() -> None:
    case = _case({"level2": "经济效益指标", "name": "改善河道水质", "value": "明显"})
    drafts = tuple(framed(case))
    assert drafts
    assert {draft.row.level for draft in drafts} == {LevelType.ECOLOGICAL}
    assert all(draft.reason.endswith("；按所衡量的内容归入“生态效益指标”") for draft in drafts)


def test_a_misplaced_row_is_moved_with_its_reason() -> None:
    case = replace(
        _case({"level2": "质量指标", "name": "居民用水安全", "value": "有保障"}),
        codes=frozenset(("C01", "W01")),
    )
    moved = [draft for draft in framed(case) if draft.row.level not in (case.declared or ())]
    assert moved
    assert all("按所衡量的内容归入" in draft.reason for draft in moved)


def test_a_repair_at_the_declared_type_keeps_other_types_away() -> None:
    case = _case({"level2": "经济效益指标", "name": "改善河道水质", "value": "明显"})
    kept = Draft(
        row=DraftRow(level=None, name="河道水质达标率", value="≥【__】%"), frame="repair.x"
    )
    assert not [d for d in framed(case, beside=(kept,)) if d.row.level is LevelType.SOCIAL]
    graded = replace(kept, frame="repair.graded")
    assert tuple(framed(case, beside=(graded,))) == tuple(framed(case))


def test_a_row_that_is_split_gets_no_frame_over_all_of_it() -> None:
    case = _case({
        "level2": "经济效益指标", "name": "增加村集体收入、带动就业", "value": "较好",
        "project": "村集体经济扶持",
    })  # fmt: skip
    assert case.parts.pieces
    row = DraftRow(level=None, name="村集体收入", value="≥【__】万元")
    split = Draft(row=row, further=(replace(row, name="就业人数"),), frame="repair.split")
    assert tuple(framed(case)) != ()
    assert tuple(framed(case, beside=(split,))) == ()


def test_a_generic_name_takes_its_object_from_the_project() -> None:
    case = _case({
        "level2": "质量指标", "name": "完成质量", "value": "优", "project": "党史编纂",
    })  # fmt: skip
    assert {draft.row.name for draft in framed(case)} >= {"党史编纂达标率"}
