"""A baseline knows its findings after small edits, and takes no other row's finding for them."""

import time
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessor.core.assessment import DocumentAssessment, ProjectAssessment
from assessor.core.finding import Severity
from assessor.core.located import located_findings
from assessor.core.submission import Extraction, Field, Indicator, Origin, Project, Submission
from assessor.sifting.baseline import Baseline, in_order
from assessor.sifting.baseline_file import baseline_text, read_baseline
from assessor.sifting.same_things import LEAST_ROW, same_names, similarity
from assessor.sifting.sifter import Sifter, SiftOptions
from sample_assessment import assessed, finding

CODES = frozenset(["W01", "V02"])
NAMES = (
    "群众获得感", "培训干部人次", "县域品牌影响力", "特种设备检查家数", "隐患整改闭环率", "食品监督抽检批次",
    "抽检信息公示及时性", "林业有害生物防治面积", "河道保洁长效机制", "惠民演出场次", "非遗资料归档情况",
    "法律援助工作站建设", "居民文化素养水平", "企业满意程度", "困难职工帮扶资金发放", "营商环境",
)  # fmt: skip
VALUES = ("有所提升", "明显改善", "长期保持", "100", "较好")
MARKS = "的、，（·"


def row(name: str, value: str, *, project: str = "甲项目经费") -> tuple[str, Indicator]:
    indicator = Indicator(id=name, level1="效益指标", level2="社会效益指标", name=name, value=value,
                          origin=Origin(sheet="表", row=5))  # fmt: skip
    return project, indicator


def document(*told: tuple[str, Indicator], weak=frozenset(), unit: str = "某局"):
    """Assess rows; those of ``weak`` have a finding at their value, and numbers another."""
    projects = []
    for name in dict.fromkeys(project for project, _ in told):
        of = tuple(replace(one, id=f"{n}") for n, (at, one) in enumerate(told) if at == name)
        done = tuple(
            assessed(one, *(
                finding(one, code, Field.VALUE, one.value, Severity.MAJOR)
                for code in ("W01", "V02")
                if one.name in weak and (code == "W01" or one.value.isdigit())
            ))
            for one in of
        )  # fmt: skip
        project = Project(name=name, indicators=of)
        projects.append(ProjectAssessment(project=project, indicators=done))
    submission = Submission(
        organisation=unit, projects=tuple(project.project for project in projects)
    )
    from assessor.core.assessment import SubmissionAssessment

    return DocumentAssessment(
        extraction=Extraction(path="x.xlsx", kind="xlsx", form="table", submissions=(submission,)),
        submissions=(SubmissionAssessment(submission=submission, projects=tuple(projects)),),
    )


def sifter(baseline: Baseline | None = None) -> Sifter:
    options = SiftOptions(
        baseline=baseline, records=baseline is None, today=date(2026, 1, 1), codes=CODES, ran=CODES
    )
    return Sifter(options, paths=["x.xlsx"])


def baseline_of(told: DocumentAssessment) -> Baseline:
    sift = sifter()
    sift.document(told)
    return Baseline(files={name: in_order(found) for name, found in sift.found.items()})


def new_ones(baseline: Baseline, told: DocumentAssessment, *, by_row: bool) -> list[str]:
    """Return the names of rows with findings that the baseline does not know."""
    sift = sifter(baseline)
    if not by_row:
        left = sift.document(told).submissions
        return [one.row.indicator.name for item in left for one in located_findings(item)]
    sift.begin(told.extraction)
    found = []
    for submission in told.submissions:
        for project in submission.projects:
            for one in project.indicators:
                kept = sift.row(one, submission=submission.submission, project=project.project)
                found += [kept.indicator.name for _ in kept.findings]
    return found


def edited(draw, text: str, *, least: int = 5) -> str:
    """Return a text with one letter put in, taken out of the middle, or changed."""
    place = draw(st.integers(1, len(text) - 1))
    kind = draw(st.sampled_from(["in", "out", "same"]))
    if kind == "in" or len(text) < least:
        return text[:place] + draw(st.sampled_from(MARKS)) + text[place:]
    return text if kind == "same" else text[:place] + text[place + 1 :]


