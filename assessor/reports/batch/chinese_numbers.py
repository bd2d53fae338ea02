"""Figures as Chinese officials write them: 万元, percent with one decimal, intervals in brackets."""

from assessor.reports.batch.intervals import Difference, Interval, Share

NOTHING = "—"
_WAN, _YI = 1e4, 1e8


def percent(value: float | None) -> str:
    """Return 0..1 as a percentage with one decimal, a dash for nothing.

    Examples
    --------
    >>> percent(0.1234)
    '12.3%'
    """
    return NOTHING if value is None else f"{value * 100:.1f}%"


def share_text(share: Share) -> str:
    """Return a share with its interval: 12.3%（10.1%–14.8%）."""
    return f"{percent(share.value)}{_in_brackets(share.interval)}"


def change_text(change: Difference) -> str:
    """Return a difference in percentage points: +3.2个百分点（+1.0～+5.4）."""
    if change.value is None:
        return NOTHING
    ends = change.interval
    inside = "" if ends is None else f"（{ends.low * 100:+.1f}～{ends.high * 100:+.1f}）"
    return f"{change.value * 100:+.1f}个百分点{inside}"


def _in_brackets(interval: Interval | None) -> str:
    return "" if interval is None else f"（{percent(interval.low)}–{percent(interval.high)}）"


def money_text(yuan: float | None) -> str:
    """Return 元 in 万元, or 亿元 from one 亿 on, with as many decimals as a reader needs.

    Examples
    --------
    >>> money_text(123_456.0), money_text(2.5e8), money_text(980.0), money_text(None)
    ('12.35万元', '2.50亿元', '0.10万元', '—')
    """
    if yuan is None:
        return NOTHING
    if abs(yuan) >= _YI:
        return f"{yuan / _YI:,.2f}亿元"
    wan = yuan / _WAN
    if abs(wan) >= 1000:
        return f"{wan:,.0f}万元"
    return f"{wan:,.1f}万元" if abs(wan) >= 100 else f"{wan:,.2f}万元"


def count_text(count: int) -> str:
    """Return a count with commas."""
    return f"{count:,}"


def score_text(score: float | None) -> str:
    """Return a score with one decimal, a dash for none."""
    return NOTHING if score is None else f"{score:.1f}"
