"""On which line of a TOML text each key stands; the parser of the language does not tell."""

import re
from collections import Counter

_HEADER = re.compile(r"^\s*(\[\[?)\s*([^\[\]]+?)\s*\]\]?\s*(?:#.*)?$")
_KEY = re.compile(r"^\s*([A-Za-z0-9_\-]+|\"[^\"]*\"|'[^']*')(\s*\.\s*[^=]+?)?\s*=")
_INLINE = re.compile(r"[{,]\s*([A-Za-z0-9_\-]+|\"[^\"]*\")\s*=")


def key_name(parts: tuple[int | str, ...]) -> str:
    """Return a key as a person writes it, ``suppress[0].reason``."""
    name = ""
    for part in parts:
        name += f"[{part}]" if isinstance(part, int) else f"{'.' if name else ''}{part}"
    return name


def key_lines(text: str) -> dict[str, int]:
    """Return the line, from 1, of every table and key; the first one where a name stands twice.

    Keys inside of strings of several lines may be among them: nobody asks for those.
    """
    lines: dict[str, int] = {}
    tables: Counter[str] = Counter()
    prefix = ""
    for number, line in enumerate(text.split("\n"), 1):
        if header := _HEADER.match(line):
            prefix = _bare(header[2])
            if header[1] == "[[":
                tables[prefix] += 1
                prefix = f"{prefix}[{tables[prefix] - 1}]"
            lines.setdefault(prefix, number)
        elif key := _KEY.match(line):
            name = ".".join(filter(None, (prefix, _bare(key[1] + (key[2] or "")))))
            lines.setdefault(name, number)
            for inline in _INLINE.finditer(line):
                lines.setdefault(f"{name}.{_bare(inline[1])}", number)
    return lines


def _bare(key: str) -> str:
    return ".".join(part.strip().strip("\"'") for part in key.split("."))
