"""Figures of a goal and of a row that speak of one thing and differ."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from assessor.checks.goal_links import measure, row_topic
from assessor.checks.matching_names import counted_thing
from assessor.checks.promises import Promise, promises_in
from assessor.checks.quantities import (
    Quantity,
    alike_units,
    base_unit,
    related_units,
    row_quantities,
)
from assessor.checks.topics import Topic, topic_of
from assessor.core.submission import Field, Goal, GoalKind, Indicator, Project
from assessor.text.normalise import normalise

_CLOSE = 1e-6
_TELLING = 10
_CHANGES = r"下降|降低|减少|压减|压降|缩短|提高|提升|增长|增加|上升"
_CHANGE_RATE = re.compile(
    rf"(?P<verb>{_CHANGES})(?:率|比例|幅度|百分比|百分点)?$|(?P<grown>增)(?:幅|速|长率)$"
)
_BRACKETS = re.compile(r"[(（\[【〔][^()（）\[\]【】〔〕]*[)）\]】〕]")
_FIGURES = re.compile(r"[\d.,，≥≤<>=%％]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """A figure of goal ``goal`` beside the figure of a row that measures the same."""

    goal: int
    promise: Promise
    figure: Quantity
    row: Indicator
    field: Field
    theirs: Quantity
    agrees: bool
    exact: bool
    """Both speak of nothing else: every word of the one stands in the other."""


def comparisons(project: Project) -> Iterator[Comparison]:
    """Yield every figure that a goal and a row give of one thing, agreeing or not.

    Goals of the year are held against annual values, goals of the term against values of the
    term. Where several promises or rows may be meant and their sum or one of them agrees, or
    none can be told for certain, nothing differs.
    """
    found = [
        comparison
        for number, goal in enumerate(project.goals)
        if goal.kind is not GoalKind.RESULT
        for promise in promises_in(goal.text)
        for comparison in _compared(number, goal, promise, project)
    ]
    figures, rows = _groups(found)
    for one in found:
        if not (
            one.agrees
            or _is_settled(one, figures[id(one.figure)], rows[one.goal, one.row.id])
            or _stands_in_goal(one, found, project)
        ):
            yield one
    yield from (one for one in found if one.agrees)


def _stands_in_goal(one: Comparison, found: list[Comparison], project: Project) -> bool:
    """Tell whether the goal gives the row's own figure too, and no other row takes it.

    完成筛查9800人、老年人体检21000人 does not contradict the row 健康体检人数 21000人.
    """
    taken = (o.figure for o in found if o.agrees and o.goal == one.goal and o.row is not one.row)
    spans = {figure.target.span for figure in taken}
    return any(
        alike_units(figure.unit, one.theirs.unit)
        and figure.equals(one.theirs)
        and figure.target.span not in spans
        for promise in promises_in(project.goals[one.goal].text)
        for figure in promise.quantities
    )


@dataclass(slots=True)
class _Group:
    """Comparisons of one figure with all rows, or of one row with all figures."""

    size: int = 0
    total: float = 0.0
    agrees: bool = False

    def add(self, amount: float, *, agrees: bool) -> None:
        self.size += 1
        self.total += amount
        self.agrees = self.agrees or agrees

    def settles(self, target: float, *, exact: bool) -> bool:
        """Tell whether another reading explains a difference, or leaves it open."""
        if self.agrees:
            return True
        is_sum = abs(self.total - target) <= _CLOSE * abs(target)
        return self.size > 1 and (is_sum or not exact)


def _groups(
    found: list[Comparison],
) -> tuple[dict[int, _Group], dict[tuple[int, str], _Group]]:
    figures: dict[int, _Group] = {}
    rows: dict[tuple[int, str], _Group] = {}
    for one in found:
        figure = figures.setdefault(id(one.figure), _Group())
        figure.add(one.theirs.amount, agrees=one.agrees)
        row = rows.setdefault((one.goal, one.row.id), _Group())
        row.add(one.figure.amount, agrees=one.agrees)
    return figures, rows


def _is_settled(one: Comparison, figure: _Group, row: _Group) -> bool:
    return figure.settles(one.figure.amount, exact=one.exact) or row.settles(
        one.theirs.amount, exact=one.exact
    )


def _compared(number: int, goal: Goal, promise: Promise, project: Project) -> Iterator[Comparison]:
    for row in project.indicators:
        field = _field(goal, promise, row, project)
        if field is None:
            continue
        theirs = row_quantities(row, field)
        for figure in (*promise.quantities, *promise.prices):
            alike = [q for q in theirs if _comparable(q, figure)
                     and {base_unit(p)[0] for p in q.per} == {base_unit(p)[0] for p in figure.per}]  # fmt: skip
            if not alike or not _one_thing(figure, promise, row, project):
                continue
            agreeing = [q for q in alike if q.equals(figure)]
            if len(alike) > 1 and not agreeing:
                continue  # tiers: which one is meant cannot be told
            yield Comparison(
                goal=number,
                promise=promise,
                figure=figure,
                row=row,
                field=field,
                theirs=(agreeing or alike)[0],
                agrees=bool(agreeing),
                exact=_covers(row_topic(row), promise.topic),
            )


def _comparable(theirs: Quantity, figure: Quantity) -> bool:
    """Tell whether two amounts may be held together; those of like things where they are equal."""
    if alike_units(theirs.unit, figure.unit):
        return True
    equal = theirs.equals(figure) and figure.amount >= _TELLING
    return equal and figure.unit not in ("%", "元") and related_units(theirs.unit, figure.unit)


def _field(goal: Goal, promise: Promise, row: Indicator, project: Project) -> Field | None:
    """Return which value of a row holds for the period of a promise, ``None`` if none does."""
    if goal.kind is GoalKind.CYCLE or promise.cumulative:
        if row.cycle_value.strip():
            return Field.CYCLE_VALUE
        one_year = project.cycle_start is not None and project.cycle_start == project.cycle_end
        return Field.VALUE if one_year and not promise.cumulative else None
    return Field.VALUE if row.value.strip() else None


def _one_thing(figure: Quantity, promise: Promise, row: Indicator, project: Project) -> bool:
    """Tell whether a figure and a row measure one thing: all words of the row are promised."""
    topic = row_topic(row)
    if figure.unit == "%":
        return _one_rate(promise, row, topic, project)
    mine = promise.topic
    if figure.per:
        return _covers(mine, topic) or _covers(promise.context, topic)
    if not topic.strong:
        return not mine.strong and _same_people(mine, topic)
    if not _holds(promise, topic, row.name) and not (
        not mine.strong and _covers(promise.context, topic) and promise.follows is False
    ):
        return False
    return "其中" not in promise.text or _covers(topic, mine)


def _one_rate(promise: Promise, row: Indicator, topic: Topic, project: Project) -> bool:
    if sum(q.unit == "%" for q in promise.quantities) != 1:
        return False
    kind, text = measure(row), normalise(promise.text)
    name = _BRACKETS.sub("", normalise(row.name)).strip()
    change = _CHANGE_RATE.search(name)
    if change is not None:
        return _one_change(change, name, promise, text)
    if kind == "satisfaction":
        return "满意" in text and _one_satisfaction(promise, row, project)
    if kind not in ("rate", "quality_rate", "timely_rate") or name[-3:] not in text:
        return False
    return bool(topic.strong) and _covers(promise.subject, topic)


def _one_change(change: re.Match[str], name: str, promise: Promise, text: str) -> bool:
    """Tell whether a goal promises the change that a row measures: 案件下降率, 案件下降10%以上."""
    verb = change["verb"] or "增长"
    topic = topic_of(name[: change.start()])
    said = re.search(rf"{verb}(?:率|比例|幅度)?(?:达到?|不低于|不少于|超过|[≥>])?\d", text)
    return said is not None and len(topic.strong) > 0 and _holds(promise, topic, name)


def _one_satisfaction(promise: Promise, row: Indicator, project: Project) -> bool:
    """Tell whether the satisfaction of the same people is meant: one row, or named alike."""
    rows = [r for r in project.indicators if measure(r) == "satisfaction"]
    mine, theirs = promise.topic, topic_of(row.name)
    words = (*mine.strong, *mine.weak)
    named = (*theirs.strong, *theirs.weak)
    if len(rows) == 1:
        return not words or not named or any(theirs.has(word) for word in words)
    return bool(named) and all(mine.has(word) for word in named)


def _holds(promise: Promise, topic: Topic, name: str) -> bool:
    """Tell whether a promise speaks of the thing of a row: letter for letter, or all its words.

    What a clause before it names counts too where the promise takes it up again (开展水质监测，
    监测断面12个), or tells what it reaches (维修码头3座，涉及泊位9个), or
    has no verb of its own (奖补国家标准2项、地方标准6项). A word that is more special than the promised one is not named: 保管粮食 is no
    粮食烘干.
    """
    text = _FIGURES.sub("", normalise(promise.text))
    if (core := counted_thing(name)) and core in text:
        return True
    mine = promise.topic
    left = [word for word in topic.strong if not _names(mine, text, word)]
    if not left:
        return True
    before = promise.before
    taken_up = any(word in mine.strong for word in before.strong) or (
        (promise.follows or not promise.task) and topic.strong[-1] in text
    )
    return taken_up and len(left) < len(topic.strong) and all(before.has(word) for word in left)


def _names(topic: Topic, text: str, word: str) -> bool:
    if not topic.has(word):
        return False
    if any(word in own for own in (*topic.strong, *topic.weak)) or word in text:
        return True
    parts = [own for own in topic.strong if own in word]
    if not parts:
        return True  # words of one meaning
    rest = word
    for own in parts:
        rest = rest.replace(own, "")
    return all(char in text for char in rest)


def _same_people(one: Topic, other: Topic) -> bool:
    return bool(one.weak) and any(word in other.weak for word in one.weak)


def _covers(whole: Topic, part: Topic) -> bool:
    """Tell whether every strong word of ``part`` stands in ``whole``; false for no words."""
    return bool(part.strong) and all(whole.has(word) for word in part.strong)
