"""Findings as evidence of a review: what stands where, alike ones told once with all their places."""

import re
from collections.abc import Iterable, Sequence

from assessor.core.located import Located
from assessor.reports.finding_words import message_of, printed_words, quoted, where

_LEAST_ALIKE = 3
_MOST_TOGETHER = 15  # places of one line; more are told in a further line
_OWN_WORDS = re.compile(r"“[^“”]*”|[\d.]+")


def evidence_lines(found: Iterable[Located], titles: dict[str, str]) -> tuple[str, ...]:
    """Return cited findings, the gravest first, else in the order of the document.

    Parameters
    ----------
    titles
        Chinese name of each check by its code.
    """
    alike: dict[tuple[str, str], list[Located]] = {}
    for located in sorted(found, key=lambda located: located.finding.severity.rank):
        pattern = _OWN_WORDS.sub("", message_of(located))
        alike.setdefault((located.finding.code, pattern), []).append(located)
    return tuple(line for group in alike.values() for line in _lines(group, titles))


def _lines(group: list[Located], titles: dict[str, str]) -> Iterable[str]:
    if len(group) < _LEAST_ALIKE:
        yield from (f"{_said(located)}。{_mark(located, titles)}" for located in group)
        return
    for start in range(0, len(group), _MOST_TOGETHER):
        yield _together(group[start : start + _MOST_TOGETHER], titles)


def _together(group: Sequence[Located], titles: dict[str, str]) -> str:
    first, *rest = group
    if not rest:
        return f"{_said(first)}。{_mark(first, titles)}"
    places = "；".join(_place(located) for located in rest)
    return (
        f"{_said(first)}。同样的问题还有 {len(rest)} 处：{places}。"
        f"{_mark(first, titles, count=len(group))}"
    )


def _said(located: Located) -> str:
    words = printed_words(located)
    return f"{where(located)}{f'：原文{words}' if words else ''}：{message_of(located)}"


def _place(located: Located) -> str:
    place, words = where(located), located.finding.text.strip()
    return f"{place}{quoted(words)}" if words and words not in place else place


def _mark(located: Located, titles: dict[str, str], *, count: int = 1) -> str:
    finding = located.finding
    several = f"，{count} 处" if count > 1 else ""
    return f"［{titles.get(finding.code) or finding.code}，{finding.severity.chinese}{several}］"
