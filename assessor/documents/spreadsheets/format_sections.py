"""Number formats taken apart: sections, conditions, placeholders, literal text."""

import operator
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial

GENERAL = ("", "General", "general", "GENERAL", "G/通用格式")
# What the numbers of the built-in formats mean where the system's language is Chinese.
BUILT_IN = {
    1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00",
    5: "¥#,##0;-¥#,##0", 6: "¥#,##0;-¥#,##0", 7: "¥#,##0.00;-¥#,##0.00",
    8: "¥#,##0.00;-¥#,##0.00", 9: "0%", 10: "0.00%", 11: "0.00E+00", 12: "# ?/?", 13: "# ??/??",
    14: "yyyy/m/d", 15: "d-mmm-yy", 16: "d-mmm", 17: "mmm-yy", 18: "h:mm AM/PM",
    19: "h:mm:ss AM/PM", 20: "h:mm", 21: "h:mm:ss", 22: "yyyy/m/d h:mm",
    27: 'yyyy"年"m"月"', 28: 'm"月"d"日"', 29: 'm"月"d"日"', 30: "m-d-yy",
    31: 'yyyy"年"m"月"d"日"', 32: 'h"时"mm"分"', 33: 'h"时"mm"分"ss"秒"',
    34: '上午/下午h"时"mm"分"', 35: '上午/下午h"时"mm"分"ss"秒"', 36: 'yyyy"年"m"月"',
    37: "#,##0;-#,##0", 38: "#,##0;-#,##0", 39: "#,##0.00;-#,##0.00", 40: "#,##0.00;-#,##0.00",
    41: '#,##0;-#,##0;"-"', 42: '¥#,##0;-¥#,##0;¥"-"', 43: '#,##0.00;-#,##0.00;"-"',
    44: '¥#,##0.00;-¥#,##0.00;¥"-"', 45: "mm:ss", 46: "[h]:mm:ss", 47: "mm:ss.0",
    48: "##0.0E+0", 49: "@", 50: 'yyyy"年"m"月"', 51: 'm"月"d"日"', 52: 'yyyy"年"m"月"',
    53: 'm"月"d"日"', 54: 'm"月"d"日"', 55: '上午/下午h"时"mm"分"',
    56: '上午/下午h"时"mm"分"ss"秒"', 57: 'yyyy"年"m"月"', 58: 'm"月"d"日"',
}  # fmt: skip
_GENERAL_WORDS = ("general", "g/通用格式")
_CONDITION = re.compile(r"(<=|>=|<>|<|>|=)\s*(-?\d{1,15}(?:\.\d{1,15})?)$")
_COMPARE: dict[str, Callable[[float, float], bool]] = {
    "<": operator.lt, "<=": operator.le, ">": operator.gt,
    ">=": operator.ge, "=": operator.eq, "<>": operator.ne,
}  # fmt: skip
_HALVES = ("am/pm", "上午/下午", "a/p")
_DATE_RUN = re.compile(r"([ymdhsabge])\1*", re.IGNORECASE)
_SPENT = re.compile(r"(h+|m+|s+)$", re.IGNORECASE)
_EXPONENT = re.compile(r"E[+-]", re.IGNORECASE)
_MOST_CHARACTERS = 1_000  # a spreadsheet itself takes 255


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of a section; ``kind`` says what is shown in its place.

    ``literal`` and ``percent`` show their text, ``text`` the cell's text, ``general`` the plain
    number, ``whole`` and ``decimal`` a digit, ``point`` the decimal point, ``date`` a part of a
    date, ``half`` 上午 or 下午, ``exponent`` and ``fraction`` say how the number is written.
    """

    kind: str
    text: str


_LONG_DATE = Token("date", "long")


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """One section of a format.

    Attributes
    ----------
    condition
        When the section applies, if it says so itself.
    whole, decimals
        The placeholders before and after the decimal point.
    percents, scale
        How often the number is multiplied by 100 and divided by 1000.
    """

    tokens: tuple[Token, ...]
    condition: Callable[[float], bool] | None = None
    whole: str = ""
    decimals: str = ""
    thousands: bool = False
    percents: int = 0
    scale: int = 0
    is_date: bool = False
    is_text: bool = False


@dataclass(slots=True)
class _Parts:
    """What is collected while a section is read."""

    tokens: list[Token] = field(default_factory=list)
    condition: Callable[[float], bool] | None = None


def parse(code: str) -> tuple[Section, ...]:
    """Return the sections of a format, at least one."""
    sections: list[Section] = []
    parts = _Parts()
    for kind, text in _lexemes(code[:_MOST_CHARACTERS]):
        if kind == "end":
            sections.append(_section(parts))
            parts = _Parts()
        elif kind == "bracket":
            _bracket(text, parts)
        else:
            parts.tokens.append(Token(kind, text))
    sections.append(_section(parts))
    return tuple(sections)


def _lexemes(code: str) -> Iterator[tuple[str, str]]:
    place = 0
    while place < len(code):
        char = code[place]
        width = 1
        if char == '"':
            end = code.find('"', place + 1)
            end = len(code) if end < 0 else end
            yield "literal", code[place + 1 : end]
            width = end + 1 - place
        elif char in "\\!":
            yield "literal", code[place + 1 : place + 2]
            width = 2
        elif char in "_*":
            width = 2  # room as wide as a character, or a character that fills the cell
        elif char == "[":
            end = code.find("]", place)
            end = len(code) if end < 0 else end
            yield "bracket", code[place + 1 : end]
            width = end + 1 - place
        else:
            kind, text = _plain(code, place)
            yield kind, text
            width = len(text)
        place += width


def _plain(code: str, place: int) -> tuple[str, str]:
    """Return what stands unquoted at ``place``."""
    char = code[place]
    rest = code[place : place + 8].lower()
    for word in _GENERAL_WORDS:
        if rest.startswith(word):
            return "general", code[place : place + len(word)]
    for word in _HALVES:
        if rest.startswith(word):
            return "half", code[place : place + len(word)]
    if _EXPONENT.match(code, place):
        return "exponent", code[place : place + 2]
    kinds = {";": "end", "%": "percent", "@": "text", ".": "point", ",": "comma"}
    if char in kinds:
        return kinds[char], char
    if char in "0#?":
        return "digit", char
    run = _DATE_RUN.match(code, place)
    if run is not None:
        return "date", run.group()
    return "literal", char


def _bracket(text: str, parts: _Parts) -> None:
    found = _CONDITION.match(text)
    if found is not None:
        parts.condition = partial(_holds, _COMPARE[found.group(1)], float(found.group(2)))
    elif _SPENT.match(text):
        parts.tokens.append(Token("date", f"[{text.lower()}"))
    elif text.startswith("$"):
        # A currency sign, then a language: [$¥-804]. F800 asks for the long date.
        symbol, _, language = text[1:].partition("-")
        parts.tokens.append(Token("literal", symbol))
        if language.upper() == "F800":
            parts.tokens.append(_LONG_DATE)


def _holds(compare: Callable[[float, float], bool], bound: float, value: float) -> bool:
    return compare(value, bound)


def _section(parts: _Parts) -> Section:
    if _LONG_DATE in parts.tokens:
        return Section(tokens=(_LONG_DATE,), is_date=True)
    kinds = {token.kind for token in parts.tokens}
    if kinds & {"date", "half"} and not kinds & {"general", "text", "exponent"}:
        # Of digits in a date only the parts of a second are known: 0 after a point.
        tokens = [Token("literal", token.text) if token.kind in ("digit", "point", "comma")
                  else token for token in parts.tokens]  # fmt: skip
        return Section(tokens=tuple(tokens), condition=parts.condition, is_date=True)
    return _number_section(parts, is_text="text" in kinds)


def _number_section(parts: _Parts, *, is_text: bool) -> Section:
    digits = [place for place, token in enumerate(parts.tokens) if token.kind == "digit"]
    first, last = (digits[0], digits[-1]) if digits else (len(parts.tokens), -1)
    reader = _Digits()
    for place, token in enumerate(parts.tokens):
        if token.kind == "exponent":
            reader.tokens.append(token)
            break  # the digits that follow are those of the exponent
        reader.take(token, before=place < first, after=place > last)
    if "?" in reader.whole and Token("literal", "/") in reader.tokens:
        reader.tokens.append(Token("fraction", ""))
    return Section(
        tokens=tuple(reader.tokens),
        condition=parts.condition,
        whole=reader.whole,
        decimals=reader.decimals,
        thousands=reader.thousands,
        percents=sum(token.kind == "percent" for token in reader.tokens),
        scale=reader.scale,
        is_text=is_text,
    )


@dataclass(slots=True)
class _Digits:
    """Sorts the placeholders of a number into those before and after the decimal point."""

    tokens: list[Token] = field(default_factory=list)
    whole: str = ""
    decimals: str = ""
    thousands: bool = False
    scale: int = 0
    has_point: bool = False

    def take(self, token: Token, *, before: bool, after: bool) -> None:
        """Take a token; ``before`` and ``after`` say where it stands from the digits."""
        match token.kind:
            case "comma" if before:
                self.tokens.append(Token("literal", ","))
            case "comma":
                # Behind the digits it divides by a thousand, among them it groups.
                self.scale += after
                self.thousands = self.thousands or not (after or self.has_point)
            case "point":
                self.tokens.append(Token("literal" if self.has_point else "point", "."))
                self.has_point = True
            case "digit" if self.has_point:
                self.tokens.append(Token("decimal", token.text))
                self.decimals += token.text
            case "digit":
                self.tokens.append(Token("whole", token.text))
                self.whole += token.text
            case "date":
                self.tokens.append(Token("literal", token.text))
            case _:
                self.tokens.append(token)
