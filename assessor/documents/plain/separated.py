"""Separated values: which character separates, and cells in spite of stray quotes."""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator

from assessor.core.limits import Limits

BREAK = re.compile(r"\r\n|\r|\n")
_NAMED_MARK = re.compile(r"\Asep=(.)(?:\r\n|\r|\n)", re.IGNORECASE)
_PROSE_MARKS = ",;"
_TABLE_MARKS = ",\t;|"
_SNIFFED_ROWS = 200
_SNIFFED_CHARACTERS = 200_000
_LONGEST_CELL_OF_DATA = 60
_LEAST_REGULAR = 0.8
# A quoted cell with this many line breaks that look like rows was opened by a stray quote.
_LEAST_SWALLOWED = 3


def named_separator(text: str) -> tuple[str, int] | None:
    """Return the separator that a first line ``sep=;`` names and where the rows begin."""
    found = _NAMED_MARK.match(text[:8])
    return (found.group(1), found.end()) if found else None


def separator_of(text: str, *, named_as_table: bool) -> str | None:
    """Return the character that separates cells, ``None`` for running text.

    Tabs in a file that is not named as a table mark a dump of a table: such lines are kept,
    because their cells may have moved and must be placed with knowledge of the form.
    """
    start = text[:_SNIFFED_CHARACTERS]
    sample = [line for line in BREAK.split(start) if line.strip()][:_SNIFFED_ROWS]
    if not sample or ("\t" in start and not named_as_table):
        return None
    if named_as_table:
        best = max(_TABLE_MARKS, key=lambda mark: _fitness(sample, mark))
        return best if any(best in line for line in sample) else None
    best = max(_PROSE_MARKS, key=lambda mark: _regularity(sample, mark))
    regular = _regularity(sample, best) >= _LEAST_REGULAR and len(sample) >= 3
    lengths = [len(cell) for line in sample for cell in line.split(best)]
    short = sum(lengths) <= _LONGEST_CELL_OF_DATA * max(1, len(lengths))
    return best if regular and short else None


def _fitness(sample: list[str], mark: str) -> tuple[float, float]:
    """Return how regular rows of three cells are, then how many lines are split at all."""
    return _regularity(sample, mark), sum(mark in line for line in sample) / len(sample)


def _regularity(sample: list[str], mark: str) -> float:
    """Return the share of lines that have the commonest number of cells (at least 3)."""
    counts = Counter(line.count(mark) for line in sample if line.count(mark) >= 2)
    return max(counts.values()) / len(sample) if counts else 0.0


class StrayQuoteError(Exception):
    """Quotes of the text do not pair."""


def strict_rows(text: str, separator: str, *, limits: Limits) -> Iterator[tuple[int, list[str]]]:
    """Yield the number of the first line and the cells of every row.

    Raises
    ------
    StrayQuoteError
        A quote opens no cell, or one that never ends or holds what looks like rows.
    """
    csv.field_size_limit(max(limits.cell_characters * 2, 1_000_000))
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    line = 1
    try:
        for values in reader:
            if reader.line_num - line >= _LEAST_SWALLOWED and _has_swallowed(values, separator):
                raise StrayQuoteError
            yield line, values
            line = reader.line_num + 1
    except csv.Error as error:
        raise StrayQuoteError from error


def lenient_rows(text: str, separator: str, *, limits: Limits) -> Iterator[tuple[int, list[str]]]:
    """Yield rows as ``strict_rows`` does; a quote that pairs with none is a character."""
    line, row_line, place, end = 1, 1, 0, len(text)
    values: list[str] = []
    mark = re.compile(rf"{re.escape(separator)}|\r\n|\r|\n")
    while place <= end:
        quoted = _quoted_cell(text, place, separator) if text.startswith('"', place) else None
        if quoted is not None:
            value, place = quoted
            line += len(BREAK.findall(value))
            found = mark.match(text, place)
        else:
            found = mark.search(text, place)
            value = text[place : found.start() if found else end]
        values.append(value)
        if found is None or len(values) > limits.columns_per_sheet:
            # A row that is too long already is not read to its end: the caller refuses it.
            break
        place = found.end()
        if found.group() != separator:
            line += 1
            yield row_line, values
            values, row_line = [], line
            if place == end:
                return
    if any(values):
        yield row_line, values


def _quoted_cell(text: str, start: int, separator: str) -> tuple[str, int] | None:
    """Return a quoted cell and where it ends; ``None`` if the quote opens none."""
    place = start + 1
    while True:
        close = text.find('"', place)
        if close < 0:
            return None
        if text.startswith('""', close):
            place = close + 2
            continue
        after = text[close + 1 : close + 2]
        value = text[start + 1 : close].replace('""', '"')
        if after not in ("", separator, "\r", "\n") or _has_swallowed([value], separator):
            return None
        return value, close + 1


def _has_swallowed(values: list[str], separator: str) -> bool:
    """Whether a cell holds line breaks between what looks like rows of a table."""
    for value in values:
        lines = BREAK.split(value)
        if len(lines) <= _LEAST_SWALLOWED:
            continue
        counts = Counter(line.count(separator) for line in lines[1:-1])
        number, times = counts.most_common(1)[0]
        if number >= 1 and times >= _LEAST_REGULAR * (len(lines) - 2):
            return True
    return False
