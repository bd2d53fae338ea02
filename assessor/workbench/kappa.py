"""How far two reviewers agree beyond chance: Cohen's kappa of yes and no, with an interval.

The interval is a percentile bootstrap with a fixed seed. Findings of one submission resemble each
other, so that whole submissions are drawn where there are enough of them, else single findings.
Where all answers are equal a bootstrap would show no doubt at all: there the lower end comes from
the Wilson interval of the share of equal answers.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from assessor.reports.batch.intervals import wilson

SMALL = 20
LEAST_SUBMISSIONS = 10
RESAMPLES, SEED = 2_000, 0
_LEAST_DEFINED = 0.5
_ENDS = (0.025, 0.975)


class Method(StrEnum):
    """How an interval was made, in words."""

    SUBMISSIONS = "按申报自助抽样"
    FINDINGS = "按意见自助抽样"
    WILSON = "一致率的 Wilson 区间换算"


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """Two answers to one question: the finding stands."""

    submission: int
    first: bool
    second: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Kappa:
    """Agreement of pairs of answers.

    Attributes
    ----------
    pairs, equal
        How many, and how many of them are equal.
    kappa
        ``None`` where it is undefined: no pairs, or both always gave the same one answer.
    low, high, method
        The 95 % interval, ``None`` where there is none.
    """

    pairs: int
    equal: int
    kappa: float | None
    low: float | None = None
    high: float | None = None
    method: Method | None = None

    @property
    def share(self) -> float | None:
        """Share of equal answers, 0..1."""
        return self.equal / self.pairs if self.pairs else None

    @property
    def is_small(self) -> bool:
        """Too few for a conclusion."""
        return self.pairs < SMALL

    @property
    def remark(self) -> str:
        """What must be said of the figure, ``""`` if nothing."""
        parts = []
        if self.kappa is None:
            parts.append(
                "所有结论都相同且只有一种，kappa 无法计算" if self.pairs else "没有可比的结论"
            )
        if self.is_small:
            parts.append("样本少")
        return "；".join(parts)


def kappa_of(pairs: Sequence[Pair]) -> Kappa:
    """Return agreement, kappa and its interval."""
    tables = _tables(pairs)
    counts = tables.sum(axis=0)
    equal = int(counts[0] + counts[3])
    kappa = _kappas(counts[None, :])[0]
    if np.isnan(kappa):
        return Kappa(pairs=len(pairs), equal=equal, kappa=None)
    low, high, method = _interval(tables, counts, len(pairs))
    return Kappa(
        pairs=len(pairs), equal=equal, kappa=float(kappa), low=low, high=high, method=method
    )


def _tables(pairs: Sequence[Pair]) -> NDArray[np.float64]:
    """Return per submission the counts of yes-yes, yes-no, no-yes, no-no."""
    numbers = {number: i for i, number in enumerate(dict.fromkeys(p.submission for p in pairs))}
    tables = np.zeros((max(len(numbers), 1), 4))
    for pair in pairs:
        tables[numbers[pair.submission], 2 * (not pair.first) + (not pair.second)] += 1
    return tables


def _kappas(counts: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the kappa of each line of four counts, NaN where it is undefined."""
    yes, yes_no, no_yes, no = counts.T
    total = counts.sum(axis=1)
    # Whole numbers throughout, so that "by chance alone" is met exactly.
    chance = (yes + yes_no) * (yes + no_yes) + (no_yes + no) * (yes_no + no)
    scope = total**2 - chance
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(scope > 0, ((yes + no) * total - chance) / scope, np.nan)


def _interval(
    tables: NDArray[np.float64], counts: NDArray[np.float64], pairs: int
) -> tuple[float | None, float | None, Method | None]:
    if counts[0] + counts[3] == pairs:
        share = wilson(pairs, pairs)
        assert share is not None
        chance = float(((counts[0] / pairs) ** 2) + ((counts[3] / pairs) ** 2))
        return max((share.low - chance) / (1 - chance), -1.0), 1.0, Method.WILSON
    random = np.random.default_rng(SEED)
    if len(tables) >= LEAST_SUBMISSIONS:
        number = len(tables)
        drawn = np.stack([
            np.bincount(random.integers(0, number, number), minlength=number)
            for _ in range(RESAMPLES)
        ]) @ tables  # fmt: skip
        method = Method.SUBMISSIONS
    else:
        drawn = random.multinomial(pairs, counts / pairs, size=RESAMPLES).astype(np.float64)
        method = Method.FINDINGS
    kappas = _kappas(drawn)
    defined = kappas[~np.isnan(kappas)]
    if len(defined) < _LEAST_DEFINED * RESAMPLES:
        return None, None, None
    low, high = np.quantile(defined, _ENDS)
    return float(low), float(high), method
