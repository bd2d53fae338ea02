"""Filling the blanks of a draft with figures that the documents print.

A wrong figure is far worse than a blank: one is filled only where exactly one figure of the
documents measures the same thing of the same object in the same unit.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from assessor.classifiers.row_text import unit_class
from assessor.core.rewrite import BLANK, FigureSource
from assessor.core.target import Sign, Target
from assessor.rewrites.baselines import Fill, baseline
from assessor.rewrites.case import Case, Draft, DraftRow
from assessor.rewrites.facts import (
    BUDGET_PLACE,
    Fact,
    facts_of,
    unit_family,
)
from assessor.rewrites.figures import figures_of
from assessor.rewrites.gaps import Gap, gaps_of
from assessor.rewrites.phrases import (
    content_words,
    covers,
    is_rate,
    listed,
    listed_pattern,
    plain_phrase,
)
from assessor.taxonomy.level_type import LevelType
from assessor.text.normalise import normalise

_MINIMUM = (None, Sign.AT_LEAST, Sign.EQUAL)
_MAXIMUM = (None, Sign.AT_MOST, Sign.EQUAL)
_FITTING = {Sign.AT_LEAST: _MINIMUM, Sign.AT_MOST: _MAXIMUM, Sign.EQUAL: (None, Sign.EQUAL)}
_PLACE_ENDS = ("省", "市", "县", "区", "镇", "乡", "州", "街道", "村", "校", "院", "局")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Wanted:
    """What a figure must be about: name and value, their content words, project and unit.

    ``scope`` also holds the old row's own words, which may name an area (全市).
    """

    about: str
    words: tuple[str, ...]
    is_date: bool
    around: str
    scope: str


def ground(draft: Draft, case: Case) -> Draft:
    """Fill the blanks of the draft's values that exactly one figure of the documents answers.

    A filled figure stands as the document prints it, is cited in ``sources`` and takes its
    question away. Blanks of names stay. Grounding a grounded draft changes nothing.
    """
    rows = (draft.row, *draft.further)
    own = case.indicator
    # What is judged is then the value of the whole cycle, and the documents tell of the year.
    of_cycle = bool(own.cycle_value.strip()) and not own.value.strip()
    if of_cycle or not any(BLANK in row.value for row in rows):
        return draft
    facts = facts_of(case.surroundings)
    last_year = case.surroundings.last_year
    if not facts and not last_year:
        return draft
    questions = _expanded(draft.questions, sum(row.value.count(BLANK) for row in rows))
    found: list[FigureSource] = []
    open_questions: list[str] = []
    new_rows: list[DraftRow] = []
    offset = 0
    for row in rows:
        fills = tuple(_fills(row, case, facts))
        filled = {number + offset for fill in fills for number in fill.gap.blanks}
        count = row.value.count(BLANK)
        open_questions.extend(
            questions[n] for n in range(offset, offset + count) if n not in filled and questions
        )
        offset += count
        found.extend(fill.source for fill in fills)
        new_rows.append(_with(row, fills))
    if tuple(new_rows) == rows:
        return draft
    is_open = any(BLANK in row.value for row in new_rows)
    return replace(
        draft, row=new_rows[0], further=tuple(new_rows[1:]),
        sources=tuple(dict.fromkeys((*draft.sources, *found))),
        questions=_collapsed(open_questions), reason=_reason(draft.reason, found, is_open=is_open),
    )  # fmt: skip


def _reason(reason: str, found: list[FigureSource], *, is_open: bool) -> str:
    """Say where the figures are from instead of asking the unit for them."""
    places = "、".join(dict.fromkeys(source.place for source in found))
    told = reason if is_open else listed_pattern("asking_patterns").sub("", reason)
    return f"{told}，数字取自{places}".removeprefix("，")


def _expanded(questions: tuple[str, ...], count: int) -> tuple[str, ...]:
    """Return one question per blank; the last one serves for all that have none."""
    return questions + questions[-1:] * (count - len(questions))


def _collapsed(questions: list[str]) -> tuple[str, ...]:
    while len(questions) > 1 and questions[-1] == questions[-2]:
        questions.pop()
    return tuple(questions)


def _with(row: DraftRow, fills: tuple[Fill, ...]) -> DraftRow:
    value = row.value
    for fill in sorted(fills, key=lambda fill: -fill.gap.start):
        value = f"{value[: fill.gap.start]}{fill.text}{value[fill.gap.end :]}"
    return replace(row, value=value) if fills else row


def _fills(row: DraftRow, case: Case, facts: tuple[Fact, ...]) -> Iterator[Fill]:
    if BLANK not in row.value or BLANK in row.name:
        return
    for gap in gaps_of(row.name, row.value):
        fill = baseline(gap, row, case) if gap.baseline else _answer(gap, row, case, facts)
        if fill is not None:
            yield fill


# -- which figure answers ---------------------------------------------------------------------


def _answer(gap: Gap, row: DraftRow, case: Case, facts: tuple[Fact, ...]) -> Fill | None:
    """Return the one answer; two different figures for one gap leave it open."""
    own, around = case.indicator, case.surroundings
    wanted = _Wanted(
        about=plain_phrase(gap.about), words=content_words(gap.about), is_date=gap.asked is None,
        around=plain_phrase(f"{around.project} {around.organisation}"),
        scope=normalise(f"{own.name} {own.value} {gap.about}"),
    )  # fmt: skip
    fits = [
        fact
        for fact in facts
        if fact.row is not own
        and _measures(fact, gap)
        and _is_about(fact, wanted, row.name, case.surroundings.project)
        and fact.row != own
    ]
    sure = [fact for fact in fits if not fact.unsure]
    if not sure or len({_value_of(fact) for fact in fits}) > 1:
        return None
    fact = sure[0]
    text = _printed(fact, gap, row)
    if text is None:
        return None
    if gap.asked is not None and not gap.open_unit and text != fact.number:
        gap = replace(gap, end=gap.end + len(gap.unit))
    source = FigureSource(
        figure=f"{fact.number}{fact.unit}", text=fact.clause, place=fact.place, origin=fact.origin
    )
    return Fill(gap=gap, text=text, source=source)


def _measures(fact: Fact, gap: Gap) -> bool:
    if gap.asked is None or fact.is_date:
        return gap.asked is None and fact.is_date
    return _same_measure(fact.target, gap.asked, gap.open_unit)


def _is_about(fact: Fact, wanted: _Wanted, name: str, project: str) -> bool:
    if fact.place == BUDGET_PLACE:
        return _asks_budget(name, project)
    return _same_scope(fact, wanted) and _same_object(fact, wanted)


def _same_scope(fact: Fact, wanted: _Wanted) -> bool:
    """Tell whether the row also names the area, level or stock that the figure is of."""
    printed = normalise(f"{fact.clause} {fact.phrase}")
    return all(word in wanted.scope for word in listed("scope_words") if word in printed)


def _same_measure(has: Target, asked: Target, open_unit: bool) -> bool:
    if open_unit and not asked.unit:
        fits = unit_class(has.unit) in ("people", "count", "extent") and not has.per
    elif open_unit:
        fits = unit_family(has.unit) == unit_family(asked.unit) and len(has.per) > 0
    else:
        fits = unit_family(has.unit) == unit_family(asked.unit) and sorted(
            map(unit_family, has.per)
        ) == sorted(map(unit_family, asked.per))
    if asked.sign is None:
        return fits and has.sign in (None, Sign.AT_LEAST, Sign.AT_MOST, Sign.EQUAL)
    return fits and has.sign in _FITTING.get(asked.sign, ())


def _asks_budget(name: str, project: str) -> bool:
    plain = normalise(name).strip()
    if project:
        plain = plain.replace(normalise(project).strip(), "")
    return listed_pattern("budget_name_patterns").fullmatch(plain) is not None


def _same_object(fact: Fact, wanted: _Wanted) -> bool:
    """Tell whether fact and gap are about the same, both ways.

    Every word of the one must stand in the other. The name of the project may stand in for
    words that the documents leave out because they go without saying. Of an unsure figure it
    is enough that it may be about it: it only raises doubt.
    """
    about, around, phrase = wanted.about, wanted.around, plain_phrase(fact.phrase)
    shared = False
    for word in wanted.words:
        if covers(phrase, word):
            shared = shared or len(word) > 1
        elif is_rate(word) or not covers(around, word):
            return False
    if not wanted.words:
        shared = wanted.is_date and not fact.words and not fact.context and "完成" in phrase
    if not shared or fact.unsure:
        return shared
    free = listed("price_acts") if fact.target.per else ()
    return (
        _same_figures(phrase, about, around)
        and all(
            covers(about, word)
            or word in free
            or (word.endswith(_PLACE_ENDS) and covers(around, word))
            for word in fact.words
        )
        and all(
            covers(about, word) or word in free or covers(around, word) for word in fact.context
        )
    )


def _same_figures(phrase: str, about: str, around: str) -> bool:
    """Tell whether names that hold figures (第二批, 15分钟生活圈) hold the same ones."""
    mine = {figure.key for figure in figures_of(about)}
    others = {figure.key for figure in figures_of(phrase)}
    known = {figure.key for figure in figures_of(around)} if mine != others else set()
    return mine ^ others <= known


def _value_of(fact: Fact) -> tuple[str, ...]:
    if fact.is_date:
        return (normalise(fact.number),)
    return (
        *(figure.key for figure in figures_of(f"{fact.number}{fact.unit}")),
        unit_family(fact.unit), *sorted(map(unit_family, fact.target.per)),
    )  # fmt: skip


# -- how it is printed ------------------------------------------------------------------------


def _printed(fact: Fact, gap: Gap, row: DraftRow) -> str | None:
    """Return what stands in the gap, ``None`` where the figure does not go with the words around."""
    if gap.asked is None:
        return _printed_date(fact, gap)
    sign = "" if gap.asked.sign is not None else _sign_of(fact, row)
    if gap.open_unit:
        per = f"/{'·'.join(fact.target.per)}" if fact.target.per else ""
        return f"{sign}{fact.number}{fact.unit}{per}"
    if normalise(fact.unit) == gap.unit or fact.unit == gap.unit:
        return f"{sign}{fact.number}{gap.unit}" if sign else fact.number
    return f"{sign}{fact.number}{fact.unit}"


def _sign_of(fact: Fact, row: DraftRow) -> str:
    if fact.target.sign in (Sign.AT_LEAST, Sign.AT_MOST):
        return fact.target.sign.value
    return Sign.AT_LEAST.value if row.level is LevelType.QUANTITY else ""


def _printed_date(fact: Fact, gap: Gap) -> str | None:
    """Return the date as printed; 9月完成 is no 9月前, so a month alone answers nothing."""
    date = normalise(fact.number)
    if not any(char.isdigit() for char in date) and "年底" not in date:
        return None
    has_tail = date.endswith(("前", "止"))
    if not has_tail and not re.search(r"日$|[底末]$", date):
        return None
    has_year = re.match(r"20\d\d", date) is not None
    lead = "" if has_year or BLANK in gap.unit else gap.unit
    return f"{lead}{fact.number}{'' if has_tail else gap.tail}"
