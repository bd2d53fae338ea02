"""When two rows promise the same: equal names, or one measure of one object in other words."""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from functools import cache, lru_cache

from assessor.checks.quantities import Quantity, alike_units
from assessor.checks.row_readings import same_name_key, single_quantity
from assessor.checks.word_lists import check_pattern, check_terms
from assessor.core.submission import Field, Indicator
from assessor.text.lexicon import alternation

_SAME = (
    "timely", "training", "contest", "satisfied", "visits", "sessions", "built", "count", "repaired",
    "visited", "helped", "people", "workers", "old", "passed", "sampled", "held",
)  # fmt: skip
_SHORTEST = 4
_PIECES = re.compile(r"[0-9A-Za-z.\-]+|.", re.DOTALL)
_OWN_PIECE = re.compile(r"[事案稿信文零配]件数$")
_LEAST = 2
_PARTICULAR = 1000
_SHARE = re.compile(r"(?<=[\u4e00-\u9fff]{2})(?:所占)?(?:比例|比率|百分比|占比)$")
_PEOPLE = ("人", "名", "位")
_Read = tuple[tuple[bool, bool], str]


@cache
def _synonyms() -> tuple[tuple[re.Pattern[str], str], ...]:
    groups = (check_terms(f"s03.same_{name}") for name in _SAME)
    return tuple((re.compile(alternation(terms)), min(terms, key=len)) for terms in groups)


@lru_cache(maxsize=16384)
def measure_key(name: str) -> str:
    """Return what names of one measure of one object share, ``""`` if too little is left.

    Synonyms are made one (合格比例 is 合格率), empty words dropped, and the order of the rest is
    ignored: 补助资金及时发放率 and 补助发放及时率 are one measure.
    """
    plain = _synonymous(_SHARE.sub("率", same_name_key(name)))
    bare = check_pattern("s03.generic").sub("", plain)
    return _in_any_order(bare) if len(bare) >= _SHORTEST else ""


def _in_any_order(name: str) -> str:
    """Return the characters in a fixed order; numbers and Latin words stay whole (13号 is not 31号)."""
    return "".join(sorted(_PIECES.findall(name)))


@lru_cache(maxsize=16384)
def object_key(name: str, unit: str) -> str:
    """Return what a row of amounts counts, without the word for counting at the end.

    参赛职工人次 and 职工参加竞赛人次 both count 竞赛职工: the unit says what is counted of them.
    """
    plain = _synonymous(_counted(same_name_key(name), unit))
    return check_pattern("s03.generic").sub("", plain)


@lru_cache(maxsize=16384)
def counted_thing(name: str) -> str:
    """Return a name without the word for counting or extent at its end: 护栏安装长度 is 护栏安装."""
    return _counted(same_name_key(name), "")


def _counted(plain: str, unit: str) -> str:
    tails = [*check_terms("s03.counting"), *((unit + "数", unit) if unit else ())]
    if _OWN_PIECE.search(plain):
        return plain[:-1]
    tail = next((t for t in sorted(tails, key=len, reverse=True) if plain.endswith(t)), "")
    return plain[: len(plain) - len(tail)]


def count_the_same(one: Indicator, other: Indicator, project: str) -> bool:
    """Tell whether two rows of one project with one amount count the same things.

    Their objects are of the same words, or one has only words more that the name of the project
    has too: in the project 高中办学条件改善 there are no other students than 高中学生.
    """
    mine, theirs = single_quantity(one), single_quantity(other)
    if mine is None or theirs is None:
        return False
    if mine.amount == theirs.amount == 0:
        return _same_events(one, other, mine, theirs)
    if not same_target(one, other):
        return False
    if mine.unit in ("%", "") or mine.per or mine.amount <= 1:
        return False
    served = [check_pattern("s03.served").search(row.name) is not None for row in (one, other)]
    if any(served) and not all(served):
        return False
    fewer, more = sorted(
        (object_key(row.name, quantity.target.unit) for row, quantity in ((one, mine), (other, theirs))),
        key=lambda key: len(set(key)),
    )  # fmt: skip
    if len(set(fewer)) < _LEAST:
        return not fewer and len(more) >= _LEAST and all(served)
    if not set(fewer) <= set(more):
        return False
    left = "".join(char for char in more if char not in fewer)
    if any(word in more and word not in fewer for word in check_terms("s03.tells_apart")):
        return False
    return left in key_of_project(project)


