"""What is said of a whole submission in a text report: grade, findings, what agrees, blind spots."""

from collections.abc import Iterator, Sequence

from assessor.core.assessment import SubmissionAssessment
from assessor.core.finding import Finding, Place, Severity
from assessor.core.ledger import LedgerEntry, Outcome
from assessor.core.submission import Field, GoalKind, Submission
from assessor.reports.lines import Line, Style, hanging, visible, width
from assessor.reports.places import FIELD_NAMES, place_name
from assessor.reports.text_frame import Layout, said

_MOST_CONFIRMATIONS = 15
_LONGEST_NAME = 24
_FLAGS = {Severity.BLOCKER: "!! ", Severity.MAJOR: "!  ", Severity.MINOR: "-  "}
_GOALS = {
    GoalKind.ANNUAL: "年度目标",
    GoalKind.CYCLE: "实施期目标",
    GoalKind.RESULT: "完成情况",
    GoalKind.OTHER: "绩效目标",
}


def whole_findings(item: SubmissionAssessment) -> tuple[Finding, ...]:
    """Return what the checks of the whole submission found, that of single projects included."""
    return (*item.findings, *(f for project in item.projects for f in project.findings))


def whole_lines(item: SubmissionAssessment, layout: Layout) -> Iterator[Line]:
    """Yield the block of a submission; nothing where the whole was not looked at."""
    if item.ledger is None:
        return
    whole = [entry for entry in item.ledger if not entry.of_rows]
    reasons = {(e.outcome, e.missing) for e in whole if e.outcome is not Outcome.NOT_SELECTED}
    yield ()
    if len(reasons) == 1 and (only := next(iter(reasons)))[0] is Outcome.NOT_APPLICABLE:
        yield from said("整份申报  ", f"未作整体检查：{only[1]}", layout, Style.DIM)
        yield from _left_out(item.ledger, layout)
        return
    yield (("整份申报", Style.HEADING), (_whose(item.submission, layout), Style.DIM))
    yield (("-" * layout.columns, Style.DIM),)
    yield from _grade(item, layout)
    findings = whole_findings(item)
    if findings:
        yield ((f"问题 {len(findings)} 处", Style.HEADING),)
    elif any(entry.outcome is Outcome.DONE for entry in whole):
        yield (("已作的整体检查没有发现问题", Style.GOOD),)
    for finding in findings:
        yield from _finding(finding, item.submission, layout)
    yield from _confirmations(item, layout)
    yield from _open_points(item, layout)


def _whose(submission: Submission, layout: Layout) -> str:
    year = f"{submission.year}年 " if submission.year else ""
    text = visible(f"  {year}{submission.organisation or ''}".rstrip())
    return text if width(text) <= layout.columns - width("整份申报") else ""


def _grade(item: SubmissionAssessment, layout: Layout) -> Iterator[Line]:
    score = item.score
    if score is None:
        return
    points = "未能评分" if score.score is None else f"{score.score:g} 分"
    label = "等级  " if score.grade else "评分  "
    text = f"{score.grade}（{points}）" if score.grade else points
    parts = "，".join(
        f"{part.name} {'--' if part.score is None else format(part.score, 'g')}"
        for part in score.dimensions
    )
    yield from said(label, f"{text}{'：' if parts else ''}{parts}", layout, Style.HEADING)
    if score.reason:
        yield from said("      ", visible(score.reason), layout, Style.DIM)


def _finding(finding: Finding, submission: Submission, layout: Layout) -> Iterator[Line]:
    style = Style(finding.severity.value)
    label: Line = (
        (_FLAGS.get(finding.severity, "   "), style), (finding.code, style), (" ", Style.PLAIN),
    )  # fmt: skip
    title = layout.titles.get(finding.code, finding.name)
    text: Line = (
        (f"{title}·{finding.severity.chinese}", style),
        (f"（{visible(_where(finding, submission))}）", Style.DIM),
        (visible(finding.message), Style.PLAIN),
    )
    yield from hanging(label, text, layout.columns)
    if finding.hint:
        indent = " " * sum(width(piece) for piece, _ in label)
        yield from hanging(((f"{indent}改法：", Style.DIM),), ((visible(finding.hint), Style.GOOD),),
                           layout.columns)  # fmt: skip


def _where(finding: Finding, submission: Submission) -> str:
    """Say what a finding points at, as a person would look for it."""
    parts = []
    if finding.project is not None and len(submission.projects) > 1:
        parts.append(f"项目“{_short(submission.projects[finding.project].name)}”")
    parts.append(_part(finding, submission))
    parts.append(place_name(finding.origin))
    return "，".join(filter(None, parts)) or "整份申报"


