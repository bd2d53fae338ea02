"""Rows and what is said of each, as pydantic models: a part of the JSON contract."""

from pydantic import BaseModel, ConfigDict


class Out(BaseModel):
    """Base of all parts of the contract."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class OriginOut(Out):
    """Where something stands in its file; numbers count from 1."""

    page: int | None
    sheet: str | None
    table: int | None
    row: int | None
    column: int | None
    line: int | None
    hidden: bool


class TargetOut(Out):
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


class JudgementOut(Out):
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


class FindingOut(Out):
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


class SmartOut(Out):
    """SMART scores, 0 to 100; null = cannot be judged from one row."""

    specific: float | None
    measurable: float | None
    achievable: float | None
    relevant: float | None
    time_bound: float | None


class LostOut(Out):
    """Points that one finding costs one letter."""

    letter: str
    points: float
    finding: str


class FailureOut(Out):
    """A check that could not be run on the row: not assessed, no finding."""

    code: str
    reason: str


class RewrittenRowOut(Out):
    """A row as it should be printed."""

    level1: str
    level2: str
    name: str
    value: str


class ReferenceOut(Out):
    """Values of comparable rows, for orientation beside a blank: quartiles in ``unit``."""

    slot: str
    count: int
    low: float
    middle: float
    high: float
    unit: str
    sector: str | None


class FigureOut(Out):
    """Where a figure of a rewrite stands: what the text is, the text itself and its place."""

    figure: str
    place: str
    text: str
    origin: OriginOut


class RewriteOut(RewrittenRowOut):
    """A proposed rewrite, best first.

    ``slots`` are the questions to the unit, ``sources`` figures with place and text, between
    full-width colons (``figures`` has the same in fields), ``further`` the rows that must stand
    beside it, ``smart_before`` and ``smart_after`` scores by letter. ``verdict`` is ``verified`` or ``needs-input``.
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


class RowOut(Out):
    """One indicator as it was read; ``self_score`` is the 得分 that the unit printed."""

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
    self_score: str | None
    reason: str | None
    value_type: str | None


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
