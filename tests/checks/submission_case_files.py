"""The YAML cases of the checks of whole submissions: reading, building, assessing, running.

A case file::

    check: S03
    rows: {full: [...]}              # optional: lists of rows that cases take with {rows: full}
    flagged|silent|unjudged:
      - case: what it shows
        submission: {year: 2025, profile: classic-88, kind: declaration, projects: [
            {name: "…", budget: "10", goals: ["…", {text: "…", kind: cycle}], indicators: [
              "产出指标|数量指标|培训人次|≥100人次",                  # level1|level2|name|value
              {row: "产出指标|质量指标|合格率|≥95%", weight: "10"}]}]}
        last_year: {...}   approved: {...}
        hits: [{place: row, project: 0, row: "2", field: value, quote: "≥95%", …}]   # all hits
        confirmations: ["…"]  cannot_judge: ["…"]  not_applicable: ["…"]   # stretches of texts

Rows get the ids 1, 2, 3 … over the whole submission where none is given.
"""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from functools import cache
from itertools import count
from pathlib import Path

import yaml

from assessor.assessing import Assessor
from assessor.checks.rule_reference import find_check
from assessor.checks.submission_check import SubmissionSubject
from assessor.checks.submission_places import pointed_at
from assessor.checks.submission_registry import submission_checks
from assessor.checks.submission_runner import SubmissionResult, run_submission_checks
from assessor.core.ledger import Outcome
from assessor.core.submission import (
    Execution,
    FundLine,
    Goal,
    GoalKind,
    Indicator,
    Origin,
    Paragraph,
    Project,
    Submission,
    SubmissionKind,
)

CASES = Path(__file__).with_name("submission_cases")
GROUPS = ("flagged", "silent", "unjudged")
KEYS = {
    "case", "submission", "last_year", "approved", "hits", "confirmations", "cannot_judge",
    "not_applicable",
}  # fmt: skip
HIT_KEYS = {
    "place", "project", "row", "number", "field", "quote", "severity", "message_has", "hint_has",
    "others",
}  # fmt: skip


@dataclass(frozen=True)
class SubmissionCase:
    """One submission of a case file with what is expected of it."""

    code: str
    group: str
    number: int
    content: dict
    row_lists: dict

    def __str__(self) -> str:
        return f"{self.code}-{self.group}-{self.number}-{self.content['case'][:16]}"

    def build(self, key: str) -> Submission | None:
        """Build the submission under ``key``, ``None`` if the case has none."""
        data = self.content.get(key)
        return None if data is None else build_submission(data, self.row_lists)


def written_submission_codes() -> tuple[str, ...]:
    """Codes of all checks of submissions that have a case file."""
    return tuple(c.code for c in submission_checks() if (CASES / f"{c.code}.yaml").exists())


@cache
def read_submission_cases(code: str) -> tuple[SubmissionCase, ...]:
    """Read one case file; every key must be known."""
    data = yaml.safe_load((CASES / f"{code}.yaml").read_text("utf-8"))
    assert data.pop("check") == code
    row_lists = data.pop("rows", {})
    assert set(data) <= set(GROUPS), f"{code}: groups {sorted(data)}"
    cases = []
    for group in GROUPS:
        for number, content in enumerate(data.get(group) or [], 1):
            place = f"{code}.yaml {group} {number}"
            assert {"case", "submission"} <= set(content), f"{place}: lacks case or submission"
            assert set(content) <= KEYS, f"{place}: unknown {set(content) - KEYS}"
            assert bool(content.get("hits")) == (group == "flagged"), f"{place}: hits"
            for hit in content.get("hits", ()):
                assert set(hit) <= HIT_KEYS, f"{place}: unknown {set(hit) - HIT_KEYS}"
            cases.append(SubmissionCase(code, group, number, content, row_lists))
    return tuple(cases)


def build_submission(data: dict, row_lists: dict | None = None) -> Submission:
    """Build a submission from the content of a case file."""
    ids = map(str, count(1))
    values = dict(data)
    values["kind"] = SubmissionKind(values.get("kind", "declaration"))
    values["projects"] = tuple(
        _project(project, ids, row_lists or {}) for project in values.get("projects", ())
    )
    values["paragraphs"] = tuple(
        Paragraph(text=p, origin=Origin(line=n))
        if isinstance(p, str)
        else Paragraph(**{**p, "headings": tuple(p.get("headings", ()))}, origin=Origin(line=n))
        for n, p in enumerate(values.get("paragraphs", ()), 1)
    )
    return Submission(**values)


