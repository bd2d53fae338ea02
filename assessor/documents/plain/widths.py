"""Text as a fixed-width screen shows it: Chinese characters take two columns."""

import unicodedata
from functools import lru_cache


@lru_cache(maxsize=100_000)
def width_of(character: str, *, ambiguous: int = 2) -> int:
    """Return the columns of a character; ``ambiguous`` for those that fonts differ on."""
    if unicodedata.combining(character):
        return 0
    kind = unicodedata.east_asian_width(character)
    if kind in ("W", "F"):
        return 2
    return ambiguous if kind == "A" else 1


def columns_of(text: str, *, box: int = 2, ambiguous: int = 2) -> list[str]:
    """Return what stands in every column, ``""`` in the second one of a wide character.

    Parameters
    ----------
    box
        Columns that characters for drawing boxes take.
    ambiguous
        Columns of other characters that fonts differ on (``≥``, ``①``).
    """
    columns: list[str] = []
    for character in text:
        drawn = "\u2500" <= character <= "\u257f"
        width = box if drawn else width_of(character, ambiguous=ambiguous)
        if width == 0 and columns:
            continue
        columns.append(character)
        columns.extend([""] * (width - 1))
    return columns
