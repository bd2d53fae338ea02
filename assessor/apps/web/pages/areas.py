"""Parts of a page that are read and drawn off and on the event loop, so that no page waits."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Generic, TypeVar

from nicegui import ui

from assessor.apps.web.pages.frame import told
from assessor.errors import AssessorError

T = TypeVar("T")
_STYLE = '<link rel="stylesheet" href="/static/training.css">'


def use_style() -> None:
    """Put the looks of training, record and administration on the page."""
    ui.add_head_html(_STYLE)


async def off_loop(work: Callable[[], T]) -> T:
    """Do ``work`` in a thread and return what it returns."""
    return await asyncio.to_thread(work)


@contextmanager
def busy(button: ui.button) -> Iterator[None]:
    """Show that a button's work is being done; it cannot be pressed twice."""
    button.props(add="loading").disable()
    try:
        yield
    finally:
        if not button.is_deleted:
            button.props(remove="loading").enable()


class Area(Generic[T]):
    """A part that is fetched in a thread and drawn anew whenever :meth:`refresh` is called.

    Parameters
    ----------
    fetch
        Reads what is shown; what goes wrong is told in the area's place.
    draw
        Draws it inside the area.
    """

    def __init__(self, fetch: Callable[[], T], draw: Callable[[T], None]) -> None:
        self._fetch, self._draw = fetch, draw
        self._turn = 0
        self._box = ui.element("div").classes("area")
        with self._box:
            waiting()
        ui.timer(0, self.refresh, once=True)

    async def refresh(self) -> None:
        """Fetch and draw; what is fetched late never replaces what was asked for after it."""
        self._turn += 1
        turn = self._turn
        with told():
            try:
                found = await off_loop(self._fetch)
            except AssessorError as error:
                self._show(turn, partial(refusal, error))
            else:
                self._show(turn, partial(self._draw, found))

    def _show(self, turn: int, draw: Callable[[], None]) -> None:
        if turn != self._turn or self._box.is_deleted:
            return
        self._box.clear()
        with self._box:
            draw()


def waiting(text: str = "正在读取……") -> None:
    """Show that something is on its way."""
    with ui.element("div").classes("waiting").props("role=status"):
        ui.spinner(size="1.4em")
        ui.label(text)


def refusal(error: AssessorError) -> None:
    """Show in place why something is not there."""
    ui.label(f"{error.message}。{error.hint}").classes("refused").props("role=alert")


def nothing(text: str) -> None:
    """Show that there is nothing yet, and what to do."""
    ui.label(text).classes("nothing")


def heading(text: str, level: int = 2) -> None:
    """Show a heading that readers of the screen find."""
    with ui.element(f"h{level}").classes(f"heading heading-{level}"):
        ui.label(text)


def bar(share: float | None, text: str, *, label: str) -> None:
    """Show a share, 0..1, as a small bar with its figure beside it."""
    width = 0 if share is None else round(min(max(share, 0.0), 1.0) * 100)
    with ui.element("div").classes("bar-line"):
        element = ui.element("div").classes("bar-track")
        element.props["role"] = "img"
        element.props["aria-label"] = f"{label}：{text}"
        with element:
            ui.element("div").classes("bar-fill").style(f"width:{width}%")
        ui.label(text).classes("bar-text")
