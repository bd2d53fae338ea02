import pytest

from assessor.taxonomy.level_names import (
    declared_types,
    first_level_types,
    fold_label,
    second_level_types,
)
from assessor.taxonomy.level_type import LevelType


@pytest.mark.parametrize(
    ("label", "types"),
    [
        ("数量指标", ["quantity"]),
        ("★产出数量（20分）", ["quantity"]),
        ("数量指标（或建筑规模指标）", ["quantity"]),
        ("时效指标（工期指标、形象进度指标）", ["timeliness"]),
        ("产出进度指标", ["timeliness"]),
        ("预算（或投资规模）控制指标", ["cost"]),
        ("生态环境成本指标", ["cost"]),
        ("环境效益指标", ["ecological"]),
        ("影响力目标", ["sustainability"]),
        ("社会公众或服务对象满意度指标", ["satisfaction"]),
        ("社会、经济、生态效益指标", ["economic", "ecological", "social"]),
        ("社会效益 指标", ["social"]),
    ],
)
def test_printed_names_map_to_their_types(label: str, types: list[str]) -> None:
    found = second_level_types(label)
    assert found is not None
    assert sorted(found) == sorted(types)


@pytest.mark.parametrize("label", ["", "张三", "满意度" * 40, "项目名称"])
def test_other_texts_are_no_level(label: str) -> None:
    assert second_level_types(label) is None


def test_a_second_level_alone_declares() -> None:
    assert declared_types("产出指标", "质量指标") == (LevelType.QUALITY,)
    assert declared_types("数量指标", "") == (LevelType.QUANTITY,)


@pytest.mark.parametrize("level1", ["成本指标", "满意度指标", "产出指标", "", "过程指标"])
def test_a_first_level_declares_nothing(level1: str) -> None:
    assert declared_types(level1, "") is None


def test_a_known_label_outside_the_nine_declares_nothing() -> None:
    assert declared_types("投入指标", "预算执行指标") is None
    assert first_level_types("管理效率") == ()


def test_folding_drops_weights_numbering_and_stars() -> None:
    assert fold_label("★产出指标（50分）") == fold_label("一、产出指标") == "产出"
