"""The audit log: every action, each entry sealed with the digest of the one before it.

A changed, removed, inserted or re-ordered entry breaks the chain; a cut-off end does not fit the
head row. Who can write the whole database can write a whole new chain: against that, only a head
digest that was kept elsewhere helps (``Kept``).
"""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, func, not_, or_, select
from sqlalchemy.orm import Session, defer

from assessor.workbench.decided import is_blind
from assessor.workbench.permissions import Action, Actor, RequestError
from assessor.workbench.tables import AuditEntry, AuditHead, Declared, recordable

FIRST_DIGEST = "0" * 64
PAGE_SIZE, MOST_PER_PAGE = 50, 500
_HEAD = 1
_LAST_PAGE = 2**31
_READ_AT_ONCE = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One action as recorded. ``details`` is plain JSON."""

    number: int
    at: datetime
    actor: str
    action: str
    subject: str
    details: Mapping[str, Any]
    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryPage:
    """Entries, newest first, and how many there are on all pages."""

    rows: tuple[Entry, ...]
    total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which entries: with exactly this login, action, subject; from ``since``, before ``until``."""

    login: str = ""
    action: str = ""
    subject: str = ""
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """Number and digest of an entry, as somebody wrote them down earlier."""

    number: int
    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditVerdict:
    """What a verification found.

    Attributes
    ----------
    entries
        How many entries were looked at.
    number, digest
        The last entry: worth keeping outside the database.
    problem
        The first thing that is wrong, in Chinese; empty where nothing is.
    """

    entries: int
    number: int
    digest: str
    problem: str = ""

    @property
    def is_sound(self) -> bool:
        """Nothing is wrong with the log."""
        return not self.problem


def append(
    session: Session,
    *,
    actor: str,
    action: str,
    subject: str,
    details: Mapping[str, Any],
    now: datetime,
) -> Entry:
    """Add an entry in the transaction of the action itself.

    Parameters
    ----------
    session
        A writing session; the entry is kept if and only if the action is.
    actor
        Login of who acts.
    action
        Stable word such as ``submission.state``.
    subject
        What is acted on, as ``submission:12``.
    details
        Plain JSON; never passwords, tokens or bytes of files.
    now
        When, with its zone.
    """
    # Under the lock another session's entry may be newer than what this one knows.
    locked = select(AuditHead).filter_by(id=_HEAD).with_for_update()
    head = session.scalars(locked.execution_options(populate_existing=True)).one()
    row = AuditEntry(
        number=head.number + 1,
        at=now.astimezone(UTC),
        actor=recordable(actor),
        action=action,
        subject=recordable(subject),
        details=_plain(details),
        before=head.digest,
    )
    row.digest = _digest(row)
    session.add(row)
    head.number, head.digest = row.number, row.digest
    session.flush()
    return _entry(row)


def verify(session: Session, *, kept: Kept | None = None) -> AuditVerdict:
    """Read the whole log and tell whether it is as it was written.

    Parameters
    ----------
    session
        A reading session.
    kept
        An entry noted earlier that must still be there.
    """
    head = session.get(AuditHead, _HEAD)
    number, digest, count = 0, FIRST_DIGEST, 0
    problem = "" if head is not None else "日志的末尾记录不见了"
    if kept is not None and kept.number == 0 and kept.digest != FIRST_DIGEST:
        problem = _not_kept(kept)
    rows = select(AuditEntry).order_by(AuditEntry.number)
    for row in session.scalars(rows.execution_options(yield_per=_READ_AT_ONCE)):
        count += 1
        problem = problem or _wrong_with(row, number, digest)
        if kept is not None and row.number == kept.number and row.digest != kept.digest:
            problem = problem or _not_kept(kept)
        number, digest = row.number, row.digest
        session.expunge(row)
    if not problem and head is not None and (head.number, head.digest) != (number, digest):
        problem = f"日志末尾被截断或改动：应到第 {head.number} 条，实际到第 {number} 条"
    if not problem and kept is not None and kept.number > number:
        problem = f"日志被截断：另存的第 {kept.number} 条已不存在，实际到第 {number} 条"
    return AuditVerdict(entries=count, number=number, digest=digest, problem=problem)


