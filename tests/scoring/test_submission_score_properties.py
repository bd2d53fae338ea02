"""What holds of the score of any submission, whatever was found, confirmed and left open."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scored_submissions import ROW_CODES, WHOLE_CODES, finding_of, submission_of

from assessor.core.ledger import Confirmed, LedgerEntry, Outcome
from assessor.scoring.submission import score_submission
from assessor.scoring.submission_rubric import GRADES, load_submission_rubric

SEVERITIES = ("blocker", "major", "minor", "info")
KINDS = ("declaration", "self-evaluation", "report", "other")
OF_ROWS = st.builds(
    "{} {} row {}".format,
    st.sampled_from((*sorted(ROW_CODES), *WHOLE_CODES)), st.sampled_from(SEVERITIES),
    st.integers(1, 5),
)  # fmt: skip
OF_PROJECTS = st.builds(
    "{} {} {}".format,
    st.sampled_from(WHOLE_CODES), st.sampled_from(SEVERITIES),
    st.sampled_from(("project", "goal 0", "goal 1", "funds", "execution")),
)  # fmt: skip
OF_WHOLE = st.builds(
    "{} {} {}".format,
    st.sampled_from(WHOLE_CODES), st.sampled_from(SEVERITIES),
    st.sampled_from(("submission", "paragraph 0", "paragraph 1")),
)  # fmt: skip
PROJECTS = st.fixed_dictionaries(
    {
        "rows": st.integers(0, 5),
        "outputs": st.booleans(),
        "budget": st.sampled_from((None, "0", "5", "12万元", "300000元", "1亿元", "若干")),
        "findings": st.lists(st.one_of(OF_ROWS, OF_PROJECTS), max_size=6),
    }
)


@st.composite
def assessments(draw):
    assessed = submission_of(
        draw(st.lists(PROJECTS, max_size=4)),
        kind=draw(st.sampled_from(KINDS)),
        whole=tuple(draw(st.lists(OF_WHOLE, max_size=3))),
        done=tuple(draw(st.sets(st.sampled_from(WHOLE_CODES)))),
    )
    numbers = range(len(assessed.projects))
    partly = tuple(
        LedgerEntry(
            code=code, outcome=draw(st.sampled_from(Outcome)), missing="资料", projects=projects
        )
        for code, projects in draw(
            st.lists(st.tuples(st.sampled_from(WHOLE_CODES), parts(numbers)), max_size=4)
        )
    )
    confirmed = tuple(
        Confirmed(code=code, text="相符", project=number)
        for code in draw(st.lists(st.sampled_from(WHOLE_CODES), max_size=2))
        for number in numbers
    )
    return replace(assessed, ledger=(*assessed.ledger, *partly), confirmations=confirmed)


def parts(numbers):
    return st.sets(st.sampled_from(numbers)).map(sorted).map(tuple) if numbers else st.just(())


def scored(assessed):
    return score_submission(assessed, rubric=load_submission_rubric(), row_codes=ROW_CODES)


def one_more(assessed, draw):
    """Return the assessment with one more finding somewhere."""
    texts = [OF_WHOLE, *([st.one_of(OF_ROWS, OF_PROJECTS)] if assessed.projects else [])]
    text = draw(draw(st.sampled_from(texts)))
    if text.split()[2] in ("submission", "paragraph"):
        return replace(assessed, findings=(*assessed.findings, finding_of(text, number=99)))
    number = draw(st.integers(0, len(assessed.projects) - 1))
    project = assessed.projects[number]
    more = finding_of(text, number=99, project=number)
    if text[:3] in ROW_CODES:
        rows = tuple(
            replace(row, findings=(*row.findings, more)) if row.indicator.id == more.row else row
            for row in project.indicators
        )
        project = replace(project, indicators=rows)
    else:
        project = replace(project, findings=(*project.findings, more))
    projects = (*assessed.projects[:number], project, *assessed.projects[number + 1 :])
    return replace(assessed, projects=projects)


@settings(max_examples=300)
@given(assessed=assessments(), data=st.data())
def test_one_more_finding_never_raises_score_or_grade(assessed, data):
    before = scored(assessed)
    after = scored(one_more(assessed, data.draw))
    assert (before.score is None) == (after.score is None)
    assert (before.grade is None) == (after.grade is None)
    if before.score is not None:
        assert after.score <= before.score
    if before.grade is not None:
        assert GRADES.index(after.grade) >= GRADES.index(before.grade)


@settings(max_examples=200)
@given(assessed=assessments(), data=st.data())
def test_a_worse_finding_never_costs_less(assessed, data):
    for project in assessed.projects:
        for finding in project.findings:
            worse = replace(
                finding,
                severity=data.draw(
                    st.sampled_from([*type(finding.severity)][: finding.severity.rank + 1])
                ),
            )
            changed = tuple(worse if f is finding else f for f in project.findings)
            projects = tuple(
                replace(p, findings=changed) if p is project else p for p in assessed.projects
            )
            before, after = scored(assessed), scored(replace(assessed, projects=projects))
            assert before.score is None or after.score <= before.score
            return


@settings(max_examples=200)
@given(assessed=assessments())
def test_every_lost_point_names_a_finding_and_the_score_can_be_replayed(assessed):
    result = scored(assessed)
    items = [item for dimension in result.dimensions for item in dimension.items]
    for item in items:
        lost = [part for part in result.lost if part.item == item.name]
        assert {part.finding for part in lost} <= set(item.findings)
        assert all(part.points > 0 for part in lost)
        if item.score is None:
            assert item.needs_person
        else:
            assert 0 <= item.score <= item.points
            taken = sum(part.points for part in lost)
            assert item.points - item.score == pytest.approx(taken, abs=0.02)
    base = sum(item.points for item in items if item.score is not None)
    if not base:
        assert result.score is None
    else:
        left = max(0.0, 1 - sum(part.points for part in result.lost) / base)
        assert result.score == pytest.approx(100 * left, abs=0.2)
    assert (result.grade is None) <= bool(result.reason)


@settings(max_examples=200)
@given(assessed=assessments())
def test_every_finding_stands_in_one_item(assessed):
    result = scored(assessed)
    told = [f for d in result.dimensions for item in d.items for f in item.findings]
    known = {f.id for f in assessed.findings}
    for project in assessed.projects:
        known |= {f.id for f in project.findings}
        known |= {f.id for row in project.indicators for f in row.findings}
    assert sorted(told) == sorted(known)


@settings(max_examples=200)
@given(assessed=assessments(), data=st.data())
def test_the_order_of_rows_and_findings_plays_no_part(assessed, data):
    shuffled = replace(
        assessed,
        findings=tuple(data.draw(st.permutations(assessed.findings))),
        projects=tuple(
            replace(
                project,
                indicators=tuple(data.draw(st.permutations(project.indicators))),
                findings=tuple(data.draw(st.permutations(project.findings))),
            )
            for project in assessed.projects
        ),
    )
    assert scored(shuffled) == scored(assessed)


@settings(max_examples=100)
@given(assessed=assessments())
def test_equal_inputs_give_equal_results_and_an_earlier_score_is_not_looked_at(assessed):
    first = scored(assessed)
    assert scored(replace(assessed, score=first)) == first


@settings(max_examples=200)
@given(projects=st.lists(PROJECTS, min_size=1, max_size=3), kind=st.sampled_from(KINDS))
def test_what_nothing_judged_never_has_points(projects, kind):
    without_rows = [{**project, "rows": 0, "findings": []} for project in projects]
    result = scored(submission_of(without_rows, kind=kind))
    items = [item for dimension in result.dimensions for item in dimension.items]
    assert {item.score for item in items} == {None}
    assert result.score is None
    assert result.grade is None
    assert [d.score for d in result.dimensions] == [None] * 4
