"""What a trainee answers, read from untrusted data, and what it is worth."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from assessor.core.span import Span
from assessor.core.submission import Field
from assessor.errors import InputError
from assessor.pipeline.running import is_broken
from assessor.practice.exercises import Exercise, Kind
from assessor.practice.topics import Topic
from assessor.rewrites.withholding import LONGEST_NAME, LONGEST_VALUE
from assessor.taxonomy.level_type import LevelType

NO_LEVEL = "none"
_MOST_WORDS = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class SpotAnswer:
    """Defects that were chosen, and the words that are thought vague."""

    topics: frozenset[Topic] = frozenset()
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RewriteAnswer:
    """The row as the trainee would write it; ``level`` ``None`` keeps the printed levels."""

    name: str
    value: str
    level: LevelType | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LevelAnswer:
    """The chosen type, ``None``: the row belongs to none of the nine."""

    level: LevelType | None


Answer: TypeAlias = SpotAnswer | RewriteAnswer | LevelAnswer


def answer_to(exercise: Exercise, given: Mapping[str, object]) -> Answer:
    """Read an answer: ``topics`` and ``words``; ``name``, ``value`` and ``level``; or ``level``.

    Raises
    ------
    InputError
        ``practice.answer``: something is missing, of a wrong type, unknown or too long.
    """
    if exercise.kind is Kind.SPOT:
        return SpotAnswer(
            topics=frozenset(_topic(text) for text in _texts(given, "topics", "问题")),
            words=tuple(text for text in _texts(given, "words", "字词") if text.strip()),
        )
    if exercise.kind is Kind.REWRITE:
        level = _text(given, "level", "二级指标", LONGEST_NAME)
        return RewriteAnswer(
            name=_text(given, "name", "指标名称", LONGEST_NAME),
            value=_text(given, "value", "指标值", LONGEST_VALUE),
            level=_level(level) if level else None,
        )
    level = _text(given, "level", "二级指标", LONGEST_NAME)
    if not level:
        raise _wrong("没有选二级指标")
    return LevelAnswer(level=None if level == NO_LEVEL else _level(level))


def as_data(answer: Answer) -> dict[str, Any]:
    """Return an answer as plain data that :func:`answer_to` reads again."""
    if isinstance(answer, SpotAnswer):
        return {
            "topics": [topic.value for topic in Topic if topic in answer.topics],
            "words": list(answer.words),
        }
    if isinstance(answer, RewriteAnswer):
        level = "" if answer.level is None else answer.level.value
        return {"name": answer.name, "value": answer.value, "level": level}
    return {"level": NO_LEVEL if answer.level is None else answer.level.value}


def _texts(given: Mapping[str, object], key: str, what: str) -> tuple[str, ...]:
    values = given.get(key, ())
    if isinstance(values, str) or not isinstance(values, list | tuple | set | frozenset):
        raise _wrong(f"{what}应是一组文字")
    if len(values) > _MOST_WORDS:
        raise _wrong(f"{what}最多 {_MOST_WORDS} 项，现有 {len(values)} 项")
    return tuple(_checked(value, what, LONGEST_VALUE) for value in values)


def _text(given: Mapping[str, object], key: str, what: str, longest: int) -> str:
    value = given.get(key)
    return "" if value is None else _checked(value, what, longest).strip()


def _checked(value: object, what: str, longest: int) -> str:
    if not isinstance(value, str):
        raise _wrong(f"{what}应是文字")
    if len(value) > longest:
        raise _wrong(f"{what}有 {len(value)} 字，最多 {longest} 字")
    if is_broken(value) or "\0" in value:
        raise _wrong(f"{what}中有无法识别的字符")
    return value


def _topic(text: str) -> Topic:
    try:
        return Topic(text)
    except ValueError:
        raise _wrong("所选的问题不在可选范围内") from None


def _level(text: str) -> LevelType:
    try:
        return LevelType(text)
    except ValueError:
        raise _wrong("所选的二级指标不在可选范围内") from None


def _wrong(what: str) -> InputError:
    return InputError(f"答案：{what}", hint="请重新作答。", code="practice.answer")


def topic_share(chosen: frozenset[Topic], right: frozenset[Topic]) -> float:
    """Return the partial credit for a choice: what is in both of what is in either, 0..1."""
    either = chosen | right
    return len(chosen & right) / len(either) if either else 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """A stretch of a printed field."""

    field: Field
    span: Span
    text: str


def words_share(
    given: tuple[str, ...], expected: tuple[Words, ...], texts: Mapping[Field, str]
) -> float:
    """Return how well given words cover the expected ones, 0..1: characters hit, both ways (F1).

    Parameters
    ----------
    texts
        Name and value as printed; what stands in neither hits nothing.
    """
    wanted = {(one.field, at) for one in expected for at in range(one.span.start, one.span.end)}
    chosen: set[tuple[Field, int]] = set()
    strange = 0
    for words in dict.fromkeys(text.strip() for text in given):
        places = {(field, at) for field, text in texts.items() for at in _places(text, words)}
        chosen |= places & wanted or places
        strange += 0 if places else len(words)
    total = len(wanted) + len(chosen) + strange
    return 2 * len(wanted & chosen) / total if total else 1.0


def _places(text: str, words: str) -> set[int]:
    found: set[int] = set()
    start = text.find(words) if words else -1
    while start >= 0:
        found.update(range(start, start + len(words)))
        start = text.find(words, start + 1)
    return found
