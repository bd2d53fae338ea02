"""Money, execution, scores and other details of projects, as data; the row fields of row files."""

import json
from dataclasses import astuple

import pytest
from test_layouts import cases, projects, read, workbook

from assessor.core.submission import Origin
from assessor.indicators.cards import Cards
from assessor.indicators.funds import money_unit
from assessor.indicators.project_details import Details
from assessor.indicators.self_scores import SelfScore, stated_score
from assessor.indicators.sheet import Row, Slot


def joined(*texts):
    return "|".join(texts)


def details(result):
    submission, found = result.submissions[0], projects(result)
    first = found[0]
    execution = first.execution
    return {
        "projects": len(found),
        "kind": submission.kind.value,
        "title": submission.title,
        "score": [submission.self_score, submission.self_grade],
        "unit": first.money_unit,
        "content": first.content.replace("\n", "⏎"),
        "parent": first.parent,
        "recurrence": first.recurrence,
        "execution": joined(*astuple(execution)[:6]) if execution else "",
        "funds": [joined(f.name, f.amount, f.initial, f.executed) for f in first.funds],
    }


NOTHING = {
    "projects": 1, "kind": "declaration", "title": "", "score": ["", ""], "unit": "", "content": "",
    "parent": "", "recurrence": "", "execution": "", "funds": [],
}  # fmt: skip


@pytest.mark.parametrize("case", cases("details"))
def test_details_of_a_form(case):
    result = read("表.xlsx", workbook(case))
    rows = [row for project in projects(result) for row in project.indicators]
    own = [joined(row.score, row.reason, row.value_type, row.sign) for row in rows]
    assert details(result) == NOTHING | {key: case[key] for key in NOTHING.keys() & case.keys()}
    assert "own" not in case or own == case["own"]


def test_money_has_its_place():
    (case,) = [c.values[0] for c in cases("details") if "blank line" in c.values[0]["name"]]
    (project,) = projects(read("表.xlsx", workbook(case)))
    assert (project.execution.origin.row, project.funds[0].origin.row) == (4, 6)


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("项目资金\n（万元）", "万元"),
        ("单位:元", "元"),
        ("3.96 万元", "万元"),
        ("1.5亿元", ""),
        ("150元/人", ""),
        ("40000", ""),
        ("美元", ""),
    ],
)
def test_units_of_money(text, unit):
    assert money_unit(text) == unit


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("经常性", "经常性"),
        ("一次性项目□ 经常性项目☑", "经常性项目"),
        ("☑新增  □延续", "新增"),
        ("□新增  □延续", ""),
        ("其他运转类（综合类）", ""),
    ],
)
def test_recurrence_is_what_is_ticked(text, kept):
    details = Details()
    details.take_recurrence(text)
    assert "；".join(details.recurrence) == kept


@pytest.mark.parametrize(
    ("text", "score", "grade"),
    [
        ("故此我会的部门整体支出绩效自评分为 96 分，评级为优。", "96", "优"),
        ("项目自评得分96.72分，自评等级为“优”。", "96.72", "优"),
        ("经综合评价，本项目评价得分为 83.5 分，评价等级为良。", "83.5", "良"),
        ("自评总分：91分；自评结果：优秀。", "91", "优秀"),
        ("绩效评价指标满分100分，其中产出指标50分。", "", ""),
        ("自评工作由办公室负责，优化了流程。", "", ""),
        ("群众评价为优良中差四档。", "", ""),
    ],
)
def test_scores_that_a_text_states(text, score, grade):
    assert stated_score([text]) == SelfScore(score=score, grade=grade)


@pytest.mark.parametrize(
    "names", [("score", "reason", "value_type"), ("自评得分", "未完成原因", "指标值类型")]
)
def test_row_files_take_score_reason_and_type(names):
    told = dict(zip(names, ("8.5", "供货延迟", "定量"), strict=True))
    line = json.dumps({"name": "护栏", "value": "≥18公里", **told}, ensure_ascii=False)
    header = ",".join(["name", "value", *names]) + "\n护栏,≥18公里,8.5,供货延迟,定量\n"
    files = [("行.jsonl", line)] + ([("行.csv", header)] if names[0] == "score" else [])
    for name, text in files:
        ((row,),) = [project.indicators for project in projects(read(name, text.encode()))]
        assert (row.score, row.reason, row.value_type) == ("8.5", "供货延迟", "定量"), name


@pytest.mark.parametrize(
    ("keys", "reason"),
    [
        ("偏差原因：客流减少；改进措施：错峰施工", "客流减少；改进措施：错峰施工"),
        ("偏差原因：客流减少；改进措施：无", "客流减少；无"),
        ("未完成原因及改进措施：客流减少，已错峰", "客流减少，已错峰"),
    ],
)
def test_a_card_keeps_which_part_of_the_reason_is_the_measure(keys, reason):
    cards = Cards()
    line = f"三级指标：满意度；指标值：≥85%；实际完成值：82%；{keys}"
    slot = Slot(text=line, column=0, origin=Origin())
    assert cards.takes(Row(cells=(slot,), size=1, origin=Origin())) == (True, ())
    assert [row.reason for row in cards.close()] == [reason]


def test_text_lines_tell_budget_and_execution():
    text = (
        "2024年度项目支出绩效自评情况表\n项目名称：家风建设　　　　全年预算数：36.00　　"
        "全年执行数：35.10　　执行率：97.5%\n一级指标\t二级指标\t三级指标\t年度指标值\t实际完成值\n"
        "产出指标\t数量指标\t讲座\t≥5场\t6场\n"
    )
    (project,) = projects(read("表.txt", text.encode()))
    assert astuple(project.execution)[:6] == ("", "36.00", "35.10", "", "97.5%", "")
