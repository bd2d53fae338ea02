"""Reference ranges: what comparable good rows of the corpus promise, to be shown beside a blank.

Written by training, never part of a value. Dates and amounts of money have none: they depend on
the size of a project and not on how well it is done.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from assessor.core.rewrite import Reference
from assessor.core.target import Target, TargetKind
from assessor.rewrites.learned import learned_in
from assessor.rewrites.measure_key import MeasureKey, measure_key
from assessor.text.target_grammar import parse_targets

LEAST = 8
# What a share or a length of time amounts to elsewhere is a guide; how many things or how much
# money others have is none.
_HEADS = frozenset(("rate", "satisfaction", "time", "lifetime", "score"))
_QUARTILES = (0.25, 0.5, 0.75)
_ALL = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class GoodRow:
    """A good row of the corpus.

    Attributes
    ----------
    sector
        Its sector group.
    """

    name: str
    value: str
    sector: str


@dataclass(frozen=True, slots=True)
class References:
    """All ranges.

    Attributes
    ----------
    ranges
        (tail of the name or noun group, unit, sector group or ``""``) -> range.
    sectors
        Sector groups with the words that tell them, the first that matches wins.
    """

    ranges: dict[tuple[str, str, str], Reference]
    sectors: tuple[tuple[str, tuple[str, ...]], ...]

    def find(self, name: str, value: str, context: str = "") -> Reference | None:
        """Return the range of the most alike rows: same noun in the sector, then elsewhere."""
        key = measure_key(name, value)
        if not _is_comparable(key):
            return None
        sector = next(
            (group for group, words in self.sectors if any(word in context for word in words)), _ALL
        )
        for place in dict.fromkeys((sector, _ALL)):
            found = self.ranges.get((key.tail, key.unit, place))
            if found is not None:
                return found
        return None


def _is_comparable(key: MeasureKey) -> bool:
    return key.head in _HEADS and key.unit not in ("", "date") and not key.per


def collect(rows: Iterable[GoodRow], sectors: Sequence[tuple[str, tuple[str, ...]]]) -> References:
    """Build the ranges of all nouns with at least eight rows, per sector group and for all."""
    values: dict[tuple[str, str, str], list[float]] = {}
    for row in rows:
        key = measure_key(row.name, row.value)
        figure = _figure(row.value)
        if figure is None or not _is_comparable(key):
            continue
        for place in dict.fromkeys((row.sector, _ALL)):
            values.setdefault((key.tail, key.unit, place), []).append(figure)
    ranges = {
        key: _range(found, unit=key[1], sector=key[2])
        for key, found in sorted(values.items())
        if len(found) >= LEAST
    }
    return References(ranges=ranges, sectors=tuple(sectors))


def _figure(value: str) -> float | None:
    """Return the one number of a value, ``None`` for several or none."""
    numbers = [target for target in parse_targets(value) if target.kind is TargetKind.NUMBER]
    return _bound(numbers[0]) if len(numbers) == 1 else None


def _bound(target: Target) -> float | None:
    return target.low if target.low is not None else target.high


def _range(found: Sequence[float], *, unit: str, sector: str) -> Reference:
    low, middle, high = (float(x) for x in np.quantile(found, _QUARTILES))
    return Reference(count=len(found), low=round(low, 4), middle=round(middle, 4),
                     high=round(high, 4), unit=unit, sector=sector)  # fmt: skip


def plain(references: References) -> dict[str, Any]:
    """Return the plain data, as :func:`references_of` reads it."""
    return {
        "ranges": [
            (*key, found.count, found.low, found.middle, found.high)
            for key, found in references.ranges.items()
        ],
        "sectors": references.sectors,
    }


def references_of(content: dict[str, Any]) -> References:
    """Build the ranges from the plain data that training wrote."""
    return References(
        ranges={
            (noun, unit, sector): Reference(
                count=count, low=low, middle=middle, high=high, unit=unit, sector=sector
            )
            for noun, unit, sector, count, low, middle, high in content["ranges"]
        },
        sectors=tuple((group, tuple(words)) for group, words in content["sectors"]),
    )


@lru_cache(maxsize=2)
def references_in(folder: Path | None) -> References | None:
    """Return the ranges of a model folder, ``None`` if it has none.

    Parameters
    ----------
    folder
        ``None``: the shipped model.

    Raises
    ------
    ModelError
        The file is damaged or belongs to another version.
    """
    learned = learned_in(folder)
    return None if learned is None else references_of(learned.references)


_instead: ContextVar[References | None] = ContextVar("_instead", default=None)


@contextmanager
def references_from(references: References) -> Iterator[None]:
    """Look ranges up in ``references`` in place of the shipped ones."""
    token = _instead.set(references)
    try:
        yield
    finally:
        _instead.reset(token)


def reference_for(
    name: str, value: str, context: str = "", *, model: Path | None = None
) -> Reference | None:
    """Return what comparable rows of the corpus promise, ``None`` if too few are known.

    Parameters
    ----------
    name, value
        Of the rewrite; the value as a template with its blank.
    context
        Words that tell the sector: project, organisation.
    model
        Folder of the model that judges, ``None``: the shipped one.
    """
    known = _instead.get() or references_in(model)
    return None if known is None else known.find(name, value, context)
