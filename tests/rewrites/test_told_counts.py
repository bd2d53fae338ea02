"""A quantity that the goal has counted is counted in the goal's unit, with its figure cited."""

import pytest

from assessor import suggest
from assessor.core.rewrite import Verdict


@pytest.mark.parametrize(
    ("name", "goal", "row", "value"),
    [
        ("慰问困难职工", "全年慰问困难职工120户。", "慰问困难职工户数", "≥120户"),
        ("走访企业", "全年走访企业80家，收集诉求。", "走访企业家数", "≥80家"),
    ],
)
def test_the_goal_tells_unit_and_figure(name, goal, row, value):
    best = suggest(name, "若干", level="数量", goal=(goal,), project="走访慰问").shown[0]
    assert (best.row.name, best.row.value) == (row, value)
    assert best.verdict is Verdict.VERIFIED
    assert any(source.place == "绩效目标" and source.text in goal for source in best.sources)


@pytest.mark.parametrize(
    "goal",
    [
        "上年慰问困难职工120户。",
        "全年慰问困难党员120户。",
        "提升困难职工生活水平。",
    ],
)
def test_another_years_or_another_things_figure_is_not_taken(goal):
    found = suggest("慰问困难职工", "若干", level="数量", goal=(goal,), project="走访慰问").shown
    assert found
    assert not any("120" in rewrite.row.value for rewrite in found)
