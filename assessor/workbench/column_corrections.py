"""Wrongly read columns of a table are put right by a person, and the paper assessed again.

What was told holds for every table of the paper with the same header, until it is undone.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from assessor.errors import ConfigError
from assessor.workbench import audit
from assessor.workbench.assessing_papers import ARCHIVE
from assessor.workbench.corrected_reading import mapping_entry, mappings_of
from assessor.workbench.permissions import Action, Actor, ConflictError, MissingError, RequestError
from assessor.workbench.queue import queue_again
from assessor.workbench.tables import Declared, Paper
from assessor.workbench.visible_papers import paper_for
from assessor.workbench.visible_submissions import require_open

_LONGEST = 4_000
_LONGEST_DIGEST = 64
_MOST_ENTRIES = 200
_MOST_HEADER_ROWS = 3
_MOST_ROW = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnsView:
    """A correction of the columns of a table; ``fields`` are columns by names of fields."""

    number: int
    digest: str
    table: int | None
    fields: Mapping[str, str]
    header_rows: tuple[int, int] | None
    is_undone: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnsTold:
    """What a person says of the columns of a table.

    Attributes
    ----------
    fields
        Columns (``"D"``, ``"F+G"``, a printed header in quotes) by names of fields (三级指标).
    digest
        Of the header, as told in ``Paper.reading["tables"]``; ``""`` for a table without one.
    table, header_rows
        For a table without a digest: its number within the document from 1, and the first and
        last row of its header, ``(0, 0)`` = it has none, ``None`` = to be found.
    """

    fields: Mapping[str, str]
    digest: str = ""
    table: int | None = None
    header_rows: tuple[int, int] | None = None


def correct_columns(
    session: Session, actor: Actor, *, paper_id: int, columns: ColumnsTold, seen: int, now: datetime
) -> int:
    """Say which columns of a table hold what, queue the paper, and return the entry's number.

    Parameters
    ----------
    seen
        How many entries the columns of this paper had when they were read (``columns_of``).

    Raises
    ------
    RequestError
        ``request.columns``
    ConflictError
        ``conflict.columns``: somebody else has changed the columns. ``conflict.closed``
    """
    actor.require(Action.CORRECT)
    paper = _open_paper(session, actor, paper_id)
    entries = list(paper.mapping.get("entries", ()))
    if len(entries) != seen:
        raise ConflictError(
            "这份文件的列对应已被他人更改", hint="请刷新页面后重试。", code="conflict.columns"
        )
    _require_possible(columns, entries)
    entry = mapping_entry(
        number=len(entries) + 1,
        digest=columns.digest,
        fields=columns.fields,
        table=columns.table,
        header_rows=columns.header_rows,
    )
    kept = {"entries": [*entries, entry]}
    try:
        mappings_of(kept)
    except ConfigError as error:
        raise RequestError(
            error.message, hint="请检查各字段所在的列。", code="request.columns"
        ) from error
    paper.mapping = kept
    queue_again(session, [paper.id])
    audit.append(
        session, actor=actor.login, action="columns.correct", subject=f"paper:{paper.id}",
        details=entry, now=now,
    )  # fmt: skip
    return len(entries) + 1


def undo_columns(
    session: Session, actor: Actor, *, paper_id: int, number: int, now: datetime
) -> None:
    """Take a correction of columns back and queue the paper.

    Raises
    ------
    MissingError
        ``missing.correction``
    ConflictError
        ``conflict.undone``, ``conflict.closed``
    """
    actor.require(Action.CORRECT)
    paper = _open_paper(session, actor, paper_id)
    entries = [dict(entry) for entry in paper.mapping.get("entries", ())]
    entry = next((one for one in entries if one["number"] == number), None)
    if entry is None:
        raise MissingError("没有这项更正", hint="请刷新页面后重试。", code="missing.correction")
    if entry["undone"]:
        raise ConflictError("这项更正已经撤销", hint="请刷新页面。", code="conflict.undone")
    entry["undone"] = True
    paper.mapping = {"entries": entries}
    queue_again(session, [paper.id])
    audit.append(
        session, actor=actor.login, action="columns.undo", subject=f"paper:{paper.id}",
        details={"number": number}, now=now,
    )  # fmt: skip


def columns_of(paper: Paper) -> tuple[ColumnsView, ...]:
    """Return all corrections of columns of a paper, in the order in which they were made."""
    return tuple(
        ColumnsView(
            number=entry["number"], digest=entry["digest"], table=entry["table"],
            fields=entry["fields"], is_undone=entry["undone"],
            header_rows=tuple(entry["header_rows"]) if entry["header_rows"] else None,
        )
        for entry in paper.mapping.get("entries", ())
    )  # fmt: skip


def _open_paper(session: Session, actor: Actor, paper_id: int) -> Paper:
    paper = paper_for(session, actor, paper_id, action=Action.CORRECT, lock=True)
    if not paper.digest or paper.kind == ARCHIVE:
        raise ConflictError(
            "这个文件没有表格可以更正", hint="请打开其中的申报材料。", code="conflict.paper-state"
        )
    for declared in session.scalars(select(Declared).where(Declared.paper_id == paper.id)):
        require_open(declared)
    return paper


def _require_possible(told: ColumnsTold, entries: list[Any]) -> None:
    problem = ""
    if len(entries) >= _MOST_ENTRIES:
        problem = "这份文件的列对应更正得太多"
    elif not told.digest and told.table is None:
        problem = "没有写明是哪一张表"
    elif len(told.digest) > _LONGEST_DIGEST or (told.digest and not told.digest.isalnum()):
        problem = "没有这样的表头"
    elif told.table is not None and not 1 <= told.table <= _MOST_ROW:
        problem = "表的序号不对"
    elif told.header_rows is not None and not _is_header(told.header_rows):
        problem = f"表头应是一至{_MOST_HEADER_ROWS}行的行号，如 5 至 6；没有表头写 0"
    elif sum(len(name) + len(text) for name, text in told.fields.items()) > _LONGEST:
        problem = "内容太长"
    if problem:
        raise RequestError(problem, hint="请刷新页面后重试。", code="request.columns")


def _is_header(rows: tuple[int, int]) -> bool:
    first, last = rows
    return rows == (0, 0) or 1 <= first <= last <= min(first + _MOST_HEADER_ROWS - 1, _MOST_ROW)
