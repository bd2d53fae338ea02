"""What a comparison of sums says, and the texts of a project that sums stand in."""

from dataclasses import dataclass
from enum import StrEnum

from assessor.core.finding import Place
from assessor.core.span import Span
from assessor.core.submission import Field

NOWHERE = Span(0, 0)
SKIPPED = "没有逐一核对"


class Verdict(StrEnum):
    """How a comparison ends."""

    AGREES = "agrees"
    DISAGREES = "disagrees"
    OPEN = "open"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reckoning:
    """One comparison: what stands where, and what the sum says.

    ``text`` is what the reader is told: the sum written out, or what is missing.
    """

    verdict: Verdict
    text: str
    place: Place = Place.PROJECT
    number: int | None = None
    row: str | None = None
    field: Field | None = None
    span: Span = NOWHERE
    others: tuple[str, ...] = ()
    rest: bool = False
    """Open only because the sum is below the budget and the rest has no sum of its own."""
    actual: bool = False
    """Of what was done and spent, not of the plan."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldSum:
    """A sum that a text tells, and whether it works out; ``why`` writes it out.

    ``skipped``: nothing was reckoned, for there is more than can be looked through.
    """

    verdict: Verdict
    span: Span
    why: str
    skipped: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A text with its place: a goal or the content of the project."""

    text: str
    place: Place
    number: int | None
    cycle: bool = False

    def reckoning(self, verdict: Verdict, text: str, span: Span = NOWHERE) -> Reckoning:
        """Return a comparison at a place of this text."""
        field = Field.CONTENT if self.place is Place.PROJECT else None
        return Reckoning(verdict=verdict, text=text, place=self.place, number=self.number,
                         field=field, span=span)  # fmt: skip
