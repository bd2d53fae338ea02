"""What every reader hands on: lines and tables with their origins.

A document is flat: its blocks stand in reading order. A reader says what stands where and how
cells are merged; it never says what a cell means.
"""

import re
from dataclasses import dataclass
from typing import TypeAlias

from assessor.core.submission import Comment, Origin

_ADDRESSED = re.compile(r"assessor\s*[:：]", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of running text, tabs and leading blanks kept.

    Attributes
    ----------
    page_start
        The line is the first of a page (a form feed stands before it).
    heading
        Level of a heading, 1 = highest; ``None`` for running text and for formats that mark
        no headings.
    """

    text: str
    origin: Origin
    page_start: bool = False
    heading: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One printed cell; rows and columns of the table count from 0.

    Attributes
    ----------
    row_span, column_span
        How many rows and columns the cell covers, 1 for a plain cell.
    hidden
        The row, column or sheet is hidden in the file.
    """

    text: str
    row: int
    column: int
    origin: Origin
    row_span: int = 1
    column_span: int = 1
    hidden: bool = False

    @property
    def is_merged(self) -> bool:
        """Whether the cell covers more than one place."""
        return self.row_span > 1 or self.column_span > 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A grid with exact positions; empty cells are left out.

    Attributes
    ----------
    name
        Name of the sheet, ``""`` if the format has none.
    cells
        In reading order, at most one per place; a merged cell stands at its first place.
    """

    cells: tuple[Cell, ...]
    row_count: int
    column_count: int
    name: str = ""
    hidden: bool = False


Block: TypeAlias = Line | Table


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A file as read.

    Attributes
    ----------
    kind
        Reader that was used: ``text``, ``csv``, ``jsonl``, ``xlsx``, ``xlsb``, ``xls``, ``docx``,
        ``pdf``, ``html``, ``mhtml``, ``xml-spreadsheet``, ``image``; a format that was converted keeps its own name (``doc``,
        ``wps``, ``et``, ``rtf``, ``odt``, ``ods``).
    name
        Name of the input as the caller gave it.
    notices
        What the reader left out or repaired, in Chinese.
    comments
        Those that speak to this program; others are not kept.
    """

    kind: str
    name: str
    blocks: tuple[Block, ...]
    notices: tuple[str, ...] = ()
    comments: tuple[Comment, ...] = ()

    def lines(self) -> tuple[Line, ...]:
        """Return the lines among the blocks."""
        return tuple(block for block in self.blocks if isinstance(block, Line))

    def tables(self) -> tuple[Table, ...]:
        """Return the tables among the blocks."""
        return tuple(block for block in self.blocks if isinstance(block, Table))


def speaks_to_program(comment: str) -> bool:
    """Tell whether a comment names this program, ``assessor: …``."""
    return _ADDRESSED.search(comment) is not None
