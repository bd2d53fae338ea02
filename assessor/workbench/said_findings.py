"""What is said of a submission in its kept JSON object: findings with their rows, and rows."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from assessor.workbench.permissions import MissingError, RequestError

Plain = Mapping[str, Any]
ROW_WIDTH = 80
_SAID = (
    "code", "name", "title", "severity", "field", "start", "end", "text", "message", "hint",
    "source", "probability", "found_by",
)  # fmt: skip
_ROW = ("id", "level1", "level2", "name", "value", "cycle_value", "sign", "unit", "judgement")


@dataclass(frozen=True, slots=True, kw_only=True)
class SaidRow:
    """A row of the submission; ``project`` is its project's name."""

    project: str
    plain: Plain

    @property
    def id(self) -> str:
        """Id of the row as the document gave it; ids of a row file may occur twice."""
        return str(self.plain["id"])


@dataclass(frozen=True, slots=True, kw_only=True)
class SaidFinding:
    """A finding; ``row`` is ``None`` for one of a goal, a project or the whole."""

    plain: Plain
    row: SaidRow | None = None

    @property
    def id(self) -> str:
        """Id of the finding, unique within its document."""
        return str(self.plain["id"])

    @property
    def code(self) -> str:
        """Code of its check."""
        return str(self.plain["code"])


def rows_in(content: Plain) -> Iterator[SaidRow]:
    """Yield the rows of a submission in the order of the document."""
    for project in content["projects"]:
        for row in project["indicators"]:
            yield SaidRow(project=project["name"], plain=row)


def findings_in(content: Plain) -> Iterator[SaidFinding]:
    """Yield every finding once: of the whole, then project by project."""
    for finding in content["findings"]:
        yield SaidFinding(plain=finding)
    for project in content["projects"]:
        rows = [SaidRow(project=project["name"], plain=row) for row in project["indicators"]]
        by_id = {row.id: row for row in rows}
        for finding in project["findings"]:
            yield SaidFinding(plain=finding, row=by_id.get(str(finding["row"])))
        for row in rows:
            for finding in row.plain["findings"]:
                yield SaidFinding(plain=finding, row=row)


def finding_in(content: Plain, finding: str) -> SaidFinding:
    """Return one finding.

    Raises
    ------
    MissingError
        ``missing.finding``
    """
    for one in findings_in(content):
        if one.id == finding:
            return one
    raise MissingError(
        "这份申报里没有这条意见",
        hint="申报可能已经重新检查过；请刷新页面再试。",
        code="missing.finding",
    )


def row_in(content: Plain, row: str) -> SaidRow:
    """Return one row.

    Raises
    ------
    MissingError
        ``missing.row``
    RequestError
        ``request.row``: several rows bear the id.
    """
    found = [one for one in rows_in(content) if one.id == row]
    if not found:
        raise MissingError(
            "这份申报里没有这条指标",
            hint="申报可能已经重新检查过；请刷新页面再试。",
            code="missing.row",
        )
    if len(found) > 1:
        raise RequestError(
            f"有 {len(found)} 条指标的编号都是“{row[:ROW_WIDTH]}”，分不清是哪一条",
            hint="请让填报单位把编号改成不重复的，再重新报送。",
            code="request.row",
        )
    return found[0]


def finding_copy(finding: SaidFinding) -> dict[str, Any]:
    """Return the part of a finding that is kept with a decision on it."""
    return {key: finding.plain[key] for key in _SAID}


def row_copy(row: SaidRow, content: Plain) -> dict[str, Any]:
    """Return the part of a row, and of what stands around it, that is kept with a decision."""
    copied = {key: row.plain[key] for key in _ROW}
    return {**copied, "project": row.project, "organisation": content["organisation"]}
