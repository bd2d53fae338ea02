"""Progress: counts per topic and kind, and what was gained between the two tests."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from assessor.practice.exercises import Kind
from assessor.practice.topics import Topic

LATELY = 20
FEW = 20


class Part(StrEnum):
    """What an answer belongs to."""

    PRACTICE = "practice"
    BEFORE = "before"
    AFTER = "after"

    @property
    def chinese(self) -> str:
        """Name that users see."""
        return {"practice": "练习", "before": "前测", "after": "后测"}[self.value]


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """One answered exercise, as far as progress needs it."""

    exercise: str
    kind: Kind
    topic: Topic
    part: Part
    right: bool
    points: float
    answered_at: datetime

    @property
    def row_id(self) -> str:
        """Id of the row of the corpus."""
        return self.exercise.partition(":")[2]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """How many were answered and right, and the mean points; ``None`` without an answer.

    Attributes
    ----------
    lately
        Share right of the last answers, at most ``LATELY`` of them.
    """

    answered: int
    right: int
    points: float | None
    lately: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """A trainee's practice, tests apart; every topic and kind is there."""

    total: Tally
    topics: tuple[tuple[Topic, Tally], ...]
    kinds: tuple[tuple[Kind, Tally], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ExamScore:
    """What a test gave: share of the points, 0..1, over ``items`` exercises."""

    items: int
    right: int
    share: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Gain:
    """What was gained between the tests.

    Attributes
    ----------
    gain
        Share after minus share before, -1..1.
    normalised
        Gain as a share of what could be gained (Hake); ``None`` where nothing could.
    """

    before: ExamScore
    after: ExamScore
    gain: float
    normalised: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupGain:
    """Mean gain of the ``n`` trainees that have both tests; ``None`` where there are none."""

    n: int
    gain: float | None
    normalised: float | None

    @property
    def is_few(self) -> bool:
        """Too few to conclude anything (样本少)."""
        return self.n < FEW


def tally(answers: Iterable[Answered]) -> Tally:
    """Count answers, which need not be in order."""
    found = sorted(answers, key=lambda answer: answer.answered_at)
    if not found:
        return Tally(answered=0, right=0, points=None, lately=None)
    last = found[-LATELY:]
    return Tally(
        answered=len(found),
        right=sum(answer.right for answer in found),
        points=sum(answer.points for answer in found) / len(found),
        lately=sum(answer.right for answer in last) / len(last),
    )


def progress(answers: Iterable[Answered]) -> Progress:
    """Return the progress of practice."""
    found = [answer for answer in answers if answer.part is Part.PRACTICE]
    return Progress(
        total=tally(found),
        topics=tuple((t, tally(a for a in found if a.topic is t)) for t in Topic),
        kinds=tuple((k, tally(a for a in found if a.kind is k)) for k in Kind),
    )


def score_of(answers: Iterable[Answered], part: Part, *, length: int) -> ExamScore | None:
    """Return the score of a test, ``None`` until all of its ``length`` exercises are answered."""
    found = [answer for answer in answers if answer.part is part]
    if not found or len(found) < length:
        return None
    return ExamScore(
        items=len(found),
        right=sum(answer.right for answer in found),
        share=sum(answer.points for answer in found) / len(found),
    )


def gain_of(before: ExamScore | None, after: ExamScore | None) -> Gain | None:
    """Return the gain, ``None`` until both tests are done."""
    if before is None or after is None:
        return None
    gained = after.share - before.share
    room = 1 - before.share
    return Gain(
        before=before, after=after, gain=gained, normalised=gained / room if room > 0 else None
    )


def group_gain(gains: Iterable[Gain | None]) -> GroupGain:
    """Return the mean gain of a class, over those who have both tests."""
    found = [gain for gain in gains if gain is not None]
    normalised = [gain.normalised for gain in found if gain.normalised is not None]
    return GroupGain(
        n=len(found),
        gain=sum(gain.gain for gain in found) / len(found) if found else None,
        normalised=sum(normalised) / len(normalised) if normalised else None,
    )
