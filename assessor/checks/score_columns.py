"""Columns of values that hold scores: the weight, the points, or one bare figure in every row."""

from collections.abc import Sequence

from assessor.checks.printed_points import points
from assessor.checks.row_readings import bare_name
from assessor.checks.structure_rules import structure_rules
from assessor.classifiers.row_text import measure_of
from assessor.core.submission import Field, Indicator

_RATES = ("rate", "quality_rate", "timely_rate", "satisfaction")
_WEIGHT = "指标值与权重（分值）逐项相同"
_SCORE = "指标值与得分逐项相同"
_ALIKE = "各项指标值都是没有单位的“{value}”"


def score_column(rows: Sequence[Indicator]) -> tuple[str, Sequence[Indicator]] | None:
    """Return what shows that the whole column holds scores, and its rows."""
    limits = structure_rules().scores
    for field, problem in ((Field.WEIGHT, _WEIGHT), (Field.SCORE, _SCORE)):
        printed = [row for row in rows if points(row.text(field)) is not None]
        same = [row for row in printed if is_its_score(row, field)]
        differ = len({points(row.value) for row in same}) > 1
        if differ and len(same) >= max(limits.least, limits.share * len(printed)):
            return problem, same
    return _one_figure(rows)


def _one_figure(rows: Sequence[Indicator]) -> tuple[str, Sequence[Indicator]] | None:
    """Return the rows that all hold one bare figure, whatever they measure."""
    limits = structure_rules().scores
    bare = [row for row in rows if points(row.value) is not None]
    counts = [row for row in bare if measure_of(bare_name(row)) not in _RATES]
    if len(bare) < max(limits.least, limits.share * len(rows)) or len(counts) * 2 < len(bare):
        return None
    figures = {points(row.value) for row in bare}
    if len(figures) > 1 or figures == {1.0}:
        return None
    return _ALIKE.replace("{value}", bare[0].value.strip()), bare


def is_its_score(row: Indicator, field: Field) -> bool:
    """Tell whether the value of a row is the figure of its weight or score."""
    figure = points(row.value)
    return figure is not None and figure == points(row.text(field))
