"""The JSON contract as pydantic models (DESIGN.md 5): its schema is generated from here.

Fields may be added, never renamed; null = not there. The four texts that make a row (level1,
level2, name, value) are always strings, empty where the form prints nothing, so that
``row[field][start:end]`` of a finding or target never fails. ``json_report`` writes plain
dictionaries of this shape; a test validates them.
"""

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

SCHEMA_VERSION = 1


class _Out(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class OriginOut(_Out):
    """Where something stands in its file; numbers count from 1."""

    page: int | None
    sheet: str | None
    table: int | None
    row: int | None
    column: int | None
    line: int | None
    hidden: bool


class TargetOut(_Out):
    """One target as the value grammar reads it; ``field[start:end]`` is its text."""

    kind: str
    sign: str | None
    low: float | None
    high: float | None
    unit: str | None
    per: list[str]
    frequency: str | None
    full_mark: float | None
    baseline: str | None
    deadline: str | None
    approximate: bool
    doubtful: bool
    field: str
    start: int
    end: int


class JudgementOut(_Out):
    """What the classifiers say, at the model's operating points."""

    value_kind: str
    unquantified: bool
    vague: bool
    level: str | None
    level_mismatch: bool
    unclear_name: bool
    compound: bool
    missing_unit: bool
    name_value_mismatch: bool
    weak: bool
    levels: dict[str, float]
    probabilities: dict[str, float]


class FindingOut(_Out):
    """One defect at one place; an empty span at 0 means that something is missing."""

    id: str
    code: str
    name: str
    title: str | None
    severity: str
    field: str
    start: int
    end: int
    text: str
    message: str
    hint: str
    source: str
    probability: float | None
    found_by: str
    origin: OriginOut


class SmartOut(_Out):
    """SMART scores, 0 to 100; null = cannot be judged from one row."""

    specific: float | None
    measurable: float | None
    achievable: float | None
    relevant: float | None
    time_bound: float | None


class LostOut(_Out):
    """Points that one finding costs one letter."""

    letter: str
    points: float
    finding: str


class FailureOut(_Out):
    """A check that could not be run on the row: not assessed, no finding."""

    code: str
    reason: str


class RewrittenRowOut(_Out):
    """A row as it should be printed."""

    level1: str
    level2: str
    name: str
    value: str


class ReferenceOut(_Out):
    """Values of comparable rows, for orientation beside a blank: quartiles in ``unit``."""

    slot: str
    count: int
    low: float
    middle: float
    high: float
    unit: str
    sector: str | None


class FigureOut(_Out):
    """Where a figure of a rewrite stands: what the text is, the text itself and its place."""

    figure: str
    place: str
    text: str
    origin: OriginOut


class RewriteOut(RewrittenRowOut):
    """A proposed rewrite, best first.

    ``slots`` are the questions to the unit, ``sources`` figures with place and text, between
    full-width colons (``figures`` has the same in fields), ``further`` the rows that must stand beside it, ``smart_before`` and
    ``smart_after`` scores by letter. ``verdict`` is ``verified`` or ``needs-input``.
    """

    evidence: str | None
    slots: list[str]
    sources: list[str]
    reason: str
    verdict: str
    score_after: float | None
    further: list[RewrittenRowOut]
    references: list[ReferenceOut]
    score_before: float | None
    smart_before: dict[str, float | None]
    smart_after: dict[str, float | None]
    frame: str
    rank: float
    figures: list[FigureOut]


class RowOut(_Out):
    """One indicator as it was read."""

    id: str
    origin: OriginOut
    level1: str
    level2: str
    name: str
    value: str
    cycle_value: str | None
    sign: str | None
    unit: str | None
    weight: str | None
    description: str | None
    actual: str | None


class IndicatorOut(RowOut):
    """One indicator with everything that is said of it."""

    targets: list[TargetOut]
    judgement: JudgementOut
    findings: list[FindingOut]
    smart: SmartOut
    score: float | None
    lost: list[LostOut]
    not_assessed: list[FailureOut]
    rewrites: list[RewriteOut]
    rewrites_withheld: str | None


class GoalOut(_Out):
    """A narrative goal or reported result."""

    text: str
    kind: str
    origin: OriginOut


class LinkOut(_Out):
    """Which indicators measure a goal."""

    goal: int
    indicators: list[str]


class ProjectRead(_Out):
    """A project as it was read."""

    name: str
    budget: str | None
    cycle_start: int | None
    cycle_end: int | None
    goals: list[GoalOut]
    indicators: list[RowOut]


class ProjectOut(_Out):
    """A project with its assessed rows, in document order."""

    name: str
    budget: str | None
    cycle_start: int | None
    cycle_end: int | None
    goals: list[GoalOut]
    links: list[LinkOut] | None
    findings: list[FindingOut]
    indicators: list[IndicatorOut]


class LedgerOut(_Out):
    """What became of one check: found, clean, cannot judge, not applicable."""

    code: str
    outcome: str
    missing: list[str]


class ClaimOut(_Out):
    """A claim of a self-evaluation."""

    text: str
    origin: OriginOut


class SubmissionRead(_Out):
    """A submission as it was read."""

    organisation: str | None
    year: int | None
    profile: str | None
    projects: list[ProjectRead]


class SubmissionOut(_Out):
    """A submission with its score and its projects."""

    organisation: str | None
    year: int | None
    profile: str | None
    score: float | None
    grade: str | None
    dimensions: dict[str, float | None] | None
    findings: list[FindingOut]
    ledger: list[LedgerOut] | None
    claims: list[ClaimOut] | None
    projects: list[ProjectOut]


class RejectedOut(_Out):
    """Text that looks like an indicator and was not taken."""

    text: str
    origin: OriginOut
    reason: str


class ColumnAccountOut(_Out):
    """What a column, or several joined ones, was taken for; columns count from 1."""

    field: str
    columns: list[int]
    header: str
    how: str
    guessed: bool


class TableAccountOut(_Out):
    """How one table was understood; ``rejected`` is a count, the rows stand in the document."""

    number: int
    first: OriginOut
    last: OriginOut
    taken: bool
    reason: str
    header: list[OriginOut] | None
    digest: str
    words: list[str]
    columns: list[ColumnAccountOut]
    rows: int
    with_level: int
    rejected: int
    mapping: str | None


class _DocumentHead(_Out):
    path: str
    kind: str
    form: str
    confidence: float
    confidence_reasons: list[str]
    notices: list[str]
    rejected: list[RejectedOut]
    tables: list[TableAccountOut]


class DocumentRead(_DocumentHead):
    """A document as it was read."""

    submissions: list[SubmissionRead]


class DocumentOut(_DocumentHead):
    """A document and what was found in it."""

    submissions: list[SubmissionOut]


class ErrorOut(_Out):
    """An input that could not be used."""

    path: str
    code: str
    message: str
    hint: str


class ExtractionReport(_Out):
    """The answer of ``assessor extract --format json``."""

    schema_version: Literal[1]
    assessor_version: str
    errors: list[ErrorOut]
    documents: list[DocumentRead]


class AssessmentReport(_Out):
    """The answer of ``assessor check --format json``."""

    schema_version: Literal[1]
    assessor_version: str
    model_id: str
    errors: list[ErrorOut]
    documents: list[DocumentOut]


class SuggestionReport(_Out):
    """The answer of ``assessor suggest --format json``."""

    schema_version: Literal[1]
    assessor_version: str
    model_id: str
    indicator: IndicatorOut


def json_schema() -> dict[str, Any]:
    """Return the JSON schema of ``assessor check --format json``."""
    return AssessmentReport.model_json_schema(mode="serialization")