def entries(
    session: Session,
    actor: Actor,
    *,
    page: int = 1,
    size: int = PAGE_SIZE,
    wanted: Wanted | None = None,
) -> EntryPage:
    """Return a page of the log, newest first.

    A second reviewer does not read there what the first has decided, before having decided all.

    Parameters
    ----------
    session, actor
        Who reads it: needs READ_AUDIT.
    page, size
        From 1; at most 500 a page.
    wanted
        Only these entries; ``None`` for all.

    Raises
    ------
    RefusedError
        ``refused.role``
    RequestError
        ``request.page``: no such page number or size.
    """
    actor.require(Action.READ_AUDIT)
    if not 1 <= page <= _LAST_PAGE or not 1 <= size <= MOST_PER_PAGE:
        raise RequestError(
            "页码或每页条数不对",
            hint=f"页码从 1 开始，每页 1 到 {MOST_PER_PAGE} 条。",
            code="request.page",
        )
    found = select(AuditEntry).where(*_conditions(wanted or Wanted()), *_withheld(session, actor))
    total = session.scalar(select(func.count()).select_from(found.subquery())) or 0
    shown = found.order_by(AuditEntry.number.desc()).offset((page - 1) * size).limit(size)
    return EntryPage(rows=tuple(_entry(row) for row in session.scalars(shown)), total=total)


def _conditions(wanted: Wanted) -> Iterator[ColumnElement[bool]]:
    for column, value in (
        (AuditEntry.actor, wanted.login),
        (AuditEntry.action, wanted.action),
        (AuditEntry.subject, wanted.subject),
    ):
        if value:
            yield column == value
    if wanted.since is not None:
        yield AuditEntry.at >= wanted.since
    if wanted.until is not None:
        yield AuditEntry.at < wanted.until


def _withheld(session: Session, actor: Actor) -> Iterator[ColumnElement[bool]]:
    second = select(Declared).where(Declared.second_reviewer_id == actor.id)
    large = [defer(Declared.reading), defer(Declared.search)]
    blind = [
        f"submission:{one.id}"
        for one in session.scalars(second.options(*large))
        if is_blind(session, actor, one)
    ]
    if blind:
        told = or_(*(AuditEntry.action.startswith(kind) for kind in ("finding.", "rewrite.")))
        yield not_(and_(AuditEntry.subject.in_(blind), told))


def _wrong_with(row: AuditEntry, number: int, digest: str) -> str:
    """Say what is wrong with an entry that should follow entry ``number``."""
    if row.number != number + 1:
        missing = f"第 {number + 1} 条" + (
            f"到第 {row.number - 1} 条" if row.number > number + 2 else ""
        )
        return f"{missing}被删除" if row.number > number else f"第 {row.number} 条的编号不对"
    if row.digest != _digest(row):
        return f"第 {row.number} 条的内容被改动"
    if row.before != digest:
        return f"第 {row.number} 条与前一条接不上：其间有记录被插入、替换、删除或调换顺序"
    return ""


def _not_kept(kept: Kept) -> str:
    return f"第 {kept.number} 条与另存的摘要不一致：日志被整体改写"


def _digest(row: AuditEntry) -> str:
    told = [
        row.number, row.at.astimezone(UTC).isoformat(timespec="microseconds"), row.actor,
        row.action, row.subject, row.details, row.before,
    ]  # fmt: skip
    text = json.dumps(told, ensure_ascii=True, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode("ascii")).hexdigest()


def _plain(details: Mapping[str, Any]) -> dict[str, Any]:
    """Return details as they will be read again, so that their digest stays the same."""
    plain: dict[str, Any] = json.loads(json.dumps(dict(details), allow_nan=False))
    return plain


def _entry(row: AuditEntry) -> Entry:
    return Entry(
        number=row.number, at=row.at, actor=row.actor, action=row.action, subject=row.subject,
        details=row.details, digest=row.digest,
    )  # fmt: skip
