"""The nouns of a row's own name, and how many of them a draft keeps."""

from collections.abc import Sequence
from functools import lru_cache

from assessor.rewrites.case import Case, Draft
from assessor.rewrites.name_words import aspects, degrees, measures, verbs
from assessor.text.normalise import normalise
from assessor.text.segment import tagged_words

_NOUNS = frozenset(("n", "nr", "ns", "nt", "nz", "ng", "vn", "an", "j", "l", "i", "eng", "x"))
_SHORTEST = 2
_GRADED = "repair.graded"
_CONFORMS = "符合"


@lru_cache(maxsize=8192)
def own_nouns(name: str) -> tuple[str, ...]:
    """Return the nouns of a name that are no measure, aspect, verb of intent or degree word."""
    found = dict.fromkeys(
        word.text
        for word in tagged_words(normalise(name))
        if word.tag in _NOUNS and len(word.text) >= _SHORTEST
    )
    frames = (aspects(), measures(), degrees(), verbs())
    return tuple(noun for noun in found if not any(noun in words for words in frames))


def lost_shares(case: Case, drafts: Sequence[Draft]) -> tuple[float, ...]:
    """Return by how much each draft keeps fewer nouns than the one that keeps most, as shares.

    Drafts that keep the old name and only grade it or name a standard set no measure for others.
    """
    nouns = own_nouns(case.indicator.name)
    if not nouns or not drafts:
        return (0.0,) * len(drafts)
    kept = [_kept(nouns, draft) for draft in drafts]
    most = max((n for n, d in zip(kept, drafts, strict=True) if not _grades(d)), default=0)
    return tuple(max(most - count, 0) / len(nouns) for count in kept)


def _grades(draft: Draft) -> bool:
    return draft.frame == _GRADED or draft.row.value.startswith(_CONFORMS)


def _kept(nouns: Sequence[str], draft: Draft) -> int:
    text = draft.row.name
    if draft.further:
        text += "".join(row.name for row in draft.further)
    text = normalise(text)
    return sum(noun in text for noun in nouns)
