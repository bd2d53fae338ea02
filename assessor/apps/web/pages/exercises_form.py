"""What is asked, and the forms to answer: defects, a rewrite, a level. All work by keyboard."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from nicegui import ui

from assessor.apps.web.pages.practice_ground_marks import EMPTY
from assessor.errors import InputError
from assessor.practice.answers import NO_LEVEL
from assessor.practice.exercises import Exercise, Kind, ShownRow
from assessor.practice.explanation import LEVEL_MEANINGS, NOWHERE
from assessor.practice.topics import Topic
from assessor.reports.lines import visible
from assessor.rewrites.withholding import LONGEST_NAME, LONGEST_VALUE
from assessor.taxonomy.level_type import LevelType
from assessor.text.segment import words

TOPICS, LEVELS = tuple(Topic), tuple(LevelType)
_SOUND = "没有问题"
_INPUT = "投入和过程管理的内容，不列为三级指标"
_MOST_WORDS = 200


def show_task(exercise: Exercise) -> None:
    """Show what is asked, and of which row."""
    row_card(exercise.row)
    if exercise.told:
        ui.label(f"已知问题：{'、'.join(topic.chinese for topic in exercise.told)}").classes(
            "strong"
        )
    ui.label(exercise.kind.task).classes("strong")


def row_card(row: ShownRow) -> None:
    """Show a row as a form prints it."""
    level = " / ".join(filter(None, (row.level1, row.level2)))
    parts = [("项目", row.project), ("级别", level)]
    shown = [part for part in parts if part[1]]
    shown += [("指标名称", row.name or EMPTY), ("指标值", row.value or EMPTY)]
    with ui.element("div").classes("row-card"):
        for title, text in shown:
            ui.label(title).classes("row-name")
            ui.label(visible(text)).classes("row-text")


class AnswerForm(ABC):
    """A form for one exercise."""

    @abstractmethod
    def given(self) -> dict[str, object]:
        """Return the answer as the services read it.

        Raises
        ------
        InputError
            ``practice.answer``: nothing was chosen yet.
        """

    def press(self, number: int) -> None:
        """Do what a digit key stands for; nothing, unless a form says otherwise."""
        del number


def form_for(exercise: Exercise, submit: Callable[[], object]) -> AnswerForm:
    """Draw the form of an exercise; ``submit`` is what Enter does, in texts with Ctrl."""
    if exercise.kind is Kind.SPOT:
        return SpotForm(exercise, submit)
    if exercise.kind is Kind.LEVEL:
        return LevelForm(submit)
    return RewriteForm(exercise, submit)


class SpotForm(AnswerForm):
    """Defects to tick, and the vague words to point out."""

    def __init__(self, exercise: Exercise, submit: Callable[[], object]) -> None:
        self._boxes: dict[Topic, ui.checkbox] = {}
        with _choices("问题", submit):
            for number, topic in enumerate(TOPICS, 1):
                with _choice(number, topic.meaning):
                    self._boxes[topic] = ui.checkbox(topic.chinese, on_change=self._chosen)
            with _choice(0, "上面各项都没有"):
                self._sound = ui.checkbox(_SOUND, on_change=self._called_sound)
        self._words = _VagueWords(exercise.row)

    def press(self, number: int) -> None:
        """Tick the defect with this number, or take it back."""
        if number == 0:
            self._sound.set_value(not self._sound.value)
        elif number <= len(TOPICS):
            box = self._boxes[TOPICS[number - 1]]
            box.set_value(not box.value)

    def _chosen(self) -> None:
        if any(box.value for box in self._boxes.values()):
            self._sound.set_value(False)
        self._words.set_visible(self._boxes[Topic.VAGUE].value)

    def _called_sound(self) -> None:
        if self._sound.value:
            for box in self._boxes.values():
                box.set_value(False)

    def given(self) -> dict[str, object]:
        """Return the defects that are ticked, with the vague words."""
        chosen = [topic for topic, box in self._boxes.items() if box.value]
        if not chosen and not self._sound.value:
            raise InputError("还没有选", hint="有问题就选出来；没有问题请选“没有问题”。",
                             code="practice.answer")  # fmt: skip
        told = self._words.chosen() if Topic.VAGUE in chosen else []
        return {"topics": [topic.value for topic in chosen], "words": told}


class _VagueWords:
    """The words of name and value as buttons; neighbours that are chosen count as one."""

    def __init__(self, row: ShownRow) -> None:
        self._chosen: list[list[bool]] = []
        self._texts: list[list[str]] = []
        self._box = ui.element("div")
        self._box.set_visibility(False)
        with self._box:
            ui.label("模糊的是哪些字词？点选（可不选）：").classes("hint")
            for title, text in (("指标名称", row.name), ("指标值", row.value)):
                if text.strip():
                    with (
                        ui.element("div").classes("words").props(f'role=group aria-label="{title}"')
                    ):
                        self._line(text)

    def set_visible(self, visible_now: bool) -> None:
        """Show the words only where they are asked for."""
        self._box.set_visibility(visible_now)

    def _line(self, text: str) -> None:
        parts = list(words(text))[:_MOST_WORDS]
        chosen = [False] * len(parts)
        self._texts.append(parts)
        self._chosen.append(chosen)
        for at, part in enumerate(parts):
            button = ui.button(visible(part)).props("outline dense no-caps aria-pressed=false")
            button.classes("word").on_click(_toggle(button, chosen, at))

    def chosen(self) -> list[str]:
        """Return the chosen stretches of text."""
        found = []
        for parts, chosen in zip(self._texts, self._chosen, strict=True):
            stretch = ""
            for part, is_chosen in [*zip(parts, chosen, strict=True), ("", False)]:
                if is_chosen:
                    stretch += part
                elif stretch:
                    found.append(stretch)
                    stretch = ""
        return found


def _toggle(button: ui.button, chosen: list[bool], at: int) -> Callable[[], None]:
    def toggled() -> None:
        chosen[at] = not chosen[at]
        if chosen[at]:
            button.props(remove="outline", add="aria-pressed=true")
        else:
            button.props(add="outline aria-pressed=false")

    return toggled


class RewriteForm(AnswerForm):
    """The row to be written better; it begins as it is printed."""

    def __init__(self, exercise: Exercise, submit: Callable[[], object]) -> None:
        row = exercise.row
        fields = ui.element("div").classes("fields")
        with fields:
            self._draw(exercise, row, submit)

    def _draw(self, exercise: Exercise, row: ShownRow, submit: Callable[[], object]) -> None:
        self._name = _text("新的指标名称", row.name, LONGEST_NAME, submit)
        self._value = _text("新的指标值", row.value, LONGEST_VALUE, submit)
        ui.label("不掌握的数写作【__】；在输入框内按 Ctrl+回车 提交。").classes("hint")
        self._level: ui.select | None = None
        if Topic.LEVEL in exercise.told:
            options = {"": "（不改）", **{level.value: level.chinese for level in LEVELS}}
            self._level = ui.select(options, value="", label="二级指标").props("outlined dense")
            self._level.classes("w-64")

    def given(self) -> dict[str, object]:
        """Return the row as it is written now."""
        return {
            "name": self._name.value or "",
            "value": self._value.value or "",
            "level": (self._level.value or "") if self._level is not None else "",
        }


def _text(label: str, text: str, longest: int, submit: Callable[[], object]) -> ui.textarea:
    box = ui.textarea(label, value=text).props("outlined autogrow rows=1").classes("w-full")
    box.props(f"counter maxlength={longest}")
    box.on("keydown.ctrl.enter.prevent", submit)
    return box


class LevelForm(AnswerForm):
    """The nine types and none of them, one to be chosen."""

    def __init__(self, submit: Callable[[], object]) -> None:
        self._chosen = ""
        self._boxes: dict[str, ui.checkbox] = {}
        with _choices("二级指标", submit):
            for number, level in enumerate(LEVELS, 1):
                self._option(number, level.value, level.chinese, LEVEL_MEANINGS[level])
            self._option(0, NO_LEVEL, NOWHERE, _INPUT)

    def _option(self, number: int, key: str, name: str, meaning: str) -> None:
        with _choice(number, meaning):
            box = ui.checkbox(name, on_change=lambda: self._choose(key))
            box.props("checked-icon=radio_button_checked unchecked-icon=radio_button_unchecked")
        self._boxes[key] = box

    def _choose(self, key: str) -> None:
        if self._boxes[key].value:
            self._chosen = key
            for other, box in self._boxes.items():
                if other != key:
                    box.set_value(False)
        elif self._chosen == key:
            self._chosen = ""

    def press(self, number: int) -> None:
        """Choose the type with this number."""
        key = NO_LEVEL if number == 0 else LEVELS[number - 1].value
        self._boxes[key].set_value(True)

    def given(self) -> dict[str, object]:
        """Return the type that is chosen."""
        if not self._chosen:
            raise InputError("还没有选", hint="请选一类二级指标。", code="practice.answer")
        return {"level": self._chosen}


def _choices(title: str, submit: Callable[[], object]) -> ui.element:
    """Return a group of controls in which Enter submits; the library's boxes would toggle."""
    group = ui.element("div").classes("choices").props(f'role=group aria-label="{title}"')
    group.on("keydown.enter.capture.stop.prevent", submit)
    group.on("keyup.enter.capture.stop.prevent", js_handler="() => {}")
    return group


@contextmanager
def _choice(number: int, meaning: str) -> Iterator[None]:
    """Draw a line with the digit that chooses it, the control, and what it means."""
    with ui.element("div").classes("choice"):
        with ui.row().classes("no-wrap items-center"):
            ui.label(str(number)).classes("key").props("aria-hidden=true")
            yield
        ui.label(meaning).classes("hint")
