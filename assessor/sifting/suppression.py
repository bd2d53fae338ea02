"""Dismissals of the configuration: which findings they cover, and until when."""

import unicodedata
from dataclasses import dataclass
from datetime import date
from fnmatch import fnmatchcase

from assessor.core.located import Located

ANY = "*"


@dataclass(frozen=True, slots=True, kw_only=True)
class Suppression:
    """A dismissal with its reason.

    Attributes
    ----------
    codes
        Codes of checks whose findings it covers.
    file, project, name
        Patterns with ``*`` and ``?`` for the input, the project and the row; ``*`` = any. A
        pattern of a file without a slash is compared with the last part of its name.
    until
        Last day on which it holds, ``None`` = no end.
    told_in
        Where it is written, in Chinese.
    """

    codes: tuple[str, ...]
    reason: str
    file: str = ANY
    project: str = ANY
    name: str = ANY
    until: date | None = None
    told_in: str = ""

    def is_expired(self, today: date) -> bool:
        """Tell whether its last day has passed."""
        return self.until is not None and today > self.until

    def covers_file(self, file: str) -> bool:
        """Tell whether an input, by its relative name, is meant."""
        names = (file, file.rpartition("/")[2]) if "/" not in self.file else (file,)
        return any(_matches(name, self.file) for name in names)

    def covers(self, located: Located) -> bool:
        """Tell whether a finding of a covered file is meant."""
        if located.finding.code not in self.codes:
            return False
        project = located.project.project.name if located.project else ""
        if self.project != ANY and not _matches(project, self.project):
            return False
        if self.name == ANY:
            return True
        return located.row is not None and _matches(located.row.indicator.name, self.name)


def covers_project(suppression: Suppression, name: str) -> bool:
    """Tell whether a project of this name is meant."""
    return suppression.project == ANY or _matches(name, suppression.project)


def _matches(text: str, pattern: str) -> bool:
    """Tell whether a text matches; brackets mean themselves, as in “申报表[1].xlsx”."""
    return fnmatchcase(_folded(text), _folded(pattern).replace("[", "[[]"))


def _folded(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())
