"""``assessor coach``: exercises in the terminal."""

import sys
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

from assessor.apps.cli import options
from assessor.apps.cli.output import layout_for, write_lines
from assessor.apps.settings import load_settings
from assessor.errors import ConfigError, InputError

if TYPE_CHECKING:
    from assessor.apps.cli.coach_file import CoachFile
    from assessor.practice.exercises import Exercise, Kind, Wish
    from assessor.practice.judging import Judged
    from assessor.practice.library import Library
    from assessor.practice.topics import Topic
    from assessor.reports.lines import Line
    from assessor.reports.text_frame import Layout

HELP = """练习：从标注语料中出题，找问题、改写、选级别，答后立即讲解

题目来自随软件发布的标注语料（多数为编写的示例，不是真实申报）。答错的内容隔一段时间再出；近期答过的题不重复。"""
EPILOG = """作答：输入编号或文字后回车；q 退出。也可以把答案写在文件里从标准输入送入，一行一个。
进度文件：不写 --progress 时存放在用户的数据文件夹（Linux 为 ~/.local/share/assessor/coach.json），结束时显示所在位置。
退出状态：0 练习结束或中途退出；2 命令写错、进度文件无法使用、没有符合条件的题。

示例：
  assessor coach
  assessor coach --number 5 --kind 找问题 --topic 表述模糊
  assessor coach --kind 改写 --progress 我的进度.json"""
DEFAULT_NUMBER, MOST_NUMBER = 10, 100
_SEED_STEP = 1_000_003
_LATELY = 300
_QUIT = ("q", "quit", "退出")
_SPLIT = " ,，、;；\t"
_T = TypeVar("_T")


class _Ended(Exception):
    """The user wants no more, or the input has ended."""


@dataclass(slots=True)
class _Session:
    """A session at the terminal: what it works with, and what was answered."""

    library: "Library"
    layout: "Layout"
    file: "CoachFile"
    answered: list["Judged"] = field(default_factory=list)


def coach(
    number: Annotated[
        int, typer.Option("--number", "-n", metavar="题数", help="做几道题，1 到 100，默认 10")
    ] = DEFAULT_NUMBER,
    kind: Annotated[
        list[str] | None,
        typer.Option("--kind", metavar="题型",
                     help="找问题、改写、选级别；可写多次，不写则都有"),
    ] = None,
    topic: Annotated[
        list[str] | None,
        typer.Option("--topic", metavar="内容",
                     help="表述模糊、未量化、指标名称不清、一个指标多项内容、缺少计量单位、"
                          "名称与指标值不对应、级别放错；可写多次，不写则都有"),
    ] = None,
    seed: Annotated[
        int, typer.Option("--seed", metavar="整数", help="出题的种子：种子和进度相同，题目相同")
    ] = 0,
    progress: Annotated[
        Path | None,
        typer.Option("--progress", metavar="文件", help="进度文件；不写则存放在用户的数据文件夹"),
    ] = None,
    corpus: options.Corpus = None,
) -> None:  # fmt: skip
    """Ask, judge and explain, one exercise after the other."""
    if not 1 <= number <= MOST_NUMBER:
        raise ConfigError(f"选项 --number 不能是 {number}", hint=f"可用 1 到 {MOST_NUMBER} 的整数。",
                          code="config.option")  # fmt: skip
    from assessor.apps.cli.coach_file import read_coach_file
    from assessor.pipeline.running import Run, RunOptions
    from assessor.practice.exercises import Wish
    from assessor.practice.library import Library

    wish = Wish(number=number, kinds=_kinds(kind), topics=_topics(topic))
    file = read_coach_file(progress)
    settings = load_settings()
    run = Run(RunOptions(rewrites=1, limits=settings.limits))
    session = _Session(Library.of(corpus or settings.corpus, run), layout_for(None, {}), file)
    _practise(session, _chosen(session, wish, seed))


def _kinds(given: Sequence[str] | None) -> tuple["Kind", ...]:
    from assessor.practice.exercises import Kind

    by_name = {name: kind for kind in Kind for name in (kind.value, kind.chinese)}
    return tuple(dict.fromkeys(_named(given, by_name, "--kind"))) or tuple(Kind)


def _topics(given: Sequence[str] | None) -> tuple["Topic", ...]:
    from assessor.practice.topics import Topic

    by_name = {name: topic for topic in Topic for name in (topic.value, topic.chinese)}
    return tuple(dict.fromkeys(_named(given, by_name, "--topic")))


def _named(given: Sequence[str] | None, by_name: dict[str, _T], option: str) -> Iterator[_T]:
    for text in options.codes(given):
        if text not in by_name:
            names = "、".join(name for name in by_name if not name.isascii())
            raise ConfigError(f"选项 {option} 不能是“{text}”", hint=f"可用：{names}。",
                              code="config.option")  # fmt: skip
        yield by_name[text]


def _chosen(session: _Session, wish: "Wish", seed: int) -> tuple["Exercise", ...]:
    from assessor.practice.exercises import draw

    answers = session.file.answers
    found = draw(
        session.library,
        wish,
        seed=seed * _SEED_STEP + len(answers),
        now=datetime.now(UTC),
        avoid={answer.row_id for answer in answers[-_LATELY:]},
        boxes={box.topic: box for box in session.file.boxes},
    )
    if not found:
        raise ConfigError(
            "没有符合条件的题",
            hint="选级别只有“级别放错”这一项内容；也可能近期已答完，请换题型或内容。",
            code="config.no-exercise",
        )
    return found


