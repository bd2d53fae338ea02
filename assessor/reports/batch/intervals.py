"""Shares with 95 % intervals: Wilson for few submissions, else a bootstrap over submissions.

Rows of one submission resemble each other, so that rows are never drawn alone where there are
enough submissions to draw.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import sqrt

import numpy as np
from numpy.typing import NDArray

RESAMPLES = 1000
LEAST_CLUSTERS = 10
_Z = 1.959964
_CHUNK = 100


class Method(StrEnum):
    """How an interval was made."""

    WILSON = "wilson"
    BOOTSTRAP = "bootstrap"


@dataclass(frozen=True, slots=True, kw_only=True)
class Interval:
    """A 95 % interval, both ends in 0..1 (-1..1 for a difference)."""

    low: float
    high: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """``part`` of ``whole`` things; ``interval`` and ``method`` are ``None`` where whole is 0."""

    part: int
    whole: int
    interval: Interval | None = None
    method: Method | None = None

    @property
    def value(self) -> float | None:
        """0..1, ``None`` of nothing."""
        return self.part / self.whole if self.whole else None


def wilson(part: int, whole: int) -> Interval | None:
    """Return the Wilson score interval of a share, ``None`` of nothing."""
    if whole <= 0:
        return None
    share = part / whole
    middle = (share + _Z**2 / (2 * whole)) / (1 + _Z**2 / whole)
    half = _Z * sqrt(share * (1 - share) / whole + _Z**2 / (4 * whole**2)) / (1 + _Z**2 / whole)
    return Interval(
        low=0.0 if part == 0 else max(middle - half, 0.0),
        high=1.0 if part == whole else min(middle + half, 1.0),
    )


def simple_share(part: int, whole: int) -> Share:
    """Return a share of things that stand alone, submissions for instance."""
    interval = wilson(part, whole)
    return Share(
        part=part, whole=whole, interval=interval, method=Method.WILSON if interval else None
    )


def clustered_shares(
    parts: Sequence[Sequence[int]], wholes: Sequence[int], *, seed: int = 0
) -> tuple[Share, ...]:
    """Return a share for each column of ``parts``, over the sum of ``wholes``.

    Parameters
    ----------
    parts
        One line per submission, one count per share.
    wholes
        Number of rows of each submission.
    """
    width = len(parts[0]) if parts else 0
    counts = np.asarray(parts, dtype=np.float64).reshape(len(parts), width)
    rows = np.asarray(wholes, dtype=np.float64)
    sums = counts.sum(axis=0).astype(int).tolist()
    whole = int(rows.sum())
    if np.count_nonzero(rows) < LEAST_CLUSTERS:
        return tuple(simple_share(part, whole) for part in sums)
    low, high = _bootstrap(counts, rows, seed)
    return tuple(
        simple_share(part, whole)
        if part in (0, whole)
        else Share(
            part=part,
            whole=whole,
            interval=Interval(low=float(low[i]), high=float(high[i])),
            method=Method.BOOTSTRAP,
        )
        for i, part in enumerate(sums)
    )


def clustered_share(parts: Sequence[int], wholes: Sequence[int]) -> Share:
    """Return one share, as above."""
    shares = clustered_shares([(part,) for part in parts], wholes)
    return shares[0] if shares else simple_share(0, 0)


def _bootstrap(
    counts: NDArray[np.float64], rows: NDArray[np.float64], seed: int
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Draw submissions with replacement and return the ends of the shares."""
    random = np.random.default_rng(seed)
    number = len(rows)
    drawn: list[NDArray[np.float64]] = []
    for start in range(0, RESAMPLES, _CHUNK):
        size = min(_CHUNK, RESAMPLES - start)
        times = np.stack(
            [np.bincount(random.integers(0, number, number), minlength=number) for _ in range(size)]
        ).astype(np.float64)
        drawn.append((times @ counts) / np.maximum(times @ rows, 1.0)[:, None])
    ends = np.quantile(np.concatenate(drawn), (0.025, 0.975), axis=0)
    return ends[0], ends[1]


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """A share now less the one before; ``None`` where one of them is of nothing."""

    value: float | None
    interval: Interval | None = None

    @property
    def is_clear(self) -> bool:
        """Whether the interval leaves no doubt about the direction."""
        return self.interval is not None and (self.interval.low > 0 or self.interval.high < 0)


def difference(before: Share, now: Share) -> Difference:
    """Return how a share changed, with an interval from those of both (square and add)."""
    old, new = before.value, now.value
    if old is None or new is None:
        return Difference(value=None)
    value = new - old
    if before.interval is None or now.interval is None:
        return Difference(value=value)
    down = sqrt((new - now.interval.low) ** 2 + (before.interval.high - old) ** 2)
    up = sqrt((now.interval.high - new) ** 2 + (old - before.interval.low) ** 2)
    return Difference(
        value=value, interval=Interval(low=max(value - down, -1.0), high=min(value + up, 1.0))
    )
