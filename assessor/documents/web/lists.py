"""Markers of list items: numbers, letters, bullets."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

_STYLE = re.compile(r"list-style(?:-type)?\s*:\s*([\w\- ]+)", re.IGNORECASE)
_NUMBER = re.compile(r"\s*(-?\d{1,9})")
_BULLET = "• "
_CHINESE = "零一二三四五六七八九"
_ROMAN = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"),
    (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip
_TYPES = {"1": "decimal", "a": "lower-alpha", "A": "upper-alpha", "i": "lower-roman",
          "I": "upper-roman"}  # fmt: skip


@dataclass(slots=True)
class ListMarkers:
    """Counts the items of one open list."""

    style: str = "disc"
    number: int = 1

    @classmethod
    def of(cls, tag: str, attributes: Mapping[str, str]) -> "ListMarkers":
        """Return the counter for a list's start tag."""
        written = attributes.get("type", "").strip()
        style = _TYPES.get(written, written.lower()) or ("decimal" if tag == "ol" else "disc")
        if found := _STYLE.search(attributes.get("style", "")):
            style = found.group(1).split()[0].lower() if found.group(1).strip() else style
        return cls(style, _integer(attributes.get("start"), 1))

    def next(self, attributes: Mapping[str, str]) -> str:
        """Return the marker of the next item, a blank after it."""
        self.number = _integer(attributes.get("value"), self.number)
        number, self.number = self.number, self.number + 1
        if self.style in ("none", "inherit", "initial"):
            return ""
        if self.style in ("disc", "circle", "square"):
            return _BULLET
        return _numbered(number, self.style)


def _integer(text: str | None, otherwise: int) -> int:
    match = _NUMBER.match(text or "")
    return int(match.group(1)) if match else otherwise


def _numbered(number: int, style: str) -> str:
    if "chinese" in style or "cjk" in style:
        return f"{_chinese(number)}、" if 0 < number < 100 else f"{number}、"
    if style.endswith(("alpha", "latin")) and 0 < number < 1_000_000:
        return f"{_cased(_letters(number), style)}. "
    if style.endswith("roman") and 0 < number < 4_000:
        return f"{_cased(_roman(number), style)}. "
    return f"{number}. "


def _cased(text: str, style: str) -> str:
    return text.upper() if style.startswith("upper") else text


def _letters(number: int) -> str:
    text = ""
    while number:
        number, rest = divmod(number - 1, 26)
        text = chr(ord("a") + rest) + text
    return text


def _roman(number: int) -> str:
    text = ""
    for value, letters in _ROMAN:
        times, number = divmod(number, value)
        text += letters * times
    return text


def _chinese(number: int) -> str:
    tens, ones = divmod(number, 10)
    if not tens:
        return _CHINESE[ones]
    head = "" if tens == 1 else _CHINESE[tens]
    return f"{head}十{_CHINESE[ones] if ones else ''}"
