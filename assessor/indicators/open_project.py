"""Projects while their parts are being met."""

import re
from dataclasses import dataclass, field, replace

from assessor.core.submission import Goal, Indicator, Origin, Project
from assessor.indicators.headings import project_in_heading
from assessor.indicators.project_details import Details

_LEAST_SHEETS = 2
_LEAST_HAN = 4
_NO_PROJECT_SHEET = re.compile(
    r"^(?:sheet|工作表|表)\s*[\d一二三四五六七八九十]*$|汇总|明细|[旧新]版|说明|封面|目录|字典|代码|季度|月份?$|年度?$|"
    r"上半年|下半年|样表|模板|附件",
    re.IGNORECASE,
)


@dataclass(slots=True)
class OpenProject:
    """A project while its parts are being met."""

    name: str
    organisation: str | None
    origin: Origin
    sheet: str = ""
    part: int = 0
    budget: str | None = None
    cycle_start: int | None = None
    cycle_end: int | None = None
    goals: list[Goal] = field(default_factory=list)
    indicators: list[Indicator] = field(default_factory=list)
    labels: list[tuple[str, str]] = field(default_factory=list)
    details: Details = field(default_factory=Details)

    def frozen(self) -> Project:
        """Return the project as it was met."""
        details = self.details
        return Project(
            funds=details.funds(),
            execution=details.execution(),
            money_unit=details.money_unit(self.budget),
            content="\n".join(details.content),
            parent=details.parent,
            recurrence="；".join(details.recurrence),
            self_score=details.self_score,
            self_grade=details.self_grade,
            name=self.name,
            budget=self.budget,
            cycle_start=self.cycle_start,
            cycle_end=self.cycle_end,
            goals=tuple(self.goals),
            indicators=tuple(self.indicators),
            origin=self.origin,
        )


def name_by_sheets(projects: list[OpenProject]) -> None:
    """Name projects by their sheets where several sheets hold one each and none names its own."""
    unnamed = [project for project in projects if project.indicators and not project.name]
    names = [_name_of_sheet(project.sheet) for project in unnamed]
    if len(set(names)) < _LEAST_SHEETS or not all(names):
        return
    for project, name in zip(unnamed, names, strict=True):
        project.name = name


def _name_of_sheet(sheet: str) -> str:
    """Return the project that a sheet is named after, ``""`` for 汇总, 一季度, Sheet1 and the like."""
    name = project_in_heading(sheet)
    han = sum("\u4e00" <= char <= "\u9fff" for char in name)
    return "" if han < _LEAST_HAN or _NO_PROJECT_SHEET.search(name) else name


def frozen_projects(projects: list[OpenProject]) -> dict[int, Project]:
    """Return the projects by identity; give rows without an id of their own running numbers over the whole document."""
    number = 0
    found: dict[int, Project] = {}
    for project in projects:
        rows: list[Indicator] = []
        for row in project.indicators:
            number += 1
            rows.append(row if row.id else replace(row, id=str(number)))
        project.indicators = rows
        found[id(project)] = project.frozen()
    return found
