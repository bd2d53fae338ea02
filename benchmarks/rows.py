"""The rows that are measured: labelled ones for quality, recombined ones for speed.

Recombined rows pair the name of one corpus row with the value of another. Both come from rows
with the same best level and the same kind of value, so that they read like real rows and give
about as many findings; a name or value may recur, as it does in real tables, a pair never.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import count, islice

from assessor.core.submission import Indicator
from assessor.training.corpus import Corpus, Row
from assessor.training.cross_validation import folds
from assessor.training.sectors import sector_group


@dataclass(frozen=True, slots=True)
class Split:
    """Labelled rows; no sector group stands on both sides."""

    train: tuple[Row, ...]
    test: tuple[Row, ...]

    @property
    def groups(self) -> tuple[str, ...]:
        """The sector group of each test row."""
        return tuple(sector_group(row.sector) for row in self.test)


@dataclass(frozen=True, slots=True)
class _Pool:
    """Rows of one kind: distinct names with their levels, and distinct values."""

    names: tuple[Row, ...]
    values: tuple[str, ...]


def held_out(corpus: Corpus) -> Split:
    """Split off that of the folds of cross-validation which has the most sector groups."""
    rows = corpus.rows
    groups = [sector_group(row.sector) for row in rows]
    train, test = max(folds(groups), key=lambda fold: len({groups[i] for i in fold[1]}))
    return Split(tuple(rows[i] for i in train), tuple(rows[i] for i in test))


def distinct_rows(rows: Sequence[Row], number: int) -> Iterator[Indicator]:
    """Yield ``number`` rows no two of which have the same name and value.

    Deterministic, and lazy: the rows of a long run are never held together. Every name of the
    corpus comes once before any comes again.

    Raises
    ------
    ValueError
        The corpus has too few names and values for ``number`` pairs.
    """
    pools = _pools(rows)
    possible = sum(len(pool.names) * len(pool.values) for pool in pools)
    if number > possible:
        raise ValueError(f"{number} rows wanted, {possible} pairs possible")
    return islice(_pairs(pools), number)


def _pools(rows: Sequence[Row]) -> tuple[_Pool, ...]:
    # A name stands in one pool only: else two pools could make the same pair.
    named: dict[str, Row] = {}
    for row in rows:
        named.setdefault(row.name, row)
    names: defaultdict[tuple[str, str], list[Row]] = defaultdict(list)
    values: defaultdict[tuple[str, str], dict[str, None]] = defaultdict(dict)
    for row in named.values():
        names[_kind(row)].append(row)
    for row in rows:
        values[_kind(row)][row.value] = None
    return tuple(_Pool(tuple(found), tuple(values[kind])) for kind, found in names.items())


def _kind(row: Row) -> tuple[str, str]:
    levels = row.labels.proper_levels
    return levels[0] if levels else "", row.labels.value_kind


def _pairs(pools: Sequence[_Pool]) -> Iterator[Indicator]:
    """Shift the values of each pool by one place a round."""
    number = 0
    for shift in count(1):
        for pool in pools:
            size = len(pool.values)
            if shift > size:
                continue
            for i, row in enumerate(pool.names):
                number += 1
                yield Indicator(
                    id=str(number),
                    level1=row.level1,
                    level2=row.level2,
                    name=row.name,
                    value=pool.values[(i + shift) % size],
                )
