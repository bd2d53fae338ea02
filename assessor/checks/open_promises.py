"""Which promises of a goal stay open, and which of them are one task."""

import re
from collections.abc import Sequence

from assessor.checks.goal_contradictions import comparisons
from assessor.checks.goal_links import PromiseLinks
from assessor.checks.promises import Promise, progress_of
from assessor.checks.quantities import Quantity
from assessor.checks.topics import topic_of
from assessor.core.submission import Project
from assessor.text.normalise import normalise

_BESIDE = 2
_SESSIONS = ("期", "场", "次", "班", "班次", "场次", "期次")
_PEOPLE = ("人", "名", "位", "人次")
_PIECES = ("个", "座", "处", "所", "家", "项", "条", "栋", "间", "套")
_TOTAL = re.compile(r"总(?:里程|长度|长|面积|建筑面积|容量|投资)")
_PLACES = re.compile(
    r"(?:涉及|分布在|覆盖)(?:全[市县区省])?\d+个?(?:行政村|自然村|村|乡镇|镇街|乡|镇|街道|社区|县|县区|区县|区|地市)"
    r"|(?:涉及|分布在|覆盖)(?:全[市县区省])?(?:行政村|自然村|村|乡镇|镇街|乡|镇|街道|社区|县|县区|区县|区|地市)\d+个"
)


def is_missing(link: PromiseLinks, project: Project) -> bool:
    """Tell whether a promise, a figure or a day of it has no row."""
    promise = link.promise
    if promise.cumulative or progress_of(promise) is not None or _is_extent(promise):
        return False
    if _is_one_piece(link, project):
        return False
    if promise.quantities:
        return any(not _is_compared(figure, link, project) for figure in link.open_quantities)
    if link.promise.deadline:
        return link.open_deadline
    if not link.promise.firm or _is_whole_project(link, project):
        return False
    return not any(_is_deed(row.row, project) for row in link.rows)


def _is_compared(figure: Quantity, link: PromiseLinks, project: Project) -> bool:
    """Tell whether a row gives another figure of the same thing: S07 tells that."""
    return any(
        one.goal == link.goal and one.figure.target.span == figure.target.span
        for one in comparisons(project)
    )


def _is_extent(promise: Promise) -> bool:
    """Tell whether a clause only tells how far, or at which places, the task before it reaches."""
    text = normalise(promise.text)
    if _PLACES.match(text) or text.startswith("涉及"):
        return bool(promise.before.strong)
    whole = _TOTAL.search(text) is not None and not promise.task
    return whole and any(promise.before.has(word) for word in promise.topic.strong)


def _is_deed(row: str, project: Project) -> bool:
    """Tell whether a row measures what is done, not only whether people know of it."""
    name = next(r.name for r in project.indicators if r.id == row).strip()
    return re.search(r"(?:认知度|认知率|知晓率|知晓度|认可度|认同度)$", name) is None


def _is_whole_project(link: PromiseLinks, project: Project) -> bool:
    """Tell whether a task is what the project is called after: then all its rows serve it."""
    called = topic_of(project.name)
    words = link.promise.topic.strong
    return bool(words) and 2 * sum(called.has(word) for word in words) >= len(words)


def _is_one_piece(link: PromiseLinks, project: Project) -> bool:
    """Tell whether the only figure is the one piece that the project is: its rows measure parts.

    建成中医馆1个 in the project 中医馆建设, with rows for area and equipment.
    """
    figures = link.promise.quantities
    single = len(figures) == 1 and figures[0].amount == 1 and figures[0].unit in _PIECES
    return single and bool(link.rows) and _is_whole_project(link, project)


def open_promises(
    links: Sequence[PromiseLinks], project: Project
) -> list[tuple[PromiseLinks, PromiseLinks]]:
    """Return the open promises of a project, those of one task as one: its first and its last."""
    found = [link for link in links if is_missing(link, project)]
    return joined([link for link in found if not _is_told_by_people(link, links)])


def _is_told_by_people(link: PromiseLinks, links: Sequence[PromiseLinks]) -> bool:
    """Tell whether sessions are measured by the people they were held for: 培训4期、培训160人次."""
    figures = link.open_quantities
    if not figures or any(figure.unit not in _SESSIONS for figure in figures):
        return False
    mine = {row.row for row in link.rows}
    return any(
        other.goal == link.goal
        and 0 <= other.promise.span.start - link.promise.span.end <= _BESIDE
        and any(figure.unit in _PEOPLE for figure in other.promise.quantities)
        and not other.open_quantities
        and other.promise.task in link.promise.text
        and mine & {row.row for row in other.rows}
        for other in links
    )


def joined(links: list[PromiseLinks]) -> list[tuple[PromiseLinks, PromiseLinks]]:
    """Join a promise with those behind it of the same task: whom it reaches, how often it is done."""
    groups: list[tuple[PromiseLinks, PromiseLinks]] = []
    for link in links:
        before = groups[-1] if groups else None
        if (
            before is not None
            and (before[1].goal, before[1].promise.sentence) == (link.goal, link.promise.sentence)
            and (
                link.promise.follows
                or not link.promise.topic.strong
                or _takes_up(link.promise, before[1].promise)
            )
        ):
            groups[-1] = (before[0], link)
        else:
            groups.append((link, link))
    return groups


def _takes_up(promise: Promise, before: Promise) -> bool:
    """Tell whether a promise counts the task just before it once more: 举办培训6期、培训240人次."""
    beside = promise.span.start - before.span.end <= _BESIDE
    return beside and all(before.topic.has(word) for word in promise.topic.strong)
