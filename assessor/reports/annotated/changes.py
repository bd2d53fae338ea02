"""From decisions to texts for cells: what each adopted rewrite changes, and what must stay."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from assessor.core.assessment import (
    DocumentAssessment,
    IndicatorAssessment,
    ProjectAssessment,
    SubmissionAssessment,
)
from assessor.core.rewrite import RewrittenRow
from assessor.core.submission import Field, Indicator, Origin
from assessor.errors import ConfigError
from assessor.reports.annotated.beside import beside
from assessor.reports.annotated.decisions import Decision, Decisions
from assessor.reports.annotated.finding_text import squeezed
from assessor.reports.annotated.value_parts import ReadTargets, unit_of, value_parts
from assessor.reports.finding_words import one_line
from assessor.reports.places import FIELD_NAMES


@dataclass(frozen=True, slots=True, kw_only=True)
class CellChange:
    """A new text for one cell.

    Attributes
    ----------
    origin
        The cell.
    old
        What was read of it; the cell may hold more, which stays.
    alone
        No other row of the document was read from this cell, so all of it may be replaced.
    below
        For a level: its place in the next row, which takes it over where nothing is printed.
    """

    row: Indicator
    field: Field
    origin: Origin
    old: str
    new: str
    alone: bool
    below: Origin | None = None

    @property
    def named(self) -> str:
        """The place in words."""
        return f"指标“{one_line(self.row.name)}”的{FIELD_NAMES[self.field]}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What an adopted set of rewrites asks for.

    Attributes
    ----------
    cells
        In document order.
    left
        What is not written, with its reason.
    added
        Rows that must stand beside a rewritten one and are not inserted.
    """

    cells: tuple[CellChange, ...]
    left: tuple[str, ...] = ()
    added: tuple[str, ...] = ()


def plan_of(
    document: DocumentAssessment,
    decisions: Decisions,
    *,
    name: str,
    read: ReadTargets | None = None,
) -> Plan:
    """Return the changes of all adopted rewrites.

    Parameters
    ----------
    name
        Name of the decisions, for messages.
    read
        The value grammar, which tells what is a unit; without it only percent signs and the
        units that the form itself prints or a rewrite proposes are known.

    Raises
    ------
    ConfigError
        ``config.decisions``: a row is not there, has no such rewrite, or was changed since.
    """
    rows = [row for s in document.submissions for p in s.projects for row in p.indicators]
    known: dict[str, list[IndicatorAssessment]] = {}
    for row in rows:
        known.setdefault(row.indicator.id, []).append(row)
    chosen: dict[str, tuple[RewrittenRow, Decision]] = {}
    units = {row.indicator.unit.strip() for row in rows}
    for decision in decisions.adopted:
        _check_row(known, decision, name)
        chosen[decision.row] = (_rewrite_of(known, decision, name), decision)
        shown = known[decision.row][0].rewrites.shown[decision.rewrite - 1]
        units.add(unit_of(shown.row.value))
    planner = _Planner(shared=_shared(rows), read=read, units=units - {""})
    for submission in document.submissions:
        for project in submission.projects:
            for row in project.indicators:
                if row.indicator.id in chosen:
                    planner.take(row, *chosen[row.indicator.id], project, submission)
    below = {id(one.indicator): two.indicator for one, two in pairwise(rows)}
    told = (replace(cell, below=_below(cell, below.get(id(cell.row)))) for cell in planner.cells)
    return Plan(cells=tuple(told), left=tuple(planner.left), added=tuple(planner.added))


def _below(cell: CellChange, following: Indicator | None) -> Origin | None:
    """Return the place of the same field in the next row of the same table."""
    if following is None or cell.field not in (Field.LEVEL1, Field.LEVEL2):
        return None
    place = following.place(cell.field)
    same = (place.sheet, place.table) == (cell.origin.sheet, cell.origin.table)
    return place if same and (place.row or 0) > (cell.origin.row or 0) else None


def _check_row(known: dict[str, list[IndicatorAssessment]], decision: Decision, name: str) -> None:
    found = known.get(decision.row, [])
    if len(found) != 1:
        what = f"有 {len(found)} 行，分不清是哪一行" if found else "在原文件里找不到"
        raise ConfigError(
            f"{name}：指标编号 {decision.row} {what}",
            hint="请确认原文件没有换过；编号以本次批注的“审核意见”表为准。",
            code="config.decisions",
        )
    row = found[0]
    if decision.was and squeezed(decision.was) != squeezed(row.indicator.name):
        raise ConfigError(
            f"{name}：编号 {decision.row} 的指标批注时是“{decision.was}”，现在是“{row.indicator.name}”",
            hint="原文件在批注之后改动过；请对现在的文件重新批注，再填写决定。",
            code="config.decisions",
        )


