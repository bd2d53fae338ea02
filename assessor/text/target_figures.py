"""Reading one figure: value, range, multiplier, unit, denominators and the words behind it."""

import re
from dataclasses import dataclass
from functools import cache

from assessor.core.target import Sign
from assessor.text.normalise import normalise
from assessor.text.numerals import NUMERAL_CHARS, parse_numeral
from assessor.text.target_patterns import (
    BREAK,
    per_chain,
    per_part,
    quantity,
    suffix,
    unit_kinds,
    unknown_unit,
)
from assessor.text.target_words import target_words

_MOST_DIGITS = 15
_SHARES = {"百": "%", "千": "‰", "万": "‱"}
_MULTIPLIERS = {
    "千": (1e3, ""), "百": (1e2, ""), "十万": (10.0, "万"), "百万": (1e2, "万"),
    "千万": (1e3, "万"), "万": (1.0, "万"), "亿": (1.0, "亿"), "十亿": (10.0, "亿"),
    "百亿": (1e2, "亿"), "千亿": (1e3, "亿"), "万亿": (1e4, "亿"),
}  # fmt: skip
_SIMPLE_NUMERAL = frozenset(NUMERAL_CHARS + "半")
_BREAKS = frozenset(",;。、!?:：()[]【】/ ")
_PERCENT = "%"
_DECIMALS = 10
_FULL_MARKS = (100.0,)
_NEAR = 9
_LONGEST_NAME = 30
_SPACED = re.compile(
    r"(?<!\d)(?<!\d )\d(?: \d){1,5}(?= ?[%‰])|(?<!\d)\d{1,3}(?: \d{3}){1,4}(?!\d)", re.ASCII
)


@dataclass(slots=True)
class Figure:
    """A figure with all that belongs to it; ``sign`` only from words behind it."""

    start: int
    end: int
    low: float
    high: float
    unit: str
    per: tuple[str, ...] = ()
    sign: Sign | None = None
    approximate: bool = False
    is_range: bool = False
    is_tolerance: bool = False
    known_unit: bool = False
    full_mark: float | None = None
    chinese: str = ""
    """The numeral if it is written in Chinese characters."""


@cache
def _percent_spellings() -> frozenset[str]:
    return unit_kinds()["percent"]


def join_spaced_digits(text: str) -> str:
    """Close up digits that a line break or a justified cell drew apart, keeping the length.

    ``≥ 9 0 %`` becomes ``≥ 90  %``: blanks move behind the digits.
    """
    return _SPACED.sub(lambda m: m[0].replace(" ", "").ljust(len(m[0])), text)


def read_figure(text: str, start: int) -> Figure | None:
    """Return the figure that begins at ``start`` of the normalised text, if it is one."""
    match = quantity().match(text, start)
    if match is None:
        return None
    figure = _share(match) if match["a"] is None else _plain(match)
    if figure is None:
        return None
    if not figure.unit:
        _take_unknown_unit(text, figure)
    _take_denominators(text, figure)
    _take_suffix(text, figure)
    return figure


def _number(printed: str) -> float | None:
    if printed[-1] in _SIMPLE_NUMERAL:
        return parse_numeral(printed)
    if len(printed) > _MOST_DIGITS + 10 or sum(c.isdigit() for c in printed) > _MOST_DIGITS:
        return None
    return float(printed.replace(",", ""))


def _share(match: re.Match[str]) -> Figure | None:
    """Read 百分之九十五, 万分之一 and 三分之二; all are shares."""
    if match["base"] is not None:
        share = match["share"]
        low = 100.0 if share == "百" else _number(share)
        high = low if match["share2"] is None else _number(match["share2"])
        unit = _SHARES[match["base"]]
    else:
        above, below = parse_numeral(match["above"]), parse_numeral(match["below"])
        low = high = round(above / below * 100, _DECIMALS) if above is not None and below else None
        unit = _PERCENT
    if low is None or high is None:
        return None
    end = max(match.end("share"), match.end("share2"), match.end("above"))
    figure = _at(match, end, low, unit)
    figure.high = high
    figure.is_range = high != low
    return figure


def _at(match: re.Match[str], end: int, value: float, unit: str) -> Figure:
    return Figure(start=match.start(), end=end, low=value, high=value, unit=unit, known_unit=True)


def _plain(match: re.Match[str]) -> Figure | None:
    printed = match["a"]
    low = _number(printed)
    if low is None:
        return None
    figure = Figure(start=match.start(), end=match.end(), low=low, high=low, unit="")
    if printed[-1] in _SIMPLE_NUMERAL:
        figure.chinese = printed
    if match["join"] is not None:
        return _joined(match, figure)
    if match["b"] is not None:
        high = _number(match["b"])
        if high is None:
            return None
        figure.high = high
        figure.is_range = True
    elif match["tol"] is not None:
        tolerance = _number(match["tol"]) or 0.0
        figure.low = round(low - tolerance, _DECIMALS)
        figure.high = round(low + tolerance, _DECIMALS)
        figure.is_tolerance = True
    _apply_unit(match, figure)
    return figure


