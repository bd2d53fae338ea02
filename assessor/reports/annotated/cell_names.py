"""Places of cells as spreadsheets write them."""

import re

from assessor.core.column_letters import column_letters

_NAME = re.compile(r"\$?([A-Za-z]{1,3})\$?(\d{1,7})")


def cell_name(row: int, column: int) -> str:
    """Return ``C5`` for row 5 and column 3, both counted from 1."""
    return f"{column_letters(column - 1)}{row}"


def cell_place(name: str) -> tuple[int, int] | None:
    """Return row and column from 1 of a name such as ``C5``, ``None`` for anything else."""
    found = _NAME.fullmatch(name.strip())
    if found is None:
        return None
    column = 0
    for letter in found.group(1).upper():
        column = column * 26 + ord(letter) - ord("A") + 1
    return int(found.group(2)), column
