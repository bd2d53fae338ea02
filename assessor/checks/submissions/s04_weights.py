"""Weights: their sum, blank, zero and unreadable ones, and a split that is far from usual."""

from collections.abc import Iterator

from assessor.checks.quantities import written
from assessor.checks.row_readings import full_span
from assessor.checks.structure_rules import profile_for
from assessor.checks.submission_check import (
    Answer,
    Confirmation,
    NotApplicable,
    Place,
    SubmissionCheck,
    SubmissionHit,
    SubmissionSubject,
)
from assessor.checks.weight_columns import WeightColumn, come_out_together, has_weights
from assessor.checks.weight_split import unusual_split
from assessor.core.finding import Severity
from assessor.core.submission import Field, Indicator


def find(subject: SubmissionSubject) -> Iterator[Answer]:
    """Yield weights that cannot be counted, and sums that do not come out."""
    rules = profile_for(subject.submission).weights
    weighted = [project for project in subject.submission.projects if has_weights(project)]
    if not weighted:
        yield NotApplicable(reason="表中没有权重或分值")
        return
    for number, project, rows in subject.projects():
        if not has_weights(project):
            yield NotApplicable(reason="该项目没有填写权重或分值", project=number)
            continue
        column = WeightColumn.of(project, rules)
        yield from _cells(column, number)
        if column.is_repeated or come_out_together(weighted, rules):
            continue
        if column.is_merged or None not in column.figures:
            yield _sum(column, number)
        if column.accepts(column.total):
            yield from unusual_split(rows, column.figures, number, rules)


def _cells(column: WeightColumn, number: int) -> Iterator[Answer]:
    """Yield blank cells (unless one cell serves a level), words and zeros."""
    for row, figure in zip(column.rows, column.figures, strict=True):
        if problem := _problem(row, figure, column):
            start, end = full_span(row.weight)
            yield SubmissionHit(
                place=Place.ROW, project=number, row=row.id, field=Field.WEIGHT,
                start=start, end=end, severity=Severity.MINOR if figure == 0 else None,
                words=(("problem", problem), ("todo", f"填写各项权重，使合计等于{column.told}")),
            )  # fmt: skip


def _problem(row: Indicator, figure: float | None, column: WeightColumn) -> str:
    if not row.weight.strip():
        return "" if column.is_merged else f"中“{row.name}”没有填写权重，其余各项已填"
    if figure is None:
        return f"中“{row.name}”的权重“{row.weight.strip()}”不是数字，无法计分"
    return f"中“{row.name}”的权重为0，设了指标却不计分" if figure == 0 else ""


def _sum(column: WeightColumn, number: int) -> Answer:
    total = written(column.total)
    if column.accepts(column.total):
        return Confirmation(text=f"各项权重合计{total}，与要求相符", project=number)
    return SubmissionHit(
        place=Place.PROJECT,
        project=number,
        others=tuple(row.id for row in column.rows),
        words=(
            ("problem", f"各项权重合计为{total}，应为{column.told}"),
            ("todo", f"逐项核对权重，调整后合计应等于{column.told}"),
        ),
    )


CHECK = SubmissionCheck(
    code="S04",
    name="weights",
    title="权重合计或填写有误",
    severity=Severity.MAJOR,
    message="“{project}”{problem}",
    hint="{todo}",
    what="各项指标的权重（分值）合计不等于应有的总分，或者权重漏填、填0、填成文字。",
    why="权重决定自评和评价时的得分，合计不对或漏填，得分就算不出来。",
    mend="逐项核对权重；预算执行率单独计分的，三级指标合计等于满分减去执行率的分值，一般为90，否则为100。",
    limits="没有权重列的表不适用；权重按一级或二级指标合并填写、或在全表合计为100的不报；一级指标之间的分配只作提示，各地规定不同。",
    source="一般做法：权重合计为100，预算执行率占10分的三级指标合计为90",
    find=find,
)
