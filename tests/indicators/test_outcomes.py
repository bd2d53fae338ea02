"""What comes out where there are no rows, and of row files."""

import json
from dataclasses import replace

import pytest

from assessor.core.limits import Limits
from assessor.core.submission import GoalKind
from assessor.documents.reading import read_document
from assessor.errors import InputError
from assessor.indicators.extraction import extract, extract_rows

LIMITS = Limits()
HEADER = "一级指标\t二级指标\t三级指标\t指标值\n"
REPORT = """某市总工会 2023 年部门
整体支出绩效自评报告

一、基本情况
（一）部门概况
某市总工会设下列内设机构：办公室、组织部，现有职工 23 人。主要职责是维护职工权益，服务职工群众。
（二）部门整体绩效管理情况
2023 年度本部门整体绩效目标：1.加强思想引领工作，弘扬劳动光荣的时代风尚。2.推动产业工人
队伍建设改革，开设课程不少于40期。
二、综合评价分析
（一）自评结论
我会的部门整体支出绩效自评分为 96 分，评级为优。各项工作按计划开展，职工反映良好。
（二）完成情况
1、队伍建设改革目标完成情况：依托校区开设课程 48 期，为 6,000
名职工提供普惠课程；组织工作有序。
2、帮扶工作完成情况：向四成困难职工发放慰问金，另有部分活动改为线上举办。
三、存在的主要问题
一是预算执行与绩效目标仍有偏差，年末结转 45 万元。二是新就业群体的工作存在不少薄弱环节。
"""


def read(text, name="表.txt", limits=LIMITS):
    return extract(read_document(name, text.encode(), limits=limits), name=name, limits=limits)


def count(result):
    return sum(len(p.indicators) for s in result.submissions for p in s.projects)


def test_a_form_without_names_is_empty():
    result = read("项目名称\t修路\n" + HEADER + "产出指标\t数量指标\t\t\n\t质量指标\t……\t\n")
    assert result.form == "empty-form"
    assert result.notices
    assert count(result) == 0


def test_a_header_alone_is_an_empty_form():
    assert read(HEADER).form == "empty-form"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (HEADER + "产出指标\t数量指标\t\t≥90%\n", "input.not-understood"),
        ("单位绩效目标申报表\n一级指标、三级指标见附件\n", "input.not-understood"),
        ("今天天气很好。\n我们去公园。\n", "input.no-indicators"),
        ("甲\t乙\n1\t2\n", "input.no-indicators"),
    ],
)
def test_errors_say_what_was_looked_for(text, code):
    with pytest.raises(InputError) as caught:
        read(text)
    assert caught.value.code == code
    assert caught.value.message.startswith("表.txt：")
    assert "三级指标" in caught.value.hint


def test_a_misnamed_file_is_read_by_content_and_said_so():
    result = read(HEADER + "产出指标\t数量指标\t场次\t5场\n", name="a.xlsx")
    assert count(result) == 1
    assert ".xlsx" in result.notices[0]
    with pytest.raises(InputError) as caught:
        read("与绩效无关的文字。", name="a.xlsx")
    assert ".xlsx" in caught.value.message


def test_a_report_gives_goals_and_results_with_figures():
    result = read(REPORT)
    assert result.form == "narrative"
    assert result.notices
    (submission,) = result.submissions
    assert (submission.organisation, submission.year) == ("某市总工会", 2023)
    assert submission.profile == "department-wide"
    (project,) = submission.projects
    assert project.indicators == ()
    goals = [goal.text for goal in project.goals if goal.kind is GoalKind.ANNUAL]
    assert goals == [
        "加强思想引领工作，弘扬劳动光荣的时代风尚。",
        "推动产业工人队伍建设改革，开设课程不少于40期。",
    ]
    results = [(g.text, g.origin.line) for g in project.goals if g.kind is GoalKind.RESULT]
    assert [text for text, _ in results] == [
        "我会的部门整体支出绩效自评分为 96 分，评级为优。",
        "1、队伍建设改革目标完成情况：依托校区开设课程 48 期，为 6,000名职工提供普惠课程；",
        "2、帮扶工作完成情况：向四成困难职工发放慰问金，另有部分活动改为线上举办。",
    ]
    assert all(line for _, line in results)


def test_too_many_indicators():
    rows = "".join(f"\t\t名称{n}\t{n}\n" for n in range(9))
    with pytest.raises(InputError) as caught:
        read(HEADER + rows, limits=replace(LIMITS, indicators=5))
    assert caught.value.code == "input.limit"


