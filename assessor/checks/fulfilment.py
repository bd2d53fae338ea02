"""Whether an actual value reaches its target: by figure, date, range, sign or label.

The direction is that of the sign, else of the name; where neither tells, only equality is judged.
Everything that is not certain stays undecided and says why.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from assessor.checks.asides import binding_asides, without_asides
from assessor.checks.comparable_figures import conversion
from assessor.checks.deadline_outcomes import deadline_outcome, is_recurring
from assessor.checks.directions import Better
from assessor.checks.figure_comparison import Comparison, Outcome, compare_figures
from assessor.checks.word_lists import check_pattern, check_terms
from assessor.checks.yearly_counts import yearly
from assessor.core.span import Span
from assessor.core.submission import Indicator
from assessor.core.target import Sign, Target, TargetKind
from assessor.text.normalise import normalise
from assessor.text.target_grammar import parse_targets

__all__ = ["Comparison", "Fulfilment", "Label", "Outcome", "fulfilment_of", "label_of"]

_MARKS = " \t\r\n\u3000。．.；;，,、（）()“”\"'"
_NOWHERE = Span(0, 0)
_NEAR = 4


class Label(StrEnum):
    """The labels of qualitative actuals; values are groups of the word list."""

    REACHED = "reached"
    PARTLY = "partly"
    MISSED = "missed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fulfilment:
    """What an actual value says of its target.

    Attributes
    ----------
    outcome
        Reached, missed, reached partly, or undecided.
    ratio
        1 = exactly, more = better than asked for, direction aware; ``None`` where no figures are.
    better
        Which way is better, ``None`` if nothing tells.
    target, actual
        The figures or dates that were compared.
    span
        The words of the actual value that decide.
    why
        Chinese, why it is undecided; ``""`` otherwise.
    """

    outcome: Outcome
    ratio: float | None = None
    better: Better | None = None
    target: Target | None = None
    actual: Target | None = None
    span: Span = _NOWHERE
    why: str = ""

    @property
    def fell_short(self) -> bool:
        """Whether the target was certainly not (wholly) reached."""
        return self.outcome in (Outcome.MISSED, Outcome.PARTLY)


def label_of(text: str) -> Label | None:
    """Return the label that an actual value consists of, ``None`` if it is none."""
    plain = "".join(normalise(text).split()).strip(_MARKS)
    return next((label for label in Label if plain in check_terms(f"fulfilment.{label}")), None)


@lru_cache(maxsize=16384)
def fulfilment_of(row: Indicator, year: int | None = None) -> Fulfilment:
    """Compare the actual value of a row with its target.

    Parameters
    ----------
    year
        Year of the submission, for dates that name none.
    """
    if not row.actual.strip(_MARKS + "-—–/"):
        return _undecided("没有填写实际完成值", row)
    value = row.value if row.value.strip() else row.cycle_value
    label = label_of(row.actual)
    if label is not None:
        return Fulfilment(outcome=Outcome(label.value), span=_whole(row))
    if is_recurring(value):
        return _by_date(row, value, year)
    every = tuple(t for t in parse_targets(value) if t.kind in _MEASURED)
    whole = binding_asides(value, every)
    targets = every if whole else without_asides(value, every)
    if not targets:
        return _by_words(row, value)
    if any(target.doubtful for target in targets):
        return _undecided("指标值读不准", row)
    if targets[0].kind is TargetKind.DATE:
        return _by_date(row, value, year)
    numbers = tuple(t for t in targets if t.kind is not TargetKind.DATE)
    return _by_figures(row, numbers, whole=whole)


_MEASURED = (TargetKind.NUMBER, TargetKind.DATE, TargetKind.FREQUENCY)


def _whole(row: Indicator) -> Span:
    return _inked(row.actual)


def _inked(text: str) -> Span:
    """Return the span of a text without blanks at its ends, an empty one for blanks alone."""
    start = len(text) - len(text.lstrip())
    return Span(start, max(start, len(text.rstrip())))


def _undecided(why: str, row: Indicator) -> Fulfilment:
    return Fulfilment(outcome=Outcome.UNDECIDED, why=why, span=_whole(row))


def _by_words(row: Indicator, value: str) -> Fulfilment:
    """Judge a qualitative row: yes against no, or the words of the target repeated."""
    wanted, got = (normalise(text).strip(_MARKS) for text in (value, row.actual))
    if wanted in check_terms("fulfilment.yes") and got in check_terms("fulfilment.no"):
        return Fulfilment(outcome=Outcome.MISSED, span=_whole(row))
    if wanted == got or (
        wanted in check_terms("fulfilment.yes") and got in check_terms("fulfilment.yes")
    ):
        return Fulfilment(outcome=Outcome.REACHED, span=_whole(row))
    return _undecided("定性表述无法与指标值比较", row)


def _by_date(row: Indicator, value: str, year: int | None) -> Fulfilment:
    told = deadline_outcome(value, row.actual, year)
    dates = (t for t in parse_targets(value) if t.kind is TargetKind.DATE)
    return Fulfilment(
        outcome=told.outcome,
        target=next(dates, None),
        span=_whole(row) if told.span is None else told.span,
        why=told.why,
    )


def _by_figures(row: Indicator, targets: tuple[Target, ...], *, whole: bool) -> Fulfilment:
    targets = tuple(yearly(target) for target in targets)
    figures = _figures(row, whole=whole)
    if not figures:
        return _without_figures(row, targets)
    pairs = _paired(targets, figures, normalise(row.actual))
    if pairs is None:
        return _undecided("实际完成值与指标值口径不同，无法比较", row)
    compared = [_compare(row, target, actual) for target, actual in pairs]
    worst = min(range(len(pairs)), key=lambda i: _ORDER.index(compared[i].outcome))
    (target, actual), result = pairs[worst], compared[worst]
    return Fulfilment(
        outcome=result.outcome,
        ratio=result.ratio if len(pairs) == 1 else None,
        better=result.better,
        target=target,
        actual=actual,
        span=actual.span,
        why="" if result.outcome is not Outcome.UNDECIDED else "指标的方向不明确，无法比较",
    )


_ORDER = (Outcome.MISSED, Outcome.PARTLY, Outcome.UNDECIDED, Outcome.REACHED)


def _figures(row: Indicator, *, whole: bool) -> tuple[Target, ...]:
    """Return the figures of an actual value that tell the result, not parts or comparisons.

    Figures in brackets count only where the target prints figures there too (``whole``).
    """
    text = normalise(row.actual)
    every = parse_targets(row.actual)
    return tuple(
        yearly(target)
        for target in (every if whole else without_asides(row.actual, every))
        if target.kind in (TargetKind.NUMBER, TargetKind.FREQUENCY)
        and (target.low is not None or target.high is not None)
        and (whole or not _is_part(text, target.span))
    )


def _is_part(text: str, span: Span) -> bool:
    clause = max(text.rfind(mark, 0, span.start) for mark in "，,；;。:：")
    before = text[clause + 1 : span.end]
    return check_pattern("fulfilment.parts").search(before) is not None


def _without_figures(row: Indicator, targets: tuple[Target, ...]) -> Fulfilment:
    """Judge words beside a figure: 未发生 beside 0, 全部 beside 100 %."""
    text = normalise(row.actual).strip(_MARKS)
    bounds = {target.low if target.low is not None else target.high for target in targets}
    if len(targets) == 1:
        limit = targets[0].sign in (Sign.AT_MOST, Sign.LESS_THAN)
        nothing = text.startswith(check_terms("fulfilment.none"))
        if limit and nothing and bounds != {0.0}:
            return Fulfilment(outcome=Outcome.REACHED, target=targets[0], span=_whole(row))
        if bounds == {0.0} and nothing:
            return Fulfilment(
                outcome=Outcome.REACHED, ratio=1.0, target=targets[0], span=_whole(row)
            )
        if bounds == {100.0} and check_pattern("fulfilment.entire").search(text):
            return Fulfilment(outcome=Outcome.REACHED, target=targets[0], span=_whole(row))
    return _undecided("实际完成值没有数字，无法与指标值比较", row)


def _paired(
    targets: tuple[Target, ...], figures: tuple[Target, ...], text: str
) -> list[tuple[Target, Target]] | None:
    if len(targets) == 1:
        fitting = [f for f in figures if _comparable(targets[0], f, others=len(figures) > 1)]
        if len(fitting) > 1:
            fitting = [f for f in fitting if _is_total(text, f)]
        return [(targets[0], fitting[0])] if len(fitting) == 1 else None
    if len(targets) != len(figures):
        return None
    pairs = list(zip(targets, figures, strict=True))
    return pairs if all(conversion(t, f) is not None for t, f in pairs) else None


def _is_total(text: str, figure: Target) -> bool:
    """Tell whether a figure is the sum of the others: 全年共612人."""
    before = text[max(0, figure.span.start - _NEAR) : figure.span.end]
    return check_pattern("fulfilment.totals").search(before) is not None


def _comparable(target: Target, figure: Target, *, others: bool) -> bool:
    if conversion(target, figure) is None:
        return False
    return not (others and bool(target.unit) and not figure.unit)


def _compare(row: Indicator, target: Target, actual: Target) -> Comparison:
    factor = conversion(target, actual) or 1.0
    bound = actual.low if actual.low is not None else actual.high
    figure = (bound or 0.0) * factor
    if actual.sign is not Sign.PLUS_MINUS and _opposed(row, target, actual):
        figure = -figure
    return compare_figures(row, target, figure)


def _opposed(row: Indicator, target: Target, actual: Target) -> bool:
    """Tell whether a rise was wanted and a fall reported, or the other way round."""
    value = normalise(row.value if row.value.strip() else row.cycle_value)
    wanted = _turn(value[: target.span.end]) or _turn(normalise(row.name)[-5:])
    return _turn(normalise(row.actual)[: actual.span.end]) * wanted < 0


def _turn(text: str) -> int:
    found: Iterable[tuple[int, int]] = (
        (match.start(), sign)
        for group, sign in (("rising", 1), ("falling", -1))
        for match in check_pattern(f"fulfilment.{group}").finditer(text)
    )
    return max(found, default=(0, 0))[1]
