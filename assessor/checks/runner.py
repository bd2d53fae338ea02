"""Run the selected checks over a row: hits become findings, doubles are dropped.

This is the one place that catches everything: a check that crashes becomes a CheckFailure of
the row ("not assessed"), never a finding and never the end of the run.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from assessor.checks.check import Check, Hit, Subject
from assessor.checks.finding_ids import FindingIds, row_content
from assessor.core.assessment import CheckFailure
from assessor.core.finding import Finding
from assessor.core.submission import Field


@dataclass(frozen=True, slots=True)
class RowResult:
    """Findings of one row, in reading order, and the checks that crashed on it."""

    findings: tuple[Finding, ...]
    failures: tuple[CheckFailure, ...]


_FIELD_ORDER = {field: i for i, field in enumerate(Field)}


def run_checks(checks: Sequence[Check], subject: Subject, *, strict: bool = False) -> RowResult:
    """Run ``checks`` over one row.

    Parameters
    ----------
    strict
        Let a crashing check raise; for tests.
    """
    found: list[tuple[Check, Finding]] = []
    failures: list[CheckFailure] = []
    ids = FindingIds()
    for check in checks:
        try:
            found += [(check, _finding(check, hit, subject, ids)) for hit in check.find(subject)]
        except Exception as error:  # the one place that may catch everything
            if strict:
                raise
            failures.append(
                CheckFailure(code=check.code, reason=f"{type(error).__name__}: {error}")
            )
    if not found:
        return RowResult((), tuple(failures))
    silent = {code for check, _ in found for code in check.subsumes}
    kept = [finding for check, finding in found if check.code not in silent]
    kept.sort(key=lambda finding: (_FIELD_ORDER[finding.field], finding.start, finding.code))
    return RowResult(findings=tuple(kept), failures=tuple(failures))


def _finding(check: Check, hit: Hit, subject: Subject, ids: FindingIds) -> Finding:
    text = subject.indicator.text(hit.field)
    words = {**dict(hit.words), "text": text[hit.start : hit.end], "name": subject.indicator.name}
    return Finding(
        id=ids.of(
            check.code,
            *row_content(subject.indicator),
            hit.field.value,
            text[hit.start : hit.end],
            str(hit.start),
            str(hit.end),
        ),
        code=check.code,
        name=check.name,
        severity=hit.severity or check.severity,
        field=hit.field,
        start=hit.start,
        end=hit.end,
        text=text[hit.start : hit.end],
        message=check.message.format(**words),
        hint=check.hint.format(**words),
        source=check.source,
        found_by=check.found_by,
        probability=hit.probability,
        origin=subject.indicator.origin,
    )
