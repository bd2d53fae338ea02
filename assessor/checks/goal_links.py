"""Which rows answer which promise of a goal, and why: the links of the JSON contract."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import lru_cache

from assessor.checks.answered_elsewhere import is_answered_elsewhere
from assessor.checks.promises import Promise, promises_in, sentences_in
from assessor.checks.quantities import (
    Quantity,
    alike_units,
    related_units,
    row_quantities,
    written,
)
from assessor.checks.topics import Topic, means_same, topic_of
from assessor.checks.word_lists import check_terms
from assessor.classifiers.row_text import measure_of, read_row
from assessor.core.span import Span
from assessor.core.submission import Field, Goal, GoalKind, Indicator, Project
from assessor.text.normalise import normalise
from assessor.text.target_grammar import parse_targets

_RATES = ("rate", "quality_rate", "timely_rate", "satisfaction")
_TIMELY = ("deadline", "timely_rate", "duration")
_FEW = 3.0
_SEVERAL = 20.0
_MANY = 1000.0
_CHANGED = re.compile(r"(?:下降|降低|减少|压减|压降|缩短|提高|提升|增长|增加|上升)[^\d]{0,4}\d")
_USUAL_RATES = (100.0, 98.0, 95.0, 90.0, 85.0, 80.0)


class Reason(StrEnum):
    """Why a row answers a promise; the value is what a reader is told."""

    OBJECT = "对象相同"
    FIGURE = "数值相同"
    UNIT = "计量内容相同"
    MEASURE = "衡量方式相同"
    DATE = "时限相同"


@dataclass(frozen=True, slots=True, kw_only=True)
class RowLink:
    """A row that answers a promise; ``words`` are the object words that both have."""

    row: str
    reasons: tuple[Reason, ...]
    words: tuple[str, ...] = ()

    @property
    def because(self) -> str:
        """Reasons in Chinese."""
        told = "、".join(reason.value for reason in self.reasons)
        return f"{told}（{'、'.join(self.words)}）" if self.words else told


@dataclass(frozen=True, slots=True, kw_only=True)
class PromiseLinks:
    """A promise of goal ``goal`` (number in the project) with the rows that answer it.

    ``open_quantities`` are figures no row measures; ``open_deadline`` a day no row sets.
    """

    goal: int
    promise: Promise
    rows: tuple[RowLink, ...]
    open_quantities: tuple[Quantity, ...] = ()
    open_deadline: bool = False

    @property
    def is_open(self) -> bool:
        """Whether the promise, or a figure of it, has no row."""
        return not self.rows or bool(self.open_quantities) or self.open_deadline


@dataclass(frozen=True, slots=True, kw_only=True)
class SentenceLinks:
    """A sentence of goal ``goal`` and the rows that answer any promise of it."""

    goal: int
    span: Span
    text: str
    rows: tuple[RowLink, ...]


def promised_goals(project: Project) -> tuple[tuple[int, Goal], ...]:
    """Return the goals whose promises the rows of this year must answer.

    Reported results promise nothing; a goal of the whole term counts where no annual one stands.
    """
    goals = [(n, g) for n, g in enumerate(project.goals) if g.text.strip()]
    annual = [(n, g) for n, g in goals if g.kind in (GoalKind.ANNUAL, GoalKind.OTHER)]
    cycle = [(n, g) for n, g in goals if g.kind is GoalKind.CYCLE]
    return tuple(annual or cycle)


@lru_cache(maxsize=8)
def links_of(project: Project) -> tuple[PromiseLinks, ...]:
    """Link every promise of a project's goals to its rows."""
    promises = [
        (number, promise)
        for number, goal in promised_goals(project)
        for promise in promises_in(goal.text)
    ]
    takers = tuple(promise for _, promise in promises)
    links = [_links(number, promise, project, takers) for number, promise in promises]
    return tuple(_settled(link, links, project) for link in links)


def _settled(link: PromiseLinks, links: list[PromiseLinks], project: Project) -> PromiseLinks:
    """Take the figures for measured that a row has which answers no other promise of this figure.

    300名志愿者 and 骨干队伍人数 ≥300人 may be one thing in other words: nobody can tell.
    """

    def is_free(row: Indicator, figure: Quantity) -> bool:
        return not any(
            answer.row == row.id and Reason.FIGURE in answer.reasons and answer.words
            for other in links
            if other is not link and any(q.equals(figure) for q in other.promise.quantities)
            for answer in other.rows
        )

    left = tuple(
        figure
        for figure in link.open_quantities
        if figure.unit == "%"
        or figure.amount < _SEVERAL
        or not any(_is_equal(figure, row) and is_free(row, figure) for row in project.indicators)
    )
    return link if left == link.open_quantities else replace(link, open_quantities=left)


