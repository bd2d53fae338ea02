"""Averages that a text gives with the counts they are made of: 8间全年7536小时，平均每间942小时.

They are only confirmed: that other counts are meant cannot be excluded.
"""

import re
from collections.abc import Iterator, Sequence

from assessor.checks.amounts import yuan
from assessor.checks.claim_text import Amount, amounts_in
from assessor.checks.quantities import base_unit, written
from assessor.checks.reckoning import ToldSum, Verdict
from assessor.core.span import Span

_MEAN = re.compile(
    r"(?:(?P<short>[人户亩间台套座场村校生次家辆班])均|(?:平均)?每一?(?P<each>[\u4e00-\u9fff]))"
    r"(?P<words>[\u4e00-\u9fff]{0,8})$"
)
_ABOUT = re.compile(r"约|近|左右")
_PEOPLE = ("人", "人次", "名", "生")
_MOST = 300
_LEAST_FIGURES = 2


def told_averages(plain: str) -> Iterator[ToldSum]:
    """Yield the averages of a normalised text that a count and a total of it explain."""
    amounts = [
        a
        for a in amounts_in(plain, Span(0, len(plain)))
        if a.kind not in ("share", "score", "") and a.unit not in ("分", "年", "月", "日")
    ]
    if len(amounts) > _MOST:
        return  # :mod:`told_sums` says so, its bound is the same
    for at, mean in enumerate(amounts):
        start = amounts[at - 1].span.end if at else 0
        named = _MEAN.search(plain[max(start, mean.span.start - 16) : mean.span.start])
        if named is None or len(written(mean.value).strip("0.")) < _LEAST_FIGURES:
            continue
        told = _explained(plain, mean, named["short"] or named["each"], amounts[:at])
        if told is not None:
            yield told


def _explained(plain: str, mean: Amount, thing: str, before: Sequence[Amount]) -> ToldSum | None:
    about = _ABOUT.search(plain[max(0, mean.span.start - 2) : mean.span.end + 2]) is not None
    slack = mean.slack or 0.5 * _last_place(mean, about=about)
    for count in reversed(before):
        if not _is_of(count, thing, plain):
            continue
        for total in reversed(before):
            if total is count or not _alike(total, mean) or not count.value:
                continue
            computed = total.value / count.value
            if abs(computed - mean.value) <= slack + total.slack / count.value + 1e-6:
                shown = _shown(total.value, total)
                why = (
                    f"{shown}÷{written(count.value)}{count.unit}＝{_shown(mean.value, mean)}，一致"
                )
                first = min(count.span.start, total.span.start)
                return ToldSum(verdict=Verdict.AGREES, span=Span(first, mean.span.end), why=why)
    return None


def _last_place(mean: Amount, *, about: bool) -> float:
    """Return the last printed place of a whole figure; one given as about may be rounded to tens."""
    return 10.0 if about and mean.value % 10 == 0 else 1.0


def _is_of(count: Amount, thing: str, plain: str) -> bool:
    if count.kind == "persons" and thing in _PEOPLE:
        return True
    return (count.unit + plain[count.span.end : count.span.end + 3]).startswith(thing)


def _alike(total: Amount, mean: Amount) -> bool:
    if mean.kind == "元":
        return total.kind == "元"
    return base_unit(total.unit)[0] == base_unit(mean.unit)[0]


def _shown(value: float, like: Amount) -> str:
    return yuan(round(value, 2)) if like.kind == "元" else f"{written(round(value, 4))}{like.unit}"
