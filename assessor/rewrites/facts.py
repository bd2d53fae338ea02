"""The figures of the documents with what each of them measures."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache, lru_cache

from assessor.core.submission import Goal, GoalKind, Indicator, Origin
from assessor.core.target import Target, TargetKind
from assessor.rewrites.case import Surroundings
from assessor.rewrites.clauses import Piece, pieces_of
from assessor.rewrites.doubts import budget_is_annual, has_several_forms
from assessor.rewrites.figures import figures_of
from assessor.rewrites.phrases import content_words, has_noun, listed
from assessor.text.normalise import normalise
from assessor.text.segment import tagged_words
from assessor.text.target_grammar import parse_targets

BUDGET_PLACE = "项目预算"
GOAL_PLACE = "绩效目标"
_WHOLE_YEAR = (None, "每年", "全年", "年度", "每年度")
_NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")
_YEAR = re.compile(r"20\d\d\s*年度?")
_PRODUCT = re.compile(r"\d\s*\D{0,8}[×xX*]\s*\d")
_FACTORS = re.compile(r"(?:\s*[×xX*]\s*\d[\d,.]*\s*[^\s\d,;。、×xX*]{0,4})+")
_LONGEST_VALUE = 120
_MOST_LEANED_ON = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One figure of the documents.

    Attributes
    ----------
    number
        Digits as printed; for a date the whole date.
    unit
        Unit as printed behind the number, ``""`` for a date.
    target
        The reading of the figure; for a date one of kind DATE.
    words
        Content words of its own phrase.
    context
        Content words of the phrase that it leans on: 慰问困难职工120户，每户1000元.
    phrase
        Own phrase and the one it leans on, without the figure.
    clause
        Printed text that holds the figure.
    place
        What that text is, in Chinese.
    row
        The row that prints it, ``None`` for goals and budget.
    unsure
        A range, an estimate or one of several numbers in one phrase: it answers nothing, but
        leaves open what another figure of the same says.
    """

    number: str
    unit: str
    target: Target
    words: tuple[str, ...]
    context: tuple[str, ...] = ()
    phrase: str
    clause: str
    place: str
    origin: Origin
    row: Indicator | None = None
    unsure: bool = False

    @property
    def is_date(self) -> bool:
        """The fact is a deadline."""
        return self.target.kind is TargetKind.DATE

    @property
    def bound(self) -> float | None:
        """The one number that the figure gives."""
        return self.target.low if self.target.low is not None else self.target.high


def facts_of(surroundings: Surroundings) -> tuple[Fact, ...]:
    """Return the figures that may answer a blank of an annual value, in document order.

    Figures of other years, cumulative and partial ones, results and those of the whole cycle are
    left out; so are vague figures, ranges and figures in Chinese numerals, and everything where
    several forms seem to have been read as one project. They are read once per project.
    """
    if not (surroundings.goals or surroundings.budget or len(surroundings.rows) > 1):
        return ()
    last, facts = _LATEST[0]
    if last is not surroundings:
        facts = _facts(surroundings)
        _LATEST[0] = (surroundings, facts)
    return facts


# The rows of one project come one after another; comparing by identity spares hashing all texts.
_LATEST: list[tuple[Surroundings | None, tuple[Fact, ...]]] = [(None, ())]


@lru_cache(maxsize=64)
def _facts(surroundings: Surroundings) -> tuple[Fact, ...]:
    if has_several_forms(surroundings):
        return ()
    goals = _usable_goals(surroundings.goals)
    year = surroundings.year or _only_year(surroundings.project, goals)
    found: list[Fact] = []
    for goal in goals:
        found.extend(_goal_facts(goal, year))
    for row in surroundings.rows:
        place = f"其他指标“{row.name.strip()}”"
        found.extend(row_facts(row, row.value, place=place, year=year))
    if surroundings.budget and budget_is_annual(surroundings):
        found.extend(_budget_facts(surroundings.budget, surroundings.budget_origin))
    return tuple(found)


def _usable_goals(goals: tuple[Goal, ...]) -> tuple[Goal, ...]:
    annual = tuple(goal for goal in goals if goal.kind is GoalKind.ANNUAL)
    return annual or tuple(goal for goal in goals if goal.kind is GoalKind.OTHER)


def _only_year(project: str, goals: tuple[Goal, ...]) -> int | None:
    """Return the year of the texts if they print one alone."""
    texts = (project, *(goal.text for goal in goals))
    years = {match for text in texts for match in re.findall(r"20\d\d(?=\s*年)", normalise(text))}
    return int(years.pop()) if len(years) == 1 else None


