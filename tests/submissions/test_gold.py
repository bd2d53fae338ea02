"""Whole submissions judged against gold that was written without sight of the checks."""

import pytest

from assessor.checks.registry import all_checks
from assessor.checks.submission_registry import submission_checks
from assessor.core.assessment import SubmissionAssessment
from assessor.core.finding import Finding, FoundBy, Place, Severity
from assessor.core.ledger import Outcome
from assessor.core.submission import Field
from submission_gold import (
    GOLD,
    UNSEEN,
    Measured,
    build,
    codes_of,
    compare,
    confirmed_share,
    failures,
    figures,
    gold_files,
    measured,
    table,
)

PRECISION, RECALL = 0.95, 0.90
UNSEEN_FLOORS = {"S": (0.75, 0.60), "E": (0.85, 0.65), "V": (0.80, 0.80)}


@pytest.fixture(scope="module")
def results() -> tuple[Measured, ...]:
    return tuple(map(measured, gold_files()))


def test_the_gold_is_large_enough_and_names_known_codes():
    codes = {check.code for check in submission_checks()}
    files = gold_files()
    assert len(files) >= 80
    assert sum(file.is_impeccable for file in files) >= 25
    for file in (*files, *gold_files(UNSEEN)):
        for item in file.content.get("expected") or ():
            assert set(codes_of(item)) <= codes, f"{file}: {item['code']}"
            assert item["why"], f"{file}: {item}"
    assert {"first", "second", "third"} <= {path.name for path in GOLD.iterdir()}


def test_every_place_of_the_gold_exists():
    for file in (*gold_files(), *gold_files(UNSEEN)):
        rows = {row.name for p in build(file.content).projects for row in p.indicators}
        names = {p["name"] for p in file.content.get("projects") or ()}
        for item in (*(file.content.get("expected") or ()), *(file.content.get("lawful") or ())):
            assert item.get("project") is None or item["project"] in names, f"{file}: {item}"
            if item.get("row") and names:
                assert item["row"] in rows, f"{file}: {item}"


@pytest.mark.parametrize("family", ["S", "E", "V"])
def test_findings_are_those_of_a_strict_and_fair_reviewer(family, results):
    found = figures(results)[family]
    assert (found.precision >= PRECISION, found.recall >= RECALL) == (True, True), (
        f"{family}: precision {found.precision:.3f}, recall {found.recall:.3f}\n{table(results)}"
    )


def test_unseen_submissions_are_judged_no_worse_than_when_they_came():
    """What the README tells of files that nobody used; kept from falling, not tuned to rise."""
    found = figures(tuple(map(measured, gold_files(UNSEEN))))
    for family, floor in UNSEEN_FLOORS.items():
        met = (found[family].precision, found[family].recall)
        assert all(got >= least for got, least in zip(met, floor, strict=True)), (family, met)


def test_impeccable_submissions_have_no_finding(results):
    loud = [str(r.file) for r in results if r.file.is_impeccable and (r.false or r.again)]
    assert not loud, table([r for r in results if str(r.file) in loud])


def test_no_check_crashes_and_every_check_is_accounted_for(results):
    assert not failures(results)
    for result in results:
        told = {entry.code for entry in result.assessment.ledger}
        known = {check.code for check in (*all_checks(), *submission_checks())}
        assert told == known, str(result.file)


def test_sums_that_agree_are_shown_to_the_reviewer(results):
    met, wanted = confirmed_share(results)
    assert wanted
    assert met >= wanted // 3


def test_what_the_files_compare_with_is_used(results):
    for result in results:
        missing = " ".join(
            entry.missing
            for entry in result.assessment.ledger
            if entry.outcome is Outcome.CANNOT_JUDGE
        )
        for key, option in (("last_year", "--history"), ("approved", "--approved")):
            if result.file.content.get(key):
                assert option not in missing, str(result.file)


class TestMeasuring:
    """The measure itself: matching one to one, at the right place."""

    @pytest.fixture
    def file(self):
        return next(f for f in gold_files() if (f.content.get("projects") or [{}])[0].get("rows"))

    def _finding(self, file, code, row):
        return Finding(
            id=f"{code}-{row}", code=code, name="x", severity=Severity.MINOR, field=Field.NAME,
            start=0, end=0, text="", message="m", hint="h", source="一般做法",
            found_by=FoundBy.RULE, place=Place.ROW, project=0, row=row,
        )  # fmt: skip

    def _measured(self, file, expected, *findings):
        submission = build(file.content)
        given = type(file)(file.path, {**file.content, "expected": expected, "lawful": []})
        return compare(
            given, SubmissionAssessment(submission=submission, projects=(), findings=findings)
        )

    def test_a_finding_meets_one_expectation(self, file):
        rows = build(file.content).projects[0].indicators
        item = {"code": "S03", "row": rows[0].name, "why": "w"}
        one = self._finding(file, "S03", rows[0].id)
        other = self._finding(file, "S03", rows[1].id)
        result = self._measured(file, [item, dict(item)], one, other)
        assert (len(result.met), len(result.missed)) == (1, 1)
        assert result.false == [other]

    def test_a_second_finding_of_one_defect_counts_against_precision(self, file):
        row = build(file.content).projects[0].indicators[0]
        item = {"code": "S03", "row": row.name, "why": "w"}
        one = self._finding(file, "S03", row.id)
        result = self._measured(file, [item], one, one)
        assert len(result.again) == 1
        assert figures([result])["S"].precision == 0.5
        assert figures([result])["S"].recall == 1.0

    def test_another_code_or_project_is_no_match(self, file):
        row = build(file.content).projects[0].indicators[0]
        finding = self._finding(file, "S03", row.id)
        for item in (
            {"code": "S04", "row": row.name, "why": "w"},
            {"code": "S03", "project": "没有的项目", "why": "w"},
        ):
            result = self._measured(file, [item], finding)
            assert (result.met, result.false) == ([], [finding])
