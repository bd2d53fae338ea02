"""From answers to findings, confirmations and a ledger; doubles, crashes and names of findings."""

from dataclasses import replace

import pytest

from assessor.checks.rule_reference import find_check
from assessor.checks.submission_check import (
    CannotJudge,
    Confirmation,
    NotApplicable,
    SubmissionCheck,
    SubmissionHit,
)
from assessor.checks.submission_registry import submission_checks
from assessor.checks.submission_runner import run_submission_checks
from assessor.core.finding import Place, Severity
from assessor.core.ledger import LedgerEntry, Outcome
from assessor.core.submission import Field
from assessor.errors import ConfigError
from submission_case_files import build_submission, subject_of

TWO = build_submission(
    {
        "organisation": "甲局",
        "year": 2025,
        "title": "绩效目标表",
        "paragraphs": ["第一段", "取得显著成效"],
        "projects": [
            {
                "name": "培训{甲}",
                "budget": "10",
                "goals": ["培训200人次"],
                "funds": [{"name": "财政拨款", "amount": "8"}],
                "execution": {"budget": "10", "rate": "80%"},
                "indicators": ["产出指标|数量指标|培训场次|20", "产出指标|质量指标|合格率|95"],
            },
            {"name": "", "indicators": ["产出指标|数量指标|慰问人次|≥40人次"]},
        ],
    }
)


@pytest.fixture(scope="module")
def subject():
    return subject_of(TWO)


def check(*answers, code="S99", subsumes=(), message="{text}有误", severity=Severity.MAJOR):
    return SubmissionCheck(
        code=code, name="probe", title="试", severity=severity, message=message, hint="请改",
        what="试", why="试", mend="试", limits="试", source="一般做法", subsumes=subsumes,
        find=lambda subject: iter(answers),
    )  # fmt: skip


def row_hit(row="1", project=0, field=Field.VALUE, **others):
    return SubmissionHit(place=Place.ROW, project=project, row=row, field=field, **others)


def crash(subject):
    yield row_hit()
    raise ZeroDivisionError("除以零")


def outcomes(result):
    return [(e.code, e.outcome.value, e.missing, e.projects) for e in result.ledger]


def test_a_crash_is_an_entry_and_leaves_no_finding(subject):
    broken = replace(check(), find=crash)
    good = check(row_hit(), code="S98")
    result = run_submission_checks((broken, good), subject)
    assert [f.code for f in result.findings] == ["S98"]
    assert outcomes(result) == [
        ("S99", "failed", "ZeroDivisionError: 除以零", ()),
        ("S98", "done", "", ()),
    ]
    with pytest.raises(ZeroDivisionError):
        run_submission_checks((broken,), subject, strict=True)


def test_a_hit_at_a_place_that_is_not_there_is_a_failure(subject):
    result = run_submission_checks((check(row_hit(row="77")),), subject)
    assert result.findings == ()
    assert [e.outcome for e in result.ledger] == [Outcome.FAILED]


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ((), [("S99", "done", "", ())]),
        ((Confirmation(text="相符"),), [("S99", "done", "", ())]),
        ((CannotJudge(missing="预算"),), [("S99", "cannot-judge", "预算", ())]),
        (
            (CannotJudge(missing="预算", project=1),),
            [("S99", "done", "", ()), ("S99", "cannot-judge", "预算", (1,))],
        ),
        (
            (CannotJudge(missing="预算", project=0), NotApplicable(reason="无", project=1)),
            [("S99", "cannot-judge", "预算", (0,)), ("S99", "not-applicable", "无", (1,))],
        ),
        (
            (CannotJudge(missing="预算", project=0), CannotJudge(missing="预算", project=1)),
            [("S99", "cannot-judge", "预算", ())],
        ),
        (
            (row_hit(), NotApplicable(reason="无", project=1)),
            [("S99", "done", "", ()), ("S99", "not-applicable", "无", (1,))],
        ),
        (
            (row_hit(), CannotJudge(missing="清单")),
            [("S99", "done", "", ()), ("S99", "cannot-judge", "清单", ())],
        ),
    ],
)
def test_ledger_tells_what_was_done_and_what_was_not(subject, answers, expected):
    assert outcomes(run_submission_checks((check(*answers),), subject)) == expected


def test_confirmations_are_kept_apart_from_findings(subject):
    result = run_submission_checks(
        (check(Confirmation(text="合计100", project=0, row="1")),), subject
    )
    assert result.findings == ()
    (one,) = result.confirmed
    assert (one.code, one.text, one.project, one.row) == ("S99", "合计100", 0, "1")


@pytest.mark.parametrize(
    ("hit", "text"),
    [
        (row_hit(end=2), "20"),
        (SubmissionHit(place=Place.GOAL, project=0, number=0, start=2, end=6), "200人"),
        (SubmissionHit(place=Place.PROJECT, project=0, field=Field.BUDGET, end=2), "10"),
        (SubmissionHit(place=Place.FUNDS, project=0, number=0, end=1), "8"),
        (SubmissionHit(place=Place.EXECUTION, project=0, field=Field.RATE, end=3), "80%"),
        (SubmissionHit(place=Place.PARAGRAPH, number=1, start=2, end=6), "显著成效"),
        (SubmissionHit(place=Place.SUBMISSION, end=5), "绩效目标表"),
    ],
)
def test_every_place_quotes_its_text(subject, hit, text):
    (finding,) = run_submission_checks((check(hit),), subject, strict=True).findings
    quoted = text if hit.place is not Place.GOAL else "200人"
    assert finding.text.startswith(quoted)
    assert (finding.place, finding.project, finding.row, finding.number) == (
        hit.place, hit.project, hit.row, hit.number,
    )  # fmt: skip


