"""Papers that wait for their assessment, claimed by one worker at a time.

A claim holds until its time runs out or its worker says so; whoever wants to store a result must
still hold the claim. So a worker that was killed loses its papers to the next one, and one that
comes back late stores nothing.
"""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from assessor.workbench import audit
from assessor.workbench.assessing_papers import Job
from assessor.workbench.corrected_reading import CellCorrection
from assessor.workbench.file_store import FileStore
from assessor.workbench.states import PaperState
from assessor.workbench.tables import Batch, Correction, Declared, Paper

SYSTEM = "system"
LEASE = timedelta(minutes=5)
# A paper of which the process died is tried once more. One whose server died is tried more often:
# that is mostly not the paper's fault.
MOST_DEATHS, MOST_STARTS = 2, 5
CRASHED = "input.crashed"
_LONGEST_WORKER = 48
_CRASHED_MESSAGE = "检查该文件的进程两次意外终止（可能是内存不足），未能检查"
_CRASHED_HINT = "请拆分该文件后再上传，或请管理员增加内存后重新检查；其他文件不受影响。"


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """A paper that one worker has taken; ``token`` tells this claim from every other."""

    paper_id: int
    token: str
    name: str
    digest: str
    profile: str
    attempt: int
    mapping: dict[str, Any] = field(default_factory=dict)
    corrections: tuple[CellCorrection, ...] = ()

    def job(self, store: FileStore) -> Job:
        """Return the work to do."""
        return Job(
            name=self.name,
            path=store.path(self.digest),
            profile=self.profile,
            mapping=self.mapping,
            corrections=self.corrections,
        )


def claim(
    session: Session, *, worker: str, now: datetime, lease: timedelta = LEASE
) -> Claim | None:
    """Take the next paper, ``None`` if none waits; papers assessed before go first.

    To be called in a writing session: on SQLite that one writes alone, on PostgreSQL rows that
    another worker is about to take are passed over. Papers whose worker is gone are put back first.
    """
    release_stale(session, now=now)
    paper = session.scalars(
        select(Paper)
        .where(Paper.state == PaperState.QUEUED)
        .order_by(Paper.finished_at.is_(None), Paper.id)
        .limit(1)
        .with_for_update(skip_locked=True, of=Paper)
    ).first()
    if paper is None:
        return None
    paper.state = PaperState.WORKING
    paper.claimed_by = f"{worker[:_LONGEST_WORKER]}:{secrets.token_hex(8)}"
    paper.claimed_until = now + lease
    paper.attempts += 1
    return _claim_of(session, paper)


def _claim_of(session: Session, paper: Paper) -> Claim:
    batch = session.get_one(Batch, paper.batch_id)
    return Claim(
        paper_id=paper.id,
        token=paper.claimed_by,
        name=paper.name,
        digest=paper.digest,
        profile=batch.profile,
        attempt=paper.attempts,
        mapping=dict(paper.mapping),
        corrections=corrections_of(session, paper.id),
    )


def job_of(session: Session, paper: Paper, store: FileStore) -> Job:
    """Return the work of assessing a paper again, as it was told last."""
    return _claim_of(session, paper).job(store)


def corrections_of(session: Session, paper_id: int) -> tuple[CellCorrection, ...]:
    """Return the corrections of a paper that hold, in the order in which they were made."""
    found = session.execute(
        select(Correction, Declared.position)
        .join(Declared, Declared.id == Correction.submission_id)
        .where(Declared.paper_id == paper_id, Correction.undone_at.is_(None))
        .order_by(Correction.id)
    )
    return tuple(
        CellCorrection(
            id=one.id, position=position, row=one.row, field=one.field, old=one.old, new=one.new
        )
        for one, position in found
    )


def held(session: Session, taken: Claim) -> Paper | None:
    """Return the paper of a claim, locked; ``None`` if the claim no longer holds."""
    paper = session.scalars(
        select(Paper).where(Paper.id == taken.paper_id).with_for_update()
    ).one_or_none()
    if paper is None or paper.claimed_by != taken.token or paper.state != PaperState.WORKING:
        return None
    return paper


def renew(session: Session, taken: Claim, *, now: datetime, lease: timedelta = LEASE) -> bool:
    """Say that the work goes on; false if the claim no longer holds."""
    paper = held(session, taken)
    if paper is not None:
        paper.claimed_until = now + lease
    return paper is not None


def put_back(session: Session, taken: Claim) -> None:
    """Give a paper back that could not be finished through no fault of its own."""
    paper = held(session, taken)
    if paper is not None:
        paper.attempts -= 1
        _let_go(paper, PaperState.QUEUED)


def give_up(session: Session, taken: Claim, *, now: datetime) -> None:
    """Note that the process died of a paper: it is tried once more, then it has failed."""
    paper = held(session, taken)
    if paper is None:
        return
    if paper.attempts < MOST_DEATHS:
        _let_go(paper, PaperState.QUEUED)
    else:
        _crashed(session, paper, now)


def release_stale(session: Session, *, now: datetime, worker: str | None = None) -> int:
    """Put papers back whose worker is gone, and return how many.

    Parameters
    ----------
    worker
        A worker that has just started, so that whatever is claimed in its name is left from an
        earlier life; names must not be shared by workers that live at the same time.
    """
    gone = Paper.claimed_until < now
    if worker is not None:
        gone = gone | Paper.claimed_by.startswith(f"{worker[:_LONGEST_WORKER]}:", autoescape=True)
    papers = session.scalars(
        select(Paper)
        .where(Paper.state == PaperState.WORKING, gone)
        .order_by(Paper.id)
        .with_for_update(skip_locked=True)
    ).all()
    for paper in papers:
        if paper.attempts < MOST_STARTS:
            _let_go(paper, PaperState.QUEUED)
        else:
            _crashed(session, paper, now)
    return len(papers)


def queue_again(session: Session, papers: Iterable[int]) -> None:
    """Have papers assessed anew; a result that is being worked out for them is not stored."""
    session.execute(
        update(Paper)
        .where(Paper.id.in_(tuple(papers)))
        .values(
            state=PaperState.QUEUED, attempts=0, claimed_by="", claimed_until=None,
            error_code="", error_message="", error_hint="",
        )
    )  # fmt: skip


def _let_go(paper: Paper, state: PaperState) -> None:
    paper.state = state
    paper.claimed_by = ""
    paper.claimed_until = None


def _crashed(session: Session, paper: Paper, now: datetime) -> None:
    finish(paper, PaperState.FAILED, now)
    paper.error_code = CRASHED
    paper.error_message = _CRASHED_MESSAGE
    paper.error_hint = _CRASHED_HINT
    audit.append(
        session, actor=SYSTEM, action="paper.fail", subject=f"paper:{paper.id}",
        details={"code": CRASHED, "attempts": paper.attempts}, now=now,
    )  # fmt: skip


def finish(paper: Paper, state: PaperState, now: datetime) -> None:
    """End the work on a paper."""
    _let_go(paper, state)
    paper.finished_at = now
    paper.error_code = paper.error_message = paper.error_hint = ""
