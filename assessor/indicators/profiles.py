"""What the rows of a submission show of its frame of indicators."""

from collections.abc import Iterable

from assessor.core.submission import Indicator
from assessor.taxonomy.profiles import detect_profile


def profile_of(
    indicators: Iterable[Indicator],
    *,
    labels: Iterable[tuple[str, str]] = (),
    titles: Iterable[str] = (),
) -> str | None:
    """Return the frame of rows under headings, ``None`` if they do not tell.

    Parameters
    ----------
    labels
        Levels that the form prints, those of empty types included.
    """
    rows = tuple(indicators)
    printed = dict.fromkeys((row.level1, row.level2) for row in rows)
    actuals = any(row.actual for row in rows)
    return detect_profile((*labels, *printed), titles, actuals=actuals)
