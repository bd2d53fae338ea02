"""A wrongly read cell or row is put right by a person, and the paper assessed again.

A correction stays over every later assessment until it is undone; decisions stay with the
findings that are found again. Nothing is deleted: what is undone is marked so.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from assessor.workbench import audit
from assessor.workbench.corrected_reading import (
    LEFT_OUT,
    PROJECT,
    PROJECT_FIELDS,
    ROW_FIELDS,
    WHOLE,
    WHOLE_FIELDS,
)
from assessor.workbench.permissions import Action, Actor, ConflictError, MissingError, RequestError
from assessor.workbench.queue import queue_again
from assessor.workbench.states import Role
from assessor.workbench.tables import Correction, Declared, Paper, User
from assessor.workbench.told_text import told
from assessor.workbench.versions import require_version
from assessor.workbench.visible_submissions import LARGEST_ID, locked, require_open, visible

_LONGEST = 4_000
_YEARS = range(1990, 2100)


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectionView:
    """A correction of a cell that holds.

    Attributes
    ----------
    place
        What was put right, in Chinese.
    by
        Name of who did, ``""`` for readers who may not know it.
    is_used
        It fitted the document when it was assessed last.
    """

    id: int
    row: str
    field: str
    place: str
    old: str
    new: str
    by: str
    made_at: datetime
    is_used: bool


def correct_cell(
    session: Session,
    actor: Actor,
    *,
    submission_id: int,
    row: str,
    field: str,
    text: str,
    version: int,
    now: datetime,
) -> int:
    """Put one text right, queue the paper, and return the number of the correction.

    Parameters
    ----------
    row
        Id of the row; ``""`` for the submission (``organisation``, ``year``, ``title``),
        ``project:0`` for its first project (``name``, ``budget``).
    field
        Name of the field as in the JSON contract.
    version
        That of the submission as it was seen.

    Raises
    ------
    RequestError
        ``request.field``, ``request.year``, ``request.unchanged``, ``request.characters``,
        ``request.too-long``, ``request.same-ids``
    MissingError
        ``missing.submission``, ``missing.row``
    ConflictError
        ``conflict.version``, ``conflict.closed``, ``conflict.not-current``
    """
    declared = _open(session, actor, submission_id, version)
    shown = _printed(declared.content, row, field)
    new = told(text, what="更正后的内容", longest=_LONGEST)
    if (row, field) == (WHOLE, "year"):
        new = _year(new)
    made = _made(session, declared, row, field)
    holding = [one for one in made if one.undone_at is None]
    if new == (holding[-1].new if holding else _own_text(shown, made)):
        raise RequestError(
            "更正后的内容与读到的相同", hint="请修改后再提交。", code="request.unchanged"
        )
    old = _own_text(shown, made)
    return _corrected(session, actor, declared, row=row, field=field, old=old, new=new, now=now)


def leave_out_row(
    session: Session, actor: Actor, *, submission_id: int, row: str, version: int, now: datetime
) -> int:
    """Say that a row is no indicator (a total, a heading), and queue the paper.

    Raises
    ------
    MissingError, ConflictError, RequestError
        As :func:`correct_cell`.
    """
    declared = _open(session, actor, submission_id, version)
    shown = _printed(declared.content, row, "name")
    name = _own_text(shown, _made(session, declared, row, "name"))
    return _corrected(session, actor, declared, row=row, field=LEFT_OUT, old=name, new="", now=now)


def undo_correction(
    session: Session, actor: Actor, *, correction_id: int, version: int, now: datetime
) -> int:
    """Take a correction back, queue the paper, and return the new version of the submission.

    Raises
    ------
    MissingError
        ``missing.correction``
    ConflictError
        ``conflict.undone``: it was taken back already. ``conflict.version``,
        ``conflict.closed``.
    """
    actor.require(Action.CORRECT)
    known = 0 < correction_id <= LARGEST_ID
    correction = session.get(Correction, correction_id) if known else None
    if correction is None:
        raise MissingError("没有这项更正", hint="请刷新页面后重试。", code="missing.correction")
    declared = _open(session, actor, correction.submission_id, version)
    session.refresh(correction)
    if correction.undone_at is not None:
        raise ConflictError("这项更正已经撤销", hint="请刷新页面。", code="conflict.undone")
    correction.undone_at = now
    declared.version += 1
    queue_again(session, [declared.paper_id])
    audit.append(
        session, actor=actor.login, action="correction.undo",
        subject=f"submission:{declared.id}", details={"correction": correction.id}, now=now,
    )  # fmt: skip
    return declared.version


def corrections_of_submission(
    session: Session, actor: Actor, declared: Declared
) -> tuple[CorrectionView, ...]:
    """Return the corrections of a submission that hold, to a unit without names.

    That the account may see the submission is the caller's business.
    """
    hides = actor.role is Role.UNIT
    found = session.execute(
        select(Correction, User.name)
        .join(User, User.id == Correction.user_id)
        .where(Correction.submission_id == declared.id, Correction.undone_at.is_(None))
        .order_by(Correction.id)
    )
    unused = set(declared.reading.get("unused_corrections", ()))
    return tuple(
        CorrectionView(
            id=one.id, row=one.row, field=one.field, place=_place(one.row, one.field),
            old=one.old, new=one.new, by="" if hides else name, made_at=one.made_at,
            is_used=one.id not in unused,
        )
        for one, name in found
    )  # fmt: skip


def _open(session: Session, actor: Actor, submission_id: int, version: int) -> Declared:
    actor.require(Action.CORRECT)
    # The paper first, as who stores a result does: so that neither waits for the other.
    paper_id = visible(session, actor, submission_id).paper_id
    session.get_one(Paper, paper_id, with_for_update=True)
    declared = locked(session, actor, submission_id)
    require_version(declared, version)
    require_open(declared)
    return declared


def _corrected(
    session: Session,
    actor: Actor,
    declared: Declared,
    *,
    row: str,
    field: str,
    old: str,
    new: str,
    now: datetime,
) -> int:
    correction = Correction(
        submission_id=declared.id, row=row, field=field, old=old, new=new, user_id=actor.id,
        made_at=now,
    )  # fmt: skip
    session.add(correction)
    declared.version += 1
    queue_again(session, [declared.paper_id])
    session.flush()
    audit.append(
        session, actor=actor.login, action="correction.make", subject=f"submission:{declared.id}",
        details={"correction": correction.id, "row": row, "field": field, "old": old, "new": new},
        now=now,
    )  # fmt: skip
    return correction.id


def _printed(content: Mapping[str, Any], row: str, field: str) -> str:
    """Return the text as it was assessed last."""
    if row == WHOLE:
        _require_field(field, WHOLE_FIELDS)
        return _text(content[field])
    if row.startswith(PROJECT):
        _require_field(field, PROJECT_FIELDS)
        number = row.removeprefix(PROJECT)
        if not number.isdecimal() or int(number[:9]) >= len(content["projects"]):
            raise _no_row()
        return _text(content["projects"][int(number[:9])][field])
    _require_field(field, ROW_FIELDS)
    found = [
        one for project in content["projects"] for one in project["indicators"] if one["id"] == row
    ]
    if not found:
        raise _no_row()
    if len(found) > 1:
        raise RequestError(
            f"有 {len(found)} 条指标的编号都是“{row}”，分不清是哪一条",
            hint="请在原文件中改正后重新上传。",
            code="request.same-ids",
        )
    return _text(found[0]["self_score" if field == "score" else field])


def _made(session: Session, declared: Declared, row: str, field: str) -> Sequence[Correction]:
    """Return all corrections of one place, undone ones too, in the order of their making."""
    return session.scalars(
        select(Correction)
        .where(
            Correction.submission_id == declared.id,
            Correction.row == row,
            Correction.field == field,
        )
        .order_by(Correction.id)
    ).all()


def _own_text(shown: str, made: Sequence[Correction]) -> str:
    """Return what the document itself says where ``shown`` may come of a correction."""
    return next((one.old for one in reversed(made) if one.new == shown), shown)


def _text(value: object) -> str:
    return "" if value is None else str(value)


def _require_field(field: str, known: Mapping[str, str]) -> None:
    if field not in known:
        raise RequestError(
            "这一处不能更正", hint=f"可更正：{'、'.join(known.values())}。", code="request.field"
        )


def _no_row() -> MissingError:
    return MissingError("没有这条指标", hint="请刷新页面后重试。", code="missing.row")


def _year(text: str) -> str:
    if not text:
        return ""
    if not (text.isascii() and text.isdecimal() and len(text) == 4 and int(text) in _YEARS):
        raise RequestError(
            "年度应是四位数字，如 2026", hint="请改正后再提交。", code="request.year"
        )
    return text


def _place(row: str, field: str) -> str:
    if row == WHOLE:
        return WHOLE_FIELDS.get(field, field)
    if row.startswith(PROJECT):
        return f"第 {int(row.removeprefix(PROJECT)) + 1} 个项目的{PROJECT_FIELDS.get(field, field)}"
    if field == LEFT_OUT:
        return "不是指标，已去掉"
    return ROW_FIELDS.get(field, field)
