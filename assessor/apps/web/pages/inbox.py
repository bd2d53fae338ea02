"""The inbox: submissions with filters, search, order, pages and actions on many."""

from dataclasses import replace
from datetime import datetime

from nicegui import ui
from sqlalchemy.orm import Session

from assessor.apps.web.pages import frame
from assessor.apps.web.pages.frame import Visit
from assessor.apps.web.pages.inbox_filters import Asked, asked_of, draw_filters
from assessor.apps.web.pages.inbox_table import table_of
from assessor.apps.web.pages.screening_parts import (
    asked as asked_first,
)
from assessor.apps.web.pages.screening_parts import (
    keys_of,
    peeking,
    reading,
    use_assets,
    writing,
)
from assessor.workbench.inbox import (
    BulkOutcome,
    Column,
    InboxFilter,
    InboxPage,
    bulk_set_state,
    inbox,
    units,
    years,
)
from assessor.workbench.permissions import Action, Actor, ConflictError, MissingError
from assessor.workbench.states import REVIEW_WORDS, ReviewState
from assessor.workbench.submissions import take

_SIZE = 50
_EVERY_S = 5.0
_DOWN_FIRST = (Column.RISK, Column.MONEY, Column.YEAR, Column.RECEIVED)
_CLICKED = """(e) => {
  const sort = e.target.closest('[data-sort]');
  if (sort) return emit({sort: sort.dataset.sort});
  if (e.target.matches('[data-every]')) return emit({every: e.target.checked});
  if (e.target.matches('[data-choose]')) return emit({choose: +e.target.dataset.choose});
  if (e.target.closest('a, input')) return;
  const row = e.target.closest('[data-entry]');
  if (row) emit({open: +row.dataset.entry});
}"""


def register() -> None:
    """Register the page."""
    frame.entry("/inbox", "收件箱", Action.READ_SUBMISSIONS, "inbox")

    @frame.page("/inbox", title="收件箱", action=Action.READ_SUBMISSIONS)
    def show(visit: Visit, actor: Actor) -> None:
        use_assets()
        query = ui.context.client.request.query_params
        _Inbox(visit, actor, asked_of(query, query.getlist, actor))


