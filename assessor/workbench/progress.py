"""How far the papers of a batch have come."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session

from assessor.workbench.permissions import Action, Actor, MissingError, RequestError
from assessor.workbench.states import PAPER_WORDS, PaperState
from assessor.workbench.tables import Batch, Declared, Paper, User
from assessor.workbench.visible_papers import papers_of
from assessor.workbench.visible_submissions import LARGEST_ID

MOST_PER_PAGE = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperProgress:
    """One file of a batch.

    Attributes
    ----------
    word
        Its state in Chinese.
    code, message, hint
        Why it failed; a message of one that is done is a notice.
    submissions
        Ids of its submissions, in the order of the paper.
    """

    id: int
    name: str
    size: int
    state: PaperState
    word: str
    kind: str
    code: str
    message: str
    hint: str
    finished_at: datetime | None
    submissions: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchProgress:
    """A batch with all its files."""

    id: int
    title: str
    profile: str
    by: str
    created_at: datetime
    papers: tuple[PaperProgress, ...]

    def count(self, state: PaperState) -> int:
        """Return how many files are in a state."""
        return Counter(paper.state for paper in self.papers)[state]

    @property
    def is_finished(self) -> bool:
        """Whether nothing waits or is being worked on."""
        return not (self.count(PaperState.QUEUED) or self.count(PaperState.WORKING))


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchLine:
    """A batch in the list of batches; ``open`` files wait or are being worked on."""

    id: int
    title: str
    by: str
    created_at: datetime
    papers: int
    open: int
    failed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchPage:
    """Batches, newest first, and how many there are on all pages."""

    rows: tuple[BatchLine, ...]
    total: int


def progress(session: Session, actor: Actor, batch_id: int) -> BatchProgress:
    """Return how far a batch has come; an account of a unit sees its own files of it.

    Raises
    ------
    MissingError
        ``missing.batch``
    """
    actor.require(Action.READ_SUBMISSIONS)
    number = batch_id if 0 < batch_id <= LARGEST_ID else 0  # there is no batch 0
    batch = session.get(Batch, number)
    papers = session.scalars(
        select(Paper).where(Paper.batch_id == number, papers_of(actor)).order_by(Paper.id)
    ).all()
    if batch is None or not papers:
        raise MissingError("没有这个批次", hint="请从批次列表中打开。", code="missing.batch")
    declared: dict[int, list[int]] = {}
    for paper_id, submission in session.execute(
        select(Declared.paper_id, Declared.id)
        .join(Paper, Paper.id == Declared.paper_id)
        .where(Paper.batch_id == number, Declared.current)
        .order_by(Declared.paper_id, Declared.position)
    ):
        declared.setdefault(paper_id, []).append(submission)
    return BatchProgress(
        id=batch.id,
        title=batch.title,
        profile=batch.profile,
        by=session.get_one(User, batch.user_id).name,
        created_at=batch.created_at,
        papers=tuple(_progress_of(paper, declared.get(paper.id, [])) for paper in papers),
    )


def _progress_of(paper: Paper, submissions: list[int]) -> PaperProgress:
    state = PaperState(paper.state)
    return PaperProgress(
        id=paper.id, name=paper.name, size=paper.size, state=state, word=PAPER_WORDS[state],
        kind=paper.kind, code=paper.error_code, message=paper.error_message, hint=paper.error_hint,
        finished_at=paper.finished_at, submissions=tuple(submissions),
    )  # fmt: skip


def batches(session: Session, actor: Actor, *, page: int = 1, size: int = 50) -> BatchPage:
    """Return a page of the batches that an account may see, newest first.

    Raises
    ------
    RequestError
        ``request.page``
    """
    actor.require(Action.READ_SUBMISSIONS)
    if not 1 <= page <= 2**31 or not 1 <= size <= MOST_PER_PAGE:
        raise RequestError(
            "页码或每页条数不对",
            hint=f"页码从 1 开始，每页 1 到 {MOST_PER_PAGE} 条。",
            code="request.page",
        )
    seen = exists().where(Paper.batch_id == Batch.id, papers_of(actor))
    total = session.scalar(select(func.count()).select_from(Batch).where(seen)) or 0
    found = session.execute(
        select(Batch.id, Batch.title, User.name, Batch.created_at)
        .join(User, User.id == Batch.user_id)
        .where(seen)
        .order_by(Batch.id.desc())
        .offset((page - 1) * size)
        .limit(size)
    ).all()
    counts = _counts(session, actor, [row.id for row in found])
    return BatchPage(
        rows=tuple(
            BatchLine(
                id=row.id, title=row.title, by=row.name, created_at=row.created_at,
                papers=counts[row.id].total(), failed=counts[row.id][PaperState.FAILED],
                open=counts[row.id][PaperState.QUEUED] + counts[row.id][PaperState.WORKING],
            )
            for row in found
        ),
        total=total,
    )  # fmt: skip


def _counts(session: Session, actor: Actor, numbers: list[int]) -> dict[int, Counter[str]]:
    counts: dict[int, Counter[str]] = {number: Counter() for number in numbers}
    for batch, state, count in session.execute(
        select(Paper.batch_id, Paper.state, func.count())
        .where(Paper.batch_id.in_(numbers), papers_of(actor))
        .group_by(Paper.batch_id, Paper.state)
    ):
        counts[batch][state] = count
    return counts
