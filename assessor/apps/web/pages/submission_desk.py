"""The page of a submission as a working place: what is shown, where the reader is, what is done."""

from collections.abc import Callable
from datetime import datetime
from typing import TypeVar

from nicegui import ui
from sqlalchemy.orm import Session

from assessor.apps.web.pages.frame import SignedOutError, Visit, tell
from assessor.apps.web.pages.screening_parts import peeking, reading, writing
from assessor.apps.web.pages.submission_entries import (
    Cursor,
    Entry,
    at_entry,
    entries_of,
    place_of_finding,
)
from assessor.apps.web.pages.submission_news import news_between
from assessor.errors import AssessorError
from assessor.workbench.permissions import Actor, ConflictError
from assessor.workbench.states import PaperState
from assessor.workbench.submission_pulse import Pulse, pulse
from assessor.workbench.submission_view import FindingView, SubmissionView
from assessor.workbench.submissions import read_submission

T = TypeVar("T")
Write = Callable[[Session, Actor, datetime], T]
_WAITING = (PaperState.QUEUED, PaperState.WORKING)


class Desk:
    """One open page of one submission.

    Attributes
    ----------
    view, entries, at
        What was read last, its lines, and where the reader is.
    is_signed_out
        The session ended while the page was open.
    root
        An element that lives as long as the page: messages are told from there.
    on_view, on_place
        Drawing: called when what is shown changed, and when the reader moved.
    """

    def __init__(self, visit: Visit, actor: Actor, number: int, *, finding: str = "") -> None:
        self.visit, self.actor, self.number = visit, actor, number
        self.is_signed_out = False
        with visit.reading() as (session, reader):
            self.view = read_submission(session, reader, number)
        self.entries = entries_of(self.view)
        self.at = place_of_finding(self.entries, finding) or self._start()
        self.root = ui.column().classes("w-full gap-2")
        self.on_view: Callable[[], None] = lambda: None
        self.on_place: Callable[[], None] = lambda: None

    def _start(self) -> Cursor:
        """Begin where the first finding is, else with the whole."""
        first = (number for number, entry in enumerate(self.entries) if entry.findings)
        return at_entry(self.entries, next(first, 0))

    @property
    def entry(self) -> Entry:
        """The line that is chosen."""
        return self.entries[self.at.entry]

    @property
    def finding(self) -> FindingView | None:
        """The finding that keys act on."""
        chosen = self.at.finding
        return self.entry.findings[chosen] if 0 <= chosen < len(self.entry.findings) else None

    @property
    def is_waiting(self) -> bool:
        """Whether the paper is being assessed again."""
        return self.view.paper_state in _WAITING

    def go(self, place: Cursor | None) -> None:
        """Move the reader."""
        if place is not None and place != self.at:
            self.at = place
            self.on_place()

    def go_to(self, key: str) -> None:
        """Move the reader to a line of the table."""
        for number, entry in enumerate(self.entries):
            if entry.key == key and number != self.at.entry:
                self.go(at_entry(self.entries, number))

    async def read(self, wanted: Callable[[Session, Actor], T]) -> T | None:
        """Read the record; what goes wrong is told, and nothing returned."""
        with self.root:
            try:
                return await reading(self.visit, wanted)
            except SignedOutError:
                self._signed_out()
            except AssessorError as error:
                tell(error)
        return None

    async def act(self, write: Write[T], *, done: str = "") -> bool:
        """Do one action and show what became of it; tell whether it was done."""
        error = await self.attempt(write, done=done)
        if error is not None:
            with self.root:
                tell(error)
        return error is None

    async def attempt(self, write: Write[T], *, done: str = "") -> AssessorError | None:
        """Do one action; return why it was not done, for a dialog that stays open.

        A conflict is returned after the page was brought up to date and told what others did.
        """
        with self.root:
            try:
                await writing(self.visit, write)
            except SignedOutError:
                self._signed_out()
                return ConflictError("登录已过期，刚才的操作没有保存", hint="请重新登录后再操作。")
            except ConflictError as error:
                await self.refresh()
                return error
            except AssessorError as error:
                return error
            self.visit.services.wake()
            if done:
                ui.notify(done, type="positive", timeout=2500, position="bottom-left")
            await self.refresh(is_own=True)
        return None

    async def refresh(self, *, is_own: bool = False) -> None:
        """Read the submission again, keep the reader's place, and tell what others have done."""
        with self.root:
            new = await self.read(lambda s, actor: read_submission(s, actor, self.number))
            if new is None:
                return
            old, self.view = self.view, new
            chosen, key = self.finding, self.entry.key
            self.entries = entries_of(new)
            keys = [entry.key for entry in self.entries]
            kept = place_of_finding(self.entries, chosen.id) if chosen is not None else None
            if kept is None or self.entries[kept.entry].key != key:
                number = keys.index(key) if key in keys else 0
                kept = at_entry(self.entries, number)
            self.at = kept
            self.on_view()
            if not is_own:
                self._tell_news(old, new)

    def _tell_news(self, old: SubmissionView, new: SubmissionView) -> None:
        if old.paper_state in _WAITING and new.paper_state is PaperState.DONE:
            ui.notify(
                f"已重新检查：原有 {len(old.all_findings)} 条意见，现有 {len(new.all_findings)} 条",
                type="positive", timeout=6000,
            )  # fmt: skip
        news = news_between(old, new, reader=self.actor.id)
        if news:
            ui.notify(
                "他人刚刚更改了这份申报：" + "；".join(news), type="warning", multi_line=True,
                close_button="知道了", timeout=0,
            )  # fmt: skip

    async def watch(self) -> None:
        """Look whether the submission has changed; does not keep the session alive."""
        if self.is_signed_out:
            return
        with self.root:
            try:
                now = await peeking(self.visit, lambda s, actor: pulse(s, actor, self.number))
            except AssessorError:
                # It is gone, or the role has changed: reading it says which.
                await self.refresh()
                return
            if now is None:
                self._signed_out()
            elif now != self._known():
                await self.refresh()

    def _known(self) -> Pulse:
        view = self.view
        return Pulse(
            version=view.version, paper_state=view.paper_state, comments=view.comments
        )  # fmt: skip

    def _signed_out(self) -> None:
        if not self.is_signed_out:
            self.is_signed_out = True
            self.on_view()
