"""Figures with counts and intervals: (gold, predicted, probabilities) -> numbers.

Intervals are 95 % percentile bootstraps over groups (documents or sectors), because rows of one
document resemble each other; undefined figures are ``None``, never 0.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

RESAMPLES = 1000
BINS = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Interval:
    """A 95 % interval, both ends in 0..1."""

    low: float
    high: float


@dataclass(frozen=True, slots=True, kw_only=True)
class BinaryFigures:
    """How well one flag is predicted.

    Attributes
    ----------
    rows, positives, predicted, hits
        Counts: rows judged, rows with the defect, rows flagged, rows rightly flagged.
    precision, recall, f1
        0..1; ``None`` without flagged rows, without positives, or with neither.
    interval
        Of ``f1``; ``None`` where ``f1`` is.
    average_precision, calibration_error
        ``None`` without probabilities or (the first) without positives.
    """

    rows: int
    positives: int
    predicted: int
    hits: int
    precision: float | None
    recall: float | None
    f1: float | None
    interval: Interval | None
    average_precision: float | None
    calibration_error: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ShareFigures:
    """A share of right answers with its interval and calibration error."""

    rows: int
    right: int
    share: float | None
    interval: Interval | None
    calibration_error: float | None


def _ratio(part: float, whole: float) -> float | None:
    return part / whole if whole else None


def f1_score(hits: float, positives: float, predicted: float) -> float | None:
    """Return F1 from counts; ``None`` when nothing is positive and nothing was flagged."""
    return _ratio(2 * hits, positives + predicted)


def binary_figures(
    gold: Sequence[bool],
    predicted: Sequence[bool],
    *,
    groups: Sequence[str],
    probabilities: ArrayLike | None = None,
    seed: int = 0,
) -> BinaryFigures:
    """Compute the figures of one flag.

    Parameters
    ----------
    gold, predicted
        Length n.
    groups
        Length n, document or sector of each row, resampled as wholes.
    probabilities
        Length n in 0..1, or ``None``.
    seed
        Of the bootstrap.
    """
    truth = np.asarray(gold, dtype=bool)
    flags = np.asarray(predicted, dtype=bool)
    positives, flagged = int(truth.sum()), int(flags.sum())
    hits = int((truth & flags).sum())
    counts = np.stack([truth & flags, truth, flags], axis=1).astype(float)
    chance = None if probabilities is None else np.asarray(probabilities, dtype=float)
    return BinaryFigures(
        rows=len(truth),
        positives=positives,
        predicted=flagged,
        hits=hits,
        precision=_ratio(hits, flagged),
        recall=_ratio(hits, positives),
        f1=f1_score(hits, positives, flagged),
        interval=_f1_interval(counts, groups, seed),
        average_precision=None if chance is None else average_precision(truth, chance),
        calibration_error=None if chance is None else calibration_error(truth, chance),
    )


def share_figures(
    right: Sequence[bool],
    *,
    groups: Sequence[str],
    confidence: ArrayLike | None = None,
    seed: int = 0,
) -> ShareFigures:
    """Compute a share of right answers; ``confidence`` is the probability of being right."""
    good = np.asarray(right, dtype=bool)
    sure = None if confidence is None else np.asarray(confidence, dtype=float)
    return ShareFigures(
        rows=len(good),
        right=int(good.sum()),
        share=_ratio(float(good.sum()), len(good)),
        interval=_share_interval(good, groups, seed),
        calibration_error=None if sure is None else calibration_error(good, sure),
    )


def calibration_error(truth: NDArray[np.bool_], probabilities: NDArray[np.float64]) -> float | None:
    """Return the expected calibration error over ten bins of equal count; ``None`` if empty."""
    if not len(truth):
        return None
    order = np.argsort(probabilities, kind="stable")
    error = 0.0
    for part in np.array_split(order, min(BINS, len(order))):
        error += abs(float(truth[part].mean()) - float(probabilities[part].mean())) * len(part)
    return error / len(truth)


def average_precision(truth: NDArray[np.bool_], scores: NDArray[np.float64]) -> float | None:
    """Return the area under the precision-recall steps; ``None`` without positives."""
    if not truth.any():
        return None
    order = np.argsort(-scores, kind="stable")
    found = truth[order]
    ordered = scores[order]
    last_of_tie = np.append(ordered[1:] != ordered[:-1], True)
    hits = np.cumsum(found)[last_of_tie]
    ranks = np.arange(1, len(found) + 1)[last_of_tie]
    steps = np.diff(hits, prepend=0)
    return float(np.sum(steps * hits / ranks) / truth.sum())


def _group_sums(counts: NDArray[np.float64], groups: Sequence[str]) -> NDArray[np.float64]:
    _, index = np.unique(np.asarray(groups, dtype=object).astype(str), return_inverse=True)
    sums = np.zeros((int(index.max()) + 1, counts.shape[1]))
    np.add.at(sums, index, counts)
    return sums


def _resampled(
    counts: NDArray[np.float64], groups: Sequence[str], seed: int
) -> NDArray[np.float64]:
    sums = _group_sums(counts, groups)
    draws = np.random.default_rng(seed).multinomial(
        len(sums), np.full(len(sums), 1 / len(sums)), size=RESAMPLES
    )
    return np.asarray(draws @ sums, dtype=float)


def _f1_interval(counts: NDArray[np.float64], groups: Sequence[str], seed: int) -> Interval | None:
    if not len(counts) or not counts[:, 1:].any():
        return None
    totals = _resampled(counts, groups, seed)
    whole = totals[:, 1] + totals[:, 2]
    scores = 2 * totals[whole > 0, 0] / whole[whole > 0]
    return _percentiles(scores)


def _share_interval(good: NDArray[np.bool_], groups: Sequence[str], seed: int) -> Interval | None:
    if not len(good):
        return None
    counts = np.stack([good, np.ones(len(good))], axis=1).astype(float)
    totals = _resampled(counts, groups, seed)
    return _percentiles(totals[:, 0] / totals[:, 1])


def _percentiles(values: NDArray[np.float64]) -> Interval | None:
    if not len(values):
        return None
    low, high = np.quantile(values, [0.025, 0.975])
    return Interval(low=float(low), high=float(high))
