"""The text of ``assessor extract --explain``: which table and columns were taken for what."""

from collections.abc import Iterator, Sequence

from assessor.core.assessment import InputFailure
from assessor.core.column_letters import column_letters
from assessor.core.submission import ColumnAccount, Extraction, Origin, Rejected, TableAccount
from assessor.reports.lines import Line, Style, cut, hanging, joined, padded, visible, width
from assessor.reports.places import place_name
from assessor.reports.text_frame import Layout, error_lines, heading_lines

FIELD_NAMES = {
    "level1": "一级指标", "level2": "二级指标", "name": "三级指标", "value": "指标值",
    "cycle_value": "实施周期指标值", "sign": "计算符号", "unit": "计量单位", "value_type": "值的类型",
    "weight": "权重", "actual": "实际完成值", "score": "得分", "reason": "偏差原因",
    "completion": "完成率",
    "description": "指标解释", "basis": "依据、备注", "serial": "序号", "project": "项目名称",
    "organisation": "单位名称", "budget": "预算", "other_amount": "其他金额", "goal": "绩效目标",
    "year": "年度",
}  # fmt: skip
_LABEL = 8
_INDENT = "  "
_MOST_REJECTED = 100
_HOW_TO = (
    "列取错了，可以指定：--columns '三级指标=D,指标值=F+G'；再加 --remember，以后同样的表头"
    "自动照此读取。"
)


def explanation_report(result: Extraction | InputFailure, layout: Layout) -> Iterator[Line]:
    """Yield how one document was understood, table by table."""
    if isinstance(result, InputFailure):
        yield from error_lines(result, layout)
        yield from _tables(result.tables, layout)
    else:
        yield from _document(result, layout)
    yield (("=" * layout.columns, Style.DIM),)
    yield from hanging((), ((_HOW_TO, Style.DIM),), layout.columns)


def _document(extraction: Extraction, layout: Layout) -> Iterator[Line]:
    projects = [project for s in extraction.submissions for project in s.projects]
    rows = sum(len(project.indicators) for project in projects)
    summary = f"{len(extraction.tables)} 张表，{len(projects)} 个项目，{rows} 条指标"
    yield from heading_lines(extraction, layout, summary=summary)
    if extraction.confidence >= 1 and not extraction.confidence_reasons:
        yield ((f"读取把握 {extraction.confidence:.0%}", Style.DIM),)
    profiles = dict.fromkeys(s.profile or "未识别" for s in extraction.submissions)
    if profiles:
        yield from _said("指标体系", "、".join(profiles), layout, indent="")
    yield from _tables(extraction.tables, layout)
    yield from _beside(extraction, rows, layout)


def _tables(tables: Sequence[TableAccount], layout: Layout) -> Iterator[Line]:
    for table in tables:
        yield ()
        yield from _heading(table, layout)
        yield from _said("原因", table.reason, layout)
        if table.taken:
            yield from _taken(table, layout)
        elif table.words:
            yield from _said("该行", "、".join(map(visible, table.words)), layout)


def _heading(table: TableAccount, layout: Layout) -> Iterator[Line]:
    state = "取为指标表" if table.taken else "未取为指标表"
    place = _stretch(table.first, table.last)
    head: Line = ((f"表 {table.number}  ", Style.HEADING),)
    text: Line = (
        (f"{place}  " if place else "", Style.HEADING),
        (state, Style.GOOD if table.taken else Style.WARNING),
    )
    yield from hanging(head, joined(text), layout.columns)


def _stretch(first: Origin, last: Origin) -> str:
    start, end = visible(place_name(first)), place_name(last, with_sheet=first.sheet != last.sheet)
    if first.page == last.page:
        end = end.removeprefix(f"第 {last.page} 页 ")
    return start if start.endswith(end) else f"{start}至{visible(end)}"


def _taken(table: TableAccount, layout: Layout) -> Iterator[Line]:
    if table.header is not None:
        place = _stretch(*table.header)
        yield from _said("表头", f"{place}，标识 {table.digest or '无'}", layout)
    sizes = (
        max([4, *(width(_letters(column)) for column in table.columns)]),
        max([8, *(width(_field(column)) for column in table.columns)]),
    )
    for number, column in enumerate(table.columns):
        yield from _column(column, layout, sizes=sizes, label="各列" if number == 0 else "")
    read = f"读到 {table.rows} 条指标"
    if table.rows:
        read += f"，其中 {table.with_level} 条有级次"
    left = f"；未采用 {len(table.rejected)} 行：" if table.rejected else "；没有未采用的行"
    yield from _said("结果", read + left, layout)
    yield from _rejected(table.rejected, layout)


def _column(
    column: ColumnAccount, layout: Layout, *, sizes: tuple[int, int], label: str
) -> Iterator[Line]:
    head = joined(
        [
            *padded(((f"{_INDENT}{label}", Style.DIM),), _LABEL),
            *padded(((_letters(column), Style.HEADING),), sizes[0] + 2),
            *padded(((_field(column), Style.PLAIN),), sizes[1] + 2),
        ]
    )
    printed = f"“{visible(column.header)}”" if column.header else "（无表头文字）"
    text: Line = (
        (printed, Style.PLAIN),
        (f"  {visible(column.how)}", Style.DIM),
        ("，请核对" if column.guessed else "", Style.WARNING),
    )
    yield from hanging(head, joined(text), layout.columns)


def _letters(column: ColumnAccount) -> str:
    numbers = column.columns
    if len(numbers) > 2 and numbers == tuple(range(numbers[0], numbers[-1] + 1)):
        return f"{column_letters(numbers[0] - 1)}…{column_letters(numbers[-1] - 1)}"
    return "+".join(column_letters(number - 1) for number in numbers)


def _field(column: ColumnAccount) -> str:
    return FIELD_NAMES.get(column.field, column.field)


def _rejected(items: Sequence[Rejected], layout: Layout) -> Iterator[Line]:
    blank = " " * _LABEL
    for item in items[:_MOST_REJECTED]:
        place = visible(place_name(item.origin, with_sheet=False))
        text: Line = ((f"{place}：" if place else "", Style.PLAIN), (item.reason, Style.PLAIN))
        yield from hanging(((blank, Style.DIM),), joined(text), layout.columns)
        yield cut(((f"{blank}  ", Style.DIM), (visible(item.text), Style.DIM)), layout.columns)
    if len(items) > _MOST_REJECTED:
        yield ((f"{blank}…… 另有 {len(items) - _MOST_REJECTED} 行，见 --format json", Style.DIM),)


def _beside(extraction: Extraction, rows: int, layout: Layout) -> Iterator[Line]:
    """Yield what did not come from tables."""
    more = rows - sum(table.rows for table in extraction.tables)
    known = {item for table in extraction.tables for item in table.rejected}
    others = [item for item in extraction.rejected if item not in known]
    if extraction.form == "row-file":
        yield ()
        yield from _said("行文件", "按字段名逐行读取，没有需要识别的表头", layout, indent="")
    elif more > 0 or others:
        yield ()
        left = f"；未采用 {len(others)} 处：" if others else ""
        yield from _said(
            "表外", f"从正文、条目中读到 {max(more, 0)} 条指标{left}", layout, indent=""
        )
    yield from _rejected(others, layout)


def _said(label: str, text: str, layout: Layout, *, indent: str = _INDENT) -> list[Line]:
    head = padded(((f"{indent}{label}", Style.DIM),), max(_LABEL, width(indent + label) + 2))
    return hanging(head, ((visible(text), Style.PLAIN),), layout.columns)
