"""What identifies the header of a table: its words in their columns.

A mapping of columns is remembered by this digest, so that it is applied to the same form again
and to nothing else.
"""

import hashlib
from collections.abc import Container, Iterator, Sequence
from functools import lru_cache

from assessor.indicators.columns import fold_header
from assessor.indicators.sheet import Row, Sheet

MOST_HEADER_ROWS = 3
_LONGEST_KEY = 400
_DIGEST = 12
REPEATED = "-"  # a row that only merged cells of the row above reach into


def header_digest(rows: Sequence[Row]) -> str:
    """Return what identifies a header: equal words in equal columns; ``""`` for no rows.

    Numbering and years in front of the words do not count: 2025年度指标值 is 2026年度指标值.
    """
    keys = [header_key(row) for row in rows]
    return _digest(keys) if keys and all(keys) else ""


def header_words(rows: Sequence[Row]) -> tuple[str, ...]:
    """Return the printed texts of header rows, merged cells once."""
    return tuple(c.text.replace("\n", "") for row in rows for c in row.cells if not c.repeated)


def windows(sheet: Sheet, known: Container[str]) -> Iterator[tuple[int, int, str]]:
    """Yield the rows whose digest is known, without overlap."""
    keys = [header_key(row) for row in sheet.rows]
    index = 0
    while index < len(keys):
        for size in range(MOST_HEADER_ROWS, 0, -1):
            window = keys[index : index + size]
            if len(window) == size and all(window) and (digest := _digest(window)) in known:
                yield index, index + size, digest
                index += size
                break
        else:
            index += 1


def header_key(row: Row) -> str:
    """Return the words of a row with their columns, ``""`` if it cannot be a header."""
    fresh = [cell for cell in row.cells if not cell.repeated]
    if not fresh:
        return REPEATED
    if row.is_text or sum(len(cell.text) for cell in fresh) > _LONGEST_KEY:
        return ""
    return "\x1f".join(f"{cell.column}:{_folded(cell.text)}" for cell in fresh)


@lru_cache(maxsize=8192)
def _folded(text: str) -> str:
    return fold_header(text)


def _digest(keys: Sequence[str]) -> str:
    joined = "\x1e".join(keys).encode("utf-8", "surrogatepass")
    return hashlib.sha256(joined).hexdigest()[:_DIGEST]
