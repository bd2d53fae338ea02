"""Over the whole corpus: a row judged weak has a finding of weight, another has none.

Both directions of CHECKS: every flag of a judgement that makes a row weak must end in one finding
of severity major or blocker, and a row that is not weak must not get one, except by the rules
that are listed here with their counts.
"""

import json
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from assessor.checks.registry import all_checks
from assessor.core.finding import Severity
from assessor.core.judgement import ValueKind
from assessor.core.submission import Indicator
from case_files import run_strictly, subjects_of

ROWS = Path(__file__).parents[2] / "corpus" / "rows"
HEAVY = (Severity.BLOCKER, Severity.MAJOR)

# Rules that rightly fire on rows that the model does not judge weak, with how many such rows the
# corpus may hold (none of its rows at the time of writing): a rule reads a name that it knows.
RULES_ON_SOUND_ROWS = {"C05": 10, "C12": 10}
# 本指标不适用 and the like may be an approved code of the form: missing, but only a remark.
CODES_AS_REMARK = 10
# A word under a name that wants a figure (检查频次: 全覆盖): V14 speaks of measured values only.
UNMEASURED_MISMATCH = 5


@cache
def assessed():
    rows = [
        json.loads(line)
        for path in sorted(ROWS.glob("*.jsonl"))
        for line in path.read_text("utf-8").splitlines()
    ]
    indicators = [
        Indicator(
            id=row["id"], level1=row["level1"], level2=row["level2"], name=row["name"],
            value=row["value"], cycle_value=row.get("cycle_value") or "",
        )
        for row in rows
    ]  # fmt: skip
    subjects = subjects_of(indicators)
    return [(s, run_strictly(all_checks(), s).findings) for s in subjects]


def heavy(findings):
    return {finding.code for finding in findings if finding.severity in HEAVY}


def text_of(subject):
    row = subject.indicator
    return f"{row.level2} | {row.name} | {row.value}"


def reasons(subject):
    judgement = subject.judgement
    flags = ("vague", "level_mismatch", "compound", "unclear_name", "name_value_mismatch")
    return [flag for flag in flags if getattr(judgement, flag)], judgement.value_kind


def test_every_weak_row_has_a_finding_of_weight():
    missing = [s for s, findings in assessed() if s.judgement.weak and not heavy(findings)]
    flags = [(reasons(s), s) for s in missing]
    codes = [s for (given, kind), s in flags if not given and kind is ValueKind.MISSING]
    unmeasured = [s for (given, _), s in flags if given == ["name_value_mismatch"]]
    others = [s for s in missing if s not in codes and s not in unmeasured]
    assert [text_of(s) for s in others] == []
    assert len(codes) <= CODES_AS_REMARK, [text_of(s) for s in codes]
    assert len(unmeasured) <= UNMEASURED_MISMATCH, [text_of(s) for s in unmeasured]


def test_rows_that_are_not_weak_have_no_finding_of_weight():
    extra = [(s, heavy(f)) for s, f in assessed() if not s.judgement.weak and heavy(f)]
    assert [(text_of(s), c) for s, c in extra if not c <= set(RULES_ON_SOUND_ROWS)] == []
    counts = Counter(code for _, codes in extra for code in codes)
    assert {c: n for c, n in counts.items() if n > RULES_ON_SOUND_ROWS[c]} == {}


@pytest.mark.parametrize(
    ("flag", "speakers"),
    [
        ("vague", {"W01", "W04", "C08", "V09"}),
        ("level_mismatch", {"C01", "C05"}),
        ("unclear_name", {"W05", "W06", "C12", "V09"}),
        ("compound", {"W07"}),
    ],
)
def test_each_flag_ends_in_a_finding_that_speaks_of_it(flag, speakers):
    for subject, findings in assessed():
        if getattr(subject.judgement, flag):
            assert speakers & {f.code for f in findings}, text_of(subject)


def test_open_values_end_in_a_finding_that_speaks_of_them():
    for subject, findings in assessed():
        if subject.judgement.value_kind is ValueKind.OPEN:
            codes = heavy(findings)
            assert codes & {"W01", "W03", "W04", "C08"}, text_of(subject)


def test_every_finding_points_at_words_unless_something_is_missing():
    bare = {f.code for _, findings in assessed() for f in findings if f.start == f.end}
    assert {code for code in bare if code[0] in "WC"} == set()
