"""Figures with their units folded, so that 2.5万亩 and 25000亩 are one amount."""

from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

import yaml
from pydantic import BaseModel, ConfigDict

from assessor.core.submission import Field, Indicator
from assessor.core.target import Sign, Target, TargetKind
from assessor.errors import ConfigError
from assessor.text.target_grammar import parse_targets
from assessor.text.yaml_text import read_yaml

_BIG = {"万": 1e4, "亿": 1e8}
_CLOSE = 1e-6
_ANY_COUNT = ("个", "项")
_ROUGHLY = 0.1


class _Units(BaseModel):
    model_config = ConfigDict(extra="forbid")
    source: str
    exact: dict[str, tuple[str, float]]
    alike: list[list[str]]
    family: list[list[str]]
    frequencies: dict[str, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Quantity:
    """An amount of something in its base unit.

    Attributes
    ----------
    low, high
        Bounds as in :class:`Target`, multiplied out: 2.5万亩 is 25000.
    unit
        Base unit without 万, ``""`` for a bare number.
    target
        The reading it comes from; its span quotes the text that was read.
    yearly
        How often a year, where a frequency is printed (每季度1次 is 1 four times).
    """

    low: float | None
    high: float | None
    unit: str
    target: Target
    yearly: float = 1.0

    @property
    def amount(self) -> float:
        """The figure itself: the bound that is printed."""
        figure = self.low if self.low is not None else self.high
        return figure if figure is not None else 0.0

    @property
    def per(self) -> tuple[str, ...]:
        """Denominators: 元/人·月 has 人 and 月."""
        return self.target.per

    def equals(self, other: "Quantity") -> bool:
        """Tell whether two amounts of one unit agree, whatever their signs.

        约 allows a tenth; a range holds what lies in it; 每季度1次 is 4次 a year.
        """
        roughly = self.target.approximate or other.target.approximate
        for mine in {self.amount, self.amount * self.yearly}:
            for theirs in {other.amount, other.amount * other.yearly}:
                allowed = _ROUGHLY if roughly else _CLOSE
                if abs(mine - theirs) <= allowed * max(abs(mine), abs(theirs)):
                    return True
        return _holds(self, other.amount) or _holds(other, self.amount)


def _holds(quantity: Quantity, figure: float) -> bool:
    low, high = quantity.low, quantity.high
    return low is not None and high is not None and low < high and low <= figure <= high


@cache
def _units() -> _Units:
    path = files("assessor.checks").joinpath("vocabulary", "quantities.yaml")
    try:
        return _Units.model_validate(read_yaml(path.read_text("utf-8")))
    except (ValueError, yaml.YAMLError) as error:
        raise ConfigError(f"计量单位表 quantities.yaml 无法使用：{error}") from error


@cache
def base_unit(unit: str) -> tuple[str, float]:
    """Return the base unit and the factor: 万亩 is 10000 亩, 公里 is 1000 米."""
    factor = 1.0
    while len(unit) > 1 and unit[0] in _BIG and unit != "万向":
        factor *= _BIG[unit[0]]
        unit = unit[1:]
    if unit in _BIG:
        return "", factor * _BIG[unit]
    base, times = _units().exact.get(unit, (unit, 1.0))
    return base, factor * times


def quantity_of(target: Target, *, unit: str = "") -> Quantity | None:
    """Return the amount of a target, ``None`` if it is none.

    Parameters
    ----------
    unit
        Unit to take where the target prints none.
    """
    counted = target.kind is TargetKind.NUMBER or (
        target.kind is TargetKind.FREQUENCY and target.low is not None
    )
    if not counted or target.doubtful or (target.low is None and target.high is None):
        return None
    base, factor = base_unit(target.unit or unit)
    often = next((n for word, n in _units().frequencies.items() if word == target.frequency), 1.0)
    return Quantity(
        low=None if target.low is None else target.low * factor,
        high=None if target.high is None else target.high * factor,
        unit=base,
        target=target,
        yearly=often,
    )


@lru_cache(maxsize=16384)
def quantities_in(text: str, *, unit: str = "") -> tuple[Quantity, ...]:
    """Return all amounts of a text, in reading order."""
    found = (quantity_of(target, unit=unit) for target in parse_targets(text))
    return tuple(quantity for quantity in found if quantity is not None)


def unscaled(quantity: Quantity) -> float:
    """Return an amount in its printed unit, only 万 and 亿 multiplied out: 2.5公里 is 2.5."""
    unit = quantity.target.unit.lstrip("万亿")
    return quantity.amount / (base_unit(unit)[1] if unit else 1.0)


def row_quantities(row: Indicator, field: Field = Field.VALUE) -> tuple[Quantity, ...]:
    """Return the amounts of a row's value; where the cell is empty, those of its name."""
    unit = row.unit.strip() or _unit_of_name(row.name)
    printed = row.text(field)
    if printed.strip():
        return quantities_in(printed, unit=unit)
    return quantities_in(row.name) if field is Field.VALUE and not row.cycle_value.strip() else ()


def _unit_of_name(name: str) -> str:
    """Return the unit in brackets at the end of a name: 培训人数（人）."""
    plain = name.replace("（", "(").replace("）", ")").strip()
    if not plain.endswith(")") or "(" not in plain:
        return ""
    inside = plain[plain.rindex("(") + 1 : -1].removeprefix("单位:").removeprefix("单位：").strip()
    known = {u for group in (*_units().alike, *_units().family) for u in group}
    return inside if base_unit(inside)[0] in known | {"%", "元"} else ""


@cache
def alike_units(one: str, other: str) -> bool:
    """Tell whether figures in two base units may be compared (人 and 名, 场 and 场次)."""
    if one == other:
        return bool(one)
    return any(one in group and other in group for group in _units().alike)


@cache
def related_units(one: str, other: str) -> bool:
    """Tell whether two base units count the same kind of thing; 个 counts all but people and extents."""
    if alike_units(one, other):
        return True
    if one.endswith("次") and other.endswith("次") and "人次" not in (one, other):
        return True  # 站次, 户次, 处次
    families = _units().family
    if any(one in group and other in group for group in families):
        return True
    return any(
        unit in _ANY_COUNT and not any(counted in group for group in (families[0], families[-1]))
        and counted not in ("", "%", "元")
        for unit, counted in ((one, other), (other, one))
    )  # fmt: skip


def written(figure: float) -> str:
    """Write a figure without needless zeros: 21, 10.5, 1.62."""
    return f"{round(figure, 4):f}".rstrip("0").rstrip(".") if figure else "0"


def is_limit(quantity: Quantity) -> bool:
    """Tell whether the amount is an upper limit (≤, <)."""
    return quantity.target.sign in (Sign.AT_MOST, Sign.LESS_THAN)