def sentence_links(project: Project) -> tuple[SentenceLinks, ...]:
    """Return each sentence of the goals with its rows: what a reader of the result sees."""
    links = links_of(project)
    found = []
    for number, goal in promised_goals(project):
        for span in sentences_in(goal.text):
            rows: dict[str, RowLink] = {}
            for link in links:
                if link.goal == number and span.start <= link.promise.span.start < span.end:
                    for row in link.rows:
                        rows[row.row] = _merged(rows.get(row.row), row)
            found.append(SentenceLinks(goal=number, span=span, text=span.quote(goal.text),
                                       rows=tuple(rows.values())))  # fmt: skip
    return tuple(found)


def _merged(one: RowLink | None, other: RowLink) -> RowLink:
    """Join the reasons of two promises of one sentence."""
    if one is None:
        return other
    reasons = {*one.reasons, *other.reasons}
    return RowLink(
        row=one.row,
        reasons=tuple(reason for reason in Reason if reason in reasons),
        words=tuple(dict.fromkeys((*one.words, *other.words))),
    )


def _links(
    goal: int, promise: Promise, project: Project, promises: tuple[Promise, ...]
) -> PromiseLinks:
    rows = project.indicators
    found = tuple(
        link
        for row in rows
        if (link := link_to(promise, row)) is not None
        and not is_answered_elsewhere(
            promise, promises, name=row.name, topic=row_topic(row), amounts=all_quantities(row)
        )
    )
    taken = {link.row for link in found}
    linked = [row for row in rows if row.id in taken]
    return PromiseLinks(
        goal=goal,
        promise=promise,
        rows=found,
        open_quantities=_open(promise, linked, topic_of(project.name)),
        open_deadline=bool(promise.deadline) and not any(_is_timely(row) for row in rows),
    )


def _open(promise: Promise, linked: list[Indicator], called: Topic) -> tuple[Quantity, ...]:
    """Return the figures no row measures.

    Of 完成17个村卫生室51名村医轮训 one is enough; 6家卫生院用房改造 may be measured in 平方米. A row
    of another figure must share more than the words of the project's name, ``called``.
    """
    close = [row for row in linked if _is_close(promise, row, called)]
    missing = tuple(
        figure
        for figure in promise.quantities
        if not any(_measures(figure, promise, row) for row in close)
        and not any(
            _is_equal(figure, row) or _has_amount(figure, row) or _is_so_many(figure, row)
            for row in linked
        )
    )
    counts = [q for q in promise.quantities if q.unit != "%"]
    if any(_is_equal(figure, row) for figure in counts for row in linked):
        return tuple(q for q in missing if q.unit == "%")
    places = check_terms("promises.place_units")
    covered = any(_covers_most(promise, row) for row in close)
    return tuple(q for q in missing if not (covered and q.unit in places))


def _is_close(promise: Promise, row: Indicator, called: Topic) -> bool:
    """Tell whether a row shares a word that tells tasks of one project apart."""
    own = [word for word in promise.topic.strong if not called.has(word)]
    other = row_topic(row)
    return not own or any(other.has(word) for word in own) or measure(row) in _RATES


def _is_equal(figure: Quantity, row: Indicator) -> bool:
    return _is_named(figure, row) or any(
        alike_units(figure.unit, q.unit) and figure.equals(q) for q in all_quantities(row)
    )


def _has_amount(figure: Quantity, row: Indicator) -> bool:
    """Tell whether a row has the same amount of things of one kind (3项研究, 3份报告)."""
    return any(
        figure.amount == q.amount and related_units(figure.unit, q.unit)
        for q in all_quantities(row)
    )


def _is_so_many(figure: Quantity, row: Indicator) -> bool:
    """Tell whether a row has the same particular amount of anything (320名学员, 320个工位)."""
    same = any(figure.amount == q.amount for q in all_quantities(row) if q.unit != "%")
    return same and figure.unit != "%" and figure.amount >= _SEVERAL


def _covers_most(promise: Promise, row: Indicator) -> bool:
    """Tell whether a row counts something of the same task: half of its words."""
    counted = any(q.unit not in ("%", "元") and not q.per for q in all_quantities(row))
    words = promise.topic.strong
    return counted and 2 * len(promise.topic.shared(row_topic(row))) >= len(words) > 0


def link_to(promise: Promise, row: Indicator) -> RowLink | None:
    """Return why a row answers a promise, ``None`` if it does not."""
    reasons: list[Reason] = []
    words = promise.subject.shared(row_topic(row))
    if words:
        reasons.append(Reason.OBJECT)
    quantities = all_quantities(row)
    figures = [q for q in promise.quantities for r in quantities
               if alike_units(q.unit, r.unit) and q.equals(r)]  # fmt: skip
    if figures and (words or any(map(_is_telling, figures)) or _weak(promise.topic, row)):
        reasons.append(Reason.FIGURE)
    if any(related_units(q.unit, r.unit) for q in promise.quantities for r in quantities) and (
        words or _weak(promise.topic, row)
    ):
        reasons.append(Reason.UNIT)
    if _same_measure(promise, row) and (words or _is_satisfaction(row) or _is_vague(promise, row)):
        reasons.append(Reason.MEASURE)
    if promise.deadline and _is_timely(row) and (words or not promise.quantities):
        reasons.append(Reason.DATE)
    if not reasons:
        return None
    return RowLink(row=row.id, reasons=tuple(dict.fromkeys(reasons)), words=words)