def _project(data: dict, ids, row_lists: dict) -> Project:
    values = {"name": "项目", **data}
    values["goals"] = tuple(
        Goal(
            text=goal if isinstance(goal, str) else goal["text"],
            kind=GoalKind("annual" if isinstance(goal, str) else goal.get("kind", "annual")),
            origin=Origin(line=number),
        )
        for number, goal in enumerate(values.get("goals", ()), 1)
    )
    rows = []
    for row in values.get("indicators", ()):
        taken = isinstance(row, dict) and set(row) == {"rows"}
        rows.extend(row_lists[row["rows"]] if taken else [row])
    values["indicators"] = tuple(_row(row, ids) for row in rows)
    values["funds"] = tuple(FundLine(**fund) for fund in values.get("funds", ()))
    if values.get("execution") is not None:
        values["execution"] = Execution(**values["execution"])
    return Project(**values)


def _row(data, ids) -> Indicator:
    number = next(ids)
    values = {"row": data} if isinstance(data, str) else dict(data)
    short = values.pop("row", None)
    if short is not None:
        texts = [part.strip() for part in short.split("|")]
        assert len(texts) == 4, f"level1|level2|name|value: {short}"
        values = {**dict(zip(("level1", "level2", "name", "value"), texts, strict=True)), **values}
    texts = {"value": "", **{key: str(text) for key, text in values.items()}}
    return Indicator(**{"id": number, **texts}, origin=Origin(row=int(number)))


@cache
def _assessor() -> Assessor:
    return Assessor.of()


def subject_of(
    submission: Submission, *, last_year: Submission | None = None,
    approved: Submission | None = None,
) -> SubmissionSubject:  # fmt: skip
    """Return what checks see of a submission, its rows assessed by the shipped model."""
    rows = tuple(tuple(_assessor().assess(p.indicators)) for p in submission.projects)
    return SubmissionSubject(
        submission=submission, rows=rows, last_year=last_year, approved=approved
    )


@cache
def _result(code: str, group: str, number: int) -> SubmissionResult:
    case = next(c for c in read_submission_cases(code) if (c.group, c.number) == (group, number))
    subject = subject_of(
        case.build("submission"),
        last_year=case.build("last_year"),
        approved=case.build("approved"),
    )
    checks = tuple(c for c in submission_checks() if c.code == code or code in c.subsumes)
    result = run_submission_checks(checks, subject, strict=True)
    return replace(
        result,
        findings=tuple(f for f in result.findings if f.code == code),
        confirmed=tuple(c for c in result.confirmed if c.code == code),
        ledger=tuple(e for e in result.ledger if e.code == code),
    )


def result_of(case: SubmissionCase) -> SubmissionResult:
    """Return the result of the case's check on its submission, after subsumption."""
    return _result(case.code, case.group, case.number)


def told(result: SubmissionResult, outcome: Outcome) -> list[str]:
    """Return what the ledger says under ``outcome``."""
    return [entry.missing for entry in result.ledger if entry.outcome is outcome]


def assert_sound_in(finding, submission: Submission) -> None:
    """What holds of every finding: place and span quote the document, sentences are filled."""
    check = find_check(finding.code)
    at = pointed_at(submission, _as_hit(finding))
    assert 0 <= finding.start <= finding.end <= len(at.text)
    assert at.text[finding.start : finding.end] == finding.text == finding.text.strip()
    assert finding.origin == at.origin
    ids = {row.id for project in submission.projects for row in project.indicators}
    assert set(finding.others) <= ids - {finding.row}
    printed = repr(submission)
    for sentence in (finding.message, finding.hint):
        assert sentence.strip()
        if not {"{", "}"} & set(printed):
            assert not {"{", "}"} & set(sentence), sentence
        if "None" not in "".join(_texts(asdict(submission))):
            assert "None" not in sentence
    assert finding.name == check.name
    assert finding.source


def _texts(value: object) -> Iterator[str]:
    """Yield the texts within the fields of a submission."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for inner in value.values():
            yield from _texts(inner)
    elif isinstance(value, tuple):
        for inner in value:
            yield from _texts(inner)


def _as_hit(finding):
    from assessor.checks.submission_check import SubmissionHit

    return SubmissionHit(
        place=finding.place, project=finding.project, row=finding.row, number=finding.number,
        field=finding.field, start=finding.start, end=finding.end,
    )  # fmt: skip
