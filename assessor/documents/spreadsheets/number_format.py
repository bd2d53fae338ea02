"""What a spreadsheet shows for a stored value: number formats as forms use them.

A format is up to four sections (positive; negative; zero; text), each a row of literal text and
placeholders. It is taken apart once per format, then applied to every value that has it.
"""

import math
from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal, localcontext
from fractions import Fraction
from functools import lru_cache

from assessor.documents.spreadsheets.date_format import shown_date
from assessor.documents.spreadsheets.format_sections import GENERAL, Section, Token, parse

_SIGNIFICANT = 11  # what the General format shows at most
_STORED = 15  # decimal digits that a spreadsheet keeps of a number
_MOST_DIGITS = 30
_LARGEST = 1e15
_LAST_DAY = 2_958_466  # 9999-12-31 and one day
_FAKE_LEAP_DAY = 60  # 1900-02-29, which never was but is counted
_EPOCH = datetime(1899, 12, 30)
_EPOCH_1904 = datetime(1904, 1, 1)

Value = float | int | bool | date | datetime | time | timedelta


def shown(value: Value, code: str, *, from_1904: bool = False) -> str:
    """Return ``value`` as format ``code`` displays it, without blanks around it.

    Parameters
    ----------
    value
        A number, or what a library took for a date because of the format.
    code
        Such as ``0.0%``, ``"≥"#,##0"人"``, ``[>=90]0"分";0``, ``yyyy"年"m"月"``.
    from_1904
        Days of this workbook count from 1904-01-01 (old Macintosh files).

    Examples
    --------
    >>> shown(0.9, "0%"), shown(1234.5, '"≥"#,##0.0"人"'), shown(46022, 'yyyy"年"m"月"')
    ('90%', '≥1,234.5人', '2025年12月')
    """
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, float) and code in GENERAL:
        return plain_number(value)
    return _shown(value, code, from_1904=from_1904)


@lru_cache(maxsize=10_000)
def _shown(value: Value, code: str, *, from_1904: bool) -> str:
    sections = _sections(code)
    if isinstance(value, time | date | timedelta):
        if not sections or not sections[0].is_date:
            return _plain_date(value)
        return shown_date(value, sections[0])
    if not math.isfinite(value):
        return ""
    section = _chosen(sections, value)
    if section is None:
        return plain_number(value)
    if section.is_date:
        spent = any(token.text.startswith("[") for token in section.tokens)
        moment = from_serial(value, from_1904=from_1904, spent=spent)
        return plain_number(value) if moment is None else shown_date(moment, section)
    return _number(value, section, signed=_keeps_sign(sections, section)).strip()


def shown_text(text: str, code: str) -> str:
    """Return a text as format ``code`` displays it (``"≥"@`` puts a sign before it)."""
    if "@" not in code:
        return text
    sections = _sections(code)
    # Only the last section speaks of texts.
    tokens = sections[-1].tokens if sections else ()
    if not any(token.kind == "text" for token in tokens):
        return text
    return "".join(text if token.kind == "text" else _literal(token) for token in tokens)


def plain_number(value: float) -> str:
    """Return a number without format: no trailing zeros, no exponent for usual sizes."""
    if not math.isfinite(value):
        return ""
    if float(value).is_integer() and abs(value) < _LARGEST:
        return str(int(value))
    text = f"{value:.{_SIGNIFICANT - 1}g}"
    if "e" in text and 1e-9 < abs(value) < _LARGEST:
        return f"{value:.10f}".rstrip("0").rstrip(".")
    return text


def from_serial(
    value: float, *, from_1904: bool = False, spent: bool = False
) -> datetime | timedelta | None:
    """Return the moment that a number of days stands for; ``None`` outside of the calendar.

    Parameters
    ----------
    spent
        The number is a length of time, such as ``[h]:mm`` shows, not a moment.
    """
    if not 0 <= value < _LAST_DAY:
        return None
    length = timedelta(seconds=round(value * 86_400, 3))
    if spent:
        return length
    if from_1904:
        return _EPOCH_1904 + length
    return _EPOCH + length + timedelta(days=1 if value < _FAKE_LEAP_DAY else 0)


