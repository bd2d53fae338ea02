"""Which checks run: codes, names and families, chosen or left out."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

from assessor.checks.check import Check
from assessor.checks.registry import all_checks
from assessor.checks.submission_check import SubmissionCheck
from assessor.checks.submission_registry import submission_checks
from assessor.errors import ConfigError

AnyCheck = TypeVar("AnyCheck", Check, SubmissionCheck)


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """Codes to run and to leave out; a family is its letter (``W``), an empty choice is all."""

    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()


def selected_checks(selection: Selection = Selection()) -> tuple[Check, ...]:
    """Return the checks of single rows to run, in catalog order; leaving out wins over choosing.

    Raises
    ------
    ConfigError
        ``config.unknown-check``: a code names neither a check nor a family.
    """
    return _selected(all_checks(), selection)


def selected_submission_checks(
    selection: Selection = Selection(),
) -> tuple[SubmissionCheck, ...]:
    """Return the checks of whole submissions to run; otherwise as :func:`selected_checks`."""
    return _selected(submission_checks(), selection)


def _selected(checks: Sequence[AnyCheck], selection: Selection) -> tuple[AnyCheck, ...]:
    known: tuple[Check | SubmissionCheck, ...] = (*all_checks(), *submission_checks())
    chosen = _resolve(selection.select, known) if selection.select else {c.code for c in known}
    left_out = _resolve(selection.ignore, known)
    return tuple(c for c in checks if c.code in chosen and c.code not in left_out)


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
