"""What a row may score by the rules: in full, in proportion, or within the bounds of its step."""

from assessor.checks.directions import Better
from assessor.checks.fulfilment import Outcome, label_of
from assessor.checks.scoring_rules import scoring_rules
from assessor.checks.self_evaluation import EvaluatedRow, decimals
from assessor.checks.word_lists import check_pattern
from assessor.core.target import TargetKind
from assessor.taxonomy.level_names import second_level_types
from assessor.taxonomy.level_type import LevelType
from assessor.text.normalise import normalise
from assessor.text.target_grammar import parse_targets


def proportional_scores(row: EvaluatedRow) -> tuple[float, ...]:
    """Return what a missed row may score by the formulas, best known first; empty if unknown."""
    done, weight = row.fulfilment, row.weight
    if weight is None or done.ratio is None or not done.fell_short:
        return ()
    rules = scoring_rules()
    if done.better is not Better.LESS:
        return (weight * max(done.ratio, 0.0),)
    shares = {"inverse": done.ratio, "excess": max(0.0, 2 - 1 / done.ratio)}
    return tuple(weight * shares[rule] for rule in rules.negative_rule.value)


def rounds_to_full(row: EvaluatedRow) -> bool:
    """Tell whether the lost points vanish in rounding (99.7% of 10 points)."""
    ratio, weight = row.fulfilment.ratio, row.weight
    if ratio is None or weight is None:
        return False
    return weight * (1 - ratio) <= scoring_rules().rounding.score


def has_own_rule(row: EvaluatedRow) -> bool:
    """Tell whether the explanation or the reason of a row names a rule of its own for points."""
    told = normalise(f"{row.row.description}\n{row.row.reason}")
    return check_pattern("e06.own_rules").search(told) is not None


def fits(score: float, expected: float, printed: str, *, weight: float) -> bool:
    """Tell whether a printed score is the expected one, rounded or cut off as it is printed.

    A score printed without decimals, or with half a point, may be rounded to whole or half
    points, but not to the full points.
    """
    tolerance = scoring_rules().rounding.score
    places = decimals(printed)
    if places:
        tolerance = max(tolerance, 10.0**-places)
    if abs(score - expected) <= tolerance + 1e-9:
        return True
    if places == 1 and printed.rstrip("分 ").endswith(".5"):
        return score < weight and abs(score - expected) <= 0.25 + 1e-9
    return places == 0 and score < weight and abs(score - expected) <= 0.5 + 1e-9


def lawful_otherwise(row: EvaluatedRow) -> bool:
    """Tell whether a missed row may have its score by a band or a pass threshold."""
    done, score, weight = row.fulfilment, row.score, row.weight
    if score is None or not weight or done.ratio is None:
        return True
    rules = scoring_rules()
    if score == 0 and done.ratio < rules.pass_threshold.value:
        return True
    if not is_satisfaction(row):
        return False
    return any(abs(score - share * weight) < 1e-6 for share in rules.satisfaction_bands.shares)


def step_bounds(row: EvaluatedRow) -> tuple[float, float] | None:
    """Return least and most points of a row that is answered with a label, ``None`` for others."""
    label, weight = label_of(row.row.actual), row.weight
    if label is None or weight is None:
        return None
    steps = scoring_rules().steps
    low, high = {"reached": steps.reached, "partly": steps.partly, "missed": steps.missed}[label]
    if row.fulfilment.outcome is Outcome.REACHED and is_measured(row):
        low = 0.0  # 达成 beside a figure: its points are not those of a step
    return low * weight, high * weight


def is_measured(row: EvaluatedRow) -> bool:
    """Tell whether the target of a row is a figure or a date."""
    return any(t.kind in (TargetKind.NUMBER, TargetKind.DATE) for t in parse_targets(row.value))


def is_satisfaction(row: EvaluatedRow) -> bool:
    """Tell whether a row measures satisfaction."""
    types = second_level_types(row.row.level2) or ()
    return LevelType.SATISFACTION in types or "满意" in row.row.name
