"""What all pages have in common: who is signed in, the bar above, messages, dark and light.

A page function takes a :class:`Visit`; every event of a page asks ``visit.actor()`` again, so that
a session that ended or a role that was taken away ends what the page may do.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from fastapi import Request
from nicegui import ui
from sqlalchemy.orm import Session

from assessor.apps.web.answers import status_of
from assessor.apps.web.services import Services
from assessor.errors import AssessorError
from assessor.workbench.accounts import seat
from assessor.workbench.permissions import Action, Actor
from assessor.workbench.states import ROLE_WORDS

_SERVICES: list[Services] = []


def use(services: Services) -> None:
    """Set what the pages of this process work on."""
    _SERVICES[:] = [services]


def in_use() -> Services:
    """Return what the pages of this process work on."""
    return _SERVICES[0]


class SignedOutError(Exception):
    """The session of the browser has ended."""


@dataclass(frozen=True, slots=True)
class Visit:
    """One open page of one signed-in account."""

    services: Services
    key: str

    def actor(self) -> Actor:
        """Return who acts now.

        Raises
        ------
        SignedOutError
            The session has ended.
        """
        taken = seat(self.services.database, self.key, now=self.services.now())
        if taken is None or taken.must_change:
            raise SignedOutError
        return taken.actor

    @contextmanager
    def reading(self) -> Iterator[tuple[Session, Actor]]:
        """Open the record for reading as the account that is signed in."""
        actor = self.actor()
        with self.services.database.reading() as session:
            yield session, actor

    @contextmanager
    def writing(self) -> Iterator[tuple[Session, Actor]]:
        """Open the record for one action of the account that is signed in."""
        actor = self.actor()
        with self.services.database.writing() as session:
            yield session, actor


@dataclass(frozen=True, slots=True)
class Entry:
    """A place in the bar above."""

    address: str
    title: str
    action: Action
    icon: str


ENTRIES: list[Entry] = []


def entry(address: str, title: str, action: Action, icon: str) -> None:
    """Add a place to the bar; accounts that may not go there do not see it."""
    ENTRIES.append(Entry(address, title, action, icon))


def page(
    address: str, *, title: str, action: Action | None
) -> Callable[[Callable[..., Any]], None]:
    """Register ``show(visit, actor, **parts of the address)`` as a page.

    An account without ``action`` is told so instead; what a page refuses with is the answer's
    status too.
    """

    def register(show: Callable[..., Any]) -> None:
        @ui.page(address, title=f"{title} · 绩效指标质量检查")
        def shown(request: Request) -> None:
            actor, services = request.state.actor, _SERVICES[0]
            assert isinstance(actor, Actor)
            visit = Visit(services, request.state.session_key)
            with framed(actor, title):
                if action is not None and not actor.may(action):
                    _refuse(actor, action)
                    return
                with told():
                    try:
                        show(visit, actor, **request.path_params)
                    except AssessorError as error:
                        _tell_for_good(error)

    return register


@contextmanager
def framed(actor: Actor, title: str) -> Iterator[None]:
    """Draw the bar and the frame around a page."""
    ui.add_css(_CSS)
    dark = ui.dark_mode(None)
    with ui.header().classes("bar"):
        ui.link("绩效指标质量检查", "/").classes("bar-name")
        for place in ENTRIES:
            if actor.may(place.action):
                link = ui.link(place.title, place.address).classes("bar-link")
                if place.title == title:
                    link.props("aria-current=page")
        ui.space()
        ui.button(icon="contrast", on_click=lambda: dark.set_value(not dark.value)).props(
            "flat round dense color=white aria-label=深浅色"
        ).tooltip("深色、浅色")
        with ui.element("span").classes("bar-who"):
            who = ui.link(f"{actor.name}（{ROLE_WORDS[actor.role]}）", "/account")
            who.classes("bar-link").props('title="我的账号"')
        with ui.element("form").props("method=post action=/sign-out"):
            ui.html('<button class="bar-out" type="submit">退出</button>', sanitize=False)
    with ui.element("main").classes("page"):
        yield


@contextmanager
def told() -> Iterator[None]:
    """Tell what goes wrong on the page instead of ending it."""
    try:
        yield
    except SignedOutError:
        request = ui.context.client.request
        here = f"{request.url.path}?{request.url.query}" if request.url.query else request.url.path
        ui.navigate.to(f"/sign-in?next={quote(here, safe='')}")
    except AssessorError as error:
        tell(error)


def tell(error: AssessorError) -> None:
    """Show an error where the user looks."""
    ui.notify(
        f"{error.message}。{error.hint}", type="negative", multi_line=True,
        actions=[{"label": "知道了", "color": "white"}], timeout=8000,
    )  # fmt: skip


def _refuse(actor: Actor, action: Action) -> None:
    try:
        actor.require(action)
    except AssessorError as error:
        _tell_for_good(error)


def _tell_for_good(error: AssessorError) -> None:
    ui.context.client.status_code = status_of(error)
    ui.label(f"{error.message}。{error.hint}").classes("refused").props("role=alert")


_CSS = """
:root { --bar: #1c3a5e; }
body { font-family: "Noto Sans CJK SC", "Source Han Sans SC", "Microsoft YaHei", "PingFang SC", sans-serif; }
.bar { background: var(--bar); align-items: center; gap: 1.1rem; padding: .45rem 1rem; }
.bar-name { color: #fff; font-weight: 700; text-decoration: none; margin-right: 1rem; }
.bar-link { color: #dfe9f5; text-decoration: none; padding: .15rem .1rem; border-bottom: 2px solid transparent; }
.bar-link:hover, .bar-link[aria-current] { color: #fff; border-bottom-color: #8fc1f7; }
.bar-who { color: #dfe9f5; }
.bar-out { color: #dfe9f5; background: none; border: 1px solid #6d8bb0; border-radius: .25rem; padding: .1rem .6rem; cursor: pointer; font: inherit; }
.page { width: 100%; max-width: 118rem; margin: 0 auto; padding: 0 .5rem 2rem; }
.refused { font-size: 1.05rem; padding: 2rem 0; }
.nicegui-content { padding: .75rem; }
"""
