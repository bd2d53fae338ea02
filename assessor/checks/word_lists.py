"""Word lists of single checks, kept as data in ``vocabulary/<code>.yaml``.

Lists that several rooms share stand in :mod:`assessor.text.lexicon`; here is only what one check
(or one family) knows. A user's files may add words to these and remove some.
"""

import re
from functools import cache

from assessor.checks.own_words import own_words
from assessor.text.lexicon import alternation, terms_of


@cache
def check_terms(group: str) -> tuple[str, ...]:
    """Return the terms of ``group``, written ``v02.fixed_standards``, longest first.

    Raises
    ------
    ConfigError
        The file or group is missing or malformed.
    """
    shipped = terms_of(group, package="assessor.checks", folder="vocabulary")
    change = own_words().get(group)
    if change is None:
        return shipped
    words = (set(shipped) | set(change.added)) - set(change.removed)
    return tuple(sorted(words, key=lambda term: (-len(term), term)))


@cache
def check_pattern(group: str) -> re.Pattern[str]:
    """Return a compiled pattern that finds any term of ``group``."""
    return re.compile(alternation(check_terms(group)))
