"""The answer of ``assessor suggest`` for people: one row, its findings, what is proposed."""

from collections.abc import Iterator

from assessor.core.assessment import IndicatorAssessment
from assessor.reports.lines import Line, Style, wrap
from assessor.reports.text_frame import Layout
from assessor.reports.text_rewrites import rewrite_lines
from assessor.reports.text_rows import cell_lines, finding_lines, table_head

NO_DEFECT = "该指标未发现需要改写的问题。"


def suggestion_report(row: IndicatorAssessment, layout: Layout) -> Iterator[Line]:
    """Yield the row with its marked words, one line per finding, and the suggestions."""
    yield table_head(layout)
    yield from cell_lines(row, layout)
    yield from finding_lines(row, layout)
    if row.rewrites.shown or row.rewrites.withheld:
        yield from rewrite_lines(row, layout)
    else:
        yield from wrap(((f"    {NO_DEFECT}", Style.GOOD),), layout.columns)
