"""What holds of every registered check, without code of its own per check."""

import inspect
import pickle
import re
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assessor.checks.registry import all_checks
from assessor.core.finding import FoundBy, Severity
from assessor.core.submission import Indicator
from case_files import (
    assert_sound,
    findings_of,
    read_cases,
    run_strictly,
    subjects_of,
    with_subsumers,
    written_codes,
)

CHECKS = all_checks()
EVERY = pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.code)
LEAST = {"flagged": 6, "silent": 8, "real": 6}
LONGEST_FILE = 150


def example_row(example):
    return Indicator(
        id="example", level1=example.level1, level2=example.level2,
        name=example.name, value=example.value,
    )  # fmt: skip


@EVERY
def test_case_file_has_enough_cases(check):
    assert check.code in written_codes(), f"no cases/{check.code}.yaml"
    groups = [case.group for case in read_cases(check.code)]
    assert {group: groups.count(group) >= least for group, least in LEAST.items()} == (
        dict.fromkeys(LEAST, True)
    )


@EVERY
def test_documentation_is_written(check):
    for paragraph in (check.what, check.why, check.mend, check.limits):
        assert len(paragraph.strip()) >= 15, paragraph
        assert re.search(r"[\u4e00-\u9fff]", paragraph)
        assert paragraph == paragraph.strip()
    for text in (check.title, check.message, check.hint, check.source):
        assert text.strip()
    assert sys.modules[check.find.__module__].__doc__


@EVERY
def test_name_states_the_defect(check):
    assert re.fullmatch(r"[WVCSE]\d\d", check.code)
    assert re.fullmatch(r"[a-z]+(-[a-z]+)*", check.name)
    assert not check.name.startswith(("use-", "avoid-", "no-", "do-not-"))
    assert check.severity in Severity
    assert check.found_by in FoundBy


@EVERY
def test_file_is_short(check):
    path = Path(inspect.getsourcefile(check.find))
    assert len(path.read_text("utf-8").splitlines()) <= LONGEST_FILE, path.name


@EVERY
def test_subsumed_codes_exist(check):
    assert set(check.subsumes) <= {c.code for c in CHECKS} - {check.code}


@EVERY
def test_examples_behave_as_labelled(check):
    assert check.flagged, check.code
    assert check.clean, check.code
    for example in check.flagged:
        findings = findings_of(check.code, example_row(example))
        assert findings, example
        for finding in findings:
            assert_sound(finding, example_row(example))
    for example in check.clean:
        assert not findings_of(check.code, example_row(example)), example


@EVERY
def test_findings_pickle_and_repeat(check):
    row = example_row(check.flagged[0])
    findings = findings_of(check.code, row)
    assert pickle.loads(pickle.dumps(findings)) == findings
    assert findings_of(check.code, row) == findings


def test_names_and_titles_are_distinct():
    for attribute in ("code", "name", "title"):
        values = [getattr(check, attribute) for check in CHECKS]
        assert len(values) == len(set(values)), attribute


def test_subsumption_has_no_circles():
    def reach(code, seen=()):
        assert code not in seen, f"circle over {code}"
        for check in CHECKS:
            if check.code == code:
                for other in check.subsumes:
                    reach(other, (*seen, code))

    for check in CHECKS:
        reach(check.code)


def test_every_check_sees_rows_apart():
    """A finding depends on its row alone, not on the rows judged beside it."""
    rows = [example_row(e) for check in CHECKS for e in (*check.flagged, *check.clean)]
    together = [run_strictly(CHECKS, subject).findings for subject in subjects_of(rows)]
    backwards = [run_strictly(CHECKS, s).findings for s in subjects_of(rows[::-1])][::-1]
    assert together == backwards


PIECES = st.sampled_from(
    [*"0123456789", *"≥≤><=±-~—*×XＸ/\\()（）[]【】{}％%、，,;；。:：\"“”《》 \t\n　",
     "有效", "提升", "满意度", "及时", "是", "是否", "有所", "较", "明显", "加强", "促进", "发展", "和", "及",
     "数量", "率", "完成", "符合规定", "据实", "任务", "12月底前", "年", "个", "万元", "预算执行率", "影响",
     "不少于", "以上", "5G", "同比", "零", "二级甲等", "良好", "各", "群众", "社会效益", "成本", "√", "𠮷"]
)  # fmt: skip
ROUGH = st.one_of(st.text(max_size=40), st.lists(PIECES, max_size=10).map("".join))
LABEL = st.one_of(
    st.sampled_from(
        [
            "",
            "时效指标",
            "数量指标",
            "★产出指标（50分）",
            "满意度指标",
            "成本指标",
            " 社会效益指标 ",
        ]
    ),
    ROUGH,
)


@given(st.builds(Indicator, id=st.just("x"), level1=LABEL, level2=LABEL, name=ROUGH, value=ROUGH,
                 cycle_value=ROUGH, sign=ROUGH, unit=ROUGH))  # fmt: skip
@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_any_row_can_be_checked(row):
    (subject,) = subjects_of((row,))
    for check in CHECKS:
        for finding in run_strictly((check,), subject).findings:
            text = row.text(finding.field)
            assert 0 <= finding.start <= finding.end <= len(text)
            assert text[finding.start : finding.end] == finding.text
            assert finding.message
            assert finding.hint
    assert run_strictly(CHECKS, subject) == run_strictly(CHECKS, subject)


def test_harness_runs_the_checks_that_silence():
    for check in CHECKS:
        for silenced in check.subsumes:
            assert check in with_subsumers(silenced)
