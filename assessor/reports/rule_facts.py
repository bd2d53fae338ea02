"""What reports tell of a check beside its findings."""

from dataclasses import dataclass

from assessor.core.finding import Severity


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleFacts:
    """One check; texts are Chinese.

    Attributes
    ----------
    found_by
        ``rule`` or ``model``.
    """

    code: str
    name: str
    title: str
    severity: Severity
    found_by: str
    what: str
    why: str
    mend: str
    limits: str
    source: str
