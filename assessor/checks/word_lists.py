"""Word lists of single checks, kept as data in ``vocabulary/<code>.yaml``.

Lists that several rooms share stand in :mod:`assessor.text.lexicon`; here is only what one check
(or one family) knows.
"""

import re
from functools import cache

from assessor.text.lexicon import alternation, terms_of


def check_terms(group: str) -> tuple[str, ...]:
    """Return the terms of ``group``, written ``v02.fixed_standards``, longest first.

    Raises
    ------
    ConfigError
        The file or group is missing or malformed.
    """
    return terms_of(group, package="assessor.checks", folder="vocabulary")


@cache
def check_pattern(group: str) -> re.Pattern[str]:
    """Return a compiled pattern that finds any term of ``group``."""
    return re.compile(alternation(check_terms(group)))
