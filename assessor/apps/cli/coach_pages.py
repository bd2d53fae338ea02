"""What ``assessor coach`` shows: a task, its explanation, and how far one is."""

from collections.abc import Iterable, Iterator, Sequence

from assessor.core.assessment import IndicatorAssessment
from assessor.core.finding import Severity
from assessor.core.submission import Field
from assessor.practice.exercises import Exercise, Kind
from assessor.practice.explanation import LEVEL_MEANINGS, NOWHERE, Remark, Standing
from assessor.practice.judging import Judged
from assessor.practice.progress import Answered, tally
from assessor.practice.recall import Box
from assessor.practice.topics import Topic
from assessor.reports.lines import Line, Mark, Style, hanging, marked, padded, visible, width, wrap
from assessor.reports.text_frame import Layout
from assessor.taxonomy.level_type import LevelType

LEVELS: tuple[LevelType, ...] = tuple(LevelType)
TOPICS: tuple[Topic, ...] = tuple(Topic)
_SIGNS = {
    Standing.RIGHT: ("√ ", Style.GOOD),
    Standing.MISSED: ("○ ", Style.MAJOR),
    Standing.WRONG: ("× ", Style.MAJOR),
    Standing.CLEARED: ("√ ", Style.GOOD),
    Standing.LEFT: ("○ ", Style.MAJOR),
    Standing.NEW: ("× ", Style.MAJOR),
    Standing.ASK: ("？", Style.WARNING),
    Standing.NOTE: ("· ", Style.DIM),
}
_MARKS = {
    Severity.BLOCKER: Style.MARK_BLOCKER,
    Severity.MAJOR: Style.MARK_MAJOR,
    Severity.MINOR: Style.MARK_MINOR,
    Severity.INFO: Style.MARK_INFO,
}
_EMPTY = "（空）"
_TOPIC_COLUMNS = 20


def task_lines(
    exercise: Exercise, number: int, total: int, layout: Layout, *, in_full: bool = True
) -> Iterator[Line]:
    """Yield one task; nothing of its answer stands there.

    Parameters
    ----------
    in_full
        Tell what the choices mean, as the first time that they are shown.
    """
    yield ()
    yield (
        (f"第 {number} 题（共 {total} 题）", Style.HEADING),
        (f"  {exercise.kind.chinese}  难度：{exercise.difficulty_word}", Style.DIM),
    )
    row = exercise.row
    level = " / ".join(filter(None, (row.level1, row.level2)))
    shown = [("项目", row.project), ("级别", level), ("指标名称", row.name or _EMPTY)]
    shown.append(("指标值", row.value or _EMPTY))
    for title, text in shown:
        if text:
            yield from _labelled(title, text, layout)
    if exercise.told:
        yield from _labelled("已知问题", "、".join(t.chinese for t in exercise.told), layout)
    yield from wrap(((exercise.kind.task, Style.PLAIN),), layout.columns)
    yield from choice_lines(exercise, layout, in_full=in_full)


def _labelled(title: str, text: str, layout: Layout, style: Style = Style.PLAIN) -> Iterator[Line]:
    head = padded(((f"  {title}：", Style.DIM),), 12)
    yield from hanging(head, ((visible(text), style),), layout.columns)


def choice_lines(exercise: Exercise, layout: Layout, *, in_full: bool) -> Iterator[Line]:
    """Yield what can be chosen, by number."""
    if exercise.kind is Kind.SPOT:
        options = [(topic.chinese, topic.meaning) for topic in TOPICS]
        yield from _options([*options, ("没有问题", "")], layout, in_full=in_full)
    elif exercise.kind is Kind.LEVEL or Topic.LEVEL in exercise.told:
        options = [(level.chinese, LEVEL_MEANINGS[level]) for level in LEVELS]
        last = [(NOWHERE, "投入和过程管理的内容")] if exercise.kind is Kind.LEVEL else []
        yield from _options([*options, *last], layout, has_none=bool(last), in_full=in_full)


def _options(
    options: Sequence[tuple[str, str]], layout: Layout, *, has_none: bool = True, in_full: bool
) -> Iterator[Line]:
    numbers = [*range(1, len(options)), 0] if has_none else range(1, len(options) + 1)
    if not in_full:
        names = (f"{number} {name}" for number, (name, _) in zip(numbers, options, strict=True))
        yield from hanging(
            (("   ", Style.PLAIN),), (("   ".join(names), Style.PLAIN),), layout.columns
        )
        return
    column = max(width(name) for name, _ in options) + 8
    for number, (name, meaning) in zip(numbers, options, strict=True):
        head = padded(((f"   {number}  ", Style.HEADING), (name, Style.PLAIN)), column)
        yield from hanging(head, ((meaning, Style.DIM),), layout.columns)


