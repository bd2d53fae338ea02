"""Which checks run: codes, names and families, chosen or left out."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import TypeVar

from assessor.checks.check import Check, Hit
from assessor.checks.own_checks import row_checks
from assessor.checks.submission_check import SubmissionCheck, SubmissionHit
from assessor.checks.submission_registry import submission_checks
from assessor.core.finding import Severity
from assessor.errors import ConfigError

AnyCheck = TypeVar("AnyCheck", Check, SubmissionCheck)
Subject = TypeVar("Subject")
Answer = TypeVar("Answer")


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """Codes to run and to leave out; a family is its letter (``W``), an empty choice is all.

    Attributes
    ----------
    severities
        What checks weigh where that is not left to them, by code or name; scores follow it.
    """

    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    severities: tuple[tuple[str, Severity], ...] = ()


def selected_checks(selection: Selection = Selection()) -> tuple[Check, ...]:
    """Return the checks of single rows to run, in catalog order; leaving out wins over choosing.

    Raises
    ------
    ConfigError
        ``config.unknown-check``: a code names neither a check nor a family.
    """
    return _selected(row_checks(), selection)


def selected_submission_checks(
    selection: Selection = Selection(),
) -> tuple[SubmissionCheck, ...]:
    """Return the checks of whole submissions to run; otherwise as :func:`selected_checks`."""
    return _selected(submission_checks(), selection)


def _selected(checks: Sequence[AnyCheck], selection: Selection) -> tuple[AnyCheck, ...]:
    known: tuple[Check | SubmissionCheck, ...] = (*row_checks(), *submission_checks())
    chosen = _resolve(selection.select, known) if selection.select else {c.code for c in known}
    left_out = _resolve(selection.ignore, known)
    weights = {
        code: severity
        for reference, severity in selection.severities
        for code in _resolve((reference,), known)
    }
    kept = (c for c in checks if c.code in chosen and c.code not in left_out)
    return tuple(_weighed(c, weights[c.code]) if c.code in weights else c for c in kept)


def _weighed(check: AnyCheck, severity: Severity) -> AnyCheck:
    return replace(check, severity=severity, find=partial(_without_severity, check.find))


def _without_severity(
    find: Callable[[Subject], Iterator[Answer]], subject: Subject
) -> Iterator[Answer]:
    for answer in find(subject):
        if isinstance(answer, Hit | SubmissionHit):
            yield replace(answer, severity=None)
        else:
            yield answer


def codes_of(references: Sequence[str]) -> tuple[str, ...]:
    """Return the codes of checks that codes, names and families mean, sorted.

    Raises
    ------
    ConfigError
        ``config.unknown-check``: one means none.
    """
    known: tuple[Check | SubmissionCheck, ...] = (*row_checks(), *submission_checks())
    return tuple(sorted(_resolve(tuple(references), known)))


def _resolve(references: tuple[str, ...], checks: Sequence[Check | SubmissionCheck]) -> set[str]:
    found: set[str] = set()
    for reference in references:
        codes = {
            c.code
            for c in checks
            if reference.upper() in (c.code, c.code[0]) or reference.lower() == c.name
        }
        if not codes:
            raise ConfigError(
                f"没有名为“{reference}”的检查或检查类别",
                hint="可用编码见 assessor rules，例如 W01、S05，或类别 W、V、C、S、E。",
                code="config.unknown-check",
            )
        found |= codes
    return found
