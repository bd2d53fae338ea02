"""What became of adopted rewrites, and how a new text goes into a cell that may hold more."""

from dataclasses import dataclass

from assessor.reports.annotated.changes import CellChange
from assessor.reports.annotated.finding_text import squeezed, words_in


@dataclass(frozen=True, slots=True, kw_only=True)
class Applied:
    """The copy.

    Attributes
    ----------
    done, left
        What was written and what was not, with the reason, in Chinese.
    """

    content: bytes
    done: tuple[str, ...]
    left: tuple[str, ...]


def span_of(raw: str, change: CellChange) -> tuple[int, int] | None:
    """Return which characters of a cell the new text replaces, ``None`` if nothing tells.

    Numbering and other rows in the same cell stay; a cell of its own whose text looks otherwise
    (a number with a format) is replaced as a whole.
    """
    found = (
        words_in(raw, text=change.old, words=change.old, start=0) if change.old.strip() else None
    )
    if found is not None and (change.alone or _once(raw, change.old)):
        return found
    return (0, len(raw)) if change.alone else None


def _once(raw: str, words: str) -> bool:
    return squeezed(raw).count(squeezed(words)) == 1


def replaced(raw: str, change: CellChange) -> str | None:
    """Return the whole new text of a cell, ``None`` if nothing tells what to replace."""
    span = span_of(raw, change)
    return None if span is None else raw[: span[0]] + change.new + raw[span[1] :]
