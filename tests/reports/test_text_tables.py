import unicodedata
from dataclasses import replace

import pytest

from assessor.core.column_letters import column_letters
from assessor.core.submission import ColumnAccount, Origin, Rejected, TableAccount
from assessor.reports.lines import plain
from assessor.reports.text_extraction import extraction_report
from assessor.reports.text_frame import Layout
from assessor.reports.text_tables import explanation_report
from sample_assessment import FAILURE, document

LEFT = Rejected(
    text="\x1b[31m≥5 处", reason="有指标值但没有指标名称", origin=Origin(sheet="目标", row=9)
)
TAKEN = TableAccount(
    number=1, first=Origin(sheet="目标", row=4), last=Origin(sheet="目标", row=30), taken=True,
    reason="表头同时有三级指标和指标值", header=(Origin(sheet="目标", row=4), Origin(sheet="目标", row=5)),
    digest="0a1b2c3d4e5f", words=("一级指标", "绩效指标"), rows=14, with_level=13, rejected=(LEFT,),
    columns=(
        ColumnAccount(field="level1", columns=(1,), header="一级指标", how="表头词"),
        ColumnAccount(field="name", columns=(4,), header="绩效指标（请填写可以衡量的、与项目直接相关的产出和效果）",
                      how="表头词有多种含义，按推测", guessed=True),
        ColumnAccount(field="value", columns=(6, 8), header="数+量", how="--columns 指定"),
        ColumnAccount(field="basis", columns=(28, 29, 30), how="按内容推测", guessed=True),
    ),
)  # fmt: skip
OTHER = TableAccount(
    number=2, first=Origin(page=2, row=1), last=Origin(page=3, row=2), taken=False,
    reason="没有“三级指标”列（最接近表头的是第 1 行）", words=("一级指标", "指标值"),
)  # fmt: skip
READ = replace(document().extraction, tables=(TAKEN, OTHER), confidence=0.62)


def shown(result, columns=80):
    return list(map(plain, explanation_report(result, Layout(columns=columns))))


def test_the_account_of_a_document_is_the_snapshot(matches_snapshot):
    matches_snapshot("explanation.txt", "\n".join(shown(READ)) + "\n")


@pytest.mark.parametrize("columns", [60, 80, 120])
@pytest.mark.parametrize("result", [READ, replace(FAILURE, tables=(TAKEN, OTHER)), FAILURE])
def test_no_line_is_wider_than_the_layout_and_nothing_steers_a_terminal(columns, result):
    for line in shown(result, columns):
        assert sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in line) <= columns
        assert "\x1b" not in line


def test_a_failure_shows_the_tables_that_were_looked_at():
    text = "\n".join(shown(replace(FAILURE, tables=(OTHER,))))
    assert "[无法读取]" in text
    assert "表 2  第 2 页 第 1 行至第 3 页 第 2 行  未取为指标表" in text


@pytest.mark.parametrize(("confidence", "asks"), [(0.79, True), (0.8, False), (1.0, False)])
def test_a_low_confidence_asks_for_a_look_and_says_why(confidence, asks):
    read = replace(READ, confidence=confidence)
    text = "\n".join(map(plain, extraction_report([read], Layout())))
    assert ("请人工核对" in text) is asks
    assert "有 3 行没有读到级次" in text


def test_letters_are_those_of_a_spreadsheet():
    assert [column_letters(i - 1) for i in (1, 26, 27, 703)] == ["A", "Z", "AA", "AAA"]


def test_a_hidden_row_says_so():
    submission = READ.submissions[0]
    project = submission.projects[0]
    rows = (replace(project.indicators[0], origin=Origin(row=7, hidden=True)),)
    read = replace(
        READ, submissions=(replace(submission, projects=(replace(project, indicators=rows),)),)
    )
    text = "\n".join(map(plain, extraction_report([read], Layout())))
    assert text.count("隐藏行") == 1
