"""Remarks on a submission or a row: reading and adding."""

from nicegui import ui

from assessor.apps.web.pages.frame import tell
from assessor.apps.web.pages.screening_parts import moment_word
from assessor.apps.web.pages.submission_desk import Desk
from assessor.workbench.comments import LONGEST, CommentView, add_comment, comments_of
from assessor.workbench.permissions import Action


class Remarks:
    """The remarks on the chosen line, and a field for a new one.

    What somebody has written and not sent yet stays, whatever is drawn anew, and is there again
    when its line is chosen again.
    """

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self._drafts: dict[str, str] = {}
        self._line: tuple[str, str] | None = None
        self._turn = 0
        self._box = ui.column().classes("w-full gap-2")
        self._list: ui.column | None = None

    def draw(self) -> None:
        """Show the remarks on the chosen line; the field is a new one on another line alone."""
        desk = self.desk
        if not desk.actor.may(Action.COMMENT):
            return
        row = desk.entry.row.id if desk.entry.row is not None else ""
        if self._line != (desk.entry.key, row):
            self._line = (desk.entry.key, row)
            self._box.clear()
            with self._box:
                self._draw_line(desk.entry.key, row)
        self._turn += 1
        if desk.view.comments:
            with self._box:
                ui.timer(0, lambda turn=self._turn: self._load(row, turn), once=True)

    def _draw_line(self, key: str, row: str) -> None:
        ui.label("留言").props("role=heading aria-level=2").classes("strong")
        self._list = ui.column().classes("w-full gap-1")
        field = ui.textarea(
            placeholder="写给同事和申报单位的话（申报单位看得到）",
            value=self._drafts.get(key, ""),
            on_change=lambda event: self._drafts.__setitem__(key, str(event.value or "")),
        ).props(
            f'outlined dense autogrow maxlength={LONGEST} aria-label="新留言" data-comment'
        ).classes("w-full")  # fmt: skip

        async def send() -> None:
            await self._send(field, key, row)

        field.on("keydown.ctrl.enter", send)
        ui.button("留言（Ctrl+回车）", on_click=send).props(
            "outline dense no-caps padding='2px 8px'"
        )

    async def _send(self, field: ui.textarea, key: str, row: str) -> None:
        desk, text = self.desk, field.value or ""
        error = await desk.attempt(
            lambda session, actor, now: add_comment(
                session, actor, submission=desk.number, text=text, row=row, now=now
            ),
            done="留言已保存",
        )
        if error is not None:
            with desk.root:
                tell(error)
        elif self._drafts.get(key) == text:
            self._drafts[key] = ""
            if not field.is_deleted:
                field.value = ""

    async def _load(self, row: str, turn: int) -> None:
        desk, box = self.desk, self._list
        found = await desk.read(lambda s, actor: comments_of(s, actor, submission=desk.number))
        if found is None or box is None or box.is_deleted or turn != self._turn:
            return
        box.clear()
        with box:
            for one in found:
                if one.row == row:
                    _comment(one)


def _comment(one: CommentView) -> None:
    with ui.element("div").classes("panel w-full"):
        ui.label(f"{one.by}　{moment_word(one.made_at)}").classes("soft small")
        ui.label(one.text).classes("wrap-any")
