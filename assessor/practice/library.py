"""The rows that exercises are drawn from: labelled, settled, and seen alike by the assessor."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from assessor.core.assessment import IndicatorAssessment
from assessor.core.finding import Severity
from assessor.core.judgement import Judgement
from assessor.core.submission import Indicator
from assessor.pipeline.running import Run, RunOptions
from assessor.practice.topics import (
    Topic,
    doubt,
    labelled_topics,
    level_doubt,
    looks_like,
    main_topic,
    seen_topics,
)
from assessor.rewrites.withholding import withheld
from assessor.taxonomy.level_type import LevelType
from assessor.text.normalise import normalise
from assessor.training.agreement import disputed_rows
from assessor.training.corpus import Row, read_corpus
from assessor.training.rewrites import indicator_of

_CODE_NOTE = "code"
_LONGEST_ID = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A settled row.

    Attributes
    ----------
    topics
        Its defects by its labels, none for a sound row.
    topic
        What it is an exercise on: its rarest defect or, for a sound row, what it resembles;
        ``None`` for a sound row that resembles nothing.
    """

    row: Row
    topics: frozenset[Topic]
    topic: Topic | None

    @property
    def is_sound(self) -> bool:
        """Whether the labels tell no defect."""
        return not self.topics


@dataclass(frozen=True, slots=True, kw_only=True)
class Hardness:
    """How hard a row is, 0..1 each, and whether it serves as an exercise at all.

    Attributes
    ----------
    agreed
        The assessor sees the defects that the labels tell, and in a sound row none at all.
    level_agreed
        The assessor's level is one of the accepted ones.
    """

    defects: float
    level: float
    agreed: bool
    level_agreed: bool


class Library:
    """Entries by id, with a run that assesses them; what it learns of a row is kept.

    Parameters
    ----------
    run
        Must propose rewrites (``RunOptions(rewrites=…)``).
    """

    def __init__(self, entries: Sequence[Entry], run: Run) -> None:
        self.run = run
        self.entries = tuple(entries)
        self._by_id = {entry.row.id: entry for entry in entries}
        self._by_topic: dict[tuple[Topic | None, bool], list[Entry]] = {}
        self._by_level: dict[tuple[LevelType, ...], list[Entry]] = {}
        for entry in entries:
            self._by_topic.setdefault((entry.topic, entry.is_sound), []).append(entry)
            best = entry.row.labels.proper_levels[:1]
            self._by_level.setdefault(best, []).append(entry)
        self._hardness: dict[str, Hardness] = {}

    @classmethod
    def of(cls, corpus: Path, run: Run | None = None) -> "Library":
        """Read the settled rows of a corpus folder.

        Rows that are marked unsure, on which two labellings differ, that print an approved code
        or a second target are left out, and of equal rows all but the first.

        Raises
        ------
        InputError
            ``input.no-corpus``, ``input.labelled-row``, ``input.second-labels``
        """
        disputed = disputed_rows(corpus)
        return cls(
            tuple(_entries(read_corpus(corpus).rows, disputed)),
            run or Run(RunOptions(rewrites=1)),
        )

    def entry(self, row_id: str) -> Entry | None:
        """Return the entry of a row, ``None`` if no exercise is made of it."""
        return self._by_id.get(row_id)

    def on_topic(self, topic: Topic, *, is_sound: bool) -> Sequence[Entry]:
        """Return the rows that show ``topic``, or the sound ones that resemble it."""
        return self._by_topic.get((topic, is_sound), ())

    def of_level(self, best: tuple[LevelType, ...]) -> Sequence[Entry]:
        """Return the rows with this best type; ``()`` = those that belong to none."""
        return self._by_level.get(best, ())

    def hardness(self, entries: Sequence[Entry]) -> tuple[Hardness, ...]:
        """Return how hard entries are, in order; each row is assessed once."""
        new = [entry for entry in entries if entry.row.id not in self._hardness]
        assessed = self.run.assessor.assess(indicator_of(entry.row) for entry in new)
        for entry, row in zip(new, assessed, strict=True):
            self._hardness[entry.row.id] = _hardness(entry, row)
        return tuple(self._hardness[entry.row.id] for entry in entries)

    def assessed(self, row: Row) -> IndicatorAssessment:
        """Assess a row of the corpus as if nothing else were known, rewrites included."""
        return self.assess(indicator_of(row))

    def assess(self, indicator: Indicator) -> IndicatorAssessment:
        """Assess one row, rewrites included."""
        (assessed,) = self.run.unplaced((indicator,))
        return assessed

    def judged(self, indicators: Iterable[Indicator]) -> tuple[IndicatorAssessment, ...]:
        """Assess rows without rewrites."""
        return tuple(self.run.assessor.assess(indicators))


def _entries(rows: Iterable[Row], disputed: frozenset[str]) -> Iterable[Entry]:
    seen: set[tuple[str, str]] = set()
    for row in rows:
        words = (normalise(row.name), normalise(row.value))
        # Of rows out of a workbench a person has stated some labels, the model the others.
        is_open = row.unsure or row.id in disputed or bool(row.stated)
        is_settled = not (is_open or row.note == _CODE_NOTE)
        is_plain = not row.cycle_value.strip() and len(row.id) <= _LONGEST_ID
        if not (is_settled and is_plain) or words in seen or not row.name.strip():
            continue
        seen.add(words)
        topics = labelled_topics(row)
        yield Entry(row=row, topics=topics, topic=_topic(row, topics))


def _topic(row: Row, topics: frozenset[Topic]) -> Topic | None:
    if topics:
        return main_topic(topics, row.id)
    alike = looks_like(row)
    return alike[0] if alike else None


def _hardness(entry: Entry, row: IndicatorAssessment) -> Hardness:
    is_clean = all(finding.severity is Severity.INFO for finding in row.findings)
    agreed = seen_topics(row) == entry.topics and not withheld(row)
    return Hardness(
        defects=doubt(entry.row, row.judgement),
        level=level_doubt(entry.row, row.judgement),
        agreed=agreed and (is_clean or not entry.is_sound),
        level_agreed=_level_agreed(entry.row, row.judgement),
    )


def _level_agreed(row: Row, judgement: Judgement) -> bool:
    accepted = {level.value for level in row.labels.proper_levels}
    return judgement.level in accepted if accepted else judgement.level is None


def shuffled_key(seed: int, row_id: str) -> bytes:
    """Return where a row stands in the order of ``seed``; other rows do not move it."""
    return hashlib.blake2b(f"{seed}:{row_id}".encode(), digest_size=8).digest()
