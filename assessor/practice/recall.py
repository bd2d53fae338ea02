"""Spaced repetition of one's own errors: Leitner boxes, as pure functions of the time."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from assessor.practice.topics import Topic

FIRST_BOX, LAST_BOX = 1, 5
_WAITS = {
    1: timedelta(minutes=10),
    2: timedelta(days=1),
    3: timedelta(days=3),
    4: timedelta(days=7),
    5: timedelta(days=21),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """Where a topic stands: box 1 (met again soon) to 5, and when it is to be met again."""

    topic: Topic
    box: int
    due_at: datetime


def after_answer(box: Box | None, topic: Topic, *, right: bool, now: datetime) -> Box | None:
    """Return the box of ``topic`` after one answer.

    Parameters
    ----------
    box
        The box before, ``None`` if the topic was never answered wrongly.

    Returns
    -------
    Box or None
        A wrong answer leads to the first box, a right one that was due one box on; a right
        answer before its time proves nothing and moves nothing. ``None``: still no error.
    """
    if not right:
        return _in(topic, FIRST_BOX, now)
    if box is None or now < box.due_at:
        return box
    return _in(topic, min(box.box + 1, LAST_BOX), now)


def _in(topic: Topic, box: int, now: datetime) -> Box:
    return Box(topic=topic, box=box, due_at=now + _WAITS[box])


def after_answers(
    boxes: Mapping[Topic, Box], *, right: Iterable[Topic], wrong: Iterable[Topic], now: datetime
) -> dict[Topic, Box]:
    """Return all boxes after one exercise, in which several topics may have been met."""
    missed = frozenset(wrong)
    found = dict(boxes)
    for topic in missed.union(right):
        box = after_answer(boxes.get(topic), topic, right=topic not in missed, now=now)
        if box is not None:
            found[topic] = box
    return found


def due_topics(boxes: Iterable[Box], *, now: datetime) -> tuple[Topic, ...]:
    """Return the topics to be met again by ``now``: low boxes first, then the longest due."""
    due = [box for box in boxes if box.due_at <= now]
    due.sort(key=lambda box: (box.box, box.due_at, box.topic))
    return tuple(box.topic for box in due)