def _goal_facts(goal: Goal, year: int | None) -> Iterator[Fact]:
    for sentence in pieces_of(goal.text, year):
        for index, piece in enumerate(sentence):
            if not piece.silent:
                yield from _piece_facts(sentence, index, goal)


def _piece_facts(sentence: tuple[Piece, ...], index: int, goal: Goal) -> Iterator[Fact]:
    piece = sentence[index]
    targets = parse_targets(piece.text)
    for fact in _read(piece.text, targets):
        own = _YEAR.sub(" ", f"{_joined(sentence, index)} {fact.phrase}")
        words, context = content_words(own), ""
        if not has_noun(own):
            several = fact.is_date or fact.target.unit in ("%", "‰")
            context = _leans_on(sentence, index, several=several)
        yield replace(
            fact, words=words, context=content_words(context),
            phrase=f"{own} {context} {_governing(sentence, index)}",
            clause=goal.text[piece.sentence_start : piece.end].strip() or piece.text,
            place=GOAL_PLACE, origin=goal.origin,
        )  # fmt: skip


def _joined(sentence: tuple[Piece, ...], index: int) -> str:
    """Return the items without figures that stand in one list with the item at ``index``."""
    found = []
    for step in (-1, 1):
        place = index
        while 0 <= place + step < len(sentence):
            border = sentence[place if step < 0 else place + 1].separator
            place += step
            if border not in "、()" or not border or figures_of(sentence[place].text):
                break
            found.append(sentence[place].text)
    return " ".join(found)


def _governing(sentence: tuple[Piece, ...], index: int) -> str:
    """Return the act at the head of the list that the item at ``index`` goes on with."""
    if sentence[index].separator != "、":
        return ""
    while index and sentence[index].separator == "、":
        index -= 1
    return next((word for word, tag in tagged_words(sentence[index].text) if tag[0] == "v"), "")


def _leans_on(sentence: tuple[Piece, ...], index: int, *, several: bool) -> str:
    """Return the phrases before ``index`` that a piece without a thing of its own is about."""
    found = []
    for piece in reversed(sentence[max(0, index - _MOST_LEANED_ON) : index]):
        phrase = _without_figures(piece.text)
        if content_words(phrase):
            found.append(phrase)
            if not several and has_noun(phrase):
                break
    return " ".join(reversed(found))


def _without_figures(text: str) -> str:
    plain = normalise(text)
    for target in reversed(parse_targets(text)):
        if target.kind is TargetKind.NUMBER:
            number = _printed_number(plain, target)
            if number:
                start, end = number
                plain = f"{plain[:start]} {plain[_unit_end(plain, end, target) :]}"
        elif target.kind is TargetKind.DATE:
            plain = f"{plain[: target.span.start]} {plain[target.span.end :]}"
    return _YEAR.sub(" ", plain)


def row_facts(row: Indicator, value: str, *, place: str, year: int | None) -> tuple[Fact, ...]:
    """Return what the value of a row says of the row's name: one fact or none."""
    if len(value) > _LONGEST_VALUE or not row.name.strip() or _is_silent(row.name + value, year):
        return ()
    facts = _read(value, parse_targets(value))
    if len(facts) != 1:
        return ()
    fact, phrase = facts[0], f"{row.name} {facts[0].phrase}"
    return (
        replace(
            fact, words=content_words(phrase), phrase=phrase, clause=value.strip(), place=place,
            origin=row.origin, row=row,
        ),
    )  # fmt: skip


def _is_silent(text: str, year: int | None) -> bool:
    return any(piece.silent for sentence in pieces_of(text, year) for piece in sentence)


def _budget_facts(budget: str, origin: Origin) -> Iterator[Fact]:
    """Yield the amount of the printed budget; a bare number has no unit and says nothing."""
    text = budget.strip()
    if len(text) > _LONGEST_VALUE:
        return
    facts = [fact for fact in _read(text, parse_targets(text)) if fact.unit.endswith("元")]
    if len(facts) == 1 and not facts[0].target.per and not facts[0].unsure:
        yield replace(facts[0], words=(), phrase="", clause=text, place=BUDGET_PLACE, origin=origin)


