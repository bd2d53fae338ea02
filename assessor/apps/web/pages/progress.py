"""How far one is: tests, gain, topics, and what comes again when."""

from dataclasses import dataclass
from datetime import datetime
from functools import partial

from nicegui import ui

from assessor.apps.web.pages import frame, progress_exams
from assessor.apps.web.pages.areas import Area, bar, heading, nothing, use_style
from assessor.apps.web.pages.exercises_library import lent
from assessor.apps.web.pages.exercises_reasons import when
from assessor.apps.web.pages.frame import Visit
from assessor.apps.web.pages.progress_tables import Column, show_table
from assessor.practice.progress import FEW, Gain, Part, Tally
from assessor.practice.recall import LAST_BOX
from assessor.workbench.permissions import Action, Actor
from assessor.workbench.training import ExamPaper, TraineeProgress, exam_paper, progress_of


def register() -> None:
    """Register the page, its place in the bar, and the tests."""
    frame.entry("/progress", "测试与进度", Action.PRACTISE, "trending_up")
    frame.page("/progress", title="测试与进度", action=Action.PRACTISE)(_show)
    progress_exams.register()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Own:
    """One's own progress with the tests as far as they may be taken."""

    progress: TraineeProgress
    before: ExamPaper
    after: ExamPaper | None
    now: datetime


def _show(visit: Visit, actor: Actor) -> None:
    del actor
    use_style()
    heading("测试与进度", 1)
    ui.label("先做前测，练习一段时间，再做后测，看提高了多少。").classes("lead")
    Area(lambda: _read(visit), _draw)


def _read(visit: Visit) -> _Own:
    now = visit.services.now()
    with lent(visit.services) as library, visit.reading() as (session, actor):
        before = exam_paper(session, actor, library, part=Part.BEFORE)
        after = exam_paper(session, actor, library, part=Part.AFTER) if before.is_done else None
        progress = progress_of(session, actor, library, now=now)
        return _Own(progress=progress, before=before, after=after, now=now)


def _draw(own: _Own) -> None:
    heading("测试")
    with ui.element("div").classes("figures"):
        _test(Part.BEFORE, own.before)
        _test(Part.AFTER, own.after)
        with ui.element("div").classes("figure"):
            ui.label("提高").classes("hint")
            show_gain(own.progress.gain)
    show_progress(own.progress, own.now)


def _test(part: Part, paper: ExamPaper | None) -> None:
    with ui.element("div").classes("figure"):
        ui.label(part.chinese).classes("hint")
        if paper is None:
            ui.label("先完成前测").classes("faint")
        elif paper.score is not None:
            ui.label(f"{paper.score.share * 100:.0f} 分").classes("figure-value")
            ui.label(f"{paper.score.items} 题，全对 {paper.score.right} 题").classes("hint")
            ui.link("看讲解", f"/exams/{part.value}")
        else:
            ui.label(f"已答 {paper.answered} / {paper.total} 题").classes("figure-value")
            title = f"继续{part.chinese}" if paper.answered else f"开始{part.chinese}"
            ui.link(title, f"/exams/{part.value}")


def show_gain(gain: Gain | None) -> None:
    """Show what was gained between the tests of one trainee."""
    if gain is None:
        ui.label("两次都做完后显示").classes("faint")
        return
    ui.label(f"{gain.gain * 100:+.0f} 分").classes("figure-value")
    told = f"前测 {gain.before.items} 题，后测 {gain.after.items} 题"
    if gain.normalised is not None:
        told = f"占可提高空间的 {gain.normalised:.0%}；{told}"
    ui.label(told).classes("hint")


def show_progress(progress: TraineeProgress, now: datetime, *, is_own: bool = True) -> None:
    """Show practice by topic and kind, and the error types with their next time."""
    total = progress.practice.total
    heading("练习")
    if not total.answered and not is_own:
        nothing("这名学员还没有做过练习。")
    elif not total.answered:
        nothing("还没有做过练习。做几道题，这里就有各项内容的对错和复习安排。")
        ui.link("去练习", "/exercises")
    else:
        with ui.element("div").classes("figures"):
            _figure("答题", f"{total.answered} 题")
            _figure("全对", f"{total.right} 题")
            _figure("平均得分", "—" if total.points is None else f"{total.points * 100:.0f} 分")
            _figure("最近 20 题全对", "—" if total.lately is None else f"{total.lately:.0%}")
        _tallies("内容", [(topic.chinese, tally) for topic, tally in progress.practice.topics])
        _tallies("题型", [(kind.chinese, tally) for kind, tally in progress.practice.kinds])
    if progress.boxes:
        heading("答错过的内容，什么时候再练")
        rows = [
            (box.topic.chinese, f"第 {box.box} 格（共 {LAST_BOX} 格）", when(box.due_at, now))
            for box in sorted(progress.boxes, key=lambda box: (box.due_at, box.topic))
        ]
        show_table((Column("内容"), Column("位置"), Column("下次复习")), rows, is_narrow=True)


def _figure(title: str, text: str) -> None:
    with ui.element("div").classes("figure"):
        ui.label(title).classes("hint")
        ui.label(text).classes("figure-value")


def _tallies(title: str, tallies: list[tuple[str, Tally]]) -> None:
    columns = (Column(title), Column("全对 / 答题", "num"), Column("正确率"), Column(""))
    show_table(columns, [
        (
            name,
            f"{tally.right} / {tally.answered}",
            partial(show_share, tally.right, tally.answered, name),
            partial(few_mark, tally.answered),
        )
        for name, tally in tallies
    ], is_narrow=True)  # fmt: skip


def show_share(right: int, answered: int, label: str) -> None:
    """Show how much of what was answered is right, as a bar."""
    share = right / answered if answered else None
    bar(share, "—" if share is None else f"{share:.0%}", label=label)


def few_mark(number: int) -> None:
    """Mark figures that rest on too few cases."""
    if 0 < number < FEW:
        ui.label("样本少").classes("few")
