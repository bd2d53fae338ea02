"""Which table of a file is the one that was read: told by what stands in its cells.

Readers number tables in ways of their own (a table that only arranges others counts not), so the
number alone is no proof; the texts of the rows are.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from assessor.core.assessment import DocumentAssessment
from assessor.core.submission import Field, Origin
from assessor.reports.annotated.finding_text import squeezed
from assessor.reports.annotated.package import Node

Place = tuple[int, int]
# They stand in the file as they were read; values are put together from several cells.
_FIELDS = (Field.NAME, Field.DESCRIPTION, Field.ACTUAL, Field.REASON, Field.WEIGHT)


@dataclass(frozen=True, slots=True, kw_only=True)
class GridCell:
    """A cell of a table of the file; ``last`` is its last place, both counted from 1."""

    node: Node
    text: str
    first: Place
    last: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """A table of the file with its cells by every place that they cover."""

    cells: Mapping[Place, GridCell]

    def shown(self) -> Iterator[GridCell]:
        """Yield every cell once."""
        seen: set[int] = set()
        for cell in self.cells.values():
            if id(cell) not in seen:
                seen.add(id(cell))
                yield cell


def texts_of(document: DocumentAssessment) -> dict[int, dict[Place, str]]:
    """Return what was read at the places of each numbered table, without blanks."""
    found: dict[int, dict[Place, str]] = {}

    def take(origin: Origin, text: str) -> None:
        if origin.table is None or origin.row is None or origin.column is None:
            return
        if text.strip():
            found.setdefault(origin.table, {})[(origin.row, origin.column)] = squeezed(text)

    for submission in document.extraction.submissions:
        for project in submission.projects:
            take(project.origin, project.name)
            for goal in project.goals:
                take(goal.origin, goal.text)
            for row in project.indicators:
                for field in _FIELDS:
                    if any(known is field for known, _ in row.columns):
                        take(row.place(field), row.text(field))
    return found


def matched(grids: Sequence[Grid], wanted: Mapping[int, Mapping[Place, str]]) -> dict[int, Grid]:
    """Return the table of the file for each number; those that no table fits are left out.

    Tables keep their order, so among equal ones the first that stands behind the last match is
    taken.
    """
    found: dict[int, Grid] = {}
    behind = 0
    for number in sorted(wanted):
        places = wanted[number]
        scores = [_score(grid, places) for grid in grids]
        best = max(scores, default=0)
        if best == 0 or best * 2 < len(places):
            continue
        ahead = [i for i, score in enumerate(scores) if score == best and i >= behind]
        chosen = ahead[0] if ahead else scores.index(best)
        found[number] = grids[chosen]
        behind = chosen + 1
    return found


def _score(grid: Grid, places: Mapping[Place, str]) -> int:
    score = 0
    for place, text in places.items():
        cell = grid.cells.get(place)
        score += cell is not None and text in squeezed(cell.text)
    return score
