"""Which given submission belongs to which: by unit, year and project, nothing guessed."""

from dataclasses import replace

import pytest

from assessor.checks.reference_matching import approved, last_years
from assessor.core.submission import Indicator, Project, Submission, SubmissionKind

ROW = Indicator(id="1", name="培训人次", value="≥100人次")


def of(unit="甲县总工会", year=2025, *names, kind=SubmissionKind.DECLARATION):
    projects = tuple(Project(name=name, indicators=(ROW,)) for name in names or ("帮扶",))
    return Submission(organisation=unit, year=year, kind=kind, projects=projects)


NOW = of()


def test_nothing_given_is_no_gap():
    found = last_years(NOW, ())
    assert (found.submission, found.gap) == (None, "")


def test_the_units_own_submission_is_taken_among_others():
    mine = of(year=2024)
    assert last_years(NOW, (of("乙县教育局", 2024), mine)).submission is mine
    assert last_years(NOW, (mine,)).submission is mine


def test_another_units_history_is_told_and_not_used():
    found = last_years(NOW, (of("乙县教育局", 2024), of("丙县水务局", 2024)))
    assert found.submission is None
    assert "“乙县教育局”、“丙县水务局”" in found.gap
    assert "“甲县总工会”" in found.gap


def test_of_several_years_last_year_is_taken():
    wanted = of(year=2024)
    assert last_years(NOW, (of(year=2023), wanted, of(year=2022))).submission is wanted


def test_contradicting_files_are_told():
    other = replace(of(year=2024), projects=(Project(name="帮扶", budget="9万元"),))
    found = last_years(NOW, (of(year=2024), other))
    assert found.submission is None
    assert "有2份材料都对得上" in found.gap


def test_the_same_submission_twice_is_no_contradiction():
    assert last_years(NOW, (of(year=2024), of(year=2024))).submission == of(year=2024)


def test_submissions_of_one_unit_with_one_project_each_are_joined():
    found = last_years(of("甲县总工会", 2025, "帮扶", "竞赛"), (
        of("甲县总工会", 2024, "帮扶"), of("甲县总工会", 2024, "竞赛"),
    ))  # fmt: skip
    assert [project.name for project in found.submission.projects] == ["帮扶", "竞赛"]


def test_without_a_unit_the_projects_decide():
    nameless = of(None, 2024, "帮扶")
    assert last_years(NOW, (nameless, of(None, 2024, "道路"))).submission is nameless
    found = last_years(NOW, (of(None, 2024, "道路"), of(None, 2024, "桥梁")))
    assert found.submission is None
    assert "没有与“甲县总工会”对应的项目" in found.gap


@pytest.mark.parametrize("kind", [SubmissionKind.SELF_EVALUATION, SubmissionKind.REPORT])
def test_a_self_evaluation_is_no_approved_table(kind):
    found = approved(NOW, (of(kind=kind),))
    assert found.submission is None
    assert "自评材料" in found.gap


def test_an_approved_table_of_another_year_is_told():
    found = approved(NOW, (of(year=2023),))
    assert found.submission is None
    assert "2023年" in found.gap
    assert "2025年" in found.gap
    assert approved(NOW, (of(),)).submission == of()
    assert approved(replace(NOW, year=None), (of(year=2023),)).submission == of(year=2023)
