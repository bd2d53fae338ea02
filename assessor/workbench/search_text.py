"""Texts as a search compares them: one form for widths, cases and blanks."""

import re
import unicodedata

_BLANK = re.compile(r"[^\S\n]+")
_MOST_WORDS = 8
_LONGEST = 200


def folded(text: str) -> str:
    """Return a text without differences of width and case, and without blanks within a line."""
    return _BLANK.sub("", unicodedata.normalize("NFKC", text).casefold())


def search_words(text: str) -> tuple[str, ...]:
    """Return the words that a person searches for, folded; all of them must be found."""
    words = (folded(word) for word in text[:_LONGEST].split())
    return tuple(dict.fromkeys(word for word in words if word))[:_MOST_WORDS]


def pattern(word: str) -> str:
    r"""Return a pattern for LIKE … ESCAPE '\' that finds a word anywhere, its signs as they are."""
    escaped = word.replace("\\", "\\\\").replace("%", r"\%").replace("_", r"\_")
    return f"%{escaped}%"
