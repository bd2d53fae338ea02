"""Results of an assessment, from one row up to many documents."""

from dataclasses import dataclass

from assessor.core.claim import Claim
from assessor.core.finding import Finding
from assessor.core.judgement import Judgement
from assessor.core.ledger import Confirmed, LedgerEntry
from assessor.core.rewrite import Rewrites
from assessor.core.scores import SubmissionScore
from assessor.core.submission import Extraction, Indicator, Project, Submission, TableAccount
from assessor.core.target import Target


@dataclass(frozen=True, slots=True, kw_only=True)
class LostPoints:
    """Points that one finding costs one SMART letter."""

    letter: str
    points: float
    finding: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Smart:
    """SMART scores of a row, 0..100 each; ``None`` = cannot be judged from one row."""

    specific: float | None
    measurable: float | None
    achievable: float | None
    relevant: float | None
    time_bound: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckFailure:
    """A check that crashed on a row: reported as not assessed, never as a finding."""

    code: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class IndicatorAssessment:
    """Everything said of one row.

    Attributes
    ----------
    score
        0..100, ``None`` when no letter can be judged.
    rewrites
        What is proposed in its place, empty unless the run was asked for rewrites.
    set_aside
        How many of its findings are not among ``findings``: dismissed, or known from a baseline.
    """

    indicator: Indicator
    targets: tuple[Target, ...]
    judgement: Judgement
    findings: tuple[Finding, ...]
    smart: Smart
    score: float | None
    lost: tuple[LostPoints, ...] = ()
    failures: tuple[CheckFailure, ...] = ()
    rewrites: Rewrites = Rewrites()
    set_aside: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class GoalLink:
    """Which rows measure one sentence of a goal.

    Attributes
    ----------
    goal
        Number of the goal among those of its project, from 0.
    text, start, end
        The sentence: ``text == goal.text[start:end]``.
    indicators
        Ids of the rows; none if no row measures it.
    reasons
        Why each of the rows does, in Chinese.
    """

    goal: int
    text: str
    start: int
    end: int
    indicators: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectAssessment:
    """A project and its assessed rows, in document order.

    Attributes
    ----------
    findings
        Those of checks of the whole submission that point at the project, at its rows included.
    links
        One for each sentence of its goals; ``None`` if the whole was not looked at.
    """

    project: Project
    indicators: tuple[IndicatorAssessment, ...]
    findings: tuple[Finding, ...] = ()
    links: tuple[GoalLink, ...] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SubmissionAssessment:
    """A submission and its assessed projects.

    Attributes
    ----------
    findings
        Those that point at no single project.
    ledger
        What became of every check of whole submissions; ``None`` if the whole was not looked at.
    confirmations
        What was checked and agrees.
    claims
        Checkable claims of its texts; ``None`` if the whole was not looked at.
    """

    submission: Submission
    projects: tuple[ProjectAssessment, ...]
    findings: tuple[Finding, ...] = ()
    ledger: tuple[LedgerEntry, ...] | None = None
    confirmations: tuple[Confirmed, ...] = ()
    claims: tuple[Claim, ...] | None = None
    score: SubmissionScore | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentAssessment:
    """One input file: how it was read and what was found."""

    extraction: Extraction
    submissions: tuple[SubmissionAssessment, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class InputFailure:
    """One input that could not be used; ``tables`` tells how far its tables were understood."""

    path: str
    code: str
    message: str
    hint: str
    tables: tuple[TableAccount, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessment:
    """The result of one run over all inputs, in input order."""

    assessor_version: str
    model_id: str
    documents: tuple[DocumentAssessment, ...]
    errors: tuple[InputFailure, ...] = ()
