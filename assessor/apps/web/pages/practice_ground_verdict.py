"""What the tool thinks of a row as a whole: score, level and SMART."""

from nicegui import ui

from assessor.apps.web.pages.areas import bar, heading
from assessor.core.assessment import Smart
from assessor.practice.explanation import LEVEL_MEANINGS, NOWHERE
from assessor.practice.live import LiveAnalysis

_LETTERS = (
    ("明确", "specific"),
    ("可衡量", "measurable"),
    ("可实现", "achievable"),
    ("相关", "relevant"),
    ("有时限", "time_bound"),
)
_ALONE = "单看一条无法判断"
_LIKELIEST = 3


def show_verdict(found: LiveAnalysis) -> None:
    """Show the score, the likeliest levels and the five SMART bars."""
    with ui.element("div").classes("verdict"):
        with ui.element("div").classes("score"):
            ui.label("得分").classes("hint")
            ui.label("—" if found.score is None else f"{found.score:.0f}").classes("score-figure")
            ui.label("满分 100").classes("hint")
        with ui.element("div").classes("smart"):
            _show_smart(found.smart)
    _show_levels(found)


def _show_smart(smart: Smart) -> None:
    for title, name in _LETTERS:
        score: float | None = getattr(smart, name)
        with ui.element("div").classes("smart-line"):
            ui.label(title).classes("smart-name")
            text = _ALONE if score is None else f"{score:.0f}"
            bar(None if score is None else score / 100, text, label=title)


def _show_levels(found: LiveAnalysis) -> None:
    heading("应归哪一类")
    if found.level is None:
        ui.label(f"{NOWHERE}，或从文字看不出来。").classes("level-guess")
    else:
        with ui.element("div").classes("level-guess"):
            ui.label(found.level.chinese).classes("strong")
            ui.label(LEVEL_MEANINGS[found.level]).classes("hint")
    for level, share in found.levels[:_LIKELIEST]:
        with ui.element("div").classes("smart-line"):
            ui.label(level.chinese).classes("smart-name wide-name")
            bar(share, _percent(share), label=f"归入{level.chinese}的把握")


def _percent(share: float) -> str:
    """Return a probability in words that never claim certainty."""
    if share > 0.99:
        return "99%以上"
    return "不到1%" if share < 0.01 else f"{share:.0%}"
