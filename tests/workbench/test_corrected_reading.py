"""Corrections of people in an extraction: what fits is replaced, what does not is told."""

import pytest

from assessor.core.submission import Extraction, Indicator, Project, Submission
from assessor.errors import ConfigError
from assessor.workbench.corrected_reading import (
    LEFT_OUT,
    SOURCE,
    CellCorrection,
    corrected,
    mapping_entry,
    mappings_of,
)


def extraction(*rows, **facts):
    project = Project(name="培训", budget="120", indicators=rows)
    return Extraction(
        path="a", kind="text", form="table", submissions=(Submission(projects=(project,), **facts),)
    )


def row(id="1", name="培训人数", value="≥200人", **more):
    return Indicator(id=id, name=name, value=value, **more)


def correction(id=1, *, row="1", field="value", old="≥200人", new="≥300人", position=0):
    return CellCorrection(id=id, position=position, row=row, field=field, old=old, new=new)


def rows_of(result):
    return result.extraction.submissions[0].projects[0].indicators


def test_a_cell_is_replaced():
    result = corrected(extraction(row()), [correction()])
    assert [one.value for one in rows_of(result)] == ["≥300人"]
    assert result.unused == ()


@pytest.mark.parametrize(
    "wrong",
    [
        {"old": "≥100人"}, {"row": "9"}, {"position": 1}, {"field": "id"}, {"field": "columns"},
        {"row": "", "field": "projects"}, {"row": "project:7", "field": "name", "old": "培训"},
        {"row": "project:x", "field": "name", "old": "培训"},
    ],
)  # fmt: skip
def test_what_does_not_fit_is_told_and_changes_nothing(wrong):
    before = extraction(row())
    result = corrected(before, [correction(**wrong)])
    assert result.extraction == before
    assert result.unused == (1,)


def test_the_last_correction_of_a_cell_holds():
    result = corrected(extraction(row()), [correction(1), correction(2, new="≥400人")])
    assert rows_of(result)[0].value == "≥400人"
    assert result.unused == ()


def test_rows_that_share_an_id_are_left_alone():
    result = corrected(extraction(row(), row(name="另一条")), [correction()])
    assert [one.value for one in rows_of(result)] == ["≥200人", "≥200人"]
    assert result.unused == (1,)


def test_several_fields_of_a_row_are_replaced_together():
    told = [correction(1), correction(2, field="name", old="培训人数", new="培训农民工人数")]
    (one,) = rows_of(corrected(extraction(row()), told))
    assert (one.name, one.value) == ("培训农民工人数", "≥300人")


def test_a_row_can_be_left_out_and_no_other_one_moves():
    told = [correction(field=LEFT_OUT, old="合计", new="", row="2")]
    result = corrected(extraction(row(), row("2", name="合计"), row("3")), told)
    assert [one.id for one in rows_of(result)] == ["1", "3"]


def test_a_row_is_left_out_only_by_its_own_name():
    told = [correction(field=LEFT_OUT, old="合计", new="")]
    result = corrected(extraction(row()), told)
    assert len(rows_of(result)) == 1
    assert result.unused == (1,)


def test_columns_of_sign_and_unit_do_not_contradict_a_corrected_value():
    printed = row(value="≥200人", sign="≥", unit="人")
    (same,) = rows_of(corrected(extraction(printed), [correction(new="≥300人")]))
    assert (same.sign, same.unit) == ("≥", "人")
    (other,) = rows_of(corrected(extraction(printed), [correction(new="≤5%")]))
    assert (other.sign, other.unit) == ("", "")
    (named,) = rows_of(
        corrected(extraction(printed), [correction(field="name", old="培训人数", new="人数")])
    )
    assert (named.sign, named.unit) == ("≥", "人")


def test_facts_of_submission_and_project_are_replaced():
    told = [
        correction(1, row="", field="organisation", old="", new="某县人社局"),
        correction(2, row="", field="year", old="2025", new="2026"),
        correction(3, row="project:0", field="name", old="培训", new="技能培训"),
        correction(4, row="project:0", field="budget", old="120", new=""),
    ]
    result = corrected(extraction(row(), year=2025), told)
    (submission,) = result.extraction.submissions
    assert (submission.organisation, submission.year) == ("某县人社局", 2026)
    assert (submission.projects[0].name, submission.projects[0].budget) == ("技能培训", None)
    assert result.unused == ()
    assert rows_of(result) == rows_of(corrected(extraction(row()), []))


def test_columns_are_remembered_by_header_and_the_last_word_holds():
    first = mapping_entry(number=1, digest="abc", fields={"三级指标": "B", "指标值": "C"})
    second = mapping_entry(number=2, digest="abc", fields={"三级指标": "B", "指标值": "D+E"})
    given = mapping_entry(
        number=3, digest="", fields={"三级指标": "A", "指标值": "B"}, table=2, header_rows=(0, 0)
    )
    mappings = mappings_of({"entries": [first, second, given]})
    ((digest, mapping),) = mappings.remembered
    assert (digest, [field.written for field in mapping.fields]) == ("abc", ["B", "D+E"])
    assert (mappings.given.table, mappings.given.header_rows) == (2, (0, 0))
    assert mapping.source == SOURCE
    assert mappings_of({}) is None
    assert mappings_of({"entries": [{**first, "undone": True}]}) is None


def test_impossible_columns_are_refused():
    with pytest.raises(ConfigError, match="没有名为"):
        mappings_of({"entries": [mapping_entry(number=1, digest="a", fields={"指标体温": "B"})]})
