"""Declared types beside the most probable ones, in words that keep verdict and likeness apart."""

from assessor.reports.batch.chinese_numbers import count_text, percent, share_text
from assessor.reports.batch.figures import Figures
from assessor.reports.batch.tables import Column, Kind, Table

MISPLACED = "C01"
CAPTION = (
    "填报级次与软件认为最像的级次（蓝色深浅为行内占比，绿框为两者相同，"
    "红色数字为其中判为归类错误的条数）"
)
DOWN, ACROSS = "填报级次", "最像的级次"


def level_table(figures: Figures) -> Table:
    """Return declared against most probable types, and how many of each line are misplaced."""
    matrix = figures.levels
    lines = zip(matrix.declared, matrix.counts, matrix.misplaced, strict=True)
    return Table(
        key="levels",
        title="填报级次与最像的级次对照（条）",
        columns=(
            Column(head=f"{DOWN}＼{ACROSS}", width=20),
            *(
                Column(head=name.removesuffix("指标"), kind=Kind.COUNT, width=9)
                for name in matrix.judged
            ),
            Column(head="其中判为归类错误", kind=Kind.COUNT, width=10),
        ),
        rows=tuple(
            (name.removesuffix("指标"), *counts, sum(misplaced))
            for name, counts, misplaced in lines
            if any(counts)
        ),
        note=level_note(figures),
    )


def level_note(figures: Figures) -> str:
    """Say both figures: rows judged misplaced, and rows that merely look more like another type."""
    matrix = figures.levels
    if not matrix.mismatch.whole:
        return "没有写明级次的指标，无法对照。"
    return (
        f"写明级次的指标 {count_text(matrix.mismatch.whole)} 条，其中判为归类错误的 "
        f"{count_text(matrix.mismatch.part)} 条，占 {share_text(matrix.mismatch)}；最像的级次与填报不同的 "
        f"{count_text(matrix.unlike.part)} 条，占 {percent(matrix.unlike.value)}，不都是错误：最像的级次"
        "只是可能性最大的一类，把握不够的，以及实践中通用的归类（如数量与质量、社会效益与可持续影响），"
        f"不判为归类错误。{_listed(figures)}"
    )


def _listed(figures: Figures) -> str:
    """Say why the list of defects holds another number, if it does."""
    found = next((one for one in figures.defects if one.code == MISPLACED), None)
    listed = found.findings if found else 0
    if listed == figures.levels.mismatch.part:
        return ""
    named = f"{MISPLACED} {found.title}".strip() if found else f"{MISPLACED} 指标归类错误"
    return (
        f"“问题类型”中“{named}”列 {count_text(listed)} 处，与上数不同：本次未选此项检查、已忽略或"
        "基线中已有，以及同一条已列更具体问题（如预算执行率列为绩效指标）的不列。"
    )
