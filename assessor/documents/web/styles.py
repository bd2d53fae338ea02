"""Which elements a page's style rules hide."""

import re
from collections.abc import Mapping
from functools import lru_cache

_HIDING = re.compile(
    r"(?:display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|mso-hide\s*:\s*all)", re.IGNORECASE
)
_COMMENT = re.compile(r"/\*.*?(?:\*/|\Z)|<!--|-->", re.DOTALL)
_NAMED = re.compile(r"^[\w-]*([.#][\w-]{1,100})$")
_MOST_RULES = 20_000


@lru_cache(maxsize=4_096)
def is_hidden_style(style: str) -> bool:
    """Whether declarations take an element out of sight."""
    return _HIDING.search(style) is not None


class HiddenNames:
    """Classes and ids that a rule for the screen hides (``.note {display:none}``)."""

    def __init__(self) -> None:
        self._names: set[str] = set()

    def __bool__(self) -> bool:
        return bool(self._names)

    def read(self, sheet: str) -> None:
        """Take the rules of one style element; rules for other media are left out."""
        for selectors, declarations in _rules(_COMMENT.sub(" ", sheet)):
            if not _HIDING.search(declarations):
                continue
            for selector in selectors.split(","):
                named = _NAMED.match(selector.strip())
                if named is not None:
                    self._names.add(named.group(1))

    def match(self, attributes: Mapping[str, str]) -> bool:
        """Whether a rule hides an element with these attributes."""
        if "#" + attributes.get("id", "") in self._names:
            return True
        return any("." + name in self._names for name in attributes.get("class", "").split())


def _rules(sheet: str) -> list[tuple[str, str]]:
    """Return selectors and declarations of the rules at the top level (no @media blocks)."""
    rules: list[tuple[str, str]] = []
    depth, selectors = 0, ""
    for part in re.split(r"([{}])", sheet):
        if part == "{":
            depth += 1
        elif part == "}":
            depth = max(0, depth - 1)
        elif depth == 0:
            selectors = part
        elif depth == 1:
            rules.append((selectors, part))
        if len(rules) > _MOST_RULES:
            break
    return rules
