"""Which projects of a submission are parts of another one, and how their rows belong together.

A part names its parent, or the parent lists its parts, or their names say 一级项目 and 二级项目;
the table of a whole department stands above the tables of its projects.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from assessor.checks.amounts import money
from assessor.checks.goal_links import measure, row_topic
from assessor.checks.matching_names import counted_thing
from assessor.checks.quantities import Quantity, alike_units, row_quantities
from assessor.checks.row_matching import folded_name
from assessor.checks.topics import topic_of
from assessor.checks.word_lists import check_pattern
from assessor.core.submission import Indicator, Project, Submission
from assessor.text.normalise import normalise

_CLOSE = 1e-6
_TWO = 2
_FIRST = re.compile(r"一级项目|上级项目|总项目")
_SECOND = re.compile(r"二级项目|子项目")
_BELONGS = re.compile(
    r"(?:属于|隶属于|隶属|作为|系|为)[“\"《]?([^“”\"《》，。；,;\s]{3,30}?)[”\"》]?的?(?:子项目|二级项目|组成部分)"
)
_PARENT_IS = re.compile(
    r"(?:所属|上级|对应的?|所在)(?:的?(?:一级|上级|总)?项目)?(?:为|是|[:：])[“\"《]?([^“”\"《》，。；,;\s]{3,30})"
    r"|^([^“”\"《》，。；,;\s]{3,30}?)(?:的?(?:所属|下属|项下)|的)(?:二级|子|分)?项目"
)
_LISTS = re.compile(r"(?:一级|二级|子|分|明细|总)项目|下设|下辖|项目(?:构成|组成)|个项目")
_WHOLE_DEPARTMENT = re.compile(r"(?:部门|单位)?整体(?:支出|绩效)|^(?:部门|单位)整体$")
_NUMBERED = re.compile(
    r"^[(（]?[一二三四五六七八九十\d]+[)）.、．\s]*|[(（\[【]?(?:一级|二级|上级|子|总)项目[)）\]】]?\s*[\d一二三四五六七八九十]*\s*[:：\-—]?"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Family:
    """A parent project and its parts, with their numbers in the submission.

    ``department``: the parent is the table of a whole department, which has tasks of its own.
    """

    number: int
    parent: Project
    children: tuple[tuple[int, Project], ...]
    department: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Served:
    """Rows of the parts that serve a row of the parent; amounts where they measure the same."""

    rows: tuple[Indicator, ...]
    amounts: tuple[Quantity, ...]


def families(submission: Submission) -> tuple[tuple[Family, ...], dict[int, str]]:
    """Return the families, and for each other part the name of a parent that is not there."""
    projects = submission.projects
    members: dict[int, list[int]] = {}
    orphans: dict[int, str] = {}
    for number, project in enumerate(projects):
        name = _parent_name(project)
        above = [
            n for n, p in enumerate(projects) if n != number and name and _plain(p.name) == _plain(name)
        ]  # fmt: skip
        if len(above) != 1:
            above = [n for n in range(len(projects)) if _lists(projects[n], project)]
        if len(above) == 1:
            members.setdefault(above[0], []).append(number)
        elif project.parent.strip():
            orphans[number] = name
    departments = [n for n, p in enumerate(projects) if _WHOLE_DEPARTMENT.search(normalise(p.name))]
    if not members:
        members = _by_names(projects)
    if not members and len(departments) == 1 and len(projects) > 1:
        members = {departments[0]: [n for n in range(len(projects)) if n != departments[0]]}
    found = tuple(
        Family(
            number=number,
            parent=projects[number],
            children=tuple((n, projects[n]) for n in numbers),
            department=number in departments,
        )
        for number, numbers in members.items()
    )
    return found, {n: name for n, name in orphans.items() if not _in_family(n, found)}


def relatives(submission: Submission) -> dict[int, int]:
    """Return the parent of each part and of each parent itself, by their numbers."""
    found, _ = families(submission)
    parents = {child: family.number for family in found for child, _ in family.children}
    return parents | {family.number: family.number for family in found}


def _in_family(number: int, found: tuple[Family, ...]) -> bool:
    return any(number == n for family in found for n, _ in family.children)


def _parent_name(project: Project) -> str:
    if project.parent.strip():
        return project.parent
    content = normalise(project.content).strip()
    match = _BELONGS.search(content) or _PARENT_IS.search(content)
    return next((name for name in match.groups() if name), "") if match else ""


def _lists(parent: Project, part: Project) -> bool:
    """Tell whether the content of a project lists another one among its parts."""
    name, content = _plain(part.name), normalise(parent.content)
    if parent is part or len(name) < 4 or _parent_name(parent) or not _LISTS.search(content):
        return False
    named = re.escape(name)
    return re.search(f'[“"《]{named}[”"》]|{named}(?:二级|子|分)?项目', content) is not None


def _plain(name: str) -> str:
    return folded_name(_NUMBERED.sub("", normalise(name)))


def _by_names(projects: tuple[Project, ...]) -> dict[int, list[int]]:
    """Pair 一级项目 and 二级项目 as their names call them, where there is one parent."""
    first = [n for n, p in enumerate(projects) if _FIRST.search(p.name)]
    second = [n for n, p in enumerate(projects) if _SECOND.search(p.name) and n not in first]
    return {first[0]: second} if len(first) == 1 and second else {}


def has_object(row: Indicator) -> bool:
    """Tell whether a row names a thing of its own, so that it can be sought in the parts."""
    return bool(topic_of(row.name).strong) and measure(row) != "satisfaction"


def is_for_parts(row: Indicator, family: Family) -> bool:
    """Tell whether a task of a department must be one of its projects: it costs money.

    Only an amount of something bought, built or paid, where the projects are told to be all.
    """
    figures = row_quantities(row)
    if len(figures) != 1 or figures[0].unit in ("%", "元", "") or figures[0].per:
        return False
    if figures[0].amount <= 1 or not check_pattern("s14.paid_for").search(normalise(row.name)):
        return False
    return _are_all(family)


def _are_all(family: Family) -> bool:
    """Tell whether the money of the parts is all money for projects, by words or by the sum."""
    content = normalise(family.parent.content)
    if re.search(r"项目(?:支出)?.*(?:构成|组成)", content):
        return all(_plain(child.name) in content for _, child in family.children)
    parts = [money(child.budget or "", unit=child.money_unit) for _, child in family.children]
    lines = [fund for fund in family.parent.funds if "项目支出" in fund.name]
    whole = money(lines[0].amount, unit=family.parent.money_unit) if len(lines) == 1 else None
    total = sum(part or 0 for part in parts)
    return whole is not None and None not in parts and abs(total - whole) <= _CLOSE * whole


def served(row: Indicator, family: Family) -> Served:
    """Return which rows of the parts serve a row of the parent."""
    topic = row_topic(row)
    rows = []
    amounts = []
    figures = row_quantities(row)
    for child in _rows(family):
        other = row_topic(child)
        same = folded_name(child.name) == folded_name(row.name)
        if same or topic.shared(other):
            rows.append(child)
        both = all(other.has(w) for w in topic.strong) and all(topic.has(w) for w in other.strong)
        if len(figures) == 1 and (same or (topic.strong and both)):
            alike = [q for q in row_quantities(child) if alike_units(q.unit, figures[0].unit)
                     and not q.per and q.yearly == figures[0].yearly]  # fmt: skip
            amounts += alike if len(alike) == 1 else []
    if not amounts and len(figures) == 1:
        amounts += _narrower(row, figures[0], family)
    return Served(rows=tuple(rows), amounts=tuple(amounts))


def _narrower(row: Indicator, figure: Quantity, family: Family) -> list[Quantity]:
    """Return the amount of the only row of the parts that counts fewer of the same things.

    配备设备的重点村数 22个 serves 配备旅游设备的村数 30个: its words are words of the parent.
    """
    topic, found = row_topic(row), []
    for child in _rows(family):
        other, amounts = row_topic(child), row_quantities(child)
        if len(other.strong) < _TWO or not all(topic.has(word) for word in other.strong):
            continue
        same = (
            set(other.weak) == set(topic.weak)
            and counted_thing(child.name)[-2:] == (counted_thing(row.name)[-2:])
        )
        if same and len(amounts) == 1 and alike_units(amounts[0].unit, figure.unit):
            found.append(amounts[0])
    fits = len(found) == 1 and found[0].amount <= figure.amount and found[0].unit != "%"
    return found if fits else []


def promised_in_parts(row: Indicator, family: Family) -> bool:
    """Tell whether a goal or the content of a part speaks of what a row measures."""
    text = "\n".join(
        part
        for _, child in family.children
        for part in (child.name, child.content, *(goal.text for goal in child.goals))
    )
    return bool(row_topic(row).shared(topic_of(text)))


def _rows(family: Family) -> Iterator[Indicator]:
    for _, child in family.children:
        yield from child.indicators
