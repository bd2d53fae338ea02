"""Points as forms print them: 10, 10分, １０."""

import re

from assessor.text.normalise import normalise

_POINTS = re.compile(r"^(\d{1,3}(?:\.\d+)?)\s*分?$")


def points(printed: str) -> float | None:
    """Return the points of a text that holds nothing else, ``None`` otherwise."""
    found = _POINTS.match(normalise(printed).strip())
    return float(found.group(1)) if found else None
