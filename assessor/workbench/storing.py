"""Results of assessments go into the record: one transaction each, and never twice."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from assessor.core.assessment import InputFailure
from assessor.workbench import audit
from assessor.workbench.assessing_papers import (
    ARCHIVE,
    AssessedPaper,
    AssessedSubmission,
    FailedPaper,
    PaperResult,
    UnpackedArchive,
)
from assessor.workbench.queue import SYSTEM, Claim, finish, held
from assessor.workbench.resubmission import link_earlier
from assessor.workbench.states import PaperState, ReviewState
from assessor.workbench.stored_names import bounded, paper_name
from assessor.workbench.tables import NAME, Declared, Paper
from assessor.workbench.visible_submissions import CLOSED

_MOST_PROJECTS = 200


def store_result(session: Session, taken: Claim, result: PaperResult, *, now: datetime) -> bool:
    """Keep the result of a claim, or nothing at all: false if the claim no longer holds."""
    paper = held(session, taken)
    if paper is None:
        return False
    if isinstance(result, FailedPaper):
        _fail(session, paper, result.failure, now)
        paper.reading = result.reading
    elif isinstance(result, UnpackedArchive):
        _unpack(session, paper, result, now)
    else:
        _store(session, paper, result, now)
    return True


def _fail(session: Session, paper: Paper, failure: InputFailure, now: datetime) -> None:
    finish(paper, PaperState.FAILED, now)
    paper.error_code = bounded(failure.code, 80)
    paper.error_message, paper.error_hint = failure.message, failure.hint
    _withdraw(session, paper, from_position=0)
    audit.append(
        session, actor=SYSTEM, action="paper.fail", subject=f"paper:{paper.id}",
        details={"code": failure.code}, now=now,
    )  # fmt: skip


def _unpack(session: Session, paper: Paper, archive: UnpackedArchive, now: datetime) -> None:
    """Make a paper of each member; those that could not be unpacked have failed at once."""
    made = [
        _member(paper, member.name, member.digest, member.size, now) for member in archive.members
    ]
    for one, member in zip(made, archive.members, strict=True):
        if member.failure is not None:
            finish(one, PaperState.FAILED, now)
            one.error_code = bounded(member.failure.code, 80)
            one.error_message, one.error_hint = member.failure.message, member.failure.hint
    session.add_all(made)
    finish(paper, PaperState.DONE, now)
    paper.kind = ARCHIVE
    paper.error_message = _left_out(archive.skipped)
    session.flush()
    audit.append(
        session, actor=SYSTEM, action="paper.unpack", subject=f"paper:{paper.id}",
        details={"papers": [one.id for one in made], "skipped": len(archive.skipped)}, now=now,
    )  # fmt: skip


def _member(paper: Paper, name: str, digest: str, size: int, now: datetime) -> Paper:
    return Paper(
        batch_id=paper.batch_id, name=paper_name(name), digest=digest, size=size, unit=paper.unit,
        state=PaperState.QUEUED, attempts=0, claimed_by="", created_at=now, mapping={}, reading={},
        error_code="", error_message="", error_hint="", kind="",
    )  # fmt: skip


def _left_out(skipped: tuple[str, ...]) -> str:
    if not skipped:
        return ""
    return f"压缩包中有 {len(skipped)} 个其他类型的文件未读取，例如 {paper_name(skipped[0])}"


def _store(session: Session, paper: Paper, result: AssessedPaper, now: datetime) -> None:
    known = {one.position: one for one in _declared(session, paper)}
    finish(paper, PaperState.DONE, now)
    paper.kind = result.kind
    paper.reading = result.reading
    stored = []
    for position, assessed in enumerate(result.submissions):
        declared = known.get(position)
        if declared is not None and ReviewState(declared.state) in CLOSED:
            stored.append(declared)  # a conclusion stands on what it was drawn from
            continue
        if declared is None:
            declared = Declared(
                paper_id=paper.id, position=position, state=ReviewState.PENDING, version=0
            )
            session.add(declared)
        _fill(declared, paper, assessed, result, now)
        stored.append(declared)
    _withdraw(session, paper, from_position=len(stored))
    session.flush()
    for declared in stored:
        link_earlier(session, declared)
    audit.append(
        session, actor=SYSTEM, action="paper.assess", subject=f"paper:{paper.id}",
        details={
            "submissions": [one.id for one in stored], "model_id": result.model_id,
            "digest": paper.digest, "attempt": paper.attempts,
        },
        now=now,
    )  # fmt: skip


def _declared(session: Session, paper: Paper) -> tuple[Declared, ...]:
    found = session.scalars(select(Declared).where(Declared.paper_id == paper.id).with_for_update())
    return tuple(found)


def _fill(
    declared: Declared,
    paper: Paper,
    assessed: AssessedSubmission,
    result: AssessedPaper,
    now: datetime,
) -> None:
    """Put the new assessment in; what people have decided stays."""
    declared.title = bounded(assessed.title, 500)
    declared.unit = paper.unit or bounded(assessed.organisation, NAME)
    declared.year = assessed.year
    declared.profile = bounded(assessed.profile, 40)
    declared.grade = assessed.grade
    declared.score = assessed.score
    declared.money = assessed.money
    declared.rows, declared.weak_rows = assessed.rows, assessed.weak_rows
    declared.blockers, declared.majors, declared.minors, declared.hints = (
        assessed.severities[name] for name in ("blocker", "major", "minor", "info")
    )
    declared.codes = assessed.codes
    declared.projects = list(assessed.projects[:_MOST_PROJECTS])
    declared.search = assessed.search
    declared.reading = {**assessed.reading, "unused_corrections": list(result.unused)}
    declared.content = assessed.content
    declared.model_id = bounded(result.model_id, 80)
    declared.assessed_at = now
    declared.current = True
    declared.version += 1


def _withdraw(session: Session, paper: Paper, *, from_position: int) -> None:
    """Mark what an earlier reading of the paper had and the last one has not."""
    for declared in _declared(session, paper):
        is_closed = ReviewState(declared.state) in CLOSED
        if declared.position >= from_position and declared.current and not is_closed:
            declared.current = False
            declared.version += 1
