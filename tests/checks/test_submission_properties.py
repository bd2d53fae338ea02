"""Whatever a submission holds, no check crashes and every finding quotes the document."""

from dataclasses import replace
from itertools import count

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assessor.checks.submission_registry import submission_checks
from assessor.checks.submission_runner import run_submission_checks
from assessor.core.ledger import Outcome
from assessor.core.submission import (
    Execution,
    FundLine,
    Goal,
    GoalKind,
    Indicator,
    Paragraph,
    Project,
    Submission,
    SubmissionKind,
)
from submission_case_files import assert_sound_in, subject_of

WORDS = (
    "", " ", "-", "{", "}", "{name}", "100%", "≥100%", "0起", "0", "10", "10分", "＝９０％", "１０", "20.5",
    "1e999", "9" * 40, "2026年6月底前", "2025", "三年累计600人次", "次年3月", "定性", "定量", "显著提升", "不适用",
    "培训人次", "满意度", "群众满意度", "工程验收合格率", "补助资金及时发放率", "投诉率", "10万元", "-5", "½", "Ⅲ类",
    "做好各项工作", "资金30万元用于物业费。", "\u3000", "＜br＞", "产出指标", "数量指标", "效益指标", "满意度指标", "88",
)  # fmt: skip
TEXT = st.one_of(st.sampled_from(WORDS), st.text(max_size=12))
YEARS = st.one_of(st.none(), st.integers(1990, 2100))
ROWS = st.builds(
    Indicator, id=TEXT, name=TEXT, value=TEXT, level1=TEXT, level2=TEXT, cycle_value=TEXT, sign=TEXT,
    unit=TEXT, weight=TEXT, description=TEXT, actual=TEXT, score=TEXT, reason=TEXT, value_type=TEXT,
)  # fmt: skip
GOALS = st.builds(Goal, text=TEXT, kind=st.sampled_from(GoalKind))
PROJECTS = st.builds(
    Project, name=TEXT, budget=st.one_of(st.none(), TEXT), cycle_start=YEARS, cycle_end=YEARS,
    goals=st.lists(GOALS, max_size=3).map(tuple), indicators=st.lists(ROWS, max_size=5).map(tuple),
    funds=st.lists(st.builds(FundLine, name=TEXT, amount=TEXT), max_size=2).map(tuple),
    execution=st.one_of(st.none(), st.builds(Execution, budget=TEXT, executed=TEXT, weight=TEXT, rate=TEXT, score=TEXT)),
    money_unit=st.sampled_from(("", "元", "万元")), content=TEXT, parent=TEXT, recurrence=TEXT,
    self_score=TEXT, self_grade=TEXT,
)  # fmt: skip
SUBMISSIONS = st.builds(
    Submission,
    year=YEARS,
    profile=st.sampled_from((None, "central-101", "classic-88", "transfer", "department-wide")),
    kind=st.sampled_from(SubmissionKind),
    title=TEXT,
    self_score=TEXT,
    self_grade=TEXT,
    projects=st.lists(PROJECTS, max_size=3).map(tuple),
    paragraphs=st.lists(st.builds(Paragraph, text=TEXT), max_size=3).map(tuple),
)


def numbered(submission):
    """Give the rows ids of their own, as the reading does."""
    numbers = count(1)
    return replace(
        submission,
        projects=tuple(
            replace(p, indicators=tuple(replace(r, id=str(next(numbers))) for r in p.indicators))
            for p in submission.projects
        ),
    )


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(submission=SUBMISSIONS)
def test_any_submission_gives_a_whole_ledger_and_sound_findings(submission):
    submission = numbered(submission)
    result = run_submission_checks(submission_checks(), subject_of(submission), strict=True)
    assert {entry.code for entry in result.ledger} == {check.code for check in submission_checks()}
    assert not [entry for entry in result.ledger if entry.outcome is Outcome.FAILED]
    for finding in result.findings:
        assert_sound_in(finding, submission)
    assert len({finding.id for finding in result.findings}) == len(result.findings)


@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
@given(submission=SUBMISSIONS)
def test_doubled_ids_of_rows_do_not_crash(submission):
    result = run_submission_checks(submission_checks(), subject_of(submission), strict=True)
    assert result.ledger


@pytest.mark.parametrize("blank", [chr(code) for code in range(0x3001) if chr(code).isspace()])
def test_no_blank_of_unicode_is_underlined(blank):
    row = Indicator(id="1", name="培训人次", value="100人次", actual="0", reason=f"{blank}0{blank}")
    submission = Submission(projects=(Project(name="", indicators=(row,)),))
    result = run_submission_checks(submission_checks(), subject_of(submission), strict=True)
    told = [finding for finding in result.findings if finding.code == "E13"]
    assert [finding.text for finding in told] == ["0"]
    for finding in result.findings:
        assert_sound_in(finding, submission)
