"""What is proposed in place of a row, as the papers for the unit print it."""

from dataclasses import dataclass

from assessor.core.assessment import IndicatorAssessment


@dataclass(frozen=True, slots=True, kw_only=True)
class SuggestedRow:
    """One row as it could be written."""

    level1: str
    level2: str
    name: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """The best proposal for a row.

    Attributes
    ----------
    rows
        The row itself, then those that must stand beside it.
    questions
        What the unit must fill in, one a blank.
    """

    rows: tuple[SuggestedRow, ...]
    questions: tuple[str, ...] = ()


def suggestion_for(row: IndicatorAssessment) -> Suggestion | None:
    """Return the first proposal shown for ``row``, ``None`` where there is none."""
    shown = row.rewrites.shown
    if not shown:
        return None
    best = shown[0]
    return Suggestion(
        rows=tuple(
            SuggestedRow(level1=one.level1, level2=one.level2, name=one.name, value=one.value)
            for one in (best.row, *best.further)
        ),
        questions=tuple(dict.fromkeys(slot.question for slot in best.slots)),
    )
