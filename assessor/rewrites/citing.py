"""The guard of what is shown: where each figure of a rewrite comes from, and which come from nowhere.

It trusts no maker: a figure stands in a text that the grounding cites, in the row's own texts, or
it is 100% or 0 and the row's own words say all or none.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from assessor.core.rewrite import FigureSource, RewrittenRow
from assessor.core.submission import Indicator
from assessor.rewrites.allness import all_said, none_said, takes_back
from assessor.rewrites.case import Case, Draft
from assessor.rewrites.figures import Figure, figures_of, ungrounded

OWN_VALUE = "原指标值"
OWN_NAME = "原指标名称"
OWN_WORDS = "原指标"
_UNIT = re.compile(r"[%‰]|[个\u4e00-\u9fff/·]{0,4}")


@dataclass(frozen=True, slots=True)
class _Printed:
    """A figure of the rewrite with the text that follows it."""

    figure: Figure
    behind: str
    in_value: bool


def cited(
    case: Case, draft: Draft, rows: Iterable[RewrittenRow]
) -> tuple[tuple[FigureSource, ...], tuple[str, ...]]:
    """Return the sources of all figures, and the figures that have none.

    Figures that the row itself prints are cited from it; 100% and 0 that it does not print, from
    the words that say all or none (DESIGN.md 6).
    """
    sources, missing = list(draft.sources), []
    given = {figure.key for source in draft.sources for figure in figures_of(source.text)}
    for printed in _printed(rows):
        if printed.figure.key in given:
            continue
        source = _from_row(printed, case.indicator) or _from_words(printed, case)
        if source is not None:
            sources.append(source)
        elif not _multiplied(printed.figure, [source.text for source in draft.sources]):
            missing.append(printed.figure.text)
    return tuple(dict.fromkeys(sources)), tuple(missing)


def _printed(rows: Iterable[RewrittenRow]) -> Iterator[_Printed]:
    for row in rows:
        for text, in_value in ((row.name, False), (row.value, True)):
            for figure in figures_of(text):
                yield _Printed(figure, text[figure.span.end :], in_value)


def _from_row(printed: _Printed, row: Indicator) -> FigureSource | None:
    """Cite the row's own text that prints the figure; a 100% that it takes back is not printed."""
    figure = printed.figure
    texts = ((row.value, OWN_VALUE), (row.cycle_value, OWN_VALUE), (row.name, OWN_NAME))
    for text, place in texts:
        for own in figures_of(text):
            if own.key != figure.key or (figure.key == "100" and takes_back(text)):
                continue
            unit = _shared(printed.behind, text[own.span.end :])
            return _source(f"{figure.text}{unit}", text, place, row)
    # 300 under 金额（万元）: the digits stand in one text, what multiplies them in another.
    for text, place in texts:
        if any(own.mantissa == figure.mantissa != figure.key for own in figures_of(text)):
            has_all = _multiplied(figure, [row.value, row.cycle_value, row.name, row.unit])
            return _source(figure.text, text, place, row) if has_all else None
    return None


def _multiplied(figure: Figure, texts: list[str]) -> bool:
    """Tell whether the texts print the digits of a figure and, elsewhere, its 万 or 亿."""
    return figure.mantissa != figure.key and not ungrounded([figure.text], texts)


def _from_words(printed: _Printed, case: Case) -> FigureSource | None:
    """Cite the words that stand for 100% or 0."""
    if not printed.in_value:
        return None
    unit = _UNIT.match(printed.behind)
    figure = printed.figure.text + (unit.group() if unit else "")
    if printed.figure.key == "100" and printed.behind.startswith("%"):
        said = all_said(case)
    elif printed.figure.key == "0":
        said = none_said(case)
    else:
        said = None
    return _source(figure, said.text, OWN_WORDS, case.indicator) if said else None


def _source(figure: str, text: str, place: str, row: Indicator) -> FigureSource:
    return FigureSource(figure=figure, text=text.strip(), place=place, origin=row.origin)


def _shared(behind: str, own: str) -> str:
    """Return the unit that both texts print behind the figure."""
    units = [_UNIT.match(text) for text in (behind, own)]
    new, old = (unit.group() if unit else "" for unit in units)
    size = next((i for i, (a, b) in enumerate(zip(new, old, strict=False)) if a != b), None)
    return new[: min(len(new), len(old)) if size is None else size]
