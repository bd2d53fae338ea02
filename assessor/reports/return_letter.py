"""The letter that returns a submission to its unit (退回修改意见), as values."""

from collections.abc import Iterable
from dataclasses import dataclass

from assessor.core.assessment import DocumentAssessment, SubmissionAssessment
from assessor.core.finding import Place, Severity
from assessor.core.located import Located, located_findings
from assessor.core.rewrite import BLANK
from assessor.core.submission import Submission, SubmissionKind
from assessor.reports.finding_words import (
    WHOLE_DEPARTMENT,
    column_of,
    file_name,
    hint_of,
    is_department_wide,
    message_of,
    one_line,
    printed_words,
    project_heading,
    where,
)
from assessor.reports.suggested_rows import SuggestedRow, suggestion_for
from assessor.reports.versions import versions_line

NO_UNIT = "（未写明申报单位）"
WHOLE = "关于申报材料整体"
_SEVERAL_FILES = 3
_MUST = Severity.BLOCKER.chinese
_EVALUATIONS = frozenset((SubmissionKind.SELF_EVALUATION, SubmissionKind.REPORT))


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterProblem:
    """One defect at the place of a point.

    Attributes
    ----------
    column
        Which column of the row it is about; empty where the place says all.
    words
        Printed words that the defect does not quote itself, else empty.
    """

    urgency: str
    column: str
    words: str
    defect: str
    remedy: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterPoint:
    """One place where the unit has to change something.

    Attributes
    ----------
    number
        Runs through the whole letter, from 1.
    proposed
        Rows to put in place of this one, as sentences; empty where nothing is proposed.
    questions
        What the unit must fill in.
    """

    number: int
    place: str
    problems: tuple[LetterProblem, ...]
    proposed: tuple[str, ...] = ()
    questions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterSection:
    """The points of one project, or of the whole submission."""

    heading: str
    points: tuple[LetterPoint, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """One letter to one unit.

    Attributes
    ----------
    evaluated
        Whether the material looks back: its targets can be changed for later years alone.
    versions
        What made the findings, for the foot of the page.
    """

    unit: str
    title: str
    opening: str
    sections: tuple[LetterSection, ...]
    closing: str
    evaluated: bool = False
    versions: str = ""


def return_letters(documents: Iterable[DocumentAssessment]) -> tuple[Letter, ...]:
    """Return one letter per unit that has something to change, in the order of the inputs.

    A submission without the name of its unit is told apart by its file.
    """
    units: dict[tuple[str, str], list[tuple[str, SubmissionAssessment]]] = {}
    for document in documents:
        path = document.extraction.path
        for submission in document.submissions:
            unit = "".join((submission.submission.organisation or "").split())
            units.setdefault((unit, "" if unit else path), []).append((path, submission))
    letters = (_letter(unit or NO_UNIT, items) for (unit, _), items in units.items())
    return tuple(letter for letter in letters if letter.sections)


def _letter(unit: str, items: list[tuple[str, SubmissionAssessment]]) -> Letter:
    sections: list[LetterSection] = []
    number = 0
    several = len({path for path, _ in items}) > 1
    for path, submission in items:
        for heading, places in _grouped(submission):
            points = tuple(_point(found, number + n) for n, found in enumerate(places, 1))
            number += len(points)
            named = f"{heading}（{file_name(path)}）" if several else heading
            sections.append(LetterSection(heading=named, points=points))
    first = items[0][1].submission
    kinds = {submission.submission.kind for _, submission in items}
    what = _material(submission.submission for _, submission in items)
    years = {submission.submission.year for _, submission in items}
    year = f"{first.year}年度" if len(years) == 1 and first.year else ""
    scores = [submission.score for _, submission in items if submission.score is not None]
    return Letter(
        unit=unit,
        title=f"{what}退回修改意见",
        opening=_opening(items, what=f"{year}{what}", sections=sections),
        sections=tuple(sections),
        closing=_closing(sections, evaluated=kinds <= _EVALUATIONS),
        evaluated=kinds <= _EVALUATIONS,
        versions=versions_line(pair for score in scores for pair in score.versions),
    )


def _closing(sections: list[LetterSection], *, evaluated: bool) -> str:
    asked = "请逐条研究，对照修改后重新报送，并附逐条修改说明；对个别意见有不同看法的，请书面说明理由和依据。"
    has_blanks = any(
        BLANK in text
        for section in sections
        for point in section.points
        for text in (*point.proposed, *(problem.remedy for problem in point.problems))
    )
    later = "涉及已批复目标的意见，在以后年度申报时落实。" if evaluated else ""
    blanks = f"文中“{BLANK}”处由你单位据实填写，不得以估计数代替。" if has_blanks else ""
    return f"{asked}{later}{blanks}"


def _material(submissions: Iterable[Submission]) -> str:
    """Return what was submitted, in the words of the title."""
    told = {(one.kind in _EVALUATIONS, is_department_wide(one)) for one in submissions}
    if len({evaluated for evaluated, _ in told}) > 1:
        return "绩效目标和绩效自评材料"
    if (True, True) in told or (True, False) in told:
        return "绩效自评材料"
    if len(told) > 1:
        return "绩效目标"
    return f"{WHOLE_DEPARTMENT if (False, True) in told else '项目支出'}绩效目标"


def _opening(
    items: list[tuple[str, SubmissionAssessment]], *, what: str, sections: list[LetterSection]
) -> str:
    files = list(dict.fromkeys(file_name(path) for path, _ in items))
    listed = "、".join(f"“{name}”" for name in files[:_SEVERAL_FILES])
    more = f"等 {len(files)} 个文件" if len(files) > _SEVERAL_FILES else ""
    projects = [p for _, submission in items for p in submission.projects if p.indicators]
    rows = sum(len(project.indicators) for project in projects)
    scope = f"，涉及 {len(projects)} 个项目、{rows} 条指标" if rows else ""
    points = [point for section in sections for point in section.points]
    problems = [problem for point in points for problem in point.problems]
    counted = f"{len(points)} 条意见"
    if len(problems) > len(points):
        counted += f"（共 {len(problems)} 处问题）"
    must = (
        f"；标注“{_MUST}”的，未修改前不宜进入下一环节"
        if _MUST in {problem.urgency for problem in problems}
        else ""
    )
    return (
        f"你单位报送的{what}（{listed}{more}{scope}）收悉。经审核，提出以下 {counted}，现予退回修改。"
        f"各条均注明位置、存在的问题和修改要求{must}。"
    )


def _grouped(submission: SubmissionAssessment) -> list[tuple[str, list[list[Located]]]]:
    """Return heading by heading the findings of each place, in the order of reading."""
    groups: dict[int | None, dict[tuple[object, ...], list[Located]]] = {}
    for number, located in enumerate(located_findings(submission)):
        if located.is_point:
            places = groups.setdefault(located.number, {})
            places.setdefault(_place_of(located, number), []).append(located)
    return [
        (_heading(next(iter(places.values()))[0]), list(places.values()))
        for places in groups.values()
    ]


def _place_of(located: Located, number: int) -> tuple[object, ...]:
    """Return what the findings of one row, goal or paragraph have in common."""
    finding = located.finding
    if located.row is not None:
        return ("row", id(located.row))
    if finding.place in (Place.GOAL, Place.PARAGRAPH) and finding.number is not None:
        return (finding.place, finding.number)
    return ("alone", number)


def _heading(located: Located) -> str:
    if located.project is None:
        return WHOLE
    return f"关于{project_heading(located.project.project)}"


def _point(found: list[Located], number: int) -> LetterPoint:
    first = found[0]
    proposed = suggestion_for(first.row) if first.row is not None else None
    rows, questions = (proposed.rows, proposed.questions) if proposed else ((), ())
    return LetterPoint(
        number=number,
        place=where(first, with_column=len(found) == 1),
        problems=tuple(_problem(one, several=len(found) > 1) for one in found),
        proposed=tuple(_row_words(row) for row in rows),
        questions=tuple(one_line(question).rstrip("。；？?") for question in questions),
    )


def _problem(located: Located, *, several: bool) -> LetterProblem:
    return LetterProblem(
        urgency=located.finding.severity.chinese,
        column=column_of(located) if several and located.row is not None else "",
        words=printed_words(located),
        defect=message_of(located),
        remedy=hint_of(located),
    )


def _row_words(row: SuggestedRow) -> str:
    parts = (row.level2 or row.level1, f"“{row.name}”", f"指标值“{row.value}”")
    return "，".join(part for part in parts if part)
