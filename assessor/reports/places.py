"""Words for places and types, said the same way in every report."""

from collections.abc import Iterable

from assessor.core.submission import Field, Indicator, Origin
from assessor.core.target import Target

FIELD_NAMES = {
    Field.LEVEL1: "一级指标",
    Field.LEVEL2: "二级指标",
    Field.NAME: "指标名称",
    Field.VALUE: "指标值",
    Field.CYCLE_VALUE: "周期指标值",
    Field.SIGN: "计算符号",
    Field.UNIT: "计量单位",
    Field.VALUE_TYPE: "指标值类型",
    Field.WEIGHT: "权重",
    Field.DESCRIPTION: "指标解释",
    Field.ACTUAL: "实际完成值",
    Field.SCORE: "得分",
    Field.REASON: "偏差原因",
    Field.TEXT: "正文",
    Field.CONTENT: "项目内容",
    Field.PARENT: "上级项目",
    Field.RECURRENCE: "项目性质",
    Field.BUDGET: "预算数",
    Field.AMOUNT: "金额",
    Field.INITIAL: "年初预算数",
    Field.EXECUTED: "全年执行数",
    Field.RATE: "执行率",
    Field.TITLE: "标题",
    Field.SELF_SCORE: "自评总分",
    Field.SELF_GRADE: "自评等级",
}


def target_place(row: Indicator, target: Target) -> tuple[Field, int]:
    """Return the field in which a target of the row stands, and where it starts there.

    The judged value is the annual one, without it the value of the whole term, without both
    that part of the name which carries a quantity: there a target's own span counts from the
    start of that part, which is its first target.
    """
    for field in (Field.VALUE, Field.CYCLE_VALUE):
        if row.text(field).strip():
            return field, target.span.start
    return Field.NAME, target.span.start


def place_name(origin: Origin, *, with_sheet: bool = True) -> str:
    """Return a place as a person would say it, ``""`` if nothing is known."""
    parts = []
    if origin.page is not None:
        parts.append(f"第 {origin.page} 页")
    if origin.sheet and with_sheet:
        parts.append(f"工作表“{origin.sheet}”")
    if origin.line is not None:
        parts.append(f"第 {origin.line} 行")
    elif origin.row is not None:
        parts.append(f"第 {origin.row} 行")
    if origin.hidden:
        parts.append("隐藏行")
    return " ".join(parts)


def sheets_of(rows: Iterable[Indicator]) -> tuple[str, ...]:
    """Return the names of the sheets that rows stand on, in order."""
    return tuple(dict.fromkeys(row.origin.sheet for row in rows if row.origin.sheet))
