"""The shipped sample documents give exactly the rows that a person wrote down for them."""

import json
from pathlib import Path

import pytest

from assessor.core.limits import Limits
from assessor.documents.reading import read_document
from assessor.indicators.extraction import extract

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = ROOT / "corpus" / "documents"
GOLD = ROOT / "tests" / "gold" / "documents"


@pytest.mark.parametrize("path", sorted(GOLD.glob("*.json")), ids=lambda path: path.stem)
def test_rows_projects_and_frame(path):
    name = path.name.removesuffix(".json")
    gold = json.loads(path.read_text("utf-8"))
    document = read_document(name, (DOCUMENTS / name).read_bytes(), limits=Limits())
    result = extract(document, name=name, limits=Limits())
    projects = {p.name: p for s in result.submissions for p in s.projects}
    expected = [(p["name"], *row) for p in gold["projects"] for row in p["rows"]]
    found = [
        (p.name, r.level1, r.level2, r.name, r.value, r.cycle_value)
        for p in projects.values()
        for r in p.indicators
    ]
    assert found == expected
    (submission,) = result.submissions
    assert (submission.organisation, submission.year) == (gold["organisation"], gold["year"])
    for project in gold["projects"]:
        assert projects[project["name"]].budget == project["budget"]
        assert [goal.text for goal in projects[project["name"]].goals] == project["goals"]


def test_every_sample_has_gold():
    assert {p.name for p in DOCUMENTS.iterdir() if p.is_file()} == {
        path.name.removesuffix(".json") for path in GOLD.glob("*.json")
    }
