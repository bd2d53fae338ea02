"""What a finding is by its content, so that it is known again in a later version of the file.

A fingerprint holds the unit, the project, the row (or goal, line of funds, paragraph) and the
marked words, and neither the place in the file nor what stands in other rows or fields: rows may
be moved, inserted or removed and other cells edited, and it stays the same.
"""

import hashlib
import unicodedata
from dataclasses import dataclass

from assessor.core.finding import Place
from assessor.core.located import Located
from assessor.core.submission import Indicator

_BY_FIELD = (Place.SUBMISSION, Place.PROJECT, Place.FUNDS, Place.EXECUTION, Place.ROW)


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingContent:
    """What a fingerprint is made of, folded: without blanks and differences of width and case.

    Attributes
    ----------
    place, field
        Kind of what is pointed at, and its field; ``""`` where the field is not part of it.
    thing
        What names the row or line of funds; a row without a name is named by its value.
    words
        The marked words.
    """

    unit: str
    project: str
    place: str
    field: str
    thing: str
    words: str


def content_of(located: Located) -> FindingContent:
    """Return what the fingerprint of a finding is made of."""
    finding = located.finding
    return FindingContent(
        unit=folded(located.submission.organisation or ""),
        project=folded(located.project.project.name if located.project else ""),
        place=finding.place.value,
        field=finding.field.value if finding.place in _BY_FIELD else "",
        thing=_thing(located),
        words=folded(finding.text),
    )


def fingerprint(located: Located) -> str:
    """Return the fingerprint of a finding: its code and 16 hexadecimal digits."""
    return fingerprint_of(located.finding.code, content_of(located))


def fingerprint_of(code: str, content: FindingContent) -> str:
    """Return the fingerprint of a finding of this content."""
    parts = (
        content.unit, content.project, content.place, content.field, content.thing, content.words,
    )  # fmt: skip
    data = "\x1f".join(parts).encode("utf-8", "surrogatepass")
    return f"{code}-{hashlib.blake2s(data, digest_size=8).hexdigest()}"


def thing_of(row: Indicator) -> str:
    """Return what names a row: its name, else its value."""
    return folded(row.name) or folded(row.value)


def folded(text: str) -> str:
    """Return a text without blanks and without differences of width and case."""
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())


def _thing(located: Located) -> str:
    if located.row is not None:
        return thing_of(located.row.indicator)
    number, project = located.finding.number, located.project
    if located.finding.place is Place.FUNDS and project is not None and number is not None:
        funds = project.project.funds
        return folded(funds[number].name) if number < len(funds) else ""
    return ""
