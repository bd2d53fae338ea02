"""From a figure and what stood before it to a target."""

from dataclasses import dataclass

from assessor.core.span import Span
from assessor.core.target import Sign, Target, TargetKind
from assessor.text.target_dates import time_part
from assessor.text.target_figures import Figure
from assessor.text.target_patterns import unit_kinds


@dataclass(slots=True)
class Waiting:
    """What stands before a figure and belongs to it."""

    start: int
    end: int
    sign: Sign | None = None
    sign_end: int = -1
    about: bool = False
    each: tuple[str, ...] = ()
    each_span: tuple[int, int] = (0, 0)
    frequency: str | None = None
    baseline: str | None = None
    date: Target | None = None


def build(figure: Figure, waiting: Waiting) -> Target:
    """Join a figure with what stood before it."""
    sign = waiting.sign or figure.sign
    low: float | None = figure.low
    high: float | None = figure.high
    if figure.is_tolerance:
        sign = Sign.PLUS_MINUS
    elif sign is Sign.PLUS_MINUS:
        low = -figure.high
    elif sign in (Sign.AT_LEAST, Sign.MORE_THAN) and not figure.is_range:
        high = None
    elif sign in (Sign.AT_MOST, Sign.LESS_THAN) and not figure.is_range:
        low = None
    per, frequency = _denominators(figure, waiting)
    kind = TargetKind.NUMBER
    if frequency and sign is None and figure.unit in unit_kinds()["repeat"] and not waiting.about:
        kind = TargetKind.FREQUENCY
    date = waiting.date
    start = waiting.start
    return Target(
        kind=kind,
        span=Span(start, figure.end),
        sign=sign,
        low=low,
        high=high,
        unit=figure.unit,
        per=per,
        frequency=frequency,
        full_mark=figure.full_mark,
        baseline=waiting.baseline,
        deadline=date.deadline if date is not None else None,
        approximate=waiting.about or figure.approximate,
        doubtful=_is_doubtful(figure, sign),
    )


def _denominators(figure: Figure, waiting: Waiting) -> tuple[tuple[str, ...], str | None]:
    """Divide 每… before the figure into denominators and a frequency."""
    frequency = waiting.frequency
    if waiting.date is not None and waiting.date.frequency is not None:
        frequency = waiting.date.frequency
    if not waiting.each:
        return figure.per, frequency
    units = [_bare(part) for part in waiting.each]
    money = any(figure.unit.endswith(word) for word in unit_kinds()["money"])
    repeats = figure.unit in unit_kinds()["repeat"]
    if frequency is not None and not money:
        return figure.per, frequency
    if repeats:
        # 每户每季度一次: how often, for each of whom.
        times = [part for part in waiting.each if time_part().match(part)]
        others = [u for part in waiting.each if not time_part().match(part) for u in _bare(part)]
        return (*others, *figure.per), "".join(times) or frequency
    flat = tuple(u for part in units for u in part)
    return (*flat, *figure.per), None


def _bare(part: str) -> tuple[str, ...]:
    """Return the denominators that one part names: 每人 -> 人, 月人均 -> 月, 人."""
    part = part.removeprefix("平均").removeprefix("每")
    if part.endswith("均"):
        return (
            tuple(part.removesuffix("平均").removesuffix("均")) if part[:2] != "单位" else ("单位",)
        )
    return (part.removeprefix("个") or part,)


def _is_doubtful(figure: Figure, sign: Sign | None) -> bool:
    """Tell whether 292% may be a misread ≥92%: a 2 before a plausible rate."""
    value = figure.low
    return (
        figure.unit == "%"
        and sign is None
        and value == figure.high
        and (280 <= value <= 299 or value == 2100)
    )
