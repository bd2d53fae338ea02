"""One defect at one place."""

from dataclasses import dataclass
from enum import StrEnum

from assessor.core.submission import Field, Origin


class Severity(StrEnum):
    """How much a finding weighs, worst first (DOMAIN.md 0)."""

    BLOCKER = "blocker"
    MAJOR = "major"
    MINOR = "minor"
    INFO = "info"

    @property
    def rank(self) -> int:
        """0 for blocker up to 3 for info."""
        return _RANKS[self]

    @property
    def chinese(self) -> str:
        """Name shown to users."""
        return {"blocker": "必须改", "major": "应修改", "minor": "建议改", "info": "提示"}[
            self.value
        ]


_RANKS = {severity: rank for rank, severity in enumerate(Severity)}


class FoundBy(StrEnum):
    """Whether a rule or a trained model found it."""

    RULE = "rule"
    MODEL = "model"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A defect with the characters a person would underline.

    Attributes
    ----------
    field, start, end, text
        The place: ``text == indicator.text(field)[start:end]``; an empty span at 0 means that
        something is missing.
    source
        Key or sentence naming what the check rests on (一般做法 where no rule was read).
    probability
        Calibrated probability for model findings, ``None`` for rules.
    """

    id: str
    code: str
    name: str
    severity: Severity
    field: Field
    start: int
    end: int
    text: str
    message: str
    hint: str
    source: str
    found_by: FoundBy
    probability: float | None = None
    origin: Origin = Origin()
