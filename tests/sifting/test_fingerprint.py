"""A fingerprint holds what a finding is, and nothing of where it stands."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessor.core.assessment import ProjectAssessment
from assessor.core.finding import Severity
from assessor.core.fingerprint import fingerprint
from assessor.core.located import Located, located_findings
from assessor.core.submission import Field, Origin, Project, Submission
from sample_assessment import EMPTY, TITLES, VAGUE, document, finding, whole_document


def located(row=VAGUE, *, words="有所提升", place=Field.VALUE, project="甲", unit="某局"):
    row_finding = finding(row, "W01", place, words, Severity.MAJOR)
    assessed = document().submissions[0].projects[0].indicators[1]
    return Located(
        finding=row_finding,
        submission=Submission(organisation=unit),
        project=ProjectAssessment(project=Project(name=project), indicators=()),
        row=replace(assessed, indicator=row),
    )


def test_it_begins_with_the_code_and_is_the_same_on_every_machine():
    assert fingerprint(located()) == "W01-9f49259a792aafab"


@pytest.mark.parametrize(
    "change",
    [
        {"id": "99"},
        {"origin": Origin(sheet="表二", row=40, column=3)},
        {"level2": "质量指标"},
        {"weight": "10"},
        {"cycle_value": "≥3场"},
        {"name": " 职工的\n获得感　"},
    ],
)
def test_place_other_fields_and_blanks_change_nothing(change):
    assert fingerprint(located(replace(VAGUE, **change))) == fingerprint(located())


@pytest.mark.parametrize(
    "other",
    [
        located(replace(VAGUE, name="居民的获得感")),
        located(replace(VAGUE, value="明显提升"), words="明显提升"),
        located(project="乙"),
        located(unit="某委"),
        located(words="职工", place=Field.NAME),
    ],
)
def test_another_row_word_project_unit_or_field_is_another_finding(other):
    assert fingerprint(other) != fingerprint(located())


def test_rows_without_a_name_are_told_apart_by_their_value():
    first, second = (replace(EMPTY, name="", value=value) for value in ("5场", "6场"))
    assert fingerprint(located(first, words="")) != fingerprint(located(second, words=""))


def test_all_findings_of_a_whole_submission_have_one():
    marks = [
        fingerprint(one) for item in whole_document().submissions for one in located_findings(item)
    ]
    assert len(marks) > len(TITLES)
    assert len(set(marks)) == len(marks)


@given(st.text(max_size=30), st.text(max_size=30))
def test_any_text_has_a_fingerprint(name, value):
    row = replace(VAGUE, name=name + "\ud800", value=value)
    code, _, digits = fingerprint(located(row, words="")).partition("-")
    assert code == "W01"
    assert len(digits) == 16
