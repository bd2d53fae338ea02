"""The text report of ``assessor extract``: what was read, before anything is judged."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from assessor.core.assessment import InputFailure
from assessor.core.submission import Extraction, Indicator
from assessor.reports.lines import Line, Style, joined, padded, visible, wrap
from assessor.reports.places import place_name, sheets_of
from assessor.reports.text_frame import (
    Layout,
    error_lines,
    heading_lines,
    project_heading,
    rejected_lines,
    said,
)
from assessor.reports.text_rows import short_level


def extraction_report(
    results: Iterable[Extraction | InputFailure], layout: Layout
) -> Iterator[Line]:
    """Yield what was read, before anything is judged."""
    documents = errors = rows = 0
    for result in results:
        if isinstance(result, InputFailure):
            errors += 1
            yield from error_lines(result, layout)
        else:
            documents += 1
            rows += sum(len(p.indicators) for s in result.submissions for p in s.projects)
            yield from _extracted(result, layout)
        yield ()
    yield (("=" * layout.columns, Style.DIM),)
    yield from said("合计  ", f"读取文件 {documents} 个，指标 {rows} 条", layout, Style.HEADING)
    if errors:
        yield from said(
            "      ", f"{errors} 个输入无法读取，见上文 [无法读取]", layout, Style.BLOCKER
        )


def _extracted(extraction: Extraction, layout: Layout) -> Iterator[Line]:
    projects = [project for s in extraction.submissions for project in s.projects]
    rows = sum(len(project.indicators) for project in projects)
    summary = f"{len(projects)} 个项目，{rows} 条指标"
    yield from heading_lines(extraction, layout, summary=summary)
    for submission in extraction.submissions:
        for project in submission.projects:
            yield ()
            yield from project_heading(submission, project, layout)
            several = len(sheets_of(project.indicators)) > 1
            for goal in project.goals:
                yield from said("目标  ", visible(goal.text), layout)
            for row in project.indicators:
                yield from _extracted_row(row, layout, with_sheet=several)
    yield from rejected_lines(extraction, layout)


def _extracted_row(row: Indicator, layout: Layout, *, with_sheet: bool) -> Iterator[Line]:
    value = visible(row.value)
    if row.cycle_value.strip() and row.cycle_value != row.value:
        value += f"{'；' if value else ''}周期：{visible(row.cycle_value)}"
    level = short_level(row.level2 or row.level1)
    sizes = (layout.level, layout.name, layout.value, 5 + layout.codes)
    place = place_name(replace(row.origin, hidden=False), with_sheet=with_sheet)
    if row.origin.page is not None:
        place = place.replace(" ", "")  # 第1页第10行 fits the column
    texts = (visible(level) or "（无）", visible(row.name) or "（空）", value or "（空）", place)
    wrapped = [wrap(((text, Style.PLAIN),), size) for text, size in zip(texts, sizes, strict=True)]
    if row.origin.hidden:
        wrapped[-1].append((("隐藏行", Style.WARNING),))
    for i in range(max(map(len, wrapped))):
        parts = [lines[i] if i < len(lines) else () for lines in wrapped]
        yield joined(
            [("  ", Style.PLAIN)]
            + [
                piece
                for part, size in zip(parts, sizes, strict=True)
                for piece in padded(part, size + 2)
            ]
        )
