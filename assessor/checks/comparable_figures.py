"""Figures of two texts brought to one unit: 万元 and 元, 小时 and 分钟, a share printed as 0.98."""

from assessor.checks.quantities import alike_units, base_unit
from assessor.classifiers.row_text import unit_class
from assessor.core.target import Target

_SECONDS = {
    "秒": 1.0, "分钟": 60.0, "分": 60.0, "小时": 3600.0, "天": 86400.0, "日": 86400.0, "周": 604800.0,
}  # fmt: skip
_SHARES = {"%": 1.0, "‰": 0.1, "个百分点": 1.0, "百分点": 1.0}
_PERSONS = frozenset(["人", "名", "位", "人次", "员", "生"])


def canonical(unit: str) -> tuple[str, float]:
    """Return what a unit measures and its factor; ``""`` for no unit.

    Examples
    --------
    >>> canonical("万元"), canonical("万人次"), canonical("小时")
    (('元', 10000.0), ('persons', 10000.0), ('seconds', 3600.0))
    """
    if unit in _SHARES:
        return "share", _SHARES[unit]
    base, factor = base_unit(unit)
    plain = base.removeprefix("个").replace("工作日", "天").replace("自然日", "天")
    if plain in _SECONDS:
        return "seconds", factor * _SECONDS[plain]
    if plain in _PERSONS:
        return "persons", factor
    if base and unit_class(base) == "count":
        return "pieces", factor
    return base, factor


def conversion(target: Target, actual: Target) -> float | None:
    """Return what the actual figure must be multiplied with, ``None`` if they cannot be compared.

    A figure without unit has that of the other one.
    """
    if target.per and actual.per and sorted(target.per) != sorted(actual.per):
        return None
    wanted, wanted_factor = canonical(target.unit)
    printed, printed_factor = canonical(actual.unit)
    if not wanted or not printed:
        return _bare_conversion(target, actual, wanted, printed, printed_factor / wanted_factor)
    if wanted == printed or alike_units(wanted, printed):
        return printed_factor / wanted_factor
    return None


def _bare_conversion(
    target: Target, actual: Target, wanted: str, printed: str, ratio: float
) -> float | None:
    """Compare a figure without unit with one that may have one; spreadsheets print 98 % as 0.98."""
    bound = target.low if target.low is not None else target.high
    figure = actual.low if actual.low is not None else actual.high
    if bound is None or figure is None:
        return None
    if wanted == "share":
        return 100.0 if 0 < figure <= 1 < bound else 1.0
    if printed == "share":
        return 0.01 if 0 < bound <= 1 < figure else 1.0
    return ratio if not (wanted or printed) else 1.0


def pieces(target: Target) -> bool:
    """Tell whether a figure counts things or people."""
    kind = canonical(target.unit)[0]
    return kind in ("persons", "pieces") or unit_class(kind) == "people"
