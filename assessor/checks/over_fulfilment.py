"""Whether an actual value lies so far beyond its target that it must be explained."""

from assessor.checks.comparable_figures import canonical, pieces
from assessor.checks.directions import Better
from assessor.checks.fulfilment import Outcome
from assessor.checks.scoring_rules import scoring_rules
from assessor.checks.self_evaluation import EvaluatedRow
from assessor.core.target import Sign


def excess(row: EvaluatedRow) -> float | None:
    """Return by which share an actual value is better than its target, ``None`` if unknown.

    Of a measure of which less is better only costs are measured: few complaints need no excuse.
    """
    done = row.fulfilment
    if done.outcome is not Outcome.REACHED or done.ratio is None or done.target is None:
        return None
    if done.better is Better.MORE:
        return done.ratio - 1
    if done.better is Better.LESS and canonical(done.target.unit)[0] == "元":
        return 1 - 1 / done.ratio
    return None


def exceeds(row: EvaluatedRow) -> bool:
    """Tell whether the excess is above the threshold of the rules."""
    share, done, rules = excess(row), row.fulfilment, scoring_rules().over_fulfilment
    if share is None or done.target is None or done.actual is None:
        return False
    if done.actual.sign in (Sign.AT_LEAST, Sign.AT_MOST):
        return False  # a bound, no fact
    if done.better is Better.LESS:
        return share > rules.cost
    bounds = (done.target.high, done.target.low, done.actual.low)
    numbers = [bound for bound in bounds if bound is not None]
    if pieces(done.target) and max(numbers) - min(numbers) <= rules.least_pieces:
        return False
    shares = canonical(done.target.unit)[0] == "share"
    if shares and share * (done.target.low or 0.0) < rules.least_points:
        return False
    return share > rules.value + 1e-9
