"""What a spreadsheet shows for a stored value: the part of number formats that forms use."""

import math
import re
from datetime import date, datetime, time, timedelta

_LITERAL = re.compile(r'"([^"]*)"|\\(.)')
_BRACKETS = re.compile(r"\[[^\]]*\]")
_DIGITS = re.compile(r"[#0?][#0?,]*(?:\.([#0?]+))?")
_SIGNIFICANT = 11  # what the General format shows at most
_MOST_DECIMALS = 12


def shown(value: float | int | bool | date | datetime | time | timedelta, code: str) -> str:
    """Return ``value`` as format ``code`` displays it.

    Covers General, fixed decimals, thousands, per cent, literal text before and after the
    number, and dates; anything else falls back to the plain number.
    """
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, datetime | date):
        return _date(value, code)
    if isinstance(value, time):
        return value.strftime("%H:%M")
    if isinstance(value, timedelta):
        return str(value)
    section = _BRACKETS.sub("", _section(code, value))
    literal = _LITERAL.sub(lambda match: "\0" * len(match.group()), section)
    digits = _DIGITS.search(literal)
    if digits is None or "E" in literal or "/" in literal:
        return plain_number(value)
    number = value * 100 if "%" in literal else value
    if abs(number) >= 1e15:
        return plain_number(value)
    decimals = digits.group(1) or ""
    text = _fixed(abs(number) if ";" in code and value < 0 else number, decimals)
    if "," in digits.group().split(".")[0]:
        text = f"{float(text):,.{len(text.partition('.')[2])}f}"
    before = _literals(section[: digits.start()])
    after = _literals(section[digits.end() :])
    return f"{before}{text}{after}".strip()


def plain_number(value: float) -> str:
    """Return a number without format: no trailing zeros, no exponent for usual sizes."""
    if not math.isfinite(value):
        return ""
    if float(value).is_integer() and abs(value) < 1e15:
        return str(int(value))
    text = f"{value:.{_SIGNIFICANT - 1}g}"
    if "e" in text and 1e-9 < abs(value) < 1e15:
        return f"{value:.10f}".rstrip("0").rstrip(".")
    return text


def _fixed(number: float, decimals: str) -> str:
    places = min(len(decimals), _MOST_DECIMALS)
    text = f"{number:.{places}f}"
    optional = len(decimals) - len(decimals.rstrip("#"))
    while optional and text.endswith("0") and "." in text:
        text, optional = text[:-1], optional - 1
    return text.rstrip(".")


def _section(code: str, value: float) -> str:
    sections = code.split(";")
    if value < 0 and len(sections) > 1:
        return sections[1]
    if value == 0 and len(sections) > 2:
        return sections[2]
    return sections[0]


def _literals(part: str) -> str:
    """Return what stands beside the digits: quoted text, per cent, currency, Chinese."""
    part = re.sub(r"_.|\*.", "", part)
    kept = _LITERAL.sub(lambda match: match.group(1) or match.group(2) or "", part)
    return re.sub(r"[#0?@,.]", "", kept)


def _date(value: date | datetime, code: str) -> str:
    day = f"{value.year}年{value.month}月{value.day}日"
    if "年" in code:
        return day if "日" in code or "d" in code.lower() else f"{value.year}年{value.month}月"
    if "月" in code and "日" in code:
        return f"{value.month}月{value.day}日"
    if "-" in code:
        return value.strftime("%Y-%m-%d")
    return f"{value.year}/{value.month}/{value.day}"
