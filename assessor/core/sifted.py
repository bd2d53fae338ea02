"""Findings that are not shown as new: ignored with a reason, or known before."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from assessor.core.located import Located


@dataclass(frozen=True, slots=True, kw_only=True)
class IgnoredFinding:
    """A finding that somebody has dismissed.

    Attributes
    ----------
    path
        Name of the input in which it stands.
    reason
        Why it may stay, in the words of who dismissed it.
    told_in
        Where that is written, in Chinese: the configuration with its line, or a comment.
    in_file
        It is written in the very file, not in the configuration.
    """

    path: str
    located: Located
    reason: str
    told_in: str
    in_file: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Sifted:
    """What became of findings that a run does not show among its results.

    Attributes
    ----------
    known
        How many stand in the baseline, by code; ``None`` without a baseline.
    looked_for, not_looked_for
        How many findings the baseline has of the files of this run: at checks that judged them,
        and at others, or of files that could not be read.
    remarks
        What is wrong with dismissals, in Chinese: without a reason, expired, unused.
    """

    ignored: tuple[IgnoredFinding, ...] = ()
    known: tuple[tuple[str, int], ...] | None = None
    looked_for: int = 0
    not_looked_for: int = 0
    remarks: tuple[str, ...] = ()

    @property
    def known_count(self) -> int:
        """How many findings stand in the baseline."""
        return sum(count for _, count in self.known or ())


# Asked for when all results have passed: only then it is known.
SiftedLater: TypeAlias = Callable[[], Sifted]
