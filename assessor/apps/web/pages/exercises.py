"""Exercises: one set after the other, explained at once, own errors again after some time."""

from dataclasses import dataclass
from datetime import datetime

from nicegui import ui
from nicegui.events import KeyEventArguments

from assessor.apps.web.pages import frame
from assessor.apps.web.pages.areas import busy, heading, nothing, off_loop, use_style, waiting
from assessor.apps.web.pages.exercises_explained import show_explanation
from assessor.apps.web.pages.exercises_form import AnswerForm, form_for, show_task
from assessor.apps.web.pages.exercises_library import lent
from assessor.apps.web.pages.exercises_reasons import why_at_last, why_now
from assessor.apps.web.pages.frame import Visit, tell, told
from assessor.practice.exercises import Exercise, Kind, Wish
from assessor.practice.recall import Box
from assessor.practice.topics import Topic
from assessor.workbench.permissions import Action, Actor, ConflictError
from assessor.workbench.training import Outcome, answer_exercise, next_exercises, progress_of

_NUMBERS = (5, 10, 20)
_USUAL = 10
_ALL = ""
_KEYS = "数字键选，回车提交、下一题"


def register() -> None:
    """Register the page and its place in the bar."""
    frame.entry("/exercises", "练习", Action.PRACTISE, "school")
    frame.page("/exercises", title="练习", action=Action.PRACTISE)(_show)


def _show(visit: Visit, actor: Actor) -> None:
    del actor
    use_style()
    heading("练习", 1)
    ui.label(
        "三种题：找问题、改写、选级别，答完立即讲解。答错过的内容隔一段时间再出。做过的题随时保存，可以中途离开。"
    ).classes("lead")
    Practice(visit)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Set:
    """A set of exercises, and where the error types stood when it was drawn."""

    exercises: tuple[Exercise, ...]
    boxes: tuple[Box, ...]
    drawn_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class _Answered:
    """An answer with where the error types stand now."""

    outcome: Outcome
    boxes: tuple[Box, ...]
    now: datetime


