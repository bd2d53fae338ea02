"""Ruling lines put in order: pieces joined, double lines merged, connected ones grouped."""

from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise
from typing import TypeAlias

from assessor.documents.pages.layout import Rule

# Points. Lines nearer than this are one (double lines, borders printed once per cell); no row
# of text is as low.
SNAP = 3.5
_JOIN_GAP = 3.0
_TOUCH = 4.0
_LEAST_ENDS = 4
_LEAST_PLACES = 4

# Level lines and upright lines.
Edges: TypeAlias = tuple[tuple[Rule, ...], tuple[Rule, ...]]


def merged(rules: Iterable[Rule]) -> tuple[Rule, ...]:
    """Join pieces of the same line; lines are the same within a hair (1 point)."""
    found: list[Rule] = []
    for group in _levels(sorted(rules, key=lambda rule: rule.at), within=1.0):
        at = sum(rule.at for rule in group) / len(group)
        start, end = float("inf"), float("-inf")
        for rule in sorted(group, key=lambda rule: rule.start):
            if rule.start > end + _JOIN_GAP:
                if end > start:
                    found.append(Rule(at, start, end))
                start, end = rule.start, rule.end
            else:
                end = max(end, rule.end)
        if end > start:
            found.append(Rule(at, start, end))
    return tuple(found)


def _levels(rules: Sequence[Rule], *, within: float) -> list[list[Rule]]:
    groups: list[list[Rule]] = []
    for rule in rules:
        if groups and rule.at - groups[-1][0].at <= within:
            groups[-1].append(rule)
        else:
            groups.append([rule])
    return groups


def snapped(places: Iterable[float], *, within: float = SNAP) -> list[float]:
    """Return the distinct places; those nearly equal become their mean."""
    groups: list[list[float]] = []
    for place in sorted(places):
        if groups and place - groups[-1][0] <= within:
            groups[-1].append(place)
        else:
            groups.append([place])
    return [sum(group) / len(group) for group in groups]


def covered(pieces: Sequence[Rule], start: float, end: float) -> bool:
    """Whether the pieces, all on one line, leave no real gap between start and end."""
    length = end - start
    missing, at = 0.0, start
    for piece in pieces:
        if piece.end <= at:
            continue
        if piece.start >= end:
            break
        missing += max(0.0, piece.start - at)
        at = max(at, piece.end)
    missing += max(0.0, end - at)
    return missing <= min(SNAP, 0.3 * length)


def connected(level: Sequence[Rule], upright: Sequence[Rule]) -> list[Edges]:
    """Return groups of lines that touch one another, each with lines of both directions."""
    parent = list(range(len(level) + len(upright)))

    def root(index: int) -> int:
        while parent[index] != index:
            parent[index] = parent[parent[index]]
            index = parent[index]
        return index

    for i, line in enumerate(level):
        for j, post in enumerate(upright, start=len(level)):
            if crosses(line, post) and root(i) != root(j):
                parent[root(i)] = root(j)
    groups: dict[int, tuple[list[Rule], list[Rule]]] = {}
    for i, line in enumerate(level):
        groups.setdefault(root(i), ([], []))[0].append(line)
    for j, post in enumerate(upright, start=len(level)):
        groups.setdefault(root(j), ([], []))[1].append(post)
    whole = [(lines, posts) for lines, posts in groups.values() if lines and posts]
    lone = [posts[0] for lines, posts in groups.values() if not lines]
    for post in lone:
        beside = [posts for _, posts in whole if _runs_along(post, posts)]
        if len(beside) == 1:
            beside[0].append(post)
    return [(tuple(lines), tuple(posts)) for lines, posts in whole]


def _runs_along(post: Rule, posts: Sequence[Rule]) -> bool:
    """Whether an upright line outside a table runs from the top of the table to its bottom.

    It borders cells that fill the height of the page: pieces of merged cells that no level
    line meets.
    """
    return (
        abs(post.start - min(other.start for other in posts)) <= SNAP
        and abs(post.end - max(other.end for other in posts)) <= SNAP
        and not min(other.at for other in posts) <= post.at <= max(other.at for other in posts)
    )


def crosses(line: Rule, post: Rule) -> bool:
    """Whether a level and an upright line meet."""
    return (
        post.start - _TOUCH <= line.at <= post.end + _TOUCH
        and line.start - _TOUCH <= post.at <= line.end + _TOUCH
    )


def anchored(rules: Sequence[Rule], others: Sequence[Rule], *, level: bool) -> tuple[Rule, ...]:
    """Leave out lines that hang free in a cell (underlined text) and cut free ends.

    An end is held by a crossing line, or by two more lines that end at the same place (the
    outer border of such a table is missing); of the first and the last line, by each other.
    """
    if not rules:
        return ()
    edges = {min(rule.at for rule in rules), max(rule.at for rule in rules)}
    outer = [rule for rule in rules if rule.at in edges]
    kept: list[Rule] = []
    for rule in rules:
        meets = [
            other.at
            for other in others
            if (crosses(rule, other) if level else crosses(other, rule))
        ]
        pair = outer if rule in outer else []
        start = _held([rule.start, *(other.start for other in rules)], meets, min,
                      pair=[other.start for other in pair])  # fmt: skip
        end = _held([rule.end, *(other.end for other in rules)], meets, max,
                    pair=[other.end for other in pair])  # fmt: skip
        if start is not None and end is not None and end - start > SNAP:
            kept.append(Rule(rule.at, start, end))
    return tuple(kept)


def _held(
    ends: Sequence[float],
    meets: Sequence[float],
    outermost: Callable[[Sequence[float]], float],
    *,
    pair: Sequence[float],
) -> float | None:
    """Return where a line ends that is drawn to ``ends[0]``; all ends on its side follow."""
    end = ends[0]
    if any(abs(end - place) <= _TOUCH for place in meets):
        return end
    if sum(abs(end - other) <= SNAP for other in ends[1:]) >= 3:
        return end
    if sum(abs(end - other) <= SNAP for other in pair) >= 2:
        return end
    return outermost(meets) if len(meets) >= 2 else None


def posts_at_ends(level: Sequence[Rule]) -> tuple[Rule, ...]:
    """Return the upright lines that level lines drawn cell by cell stand for.

    Lines that end at the same place one below the other are borders of cells in one column;
    a line that runs through there lies in a cell over both columns.
    """
    places = [
        place
        for place in snapped(end for rule in level for end in (rule.start, rule.end))
        if sum(_ends_at(rule, place) for rule in level) >= _LEAST_ENDS
    ]
    # Lines that only begin there leave a label beside them over several rows.
    ends = [place for place in places if sum(abs(rule.end - place) <= SNAP for rule in level) > 1]
    if len(ends) < _LEAST_PLACES - 1:
        return ()
    if len(places) < _LEAST_PLACES or len(places) * len(level) > 200_000:
        return ()
    posts: list[Rule] = []
    for place in places:
        heights = snapped(rule.at for rule in level if _ends_at(rule, place))
        through = [rule.at for rule in level if rule.start + SNAP < place < rule.end - SNAP]
        posts.extend(
            Rule(place, above, below)
            for above, below in pairwise(heights)
            if not any(above + SNAP < at < below - SNAP for at in through)
        )
    return merged(posts)


def _ends_at(rule: Rule, place: float) -> bool:
    return abs(rule.start - place) <= SNAP or abs(rule.end - place) <= SNAP
