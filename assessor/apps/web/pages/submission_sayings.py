"""The dialogs of decisions: why a finding is dismissed, and other words for it. Keyboard only."""

from collections.abc import Awaitable, Callable

from nicegui import ui

from assessor.apps.web.pages.screening_parts import closed, plain_html
from assessor.apps.web.pages.submission_desk import Desk
from assessor.apps.web.pages.submission_marks import with_slots
from assessor.workbench.decisions import LONGEST_WORDING, Saying
from assessor.workbench.dismissal_reasons import LONGEST, Reason, usual_reasons
from assessor.workbench.states import Verdict
from assessor.workbench.submission_view import FindingView

Keep = Callable[[Saying], Awaitable[str]]
_DIGITS = """(e) => {
  if (e.target.closest('input, textarea')) return;
  if (/^[1-9]$/.test(e.key)) { e.preventDefault(); emit(e.key); }
  else if (e.key === 'Enter' && !e.target.closest('button')) { e.preventDefault(); emit('Enter'); }
}"""


class _Dialog:
    """A dialog that stays open until what it asks for is kept."""

    def __init__(self, title: str, keep: Keep, *, takes_keys: bool = False) -> None:
        self.keep = keep
        self.dialog = ui.dialog()
        with self.dialog:
            self.card = ui.card().classes("w-[42rem] max-w-full")
        if takes_keys:
            self.card.props("tabindex=0 autofocus role=group")
        with self.card:
            ui.label(title).classes("strong text-lg wrap-any")
        self.problem: ui.label | None = None

    def end(self, yes: str, submit: Callable[[], Awaitable[None]]) -> None:
        """Draw the place of problems and the buttons."""
        with self.card:
            self.problem = ui.label("").classes("notice is-bad").props("role=alert")
            self.problem.visible = False
            with ui.row().classes("w-full justify-end"):
                ui.button("取消（Esc）", on_click=lambda: self.dialog.submit(None)).props("flat")
                ui.button(yes, on_click=submit)

    async def send(self, saying: Saying) -> None:
        """Keep what was said, or show why it cannot be."""
        problem = await self.keep(saying)
        if problem and self.problem is not None:
            self.problem.text, self.problem.visible = problem, True
        else:
            self.dialog.submit(None)

    async def shown(self) -> None:
        """Show it until it is closed."""
        await closed(self.dialog)


async def ask_dismissal(desk: Desk, finding: FindingView, keep: Keep) -> None:
    """Ask for the reason: a digit picks a usual one, Enter sends."""
    with desk.root:
        box = _Dismissal(finding, keep)
    await box.box.shown()


class _Dismissal:
    def __init__(self, finding: FindingView, keep: Keep) -> None:
        self.code = ""
        self.buttons: dict[str, ui.button] = {}
        title = finding.plain["title"] or finding.plain["code"]
        self.box = _Dialog(f"不采纳“{title}”：请说明理由", keep, takes_keys=True)
        with self.box.card:
            ui.label(finding.plain["message"]).classes("soft wrap-any")
            ui.label("按数字键选常用理由，或直接在下面写明；按回车确认。").classes("small")
            with (
                ui.element("div").classes("choices").props('role=radiogroup aria-label="常用理由"')
            ):
                for number, reason in enumerate(usual_reasons(), 1):
                    self._button(number, reason)
            self.note = ui.input("补充说明（不选常用理由时必填）").props(
                f"outlined dense maxlength={LONGEST}"
            ).classes("w-full")  # fmt: skip
            self.note.on("keydown.enter", self._send)
        self.box.card.on("keydown", lambda event: self._key(str(event.args)), js_handler=_DIGITS)
        self.box.end("不采纳（回车）", self._send)

    def _button(self, number: int, reason: Reason) -> None:
        button = ui.button(
            f"{number}　{reason.title}", on_click=lambda: self._choose(reason)
        ).props("flat dense no-caps align=left role=radio aria-checked=false")
        self.buttons[reason.code] = button

    def _choose(self, reason: Reason) -> None:
        self.code = reason.code
        for code, button in self.buttons.items():
            is_on = code == self.code
            button.props(f"aria-checked={'true' if is_on else 'false'}")
            button.props("outline" if is_on else "flat", remove="flat" if is_on else "outline")
        if reason.needs_note:
            self.note.run_method("focus")

    async def _key(self, key: str) -> None:
        if key == "Enter":
            await self._send()
            return
        reasons = usual_reasons()
        if int(key) <= len(reasons):
            self._choose(reasons[int(key) - 1])

    async def _send(self) -> None:
        await self.box.send(
            Saying(verdict=Verdict.DISMISS, reason=self.note.value or "", reason_code=self.code)
        )


async def ask_wording(desk: Desk, finding: FindingView, keep: Keep) -> None:
    """Ask for the words that papers to the unit shall have instead."""
    with desk.root:
        own = finding.decided.holding
        title = finding.plain["title"] or finding.plain["code"]
        box = _Dialog(f"修改“{title}”的文字", keep)
        message, hint = finding.plain["message"], finding.plain["hint"]
        if own is not None and own.verdict is Verdict.EDIT:
            message, hint = own.message or message, own.hint or hint
        with box.card:
            ui.label("退回修改意见和批注副本用这里的文字；原意见保留在记录里。").classes(
                "soft small"
            )
            said = _area("问题（写给单位）", message, focus=True)
            wanted = _area("修改要求", hint)
            plain_html(with_slots(f"原意见：{finding.plain['message']}")).classes("soft small")

        async def send() -> None:
            await box.send(
                Saying(verdict=Verdict.EDIT, message=said.value or "", hint=wanted.value or "")
            )

        for area in (said, wanted):
            area.on("keydown.ctrl.enter", send)
        box.end("保存（Ctrl+回车）", send)
    await box.shown()


def _area(label: str, text: str, *, focus: bool = False) -> ui.textarea:
    return ui.textarea(label, value=text).props(
        f"outlined autogrow maxlength={LONGEST_WORDING}{' autofocus' if focus else ''}"
    ).classes("w-full")  # fmt: skip
