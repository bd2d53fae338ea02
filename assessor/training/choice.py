"""Fitting the two linear models that rank drafts (:mod:`assessor.rewrites.ranking`).

The text model is ridge regression on indicators of what the experts did, solved in its dual form:
with some thousand rows that takes a second, and the answer for a project that was left out follows
in closed form, so that the choice model learns from honest answers without refitting.
The choice model is a conditional logit: of the drafts of one row, those that an expert would
agree with shall outweigh the others together.
"""

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from assessor.rewrites.ranking import TextModel, weighted_signs
from assessor.rewrites.row_signs import BLOCKS, NUMBERS, DraftSigns, RowSigns

RIDGE = 1.0
LEAST_SIGN, LEAST_TARGET, LEAST_DRAFTS = 2, 3, 4
# A draft may be made of a measure noun alone: it needs more to rest on.
NOUN, LEAST_NOUN, LEAST_NOUN_PROJECTS = "noun=", 4, 3
PENALTY = 5.0
# Numbers are few and steady: they are penalised less than one-hot signs.
NUMBER_SCALE = 2.0


@dataclass(frozen=True, slots=True)
class FittedText:
    """A text model with what it says of each of its own rows, left out with their project."""

    model: TextModel
    left_out: NDArray[np.float32]


def fit_text(
    rows: Sequence[RowSigns], answers: Sequence[frozenset[str]], groups: Sequence[str]
) -> FittedText:
    """Fit the text model.

    Parameters
    ----------
    rows, answers
        Rows and what their experts did: ``level=social``, ``measure=rate|share``, ``keeps`` ...
    groups
        Project of each row.
    """
    vocabulary, idf = _vocabulary(rows)
    targets = _targets(answers, groups)
    truth = np.array([[target in answer for target in targets] for answer in answers], dtype=float)
    means = truth.mean(axis=0)
    signs = weighted_signs(rows, vocabulary, idf)
    gram = np.asarray((signs @ signs.T).todense(), dtype=float)
    inverse = np.asarray(np.linalg.inv(gram + RIDGE * np.eye(len(rows))), dtype=np.float64)
    dual = inverse @ (truth - means)
    model = TextModel(
        vocabulary=vocabulary,
        idf=idf,
        targets=targets,
        weights=np.asarray(signs.T @ dual, dtype=np.float32),
        intercepts=means.astype(np.float32),
    )
    return FittedText(model, _left_out(truth, dual, inverse, groups))


def _left_out(
    truth: NDArray[np.float64],
    dual: NDArray[np.float64],
    inverse: NDArray[np.float64],
    groups: Sequence[str],
) -> NDArray[np.float32]:
    """Return what models without the row's project would have said.

    With the dual weights a and the inverse C of the regularised Gram matrix, the error on a block
    that is left out is C_bb^-1 a_b.
    """
    said = np.zeros_like(truth)
    members: dict[str, list[int]] = {}
    for i, group in enumerate(groups):
        members.setdefault(group, []).append(i)
    for block in members.values():
        errors = np.linalg.solve(inverse[np.ix_(block, block)], dual[block])
        said[block] = truth[block] - errors
    return said.astype(np.float32)


def _vocabulary(rows: Sequence[RowSigns]) -> tuple[tuple[dict[str, int], ...], NDArray[np.float32]]:
    vocabulary: list[dict[str, int]] = []
    idf: list[float] = []
    for number in range(len(BLOCKS)):
        counted = Counter(sign for row in rows for sign in row.blocks[number])
        known: dict[str, int] = {}
        for sign in sorted(sign for sign, count in counted.items() if count >= LEAST_SIGN):
            known[sign] = len(idf)
            idf.append(math.log((1 + len(rows)) / (1 + counted[sign])) + 1.0)
        vocabulary.append(known)
    return tuple(vocabulary), np.array(idf, dtype=np.float32)


def _targets(answers: Sequence[frozenset[str]], groups: Sequence[str]) -> tuple[str, ...]:
    counted = Counter(word for answer in answers for word in answer)
    projects: dict[str, set[str]] = {}
    for answer, group in zip(answers, groups, strict=True):
        for word in answer:
            projects.setdefault(word, set()).add(group)

    def suffices(word: str, count: int) -> bool:
        if word.startswith(NOUN):
            return count >= LEAST_NOUN and len(projects[word]) >= LEAST_NOUN_PROJECTS
        return count >= LEAST_TARGET

    return tuple(sorted(word for word, count in counted.items() if suffices(word, count)))


