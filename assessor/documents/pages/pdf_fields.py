"""Text that is not in the content of a page: values of form fields, typed-on notes."""

from collections.abc import Iterator, Sequence
from typing import Any

from pdfminer.pdftypes import resolve1
from pdfminer.psparser import PSLiteral
from pdfminer.utils import apply_matrix_rect, decode_text
from pdfplumber.page import Page

from assessor.documents.pages.boxes import glyphs_of_text
from assessor.documents.pages.layout import Glyph

_MOST_FIELDS = 5_000
_MOST_CHARACTERS = 40_000
_DEEPEST = 10
_LARGEST_TYPE = 10.5
_MARGIN = 2.0
_HIDDEN = 2
_TEXT_FIELDS = ("Tx", "Ch")


def field_glyphs(page: Page, printed: Sequence[Glyph], *, height: float) -> Iterator[Glyph]:
    """Yield the values of text fields and choices, and notes typed on the page.

    A field whose value is also part of the page (``printed``) is left out.
    """
    annotations = resolve1(page.page_obj.annots)
    if not isinstance(annotations, list):
        return
    for reference in annotations[:_MOST_FIELDS]:
        annotation = resolve1(reference)
        if not isinstance(annotation, dict) or _number(annotation.get("F")) & _HIDDEN:
            continue
        text = _text(annotation)
        box = _box(page, annotation, height=height)
        if text and box is not None and not _is_printed(box, printed):
            yield from _typeset(text[:_MOST_CHARACTERS], box)


def _text(annotation: dict[str, Any]) -> str:
    kind = _name(annotation.get("Subtype"))
    if kind == "FreeText":
        return _string(annotation.get("Contents"))
    if kind == "Widget" and _name(_inherited(annotation, "FT")) in _TEXT_FIELDS:
        value = _inherited(annotation, "V")
        values = value if isinstance(value, list) else [value]
        return "\n".join(text for item in values if (text := _string(item)))
    return ""


def _inherited(field: dict[str, Any], key: str) -> object:
    for _ in range(_DEEPEST):
        if key in field:
            return resolve1(field[key])
        parent = resolve1(field.get("Parent"))
        if not isinstance(parent, dict):
            return None
        field = parent
    return None


def _string(value: object) -> str:
    value = resolve1(value)
    if isinstance(value, bytes):
        return decode_text(value).replace("\r\n", "\n").replace("\r", "\n").strip()
    return value.strip() if isinstance(value, str) else ""


def _name(value: object) -> str:
    value = resolve1(value)
    name = value.name if isinstance(value, PSLiteral) else ""
    return name if isinstance(name, str) else ""


def _number(value: object) -> int:
    value = resolve1(value)
    return value if isinstance(value, int) else 0


def _box(
    page: Page, annotation: dict[str, Any], *, height: float
) -> tuple[float, float, float, float] | None:
    """Return the rectangle of an annotation on the page as it is shown."""
    edges = resolve1(annotation.get("Rect"))
    if not isinstance(edges, list) or len(edges) != 4:
        return None
    edges = [resolve1(edge) for edge in edges]
    if not all(isinstance(edge, (int, float)) and abs(edge) < 1e5 for edge in edges):
        return None
    left, low, right, high = (float(edge) for edge in page.page_obj.mediabox)
    turns = {
        90: (0.0, -1.0, 1.0, 0.0, -low, right),
        180: (-1.0, 0.0, 0.0, -1.0, right, high),
        270: (0.0, 1.0, -1.0, 0.0, high, -left),
    }
    turn = turns.get(page.page_obj.rotate % 360, (1.0, 0.0, 0.0, 1.0, -left, -low))
    x0, y0, x1, y1 = apply_matrix_rect(turn, (edges[0], edges[1], edges[2], edges[3]))
    x0, x1 = sorted((x0, x1))
    y0, y1 = sorted((y0, y1))
    return (x0, height - y1, x1, height - y0) if x1 - x0 > 1 and y1 - y0 > 1 else None


def _is_printed(box: tuple[float, float, float, float], printed: Sequence[Glyph]) -> bool:
    x0, top, x1, bottom = box
    return any(x0 < glyph.middle < x1 and top < glyph.height < bottom for glyph in printed)


def _typeset(text: str, box: tuple[float, float, float, float]) -> Iterator[Glyph]:
    """Wrap a value into its field, as a viewer would show it."""
    x0, top, x1, bottom = box
    width, height = x1 - x0 - 2 * _MARGIN, bottom - top
    per_line = max(1, int(width / _LARGEST_TYPE))
    lines = [
        part[start : start + per_line]
        for part in text.split("\n")
        for start in range(0, max(1, len(part)), per_line)
    ]
    pitch = min(_LARGEST_TYPE * 1.3, height / len(lines))
    first = top + max(0.0, (height - pitch * len(lines)) / 2)
    for index, line in enumerate(lines):
        y = first + index * pitch
        end = x0 + _MARGIN + min(width, len(line) * _LARGEST_TYPE)
        yield from glyphs_of_text(
            line, x0=x0 + _MARGIN, top=y, x1=max(end, x0 + _MARGIN + 1), bottom=y + pitch * 0.8
        )
