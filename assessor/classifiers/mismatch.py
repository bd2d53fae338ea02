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
_PLACE = {level: i for i, level in enumerate(_TYPES)}
_HARMED = [
    _PLACE[t]
    for t in (LevelType.SOCIAL, LevelType.ECOLOGICAL, LevelType.SATISFACTION, LevelType.QUALITY)
]
_BOUND = 8.0


def mismatch_features(
    logits: NDArray[np.float64],
    declared: Sequence[Sequence[LevelType]],
    negative_cost: Sequence[bool],
) -> NDArray[np.float64]:
    """Return one feature row per declared row.

    Parameters
    ----------
    logits
        Shape (n, 10): calibrated log-odds of the nine types and of ``none``.
    declared
        Length n, the declared types of each row, none of them empty.
    negative_cost
        Length n, whether the row declares a social or ecological cost (2021 frame): there a
        harm such as 投诉 or 扬尘 is at home, which anywhere else is an effect.
    """
    clipped = np.clip(logits, -_BOUND, _BOUND)
    weights = np.exp(clipped - clipped.max(axis=1, keepdims=True))
    shares = weights / weights.sum(axis=1, keepdims=True)
    own = np.zeros(clipped.shape, dtype=bool)
    first = np.zeros((len(clipped), len(_TYPES)))
    for i, types in enumerate(declared):
        own[i, [_PLACE[t] for t in types]] = True
        first[i, _PLACE[types[0]]] = 1.0
    best_own = np.where(own, clipped, -np.inf).max(axis=1)
    best_other = np.where(own, -np.inf, clipped).max(axis=1)
    own_share = np.log((shares * own).sum(axis=1) + 1e-6)
    negative = np.asarray(negative_cost, dtype=float)
    # A harm is better where less of it is better; its topic is social or ecological.
    harms = negative[:, None] * np.column_stack(
        [np.ones(len(clipped)), clipped[:, _HARMED].max(axis=1)]
    )
    return np.column_stack(
        [best_own, best_other, best_other - best_own, own_share, first, clipped, harms]
    )
