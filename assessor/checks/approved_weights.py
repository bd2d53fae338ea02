"""Weights of a self-evaluation that are not the approved ones, each shift told once."""

from collections.abc import Sequence

from assessor.checks.approved_rows import RowPairs, judged_value, same_value
from assessor.checks.self_evaluation import is_execution_rate, printed_number
from assessor.core.submission import Indicator


def weight_change(row: Indicator, approved: Indicator) -> str:
    """Return in Chinese how the weight of a row was changed, ``""`` if it was not."""
    new, old = printed_number(row.weight), printed_number(approved.weight)
    if new is None or old is None or new == old:
        return ""
    return f"批复的权重是{approved.weight.strip()}，自评表改成{row.weight.strip()}"


def moved_weights(pairs: RowPairs) -> tuple[tuple[Indicator, str], ...]:
    """Return the rows whose weight alone was changed; none where that follows from other changes.

    The points of a dropped or added row, or of a row that was changed itself, must go somewhere.
    """
    if _rescaled(pairs.pairs):
        return ()
    changed = [(row, old) for row, old in pairs.pairs if weight_change(row, old)]
    values = {
        row.id for row, old in changed if not same_value(judged_value(row), judged_value(old))
    }
    shift = sum(_points(row) - _points(old) for row, old in changed)
    added = [row for row in pairs.added if not is_execution_rate(row)]
    freed = sum(map(_points, pairs.dropped)) - sum(map(_points, added))
    follows = bool(values or freed) and abs(shift - freed) < 1e-6
    alone = [(row, old) for row, old in changed if row.id not in values]
    return () if follows else tuple((row, weight_change(row, old)) for row, old in alone)


def _points(row: Indicator) -> float:
    return printed_number(row.weight) or 0.0


def _rescaled(pairs: Sequence[tuple[Indicator, Indicator]]) -> bool:
    """Tell whether all weights were multiplied alike (from 100 to 90 beside the execution)."""
    known = [(printed_number(row.weight), printed_number(old.weight)) for row, old in pairs]
    ratios = {round(new / old, 2) for new, old in known if new and old}
    return len(known) > 1 and len(ratios) == 1 and all(new and old for new, old in known)
