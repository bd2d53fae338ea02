"""What a check is: one find function with its documentation and examples.

A check sees one :class:`Subject` and yields :class:`Hit`s. It never scores, never formats a
report and never changes anything; the runner turns hits into findings.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from assessor.classifiers.row_text import RowText
from assessor.core.finding import FoundBy, Severity
from assessor.core.judgement import Evidence, Judgement
from assessor.core.submission import Field, Indicator
from assessor.taxonomy.level_type import LevelType


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """One row as a check sees it.

    Attributes
    ----------
    reading
        Name and judged value, normalised one to one, with their parsed targets.
    value_field
        The field that holds the judged value: ``VALUE``, else ``CYCLE_VALUE``; ``VALUE`` too
        when both are empty.
    declared
        Types that the second level declares, ``None`` if it declares nothing.
    evidence
        Stretches that moved a model's head (``"vague"`` ...), strongest first.
    """

    indicator: Indicator
    reading: RowText
    judgement: Judgement
    value_field: Field
    declared: tuple[LevelType, ...] | None
    evidence: Callable[[str], tuple[Evidence, ...]]

    @property
    def value(self) -> str:
        """Printed text of the judged value, ``""`` if the cell is empty."""
        return self.indicator.text(self.value_field)


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """One place a check points at.

    Attributes
    ----------
    start, end
        Characters of ``field``'s printed text; both 0 when something is missing.
    words
        Fills the placeholders of the check's message and hint.
    severity
        Only where it differs from the check's own.
    """

    field: Field
    start: int = 0
    end: int = 0
    words: tuple[tuple[str, str], ...] = ()
    severity: Severity | None = None
    probability: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """A row that shows the defect or its repair; both are run as tests."""

    name: str
    value: str
    level1: str = ""
    level2: str = ""


Find = Callable[[Subject], Iterator[Hit]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """A check with everything that is said about it.

    Attributes
    ----------
    code, name
        ``W01`` and a kebab-case name of the defect; the file is called after both.
    title
        Short Chinese name of the defect, as reviewers say it.
    message, hint
        Chinese, with placeholders in braces that a hit fills: what is wrong; what to do.
    what, why, mend, limits
        Chinese paragraphs for ``assessor explain``.
    source
        What the check rests on; 一般做法 where no rule was read.
    subsumes
        Codes that stay silent on a row where this check fires on the same defect.
    flagged, clean
        Examples; the first group must fire, the second must not.
    """

    code: str
    name: str
    title: str
    severity: Severity
    found_by: FoundBy
    message: str
    hint: str
    what: str
    why: str
    mend: str
    limits: str
    source: str
    find: Find
    flagged: tuple[Example, ...]
    clean: tuple[Example, ...]
    subsumes: tuple[str, ...] = field(default=())
