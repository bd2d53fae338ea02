"""Two parallel forms of a test: equal length, matched in defects and difficulty, no row shared."""

from collections.abc import Collection
from dataclasses import dataclass
from itertools import combinations, cycle

from assessor.practice.exercises import Exercise, Kind, Slot, candidates, exercise_from
from assessor.practice.library import Entry, Library, shuffled_key
from assessor.practice.topics import Topic
from assessor.taxonomy.level_type import LevelType

_LOOKED_AT = 24
_LEVELS_ASKED = 4
_PER_DEFECT = 0.05
_LOOK_ALIKES = (
    Topic.VAGUE,
    Topic.UNQUANTIFIED,
    Topic.UNCLEAR_NAME,
    Topic.COMPOUND,
    Topic.LEVEL,
)
LENGTH = len(Topic) + len(_LOOK_ALIKES) + _LEVELS_ASKED


@dataclass(frozen=True, slots=True, kw_only=True)
class Forms:
    """What is asked before and after practice."""

    before: tuple[Exercise, ...]
    after: tuple[Exercise, ...]

    @property
    def rows(self) -> frozenset[str]:
        """Ids of the rows that no practice may use."""
        return frozenset(exercise.row_id for exercise in (*self.before, *self.after))


def parallel_forms(library: Library, *, seed: int, avoid: Collection[str] = ()) -> Forms:
    """Return the two forms of one trainee.

    Each defect is asked for once, look-alikes without a defect and levels besides. The rows of a
    pair are as hard as each other; the harder one goes to the form that is the easier so far.
    Which form comes first differs from seed to seed.

    Parameters
    ----------
    avoid
        Ids of rows that the trainee has practised.
    """
    taken = set(avoid)
    forms: tuple[list[Exercise], list[Exercise]] = ([], [])
    for slot in _slots(seed):
        pair = _pair(library, slot, seed, taken)
        if pair is None:
            continue
        taken.update(entry.row.id for entry in pair)
        made = sorted(
            (exercise_from(library, entry, slot.kind) for entry in pair),
            key=lambda exercise: exercise.difficulty,
        )
        easier = sum(e.difficulty for e in forms[0]) <= sum(e.difficulty for e in forms[1])
        forms[0].append(made[easier])
        forms[1].append(made[not easier])
    for form in forms:
        form.sort(key=lambda exercise: shuffled_key(seed, exercise.id))
    first = seed % 2
    return Forms(before=tuple(forms[first]), after=tuple(forms[1 - first]))


def _slots(seed: int) -> list[Slot]:
    levels = cycle(sorted(LevelType, key=lambda level: shuffled_key(seed, level.value)))
    return [
        *(Slot(kind=Kind.SPOT, topic=topic) for topic in Topic),
        *(Slot(kind=Kind.SPOT, topic=topic, is_sound=True) for topic in _LOOK_ALIKES),
        *(
            Slot(kind=Kind.LEVEL, topic=Topic.LEVEL, best=(next(levels),))
            for _ in range(_LEVELS_ASKED)
        ),
    ]


def _pair(
    library: Library, slot: Slot, seed: int, taken: Collection[str]
) -> tuple[Entry, Entry] | None:
    """Return the two most alike of the harder half of some rows."""
    for group in candidates(library, slot, seed, taken, size=_LOOKED_AT):
        some = group[len(group) // 2 :] if len(group) > 3 else group
        if len(some) < 2:
            continue
        return min(combinations(some, 2), key=lambda pair: _unlike(library, slot, pair))
    return None


def _unlike(library: Library, slot: Slot, pair: tuple[Entry, Entry]) -> float:
    one, other = library.hardness(pair)
    if slot.kind is Kind.LEVEL:
        return abs(one.level - other.level)
    return abs(one.defects - other.defects) + _PER_DEFECT * abs(
        len(pair[0].topics) - len(pair[1].topics)
    )