def _joined(match: re.Match[str], figure: Figure) -> Figure | None:
    """Read a ratio 1:18, 15:1 or a fraction 1/3.

    The figure of a ratio is its other side: 18 with unit ``1:``, 15 with unit ``:1``.
    """
    other = float(match["c"])
    figure.end = match.end("c")
    figure.known_unit = True
    if match["join"] == "/":
        if other in _FULL_MARKS and 20 < figure.low <= other:
            figure.full_mark = other
            return figure
        if not 0 < figure.low < other <= 20 or "." in match["a"] + match["c"]:
            return None
        figure.low = figure.high = round(figure.low / other * 100, _DECIMALS)
        figure.unit = _PERCENT
    elif figure.low > 1 and len(match["c"]) == 2 and other % 5 == 0 and other < 60:
        return None  # 12:30 is a time of day
    elif figure.low == 1:
        figure.low = figure.high = other
        figure.unit = "1:"
    elif other > 0:
        figure.low = figure.high = round(figure.low / other, _DECIMALS)
        figure.unit = ":1"
    return figure


def _apply_unit(match: re.Match[str], figure: Figure) -> None:
    unit = match["unit"] or ""
    factor, head = _MULTIPLIERS.get(match["big"] or "", (1.0, ""))
    figure.low = round(figure.low * factor, _DECIMALS)
    figure.high = round(figure.high * factor, _DECIMALS)
    if match["half"] or match["half2"]:
        figure.low += 0.5
        figure.high += 0.5
    figure.approximate = bool(match["more"] or match["more2"])
    if unit in _percent_spellings():
        unit = _PERCENT
    elif unit == "成":
        tenth = parse_numeral(match["tenth"]) if match["tenth"] else 0.0
        tenth = 5.0 if match["tenth"] == "半" else tenth or 0.0
        figure.low, figure.high = figure.low * 10 + tenth, figure.high * 10 + tenth
        unit = _PERCENT
    elif match["half"]:
        unit = "个" + unit
    figure.unit = head + normalise(unit).replace(" ", "")
    figure.known_unit = bool(figure.unit)
    if match["unit"] is None and match["big"] is None:
        # Blanks behind the bare number belong to nothing.
        ends = [match.end(g) for g in ("a", "b", "tol", "half", "more2") if match[g] is not None]
        figure.end = max(ends)
        if match["unit_a"]:
            figure.unit = match["unit_a"]
            figure.known_unit = True


def _take_unknown_unit(text: str, figure: Figure) -> None:
    match = unknown_unit().match(text, figure.end)
    if match is not None:
        figure.unit = match["unit"]
        figure.end = match.end()


def _take_denominators(text: str, figure: Figure) -> None:
    if not text[figure.end : figure.end + 3].lstrip().startswith(("/", "每", "(每")):
        return
    chain = per_chain().match(text, figure.end)
    if chain is None:
        return
    parts = tuple(m.group() for m in per_part().finditer(text, chain.start(), chain.end()))
    counters, repeats = unit_kinds()["counter"], unit_kinds()["repeat"]
    alternates = (figure.unit, *parts)
    if "/" in chain[0] and all(u in counters for u in alternates) and figure.unit not in repeats:
        figure.unit = "/".join(alternates)
    else:
        figure.per = parts
    figure.end = chain.end()


def _take_suffix(text: str, figure: Figure) -> None:
    match = suffix().match(text, figure.end)
    if match is None or match.lastgroup is None:
        return
    figure.end = match.end()
    if match["least"] is not None:
        figure.sign = Sign.AT_LEAST
    elif match["most"] is not None:
        figure.sign = Sign.AT_MOST
    figure.approximate = figure.approximate or match["about"] is not None


def stands_free(text: str, figure: Figure) -> bool:
    """Tell whether the figure fills its clause: nothing but marks on both sides."""
    before = text[max(0, figure.start - _NEAR) : figure.start].rstrip()
    after = text[figure.end : figure.end + _NEAR].lstrip()
    return (not before or before[-1] in _BREAKS) and (not after or after[0] in _BREAKS)


def ends_clause(text: str, end: int) -> bool:
    """Tell whether a clause ends at ``end``."""
    after = text[end : end + _NEAR].lstrip()
    return not after or after[0] in _BREAKS


def qualifies_name(text: str, end: int) -> bool:
    """Tell whether words behind ``end`` close the clause as a measure's name.

    In 培训后6个月就业率 the figure is part of the name, in 4小时内恢复 it is the target.
    """
    if end >= len(text) or text[end] in _BREAKS:
        return False
    clause = _clause().match(text, end, end + _LONGEST_NAME)
    return clause is not None and clause[0].rstrip().endswith(_name_endings())


@cache
def _clause() -> re.Pattern[str]:
    return re.compile(rf"[^{BREAK}\d≥≤><=]*")


@cache
def _name_endings() -> tuple[str, ...]:
    return target_words().name_endings.terms
