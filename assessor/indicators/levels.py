"""Filling the level labels that a form prints once for a group of rows.

Exact tables (merged cells, spreadsheets) need little: a blank cell takes the label above it.
In a dump of a table, a label stands once, and it may stand on the first row of its group, in
the middle, or below rows that belong to it, because pages broke or because labels are centred.
The rows between two printed labels are then open: some belong to the upper label, the rest to
the lower. The rule is to choose all boundaries together at the least cost:

1. The order of labels is kept and every group is unbroken, so between two labels there is
   exactly one boundary.
2. Three ways of printing are tried for the whole table and the cheapest one is taken.
   *Top*: a label stands on the first row of its group; rows above their label cost, except
   where the label before them is closed. *Centre*: a label stands in the middle of its group;
   each row by which the two halves differ costs. *Last*: a label stands on the last row of its
   group; rows below their label cost.
3. A label on a line without a name is an empty type and closed (生态效益 with no row): rows
   below it go on to the next label. Only where most labels stand on lines of their own are
   they headings of the rows below.
4. A row whose own first-level label cannot have the second-level type pays; so does a row
   whose words point to another type (``level_cues``): weak, but it settles what is open.

First-level labels are then placed in the same way: the boundary between two of them goes where
the second-level types fit their first level and no second-level group is cut; in doubt, rows
stay with the label above.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from assessor.indicators.level_cues import cue_cost
from assessor.taxonomy.level_names import first_level_types, second_level_types

_ABOVE_OPEN = 2.0  # top: rows above their label though the label before could hold them
_ABOVE_CLOSED = 0.5
_CLOSED_WITH_ROWS = 3.0
_HEADING_WITHOUT_ROWS = 0.5
_UNEQUAL = 1.5  # centre: each row beyond one by which the halves differ
_BELOW_OPEN = 2.0  # last: rows below their label though the next label could hold them
_PRIORS = {"top": 0.0, "centre": 1.0, "last": 1.5}
_WRONG_FIRST = 2.0
_CUT_GROUP = 1.5
_TO_LOWER = 0.1
_MOST_STEPS = 4_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A table row as far as levels go; ``is_row`` if it holds an indicator."""

    level1: str
    level2: str
    is_row: bool
    name: str = ""
    value: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled:
    """The levels of all entries.

    Attributes
    ----------
    levels
        ``(level1, level2)`` per entry, ``""`` where nothing could be said.
    inferred
        Rows that stand above their label, so that a person may want to look.
    """

    levels: tuple[tuple[str, str], ...]
    inferred: int = 0


def fill_levels(entries: Sequence[Entry], *, exact: bool) -> Filled:
    """Give every entry its levels.

    Parameters
    ----------
    entries
        Rows of one table in order, rows without an indicator included.
    exact
        Blank cells take the label above; no row can stand above its label.
    """
    if exact:
        return Filled(levels=_forward(entries))
    seconds, inferred = _fill_second(entries)
    firsts = _fill_first(entries, seconds)
    levels = _without_contradiction(entries, firsts, seconds)
    return Filled(levels=levels, inferred=inferred)


def _forward(entries: Sequence[Entry]) -> tuple[tuple[str, str], ...]:
    levels: list[tuple[str, str]] = []
    first, second = "", ""
    for entry in entries:
        if entry.level1 and entry.level1 != first:
            first, second = entry.level1, ""
        second = entry.level2 or second
        levels.append((first, second))
    return tuple(levels)


@dataclass(frozen=True, slots=True)
class _Labels:
    """Printed second-level labels and the rows between them."""

    entries: Sequence[Entry]
    places: tuple[int, ...]
    gaps: tuple[tuple[int, ...], ...]  # rows before the first label, between, after the last
    headings: bool

    def own(self, k: int) -> bool:
        return self.entries[self.places[k]].is_row

    def closed(self, k: int) -> bool:
        return not self.own(k) and not self.headings


def _fill_second(entries: Sequence[Entry]) -> tuple[list[str], int]:
    places = tuple(i for i, entry in enumerate(entries) if entry.level2)
    if not places:
        return [""] * len(entries), 0
    bounds = (-1, *places, len(entries))
    gaps = tuple(
        tuple(i for i in range(low + 1, high) if entries[i].is_row)
        for low, high in pairwise(bounds)
    )
    alone = sum(not entries[p].is_row for p in places)
    followed = sum(
        not entries[p].is_row and bool(gap) for p, gap in zip(places, gaps[1:], strict=True)
    )
    headings = alone > len(places) / 2 and followed >= alone / 2
    labels = _Labels(entries, places, gaps, headings)
    steps = sum((len(a) + 1) * (len(b) + 1) for a, b in pairwise(gaps))
    if steps > _MOST_STEPS:
        splits = tuple(len(gap) for gap in gaps[1:])
    else:
        splits = min(_solve(labels, way=way) for way in _PRIORS)[1]
    return _spread(labels, splits)


def _solve(labels: _Labels, *, way: str) -> tuple[float, tuple[int, ...]]:
    """Return the least cost and, per label, how many rows of the gap below it are its own."""
    count = len(labels.places)
    table: list[tuple[float, tuple[int, ...]]] = [(_PRIORS[way], ())]
    above_choices = [len(labels.gaps[0])]
    for k in range(count):
        gap = labels.gaps[k + 1]
        chosen = [len(gap)] if k == count - 1 else range(len(gap) + 1)
        split_costs = _split_costs(labels, k)
        following: list[tuple[float, tuple[int, ...]]] = []
        for below in chosen:
            best = min(
                (cost + _group_cost(labels, k, above=above, below=below, way=way), splits)
                for (cost, splits), above in zip(table, above_choices, strict=True)
            )
            following.append((best[0] + split_costs[below], (*best[1], below)))
        table = following
        above_choices = [len(gap) - below for below in chosen]
    return min(table)