def test_goal_text_loses_its_markup():
    text = (
        "总体绩效目标\t<p>一、办好&nbsp;<b>三</b>件事。</p> <p>二、不办坏事。</p>\t\t\n"
        + HEADER
        + "产出指标\t数量指标\t场次\t≥5场\n"
    )
    ((project,),) = [submission.projects for submission in read(text).submissions]
    assert [goal.text for goal in project.goals] == ["一、办好 三件事。", "二、不办坏事。"]


def row(**fields):
    return json.dumps({"name": "培训人数", "value": "≥90人", **fields}, ensure_ascii=False)


def rows_of(*lines, name="-"):
    return extract_rows("\n".join(lines).encode(), name=name, limits=LIMITS)


def test_json_lines_are_one_submission_split_by_project():
    result = rows_of(
        row(id="A-1", project="甲", organisation="某局", year=2025, budget="3万元", goal="办好。"),
        row(id=7, project="乙", value=95, unit="%", sign="≥", level1="产出指标"),
        "",
        row(project="甲", value=None, cycle_value=12.0, colour="红"),
    )
    assert (result.kind, result.form) == ("jsonl", "row-file")
    (submission,) = result.submissions
    assert (submission.organisation, submission.year) == ("某局", 2025)
    first, second = submission.projects
    assert (first.name, first.budget, first.goals[0].text) == ("甲", "3万元", "办好。")
    assert [(r.id, r.value, r.cycle_value, r.origin.line) for r in first.indicators] == [
        ("A-1", "≥90人", "", 1),
        ("3", "", "12", 4),
    ]
    assert [(r.id, r.value) for r in second.indicators] == [("7", "≥95%")]
    assert "colour" in result.notices[0]
    assert "第 4 行" in result.notices[0]


@pytest.mark.parametrize(
    ("lines", "code", "words"),
    [
        ([row(), '{"name": "a", '], "input.json", ["第 2 行", "JSON"]),
        ([row(), "[1, 2]"], "input.json", ["第 2 行", "列表"]),
        (["null"], "input.json", ["第 1 行"]),
        (['{"name": "a"}'], "input.row-columns", ["第 1 行", "value"]),
        (['{"name": ["a"], "value": 1}'], "input.row-columns", ["第 1 行", "name", "列表"]),
        (['{"name": true, "value": 1}'], "input.row-columns", ["真假值"]),
        (["不是行文件"], "input.json", ["第 1 行", "不是行文件"]),
        (["[" * 100_000], "input.json", ["第 1 行"]),
        ([row(name="长" * 50_000)], "input.limit", ["第 1 行", "name"]),
        ([""], "input.empty-file", []),
        ([" \n\t"], "input.empty-file", []),
    ],
)
def test_broken_rows_name_line_and_remedy(lines, code, words):
    with pytest.raises(InputError) as caught:
        rows_of(*lines)
    assert caught.value.code == code
    assert all(word in caught.value.message for word in ["-", *words])
    assert caught.value.hint


def test_keys_of_json_lines_may_be_the_headers_of_tables():
    first = {
        "预算年度": 2026, "单位名称": "某市盲校", "项目名称": "盲文\n教材", "一级指标": "产出指标",
        "指标类型": "数量指标", "指标名称": "印制\r\n册数", "运算符号": "≥", "目标值": 1200,
        "度量单位": "册", "天气": "晴",
    }  # fmt: skip
    second = {"三级指标": "差错率", "name": "内容差错率", "指标值": "≤0.1%", "项目名称": "盲文教材"}
    result = rows_of(*(json.dumps(line, ensure_ascii=False) for line in (first, second)))
    (submission,) = result.submissions
    assert (submission.organisation, submission.year) == ("某市盲校", 2026)
    (project,) = submission.projects
    assert [(r.level1, r.level2, r.name, r.value) for r in project.indicators] == [
        ("产出指标", "数量指标", "印制册数", "≥1200册"),
        ("", "", "内容差错率", "≤0.1%"),
    ]
    assert [notice[:5] for notice in result.notices] == ["字段 天气", "字段 三级"]


def test_csv_with_field_names_is_a_row_file():
    result = read("id,project,name,value\nR1,甲,培训人数,≥90人\nR2,乙,,\n", name="a.csv")
    assert result.form == "row-file"
    assert [p.name for s in result.submissions for p in s.projects] == ["甲", "乙"]
    assert result.submissions[0].projects[0].indicators[0].id == "R1"


@pytest.mark.parametrize(
    ("header", "word"), [("id,name,level1", "value"), ("name,value,colour", "colour")]
)
def test_csv_that_means_to_be_a_row_file_says_what_is_wrong(header, word):
    with pytest.raises(InputError) as caught:
        read(f"{header}\n1,2,3\n", name="a.csv")
    assert caught.value.code == "input.row-columns"
    assert word in caught.value.message


def test_a_row_file_without_rows_is_empty():
    assert read("name,value\n", name="a.csv").form == "empty-form"