class _Inbox:
    """One open inbox."""

    def __init__(self, visit: Visit, actor: Actor, asked: Asked) -> None:
        self.visit, self.actor, self.asked = visit, actor, asked
        self.chosen: dict[int, int] = {}
        self.cursor = 0
        self.turn = 0
        with visit.reading() as (session, reader):
            known_units, known_years = units(session, reader), years(session, reader)
            self.page = self._read(session, reader)
        self.root = ui.column().classes("w-full gap-2")
        with self.root:
            ui.label("收件箱").props("role=heading aria-level=1").classes("text-xl strong")
            draw_filters(
                actor, asked, units=known_units, years=known_years, on_change=self._filter
            )  # fmt: skip
            with ui.row().classes("w-full items-center gap-2"):
                self.count = ui.label().props("role=status aria-live=polite").classes("strong")
                if self.actor.may(Action.SET_STATE):
                    self._draw_actions()
                ui.space()
                ui.label("j/k 移动　回车打开　x 选择　/ 搜索").classes("soft small")
            self.empty = ui.column().classes("w-full")
            with ui.element("div").classes("scroll w-full"):
                self.table = ui.html("", sanitize=False)
            self.table.on("click", lambda event: self._clicked(event.args), js_handler=_CLICKED)
            self.pages = ui.row().classes("w-full items-center gap-2")
            keys_of("j k Enter x /", self._press)
            self._draw()
            ui.timer(_EVERY_S, self._look)

    def _draw_actions(self) -> None:
        self.actions = ui.row().classes("items-center gap-2")
        small = "outline dense no-caps padding='2px 8px'"
        with self.actions:
            self.chosen_word = ui.label()
            ui.button("领取审核", on_click=self._take).props(small)
            for state in (ReviewState.RETURNED, ReviewState.PASSED, ReviewState.REVIEWING):
                ui.button(
                    f"改为“{REVIEW_WORDS[state]}”", on_click=lambda state=state: self._set(state)
                ).props(small)
            ui.button("质量报告…", on_click=self._report).props(small)
            ui.button("取消选择", on_click=self._unchoose).props("flat dense no-caps")

    def _read(self, session: Session, actor: Actor) -> InboxPage:
        asked = self.asked
        return inbox(
            session, actor, wanted=asked.wanted, sort=asked.sort, descending=asked.descending,
            page=asked.page, size=_SIZE,
        )  # fmt: skip

    async def _load(self) -> None:
        self.turn += 1
        turn = self.turn
        with frame.told():
            page = await reading(self.visit, self._read)
            # A later question has been asked meanwhile: its answer counts.
            if turn == self.turn:
                self.page = page
                self._draw()

    async def _look(self) -> None:
        """Bring what others changed onto the page."""
        turn = self.turn
        page = await peeking(self.visit, self._read)
        if page is not None and turn == self.turn and page != self.page:
            self.page = page
            self._draw()

    def _draw(self) -> None:
        rows, total = self.page.rows, self.page.total
        versions = {row.id: row.version for row in rows}
        self.chosen = {one: versions[one] for one in self.chosen if one in versions}
        self.cursor = min(self.cursor, max(0, len(rows) - 1))
        self.count.text = f"共 {total} 份申报"
        self.empty.clear()
        if not rows:
            with self.empty:
                self._draw_empty()
        chooses = self.actor.may(Action.SET_STATE)
        self.table.set_content(str(table_of(rows, self.asked, chooses=chooses)) if rows else "")
        self._draw_pages(total)
        self._show()

    def _draw_empty(self) -> None:
        with ui.column().classes("empty items-center"):
            if self.asked.is_filtered:
                ui.label("没有符合条件的申报。")
                ui.button("清除全部条件", on_click=lambda: ui.navigate.to("/inbox")).props(
                    "outline"
                )
            else:
                ui.label("收件箱是空的。上传文件并检查后，申报会列在这里。")
                if self.actor.may(Action.UPLOAD):
                    ui.link("去上传", "/upload").classes("strong")

    def _draw_pages(self, total: int) -> None:
        last = max(1, -(-total // _SIZE))
        self.pages.clear()
        if last == 1 and self.asked.page == 1:
            return
        with self.pages:
            before = ui.button("上一页", on_click=lambda: self._turn_to(self.asked.page - 1))
            ui.label(f"第 {self.asked.page} / {last} 页")
            after = ui.button("下一页", on_click=lambda: self._turn_to(self.asked.page + 1))
            before.props("outline dense").set_enabled(self.asked.page > 1)
            after.props("outline dense").set_enabled(self.asked.page < last)

    def _show(self) -> None:
        if self.actor.may(Action.SET_STATE):
            self.actions.visible = bool(self.chosen)
            self.chosen_word.text = f"已选 {len(self.chosen)} 份："
        rows = self.page.rows
        here = str(rows[self.cursor].id) if rows else ""
        ui.run_javascript(
            f"setTimeout(() => {{ screening.chosen({list(self.chosen)}); "
            f"screening.here('{here}'); }}, 30)"
        )

    async def _ask(self, asked: Asked) -> None:
        self.asked = asked
        ui.navigate.history.replace(asked.address())
        await self._load()

    async def _filter(self, wanted: InboxFilter) -> None:
        self.cursor = 0
        await self._ask(replace(self.asked, wanted=wanted, page=1))

    async def _turn_to(self, page: int) -> None:
        self.cursor, self.chosen = 0, {}
        await self._ask(replace(self.asked, page=page))

    async def _sort(self, column: Column) -> None:
        is_same = self.asked.sort is column
        down = not self.asked.descending if is_same else column in _DOWN_FIRST
        await self._ask(replace(self.asked, sort=column, descending=down, page=1))

    async def _clicked(self, told: object) -> None:
        if not isinstance(told, dict):
            return
        if "sort" in told and told["sort"] in set(Column):
            await self._sort(Column(told["sort"]))
        elif "every" in told:
            self.chosen = {row.id: row.version for row in self.page.rows} if told["every"] else {}
            self._show()
        elif "choose" in told:
            self._choose(told["choose"])
        elif "open" in told:
            self._open(told["open"])

    def _choose(self, number: object) -> None:
        for place, row in enumerate(self.page.rows):
            if row.id == number:
                self.cursor = place
                if row.id in self.chosen:
                    del self.chosen[row.id]
                else:
                    self.chosen[row.id] = row.version
        self._show()

    def _open(self, number: object) -> None:
        if any(row.id == number for row in self.page.rows):
            ui.navigate.to(f"/submissions/{number}")

    def _unchoose(self) -> None:
        self.chosen = {}
        self._show()

    def _press(self, key: str) -> None:
        rows = self.page.rows
        with self.root:
            if key == "/":
                ui.run_javascript("document.querySelector('input[data-search]')?.focus()")
            elif key in ("j", "k") and rows:
                step = 1 if key == "j" else -1
                self.cursor = min(max(self.cursor + step, 0), len(rows) - 1)
                self._show()
            elif key == "Enter" and rows:
                self._open(rows[self.cursor].id)
            elif key == "x" and rows and self.actor.may(Action.SET_STATE):
                self._choose(rows[self.cursor].id)

    def _report(self) -> None:
        ui.navigate.to(f"/report?ids={','.join(str(one) for one in self.chosen)}")

    async def _set(self, state: ReviewState) -> None:
        chosen, word = dict(self.chosen), REVIEW_WORDS[state]
        with self.root:
            if not await asked_first(
                f"把选中的 {len(chosen)} 份申报改为“{word}”？",
                details="没有作出决定的意见按原意见处理。", yes=f"改为“{word}”",
            ):  # fmt: skip
                return
            with frame.told():
                outcome = await writing(
                    self.visit,
                    lambda session, actor, now: bulk_set_state(
                        session, actor, chosen=chosen, state=state, now=now
                    ),
                )
                self._tell(outcome, f"改为“{word}”")
            await self._load()

    async def _take(self) -> None:
        chosen = dict(self.chosen)

        def take_all(session: Session, actor: Actor, now: datetime) -> BulkOutcome:
            changed: dict[int, int] = {}
            refused: dict[int, str] = {}
            for number in sorted(chosen):
                try:
                    changed[number] = take(
                        session, actor, submission_id=number, version=chosen[number], now=now
                    )
                except (ConflictError, MissingError) as error:
                    refused[number] = error.message
            return BulkOutcome(changed=changed, refused=refused)

        with self.root:
            with frame.told():
                self._tell(await writing(self.visit, take_all), "由您审核")
            await self._load()

    def _tell(self, outcome: BulkOutcome, what: str) -> None:
        if outcome.changed:
            ui.notify(f"{len(outcome.changed)} 份申报已{what}", type="positive")
        titles = {row.id: row.title for row in self.page.rows}
        if outcome.refused:
            lines = [f"{titles.get(one, one)}：{why}" for one, why in outcome.refused.items()]
            more = f"；另有 {len(lines) - 5} 份" if len(lines) > 5 else ""
            ui.notify(
                f"{len(lines)} 份没有更改。{'；'.join(lines[:5])}{more}", type="warning",
                multi_line=True, close_button="知道了", timeout=0,
            )  # fmt: skip
        self.chosen = {}
