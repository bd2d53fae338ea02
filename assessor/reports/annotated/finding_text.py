"""Where words of a cleaned field stand in the text that the file itself holds.

A field joins wrapped lines and drops blanks and numbering, so its characters are looked for
without blanks, and the nearest place wins where they stand more than once.
"""


def squeezed(text: str) -> str:
    """Return ``text`` without blanks."""
    return "".join(text.split())


def words_in(raw: str, *, text: str, words: str, start: int) -> tuple[int, int] | None:
    """Return where ``words`` stand in ``raw``, ``None`` if they do not.

    Parameters
    ----------
    raw
        Text of the cell or paragraph as the file has it.
    text, start
        The cleaned field and where the words begin in it; it may be but a part of ``raw``.
    """
    kept = [index for index, char in enumerate(raw) if not char.isspace()]
    plain, wanted = squeezed(raw), squeezed(words)
    if not wanted:
        return None
    whole = plain.find(squeezed(text)) if text.strip() else -1
    expected = max(whole, 0) + len(squeezed(text[:start]))
    places = []
    at = plain.find(wanted)
    while at >= 0:
        places.append(at)
        at = plain.find(wanted, at + 1)
    if not places:
        return None
    first = min(places, key=lambda place: abs(place - expected))
    return kept[first], kept[first + len(wanted) - 1] + 1
