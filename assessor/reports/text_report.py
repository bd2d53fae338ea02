"""The report for people: what a reviewer reads in a terminal or prints from a text file."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from assessor.core.assessment import (
    DocumentAssessment,
    IndicatorAssessment,
    InputFailure,
    ProjectAssessment,
    SubmissionAssessment,
)
from assessor.core.finding import Severity
from assessor.reports.lines import Line, Style
from assessor.reports.places import sheets_of
from assessor.reports.text_frame import (
    Layout,
    error_lines,
    heading_lines,
    project_heading,
    rejected_lines,
    said,
)
from assessor.reports.text_rows import row_lines, score_text, table_head

_MOST_FREQUENT = 5


@dataclass(slots=True)
class Totals:
    """Counts over all inputs of a run, for the last lines of the report."""

    documents: int = 0
    errors: int = 0
    projects: int = 0
    rows: int = 0
    weak: int = 0
    severities: Counter[Severity] = field(default_factory=Counter)
    codes: Counter[str] = field(default_factory=Counter)
    not_assessed: Counter[str] = field(default_factory=Counter)

    def add_row(self, row: IndicatorAssessment) -> None:
        """Count one row."""
        self.rows += 1
        self.weak += row.judgement.weak
        for finding in row.findings:
            self.severities[finding.severity] += 1
            self.codes[finding.code] += 1
        for failure in row.failures:
            self.not_assessed[failure.code] += 1

    def add(self, result: DocumentAssessment | InputFailure) -> None:
        """Count one input."""
        if isinstance(result, InputFailure):
            self.errors += 1
            return
        self.documents += 1
        for submission in result.submissions:
            self.projects += len(submission.projects)
            for project in submission.projects:
                for row in project.indicators:
                    self.add_row(row)


def text_report(
    results: Iterable[DocumentAssessment | InputFailure], layout: Layout
) -> Iterator[Line]:
    """Yield the lines of the report, input by input, and the totals at the end."""
    totals = Totals()
    for result in results:
        totals.add(result)
        if isinstance(result, InputFailure):
            yield from error_lines(result, layout)
        else:
            yield from _document(result, layout)
        yield ()
    yield from _total_lines(totals, layout)


def _document(document: DocumentAssessment, layout: Layout) -> Iterator[Line]:
    rows = [
        row
        for submission in document.submissions
        for project in submission.projects
        for row in project.indicators
    ]
    projects = sum(len(submission.projects) for submission in document.submissions)
    weak = sum(row.judgement.weak for row in rows)
    summary = f"{projects} 个项目，{len(rows)} 条指标"
    summary += f"，{weak} 条需要修改" if rows else ""
    yield from heading_lines(document.extraction, layout, summary=summary)
    for submission in document.submissions:
        yield from submission_lines(submission, layout)
    yield from rejected_lines(document.extraction, layout)


def submission_lines(submission: SubmissionAssessment, layout: Layout) -> Iterator[Line]:
    """Yield one submission: who submits, then its projects."""
    for project in submission.projects:
        if not project.indicators and not project.project.name:
            continue
        yield ()
        summary = _summary(project)
        several = len(sheets_of(project.project.indicators)) > 1
        yield from project_heading(submission.submission, project.project, layout, summary=summary)
        if project.indicators:
            yield table_head(layout)
        else:
            yield (("  没有读到指标", Style.DIM),)
        for row in project.indicators:
            yield from row_lines(row, layout, with_sheet=several)


def _summary(project: ProjectAssessment) -> str:
    scores = [row.score for row in project.indicators if row.score is not None]
    if not scores:
        return ""
    return f"指标 {len(project.indicators)} 条，平均 {score_text(sum(scores) / len(scores))} 分"


def _total_lines(totals: Totals, layout: Layout) -> Iterator[Line]:
    yield (("=" * layout.columns, Style.DIM),)
    read = f"读取文件 {totals.documents} 个，项目 {totals.projects} 个，指标 {totals.rows} 条"
    yield from said("合计  ", read, layout, Style.HEADING)
    if totals.errors:
        yield from said("      ", f"{totals.errors} 个输入无法读取，见上文 [无法读取]", layout,
                         Style.BLOCKER)  # fmt: skip
    if totals.rows:
        share = f"需要修改 {totals.weak} 条，占 {totals.weak / totals.rows:.1%}"
        yield from said("      ", share, layout)
    if totals.severities:
        counts = "，".join(
            f"{severity.chinese} {totals.severities[severity]}"
            for severity in Severity
            if totals.severities[severity]
        )
        found = sum(totals.severities.values())
        yield from said("问题  ", f"共 {found} 处：{counts}", layout)
        yield from said("标记  ", "行首 !! 必须改，! 应修改，- 建议改", layout)
        yield from _frequent(totals, layout)
    elif totals.rows:
        yield from said("问题  ", "没有发现问题", layout, Style.GOOD)
    for code, count in totals.not_assessed.items():
        yield from said("注意  ", f"{code} 有 {count} 行未能检查", layout, Style.WARNING)


def _frequent(totals: Totals, layout: Layout) -> Iterator[Line]:
    ordered = sorted(totals.codes.items(), key=lambda item: (-item[1], item[0]))
    top = "，".join(
        f"{code} {layout.titles.get(code, '')} {count} 处".replace("  ", " ")
        for code, count in ordered[:_MOST_FREQUENT]
    )
    yield from said("常见  ", top, layout)
    yield from said("说明  ", f"查看某项检查的含义和改法：assessor explain {ordered[0][0]}", layout)
