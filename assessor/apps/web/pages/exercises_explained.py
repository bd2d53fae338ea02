"""What is told after an answer: the verdict, point by point why, and better wordings."""

from nicegui import ui

from assessor.apps.web.pages.areas import heading
from assessor.apps.web.pages.practice_ground_marks import EMPTY, marked_text
from assessor.core.assessment import IndicatorAssessment
from assessor.core.submission import Field
from assessor.practice.exercises import Kind
from assessor.practice.explanation import Explanation, Remark, Standing
from assessor.reports.lines import visible

_SIGNS = {
    Standing.RIGHT: "√",
    Standing.MISSED: "○",
    Standing.WRONG: "×",
    Standing.CLEARED: "√",
    Standing.LEFT: "○",
    Standing.NEW: "×",
    Standing.ASK: "？",
    Standing.NOTE: "·",
}


def show_explanation(
    explanation: Explanation, *, kind: Kind, points: float | None, right: bool | None
) -> None:
    """Show all that an explanation tells."""
    look = "right" if right else "part" if points else "wrong"
    with ui.element("div").classes(f"headline headline-{look}").props("role=status"):
        ui.label(explanation.headline)
        if points is not None:
            ui.label(f"得 {points:.2f} 分（满分 1 分）").classes("hint")
    for remark in explanation.remarks:
        _remark(remark)
    if kind is not Kind.LEVEL:
        heading("对照", 3)
        with ui.element("div").classes("compare"):
            _assessed("原来的写法", explanation.assessed)
            if explanation.after is not None:
                _assessed("你的写法", explanation.after)
            _better(explanation)


def _remark(remark: Remark) -> None:
    title = remark.topic.chinese if remark.topic is not None else remark.title
    with ui.element("div").classes(f"remark remark-{remark.standing.value}"):
        ui.label(f"{_SIGNS[remark.standing]} {remark.standing.chinese}").classes("remark-word")
        with ui.element("div").classes("remark-text"):
            ui.label(f"{f'{title}：' if title else ''}{visible(remark.text)}")
            if remark.standing.is_fault:
                for lead, text in (("为什么", remark.why), ("怎么改", remark.mend)):
                    if text:
                        ui.label(f"{lead}：{visible(text)}").classes("remark-more")


def _assessed(title: str, assessed: IndicatorAssessment) -> None:
    """Show a row with the words that the tool marks."""
    ui.label(title).classes("row-name")
    with ui.element("div"):
        for field in (Field.NAME, Field.VALUE):
            marked_text(assessed.indicator.text(field), assessed.findings, field)


def _better(explanation: Explanation) -> None:
    if explanation.expert is not None:
        better = explanation.expert
        _wording("专家改法", better.level2, better.name, better.value)
        if better.evidence:
            ui.label("佐证材料").classes("row-name")
            ui.label(visible(better.evidence))
    for rewrite in explanation.tool[:1]:
        row = rewrite.row
        _wording("工具建议", row.level2, row.name, row.value)


def _wording(title: str, level: str, name: str, value: str) -> None:
    ui.label(title).classes("row-name")
    with ui.element("div").classes("remark-text"):
        ui.label(visible(name))
        ui.label(f"指标值：{visible(value) or EMPTY}　归类：{visible(level) or '（未列）'}")