def test_braces_of_the_document_stay_as_they_are(subject):
    told = check(row_hit(), message="“{project}”的“{name}”")
    (finding,) = run_submission_checks((told,), subject).findings
    assert finding.message == "“培训{甲}”的“培训场次”"
    (other,) = run_submission_checks(
        (check(row_hit(row="3", project=1), message="“{project}”"),), subject
    ).findings
    assert other.message == "“本项目”"


def test_a_defect_that_two_checks_find_is_told_once(subject):
    wider = check(row_hit("1", others=("2",)), code="S98", subsumes=("S99",))
    narrow = check(row_hit("1"), row_hit("2"), row_hit("3", project=1))
    result = run_submission_checks((wider, narrow), subject)
    assert [(f.code, f.row) for f in result.findings] == [("S98", "1"), ("S99", "3")]


def test_findings_of_rows_that_are_told_better_are_named(subject):
    told = {f.code for row in subject.rows[0] for f in row.findings}
    assert "V02" in told
    whole = SubmissionHit(place=Place.PROJECT, project=0, others=("1", "2"))
    result = run_submission_checks((check(whole, subsumes=("V02",)),), subject)
    silenced = {f.id for row in subject.rows[0] for f in row.findings if f.code == "V02"}
    assert set(result.silenced) == silenced
    assert run_submission_checks((check(whole),), subject).silenced == ()


def test_a_hit_given_twice_is_one_finding_and_ids_are_stable(subject):
    once = run_submission_checks((check(row_hit()),), subject)
    twice = run_submission_checks((check(row_hit(), row_hit()),), subject)
    assert once.findings == twice.findings
    ids = {f.id for f in run_submission_checks((check(row_hit(), row_hit("2")),), subject).findings}
    assert len(ids) == 2
    assert once.findings[0].id in ids


def test_findings_stand_in_the_order_of_the_document(subject):
    hits = (row_hit("3", project=1), row_hit("2"), SubmissionHit(place=Place.SUBMISSION), row_hit())
    result = run_submission_checks((check(*hits),), subject)
    assert [f.row for f in result.findings] == [None, "1", "2", "3"]


def test_checks_are_found_by_code_and_by_name():
    for one in submission_checks():
        assert find_check(one.code.lower()) is one
        assert find_check(one.name) is one
    with pytest.raises(ConfigError):
        find_check("S77")


def test_a_confirmation_is_told_once_where_two_could_not_be_told_apart(subject):
    same = (
        Confirmation(text="相符", project=0, row="1"),
        Confirmation(text="相符", project=0, row="2"),
    )
    other = Confirmation(text="相符", project=1)
    result = run_submission_checks((check(*same, other),), subject)
    assert [(c.text, c.project, c.row) for c in result.confirmed] == [
        ("相符", 0, "1"), ("相符", 1, None),
    ]  # fmt: skip
    alone = subject_of(replace(subject.submission, projects=subject.submission.projects[:1]))
    (told,) = run_submission_checks(
        (check(Confirmation(text="相符"), Confirmation(text="相符", project=0)),), alone
    ).confirmed
    assert told.project == 0


def test_an_empty_submission_gives_a_whole_ledger_and_no_finding():
    empty = subject_of(build_submission({}))
    result = run_submission_checks(submission_checks(), empty, strict=True)
    assert result.findings == ()
    assert {e.code for e in result.ledger} == {c.code for c in submission_checks()}
    assert all(isinstance(entry, LedgerEntry) for entry in result.ledger)


def test_a_total_of_years_that_is_also_that_of_the_term_is_told_once():
    submission = build_submission(
        {
            "year": 2025,
            "projects": [
                {
                    "cycle_start": 2025,
                    "cycle_end": 2027,
                    "indicators": [
                        {
                            "row": "产出指标|数量指标|培训人次|三年累计600人次",
                            "cycle_value": "600人次",
                        }
                    ],
                }
            ],
        }
    )
    checks = tuple(c for c in submission_checks() if c.code in ("S09", "V16"))
    result = run_submission_checks(checks, subject_of(submission), strict=True)
    assert [f.code for f in result.findings] == ["V16"]


def test_values_that_are_scores_silence_what_is_said_of_their_units():
    rows = [
        {"row": "产出指标|数量指标|培训场次|20", "weight": "20"},
        {"row": "产出指标|质量指标|培训合格率|15", "weight": "15"},
        {"row": "效益指标|社会效益指标|就业人数|30", "weight": "30"},
    ]
    subject = subject_of(build_submission({"year": 2025, "projects": [{"indicators": rows}]}))
    result = run_submission_checks((find_check("V15"),), subject, strict=True)
    silenced = {f.code for row in subject.rows[0] for f in row.findings if f.id in result.silenced}
    kept = {f.code for row in subject.rows[0] for f in row.findings if f.id not in result.silenced}
    assert silenced & {"V02", "V03"}
    assert not kept & {"V02", "V03", "V04"}
