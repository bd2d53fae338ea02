"""Run the checks of a whole submission: answers become findings, confirmations and a ledger.

A check that crashes becomes an entry of the ledger ("not judged"), never a finding and never the
end of the run.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from assessor.checks.finding_ids import FindingIds, row_content
from assessor.checks.registry import all_checks
from assessor.checks.submission_check import (
    Answer,
    CannotJudge,
    Confirmation,
    NotApplicable,
    SubmissionCheck,
    SubmissionHit,
    SubmissionSubject,
)
from assessor.checks.submission_places import PointedAt, pointed_at
from assessor.core.finding import Finding, Place
from assessor.core.ledger import Confirmed, LedgerEntry, Outcome
from assessor.core.submission import Project, Submission

_FIGURES = re.compile(r"[\d一二三四五六七八九十百千万.,，%]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class SubmissionResult:
    """What the checks say of one submission.

    Attributes
    ----------
    findings
        In the order of projects and rows, those of the whole submission first.
    confirmed
        What was checked and agrees.
    ledger
        At least one entry per check, in the order of the checks.
    silenced
        Ids of findings of single rows that a finding here tells better.
    """

    findings: tuple[Finding, ...]
    confirmed: tuple[Confirmed, ...]
    ledger: tuple[LedgerEntry, ...]
    silenced: tuple[str, ...] = ()


def run_submission_checks(
    checks: Sequence[SubmissionCheck], subject: SubmissionSubject, *, strict: bool = False
) -> SubmissionResult:
    """Run ``checks`` over one submission.

    Parameters
    ----------
    strict
        Let a crashing check raise; for tests.
    """
    found: list[Finding] = []
    confirmed: list[Confirmed] = []
    ledger: list[LedgerEntry] = []
    ids = FindingIds()
    for check in checks:
        try:
            answers = tuple(check.find(subject))
            findings = _findings(check, answers, subject.submission, ids)
        except Exception as error:  # the one place that may catch everything
            if strict:
                raise
            reason = f"{type(error).__name__}: {error}"
            ledger.append(LedgerEntry(code=check.code, outcome=Outcome.FAILED, missing=reason))
            continue
        found += findings
        confirmed += [
            Confirmed(code=check.code, text=a.text, project=a.project, row=a.row)
            for a in answers
            if isinstance(a, Confirmation)
        ]
        ledger += _entries(check.code, answers, len(subject.submission.projects))
    kept, silenced = _without_doubles(checks, found, subject)
    return SubmissionResult(
        findings=_in_order(kept, subject.submission),
        confirmed=_told_once(confirmed, len(subject.submission.projects)),
        ledger=tuple(ledger),
        silenced=silenced,
    )


def _findings(
    check: SubmissionCheck, answers: Iterable[Answer], submission: Submission, ids: FindingIds
) -> list[Finding]:
    hits = dict.fromkeys(answer for answer in answers if isinstance(answer, SubmissionHit))
    return [
        _finding(check, hit, at, ids.of(check.code, *_content(hit, at, submission)))
        for hit, at in ((hit, pointed_at(submission, hit)) for hit in hits)
    ]


def _finding(check: SubmissionCheck, hit: SubmissionHit, at: PointedAt, finding_id: str) -> Finding:
    text = at.text[hit.start : hit.end]
    words = {
        "text": text,
        "name": at.row.name if at.row else "",
        "project": _named(at.project),
        **dict(hit.words),
    }
    return Finding(
        id=finding_id,
        code=check.code,
        name=check.name,
        severity=hit.severity or check.severity,
        field=at.field,
        start=hit.start,
        end=hit.end,
        text=text,
        message=check.message.format(**words),
        hint=check.hint.format(**words),
        source=check.source,
        found_by=check.found_by,
        origin=at.origin,
        place=hit.place,
        project=hit.project,
        row=hit.row,
        number=hit.number,
        others=hit.others,
    )


def _named(project: Project | None) -> str:
    if project is None:
        return "本申报"
    return " ".join(project.name.split()) or "本项目"


def _content(hit: SubmissionHit, at: PointedAt, submission: Submission) -> Iterator[str]:
    """Yield what tells a finding from others: whose it is, its rows and the quoted words.

    Neither places nor the text around belong to it, so the id outlives another order, inserted
    rows and a mend elsewhere in the same text. Where something is missing and no words can be
    quoted, what is said of it stands for them, without its figures.
    """
    yield from (submission.organisation or "", str(submission.year))
    yield at.project.name if at.project else ""
    yield from (hit.place.value, at.field.value)
    if at.row is not None:
        yield from row_content(at.row)
    quoted = at.text[hit.start : hit.end]
    yield quoted
    if not quoted:
        yield from sorted(_FIGURES.sub("", f"{name}={said}") for name, said in hit.words)
    elif at.row is not None:
        yield from (str(hit.start), str(hit.end))
    others = {row.id: row for row in at.project.indicators} if at.project else {}
    yield from sorted("\x1e".join(row_content(others[i])) for i in hit.others if i in others)


def _told_once(confirmed: Sequence[Confirmed], projects: int) -> tuple[Confirmed, ...]:
    """Drop confirmations that a reader could not tell apart, those without a project first."""
    kept: dict[tuple[str, str, int | None], Confirmed] = {}
    for one in confirmed:
        key = (one.code, one.text, one.project if projects > 1 else None)
        if key not in kept or (kept[key].project is None and one.project is not None):
            kept[key] = one
    return tuple(kept.values())


def _entries(code: str, answers: Sequence[Answer], projects: int) -> list[LedgerEntry]:
    """Return the outcomes of one check; what holds for many projects is said once."""
    said: dict[tuple[Outcome, str], list[int]] = {}
    whole: set[tuple[Outcome, str]] = set()
    settled = any(isinstance(a, SubmissionHit | Confirmation) for a in answers)
    for answer in answers:
        if isinstance(answer, CannotJudge):
            key = (Outcome.CANNOT_JUDGE, answer.missing)
        elif isinstance(answer, NotApplicable):
            key = (Outcome.NOT_APPLICABLE, answer.reason)
        else:
            continue
        numbers = said.setdefault(key, [])
        if answer.project is None:
            whole.add(key)
        elif answer.project not in numbers:
            numbers.append(answer.project)
    open_projects = set(range(projects)) - {number for group in said.values() for number in group}
    done = settled or (not whole and (bool(open_projects) or not said))
    entries = [LedgerEntry(code=code, outcome=Outcome.DONE)] if done else []
    for key, numbers in said.items():
        everywhere = key in whole or len(numbers) == projects
        told = () if everywhere else tuple(sorted(numbers))
        entries.append(LedgerEntry(code=code, outcome=key[0], missing=key[1], projects=told))
    return entries


def _without_doubles(
    checks: Sequence[SubmissionCheck], found: Sequence[Finding], subject: SubmissionSubject
) -> tuple[list[Finding], tuple[str, ...]]:
    """Drop findings whose defect another finding tells; name those of single rows."""
    subsumes = {check.code: check.subsumes for check in checks}
    by_rows = {check.code: check.subsumes for check in all_checks()}
    of_rows = {row.indicator.id: row.findings for project in subject.rows for row in project}
    kept = []
    for one in found:
        better = any(
            one.code in subsumes[other.code] and _same_place(one, other) for other in found
        )
        told = any(one.code in by_rows.get(f.code, ()) for f in of_rows.get(one.row or "", ()))
        if not better and not (one.place is Place.ROW and told):
            kept.append(one)
    silenced = dict.fromkeys(
        finding.id
        for one in kept
        for row in _rows(one)
        for finding in of_rows.get(row, ())
        if finding.code in subsumes[one.code]
    )
    return kept, tuple(silenced)


def _rows(finding: Finding) -> tuple[str, ...]:
    return (*((finding.row,) if finding.row is not None else ()), *finding.others)


def _same_place(one: Finding, other: Finding) -> bool:
    if one.project != other.project:
        return False
    if one.place is Place.ROW:
        return one.row in _rows(other)
    return (one.place, one.number) == (other.place, other.number)


def _in_order(findings: Iterable[Finding], submission: Submission) -> tuple[Finding, ...]:
    rows = {
        row.id: number
        for project in submission.projects
        for number, row in enumerate(project.indicators)
    }

    def key(finding: Finding) -> tuple[int, int, int, str, int]:
        project = -1 if finding.project is None else finding.project
        row = -1 if finding.row is None else rows.get(finding.row, -1)
        number = -1 if finding.number is None else finding.number
        return (project, row, number, finding.code, finding.start)

    return tuple(sorted(findings, key=key))
