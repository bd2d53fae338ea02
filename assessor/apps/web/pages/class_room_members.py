"""One class: its members, topic by topic, with the gain between the tests."""

import re
from dataclasses import dataclass
from functools import partial

from nicegui import ui

from assessor.apps.web.pages.areas import Area, busy, heading, nothing, off_loop, waiting
from assessor.apps.web.pages.exercises_library import lent
from assessor.apps.web.pages.frame import Visit, told
from assessor.apps.web.pages.progress import few_mark, show_gain, show_progress, show_share
from assessor.apps.web.pages.progress_tables import Column, show_table
from assessor.errors import AssessorError
from assessor.practice.progress import GroupGain
from assessor.practice.topics import Topic
from assessor.workbench.courses import (
    ClassView,
    add_member,
    class_view,
    remove_member,
    rename_course,
)
from assessor.workbench.tables import NAME
from assessor.workbench.training import TraineeProgress, progress_of

_SPLIT = re.compile(r"[\s,，;；、]+")
_MOST_AT_ONCE = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class _Added:
    """How many were taken in, and what went wrong with the others."""

    number: int
    problems: tuple[str, ...]


class ClassRoom:
    """What a trainer does with a class."""

    def __init__(self, visit: Visit, course: int) -> None:
        self._visit, self._course = visit, course
        self._ranked = False
        self._area = Area(self._read, self._draw)

    def _read(self) -> ClassView:
        with lent(self._visit.services) as library, self._visit.reading() as (session, actor):
            return class_view(
                session, actor, library, course=self._course, ranked=self._ranked,
                now=self._visit.services.now(),
            )  # fmt: skip

    # -- what is shown ------------------------------------------------------------------------

    def _draw(self, view: ClassView) -> None:
        with ui.row().classes("items-center"):
            heading(view.title, 1)
            ui.button("改名", icon="edit", on_click=lambda: self._rename(view.title)).props(
                "flat dense"
            )
        self._show_adding()
        if not view.members:
            nothing("班里还没有学员。在上面填学员的登录名加入（账号由管理员建立）。")
            return
        with ui.element("div").classes("figures"):
            _figure("学员", f"{len(view.members)} 人")
            _show_group_gain(view.gain)
        heading("全班各项内容")
        columns = (
            Column("内容"), Column("全对 / 答题", "num"), Column("正确率"), Column("答错过的学员", "num"),
            Column(""),
        )  # fmt: skip
        show_table(columns, [
            (
                one.topic.chinese,
                f"{one.right} / {one.answered}",
                partial(show_share, one.right, one.answered, one.topic.chinese),
                f"{one.trainees} 人",
                partial(few_mark, one.answered),
            )
            for one in view.topics
        ])  # fmt: skip
        with ui.row().classes("items-center"):
            heading("每个学员")
            ui.switch("按平均得分排序", value=self._ranked, on_change=self._rank)
        self._show_members(view.members)

    def _show_members(self, members: tuple[TraineeProgress, ...]) -> None:
        columns = (
            Column("学员", "long"), Column("登录名"), Column("全对 / 答题", "num"),
            *(Column(topic.chinese, "num") for topic in Topic),
            Column("前测", "num"), Column("后测", "num"), Column("提高", "num"), Column(""),
        )  # fmt: skip
        show_table(columns, [
            (
                partial(self._name_button, member),
                member.login,
                f"{member.practice.total.right} / {member.practice.total.answered}",
                *(
                    f"{tally.right} / {tally.answered}" if tally.answered else "—"
                    for _, tally in member.practice.topics
                ),
                _points(None if member.before is None else member.before.share),
                _points(None if member.after is None else member.after.share),
                "—" if member.gain is None else f"{member.gain.gain * 100:+.0f}",
                partial(self._out_button, member),
            )
            for member in members
        ])  # fmt: skip

    def _name_button(self, member: TraineeProgress) -> None:
        button = ui.button(member.name, on_click=lambda: self._show_member(member))
        button.props("flat dense no-caps align=left").tooltip("看这名学员的进度")

    def _out_button(self, member: TraineeProgress) -> None:
        button = ui.button("移出", on_click=lambda: self._ask_out(member))
        button.props(f'flat dense aria-label="把登录名为 {member.login} 的学员移出本班"')

    async def _show_member(self, member: TraineeProgress) -> None:
        with ui.dialog(value=True) as dialog, ui.card().classes("wide-dialog"):
            dialog.on("hide", dialog.delete)
            heading(member.name)
            body = ui.element("div")
            with body:
                waiting()
            ui.button("关闭", on_click=dialog.close).props("flat")
        with told():
            now = self._visit.services.now()
            found = await off_loop(lambda: self._read_member(member.user))
            if not body.is_deleted:
                body.clear()
                with body:
                    ui.label("前测到后测提高").classes("hint")
                    show_gain(found.gain)
                    show_progress(found, now, is_own=False)

    def _read_member(self, user: int) -> TraineeProgress:
        with lent(self._visit.services) as library, self._visit.reading() as (session, actor):
            return progress_of(session, actor, library, user=user, now=self._visit.services.now())

    # -- what is done -------------------------------------------------------------------------

    def _show_adding(self) -> None:
        with ui.element("div").classes("filters"):
            logins = ui.input("学员登录名", placeholder="可写多个，用空格分开")
            logins.props("outlined dense").classes("w-96")
            button = ui.button("加入本班", icon="person_add")

        async def added() -> None:
            with told(), busy(button):
                wanted = [one for one in _SPLIT.split(logins.value or "") if one]
                outcome = await off_loop(lambda: self._added(wanted[:_MOST_AT_ONCE]))
                _tell_added(outcome)
                if outcome.number:
                    await self._area.refresh()

        button.on_click(added)
        logins.on("keydown.enter", added)

    def _added(self, logins: list[str]) -> _Added:
        number, problems = 0, []
        for login in logins:
            try:
                with self._visit.writing() as (session, actor):
                    add_member(
                        session, actor, course=self._course, login=login,
                        now=self._visit.services.now(),
                    )  # fmt: skip
                number += 1
            except AssessorError as error:
                problems.append(f"{login}：{error.message}。{error.hint}")
        return _Added(number=number, problems=tuple(problems))

    async def _rank(self) -> None:
        self._ranked = not self._ranked
        await self._area.refresh()

    def _ask_out(self, member: TraineeProgress) -> None:
        with ui.dialog(value=True) as dialog, ui.card():
            dialog.on("hide", dialog.delete)
            ui.label(f"把“{member.name}”移出本班？练习记录保留，可以再加回来。")
            with ui.row():
                ui.button("移出", on_click=lambda: self._take_out(member.user, dialog))
                ui.button("取消", on_click=dialog.close).props("flat")

    async def _take_out(self, user: int, dialog: ui.dialog) -> None:
        with told():
            await off_loop(lambda: self._removed(user))
            dialog.close()
            await self._area.refresh()

    def _removed(self, user: int) -> None:
        with self._visit.writing() as (session, actor):
            remove_member(
                session, actor, course=self._course, user=user, now=self._visit.services.now()
            )

    def _rename(self, title: str) -> None:
        with ui.dialog(value=True) as dialog, ui.card():
            dialog.on("hide", dialog.delete)
            text = ui.input("班级名称", value=title).props(f"outlined maxlength={NAME}")
            text.classes("w-96")
            with ui.row():
                ui.button("改名", on_click=lambda: self._set_title(text.value or "", dialog))
                ui.button("取消", on_click=dialog.close).props("flat")

    async def _set_title(self, title: str, dialog: ui.dialog) -> None:
        with told():
            await off_loop(lambda: self._renamed(title))
            dialog.close()
            await self._area.refresh()

    def _renamed(self, title: str) -> None:
        with self._visit.writing() as (session, actor):
            rename_course(
                session, actor, course=self._course, title=title, now=self._visit.services.now()
            )


def _tell_added(outcome: _Added) -> None:
    if outcome.number:
        ui.notify(f"已加入 {outcome.number} 人。", type="positive")
    for problem in outcome.problems:
        ui.notify(problem, type="negative", multi_line=True, close_button="知道了", timeout=8000)
    if not outcome.number and not outcome.problems:
        ui.notify("请先填写学员的登录名。", type="warning")


def _show_group_gain(gain: GroupGain) -> None:
    with ui.element("div").classes("figure"):
        ui.label("前测到后测平均提高").classes("hint")
        if gain.gain is None:
            ui.label("还没有人做完两次测试").classes("faint")
            return
        ui.label(f"{gain.gain * 100:+.0f} 分").classes("figure-value")
        told_of = f"{gain.n} 人做完两次测试"
        if gain.normalised is not None:
            told_of = f"占可提高空间的 {gain.normalised:.0%}；{told_of}"
        ui.label(told_of).classes("hint")
        few_mark(gain.n)


def _figure(title: str, text: str) -> None:
    with ui.element("div").classes("figure"):
        ui.label(title).classes("hint")
        ui.label(text).classes("figure-value")


def _points(share: float | None) -> str:
    return "—" if share is None else f"{share * 100:.0f}"