def _read(text: str, targets: tuple[Target, ...]) -> tuple[Fact, ...]:
    """Return the figures of one piece; several numbers in one piece leave open what is what."""
    numbers = [target for target in targets if target.kind is TargetKind.NUMBER]
    if any(target.kind is TargetKind.FREQUENCY for target in targets):
        return ()
    if _PRODUCT.search(normalise(text)):
        numbers = [target for target in numbers if target.per]
        targets = ()
    dates = [target for target in targets if target.kind is TargetKind.DATE]
    deadlines = [target.deadline for target in (*dates, *numbers) if target.deadline]
    unsure = len(numbers) > 1 or (bool(deadlines) and not _ends_year(deadlines))
    facts = [fact for number in numbers for fact in _number_fact(text, number, unsure=unsure)]
    if len(deadlines) == 1:
        facts.extend(_date_fact(text, deadlines[0], numbers))
    return tuple(facts)


def _ends_year(deadlines: list[str]) -> bool:
    return all(re.search(r"12月|年[底末内]|十二月", deadline) for deadline in deadlines)


def _number_fact(text: str, target: Target, *, unsure: bool) -> Iterator[Fact]:
    if target.frequency not in _WHOLE_YEAR or target.full_mark is not None:
        return
    is_exact = target.low is None or target.high is None or target.low == target.high
    has_start = any(char.isdigit() for char in target.baseline or "")
    unsure = unsure or not is_exact or target.approximate or target.doubtful or has_start
    plain = normalise(text)
    number = _printed_number(plain, target)
    if number is None or not target.unit:
        return
    start, end = number
    unit_end = _unit_end(plain, end, target)
    if unit_end == end and not unsure:
        return
    phrase = f"{plain[:start]} {_FACTORS.sub(' ', plain[unit_end:])}"
    for part in target.per:
        phrase = re.sub(
            rf"(?:平均)?每?{re.escape(part)}均?(?=\s|每|/|·|$)|/{re.escape(part)}", " ", phrase
        )
    if target.deadline:
        phrase = phrase.replace(normalise(target.deadline), " ")
    yield Fact(
        number=text[start:end], unit=text[end:unit_end].strip() or target.unit, target=target,
        words=(), phrase=phrase, clause=text, place="", origin=Origin(), unsure=unsure,
    )  # fmt: skip


def _printed_number(plain: str, target: Target) -> tuple[int, int] | None:
    """Return where the digits of ``target`` stand if exactly one run of them has its value."""
    value = target.low if target.low is not None else target.high
    hits = [
        match.span()
        for match in _NUMBER.finditer(plain, target.span.start, target.span.end)
        if value is not None and float(match.group().replace(",", "")) == value
    ]
    return hits[0] if len(hits) == 1 else None


def _unit_end(plain: str, end: int, target: Target) -> int:
    """Return where the unit behind the digits ends; ``end`` if it is not printed there."""
    start = end + len(plain[end:]) - len(plain[end:].lstrip())
    for printed in _forms(target.unit):
        if plain.startswith(printed, start):
            return start + len(printed)
    return end


@cache
def _forms(unit: str) -> tuple[str, ...]:
    forms = {unit, unit.replace("百分点", "个百分点"), unit.removeprefix("个")}
    return tuple(sorted(forms, key=lambda form: (-len(form), form)))


def _date_fact(text: str, deadline: str, numbers: list[Target]) -> Iterator[Fact]:
    plain = normalise(text)
    start = plain.find(deadline)
    if start < 0 or re.search(r"[至~—–-]|每", deadline):
        return
    target = next((t for t in parse_targets(deadline) if t.kind is TargetKind.DATE), None)
    if target is None:
        return
    end = start + len(deadline)
    phrase = f"{plain[:start]} {plain[end:]}"
    for number in numbers:
        digits = _printed_number(plain, number)
        if digits:
            digits_end = _unit_end(plain, digits[1], number)
            phrase = phrase.replace(plain[digits[0] : digits_end], " ")
    yield Fact(
        number=text[start:end], unit="", target=target, words=(), phrase=phrase, clause=text,
        place="", origin=Origin(),
    )  # fmt: skip


@cache
def _aliases() -> dict[str, str]:
    lines = [entry.split("=") for entry in listed("unit_aliases")]
    return {unit: line[0] for line in lines for unit in line}


@lru_cache(maxsize=4096)
def unit_family(unit: str) -> str:
    """Return what all names and magnitudes of a unit share: 亩 for 万亩, 人 for 名."""
    plain = normalise(unit).strip()
    if len(plain) > 1 and plain[0] in "万亿":
        plain = plain[1:]
    return _aliases().get(plain, plain)
