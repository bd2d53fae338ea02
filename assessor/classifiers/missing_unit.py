"""Whether a bare number lacks a unit that neither name nor value gives (LABELS.md)."""

import re

from assessor.classifiers.row_text import RowText
from assessor.core.target import TargetKind
from assessor.text.lexicon import alternation, terms

_CLASSES = ("percent", "money", "people", "time", "extent", "score", "count")
_UNITS = alternation(tuple(unit for group in _CLASSES for unit in terms(f"units.{group}")))
_MULTIPLIERS = ("", "万", "亿")  # 1.8亿 says how many, not of what
_GIVEN = re.compile(f"(?:{alternation(terms('unit_names.given'))})(?:情况|指标)?$")
_BRACKET_UNIT = re.compile(
    rf"[(\[【](?:单位[:：]?)?(?:{_UNITS}|[^()\[\]【】]{{1,6}}/[^()\[\]【】]{{1,6}})[)\]】]"
)


def lacks_unit(row: RowText) -> bool:
    """Tell whether the target is a number without a unit.

    Decided point 6: rates, scores and names that end in 人数, 次数, 天数 and the like give the
    unit, a unit in brackets does too; 数量, 数, 面积, 金额 do not.
    """
    numbers = [t for t in row.targets if t.kind is TargetKind.NUMBER]
    if not numbers or any(t.unit not in _MULTIPLIERS or t.per or t.frequency for t in numbers):
        return False
    if any(t.kind in (TargetKind.DATE, TargetKind.PERIOD) for t in row.targets):
        return False
    if "零" in row.value:
        return False
    return not (_GIVEN.search(row.bare_name) or _BRACKET_UNIT.search(row.name))
