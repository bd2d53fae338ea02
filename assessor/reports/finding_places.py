"""Where findings stand, as the formats of other programs want it."""

from urllib.parse import quote

from assessor.core.column_letters import column_letters
from assessor.core.located import Located
from assessor.core.submission import Origin
from assessor.reports.finding_words import one_line, project_name
from assessor.reports.lines import visible

STDIN = "-"
STDIN_NAME = "标准输入"


def file_uri(path: str) -> str:
    """Return the name of an input as a relative reference, or with ``file:`` if it is absolute."""
    plain = path.replace("\\", "/")
    if plain.startswith("/"):
        return f"file://{_encoded(plain)}"
    if plain[1:3] == ":/":
        return f"file:///{plain[0]}:{_encoded(plain[2:])}"
    return _encoded(plain)


def _encoded(path: str) -> str:
    """Return a path in signs of a reference; bytes that are no text are told as they are."""
    try:
        data = path.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        data = path.encode("utf-8", "surrogatepass")
    return quote(data, safe="/")


def place_of(located: Located) -> Origin:
    """Return the cell of a finding where its column is known, else the place of its row."""
    origin, row = located.origin, located.row
    if row is None or origin.column is not None or origin.row != row.indicator.origin.row:
        return origin
    return row.indicator.place(located.finding.field)


def cell_name(origin: Origin) -> str:
    """Return how a workbook calls a cell, ``C5``; ``""`` where that is not known."""
    if origin.sheet is None or origin.row is None or origin.column is None:
        return ""
    return f"{column_letters(origin.column - 1)}{origin.row}"


def row_name(located: Located) -> str:
    """Return what is pointed at within the project: the row's name, or what it is."""
    if located.row is not None:
        return one_line(visible(located.row.indicator.name)) or "（未写名称）"
    return "项目整体" if located.project is not None else "申报整体"


def full_name(located: Located) -> str:
    """Return unit, project and row, from the largest to the smallest."""
    parts = [located.submission.organisation or ""]
    if located.project is not None:
        parts.append(project_name(located.project.project))
    parts.append(row_name(located))
    return "/".join(one_line(visible(part)).replace("/", "／") for part in parts if part)
