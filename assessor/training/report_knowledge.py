"""The lookups that reports of a batch take from the rooms below and from the sector groups."""

from functools import lru_cache

from assessor.checks.budget_arithmetic import budget_of
from assessor.checks.rule_reference import titles
from assessor.core.submission import Project
from assessor.reports.batch.knowledge import Knowledge
from assessor.taxonomy.level_names import declared_types
from assessor.training.sectors import sector_words


def report_knowledge() -> Knowledge:
    """Return the lookups that reports take from the rooms below."""
    return Knowledge(
        titles=titles(),
        budget_of=_budget,
        sector_of=sector_of,
        types_of=declared_types,
    )


def sector_of(organisation: str, project: str) -> str:
    """Return the sector group that the name of a unit, else of a project, tells; else ``""``."""
    return _group(organisation) or _group(project)


def _budget(project: Project) -> float | None:
    found = budget_of(project)
    return found if isinstance(found, float) else None


@lru_cache(maxsize=4096)
def _group(text: str) -> str:
    return next((name for name, keys in sector_words() if any(key in text for key in keys)), "")
