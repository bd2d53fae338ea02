"""What pages print around a text: page numbers, running heads and feet.

They stand in the middle of an item where a page breaks. A page number is known by its form; a
running head or foot by repetition: it stands beside two page breaks, or beside one and at the top
of the document. Pages that break inside a table with tabs keep their heads: there a repeated title
may begin the next form.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from assessor.documents.document import Line
from assessor.indicators.columns import meaning
from assessor.indicators.values import is_level1, is_level2

_PAGE_NUMBER = re.compile(
    r"^\s*(?:[-—–－]+\s*\d{1,4}\s*[-—–－]+|第\s*\d{1,4}\s*页(?:.{0,3}共\s*\d{1,4}\s*页)?|"
    r"共\s*\d{1,4}\s*页.{0,3}第\s*\d{1,4}\s*页|\d{1,4}\s*/\s*\d{1,4}|[Pp]age\s*\d{1,4}(?:\s*of\s*\d{1,4})?)\s*$"
)
_BARE_NUMBER = re.compile(r"^\s*\d{1,3}\s*$")
_BLANKS = re.compile(r"\s+")
_GOES_ON = re.compile(r"[。；;，,：:]$")
_MOST_HEAD_LINES = 5
_MOST_TOP_LINES = 12
_FAR = 40
_SHORTEST, _LONGEST = 4, 80


def without_page_furniture(lines: tuple[Line, ...]) -> tuple[Line, ...]:
    """Return the lines without page numbers, running heads and feet."""
    numbers = frozenset(_page_numbers(lines))
    breaks = [
        index
        for index, line in enumerate(lines)
        if (index in numbers or line.page_start) and _in_text(lines, index)
    ]
    gone = set(numbers)
    top = (index for index in range(min(len(lines), 60)) if lines[index].text.strip())
    first = [index for index, _ in zip(top, range(_MOST_TOP_LINES), strict=False)]
    heads = _counted(lines, {*first, *(i for b in breaks for i in _after(lines, b, numbers))})
    feet = _counted(lines, {i for b in breaks for i in _before(lines, b)})
    for place in breaks:
        gone.update(_repeated(lines, _after(lines, place, numbers), heads))
        gone.update(_repeated(lines, _before(lines, place), feet))
    gone.update(_padding(lines, gone))
    return tuple(
        replace(line, text="") if index in gone else line
        for index, line in enumerate(lines)
        if index not in gone or line.page_start
    )


def _padding(lines: tuple[Line, ...], gone: set[int]) -> set[int]:
    """Return the blank lines that set off what is gone, where no row of cells ends there."""
    found: set[int] = set()
    for index in gone:
        above, below = index - 1, index + 1
        if above in gone or above < 1:
            continue  # only the first line of a run looks around it
        while below in gone:
            below += 1
        if below + 1 >= len(lines):
            continue
        blank = not lines[above].text.strip() and not lines[below].text.strip()
        if blank and not lines[above - 1].text.startswith("\t"):
            found.update((above, below))
    return found


def _in_text(lines: tuple[Line, ...], place: int) -> bool:
    return all("\t" not in lines[index].text for index in _before(lines, place))


def _counted(lines: tuple[Line, ...], places: set[int]) -> Counter[str]:
    return Counter(_plain(lines[index].text) for index in places)


def _page_numbers(lines: tuple[Line, ...]) -> Iterator[int]:
    """Yield the lines that are page numbers; a bare number is one only beside a page break."""
    for index, line in enumerate(lines):
        if _PAGE_NUMBER.match(line.text) or (
            _BARE_NUMBER.match(line.text) and _stands_alone(lines, index)
        ):
            yield index


def _stands_alone(lines: tuple[Line, ...], index: int) -> bool:
    before, after = lines[max(0, index - 3) : index], lines[index + 1 : index + 4]
    if any(line.page_start for line in (*after[:2], lines[index])):
        return True
    return sum(not line.text.strip() for line in before) >= 3 or (
        len(after) == 3 and all(not line.text.strip() for line in after)
    )


def _after(lines: tuple[Line, ...], place: int, numbers: frozenset[int]) -> list[int]:
    """Return the first filled lines of the page that begins at ``place``."""
    start = place + 1 if place in numbers else place
    filled = [
        index
        for index in range(start, min(start + _FAR, len(lines)))
        if lines[index].text.strip() and index not in numbers
    ]
    return filled[:_MOST_HEAD_LINES]


def _before(lines: tuple[Line, ...], place: int) -> list[int]:
    """Return the last filled line of the page that ends before ``place``."""
    filled = (i for i in range(place - 1, max(-1, place - _FAR), -1) if lines[i].text.strip())
    return [index for index, _ in zip(filled, range(1), strict=False)]


def _repeated(lines: tuple[Line, ...], places: list[int], known: Counter[str]) -> Iterator[int]:
    """Yield the places from the page break on as long as their lines are repeated ones."""
    for index in places:
        text = lines[index].text.strip()
        fits = _SHORTEST <= len(text) <= _LONGEST and not _GOES_ON.search(text)
        fits = fits and not meaning(text) and not is_level1(text) and not is_level2(text)
        if not fits or "\t" in text or known[_plain(text)] < 2:
            return
        yield index


def _plain(text: str) -> str:
    return _BLANKS.sub("", text)