@lru_cache(maxsize=2_000)
def _sections(code: str) -> tuple[Section, ...]:
    return () if code in GENERAL else parse(code)


def _chosen(sections: tuple[Section, ...], value: float) -> Section | None:
    """Return the section that speaks of ``value``; ``None``: the General format."""
    if not sections:
        return None
    numeric = sections[:3]
    if any(section.condition for section in numeric):
        for section in numeric:
            if section.condition is None or section.condition(value):
                return section
        return None
    place = 0
    if value < 0 and len(numeric) > 1:
        place = 1
    elif value == 0 and len(numeric) > 2:
        place = 2
    return None if numeric[place].is_text else numeric[place]


def _keeps_sign(sections: tuple[Section, ...], section: Section) -> bool:
    """Tell whether a negative number shows its minus: a section of its own says it itself."""
    return section.condition is not None or len(sections) < 2 or section is not sections[1]


def _number(value: float, section: Section, *, signed: bool) -> str:
    if abs(value) >= _LARGEST:
        return plain_number(value)
    minus = "-" if signed and value < 0 else ""
    kinds = {token.kind for token in section.tokens}
    size = Decimal(f"{abs(value):.{_STORED}g}") * 100**section.percents / 1000**section.scale
    if "general" in kinds:
        text = "".join(
            plain_number(float(size)) if token.kind == "general" else _literal(token)
            for token in section.tokens
        )
    elif "exponent" in kinds:
        text = f"{float(size):.{len(section.decimals)}E}"
    elif "fraction" in kinds:
        text = _fraction(float(size))
    elif not section.whole and not section.decimals:
        text = "".join(_literal(token) for token in section.tokens)
        minus = minus if text else ""
    else:
        text = _placed(size, section)
        minus = minus if any(digit in "123456789" for digit in text) else ""
    return minus + text


def _placed(size: Decimal, section: Section) -> str:
    """Put the digits of a number on the placeholders of a section."""
    places = min(len(section.decimals), _MOST_DIGITS)
    with localcontext() as context:
        context.prec = 60
        rounded = size.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
    whole, _, decimals = f"{rounded:f}".partition(".")
    needed = sum(mark == "0" for mark in section.whole)
    whole = whole.lstrip("0").rjust(min(needed, _MOST_DIGITS), "0")
    optional = len(section.decimals) - len(section.decimals.rstrip("#?"))
    while optional and decimals.endswith("0"):
        decimals, optional = decimals[:-1], optional - 1
    if section.thousands:
        whole = f"{int(whole):,}" if whole else ""
    text: list[str] = []
    left, kept, seen = whole, decimals, 0
    marks = len(section.whole)
    for token in section.tokens:
        if token.kind == "whole":
            seen += 1
            # The first placeholder takes all digits that have none of their own.
            taken = len(left) if section.thousands else max(0, len(left) - (marks - seen))
            text.append(left[:taken])
            left = left[taken:]
        elif token.kind == "point":
            text.append("." if decimals else "")
        elif token.kind == "decimal":
            text.append(kept[:1])
            kept = kept[1:]
        else:
            text.append(_literal(token))
    return "".join(text)


def _fraction(size: float) -> str:
    whole, rest = divmod(Fraction(size).limit_denominator(99), 1)
    if not rest:
        return str(whole)
    return f"{whole} {rest}" if whole else str(rest)


def _literal(token: Token) -> str:
    return token.text if token.kind in ("literal", "percent") else ""


def _plain_date(value: date | datetime | time | timedelta) -> str:
    if isinstance(value, time):
        return value.strftime("%H:%M")
    if isinstance(value, timedelta):
        return str(value)
    return f"{value.year}/{value.month}/{value.day}"