def _practise(session: _Session, exercises: Sequence["Exercise"]) -> None:
    from assessor.apps.cli.coach_pages import explanation_lines, task_lines

    shown: set[Kind] = set()
    try:
        for number, exercise in enumerate(exercises, 1):
            in_full = exercise.kind not in shown
            shown.add(exercise.kind)
            _show(task_lines(exercise, number, len(exercises), session.layout, in_full=in_full))
            judged = _answered(session, exercise)
            _show(explanation_lines(judged, session.layout))
            _keep(session, judged)
    except _Ended:
        pass
    _finish(session)


def _finish(session: _Session) -> None:
    from assessor.apps.cli.coach_pages import summary_lines
    from assessor.reports.lines import Style, hanging, visible

    count = len(session.answered)
    every = session.file.answers
    lately = every[len(every) - count :]
    _show(summary_lines(lately, every, session.file.boxes, session.layout))
    if count:
        path = ((visible(str(session.file.path)), Style.PLAIN),)
        _show(hanging((("进度已存入：", Style.DIM),), path, session.layout.columns))


def _show(lines: "Iterator[Line] | list[Line]") -> None:
    write_lines(lines, output=None)


def _keep(session: _Session, judged: "Judged") -> None:
    from assessor.practice.progress import Answered, Part
    from assessor.practice.recall import after_answers

    now = datetime.now(UTC)
    exercise = judged.exercise
    boxes = after_answers(
        {box.topic: box for box in session.file.boxes},
        right=judged.topics_right,
        wrong=judged.topics_wrong,
        now=now,
    )
    answer = Answered(
        exercise=exercise.id, kind=exercise.kind, topic=exercise.topic, part=Part.PRACTICE,
        right=judged.right, points=judged.points, answered_at=now,
    )  # fmt: skip
    session.file = session.file.with_answer(answer, boxes)
    session.file.write()
    session.answered.append(judged)


# -- reading answers --------------------------------------------------------------------------


def _answered(session: _Session, exercise: "Exercise") -> "Judged":
    """Ask until the answer can be read."""
    from assessor.apps.cli.talk import say
    from assessor.practice.answers import answer_to
    from assessor.practice.judging import judge

    while True:
        try:
            answer = answer_to(exercise, _told(exercise))
        except InputError as error:
            say(f"{error.message}，请再答一次。")
            continue
        return judge(session.library, exercise.id, answer)


def _told(exercise: "Exercise") -> dict[str, object]:
    from assessor.practice.exercises import Kind

    if exercise.kind is Kind.SPOT:
        return _told_defects()
    if exercise.kind is Kind.LEVEL:
        return {"level": _level(_ask("答案（一个编号）"))}
    return _told_row(exercise)


def _told_defects() -> dict[str, object]:
    from assessor.apps.cli.coach_pages import TOPICS
    from assessor.practice.topics import Topic

    numbers = _numbers(_ask("答案（编号，可写多个，如 1 3）"), len(TOPICS))
    if not numbers or (0 in numbers and len(numbers) > 1):
        raise _unread("没有问题写 0，有问题写编号")
    topics = [TOPICS[number - 1] for number in numbers if number]
    words = ""
    if Topic.VAGUE in topics:
        words = _ask("哪些字词模糊（照原文写，几处用空格分开；说不准可直接回车）")
    return {"topics": [topic.value for topic in topics], "words": _parts(words)}


def _told_row(exercise: "Exercise") -> dict[str, object]:
    from assessor.practice.topics import Topic

    row = exercise.row
    name = _ask("新的指标名称（直接回车表示不改）").strip() or row.name
    value = _ask("新的指标值（直接回车表示不改）").strip() or row.value
    level = ""
    if Topic.LEVEL in exercise.told and (text := _ask("二级指标编号（直接回车表示不改）").strip()):
        level = _level(text, may_be_none=False)
    return {"name": name, "value": value, "level": level}


def _level(text: str, *, may_be_none: bool = True) -> str:
    from assessor.apps.cli.coach_pages import LEVELS
    from assessor.practice.answers import NO_LEVEL

    numbers = _numbers(text, len(LEVELS))
    if len(numbers) != 1 or (numbers == [0] and not may_be_none):
        raise _unread("只写一个编号")
    return NO_LEVEL if numbers == [0] else LEVELS[numbers[0] - 1].value


def _numbers(text: str, most: int) -> list[int]:
    """Return the numbers of choices, each a digit of any width."""
    digits = [char for char in unicodedata.normalize("NFKC", text) if char not in _SPLIT]
    wrong = [char for char in digits if not (char.isascii() and char.isdigit())]
    if wrong or any(int(char) > most for char in digits):
        raise _unread(f"编号是 0 到 {most}")
    return sorted({int(char) for char in digits})


def _parts(text: str) -> list[str]:
    for char in _SPLIT:
        text = text.replace(char, " ")
    return text.split()


def _unread(what: str) -> InputError:
    return InputError(f"没有看懂：{what}", code="practice.answer")


def _ask(prompt: str) -> str:
    """Return one line of the user; what comes from a pipe is shown, as a terminal would show it."""
    from assessor.reports.lines import visible

    sys.stdout.write(f"{prompt}：")
    sys.stdout.flush()
    try:
        line = sys.stdin.readline()
    except UnicodeDecodeError:
        sys.stdout.write("\n")
        raise InputError("输入中有无法识别的字符", code="practice.answer") from None
    text = line.rstrip("\r\n")
    if not sys.stdin.isatty():
        sys.stdout.write(f"{visible(text)}\n")
        sys.stdout.flush()
    elif not line:
        sys.stdout.write("\n")
    if not line or text.strip().lower() in _QUIT:
        raise _Ended
    return text
