"""What stands on a page, before it becomes blocks: glyphs, ruling lines, cells, lines.

Coordinates are points from the top left corner, y growing downwards. PDF pages and recognised
pictures both come down to these values.
"""

from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Glyph:
    """One printed character (or ligature).

    Attributes
    ----------
    size
        Size of the type.
    turn
        Direction of reading in degrees: 0 level, 90 upwards, 180 upside down, 270 downwards.
    spaced
        A blank stands before the glyph in the file.
    clip
        Box (x0, top, x1, bottom) outside which nothing of it is shown.
    """

    text: str
    x0: float
    top: float
    x1: float
    bottom: float
    size: float
    turn: int = 0
    spaced: bool = False
    clip: tuple[float, float, float, float] | None = None

    @property
    def middle(self) -> float:
        """Return the horizontal centre."""
        return (self.x0 + self.x1) / 2

    @property
    def height(self) -> float:
        """Return the vertical centre."""
        return (self.top + self.bottom) / 2


@dataclass(frozen=True, slots=True)
class Rule:
    """A ruling line: ``at`` across its direction, from ``start`` to ``end`` along it."""

    at: float
    start: float
    end: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """Ruling lines of a page.

    Attributes
    ----------
    fills
        Rectangles that are only filled (x0, top, x1, bottom): backgrounds, or cells of tables
        that have no lines.
    """

    level: tuple[Rule, ...] = ()
    upright: tuple[Rule, ...] = ()
    fills: tuple[tuple[float, float, float, float], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Marks:
    """Everything printed on one page.

    Attributes
    ----------
    exact
        Every glyph has its own printed place. Those of a recognised picture share out the
        width of a whole line.
    crowded
        The page holds more ruling lines than are looked at; ``rules`` is empty then.
    """

    number: int
    width: float
    height: float
    glyphs: tuple[Glyph, ...]
    rules: Rules = Rules()
    exact: bool = True
    crowded: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PageLine:
    """One visual line of text outside tables."""

    text: str
    x0: float
    top: float
    x1: float
    bottom: float
    size: float


@dataclass(frozen=True, slots=True, kw_only=True)
class PageCell:
    """One cell of a table on one page; empty cells are kept until pages are joined.

    Attributes
    ----------
    lines
        Visual lines of its text, with their places.
    page
        Page on which the cell starts.
    open_top, open_bottom
        The cell reaches the edge of its table there, and no line is printed along it.
    """

    row: int
    column: int
    row_span: int = 1
    column_span: int = 1
    lines: tuple[PageLine, ...] = ()
    page: int = 0
    open_top: bool = False
    open_bottom: bool = False

    @property
    def text(self) -> str:
        """Return the text, visual lines kept."""
        return "\n".join(line.text for line in self.lines)


@dataclass(frozen=True, slots=True, kw_only=True)
class PageTable:
    """A table, or the part of it that stands on one page.

    Attributes
    ----------
    xs, ys
        Edges of columns and rows, one more than there are columns and rows.
    open_top, open_bottom
        No ruling line closes the table there: a row was cut by the page break.
    ruled
        Its edges are printed, not inferred from the alignment of text.
    labels
        Columns of labels that each stand for a group of rows, not yet spanned over them.
    """

    xs: tuple[float, ...]
    ys: tuple[float, ...]
    cells: tuple[PageCell, ...]
    open_top: bool = False
    open_bottom: bool = False
    ruled: bool = True
    labels: frozenset[int] = frozenset()

    @property
    def column_count(self) -> int:
        """Return the number of columns."""
        return len(self.xs) - 1

    @property
    def row_count(self) -> int:
        """Return the number of rows."""
        return len(self.ys) - 1


PageBlock: TypeAlias = PageLine | PageTable


@dataclass(frozen=True, slots=True, kw_only=True)
class PageBlocks:
    """The blocks of one page in reading order."""

    number: int
    width: float
    height: float
    blocks: tuple[PageBlock, ...]
