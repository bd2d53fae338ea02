"""Files come in: a batch of papers that wait for their assessment."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from assessor.policy.profiles import all_profiles
from assessor.workbench import audit
from assessor.workbench.assessing_papers import ARCHIVE
from assessor.workbench.file_store import Stored
from assessor.workbench.permissions import Action, Actor, ConflictError, RequestError
from assessor.workbench.queue import queue_again
from assessor.workbench.states import PaperState, Role
from assessor.workbench.stored_names import paper_name
from assessor.workbench.tables import NAME, Batch, Paper
from assessor.workbench.told_text import told
from assessor.workbench.visible_papers import paper_for

MOST_FILES = 2_000


def add_batch(
    session: Session,
    actor: Actor,
    *,
    title: str,
    files: Sequence[tuple[str, Stored]],
    profile: str | None = None,
    now: datetime,
) -> int:
    """Put files into the queue and return the number of their batch.

    Parameters
    ----------
    title
        What the batch is called; ``""`` = after its first file.
    files
        Names as uploaded (with folders, where a folder was) and where their bytes lie. A file
        that stands there twice is taken once. An archive becomes a paper that is unpacked when
        its turn comes, and each document in it a paper of its own.
    profile
        Taxonomy frame of all of them, ``None`` to recognise it.

    Raises
    ------
    RefusedError
        ``refused.role``
    RequestError
        ``request.no-unit`` (the account's unit is not known), ``request.no-files``,
        ``request.too-many-files``, ``request.profile``
    """
    actor.require(Action.UPLOAD)
    unit = _unit_of(actor)
    if not files:
        raise RequestError("没有文件", hint="请选择要上传的文件。", code="request.no-files")
    if len(files) > MOST_FILES:
        raise RequestError(
            f"一次上传了 {len(files)} 个文件，最多 {MOST_FILES} 个",
            hint="请分批上传，或压缩成一个 zip 文件。",
            code="request.too-many-files",
        )
    wanted = _profile(profile)
    once = dict.fromkeys((paper_name(name), stored.digest, stored.size) for name, stored in files)
    batch = Batch(
        user_id=actor.id,
        title=told(title, what="批次名称", longest=NAME) or _title(next(iter(once))[0], len(once)),
        profile=wanted,
        created_at=now,
    )
    batch.papers = [
        Paper(
            name=name, digest=digest, size=size, unit=unit, state=PaperState.QUEUED, attempts=0,
            mapping={}, reading={}, created_at=now,
        )
        for name, digest, size in once
    ]  # fmt: skip
    session.add(batch)
    session.flush()
    audit.append(
        session, actor=actor.login, action="batch.add", subject=f"batch:{batch.id}",
        details={
            "papers": [[paper.id, paper.name, paper.digest] for paper in batch.papers],
            "profile": wanted,
        },
        now=now,
    )  # fmt: skip
    return batch.id


def check_again(session: Session, actor: Actor, *, paper_id: int, now: datetime) -> None:
    """Put a paper back into the queue: one that failed, or one whose assessment is out of date.

    Raises
    ------
    ConflictError
        ``conflict.paper-state``: it waits already, or has no bytes of its own to read.
    """
    actor.require(Action.UPLOAD)
    paper = paper_for(session, actor, paper_id, lock=True)
    problem = ""
    if paper.state in (PaperState.QUEUED, PaperState.WORKING):
        problem = "该文件正在排队或检查"
    elif not paper.digest:
        problem = "该文件没有能从压缩包中取出"
    elif paper.kind == ARCHIVE and paper.state == PaperState.DONE:
        problem = "压缩包已经解开，其中的文件各自检查"
    if problem:
        raise ConflictError(
            problem, hint="请等待检查完成，或重新上传该文件。", code="conflict.paper-state"
        )
    queue_again(session, [paper.id])
    audit.append(
        session, actor=actor.login, action="paper.check-again", subject=f"paper:{paper.id}",
        details={}, now=now,
    )  # fmt: skip


def _unit_of(actor: Actor) -> str:
    if actor.role is not Role.UNIT:
        return ""
    if not actor.unit.strip():
        raise RequestError(
            "您的账号没有写明申报单位，不能上传",
            hint="请联系管理员补上单位名称。",
            code="request.no-unit",
        )
    return actor.unit


def _profile(given: str | None) -> str:
    if given is None or not given.strip():
        return ""
    known = [profile.name for profile in all_profiles()]
    if given.strip() not in known:
        raise RequestError(
            "没有这个指标体系", hint=f"可用：{'、'.join(known)}；不写则自动识别。",
            code="request.profile",
        )  # fmt: skip
    return given.strip()


def _title(first: str, count: int) -> str:
    short = first.rsplit("/", 1)[-1][:100]
    return short if count == 1 else f"{short}等 {count} 个文件"
