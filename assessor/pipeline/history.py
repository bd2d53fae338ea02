"""Last year's submission: which of its rows belong to a project of this year.

Projects are matched by their names, and nothing is guessed: without a name, with an organisation
that is not surely the same, with a year that is not surely the one before, or where several
projects could be meant, there is no match.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache

from assessor.core.submission import Extraction, Indicator, Submission
from assessor.indicators.unit_names import same_organisation, unit_name
from assessor.text.normalise import normalise

# 2024年职工运动会经费 and 2025年度职工运动会经费 are one project in two years.
_YEAR = re.compile(r"(?:19|20)\d{2}(?:年度?)?")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Past:
    name: str
    organisation: str
    year: int | None
    rows: tuple[Indicator, ...]


class Match(StrEnum):
    """What last year's submission has for a project."""

    NONE = "none"
    ONE = "one"
    SEVERAL = "several"


@dataclass(frozen=True, slots=True)
class History:
    """Projects of last year by their folded names; the empty history knows none.

    Attributes
    ----------
    organisations, years
        Those of all submissions read; ``""`` and ``None`` where one is not told.
    """

    projects: dict[str, list[_Past]] = field(default_factory=dict)
    organisations: set[str] = field(default_factory=set)
    years: set[int | None] = field(default_factory=set)

    @classmethod
    def of(cls, submissions: Iterable[Submission]) -> "History":
        """Return the history that submissions of last year tell."""
        history = cls()
        for submission in submissions:
            history.add(submission)
        return history

    def add(self, submission: Submission) -> None:
        """Take in the projects of a submission of last year."""
        for project in submission.projects:
            if project.indicators:
                past = _Past(
                    name=_letters(project.name),
                    organisation=unit_name(submission.organisation or ""),
                    year=submission.year,
                    rows=project.indicators,
                )
                self.projects.setdefault(_folded(project.name), []).append(past)
                self.organisations.add(past.organisation)
                self.years.add(past.year)

    def rows_of(self, name: str, submission: Submission) -> tuple[Indicator, ...]:
        """Return last year's rows of the project ``name``, ``()`` without a certain match."""
        found = self._meant(name, submission)
        if self._kind(found) is not Match.ONE:
            return ()
        return tuple(row for past in found for row in past.rows)

    def match(self, name: str, submission: Submission) -> Match:
        """Tell how many projects of last year could be the project ``name``."""
        return self._kind(self._meant(name, submission))

    def match_any(self, extraction: Extraction) -> Match:
        """Tell the best match that any project of a document has."""
        found = {
            self.match(project.name, submission)
            for submission in extraction.submissions
            for project in submission.projects
        }
        return next((kind for kind in (Match.ONE, Match.SEVERAL) if kind in found), Match.NONE)

    def told(self) -> Submission:
        """Return what a person who names this history and a project in it tells of them.

        Only a history of one organisation is surely that person's own.
        """
        only = next(iter(self.organisations)) if len(self.organisations) == 1 else ""
        return Submission(organisation=only or None)

    def _meant(self, name: str, submission: Submission) -> list[_Past]:
        key = _folded(name)
        return [
            past
            for past in (self.projects.get(key, ()) if key else ())
            if self._agrees(past.organisation, unit_name(submission.organisation or ""))
            and self._is_year_before(past.year, submission.year)
        ]

    def _kind(self, found: list[_Past]) -> Match:
        several = len({(past.name, past.organisation, past.year) for past in found})
        return (Match.NONE, Match.ONE)[several] if several < 2 else Match.SEVERAL

    def _agrees(self, one: str, other: str) -> bool:
        """One unit, or told on neither side: then the whole history must be of one unit."""
        if not one and not other:
            return len(self.organisations) == 1
        return same_organisation(one, other)

    def _is_year_before(self, past: int | None, year: int | None) -> bool:
        if past is None or year is None:
            return len(self.years) == 1
        return past == year - 1


@lru_cache(maxsize=4096)
def _folded(name: str) -> str:
    """Return a name without blanks, punctuation and years."""
    return _YEAR.sub("", _letters(name))


def _letters(name: str) -> str:
    return "".join(c for c in normalise(name).lower() if unicodedata.category(c)[0] in "LN")
