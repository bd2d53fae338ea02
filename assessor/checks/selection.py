"""Which checks run: codes, names and families, chosen or left out."""

from dataclasses import dataclass

from assessor.checks.check import Check
from assessor.checks.registry import all_checks
from assessor.errors import ConfigError


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """Codes to run and to leave out; a family is its letter (``W``), an empty choice is all."""

    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()


def selected_checks(selection: Selection = Selection()) -> tuple[Check, ...]:
    """Return the checks to run, in catalog order; leaving out wins over choosing.

    Raises
    ------
    ConfigError
        ``config.unknown-check``: a code names neither a check nor a family.
    """
    checks = all_checks()
    chosen = _resolve(selection.select, checks) if selection.select else {c.code for c in checks}
    left_out = _resolve(selection.ignore, checks)
    return tuple(c for c in checks if c.code in chosen and c.code not in left_out)


def _resolve(references: tuple[str, ...], checks: tuple[Check, ...]) -> set[str]:
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
                hint="可用编码见 assessor rules，例如 W01、C05，或类别 W、V、C。",
                code="config.unknown-check",
            )
        found |= codes
    return found