def _part(finding: Finding, submission: Submission) -> str:
    place, number = finding.place, finding.number
    if place is Place.SUBMISSION or finding.project is None:
        return "正文" if place is Place.PARAGRAPH else "整份申报"
    project = submission.projects[finding.project]
    field = FIELD_NAMES.get(finding.field, "")
    if place is Place.ROW:
        names = [row.name for row in project.indicators if row.id == finding.row]
        shown = f"指标“{_short(names[0])}”" if names else "指标"
        return shown if finding.field is Field.NAME else f"{shown}的{field}"
    if place is Place.GOAL and number is not None:
        return _GOALS[project.goals[number].kind]
    if place is Place.FUNDS and number is not None:
        return f"资金来源“{_short(project.funds[number].name)}”"
    if place is Place.EXECUTION:
        return f"预算执行的{field}"
    return "本项目" if finding.field is Field.NAME else field


def _short(name: str) -> str:
    text = " ".join(name.split()) or "未写名称"
    return text if len(text) <= _LONGEST_NAME else f"{text[: _LONGEST_NAME - 1]}…"


def _confirmations(item: SubmissionAssessment, layout: Layout) -> Iterator[Line]:
    if not item.confirmations:
        return
    yield ((f"已核对一致 {len(item.confirmations)} 处", Style.HEADING),)
    for part in item.confirmations[:_MOST_CONFIRMATIONS]:
        of = _of_projects((part.project,) if part.project is not None else (), item.submission)
        text: Line = ((visible(part.text), Style.PLAIN), (of, Style.DIM))
        yield from hanging((("√  ", Style.GOOD), (f"{part.code} ", Style.DIM)), text,
                           layout.columns)  # fmt: skip
    more = len(item.confirmations) - _MOST_CONFIRMATIONS
    if more > 0:
        yield ((f"   …… 另有 {more} 处，见 --format json", Style.DIM),)


def _of_projects(numbers: Sequence[int], submission: Submission) -> str:
    if not numbers or len(submission.projects) < 2:
        return ""
    names = "、".join(f"“{_short(submission.projects[n].name)}”" for n in numbers[:3])
    return visible(f"（项目{names}{'等' if len(numbers) > 3 else ''}）")


def _open_points(item: SubmissionAssessment, layout: Layout) -> Iterator[Line]:
    """Yield what could not be judged, and what is missing; what is missing is said once."""
    ledger = item.ledger or ()
    missing = [entry for entry in ledger if entry.outcome is Outcome.CANNOT_JUDGE]
    grouped: dict[tuple[str, tuple[int, ...]], list[str]] = {}
    for entry in missing:
        grouped.setdefault((entry.missing, entry.projects), []).append(entry.code)
    if grouped:
        yield ((f"未能判断 {len({e.code for e in missing})} 项", Style.HEADING),
               ("（没有结论，不等于没有问题）", Style.DIM))  # fmt: skip
    for (text, projects), codes in grouped.items():
        of = _of_projects(projects, item.submission)
        line: Line = (
            (f"{_named(codes, layout)}", Style.DIM), ("  缺：", Style.DIM),
            (visible(text), Style.PLAIN), (of, Style.DIM),
        )  # fmt: skip
        yield from hanging((("?  ", Style.WARNING),), line, layout.columns)
    yield from _others(ledger, layout)


def _left_out(ledger: Sequence[LedgerEntry], layout: Layout) -> Iterator[Line]:
    codes = [entry.code for entry in ledger if entry.outcome is Outcome.NOT_SELECTED]
    if codes:
        yield from said("未选  ", f"{len(codes)} 项（{'、'.join(codes)}）", layout, Style.WARNING)


def _others(ledger: Sequence[LedgerEntry], layout: Layout) -> Iterator[Line]:
    yield from _left_out(ledger, layout)
    for entry in ledger:
        # Rows that a check of rows crashed on are told where they stand.
        if entry.outcome is Outcome.FAILED and not entry.of_rows:
            text = f"{entry.code} 检查出错（{visible(entry.missing)}），该项不作结论。"
            yield from hanging((("!  ", Style.WARNING),), ((text, Style.WARNING),), layout.columns)
    judged = {e.code for e in ledger if e.outcome is not Outcome.NOT_APPLICABLE}
    idle = [
        code
        for code in dict.fromkeys(e.code for e in ledger if e.outcome is Outcome.NOT_APPLICABLE)
        if code not in judged
    ]
    if idle:
        text = f"{len(idle)} 项（{'、'.join(idle)}），原因见 --format json"
        yield from said("不适用  ", text, layout, Style.DIM)


def _named(codes: Sequence[str], layout: Layout) -> str:
    names = (f"{code} {layout.titles.get(code, '')}".rstrip() for code in dict.fromkeys(codes))
    return "、".join(names)
