"""Charts of the HTML report, drawn from the figures; the tables beside them say the same."""

from itertools import pairwise
from math import ceil, floor, log10

from markupsafe import Markup

from assessor.reports.batch.chinese_numbers import count_text, money_text, percent
from assessor.reports.batch.figures import SCORE_BINS, Figures
from assessor.reports.batch.level_tables import ACROSS, CAPTION, DOWN
from assessor.reports.batch.svg import (
    BLUE,
    GREEN,
    GREY,
    GRID,
    INK,
    ORANGE,
    PALE,
    RED,
    element,
    folded,
    label,
    picture,
)
from assessor.reports.batch.tables import bin_name

GRADE_COLOURS = (GREEN, BLUE, ORANGE, RED, GREY)
SEVERITY_COLOURS = {"必须改": RED, "应修改": ORANGE, "建议改": BLUE, "提示": GREY}
MOST_BARS = 10
_NAME_COLUMNS = 30
_HEAT = ((240, 246, 252), (23, 78, 140))


def grade_chart(figures: Figures) -> Markup:
    """Return the grades as one bar of parts."""
    width, height = 760.0, 66.0
    parts: list[Markup] = []
    at = 0.0
    for (name, share), colour in zip(figures.grades, GRADE_COLOURS, strict=True):
        size = width * (share.value or 0.0)
        if size <= 0:
            continue
        parts.append(element("rect", x=at, y=4, width=max(size - 1, 1), height=28, fill=colour))
        if size >= 42:
            parts.append(
                label(at + size / 2, 23, name, anchor="middle", fill="#ffffff", weight="bold")
            )
        at += size
    step = width / len(figures.grades)
    for number, ((name, share), colour) in enumerate(
        zip(figures.grades, GRADE_COLOURS, strict=True)
    ):
        left = number * step
        parts.append(element("rect", x=left, y=45, width=11, height=11, fill=colour))
        said = f"{name} {count_text(share.part)} 份 {percent(share.value)}"
        parts.append(label(left + 16, 55, said, size=12))
    return picture(width, height, "申报等级分布", parts)


def score_chart(figures: Figures) -> Markup:
    """Return how many submissions have which score."""
    width, height, bottom = 520.0, 200.0, 172.0
    most = max(figures.scores, default=0) or 1
    step = width / len(figures.scores)
    parts = [element("line", x1=0, y1=bottom, x2=width, y2=bottom, stroke=GRID)]
    edges = pairwise(SCORE_BINS)
    for number, ((low, high), count) in enumerate(zip(edges, figures.scores, strict=True)):
        size = (bottom - 24) * count / most
        left = number * step
        parts.append(
            element("rect", x=left + 6, y=bottom - size, width=step - 12, height=size, fill=BLUE)
        )
        middle = left + step / 2
        parts.append(label(middle, bottom - size - 5, count_text(count), size=11, anchor="middle"))
        parts.append(
            label(middle, bottom + 17, bin_name(low, high), size=11, anchor="middle", fill=PALE)
        )
    return picture(width, height, "得分分布：各分数段的申报份数", parts)


def defect_chart(figures: Figures, *, most: int = MOST_BARS) -> Markup:
    """Return the most frequent kinds of defects as bars, coloured by severity."""
    shown = figures.defects[:most]
    left, width, top = 196.0, 520.0, 22.0
    names = [folded(f"{one.code} {one.title}", _NAME_COLUMNS) for one in shown]
    heights = [max(22.0, 14.0 * len(lines) + 8) for lines in names]
    height = top + sum(heights) + 4
    largest = max((one.findings for one in shown), default=0) or 1
    parts: list[Markup] = []
    for number, (name, colour) in enumerate(SEVERITY_COLOURS.items()):
        at = left + number * 70
        parts.append(element("rect", x=at, y=2, width=11, height=11, fill=colour))
        parts.append(label(at + 16, 12, name, size=11))
    y = top
    for one, lines, line in zip(shown, names, heights, strict=True):
        size = (width - left - 64) * one.findings / largest
        first = y + line / 2 + 4 - 7 * (len(lines) - 1)
        for number, text in enumerate(lines):
            parts.append(label(left - 8, first + 14 * number, text, anchor="end"))
        colour = SEVERITY_COLOURS.get(one.severity, GREY)
        bar = element(
            "rect", x=left, y=y + line / 2 - 8, width=max(size, 1), height=15, fill=colour
        )
        said = f"{count_text(one.findings)} 处"
        parts += (bar, label(left + size + 6, y + line / 2 + 4, said, size=11))
        y += line
    return picture(width, height, "出现最多的问题类型", parts)


