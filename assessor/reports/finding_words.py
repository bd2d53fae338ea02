"""Where a finding stands and what it says, in the words of an official paper."""

import re

from assessor.core.finding import Place
from assessor.core.located import Located
from assessor.core.submission import Field, GoalKind, Project, Submission
from assessor.reports.places import FIELD_NAMES, place_name

LONGEST_QUOTE = 60
WHOLE_DEPARTMENT = "部门整体支出"
NO_PROJECT_NAME = "（未写项目名称）"
_GOALS = {
    GoalKind.ANNUAL: "年度绩效目标",
    GoalKind.CYCLE: "实施期绩效目标",
    GoalKind.RESULT: "目标完成情况",
    GoalKind.OTHER: "绩效目标",
}
_DEPARTMENT = "department-wide"
_BLANKS = re.compile(r"\s+")


def one_line(text: str) -> str:
    """Return ``text`` with every run of blanks as one."""
    return _BLANKS.sub(" ", text).strip()


def quoted(text: str, *, longest: int = LONGEST_QUOTE) -> str:
    """Return printed words between quotation marks, shortened in the middle if they are long."""
    words = one_line(text)
    if len(words) > longest:
        words = f"{words[: longest * 2 // 3]}……{words[-longest // 4 :]}"
    return f"“{words}”"


def project_name(project: Project) -> str:
    """Return the name of a project as a heading."""
    return one_line(project.name) or NO_PROJECT_NAME


def is_department_wide(submission: Submission) -> bool:
    """Tell whether a submission is about a whole department, not about its projects."""
    title = "".join(submission.title.split())
    return submission.profile == _DEPARTMENT or WHOLE_DEPARTMENT in title


def file_name(path: str) -> str:
    """Return the last part of a path of any system; a member of an archive keeps its own."""
    return path.replace("\\", "/").rstrip("/").rsplit("/", 1)[-1] or path


def project_heading(project: Project) -> str:
    """Return the name of a project between quotation marks, called a project once."""
    name = project_name(project)
    return f"“{name}”" if name.endswith("项目") else f"“{name}”项目"


def column_of(located: Located) -> str:
    """Return the column that a finding is about, as a form calls it."""
    name = FIELD_NAMES.get(located.finding.field, "")
    return f"{name}栏" if name else ""


def where(located: Located, *, with_column: bool = True) -> str:
    """Return the place within the project: which indicator or text, which column."""
    column = FIELD_NAMES.get(located.finding.field, "")
    if located.row is not None:
        row = located.row.indicator
        level = one_line(row.level2 or row.level1)
        named = f"指标{quoted(row.name)}" if row.name.strip() else "未写名称的指标"
        inside = "、".join(part for part in (level, place_name(row.origin)) if part)
        shown = column_of(located) if with_column else ""
        return f"{named}{f'（{inside}）' if inside else ''}{shown}"
    return _beside_rows(located, column)


def _beside_rows(located: Located, column: str) -> str:
    finding = located.finding
    at = place_name(located.origin)
    inside = f"（{at}）" if at else ""
    if finding.place is Place.GOAL:
        return f"{_goal(located)}{inside}"
    if finding.place is Place.FUNDS:
        return f"{_funds(located)}{column}栏{inside}"
    if finding.place is Place.EXECUTION:
        return f"预算执行情况{column}栏{inside}"
    if finding.place is Place.PARAGRAPH:
        return f"{_paragraph(located)}{inside}"
    if finding.place is Place.SUBMISSION:
        return "申报材料整体" if finding.field is Field.TITLE else f"申报材料{column}"
    return "项目整体" if finding.field is Field.NAME else f"项目{column}栏{inside}"


def _goal(located: Located) -> str:
    goals = located.project.project.goals if located.project else ()
    number = located.finding.number
    if number is None or number >= len(goals):
        return "绩效目标"
    same = [n for n, goal in enumerate(goals) if goal.kind is goals[number].kind]
    name = _GOALS[goals[number].kind]
    return f"{name}第{same.index(number) + 1}段" if len(same) > 1 else name


def _funds(located: Located) -> str:
    funds = located.project.project.funds if located.project else ()
    number = located.finding.number
    name = funds[number].name if number is not None and number < len(funds) else ""
    return f"资金来源{quoted(name)}" if name else "资金来源"


def _paragraph(located: Located) -> str:
    paragraphs = located.submission.paragraphs
    number = located.finding.number
    headings = (
        paragraphs[number].headings if number is not None and number < len(paragraphs) else ()
    )
    return f"正文{quoted(headings[-1])}部分" if headings else "正文"


def printed_words(located: Located) -> str:
    """Return the marked words where the message does not quote them already, else ``""``."""
    finding = located.finding
    if not finding.text.strip() or finding.text in finding.message:
        return ""
    return quoted(finding.text)


def message_of(located: Located) -> str:
    """Return the defect as a sentence without its full stop."""
    return one_line(located.finding.message).rstrip("。；")


def hint_of(located: Located) -> str:
    """Return what to do as a sentence without its full stop."""
    return one_line(located.finding.hint).rstrip("。；")
