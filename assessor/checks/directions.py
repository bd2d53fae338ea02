"""Whether more or less of a measure is better, as far as a name makes it certain.

Used by the checks of the sign: one suggests a sign where none is printed, one objects to a sign
that points the wrong way. Both stay silent where usage is divided (培训时长, 控制率, 淘汰率).
"""

import re
from enum import StrEnum
from functools import cache, lru_cache

from assessor.checks.word_lists import check_pattern, check_terms
from assessor.text.lexicon import alternation

_CLOSING = re.compile(r"(?:情况|指标|程度|状况)+$")


class Better(StrEnum):
    """Which way is better; the value is the sign a target of it usually has."""

    MORE = "≥"
    LESS = "≤"


@cache
def _negative(heads: str) -> re.Pattern[str]:
    tails = alternation(check_terms("v05.negative_tails"))
    return re.compile(f"(?:{alternation(check_terms(heads))})(?:{tails})?$")


@cache
def _positive() -> re.Pattern[str]:
    return re.compile(f"(?:{alternation(check_terms('v05.positive_heads'))})$")


@lru_cache(maxsize=16384)
def certain_direction(bare_name: str) -> Better | None:
    """Return which way is better for a measure, ``None`` where its name leaves that open.

    Parameters
    ----------
    bare_name
        Name without blanks and bracketed additions.
    """
    name = _CLOSING.sub("", bare_name) or bare_name
    if _positive().search(name) and not check_pattern("v05.positive_guards").search(name):
        return Better.MORE
    for heads, actions in (
        ("v05.negative_prices", None),
        ("v05.negative_events", check_pattern("v05.turning_actions")),
    ):
        if match := _negative(heads).search(name):
            before = name[: match.start()]
            turned = before.endswith(check_terms("v05.negators"))
            turned = turned or check_pattern("v05.turning_falls").search(before) is not None
            if actions is not None:
                turned = turned or actions.search(before) is not None
            return None if turned else Better.LESS
    return None
