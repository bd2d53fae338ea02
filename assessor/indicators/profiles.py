"""Which taxonomy frame a submission uses (DOMAIN.md 2.2, 4.1, 7.6)."""

from collections.abc import Iterable

from assessor.core.submission import Indicator
from assessor.taxonomy.level_names import first_level_types, fold_label, second_level_types
from assessor.taxonomy.level_type import LevelType

_COSTS = frozenset({"经济成本", "社会成本", "生态环境成本"})
_DEPARTMENT = frozenset(
    {
        "运行成本",
        "管理效率",
        "履职效能",
        "社会效应",
        "可持续发展能力",
        "履职效果",
        "部门产出",
        "部门效果",
    }
)
_DEPARTMENT_TITLES = ("部门整体", "单位整体", "整体支出", "整体绩效")


def detect_profile(labels: Iterable[tuple[str, str]], titles: Iterable[str] = ()) -> str | None:
    """Return the frame that level labels show, ``None`` if they do not tell.

    Parameters
    ----------
    labels
        ``(level1, level2)`` as printed, those of empty types included.
    titles
        Headings of the document, for forms about a whole department.
    """
    pairs = [(fold_label(first), fold_label(second)) for first, second in labels]
    if any(first in _DEPARTMENT for first, _ in pairs):
        return "department-wide"
    # 成本 as a first level with types of its own is the frame of 2021.
    if any(second in _COSTS or first in _COSTS for first, second in pairs):
        return "central-101"
    if any(_is_classic(first, second) for first, second in pairs):
        return "classic-88"
    if any(word in title for title in titles for word in _DEPARTMENT_TITLES):
        return "department-wide"
    return None


def _is_classic(first: str, second: str) -> bool:
    types = second_level_types(second) or ()
    allowed = first_level_types(first) or ()
    if LevelType.COST in types:
        return LevelType.QUANTITY in allowed
    return LevelType.SUSTAINABILITY in types


def labels_of(indicators: Iterable[Indicator]) -> tuple[tuple[str, str], ...]:
    """Return the distinct level labels of rows, in order."""
    return tuple(dict.fromkeys((row.level1, row.level2) for row in indicators))
