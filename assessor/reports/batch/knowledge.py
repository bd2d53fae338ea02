"""What a report must be told by its caller, because rooms below do the reading and checking."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from assessor.core.submission import Project
from assessor.taxonomy.level_type import LevelType

Types = tuple[LevelType, ...] | None


def _no_budget(_: Project) -> float | None:
    return None


def _no_sector(_organisation: str, _project: str) -> str:
    return ""


def _no_types(_level1: str, _level2: str) -> Types:
    return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Knowledge:
    """Lookups that reports may not import.

    Attributes
    ----------
    titles
        Chinese names of checks by code.
    budget_of
        Budget of a project in 元, ``None`` where it is unknown or has no unit.
    sector_of
        Sector of an organisation and project, ``""`` where no word tells it.
    types_of
        Level types that the printed first and second level declare, ``None`` for none.
    """

    titles: Mapping[str, str] = field(default_factory=dict)
    budget_of: Callable[[Project], float | None] = _no_budget
    sector_of: Callable[[str, str], str] = _no_sector
    types_of: Callable[[str, str], Types] = _no_types
