"""A paper that is handed in again after it was returned: linked to the earlier one, point by point.

Linked by itself is what is surely the same material: of the same unit, kind and year, with a
project of the same name, in a paper that came later. Everything else is linked by hand.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from assessor.checks.row_matching import folded_name
from assessor.checks.rule_reference import titles
from assessor.core.recheck import Answer, AnsweredPoint
from assessor.indicators.unit_names import same_organisation
from assessor.rechecking.answering import recheck
from assessor.reports.finding_words import where
from assessor.workbench import audit
from assessor.workbench.decided import Decision, decisions_of
from assessor.workbench.permissions import Action, Actor, ConflictError, MissingError, RequestError
from assessor.workbench.states import ReviewState, Role
from assessor.workbench.stored_assessment import restored
from assessor.workbench.tables import Declared
from assessor.workbench.versions import require_version
from assessor.workbench.visible_submissions import CLOSED, locked, visible

_MOST_CANDIDATES = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class PointAnswer:
    """What became of one point that reviewers had accepted.

    Attributes
    ----------
    finding
        Id of the finding in the earlier submission.
    message
        What the unit was told: the reviewer's own wording where there is one.
    row, rows
        Id of the row of the earlier submission (``""`` beside rows), and of those that answer to
        it now.
    answer, word
        How it was answered, and its Chinese name.
    now
        Ids of the findings that keep it open.
    """

    finding: str
    code: str
    title: str
    severity: str
    message: str
    where: str
    row: str
    answer: Answer
    word: str
    why: str
    rows: tuple[str, ...]
    now: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AnsweredPoints:
    """The comparison of a submission with the earlier one that it answers."""

    submission: int
    earlier: int | None
    points: tuple[PointAnswer, ...] = ()
    new_findings: tuple[str, ...] = ()
    notices: tuple[str, ...] = ()

    @property
    def answered(self) -> int:
        """How many points are settled."""
        return sum(point.answer is Answer.ANSWERED for point in self.points)


def link_earlier(session: Session, declared: Declared) -> int | None:
    """Link a submission that was just assessed for the first time to the one that it answers."""
    if declared.earlier_id is None and declared.version == 1:
        declared.earlier_id = next(_earlier(session, declared), None)
    return declared.earlier_id


def _earlier(session: Session, declared: Declared) -> Iterator[int]:
    """Yield submissions that are surely the same material, the last one first."""
    names = _project_names(declared.projects)
    if not declared.unit or not names:
        return
    printed = session.scalars(select(Declared.unit).where(Declared.unit != "").distinct())
    units = [unit for unit in printed if same_organisation(unit, declared.unit)]
    found = session.execute(
        select(Declared.id, Declared.projects)
        .where(
            Declared.unit.in_(units),
            Declared.current,
            Declared.paper_id < declared.paper_id,
            Declared.year.is_(None) if declared.year is None else Declared.year == declared.year,
        )
        .order_by(Declared.paper_id.desc(), Declared.position)
    )
    same = [number for number, projects in found if names & _project_names(projects)]
    for number in same[:_MOST_CANDIDATES]:
        content = session.scalar(select(Declared.content).where(Declared.id == number))
        if content is not None and content["kind"] == declared.content["kind"]:
            yield number


def _project_names(projects: list[str]) -> set[str]:
    return {folded_name(name) for name in projects} - {""}


def link_by_hand(
    session: Session,
    actor: Actor,
    *,
    submission_id: int,
    earlier_id: int | None,
    version: int,
    now: datetime,
) -> int:
    """Say which submission another one answers (``None`` = none) and return its new version.

    Raises
    ------
    RequestError
        ``request.earlier``: it would answer itself, or one that answers it.
    ConflictError
        ``conflict.version``
    """
    actor.require(Action.SET_STATE)
    declared = locked(session, actor, submission_id)
    require_version(declared, version)
    if earlier_id is not None:
        visible(session, actor, earlier_id)
        if submission_id in _line_of(session, earlier_id):
            raise RequestError(
                "前一次申报不能是这份申报自己，也不能是答复它的申报",
                hint="请选择更早提交的申报。",
                code="request.earlier",
            )
    before, declared.earlier_id = declared.earlier_id, earlier_id
    declared.version += 1
    audit.append(
        session, actor=actor.login, action="submission.link", subject=f"submission:{declared.id}",
        details={"before": before, "earlier": earlier_id}, now=now,
    )  # fmt: skip
    return declared.version


def _line_of(session: Session, submission_id: int) -> list[int]:
    """Return a submission and those that it answers, the last one first."""
    line: list[int] = []
    current: int | None = submission_id
    while current is not None and current not in line:
        line.append(current)
        current = session.scalar(select(Declared.earlier_id).where(Declared.id == current))
    return line


def answered_points(session: Session, actor: Actor, *, submission_id: int) -> AnsweredPoints:
    """Tell for each point that reviewers accepted earlier how this submission answers it.

    Raises
    ------
    MissingError
        ``missing.submission``
    ConflictError
        ``conflict.not-current``: one of the two is no longer in its paper.
    """
    actor.require(Action.READ_SUBMISSIONS)
    new = visible(session, actor, submission_id)
    old = _earlier_of(session, actor, new)
    if old is None:
        return AnsweredPoints(submission=new.id, earlier=None)
    if not (old.current and new.current):
        raise ConflictError(
            "两次申报中有一份在重新读取后已不存在，不能对照",
            hint="请在申报页面重新指定前一次申报。",
            code="conflict.not-current",
        )
    said = _accepted(session, actor, old)
    result = recheck([restored(old.content)], [restored(new.content)])
    points = [
        _point(point, said[point.old.finding.id].message)
        for point in result.points
        if point.old.finding.id in said
    ]
    shows_new = actor.role is not Role.UNIT
    return AnsweredPoints(
        submission=new.id,
        earlier=old.id,
        points=tuple(points),
        new_findings=tuple(d.found.finding.id for d in result.defects) if shows_new else (),
        notices=result.notices,
    )


def _earlier_of(session: Session, actor: Actor, new: Declared) -> Declared | None:
    if new.earlier_id is None:
        return None
    try:
        return visible(session, actor, new.earlier_id)
    except MissingError:
        return None


def _accepted(session: Session, actor: Actor, old: Declared) -> dict[str, Decision]:
    """Return the findings that hold by a decision; a review that is open stays as blind as it is."""
    is_settled = ReviewState(old.state) in CLOSED and actor.role is not Role.UNIT
    decided = decisions_of(session, old.id, viewer=None if is_settled else actor)
    holding = {one.finding: one.holding for one in decided.findings}
    return {finding: one for finding, one in holding.items() if one is not None and one.stands}


def _point(point: AnsweredPoint, wording: str) -> PointAnswer:
    finding, row = point.old.finding, point.old.row
    return PointAnswer(
        finding=finding.id,
        code=finding.code,
        title=titles().get(finding.code, finding.code),
        severity=finding.severity.value,
        message=wording or finding.message,
        where=where(point.old),
        row=row.indicator.id if row is not None else "",
        answer=point.answer,
        word=point.answer.chinese,
        why=point.why,
        rows=point.rows,
        now=tuple(located.finding.id for located in point.now),
    )
