"""Something that a report claims and that can, or cannot, be checked."""

from dataclasses import dataclass
from enum import StrEnum


class ClaimKind(StrEnum):
    """What is claimed: a figure, an arithmetic, a result without figure, or the indicators' quality."""

    FIGURE = "figure"
    ARITHMETIC = "arithmetic"
    VAGUE_RESULT = "vague-result"
    ABOUT_INDICATORS = "about-indicators"


class ClaimTopic(StrEnum):
    """What exactly was compared; checks use it to take the claims that are theirs."""

    PRODUCT = "product"
    SUM = "sum"
    EXECUTION_RATE = "execution-rate"
    GRADE = "grade"
    REPORTED_FIGURE = "reported-figure"
    RESULT = "result"
    QUANTIFIED = "quantified"
    LEVELS = "levels"
    COMPLETENESS = "completeness"
    COMPLETION = "completion"
    RATIO = "ratio"
    SCORE = "score"
    DIFFERENCE = "difference"
    REPEATED_FIGURE = "repeated-figure"
    PRAISE = "praise"


class ClaimVerdict(StrEnum):
    """What the document itself and its tables say of a claim."""

    AGREES = "agrees"
    DISAGREES = "disagrees"
    CANNOT_DECIDE = "cannot-decide"


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """One claim of the running text.

    Attributes
    ----------
    text
        The words, as printed: ``text[start:end]`` of the paragraph, or of the goal.
    why
        Chinese: the calculation, the row or what is missing.
    paragraph
        Number of the paragraph, from 0; ``None`` for a completion text of a table.
    project, goal
        Number of the project and of the completion text among its goals, from 0.
    rows
        Ids of the indicators that it is linked to.
    """

    text: str
    kind: ClaimKind
    topic: ClaimTopic
    verdict: ClaimVerdict
    why: str
    start: int
    end: int
    paragraph: int | None = None
    project: int | None = None
    goal: int | None = None
    rows: tuple[str, ...] = ()
