"""From a PDF page to plain marks: glyphs, ruling lines, the values of form fields."""

import math
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import pairwise
from statistics import median

from pdfminer.layout import LTChar, LTCurve, LTImage, LTLine, LTRect
from pdfplumber.page import Page

from assessor.documents.pages.filling import is_shown
from assessor.documents.pages.layout import Glyph, Marks, Rule, Rules
from assessor.documents.pages.pdf_canvas import Canvas, Clip
from assessor.documents.pages.pdf_fields import field_glyphs

_THIN = 3.0
_SHORTEST = 3.0
_ODD_ANGLE = 4.0
_WATERMARK = 2.5
_DESCENT = 0.12
_MOST_HIDDEN = 0.5
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b\u200e\u200f\ufeff\ufffe\uffff]")
# Kangxi and other radicals that converters write instead of the characters they look like.
_RADICALS = str.maketrans(
    "⺠⺟⻁⻄⻅⻆⻉⻋⻓⻔⻘⻙⻚⻛⻜⻝⻢⻣⻤⻥⻦⻧⻨⻩⻪⻬⻮⻰⻳",
    "民母虎西见角贝车长门青韦页风飞食马骨鬼鱼鸟卤麦黄黾齐齿龙龟",
)


def page_marks(page: Page, canvas: Canvas) -> Marks:
    """Return what is printed on the page, turned so that most of its text is level."""
    glyphs = _with_credible_clips(list(_glyphs(canvas)))
    glyphs.extend(field_glyphs(page, glyphs, height=canvas.height))
    marks = Marks(
        number=page.page_number,
        width=canvas.width,
        height=canvas.height,
        glyphs=tuple(_without_watermarks(_without_doubles(glyphs))),
        rules=Rules() if canvas.crowded else _rules(canvas),
        crowded=canvas.crowded,
    )
    return _turned_level(marks)


def images_share(canvas: Canvas) -> float:
    """Return the share of the page that its largest picture covers."""
    area = max(1.0, canvas.width * canvas.height)
    pictures = [item for item in canvas.shapes if isinstance(item, LTImage)]
    return max((item.width * item.height for item in pictures), default=0.0) / area


def _glyphs(canvas: Canvas) -> Iterator[Glyph]:
    spaced = False
    for char, clip in canvas.characters:
        text = clean(char.get_text())
        if not text.strip():
            spaced = True
            continue
        glyph = _glyph(char, text.strip(), clip=clip, height=canvas.height, spaced=spaced)
        # Converters leave text beside the page where nobody sees it.
        if (
            glyph is not None
            and 0 <= glyph.middle <= canvas.width
            and 0 <= glyph.height <= canvas.height
        ):
            yield glyph
        spaced = False


def _glyph(
    char: LTChar, text: str, *, clip: Clip | None, height: float, spaced: bool
) -> Glyph | None:
    """Return the glyph, ``None`` for text at an odd angle (a watermark or a stamp).

    The height of a character is counted from its base line: the box that a font states may be
    far off.
    """
    a, b, _, _, _, base = char.matrix
    values = (a, b, base, char.x0, char.x1, char.y0, char.y1)
    if not all(math.isfinite(value) and abs(value) < 1e6 for value in values):
        return None
    angle = math.degrees(math.atan2(b, a)) % 360
    turn = round(angle / 90) * 90
    if abs(angle - turn) > _ODD_ANGLE:
        return None
    turn %= 360
    size = max(1.0, char.x1 - char.x0 if turn in (90, 270) else char.size)
    top, bottom = height - char.y1, height - char.y0
    if turn == 0:
        size = max(1.0, char.y1 - char.y0)
        bottom = height - base + _DESCENT * size
        top = bottom - size
    x1 = max(char.x1, char.x0 + 0.1 * size)
    box = None if clip is None else (clip[0], height - clip[3], clip[2], height - clip[1])
    return Glyph(text, char.x0, top, x1, bottom, size, turn, spaced, box)


def clean(text: str) -> str:
    """Return the text as characters a person sees: radicals as characters, no controls."""
    if text.isascii() and text.isprintable():
        return text
    text = _CONTROL.sub("", text).translate(_RADICALS)
    return "".join(
        unicodedata.normalize("NFKC", char) if "\u2f00" <= char <= "\u2fd5" else char
        for char in text
    )


def _with_credible_clips(glyphs: list[Glyph]) -> list[Glyph]:
    """Forget the clips where they would hide much of the page: they were misunderstood."""
    hidden = sum(not is_shown(glyph) for glyph in glyphs)
    if hidden <= _MOST_HIDDEN * len(glyphs):
        return glyphs
    return [replace(glyph, clip=None) for glyph in glyphs]


