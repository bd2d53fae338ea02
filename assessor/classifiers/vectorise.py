"""Named features to a sparse matrix: one pass for all heads.

Binary TF-IDF as in scikit-learn (smoothed idf), with one difference: each block of features is
scaled to unit length on its own, so that a long name does not drown the dozen features that
describe the value.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from assessor.classifiers.features import Block

FeatureSets = tuple[frozenset[str], frozenset[str], frozenset[str], frozenset[str]]
_CACHED_SETS = 40_000


@dataclass(frozen=True, slots=True)
class Vectoriser:
    """A fitted vocabulary with idf weights.

    Attributes
    ----------
    vocabulary
        Per block: feature string to column.
    idf
        Shape (n_features,).
    """

    vocabulary: tuple[dict[str, int], ...]
    idf: NDArray[np.float64]
    _known: dict[tuple[int, frozenset[str]], list[int]] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    @property
    def size(self) -> int:
        """Number of columns."""
        return len(self.idf)

    def block_sizes(self) -> tuple[int, ...]:
        """Return the number of columns per block, in block order."""
        return tuple(len(known) for known in self.vocabulary)

    def transform(self, rows: Iterable[FeatureSets]) -> csr_matrix:
        """Return shape (n_rows, n_features); every block of every row has length 1 or is empty."""
        columns: list[int] = []
        ends: list[int] = []
        for row in rows:
            for block, features in enumerate(row):
                columns.extend(self._columns(block, features))
                ends.append(len(columns))
        return self._matrix(columns, ends)

    def _columns(self, block: int, features: frozenset[str]) -> list[int]:
        """Look up the columns of one block; those of names and values are remembered."""
        if block == Block.STRUCTURE:
            get = self.vocabulary[block].get
            return [c for f in features if (c := get(f)) is not None]
        known = self._known.get((block, features))
        if known is None:
            get = self.vocabulary[block].get
            known = [c for f in features if (c := get(f)) is not None]
            if len(self._known) >= _CACHED_SETS:
                self._known.clear()
            self._known[block, features] = known
        return known

    def _matrix(self, columns: list[int], ends: list[int]) -> csr_matrix:
        blocks = len(self.vocabulary)
        index = np.asarray(columns, dtype=np.int32)
        stops = np.asarray(ends, dtype=np.int64)
        sizes = np.diff(stops, prepend=0)
        weights = self.idf[index]
        segment = np.repeat(np.arange(len(stops)), sizes)
        lengths = np.sqrt(np.bincount(segment, weights**2, minlength=len(stops)))
        weights = weights / np.where(lengths > 0, lengths, 1.0)[segment]
        starts = np.concatenate([[0], stops[blocks - 1 :: blocks]])
        matrix = csr_matrix(
            (weights, index, starts), shape=(len(stops) // blocks, self.size), copy=False
        )
        # Sets have no stable order between processes; sorted columns make sums reproducible.
        matrix.sort_indices()
        return matrix


def fit_vectoriser(rows: Sequence[FeatureSets], *, fewest_rows: int = 2) -> Vectoriser:
    """Learn the vocabulary: features that occur in at least ``fewest_rows`` rows."""
    counts: list[Counter[str]] = [Counter() for _ in Block]
    for row in rows:
        for counter, block in zip(counts, row, strict=True):
            counter.update(block)
    vocabulary: list[dict[str, int]] = []
    frequencies: list[int] = []
    for counter in counts:
        kept = sorted(f for f, n in counter.items() if n >= fewest_rows)
        vocabulary.append({f: len(frequencies) + i for i, f in enumerate(kept)})
        frequencies.extend(counter[f] for f in kept)
    documents = np.asarray(frequencies, dtype=float)
    idf = np.log((1 + len(rows)) / (1 + documents)) + 1
    return Vectoriser(vocabulary=tuple(vocabulary), idf=idf)
