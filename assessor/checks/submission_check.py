"""What a check of a whole submission is: rows, goals, money and text seen together.

Such a check answers three ways: with hits, with confirmations (an arithmetic that agrees), and
with what it would need to judge; the runner turns that into findings and a ledger.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from assessor.core.assessment import IndicatorAssessment
from assessor.core.finding import FoundBy, Place, Severity
from assessor.core.submission import Field, Indicator, Project, Submission

__all__ = [
    "Answer", "CannotJudge", "Confirmation", "FindAll", "NotApplicable", "Place", "SubmissionCheck",
    "SubmissionHit", "SubmissionSubject",
]  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class SubmissionSubject:
    """A submission as a check sees it.

    Attributes
    ----------
    rows
        Assessed rows of each project, in the order of ``submission.projects``.
    last_year
        Last year's declaration or self-evaluation of the same unit, ``None`` if not given.
    approved
        The approved declaration that a self-evaluation answers to, ``None`` if not given.
    last_year_gap, approved_gap
        Why none of them can be used although a file was given, in Chinese, else ``""``.
    """

    submission: Submission
    rows: tuple[tuple[IndicatorAssessment, ...], ...]
    last_year: Submission | None = None
    approved: Submission | None = None
    last_year_gap: str = ""
    approved_gap: str = ""

    def projects(self) -> Iterator[tuple[int, Project, tuple[Indicator, ...]]]:
        """Yield number, project and its rows."""
        for number, project in enumerate(self.submission.projects):
            yield number, project, project.indicators


@dataclass(frozen=True, slots=True, kw_only=True)
class SubmissionHit:
    """One place a check points at.

    Attributes
    ----------
    project
        Number of the project in the submission, from 0; ``None`` for the whole submission.
    row
        Id of the indicator where ``place`` is ``ROW``.
    number
        Number of the goal, line of funds or paragraph, from 0.
    field
        Field of the row (value, weight, actual, score, reason ...), or of the project (content,
        budget), execution, line of funds or submission; a goal and a paragraph need none.
    start, end
        Characters of the row's field, the goal's, content's or paragraph's text; both 0 when
        something is missing.
    others
        Ids of further rows that belong to the same defect (the other one of two alike).
    words
        Fills the placeholders of message and hint.
    """

    place: Place
    project: int | None = None
    row: str | None = None
    number: int | None = None
    field: Field | None = None
    start: int = 0
    end: int = 0
    others: tuple[str, ...] = ()
    words: tuple[tuple[str, str], ...] = ()
    severity: Severity | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Confirmation:
    """Something that was checked and agrees: shown to the reviewer, never a finding."""

    text: str
    project: int | None = None
    row: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CannotJudge:
    """What is missing for a judgement, in Chinese, for one project or the whole submission."""

    missing: str
    project: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NotApplicable:
    """Why a check has nothing to do here, in Chinese."""

    reason: str
    project: int | None = None


Answer = SubmissionHit | Confirmation | CannotJudge | NotApplicable
FindAll = Callable[[SubmissionSubject], Iterator[Answer]]


@dataclass(frozen=True, slots=True, kw_only=True)
class SubmissionCheck:
    """A check of a whole submission with everything that is said about it.

    Attributes are those of :class:`assessor.checks.check.Check`; examples stand in the case
    file of the check. ``subsumes`` names checks of submissions and of rows that stay silent on
    the same row, goal or project where this one fires. ``{text}``, ``{name}`` (of the row) and
    ``{project}`` (its name, 本项目 without one) are filled without words of the hit.
    """

    code: str
    name: str
    title: str
    severity: Severity
    message: str
    hint: str
    what: str
    why: str
    mend: str
    limits: str
    source: str
    find: FindAll
    found_by: FoundBy = FoundBy.RULE
    subsumes: tuple[str, ...] = field(default=())
