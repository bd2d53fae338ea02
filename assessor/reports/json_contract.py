"""The JSON contract as pydantic models (DESIGN.md 5): its schema is generated from here.

Fields may be added, never renamed; null = not there. The four texts that make a row (level1,
level2, name, value) are always strings, empty where the form prints nothing, so that
``row[field][start:end]`` of a finding or target never fails. ``json_report`` writes plain
dictionaries of this shape; a test validates them.
"""

from typing import Any, Literal

from assessor.reports.json_row_contract import FindingOut, IndicatorOut, OriginOut, Out, RowOut

SCHEMA_VERSION = 1


class SubmissionFindingOut(FindingOut):
    """A finding of a check of the whole submission.

    ``place`` tells what ``field`` is of: submission, project, goal, row, funds, execution or
    paragraph; ``project``, ``row`` (its id) and ``number`` (of the goal, line of funds or
    paragraph, from 0) tell which one; ``others`` are further rows of the same defect.
    """

    place: str
    project: int | None
    row: str | None
    number: int | None
    others: list[str]


class GoalOut(Out):
    """A narrative goal or reported result."""

    text: str
    kind: str
    origin: OriginOut


class LinkOut(Out):
    """Which indicators measure a sentence of a goal (``goal`` counts from 0).

    ``reasons`` tell why, one for each indicator; ``goals[goal].text[start:end]`` is ``text``.
    """

    goal: int
    indicators: list[str]
    text: str
    start: int
    end: int
    reasons: list[str]


class FundOut(Out):
    """One source of the money of a project, amounts as printed."""

    name: str
    amount: str | None
    initial: str | None
    executed: str | None
    origin: OriginOut


class ExecutionOut(Out):
    """The line of the total in the head of a self-evaluation, as printed."""

    initial: str | None
    budget: str | None
    executed: str | None
    weight: str | None
    rate: str | None
    score: str | None
    origin: OriginOut


class _ProjectHead(Out):
    name: str
    budget: str | None
    cycle_start: int | None
    cycle_end: int | None
    goals: list[GoalOut]
    funds: list[FundOut]
    execution: ExecutionOut | None
    money_unit: str | None
    content: str | None
    parent: str | None
    recurrence: str | None
    self_score: str | None
    self_grade: str | None


class ProjectRead(_ProjectHead):
    """A project as it was read."""

    indicators: list[RowOut]


class ProjectOut(_ProjectHead):
    """A project with its assessed rows, in document order."""

    links: list[LinkOut] | None
    findings: list[SubmissionFindingOut]
    indicators: list[IndicatorOut]


class LedgerOut(Out):
    """What became of one check: done, cannot-judge, not-applicable, failed or not-selected.

    Every known check has an entry. ``missing`` says what is missing, why there is nothing to do,
    or how the check crashed; ``projects`` are the numbers (from 0) of those it holds for, empty =
    the whole submission; ``of_rows`` tells checks of single rows from those of the whole.
    """

    code: str
    title: str | None
    outcome: str
    missing: list[str]
    projects: list[int]
    of_rows: bool


class ConfirmationOut(Out):
    """Something that was checked and agrees."""

    code: str
    text: str
    project: int | None
    row: str | None


class ClaimOut(Out):
    """A checkable claim of a report or of a completion text.

    It stands in a paragraph of the submission, or in a goal of a project (numbers from 0), at
    ``[start, end)``; ``indicators`` are the ids of the rows that it is linked to.
    """

    text: str
    kind: str
    topic: str
    verdict: str
    why: str
    start: int
    end: int
    paragraph: int | None
    project: int | None
    goal: int | None
    indicators: list[str]
    origin: OriginOut


class ItemOut(Out):
    """One item of the official review with its evidence; null score = a person must judge."""

    name: str
    standard: str
    points: float
    score: float | None
    findings: list[str]
    confirmations: list[str]
    needs_person: str | None


class DimensionOut(Out):
    """One of 完整性, 相关性, 适当性, 可行性."""

    name: str
    score: float | None
    weight: float
    items: list[ItemOut]


class LostItemOut(Out):
    """Points of one item that one finding costs."""

    item: str
    finding: str
    points: float


class ScoringOut(Out):
    """How the score came about; ``versions`` name all that it rests on.

    ``reason`` says why there is no grade or a lower one, and what part could be judged.
    """

    weighting: str
    versions: dict[str, str]
    reason: str | None
    dimensions: list[DimensionOut]
    lost: list[LostItemOut]


class ParagraphOut(Out):
    """One paragraph of running text below its headings."""

    text: str
    headings: list[str]
    origin: OriginOut


class _SubmissionHead(Out):
    organisation: str | None
    year: int | None
    profile: str | None
    kind: str
    title: str | None
    self_score: str | None
    self_grade: str | None
    paragraphs: list[ParagraphOut]


class SubmissionRead(_SubmissionHead):
    """A submission as it was read."""

    projects: list[ProjectRead]


class SubmissionOut(_SubmissionHead):
    """A submission with its score and its projects."""

    score: float | None
    grade: str | None
    dimensions: dict[str, float | None] | None
    scoring: ScoringOut | None
    findings: list[SubmissionFindingOut]
    ledger: list[LedgerOut] | None
    confirmations: list[ConfirmationOut]
    claims: list[ClaimOut] | None
    projects: list[ProjectOut]


class RejectedOut(Out):
    """Text that looks like an indicator and was not taken."""

    text: str
    origin: OriginOut
    reason: str


class ColumnAccountOut(Out):
    """What a column, or several joined ones, was taken for; columns count from 1."""

    field: str
    columns: list[int]
    header: str
    how: str
    guessed: bool


class TableAccountOut(Out):
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


class _DocumentHead(Out):
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


class ErrorOut(Out):
    """An input that could not be used."""

    path: str
    code: str
    message: str
    hint: str


class IgnoredOut(Out):
    """A finding that somebody dismissed: why, and where that is written."""

    path: str
    organisation: str | None
    project: str | None
    indicator: str | None
    code: str
    title: str | None
    fingerprint: str
    reason: str
    told_in: str


class ExtractionReport(Out):
    """The answer of ``assessor extract --format json``."""

    schema_version: Literal[1]
    assessor_version: str
    errors: list[ErrorOut]
    documents: list[DocumentRead]


class AssessmentReport(Out):
    """The answer of ``assessor check --format json``."""

    schema_version: Literal[1]
    assessor_version: str
    model_id: str
    errors: list[ErrorOut]
    documents: list[DocumentOut]
    known: int | None
    ignored: list[IgnoredOut]
    remarks: list[str]


class SuggestionReport(Out):
    """The answer of ``assessor suggest --format json``."""

    schema_version: Literal[1]
    assessor_version: str
    model_id: str
    indicator: IndicatorOut


def json_schema() -> dict[str, Any]:
    """Return the JSON schema of ``assessor check --format json``."""
    return AssessmentReport.model_json_schema(mode="serialization")
