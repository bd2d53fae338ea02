"""Names of labels, and tables of figures, for the commands that speak of models."""

from collections.abc import Iterator, Sequence

from assessor.reports.lines import Line, Style, padded, width

LABELS = {
    "unquantified": "未量化",
    "vague": "表述模糊",
    "unclear_name": "名称不清",
    "compound": "一行多指标",
    "missing_unit": "缺单位",
    "name_value_mismatch": "名值不符",
    "level_mismatch": "归类错误",
    "weak": "需要修改",
    "level": "所属类别",
    "value_kind": "指标值类型",
}
KINDS = {
    "quantitative": "定量",
    "graded": "分级",
    "state": "可核实的事实",
    "open": "无法判定",
    "missing": "缺失",
}
LEVELS = {
    "quantity": "数量", "quality": "质量", "timeliness": "时效", "cost": "成本", "economic": "经济效益",
    "social": "社会效益", "ecological": "生态效益", "sustainability": "可持续影响",
    "satisfaction": "满意度", "none": "不属任何一类",
}  # fmt: skip


def number(value: float | None) -> str:
    """Return a share or probability with three digits, a dash if it is not defined."""
    return "--" if value is None else f"{value:.3f}"


def table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[Line]:
    """Yield a table: the first column left, all others right aligned."""
    sizes = [max(width(row[i]) for row in (header, *rows)) for i in range(len(header))]
    for row, style in ((header, Style.DIM), *((row, Style.PLAIN) for row in rows)):
        cells = [
            padded(((text, style),), size, right=i > 0)
            for i, (text, size) in enumerate(zip(row, sizes, strict=True))
        ]
        line: list[tuple[str, Style]] = [*cells[0]]
        for cell in cells[1:]:
            line += [("  ", Style.PLAIN), *cell]
        yield tuple(line)
