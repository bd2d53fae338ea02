"""Training: corpus -> out-of-fold scores -> calibration and operating points -> artefact.

Everything that is reported is measured on rows whose sector the model had not seen, with
calibration and operating points fitted on the other folds (nested), so that no figure in the
card was tuned on the rows it was measured on.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from threadpoolctl import threadpool_limits

from assessor.classifiers.artefact import Artefact
from assessor.classifiers.calibration import Sigmoid, fit_sigmoid
from assessor.classifiers.features import row_features
from assessor.classifiers.heads import FLAGS, HEADS, THRESHOLDS
from assessor.classifiers.judging import JudgedRow, Probabilities, decide, probabilities
from assessor.classifiers.mismatch import mismatch_features
from assessor.classifiers.row_text import RowText, read_row, surviving_target
from assessor.classifiers.vectorise import Vectoriser
from assessor.core.judgement import Judgement
from assessor.taxonomy.level_names import declared_types, declares_negative_cost
from assessor.training.corpus import Corpus, Row
from assessor.training.cross_validation import fit, folds, head_truth, out_of_fold_scores
from assessor.training.sectors import sector_group

SEED = 20260101
_LEVEL_SLICE = slice(len(HEADS) - 10, len(HEADS))


@dataclass(frozen=True, slots=True, kw_only=True)
class Trained:
    """A new artefact with the honest judgements of its own training rows."""

    artefact: Artefact
    judgements: tuple[Judgement, ...]
    groups: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Fitted:
    sigmoids: tuple[Sigmoid, ...]
    mismatch_weights: NDArray[np.float64]
    mismatch_intercept: float
    thresholds: dict[str, float]


def surviving_value(row: Row) -> str:
    """Return the text of a labelled row that is judged as its target."""
    return surviving_target(row.name, row.value, row.cycle_value)


def judged_row(row: Row) -> JudgedRow:
    """Return the texts of a labelled row as they are judged."""
    return JudgedRow(
        level1=row.level1, level2=row.level2, name=row.name, value=surviving_value(row)
    )


def train(corpus: Corpus, *, seed: int = SEED) -> Trained:
    """Train on the whole corpus and measure out of fold.

    The same corpus and seed give the same artefact: folds, solver and vocabulary order are
    deterministic.
    """
    # Threads of the numeric library quarrel over many small fits: one is up to ten times faster.
    with threadpool_limits(limits=1):
        return _train(corpus, seed=seed)


def _train(corpus: Corpus, *, seed: int) -> Trained:
    rows = corpus.rows
    texts = [judged_row(row) for row in rows]
    readings = [read_row(text.name, text.value) for text in texts]
    truth = head_truth(rows)
    groups = tuple(sector_group(row.sector) for row in rows)
    scores = out_of_fold_scores(readings, truth, groups, seed=seed)
    mismatch = np.array([row.level_mismatch for row in rows])
    judgements = nested_judgements(rows, texts, readings, scores, truth, mismatch, groups)
    vectoriser, weights, intercepts = fit(
        [row_features(reading) for reading in readings], truth, seed=seed
    )
    artefact = _artefact(
        f"rows-{corpus.digest[:8]}", vectoriser, weights, intercepts,
        _fit_decisions(scores, truth, mismatch, texts),
    )  # fmt: skip
    return Trained(artefact=artefact, judgements=judgements, groups=groups)


def _artefact(
    model_id: str,
    vectoriser: Vectoriser,
    weights: NDArray[np.float64],
    intercepts: NDArray[np.float64],
    fitted: _Fitted,
) -> Artefact:
    return Artefact(
        model_id=model_id,
        vectoriser=vectoriser,
        weights=weights,
        intercepts=intercepts,
        sigmoids=fitted.sigmoids,
        mismatch_weights=fitted.mismatch_weights,
        mismatch_intercept=fitted.mismatch_intercept,
        thresholds=fitted.thresholds,
    )


def nested_judgements(
    rows: Sequence[Row],
    texts: Sequence[JudgedRow],
    readings: Sequence[RowText],
    scores: NDArray[np.float64],
    truth: NDArray[np.bool_],
    mismatch: NDArray[np.bool_],
    groups: Sequence[str],
) -> tuple[Judgement, ...]:
    """Judge each fold with calibration and operating points of the other folds."""
    empty = Vectoriser(({}, {}, {}, {}), np.zeros(0))
    judged: list[Judgement | None] = [None] * len(rows)
    for others, test in folds(groups):
        fitted = _fit_decisions(
            scores[others], truth[others], mismatch[others], [texts[i] for i in others]
        )
        stand_in = _artefact("out-of-fold", empty, np.zeros((0, len(HEADS))),
                             np.zeros(len(HEADS)), fitted)  # fmt: skip
        part = [texts[i] for i in test]
        chances = probabilities(stand_in, scores[test], part)
        answers = decide(fitted.thresholds, chances, part, [readings[i] for i in test])
        for i, answer in zip(test, answers, strict=True):
            judged[i] = answer
    return tuple(answer for answer in judged if answer is not None)


def _fit_decisions(
    scores: NDArray[np.float64],
    truth: NDArray[np.bool_],
    mismatch: NDArray[np.bool_],
    texts: Sequence[JudgedRow],
) -> _Fitted:
    sigmoids = tuple(fit_sigmoid(scores[:, i], truth[:, i]) for i in range(len(HEADS)))
    weights, intercept = _fit_mismatch(sigmoids, scores, mismatch, texts)
    draft = _Fitted(sigmoids, weights, intercept, dict.fromkeys(THRESHOLDS, 0.5))
    stand_in = _artefact("draft", Vectoriser(({}, {}, {}, {}), np.zeros(0)),
                         np.zeros((0, len(HEADS))), np.zeros(len(HEADS)), draft)  # fmt: skip
    chances = probabilities(stand_in, scores, texts)
    return _Fitted(sigmoids, weights, intercept, _operating_points(chances, truth, mismatch, texts))


def _fit_mismatch(
    sigmoids: Sequence[Sigmoid],
    scores: NDArray[np.float64],
    mismatch: NDArray[np.bool_],
    texts: Sequence[JudgedRow],
) -> tuple[NDArray[np.float64], float]:
    logits = np.column_stack(
        [curve.slope * scores[:, i] + curve.offset for i, curve in enumerate(sigmoids)]
    )[:, _LEVEL_SLICE]
    declared = [declared_types(text.level1, text.level2) for text in texts]
    index = [i for i, types in enumerate(declared) if types]
    features = mismatch_features(
        logits[index],
        [declared[i] or () for i in index],
        [declares_negative_cost(texts[i].level2) for i in index],
    )
    scale = features.std(axis=0) + 1e-9
    model = LogisticRegression(C=1.0, max_iter=5000).fit(features / scale, mismatch[index])
    return model.coef_[0] / scale, float(model.intercept_[0])


def _operating_points(
    chances: Probabilities,
    truth: NDArray[np.bool_],
    mismatch: NDArray[np.bool_],
    texts: Sequence[JudgedRow],
) -> dict[str, float]:
    points = {
        flag: best_threshold(chances.flags[:, i], truth[:, i]) for i, flag in enumerate(FLAGS)
    }
    declared = np.array([bool(declared_types(t.level1, t.level2)) for t in texts])
    points["level_mismatch"] = best_threshold(chances.mismatch[declared], mismatch[declared])
    return points


def best_threshold(chances: NDArray[np.float64], truth: NDArray[np.bool_]) -> float:
    """Return the operating point for F1: half of the F1 that can be reached.

    For calibrated probabilities the F1-optimal threshold is half the optimal F1 (Lipton, Elkan
    and Naryanaswamy, 2014). That is far steadier than the place of the maximum itself, whose
    curve is flat and jagged.

    Returns
    -------
    float
        In 0.1..0.5; 0.5 if nothing is positive.
    """
    if not truth.any():
        return 0.5
    grid = np.arange(0.10, 0.91, 0.01)
    hits = np.array([(truth & (chances >= t)).sum() for t in grid], dtype=float)
    flagged = np.array([(chances >= t).sum() for t in grid], dtype=float)
    reached = 2 * hits / (truth.sum() + flagged)
    return round(max(float(reached.max()) / 2, 0.1), 3)
