"""Results of an assessment, from one row up to many documents."""

from dataclasses import dataclass

from assessor.core.finding import Finding
from assessor.core.judgement import Judgement
from assessor.core.rewrite import Rewrites
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


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectAssessment:
    """A project and its assessed rows, in document order."""

    project: Project
    indicators: tuple[IndicatorAssessment, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SubmissionAssessment:
    """A submission and its assessed projects."""

    submission: Submission
    projects: tuple[ProjectAssessment, ...]


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
