"""Core types of indicators that the rows of a project lack, and whether too few rows are why."""

from collections.abc import Sequence
from dataclasses import dataclass

from assessor.checks.row_readings import possible_types
from assessor.checks.structure_rules import profile_for, structure_rules
from assessor.core.assessment import IndicatorAssessment
from assessor.core.finding import Severity
from assessor.core.submission import Submission
from assessor.policy.profile import RequiredItem


@dataclass(frozen=True, slots=True, kw_only=True)
class MissingTypes:
    """What a project lacks; ``of_few_rows`` where it only lacks as many types as rows."""

    items: tuple[RequiredItem, ...]
    of_few_rows: bool

    @property
    def called(self) -> str:
        """Names of the types in Chinese."""
        return "、".join(item.called for item in self.items)

    @property
    def severity(self) -> Severity:
        """Severity of the gravest of them."""
        return min((item.severity for item in self.items), key=lambda severity: severity.rank)


def missing_types(
    submission: Submission, rows: Sequence[IndicatorAssessment]
) -> MissingTypes | None:
    """Return the core types without a row, ``None`` if nothing is missing or can be told.

    A part of a missing first level is not told again. A table of fewer rows than a handbook asks
    lacks its types for that reason if the rows that it needs anyway could bring all of them; in
    tables that are not judged by the rules of projects a missing side is a defect of its own.
    """
    rules, profile = structure_rules(), profile_for(submission)
    items = profile.required
    if not any(row.indicator.level1 or row.indicator.level2 for row in rows):
        return None
    least = rules.possible_from.value
    present = frozenset(t for row in rows for t in possible_types(row, least=least))
    missing = [item for item in items if present.isdisjoint(item.types)]
    widest = tuple(i for i in missing if not any(i.types < other.types for other in missing))
    if not widest:
        return None
    single = sum(not any(other.types < item.types for other in missing) for item in missing)
    open_rows = int(rules.rows.few.value) - len(rows)
    return MissingTypes(items=widest, of_few_rows=single <= open_rows and not profile.whole_table)