def explanation_lines(judged: Judged, layout: Layout) -> Iterator[Line]:
    """Yield what an answer is worth and why."""
    told = judged.explanation
    style = Style.GOOD if judged.right else Style.MINOR if judged.points else Style.MAJOR
    yield ()
    yield ((told.headline, style), (f"  得 {judged.points:.2f} 分（满分 1 分）", Style.DIM))
    explained: set[str] = set()
    for remark in told.remarks:
        yield from _remark(remark, layout, with_rule=remark.code not in explained)
        explained.add(remark.code)
    if judged.exercise.kind is not Kind.LEVEL:
        yield from _underlined(told.assessed, layout)
    if told.expert is not None:
        better = told.expert
        yield from _row("专家改法", better.level2, better.name, better.value, layout)
        if better.evidence:
            yield from _labelled("佐证材料", better.evidence, layout)
    for rewrite in told.tool[:1]:
        new = rewrite.row
        yield from _row("工具建议", new.level2, new.name, new.value, layout)


def _row(title: str, level: str, name: str, value: str, layout: Layout) -> Iterator[Line]:
    text = f"{level or '（未列级别）'}  {name}  {value or _EMPTY}"
    yield from _labelled(title, text, layout, Style.GOOD)


def _remark(remark: Remark, layout: Layout, *, with_rule: bool) -> Iterator[Line]:
    sign, style = _SIGNS[remark.standing]
    title = remark.topic.chinese if remark.topic is not None else remark.title
    lead = f"{remark.standing.chinese}{f'·{title}' if title else ''}："
    head: Line = (("  ", Style.PLAIN), (sign, style))
    text: Line = ((lead, style), (visible(remark.text), Style.PLAIN))
    yield from hanging(head, text, layout.columns)
    if not (remark.standing.is_fault and with_rule):
        return
    for name, words in (("为什么：", remark.why), ("怎么改：", remark.mend)):
        if words:
            yield from hanging(
                ((f"    {name}", Style.DIM),), ((visible(words), Style.PLAIN),), layout.columns
            )


def _underlined(assessed: IndicatorAssessment, layout: Layout) -> Iterator[Line]:
    """Yield name and value with the words that the tool marks."""
    for place, title in ((Field.NAME, "名称划线"), (Field.VALUE, "值划线")):
        text = assessed.indicator.text(place)
        marks = [
            Mark(start=f.start, end=f.end, style=_MARKS[f.severity])
            for f in sorted(assessed.findings, key=lambda finding: finding.severity.rank)
            if f.field is place and f.end > f.start
        ]
        if marks:
            line = marked(text, marks, brackets=layout.brackets)
            yield from hanging(padded(((f"  {title}：", Style.DIM),), 12), line, layout.columns)


def summary_lines(
    answered: Sequence[Answered], every: Iterable[Answered], boxes: Sequence[Box], layout: Layout
) -> Iterator[Line]:
    """Yield what this session and all of practice came to, topic by topic."""
    known = tuple(every)
    yield ()
    if not answered:
        yield (("这次没有作答。", Style.PLAIN),)
        return
    now = tally(answered)
    yield (
        (f"这次答 {now.answered} 题，全对 {now.right} 题，", Style.HEADING),
        (f"平均得分 {now.points or 0:.2f}。", Style.HEADING),
    )
    yield (("累计（按内容）：", Style.DIM),)
    for topic in TOPICS:
        of_topic = tally(answer for answer in known if answer.topic is topic)
        if of_topic.answered:
            share = of_topic.right / of_topic.answered
            name = padded(((f"  {topic.chinese}", Style.PLAIN),), _TOPIC_COLUMNS + 2)
            text = f"{of_topic.right:>4} / {of_topic.answered} 题全对（{share:.0%}）"
            yield (*name, (text, Style.PLAIN))
    errors = [box.topic.chinese for box in sorted(boxes, key=lambda box: box.due_at) if box.box < 3]
    if errors:
        text = f"还要多练：{'、'.join(errors)}。到时会优先出这些题。"
        yield from wrap(((text, Style.PLAIN),), layout.columns)
