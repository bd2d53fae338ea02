"""From assessed rows to a whole submission: findings, ledger, links, claims, score."""

from dataclasses import replace

import pytest

from assessor.assessing import Assessor
from assessor.assessing_submissions import ROWS_ONLY, SubmissionAssessor
from assessor.checks.registry import all_checks
from assessor.checks.row_ledger import NO_ROWS
from assessor.checks.selection import Selection
from assessor.checks.submission_check import (
    CannotJudge,
    Confirmation,
    Place,
    SubmissionCheck,
    SubmissionHit,
)
from assessor.checks.submission_registry import submission_checks
from assessor.core.finding import Severity
from assessor.core.ledger import Outcome
from assessor.core.submission import Goal, GoalKind, Indicator, Project, Submission, SubmissionKind

ROWS = (
    Indicator(id="1", level1="产出指标", level2="数量指标", name="培训职工人次", value="≥300人次"),
    Indicator(id="2", level1="效益指标", level2="社会效益指标", name="职工素质", value="明显提升"),
)
PROJECTS = (
    Project(
        name="职工培训", budget="12万元", indicators=ROWS,
        goals=(Goal(text="培训职工300人次。建成职工书屋4个。", kind=GoalKind.ANNUAL),),
    ),
    Project(name="道路", budget="90万元", indicators=(replace(ROWS[0], id="3"),)),
)  # fmt: skip
SUBMISSION = Submission(
    organisation="某县总工会", year=2026, profile="classic-88",
    kind=SubmissionKind.DECLARATION, projects=PROJECTS,
)  # fmt: skip


@pytest.fixture(scope="module")
def rows() -> Assessor:
    return Assessor.of()


def a_check(find, code="S90", **changes) -> SubmissionCheck:
    fields = {
        "code": code, "name": "test", "title": "测试", "severity": Severity.MAJOR,
        "message": "{name}", "hint": "改", "what": "", "why": "", "mend": "", "limits": "",
        "source": "一般做法", "find": find, **changes,
    }  # fmt: skip
    return SubmissionCheck(**fields)


def assess(rows: Assessor, *checks: SubmissionCheck, submission: Submission = SUBMISSION):
    assessor = SubmissionAssessor.of(rows)
    if checks:
        assessor = replace(assessor, checks=checks)
    assessed = [tuple(rows.assess(project.indicators)) for project in submission.projects]
    return assessor.assess(submission, assessed)


def test_findings_stand_where_they_point(rows):
    def find(subject):
        yield SubmissionHit(place=Place.SUBMISSION)
        yield SubmissionHit(place=Place.PROJECT, project=1)
        yield SubmissionHit(place=Place.ROW, project=0, row="2")
        yield Confirmation(text="相符", project=1)
        yield CannotJudge(missing="预算", project=0)

    result = assess(rows, a_check(find))
    assert [f.place for f in result.findings] == [Place.SUBMISSION]
    assert [[f.place for f in p.findings] for p in result.projects] == [
        [Place.ROW], [Place.PROJECT],
    ]  # fmt: skip
    assert [(c.code, c.text, c.project) for c in result.confirmations] == [("S90", "相符", 1)]
    assert [(e.outcome, e.missing, e.projects) for e in result.ledger if e.code == "S90"] == [
        (Outcome.DONE, "", ()), (Outcome.CANNOT_JUDGE, "预算", (0,)),
    ]  # fmt: skip


def test_a_finding_of_the_whole_silences_that_of_the_row_and_the_row_is_scored_again(rows):
    def find(subject):
        yield SubmissionHit(place=Place.ROW, project=0, row="2")

    plain = assess(rows, a_check(find)).projects[0].indicators[1]
    assert "W01" in [f.code for f in plain.findings]
    better = assess(rows, a_check(find, subsumes=("W01",))).projects[0].indicators[1]
    assert "W01" not in [f.code for f in better.findings]
    assert better.score > plain.score
    assert {part.finding for part in better.lost} <= {f.id for f in better.findings}
    other = assess(rows, a_check(find, subsumes=("W01",))).projects[0].indicators[0]
    assert other == assess(rows, a_check(find)).projects[0].indicators[0]


def test_a_crashing_check_is_told_and_the_others_go_on(rows):
    def crash(subject):
        raise RuntimeError("坏了")

    def find(subject):
        yield SubmissionHit(place=Place.SUBMISSION)

    result = assess(rows, a_check(crash, "S91"), a_check(find))
    assert [f.code for f in result.findings] == ["S90"]
    assert ("S91", Outcome.FAILED) in [(e.code, e.outcome) for e in result.ledger]


