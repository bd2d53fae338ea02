"""The YAML cases of the checks: reading, and assessing one row with few checks."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

from assessor.assessing import Assessor
from assessor.checks.check import Check
from assessor.checks.registry import all_checks
from assessor.checks.rule_reference import find_check
from assessor.checks.runner import RowResult, run_checks
from assessor.classifiers.artefact import shipped_artefact
from assessor.core.finding import Finding
from assessor.core.submission import Indicator
from assessor.scoring.rubric import LETTERS, Rubric

CASES = Path(__file__).with_name("cases")
KEYS = {
    "flagged": {"name", "value", "field", "quote"},
    "silent": {"name", "value", "why"},
    "real": {"name", "value", "quotes"},
}
OPTIONAL = {"level1", "level2", "cycle_value", "severity", "message_has", "hint_has", "why"}


@dataclass(frozen=True)
class Case:
    """One row of a case file with what is expected of it."""

    code: str
    group: str
    number: int
    content: dict

    def __str__(self) -> str:
        return f"{self.code}-{self.group}-{self.number}-{self.content['name'][:12]}"

    @property
    def row(self) -> Indicator:
        texts = {
            k: self.content.get(k, "") for k in ("level1", "level2", "name", "value", "cycle_value")
        }
        return Indicator(id=str(self), **texts)


@cache
def read_cases(code: str) -> tuple[Case, ...]:
    """Read one case file; every text must be quoted, every key known."""
    data = yaml.safe_load((CASES / f"{code}.yaml").read_text("utf-8"))
    assert data.pop("check") == code
    assert set(data) == set(KEYS), f"{code}: groups {sorted(data)}"
    cases = []
    for group, rows in data.items():
        for number, content in enumerate(rows, 1):
            place = f"{code}.yaml {group} {number}"
            missing, known = KEYS[group] - set(content), KEYS[group] | OPTIONAL
            assert not missing, f"{place}: lacks {missing}"
            assert set(content) <= known, f"{place}: unknown {set(content) - known}"
            for key, text in content.items():
                texts = text if key == "quotes" else [text]
                assert all(isinstance(t, str) for t in texts), f"{place}: {key} must be quoted"
            cases.append(Case(code, group, number, content))
    return tuple(cases)


def written_codes() -> tuple[str, ...]:
    """Codes of all checks of the catalog that have a case file."""
    return tuple(c.code for c in all_checks() if (CASES / f"{c.code}.yaml").exists())


def with_subsumers(code: str) -> tuple[Check, ...]:
    """Return the check and those that silence it."""
    return tuple(c for c in all_checks() if c.code == code or code in c.subsumes)


@cache
def stub_rubric() -> Rubric:
    """A rubric that knows every check, so that tests of checks need no scores."""
    letters = dict.fromkeys(LETTERS, ())
    letters["specific"] = tuple(c.code for c in all_checks())
    return Rubric.model_construct(
        version="test", source="test", always_judged=(), letters=letters,
        points={"blocker": 60, "major": 30, "minor": 10, "info": 0},
    )  # fmt: skip


class _Capturing(Assessor):
    """An assessor that runs its checks strictly and keeps the subject."""

    def _row(self, indicator, reading, judgement):
        captured = []
        probe = Check(
            code="T00", name="probe", title="", severity="info", found_by="rule", message="",
            hint="", what="", why="", mend="", limits="", source="", flagged=(), clean=(),
            find=lambda subject: captured.append(subject) or iter(()),
        )  # fmt: skip
        Assessor(self.artefact, (probe,), self.rubric)._row(indicator, reading, judgement)
        return captured[0]


def subjects_of(rows):
    """Return the subjects that checks see for ``rows``, judged by the shipped model."""
    return tuple(_Capturing(shipped_artefact(), (), stub_rubric()).assess(rows))


def run_strictly(checks, subject) -> RowResult:
    """Run checks over a subject; a crash raises."""
    return run_checks(checks, subject, strict=True)


def findings_of(code: str, row: Indicator) -> tuple[Finding, ...]:
    """Return the findings of one check on one row, after subsumption."""
    (subject,) = subjects_of((row,))
    result = run_strictly(with_subsumers(code), subject)
    return tuple(f for f in result.findings if f.code == find_check(code).code)


def assert_sound(finding, row):
    """What holds of every finding: the quote is the user's text, message and hint are filled."""
    text = row.text(finding.field)
    assert 0 <= finding.start <= finding.end <= len(text)
    assert text[finding.start : finding.end] == finding.text
    assert finding.text == finding.text.strip()
    for sentence in (finding.message, finding.hint):
        template = sentence.replace(row.name, "").replace(finding.text or "\0", "")
        assert sentence.strip()
        assert not {"{", "}"} & set(template), sentence
    assert finding.name == find_check(finding.code).name
    assert finding.source
