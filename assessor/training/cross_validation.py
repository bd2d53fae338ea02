"""Out-of-fold scores: every row is scored by a model that never saw its sector."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold

from assessor.classifiers.features import row_features
from assessor.classifiers.heads import FLAGS, HEADS, KINDS, LEVELS, NO_LEVEL
from assessor.classifiers.row_text import RowText
from assessor.classifiers.vectorise import FeatureSets, Vectoriser, fit_vectoriser
from assessor.training.corpus import Row

FOLDS = 5
REGULARISATION = 10.0


def head_truth(rows: Sequence[Row]) -> NDArray[np.bool_]:
    """Return shape (n_rows, n_heads): what each head should answer."""
    columns = []
    for head in HEADS:
        if head in FLAGS:
            columns.append([bool(getattr(row.labels, head)) for row in rows])
        elif head in KINDS:
            kind = head.removeprefix("value_kind.")
            columns.append([row.labels.value_kind == kind for row in rows])
        elif head in LEVELS:
            level = head.removeprefix("level.")
            columns.append(
                [level in row.labels.proper_levels if level != NO_LEVEL
                 else not row.labels.proper_levels for row in rows]
            )  # fmt: skip
    return np.array(columns, dtype=bool).T


def block_scale(head: str) -> tuple[float, float, float, float]:
    """Return how strongly each block of features counts for a head.

    Chosen by leave-sectors-out cross-validation (models/EXPERIMENTS.md): what a value may be
    under a name is a matter of structure, where a row belongs one of wording.
    """
    if head in LEVELS:
        return (1.0, 1.0, 0.5, 1.0)
    return _SCALES.get(head, (1.0, 1.2, 0.5, 1.0))


_SCALES = {
    "vague": (1.0, 1.5, 0.5, 1.0),
    "unclear_name": (1.0, 1.2, 0.5, 1.5),
    "compound": (1.0, 1.2, 0.5, 1.5),
    "name_value_mismatch": (1.0, 1.0, 0.3, 3.0),
}


def fit_heads(
    matrix: csr_matrix,
    truth: NDArray[np.bool_],
    blocks: Sequence[int],
    *,
    seed: int,
    regularisation: float = REGULARISATION,
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Fit one logistic regression per head.

    A strongly scaled block is regularised less; the scale is folded into the weights, so that
    prediction knows nothing of it.

    Parameters
    ----------
    matrix, truth
        Shapes (n_rows, n_features) and (n_rows, n_heads).
    blocks
        Number of columns per block.

    Returns
    -------
    weights, intercepts
        Shapes (n_features, n_heads) and (n_heads,). A head with one class only gets zero
        weights and a firm intercept.
    """
    weights = np.zeros((matrix.shape[1], truth.shape[1]))
    intercepts = np.zeros(truth.shape[1])
    for i in range(truth.shape[1]):
        answers = truth[:, i]
        if answers.all() or not answers.any():
            intercepts[i] = 9.0 if answers.all() else -9.0
            continue
        scale = np.repeat(block_scale(HEADS[i]), blocks)
        scaled = matrix.copy()
        scaled.data *= scale[scaled.indices]
        model = LogisticRegression(
            C=regularisation, solver="liblinear", max_iter=500, random_state=seed
        ).fit(scaled, answers)
        weights[:, i], intercepts[i] = model.coef_[0] * scale, model.intercept_[0]
    return weights, intercepts


def out_of_fold_scores(
    readings: Sequence[RowText], truth: NDArray[np.bool_], groups: Sequence[str], *, seed: int
) -> NDArray[np.float64]:
    """Return shape (n_rows, n_heads): scores of models trained without the row's sector."""
    features: list[FeatureSets] = [row_features(reading) for reading in readings]
    scores = np.zeros(truth.shape)
    for train, test in folds(groups):
        vectoriser, weights, intercepts = fit([features[i] for i in train], truth[train], seed=seed)
        scores[test] = vectoriser.transform([features[i] for i in test]) @ weights + intercepts
    return scores


def fit(
    features: Sequence[FeatureSets], truth: NDArray[np.bool_], *, seed: int
) -> tuple[Vectoriser, NDArray[np.float64], NDArray[np.float64]]:
    """Fit vocabulary and heads on the same rows."""
    vectoriser = fit_vectoriser(features)
    weights, intercepts = fit_heads(
        vectoriser.transform(features), truth, vectoriser.block_sizes(), seed=seed
    )
    return vectoriser, weights, intercepts


def folds(groups: Sequence[str]) -> list[tuple[NDArray[np.int64], NDArray[np.int64]]]:
    """Return (train, test) indices such that no group stands on both sides."""
    count = min(FOLDS, len(set(groups)))
    return list(GroupKFold(count).split(np.zeros(len(groups)), groups=list(groups)))
