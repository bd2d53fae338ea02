"""The keys of the page of a submission, and the list of them that ``?`` shows."""

from collections.abc import Awaitable, Callable
from inspect import isawaitable

from markupsafe import Markup
from nicegui import ui

from assessor.apps.web.pages.screening_parts import closed, keys_of, plain_html
from assessor.apps.web.pages.submission_corrections import correct
from assessor.apps.web.pages.submission_desk import Desk
from assessor.apps.web.pages.submission_entries import step_entry, step_finding
from assessor.apps.web.pages.submission_findings import accept, dismiss, edit, undo
from assessor.apps.web.pages.submission_rewrites import adopt_number
from assessor.workbench.permissions import Action
from assessor.workbench.states import Round

_READING = (
    ("j", "下一条意见"),
    ("k", "上一条意见"),
    ("n", "下一行"),
    ("p", "上一行"),
    ("m", "写留言"),
    ("?", "显示按键"),
)
_DECIDING = (
    ("a", "采纳意见"),
    ("d", "不采纳（说明原因）"),
    ("e", "修改文字"),
    ("1 2 3", "采用第几条修改建议"),
    ("u", "撤销自己刚才的决定"),
    ("c", "更正读错的内容（也可双击表格）"),
)


def draw_keys(desk: Desk) -> None:
    """Listen to the keys, and show the most needed ones."""
    decides = desk.actor.may(Action.DECIDE)
    known = (*_READING[:-1], *(_DECIDING if decides else ()), _READING[-1])
    keys_of(" ".join(key for key, _ in known), lambda key: press(desk, key))
    with ui.row().classes("w-full items-center gap-3 small soft"):
        plain_html(
            Markup(" ").join(
                Markup("<span><kbd>{}</kbd> {}</span>").format(key, word) for key, word in known[:4]
            )
        )
        if decides:
            ui.button("撤销（u）", on_click=lambda: undo(desk)).props("flat dense no-caps")
        ui.button("全部按键（?）", on_click=lambda: show_keys(desk)).props("flat dense no-caps")


async def press(desk: Desk, key: str) -> None:
    """Do what a key means."""
    meanings: dict[str, Callable[[], Awaitable[None] | None]] = {
        "j": lambda: desk.go(step_finding(desk.entries, desk.at, 1)),
        "k": lambda: desk.go(step_finding(desk.entries, desk.at, -1)),
        "n": lambda: desk.go(step_entry(desk.entries, desk.at, 1)),
        "p": lambda: desk.go(step_entry(desk.entries, desk.at, -1)),
        "m": lambda: ui.run_javascript(
            "document.querySelector('[data-comment] textarea, textarea[data-comment]')?.focus()"
        ) and None,
        "?": lambda: show_keys(desk),
    }  # fmt: skip
    if desk.actor.may(Action.DECIDE):
        meanings |= {
            "a": lambda: accept(desk), "d": lambda: dismiss(desk), "e": lambda: edit(desk),
            "u": lambda: undo(desk), "c": lambda: correct(desk),
        }  # fmt: skip
        if key in ("1", "2", "3") and desk.view.round is Round.FIRST:
            meanings[key] = lambda: adopt_number(desk, int(key))
    with desk.root:
        did = meanings.get(key, lambda: None)()
        if isawaitable(did):
            await did


async def show_keys(desk: Desk) -> None:
    """Show all keys."""
    known = (*_READING, *(_DECIDING if desk.actor.may(Action.DECIDE) else ()))
    with desk.root, ui.dialog() as dialog, ui.card().props("tabindex=0 autofocus"):
        ui.label("按键").classes("strong text-lg")
        plain_html(
            Markup("").join(
                Markup("<span>{}</span><span>{}</span>").format(
                    Markup(" ").join(Markup("<kbd>{}</kbd>").format(one) for one in key.split()),
                    word,
                )
                for key, word in known
            )
        ).classes("keys")
        ui.label("对话框里：回车确认，Esc 取消；不采纳时按数字键选理由。").classes("soft small")
        ui.button("关闭（Esc）", on_click=lambda: dialog.submit(None)).props("flat")
    await closed(dialog)
