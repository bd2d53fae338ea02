"""Comparing what two printed phrases are about: content words and whether a text covers them."""

import re
from functools import cache, lru_cache

from assessor.text.lexicon import terms_of
from assessor.text.normalise import normalise
from assessor.text.segment import tagged_words

_EMPTY_TAGS = frozenset("upcmqxwyeorfdz")
_NEGATIVE = frozenset("不未无非没")
_WORD = re.compile(r"[0-9A-Za-z\u3400-\u9fff]")
_LONGEST = 200


def listed(group: str) -> tuple[str, ...]:
    """Return the terms of a group of ``lexicons/grounding.yaml``."""
    return terms_of(f"grounding.{group}", package="assessor.rewrites", folder="lexicons")


@cache
def listed_pattern(group: str) -> re.Pattern[str]:
    """Return a pattern that finds any entry of a group of regular expressions."""
    return re.compile("|".join(f"(?:{entry})" for entry in listed(group)))


@cache
def _stops() -> frozenset[str]:
    return frozenset(listed("stop_words"))


@cache
def _acts() -> dict[str, str]:
    lines = [entry.split("=") for entry in listed("same_acts")]
    return {word: line[0] for line in lines for word in line}


@lru_cache(maxsize=16384)
def plain_phrase(text: str) -> str:
    """Return ``text`` normalised, without signs, with one word for each act."""
    text = listed_pattern("sign_patterns").sub(" ", normalise(text[:_LONGEST]))
    for word, act in _acts().items():
        if word != act:
            text = text.replace(word, act)
    return text


@lru_cache(maxsize=8192)
def content_words(text: str) -> tuple[str, ...]:
    """Return the words of ``text`` that say what it is about, in order.

    Stop words, counting measures, numerals and particles are left out; a negation is kept.
    """
    plain = listed_pattern("counting_patterns").sub(" ", plain_phrase(text))
    found = (_content(word, tag) for word, tag in tagged_words(plain))
    return tuple(dict.fromkeys(word for word in found if word))


def _content(word: str, tag: str) -> str:
    if not _WORD.match(word) or word in _stops() or word.isdigit():
        return ""
    for tail in listed("measure_tails"):
        if word.endswith(tail):
            word = word[: -len(tail)]
            break
    if not word or word in _stops():
        return ""
    if tag == "d" and _NEGATIVE.isdisjoint(word):
        return ""
    if len(word) == 1 and word not in _NEGATIVE and tag[0] in _EMPTY_TAGS:
        return ""
    return word


@lru_cache(maxsize=8192)
def has_noun(text: str) -> bool:
    """Tell whether ``text`` names a thing rather than only an act or a measure of one."""
    return any(
        tag[0] in "nil" and _content(word, tag) == word and not is_rate(word)
        for word, tag in tagged_words(plain_phrase(text))
    )


def is_rate(word: str) -> bool:
    """Tell whether a word is a measure that makes a name what it is (合格率, 满意度)."""
    return len(word) >= 2 and word.endswith(("率", "度", "比例", "占比", "比重"))


@lru_cache(maxsize=16384)
def covers(text: str, word: str) -> bool:
    """Tell whether ``text`` holds ``word``, be it cut into other words."""
    if word in text:
        return True
    if len(word) < 3:
        return False
    held = [False] * len(word)
    for start in range(len(word) - 1):
        if word[start : start + 2] in text:
            held[start] = held[start + 1] = True
    edges = listed("loose_edges")
    return any(held) and all(
        hit or (place == len(word) - 1 and word[place] in edges) for place, hit in enumerate(held)
    )
