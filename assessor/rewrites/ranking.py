"""Which draft is likeliest what an expert would write: a model learnt from expert rewrites.

Two steps, both linear. The *text model* reads the row and says which levels and measures experts
gave to such rows; the *choice model* weighs that with what is known of each draft. All drafts of a
batch pass in one matrix product.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import chain
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from assessor.rewrites.case import Case, Draft
from assessor.rewrites.learned import learned_in
from assessor.rewrites.measure_key import measure_key
from assessor.rewrites.own_nouns import lost_shares
from assessor.rewrites.precedents import by_precedent, is_precedent
from assessor.rewrites.row_signs import (
    BLOCKS,
    NUMBERS,
    SCALES,
    DraftSigns,
    Known,
    RowSigns,
    draft_level,
    draft_numbers,
    draft_signs,
    row_signs,
)
from assessor.rewrites.wording import Wording

# How much a draft that loses nouns of the name falls behind: experts drop them now and then, a
# reviewer who compares both rows minds.
LOSS = 0.5


@dataclass(frozen=True, slots=True)
class TextModel:
    """What the words of a row say of its rewrite.

    Attributes
    ----------
    vocabulary
        Sign -> column, one dictionary per block.
    idf
        Weight of each column.
    targets
        What each column of ``weights`` answers: ``level=social``, ``measure=rate|share`` ...
    weights, intercepts
        Shapes (n_signs, n_targets) and (n_targets,).
    """

    vocabulary: tuple[dict[str, int], ...]
    idf: NDArray[np.float32]
    targets: tuple[str, ...]
    weights: NDArray[np.float32]
    intercepts: NDArray[np.float32]

    def chances(self, rows: Sequence[RowSigns]) -> NDArray[np.float32]:
        """Return shape (n_rows, n_targets): roughly the share of experts who would say so."""
        matrix = weighted_signs(rows, self.vocabulary, self.idf)
        return np.asarray(matrix @ self.weights + self.intercepts, dtype=np.float32)


def weighted_signs(
    rows: Sequence[RowSigns], vocabulary: Sequence[dict[str, int]], idf: NDArray[np.float32]
) -> csr_matrix:
    """Return shape (n_rows, n_signs): each block of a row has the length of its scale."""
    indices: list[int] = []
    data: list[NDArray[np.float32]] = []
    starts = [0]
    for row in rows:
        for number in range(len(BLOCKS)):
            known = vocabulary[number]
            columns = [known[sign] for sign in row.blocks[number] if sign in known]
            if columns:
                values = idf[columns]
                data.append(values * (SCALES[number] / float(np.sqrt(values @ values))))
                indices += columns
        starts.append(len(indices))
    values = np.concatenate(data) if data else np.zeros(0, dtype=np.float32)
    return csr_matrix((values, indices, starts), shape=(len(rows), len(idf)))


Choice: TypeAlias = tuple[Draft, float]


@dataclass(frozen=True, slots=True)
class _ReadRow:
    """A row with its drafts and what the text model says of it, by target."""

    case: Case
    drafts: tuple[Draft, ...]
    signs: RowSigns
    chances: dict[str, float]


@dataclass(frozen=True, slots=True)
class Ranker:
    """Text model and choice model.

    Attributes
    ----------
    vocabulary
        One-hot sign of a draft -> place in ``weights``.
    weights
        Of the one-hot signs.
    number_weights
        Of the numbers, in the order of ``NUMBERS``.
    wording
        What good names look like.
    slope, offset
        Score -> probability that an expert would agree.
    """

    text: TextModel
    vocabulary: dict[str, int]
    weights: NDArray[np.float64]
    number_weights: NDArray[np.float64]
    wording: Wording
    slope: float
    offset: float

    def rank_batch(
        self, cases: Sequence[tuple[Case, Sequence[Draft]]]
    ) -> tuple[tuple[float, ...], ...]:
        """Return the rank, 0..1, of each draft of each row."""
        return self._ranked(self._read(cases))

    def choose_batch(
        self, cases: Sequence[tuple[Case, Sequence[Draft]]]
    ) -> tuple[tuple[Choice, ...], ...]:
        """Add drafts by precedent and return all with their ranks, in the order to be shown."""
        read = [
            replace(row, drafts=(*row.drafts, *by_precedent(row.case, row.drafts, row.chances)))
            for row in self._read(cases)
        ]
        return tuple(
            tuple((row.drafts[i], ranks[i]) for i in varied(row.case, row.drafts, ranks))
            for row, ranks in zip(read, self._ranked(read), strict=True)
        )

    def _read(self, cases: Sequence[tuple[Case, Sequence[Draft]]]) -> list[_ReadRow]:
        rows = [row_signs(case) for case, _ in cases]
        if not rows:
            return []
        targets = self.text.targets
        return [
            _ReadRow(case, tuple(drafts), row, dict(zip(targets, chance.tolist(), strict=True)))
            for (case, drafts), row, chance in zip(
                cases, rows, self.text.chances(rows), strict=True
            )
        ]

    def _ranked(self, rows: Sequence[_ReadRow]) -> tuple[tuple[float, ...], ...]:
        signs, numbers, losses = [], [], []
        for row in rows:
            known = Known(chances=row.chances, wording=self.wording,
                          best_prior=best_prior(row.drafts))  # fmt: skip
            losses += [share and LOSS * (1 + share) for share in lost_shares(row.case, row.drafts)]
            for draft in row.drafts:
                sign = draft_signs(row.case, row.signs, draft)
                signs.append(sign)
                numbers.append(draft_numbers(row.case, row.signs, draft, sign, known))
        ranks = iter(self._ranks(signs, numbers, losses).tolist())
        return tuple(tuple(next(ranks) for _ in row.drafts) for row in rows)

    def _ranks(
        self,
        signs: Sequence[DraftSigns],
        numbers: Sequence[Sequence[float]],
        losses: Sequence[float],
    ) -> NDArray[np.float64]:
        known = self.vocabulary
        columns = [[known[name] for name in sign.names if name in known] for sign in signs]
        sums = [len(part) for part in columns]
        flat = np.fromiter(chain.from_iterable(columns), dtype=np.int64, count=sum(sums))
        owner = np.repeat(np.arange(len(signs)), sums)
        scores = np.bincount(owner, self.weights[flat], len(signs)).astype(np.float64)
        scores -= np.asarray(losses, dtype=np.float64)
        scores += np.asarray(numbers).reshape(len(signs), len(NUMBERS)) @ self.number_weights
        return np.asarray(1.0 / (1.0 + np.exp(-(self.slope * scores + self.offset))))


def best_prior(drafts: Sequence[Draft]) -> float:
    """Return the highest prior of the drafts that follow from the row, not from precedent."""
    return max((draft.prior for draft in drafts if not is_precedent(draft)), default=1.0)


@lru_cache(maxsize=2)
def ranker_in(folder: Path | None) -> Ranker | None:
    """Return the ranker of a model folder, ``None`` if it was trained without.

    Parameters
    ----------
    folder
        ``None``: the shipped model.

    Raises
    ------
    ModelError
        The file beside the model is damaged or belongs to another version.
    """
    learned = learned_in(folder)
    return None if learned is None else ranker_of(learned.ranker)


def ranker_of(content: dict[str, Any]) -> Ranker:
    """Build a ranker from the plain data that training wrote."""
    text = content["text"]
    assert isinstance(text, dict)
    return Ranker(
        text=TextModel(
            vocabulary=tuple(text["vocabulary"]),
            idf=text["idf"],
            targets=tuple(text["targets"]),
            weights=text["weights"].astype(np.float32),
            intercepts=text["intercepts"],
        ),
        vocabulary=dict(content["vocabulary"]),
        weights=np.asarray(content["weights"], dtype=np.float64),
        number_weights=np.asarray(content["number_weights"], dtype=np.float64),
        wording=Wording(dict.fromkeys(content["wording"], "")),
        slope=float(content["slope"]),
        offset=float(content["offset"]),
    )


def plain(ranker: Ranker) -> dict[str, Any]:
    """Return the plain data of a ranker, as :func:`ranker_of` reads it."""
    text = ranker.text
    return {
        "text": {
            "vocabulary": text.vocabulary,
            "idf": text.idf,
            "targets": text.targets,
            "weights": text.weights.astype(np.float16),
            "intercepts": text.intercepts,
        },
        "vocabulary": ranker.vocabulary,
        "weights": ranker.weights,
        "number_weights": ranker.number_weights,
        "wording": tuple(sorted(ranker.wording.pairs)),
        "slope": ranker.slope,
        "offset": ranker.offset,
    }


_instead: ContextVar[Ranker | None] = ContextVar("_instead", default=None)


@contextmanager
def ranking_with(ranker: Ranker) -> Iterator[None]:
    """Rank with ``ranker`` in place of the shipped one, to measure a ranker before it ships."""
    token = _instead.set(ranker)
    try:
        yield
    finally:
        _instead.reset(token)


def ranker_in_force(model: Path | None) -> Ranker | None:
    """Return the ranker that stands in for others (:func:`ranking_with`), else that of ``model``."""
    return _instead.get() or ranker_in(model)


def rank(case: Case, drafts: Sequence[Draft], *, ranker: Ranker | None) -> tuple[float, ...]:
    """Return the rank, 0..1, of each draft of one row; higher is better."""
    return rank_batch([(case, drafts)], ranker=ranker)[0]


def rank_batch(
    cases: Sequence[tuple[Case, Sequence[Draft]]], *, ranker: Ranker | None
) -> tuple[tuple[float, ...], ...]:
    """Return the ranks of the drafts of many rows.

    Parameters
    ----------
    ranker
        Without one drafts keep the order of their priors.
    """
    if ranker is None:
        return tuple(tuple(draft.prior for draft in drafts) for _, drafts in cases)
    return ranker.rank_batch(cases)


def choose_batch(
    cases: Sequence[tuple[Case, Sequence[Draft]]], *, ranker: Ranker | None
) -> tuple[tuple[Choice, ...], ...]:
    """Return the drafts of many rows and those by precedent, each with its rank, best first.

    Of each measure one stands before a second (:func:`varied`). Without a ranker the given drafts
    are ordered by their priors.
    """
    if ranker is not None:
        return ranker.choose_batch(cases)
    ordered = []
    for case, drafts in cases:
        ranks = tuple(draft.prior for draft in drafts)
        ordered.append(tuple((drafts[i], ranks[i]) for i in varied(case, drafts, ranks)))
    return tuple(ordered)


def varied(case: Case, drafts: Sequence[Draft], ranks: Sequence[float]) -> tuple[int, ...]:
    """Return the order in which drafts are shown: best first, of each measure one before a second.

    Three candidates that count the same under the same level would be no choice. Where the row
    measures several things, drafts that lose one of them come after those that keep all.
    """
    order = sorted(range(len(drafts)), key=lambda i: (-ranks[i], i))
    seen: set[tuple[str, str]] = set()
    first: list[int] = []
    later: list[int] = []
    for i in order:
        row = drafts[i].row
        key = (draft_level(case, row.level), measure_key(row.name, row.value).name)
        (later if key in seen else first).append(i)
        seen.add(key)
    shown = (*first, *later)
    if len(case.parts.pieces) > 1 or case.assessed.judgement.compound:
        losses = lost_shares(case, drafts)
        return tuple(sorted(shown, key=lambda i: losses[i] > 0))
    return shown


__all__ = [
    "Choice",
    "Ranker",
    "TextModel",
    "choose_batch",
    "plain",
    "rank",
    "rank_batch",
    "ranker_in",
    "ranker_in_force",
    "ranker_of",
    "ranking_with",
    "varied",
]
