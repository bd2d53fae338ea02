"""The tests before and after practice: no explanation until the end, then all of them."""

from dataclasses import dataclass

from nicegui import ui
from nicegui.events import KeyEventArguments

from assessor.apps.web.pages import frame
from assessor.apps.web.pages.areas import Area, busy, heading, off_loop, use_style
from assessor.apps.web.pages.exercises_explained import show_explanation
from assessor.apps.web.pages.exercises_form import AnswerForm, form_for, show_task
from assessor.apps.web.pages.exercises_library import lent
from assessor.apps.web.pages.frame import Visit, tell, told
from assessor.practice.exercises import Exercise
from assessor.practice.judging import Judged
from assessor.practice.progress import Part
from assessor.workbench.permissions import Action, Actor, ConflictError, MissingError
from assessor.workbench.training import ExamPaper, answer_exercise, exam_paper, review_exam


def register() -> None:
    """Register the page of both tests."""
    frame.page("/exams/{part}", title="测试", action=Action.PRACTISE)(_show)


def _show(visit: Visit, actor: Actor, *, part: str) -> None:
    del actor
    use_style()
    if part not in (Part.BEFORE, Part.AFTER):
        raise MissingError("没有这个测试", hint="请从“测试与进度”进入。", code="missing.test")
    heading(Part(part).chinese, 1)
    Exam(visit, Part(part))


@dataclass(frozen=True, slots=True, kw_only=True)
class _State:
    """The test as far as it is done; ``reviewed`` is there at its end."""

    paper: ExamPaper
    reviewed: tuple[Judged, ...] = ()


class Exam:
    """One exercise after the other, as many as are left."""

    def __init__(self, visit: Visit, part: Part) -> None:
        self._visit, self._part = visit, part
        self._is_begun = self._is_busy = False
        self._exercise: Exercise | None = None
        self._form: AnswerForm | None = None
        self._button: ui.button | None = None
        self._area = Area(self._read, self._draw)
        ui.keyboard(on_key=self._key, ignore=["input", "textarea", "select"], repeating=False)
        ui.keyboard(on_key=self._enter, ignore=["input", "textarea", "select", "button"],
                    repeating=False)  # fmt: skip

    def _read(self) -> _State:
        with lent(self._visit.services) as library, self._visit.reading() as (session, actor):
            paper = exam_paper(session, actor, library, part=self._part)
            if not paper.is_done:
                return _State(paper=paper)
            return _State(
                paper=paper, reviewed=review_exam(session, actor, library, part=self._part)
            )

    def _draw(self, state: _State) -> None:
        self._exercise = self._form = self._button = None
        paper = state.paper
        if paper.is_done:
            _show_review(state)
        elif not paper.exercises:
            ui.label("语料中没有足够的题，暂时不能测试。").classes("nothing")
        elif not self._is_begun:
            self._show_start(paper)
        else:
            self._show_task(paper)

    def _show_start(self, paper: ExamPaper) -> None:
        with ui.element("section").classes("card"):
            if paper.answered:
                ui.label(f"已答 {paper.answered} 题，还剩 {len(paper.exercises)} 题，接着做。")
            else:
                ui.label(f"共 {paper.total} 题：找问题和选级别。")
            ui.label(
                "作答时不讲解，全部做完后给出得分和逐题讲解。每题只能答一次；可以中途离开，回来接着做。"
                "前测、后测难度相当，题目不重复。"
            ).classes("hint")
            with ui.element("div").classes("actions"):
                title = (
                    f"继续{self._part.chinese}" if paper.answered else f"开始{self._part.chinese}"
                )
                ui.button(title, on_click=self._begin)
                ui.link("返回", "/progress")

    async def _begin(self) -> None:
        self._is_begun = True
        await self._area.refresh()

    def _show_task(self, paper: ExamPaper) -> None:
        self._exercise = paper.exercises[0]
        with ui.element("section").classes("card").props('aria-label="题目"'):
            with ui.element("div").classes("task-head"):
                ui.label(self._exercise.kind.chinese).classes("task-kind")
                ui.label(f"第 {paper.answered + 1} 题，共 {paper.total} 题").classes("hint")
                ui.label("数字键选，回车提交").classes("hint")
            show_task(self._exercise)
            self._form = form_for(self._exercise, self._submit)
            with ui.element("div").classes("actions"):
                self._button = ui.button("提交", on_click=self._submit)

    async def _submit(self) -> None:
        exercise, form, button = self._exercise, self._form, self._button
        if exercise is None or form is None or button is None or self._is_busy:
            return
        with told():
            given = form.given()
            self._is_busy = True
            try:
                with busy(button):
                    await off_loop(lambda: self._answered(exercise, given))
            except ConflictError as error:
                tell(error)  # answered in another window
            finally:
                self._is_busy = False
            await self._area.refresh()

    def _answered(self, exercise: Exercise, given: dict[str, object]) -> None:
        now = self._visit.services.now()
        with lent(self._visit.services) as library, self._visit.writing() as (session, actor):
            answer_exercise(
                session, actor, library, exercise=exercise.id, given=given, part=self._part, now=now
            )

    def _key(self, event: KeyEventArguments) -> None:
        number = event.key.number
        if event.action.keydown and number is not None and self._form is not None:
            self._form.press(number)

    async def _enter(self, event: KeyEventArguments) -> None:
        if event.action.keydown and event.key.enter:
            await self._submit()


def _show_review(state: _State) -> None:
    score = state.paper.score
    part = state.paper.part
    with ui.element("section").classes("card"):
        if score is not None:
            ui.label(f"{part.chinese}得 {score.share * 100:.0f} 分（满分 100）").classes("headline")
            ui.label(f"{score.items} 题，全对 {score.right} 题。")
        with ui.element("div").classes("actions"):
            if part is Part.BEFORE:
                ui.link("去练习", "/exercises")
            ui.link("看我的进度", "/progress")
    heading("逐题讲解")
    for number, judged in enumerate(state.reviewed, 1):
        with ui.element("section").classes("card"):
            with ui.element("div").classes("task-head"):
                ui.label(f"第 {number} 题 · {judged.exercise.kind.chinese}").classes("task-kind")
            show_task(judged.exercise)
            show_explanation(
                judged.explanation, kind=judged.exercise.kind, points=judged.points,
                right=judged.right,
            )  # fmt: skip
