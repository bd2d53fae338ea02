"""Names that were read from the inputs, numbered as they come: 单位1, 项目1, 文件1."""

import re
from collections.abc import Iterator

from assessor.reports.batch.figures import NO_UNIT
from assessor.reports.finding_words import NO_PROJECT_NAME

_SUFFIX = re.compile(r"\.[A-Za-z0-9]{1,6}$")
_CODE = re.compile(r"^[\[【(（]?\d{3,}[\]】)）]?[-—_\s]*")
_INSIDE = re.compile(r"[（(【\[][^（）()【】\[\]]*[）)】\]]$")
_SEPARATORS = re.compile(r"[、,，;；/／]")
STANDARD_INPUT = "-"


class Names:
    """Units, projects and paths in the order in which they were met."""

    def __init__(self) -> None:
        self.units: dict[str, str] = {}
        self.projects: dict[str, str] = {}
        self.paths: dict[str, str] = {}

    def add_unit(self, name: str) -> None:
        """Remember a unit."""
        if name != NO_UNIT:
            self.units.setdefault(name, f"单位{len(self.units) + 1}")

    def add_project(self, name: str) -> None:
        """Remember a project."""
        if name != NO_PROJECT_NAME:
            self.projects.setdefault(name, f"项目{len(self.projects) + 1}")

    def add_path(self, path: str) -> None:
        """Remember an input; its pseudonym keeps the suffix, which tells the kind of file."""
        if path == STANDARD_INPUT or path in self.paths:
            return
        suffix = _SUFFIX.search(path)
        self.paths[path] = f"文件{len(self.paths) + 1}{suffix.group() if suffix else ''}"


def spellings(name: str) -> Iterator[str]:
    """Yield a name as texts may print it: whole, without code and brackets, each of several."""
    yield name
    short = _INSIDE.sub("", _CODE.sub("", name)).strip()
    yield short
    parts = _SEPARATORS.split(short)
    if len(parts) > 1:
        yield from (part.strip() for part in parts)
