"""Glyphs to visual lines of text."""

from collections.abc import Iterable, Sequence

from assessor.documents.pages.layout import Glyph, PageLine

# Gaps in parts of the type size. Chinese characters fill their square, so a gap of half a
# square is a blank; between Latin letters a blank is about a quarter.
_LATIN_GAP = 0.3
_LATIN_BLANK = 0.05
_WIDE_GAP = 0.6
_WIDE_BLANK = 0.35
_VERY_WIDE_GAP = 2.0
_FIRST_WIDE = "\u2e80"


def visual_lines(glyphs: Iterable[Glyph]) -> tuple[PageLine, ...]:
    """Return the lines of a region from top to bottom, turned text after level text."""
    turned: dict[int, list[Glyph]] = {}
    for glyph in glyphs:
        turned.setdefault(glyph.turn, []).append(glyph)
    found: list[PageLine] = []
    for turn in sorted(turned):
        found.extend(line_of(row, turn=turn) for row in level_rows(turned[turn], turn=turn))
    return tuple(line for line in found if line.text)


def level_rows(glyphs: Iterable[Glyph], *, turn: int = 0) -> list[list[Glyph]]:
    """Group glyphs that stand on one line, each group in reading order."""
    placed = sorted(
        ((*_reading_place(glyph, turn), glyph) for glyph in glyphs), key=lambda item: item[1]
    )
    rows: list[list[tuple[float, float, Glyph]]] = []
    height = size = 0.0
    for along, down, glyph in placed:
        if rows and down - height <= 0.5 * min(size, glyph.size):
            row = rows[-1]
            row.append((along, down, glyph))
            height += (down - height) / len(row)
            size = max(size, glyph.size)
        else:
            rows.append([(along, down, glyph)])
            height, size = down, glyph.size
    return [[glyph for _, _, glyph in sorted(row, key=lambda item: item[0])] for row in rows]


def _reading_place(glyph: Glyph, turn: int) -> tuple[float, float]:
    """Return how far along its line a glyph stands, and how far down the line stands."""
    if turn == 90:
        return -glyph.bottom, glyph.middle
    if turn == 270:
        return glyph.top, -glyph.middle
    if turn == 180:
        return -glyph.x1, -glyph.height
    return glyph.x0, glyph.height


def line_of(row: Sequence[Glyph], *, turn: int = 0) -> PageLine:
    """Return the line that glyphs in reading order make."""
    return PageLine(
        text=_joined(row, turn=turn),
        x0=min(glyph.x0 for glyph in row),
        top=min(glyph.top for glyph in row),
        x1=max(glyph.x1 for glyph in row),
        bottom=max(glyph.bottom for glyph in row),
        size=sorted(glyph.size for glyph in row)[len(row) // 2],
    )


def _joined(row: Sequence[Glyph], *, turn: int) -> str:
    parts: list[str] = []
    end = 0.0
    before: Glyph | None = None
    for glyph in row:
        start = _reading_place(glyph, turn)[0]
        if before is not None:
            parts.append(_blank(before, glyph, start - end))
        parts.append(glyph.text)
        length = glyph.x1 - glyph.x0 if turn in (0, 180) else glyph.bottom - glyph.top
        end, before = start + length, glyph
    return "".join(parts).strip()


def _blank(before: Glyph, glyph: Glyph, gap: float) -> str:
    """Return the blanks that the eye sees between two glyphs."""
    size = min(before.size, glyph.size)
    narrow = before.text[-1] < _FIRST_WIDE and glyph.text[0] < _FIRST_WIDE
    least, blank = (_LATIN_GAP, _LATIN_BLANK) if narrow else (_WIDE_GAP, _WIDE_BLANK)
    if gap > _VERY_WIDE_GAP * size:
        return "  "
    return " " if gap > (blank if glyph.spaced else least) * size else ""


def segments(row: Sequence[Glyph], *, gap: float) -> list[list[Glyph]]:
    """Cut a row of level glyphs where ``gap`` times the type size is blank."""
    pieces: list[list[Glyph]] = []
    end = 0.0
    for glyph in row:
        if pieces and glyph.x0 - end <= gap * max(glyph.size, pieces[-1][-1].size):
            pieces[-1].append(glyph)
            end = max(end, glyph.x1)
        else:
            pieces.append([glyph])
            end = glyph.x1
    return pieces
