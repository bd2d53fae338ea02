"""How much two printed texts have in common, blind to numbering, years and blanks."""

from functools import lru_cache

from assessor.checks.row_matching import folded_name


@lru_cache(maxsize=8192)
def folded(text: str) -> str:
    """Return a text without years, brackets, stars and marks."""
    return folded_name(text)


def alike(one: str, other: str) -> float:
    """Return the share of neighbouring characters in common, 0..1; two empty texts are alike."""
    first, second = _pieces(one), _pieces(other)
    if not first or not second:
        return float(first == second)
    if folded(one) == folded(other):
        return 1.0
    return 2 * len(first & second) / (len(first) + len(second))


def contained(part: str, whole: str) -> float:
    """Return the share of the neighbouring characters of ``part`` that stand in ``whole``, 0..1."""
    first = _pieces(part)
    return len(first & _pieces(whole)) / len(first) if first else 0.0


def share_any(one: str, other: str) -> bool:
    """Tell whether two texts have any neighbouring characters in common."""
    return not _pieces(one).isdisjoint(_pieces(other))


@lru_cache(maxsize=8192)
def _pieces(text: str) -> frozenset[str]:
    whole = folded(text)
    if len(whole) < 2:
        return frozenset([whole] if whole else [])
    return frozenset(whole[i : i + 2] for i in range(len(whole) - 1))
