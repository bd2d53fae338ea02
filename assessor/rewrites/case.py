"""A weak row with everything a proposal may draw on, and the draft of a proposal."""

from collections.abc import Iterable
from dataclasses import dataclass

from assessor.classifiers.row_text import RowText
from assessor.core.assessment import IndicatorAssessment
from assessor.core.finding import Finding, Severity
from assessor.core.rewrite import FigureSource
from assessor.core.submission import Goal, Indicator, Origin, Project
from assessor.rewrites.name_parts import NameParts
from assessor.taxonomy.level_type import LevelType

FAMILIES = ("W", "V", "C")


def mendable(findings: Iterable[Finding]) -> frozenset[str]:
    """Return the codes of findings that ask for a rewrite: W, V and C, minor or worse."""
    return frozenset(
        finding.code
        for finding in findings
        if finding.code[0] in FAMILIES and finding.severity.rank <= Severity.MINOR.rank
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What the documents say beside the row; all texts as printed.

    Attributes
    ----------
    project
        Name of the project, ``""`` if unknown.
    rows
        All rows of the project, the weak one among them.
    last_year
        Rows of the same project in last year's submission, if that was given.
    """

    project: str = ""
    organisation: str = ""
    year: int | None = None
    budget: str | None = None
    budget_origin: Origin = Origin()
    goals: tuple[Goal, ...] = ()
    rows: tuple[Indicator, ...] = ()
    last_year: tuple[Indicator, ...] = ()

    @classmethod
    def of(
        cls,
        project: Project,
        *,
        organisation: str | None = None,
        year: int | None = None,
        last_year: tuple[Indicator, ...] = (),
    ) -> "Surroundings":
        """Return the surroundings of the rows of ``project``."""
        return cls(
            project=project.name, organisation=organisation or "", year=year,
            budget=project.budget, budget_origin=project.origin, goals=project.goals,
            rows=project.indicators, last_year=last_year,
        )  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One weak row.

    Attributes
    ----------
    reading
        Name and judged value, normalised one to one, with their parsed targets.
    value
        Printed text of the judged value, ``""`` if there is none.
    declared
        Types that the second level declares, ``None`` if it declares nothing.
    codes
        Codes of the findings that ask for a rewrite: families W, V, C, minor or worse.
    """

    assessed: IndicatorAssessment
    reading: RowText
    value: str
    parts: NameParts
    declared: tuple[LevelType, ...] | None
    codes: frozenset[str] = frozenset()
    surroundings: Surroundings = Surroundings()

    @property
    def indicator(self) -> Indicator:
        """The row as it was read."""
        return self.assessed.indicator

    @property
    def likely(self) -> LevelType | None:
        """Type that the model thinks the row belongs to, ``None`` where none fits."""
        level = self.assessed.judgement.level
        return LevelType(level) if level else None

    def level_probability(self, level: LevelType) -> float:
        """Return the model's probability, 0..1, that the row belongs to ``level``."""
        return dict(self.assessed.judgement.levels).get(level.value, 0.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftRow:
    """One row of a draft; ``level`` ``None`` keeps the printed levels."""

    level: LevelType | None
    name: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A candidate before it is grounded and assessed again.

    Attributes
    ----------
    row
        Name and value may hold blanks (``【__】``); no figure that the row itself does not
        print may stand in them, other than those of ``sources``.
    further
        More rows where the old one measured several things.
    frame
        Id of the pattern or repair: ``general.awareness-known``, ``repair.sign``.
    questions
        What the unit must tell, one per blank of the value, in order; the last one serves for
        all further blanks.
    name_question
        What the unit must tell where the name holds a blank, ``""`` if it holds none.
    reason
        Why, in Chinese, one sentence without a full stop.
    prior
        Plausibility among drafts of one maker, 0..1.
    """

    row: DraftRow
    further: tuple[DraftRow, ...] = ()
    frame: str
    evidence: tuple[str, ...] = ()
    questions: tuple[str, ...] = ()
    name_question: str = ""
    sources: tuple[FigureSource, ...] = ()
    reason: str = ""
    prior: float = 0.5
