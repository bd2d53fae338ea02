"""A proposed rewording of one row (DESIGN.md 6)."""

from dataclasses import dataclass
from enum import StrEnum

from assessor.core.submission import Origin

BLANK = "【__】"
MOST_SHOWN = 3


class Verdict(StrEnum):
    """What the second assessment says of a candidate."""

    VERIFIED = "verified"
    NEEDS_INPUT = "needs-input"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """Values of comparable rows of the corpus: for orientation beside a blank, never a value.

    Attributes
    ----------
    count
        Number of comparable rows.
    low, middle, high
        Quartiles, in ``unit``.
    sector
        Whose rows they are, ``""`` for all sectors.
    """

    count: int
    low: float
    middle: float
    high: float
    unit: str
    sector: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """A blank that only the unit can fill.

    Attributes
    ----------
    field
        ``"name"`` or ``"value"``: where the blank stands.
    question
        What the unit must tell, in Chinese.
    """

    field: str
    question: str
    reference: Reference | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureSource:
    """Where a figure of the rewrite stands in the documents.

    Attributes
    ----------
    figure
        The figure as the rewrite prints it.
    text
        Printed text that holds it.
    place
        What the text is, in Chinese: 原指标值, 绩效目标, 上年指标值 ...
    """

    figure: str
    text: str
    place: str
    origin: Origin = Origin()


@dataclass(frozen=True, slots=True, kw_only=True)
class RewrittenRow:
    """One row as it should be printed."""

    level1: str
    level2: str
    name: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Rewrite:
    """One candidate that was assessed again.

    Attributes
    ----------
    row
        The row in place of the old one.
    further
        Rows that must stand beside it because the old row measured several things.
    frame
        Id of the pattern it was made from.
    evidence
        佐证材料, one kind each.
    reason
        Why it is proposed and what was changed, in Chinese.
    defects
        Codes found when it was assessed again; empty unless rejected.
    score_before, score_after
        Scores of the row, 0..100, blanks filled with typed samples for the judgement alone.
    smart_before, smart_after
        Pairs of SMART letter and score, ``None`` where a letter cannot be judged.
    rank
        How well it is thought to fit, 0..1, higher is better.
    """

    row: RewrittenRow
    further: tuple[RewrittenRow, ...] = ()
    frame: str
    evidence: tuple[str, ...]
    slots: tuple[Slot, ...] = ()
    sources: tuple[FigureSource, ...] = ()
    reason: str
    verdict: Verdict
    defects: tuple[str, ...] = ()
    score_before: float | None = None
    score_after: float | None = None
    smart_before: tuple[tuple[str, float | None], ...] = ()
    smart_after: tuple[tuple[str, float | None], ...] = ()
    rank: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Rewrites:
    """What is proposed for one weak row.

    Attributes
    ----------
    shown
        Best first, at most as many as were asked for.
    rejected
        Candidates that failed the second assessment; for debugging, never shown.
    withheld
        Why nothing is proposed, in Chinese; ``""`` if something is or if the row needs none.
    """

    shown: tuple[Rewrite, ...] = ()
    rejected: tuple[Rewrite, ...] = ()
    withheld: str = ""
