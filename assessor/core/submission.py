"""What readers extract: origins, indicators, projects, submissions."""

from dataclasses import dataclass, field, replace
from enum import StrEnum


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Where something stands in its file; every number counts from 1, ``None`` = not there.

    ``hidden``: the whole row (or its sheet) is hidden in the file.
    """

    page: int | None = None
    sheet: str | None = None
    table: int | None = None
    row: int | None = None
    column: int | None = None
    line: int | None = None
    hidden: bool = False


class Field(StrEnum):
    """Texts that a finding can point at, named like the attributes that hold them.

    First the fields of a row. The others belong to a goal or paragraph (``TEXT``), a project,
    its money, its execution or the submission; which one, the place of the finding says.
    """

    LEVEL1 = "level1"
    LEVEL2 = "level2"
    NAME = "name"
    VALUE = "value"
    CYCLE_VALUE = "cycle_value"
    SIGN = "sign"
    UNIT = "unit"
    VALUE_TYPE = "value_type"
    WEIGHT = "weight"
    DESCRIPTION = "description"
    ACTUAL = "actual"
    SCORE = "score"
    REASON = "reason"
    TEXT = "text"
    CONTENT = "content"
    PARENT = "parent"
    RECURRENCE = "recurrence"
    BUDGET = "budget"
    AMOUNT = "amount"
    INITIAL = "initial"
    EXECUTED = "executed"
    RATE = "rate"
    TITLE = "title"
    SELF_SCORE = "self_score"
    SELF_GRADE = "self_grade"


@dataclass(frozen=True, slots=True, kw_only=True)
class Indicator:
    """One 三级指标 as a person would enter it in a register; texts as printed, ``""`` if empty.

    Attributes
    ----------
    id
        The input's own id for row files, else a running number within the document.
    sign, unit
        计算符号 and 计量单位 where the form has columns of their own; they are already joined
        into ``value``.
    description
        指标解释 or 绩效指标描述.
    actual
        实际完成值, kept apart from the target.
    score, reason
        得分 of the unit itself and its 偏差原因分析及改进措施, in self-evaluations.
    value_type
        定量 or 定性 where the form has a column for it that is none of signs.
    columns
        Number of the column, from 1, that holds each field, where the row was read from a table
        with exact positions; fields whose cell is empty are among them, and one that is printed
        for both periods stands twice, the annual one first. It says where to write a remark and nothing of the row itself, so it counts for no comparison.
    """

    id: str
    name: str
    value: str
    level1: str = ""
    level2: str = ""
    cycle_value: str = ""
    sign: str = ""
    unit: str = ""
    weight: str = ""
    description: str = ""
    actual: str = ""
    score: str = ""
    reason: str = ""
    value_type: str = ""
    origin: Origin = Origin()
    columns: tuple[tuple[Field, int], ...] = field(default=(), compare=False, repr=False)

    def text(self, field: Field) -> str:
        """Return the printed text of ``field``."""
        text: str = getattr(self, field)
        return text

    def place(self, field: Field) -> Origin:
        """Return the cell of ``field``; the place of the row where its column is not known."""
        return next(iter(self.places(field)), self.origin)

    def places(self, field: Field) -> tuple[Origin, ...]:
        """Return all cells that print ``field``: a form of two periods prints a name twice."""
        return tuple(
            replace(self.origin, column=column) for known, column in self.columns if known is field
        )


class GoalKind(StrEnum):
    """Which period or role a narrative text has."""

    ANNUAL = "annual"
    CYCLE = "cycle"
    RESULT = "result"
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class Goal:
    """A narrative goal (绩效目标) or a reported result, joined over line breaks."""

    text: str
    kind: GoalKind
    origin: Origin = Origin()


@dataclass(frozen=True, slots=True, kw_only=True)
class FundLine:
    """One source of the money of a project (财政拨款, 上年结转); amounts as printed, ``""`` if absent.

    Attributes
    ----------
    amount
        预算数: that of the whole year where the form also prints the first one.
    initial, executed
        年初预算数 and 全年执行数, in self-evaluations.
    """

    name: str
    amount: str = ""
    initial: str = ""
    executed: str = ""
    origin: Origin = Origin()


@dataclass(frozen=True, slots=True, kw_only=True)
class Execution:
    """The line of the total in the head of a self-evaluation, as printed, ``""`` if absent.

    Attributes
    ----------
    initial, budget, executed
        年初预算数, 全年预算数, 全年执行数.
    weight, rate, score
        分值, 执行率, 得分.
    """

    initial: str = ""
    budget: str = ""
    executed: str = ""
    weight: str = ""
    rate: str = ""
    score: str = ""
    origin: Origin = Origin()


@dataclass(frozen=True, slots=True, kw_only=True)
class Project:
    """A project with its rows; ``budget`` and the years are as printed, ``None`` if absent.

    Attributes
    ----------
    funds
        Where the money comes from, the total not among them.
    money_unit
        ``万元`` or ``元``, ``""`` where nothing tells.
    content
        项目内容, 项目概况, 立项依据, one a line.
    parent
        The 一级项目 or 上级项目 that the form names.
    recurrence
        经常性, 一次性, 阶段性; 新增, 延续.
    self_score, self_grade
        总分 and 自评等级 of its self-evaluation.
    """

    name: str
    budget: str | None = None
    cycle_start: int | None = None
    cycle_end: int | None = None
    goals: tuple[Goal, ...] = ()
    indicators: tuple[Indicator, ...] = ()
    funds: tuple[FundLine, ...] = ()
    execution: Execution | None = None
    money_unit: str = ""
    content: str = ""
    parent: str = ""
    recurrence: str = ""
    self_score: str = ""
    self_grade: str = ""
    origin: Origin = Origin()


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph:
    """One paragraph of running text, joined over line breaks, below its headings."""

    text: str
    headings: tuple[str, ...] = ()
    origin: Origin = Origin()


class SubmissionKind(StrEnum):
    """What a submission is for."""

    DECLARATION = "declaration"
    SELF_EVALUATION = "self-evaluation"
    REPORT = "report"
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class Submission:
    """One 申报 of one organisation; ``profile`` names the taxonomy frame, ``None`` = unknown.

    Attributes
    ----------
    title
        Heading of the form, ``""`` if it has none.
    self_score, self_grade
        Total score and grade that the unit gave itself, ``""`` if not printed.
    paragraphs
        Running text outside of tables, for documents that are more than a form.
    """

    organisation: str | None = None
    year: int | None = None
    profile: str | None = None
    kind: SubmissionKind = SubmissionKind.OTHER
    title: str = ""
    self_score: str = ""
    self_grade: str = ""
    projects: tuple[Project, ...] = ()
    paragraphs: tuple[Paragraph, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Rejected:
    """Text that looks like an indicator but was not taken, with the reason in Chinese."""

    text: str
    reason: str
    origin: Origin = Origin()


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnAccount:
    """What a column of a table, or several joined ones, was taken for.

    Attributes
    ----------
    field
        Name of the field: ``name``, ``value``, ``weight`` ...
    columns
        Numbers of the columns, from 1, in the order in which their cells are joined.
    header
        Printed header, ``""`` if there is none.
    how
        Why, in Chinese: a known header, a guess, a mapping of the user.
    guessed
        A person should look: the header decides nothing or there is none.
    """

    field: str
    columns: tuple[int, ...]
    header: str = ""
    how: str = ""
    guessed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class TableAccount:
    """How one table of a document was understood, for a person who checks the reading.

    Attributes
    ----------
    number
        Number of the table within the document, from 1.
    first, last
        Where the table begins and ends.
    taken
        It was read as a table of indicators.
    reason
        Why it was taken or not, in Chinese.
    header
        Places of the first and the last header row, ``None`` without a header.
    digest
        Identifies the header: equal for tables with the same header cells; ``""`` without one.
    words
        Printed texts of the header, in order.
    rows, with_level
        Indicators read, and those of them that have a level.
    mapping
        What told the columns: ``--columns`` or the name of a mapping file; ``""`` = recognised.
    """

    number: int
    first: Origin
    last: Origin
    taken: bool
    reason: str
    header: tuple[Origin, Origin] | None = None
    digest: str = ""
    words: tuple[str, ...] = ()
    columns: tuple[ColumnAccount, ...] = ()
    rows: int = 0
    with_level: int = 0
    rejected: tuple[Rejected, ...] = ()
    mapping: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Comment:
    """A comment of the file that speaks to this program, with the cell at which it stands."""

    text: str
    origin: Origin = Origin()


@dataclass(frozen=True, slots=True, kw_only=True)
class Extraction:
    """What one document gave.

    Attributes
    ----------
    path
        Name of the input as the caller gave it.
    kind
        Reader that was used (``text``, ``csv``, ``rows``, ``xlsx`` ...).
    form
        What was recognised: ``inline-list``, ``table``, ``cell-list``, ``row-file``,
        ``narrative`` or ``empty-form``.
    confidence
        0..1, how sure the reading is; reasons in Chinese when below 1.
    notices
        Things a user should know that are no errors (an empty table, for instance).
    tables
        How each table was understood, those that were not taken included.
    comments
        Those that speak to this program (``assessor: …``), of formats whose comments are read.
    """

    path: str
    kind: str
    form: str
    confidence: float = 1.0
    confidence_reasons: tuple[str, ...] = ()
    notices: tuple[str, ...] = ()
    submissions: tuple[Submission, ...] = ()
    rejected: tuple[Rejected, ...] = ()
    tables: tuple[TableAccount, ...] = ()
    comments: tuple[Comment, ...] = ()
