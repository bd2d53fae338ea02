"""Which row of a self-evaluation is which row of the approved declaration."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from difflib import SequenceMatcher

from assessor.checks.asides import binding_asides, without_asides
from assessor.checks.comparable_figures import conversion
from assessor.checks.deadlines import DayRange, named_year, read_days
from assessor.checks.yearly_counts import yearly
from assessor.core.submission import Indicator, Project
from assessor.core.target import Sign, Target, TargetKind
from assessor.text.normalise import normalise
from assessor.text.target_grammar import parse_targets

_MARKS = re.compile(r"[\s，,。.；;：:、“”\"'（）()\[\]【】《》-]+")
_NUMBERED = re.compile(r"^(?:指标)?\s*(?:[(（]?\d{1,2}[)）.、:：]|[①-⑳])")
# A point or hyphen inside a figure is no mark: 1.5 is not 15.
_BLANKS = re.compile(r"(?:(?<!\d)[.-]|[.-](?!\d)|[\s，,。；;：:、“”\"'（）()\[\]【】《》])+")
_WORDING = (
    (re.compile("[之以](?=[前内下上])|的|于(?=\\d)|在(?=\\d)"), ""),
    (re.compile("(?<=\\d)号"), "日"),
)
_MONTHLY = re.compile("每个?月|当月|各月|逐月")
_DAY = re.compile(r"\d{1,2}(?=[日号])")
_MEASURED = (TargetKind.NUMBER, TargetKind.DATE, TargetKind.FREQUENCY)
_ALIKE = 0.75
_MOST_COMPARED = 40_000
_UP = frozenset((Sign.AT_LEAST, Sign.MORE_THAN))
_DOWN = frozenset((Sign.AT_MOST, Sign.LESS_THAN))


@dataclass(frozen=True, slots=True)
class RowPairs:
    """Rows of both tables.

    Attributes
    ----------
    pairs
        The self-evaluated row and the approved one, in the order of the self-evaluation.
    added, dropped
        Rows that only the self-evaluation, only the approved table has.
    """

    pairs: tuple[tuple[Indicator, Indicator], ...]
    added: tuple[Indicator, ...]
    dropped: tuple[Indicator, ...]


def fold_name(text: str) -> str:
    """Return a name without numbering, blanks and marks."""
    return _MARKS.sub("", _NUMBERED.sub("", normalise(text).strip()))


def project_like(project: Project, others: Sequence[Project]) -> Project | None:
    """Return the project of the same name; a lone one fits where either has no name."""
    name = fold_name(project.name)
    for other in others:
        theirs = fold_name(other.name)
        if name and theirs and (name == theirs or likeness(name, theirs) >= _ALIKE):
            return other
    if len(others) == 1 and not (name and fold_name(others[0].name)):
        return others[0]
    return None


def likeness(one: str, other: str) -> float:
    """Return how alike two texts are, 0..1."""
    return SequenceMatcher(None, one, other, autojunk=False).ratio()


def pair_rows(rows: Sequence[Indicator], approved: Sequence[Indicator]) -> RowPairs:
    """Pair rows by name; what is left over by likeness within the second level."""
    left = list(approved)
    found: dict[int, Indicator] = {}
    for same_level in (True, False):
        for i, row in enumerate(rows):
            if i not in found:
                match = next((a for a in left if _same_name(row, a, same_level=same_level)), None)
                if match is not None:
                    found[i] = match
                    left.remove(match)
    few = len(left) * (len(rows) - len(found)) <= _MOST_COMPARED
    for i, row in enumerate(rows) if few else ():
        alike = [a for a in left if i not in found and _renamed(row, a)]
        if alike:
            best = max(alike, key=lambda a: likeness(fold_name(row.name), fold_name(a.name)))
            found[i] = best
            left.remove(best)
    return RowPairs(
        pairs=tuple((rows[i], found[i]) for i in sorted(found)),
        added=tuple(row for i, row in enumerate(rows) if i not in found),
        dropped=tuple(left),
    )


def _same_name(row: Indicator, other: Indicator, *, same_level: bool) -> bool:
    if fold_name(row.name) != fold_name(other.name):
        return False
    return not same_level or fold_name(row.level2) == fold_name(other.level2)


def _renamed(row: Indicator, other: Indicator) -> bool:
    if row.level2 and other.level2 and fold_name(row.level2) != fold_name(other.level2):
        return False
    return likeness(fold_name(row.name), fold_name(other.name)) >= _ALIKE


def judged_value(row: Indicator) -> str:
    """Return the printed target of a row: the annual one, else that of the term."""
    return (row.value if row.value.strip() else row.cycle_value).strip()


def same_value(one: str, other: str) -> bool:
    """Tell whether two printed targets ask for the same: ≥95% and 95%及以上, 1万元 and 10000元.

    A sign that only one of them prints makes no other target, nor does another way to write a
    term (每月15日前, 15日以前).
    """
    if _folded(one) == _folded(other):
        return True
    mine, theirs = _targets(one), _targets(other)
    if not mine or len(mine) != len(theirs):
        return False
    return all(_same_target(a, b, one, other) for a, b in zip(mine, theirs, strict=True))


def _folded(text: str) -> str:
    plain = _BLANKS.sub("", normalise(text))
    for pattern, new in _WORDING:
        plain = pattern.sub(new, plain)
    return plain


def _targets(text: str) -> list[Target]:
    every = parse_targets(text)
    bound = every if binding_asides(text, every) else without_asides(text, every)
    dated = any(t.kind is TargetKind.DATE for t in bound)
    return [
        yearly(t)
        for t in bound
        if t.kind in _MEASURED and not (t.kind is TargetKind.FREQUENCY and (dated or t.low is None))
    ]


def _same_target(mine: Target, theirs: Target, one: str, other: str) -> bool:
    if TargetKind.DATE in (mine.kind, theirs.kind):
        return mine.kind is theirs.kind and _same_term(
            mine.span.quote(one), theirs.span.quote(other)
        )
    if {mine.sign, theirs.sign} & _UP and {mine.sign, theirs.sign} & _DOWN:
        return False
    factor = conversion(mine, theirs)
    if factor is None:
        return False
    figures = [t.low if t.low is not None else t.high for t in (mine, theirs)]
    if figures[0] is None or figures[1] is None:
        return False
    return abs(figures[0] - figures[1] * factor) <= 1e-6 * max(1.0, abs(figures[0]))


def _same_term(one: str, other: str) -> bool:
    year = named_year(one) or named_year(other) or 2000
    days = [read_days(text, year=year) for text in (one, other)]
    if days[0] is not None and days[1] is not None:
        return bool(_last_days(days[0]) & _last_days(days[1]))
    if days != [None, None]:
        return False
    plain = [_MONTHLY.sub("", _folded(text)) for text in (one, other)]
    numbers = [_DAY.findall(text) for text in plain]
    return plain[0] == plain[1] or (len(numbers[0]) == 1 and numbers[0] == numbers[1])


def _last_days(days: DayRange) -> set[date]:
    return {days.last, days.sure}
