"""From facts and rows in reading order to submissions and projects."""

import re
from collections.abc import Iterable
from dataclasses import replace

from assessor.core.submission import (
    Goal,
    GoalKind,
    Indicator,
    Origin,
    Paragraph,
    Project,
    Submission,
    SubmissionKind,
)
from assessor.indicators.facts import Fact, FactKind, printed_year
from assessor.indicators.funds import Amounts, money_unit
from assessor.indicators.headings import project_in_heading
from assessor.indicators.open_project import OpenProject, frozen_projects, name_by_sheets
from assessor.indicators.profiles import profile_of
from assessor.indicators.project_details import Details
from assessor.indicators.self_scores import SelfScore
from assessor.indicators.sheet import join_wrapped
from assessor.indicators.submission_kind import kind_of, self_score_of
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
_FORM_NUMBER = re.compile(
    r"^(?:\[bookmark:[^\]]*\]\s*)?\d{1,2}\s*[.、．]\s*(?=20\d\d\s*年|[\u4e00-\u9fff])"
)
_STOP = re.compile(r"[。！？!?；;]\s*$")
_NEXT_NUMBER = re.compile(
    r"^\s*(?:[(（]?\d{1,2}\s*[、.．)）](?!\d)|[①-⑳]|(?:年度)?目标\s*\d{1,2}\s*[:：])"
)
_SECOND_ITEM = re.compile(r"[。；;]\s*[(（]?(?:2|二)\s*[、.．)）](?!\d)")
_NUMBERING = re.compile(r"^\s*(?:[(（]?[一二三四五六七八九十\d]{1,3}\s*[、.．)）]\s*)+(?!\d)")


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
        self._projects: list[OpenProject] = []
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
        self._title = ""
        self._part = 0
        self._report = ""
        self._money_unit = ""
        self._paragraphs: list[tuple[int, Paragraph]] = []

    @property
    def row_count(self) -> int:
        """Number of rows met so far."""
        return sum(len(project.indicators) for project in self._projects)

    def title(self, text: str, *, origin: Origin) -> None:
        """Take a heading of the document into account for year, profile and project."""
        self._titles.append(text)
        self._titled_anew = True
        self._title = _FORM_NUMBER.sub("", clean_cell(text))
        current = self._projects[-1] if self._projects else None
        if current is not None and not current.indicators and not current.details.title:
            current.details.title = self._title
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
            if current.part != self._part:
                # What was told above, in another table, is not of this project.
                title = current.details.title or self._title
                current.details = replace(self._new_details(), title=title)
            return
        self._begin(plain, organisation or self._organisation, origin)

    def _begin(self, name: str, organisation: str | None, origin: Origin) -> OpenProject:
        begun = OpenProject(
            name, organisation, origin, part=self._part, details=self._new_details()
        )
        self._projects.append(begun)
        return begun

    def _new_details(self) -> Details:
        return Details(unit_above=self._money_unit, title=self._title)

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
        self._part += 1
        self._sheet = sheet or ""
        self._money_unit = self._money_unit if sheet is None else ""
        current = self._projects[-1] if self._projects else None
        if current is not None and current.indicators and (sheet is not None or self._titled_anew):
            self._begin("", self._organisation, Origin()).sheet = self._sheet

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
        elif fact.kind is FactKind.UNIT and _MONEY.search(text):
            self.money_unit(money_unit(text))
        elif fact.kind in GOAL_KINDS:
            self.goal(fact.text, GOAL_KINDS[fact.kind], origin=fact.origin)
        elif fact.kind in (FactKind.CONTENT, FactKind.PARENT, FactKind.RECURRENCE):
            self._take_detail(fact)
        else:
            self._amount_or_years(fact.kind, text)

    def _take_detail(self, fact: Fact) -> None:
        details = self._current().details
        if fact.kind is FactKind.CONTENT:
            details.take_content(fact.text)
        elif fact.kind is FactKind.PARENT:
            details.take_parent(clean_cell(fact.text))
        else:
            details.take_recurrence(clean_cell(fact.text))

    def money_unit(self, unit: str) -> None:
        """Take the unit of all amounts below: 单位：万元."""
        self._money_unit = unit or self._money_unit
        if self._projects and not self._projects[-1].indicators:
            self._projects[-1].details.unit_above = self._money_unit

    def amounts(self, amounts: Amounts) -> None:
        """Take a line of the money of the current project."""
        self._current().details.take_amounts(amounts)

    def columns(self, cells: tuple[tuple[str, str], ...], *, budget: str, origin: Origin) -> None:
        """Take the money from columns of a table, with their headers; ``budget`` is that of the total."""
        details = self._current().details
        details.take_unit(budget)
        details.take_columns(cells, origin)

    def self_score(self, found: SelfScore) -> None:
        """Take the score and grade that the unit gave the current project."""
        details = self._current().details
        details.self_score = details.self_score or found.score
        details.self_grade = details.self_grade or found.grade

    def report_head(self, title: str, unit: str) -> None:
        """Take title and unit of a report, whose tables may have titles of their own."""
        self._report = self._report or title
        self._headed_unit = self._headed_unit or unit or None

    def paragraphs(self, paragraphs: Iterable[Paragraph]) -> None:
        """Take running text of the submission that is being met."""
        place = max(0, len(self._projects) - 1)
        self._paragraphs.extend((place, paragraph) for paragraph in paragraphs)

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

    def _current(self) -> OpenProject:
        if not self._projects:
            self._begin("", self._organisation, Origin()).sheet = self._sheet
        return self._projects[-1]

    def submissions(self, *, narrative: bool = False) -> tuple[Submission, ...]:
        """Return what was met; headings without rows and goals (subtotals, units) are no projects.

        Parameters
        ----------
        narrative
            The document is running text with chapters.
        """
        kept = [project for project in self._projects if project.indicators or project.goals]
        name_by_sheets(kept)
        units = list(dict.fromkeys(p.organisation for p in kept if p.organisation))
        fallback = units[0] if units else self._organisation or self._authority or self._titled()
        fallback = fallback or self._higher or self._headed_unit
        groups: list[tuple[str | None, list[OpenProject]]] = []
        for project in kept:
            unit = project.organisation or (groups[-1][0] if groups else fallback)
            if groups and groups[-1][0] == unit:
                groups[-1][1].append(project)
            else:
                groups.append((unit, [project]))
        numbered = frozen_projects(kept)
        return tuple(
            self._submission(unit, projects, numbered, texts, narrative=narrative)
            for (unit, projects), texts in zip(groups, self._texts(groups), strict=True)
        )

    def _submission(
        self,
        unit: str | None,
        opened: list[OpenProject],
        numbered: dict[int, Project],
        paragraphs: tuple[Paragraph, ...],
        *,
        narrative: bool,
    ) -> Submission:
        projects = tuple(numbered[id(project)] for project in opened)
        own = next((p.details.title for p in opened if p.details.title), "")
        title = self._report if narrative and self._report else own
        kind = kind_of(title, projects, narrative=narrative)
        score = self_score_of(kind, projects, paragraphs)
        return Submission(
            organisation=unit,
            year=self._year(),
            profile=self._profile(opened),
            kind=kind,
            title=title,
            self_score=score.score,
            self_grade=score.grade,
            projects=projects,
            paragraphs=paragraphs,
        )

    def _texts(
        self, groups: list[tuple[str | None, list[OpenProject]]]
    ) -> tuple[tuple[Paragraph, ...], ...]:
        """Return the paragraphs of each group: those that were met with its projects."""
        place = {id(project): number for number, project in enumerate(self._projects)}
        firsts = [place[id(projects[0])] for _, projects in groups]
        parted: list[list[Paragraph]] = [[] for _ in groups]
        for number, paragraph in self._paragraphs:
            at = sum(first <= number for first in firsts) - 1
            if parted:
                parted[max(0, at)].append(paragraph)
        return tuple(map(tuple, parted))

    def completed(self, report: Submission) -> Submission:
        """Return a report without rows with its text, title and the score that it states."""
        texts = tuple(paragraph for _, paragraph in self._paragraphs)
        title = self._report or report.title or next(iter(self._titles), "")
        score = self_score_of(SubmissionKind.REPORT, report.projects, texts)
        kind = kind_of(title, report.projects, narrative=True)
        unit = report.organisation or self._headed_unit
        return replace(report, organisation=unit, kind=kind, title=title, self_score=score.score,
                       self_grade=score.grade, paragraphs=texts)  # fmt: skip

    def _titled(self) -> str | None:
        """Return the unit that a title names: 某某市交通运输局2025年项目绩效目标表."""
        for title in self._titles:
            if match := _TITLE_UNIT.match(title):
                return match.group(1)
        return None

    def _profile(self, projects: list[OpenProject]) -> str | None:
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
