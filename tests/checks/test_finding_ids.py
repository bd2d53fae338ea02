"""Ids of findings outlive another order, inserted rows and the mend of another defect."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessor.core.submission import Extraction, Goal, GoalKind, Indicator, Project, Submission
from assessor.pipeline.running import Run

GOAL = "举办读书会30场，培训管理员45人，开放图书室12个。"
ROWS = (
    ("产出指标", "数量指标", "开放图书室数量", "≥12个"),
    ("产出指标", "数量指标", "开放图书室数量", "≥12个"),
    ("产出指标", "质量指标", "图书完好率", "高"),
    ("产出指标", "时效指标", "开放完成时间", "及时"),
    ("产出指标", "时效指标", "开放完成时间", "及时"),
    ("效益指标", "社会效益指标", "群众素质", "明显提升"),
    ("效益指标", "社会效益指标", "年借阅人次", "9000"),
    ("满意度指标", "服务对象满意度指标", "满意度", "较高"),
)
MORE = ("产出指标", "数量指标", "采购图书数量", "≥800册")


@pytest.fixture(scope="module")
def run():
    return Run()


def found(run, rows=ROWS, goal=GOAL) -> dict[str, str]:
    """Assess rows as a document; return the findings by id with their codes and words."""
    indicators = tuple(
        Indicator(id=str(n), level1=one, level2=two, name=name, value=value)
        for n, (one, two, name, value) in enumerate(rows, 1)
    )
    project = Project(
        name="乡村图书室", indicators=indicators, goals=(Goal(text=goal, kind=GoalKind.ANNUAL),)
    )
    submission = Submission(organisation="青禾县文化馆", year=2025, projects=(project,))
    extraction = Extraction(
        path="x", kind="text", form="table", confidence=1.0, submissions=(submission,)
    )
    (assessed,) = run.document(extraction).submissions
    findings = [*assessed.findings, *assessed.projects[0].findings]
    findings += [f for row in assessed.projects[0].indicators for f in row.findings]
    told = {finding.id: f"{finding.code} {finding.text}" for finding in findings}
    assert len(told) == len(findings), "no two findings share an id"
    return told


@settings(max_examples=12, deadline=None)
@given(order=st.permutations(ROWS))
def test_another_order_of_rows_keeps_every_id(run, order):
    assert found(run, order) == found(run)


@settings(max_examples=12, deadline=None)
@given(place=st.integers(0, len(ROWS)))
def test_an_inserted_row_keeps_every_id(run, place):
    before = found(run)
    after = found(run, (*ROWS[:place], MORE, *ROWS[place:]))
    assert before.items() <= after.items()


@pytest.mark.parametrize("mended", range(2, len(ROWS)))
def test_the_mend_of_one_row_keeps_the_ids_of_the_others(run, mended):
    good = ("产出指标", "数量指标", "举办展览场次", "≥6场")
    rows = (*ROWS[:mended], good, *ROWS[mended + 1 :])
    others = {i: t for i, t in found(run).items() if t[:3] in ("W01", "W03", "W06", "V02", "S05")}
    name, value = ROWS[mended][2:]
    gone = {i for i, told in others.items() if told[4:] in (name, value)}
    kept = set(found(run, rows))
    assert len(kept & set(others)) >= len(set(others) - gone)


def test_a_clause_mended_in_the_goal_keeps_the_ids_of_the_other_clauses(run):
    def promised(told):
        return {i: words for i, words in told.items() if words.startswith("S05")}

    before = promised(found(run))
    assert set(before.values()) == {"S05 举办读书会30场", "S05 培训管理员45人"}
    after = promised(found(run, goal=GOAL.removeprefix("举办读书会30场，")))
    assert after == {i: words for i, words in before.items() if "读书会" not in words}
