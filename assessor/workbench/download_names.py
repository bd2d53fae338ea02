"""Names of downloaded files: what they are, never a path, and short enough for every system."""

import re

from assessor.workbench.stored_names import printable

MOST_CHARACTERS, MOST_BYTES = 120, 240
_NOT_IN_NAMES = re.compile(r'[\\/:*?"<>|\s]+')
_NO_NAME = "未命名"
_DEVICES = re.compile(r"(?i)(con|prn|aux|nul|com\d|lpt\d)(\.|$)")


def download_name(stem: str, suffix: str) -> str:
    """Return a file name; ``suffix`` begins with a full stop or a mark and is kept whole.

    Examples
    --------
    >>> download_name("../市教育局/目标表", "（批注）.xlsx"), download_name("CON", ".docx")
    ('市教育局目标表（批注）.xlsx', '_CON.docx')
    """
    name = _NOT_IN_NAMES.sub("", printable(stem)).strip(". ") or _NO_NAME
    if _DEVICES.match(name):
        name = f"_{name}"
    return _cut(name, MOST_CHARACTERS - len(suffix), MOST_BYTES - len(suffix.encode())) + suffix


def stem_of(name: str) -> str:
    """Return the name of an uploaded file without folders and its last suffix."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    return last.rsplit(".", 1)[0] or last


def _cut(name: str, characters: int, octets: int) -> str:
    kept = name[:characters]
    while len(kept.encode("utf-8")) > octets:
        kept = kept[:-1]
    return kept.rstrip(". ")
