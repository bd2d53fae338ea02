"""Whether a table goes on from one page to the next: edges, and what stands between."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from assessor.documents.pages.layout import PageBlocks, PageLine, PageTable

# Points by which the same edge may differ on two pages, printed and inferred.
SAME_EDGE = 4.0
_SAME_CORRIDOR = 20.0
_TITLE_SIZE = 1.2
_LOWEST_TOP = 0.4
_HIGHEST_BOTTOM = 0.5
_FOOT = 0.92
_PAGE_NUMBER = re.compile(
    r"[\s\-—–―·•~～.第共页之of/]*[0-9０-９一二三四五六七八九十百IVXivx]{0,6}"
    r"[\s\-—–―·•~～.第共页,，之of/0-9０-９]*"
)
_DIGITS = re.compile(r"[0-9０-９\s]+")


@dataclass(frozen=True, slots=True)
class Continuation:
    """Where a table goes on.

    Attributes
    ----------
    place
        Place of the block on the page.
    ghosts
        Places of lines that only repeat, outside the table, the label of a cut cell.
    """

    place: int
    ghosts: frozenset[int] = frozenset()


def continues(table: PageTable, before: PageBlocks, page: PageBlocks) -> Continuation | None:
    """Return what continues ``table`` on ``page``.

    Parameters
    ----------
    table
        The last table so far, with all its pages.
    before
        The page on which its last part stands.
    """
    part = _last_table(before)
    place = next(
        (index for index, block in enumerate(page.blocks) if isinstance(block, PageTable)), None
    )
    if part is None or place is None:
        return None
    piece = page.blocks[place]
    assert isinstance(piece, PageTable)
    if not _at_the_break(part, before, piece, page) or edge_map(table, piece) is None:
        return None
    if not all(_is_foot(line, before, page) for line in _lines_after_last_table(before)):
        return None
    known = {_masked(line.text) for line in _lines(before)}
    ghosts: set[int] = set()
    titled = False
    for index, line in enumerate(page.blocks[:place]):
        if not isinstance(line, PageLine) or is_page_number(line.text):
            continue
        if _is_ghost(line, table):
            ghosts.add(index)
        elif _masked(line.text) not in known:
            return None
        else:
            titled = titled or line.size > _TITLE_SIZE * _type_size(piece)
    if _starts_a_form(table, piece):
        return None
    if titled and row_texts(table, 0) != row_texts(piece, 0):
        return None
    return Continuation(place, frozenset(ghosts))


def _is_ghost(line: PageLine, table: PageTable) -> bool:
    """Whether a line is the label of the merged cell that was cut, printed once more.

    Some programs centre it on the whole group, which puts it outside the part on this page,
    where it is clipped and nobody sees it.
    """
    middle = (line.x0 + line.x1) / 2
    return any(
        cell.row + cell.row_span == table.row_count
        and table.xs[cell.column] <= middle <= table.xs[cell.column + cell.column_span]
        and "".join(cell.text.split()) == "".join(line.text.split())
        for cell in table.cells
    )


def edge_map(table: PageTable, piece: PageTable) -> float | None:
    """Return by how much ``piece`` is shifted to the right, ``None`` if its columns differ."""
    shift = piece.xs[0] - table.xs[0]
    width = abs((piece.xs[-1] - piece.xs[0]) - (table.xs[-1] - table.xs[0]))
    if not (table.ruled and piece.ruled):
        same = table.ruled == piece.ruled and len(table.xs) == len(piece.xs)
        near = all(
            abs(a - b) <= _SAME_CORRIDOR
            for a, b in zip(table.xs[1:-1], piece.xs[1:-1], strict=False)
        )
        return 0.0 if same and near else None
    if width > SAME_EDGE or (abs(shift) > SAME_EDGE and len(table.xs) != len(piece.xs)):
        return None
    inner = [edge - shift for edge in piece.xs[1:-1]]
    shared = sum(any(abs(edge - other) <= SAME_EDGE for other in table.xs[1:-1]) for edge in inner)
    fewest = min(len(inner), len(table.xs) - 2)
    return shift if shared >= 0.6 * fewest else None


def is_page_number(text: str) -> bool:
    """Whether the line is nothing but the number of a page."""
    return len(text) <= 20 and _PAGE_NUMBER.fullmatch(text) is not None


def row_texts(table: PageTable, row: int) -> tuple[tuple[int, int, int, str], ...]:
    """Return the cells that start in a row as (column, width, height, text without blanks)."""
    return tuple(
        (cell.column, cell.column_span, cell.row_span, "".join(cell.text.split()))
        for cell in table.cells
        if cell.row == row
    )


def _at_the_break(part: PageTable, before: PageBlocks, piece: PageTable, page: PageBlocks) -> bool:
    return (
        part.ys[-1] >= _HIGHEST_BOTTOM * before.height
        and piece.ys[0] <= _LOWEST_TOP * page.height
        and page.number == before.number + 1
    )


def _is_foot(line: PageLine, before: PageBlocks, page: PageBlocks) -> bool:
    known = (_masked(other.text) for other in _lines(page))
    low = line.top >= _FOOT * before.height
    return low or is_page_number(line.text) or _masked(line.text) in known


def _starts_a_form(table: PageTable, piece: PageTable) -> bool:
    """Whether the piece begins as the table did, but with another entry: the next form.

    项目名称 | A on the first page and 项目名称 | B on this one are two forms; the same rows on
    both pages are a header that is printed again.
    """
    for row in range(min(table.row_count, piece.row_count)):
        first, second = _filled(row_texts(table, row)), _filled(row_texts(piece, row))
        if first != second:
            return bool(first and second) and first[0] == second[0] and len(first) > 1
    return False


def _filled(row: Sequence[tuple[int, int, int, str]]) -> list[str]:
    return [text for _, _, _, text in row if text]


def _lines(page: PageBlocks) -> Iterable[PageLine]:
    return (block for block in page.blocks if isinstance(block, PageLine))


def _last_table(page: PageBlocks) -> PageTable | None:
    tables = [block for block in page.blocks if isinstance(block, PageTable)]
    return tables[-1] if tables else None


def _lines_after_last_table(page: PageBlocks) -> list[PageLine]:
    lines: list[PageLine] = []
    for block in reversed(page.blocks):
        if isinstance(block, PageTable):
            break
        lines.append(block)
    return lines


def _masked(text: str) -> str:
    return _DIGITS.sub("", text)


def _type_size(table: PageTable) -> float:
    sizes = sorted(line.size for cell in table.cells for line in cell.lines)
    return sizes[len(sizes) // 2] if sizes else 10.0
