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
from assessor.core.finding import Finding, Severity
from assessor.core.located import rows_to_mend, worst_of_whole
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
from assessor.reports.text_submission import whole_findings, whole_lines

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
        self.add_findings(row.findings)
        for failure in row.failures:
            self.not_assessed[failure.code] += 1

    def add_findings(self, findings: Iterable[Finding]) -> None:
        """Count findings."""
        for finding in findings:
            self.severities[finding.severity] += 1
            self.codes[finding.code] += 1

    def add(self, result: DocumentAssessment | InputFailure) -> None:
        """Count one input."""
        if isinstance(result, InputFailure):
            self.errors += 1
            return
        self.documents += 1
        for submission in result.submissions:
            self.projects += len(submission.projects)
            self.add_findings(whole_findings(submission))
            for project in submission.projects:
                self.weak += rows_to_mend(project)
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
    projects = [p for submission in document.submissions for p in submission.projects]
    rows = sum(len(project.indicators) for project in projects)
    summary = f"{len(projects)} 个项目，{rows} 条指标"
    summary += f"，{sum(map(rows_to_mend, projects))} 条需要修改" if rows else ""
    yield from heading_lines(document.extraction, layout, summary=summary)
    for submission in document.submissions:
        yield from submission_lines(submission, layout)
    yield from rejected_lines(document.extraction, layout)


def submission_lines(submission: SubmissionAssessment, layout: Layout) -> Iterator[Line]:
    """Yield one submission: its projects with their rows, then what is said of the whole."""
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
        told = worst_of_whole(project)
        for row in project.indicators:
            yield from row_lines(
                row, layout, with_sheet=several, told_below=told.get(row.indicator.id)
            )
    yield from whole_lines(submission, layout)


def _summary(project: ProjectAssessment) -> str:
    scores = [row.score for row in project.indicators if row.score is not None]
    if not scores:
        return ""
    return f"指标 {len(project.indicators)} 条，逐条平均 {score_text(sum(scores) / len(scores))} 分"


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
        fine = "没有新的问题" if layout.only_new else "没有发现问题"
        yield from said("问题  ", fine, layout, Style.GOOD)
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
