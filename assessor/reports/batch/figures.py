"""The figures of a batch: one frozen value from which every format is written.

Money is in 元, scores are 0..100, probabilities 0..1. Names are those of the documents until
``redaction`` replaces them.
"""

from dataclasses import dataclass

from assessor.core.assessment import InputFailure
from assessor.reports.batch.intervals import Share

NO_UNIT = "（未写明单位）"
NO_SECTOR = "未识别领域"
NO_GRADE = "未评级"
GRADES = ("优", "良", "中", "差", NO_GRADE)
NO_DECLARED, SEVERAL, NO_LEVEL = "未写明级次", "合并填写多类", "不属于任何一类"
LEAST_ROWS = 20
MOST_WORK, MOST_POINTS = 500, 1_000
SCORE_BINS = (0, 60, 65, 70, 75, 80, 85, 90, 95, 100)


@dataclass(frozen=True, slots=True, kw_only=True)
class Money:
    """What stands behind the targets.

    Attributes
    ----------
    projects, known
        Projects with rows, and those of them whose budget is known.
    total
        Sum of the known budgets.
    weak_projects, weak_known, weak_total
        The same for projects with at least one weak row.
    by_share
        Sum of budget times share of weak rows: money shared out evenly over the rows.
    """

    projects: int = 0
    known: int = 0
    total: float = 0.0
    weak_projects: int = 0
    weak_known: int = 0
    weak_total: float = 0.0
    by_share: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class DefectFigures:
    """How often one kind of defect was found; ``submissions`` is the share that has it."""

    code: str
    title: str
    severity: str
    findings: int
    submissions: Share


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupFigures:
    """A unit or a sector; ``ranked`` is false where it has too few rows for a place."""

    name: str
    submissions: int
    projects: int
    rows: int
    weak: Share
    urgent: Share
    score: float | None
    money: Money
    ranked: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class LevelMatrix:
    """Rows by declared (lines) and most probable (columns) type.

    The most probable type alone is no error: practice accepts more than one type for many rows,
    and small differences of probability say nothing.

    Attributes
    ----------
    misplaced
        How many of ``counts`` were judged to stand under a type where they do not belong.
    mismatch, unlike
        Of the rows with a declared type: those judged misplaced (C01), and those whose most
        probable type is another one.
    """

    declared: tuple[str, ...]
    judged: tuple[str, ...]
    counts: tuple[tuple[int, ...], ...]
    misplaced: tuple[tuple[int, ...], ...]
    mismatch: Share
    unlike: Share


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkItem:
    """A project that a reviewer should look at.

    Attributes
    ----------
    probability
        Mean over its rows of the largest probability of a defect that makes a row weak.
    priority
        ``budget`` times ``probability``; ``None`` where the budget is unknown.
    worst
        Names of its weakest rows.
    """

    number: int
    unit: str
    project: str
    path: str
    budget: float | None
    rows: int
    weak: int
    urgent: int
    probability: float
    priority: float | None
    worst: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """One project of the chart money x defects: budget and share of weak rows."""

    budget: float
    weak: float
    rows: int
    unit: str
    project: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckFigures:
    """In how many submissions a check was done, and where it was not, why."""

    code: str
    title: str
    done: int
    cannot_judge: int
    not_applicable: int
    failed: int
    reasons: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class InputFigures:
    """One document that was read; ``digest`` is the SHA-256 of its file, ``""`` if unknown."""

    path: str
    kind: str
    digest: str
    confidence: float
    submissions: int
    rows: int
    rejected: int
    remarks: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """For the archive: what made the figures, from what, and what is missing.

    Attributes
    ----------
    set_aside
        Findings at rows that were dismissed with a reason or are known from a baseline.
    """

    assessor_version: str
    model_id: str
    made_at: str
    versions: tuple[tuple[str, str], ...]
    checks: tuple[CheckFigures, ...]
    row_failures: tuple[tuple[str, str, int], ...]
    inputs: tuple[InputFigures, ...]
    failures: tuple[InputFailure, ...]
    skipped: int = 0
    set_aside: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """Everything that a report counts.

    Attributes
    ----------
    weak, urgent
        Share of rows judged weak, and of rows with a finding 必须改 or 应修改.
    grades
        Share of submissions per grade, in the order of ``GRADES``.
    scores
        Submissions per bin of ``SCORE_BINS``; ``mean_score`` over those with a score.
    worklist, work_total
        The first ``MOST_WORK`` projects with something to do, and how many there are.
    points, points_total
        The same for the chart.
    unit
        The only unit that was looked at, ``""`` for all.
    """

    documents: int
    submissions: int
    projects: int
    rows: int
    units: int
    years: tuple[int, ...]
    weak: Share
    urgent: Share
    grades: tuple[tuple[str, Share], ...]
    scores: tuple[int, ...]
    mean_score: float | None
    money: Money
    defects: tuple[DefectFigures, ...]
    severities: tuple[tuple[str, int], ...]
    levels: LevelMatrix
    by_unit: tuple[GroupFigures, ...]
    by_sector: tuple[GroupFigures, ...]
    worklist: tuple[WorkItem, ...]
    work_total: int
    points: tuple[Point, ...]
    points_total: int
    record: Record
    unit: str = ""
    redacted: bool = False
