"""Practice ground: write an indicator and see at once what the tool thinks of it."""

from dataclasses import dataclass

from nicegui import ui

from assessor.apps.web.pages import frame
from assessor.apps.web.pages.areas import (
    busy,
    heading,
    nothing,
    off_loop,
    refusal,
    use_style,
    waiting,
)
from assessor.apps.web.pages.exercises_library import lent
from assessor.apps.web.pages.frame import Visit, told
from assessor.apps.web.pages.practice_ground_findings import FindingList
from assessor.apps.web.pages.practice_ground_marks import marked_text
from assessor.apps.web.pages.practice_ground_verdict import show_verdict
from assessor.core.submission import Field
from assessor.errors import AssessorError
from assessor.practice.exercises import ShownRow
from assessor.practice.live import LiveAnalysis, analyse, row_as_typed
from assessor.practice.smallest_edits import SmallestEdit, smallest_edits
from assessor.taxonomy.level_type import LevelType
from assessor.workbench.examples import examples
from assessor.workbench.permissions import Action, Actor

_LEVEL1 = ("产出指标", "成本指标", "效益指标", "满意度指标")
_LEVEL2 = tuple(level.chinese for level in LevelType)
_SHORT = 24
_PAUSE_MS = 250
_START = "在左边写一条指标，或选一个例子，这里随写随评。"


def register() -> None:
    """Register the page and its place in the bar."""
    frame.entry("/practice", "练习场", Action.PRACTISE, "edit_note")
    frame.page("/practice", title="练习场", action=Action.PRACTISE)(_show)


def _show(visit: Visit, actor: Actor) -> None:
    del actor
    use_style()
    heading("练习场", 1)
    ui.label(
        "写一条绩效指标，边写边看：哪些字词有问题、为什么、怎样改动最小。这里写的内容不保存。"
    ).classes("lead")
    Ground(visit)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Typed:
    """The texts at one moment."""

    level1: str
    level2: str
    name: str
    value: str


