"""The report for people: what a reviewer reads in a terminal or prints from a text file."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from assessor.core.assessment import (
    DocumentAssessment,
    IndicatorAssessment,
    InputFailure,
    ProjectAssessment,
    SubmissionAssessment,
)
from assessor.core.finding import Finding, FoundBy, Severity
from assessor.core.submission import Extraction, Field, Indicator
from assessor.reports.lines import (
    Line,
    Mark,
    Style,
    cut,
    hanging,
    joined,
    marked,
    padded,
    visible,
    width,
    wrap,
)
from assessor.reports.places import place_name

NARROWEST = 60
WIDEST = 120
FULL_CONFIDENCE = 0.9
_MOST_FREQUENT = 5
_MOST_REJECTED = 10
_SUREST = 0.99

KINDS = {"text": "文本", "csv": "表格文本", "jsonl": "行文件", "xlsx": "Excel 工作簿"}
FORMS = {
    "inline-list": "条目式指标",
    "table": "指标表",
    "cell-list": "逐格排列的指标表",
    "row-file": "指标行",
    "narrative": "叙述性报告",
    "empty-form": "空表",
    "bullets": "文字中的指标",
}
_SEVERITY_STYLE = {severity: Style(severity.value) for severity in Severity}
_MARK_STYLE = {severity: Style(f"mark-{severity.value}") for severity in Severity}


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """How wide the report is, and whether marked words stand between 「」 or are styled."""

    columns: int = 80
    brackets: bool = True
    titles: Mapping[str, str] = field(default_factory=dict)

    @property
    def level(self) -> int:
        """Columns for the level."""
        return 10

    @property
    def codes(self) -> int:
        """Columns for the codes: two of them, or three in a wide terminal."""
        return 7 if self.columns < 100 else 11

    @property
    def name(self) -> int:
        """Columns for the name of the indicator."""
        return self._rest - self.value

    @property
    def value(self) -> int:
        """Columns for the value."""
        return self._rest * 2 // 5

    @property
    def _rest(self) -> int:
        return self.columns - 2 - self.level - 5 - self.codes - 4 * 2


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


def error_lines(error: InputFailure, layout: Layout) -> Iterator[Line]:
    """Yield an input that could not be used, with the reason and the remedy."""
    path = "标准输入" if error.path == "-" else visible(error.path)
    yield from wrap((("[无法读取] ", Style.BLOCKER), (path, Style.HEADING)), layout.columns)
    yield from _said("  原因：", visible(error.message), layout)
    if error.hint:
        yield from _said("  办法：", visible(error.hint), layout)


def heading_lines(extraction: Extraction, layout: Layout, *, summary: str) -> Iterator[Line]:
    """Yield the heading of a document: its name, what was read, and doubts about the reading."""
    path = "标准输入" if extraction.path == "-" else visible(extraction.path)
    yield (("=" * layout.columns, Style.DIM),)
    yield from wrap(((path, Style.HEADING),), layout.columns)
    kind = KINDS.get(extraction.kind, extraction.kind)
    form = FORMS.get(extraction.form, extraction.form)
    read = kind if kind == form or extraction.form == "row-file" else f"{kind}·{form}"
    yield from wrap(((f"{read}，{summary}", Style.DIM),), layout.columns)
    if extraction.confidence_reasons or extraction.confidence < FULL_CONFIDENCE:
        reasons = "；".join(map(visible, extraction.confidence_reasons)) or "版面不规则"
        doubt = f"读取把握 {extraction.confidence:.0%}，请人工核对："
        yield from hanging((("! ", Style.WARNING),), ((doubt, Style.WARNING), (reasons, Style.PLAIN)),
                           layout.columns)  # fmt: skip
    for notice in extraction.notices:
        yield from _said("提示：", visible(notice), layout)


def rejected_lines(extraction: Extraction, layout: Layout) -> Iterator[Line]:
    """Yield the rows that look like indicators and were not taken, with the reasons."""
    if not extraction.rejected:
        return
    yield ()
    yield ((f"未采用的行 {len(extraction.rejected)} 条", Style.HEADING),
           ("（像指标但没有读入，请核对）", Style.DIM))  # fmt: skip
    for item in extraction.rejected[:_MOST_REJECTED]:
        place = place_name(item.origin)
        said = f"{place + '：' if place else ''}{visible(item.reason)}"
        yield from hanging((("  - ", Style.DIM),), ((said, Style.PLAIN),), layout.columns)
        yield cut((("    ", Style.DIM), (visible(item.text), Style.DIM)), layout.columns)
    more = len(extraction.rejected) - _MOST_REJECTED
    if more > 0:
        yield ((f"  …… 另有 {more} 条，见 --format json", Style.DIM),)


def _said(label: str, text: str, layout: Layout, style: Style = Style.PLAIN) -> list[Line]:
    return hanging(((label, Style.DIM),), ((text, style),), layout.columns)


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
        yield from _project_heading(submission, project, layout)
        if project.indicators:
            yield table_head(layout)
        else:
            yield (("  没有读到指标", Style.DIM),)
        for row in project.indicators:
            yield from row_lines(row, layout)


def _project_heading(
    submission: SubmissionAssessment, project: ProjectAssessment, layout: Layout
) -> Iterator[Line]:
    name = visible(project.project.name) or "（未写项目名称）"
    yield from hanging((("项目  ", Style.DIM),), ((name, Style.HEADING),), layout.columns)
    facts = []
    if submission.submission.organisation:
        facts.append(f"单位：{visible(submission.submission.organisation)}")
    if submission.submission.year:
        facts.append(f"年度：{submission.submission.year}")
    if project.project.budget:
        facts.append(f"预算：{visible(project.project.budget)}")
    scores = [row.score for row in project.indicators if row.score is not None]
    if scores:
        facts.append(f"指标 {len(project.indicators)} 条，平均 {_score(sum(scores) / len(scores))} 分")
    for facts_line in _packed(facts, layout.columns - 6):
        yield from hanging((("      ", Style.DIM),), ((facts_line, Style.DIM),), layout.columns)
    yield (("-" * layout.columns, Style.DIM),)


def _packed(parts: Sequence[str], columns: int) -> list[str]:
    """Join parts into as few lines as fit, breaking between parts only."""
    lines: list[str] = []
    for part in parts:
        if lines and width(lines[-1]) + 2 + width(part) <= columns:
            lines[-1] += f"  {part}"
        else:
            lines.append(part)
    return lines


def table_head(layout: Layout) -> Line:
    """Return the line that names the columns."""
    return joined(
        [
            ("  ", Style.DIM),
            *padded((("二级指标", Style.DIM),), layout.level + 2),
            *padded((("指标名称", Style.DIM),), layout.name + 2),
            *padded((("指标值", Style.DIM),), layout.value + 1),
            *padded((("得分", Style.DIM),), 6, right=True),
            ("  问题", Style.DIM),
        ]
    )


def row_lines(row: IndicatorAssessment, layout: Layout) -> Iterator[Line]:
    """Yield one row: a compact line if it is clean, else its cells in full and its findings."""
    clean = not row.findings and not row.judgement.weak
    cells = _cells(row, layout)
    columns = (layout.level, layout.name, layout.value, 5, layout.codes)
    wrapped = [
        [cut(cell, size)] if clean else wrap(cell, size)
        for cell, size in zip(cells, columns, strict=True)
    ]
    for i in range(max(map(len, wrapped))):
        parts = [lines[i] if i < len(lines) else () for lines in wrapped]
        yield joined(
            [
                _flag(row) if i == 0 else ("  ", Style.PLAIN),
                *padded(parts[0], layout.level + 2),
                *padded(parts[1], layout.name + 2),
                *padded(parts[2], layout.value + 2),
                *padded(parts[3], 5, right=True),
                ("  ", Style.PLAIN),
                *parts[4],
            ]
        )
    yield from _details(row, layout)


def _flag(row: IndicatorAssessment) -> tuple[str, Style]:
    if not row.findings:
        return ("? " if row.judgement.weak else "  ", Style.MINOR)
    worst = min((finding.severity for finding in row.findings), key=lambda s: s.rank)
    text = {Severity.BLOCKER: "!!", Severity.MAJOR: "! ", Severity.MINOR: "- "}.get(worst, "  ")
    return (text, _SEVERITY_STYLE[worst])


def _cells(row: IndicatorAssessment, layout: Layout) -> tuple[Line, Line, Line, Line, Line]:
    indicator = row.indicator
    level_field = Field.LEVEL2 if indicator.level2.strip() else Field.LEVEL1
    value: Line = _field(row, Field.VALUE, layout)
    if indicator.cycle_value.strip() and indicator.cycle_value != indicator.value:
        cycle = _field(row, Field.CYCLE_VALUE, layout)
        gap = (("；", Style.DIM),) if value else ()
        value = (*value, *gap, ("周期：", Style.DIM), *cycle)
    return (
        _field(row, level_field, layout, shorten=True) or (("（无）", Style.DIM),),
        _field(row, Field.NAME, layout) or (("（空）", Style.DIM),),
        value or (("（空）", Style.DIM),),
        ((_score(row.score), _score_style(row.score)),),
        _codes(row.findings),
    )


def _field(
    row: IndicatorAssessment, place: Field, layout: Layout, *, shorten: bool = False
) -> Line:
    text = row.indicator.text(place)
    findings = [f for f in row.findings if f.field is place and f.end > f.start]
    findings.sort(key=lambda finding: finding.severity.rank)
    marks = [Mark(start=f.start, end=f.end, style=_MARK_STYLE[f.severity]) for f in findings]
    if shorten:
        text, marks = _short_level(text, marks)
    return marked(text, marks, brackets=layout.brackets)


def _short_level(text: str, marks: list[Mark]) -> tuple[str, list[Mark]]:
    """Drop 指标 at the end, which every level has; a mark of the whole level stays whole."""
    short = text.strip().removesuffix("指标").removeprefix("服务对象") or text
    if short == text:
        return text, marks
    return short, [Mark(start=0, end=len(short), style=mark.style) for mark in marks[:1]]


def _codes(findings: Sequence[Finding]) -> Line:
    worst: dict[str, Severity] = {}
    for finding in findings:
        known = worst.get(finding.code, Severity.INFO)
        worst[finding.code] = min(known, finding.severity, key=lambda severity: severity.rank)
    pieces: list[tuple[str, Style]] = []
    for code, severity in worst.items():
        pieces += [(" ", Style.PLAIN)] if pieces else []
        pieces.append((code, _SEVERITY_STYLE[severity]))
    return tuple(pieces)


def _score(score: float | None) -> str:
    return "--" if score is None else f"{score:.1f}".removesuffix(".0")


def _score_style(score: float | None) -> Style:
    if score is None:
        return Style.DIM
    return Style.GOOD if score >= 90 else Style.MINOR if score >= 75 else Style.MAJOR


def _details(row: IndicatorAssessment, layout: Layout) -> Iterator[Line]:
    if not row.findings and not row.failures and not row.judgement.weak:
        return
    place = place_name(row.indicator.origin)
    for i, finding in enumerate(row.findings):
        yield from _finding(finding, layout, place=place if i == 0 else "")
    if not row.findings and row.judgement.weak:
        text = "模型判断该行需要修改，但所选检查未指出具体问题，请人工核对。"
        yield from hanging((("    ", Style.DIM),), ((text, Style.DIM),), layout.columns)
    for failure in row.failures:
        text = f"{failure.code} 未能检查（{visible(failure.reason)}），该项不作结论。"
        yield from hanging((("    ", Style.DIM),), ((text, Style.WARNING),), layout.columns)


def _finding(finding: Finding, layout: Layout, *, place: str) -> Iterator[Line]:
    style = _SEVERITY_STYLE[finding.severity]
    title = layout.titles.get(finding.code, finding.name)
    label: Line = (("    ", Style.PLAIN), (finding.code, style), (" ", Style.PLAIN))
    how = ""
    if finding.found_by is FoundBy.MODEL and finding.probability is not None:
        how = f"（模型判断，把握 {min(finding.probability, _SUREST):.0%}）"
    text: Line = (
        (f"{title}·{finding.severity.chinese}", style),
        (f"（{place}）" if place else "  ", Style.DIM),
        (visible(finding.message), Style.PLAIN),
        (how, Style.DIM),
    )
    yield from hanging(label, text, layout.columns)
    if finding.hint:
        indent = " " * (width("    ") + len(finding.code) + 1)
        yield from hanging(((f"{indent}改法：", Style.DIM),), ((visible(finding.hint), Style.GOOD),),
                           layout.columns)  # fmt: skip


def _total_lines(totals: Totals, layout: Layout) -> Iterator[Line]:
    yield (("=" * layout.columns, Style.DIM),)
    read = f"读取文件 {totals.documents} 个，项目 {totals.projects} 个，指标 {totals.rows} 条"
    yield from _said("合计  ", read, layout, Style.HEADING)
    if totals.errors:
        yield from _said("      ", f"{totals.errors} 个输入无法读取，见上文 [无法读取]", layout,
                         Style.BLOCKER)  # fmt: skip
    if totals.rows:
        share = f"需要修改 {totals.weak} 条，占 {totals.weak / totals.rows:.1%}"
        yield from _said("      ", share, layout)
    if totals.severities:
        counts = "，".join(
            f"{severity.chinese} {totals.severities[severity]}"
            for severity in Severity
            if totals.severities[severity]
        )
        found = sum(totals.severities.values())
        yield from _said("问题  ", f"共 {found} 处：{counts}", layout)
        yield from _said("标记  ", "行首 !! 必须改，! 应修改，- 建议改", layout)
        yield from _frequent(totals, layout)
    elif totals.rows:
        yield from _said("问题  ", "没有发现问题", layout, Style.GOOD)
    for code, count in totals.not_assessed.items():
        yield from _said("注意  ", f"{code} 有 {count} 行未能检查", layout, Style.WARNING)


def _frequent(totals: Totals, layout: Layout) -> Iterator[Line]:
    ordered = sorted(totals.codes.items(), key=lambda item: (-item[1], item[0]))
    top = "，".join(
        f"{code} {layout.titles.get(code, '')} {count} 处".replace("  ", " ")
        for code, count in ordered[:_MOST_FREQUENT]
    )
    yield from _said("常见  ", top, layout)
    yield from _said("说明  ", f"查看某项检查的含义和改法：assessor explain {ordered[0][0]}", layout)


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
    yield from _said("合计  ", f"读取文件 {documents} 个，指标 {rows} 条", layout, Style.HEADING)
    if errors:
        yield from _said("      ", f"{errors} 个输入无法读取，见上文 [无法读取]", layout, Style.BLOCKER)


def _extracted(extraction: Extraction, layout: Layout) -> Iterator[Line]:
    projects = [project for s in extraction.submissions for project in s.projects]
    rows = sum(len(project.indicators) for project in projects)
    summary = f"{len(projects)} 个项目，{rows} 条指标"
    yield from heading_lines(extraction, layout, summary=summary)
    for submission in extraction.submissions:
        for project in submission.projects:
            yield ()
            bare = ProjectAssessment(project=project, indicators=())
            whole = SubmissionAssessment(submission=submission, projects=(bare,))
            yield from _project_heading(whole, bare, layout)
            for goal in project.goals:
                yield from _said("目标  ", visible(goal.text), layout)
            for row in project.indicators:
                yield from _extracted_row(row, layout)
    yield from rejected_lines(extraction, layout)


def _extracted_row(row: Indicator, layout: Layout) -> Iterator[Line]:
    value = visible(row.value)
    if row.cycle_value.strip() and row.cycle_value != row.value:
        value += f"{'；' if value else ''}周期：{visible(row.cycle_value)}"
    level = (row.level2.strip() or row.level1.strip()).removesuffix("指标").removeprefix("服务对象")
    sizes = (layout.level, layout.name, layout.value, 5 + layout.codes)
    texts = (visible(level) or "（无）", visible(row.name) or "（空）", value or "（空）",
             place_name(row.origin))  # fmt: skip
    wrapped = [wrap(((text, Style.PLAIN),), size) for text, size in zip(texts, sizes, strict=True)]
    for i in range(max(map(len, wrapped))):
        parts = [lines[i] if i < len(lines) else () for lines in wrapped]
        yield joined(
            [("  ", Style.PLAIN)]
            + [piece for part, size in zip(parts, sizes, strict=True) for piece in padded(part, size + 2)]
        )
