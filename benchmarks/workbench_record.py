"""The record of a workbench under load: its accounts before, and what must stand in it after."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from assessor.workbench import audit
from assessor.workbench.accounts import create_first_admin
from assessor.workbench.database import Database
from assessor.workbench.file_store import FileStore
from assessor.workbench.passwords import hash_password
from assessor.workbench.permissions import Actor, MissingError
from assessor.workbench.states import PaperState, Role, Scope
from assessor.workbench.tables import AuditEntry, Batch, Declared, FindingDecision, Paper, User
from assessor.workbench.tokens import create_token
from assessor.workbench.upgrading import upgrade
from benchmarks.workbench_people import PASSWORD, Experience, Person

_SCOPES = (Scope.READ, Scope.SUBMIT, Scope.DECIDE)
_FINISHED = ("paper.assess", "paper.unpack", "paper.fail")


def prepare(url: str, reviewers: int, *, now: datetime) -> tuple[Person, ...]:
    """Make the tables, an administrator and so many reviewers, all with ``PASSWORD``."""
    upgrade(url)
    database = Database(url)
    try:
        with database.writing() as session:
            create_first_admin(session, login="guanli", name="管理员", password=PASSWORD, now=now)
            password = hash_password(PASSWORD)  # once: it is slow on purpose
            return tuple(
                _reviewer(session, number, password, now) for number in range(1, reviewers + 1)
            )
    finally:
        database.close()


def _reviewer(session: Session, number: int, password: str, now: datetime) -> Person:
    user = User(
        login=f"shenhe{number}", name=f"审核{number}", role=Role.REVIEWER.value, unit="",
        password=password, active=True, created_at=now,
    )  # fmt: skip
    session.add(user)
    session.flush()
    actor = Actor(id=user.id, login=user.login, name=user.name, role=Role.REVIEWER)
    made = create_token(session, actor, name="压力测试", scopes=_SCOPES, expires_at=None, now=now)
    return Person(login=user.login, token=made.secret)


def problems(database: Database, store: FileStore, lived: Experience) -> list[str]:
    """Return what the record lacks, has twice or has changed of what people have lived through."""
    with database.reading() as session:
        verdict = audit.verify(session)
        return [
            *([] if verdict.is_sound else [f"audit: {verdict.problem}"]),
            *_lost_uploads(session, store, lived),
            *_half_uploads(session, lived),
            *_work_done_twice(session),
            *_uneven_copies(session, lived),
            *_lost_decisions(session, lived),
        ]


def _lost_uploads(session: Session, store: FileStore, lived: Experience) -> Iterator[str]:
    for upload in lived.uploads:
        for number, paper in upload.papers:
            row = session.get(Paper, number)
            if row is None:
                yield f"paper {number} is lost"
                continue
            if (row.batch_id, row.name, row.digest) != (upload.batch, paper.name, paper.digest):
                yield f"paper {number} is another one: {row.name}"
            if row.state != PaperState.DONE:
                yield f"paper {number} is {row.state}: {row.error_code} {row.error_message}"
            try:
                if store.get(row.digest) != paper.data:
                    yield f"the bytes of paper {number} are others"
            except MissingError:
                yield f"the bytes of paper {number} are lost"


def _half_uploads(session: Session, lived: Experience) -> Iterator[str]:
    """Yield what is wrong with batches that nobody was told of: they are whole or not there."""
    told = {upload.batch for upload in lived.uploads}
    unanswered = Counter(
        frozenset(paper.digest for paper in chosen) for chosen in lived.unanswered_uploads
    )
    for batch in session.scalars(select(Batch).where(Batch.id.not_in(told))):
        content = frozenset(paper.digest for paper in batch.papers)
        if not unanswered[content]:
            yield f"batch {batch.id} was never sent like this"
        unanswered[content] -= 1
        for paper in batch.papers:
            if paper.state != PaperState.DONE:
                yield f"paper {paper.id} is {paper.state}: {paper.error_code}"


def _work_done_twice(session: Session) -> Iterator[str]:
    papers = Counter({f"paper:{number}": 1 for number in session.scalars(select(Paper.id))})
    finished = Counter(
        session.scalars(select(AuditEntry.subject).where(AuditEntry.action.in_(_FINISHED)))
    )
    if finished != papers:
        yield f"papers not finished: {papers - finished}, more than once: {finished - papers}"
    again = session.scalars(select(Declared.id).where((Declared.version != 1) | ~Declared.current))
    decided = set(session.scalars(select(FindingDecision.submission_id)))
    for number in set(again) - decided:
        yield f"submission {number} was stored more than once"


def _uneven_copies(session: Session, lived: Experience) -> Iterator[str]:
    """Yield forms of which one copy was read unlike another."""
    found: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for paper, position, rows in session.execute(
        select(Declared.paper_id, Declared.position, Declared.rows).order_by(
            Declared.paper_id, Declared.position
        )
    ):
        found[paper].append((position, rows))
    by_source: dict[str, set[tuple[tuple[int, int], ...]]] = defaultdict(set)
    for upload in lived.uploads:
        for number, paper in upload.papers:
            by_source[paper.source].add(tuple(found[number]))
    for source, kinds in by_source.items():
        if len(kinds) != 1 or not all(kinds):
            yield f"copies of {source} were read in different ways: {sorted(kinds)}"


def _lost_decisions(session: Session, lived: Experience) -> Iterator[str]:
    rows = {
        row.id: (row.submission_id, row.finding, row.verdict, login)
        for row, login in session.execute(
            select(FindingDecision, User.login).join(User, User.id == FindingDecision.user_id)
        )
    }
    for one in lived.decisions:
        if rows.get(one.id) != (one.submission, one.finding, one.verdict, one.login):
            yield f"decision {one.id} is lost or another one"
    more = len(rows) - len(lived.decisions)
    if not 0 <= more <= lived.unanswered["decide"]:
        yield f"{len(rows)} decisions in the record, {len(lived.decisions)} answered"
    logged = Counter(
        entry["decision"]
        for entry in session.scalars(
            select(AuditEntry.details).where(AuditEntry.action.like("finding.%"))
        )
    )
    if logged != Counter(list(rows)):
        yield "decisions and the audit log differ"


def counts(database: Database) -> dict[str, int]:
    """Return how much of everything is in the record."""
    tables: Sequence[tuple[str, type]] = (
        ("papers", Paper), ("submissions", Declared), ("decisions", FindingDecision),
        ("entries", AuditEntry),
    )  # fmt: skip
    with database.reading() as session:
        return {
            name: session.scalar(select(func.count()).select_from(table)) or 0
            for name, table in tables
        }
