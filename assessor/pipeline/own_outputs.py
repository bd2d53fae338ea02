"""Files that an earlier call of the program wrote: never read as submissions of a unit."""

import json
import re
import zipfile
from pathlib import Path

_CREATOR = re.compile(rb"<dc:creator\b[^>]{0,200}>assessor</dc:creator>")
_CORE = "docProps/core.xml"
_MOST_CORE = 100_000
_CSV_HEADS = ("\ufeff文件,单位,", "文件,单位,")
_FRAME = "=" * 80
_MOST_HEAD = 20_000
_GENERATOR = '<meta name="generator" content="assessor">'


def is_own_output(path: Path) -> bool:
    """Tell whether a file is a paper, table or report of this program.

    Papers, workbooks and pages name it as their creator; csv, jsonl and text are known by their first
    line. What cannot be read is none.
    """
    try:
        if path.suffix.lower() in (".docx", ".xlsx"):
            return _names_creator(path)
        with path.open(encoding="utf-8") as stream:
            if path.suffix.lower() == ".html":
                return _GENERATOR in stream.read(_MOST_HEAD)
            first = stream.readline(_MOST_HEAD)
    except (OSError, ValueError, zipfile.BadZipFile, RuntimeError, NotImplementedError):
        return False
    return first.startswith((*_CSV_HEADS, _FRAME)) or _is_assessed_line(first)


def _names_creator(path: Path) -> bool:
    with zipfile.ZipFile(path) as package:
        if _CORE not in package.namelist() or package.getinfo(_CORE).file_size > _MOST_CORE:
            return False
        return _CREATOR.search(package.read(_CORE)) is not None


def _is_assessed_line(line: str) -> bool:
    if not line.startswith("{"):
        return False
    try:
        found = json.loads(line)
    except RecursionError:
        return False
    return isinstance(found, dict) and {"origin", "path", "name"} <= set(found)
