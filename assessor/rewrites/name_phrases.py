"""Noun phrases: where words begin and end in them, and what must not be left at their ends."""

import re
from functools import lru_cache

from assessor.rewrites.name_cleaning import MARKS
from assessor.rewrites.name_words import any_of, verbs, words_of
from assessor.text.lexicon import fixed_spans, terms_of
from assessor.text.segment import tagged_words

_JOINING = frozenset(
    ("和", "与", "及", "、", "或", "并", "且", "而", "以及", "并且", "从而", "的", "之")
)
_MADE = frozenset("在为以")
_COMPARED = re.compile(r"^(?:、?[^、]{2,6}?[多少][^的了、]{2,3}){1,2}$")
_LEADS = frozenset(word[0] for word in _JOINING)
_TRAILS = frozenset((*(word[-1] for word in _JOINING), "得"))
_INNER = frozenset(
    term[0] for term in terms_of("name_words.inner", package="assessor.rewrites", folder="lexicons")
)
_LONGEST_GROUP = 8
_BREAKS = frozenset("、，和与及或对为“《")
_AGAINST = re.compile(r"(?:较|比)(?:上年|去年|20[0-9]{2}年).*$")
_MIDST = re.compile(r"(?<=..)在(.{2,}?)(?:过程中|中|上|里|内|方面|领域)?$")
_TOWARDS = re.compile(r"(?<![应针面校核比绝派相反一成结])对(?![象口外接策账比齐等应称抗话手])于?")
_DESCRIBED = re.compile(rf"^(?:(?:{any_of('adjective')})[、，和与及且又]?(?:而)?)+的")


@lru_cache(maxsize=4096)
def _fixed(text: str) -> tuple[tuple[int, int], ...]:
    return tuple((span.start, span.end) for span in fixed_spans(text))


def fixed_end(text: str, start: int) -> bool:
    """Return whether a fixed term at the end of ``text`` reaches over ``start``."""
    return any(left < start < right and right == len(text) for left, right in _fixed(text))


def fixed_start(text: str, end: int) -> bool:
    """Return whether a fixed term at the start of ``text`` reaches over ``end``."""
    return any(left == 0 and left < end < right for left, right in _fixed(text))


def in_fixed(text: str, at: int) -> bool:
    """Return whether a fixed term of ``text`` holds the character at ``at``."""
    return any(left <= at < right for left, right in _fixed(text))


def word_at(text: str, start: int) -> str:
    """Return the word that begins at ``start``, ``""`` if none does."""
    at = 0
    for word in tagged_words(text):
        if at == start:
            return word.text
        at += len(word.text)
    return ""


def whole_words(text: str, start: int) -> bool:
    """Return whether no word of ``text`` leaves a single character before ``start``."""
    at = 0
    for word in tagged_words(text):
        if at < start < at + len(word.text):
            return start - at >= 2
        at += len(word.text)
    return True


def is_word(text: str) -> bool:
    """Return whether the segmenter takes ``text`` for one word."""
    return len(tagged_words(text)) == 1


def is_verb(text: str) -> bool:
    """Return whether ``text`` is one word and a verb."""
    words = tagged_words(text)
    return len(words) == 1 and words[0].tag[0] == "v"


def led(text: str) -> str:
    """Strip marks and joining words from the start of ``text``."""
    text = text.lstrip(MARKS)
    if text[:1] in _LEADS and len(text) > 2:
        first = tagged_words(text)[0].text
        if first in _JOINING:
            return text[len(first) :]
    return text


def trailed(text: str) -> str:
    """Strip marks and joining words from the end of ``text``."""
    text = text.rstrip(MARKS)
    if text[-1:] in _TRAILS and len(text) > 2:
        last = tagged_words(text)[-1].text
        if last in _JOINING or last == text[-1:] == "得":
            return text[: -len(last)].rstrip(MARKS)
    return text


def subject_of(text: str) -> str:
    """Return the noun phrase that begins ``text``; a saying stays whole: 数据多跑路."""
    if _COMPARED.match(text):
        return text
    taken = ""
    for word in tagged_words(text):
        if len(taken) >= 2 and (
            (word.tag[:1] in "vdaz" and word.tag != "vn") or word.text in words_of("inverse")
        ):
            break
        taken += word.text
    return taken


def undescribed(text: str) -> str:
    """Drop qualities in front of 的: 安全、舒适、便捷的实验 leaves 实验."""
    return _DESCRIBED.sub("", text)


def unqualified(text: str, group: str) -> str:
    """Drop the words that belong to the measure or aspect: 入园企业亩均|税收."""
    for _ in range(3):
        word = words_of(group).suffix(text)
        if not word or (text != word and not word_at(text, len(text) - len(word))):
            break
        text = text[: -len(word)]
    return text


def named(text: str) -> str:
    """Return ``text`` as a noun phrase that can stand before a measure."""
    text = _TOWARDS.sub("", _first_stated(undescribed(_unaveraged(text))))
    text = _AGAINST.sub("", _without_fillers(text))
    if (midst := _MIDST.search(text)) and word_at(text, midst.start()) == "在":
        text = text[: midst.start()] + midst[1]
    return _trimmed(_unaveraged(text))


def _unaveraged(text: str) -> str:
    per = words_of("per").prefix(text)
    if per and len(text) - len(per) >= 2 and word_at(text, len(per)):
        return text[len(per) :]
    return text


def _trimmed(text: str) -> str:
    """Drop what must not be left at the ends of a noun phrase."""
    while True:
        text = text.strip(MARKS)
        if text[:1] == "的" and text[:2] not in ("的确", "的士"):
            text = text[1:]
        if len(text) <= 2:
            return text.rstrip("的")
        if text[-1] == "的" and text[-2:] not in ("标的", "目的"):
            text = text[:-1]
            continue
        end = words_of("trailing").suffix(text)
        if end and len(text) - len(end) >= 2:
            text = text[: -len(end)]
        elif text[-1] in words_of("leftover") and tagged_words(text)[-1].text == text[-1]:
            text = text[:-1]
        elif _joins_first(text):
            text = text[1:]
        else:
            return text


def _joins_first(text: str) -> bool:
    """Return whether a joining word stands first; 在|谈, 为|农 make a word with what follows."""
    if text[0] not in words_of("leftover"):
        return False
    first, *others = tagged_words(text)
    return first.text == text[0] and (first.text not in _MADE or len(others[0].text) > 1)


def _without_fillers(text: str) -> str:
    """Drop 的 and the adverbs that add nothing, where they are words of their own."""
    if "的" not in text and not any(char in text for char in _INNER):
        return text
    kept = [
        word.text
        for word in tagged_words(text)
        if word.text != "的" and word.text not in words_of("inner")
    ]
    return "".join(kept)


def _first_stated(text: str) -> str:
    """Keep the first of several statements: 图书种类齐全、管理规范 tells of 图书种类."""
    if "、" not in text:
        return text
    first = text.partition("、")[0]
    stated = words_of("result").suffix(first)
    if stated and len(first) - len(stated) >= 2 and not fixed_end(first, len(first) - len(stated)):
        return first[: -len(stated)]
    return text


def group_of(text: str) -> str:
    """Return the people who stand at the head of an object, ``""`` if none do."""
    taken = ""
    for word in tagged_words(text):
        if word.text in _BREAKS or (not taken and word.text in verbs()):
            return ""
        taken += word.text
        if len(taken) > _LONGEST_GROUP:
            return ""
        if words_of("people").suffix(taken):
            return taken
    return ""