def _split_costs(labels: _Labels, k: int) -> list[float]:
    """Return, for every split of the gap below label ``k``, what its rows' words say."""
    gap = labels.gaps[k + 1]
    upper = [_row_cost(labels, row, k) for row in gap]
    if k + 1 == len(labels.places):
        return [0.0] * len(gap) + [sum(upper)]
    lower = [_row_cost(labels, row, k + 1) for row in gap]
    costs = [sum(lower)]
    for high, low in zip(upper, lower, strict=True):
        costs.append(costs[-1] + high - low)
    return costs


def _row_cost(labels: _Labels, row: int, k: int) -> float:
    entry = labels.entries[row]
    types = second_level_types(labels.entries[labels.places[k]].level2) or ()
    cost = cue_cost(entry.name, entry.value, types)
    if entry.level1:
        allowed = first_level_types(entry.level1)
        if types and allowed and not set(types) & set(allowed):
            cost += _WRONG_FIRST
    return cost


def _group_cost(labels: _Labels, k: int, *, above: int, below: int, way: str) -> float:
    own = labels.own(k)
    if way == "last":
        return _BELOW_OPEN * (below > 0) + _CLOSED_WITH_ROWS * (labels.closed(k) and above > 0)
    if way == "centre":
        if not own and not above and not below:
            return 0.0
        unequal = abs(above - below)
        return _UNEQUAL * max(0, unequal - 1) + 0.25 * unequal
    cost = 0.0
    if above:
        after_closed = k > 0 and labels.closed(k - 1) and above == len(labels.gaps[k])
        cost += _ABOVE_CLOSED if after_closed else _ABOVE_OPEN
    if labels.closed(k) and (above or below):
        cost += _CLOSED_WITH_ROWS
    if not own and labels.headings and not below:
        cost += _HEADING_WITHOUT_ROWS
    return cost


def _spread(labels: _Labels, splits: tuple[int, ...]) -> tuple[list[str], int]:
    seconds = [""] * len(labels.entries)
    inferred = len(labels.gaps[0])
    for row in labels.gaps[0]:
        seconds[row] = labels.entries[labels.places[0]].level2
    for k, place in enumerate(labels.places):
        seconds[place] = labels.entries[place].level2
        gap = labels.gaps[k + 1]
        for index, row in enumerate(gap):
            owner = place if index < splits[k] else labels.places[min(k + 1, len(splits) - 1)]
            seconds[row] = labels.entries[owner].level2
        inferred += len(gap) - splits[k]
    return seconds, inferred


def _fill_first(entries: Sequence[Entry], seconds: list[str]) -> list[str]:
    places = [i for i, entry in enumerate(entries) if entry.level1]
    firsts = [""] * len(entries)
    if not places:
        return firsts
    for index in range(places[0]):
        if _misfit(entries[places[0]].level1, seconds[index]) < _WRONG_FIRST:
            firsts[index] = entries[places[0]].level1
    bounds = [*places, len(entries)]
    for upper, lower in pairwise(bounds):
        label = entries[upper].level1
        below = entries[lower].level1 if lower < len(entries) else None
        cut = lower if below is None else _first_cut(entries, seconds, upper, lower)
        for index in range(upper, lower):
            firsts[index] = label if index < cut or below is None else below
    return firsts


def _first_cut(entries: Sequence[Entry], seconds: list[str], upper: int, lower: int) -> int:
    """Return the first entry between two first-level labels that belongs to the lower one."""
    high, low = entries[upper].level1, entries[lower].level1
    cost = sum(_misfit(low, seconds[i]) + _TO_LOWER for i in range(upper + 1, lower))
    best, cut = cost + _cut_cost(seconds, upper + 1), upper + 1
    for index in range(upper + 1, lower):
        cost += _misfit(high, seconds[index]) - _misfit(low, seconds[index]) - _TO_LOWER
        total = cost + _cut_cost(seconds, index + 1)
        if total <= best:
            best, cut = total, index + 1
    return cut


def _cut_cost(seconds: list[str], index: int) -> float:
    return _CUT_GROUP if seconds[index] and seconds[index] == seconds[index - 1] else 0.0


def _misfit(first: str, second: str) -> float:
    allowed, types = first_level_types(first), second_level_types(second)
    if not allowed or not types:
        return 0.2
    return 0.0 if set(types) & set(allowed) else _WRONG_FIRST


def _ends_group(entry: Entry, first: str, second: str, levels: list[tuple[str, str]]) -> bool:
    """Whether a first level without a second of its own ends the second-level group above it."""
    if _misfit(first, second) >= _WRONG_FIRST:
        return True
    new = bool(levels) and levels[-1] != (first, second) and levels[-1][1] == second
    return new and entry.is_row and not first_level_types(first)


def _without_contradiction(
    entries: Sequence[Entry], firsts: list[str], seconds: list[str]
) -> tuple[tuple[str, str], ...]:
    """Take back a second level that a newly printed first level rules out (满意度指标, blank)."""
    levels: list[tuple[str, str]] = []
    dropped = ""
    for entry, first, second in zip(entries, firsts, seconds, strict=True):
        if entry.level2:
            dropped = ""
        elif entry.level1 and _ends_group(entry, first, second, levels):
            dropped = second
        levels.append((first, "" if dropped and second == dropped else second))
    return tuple(levels)