def level_chart(figures: Figures) -> Markup:
    """Return declared x most probable types as a heat map, with the misplaced rows in red."""
    matrix = figures.levels
    lines = [
        (name, counts, misplaced)
        for name, counts, misplaced in zip(
            matrix.declared, matrix.counts, matrix.misplaced, strict=True
        )
        if any(counts)
    ]
    left, top, cell, line = 80.0, 62.0, 44.0, 30.0
    width = left + cell * len(matrix.judged)
    height = top + line * len(lines) + 4
    parts = [label(left, 14, f"{ACROSS} →", size=11, fill=PALE),
             label(4, top - 8, f"{DOWN} ↓", size=11, fill=PALE)]  # fmt: skip
    for column, name in enumerate(matrix.judged):
        middle = left + cell * (column + 0.5)
        for number, part in enumerate(_two_lines(_brief(name))):
            parts.append(label(middle, 32 + 14 * number, part, size=11, anchor="middle"))
    for number, (name, counts, misplaced) in enumerate(lines):
        y = top + line * number
        parts.append(label(left - 8, y + 20, _brief(name), size=11, anchor="end"))
        whole = sum(counts)
        for column, count in enumerate(counts):
            x = left + cell * column
            agrees = matrix.judged[column] == name
            fill = _heat(count / whole if whole else 0.0)
            parts.append(
                element("rect", x=x + 1, y=y + 1, width=cell - 2, height=line - 2, fill=fill,
                        stroke=GREEN if agrees else "none", stroke_width=2)
            )  # fmt: skip
            if count:
                ink = "#ffffff" if count / whole > 0.5 else INK
                parts.append(
                    label(
                        x + cell / 2, y + 23, count_text(count), size=11, anchor="middle", fill=ink
                    )
                )
            if misplaced[column]:
                parts += _badge(x + cell, y, count_text(misplaced[column]))
    return picture(width, height, CAPTION, parts)


def _badge(right: float, top: float, text: str) -> tuple[Markup, Markup]:
    """Return a red number on white in the upper right corner of a cell."""
    size = 4.0 + 5.5 * len(text)
    back = element("rect", x=right - size - 2, y=top + 2, width=size, height=11, fill="#ffffff")
    return back, label(right - 2 - size / 2, top + 11, text, size=9, anchor="middle", fill=RED,
                       weight="bold")  # fmt: skip


def _brief(name: str) -> str:
    return (
        name.removesuffix("指标")
        .replace("服务对象满意度", "满意度")
        .replace("可持续影响", "可持续")
    )


def _two_lines(name: str) -> tuple[str, ...]:
    half = (len(name) + 1) // 2
    return (name[:half], name[half:]) if len(name) > 3 else (name,)


def _heat(share: float) -> str:
    low, high = _HEAT
    parts = (round(a + (b - a) * share) for a, b in zip(low, high, strict=True))
    return "#" + "".join(f"{part:02x}" for part in parts)


def money_chart(figures: Figures) -> Markup:
    """Return one point per project: budget (powers of ten) and share of weak rows."""
    width, height, left, bottom, top, right = 520.0, 300.0, 48.0, 256.0, 14.0, 30.0
    points = figures.points
    budgets = [point.budget for point in points] or [1e4]
    low, high = floor(log10(min(budgets))), ceil(log10(max(budgets)))
    high = max(high, low + 1)

    def across(budget: float) -> float:
        return left + (width - left - right) * (log10(budget) - low) / (high - low)

    def up(share: float) -> float:
        return bottom - (bottom - top) * share

    parts: list[Markup] = []
    for share in (0.0, 0.25, 0.5, 0.75, 1.0):
        parts.append(
            element("line", x1=left, x2=width - right, y1=up(share), y2=up(share), stroke=GRID)
        )
        parts.append(
            label(left - 6, up(share) + 4, f"{share:.0%}", size=11, anchor="end", fill=PALE)
        )
    for power in range(low, high + 1):
        x = across(10.0**power)
        parts.append(element("line", x1=x, x2=x, y1=top, y2=bottom, stroke=GRID))
        if (power - low) % (1 + (high - low) // 9) == 0:
            named = _round_money(power)
            parts.append(label(x, bottom + 16, named, size=11, anchor="middle", fill=PALE))
    for point in points:
        said = f"{point.unit}：{point.project}，预算 {money_text(point.budget)}，弱指标 {percent(point.weak)}（共 {point.rows} 条）"
        dot = element("title", said)
        parts.append(
            element("circle", dot, cx=across(point.budget), cy=up(point.weak), r=4,
                    fill=RED if point.weak else BLUE, fill_opacity=0.55)
        )  # fmt: skip
    middle = (left + width) / 2
    parts.append(
        label(middle, height - 8, "项目预算（对数刻度）", size=11, anchor="middle", fill=PALE)
    )
    return picture(width, height, "项目预算与弱指标占比：每点一个项目", parts)


def _round_money(power: int) -> str:
    """Return a power of ten of 元 as short as possible."""
    if power >= 8:
        return f"{10 ** (power - 8):,}亿元"
    return f"{10 ** (power - 4):,}万元" if power >= 4 else f"{10**power:,}元"
