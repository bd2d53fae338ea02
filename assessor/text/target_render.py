"""Canonical Chinese text of a target."""

from assessor.core.target import Sign, Target, TargetKind
from assessor.text.target_words import target_words

_BLANK = "【__】"
_WORDS = {TargetKind.PLACEHOLDER: _BLANK, TargetKind.CODE: "不适用"}
_LEADS = ("同比", "环比", "比上年同期")


def render(target: Target) -> str:
    """Write a target as canonical text that parses to the same target, spans apart.

    Grades, states and open words live in the original text alone; for them the result is
    empty: quote the span instead.

    Parameters
    ----------
    target
        A target as ``parse_targets`` builds it.

    Returns
    -------
    str
        For instance ``"较上年变化≥5个百分点"`` or ``"每年≥2次"``.
    """
    if target.kind in (TargetKind.NUMBER, TargetKind.FREQUENCY):
        return _number(target)
    if target.kind is TargetKind.DATE:
        deadline = target.deadline or ""
        says_sign = deadline.endswith(target_words().date_tails.before)
        return deadline if target.sign is None or says_sign else target.sign.value + deadline
    if target.kind is TargetKind.PERIOD:
        return target.frequency or ""
    return _WORDS.get(target.kind, "")


def _number(target: Target) -> str:
    full_mark = "" if target.full_mark is None else f"(满分{_figure(target.full_mark)}分)"
    # 每3户1名 cannot be written behind a stroke: 1名/3户 is two figures.
    counted = target.per if any(part[0].isdigit() for part in target.per) else ()
    frequency = target.frequency or ""
    if target.deadline and target.deadline.startswith(frequency):
        frequency = ""  # 每月5日前 says 每月 already
    return "".join(
        (
            target.deadline or "",
            frequency,
            _baseline(target) if target.baseline or target.unit == "级" else "",
            "".join(f"每{part}" for part in counted),
            "约" if target.approximate else "",
            _sign(target),
            _amount(target),
            "".join(f"/{part}" for part in target.per[len(counted) :]),
            full_mark,
        )
    )


def _sign(target: Target) -> str:
    """Return the sign; 5±0.5 carries its own."""
    if target.sign is None:
        return ""
    low, high = target.low, target.high
    if target.sign is Sign.PLUS_MINUS and low is not None and high is not None and low != -high:
        return ""
    return target.sign.value


def _baseline(target: Target) -> str:
    """Return the comparison; 2级 alone would be a grade, 变化2级 is a number."""
    baseline = target.baseline
    if baseline is None:
        return "变化"
    if baseline in _LEADS:
        return f"{baseline}变化"
    if baseline[0].isdigit() and not baseline.endswith(("年", "年底", "年末", "年度")):
        return f"由{baseline}调整到"
    return f"较{baseline}变化"


def _amount(target: Target) -> str:
    low, high = target.low, target.high
    if low is None and high is None:
        return ""
    if low is not None and high is not None and low != high:
        text = _stretch(low, high, is_tolerance=target.sign is Sign.PLUS_MINUS)
    else:
        text = _figure(low if low is not None else high or 0.0)
    if target.unit == "1:":
        return f"1:{text}"
    return text + target.unit


def _stretch(low: float, high: float, *, is_tolerance: bool) -> str:
    """Return 3-5; -5~-3 with a mark that is no minus; 5±0.5, or 3 behind the sign ±."""
    if is_tolerance:
        middle, tolerance = round((low + high) / 2, 10), round((high - low) / 2, 10)
        return f"{_figure(middle)}±{_figure(tolerance)}" if middle else _figure(high)
    mark = "-" if low >= 0 and high >= 0 else "~"
    return f"{_figure(low)}{mark}{_figure(high)}"


def _figure(value: float) -> str:
    """Return the shortest plain notation, never with an exponent."""
    if value == int(value):
        return str(int(value))
    return f"{value:.15f}".rstrip("0") if "e" in repr(value) else repr(value)
