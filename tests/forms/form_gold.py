"""Sample forms with their gold rows, and the comparison of what was read with them.

The forms and the rows were written by people who had not seen the readers. A row counts as read
when levels, name, value, cycle value, actual and project are all the same, blanks apart.
"""

import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from assessor.core.assessment import InputFailure
from assessor.core.submission import Extraction
from assessor.pipeline.isolation import read_isolated
from assessor.pipeline.sources import ReadOptions, find_sources

FOLDER = Path(__file__).parent
_BLANK = re.compile(r"\s")
Row = tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """How the rows of one form compare; ``keys`` are (level1, level2, name, value)."""

    name: str
    gold: int
    read: int
    exact: int
    keys: int
    placed: int
    missed: tuple[Row, ...]
    extra: tuple[Row, ...]
    told: str
    confidence: float
    organisation: tuple[str, str]
    year: tuple[str, str]


def forms() -> tuple[Path, ...]:
    """All gold files, in order."""
    return tuple(sorted(FOLDER.glob("*/gold/*.json")))


def file_of(gold: Path) -> Path:
    """The form that a gold file describes."""
    return gold.parents[1] / gold.name.removesuffix(".json")


def _plain(text: str) -> str:
    return _BLANK.sub("", text)


def gold_rows(gold: Path) -> Counter[Row]:
    """Rows with their project last, blanks left out."""
    data = json.loads(gold.read_text("utf-8"))
    return Counter(
        tuple(_plain(cell) for cell in (*row, *[""] * (6 - len(row)), project["name"]))
        for project in data["projects"]
        for row in project["rows"]
    )


def read_rows(results: tuple[Extraction | InputFailure, ...]) -> Counter[Row]:
    """Rows that were read, in the form of the gold rows."""
    return Counter(
        tuple(
            _plain(cell)
            for cell in (
                row.level1, row.level2, row.name, row.value, row.cycle_value, row.actual,
                project.name,
            )
        )
        for result in results
        if isinstance(result, Extraction)
        for submission in result.submissions
        for project in submission.projects
        for row in project.indicators
    )  # fmt: skip


_COMPARED: dict[Path, Comparison] = {}


def compared() -> tuple[Comparison, ...]:
    """What has been compared so far, in order of the files."""
    return tuple(_COMPARED[gold] for gold in sorted(_COMPARED))


def table(found: tuple[Comparison, ...]) -> str:
    """The comparison as a table: rows in gold, read, exact; rows in their project; confidence."""
    lines = [" gold  read exact project  sure  form"]
    lines += [
        f"{one.gold:5d} {one.read:5d} {one.exact:5d} {one.placed:7d}  {one.confidence:.2f}  {one.name}"
        for one in found
    ]
    sums = [
        sum(getattr(one, name) for one in found) for name in ("gold", "read", "exact", "placed")
    ]
    lines.append("{:5d} {:5d} {:5d} {:7d}        all".format(*sums))
    return "\n".join(lines)


def compare(gold: Path) -> Comparison:
    """Read a form as a user's file and compare; each form is read once."""
    if gold not in _COMPARED:
        _COMPARED[gold] = _compare(gold)
    return _COMPARED[gold]


def _compare(gold: Path) -> Comparison:
    data = json.loads(gold.read_text("utf-8"))
    file = file_of(gold)
    results = tuple(read_isolated(find_sources([file]).items, options=ReadOptions()))
    expected, found = gold_rows(gold), read_rows(results)
    exact = expected & found
    submissions = tuple(_submissions(results))
    return Comparison(
        name=f"{file.parent.name}/{file.name}",
        gold=expected.total(),
        read=found.total(),
        exact=exact.total(),
        keys=(_cut(expected, 4) & _cut(found, 4)).total(),
        placed=(_placed(expected) & _placed(found)).total(),
        missed=tuple((expected - found).elements()),
        extra=tuple((found - expected).elements()),
        told="；".join(f"{r.code} {r.message}" for r in results if isinstance(r, InputFailure)),
        confidence=min((r.confidence for r in results if isinstance(r, Extraction)), default=0.0),
        organisation=(str(data["organisation"]), "、".join(str(o) for o, _ in submissions)),
        year=(str(data["year"]), "、".join(str(y) for _, y in submissions)),
    )


def _submissions(
    results: tuple[Extraction | InputFailure, ...],
) -> Iterator[tuple[str | None, int | None]]:
    for result in results:
        if isinstance(result, Extraction):
            yield from dict.fromkeys((s.organisation, s.year) for s in result.submissions)


def _cut(rows: Counter[Row], size: int) -> Counter[Row]:
    cut: Counter[Row] = Counter()
    for row, count in rows.items():
        cut[row[:size]] += count
    return cut


def _placed(rows: Counter[Row]) -> Counter[Row]:
    """Names with their project, levels and values apart."""
    placed: Counter[Row] = Counter()
    for row, count in rows.items():
        placed[row[2], row[6]] += count
    return placed
