"""What the classifiers say of one row (labels: LABELS.md)."""

from dataclasses import dataclass
from enum import StrEnum


class ValueKind(StrEnum):
    """What the target value is (LABELS.md, value_kind)."""

    QUANTITATIVE = "quantitative"
    GRADED = "graded"
    STATE = "state"
    OPEN = "open"
    MISSING = "missing"


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """A stretch of a field that moved a model's decision; ``weight`` > 0 speaks for the defect."""

    field: str
    start: int
    end: int
    weight: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """Labels of one row at the model's operating points, with calibrated probabilities.

    Attributes
    ----------
    level
        Best level type for the row, ``None`` where none of the nine fits (预算执行率).
    levels
        Probability of each type name and of ``none``; sums to 1.
    probabilities
        Probability per flag, and per value kind under ``value_kind.<kind>``.
    """

    value_kind: ValueKind
    unquantified: bool
    vague: bool
    level: str | None
    level_mismatch: bool
    unclear_name: bool
    compound: bool
    missing_unit: bool
    name_value_mismatch: bool
    weak: bool
    levels: tuple[tuple[str, float], ...]
    probabilities: tuple[tuple[str, float], ...]
    evidence: tuple[Evidence, ...] = ()

    def probability(self, name: str) -> float | None:
        """Return the probability called ``name``, ``None`` if the model gives none."""
        return dict(self.probabilities).get(name)