def _rewrite_of(
    known: dict[str, list[IndicatorAssessment]], decision: Decision, name: str
) -> RewrittenRow:
    shown = known[decision.row][0].rewrites.shown
    if decision.rewrite > len(shown):
        raise ConfigError(
            f"{name}：指标 {decision.row} 没有第 {decision.rewrite} 条建议（共 {len(shown)} 条）",
            hint="请改用已有的建议序号，或删去这一条决定。",
            code="config.decisions",
        )
    new = shown[decision.rewrite - 1].row
    proposed = new.level2 or new.level1
    level = decision.level2 or proposed
    return RewrittenRow(
        level1=new.level1 if squeezed(level) == squeezed(proposed) else "",
        level2=level,
        name=decision.name or new.name,
        value=decision.value or new.value,
    )


def _shared(rows: Sequence[IndicatorAssessment]) -> dict[tuple[Field, Origin], int]:
    counts: dict[tuple[Field, Origin], int] = {}
    for row in rows:
        for field, column in row.indicator.columns:
            place = (field, replace(row.indicator.origin, column=column))
            counts[place] = counts.get(place, 0) + 1
    return counts


class _Planner:
    """Gathers what the rows ask for, in document order."""

    def __init__(
        self,
        *,
        shared: dict[tuple[Field, Origin], int],
        units: Collection[str],
        read: ReadTargets | None,
    ) -> None:
        self._shared = shared
        self._units = units
        self._read = read
        self.cells: list[CellChange] = []
        self.left: list[str] = []
        self.added: list[str] = []

    def take(
        self,
        assessed: IndicatorAssessment,
        new: RewrittenRow,
        decision: Decision,
        project: ProjectAssessment,
        submission: SubmissionAssessment,
    ) -> None:
        row = assessed.indicator
        only_cycle = not row.value.strip() and bool(row.cycle_value.strip())
        field = Field.CYCLE_VALUE if only_cycle else Field.VALUE
        parts = value_parts(row, field, new.value, units=self._units, read=self._read)
        levels = _levels(row, new)
        around = beside(row, new, field=field, level_moves=bool(levels),
                        goals=project.project.goals, paragraphs=submission.submission.paragraphs)  # fmt: skip
        self._write(row, [(Field.NAME, row.name, new.name), *parts.cells, *around.cells, *levels])
        if parts.told:
            self.left.append(f"指标“{one_line(row.name)}”：{parts.told}")
        self.left += around.looks
        further = assessed.rewrites.shown[decision.rewrite - 1].further
        self.added += [_added(row, one) for one in further]

    def _write(self, row: Indicator, wanted: Sequence[tuple[Field, str, str]]) -> None:
        columns = {field for field, _ in row.columns}
        for field, old, text in wanted:
            if squeezed(old) == squeezed(text):
                continue
            changes = [
                CellChange(row=row, field=field, origin=place, old=old, new=text.strip(),
                           alone=self._shared.get((field, place), 0) == 1)
                for place in row.places(field) or (row.origin,)
            ]  # fmt: skip
            if field in columns:
                self.cells += changes
            else:
                told = one_line(text)
                self.left.append(f"{changes[0].named}没有单独的单元格，应改为“{told}”")


def _levels(row: Indicator, new: RewrittenRow) -> list[tuple[Field, str, str]]:
    found: list[tuple[Field, str, str]] = []
    old, level = row.level2 or row.level1, new.level2 or new.level1
    if level and squeezed(level) != squeezed(old):
        found.append((Field.LEVEL2 if row.level2 else Field.LEVEL1, old, level))
    if new.level1 and row.level1 and row.level2 and squeezed(new.level1) != squeezed(row.level1):
        found.append((Field.LEVEL1, row.level1, new.level1))
    return found


def _added(row: Indicator, new: RewrittenRow) -> str:
    text = "｜".join(
        one_line(t) for t in (new.level2 or new.level1, new.name, new.value) if t.strip()
    )
    weight = f"（权重从本行的“{one_line(row.weight)}”中分出）" if row.weight.strip() else ""
    return f"指标“{one_line(row.name)}”之后应增加一行：{text}{weight}"