def row_topic(row: Indicator) -> Topic:
    """Return what a row is about, by its name and, where that tells nothing, its description."""
    topic = topic_of(row.name)
    if topic.strong:
        return topic
    return topic_of(f"{row.name} {row.description}")


def all_quantities(row: Indicator) -> tuple[Quantity, ...]:
    """Return the amounts of both values of a row."""
    return (*row_quantities(row), *row_quantities(row, Field.CYCLE_VALUE))


def measure(row: Indicator) -> str:
    """Return what the end of a row's name measures."""
    return read_row(row.name, row.value).measure


def _is_satisfaction(row: Indicator) -> bool:
    return measure(row) == "satisfaction"


def _same_measure(promise: Promise, row: Indicator) -> bool:
    """Tell whether both speak of the same rate (合格率, 满意度)."""
    kind = measure(row)
    if kind not in _RATES or not any(q.unit == "%" for q in promise.quantities):
        return False
    if kind == "satisfaction":
        return "满意" in promise.text
    name = normalise(row.name)
    return any(
        name.endswith(tail) and tail in normalise(promise.text)
        for tail in (name[-4:], name[-3:])
        if measure_of(tail) == kind or tail.endswith("率")
    )


def _is_vague(promise: Promise, row: Indicator) -> bool:
    return not promise.subject.strong or not row_topic(row).strong


def _weak(topic: Topic, row: Indicator) -> bool:
    """Tell whether both name the same people, and the row nothing else."""
    other = row_topic(row)
    same = any(means_same(word, theirs) for word in topic.weak for theirs in other.weak)
    return same and not other.strong


def _is_telling(quantity: Quantity) -> bool:
    """Tell whether a figure is rare enough to identify a row by itself."""
    if quantity.unit == "%":
        return quantity.amount not in _USUAL_RATES
    weak = quantity.unit in check_terms("topics.weak_units")
    return quantity.amount >= _MANY if weak else quantity.amount > _FEW


def _measures(quantity: Quantity, promise: Promise, row: Indicator) -> bool:
    """Tell whether a linked row measures a figure of the promise, or names it (12类项目覆盖率)."""
    mine = all_quantities(row)
    if _is_named(quantity, row):
        return True
    if quantity.unit == "%":
        if _is_level_of(promise, row):
            return True
        same = any(q.unit == "%" for q in mine) and measure(row) in (*_RATES, "")
        return same and (_same_measure(promise, row) or not _names_rate(promise)
                         or any(q.equals(quantity) for q in mine if q.unit == "%"))  # fmt: skip
    if not mine:
        return not (row.value.strip() or row.cycle_value.strip())  # an empty cell is V01's
    if any(related_units(quantity.unit, q.unit) or q.amount == quantity.amount for q in mine):
        return True
    return not any(q.unit for q in mine)


def _is_level_of(promise: Promise, row: Indicator) -> bool:
    """Tell whether a row sets the level of what a goal lowers or raises: 能耗下降3%, 能耗≤60千瓦时."""
    if not _CHANGED.search(normalise(promise.text)) or measure(row) in _RATES:
        return False
    words = row_topic(row).strong
    levels = any(q.unit not in ("%", "") for q in all_quantities(row))
    return levels and bool(words) and all(promise.topic.has(word) for word in words)


def _is_named(quantity: Quantity, row: Indicator) -> bool:
    """Tell whether the name of a row holds a figure with its unit."""
    figure = quantity.target.low if quantity.target.low is not None else quantity.target.high
    if figure is None or quantity.unit == "%":
        return False
    printed = re.escape(written(figure) + quantity.target.unit)
    return re.search(rf"(?<![\d.]){printed}", normalise(row.name)) is not None


def _names_rate(promise: Promise) -> bool:
    text = normalise(promise.text)
    return "率" in text or "满意" in text


def _is_timely(row: Indicator) -> bool:
    targets = (*parse_targets(row.value), *parse_targets(row.cycle_value))
    dated = any(target.deadline or target.kind.value == "date" for target in targets)
    return dated or measure(row) in _TIMELY or "时效" in row.level2 or "进度" in row.level2


def served_rows(project: Project) -> Iterator[str]:
    """Yield the ids of rows that answer any promise."""
    for link in links_of(project):
        for row in link.rows:
            yield row.row
