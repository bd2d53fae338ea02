"""What people have put right in a reading is put into the extraction before it is assessed.

A correction names a row by its id and tells what it replaces: where a later reading of the
document has another text there, it is left out and told, never forced upon another row.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeAlias, TypeVar

from assessor.core.submission import Extraction, Field, Indicator, Project, Submission
from assessor.indicators.column_mapping import ColumnMapping, Mappings, mapping_of

SOURCE = "审核人更正"
# The row of a correction that is no row: facts of the whole submission, or of one project.
WHOLE = ""
PROJECT = "project:"
LEFT_OUT = "row"
ROW_FIELDS = {
    Field.LEVEL1.value: "一级指标",
    Field.LEVEL2.value: "二级指标",
    Field.NAME.value: "三级指标",
    Field.VALUE.value: "指标值",
    Field.CYCLE_VALUE.value: "实施周期指标值",
    Field.WEIGHT.value: "权重",
    Field.DESCRIPTION.value: "指标解释",
    Field.ACTUAL.value: "实际完成值",
    Field.SCORE.value: "得分",
    Field.REASON.value: "偏差原因",
}
WHOLE_FIELDS = {"organisation": "单位名称", "year": "年度", "title": "标题"}
PROJECT_FIELDS = {"name": "项目名称", "budget": "预算金额"}


@dataclass(frozen=True, slots=True, kw_only=True)
class CellCorrection:
    """One text put right.

    Attributes
    ----------
    position
        Number of the submission within its paper, from 0.
    row
        Id of the row; ``WHOLE`` for the submission itself, ``project:0`` for its first project.
    field
        Name of the field; ``LEFT_OUT`` for a row that is no indicator.
    old, new
        What the document itself says there, and the text that replaces it; a row that is left
        out has its name as ``old``.
    """

    id: int
    position: int
    row: str
    field: str
    old: str
    new: str


_Told: TypeAlias = dict[str, dict[str, CellCorrection]]  # by row, then by field
T = TypeVar("T", Submission, Project, Indicator)


@dataclass(frozen=True, slots=True, kw_only=True)
class Corrected:
    """An extraction with its corrections, and the ids of those that fitted nothing."""

    extraction: Extraction
    unused: tuple[int, ...] = ()


def corrected(extraction: Extraction, corrections: Sequence[CellCorrection]) -> Corrected:
    """Apply the last correction of each place; each one replaces what the document itself says."""
    last: dict[int, _Told] = {}
    for one in corrections:
        last.setdefault(one.position, {}).setdefault(one.row, {})[one.field] = one
    used: set[int] = set()
    submissions = tuple(
        _corrected(submission, last[number], used) if number in last else submission
        for number, submission in enumerate(extraction.submissions)
    )
    wanted = [one.id for rows in last.values() for told in rows.values() for one in told.values()]
    return Corrected(
        extraction=replace(extraction, submissions=submissions) if used else extraction,
        unused=tuple(sorted(set(wanted) - used)),
    )


def _corrected(submission: Submission, told: _Told, used: set[int]) -> Submission:
    ids = Counter(row.id for project in submission.projects for row in project.indicators)
    projects = tuple(
        replace(
            _fitted(project, told.get(f"{PROJECT}{number}", {}), used, _project_text),
            indicators=tuple(_rows(project.indicators, told, ids, used)),
        )
        for number, project in enumerate(submission.projects)
    )
    whole = _fitted(submission, told.get(WHOLE, {}), used, _fact_text)
    return replace(whole, projects=projects)


def _rows(
    rows: Iterable[Indicator], told: _Told, ids: Counter[str], used: set[int]
) -> Iterator[Indicator]:
    for row in rows:
        # Where several rows have one id, nobody knows which one was meant.
        here = told.get(row.id, {}) if ids[row.id] == 1 else {}
        left_out = here.get(LEFT_OUT)
        if left_out is not None and left_out.old == row.name:
            used.update(one.id for one in here.values())
        elif here:
            yield _without_stale_parts(row, _fitted(row, here, used, _row_text))
        else:
            yield row


def _fitted(
    thing: T,
    told: Mapping[str, CellCorrection],
    used: set[int],
    text_of: Callable[[T, str], str | None],
) -> T:
    """Replace the texts that are still what a correction says they were."""
    fitting = {name: one for name, one in told.items() if text_of(thing, name) == one.old}
    used.update(one.id for one in fitting.values())
    values: dict[str, Any] = {name: _value(name, one.new) for name, one in fitting.items()}
    return replace(thing, **values) if values else thing


def _value(name: str, text: str) -> str | int | None:
    if name in ("organisation", "budget", "year") and not text:
        return None
    return int(text) if name == "year" else text


def _fact_text(submission: Submission, name: str) -> str | None:
    return _plain(getattr(submission, name)) if name in WHOLE_FIELDS else None


def _project_text(project: Project, name: str) -> str | None:
    return _plain(getattr(project, name)) if name in PROJECT_FIELDS else None


def _row_text(row: Indicator, name: str) -> str | None:
    return row.text(Field(name)) if name in ROW_FIELDS else None


def _plain(value: object) -> str:
    return "" if value is None else str(value)


def _without_stale_parts(before: Indicator, row: Indicator) -> Indicator:
    """Drop sign and unit of columns of their own where a corrected value says otherwise.

    They are joined into the value, which was replaced as a whole.
    """
    if row.value == before.value:
        return row
    return replace(
        row,
        sign=row.sign if row.value.startswith(row.sign) else "",
        unit=row.unit if row.value.endswith(row.unit) else "",
    )


def mapping_entry(
    *,
    number: int,
    digest: str,
    fields: Mapping[str, str],
    table: int | None = None,
    header_rows: tuple[int, int] | None = None,
) -> dict[str, Any]:
    """Return what is kept of one correction of columns.

    Parameters
    ----------
    digest
        Of the header of the table; ``""`` for a table without one, which ``table`` names.
    fields
        Columns by the Chinese names of fields, as written after ``--columns``.
    """
    return {
        "number": number,
        "digest": digest,
        "fields": dict(fields),
        "table": table,
        "header_rows": None if header_rows is None else list(header_rows),
        "undone": False,
    }


def mappings_of(kept: Mapping[str, Any]) -> Mappings | None:
    """Return the columns that hold for a paper, ``None`` if nothing was told.

    Raises
    ------
    ConfigError
        ``config.mapping``: an unknown field, a column that is none, a field told twice.
    """
    given: ColumnMapping | None = None
    remembered: dict[str, ColumnMapping] = {}
    for entry in kept.get("entries", ()):
        if entry["undone"]:
            continue
        rows = entry["header_rows"]
        mapping = mapping_of(
            entry["fields"].items(),
            source=SOURCE,
            table=entry["table"],
            header_rows=None if rows is None else (rows[0], rows[1]),
        )
        if entry["digest"]:
            remembered[entry["digest"]] = mapping
        else:
            given = mapping
    if given is None and not remembered:
        return None
    return Mappings(given=given, remembered=tuple(remembered.items()))