@dataclass(frozen=True, slots=True)
class DraftTable:
    """The drafts of all rows one below the other.

    Attributes
    ----------
    row
        Number of the row of each draft, ascending.
    right
        Whether the expert of the row agrees.
    """

    row: NDArray[np.int64]
    signs: tuple[DraftSigns, ...]
    numbers: NDArray[np.float64]
    right: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Choice:
    """A fitted choice model."""

    vocabulary: dict[str, int]
    weights: NDArray[np.float64]
    number_weights: NDArray[np.float64]
    slope: float
    offset: float


def fit_choice(table: DraftTable) -> Choice:
    """Fit the choice model; rows where all or no drafts are right teach nothing."""
    vocabulary = _draft_vocabulary(table.signs)
    one_hot = _one_hot(table.signs, vocabulary)
    numbers = table.numbers * NUMBER_SCALE
    weights = _conditional_logit(one_hot, numbers, table)
    split = len(vocabulary)
    scores = one_hot @ weights[:split] + numbers @ weights[split:]
    slope, offset = _calibrated(scores, table.right)
    return Choice(vocabulary, weights[:split], weights[split:] * NUMBER_SCALE, slope, offset)


def _draft_vocabulary(signs: Sequence[DraftSigns]) -> dict[str, int]:
    counted = Counter(name for sign in signs for name in sign.names)
    kept = sorted(name for name, count in counted.items() if count >= LEAST_DRAFTS)
    return {name: i for i, name in enumerate(kept)}


def _one_hot(signs: Sequence[DraftSigns], vocabulary: dict[str, int]) -> csr_matrix:
    columns = [[vocabulary[n] for n in sign.names if n in vocabulary] for sign in signs]
    starts = np.cumsum([0, *(len(part) for part in columns)])
    flat = [column for part in columns for column in part]
    return csr_matrix((np.ones(len(flat)), flat, starts), shape=(len(signs), len(vocabulary)))


def _conditional_logit(
    one_hot: csr_matrix, numbers: NDArray[np.float64], table: DraftTable
) -> NDArray[np.float64]:
    right = table.right.astype(float)
    starts = np.flatnonzero(np.r_[True, table.row[1:] != table.row[:-1]])
    sizes = np.diff(np.r_[starts, len(right)])
    hits = np.add.reduceat(right, starts)
    teaches = np.repeat((hits > 0) & (hits < sizes), sizes).astype(float)
    transposed = one_hot.T.tocsr()
    split = one_hot.shape[1]

    def loss(weights: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        scores = one_hot @ weights[:split] + numbers @ weights[split:]
        scores -= np.repeat(np.maximum.reduceat(scores, starts), sizes)
        mass = np.exp(np.clip(scores, -60, 0))
        whole = np.repeat(np.add.reduceat(mass, starts), sizes)
        good = np.repeat(np.add.reduceat(mass * right, starts), sizes)
        safe = np.where(good > 0, good, 1.0)
        first = teaches[starts] > 0
        value = float(np.log(whole[starts][first] / safe[starts][first]).sum())
        slope = teaches * (mass / whole - mass * right / safe)
        gradient = np.r_[transposed @ slope, numbers.T @ slope] + PENALTY * weights
        return value + PENALTY / 2 * float(weights @ weights), gradient

    start = np.zeros(split + numbers.shape[1])
    return np.asarray(minimize(loss, start, jac=True, method="L-BFGS-B",
                               options={"maxiter": 200}).x)  # fmt: skip


def _calibrated(scores: NDArray[np.float64], right: NDArray[np.bool_]) -> tuple[float, float]:
    """Return slope and offset of the probability of being right."""
    if right.all() or not right.any():
        return 1.0, 0.0
    model = LogisticRegression(C=1e3).fit(scores[:, None], right)
    return float(model.coef_[0, 0]), float(model.intercept_[0])


__all__ = ["NUMBERS", "Choice", "DraftTable", "FittedText", "fit_choice", "fit_text"]
