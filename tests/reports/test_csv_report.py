import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sample_assessment import TITLES, document

from assessor.reports.csv_report import BYTE_ORDER_MARK, assessed_line, harmless, header_line


def table() -> str:
    item = document()
    project = item.submissions[0].projects[0]
    return BYTE_ORDER_MARK + header_line() + "".join(
        assessed_line(
            row, path=item.extraction.path, submission=item.submissions[0].submission,
            project=project.project, titles=TITLES,
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
