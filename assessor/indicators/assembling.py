"""From facts and rows in reading order to submissions and projects."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from assessor.core.submission import Goal, GoalKind, Indicator, Origin, Project, Submission
from assessor.indicators.facts import Fact, FactKind, printed_year
from assessor.indicators.headings import project_in_heading
from assessor.indicators.profiles import profile_of
from assessor.indicators.sheet import join_wrapped
from assessor.indicators.values import clean_cell
from assessor.text.normalise import normalise

_YEAR = re.compile(r"(20\d\d)")
_TITLE_UNIT = re.compile(
    r"^\s*([\u4e00-\u9fff]{2,28}(?:局|委|厅|会|院|馆|中心|所|处|站|队|办|办公室|政府|学校|小学|中学|大学|学院|部|公司|社|室))"
    r"\s*20\d\d\s*年"
)
GOAL_KINDS = {
    FactKind.ANNUAL_GOAL: GoalKind.ANNUAL,
    FactKind.CYCLE_GOAL: GoalKind.CYCLE,
    FactKind.GOAL: GoalKind.ANNUAL,
    FactKind.RESULT: GoalKind.RESULT,
}
_STAMP = re.compile(r"\s*[(（]\s*(?:20\d\d\s*年度?|盖章|公章|签章|加盖公章)\s*[)）]\s*$")
_MONEY = re.compile(r"元|人民币|MOP|HKD|RMB", re.IGNORECASE)
_UNIT_CODE = re.compile(
    r"^[\[(（【]?\d{3,12}[\])）】]?\s*[-_—]?\s*(?=[\u4e00-\u9fff])|\s*[\[(（【]\d{3,12}[\])）】]$"
)
_LEAST_SHEETS = 2
_LEAST_HAN = 4
_NO_PROJECT_SHEET = re.compile(
    r"^(?:sheet|工作表|表)\s*[\d一二三四五六七八九十]*$|汇总|明细|[旧新]版|说明|封面|目录|字典|代码|季度|月份?$|年度?$|"
    r"上半年|下半年|样表|模板|附件",
    re.IGNORECASE,
)
_STOP = re.compile(r"[。！？!?；;]\s*$")
_NEXT_NUMBER = re.compile(
    r"^\s*(?:[(（]?\d{1,2}\s*[、.．)）](?!\d)|[①-⑳]|(?:年度)?目标\s*\d{1,2}\s*[:：])"
)
_SECOND_ITEM = re.compile(r"[。；;]\s*[(（]?(?:2|二)\s*[、.．)）](?!\d)")
_NUMBERING = re.compile(r"^\s*(?:[(（]?[一二三四五六七八九十\d]{1,3}\s*[、.．)）]\s*)+(?!\d)")


@dataclass(slots=True)
class _Open:
    """A project while its parts are being met."""

    name: str
    organisation: str | None
    origin: Origin
    sheet: str = ""
    budget: str | None = None
    cycle_start: int | None = None
    cycle_end: int | None = None
    goals: list[Goal] = field(default_factory=list)
    indicators: list[Indicator] = field(default_factory=list)
    labels: list[tuple[str, str]] = field(default_factory=list)

    def frozen(self) -> Project:
        return Project(
            name=self.name,
            budget=self.budget,
            cycle_start=self.cycle_start,
            cycle_end=self.cycle_end,
            goals=tuple(self.goals),
            indicators=tuple(self.indicators),
            origin=self.origin,
        )


class Assembler:
    """Takes facts, headings and rows in reading order and gives submissions.

    A 项目名称 or a heading opens a project; what follows belongs to it until the next. A unit
    that changes between projects divides submissions.

    Parameters
    ----------
    wrapped
        Line breaks inside a text are those of the page, not of its paragraphs.
    """

    def __init__(self, *, wrapped: bool = False) -> None:
        self._wrapped = wrapped
        self._projects: list[_Open] = []
        self._organisation: str | None = None
        self._authority: str | None = None
        self._higher: str | None = None
        self._years: list[int] = []
        self._titles: list[str] = []
        self._suggested: tuple[str, Origin] | None = None
        self._sheet = ""
        self._titled_anew = False
        self._mentioned: int | None = None
        self._headed_unit: str | None = None

    @property
    def row_count(self) -> int:
        """Number of rows met so far."""
        return sum(len(project.indicators) for project in self._projects)

    def title(self, text: str, *, origin: Origin) -> None:
        """Take a heading of the document into account for year, profile and project."""
        self._titles.append(text)
        self._titled_anew = True
        self.suggest_name(text, origin=origin)

    def mention(self, year: int) -> None:
        """Take the year with which a paragraph begins, for documents that name none elsewhere."""
        self._mentioned = self._mentioned or year

    def heading(self, text: str) -> None:
        """Take a short line that may tell unit and year, for documents that tell them nowhere else."""
        if (year := printed_year(text)) is not None:
            self.mention(year)
        if self._headed_unit is None and (match := _TITLE_UNIT.match(text)):
            self._headed_unit = match.group(1)

    def open_project(self, name: str, *, origin: Origin, organisation: str | None = None) -> None:
        """Begin a project; the current one is kept if it has this name."""
        self._suggested = None
        plain = _NUMBERING.sub("", clean_cell(name)).strip(" ：:")
        current = self._projects[-1] if self._projects else None
        same_unit = organisation is None or current is None or current.organisation == organisation
        if current is not None and current.name == plain and same_unit:
            return
        if current is not None and not (current.name or current.indicators or current.goals):
            current.name, current.origin = plain, origin
            return
        self._projects.append(_Open(plain, organisation or self._organisation, origin))

    def suggest_name(self, text: str, *, origin: Origin) -> None:
        """Take a heading that names the project of the rows below unless a 项目名称 does."""
        name = project_in_heading(text)
        if name:
            self._suggested = (name, origin)

    def new_part(self, *, sheet: str | None) -> None:
        """Begin a new part: its rows without a project name may be those of another project.

        Parameters
        ----------
        sheet
            Name of the sheet of a workbook, each of which is a form of its own; ``None`` for
            a table of a text, which is one only below a heading of its own.
        """
        self._sheet = sheet or ""
        current = self._projects[-1] if self._projects else None
        if current is not None and current.indicators and (sheet is not None or self._titled_anew):
            self._projects.append(_Open("", self._organisation, Origin(), sheet=self._sheet))

    def fact(self, fact: Fact) -> None:
        """Take one fact of the frame."""
        text = clean_cell(fact.text)
        if fact.kind is FactKind.PROJECT:
            self.open_project(text, origin=fact.origin)
        elif fact.kind is FactKind.ORGANISATION:
            self._set_organisation(text)
        elif fact.kind is FactKind.AUTHORITY:
            self._authority = _unit_name(text)  # forms name the higher one first
        elif fact.kind is FactKind.UNIT and self._organisation is None and not _MONEY.search(text):
            self._set_organisation(text)  # 单位：某某局, not 单位：万元
        elif fact.kind is FactKind.HIGHER_AUTHORITY:
            self._higher = self._higher or _unit_name(text)
        elif fact.kind is FactKind.YEAR:
            self._years.extend(int(year) for year in _YEAR.findall(normalise(text))[:1])
        elif fact.kind in GOAL_KINDS:
            self.goal(fact.text, GOAL_KINDS[fact.kind], origin=fact.origin)
        else:
            self._amount_or_years(fact.kind, text)

    def _set_organisation(self, text: str) -> None:
        text = _unit_name(text)
        self._organisation = text
        if self._projects and not self._projects[-1].indicators:
            self._projects[-1].organisation = text

    def _amount_or_years(self, kind: FactKind, text: str) -> None:
        current = self._current()
        years = [int(year) for year in _YEAR.findall(normalise(text))]
        if kind is FactKind.BUDGET and current.budget is None and re.search(r"\d", text):
            current.budget = text
        elif kind is FactKind.CYCLE and years:
            current.cycle_start, current.cycle_end = years[0], years[-1]
        elif kind is FactKind.CYCLE_START and years:
            current.cycle_start = years[0]
        elif kind is FactKind.CYCLE_END and years:
            current.cycle_end = years[-1]

    def budget(self, text: str) -> None:
        """Set the budget of the current project as printed."""
        self._current().budget = text

    def goal(self, text: str, kind: GoalKind, *, origin: Origin) -> None:
        """Add a narrative goal to the current project; its paragraphs are goals of their own."""
        parts = [part.strip() for part in text.split("\n")]
        if self._wrapped:
            parts = _paragraphs(parts)
        if len(parts) == 1 and not _SECOND_ITEM.search(text):
            parts = [_NUMBERING.sub("", parts[0])]
        goals = self._current().goals
        for part in parts:
            known = any((goal.text, goal.kind) == (part, kind) for goal in goals)
            if part.strip(" -/—_*") and not known:
                goals.append(Goal(text=part, kind=kind, origin=origin))

    def rows(
        self, indicators: Iterable[Indicator], *, labels: Iterable[tuple[str, str]] = ()
    ) -> None:
        """Add rows to the current project."""
        indicators = tuple(indicators)
        if indicators and self._suggested is not None:
            (name, origin), self._suggested = self._suggested, None
            last = self._projects[-1] if self._projects else None
            # A 项目名称 that no row has followed yet names the rows better than a heading.
            if last is None or not last.name or last.indicators:
                self.open_project(name, origin=origin)
        current = self._current()
        self._titled_anew = self._titled_anew and not indicators
        current.indicators.extend(indicators)
        current.labels.extend(labels)

    def _current(self) -> _Open:
        if not self._projects:
            self._projects.append(_Open("", self._organisation, Origin(), sheet=self._sheet))
        return self._projects[-1]

    def submissions(self) -> tuple[Submission, ...]:
        """Return what was met; headings without rows and goals (subtotals, units) are no projects."""
        kept = [project for project in self._projects if project.indicators or project.goals]
        _name_by_sheets(kept)
        units = list(dict.fromkeys(p.organisation for p in kept if p.organisation))
        fallback = units[0] if units else self._organisation or self._authority or self._titled()
        fallback = fallback or self._higher or self._headed_unit
        groups: list[tuple[str | None, list[_Open]]] = []
        for project in kept:
            unit = project.organisation or (groups[-1][0] if groups else fallback)
            if groups and groups[-1][0] == unit:
                groups[-1][1].append(project)
            else:
                groups.append((unit, [project]))
        numbered = _numbered(kept)
        return tuple(
            Submission(
                organisation=unit,
                year=self._year(),
                profile=self._profile(projects),
                projects=tuple(numbered[id(project)] for project in projects),
            )
            for unit, projects in groups
        )

    def _titled(self) -> str | None:
        """Return the unit that a title names: 某某市交通运输局2025年项目绩效目标表."""
        for title in self._titles:
            if match := _TITLE_UNIT.match(title):
                return match.group(1)
        return None

    def _profile(self, projects: list[_Open]) -> str | None:
        labels = [label for project in projects for label in project.labels]
        rows = [row for project in projects for row in project.indicators]
        return profile_of(rows, labels=labels, titles=self._titles)

    def _year(self) -> int | None:
        if self._years:
            return self._years[0]
        for title in self._titles:
            if (year := printed_year(title)) is not None:
                return year
        return self._mentioned


def _name_by_sheets(projects: list[_Open]) -> None:
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


def _paragraphs(lines: list[str]) -> list[str]:
    """Join the lines of a printed text; a paragraph ends with a stop or before a number."""
    paragraphs: list[str] = []
    for line in lines:
        ends = not paragraphs or _STOP.search(paragraphs[-1]) or _NEXT_NUMBER.match(line)
        if ends:
            paragraphs.append(line)
        else:
            paragraphs[-1] = join_wrapped((paragraphs[-1], line))
    return paragraphs


def _unit_name(text: str) -> str:
    """Return the name of a unit without the code that systems print before or after it."""
    return _UNIT_CODE.sub("", _STAMP.sub("", text)).strip() or text


def _numbered(projects: list[_Open]) -> dict[int, Project]:
    """Give rows without an id of their own running numbers over the whole document."""
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