class Practice:
    """What to practise, and the exercise at hand."""

    def __init__(self, visit: Visit) -> None:
        self._visit = visit
        self._set: _Set | None = None
        self._boxes: tuple[Box, ...] = ()
        self._at = 0
        self._right = self._count = 0
        self._form: AnswerForm | None = None
        self._main: ui.button | None = None
        self._body: ui.element | None = None
        self._is_busy = False
        self._settings()
        self._box = ui.element("section").classes("card").props('aria-label="题目" tabindex=-1')
        with self._box:
            waiting("正在取题……")
        ui.keyboard(on_key=self._key, ignore=["input", "textarea", "select"], repeating=False)
        ui.keyboard(on_key=self._enter, ignore=["input", "textarea", "select", "button"],
                    repeating=False)  # fmt: skip
        ui.timer(0, self._draw_set, once=True)

    def _settings(self) -> None:
        with ui.element("div").classes("filters"):
            kinds = {_ALL: "全部题型", **{kind.value: kind.chinese for kind in Kind}}
            self._kind = ui.select(kinds, value=_ALL, label="题型").props("outlined dense")
            topics = {_ALL: "全部内容", **{topic.value: topic.chinese for topic in Topic}}
            self._topic = ui.select(topics, value=_ALL, label="内容").props("outlined dense")
            numbers = {number: f"{number} 题" for number in _NUMBERS}
            self._number = ui.select(numbers, value=_USUAL, label="一组").props("outlined dense")
            for select in (self._kind, self._topic):
                select.classes("w-48")
            self._number.classes("w-28")
            self._again = ui.button("换一组", icon="refresh", on_click=self._draw_set)
            self._again.props("outline")
            ui.label(_KEYS).classes("hint")

    # -- a set --------------------------------------------------------------------------------

    async def _draw_set(self) -> None:
        with told(), busy(self._again):
            wish = Wish(
                number=self._number.value,
                kinds=(Kind(self._kind.value),) if self._kind.value else tuple(Kind),
                topics=(Topic(self._topic.value),) if self._topic.value else (),
            )
            self._form, self._set = None, None
            self._box.clear()
            with self._box:
                waiting("正在取题……")
            self._set = await off_loop(lambda: self._drawn(wish))
            self._at = self._right = self._count = 0
            self._boxes = self._set.boxes
            self._show_exercise()
            # Enter is for the exercise now, not for the button that drew the set.
            ui.run_javascript(f"getHtmlElement({self._box.id})?.focus({{preventScroll: true}})")

    def _drawn(self, wish: Wish) -> _Set:
        now = self._visit.services.now()
        with lent(self._visit.services) as library, self._visit.reading() as (session, actor):
            return _Set(
                exercises=next_exercises(session, actor, library, wish=wish, now=now),
                boxes=progress_of(session, actor, library, now=now).boxes,
                drawn_at=now,
            )

    # -- one exercise -------------------------------------------------------------------------

    def _show_exercise(self) -> None:
        drawn = self._set
        self._form, self._main, self._body = None, None, None
        if drawn is None or self._box.is_deleted:
            return
        self._box.clear()
        with self._box:
            if not drawn.exercises:
                _nothing_left()
            elif self._at >= len(drawn.exercises):
                self._show_end()
            else:
                self._show_task(drawn, drawn.exercises[self._at])

    def _show_task(self, drawn: _Set, exercise: Exercise) -> None:
        with ui.element("div").classes("task-head"):
            ui.label(exercise.kind.chinese).classes("task-kind")
            ui.label(f"第 {self._at + 1} 题，共 {len(drawn.exercises)} 题").classes("hint")
            ui.label(f"难度：{exercise.difficulty_word}").classes("hint")
        ui.label(f"为什么现在出这道题：{why_now(exercise, self._boxes, drawn.drawn_at)}").classes(
            "why-now"
        )
        show_task(exercise)
        self._body = ui.element("div")
        with self._body:
            self._form = form_for(exercise, self._submit)
            with ui.element("div").classes("actions"):
                self._main = ui.button("提交", on_click=self._submit)

    async def _submit(self) -> None:
        form, button, drawn = self._form, self._main, self._set
        if form is None or button is None or drawn is None or self._is_busy:
            return
        exercise = drawn.exercises[self._at]
        with told():
            given = form.given()
            self._is_busy = True
            try:
                with busy(button):
                    answered = await off_loop(lambda: self._judged(exercise, given))
            except ConflictError as error:
                # Answered in another window: on to the next one.
                tell(error)
                self._next()
                return
            finally:
                self._is_busy = False
            self._show_answer(exercise, answered)

    def _judged(self, exercise: Exercise, given: dict[str, object]) -> _Answered:
        now = self._visit.services.now()
        with lent(self._visit.services) as library:
            with self._visit.writing() as (session, actor):
                outcome = answer_exercise(
                    session, actor, library, exercise=exercise.id, given=given, now=now
                )
            with self._visit.reading() as (session, actor):
                boxes = progress_of(session, actor, library, now=now).boxes
        return _Answered(outcome=outcome, boxes=boxes, now=now)

    def _show_answer(self, exercise: Exercise, answered: _Answered) -> None:
        outcome, body = answered.outcome, self._body
        if outcome.explanation is None or body is None or body.is_deleted:
            return
        self._count += 1
        self._right += bool(outcome.right)
        self._form = None
        body.clear()
        with body:
            show_explanation(
                outcome.explanation, kind=exercise.kind, points=outcome.points, right=outcome.right
            )
            ui.label(
                why_at_last(exercise, before=self._boxes, after=answered.boxes, now=answered.now)
            ).classes("why-now")
            self._boxes = answered.boxes
            with ui.element("div").classes("actions"):
                drawn = self._set
                is_last = drawn is not None and self._at + 1 >= len(drawn.exercises)
                title = "看这一组的结果" if is_last else "下一题"
                self._main = ui.button(title, on_click=self._next)

    def _next(self) -> None:
        self._at += 1
        self._show_exercise()

    def _show_end(self) -> None:
        heading("这一组做完了")
        ui.label(f"答 {self._count} 题，全对 {self._right} 题。")
        with ui.element("div").classes("actions"):
            self._main = ui.button("再来一组", on_click=self._draw_set)
            ui.link("看我的进度", "/progress")

    # -- keys ---------------------------------------------------------------------------------

    def _key(self, event: KeyEventArguments) -> None:
        number = event.key.number
        if event.action.keydown and number is not None and self._form is not None:
            self._form.press(number)

    async def _enter(self, event: KeyEventArguments) -> None:
        drawn = self._set
        if not (event.action.keydown and event.key.enter) or drawn is None or self._is_busy:
            return
        if self._form is not None:
            await self._submit()
        elif self._at < len(drawn.exercises):
            self._next()


def _nothing_left() -> None:
    nothing(
        "没有符合条件的题：可能这类题近期都答过了，或者“选级别”只有“级别放错”这一项内容。"
        "请换一个题型或内容，再按“换一组”。"
    )
