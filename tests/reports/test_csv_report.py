import csv
import io
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessor.core.rewrite import Rewrites
from assessor.reports.csv_report import (
    BYTE_ORDER_MARK,
    REWRITE_HEADER,
    assessed_line,
    harmless,
    header_line,
)
from sample_assessment import TITLES, document


def table(*, rewrites: bool = False) -> str:
    item = document()
    project = item.submissions[0].projects[0]
    return BYTE_ORDER_MARK + header_line(rewrites=rewrites) + "".join(
        assessed_line(
            row, path=item.extraction.path, submission=item.submissions[0].submission,
            project=project.project, titles=TITLES, rewrites=rewrites,
        )
        for row in project.indicators
    )  # fmt: skip


def test_the_table_of_a_sample_is_the_snapshot(matches_snapshot):
    matches_snapshot("report.csv", table().replace("\r\n", "\n"))


def test_one_row_per_indicator_with_as_many_cells_as_the_header():
    header, *rows = csv.reader(io.StringIO(table().removeprefix(BYTE_ORDER_MARK)))
    assert len(rows) == 6
    assert {len(row) for row in rows} == {len(header)}
    assert dict(zip(header, rows[1], strict=True))["问题编码"] == "W01"


@pytest.mark.parametrize(
    "text", ["=1+1", "+1", "-1", "@SUM(A1)", "  =1", "＝1", "\t=1", "\n=1", "|x"]
)
def test_formulas_are_neutralised(text):
    assert harmless(text).startswith("'")


@pytest.mark.parametrize("text", ["", "≥90%", "5场", "明显提升", "100%"])
def test_plain_text_stays_as_it_is(text):
    assert harmless(text) == text


@given(st.text())
def test_no_cell_begins_like_a_formula_and_all_can_be_written(text):
    cell = harmless(text)
    assert not cell.lstrip().startswith(("=", "+", "-", "@"))
    cell.encode("utf-8")


def test_the_best_rewrite_stands_in_columns_of_its_own_if_asked_for():
    plain, *_ = csv.reader(io.StringIO(table()))
    header, *rows = csv.reader(io.StringIO(table(rewrites=True)))
    assert header == [*plain, *REWRITE_HEADER]
    assert {len(row) for row in rows} == {len(header)}
    cells = [tuple(row[-5:]) for row in rows]
    assert cells[0] == ("",) * 5
    assert cells[1][:3] == ("社会效益指标", "职工对工会服务的满意率", "≥【__】%")
    assert cells[1][4] == "满意率目标值，可参照上年调查结果"
    assert cells[3] == (
        "数量指标；时效指标", "困难职工帮扶金发放户数；困难职工帮扶金发放完成时间",
        "≥120户；2025年1月底前", "发放名册", "",
    )  # fmt: skip
    assert cells[4][4].startswith("未提建议：")


def test_no_rewrite_is_run_as_a_formula():
    row = document().submissions[0].projects[0].indicators[1]
    best = row.rewrites.shown[0]
    hostile = replace(best, row=replace(best.row, name="=1+1", value="@x"))
    item = document().submissions[0]
    line = assessed_line(
        replace(row, rewrites=Rewrites(shown=(hostile,))), path="p", submission=item.submission,
        project=item.projects[0].project, titles=TITLES, rewrites=True,
    )  # fmt: skip
    assert next(csv.reader(io.StringIO(line)))[-4:-2] == ["'=1+1", "'@x"]
