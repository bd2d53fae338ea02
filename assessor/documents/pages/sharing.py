"""Whose row every line of a column belongs to: lines shared out among the anchors of rows."""

from collections.abc import Sequence
from itertools import pairwise

from assessor.documents.pages.columns import Piece
from assessor.documents.pages.wrapping import TIGHT, Lines, Spacing, continues, height, widest_of

_LOOSE = 0.3
_EMPTY = 0.1
_MOST_WORK = 60_000


def shared_out(
    by_column: Sequence[Lines], anchors: Sequence[float], spacing: Spacing
) -> list[list[list[Piece]]]:
    """Share out the lines of every column among the anchors, aligned as fits all best."""
    if max(map(len, by_column)) * len(anchors) > _MOST_WORK:
        return [_nearest(lines, anchors) for lines in by_column]
    top, centred = (
        [_partition(lines, anchors, spacing, centred=centred) for lines in by_column]
        for centred in (False, True)
    )
    best = top if sum(cost for cost, _ in top) <= sum(cost for cost, _ in centred) else centred
    return [shared for _, shared in best]


def _nearest(lines: Lines, anchors: Sequence[float]) -> list[list[Piece]]:
    shared: list[list[Piece]] = [[] for _ in anchors]
    for piece in lines:
        best = min(range(len(anchors)), key=lambda index: abs(anchors[index] - height(piece)))
        shared[best].append(piece)
    return shared


def _partition(
    lines: Lines, anchors: Sequence[float], spacing: Spacing, *, centred: bool
) -> tuple[float, list[list[Piece]]]:
    """Cut the lines into one group per anchor so that groups stand best at their anchors.

    ``costs[i]`` is the least cost of giving the first ``i`` lines to the anchors so far;
    ``came[k][i]`` is where the group of anchor ``k`` starts.
    """
    count = len(lines)
    heights = [height(piece) for piece in lines]
    widest = widest_of(lines)
    joins = [False] + [
        continues(before, after, widest=widest, spacing=spacing)
        for before, after in pairwise(lines)
    ]
    costs = [0.0] + [float("inf")] * count
    came: list[list[int]] = []
    for index, anchor in enumerate(anchors):
        low = anchors[index - 1] if index else float("-inf")
        high = anchors[index + 1] if index + 1 < len(anchors) else float("inf")
        # Of two ways that fit alike the one that leaves fewer rows empty is the better.
        fresh = [cost + _EMPTY * spacing.size for cost in costs]
        start_of = list(range(count + 1))
        for start in range(count):
            if costs[start] == float("inf") or heights[start] <= low - 0.3 * spacing.size:
                continue
            cost = costs[start] + (0.5 * spacing.size if joins[start] else 0.0)
            for end in range(start + 1, count + 1):
                if heights[end - 1] >= high + 0.3 * spacing.size:
                    break
                if end - start > 1:
                    step = heights[end - 1] - heights[end - 2]
                    cost += max(0.0, step - TIGHT * spacing.pitch)
                    cost += 0.0 if joins[end - 1] else _LOOSE * spacing.size
                at = (heights[start] + heights[end - 1]) / 2 if centred else heights[start]
                if (total := cost + abs(at - anchor)) < fresh[end]:
                    fresh[end], start_of[end] = total, start
        costs = fresh
        came.append(start_of)
    if costs[count] == float("inf"):
        return float("inf"), _nearest(lines, anchors)
    shared: list[list[Piece]] = [[] for _ in anchors]
    end = count
    for index in range(len(anchors) - 1, -1, -1):
        start = came[index][end]
        shared[index] = list(lines[start:end])
        end = start
    return costs[count], shared
