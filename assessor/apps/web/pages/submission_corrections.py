"""A wrongly read row, or the head of a submission, is put right in place and assessed again."""

from collections.abc import Callable, Mapping
from datetime import datetime

from nicegui import ui
from sqlalchemy.orm import Session

from assessor.apps.web.pages.frame import tell
from assessor.apps.web.pages.screening_parts import closed
from assessor.apps.web.pages.submission_desk import Desk
from assessor.workbench.corrected_reading import (
    PROJECT,
    PROJECT_FIELDS,
    ROW_FIELDS,
    WHOLE,
    WHOLE_FIELDS,
)
from assessor.workbench.corrections import correct_cell, leave_out_row, undo_correction
from assessor.workbench.permissions import Action, Actor, RequestError
from assessor.workbench.submission_view import Plain

_ALWAYS = ("level1", "level2", "name", "value")


async def correct(desk: Desk, field: str = "name") -> None:
    """Open the dialog for the chosen line; ``field`` has the focus."""
    if not desk.actor.may(Action.CORRECT):
        return
    entry = desk.entry
    if entry.row is not None:
        plain = {**entry.row.plain, "score": entry.row.plain["self_score"]}
        shown = {
            key: word for key, word in ROW_FIELDS.items() if key in _ALWAYS or plain.get(key)
        }  # fmt: skip
        title = f"更正第 {entry.row.place + 1} 行的读取"
        await _dialog(desk, title, entry.row.id, shown, plain, focus=field, is_row=True)
    elif entry.project is not None:
        row = f"{PROJECT}{entry.project.number}"
        await _dialog(desk, "更正项目信息的读取", row, PROJECT_FIELDS, entry.project.plain)
    else:
        view = desk.view
        known = {"organisation": view.printed_unit, "year": view.year, "title": view.title}
        await _dialog(desk, "更正申报信息的读取", WHOLE, WHOLE_FIELDS, known)


async def _dialog(
    desk: Desk,
    title: str,
    row: str,
    words: Mapping[str, str],
    plain: Plain,
    *,
    focus: str = "",
    is_row: bool = False,
) -> None:
    read = {key: "" if plain.get(key) is None else str(plain[key]) for key in words}
    focus = focus if focus in words else next(iter(words))
    version = desk.view.version
    with desk.root, ui.dialog() as dialog, ui.card().classes("w-[40rem] max-w-full"):
        ui.label(title).classes("strong text-lg")
        ui.label("改成原件上印的内容；保存后重新检查，已作的决定留在没有变化的意见上。").classes(
            "soft small"
        )
        fields = {
            key: ui.input(word, value=read[key])
            .props(f"outlined dense maxlength=4000{' autofocus' if key == focus else ''}")
            .classes("w-full")
            for key, word in words.items()
        }

        async def keep(write: Callable[[Session, Actor, datetime], int]) -> None:
            error = await desk.attempt(write, done="已更正，正在重新检查")
            if error is None:
                dialog.submit(None)
            else:
                with desk.root:
                    tell(error)

        async def send() -> None:
            changed = {
                key: box.value or ""
                for key, box in fields.items()
                if (box.value or "") != read[key]
            }
            await keep(
                lambda session, actor, now: _corrected(
                    session, actor, desk.number, row, changed, version, now
                )
            )

        async def leave_out() -> None:
            await keep(
                lambda session, actor, now: leave_out_row(
                    session, actor, submission_id=desk.number, row=row, version=version, now=now
                )
            )

        for box in fields.values():
            box.on("keydown.enter", send)
        _made(desk, row, dialog)
        with ui.row().classes("w-full justify-end"):
            if is_row:
                ui.button("这一行不是指标，去掉", on_click=leave_out).props("flat no-caps")
            ui.button("取消（Esc）", on_click=lambda: dialog.submit(None)).props("flat")
            ui.button("更正并重新检查（回车）", on_click=send)
    await closed(dialog)


def _corrected(
    session: Session,
    actor: Actor,
    submission: int,
    row: str,
    changed: Mapping[str, str],
    version: int,
    now: datetime,
) -> int:
    """Keep all changed fields, or none; each raises the version by one."""
    if not changed:
        raise RequestError(
            "没有改动", hint="请把读错的内容改成原件上印的内容。", code="request.unchanged"
        )
    for number, (field, text) in enumerate(changed.items()):
        made = correct_cell(
            session, actor, submission_id=submission, row=row, field=field, text=text,
            version=version + number, now=now,
        )  # fmt: skip
    return made


def _made(desk: Desk, row: str, dialog: ui.dialog) -> None:
    """List the corrections that hold for the line, each with its undoing."""

    async def undo(number: int) -> None:
        dialog.submit(None)
        await desk.act(
            lambda session, actor, now: undo_correction(
                session, actor, correction_id=number, version=desk.view.version, now=now
            ),
            done="已撤销更正，正在重新检查",
        )

    for one in desk.view.corrections:
        if one.row == row:
            with ui.row().classes("items-center w-full"):
                ui.label(f"{one.place}：“{one.old}”改为“{one.new}”（{one.by}）").classes(
                    "small wrap-any"
                )
                ui.button("撤销这项更正", on_click=lambda number=one.id: undo(number)).props(
                    "flat dense no-caps"
                )
