"""Rows in a text report: their cells, the marked words, and under weak rows what is wrong."""

from collections.abc import Iterator, Sequence

from assessor.core.assessment import IndicatorAssessment
from assessor.core.finding import Finding, FoundBy, Severity
from assessor.core.submission import Field
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
from assessor.reports.text_frame import Layout
from assessor.reports.text_rewrites import rewrite_lines

_SUREST = 0.99
_SEVERITY_STYLE = {severity: Style(severity.value) for severity in Severity}
_MARK_STYLE = {severity: Style(f"mark-{severity.value}") for severity in Severity}


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


def row_lines(
    row: IndicatorAssessment,
    layout: Layout,
    *,
    with_sheet: bool = False,
    told_below: Severity | None = None,
) -> Iterator[Line]:
    """Yield one row: a compact line if it is clean, else its cells in full and what is said of it.

    ``with_sheet``: rows of several sheets stand together, so each place names its sheet.
    ``told_below``: the worst finding of the whole submission that points at the row.
    """
    heavy = told_below if told_below in (Severity.BLOCKER, Severity.MAJOR) else None
    yield from cell_lines(row, layout, told_below=heavy)
    place = place_name(row.indicator.origin, with_sheet=with_sheet)
    yield from _details(row, layout, place, told_below=told_below, marked_below=heavy is not None)
    yield from rewrite_lines(row, layout)


def cell_lines(
    row: IndicatorAssessment, layout: Layout, *, told_below: Severity | None = None
) -> Iterator[Line]:
    """Yield the cells of one row with the marked words."""
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
                _flag(row, told_below) if i == 0 else ("  ", Style.PLAIN),
                *padded(parts[0], layout.level + 2),
                *padded(parts[1], layout.name + 2),
                *padded(parts[2], layout.value + 2),
                *padded(parts[3], 5, right=True),
                ("  ", Style.PLAIN),
                *parts[4],
            ]
        )


def _flag(row: IndicatorAssessment, told_below: Severity | None) -> tuple[str, Style]:
    severities = [finding.severity for finding in row.findings]
    severities += [told_below] if told_below is not None else []
    if not severities:
        is_open = row.judgement.weak and not row.set_aside
        return ("? " if is_open else "  ", Style.MINOR)
    worst = min(severities, key=lambda severity: severity.rank)
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
        ((score_text(row.score), _score_style(row.score)),),
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
    short = short_level(text) or text
    if short == text:
        return text, marks
    return short, [Mark(start=0, end=len(short), style=mark.style) for mark in marks[:1]]


def short_level(text: str) -> str:
    """Return a level as reviewers say it, without the words that every level has."""
    return text.strip().removesuffix("指标").removeprefix("服务对象")


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


def score_text(score: float | None) -> str:
    """Return a score as it is printed, ``--`` where nothing could be judged."""
    return "--" if score is None else f"{score:.1f}".removesuffix(".0")


def _score_style(score: float | None) -> Style:
    if score is None:
        return Style.DIM
    return Style.GOOD if score >= 90 else Style.MINOR if score >= 75 else Style.MAJOR


def _details(
    row: IndicatorAssessment,
    layout: Layout,
    place: str,
    *,
    told_below: Severity | None,
    marked_below: bool,
) -> Iterator[Line]:
    for i, finding in enumerate(row.findings):
        yield from _finding(finding, layout, place=place if i == 0 else "")
    if marked_below or (not row.findings and row.judgement.weak):
        text = "模型判断该行需要修改，但所选检查未指出具体问题，请人工核对。"
        if row.set_aside:
            text = "该行的问题都是已知或已忽略的。"
        if told_below is not None:
            said = "该行另有问题，见" if row.findings else "该行的问题见"
            text = f"{said}后面的“整份申报”。"
        yield from hanging((("    ", Style.DIM),), ((text, Style.DIM),), layout.columns)
    for failure in row.failures:
        text = f"{failure.code} 未能检查（{visible(failure.reason)}），该项不作结论。"
        yield from hanging((("    ", Style.DIM),), ((text, Style.WARNING),), layout.columns)


def finding_lines(row: IndicatorAssessment, layout: Layout) -> Iterator[Line]:
    """Yield the findings of a row, one line each."""
    for finding in row.findings:
        style = _SEVERITY_STYLE[finding.severity]
        title = layout.titles.get(finding.code, finding.name)
        text: Line = (
            (f"    {finding.code} {title}·{finding.severity.chinese}  ", style),
            (visible(finding.message), Style.PLAIN),
        )
        yield cut(text, layout.columns)


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
