"""What in a name makes it an aim or a slogan: its opening verb, its result, its noun of effect."""

import re
from functools import cache

from assessor.checks.underlining import placed_words, trimmed
from assessor.checks.word_lists import check_pattern, check_terms
from assessor.classifiers.row_text import RowText
from assessor.core.span import Span
from assessor.text.lexicon import alternation, fixed_spans, terms

_TAIL = re.compile(
    r"(?:情况|程度|状况|工作|指标|方面)?[\s。．.；;，,]*(?:[(（\[【][^()（）\[\]【】]*[)）\]】]\s*)?$"
)
_HEAD = re.compile(r"[\s\d.、．()（）:：\"“”‘’①-⑳-]*")
_SHORT_NAME = 6
_TOPIC = ("对", "在")
_LONGEST_WORD = 3


@cache
def _opening() -> re.Pattern[str]:
    adverbs = alternation(check_terms("w05.adverb"))
    verbs = alternation((*terms("wording.aim"), *check_terms("w05.verb")))
    return re.compile(rf"(?:(?:{adverbs})地?)*(?:{verbs})(?:[和与并、](?:{verbs}))?")


@cache
def _closing() -> re.Pattern[str]:
    nouns = (*terms("wording.effect_noun"), *check_terms("w05.noun"))
    nouns = tuple(noun for noun in nouns if noun not in check_terms("w05.counted"))
    adverbs = alternation(check_terms("w05.adverb"))
    results = alternation(check_terms("w05.result"))
    return re.compile(rf"(?:(?:{adverbs})*(?:{results})|{alternation(nouns)})$")


def aim_words(reading: RowText) -> Span | None:
    """Return the words that show an aim, ``None`` where the name is a mere attribute or object.

    A short slogan is underlined whole (提供良好平台), a long one at its opening verb, else at
    the result or noun of effect that ends it. Bare measures (社会效益, 及时性) are no aims.
    """
    if reading.bare_name in terms("generic_names.bare"):
        return None
    name = reading.name
    head = _HEAD.match(name)
    start = head.end() if head else 0
    tail = _TAIL.search(name)
    end = tail.start() if tail and tail.start() > start else len(name)
    opening = _opening_verb(name, start, end)
    closing = _closing_words(name, start, end)
    if opening is None and closing is None:
        return None
    if opening is not None and end - start <= _SHORT_NAME:
        return trimmed(name, Span(start, end))
    if closing is not None and name[start : start + 1] in _TOPIC:
        return trimmed(name, closing)  # 对…的影响, 在…中的作用
    return trimmed(name, opening or closing)


def _opening_verb(name: str, start: int, end: int) -> Span | None:
    """Return the leading adverbs and verb where they govern an object."""
    found = _opening().match(name, start, end)
    if not found or found.end() == end:
        return None
    if any(fixed.start == start for fixed in fixed_spans(name)):
        return None
    span = Span(*found.span())
    if found.group() in check_terms("w05.doubtful"):
        rest = name[span.end : end]
        return span if check_pattern("w05.more").search(rest) else None
    return span if _ends_word(name, span) else None


def _ends_word(name: str, span: Span) -> bool:
    """Tell whether a word ends with ``span``; long words such as 解决困难 are phrases."""
    for word, _ in placed_words(name):
        if word.end == span.end:
            return True
        if word.start < span.end < word.end:
            return word.end - word.start > _LONGEST_WORD
    return False


def _closing_words(name: str, start: int, end: int) -> Span | None:
    found = _closing().search(name, start, end)
    return Span(*found.span()) if found and found.start() > start else None
