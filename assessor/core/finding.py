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


class Place(StrEnum):
    """What a finding points at: a row as a rule, else something of its submission."""

    SUBMISSION = "submission"
    PROJECT = "project"
    GOAL = "goal"
    ROW = "row"
    FUNDS = "funds"
    EXECUTION = "execution"
    PARAGRAPH = "paragraph"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A defect with the characters a person would underline.

    Attributes
    ----------
    field, start, end, text
        The place: ``text == indicator.text(field)[start:end]`` for a row, likewise for the goal,
        project or paragraph that ``place`` tells; an empty span at 0 means that something is
        missing or that the whole is meant.
    place, project, row, number
        What is pointed at, for checks of the whole submission: the project by its number from
        0 (``None`` = the whole submission), the row by its id, the goal, line of funds or
        paragraph by its number from 0. A check of single rows leaves all but ``place`` empty.
    others
        Ids of further rows that belong to the same defect.
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
    place: Place = Place.ROW
    project: int | None = None
    row: str | None = None
    number: int | None = None
    others: tuple[str, ...] = ()