def test_every_check_is_in_the_ledger_and_sentences_are_linked(rows):
    result = assess(rows)
    assert {e.code for e in result.ledger if not e.of_rows} == {c.code for c in submission_checks()}
    of_rows = [e for e in result.ledger if e.of_rows]
    assert [e.code for e in of_rows] == [c.code for c in all_checks()]
    assert {e.outcome for e in of_rows} == {Outcome.DONE}
    links = result.projects[0].links
    assert [link.text.rstrip("。") for link in links] == ["培训职工300人次", "建成职工书屋4个"]
    goal = PROJECTS[0].goals[0].text
    assert all(goal[link.start : link.end] == link.text for link in links)
    assert "1" in links[0].indicators
    assert links[1].indicators == ()
    assert all(len(link.reasons) == len(link.indicators) for link in links)
    assert [f.text for f in result.projects[0].findings if f.code == "S05"] == ["建成职工书屋4个"]
    assert result.projects[1].links == ()
    assert result.claims == ()


def test_the_score_names_what_made_it_and_where_points_went(rows):
    score = assess(rows).score
    names = dict(score.versions)
    assert {"rules", "model", "profile", "rubric"} <= set(names)
    assert names["model"] == rows.artefact.model_id
    assert names["profile"] == "classic-88"
    assert [d.name for d in score.dimensions] == ["完整性", "相关性", "适当性", "可行性"]
    result = assess(rows)
    known = {f.id for p in result.projects for f in p.findings}
    known |= {f.id for f in result.findings}
    known |= {f.id for p in result.projects for row in p.indicators for f in row.findings}
    assert {part.finding for part in score.lost} <= known
    assert assess(rows).score == score


def test_rows_alone_are_not_judged_as_a_submission(rows):
    assessor = SubmissionAssessor.of(rows)
    assessed = [tuple(rows.assess(project.indicators)) for project in PROJECTS]
    result = assessor.rows_only(SUBMISSION, assessed)
    whole = [e for e in result.ledger if not e.of_rows]
    assert {(e.outcome, e.missing) for e in whole} == {(Outcome.NOT_APPLICABLE, ROWS_ONLY)}
    assert {e.code for e in whole} == {c.code for c in submission_checks()}
    of_rows = [e for e in result.ledger if e.of_rows]
    assert {e.code for e in of_rows} == {c.code for c in all_checks()}
    assert {e.outcome for e in of_rows} == {Outcome.DONE}
    assert (result.findings, result.claims, result.score) == ((), None, None)
    assert [list(p.indicators) for p in result.projects] == [list(rows) for rows in assessed]


def test_the_selection_chooses_among_both_kinds(rows):
    chosen = SubmissionAssessor.of(rows, selection=Selection(select=("S05", "W"), ignore=("W01",)))
    assert [c.code for c in chosen.checks] == ["S05"]
    assert SubmissionAssessor.of(rows, selection=Selection(ignore=("S", "E", "V"))).checks == ()


def test_checks_left_out_are_in_the_ledger_and_their_items_are_left_to_a_person():
    selection = Selection(ignore=("W", "V", "S05"))
    some = Assessor.of(selection=selection)
    assessor = SubmissionAssessor.of(some, selection=selection)
    assessed = [tuple(some.assess(project.indicators)) for project in PROJECTS]
    result = assessor.assess(SUBMISSION, assessed)
    left_out = {e.code for e in result.ledger if e.outcome is Outcome.NOT_SELECTED}
    every = {c.code for c in (*all_checks(), *submission_checks())}
    assert left_out == {code for code in every if code[0] in "WV" or code == "S05"}
    assert {e.code for e in result.ledger} == every
    items = {item.name: item for part in result.score.dimensions for item in part.items}
    for name in ("规范完整性", "明确清晰性", "指标科学性"):
        assert items[name].score is None
        assert "未选检查（" in items[name].needs_person
    assert "未选" not in items["目标相关性"].needs_person
    alone = assessor.rows_only(SUBMISSION, assessed)
    assert {e.code for e in alone.ledger} == every


def test_a_check_of_rows_that_has_no_rows_or_crashes_says_so(rows):
    empty = replace(SUBMISSION, projects=(Project(name="空"),))
    told = {(e.outcome, e.missing) for e in assess(rows, submission=empty).ledger if e.of_rows}
    assert told == {(Outcome.NOT_APPLICABLE, NO_ROWS)}

    def crash(subject):
        if subject.indicator.id == "1":
            raise ValueError("坏")
        return iter(())

    broken = replace(rows, checks=(replace(rows.checks[0], find=crash),))
    first = rows.checks[0].code
    entries = [e for e in assess(broken).ledger if e.code == first]
    assert [(e.outcome, e.missing, e.projects) for e in entries] == [
        (Outcome.DONE, "", ()), (Outcome.FAILED, "ValueError: 坏", (0,)),
    ]  # fmt: skip


def test_a_file_of_another_unit_is_told_in_the_ledger(rows):
    theirs = replace(SUBMISSION, organisation="某市教育局", year=2025)
    assessor = SubmissionAssessor.of(rows, history=(theirs,), approved=(theirs,))
    assessed = [tuple(rows.assess(project.indicators)) for project in PROJECTS]
    result = assessor.assess(SUBMISSION, assessed)
    told = {e.missing for e in result.ledger if e.code == "S15"}
    assert len(told) == 1
    assert "某市教育局" in told.pop()
    assert not any(f.code in ("S15", "V10") for p in result.projects for f in p.findings)