@st.composite
def forms(draw):
    names = draw(st.lists(st.sampled_from(NAMES), min_size=2, max_size=10, unique=True))
    projects = draw(st.sampled_from([("甲项目经费",), ("县级河道保洁经费", "农村饮水管护补助")]))
    rows = [
        row(name, draw(st.sampled_from(VALUES)), project=draw(st.sampled_from(projects)))
        for name in names
    ]
    return rows, frozenset(draw(st.sets(st.sampled_from(names), min_size=1)))


@st.composite
def edits(draw):
    """Return a form before and after small edits, with the rows that are weak in each."""
    rows, weak = draw(forms())
    projects = {
        project: edited(draw, project) if draw(st.booleans()) else project for project, _ in rows
    }
    after, weak_after = [], set()
    for project, one in rows:
        name = edited(draw, one.name) if draw(st.booleans()) else one.name
        value = draw(st.sampled_from(VALUES)) if draw(st.booleans()) else one.value
        value = one.value if value.isdigit() != one.value.isdigit() else value
        after.append((projects[project], replace(one, name=name, value=value)))
        weak_after |= {name} if one.name in weak else set()
    return rows, weak, draw(st.permutations(after)), weak_after, draw(st.booleans())


def test_the_names_of_these_tests_are_those_of_different_rows():
    pairs = [(one, other) for one in NAMES for other in NAMES if one < other]
    assert max(similarity(*pair) for pair in pairs) < LEAST_ROW - 0.2


@settings(max_examples=300)
@given(edits())
def test_small_edits_of_name_value_and_project_leave_everything_known(case):
    rows, weak, after, weak_after, by_row = case
    baseline = baseline_of(document(*rows, weak=weak))
    told = document(*after, weak=weak_after, unit="某某局")
    assert new_ones(baseline, told, by_row=by_row) == []


@settings(max_examples=300)
@given(edits(), st.data())
def test_a_row_that_was_added_is_new_whatever_was_mended_beside_it(case, data):
    rows, weak, after, weak_after, by_row = case
    baseline = baseline_of(document(*rows, weak=weak))
    mended = data.draw(st.sets(st.sampled_from(sorted(weak_after))))
    gone = data.draw(st.sets(st.sampled_from(sorted(mended)))) if mended else set()
    kept = [(project, one) for project, one in after if one.name not in gone]
    name = data.draw(st.sampled_from(sorted(set(NAMES) - {one.name for _, one in rows})))
    project = data.draw(st.sampled_from(sorted({project for project, _ in after})))
    place = data.draw(st.integers(0, len(kept)))
    kept.insert(place, row(name, "有所提升", project=project))
    told = document(*kept, weak=(weak_after - mended) | {name})
    assert new_ones(baseline, told, by_row=by_row) == [name]


@settings(max_examples=200)
@given(edits(), st.data())
def test_a_row_that_turned_weak_is_new(case, data):
    rows, weak, after, weak_after, by_row = case
    sound = sorted({one.name for _, one in after} - weak_after)
    if sound:
        name = data.draw(st.sampled_from(sound))
        mended = data.draw(st.sets(st.sampled_from(sorted(weak_after))))
        told = document(*after, weak=(weak_after - mended) | {name})
        baseline = baseline_of(document(*rows, weak=weak))
        assert set(new_ones(baseline, told, by_row=by_row)) == {name}


@pytest.mark.parametrize("by_row", [False, True])
def test_each_old_finding_is_used_once(by_row):
    baseline = baseline_of(document(row("群众获得感", "有所提升"), weak={"群众获得感"}))
    two = document(
        row("群众的获得感", "有所提升"), row("群众、获得感", "有所提升"),
        weak={"群众的获得感", "群众、获得感"},
    )  # fmt: skip
    assert len(new_ones(baseline, two, by_row=by_row)) == 1


