"""Dates and deadlines as stretches of days, so that a day of completion can be compared with a term.

A date that names only a month or a quarter is the whole of it; what lies inside of both stretches
stays undecided rather than guessed.
"""

import calendar
import re
from dataclasses import dataclass
from datetime import date

from assessor.text.normalise import normalise

_YEAR = r"(?:(?P<year>(?:19|20)\d\d)\s*年?度?\s*[-/.]?\s*)?"
_DATE = re.compile(
    _YEAR
    + r"(?:(?P<month>1[0-2]|0?[1-9])\s*[月\-/.]\s*份?\s*(?:(?P<day>3[01]|[12]\d|0?[1-9])\s*[日号]?"
    r"|(?P<part>[底末初]|[上中下]旬))?"
    r"|第?(?P<quarter>[一二三四1-4])\s*季度?|(?P<half>[上下])半年|(?P<end>年底|年末|年内|底|末))"
)
_WHOLE_YEAR = re.compile(r"(?P<year>(?:19|20)\d\d)\s*年")
_BEFORE = re.compile(r"\s*(?:之前|以前|前)")
_QUARTERS = {**dict(zip("一二三四", range(1, 5), strict=True)), **{str(n): n for n in range(1, 5)}}
_PARTS = {"初": (1, 10), "上旬": (1, 10), "中旬": (11, 20), "下旬": (21, 31), "底": (21, 31), "末": (21, 31)}  # fmt: skip


@dataclass(frozen=True, slots=True)
class DayRange:
    """From the first to the last day that a printed date can mean.

    ``sure`` is the last day up to which everybody counts the term as kept: that before the
    month of 11月前, else ``last``.
    """

    first: date
    last: date
    sure: date


def read_days(text: str, *, year: int | None) -> DayRange | None:
    """Read the last date of a text.

    Parameters
    ----------
    text
        Words of a date: 2023年10月底, 11月20日前, 三季度.
    year
        Year of a date that names none; without it such a date is that of an unknown year.

    Returns
    -------
    DayRange or None
        ``None`` if no date is read or its year is unknown.
    """
    found = None
    plain = normalise(text)
    named = year
    for match in _DATE.finditer(plain):
        named = int(match["year"]) if match["year"] else named
        if named is not None:
            found = _range(match, named, plain) or found
    if found is None and (whole := _WHOLE_YEAR.search(plain)):
        number = int(whole["year"])
        last = date(number, 12, 31)
        return DayRange(date(number, 1, 1), last, last)
    return found


def named_year(text: str) -> int | None:
    """Return the year that a date names, ``None`` if it names none."""
    match = re.search(r"(?:19|20)\d\d", normalise(text))
    return int(match.group()) if match else None


def _range(match: re.Match[str], year: int, text: str) -> DayRange | None:
    if match["month"]:
        return _in_month(match, year, text)
    if match["quarter"]:
        number = _QUARTERS[match["quarter"]]
        return _months(year, number * 3 - 2, number * 3)
    if match["half"]:
        return _months(year, 1, 6) if match["half"] == "上" else _months(year, 7, 12)
    return _months(year, 1, 12)


def _in_month(match: re.Match[str], year: int, text: str) -> DayRange | None:
    month = int(match["month"])
    length = calendar.monthrange(year, month)[1]
    if match["day"]:
        if int(match["day"]) > length:
            return None
        day = date(year, month, int(match["day"]))
        return DayRange(day, day, day)
    low, high = _PARTS.get(match["part"] or "", (1, 31))
    last = date(year, month, min(high, length))
    if not match["part"] and _BEFORE.match(text, match.end()):
        return DayRange(
            date(year, 1, 1), last, date.fromordinal(date(year, month, 1).toordinal() - 1)
        )
    return DayRange(date(year, month, low), last, last)


def _months(year: int, first: int, last: int) -> DayRange:
    end = date(year, last, calendar.monthrange(year, last)[1])
    return DayRange(date(year, first, 1), end, end)
