"""Choosing checks, walking the catalog, and running them over one row."""

import pickle
from dataclasses import replace
from types import ModuleType, SimpleNamespace

import pytest

from assessor.assessing import Assessor
from assessor.checks import registry
from assessor.checks.check import Check, Hit
from assessor.checks.registry import all_checks
from assessor.checks.rule_reference import find_check
from assessor.checks.runner import run_checks
from assessor.checks.selection import Selection, selected_checks
from assessor.classifiers.artefact import shipped_artefact
from assessor.core.assessment import CheckFailure
from assessor.core.finding import FoundBy, Severity
from assessor.core.submission import Field, Indicator
from assessor.errors import ConfigError
from case_files import stub_rubric, subjects_of

ROW = Indicator(id="1", level2="社会效益指标", name="职工{技能}水平", value="有所提升")


@pytest.fixture
def subject():
    (subject,) = subjects_of((ROW,))
    return subject


def a_check(code="W90", name="test-defect", **changes):
    fields = {
        "code": code, "name": name, "title": "测试", "severity": Severity.MAJOR,
        "found_by": FoundBy.RULE, "message": "“{text}”不妥（{name}）", "hint": "{todo}",
        "what": "", "why": "", "mend": "", "limits": "", "source": "一般做法",
        "flagged": (), "clean": (), "find": hit_value, **changes,
    }  # fmt: skip
    return Check(**fields)


def hit_value(subject):
    yield Hit(field=Field.VALUE, start=0, end=2, words=(("todo", "改写"),))


def hit_name(subject):
    yield Hit(field=Field.NAME, start=0, end=2, words=(("todo", "改写"),))


def crash(subject):
    yield from hit_value(subject)
    raise RuntimeError("坏了")


def crash_at_once(subject):
    raise RuntimeError("坏了")


def nothing(subject):
    return iter(())


def codes(selection):
    return [check.code for check in selected_checks(selection)]


def test_all_checks_run_by_default_in_the_order_of_families():
    every = codes(Selection())
    assert every == [check.code for check in all_checks()]
    assert every == sorted(every, key=lambda code: ("WVCSE".index(code[0]), code))
    assert {"W01", "W03", "W04", "W05", "W06", "W07", "W08", "C01", "C05", "C08", "C12"} <= set(
        every
    )


def test_family_code_and_name_choose():
    assert set(codes(Selection(select=("W",)))) == {c for c in codes(Selection()) if c[0] == "W"}
    assert codes(Selection(select=("c05",))) == ["C05"]
    assert codes(Selection(select=("vague-wording", "C05"))) == ["W01", "C05"]
    assert codes(Selection(select=("w", "C12"))) == [*codes(Selection(select=("W",))), "C12"]


def test_leaving_out_wins_over_choosing():
    assert "W01" not in codes(Selection(select=("W", "W01"), ignore=("W01",)))
    assert not any(code.startswith("V") for code in codes(Selection(ignore=("V",))))
    assert codes(Selection(select=("W01",), ignore=("W",))) == []


@pytest.mark.parametrize("reference", ["X99", "W99", "W1", "", "WW", "vague", "模糊"])
def test_unknown_reference_is_a_config_error(reference):
    for selection in (Selection(select=(reference,)), Selection(ignore=(reference,))):
        with pytest.raises(ConfigError) as caught:
            selected_checks(selection)
        assert caught.value.code == "config.unknown-check"
        assert f"“{reference}”" in caught.value.message
        assert caught.value.hint


def test_a_check_is_found_by_code_and_name():
    assert find_check("w01") is find_check("W01") is find_check("vague-wording")
    with pytest.raises(ConfigError) as caught:
        find_check("W99")
    assert caught.value.code == "config.unknown-check"


