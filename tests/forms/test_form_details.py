"""Beside the rows: money, execution, scores and reasons, title and text of self-evaluations."""

import json

import details_gold
import pytest
import yaml

from form_gold import FOLDER, file_of, forms

DETAILED = tuple(gold for gold in forms() if gold.parents[1].name == "self_evaluations")


def test_there_are_forms_of_several_formats_and_layouts():
    assert len(DETAILED) >= 8
    assert {file_of(gold).suffix for gold in DETAILED} >= {".xlsx", ".docx", ".txt", ".html"}
    kinds = {json.loads(gold.read_text("utf-8"))["kind"] for gold in DETAILED}
    assert kinds == {"self-evaluation", "report"}


@pytest.mark.parametrize("gold", DETAILED, ids=lambda gold: file_of(gold).name)
def test_all_details_are_read_as_printed(gold):
    expected, found = details_gold.told(gold), details_gold.read(file_of(gold))
    projects = list(zip(expected.pop("projects"), found.pop("projects"), strict=True))
    assert found == expected
    for wanted, project in projects:
        assert project == wanted


@pytest.mark.parametrize(
    ("name", "expected"),
    yaml.safe_load((FOLDER / "natural_details.yaml").read_text("utf-8")).items(),
)
def test_details_of_forms_that_others_wrote(name, expected):
    (gold,) = [path for path in forms() if file_of(path).name == name]
    found = details_gold.read(file_of(gold))
    (project,) = found["projects"]
    own = project["own"]
    assert {
        "kind": found["kind"],
        "score": [found["self_score"], found["self_grade"]],
        "execution": "|".join(project["execution"]),
        "funds": ["|".join(line) for line in project["funds"]],
        "own": [len(own), sum(bool(row[0]) for row in own), sum(bool(row[1]) for row in own)],
    } == expected
    assert project["money_unit"] == "万元"
