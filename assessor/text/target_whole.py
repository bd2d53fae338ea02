"""Values that are one thing as a whole: placeholders, open words, event-bound deadlines."""

import re
from functools import cache

from assessor.core.span import Span
from assessor.core.target import Sign, Target, TargetKind
from assessor.text.target_patterns import (
    SYMBOL,
    compiled,
    sign_table,
    suffix,
    trie,
    unit_pattern,
)
from assessor.text.target_words import target_words

_LONGEST = 24
_MARKS = ",;。、!?:：()【】"


@cache
def _empty_value() -> re.Pattern[str]:
    """Return the pattern of a value that holds nothing: /, XX场, ≥, bare units, 无."""
    words = target_words()
    filler = rf"(?:[xX×*_…·.\-—–―/\\~]|【_*】|\(\s*\)|{trie(words.placeholders.terms)})"
    one = rf"[万亿百千]*{unit_pattern()}"
    unit = rf"(?:{one}(?:\s*[/·.*×每(]+\s*{one}\)?)*)"
    sign = trie(set(sign_table()))
    return compiled(
        rf"\s*(?![A-Z]\s*$)(?:{SYMBOL}\s*(?=$)|(?:{SYMBOL}|{sign})?\s*"
        rf"(?:(?:{filler}\s*)+{unit}?(?:{suffix().pattern})|{unit}))\s*。?\s*$"
    )


@cache
def _whole_open() -> frozenset[str]:
    return frozenset(target_words().open_words.terms)


@cache
def _whole_deadline() -> re.Pattern[str]:
    """Return the pattern of a value that is one event-bound deadline: 会议召开前."""
    words = target_words()
    done = trie(words.date_completions.terms)
    return compiled(
        rf"(?P<blank>\s*)[^\s\d{_MARKS}]{{1,12}}{trie(words.event_ends.terms)}"
        rf"(?P<tail>之前|以前|前)(?:全部)?(?:{done})?\s*$"
    )


def read_word_value(text: str) -> Target | None:
    """Return the target of a short value that is nothing but an open word or a blank."""
    stripped = text.strip()
    if len(stripped) > _LONGEST:
        return None
    if stripped in _whole_open():
        kind = TargetKind.OPEN
    elif _empty_value().match(text):
        kind = TargetKind.PLACEHOLDER
    else:
        return None
    start = text.index(stripped)
    return Target(kind=kind, span=Span(start, start + len(stripped)))


def read_event_deadline(text: str) -> Target | None:
    """Return the target of a short value that is one event-bound deadline: 会议召开前."""
    match = _whole_deadline().match(text) if len(text) <= 2 * _LONGEST else None
    if match is None:
        return None
    start, end = match.end("blank"), match.end("tail")
    return Target(
        kind=TargetKind.DATE,
        span=Span(start, end),
        sign=Sign.AT_MOST,
        deadline=text[start:end].replace(" ", ""),
    )
