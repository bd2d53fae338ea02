"""Counts, scores of tests and gain."""

from datetime import UTC, datetime, timedelta

import pytest

from assessor.practice.exercises import Kind
from assessor.practice.progress import (
    LATELY,
    Answered,
    ExamScore,
    Part,
    gain_of,
    group_gain,
    progress,
    score_of,
    tally,
)
from assessor.practice.topics import Topic

NOW = datetime(2026, 3, 2, tzinfo=UTC)


def answer(at=0, *, right=True, points=None, part=Part.PRACTICE, topic=Topic.VAGUE, kind=Kind.SPOT):
    return Answered(
        exercise=f"{kind.value}:r{at}", kind=kind, topic=topic, part=part, right=right,
        points=float(right) if points is None else points, answered_at=NOW + timedelta(minutes=at),
    )  # fmt: skip


def score(share, items=16):
    return ExamScore(items=items, right=0, share=share)


def test_nothing_answered_is_no_share():
    empty = tally([])
    assert (empty.answered, empty.points, empty.lately) == (0, None, None)


def test_the_last_answers_are_told_apart():
    answers = [answer(i, right=i >= 10) for i in range(10 + LATELY)]
    found = tally(reversed(answers))
    assert found.right == LATELY
    assert found.lately == 1
    assert found.points == pytest.approx(LATELY / (10 + LATELY))


def test_practice_is_counted_by_topic_and_kind_and_tests_are_not():
    found = progress(
        [
            answer(1),
            answer(2, right=False, topic=Topic.LEVEL, kind=Kind.LEVEL),
            answer(3, part=Part.BEFORE),
        ]
    )
    assert found.total.answered == 2
    topics, kinds = dict(found.topics), dict(found.kinds)
    assert set(topics) == set(Topic)
    assert (topics[Topic.VAGUE].right, topics[Topic.LEVEL].right) == (1, 0)
    assert topics[Topic.COMPOUND].answered == 0
    assert (kinds[Kind.SPOT].answered, kinds[Kind.LEVEL].answered) == (1, 1)


def test_a_test_has_a_score_only_when_it_is_finished():
    answers = [answer(i, points=0.5, right=False, part=Part.BEFORE) for i in range(4)]
    assert score_of(answers, Part.BEFORE, length=5) is None
    assert score_of(answers, Part.AFTER, length=0) is None
    assert score_of(answers, Part.BEFORE, length=4) == ExamScore(items=4, right=0, share=0.5)


def test_gain_and_normalised_gain():
    found = gain_of(score(0.4), score(0.7))
    assert found.gain == pytest.approx(0.3)
    assert found.normalised == pytest.approx(0.5)
    assert gain_of(score(1.0), score(1.0)).normalised is None
    assert gain_of(score(0.5), score(0.25)).normalised == pytest.approx(-0.5)
    assert gain_of(None, score(1.0)) is None


def test_the_gain_of_a_class_counts_those_with_both_tests():
    found = group_gain([gain_of(score(0.4), score(0.7)), None, gain_of(score(0.5), score(0.5))])
    assert found.n == 2
    assert found.gain == pytest.approx(0.15)
    assert found.normalised == pytest.approx(0.25)
    assert found.is_few
    assert group_gain([]).gain is None
