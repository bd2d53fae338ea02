"""How probable it is that a row is weak, from the probabilities of its single defects."""

from assessor.core.judgement import Judgement

_ALWAYS = ("value_kind.open", "value_kind.missing", "vague", "level_mismatch", "compound",
           "name_value_mismatch")  # fmt: skip
_UNCLEAR = "unclear_name"


def defect_chance(judgement: Judgement) -> float:
    """Return the largest probability of a defect that makes a row weak, 0..1.

    The chance that at least one of them is there is no smaller. An unclear name counts where the
    row was judged weak: a bare 满意度 is unclear and not weak.
    """
    chances = dict(judgement.probabilities)
    kinds = chances.get(_ALWAYS[0], 0.0) + chances.get(_ALWAYS[1], 0.0)
    largest = max(kinds, *(chances.get(name, 0.0) for name in _ALWAYS[2:]))
    if judgement.weak:
        largest = max(largest, chances.get(_UNCLEAR, 0.0))
    return min(largest, 1.0)
