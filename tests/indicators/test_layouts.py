"""Layouts as data: what each document gives, row by row."""

import io
from pathlib import Path

import openpyxl
import pytest
import yaml

from assessor.core.limits import Limits
from assessor.documents.reading import read_document
from assessor.indicators.extraction import extract

CASES = Path(__file__).parent / "cases"
LIMITS = Limits()


def cases(*names):
    return [
        pytest.param(case, id=f"{name}: {case['name']}")
        for name in names
        for case in yaml.safe_load((CASES / f"{name}.yaml").read_text("utf-8"))
    ]


def workbook(case):
    book = openpyxl.Workbook()
    for line in case["cells"].splitlines():
        cells = [cell.replace("⏎", "\n") for cell in line.split("|")]
        book.active.append([float(c) if c.replace(".", "", 1).isdigit() else c for c in cells])
    for place in case.get("merges", ()):
        book.active.merge_cells(place)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def read(name, data):
    return extract(read_document(name, data, limits=LIMITS), name=name, limits=LIMITS)


def projects(result):
    return [project for submission in result.submissions for project in submission.projects]


def rows(result):
    return [
        "|".join((row.level1, row.level2, row.name, row.value, row.cycle_value))
        for project in projects(result)
        for row in project.indicators
    ]


def check(case, result):
    assert rows(result) == case["rows"]
    found = [project for project in projects(result) if project.indicators]
    names = case.get("projects", [case.get("project", "")])
    assert [project.name for project in found] == names
    assert [item.reason for item in result.rejected] == case.get("rejected", [])
    asked = {
        "budgets": [project.budget for project in found],
        "cycles": [[project.cycle_start, project.cycle_end] for project in found],
        "organisations": [submission.organisation for submission in result.submissions],
        "years": [submission.year for submission in result.submissions],
        "profile": result.submissions[0].profile,
        "form": result.form,
        "guessed": any("推测" in reason for reason in result.confidence_reasons),
        "actuals": [row.actual for project in found for row in project.indicators],
    }
    for key in asked.keys() & case.keys():
        assert asked[key] == case[key], key


@pytest.mark.parametrize("case", cases("tab_tables", "inline_lists", "cell_lists"))
def test_text(case):
    result = read("表.txt", case["text"].replace("→", "\t").encode())
    check(case, result)
    assert all(row.origin.line for project in projects(result) for row in project.indicators)


@pytest.mark.parametrize("case", cases("sheets"))
def test_workbook(case):
    result = read("表.xlsx", workbook(case))
    check(case, result)
    assert all(
        row.origin.sheet and row.origin.row
        for project in projects(result)
        for row in project.indicators
    )
    assert [row.id for project in projects(result) for row in project.indicators] == [
        str(number + 1) for number in range(len(case["rows"]))
    ]


@pytest.mark.parametrize(
    "case", [param for param in cases("sheets") if not param.values[0].get("needs_merges")]
)
def test_the_same_sheet_as_csv_without_merges(case):
    """Merged cells are lost in a .csv: labels stand at the top of their group."""
    text = case["cells"].replace(",", "，").replace("|", ",")
    assert rows(read("表.csv", text.encode("gb18030"))) == case["rows"]
