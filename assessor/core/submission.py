"""What readers extract: origins, indicators, projects, submissions."""

from dataclasses import dataclass
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
    """Fields of an indicator that a finding can point at."""

    LEVEL1 = "level1"
    LEVEL2 = "level2"
    NAME = "name"
    VALUE = "value"
    CYCLE_VALUE = "cycle_value"


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
    origin: Origin = Origin()

    def text(self, field: Field) -> str:
        """Return the printed text of ``field``."""
        text: str = getattr(self, field)
        return text


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
class Project:
    """A project with its rows; ``budget`` and the years are as printed, ``None`` if absent."""

    name: str
    budget: str | None = None
    cycle_start: int | None = None
    cycle_end: int | None = None
    goals: tuple[Goal, ...] = ()
    indicators: tuple[Indicator, ...] = ()
    origin: Origin = Origin()


@dataclass(frozen=True, slots=True, kw_only=True)
class Submission:
    """One 申报 of one organisation; ``profile`` names the taxonomy frame, ``None`` = unknown."""

    organisation: str | None = None
    year: int | None = None
    profile: str | None = None
    projects: tuple[Project, ...] = ()


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
