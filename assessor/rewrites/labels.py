"""Which labels a form prints for a level, so that a moved row looks like its neighbours."""

from collections import Counter
from functools import lru_cache

from assessor.core.submission import Indicator
from assessor.rewrites.case import Case
from assessor.taxonomy.level_names import (
    declared_types,
    declares_negative_cost,
    first_level_types,
)
from assessor.taxonomy.level_type import LevelType

FIRST_LEVELS = {
    LevelType.QUANTITY: "产出指标",
    LevelType.QUALITY: "产出指标",
    LevelType.TIMELINESS: "产出指标",
    LevelType.COST: "成本指标",
    LevelType.ECONOMIC: "效益指标",
    LevelType.SOCIAL: "效益指标",
    LevelType.ECOLOGICAL: "效益指标",
    LevelType.SUSTAINABILITY: "效益指标",
    LevelType.SATISFACTION: "满意度指标",
}
_TAIL = "指标"
_MOVED = "；按所衡量的内容归入“{level}”"


def moved_to(case: Case, level: LevelType | None) -> str:
    """Return how a reason ends that moves a row away from where it stands, ``""`` if it stays."""
    if level is None or not case.declared or level in case.declared:
        return ""
    return _MOVED.format(level=level.chinese)


def printed_levels(case: Case, level: LevelType | None) -> tuple[str, str]:
    """Return first and second level for a row of type ``level`` in this form.

    The row's own labels where they declare the type already, else those of another row of the
    project (no social or ecological cost: there stand harms, no prices), else the names of 财预〔2021〕101号 in the style of the row (with or without 指标).
    """
    row = case.indicator
    if level is None or case.declared == (level,):
        return row.level1, row.level2
    for label, types in _labels_of(case.surroundings.rows):
        if types == (level,) and not declares_negative_cost(label[1]):
            return label
    has_tail = not row.level2.strip() or row.level2.strip().endswith(_TAIL)
    second = "经济成本指标" if level is LevelType.COST and _has_own_cost(case) else level.chinese
    second = second if has_tail else second.removesuffix(_TAIL)
    return _first_level(case, level), second


@lru_cache(maxsize=64)
def _labels_of(
    rows: tuple[Indicator, ...],
) -> tuple[tuple[tuple[str, str], tuple[LevelType, ...] | None], ...]:
    """Return the labels of a project's rows with their types, the commonest first."""
    counted = Counter((row.level1, row.level2) for row in rows)
    return tuple((label, declared_types(*label)) for label, _ in counted.most_common())


def _has_own_cost(case: Case) -> bool:
    """Tell whether cost is a first level of its own: so unless the form puts it below output."""
    return not any(
        types == (LevelType.COST,) and LevelType.QUANTITY in (first_level_types(label[0]) or ())
        for label, types in _labels_of(case.surroundings.rows)
    )


def _first_level(case: Case, level: LevelType) -> str:
    row = case.indicator
    labels = _labels_of(case.surroundings.rows)
    if level is LevelType.COST:
        below_output = not _has_own_cost(case)
        own = [label for label, _ in labels if first_level_types(label[0]) == (level,)]
        if own and not below_output:
            return own[0][0]
        if not below_output:
            return _styled(FIRST_LEVELS[level], row)
    for label in ((row.level1, row.level2), *(label for label, _ in labels)):
        if label[0] and level in (first_level_types(label[0]) or ()):
            return label[0]
    return _styled(FIRST_LEVELS[level], row)


def _styled(first: str, row: Indicator) -> str:
    has_tail = not row.level1.strip() or row.level1.strip().endswith(_TAIL)
    return first if has_tail else first.removesuffix(_TAIL)