@pytest.fixture
def catalog(monkeypatch):
    """Replace the catalog folder by given modules."""

    def use(**modules):
        made = {}
        for name, check in modules.items():
            made[name] = ModuleType(name)
            if check is not None:
                made[name].CHECK = check
        found = [SimpleNamespace(name=name) for name in modules]
        monkeypatch.setattr(registry.pkgutil, "iter_modules", lambda path: found)
        monkeypatch.setattr(registry, "import_module", lambda path: made[path.rpartition(".")[2]])
        return all_checks.__wrapped__()

    return use


def test_catalog_is_sorted_by_family(catalog):
    found = catalog(
        c90_second=a_check("C90", "second"), w90_first=a_check("W90", "first")
    )  # fmt: skip
    assert [check.code for check in found] == ["W90", "C90"]


@pytest.mark.parametrize(
    ("modules", "words"),
    [
        ({"w90_test_defect": None}, "没有声明"),
        ({"w91_test_defect": a_check()}, "不符"),
        ({"w90_other": a_check()}, "不符"),
    ],
)
def test_wrong_check_files_are_config_errors(catalog, modules, words):
    with pytest.raises(ConfigError) as caught:
        catalog(**modules)
    assert caught.value.code == "config.check"
    assert words in caught.value.message


def test_finding_quotes_and_fills(subject):
    (finding,) = run_checks((a_check(),), subject).findings
    assert (finding.text, finding.field) == ("有所", Field.VALUE)
    assert finding.message == "“有所”不妥（职工{技能}水平）"
    assert finding.hint == "改写"
    assert pickle.loads(pickle.dumps(finding)) == finding


def test_crashing_check_is_a_failure_and_the_others_go_on(subject):
    result = run_checks(
        (a_check("W91", find=crash_at_once), a_check("W92", find=hit_name)), subject
    )
    assert result.failures == (CheckFailure(code="W91", reason="RuntimeError: 坏了"),)
    assert "W92" in [finding.code for finding in result.findings]
    with pytest.raises(RuntimeError):
        run_checks((a_check(find=crash_at_once),), subject, strict=True)


def test_crashing_check_leaves_no_half_result(subject):
    """A row that a check could not judge is not assessed by it: no finding beside the failure."""
    result = run_checks((a_check("W91", find=crash),), subject)
    assert result.findings == ()


def test_message_that_cannot_be_filled_is_a_failure_of_its_check(subject):
    result = run_checks((a_check("W91", message="{nobody}"), a_check("W92")), subject)
    assert [failure.code for failure in result.failures] == ["W91"]
    assert [finding.code for finding in result.findings] == ["W92"]


def test_subsumed_check_is_silent_only_where_the_other_fires(subject):
    minor = a_check("W91", find=hit_name)
    fires = a_check("W92", subsumes=("W91",))
    rests = replace(fires, find=nothing)
    assert [f.code for f in run_checks((minor, fires), subject).findings] == ["W92"]
    assert [f.code for f in run_checks((fires, minor), subject).findings] == ["W92"]
    assert [f.code for f in run_checks((minor, rests), subject).findings] == ["W91"]


def test_findings_stand_in_reading_order(subject):
    result = run_checks((a_check("W91"), a_check("W92", find=hit_name)), subject)
    assert [f.field for f in result.findings] == [Field.NAME, Field.VALUE]


def test_ids_name_the_content(subject):
    (first,) = run_checks((a_check(),), subject).findings
    (again,) = run_checks((a_check(),), subject).findings
    (other,) = run_checks((a_check("W91"),), subject).findings
    assert first.id == again.id != other.id
    assert first.id.startswith("W90-")


def test_hit_may_change_the_severity(subject):
    def find(subject):
        yield Hit(field=Field.VALUE, severity=Severity.INFO, words=(("todo", "可保留"),))

    (finding,) = run_checks((a_check(find=find),), subject).findings
    assert finding.severity is Severity.INFO
    assert (finding.start, finding.end, finding.text) == (0, 0, "")


def test_failures_reach_the_assessment():
    assessor = Assessor(shipped_artefact(), (a_check("W91", find=crash_at_once),), stub_rubric())
    (assessed,) = assessor.assess([ROW])
    assert [failure.code for failure in assessed.failures] == ["W91"]
