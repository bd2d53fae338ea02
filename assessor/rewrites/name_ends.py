"""The end of a name: degree words, measure and aspect, which leave the object before them."""

import re
from dataclasses import dataclass

from assessor.rewrites.name_phrases import (
    fixed_end,
    named,
    trailed,
    unqualified,
    whole_words,
    word_at,
)
from assessor.rewrites.name_words import (
    any_of,
    aspect_class,
    aspects,
    generic_names,
    measures,
    words_of,
)
from assessor.text.segment import tagged_words

_LOOKS = re.compile(r".容.貌$")
_WIDE = re.compile(r"(?<=面)[广宽]$")
_QUALITIES = re.compile(rf"(?:[、和与]?(?:{any_of('image_quality')}))+$")
_ABSENT = re.compile(r"(?<=..)[无未](?!害|线|人机|障碍|纸|烟|偿)..$")
_MEASURING = frozenset("率量额数度费比")
_PAIR = re.compile(r"^(.{3,})([和与及、])(.{1,4})$")


@dataclass(frozen=True, slots=True)
class Ending:
    """Object, aspect and measure of a clause; the fields are those of ``NameParts``."""

    object: str = ""
    aspect: str = ""
    aspect_class: str = ""
    measure: str = ""


def ending_of(text: str) -> Ending:
    """Strip degree words, measure and aspect from the end; what is left is the object."""
    text = untailed(text)
    measure = _measure(text)
    if measure:
        return _measured(text, _extended(text, measure))
    if _LOOKS.search(text):
        return Ending(named(text), "", "environment")
    act = words_of("acting").suffix(text)
    aspect = _aspect(text)
    kind = aspect_class(aspects().suffix(aspect))
    if aspect and _cuts(text, aspect):
        rest = unqualified(_paired(untailed(text[: -len(aspect)]), kind), "aspect_qualifier")
        if act and rest and aspect.endswith(act):  # 单位正常办公
            return Ending(named(unqualified(rest, "aspect_qualifier")) + act, "", kind)
        rest = _unpictured(rest, aspect)
        if rest and (head := _head_of(aspect, rest)):
            return Ending(named(rest + head), aspect.removeprefix(head), kind)
        if words_of("localizer").suffix(rest):
            return Ending(named(text), "", kind)
        thing = named(rest)
        if not thing and _stays(text, kind):
            return Ending(text, "", kind)
        return Ending(_specific(thing), aspect, kind)
    return Ending(_specific(named(text)), "", kind)


def _head_of(aspect: str, rest: str) -> str:
    """Return the part of an attribute that is a thing with the word before it: 辐射安全|水平."""
    head = aspect[:2] if len(aspect) > 2 else ""
    term = words_of("inseparable").suffix(rest + head) if head else ""
    return head if head == "服务" or len(term) > 2 else ""


def _unpictured(rest: str, aspect: str) -> str:
    """Drop the further attributes before the last one: 准确性|及时性, 城市开放包容|形象."""
    other = aspects().suffix(rest)
    if aspect.endswith("性") and other.endswith("性") and _cuts(rest, other):
        return rest[: -len(other)]
    return _QUALITIES.sub("", rest) if aspect in words_of("image") else rest


def _specific(thing: str) -> str:
    return "" if thing in words_of("generic") else thing


def _measured(text: str, measure: str) -> Ending:
    rest = _unpictured(text[: -len(measure)], measure)
    kind = aspect_class(measure)
    thing = _specific(named(unqualified(rest, "qualifier")))
    if len(thing) == 1:
        thing, measure = "", text  # 再犯罪率
    return Ending(
        thing,
        measure if kind else "",
        kind or aspect_class(aspects().suffix(rest)),
        measure,
    )


def _aspect(text: str) -> str:
    """Return the attribute that ends ``text``, with those of its class joined to it."""
    aspect = aspects().suffix(text)
    for _ in range(3):
        before = text[: -len(aspect)]
        joined = before[:-1] if aspect and before[-1:] in ("和", "与", "、", "及") else ""
        other = aspects().suffix(joined)
        if not other or aspect_class(other) != aspect_class(aspects().suffix(aspect)):
            break
        aspect = text[len(joined) - len(other) :]
    return aspect


