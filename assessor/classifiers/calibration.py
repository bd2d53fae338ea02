"""From linear scores to calibrated probabilities, by Platt's sigmoid on out-of-fold scores."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

Scores = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Sigmoid:
    """``p = 1 / (1 + exp(-(slope * score + offset)))``."""

    slope: float
    offset: float

    def __call__(self, scores: Scores) -> Scores:
        """Map scores of any shape to probabilities in 0..1."""
        return sigmoid(self.slope * scores + self.offset)


def sigmoid(logits: Scores) -> Scores:
    """Return the logistic function without overflow."""
    return np.asarray(1.0 / (1.0 + np.exp(-np.clip(logits, -35, 35))))


def fit_sigmoid(scores: Scores, truth: NDArray[np.bool_]) -> Sigmoid:
    """Fit a sigmoid on out-of-fold scores; not on scores of rows seen in training.

    Parameters
    ----------
    scores, truth
        Shape (n,). With fewer than five rows of either class the identity is returned, because
        a fit on them would be noise.
    """
    if min(int(truth.sum()), int((~truth).sum())) < 5:
        return Sigmoid(1.0, 0.0)
    model = LogisticRegression(C=1000.0, max_iter=1000).fit(scores.reshape(-1, 1), truth)
    return Sigmoid(float(model.coef_[0, 0]), float(model.intercept_[0]))
