"""What is taken off a printed name before it is read: numbering, markup, brackets, targets."""

import re

from assessor.rewrites.name_words import words_of
from assessor.text.lexicon import alternation, terms
from assessor.text.normalise import normalise

LONGEST = 200
MARKS = "，,。．；;、：:！!？?·…—-_~/\\|*#★☆●■◆.+=<>≥≤ "
_UNPRINTABLE = re.compile(
    r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\ufeff\ud800-\udfff\ue000-\uf8ff]"
)
_MARKUP = re.compile(r"<[/!a-zA-Z][^<>]{0,80}>")
_BRACKETS = re.compile(r"[(（\[【][^()（）\[\]【】]*[)）\]】]")
_STRAY = re.compile(r"[()（）\[\]【】{}]")
_NUMBERING = re.compile(
    r"^(?:[0-9]{1,2}(?:\.[0-9]{1,2}){0,3}[.、．)）:：]?(?=\s)"
    r"|[0-9]{1,3}[.、．)）](?![0-9])"
    r"|[(（][0-9一二三四五六七八九十]{1,3}[)）]"
    r"|[一二三四五六七八九十]{1,3}[、.．](?![一二三四五六七八九十])"
    r"|[①-⑳]|(?:三级)?指标[0-9一二三四五六七八九十]*[:：])\s*"
)
_YEAR = re.compile(r"^(?:20[0-9]{2}|[0-9]{2})年(?:度|[0-9]{1,2}月(?:底|份)?)?(?=[^前内底以至到起])")
_TARGET = re.compile(
    r"(?:[≥≤>＞<＜=＝±]|不少于|不低于|不超过|不高于|不小于|大于|小于|达到|达|约)+\s*[0-9*XxＸ×【_】]+"
    r"[0-9.,，~\-—至]*[%％‰]?[\w/·²³]{0,6}?(?:及)?(?:以上|以下|以内)?$"
)
_UNITS = alternation(
    tuple(unit for group in ("count", "people", "time", "extent", "money", "percent")
          for unit in terms(f"units.{group}"))
)  # fmt: skip
_COUNT = re.compile(
    rf"(?<![0-9A-Za-z第年月~\-—号.])[0-9]+(?:\.[0-9]+)?[万亿]?(?:{_UNITS})(?:及)?(?:以上|以内)?$"
)
_BLANKS = re.compile(r"(?<=[^\s]{4})\s+(?=[^\s]{4})")
_SPACES = re.compile(r"\s+")
_QUOTES = (("“", "”"), ("《", "》"), ("‘", "’"), ("「", "」"), ("『", "』"))
# Nothing but Chinese words; not those that may begin with a number: 一、, 二〇二五年.
_PLAIN = re.compile(r"^(?![一二三四五六七八九十])[\u4e00-\u9fa5，、]*$")
_HEADING = re.compile(r"^[^：:，,、]{1,8}[：:](?=..)")


def clean_name(name: str) -> str:
    """Return ``name`` without what does not belong to its words.

    Blanks between two longer phrases become commas, for there they part clauses.
    """
    text = normalise(name[:LONGEST])
    if _PLAIN.match(text):
        return _without_tail(text)
    text = _MARKUP.sub("", _UNPRINTABLE.sub(" ", text)).strip()
    for _ in range(3):
        text = _NUMBERING.sub("", text)
    bare = _BRACKETS.sub("", text)
    text = _STRAY.sub("", bare if len(bare.strip()) > 1 else text)
    text = _SPACES.sub("", _BLANKS.sub("，", text)).strip(MARKS)
    for left, right in _QUOTES:
        if text.count(left) != text.count(right):
            text = text.replace(left, "").replace(right, "")
    text = _HEADING.sub("", text.replace('"', ""))
    return _without_target(_YEAR.sub("", text)) or text


def _without_target(text: str) -> str:
    for form in (_TARGET, _COUNT):
        bare = form.sub("", text)
        if len(bare) > 1:
            text = bare
    return _without_tail(text)


def _without_tail(text: str) -> str:
    text = text.strip(MARKS)
    tail = words_of("empty").suffix(text)
    return text.removesuffix(tail) if tail in ("情况", "程度") and len(text) > 3 else text


def split_outside(text: str, marks: str) -> list[str]:
    """Split ``text`` at ``marks`` that stand outside quotation marks; no part is empty."""
    if not any(mark in text for mark in marks):
        return [text] if text.strip(MARKS) else []
    parts, start, depth = [], 0, 0
    for i, char in enumerate(text):
        if char in "“《‘「『":
            depth += 1
        elif char in "”》’」』":
            depth -= 1
        elif char in marks and depth <= 0:
            parts.append(text[start:i])
            start = i + 1
    parts.append(text[start:])
    return [part for part in (part.strip(MARKS) for part in parts) if part]
