"""Level mismatch: a small model over the level probabilities and the declared type.

A row is suspected when the declared type is improbable *and* another is probable. How much of
each is needed differs by type (quantity and quality overlap, satisfaction hardly does), so a
logistic model over the level scores and the declared type decides; its probability is
calibrated because it is fitted on out-of-fold scores.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from assessor.taxonomy.level_type import LevelType

_TYPES = tuple(LevelType)
_BOUND = 8.0


def mismatch_features(
    logits: NDArray[np.float64], declared: Sequence[Sequence[LevelType]]
) -> NDArray[np.float64]:
    """Return one feature row per declared row.

    Parameters
    ----------
    logits
        Shape (n, 10): calibrated log-odds of the nine types and of ``none``.
    declared
        Length n, the declared types of each row, none of them empty.
    """
    clipped = np.clip(logits, -_BOUND, _BOUND)
    weights = np.exp(clipped - clipped.max(axis=1, keepdims=True))
    shares = weights / weights.sum(axis=1, keepdims=True)
    rows = []
    for logit, share, types in zip(clipped, shares, declared, strict=True):
        own = [_TYPES.index(t) for t in types]
        other = [i for i in range(logit.shape[0]) if i not in own]
        best_own, best_other = logit[own].max(), logit[other].max()
        first = [float(i == own[0]) for i in range(len(_TYPES))]
        rows.append(
            [best_own, best_other, best_other - best_own, np.log(share[own].sum() + 1e-6),
             *first, *logit]
        )  # fmt: skip
    return np.asarray(rows, dtype=float).reshape(len(rows), 4 + len(_TYPES) + logits.shape[1])
