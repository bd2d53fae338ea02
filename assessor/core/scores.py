"""Scores of a whole submission, every point with its evidence."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemScore:
    """One item of the official review.

    Attributes
    ----------
    name, standard
        Name of the item and what it asks for, in Chinese.
    points, score
        Points that can be had and that are given; ``None`` = only a person can judge.
    findings
        Ids of the findings that speak against the submission.
    confirmations
        Texts of what was checked and agrees.
    needs_person
        What a person must still decide, ``""`` if nothing.
    """

    name: str
    standard: str
    points: float
    score: float | None
    findings: tuple[str, ...] = ()
    confirmations: tuple[str, ...] = ()
    needs_person: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DimensionScore:
    """One of 完整性, 相关性, 适当性, 可行性; ``score`` is ``None`` when nothing could be judged."""

    name: str
    score: float | None
    weight: float
    items: tuple[ItemScore, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class LostItemPoints:
    """Points of one item that one finding costs."""

    item: str
    finding: str
    points: float


@dataclass(frozen=True, slots=True, kw_only=True)
class SubmissionScore:
    """Score and grade of a submission.

    Attributes
    ----------
    score
        0..100, ``None`` when nothing could be judged.
    grade
        优, 良, 中 or 差.
    weighting
        How the projects were weighted, in Chinese.
    versions
        Names and versions of what made it: rule set, model, profile, rubric.
    reason
        Chinese: why there is no grade or a lower one, and what part could be judged, else ``""``.
    lost
        Every lost point with its finding; with the points of the items that have a score they
        give the total again.
    """

    score: float | None
    grade: str | None
    dimensions: tuple[DimensionScore, ...] = ()
    weighting: str = ""
    versions: tuple[tuple[str, str], ...] = ()
    reason: str = ""
    lost: tuple[LostItemPoints, ...] = ()
