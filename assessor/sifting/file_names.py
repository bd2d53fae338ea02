"""Names of inputs that are the same on every machine: relative, with forward slashes."""

import os
from pathlib import Path

STDIN = "-"


def relative_name(path: str, folder: Path) -> str:
    """Return ``path`` as seen from ``folder``; as it is where no way leads there."""
    if path == STDIN:
        return path
    try:
        name = os.path.relpath(path, folder)
    except ValueError:  # another drive
        name = os.path.abspath(path)
    return name.replace(os.sep, "/")