def test_a_row_that_is_still_there_lends_its_finding_to_no_similar_one():
    baseline = baseline_of(document(row("参加培训干部人次", "有所提升"), weak={"参加培训干部人次"}))
    told = document(
        row("参加培训干部人次", "≥5人"),
        row("参加培训干部人数", "有所提升"),
        weak={"参加培训干部人数"},
    )
    assert new_ones(baseline, told, by_row=False) == ["参加培训干部人数"]


def test_a_row_of_another_project_is_new():
    one, other = "县级河道保洁经费", "农村饮水管护补助"
    name = "群众获得感"
    before = document(
        row(name, "较好", project=one), row("营商环境", "≥1", project=other), weak={name}
    )
    after = document(
        row("营商环境", "≥1", project=one), row(name, "较好", project=other), weak={name}
    )
    assert new_ones(baseline_of(before), after, by_row=False) == [name]


def test_a_project_with_another_name_is_known_by_its_rows():
    names = set(NAMES[:4])
    before = document(
        *(row(name, "较好", project="县级河道保洁经费") for name in names), weak=names
    )
    after = document(*(row(name, "较好", project="水利专项") for name in names), weak=names)
    assert new_ones(baseline_of(before), after, by_row=False) == []
    other = document(
        *(row(name, "较好", project="水利专项") for name in NAMES[4:8]), weak=NAMES[4:8]
    )
    assert len(new_ones(baseline_of(before), other, by_row=False)) == 4


def test_another_check_or_field_is_new():
    baseline = baseline_of(document(row("群众获得感", "有所提升"), weak={"群众获得感"}))
    told = document(row("群众的获得感", "100"), weak={"群众的获得感"})
    left = sifter(baseline).document(told).submissions
    assert [one.finding.code for item in left for one in located_findings(item)] == ["V02"]


def test_a_baseline_of_the_first_format_is_read_and_knows_what_is_the_same(tmp_path):
    told = document(
        row("群众获得感", "有所提升"), row("营商环境", "较好"), weak={"群众获得感", "营商环境"}
    )
    [first, second] = baseline_of(told).files["x.xlsx"]
    path = tmp_path / "b.json"
    path.write_text(
        '{"assessor_baseline": 1, "model_id": "m", "files": {"x.xlsx": ['
        f'{{"fingerprint": "{first.fingerprint}", "where": "甲"}},'
        f'{{"fingerprint": "{second.fingerprint}", "where": "乙"}}]}}}}',
        "utf-8",
    )
    old = read_baseline(path)
    assert new_ones(old, told, by_row=False) == []
    changed = document(row("群众的获得感", "有所提升"), row("营商环境", "较好"),
                       weak={"群众的获得感", "营商环境"})  # fmt: skip
    assert new_ones(old, changed, by_row=False) == ["群众的获得感"]
    path.write_text(baseline_text(old), "utf-8")
    assert read_baseline(path) == old
    path.write_text(baseline_text(baseline_of(told)), "utf-8")
    assert new_ones(read_baseline(path), changed, by_row=False) == []


def test_five_thousand_rows_with_other_names_take_seconds():
    before = [row(f"第{number}号路段{NAMES[number % 16]}", "较好") for number in range(5000)]
    weak = {one.name for _, one in before}
    after = [
        (project, replace(one, name=f"{one.name[:3]}的{one.name[3:]}")) for project, one in before
    ]
    baseline = baseline_of(document(*before, weak=weak))
    told = document(*after, weak={one.name for _, one in after})
    started = time.perf_counter()
    left = new_ones(baseline, told, by_row=False)
    assert time.perf_counter() - started < 30
    assert len(left) < 0.02 * len(after)


@given(st.sets(st.text(max_size=8), max_size=8), st.sets(st.text(max_size=8), max_size=8))
def test_names_are_paired_one_to_one_and_what_is_there_is_itself(then, now):
    same = same_names(then, now, least=LEAST_ROW)
    assert len(set(same.values())) == len(same)
    assert set(same) <= now
    assert set(same.values()) <= then
    assert all(same[name] == name for name in then & now)
    assert all(similarity(old, name) >= LEAST_ROW for name, old in same.items())
