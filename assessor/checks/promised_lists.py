"""Tasks that a goal only lists (开展心理测试、心理讲座和个体咨询), and those of them without a row."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from assessor.checks.goal_links import promised_goals
from assessor.checks.promises import sentences_in
from assessor.checks.topics import topic_of
from assessor.checks.word_lists import check_pattern, check_terms
from assessor.core.span import Span
from assessor.core.submission import Project
from assessor.text.lexicon import alternation
from assessor.text.normalise import normalise

_BETWEEN = re.compile(
    r"、|以及|(?<=[\u4e00-\u9fff])(?:(?<![普涉惠以波])及(?!时|其)|(?<![温平共饱总缓中])和(?![谐平解])|(?<!参)与)"
)
_ITEM = re.compile(r"[\u4e00-\u9fff]{2,12}")
_TAIL = re.compile(r"等(?!级|次|额).*|(?:方式|形式|服务|活动|工作|项目|措施|任务|内容)$")
_LEAST_ROWS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenItems:
    """Listed tasks of goal ``goal`` that no row names, while a row names another of the list."""

    goal: int
    span: Span
    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Item:
    span: Span
    text: str


def open_items(project: Project) -> Iterator[OpenItems]:
    """Yield for each list of a goal its tasks without a row.

    Only where at least one task of the list has a row, every item names a task, and no row counts
    the services as a whole: then the rows follow the list, and left some of it out.
    """
    rows = tuple(normalise(f"{row.name} {row.description}") for row in project.indicators)
    if len(rows) < _LEAST_ROWS or any(map(_counts_all, project.indicators)):
        return
    told: set[tuple[str, ...]] = set()
    for number, goal in promised_goals(project):
        plain = normalise(goal.text)
        for items in _lists(plain):
            missing = [item for item in items if not any(_names(row, item.text) for row in rows)]
            texts = tuple(item.text for item in missing)
            if not missing or len(missing) == len(items) or texts in told:
                continue
            told.add(texts)
            span = Span(missing[0].span.start, missing[-1].span.end)
            yield OpenItems(goal=number, span=span, items=texts)


def _lists(plain: str) -> Iterator[tuple[_Item, ...]]:
    for sentence in sentences_in(plain):
        for clause in re.finditer(r"[^,，:：]+", sentence.quote(plain)):
            start = sentence.start + clause.start()
            lead = _lead().search(clause.group())
            if lead is None or any(char.isdigit() for char in clause.group()):
                continue
            items = tuple(_items(clause.group()[lead.end() :], start + lead.end()))
            if len(items) > 1:
                yield items


@cache
def _lead() -> re.Pattern[str]:
    """Match what introduces a list of tasks: the verb, and the people for whom it is done."""
    return re.compile(f"(?:{alternation(check_terms('promises.list_verbs'))})(?:[^、]{{1,12}}?的)?")


def _items(text: str, start: int) -> Iterator[_Item]:
    body = _TAIL.sub("", text)
    cuts = [m.span() for m in _BETWEEN.finditer(body)]
    begins = [0, *(end for _, end in cuts)]
    ends = [*(first for first, _ in cuts), len(body)]
    for begin, end in zip(begins, ends, strict=True):
        piece = body[begin:end]
        if _ITEM.fullmatch(piece) and _task(piece):
            yield _Item(Span(start + begin, start + end), piece)


def _task(piece: str) -> str:
    """Return the noun of a task that ends an item, ``""`` if it names none."""
    tasks = [task for task in check_terms("promises.task_nouns") if piece.endswith(task)]
    return max(tasks, key=len, default="")


@cache
def _alike() -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(group.split("/")) for group in check_terms("promises.task_synonyms"))


def _names(row: str, item: str) -> bool:
    """Tell whether a row names a task: by its noun, or by what else the item is about."""
    task = _task(item)
    same = next((group for group in _alike() if task in group), (task,))
    if any(word in row for word in same):
        return True
    own = topic_of(item[: -len(task)]).strong
    return (
        bool(own)
        and all(word in row for word in own)
        and not check_pattern("promises.common_parts").search(item)
    )


def _counts_all(row: object) -> bool:
    name = normalise(getattr(row, "name", ""))
    value = normalise(getattr(row, "value", ""))
    return (
        any(char.isdigit() for char in value)
        and re.fullmatch(
            r"(?:提供|开展|全年|累计)*(?:各类|各项)?(?:服务|活动|任务|工作)(?:对象)?(?:总)?(?:人次|人数|次数|场次|件数|数量|完成率)数?",
            name,
        )
        is not None
    )