class Ground:
    """The texts on the left, what is thought of them on the right."""

    def __init__(self, visit: Visit) -> None:
        self._visit = visit
        self._turn = 0
        self._example_turn = 0
        self._shown_turn = 0
        with ui.element("div").classes("two-columns"):
            with ui.element("section").classes("card"):
                with ui.element("div").classes("fields"):
                    self._inputs()
                self._offer_examples()
            with (
                ui.element("section")
                .classes("card")
                .props('aria-live=polite aria-label="检查结果"')
            ):
                self._result = ui.element("div")
                with self._result:
                    nothing(_START)

    # -- what is typed ------------------------------------------------------------------------

    def _inputs(self) -> None:
        with ui.row().classes("w-full no-wrap items-start"):
            self._level1 = self._level("一级指标", _LEVEL1)
            self._level2 = self._level("二级指标", _LEVEL2)
        self._name = self._text("指标名称（三级指标）", "如：新建村级养老服务站数量")
        self._name_marks = ui.element("div").classes("marks")
        self._value = self._text("指标值", "如：≥12个")
        self._value_marks = ui.element("div").classes("marks")
        with ui.row():
            ui.button("清空", icon="clear", on_click=self._clear).props("flat dense")

    def _offer_examples(self) -> None:
        heading("从例子开始")
        ui.label("例子取自随软件发布的标注语料，有好有坏，点一下填入上面。").classes("hint")
        self._examples = ui.element("div").classes("examples")
        with self._examples:
            waiting("正在取例子……")
        self._other = ui.button("换一批", icon="refresh", on_click=self._next_examples)
        self._other.props("flat dense")
        ui.timer(0, self._next_examples, once=True)

    def _level(self, label: str, options: tuple[str, ...]) -> ui.select:
        select = ui.select(list(options), label=label, clearable=True, on_change=self._changed)
        return select.props("outlined dense options-dense").classes("w-1/2")

    def _text(self, label: str, placeholder: str) -> ui.textarea:
        text = ui.textarea(label, placeholder=placeholder, on_change=self._changed)
        return text.props(f"outlined autogrow debounce={_PAUSE_MS} rows=1").classes("w-full")

    def _typed(self) -> _Typed:
        return _Typed(
            level1=self._level1.value or "",
            level2=self._level2.value or "",
            name=_line(self._name.value),
            value=_line(self._value.value),
        )

    def _fill(self, texts: dict[Field, str]) -> None:
        for field, text in texts.items():
            if field is Field.NAME:
                self._name.set_value(text)
            elif field is Field.VALUE:
                self._value.set_value(text)
            elif field in (Field.LEVEL1, Field.LEVEL2):
                select, usual = (
                    (self._level1, _LEVEL1) if field is Field.LEVEL1 else (self._level2, _LEVEL2)
                )
                options = [*usual, *([text] if text and text not in usual else [])]
                select.set_options(options, value=text or None)

    def _clear(self) -> None:
        self._fill({Field.LEVEL1: "", Field.LEVEL2: "", Field.NAME: "", Field.VALUE: ""})

    # -- examples -----------------------------------------------------------------------------

    async def _next_examples(self) -> None:
        turn, self._example_turn = self._example_turn, self._example_turn + 1
        with told(), busy(self._other):
            found = await off_loop(lambda: self._drawn_examples(turn))
            self._examples.clear()
            with self._examples:
                for row in found:
                    self._example(row)
                if not found:
                    nothing("没有更多的例子了。")

    def _drawn_examples(self, turn: int) -> tuple[ShownRow, ...]:
        with lent(self._visit.services) as library, self._visit.reading() as (session, actor):
            return examples(session, actor, library, turn=turn, now=self._visit.services.now())

    def _example(self, row: ShownRow) -> None:
        name = row.name if len(row.name) <= _SHORT else f"{row.name[:_SHORT]}…"
        value = row.value if len(row.value) <= _SHORT else f"{row.value[:_SHORT]}…"
        texts = {Field.LEVEL1: row.level1, Field.LEVEL2: row.level2, Field.NAME: row.name,
                 Field.VALUE: row.value}  # fmt: skip
        button = ui.button(f"{name}：{value or '（空）'}", on_click=lambda: self._fill(texts))
        button.props("outline no-caps dense align=left").classes("example")

    # -- what is thought ----------------------------------------------------------------------

    async def _changed(self) -> None:
        """Assess the texts; only what belongs to the last ones is shown."""
        self._turn += 1
        turn, typed = self._turn, self._typed()
        with told():
            try:
                found = await off_loop(lambda: self._analysed(turn, typed))
            except AssessorError as error:
                if turn == self._turn and not self._result.is_deleted:
                    self._show_problem(error)
                return
            if turn == self._turn and not self._result.is_deleted:
                self._shown_turn = turn
                self._show(found, typed)

    def _analysed(self, turn: int, typed: _Typed) -> LiveAnalysis | None:
        self._visit.actor().require(Action.PRACTISE)
        if turn != self._turn:
            return None
        row_as_typed(name=typed.name, value=typed.value, level1=typed.level1, level2=typed.level2)
        with self._visit.services.desk.run() as run:
            if turn != self._turn:
                return None
            return analyse(
                run.assessor, name=typed.name, value=typed.value, level1=typed.level1,
                level2=typed.level2,
            )  # fmt: skip

    def _show(self, found: LiveAnalysis | None, typed: _Typed) -> None:
        self._clear_marks()
        self._result.clear()
        with self._result:
            if found is None:
                nothing(_START)
                return
            show_verdict(found)
            FindingList(found.findings, edits=self._edits, apply=self._apply)
        for box, text, field in (
            (self._name_marks, typed.name, Field.NAME),
            (self._value_marks, typed.value, Field.VALUE),
        ):
            if any(span.field is field for span in found.spans):
                with box:
                    ui.label("有问题的字词：").classes("hint")
                    marked_text(text, found.findings, field)

    def _show_problem(self, error: AssessorError) -> None:
        self._clear_marks()
        self._result.clear()
        with self._result:
            refusal(error)

    def _clear_marks(self) -> None:
        self._name_marks.clear()
        self._value_marks.clear()

    # -- the smallest edit --------------------------------------------------------------------

    async def _edits(self) -> tuple[SmallestEdit, ...] | None:
        """Return the smallest edits of what is shown, ``None`` if it has changed meanwhile."""
        turn, typed = self._shown_turn, self._typed()
        found = await off_loop(lambda: self._tried(typed))
        return found if turn == self._turn else None

    def _tried(self, typed: _Typed) -> tuple[SmallestEdit, ...]:
        self._visit.actor().require(Action.PRACTISE)
        row = row_as_typed(
            name=typed.name, value=typed.value, level1=typed.level1, level2=typed.level2
        )
        with self._visit.services.desk.run() as run:
            return smallest_edits(run, row)

    def _apply(self, edit: SmallestEdit) -> None:
        if edit.after is not None:
            changes = {change.field: change.after for change in edit.further}
            self._fill({edit.field: edit.after, **changes})


def _line(text: str | None) -> str:
    """Return what was typed as a cell holds it."""
    return (text or "").replace("\r\n", "\n").strip("\n")
