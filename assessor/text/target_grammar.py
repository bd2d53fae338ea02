"""The target-value grammar: from a printed value to typed targets.

``parse_targets`` reads every target of a value in reading order. It is conservative in running
text, so that it can also tell whether an indicator *name* carries a target.

What it decides where usage is divided:

- 以下 and 以内 include the figure (≤), 达到 is ≥, 达 and 为 are =.
- 千, 百 and 十 multiply, 万 and 亿 stay in the unit: 8千元 is 8000 元, 3千万元 is 3000 万元.
- Shares are per cent: 九成五 is 95 %, 三分之二 is 66.7 %; 百分之 gives %, 千分之 ‰, 万分之 ‱.
- A ratio keeps its other side: 1:18 is 18 with unit ``1:``, 15:1 is 15 with unit ``:1``.
- 每季度1次 without a sign is a FREQUENCY with its count, 每年不少于2次 a NUMBER.
- 每年 before money is a denominator (per), before anything else a frequency.
- 全年, 7×24小时, 日产日清, 即时办结 are PERIODs, their words stand in ``frequency``;
  当日 and 年内 are DATEs. 2个工作日内 is a NUMBER.
- A date before a figure in the same clause is the deadline of that NUMBER, no own target.
"""

from functools import lru_cache

from assessor.core.target import Target, TargetKind
from assessor.text.normalise import normalise
from assessor.text.target_figures import join_spaced_digits
from assessor.text.target_render import render
from assessor.text.target_scanner import scan
from assessor.text.target_whole import read_event_deadline, read_word_value

__all__ = ["has_quantity", "parse_targets", "render"]

_QUANTITIES = frozenset(
    (TargetKind.NUMBER, TargetKind.DATE, TargetKind.PERIOD, TargetKind.FREQUENCY)
)
_LONGEST_CACHED = 256


def parse_targets(value: str) -> tuple[Target, ...]:
    """Read all targets of a value.

    Parameters
    ----------
    value
        The value as printed; any string.

    Returns
    -------
    tuple of Target
        In reading order, spans quote ``value`` and do not overlap. Empty for an empty value
        and for words that the grammar is not certain of.

    Examples
    --------
    >>> [(t.sign.value, t.low, t.unit) for t in parse_targets("每年不少于2次") if t.sign]
    [('≥', 2.0, '次')]
    """
    return _cached(value) if len(value) <= _LONGEST_CACHED else _parse(value)


def has_quantity(targets: tuple[Target, ...]) -> bool:
    """Tell whether any of ``targets`` decides by a number, date, period or frequency."""
    return any(target.kind in _QUANTITIES for target in targets)


def _parse(value: str) -> tuple[Target, ...]:
    text = join_spaced_digits(normalise(value))
    if not text.strip():
        return ()
    word = read_word_value(text)
    if word is not None:
        return (word,)
    targets = scan(text)
    if targets:
        return targets
    deadline = read_event_deadline(text)
    return () if deadline is None else (deadline,)


_cached = lru_cache(maxsize=65536)(_parse)
