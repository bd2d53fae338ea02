"""What the shipped rubric makes of findings, ledgers and confirmations (cases as data)."""

from dataclasses import replace
from pathlib import Path

import pytest
import yaml
from scored_submissions import ROW_CODES, WHOLE_CODES, submission_of

import assessor
from assessor.core.ledger import Confirmed, LedgerEntry, Outcome
from assessor.core.scores import SubmissionScore
from assessor.scoring.rule_version import rules_digest, score_versions
from assessor.scoring.submission import score_submission
from assessor.scoring.submission_rubric import load_submission_rubric

CASES = yaml.safe_load(Path(__file__).with_name("submission_scores.yaml").read_text("utf-8"))
DOCUMENT = Path(__file__).parents[2] / "corpus" / "documents" / "inline_list.txt"
INPUT = ("kind", "whole", "done", "confirmed")
EXPECTED = {
    "score", "grade", "items", "reason_has", "weighting_has", "person_has", "findings_of",
    "confirmations",
}  # fmt: skip
JUDGED = ("S08", "S06", "S05", "V10", "S10")


def scored(assessed, row_codes=ROW_CODES) -> SubmissionScore:
    return score_submission(assessed, rubric=load_submission_rubric(), row_codes=row_codes)


def items_of(result):
    return {item.name: item for dim in result.dimensions for item in dim.items}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["case"])
def test_case(case):
    assert set(case) <= {"case", "projects", *INPUT, *EXPECTED}
    result = scored(submission_of(case["projects"], **{k: case[k] for k in INPUT if k in case}))
    items = items_of(result)
    for name in ("score", "grade"):
        if name in case:
            assert getattr(result, name) == case[name], result.reason
    assert {name: items[name].score for name in case.get("items", {})} == case.get("items", {})
    for part in case.get("reason_has", ()):
        assert part in result.reason
    for part in case.get("weighting_has", ()):
        assert part in result.weighting
    for name, part in case.get("person_has", {}).items():
        assert part in items[name].needs_person
    for name, count in case.get("findings_of", {}).items():
        assert len(items[name].findings) == count
    for name, texts in case.get("confirmations", {}).items():
        assert items[name].confirmations == tuple(texts)


def test_points_of_every_kind_of_submission_make_up_a_hundred():
    for kind in ("declaration", "self-evaluation", "report", "other"):
        dimensions = scored(submission_of([{}], kind=kind)).dimensions
        assert [d.name for d in dimensions] == ["完整性", "相关性", "适当性", "可行性"]
        for dimension in dimensions:
            assert sum(i.points for i in dimension.items) == pytest.approx(dimension.weight)
        assert sum(d.weight for d in dimensions) == 100


def test_items_of_self_evaluations_do_not_stand_in_declarations_unless_something_was_found():
    assert "自评真实性" not in items_of(scored(submission_of([{}])))
    found = items_of(scored(submission_of([{"findings": ["E14 major project"]}])))
    assert found["自评真实性"].score is None
    assert found["自评真实性"].findings == ("E14-0-project-0",)


def test_an_item_judged_for_one_project_alone_leaves_the_other_out_of_its_base():
    both = submission_of([{"findings": ["S10 major project"]}, {}], done=JUDGED)
    open_one = LedgerEntry(
        code="S10", outcome=Outcome.CANNOT_JUDGE, missing="项目预算金额", projects=(1,)
    )
    half = replace(both, ledger=(*both.ledger, open_one))
    assert items_of(scored(both))["资金匹配性"].score == 12
    assert items_of(scored(half))["资金匹配性"].score == 9
    assert (
        "缺少项目预算金额，未能自动核对（S10）" in items_of(scored(half))["资金匹配性"].needs_person
    )
    agreed = replace(half, confirmations=(Confirmed(code="S10", text="相符", project=1),))
    assert items_of(scored(agreed))["资金匹配性"].score == 12


def test_row_checks_that_did_not_run_or_crashed_everywhere_judge_nothing():
    assessed = submission_of([{"rows": 1}])
    assert items_of(scored(assessed))["指标科学性"].score == 20
    assert items_of(scored(assessed, frozenset({"V01"})))["指标科学性"].score is None
    assert items_of(scored(submission_of([{"rows": 0}])))["规范完整性"].score is None


def test_a_crashed_check_is_told_and_not_taken_for_done():
    assessed = submission_of([{}], done=("S08",))
    failed = tuple(
        LedgerEntry(code=e.code, outcome=Outcome.FAILED, missing="ValueError: x")
        if e.code == "S06"
        else e
        for e in assessed.ledger
    )
    item = items_of(scored(replace(assessed, ledger=failed)))["目标相关性"]
    assert item.score is None
    assert "检查出错，未判断（S06）" in item.needs_person
    assert "ValueError" not in item.needs_person


def test_a_submission_that_was_not_looked_at_as_a_whole_has_no_grade():
    result = scored(replace(submission_of([{}]), ledger=None))
    assert result.grade is None
    assert result.score == 100


def test_versions_name_rules_checks_model_profile_and_rubric():
    rubric = load_submission_rubric()
    assessed = submission_of([{}])
    codes = (*ROW_CODES, *WHOLE_CODES)
    versions = score_versions(assessed.submission, model_id="m-1", codes=codes, rubric=rubric)
    named = dict(versions)
    assert list(named) == ["rules", "checks", "model", "profile", "rubric"]
    assert rules_digest().startswith(named["rules"])
    assert named["checks"].startswith(f"{len(codes)}-")
    assert (named["model"], named["profile"], named["rubric"]) == ("m-1", "unknown", rubric.version)
    fewer = score_versions(assessed.submission, model_id="m-1", codes=codes[1:], rubric=rubric)
    assert dict(fewer)["checks"] != named["checks"]
    result = score_submission(assessed, rubric=rubric, row_codes=ROW_CODES, versions=versions)
    assert result.versions == versions


def test_a_read_document_gets_a_score_with_its_evidence():
    [document] = assessor.assess(DOCUMENT).documents
    [submission] = document.submissions
    result = scored(submission)
    rows = [row for project in submission.projects for row in project.indicators]
    known = {finding.id for row in rows for finding in row.findings}
    known |= {f.id for project in submission.projects for f in project.findings}
    known |= {f.id for f in submission.findings}
    assert 60 < result.score < 100
    assert result.lost
    assert {part.finding for part in result.lost} <= known
    told = [finding for item in items_of(result).values() for finding in item.findings]
    assert len(told) == len(set(told))
    assert set(told) == known
