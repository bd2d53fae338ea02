"""Leitner boxes and due topics."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from assessor.practice.recall import (
    FIRST_BOX,
    LAST_BOX,
    Box,
    after_answer,
    after_answers,
    due_topics,
)
from assessor.practice.topics import Topic

NOW = datetime(2026, 3, 2, tzinfo=UTC)
MUCH_LATER = NOW + timedelta(days=400)


def box(topic: Topic = Topic.VAGUE, number: int = 2, due: datetime = NOW) -> Box:
    return Box(topic=topic, box=number, due_at=due)


def test_what_was_never_wrong_is_not_repeated():
    assert after_answer(None, Topic.VAGUE, right=True, now=NOW) is None


def test_an_error_leads_to_the_first_box_from_anywhere():
    for known in (None, box(number=5)):
        found = after_answer(known, Topic.VAGUE, right=False, now=NOW)
        assert found is not None
        assert found.box == FIRST_BOX
        assert NOW < found.due_at <= NOW + timedelta(hours=1)


def test_a_right_answer_that_was_due_leads_one_box_on_and_further_away():
    before, waits = box(number=1), []
    for _ in range(6):
        after = after_answer(before, Topic.VAGUE, right=True, now=before.due_at)
        assert after is not None
        assert after.box == min(before.box + 1, LAST_BOX)
        waits.append(after.due_at - before.due_at)
        before = after
    assert waits == sorted(waits)
    assert before.box == LAST_BOX


def test_a_right_answer_before_its_time_moves_nothing():
    early = box(due=NOW + timedelta(days=1))
    assert after_answer(early, Topic.VAGUE, right=True, now=NOW) is early


def test_a_topic_that_was_right_and_wrong_in_one_exercise_counts_as_wrong():
    found = after_answers({}, right=[Topic.VAGUE, Topic.LEVEL], wrong=[Topic.VAGUE], now=NOW)
    assert set(found) == {Topic.VAGUE}
    assert found[Topic.VAGUE].box == FIRST_BOX


def test_other_topics_keep_their_box():
    other = box(Topic.LEVEL, 4)
    found = after_answers({Topic.LEVEL: other}, right=[], wrong=[Topic.VAGUE], now=NOW)
    assert found[Topic.LEVEL] is other


def test_what_is_due_comes_low_boxes_first():
    boxes = [
        box(Topic.VAGUE, 3, NOW - timedelta(days=9)),
        box(Topic.LEVEL, 1, NOW),
        box(Topic.COMPOUND, 1, NOW - timedelta(hours=1)),
        box(Topic.MISMATCH, 1, NOW + timedelta(seconds=1)),
    ]
    assert due_topics(boxes, now=NOW) == (Topic.COMPOUND, Topic.LEVEL, Topic.VAGUE)


@given(st.lists(st.tuples(st.booleans(), st.integers(0, 60)), max_size=30))
def test_boxes_stay_in_range_and_everything_comes_again(answers):
    known, at = None, NOW
    for right, days in answers:
        at += timedelta(days=days)
        known = after_answer(known, Topic.VAGUE, right=right, now=at)
        assert known is None or FIRST_BOX <= known.box <= LAST_BOX
    if known is not None:
        assert due_topics([known], now=at + timedelta(days=60)) == (Topic.VAGUE,)
    assert (known is None) is all(right for right, _ in answers)
