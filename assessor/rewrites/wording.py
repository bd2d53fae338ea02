"""Which characters good names put side by side: a guard against names that nobody writes.

A draft joins the object of the row with a measure. Where the two characters at the joint stand side
by side in no good name of the corpus, the name probably reads badly.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from assessor.text.normalise import normalise

_FIGURE = re.compile(r"【[_＿]*】|\d+")
_SEVERAL = ""


@dataclass(frozen=True, slots=True)
class Wording:
    """Pairs of characters.

    Attributes
    ----------
    pairs
        Pair -> the one project that writes it, ``""`` for several: a row of that project must
        not learn from itself.
    """

    pairs: Mapping[str, str]

    @classmethod
    def of(cls, names: Iterable[tuple[str, str]]) -> "Wording":
        """Collect the pairs of ``(project, name)``."""
        pairs: dict[str, str] = {}
        for project, name in names:
            for pair in _pairs(name):
                if pairs.setdefault(pair, project) != project:
                    pairs[pair] = _SEVERAL
        return cls(pairs)

    def known(self, old: str, new: str, *, besides: str = "?") -> tuple[float, float]:
        """Return the share of the pairs that ``new`` adds to ``old`` that are known, and whether all.

        Parameters
        ----------
        besides
            Project whose own pairs do not count.
        """
        found = self.pairs
        before = _pairs(old)
        added = [pair for pair in _pairs(new) if pair not in before]
        if not added:
            return 1.0, 1.0
        hits = sum(pair in found and found[pair] != besides for pair in added)
        return hits / len(added), float(hits == len(added))


@lru_cache(maxsize=16384)
def _pairs(name: str) -> tuple[str, ...]:
    """Return the pairs of a name with its ends; figures and blanks are one character."""
    return tuple(_each_pair(f"^{_FIGURE.sub('0', normalise(name).replace(' ', ''))}$"))


def _each_pair(text: str) -> Iterator[str]:
    for i in range(len(text) - 1):
        yield text[i : i + 2]
