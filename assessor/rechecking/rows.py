"""Which rows of a new version are the rows of the old one: moved, renamed, split.

By name first, whatever the level; then by words in common; then by place, where an old and a
new row are left between the same neighbours and have a word or a figure in common. Nothing is paired twice, but a row that measured
several things may have become several rows.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from assessor.core.submission import Indicator
from assessor.rechecking.likeness import alike, contained, folded, share_any

_ALIKE = 0.55
_CONTAINED = 0.8
_PART_OF_SPLIT = 0.6
_PART_BESIDE = 0.4  # where the part stands right beside another part
_FIGURE = re.compile(r"\d+(?:\.\d+)?")
_SEVERAL = re.compile(r"[、，,；;/]|和|及|与|并|或")


class Followed(StrEnum):
    """How a row was found again."""

    SAME = "same"
    MOVED = "moved"
    RENAMED = "renamed"
    BY_PLACE = "by-place"
    SPLIT = "split"
    GONE = "gone"


@dataclass(frozen=True, slots=True, kw_only=True)
class RowFate:
    """An old row and the places of the new rows that answer to it.

    Attributes
    ----------
    instead
        For a row that is gone: new rows of its level that stand where it stood.
    """

    old: Indicator
    how: Followed
    new: tuple[int, ...] = ()
    instead: tuple[int, ...] = ()


def follow_rows(old: Sequence[Indicator], new: Sequence[Indicator]) -> tuple[RowFate, ...]:
    """Return the fate of every old row; ``RowFate.new`` counts from 0 in ``new``."""
    pairs = _Pairs(old, new)
    pairs.take(_name_and_level)
    pairs.take(_name)
    pairs.take_best(_likeness)
    pairs.take_by_place()
    parts = pairs.take_splits()
    return tuple(
        RowFate(
            old=row,
            how=pairs.how(number, parts),
            new=pairs.places(number, parts),
            instead=pairs.instead(number),
        )
        for number, row in enumerate(old)
    )


class _Pairs:
    """Pairs found so far: places of old rows to places of new ones."""

    def __init__(self, old: Sequence[Indicator], new: Sequence[Indicator]) -> None:
        self._old, self._new = old, new
        self._found: dict[int, int] = {}
        self._by_place: set[int] = set()

    def take(self, key: Callable[[Indicator], str]) -> None:
        """Pair rows of one key, in order; an empty key fits nothing."""
        left: dict[str, list[int]] = {}
        for j in self._open_new():
            left.setdefault(key(self._new[j]), []).append(j)
        for i in self._open_old():
            named = key(self._old[i])
            if named and left.get(named):
                self._found[i] = left[named].pop(0)

    def take_best(self, likeness: Callable[[Indicator, Indicator], float]) -> None:
        """Pair what is most alike first; of equals, what stands nearest."""
        open_new = self._open_new()
        scored = [
            (likeness(self._old[i], self._new[j]), -abs(i - j), -i, -j)
            for i in self._open_old()
            for j in open_new
            if share_any(self._old[i].name, self._new[j].name)
        ]
        taken: set[int] = set()
        for score, _, i, j in sorted(scored, reverse=True):
            if score >= _ALIKE and -i not in self._found and -j not in taken:
                self._found[-i] = -j
                taken.add(-j)

    def take_by_place(self) -> None:
        """Pair rows left between the same neighbours that have a word or a figure in common."""
        for olds, news in self._gaps():
            for i in olds:
                j = next((j for j in news if _related(self._old[i], self._new[j])), None)
                if j is not None:
                    self._found[i] = j
                    self._by_place.add(i)
                    news.remove(j)

    def instead(self, number: int) -> tuple[int, ...]:
        """Return the new rows of the same level that stand where a row stood that is gone."""
        if number in self._found:
            return ()
        for olds, news in self._gaps():
            if number in olds:
                return tuple(j for j in news if _same_level(self._old[number], self._new[j]))
        return ()

    def _gaps(self) -> list[tuple[list[int], list[int]]]:
        """Return the open rows between each two pairs that stand in the same order."""
        gaps: list[tuple[list[int], list[int]]] = []
        open_new = set(self._open_new())
        last, pending = -1, []
        for i in range(len(self._old) + 1):
            j = self._found.get(i, len(self._new)) if i < len(self._old) else len(self._new)
            if i < len(self._old) and i not in self._found:
                pending.append(i)
            elif j > last:
                gaps.append((pending, [n for n in range(last + 1, j) if n in open_new]))
                last, pending = j, []
        return gaps

    def take_splits(self) -> dict[int, tuple[int, ...]]:
        """Return for rows that measured several things the further new rows made of them."""
        parts: dict[int, list[int]] = {}
        for j in self._open_new():
            scored = [
                (contained(self._new[j].name, self._old[i].name), -abs(self._found[i] - j), i)
                for i in self._found
                if _SEVERAL.search(self._old[i].name)
            ]
            score, _, i = max(scored, default=(0.0, 0, 0))
            beside = any(abs(j - k) == 1 for k in (self._found.get(i, j), *parts.get(i, ())))
            if score >= (_PART_BESIDE if beside else _PART_OF_SPLIT):
                parts.setdefault(i, []).append(j)
        return {i: tuple(places) for i, places in parts.items()}

    def how(self, number: int, parts: dict[int, tuple[int, ...]]) -> Followed:
        """Return how the old row ``number`` was found again."""
        if number not in self._found:
            return Followed.GONE
        old, new = self._old[number], self._new[self._found[number]]
        if number in parts:
            return Followed.SPLIT
        if number in self._by_place:
            return Followed.BY_PLACE
        if not _same_name(old, new):
            return Followed.RENAMED
        return Followed.SAME if _same_level(old, new) else Followed.MOVED

    def places(self, number: int, parts: dict[int, tuple[int, ...]]) -> tuple[int, ...]:
        """Return the places of the new rows of the old row ``number``."""
        if number not in self._found:
            return ()
        return (self._found[number], *parts.get(number, ()))

    def _open_old(self) -> list[int]:
        return [i for i in range(len(self._old)) if i not in self._found]

    def _open_new(self) -> list[int]:
        taken = set(self._found.values())
        return [j for j in range(len(self._new)) if j not in taken]


def _name(row: Indicator) -> str:
    return folded(row.name)


def _name_and_level(row: Indicator) -> str:
    name = folded(row.name)
    return f"{name}\n{folded(row.level2 or row.level1)}" if name else ""


def _same_name(one: Indicator, other: Indicator) -> bool:
    return bool(folded(one.name)) and folded(one.name) == folded(other.name)


def _same_level(one: Indicator, other: Indicator) -> bool:
    return folded(one.level2 or one.level1) == folded(other.level2 or other.level1)


def _likeness(one: Indicator, other: Indicator) -> float:
    """Return how alike two names are; a name that was only made longer is alike too."""
    score = alike(one.name, other.name)
    longer, shorter = contained(one.name, other.name), contained(other.name, one.name)
    if longer >= _CONTAINED:
        score = max(score, longer * 0.9)
    elif shorter >= _CONTAINED:
        score = max(score, shorter * 0.85)
    return score + (0.02 if _same_level(one, other) else 0.0)


def _related(one: Indicator, other: Indicator) -> bool:
    if not _same_level(one, other):
        return False
    figures = set(_FIGURE.findall(one.value)) & set(_FIGURE.findall(other.value))
    return bool(figures) or contained(one.name, other.name) > 0
