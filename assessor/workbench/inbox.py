"""The list of submissions: filtered, sorted and in pages, without opening a single one.

The order by risk is for reviewers who cannot read everything: ``risk`` is the money of the
submission in units of 10,000 yuan times (3 x 必须改 + 应修改). Where it is equal (no money was read,
or nothing heavy found), more heavy findings come first.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Select, case, false, func, select
from sqlalchemy.orm import Session, aliased

from assessor.core.finding import Severity
from assessor.workbench.permissions import Action, Actor, ConflictError, MissingError, RequestError
from assessor.workbench.search_text import pattern, search_words
from assessor.workbench.states import REVIEW_WORDS, PaperState, ReviewState, Role
from assessor.workbench.submissions import set_state
from assessor.workbench.tables import Declared, Paper, User
from assessor.workbench.visible_papers import submissions_of
from assessor.workbench.visible_submissions import LARGEST_ID

MOST_PER_PAGE = 500
BLOCKER_WEIGHT = 3
_YUAN = 10_000.0
_LAST_PAGE = 1_000_000
_HEAVY = BLOCKER_WEIGHT * Declared.blockers + Declared.majors
_RISK = func.coalesce(Declared.money, 0.0) / _YUAN * _HEAVY
_BY_SEVERITY = {
    Severity.BLOCKER: Declared.blockers,
    Severity.MAJOR: Declared.majors,
    Severity.MINOR: Declared.minors,
    Severity.INFO: Declared.hints,
}


class Column(StrEnum):
    """What the list can be sorted by."""

    TITLE = "title"
    UNIT = "unit"
    YEAR = "year"
    GRADE = "grade"
    SCORE = "score"
    MONEY = "money"
    ROWS = "rows"
    WEAK_ROWS = "weak_rows"
    BLOCKERS = "blockers"
    MAJORS = "majors"
    MINORS = "minors"
    HINTS = "hints"
    STATE = "state"
    REVIEWER = "reviewer"
    ASSESSED = "assessed_at"
    RECEIVED = "received"
    RISK = "risk"


_STATES = {state.value: place for place, state in enumerate(ReviewState)}
_GRADES = {grade: place for place, grade in enumerate(("优", "良", "中", "差"))}


@dataclass(frozen=True, slots=True, kw_only=True)
class InboxFilter:
    """What is wanted; everything left empty does not matter.

    Attributes
    ----------
    severity
        Those with at least one finding of it.
    code
        Those with a finding of this check.
    text
        Words that must all stand in the title, the unit, or a name of a project, row or file.
    reviewer_id
        Those that this account reviews, first or second.
    """

    units: tuple[str, ...] = ()
    years: tuple[int, ...] = ()
    grades: tuple[str, ...] = ()
    states: tuple[ReviewState, ...] = ()
    batch: int | None = None
    severity: Severity | None = None
    code: str = ""
    text: str = ""
    reviewer_id: int | None = None
    only_resubmitted: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class InboxRow:
    """One submission in the list.

    Attributes
    ----------
    reviewer, second_reviewer
        Their names, ``""`` for a unit.
    is_waiting
        Its paper is being assessed again.
    risk
        See the module.
    """

    id: int
    paper_id: int
    paper_name: str
    batch_id: int
    title: str
    unit: str
    year: int | None
    profile: str
    grade: str
    score: float | None
    money: float | None
    rows: int
    weak_rows: int
    blockers: int
    majors: int
    minors: int
    hints: int
    state: ReviewState
    word: str
    reviewer: str
    second_reviewer: str
    earlier_id: int | None
    is_waiting: bool
    received_at: datetime
    assessed_at: datetime
    version: int
    risk: float


@dataclass(frozen=True, slots=True, kw_only=True)
class InboxPage:
    """A page of the list, and how many rows there are on all pages."""

    rows: tuple[InboxRow, ...]
    total: int
    page: int
    size: int


def inbox(
    session: Session,
    actor: Actor,
    *,
    wanted: InboxFilter = InboxFilter(),
    sort: Column = Column.RISK,
    descending: bool = True,
    page: int = 1,
    size: int = 50,
) -> InboxPage:
    """Return a page of the submissions that an account may see.

    Raises
    ------
    RefusedError
        ``refused.role``
    RequestError
        ``request.page``
    """
    actor.require(Action.READ_SUBMISSIONS)
    if not 1 <= page <= _LAST_PAGE or not 1 <= size <= MOST_PER_PAGE:
        raise RequestError(
            "页码或每页条数不对",
            hint=f"页码从 1 开始，每页 1 到 {MOST_PER_PAGE} 条。",
            code="request.page",
        )
    hides = actor.role is Role.UNIT  # a unit does not learn who reviews it, by no question either
    if hides and sort is Column.REVIEWER:
        sort = Column.RISK
    conditions = [submissions_of(actor), *_conditions(wanted)]
    if hides and wanted.reviewer_id is not None:
        conditions.append(false())
    # Papers are joined only where they are asked for: counting then needs one table.
    counted = select(func.count()).select_from(Declared)
    if wanted.batch is not None:
        counted = counted.join(Paper, Paper.id == Declared.paper_id)
    total = session.scalar(counted.where(*conditions)) or 0
    found = session.execute(
        _listed()
        .where(*conditions)
        .order_by(*_order(sort, descending=descending))
        .offset((page - 1) * size)
        .limit(size)
    )
    rows = tuple(_row(row, hides=hides) for row in found.mappings())
    return InboxPage(rows=rows, total=total, page=page, size=size)


def units(session: Session, actor: Actor) -> tuple[str, ...]:
    """Return the units of all submissions that an account may see, for choosing."""
    return tuple(_choices(session, actor, Declared.unit))


def years(session: Session, actor: Actor) -> tuple[int, ...]:
    """Return the years of all submissions that an account may see, the last one first."""
    return tuple(reversed([*_choices(session, actor, Declared.year)]))


def _choices(session: Session, actor: Actor, column: Any) -> Iterable[Any]:  # noqa: ANN401 - any column
    actor.require(Action.READ_SUBMISSIONS)
    shown = select(column).where(submissions_of(actor), Declared.current, column.is_not(None))
    return [value for value in session.scalars(shown.distinct().order_by(column)) if value != ""]


def _conditions(wanted: InboxFilter) -> Iterable[ColumnElement[bool]]:
    yield Declared.current.is_(True)
    numbers = (wanted.batch, wanted.reviewer_id, *wanted.years)
    if any(number is not None and abs(number) > LARGEST_ID for number in numbers):
        yield false()  # more than a column holds
        return
    for column, values in (
        (Declared.unit, wanted.units),
        (Declared.year, wanted.years),
        (Declared.grade, wanted.grades),
        (Declared.state, [state.value for state in wanted.states]),
    ):
        if values:
            yield column.in_(values)
    if wanted.batch is not None:
        yield Paper.batch_id == wanted.batch
    if wanted.severity is not None:
        yield _BY_SEVERITY[wanted.severity] > 0
    if wanted.code:
        yield Declared.codes.like(pattern(f"|{wanted.code}|"), escape="\\")
    for word in search_words(wanted.text):
        yield Declared.search.like(pattern(word), escape="\\")
    if wanted.reviewer_id is not None:
        yield (Declared.reviewer_id == wanted.reviewer_id) | (
            Declared.second_reviewer_id == wanted.reviewer_id
        )
    if wanted.only_resubmitted:
        yield Declared.earlier_id.is_not(None)


_FIRST, _SECOND = aliased(User), aliased(User)
_PLAIN = (
    "id", "paper_id", "title", "unit", "year", "profile", "grade", "score", "money", "rows",
    "weak_rows", "blockers", "majors", "minors", "hints", "state", "earlier_id", "assessed_at",
    "version",
)  # fmt: skip


def _listed() -> Select[Any]:
    return (
        select(
            *(getattr(Declared, name) for name in _PLAIN),
            Paper.name.label("paper_name"),
            Paper.batch_id,
            Paper.state.label("paper_state"),
            Paper.created_at.label("received_at"),
            _FIRST.name.label("reviewer"),
            _SECOND.name.label("second_reviewer"),
            _RISK.label("risk"),
        )
        .join(Paper, Paper.id == Declared.paper_id)
        .outerjoin(_FIRST, _FIRST.id == Declared.reviewer_id)
        .outerjoin(_SECOND, _SECOND.id == Declared.second_reviewer_id)
    )


def _order(sort: Column, *, descending: bool) -> tuple[ColumnElement[Any], ...]:
    """Return a total order: equal rows stand in the order in which they came."""
    key = _key(sort)
    keys = [key.desc().nulls_last() if descending else key.asc().nulls_last()]
    if sort is Column.RISK:
        keys.append(_HEAVY.desc() if descending else _HEAVY.asc())
    return (*keys, Declared.id.asc())


def _key(sort: Column) -> ColumnElement[Any]:
    special: dict[Column, ColumnElement[Any]] = {
        Column.RISK: _RISK,
        Column.RECEIVED: Declared.paper_id.expression,
        Column.REVIEWER: _FIRST.name.expression,
        Column.STATE: _case(Declared.state, _STATES),
        Column.GRADE: _case(Declared.grade, _GRADES),
    }
    if sort in special:
        return special[sort]
    column: ColumnElement[Any] = getattr(Declared, sort.value)
    return column


def _case(column: Any, places: dict[str, int]) -> ColumnElement[Any]:  # noqa: ANN401 - any column
    return case(places, value=column)


def _row(row: Any, *, hides: bool) -> InboxRow:  # noqa: ANN401 - a row of the list
    values = {name: row[name] for name in _PLAIN}
    state = ReviewState(row["state"])
    return InboxRow(
        **{
            **values,
            "state": state,
            "word": REVIEW_WORDS[state],
            "paper_name": row["paper_name"],
            "batch_id": row["batch_id"],
            "received_at": row["received_at"],
            "reviewer": "" if hides else row["reviewer"] or "",
            "second_reviewer": "" if hides else row["second_reviewer"] or "",
            "is_waiting": row["paper_state"] in (PaperState.QUEUED, PaperState.WORKING),
            "risk": float(row["risk"] or 0.0),
        }
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class BulkOutcome:
    """What became of a change of many: new versions by id, and in Chinese why others stayed."""

    changed: dict[int, int]
    refused: dict[int, str]


def bulk_set_state(
    session: Session,
    actor: Actor,
    *,
    chosen: Mapping[int, int],
    state: ReviewState,
    now: datetime,
) -> BulkOutcome:
    """Put many submissions into a state; one that cannot be is told and stops no other.

    Parameters
    ----------
    chosen
        Versions as they were seen, by ids.

    Raises
    ------
    RefusedError
        ``refused.role``
    RequestError
        ``request.too-many``
    """
    actor.require(Action.SET_STATE)
    if len(chosen) > MOST_PER_PAGE:
        raise RequestError(
            f"一次选了 {len(chosen)} 份申报，最多 {MOST_PER_PAGE} 份",
            hint="请分几次操作。",
            code="request.too-many",
        )
    changed: dict[int, int] = {}
    refused: dict[int, str] = {}
    # In order of their ids, so that two such changes never wait for each other.
    for submission_id in sorted(chosen):
        try:
            changed[submission_id] = set_state(
                session, actor, submission_id=submission_id, state=state,
                version=chosen[submission_id], now=now,
            )  # fmt: skip
        except (MissingError, ConflictError) as error:
            refused[submission_id] = error.message
    return BulkOutcome(changed=changed, refused=refused)
