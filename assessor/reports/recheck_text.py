"""The comparison of two versions for people, in lines of a terminal's width."""

from collections.abc import Iterator

from assessor.core.located import Located
from assessor.core.recheck import Answer, AnsweredPoint, NewDefect, Recheck
from assessor.reports.finding_words import hint_of, message_of, project_name, where
from assessor.reports.lines import Line, Style, hanging, visible
from assessor.reports.text_frame import Layout, said

_STYLES = {
    Answer.NOT: Style.BLOCKER,
    Answer.DELETED: Style.MAJOR,
    Answer.REMOVED: Style.WARNING,
    Answer.PARTLY: Style.MINOR,
    Answer.UNCLEAR: Style.WARNING,
    Answer.ANSWERED: Style.GOOD,
}
_INDENT = " " * 6


def recheck_report(result: Recheck, layout: Layout, *, old: str, new: str) -> Iterator[Line]:
    """Yield the points of the old version in its order, new defects, and the counts."""
    yield (("=" * layout.columns, Style.DIM),)
    yield from said("原材料  ", visible(old), layout, Style.HEADING)
    yield from said("新材料  ", visible(new), layout, Style.HEADING)
    for notice in result.notices:
        yield from said("注意    ", visible(notice), layout, Style.WARNING)
    yield from _points(result, layout)
    yield from _defects(result, layout)
    yield from _totals(result, layout)


def _points(result: Recheck, layout: Layout) -> Iterator[Line]:
    yield ()
    if not result.points:
        yield (("原材料没有需要修改的问题", Style.GOOD),)
        return
    yield ((f"原意见 {len(result.points)} 条", Style.HEADING),)
    heading = None
    for number, point in enumerate(result.points, 1):
        own = _project(point.old)
        if own != heading:
            heading = own
            yield ()
            yield from said(
                "项目  " if point.old.project else "", visible(own), layout, Style.HEADING
            )
            yield (("-" * layout.columns, Style.DIM),)
        yield from _point(number, point, layout)


def _project(located: Located) -> str:
    if located.project is None:
        return "申报材料整体"
    return project_name(located.project.project)


def _point(number: int, point: AnsweredPoint, layout: Layout) -> Iterator[Line]:
    style = _STYLES[point.answer]
    mark: Line = ((f"{number:>4}  ", Style.DIM),)
    place = (f"{point.old.finding.code}  ", Style.DIM), (visible(where(point.old)), Style.PLAIN)
    yield from hanging(mark, ((f"[{point.answer.chinese}] ", style), *place), layout.columns)
    yield from said(f"{_INDENT}问题  ", visible(message_of(point.old)), layout)
    yield from said(f"{_INDENT}结果  ", visible(point.why), layout, style)
    for now in point.now:
        if now.finding.message != point.old.finding.message:
            yield from said(f"{_INDENT}现在  ", visible(_found(now)), layout)
    if point.answer is not Answer.ANSWERED and hint_of(point.old):
        yield from said(f"{_INDENT}要求  ", visible(hint_of(point.old)), layout)


def _found(located: Located) -> str:
    return f"{located.finding.code} {message_of(located)}"


def _defects(result: Recheck, layout: Layout) -> Iterator[Line]:
    yield ()
    if not result.defects:
        yield (("新材料没有新的问题", Style.GOOD),)
        return
    yield ((f"新出现的问题 {len(result.defects)} 处", Style.HEADING),)
    heading = None
    for number, defect in enumerate(result.defects, 1):
        own = _project(defect.found)
        if own != heading:
            heading = own
            yield ()
            project = defect.found.project
            yield from said("项目  " if project else "", visible(own), layout, Style.HEADING)
            yield (("-" * layout.columns, Style.DIM),)
        yield from _defect(number, defect, layout)


def _defect(number: int, defect: NewDefect, layout: Layout) -> Iterator[Line]:
    found = defect.found
    mark: Line = ((f"{number:>4}  ", Style.DIM),)
    yield from hanging(
        mark,
        (
            (f"[{found.finding.severity.chinese}] ", Style.MAJOR),
            (f"{found.finding.code}  ", Style.DIM),
            (visible(where(found)), Style.PLAIN),
            ("（新增的指标）" if defect.on_new_row else "", Style.DIM),
        ),
        layout.columns,
    )
    yield from said(f"{_INDENT}问题  ", visible(message_of(found)), layout)
    if hint_of(found):
        yield from said(f"{_INDENT}要求  ", visible(hint_of(found)), layout)


def _totals(result: Recheck, layout: Layout) -> Iterator[Line]:
    yield (("=" * layout.columns, Style.DIM),)
    order = (
        Answer.ANSWERED, Answer.PARTLY, Answer.NOT, Answer.DELETED, Answer.REMOVED, Answer.UNCLEAR,
    )  # fmt: skip
    counts = "，".join(
        f"{answer.chinese} {result.count(answer)} 条" for answer in order if result.count(answer)
    )
    total = f"原意见 {len(result.points)} 条{'：' if counts else ''}{counts}"
    yield from said("合计  ", total, layout, Style.HEADING)
    yield from said("      ", f"新出现的问题 {len(result.defects)} 处", layout)
    if result.count(Answer.REMOVED):
        text = (
            "“已从目标中删去”指按意见中的选择删去了目标中的任务，没有补设指标；是否属实由审核人判断"
        )
        yield from said("说明  ", text, layout)
    if result.count(Answer.DELETED):
        text = "“删除回避”指没有修改、而把指标或目标中的话删掉；确应删除的由审核人认定"
        yield from said("说明  ", text, layout)
