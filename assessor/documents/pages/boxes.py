"""Blocks of a recognised picture: text boxes and the ruling lines found in the picture."""

import unicodedata
from collections.abc import Iterator, Sequence
from statistics import median

from PIL.Image import Image

from assessor.core.limits import Limits
from assessor.documents.bounds import limit_error
from assessor.documents.document import Block
from assessor.documents.pages.blocks import page_blocks
from assessor.documents.pages.document import BlockCollector
from assessor.documents.pages.image_rules import find_rules
from assessor.documents.pages.layout import Glyph, Marks, Rule, Rules
from assessor.documents.pages.text_box import TextBox

_USUAL_TYPE = 10.5
_BOX_HEIGHT = 1.25


def blocks_from_boxes(
    boxes: Sequence[TextBox], *, image: Image, page: int, limits: Limits, name: str = "图片"
) -> tuple[Block, ...]:
    """Build tables and lines from what was recognised in one picture.

    Parameters
    ----------
    boxes
        Recognised lines of text, in pixels of ``image``.
    page
        Number of the page, for the origins.
    name
        Name of the input, for messages.

    Raises
    ------
    InputError
        ``input.limit``: the picture, or what was found in it, is too large.
    """
    marks = marks_from_boxes(boxes, image=image, page=page, limits=limits, name=name)
    collector = BlockCollector(name=name, limits=limits)
    collector.add(page_blocks(marks))
    return collector.blocks()


def marks_from_boxes(
    boxes: Sequence[TextBox],
    *,
    image: Image,
    page: int,
    limits: Limits,
    name: str,
    scale: float | None = None,
) -> Marks:
    """Return the marks of a recognised picture, brought to points and made level.

    ``scale`` is points per pixel; unknown, it is taken from the height of the text.
    """
    if image.width * image.height > limits.image_pixels:
        raise limit_error(name, f"图片有 {image.width}×{image.height} 像素，", limits.image_pixels)
    boxes = [box for box in boxes if box.text.strip() and box.x1 > box.x0 and box.bottom > box.top]
    heights = [min(box.bottom - box.top, box.x1 - box.x0) for box in boxes]
    height = median(heights) if heights else 30.0
    scale = scale or _USUAL_TYPE * _BOX_HEIGHT / max(1.0, height)
    rules, slope = find_rules(image, text_height=height)
    return Marks(
        number=page,
        width=image.width * scale,
        height=image.height * scale,
        glyphs=tuple(
            glyph for box in boxes for glyph in _box_glyphs(box, scale=scale, slope=slope)
        ),
        rules=_scaled(rules, scale),
        exact=False,
    )


def _box_glyphs(box: TextBox, *, scale: float, slope: float) -> Iterator[Glyph]:
    """Level a box of a picture that stands askew by ``slope`` and share it out."""
    x, y = (box.x0 + box.x1) / 2, (box.top + box.bottom) / 2
    right, down = slope * y * scale, -slope * x * scale
    yield from glyphs_of_text(
        box.text,
        x0=box.x0 * scale + right,
        top=box.top * scale + down,
        x1=box.x1 * scale + right,
        bottom=box.bottom * scale + down,
    )


def glyphs_of_text(
    text: str, *, x0: float, top: float, x1: float, bottom: float
) -> Iterator[Glyph]:
    """Share out the box of one line of text among its characters.

    A box much taller than wide holds characters one below the other.
    """
    widths = [_width(char) for char in text]
    total = sum(widths) or 1.0
    stacked = len(text) > 1 and bottom - top > 1.5 * (x1 - x0)
    unit = ((bottom - top) if stacked else (x1 - x0)) / total
    size = max(1.0, min(x1 - x0 if stacked else bottom - top, 1.3 * unit))
    at, spaced = (top if stacked else x0), False
    for char, width in zip(text, widths, strict=True):
        end = at + width * unit
        if char.isspace():
            spaced = True
        elif stacked:
            yield Glyph(char, x0, at, x1, end, size, 0, spaced)
            spaced = False
        else:
            yield Glyph(char, at, top, end, bottom, size, 0, spaced)
            spaced = False
        at = end


def _width(char: str) -> float:
    return 1.0 if unicodedata.east_asian_width(char) in "WFA" else 0.5


def _scaled(rules: Rules, scale: float) -> Rules:
    return Rules(
        level=tuple(Rule(r.at * scale, r.start * scale, r.end * scale) for r in rules.level),
        upright=tuple(Rule(r.at * scale, r.start * scale, r.end * scale) for r in rules.upright),
    )
