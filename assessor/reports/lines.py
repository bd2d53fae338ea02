"""Lines for terminals and plain text files: Chinese display width, wrapping, harmless characters.

A line is a sequence of (text, style) pieces. Nothing here knows a terminal: ``apps`` turns
styles into colours or drops them.
"""

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import TypeAlias


class Style(StrEnum):
    """What a piece of a line is; terminals choose its looks."""

    PLAIN = "plain"
    HEADING = "heading"
    DIM = "dim"
    GOOD = "good"
    BLOCKER = "blocker"
    MAJOR = "major"
    MINOR = "minor"
    INFO = "info"
    WARNING = "warning"
    MARK_BLOCKER = "mark-blocker"
    MARK_MAJOR = "mark-major"
    MARK_MINOR = "mark-minor"
    MARK_INFO = "mark-info"


Piece: TypeAlias = tuple[str, Style]
Line: TypeAlias = tuple[Piece, ...]

_NO_LINE_START = frozenset("，。、；：？！）」』】》〉”’％…,.;:?!)]}%‰℃")
_NO_LINE_END = frozenset("（「『【《〈“‘([{")
_BLANKS = frozenset("\t\n\r\v\f\u2028\u2029\x85")


@lru_cache(maxsize=65536)
def char_width(char: str) -> int:
    """Return the columns that one character takes in a terminal: 0, 1 or 2."""
    if unicodedata.east_asian_width(char) in "WF":
        return 2
    return 0 if unicodedata.category(char) in ("Mn", "Me") else 1


def width(text: str) -> int:
    """Return the columns that ``text`` takes in a terminal."""
    return sum(map(char_width, text))


@lru_cache(maxsize=65536)
def visible_char(char: str) -> str:
    r"""Return a character as it may be printed anywhere.

    Line breaks and tabs become blanks; escape sequences, direction marks and other invisible
    characters are shown as ``\x1b`` or ``\u202e``, so that no text of a document can steer a
    terminal or hide.
    """
    if char in _BLANKS:
        return " "
    if unicodedata.category(char) in ("Cc", "Cf", "Cs"):
        code = ord(char)
        return f"\\x{code:02x}" if code < 256 else f"\\u{code:04x}"
    return char


def visible(text: str) -> str:
    """Return ``text`` with every character harmless, on one line."""
    return text if text.isascii() and text.isprintable() else "".join(map(visible_char, text))


def plain(line: Line) -> str:
    """Return a line without its styles and without trailing blanks."""
    return "".join(text for text, _ in line).rstrip()


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A stretch of a text to be marked; ``style`` is one of the ``MARK_`` styles."""

    start: int
    end: int
    style: Style


def marked(text: str, marks: Sequence[Mark], *, brackets: bool, style: Style = Style.PLAIN) -> Line:
    """Return ``text`` with its marks, as styles or between 「」.

    Marks that touch or overlap become one, in the style of the first that covers a character.
    """
    styles = [style] * len(text)
    for mark in reversed(marks):
        for place in range(max(mark.start, 0), min(mark.end, len(text))):
            styles[place] = mark.style
    pieces: list[Piece] = []
    inside = False
    for char, own in zip(text, styles, strict=True):
        if brackets and (own is not style) is not inside:
            pieces.append(("」" if inside else "「", style))
            inside = not inside
        pieces.append((visible_char(char), own))
    if inside:
        pieces.append(("」", style))
    return joined(pieces)


def joined(pieces: Iterable[Piece]) -> Line:
    """Return a line in which neighbours of one style are one piece."""
    line: list[Piece] = []
    for text, style in pieces:
        if line and line[-1][1] is style:
            line[-1] = (line[-1][0] + text, style)
        elif text:
            line.append((text, style))
    return tuple(line)


def wrap(line: Line, columns: int) -> list[Line]:
    """Break a line into lines of at most ``columns``, by the rules of Chinese typesetting.

    No closing punctuation at the start of a line, no opening one at its end, and figures and
    Latin words stay whole where they fit. An empty line gives one empty line.
    """
    chars = [(char, style) for text, style in line for char in text]
    lines: list[Line] = []
    start = 0
    while start < len(chars):
        stop = _stop(chars, start, columns)
        lines.append(_trimmed(chars[start:stop]))
        start = stop
        while start < len(chars) and chars[start][0] == " ":
            start += 1
    return lines or [()]


def _trimmed(chars: Sequence[Piece]) -> Line:
    end = len(chars)
    while end and chars[end - 1][0] == " ":
        end -= 1
    return joined(chars[:end])


def _stop(chars: Sequence[Piece], start: int, columns: int) -> int:
    """Return where the line that begins at ``start`` ends."""
    used, fit = 0, start
    while fit < len(chars) and used + char_width(chars[fit][0]) <= columns:
        used += char_width(chars[fit][0])
        fit += 1
    if fit >= len(chars):
        return len(chars)
    for stop in range(fit, start, -1):
        if _may_break(chars[stop - 1][0], chars[stop][0]) and stop - start > (fit - start) // 2:
            return stop
    return max(fit, start + 1)


def _may_break(before: str, after: str) -> bool:
    if after == " " or before == " ":
        return True
    if after in _NO_LINE_START or before in _NO_LINE_END:
        return False
    return not (_is_word(before) and _is_word(after))


def _is_word(char: str) -> bool:
    return char in "≥≤=<>+-./_%~\\" or (char.isascii() and char.isalnum())


def cut(line: Line, columns: int) -> Line:
    """Return a line of at most ``columns``; what is left out is shown as …."""
    if sum(width(text) for text, _ in line) <= columns:
        return line
    kept: list[Piece] = []
    used = 0
    for text, style in line:
        for char in text:
            if used + char_width(char) > columns - 1:
                return joined([*kept, ("…", style)])
            kept.append((char, style))
            used += char_width(char)
    return joined(kept)


def padded(line: Line, columns: int, *, right: bool = False) -> Line:
    """Return a line filled with blanks to ``columns``."""
    blanks = " " * max(columns - sum(width(text) for text, _ in line), 0)
    filler: Line = ((blanks, Style.PLAIN),) if blanks else ()
    return (*filler, *line) if right else (*line, *filler)


def hanging(first: Line, rest: Line, columns: int) -> list[Line]:
    """Wrap ``rest`` behind ``first``; following lines are indented to where ``rest`` began."""
    indent = sum(width(text) for text, _ in first)
    lines = wrap(rest, max(columns - indent, 10))
    blank: Line = ((" " * indent, Style.PLAIN),)
    return [(*(first if i == 0 else blank), *line) for i, line in enumerate(lines)]
