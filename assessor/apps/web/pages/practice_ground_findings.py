"""The findings of a row, each with its reason and, on demand, the smallest edit that clears it."""

from collections.abc import Awaitable, Callable, Sequence

from nicegui import ui

from assessor.apps.web.pages.areas import busy, heading
from assessor.apps.web.pages.frame import told
from assessor.apps.web.pages.practice_ground_marks import EMPTY, title_of
from assessor.checks.rule_reference import find_check
from assessor.core.finding import Finding, FoundBy
from assessor.core.submission import Field
from assessor.practice.smallest_edits import SmallestEdit
from assessor.reports.lines import visible
from assessor.reports.places import FIELD_NAMES

Edits = Callable[[], Awaitable[tuple[SmallestEdit, ...] | None]]


class FindingList:
    """Findings of what is typed.

    Parameters
    ----------
    edits
        Gives the smallest edits of all findings; ``None`` if the texts have changed meanwhile.
    apply
        Puts an edit into the texts.
    """

    def __init__(
        self, findings: Sequence[Finding], *, edits: Edits, apply: Callable[[SmallestEdit], None]
    ) -> None:
        self._edits, self._apply = edits, apply
        self._known: dict[str, SmallestEdit] | None = None
        heading(f"问题（{len(findings)}）" if findings else "问题")
        if not findings:
            with ui.element("div").classes("sound"):
                ui.icon("check_circle")
                ui.label("没有发现问题。")
        for finding in findings:
            self._card(finding)

    def _card(self, finding: Finding) -> None:
        with ui.element("article").classes(f"finding finding-{finding.severity.value}"):
            with ui.element("div").classes("finding-head"):
                ui.label(finding.severity.chinese).classes("severity")
                ui.label(title_of(finding)).classes("strong")
                ui.label(f"{FIELD_NAMES.get(finding.field, '')}栏 · {_found_by(finding)}").classes(
                    "hint"
                )
            ui.label(visible(finding.message)).classes("told")
            if finding.hint:
                ui.label(f"怎么改：{visible(finding.hint)}").classes("told")
            with ui.element("details"):
                with ui.element("summary"):
                    ui.label("为什么要改")
                ui.label(find_check(finding.code).why)
            place = ui.element("div")
            with place:
                button = ui.button("最小改动", icon="auto_fix_normal")
            button.props("outline dense")
            button.on_click(lambda: self._ask(finding, button, place))

    async def _ask(self, finding: Finding, button: ui.button, place: ui.element) -> None:
        with told(), busy(button):
            if self._known is None:
                found = await self._edits()
                if found is None or place.is_deleted:
                    return
                self._known = {edit.finding: edit for edit in found}
            place.clear()
            with place:
                self._show_edit(self._known.get(finding.id))

    def _show_edit(self, edit: SmallestEdit | None) -> None:
        if edit is None:
            ui.label("这个问题已经不在了，请再看一遍结果。").classes("hint")
            return
        if edit.after is None:
            ui.label(f"{edit.why.rstrip('。')}。").classes("edit-none")
            return
        with ui.element("div").classes("edit"):
            ui.label(f"最小改动：{edit.why.rstrip('。')}。")
            _change(edit.field, edit.before, edit.after)
            for change in edit.further:
                _change(change.field, change.before, change.after)
            ui.button("用这个改动", icon="done", on_click=lambda: self._apply(edit)).props("dense")


def _change(field: Field, before: str, after: str) -> None:
    with ui.element("div").classes("change"):
        ui.label(f"{FIELD_NAMES.get(field, '')}：").classes("hint")
        with ui.element("del"):
            ui.label(visible(before) or EMPTY)
        ui.label("改为").classes("hint")
        with ui.element("ins"):
            ui.label(visible(after) or EMPTY)


def _found_by(finding: Finding) -> str:
    if finding.found_by is FoundBy.RULE or finding.probability is None:
        return "按规则"
    return f"模型判断，把握 {min(finding.probability, 0.99):.0%}"
