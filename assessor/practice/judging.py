"""Judging an answer against the labels, with its explanation."""

from collections.abc import Iterator
from dataclasses import dataclass

from assessor.checks.degree_phrases import degree_phrases
from assessor.core.assessment import IndicatorAssessment
from assessor.core.span import Span
from assessor.core.submission import Field
from assessor.practice.answers import (
    Answer,
    LevelAnswer,
    RewriteAnswer,
    SpotAnswer,
    Words,
    topic_share,
    words_share,
)
from assessor.practice.exercises import Exercise, asked_of, exercise_from
from assessor.practice.explanation import (
    Explanation,
    Remark,
    Standing,
    level_remarks,
    remark_missed,
    remark_of,
    remark_right,
    remark_wrong,
)
from assessor.practice.judging_rewrites import JudgedRewrite, judge_rewrite
from assessor.practice.library import Entry, Library
from assessor.practice.topics import Topic, findings_on

_WORDS_WEIGHT = 0.25
_ENOUGH_WORDS = 0.6
_FULL = 0.999


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """What an answer is worth.

    Attributes
    ----------
    points
        0..1, partial credit included.
    right
        Nothing is missing and nothing is wrong.
    topics_right, topics_wrong
        Error types that were met, for spaced repetition.
    """

    exercise: Exercise
    points: float
    right: bool
    topics_right: frozenset[Topic]
    topics_wrong: frozenset[Topic]
    explanation: Explanation


def judge(library: Library, exercise_id: str, answer: Answer) -> Judged:
    """Judge an answer to an exercise.

    Raises
    ------
    InputError
        ``practice.unknown-exercise``
    """
    kind, entry = asked_of(library, exercise_id)
    exercise = exercise_from(library, entry, kind)
    if isinstance(answer, SpotAnswer):
        return _spot(library, exercise, entry, answer)
    if isinstance(answer, RewriteAnswer):
        return _rewrite(library, exercise, entry, answer)
    return _level(library, exercise, entry, answer)


# -- spot the defect --------------------------------------------------------------------------


def _spot(library: Library, exercise: Exercise, entry: Entry, answer: SpotAnswer) -> Judged:
    assessed = library.assessed(entry.row)
    share = topic_share(answer.topics, entry.topics)
    expected = vague_words(entry, assessed)
    words = _words_points(answer, entry, expected)
    points = share if words is None else (1 - _WORDS_WEIGHT) * share + _WORDS_WEIGHT * words
    right = points > _FULL
    return Judged(
        exercise=exercise,
        points=round(points, 4),
        right=right,
        topics_right=(entry.topics & answer.topics) | _resisted(exercise, entry, answer),
        topics_wrong=entry.topics ^ answer.topics,
        explanation=Explanation(
            headline=_headline(points, right=right),
            remarks=tuple(_spot_remarks(entry, answer, assessed, expected, words)),
            assessed=assessed,
            accepted=entry.row.labels.proper_levels,
            expert=entry.row.better,
            tool=assessed.rewrites.shown,
        ),
    )


def _resisted(exercise: Exercise, entry: Entry, answer: SpotAnswer) -> frozenset[Topic]:
    """Return the topic of a look-alike that was rightly not chosen."""
    is_resisted = entry.is_sound and exercise.topic not in answer.topics
    return frozenset((exercise.topic,)) if is_resisted else frozenset()


def _headline(points: float, *, right: bool) -> str:
    return "答对了" if right else "部分正确" if points > 0 else "不对"


def vague_words(entry: Entry, assessed: IndicatorAssessment) -> tuple[Words, ...]:
    """Return the words that make a row vague, none for a row that is not."""
    if Topic.VAGUE not in entry.topics:
        return ()
    found = tuple(
        Words(field=finding.field, span=Span(finding.start, finding.end), text=finding.text)
        for finding in findings_on(Topic.VAGUE, assessed.findings)
        if finding.field in (Field.NAME, Field.VALUE) and finding.end > finding.start
    )
    if found:
        return found
    for place in (Field.VALUE, Field.NAME):
        text = assessed.indicator.text(place)
        if spans := degree_phrases(text):
            return tuple(Words(field=place, span=s, text=s.quote(text)) for s in spans)
    return ()


def _words_points(answer: SpotAnswer, entry: Entry, expected: tuple[Words, ...]) -> float | None:
    """Return the share for the words, ``None`` where none are to be told."""
    if not expected or Topic.VAGUE not in answer.topics:
        return None
    share = words_share(
        answer.words, expected, {Field.NAME: entry.row.name, Field.VALUE: entry.row.value}
    )
    return 1.0 if share >= _ENOUGH_WORDS else share


def _spot_remarks(
    entry: Entry,
    answer: SpotAnswer,
    assessed: IndicatorAssessment,
    expected: tuple[Words, ...],
    words: float | None,
) -> Iterator[Remark]:
    if entry.is_sound and not answer.topics:
        yield Remark(standing=Standing.RIGHT, text="这条指标没有上述问题。")
    for topic in Topic:
        if topic in entry.topics:
            seen = topic in answer.topics
            yield (remark_right if seen else remark_missed)(topic, assessed)
        elif topic in answer.topics:
            yield remark_wrong(topic, entry.row)
    if words is not None and words < 1:
        told = "、".join(f"“{one.text}”" for one in expected)
        lead = "模糊的字词没有找准" if answer.words else "没有指出模糊的字词"
        yield Remark(standing=Standing.MISSED, topic=Topic.VAGUE, text=f"{lead}，应是{told}。")
    told_codes = {
        finding.code for t in entry.topics for finding in findings_on(t, assessed.findings)
    }
    for finding in assessed.findings:
        if finding.code not in told_codes:
            told_codes.add(finding.code)
            yield remark_of(finding, standing=Standing.NOTE)


# -- rewrite ----------------------------------------------------------------------------------


def _rewrite(library: Library, exercise: Exercise, entry: Entry, answer: RewriteAnswer) -> Judged:
    before = library.assessed(entry.row)
    result: JudgedRewrite = judge_rewrite(library, entry, before, answer)
    return Judged(
        exercise=exercise,
        points=result.points,
        right=result.right,
        topics_right=entry.topics - result.left,
        topics_wrong=result.left | result.new,
        explanation=Explanation(
            headline=_headline(result.points, right=result.right),
            remarks=result.remarks,
            assessed=before,
            after=result.after,
            accepted=entry.row.labels.proper_levels,
            expert=entry.row.better,
            tool=before.rewrites.shown,
        ),
    )


# -- choose the level -------------------------------------------------------------------------


def _level(library: Library, exercise: Exercise, entry: Entry, answer: LevelAnswer) -> Judged:
    accepted = entry.row.labels.proper_levels
    right = answer.level in accepted if answer.level is not None else not accepted
    met = frozenset((Topic.LEVEL,))
    return Judged(
        exercise=exercise,
        points=1.0 if right else 0.0,
        right=right,
        topics_right=met if right else frozenset(),
        topics_wrong=frozenset() if right else met,
        explanation=Explanation(
            headline=_headline(float(right), right=right),
            remarks=tuple(level_remarks(entry.row, answer.level)),
            assessed=library.assessed(entry.row),
            accepted=accepted,
        ),
    )