@lru_cache(maxsize=4096)
def key_of_project(name: str) -> str:
    """Return a project's name as objects are compared with it."""
    return _synonymous(same_name_key(name))


def counts_people_again(effect: Indicator) -> bool:
    """Tell whether an effect tells once more how many people were reached: 推动提升人数."""
    return (
        "效益" in effect.level2
        and "满意" not in effect.name
        and check_pattern("s03.moved").search(effect.name) is not None
    )


def _same_events(one: Indicator, other: Indicator, mine: Quantity, theirs: Quantity) -> bool:
    """Tell whether two zeros count the same events: 发生播出事故次数, 播出事故数."""
    if "%" in (mine.unit, theirs.unit) or mine.per or theirs.per:
        return False
    first, second = (
        object_key(row.name, quantity.target.unit)
        for row, quantity in ((one, mine), (other, theirs))
    )
    return len(first) >= _SHORTEST and _in_any_order(first) == _in_any_order(second)


def moves_the_same(output: Indicator, effect: Indicator) -> bool:
    """Tell whether an effect only repeats the people of an output: 补贴6400人, 推动提升6400人.

    Only figures so particular that two groups do not have them by chance, and effects that say
    nothing of what became of these people.
    """
    if "数量" not in output.level2 or not counts_people_again(effect):
        return False
    mine, theirs = single_quantity(output), single_quantity(effect)
    if mine is None or theirs is None:
        return False
    if not alike_units(mine.unit, theirs.unit) or mine.unit not in _PEOPLE:
        return False
    return mine.amount == theirs.amount >= _PARTICULAR and mine.amount % 1000 != 0


def _synonymous(plain: str) -> str:
    for words, one in _synonyms():
        plain = words.sub(one, plain)
    return plain


def same_target(one: Indicator, other: Indicator) -> bool:
    """Tell whether two rows have the same annual (else cycle) value: one amount or one text."""
    for field in (Field.VALUE, Field.CYCLE_VALUE):
        mine, theirs = single_quantity(one, field), single_quantity(other, field)
        if mine and theirs:
            alike = mine.unit == theirs.unit or alike_units(mine.unit, theirs.unit)
            return alike and mine.amount == theirs.amount and mine.per == theirs.per
        texts = ["".join(row.text(field).split()) for row in (one, other)]
        if any(texts):
            return texts[0] == texts[1]
    return True


def is_promise_of_its_own(row: Indicator) -> bool:
    """Tell whether a row counts something so particular that nobody promises it twice.

    Amounts above one of a named thing; never rates, times, prices or satisfaction, which any
    project may have in the same words.
    """
    quantity = single_quantity(row)
    if quantity is None or quantity.amount <= 1 or quantity.per or quantity.unit in ("%", "分", ""):
        return False
    if check_pattern("s03.everywhere").search(row.name):
        return False
    return len(measure_key(row.name)) > _SHORTEST


def not_told_apart(group: Sequence[Indicator]) -> list[Indicator]:
    """Return the rows that neither their explanations nor their terms tell apart."""
    read = [(_terms(row), row.description) for row in group]
    seen = Counter(read)
    of_terms = Counter(terms for terms, _ in read)
    return [
        row
        for row, (terms, told) in zip(group, read, strict=True)
        if _alike(terms, told, seen, of_terms) > 1
    ]


def _terms(row: Indicator) -> tuple[bool, bool]:
    return bool(row.value.strip()), bool(row.cycle_value.strip())


def _alike(
    terms: tuple[bool, bool], told: str, seen: Counter[_Read], of_terms: Counter[tuple[bool, bool]]
) -> int:
    """Count the rows, with this one, that may be one row: not in the other one of two blocks."""
    beside = [t for t in of_terms if {t, terms} != {(True, False), (False, True)}]
    if not told:
        return sum(of_terms[t] for t in beside)
    return sum(seen[t, told] + seen[t, ""] for t in beside)


def groups_by(rows: Iterable[Indicator], key: Callable[[Indicator], str]) -> list[list[Indicator]]:
    """Return rows that share a key of more than one row, in reading order; ``""`` is no key."""
    groups: dict[str, list[Indicator]] = defaultdict(list)
    for row in rows:
        if shared := key(row):
            groups[shared].append(row)
    return [group for group in groups.values() if len(group) > 1]
