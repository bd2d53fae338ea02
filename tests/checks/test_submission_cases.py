"""Every case of every case file of the checks of whole submissions."""

import pytest

from assessor.checks.submission_registry import submission_checks
from assessor.core.ledger import Outcome
from submission_case_files import (
    CASES,
    assert_sound_in,
    read_submission_cases,
    result_of,
    told,
    written_submission_codes,
)

ALL = [case for code in written_submission_codes() for case in read_submission_cases(code)]


@pytest.mark.parametrize("case", ALL, ids=str)
def test_submission_is_judged_as_the_case_says(case):
    submission = case.build("submission")
    result = result_of(case)
    for finding in result.findings:
        assert_sound_in(finding, submission)
    left = list(result.findings)
    for wanted in case.content.get("hits", ()):
        match = next((f for f in left if _fits(f, wanted)), None)
        assert match is not None, (wanted, [_seen(f) for f in left])
        left.remove(match)
    assert [_seen(f) for f in left] == []


@pytest.mark.parametrize("case", ALL, ids=str)
def test_ledger_and_confirmations_are_as_the_case_says(case):
    result = result_of(case)
    assert result.ledger, "every check leaves an entry"
    _assert_told(case.content.get("cannot_judge", ()), told(result, Outcome.CANNOT_JUDGE))
    if "not_applicable" in case.content:
        _assert_told(case.content["not_applicable"], told(result, Outcome.NOT_APPLICABLE))
    if "confirmations" in case.content:
        _assert_told(case.content["confirmations"], [c.text for c in result.confirmed])
    if case.group == "unjudged":
        assert not told(result, Outcome.DONE)
        assert told(result, Outcome.CANNOT_JUDGE) or told(result, Outcome.NOT_APPLICABLE)
    elif case.group == "flagged":
        assert told(result, Outcome.DONE) == [""]


def _assert_told(wanted, texts):
    assert len(wanted) == len(texts), texts
    for stretch, text in zip(wanted, texts, strict=True):
        assert stretch in text


def _fits(finding, wanted) -> bool:
    seen = _seen(finding)
    exact = all(
        seen[key] == wanted[key]
        for key in ("place", "project", "row", "number", "field", "quote", "severity", "others")
        if key in wanted
    )
    return (
        exact
        and wanted.get("message_has", "") in finding.message
        and wanted.get("hint_has", "") in finding.hint
    )


def _seen(finding) -> dict:
    return {
        "place": finding.place.value,
        "project": finding.project,
        "row": finding.row,
        "number": finding.number,
        "field": finding.field.value,
        "quote": finding.text,
        "severity": finding.severity.value,
        "others": list(finding.others),
        "message": finding.message,
    }


def test_every_check_of_submissions_has_flagged_and_silent_cases():
    for check in submission_checks():
        assert (CASES / f"{check.code}.yaml").exists(), check.code
        groups = {case.group for case in read_submission_cases(check.code)}
        assert {"flagged", "silent"} <= groups, check.code


def test_every_case_file_has_its_check():
    codes = {check.code for check in submission_checks()}
    assert {path.stem for path in CASES.glob("*.yaml")} <= codes


@pytest.mark.parametrize("check", submission_checks(), ids=lambda c: c.code)
def test_check_tells_everything_that_explain_needs(check):
    for text in (check.title, check.what, check.why, check.mend, check.limits, check.source):
        assert text.strip()
        assert not {"{", "}"} & set(text)
