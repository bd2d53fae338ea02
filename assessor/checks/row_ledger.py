"""What became of the checks of single rows, and which checks were left out of a run."""

from collections.abc import Iterable, Sequence

from assessor.checks.check import Check
from assessor.checks.registry import all_checks
from assessor.checks.submission_registry import submission_checks
from assessor.core.assessment import IndicatorAssessment
from assessor.core.ledger import LedgerEntry, Outcome

NO_ROWS = "没有绩效指标，无从检查"


def full_ledger(
    whole: Sequence[LedgerEntry],
    checks: Sequence[Check],
    rows: Sequence[tuple[IndicatorAssessment, ...]],
) -> tuple[LedgerEntry, ...]:
    """Return the ledger with an entry for every known check, those of rows first.

    Parameters
    ----------
    whole
        Entries of the checks of whole submissions that ran.
    checks
        Checks of single rows that ran over ``rows``, the assessed ones of each project.
    """
    of_rows = [entry for check in checks for entry in _entries(check.code, rows)]
    known = {entry.code for entry in (*of_rows, *whole)}
    row_codes = [check.code for check in all_checks()]
    whole_codes = [check.code for check in submission_checks()]
    return (
        *of_rows,
        *_left_out(row_codes, known, of_rows=True),
        *whole,
        *_left_out(whole_codes, known, of_rows=False),
    )


def _entries(code: str, rows: Sequence[tuple[IndicatorAssessment, ...]]) -> tuple[LedgerEntry, ...]:
    if not any(rows):
        return (
            LedgerEntry(code=code, outcome=Outcome.NOT_APPLICABLE, missing=NO_ROWS, of_rows=True),
        )
    crashed: dict[str, list[int]] = {}
    done = False
    for number, project in enumerate(rows):
        for row in project:
            reason = next((f.reason for f in row.failures if f.code == code), None)
            done = done or reason is None
            if reason is not None and number not in crashed.setdefault(reason, []):
                crashed[reason].append(number)
    entries = [LedgerEntry(code=code, outcome=Outcome.DONE, of_rows=True)] if done else []
    for reason, numbers in crashed.items():
        told = () if len(numbers) == len(rows) else tuple(numbers)
        entries.append(
            LedgerEntry(
                code=code, outcome=Outcome.FAILED, missing=reason, projects=told, of_rows=True
            )
        )
    return tuple(entries)


def _left_out(codes: Iterable[str], known: set[str], *, of_rows: bool) -> Iterable[LedgerEntry]:
    return (
        LedgerEntry(code=code, outcome=Outcome.NOT_SELECTED, of_rows=of_rows)
        for code in codes
        if code not in known
    )
