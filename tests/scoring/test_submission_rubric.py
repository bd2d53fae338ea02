"""The rubric of submissions covers every check once and refuses what cannot be replayed."""

import hashlib
import json

import pytest

from assessor.checks.registry import all_checks
from assessor.checks.submission_registry import submission_checks
from assessor.core.submission import SubmissionKind
from assessor.scoring.submission_rubric import (
    SubmissionRubric,
    load_submission_rubric,
    worst_grade,
)


def changed(**values):
    data = load_submission_rubric().model_dump()
    return SubmissionRubric.model_validate({**data, **values})


def with_item(dimension, number, **values):
    dimensions = load_submission_rubric().model_dump()["dimensions"]
    dimensions[dimension]["items"][number].update(values)
    return changed(dimensions=dimensions)


def test_every_code_of_both_registries_stands_exactly_once():
    rubric = load_submission_rubric()
    codes = [code for dim in rubric.dimensions for item in dim.items for code in item.codes]
    registered = [check.code for check in (*all_checks(), *submission_checks())]
    assert sorted(codes) == sorted(registered)


def test_every_item_says_what_it_asks_for_and_what_is_left_to_a_person():
    items = [item for dim in load_submission_rubric().dimensions for item in dim.items]
    assert len({item.name for item in items}) == len(items)
    assert all(item.standard and (item.codes or item.person) for item in items)


@pytest.mark.parametrize(
    ("score", "grade"),
    [
        (100, "优"),
        (90, "优"),
        (89.9, "良"),
        (80, "良"),
        (79.9, "中"),
        (60, "中"),
        (59.9, "差"),
        (0, "差"),
    ],
)
def test_cut_offs(score, grade):
    assert load_submission_rubric().grade_of(score) == grade


def test_the_worst_of_grades():
    assert worst_grade("优", "中", "良") == "中"
    assert worst_grade("差") == "差"


def test_a_forgotten_or_doubled_check_is_refused():
    with pytest.raises(ValueError, match="each check stands once"):
        with_item(0, 0, codes=("V01",))
    with pytest.raises(ValueError, match="each check stands once"):
        with_item(3, 0, codes=("V01",))


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"grades": [{"name": "优", "least": 90}]}, "grades"),
        ({"row_points": {"blocker": 10, "major": 70, "minor": 15, "info": 0}}, "row_points"),
        ({"place_points": {"blocker": 100, "major": 70}}, "place_points"),
        ({"limits": [{"grade": "及格", "told": ""}]}, "limits"),
        ({"limits": [{"grade": "中", "told": "", "codes": ["X99"]}]}, "limits"),
        ({"dimensions": []}, "dimensions"),
        ({"unknown": 1}, "unknown"),
    ],
)
def test_what_does_not_fit_is_refused(values, message):
    with pytest.raises(ValueError, match=message):
        changed(**values)


def test_an_item_settled_by_a_check_of_another_is_refused():
    with pytest.raises(ValueError, match="settled_by"):
        with_item(0, 0, settled_by=("S01",))
    with pytest.raises(ValueError, match="neither codes"):
        with_item(3, 0, person="")


def test_a_dimension_without_an_item_for_a_kind_is_refused():
    dimensions = load_submission_rubric().model_dump()["dimensions"]
    for item in dimensions[3]["items"]:
        item["kinds"] = ("report",)
    with pytest.raises(ValueError, match="no item for"):
        changed(dimensions=dimensions)


# The digest of everything the rubric says. A change of the rubric changes what a score means:
# raise `version` in submission_rubric.yaml and write the new version and digest here.
VERSIONS = {"2026-2": "ee168b153372b136"}


def test_the_version_of_the_rubric_names_its_content():
    rubric = load_submission_rubric()
    said = json.dumps(
        rubric.model_dump(mode="json", exclude={"version"}), ensure_ascii=False, sort_keys=True
    )
    digest = hashlib.sha256(said.encode()).hexdigest()[:16]
    assert {rubric.version: digest} == VERSIONS, (
        "the rubric has changed: raise its version and put version and digest into VERSIONS"
    )


def test_what_a_limit_says_fits_the_kind_of_submission():
    limits = [limit for limit in load_submission_rubric().limits if limit.told_evaluated]
    assert limits
    for limit in limits:
        assert "下一步" in limit.words(SubmissionKind.DECLARATION)
        for kind in (SubmissionKind.SELF_EVALUATION, SubmissionKind.REPORT):
            assert "下一步" not in limit.words(kind)
            assert "确认自评结果" in limit.words(kind)
