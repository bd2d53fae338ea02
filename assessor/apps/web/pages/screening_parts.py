"""Small pieces that the screening pages share: words, times, assets, work off the event loop."""

import asyncio
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import Any, ParamSpec, TypeVar

from markupsafe import Markup, escape
from nicegui import ui
from sqlalchemy.orm import Session

from assessor.apps.web.pages.frame import SignedOutError, Visit
from assessor.core.finding import Severity
from assessor.errors import AssessorError
from assessor.workbench.beijing_time import BEIJING
from assessor.workbench.permissions import Actor
from assessor.workbench.sessions import actor_of_key

T = TypeVar("T")
P = ParamSpec("P")
NOTHING = "—"
_ASSETS = (
    '<link rel="stylesheet" href="/static/screening.css">'
    '<script src="/static/screening.js" defer></script>'
)


def use_assets(*more: str) -> None:
    """Load the style and the scripts of the screening pages; ``more`` are names of scripts."""
    scripts = (f'<script src="/static/{name}" defer></script>' for name in more)
    ui.add_head_html(_ASSETS + "".join(scripts))


def plain_html(content: Markup | str, *, tag: str = "div") -> ui.html:
    """Show markup whose texts are escaped: only ``Markup`` passes as it is."""
    return ui.html(str(escape(content)), sanitize=False, tag=tag)


def moment_word(moment: datetime) -> str:
    """Return a time as people of the bureau read it."""
    return f"{moment.astimezone(BEIJING):%Y-%m-%d %H:%M}"


def money_word(yuan: float | None) -> str:
    """Return an amount in units of 10,000 yuan."""
    return NOTHING if yuan is None else f"{yuan / 10_000:,.2f}"


def score_word(score: float | None) -> str:
    """Return a score, a dash where there is none."""
    return NOTHING if score is None else f"{score:.1f}"


def severity_chip(severity: str, count: int | None = None, *, is_off: bool = False) -> Markup:
    """Return a severity in its word, with how many there are."""
    number = "" if count is None else f" {count}"
    return Markup('<span class="sev sev-{}{}">{}{}</span>').format(
        Severity(severity).value, " is-off" if is_off else "", Severity(severity).chinese, number
    )


def severity_chips(counts: Mapping[str, int]) -> Markup:
    """Return the severities that occur, worst first."""
    return Markup("").join(
        severity_chip(one.value, counts[one.value]) for one in Severity if counts.get(one.value)
    )


def key_button(text: str, key: str, on_click: Callable[..., Any]) -> ui.button:
    """Draw a button that shows its key."""
    button = ui.button(on_click=on_click).props("outline dense no-caps size=md padding='2px 8px'")
    with button:
        plain_html(Markup("{}<kbd>{}</kbd>").format(text, key), tag="span")
    return button


def keys_of(keys: str, on_key: Callable[[str], Any]) -> None:
    """Let keys (separated by blanks) of the page be handled; typing in fields is none."""
    desk = ui.element("div").props(f'data-keys="{escape(keys)}"').style("display:none")
    desk.on("screenkey", lambda event: on_key(str(event.args)), js_handler="(e) => emit(e.detail)")


async def reading(visit: Visit, read: Callable[[Session, Actor], T]) -> T:
    """Read the record in a thread, as the account that is signed in."""

    def do() -> T:
        with visit.reading() as (session, actor):
            return read(session, actor)

    return await off_loop(do)


async def peeking(visit: Visit, read: Callable[[Session, Actor], T]) -> T | None:
    """Read the record in a thread without keeping the session alive; ``None`` if it has ended.

    For what a page asks by itself, again and again, with nobody before it.
    """

    def do() -> T | None:
        services = visit.services
        with services.database.reading() as session:
            actor = actor_of_key(session, visit.key, now=services.now())
            return None if actor is None else read(session, actor)

    return await off_loop(do)


async def writing(visit: Visit, write: Callable[[Session, Actor, datetime], T]) -> T:
    """Do one action in a thread, as the account that is signed in."""

    def do() -> T:
        with visit.writing() as (session, actor):
            return write(session, actor, visit.services.now())

    return await off_loop(do)


async def off_loop(do: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Run slow work in a thread."""
    return await asyncio.to_thread(do, *args, **kwargs)


async def asked(question: str, *, details: str = "", yes: str = "确定", no: str = "取消") -> bool:
    """Ask before something that others will notice; Enter on the focused button says yes."""
    with ui.dialog() as dialog, ui.card().props("role=alertdialog").classes("max-w-xl"):
        ui.label(question).classes("strong wrap-any")
        if details:
            ui.label(details).classes("wrap-any")
        with ui.row().classes("w-full justify-end"):
            ui.button(no, on_click=lambda: dialog.submit(False)).props("flat")
            ui.button(yes, on_click=lambda: dialog.submit(True)).props("autofocus")
    return bool(await closed(dialog))


async def closed(dialog: ui.dialog) -> object:
    """Show a dialog until it is closed, and return what it was closed with.

    It is gone already where its page was closed meanwhile.
    """
    answer = await dialog
    if not dialog.is_deleted:
        dialog.delete()
    return answer


@contextmanager
def tell_in(box: ui.element) -> Iterator[None]:
    """Tell in a box of the page what goes wrong while it is filled."""
    try:
        yield
    except SignedOutError:
        box.clear()
    except AssessorError as error:
        if not box.is_deleted:
            box.clear()
            with box:
                ui.label(f"{error.message}。{error.hint}").classes("notice wrap-any")
