"""The comparison of two versions as text and as JSON."""

import json
import re
from dataclasses import replace

from assessor.core.located import located_findings
from assessor.core.recheck import Answer, AnsweredPoint, NewDefect, Recheck
from assessor.reports.lines import plain, width
from assessor.reports.recheck_json import RecheckReport, recheck_json
from assessor.reports.recheck_text import recheck_report
from assessor.reports.text_frame import Layout
from sample_assessment import document


def result():
    found = [one for one in located_findings(document().submissions[0]) if one.is_point]
    now = replace(found[0], finding=replace(found[0].finding, message="“较好”没有界限"))
    return Recheck(
        points=(
            AnsweredPoint(old=found[0], answer=Answer.NOT, why="由“a”改为“b”，同一问题仍在",
                          rows=("2",), now=(now,)),
            AnsweredPoint(old=found[1], answer=Answer.ANSWERED, why="问题已不存在", rows=("4",)),
            AnsweredPoint(old=found[3], answer=Answer.DELETED, why="新材料中没有这条指标"),
        ),
        defects=(NewDefect(found=found[2], on_new_row=True),),
        notices=("两份材料的年度不同：原 2024 年，新 2025 年",),
    )  # fmt: skip


def text():
    lines = recheck_report(result(), Layout(), old="旧\x1b[31m.xlsx", new="新.xlsx")
    return [plain(line) for line in lines]


def test_text_is_at_most_80_columns_and_harmless():
    assert max(map(width, text())) <= 80
    assert "\x1b" not in "".join(text())


def test_text_tells_answer_place_defect_result_and_what_is_still_asked():
    shown = re.sub(r"\n {6,}(?! )(?!问题|结果|现在|要求)", "", "\n".join(text()))
    assert "[未改] W01  指标“职工的获得感”（社会效益指标、第 13 行）指标值栏" in shown
    assert "结果  由“a”改为“b”，同一问题仍在" in shown
    assert "现在  W01 “较好”没有界限" in shown
    assert "[已改] C01" in shown
    assert "[删除回避] V01" in shown
    assert "（新增的指标）" in shown
    assert "两份材料的年度不同" in shown
    assert "合计  原意见 3 条：已改 1 条，未改 1 条，删除回避 1 条" in shown
    assert "新出现的问题 1 处" in shown


def test_what_is_answered_asks_for_nothing_more():
    lines = text()
    start = next(n for n, line in enumerate(lines) if "[已改]" in line)
    stop = next(n for n, line in enumerate(lines) if "[删除回避]" in line)
    assert not any("要求" in line for line in lines[start:stop])


def test_nothing_to_compare_says_so():
    empty = Recheck(points=(), defects=())
    shown = "\n".join(plain(line) for line in recheck_report(empty, Layout(), old="a", new="b"))
    assert "原材料没有需要修改的问题" in shown
    assert "新材料没有新的问题" in shown


def test_json_keeps_its_contract():
    made = recheck_json(result(), assessor_version="0", model_id="m", old="a", new="b")
    report = RecheckReport.model_validate(json.loads(made))
    assert report.counts == {
        "answered": 1,
        "partly": 0,
        "not": 1,
        "deleted": 1,
        "removed": 0,
        "unclear": 0,
    }
    assert report.points[0].now[0].message == "“较好”没有界限"
    assert report.points[0].old.project == "区职工心理服务经费"
    assert report.points[2].old.row_name == "公众知晓率"
    assert report.defects[0].on_new_row


def test_the_schema_is_the_snapshot(matches_snapshot):
    schema = json.dumps(RecheckReport.model_json_schema(), ensure_ascii=False, indent=1)
    matches_snapshot("recheck-schema.json", schema + "\n")
