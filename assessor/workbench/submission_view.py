"""What the page of a submission shows: the kept JSON object with decisions, row by row."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from assessor.core.finding import Severity
from assessor.workbench.corrections import CorrectionView
from assessor.workbench.decided import DecidedFinding, DecidedSubmission, RewriteChoice
from assessor.workbench.states import PaperState, ReviewState, Round

Plain = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonView:
    """An account by its name."""

    id: int
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingView:
    """A finding and what was decided on it.

    Attributes
    ----------
    plain
        The finding's object of the JSON contract.
    word
        Its severity in Chinese.
    is_of_whole
        It was found by a check of the whole submission.
    """

    plain: Plain
    word: str
    is_of_whole: bool
    decided: DecidedFinding

    @property
    def id(self) -> str:
        """Id of the finding."""
        return str(self.plain["id"])


@dataclass(frozen=True, slots=True, kw_only=True)
class RewriteView:
    """A rewrite, its number from 1, and the last choice; ``plain`` as in the JSON contract."""

    number: int
    plain: Plain
    choice: RewriteChoice | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RowView:
    """A row.

    Attributes
    ----------
    place
        Number of the row among those of the whole submission, from 0: ids may occur twice.
    plain
        The row's object of the JSON contract.
    columns
        Columns (from 1) of its fields in the original, several for a field printed twice.
    findings
        Its own, then those of the whole that point at it.
    """

    place: int
    project: int
    plain: Plain
    columns: tuple[tuple[str, int], ...]
    findings: tuple[FindingView, ...]
    rewrites: tuple[RewriteView, ...]
    comments: int

    @property
    def id(self) -> str:
        """Id of the row."""
        return str(self.plain["id"])


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectView:
    """A project; ``findings`` are those that point at none of its rows."""

    number: int
    plain: Plain
    findings: tuple[FindingView, ...]
    rows: tuple[RowView, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SubmissionView:
    """A submission as an account may see it.

    Attributes
    ----------
    follows
        States that it may be put into, by this account.
    printed_unit, unit_notice
        The unit that the form names; what to tell where it is not the account's.
    reading
        How the document was read: kind, form, confidence, notices, rejected, tables.
    later
        Submissions that answer this one.
    round
        In which round the account's own decisions fall.
    comments
        How many there are, those of rows included.
    """

    id: int
    version: int
    paper_id: int
    paper_name: str
    paper_digest: str
    paper_state: PaperState
    paper_word: str
    batch_id: int
    position: int
    is_current: bool
    title: str
    unit: str
    printed_unit: str
    unit_notice: str
    year: int | None
    kind: str
    profile: str
    grade: str
    score: float | None
    dimensions: Plain | None
    scoring: Plain | None
    money: float | None
    rows: int
    weak_rows: int
    blockers: int
    majors: int
    minors: int
    hints: int
    state: ReviewState
    word: str
    follows: tuple[ReviewState, ...]
    reviewer: PersonView | None
    second_reviewer: PersonView | None
    round: Round
    earlier_id: int | None
    later: tuple[int, ...]
    model_id: str
    assessed_at: datetime
    paragraphs: tuple[Plain, ...]
    ledger: tuple[Plain, ...] | None
    confirmations: tuple[Plain, ...]
    claims: tuple[Plain, ...] | None
    reading: Plain
    findings: tuple[FindingView, ...]
    projects: tuple[ProjectView, ...]
    corrections: tuple[CorrectionView, ...]
    comments: int

    @property
    def all_rows(self) -> tuple[RowView, ...]:
        """The rows of all projects, in the order of the document."""
        return tuple(row for project in self.projects for row in project.rows)

    @property
    def all_findings(self) -> tuple[FindingView, ...]:
        """Every finding once: of the whole, then project by project, goals before rows."""
        found: dict[str, FindingView] = {one.id: one for one in self.findings}
        for project in self.projects:
            rows = (one for row in project.rows for one in row.findings)
            found.update({one.id: one for one in (*project.findings, *rows)})
        return tuple(found.values())


def findings_of_whole(
    content: Plain, decided: DecidedSubmission, dismissed: frozenset[str]
) -> tuple[FindingView, ...]:
    """Return the findings that point at no project."""
    return _findings(content["findings"], decided, dismissed, of_whole=True)


def projects_of(
    content: Plain,
    columns: Sequence[Sequence[Sequence[Sequence[Any]]]],
    decided: DecidedSubmission,
    dismissed: frozenset[str],
    comments: Mapping[str, int],
) -> tuple[ProjectView, ...]:
    """Return the projects with their rows.

    Parameters
    ----------
    columns
        For each project and row the pairs of field and column.
    dismissed
        Ids of findings that are not shown.
    comments
        Counts of comments by ids of rows.
    """
    views: list[ProjectView] = []
    place = 0
    for number, project in enumerate(content["projects"]):
        ids = {row["id"] for row in project["indicators"]}
        beside = [one for one in project["findings"] if one["row"] not in ids]
        of_rows: dict[str, list[Plain]] = {}
        for one in project["findings"]:
            if one["row"] in ids:
                of_rows.setdefault(one["row"], []).append(one)
        rows = []
        for index, row in enumerate(project["indicators"]):
            whole = of_rows.pop(row["id"], [])
            rows.append(
                RowView(
                    place=place,
                    project=number,
                    plain=row,
                    columns=_columns(columns, number, index),
                    findings=(
                        *_findings(row["findings"], decided, dismissed, of_whole=False),
                        *_findings(whole, decided, dismissed, of_whole=True),
                    ),
                    rewrites=_rewrites(row, decided),
                    comments=comments.get(row["id"], 0),
                )
            )
            place += 1
        views.append(
            ProjectView(
                number=number,
                plain={key: value for key, value in project.items() if key != "indicators"},
                findings=_findings(beside, decided, dismissed, of_whole=True),
                rows=tuple(rows),
            )
        )
    return tuple(views)


def _columns(
    columns: Sequence[Sequence[Sequence[Sequence[Any]]]], project: int, row: int
) -> tuple[tuple[str, int], ...]:
    if project >= len(columns) or row >= len(columns[project]):
        return ()
    return tuple((str(field), int(column)) for field, column in columns[project][row])


def _findings(
    findings: Iterable[Plain],
    decided: DecidedSubmission,
    dismissed: frozenset[str],
    *,
    of_whole: bool,
) -> tuple[FindingView, ...]:
    return tuple(
        FindingView(
            plain=one,
            word=Severity(one["severity"]).chinese,
            is_of_whole=of_whole,
            decided=decided.of(one["id"]),
        )
        for one in findings
        if one["id"] not in dismissed
    )


def _rewrites(row: Plain, decided: DecidedSubmission) -> tuple[RewriteView, ...]:
    choices = {(one.row, one.number): one for one in decided.choices}
    return tuple(
        RewriteView(number=number, plain=plain, choice=choices.get((row["id"], number)))
        for number, plain in enumerate(row["rewrites"], 1)
    )
