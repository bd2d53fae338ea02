"""Exercises: what a trainee is asked, and which ones come next."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from itertools import cycle, islice

from assessor.errors import InputError
from assessor.practice.library import Entry, Library, shuffled_key
from assessor.practice.recall import LAST_BOX, Box, due_topics
from assessor.practice.topics import Topic
from assessor.taxonomy.level_type import LevelType

MOST_EXERCISES = 100
_LOOKED_AT = 12
_SOUND_EVERY = 3
_USUAL_BOX = 2
_EASY, _HARD = 0.005, 0.04


class Kind(StrEnum):
    """What is to be done with a row."""

    SPOT = "spot"
    REWRITE = "rewrite"
    LEVEL = "level"

    @property
    def chinese(self) -> str:
        """Name that users see."""
        return {"spot": "找问题", "rewrite": "改写", "level": "选级别"}[self.value]

    @property
    def task(self) -> str:
        """What is asked, in Chinese."""
        return {
            "spot": "这条指标有哪些问题？可以选一项或几项，也可能没有问题；表述模糊的，再指出是哪些字词。",
            "rewrite": "请把这条指标改好：写出新的指标名称和指标值；不掌握的数写作【__】。",
            "level": "这条指标应归入哪一类二级指标？",
        }[self.value]


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownRow:
    """What the trainee sees of a row; levels are ``""`` where they are asked for."""

    project: str
    level1: str
    level2: str
    name: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Exercise:
    """One task; nothing of the right answer stands in it but for ``topic``, which is not shown.

    Attributes
    ----------
    topic
        What is practised: a defect of the row or, for a sound row, what it resembles.
    told
        Defects that are told beforehand, where the row is to be rewritten.
    difficulty
        0..1, the model's doubt about the row.
    """

    id: str
    kind: Kind
    topic: Topic
    row: ShownRow
    told: tuple[Topic, ...] = ()
    difficulty: float = 0.0

    @property
    def row_id(self) -> str:
        """Id of the row of the corpus."""
        return self.id.partition(":")[2]

    @property
    def difficulty_word(self) -> str:
        """容易, 中等 or 较难."""
        return "容易" if self.difficulty < _EASY else "较难" if self.difficulty > _HARD else "中等"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What a trainee wants to practise; no topics = all."""

    number: int = 10
    kinds: tuple[Kind, ...] = tuple(Kind)
    topics: tuple[Topic, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """A place to be filled.

    Attributes
    ----------
    best
        Best type of the row, ``()`` for rows that belong to none; ``None`` = any row will do.
    """

    kind: Kind
    topic: Topic
    is_sound: bool = False
    best: tuple[LevelType, ...] | None = None


@dataclass(frozen=True, slots=True)
class _Taken:
    """Rows that may not be used any more."""

    rows: set[str] = field(default_factory=set)


def draw(
    library: Library,
    wish: Wish,
    *,
    seed: int,
    now: datetime,
    avoid: Collection[str] = (),
    boxes: Mapping[Topic, Box] | None = None,
) -> tuple[Exercise, ...]:
    """Choose exercises: what is due first, then all topics in turn, sound look-alikes among them.

    Parameters
    ----------
    seed
        The same seed, wish and history give the same exercises.
    avoid
        Ids of rows that were answered lately or are kept for a test.
    boxes
        Where the trainee's error types stand; the higher the box, the harder the exercise.

    Returns
    -------
    tuple of Exercise
        At most as many as wished, fewer where no more rows are left.
    """
    known = dict(boxes or {})
    taken = _Taken(set(avoid))
    found = []
    for slot in islice(_slots(wish, seed, due_topics(known.values(), now=now)), wish.number):
        box = known.get(slot.topic)
        entry = _pick(library, slot, seed, taken, share=(box.box if box else _USUAL_BOX) / LAST_BOX)
        if entry is not None:
            taken.rows.add(entry.row.id)
            found.append(exercise_from(library, entry, slot.kind))
    return tuple(found)


def _slots(wish: Wish, seed: int, due: Sequence[Topic]) -> Iterator[Slot]:
    wanted = [topic for topic in Topic if not wish.topics or topic in wish.topics]
    wanted.sort(key=lambda topic: shuffled_key(seed, topic.value))
    kinds = [kind for kind in (Kind.SPOT, Kind.REWRITE, Kind.SPOT, Kind.LEVEL)
             if kind in wish.kinds and (kind is not Kind.LEVEL or Topic.LEVEL in wanted)]  # fmt: skip
    if not kinds or not wanted:
        return
    topics = cycle([topic for topic in due if topic in wanted] + wanted)
    answers: list[tuple[LevelType, ...]] = [(level,) for level in LevelType]
    answers.sort(key=lambda answer: shuffled_key(seed, answer[0].value))
    levels = cycle([*answers, ()])
    spots = 0
    for kind in cycle(kinds):
        if kind is Kind.LEVEL:
            yield Slot(kind=kind, topic=Topic.LEVEL, best=next(levels))
            continue
        spots += kind is Kind.SPOT
        is_sound = kind is Kind.SPOT and spots % _SOUND_EVERY == 0
        yield Slot(kind=kind, topic=next(topics), is_sound=is_sound)


def _pick(library: Library, slot: Slot, seed: int, taken: _Taken, *, share: float) -> Entry | None:
    """Return a row as hard as wanted among the first ones in the order of the seed."""
    for some in candidates(library, slot, seed, taken.rows, size=_LOOKED_AT):
        place = min(int(share * len(some)), len(some) - 1)
        return some[place]
    return None


def candidates(
    library: Library, slot: Slot, seed: int, taken: Collection[str], *, size: int
) -> Iterator[tuple[Entry, ...]]:
    """Yield groups of rows for a slot in the order of ``seed``, each group from easy to hard.

    Rows whose labels the assessor does not share are left out: what is explained must agree.
    """
    fitting = [
        entry
        for entry in _fitting(library, slot)
        if serves(entry, slot.kind) and entry.row.id not in taken
    ]
    fitting.sort(key=lambda entry: shuffled_key(seed, entry.row.id))
    for start in range(0, len(fitting), size):
        group = fitting[start : start + size]
        hardness = library.hardness(group)
        agreed = [
            (hard.level if slot.kind is Kind.LEVEL else hard.defects, entry)
            for entry, hard in zip(group, hardness, strict=True)
            if (hard.level_agreed if slot.kind is Kind.LEVEL else hard.agreed)
        ]
        if agreed:
            agreed.sort(key=lambda pair: (pair[0], pair[1].row.id))
            yield tuple(entry for _, entry in agreed)


_HIDING_THE_LEVEL = frozenset((Topic.UNCLEAR_NAME, Topic.COMPOUND, Topic.MISMATCH))


def _fitting(library: Library, slot: Slot) -> Sequence[Entry]:
    if slot.kind is Kind.LEVEL:
        return library.entries if slot.best is None else library.of_level(slot.best)
    return library.on_topic(slot.topic, is_sound=slot.is_sound)


def serves(entry: Entry, kind: Kind) -> bool:
    """Tell whether an exercise of ``kind`` can be made of a row."""
    if kind is Kind.LEVEL:
        return not entry.topics & _HIDING_THE_LEVEL
    if kind is Kind.REWRITE:
        return entry.row.better is not None and not entry.is_sound
    return entry.topic is not None


def exercise_from(library: Library, entry: Entry, kind: Kind) -> Exercise:
    """Make the exercise of ``kind`` on a row."""
    row = entry.row
    (hard,) = library.hardness((entry,))
    hides = kind is Kind.LEVEL
    return Exercise(
        id=f"{kind.value}:{row.id}",
        kind=kind,
        topic=Topic.LEVEL if hides or entry.topic is None else entry.topic,
        row=ShownRow(
            project=row.project,
            level1="" if hides else row.level1,
            level2="" if hides else row.level2,
            name=row.name,
            value=row.value,
        ),
        told=tuple(t for t in Topic if t in entry.topics) if kind is Kind.REWRITE else (),
        difficulty=round(hard.level if hides else hard.defects, 4),
    )


def exercise_of(library: Library, exercise_id: str) -> Exercise:
    """Return the exercise with an id.

    Raises
    ------
    InputError
        ``practice.unknown-exercise``
    """
    kind, entry = asked_of(library, exercise_id)
    return exercise_from(library, entry, kind)


def asked_of(library: Library, exercise_id: str) -> tuple[Kind, Entry]:
    """Return what is asked of which row.

    Raises
    ------
    InputError
        ``practice.unknown-exercise``
    """
    kind, _, row_id = exercise_id.partition(":")
    entry = library.entry(row_id)
    if entry is None or kind not in set(Kind) or not serves(entry, Kind(kind)):
        raise InputError("没有这道练习题", hint="请重新取题。", code="practice.unknown-exercise")
    return Kind(kind), entry