def _paired(text: str, kind: str) -> str:
    """Drop a like attribute within the rest: 戒断信心和戒断|决心 tells of 戒断."""
    pair = _PAIR.match(text)
    if not pair:
        return text
    other = aspects().suffix(pair[1])
    if not other or aspect_class(other) != kind:
        return text
    first = pair[1][: -len(other)]
    return first if first.endswith(pair[3]) else first + pair[2] + pair[3]


def untailed(text: str) -> str:
    """Strip degree words, results and empty nouns from the end of ``text``."""
    for _ in range(8):
        text = _WIDE.sub("", trailed(text))
        absent = words_of("absent").suffix(text)
        if not absent and (none := _ABSENT.search(text)) and word_at(text, none.start()):
            absent = none[0]
        tail = absent if len(absent) < len(text) else ""
        tail = tail or _empty_tail(text)
        if not tail:
            break
        text = text[: -len(tail)]
    return text


def _empty_tail(text: str) -> str:
    """Return the degree word or empty noun that ends ``text``, no aspect, measure or fixed term."""
    empty, result = words_of("empty").suffix(text), words_of("result").suffix(text)
    tail = result if len(result) > len(empty) else empty
    if (
        not tail
        or len(tail) >= len(text)
        or (tail == "工作" and len(text) < 5)
        or len(aspects().suffix(text)) >= len(tail)
        or measures().suffix(text)
        or words_of("inseparable").suffix(text)
        or fixed_end(text, len(text) - len(tail))
    ):
        return ""
    return tail


def _extended(text: str, measure: str) -> str:
    """Take in a single character before a measure, for it is no word without it: 取|水量."""
    rest = text[: -len(measure)]
    if (
        len(rest) < 2
        or len(measure) > 2
        or measure[-1] not in "率量额数"
        or measure in ("人数", "总数", "数量")
    ):
        return measure
    before = tagged_words(rest)[-1].text
    loose = before in words_of("qualifier") or before in words_of("leftover")
    return before + measure if len(before) == 1 and before.isalnum() and not loose else measure


def _measure(text: str) -> str:
    """Return the measure that ends ``text``, ``""`` if none does."""
    known = measures().suffix(text)
    if len(words_of("no_cut").suffix(text)) >= max(len(known), 1):
        return ""
    if len(known) == 2 and known[1] == "数" and not word_at(text, len(text) - 2):
        known = "数"  # 审结案件|数, not 审结案|件数
    if known in words_of("noun_number"):
        known = "数量" if known.endswith("数量") else "数"
    if len(known) > 1 or known == "数":
        return known
    if text[-1:] not in _MEASURING or aspects().suffix(text):
        return ""
    return "费" if text.endswith("费") else _coined(text)


def _coined(text: str) -> str:
    """Return the last word of ``text`` as a measure that no list holds: 挂接率, 减排量."""
    taken = ""
    for word in reversed(tagged_words(text)):
        if len(taken) > 2 or (len(taken) == 2 and len(word.text) > 1):
            break
        taken = word.text + taken
    if taken == text and len(text) > 3:
        return text[-1]
    return taken if 1 < len(taken) <= 5 else ""


def _cuts(text: str, aspect: str) -> bool:
    """Return whether ``aspect`` can be cut off: no part of a term, no thing of its own."""
    start = len(text) - len(aspect)
    if start == 0:
        return True
    if aspect in words_of("concrete") or aspect_class(aspect) == "ecology":
        return False
    term = words_of("inseparable").suffix(text)
    if len(term) > len(aspect) or (term and term == aspect):
        return False
    if fixed_end(text, start):
        return False
    return whole_words(text, start)


def _stays(text: str, kind: str) -> bool:
    """Return whether an attribute that is the whole name is a thing of its own."""
    if text in words_of("generic"):
        return False
    return (
        kind == "ecology" or text in words_of("inseparable") or text in words_of("concrete")
    ) and text not in generic_names()