def _without_doubles(glyphs: Iterable[Glyph]) -> list[Glyph]:
    """Leave out characters printed again on the same spot (bold, shadow)."""
    kept: list[Glyph] = []
    places: dict[tuple[str, int, int], list[Glyph]] = {}
    for glyph in glyphs:
        near = max(0.6, min(0.3 * (glyph.x1 - glyph.x0), 0.2 * glyph.size))
        x, y = int(glyph.x0 // 8), int(glyph.top // 8)
        twins = (
            twin
            for across in (x - 1, x, x + 1)
            for down in (y - 1, y, y + 1)
            for twin in places.get((glyph.text, across, down), ())
        )
        if any(abs(t.x0 - glyph.x0) <= near and abs(t.top - glyph.top) <= near for t in twins):
            continue
        places.setdefault((glyph.text, x, y), []).append(glyph)
        kept.append(glyph)
    return kept


def _without_watermarks(glyphs: list[Glyph]) -> list[Glyph]:
    """Leave out characters far larger than the rest that are printed over other text."""
    if not glyphs:
        return []
    usual = median(glyph.size for glyph in glyphs)
    large = [glyph for glyph in glyphs if glyph.size > _WATERMARK * usual]
    if not large or len(large) > 200:
        return glyphs
    small = [glyph for glyph in glyphs if glyph.size <= _WATERMARK * usual]
    over = sum(
        any(
            glyph.x0 < other.middle < glyph.x1 and glyph.top < other.height < glyph.bottom
            for other in small
        )
        for glyph in large
    )
    return small if over * 3 >= len(large) else glyphs


def _rules(canvas: Canvas) -> Rules:
    width, height = canvas.width, canvas.height
    level: list[Rule] = []
    upright: list[Rule] = []
    fills: list[tuple[float, float, float, float]] = []
    for item in canvas.shapes:
        box = (item.x0, height - item.y1, item.x1, height - item.y0)
        if not all(math.isfinite(value) and abs(value) < 1e5 for value in box):
            continue
        if isinstance(item, LTLine):
            _add_stroke((box[0], box[1]), (box[2], box[3]), level, upright)
        elif isinstance(item, (LTRect, LTImage)):
            if _add_box(box, level, upright) or isinstance(item, LTImage):
                continue
            if item.stroke:
                _add_frame(box, level, upright)
            elif item.fill and not (
                box[2] - box[0] > 0.95 * width and box[3] - box[1] > 0.9 * height
            ):
                fills.append(box)
        # A border may be drawn as a bar with slanting ends.
        elif not (item.fill and _add_box(box, level, upright)):
            _add_path(item, level, upright, height=height)
    return Rules(level=tuple(level), upright=tuple(upright), fills=tuple(fills))


def _add_box(
    box: tuple[float, float, float, float], level: list[Rule], upright: list[Rule]
) -> bool:
    """Take a thin box for a line; say whether it was one."""
    x0, top, x1, bottom = box
    if bottom - top <= _THIN and x1 - x0 >= _SHORTEST and x1 - x0 > bottom - top:
        level.append(Rule((top + bottom) / 2, x0, x1))
        return True
    if x1 - x0 <= _THIN and bottom - top >= _SHORTEST and bottom - top > x1 - x0:
        upright.append(Rule((x0 + x1) / 2, top, bottom))
        return True
    return x1 - x0 <= _THIN and bottom - top <= _THIN


def _add_stroke(
    start: tuple[float, float],
    end: tuple[float, float],
    level: list[Rule],
    upright: list[Rule],
) -> None:
    across, down = abs(end[0] - start[0]), abs(end[1] - start[1])
    if down <= 1.5 and across > 3 * down:
        level.append(Rule((start[1] + end[1]) / 2, min(start[0], end[0]), max(start[0], end[0])))
    elif across <= 1.5 and down > 3 * across:
        upright.append(Rule((start[0] + end[0]) / 2, min(start[1], end[1]), max(start[1], end[1])))


def _add_frame(
    box: tuple[float, float, float, float], level: list[Rule], upright: list[Rule]
) -> None:
    x0, top, x1, bottom = box
    level.extend((Rule(top, x0, x1), Rule(bottom, x0, x1)))
    upright.extend((Rule(x0, top, bottom), Rule(x1, top, bottom)))


def _add_path(curve: LTCurve, level: list[Rule], upright: list[Rule], *, height: float) -> None:
    """Take the straight pieces of a path that has no bends."""
    if curve.original_path and any(step[0] in "cvy" for step in curve.original_path):
        return
    points = [(x, height - y) for x, y in curve.pts]
    for start, end in pairwise(points):
        _add_stroke(start, end, level, upright)


def _turned_level(marks: Marks) -> Marks:
    """Turn the page where most of its text is not level (a table printed sideways)."""
    turned = [glyph.turn for glyph in marks.glyphs]
    most = max((0, 90, 180, 270), key=turned.count)
    if most == 0 or turned.count(most) * 10 < len(turned) * 6:
        return marks
    return turn_marks(marks, most)


def turn_marks(marks: Marks, turn: int) -> Marks:
    """Return the marks as seen when text that reads in direction ``turn`` is made level."""
    width, height = marks.width, marks.height

    def place(x: float, y: float) -> tuple[float, float]:
        if turn == 90:
            return height - y, x
        if turn == 180:
            return width - x, height - y
        return y, width - x

    def box(x0: float, top: float, x1: float, bottom: float) -> tuple[float, float, float, float]:
        (ax, ay), (bx, by) = place(x0, top), place(x1, bottom)
        return min(ax, bx), min(ay, by), max(ax, bx), max(ay, by)

    def glyph(old: Glyph) -> Glyph:
        edges = box(old.x0, old.top, old.x1, old.bottom)
        clip = None if old.clip is None else box(*old.clip)
        return Glyph(old.text, *edges, old.size, (old.turn - turn) % 360, old.spaced, clip)

    level: list[Rule] = []
    upright: list[Rule] = []
    for rule in marks.rules.level:
        _add_stroke(place(rule.start, rule.at), place(rule.end, rule.at), level, upright)
    for rule in marks.rules.upright:
        _add_stroke(place(rule.at, rule.start), place(rule.at, rule.end), level, upright)
    swapped = turn in (90, 270)
    return Marks(
        number=marks.number,
        width=height if swapped else width,
        height=width if swapped else height,
        glyphs=tuple(glyph(old) for old in marks.glyphs),
        rules=Rules(
            level=tuple(level),
            upright=tuple(upright),
            fills=tuple(box(*fill) for fill in marks.rules.fills),
        ),
        exact=marks.exact,
        crowded=marks.crowded,
    )
