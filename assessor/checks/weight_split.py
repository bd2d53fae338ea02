"""How the weights of a project are split over the first levels, beside the splits in use."""

from collections.abc import Iterator, Sequence

from assessor.checks.quantities import written
from assessor.checks.submission_check import Place, SubmissionHit
from assessor.core.finding import Severity
from assessor.core.submission import Indicator
from assessor.policy.profile import WeightRules, WeightSplit
from assessor.taxonomy.level_names import declared_types, first_level_types
from assessor.taxonomy.level_type import LevelType

_PARTS = {"cost": "成本", "output": "产出", "benefit": "效益", "satisfaction": "满意度"}
_BENEFIT = {
    LevelType.ECONOMIC,
    LevelType.SOCIAL,
    LevelType.ECOLOGICAL,
    LevelType.SUSTAINABILITY,
}


def unusual_split(
    rows: Sequence[Indicator],
    figures: Sequence[float | None],
    project: int,
    rules: WeightRules,
) -> Iterator[SubmissionHit]:
    """Yield a hint where the first levels share the points as no usual split does."""
    shares = _shares(rows, figures)
    if not rules.told or shares is None or not _has_core_levels(rows):
        return
    if min(_distance(shares, split) for split in rules.splits) <= rules.far:
        return
    told = "、".join(f"{_PARTS[part]}{written(share)}" for part, share in shares.items() if share)
    yield SubmissionHit(
        place=Place.PROJECT,
        project=project,
        severity=Severity.INFO,
        words=(
            (
                "problem",
                f"各一级指标的权重为{told}，与常见分配（产出50、效益30、满意度10）相差较大",
            ),
            ("todo", "对照本地规定核对各一级指标的分值；当地另有规定的按规定执行"),
        ),
    )


def _shares(rows: Sequence[Indicator], figures: Sequence[float | None]) -> dict[str, float] | None:
    """Return the points of each first level, ``None`` where a row's is not certain."""
    shares = dict.fromkeys(_PARTS, 0.0)
    for row, figure in zip(rows, figures, strict=True):
        part = _part(row)
        if part is None or figure is None:
            return None
        shares[part] += figure
    return shares if sum(shares.values()) > 1 else None


def _has_core_levels(rows: Sequence[Indicator]) -> bool:
    """Tell whether both outputs and benefits have rows: a missing level is S01's, not a split."""
    return {"output", "benefit"} <= {_part(row) for row in rows}


def _part(row: Indicator) -> str | None:
    first = first_level_types(row.level1)
    if not first:
        return None
    if first == (LevelType.COST,):
        return "cost"
    if first == (LevelType.SATISFACTION,):
        return "satisfaction"
    if LevelType.QUANTITY in first:
        return "output"
    below = declared_types(row.level1, row.level2) or ()
    if set(below) == {LevelType.SATISFACTION}:
        return "satisfaction"
    return "benefit" if not below or _BENEFIT.intersection(below) else None


def _distance(shares: dict[str, float], split: WeightSplit) -> float:
    usual = (split.cost, split.output, split.benefit, split.satisfaction)
    return max(abs(shares[part] - share) for part, share in zip(_PARTS, usual, strict=True))
