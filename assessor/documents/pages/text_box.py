"""A piece of text with its place on a picture, as character recognition gives it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class TextBox:
    """One recognised line of text.

    Attributes
    ----------
    x0, top, x1, bottom
        Edges in pixels of the picture; ``top`` is smaller than ``bottom``.
    confidence
        0..1, as the recogniser states it.
    """

    text: str
    x0: float
    top: float
    x1: float
    bottom: float
    confidence: float = 1.0
