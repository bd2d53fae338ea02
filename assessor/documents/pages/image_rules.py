"""Ruling lines of a table in a picture: long dark runs, slightly askew ones too."""

import math
from statistics import median
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL.Image import Image
from scipy import ndimage

from assessor.documents.pages.layout import Rule, Rules

_DARKER = 45
_SHORTEST = 2.2
# A stroke of a character is never as high as its line; a border may be one row high.
_LOWEST = 1.2
_LEAST_PIXELS = 24
_MOST_SLOPE = 0.06
_SAMPLED_SLOPES = 60
_MOST_LINES = 4_000
_COARSE = 200_000
_Mask = NDArray[np.uint8]


def find_rules(image: Image, *, text_height: float) -> tuple[Rules, float]:
    """Return level and upright lines in pixels, as they stand once the page is levelled.

    Parameters
    ----------
    text_height
        Height of a line of text in pixels: shorter runs are strokes of characters.

    Returns
    -------
    Rules
        Places after a point (x, y) was moved to (x + slope * y, y - slope * x).
    float
        The slope of level lines (growth of y per x).
    """
    dark = _dark(image)
    level = _lines(dark, least=max(_LEAST_PIXELS, round(_SHORTEST * text_height)))
    upright = _lines(
        np.ascontiguousarray(dark.T), least=max(_LEAST_PIXELS, round(_LOWEST * text_height))
    )
    slope = _slope(level, upright)
    thickest = max(6.0, 0.5 * text_height)
    return (
        Rules(
            level=tuple(_rule(line, slope) for line in level if line[4] <= thickest),
            upright=tuple(_rule(line, -slope) for line in upright if line[4] <= thickest),
        ),
        slope,
    )


def _dark(image: Image) -> _Mask:
    """Return 1 where a pixel is clearly darker than the paper around it."""
    grey = np.asarray(image.convert("L"), dtype=np.uint8)
    step = max(4, math.ceil(math.sqrt(grey.size / _COARSE)))
    coarse = grey[::step, ::step]
    paper = ndimage.percentile_filter(coarse, 80, size=max(3, min(coarse.shape) // 40))
    full = np.repeat(np.repeat(paper, step, axis=0), step, axis=1)
    full = full[: grey.shape[0], : grey.shape[1]]
    return (grey.astype(np.int16) < full.astype(np.int16) - _DARKER).astype(np.uint8)


def _lines(dark: _Mask, *, least: int) -> list[tuple[float, float, float, float, float]]:
    """Return lines along the second axis: start, end, place at start, at end, thickness."""
    if dark.shape[0] < 3 or dark.shape[1] <= least:
        return []
    # Three rows together carry a line that climbs by one pixel over the step.
    thick = ndimage.maximum_filter1d(dark, 3, axis=0)
    runs = ndimage.minimum_filter1d(thick, least, axis=1, mode="constant", cval=0)
    kept = ndimage.maximum_filter1d(runs, least, axis=1, mode="constant", cval=0) & thick
    labels, count = ndimage.label(kept, structure=np.ones((3, 3), dtype=np.uint8))
    if not 0 < count <= _MOST_LINES:
        return []
    found = []
    for index, box in enumerate(ndimage.find_objects(labels), start=1):
        if box is not None:
            found.append(_line(labels[box] == index, top=box[0].start, left=box[1].start))
    return [line for line in found if line[1] - line[0] >= least]


def _line(
    mask: NDArray[np.bool_], *, top: int, left: int
) -> tuple[float, float, float, float, float]:
    columns = np.flatnonzero(mask.any(axis=0))
    counts = mask.sum(axis=0)[columns]
    rows = np.arange(mask.shape[0])[:, None]
    middles = (mask * rows).sum(axis=0)[columns] / counts
    thickness = max(1.0, float(np.median(counts)) - 2)
    if len(columns) >= 8:
        fit: Any = np.polyfit(columns, middles, 1)
        first = float(np.polyval(fit, columns[0]))
        last = float(np.polyval(fit, columns[-1]))
    else:
        first = last = float(np.mean(middles))
    return (
        left + float(columns[0]),
        left + float(columns[-1]) + 1,
        top + first,
        top + last,
        thickness,
    )


def _slope(
    level: list[tuple[float, float, float, float, float]],
    upright: list[tuple[float, float, float, float, float]],
) -> float:
    """Return the slope on which the longest lines agree."""
    slopes = [(end - start, (b - a) / (end - start)) for start, end, a, b, _ in level]
    slopes += [(end - start, (a - b) / (end - start)) for start, end, a, b, _ in upright]
    longest = sorted(slopes, reverse=True)[:_SAMPLED_SLOPES]
    slope = median(value for _, value in longest) if longest else 0.0
    return slope if abs(slope) <= _MOST_SLOPE else 0.0


def _rule(line: tuple[float, float, float, float, float], slope: float) -> Rule:
    start, end, first, last, _ = line
    at = (first + last) / 2 - slope * (start + end) / 2
    shift = slope * (first + last) / 2
    return Rule(at, start + shift, end + shift)
