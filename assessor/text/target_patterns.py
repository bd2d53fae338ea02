r"""Regular expressions of figures, units and signs, composed once from the word lists.

All patterns run over normalised text with ``re.ASCII``: ``\d`` is 0-9 and nothing else.
"""

import re
from functools import cache

from assessor.core.target import Sign
from assessor.text.normalise import normalise
from assessor.text.numerals import DIGITS, NUMERAL_CHARS
from assessor.text.target_words import target_words

CJK = r"\u4e00-\u9fff"
BREAK = r",;。、!?:：()\[\]【】"
ARABIC = r"(?:(?:\d{1,3}(?:,\d{3})+(?!\d)|\d+)(?:\.\d+)?|\.\d+)"
CHINESE = rf"(?:[{NUMERAL_CHARS}]+(?:[万亿][{NUMERAL_CHARS}]+)*(?:点[{''.join(DIGITS)}]+)?|半(?![成封])|半(?=成))"
RANGE = r"\s*(?:-{1,2}|[~—–―‐]{1,2}|至|到)\s*"
_NOT_AFTER_INNER = "容部涵科外政控设建存因需审训卫幕置生向"
_NOT_AFTER_TENTHS = "立效果本员功都为交熟长分绩就品套年人行像"


def trie(words: "tuple[str, ...] | list[str] | set[str]") -> str:
    """Return a pattern that matches the longest of ``words`` at a place, sharing prefixes."""
    tree: dict[str, dict[str, object]] = {}
    for word in words:
        node: dict[str, object] = tree  # type: ignore[assignment]
        for char in word:
            node = node.setdefault(char, {})  # type: ignore[assignment]
        node[""] = {}
    return _trie(tree)  # type: ignore[arg-type]


def _trie(node: dict[str, object]) -> str:
    branches = [
        re.escape(char) + _trie(child)  # type: ignore[arg-type]
        for char, child in sorted(node.items())
        if char
    ]
    if not branches:
        return ""
    body = branches[0] if len(branches) == 1 and "" not in node else f"(?:{'|'.join(branches)})"
    return f"{body}?" if "" in node else body


def folded(words: tuple[str, ...]) -> tuple[str, ...]:
    """Return ``words`` with printable full-width signs folded as the text will be."""
    return tuple(normalise(word) for word in words)


def compiled(pattern: str) -> re.Pattern[str]:
    """Compile ``pattern`` as all patterns of the grammar are compiled.

    Blanks are taken possessively: nothing in the grammar begins with a blank, and a long run
    of them would else be tried in every way to divide it.
    """
    return re.compile(re.sub(r"\\s\*(?!\+)", r"\\s*+", pattern), re.ASCII)


@cache
def unit_kinds() -> dict[str, frozenset[str]]:
    """Return the unit words by kind: time, counter, people, money, percent, repeat."""
    words = target_words()
    return {
        "time": frozenset(words.time_units.terms),
        "counter": frozenset(words.counter_units.terms),
        "people": frozenset(words.people_units.terms),
        "money": frozenset(words.money_units.terms),
        "repeat": frozenset(words.count_units.terms),
        "strong": frozenset(words.strong_units.terms),
        "percent": frozenset(folded(words.percent_units.percent)),
    }


@cache
def unit_pattern() -> str:
    """Return the pattern of one known unit, also 台(套) and 头(只、羽)."""
    words = target_words()
    plain = {
        *words.money_units.terms, *words.time_units.terms, *words.measure_units.terms,
        *words.people_units.terms, *words.counter_units.terms, *words.percent_units.other,
        *folded(words.percent_units.percent),
    } - {"成"}  # fmt: skip
    latin = trie(set(words.latin_units.terms))
    one = rf"(?:{trie(plain)}|成(?![{_NOT_AFTER_TENTHS}])|{latin}(?![A-Za-z]))"
    return rf"{one}(?:\({one}(?:[、/,]{one})*\))?"


def sign_table() -> dict[str, Sign]:
    """Return sign words and symbols before a figure with their sign."""
    words = target_words().signs_before
    table = {
        word: sign
        for sign, group in (
            (Sign.AT_LEAST, words.at_least), (Sign.MORE_THAN, words.more_than),
            (Sign.EQUAL, words.equal), (Sign.LESS_THAN, words.less_than),
            (Sign.AT_MOST, words.at_most),
        )
        for word in group
    }  # fmt: skip
    return table


def read_symbol(printed: str) -> Sign:
    """Return the sign of a printed symbol such as ``>=``, ``》`` or ``±``."""
    if "±" in printed or "+" in printed:
        return Sign.PLUS_MINUS
    if printed[0] in "≥≮》" or ("=" in printed and ">" in printed):
        return Sign.AT_LEAST
    if printed[0] in "≤≯《" or ("=" in printed and "<" in printed):
        return Sign.AT_MOST
    return {">": Sign.MORE_THAN, "<": Sign.LESS_THAN}.get(printed[0], Sign.EQUAL)


SYMBOL = (
    r"(?:≥\s*=?|≤\s*=?|[≮≯]|>\s*=|=\s*>|<\s*=|=\s*<|》\s*=|《\s*=|》(?=\s*\d)|《(?=\s*\d)"
    r"|>|<|={1,2}|±|\+\s*/\s*-)"
)


@cache
def quantity() -> re.Pattern[str]:
    """Return the pattern of a figure with range, multiplier and unit, at a given place."""
    words = target_words()
    unit = unit_pattern()
    figure = rf"-?(?:{ARABIC})|{CHINESE}"
    big = "万亿|千亿|百亿|十亿|千万|百万|十万|万|亿"
    more = trie(words.approximate_inside.terms)
    return compiled(
        rf"(?:(?P<base>[百千万])分(?:之|(?=百))\s*(?P<share>百|{ARABIC}|{CHINESE})"
        rf"(?:{RANGE}(?:[百千万]分之)?(?P<share2>{ARABIC}|{CHINESE}))?"
        rf"|(?P<below>[{NUMERAL_CHARS}]+)分之(?P<above>[{NUMERAL_CHARS}]+)"
        rf"|(?P<a>{figure})"
        rf"(?:\s*(?P<join>:|∶|/)\s*(?P<c>\d+(?:\.\d+)?)(?![\d/])"
        rf"|\s*±\s*(?P<tol>{ARABIC})"
        rf"|\s*(?P<unit_a>(?:{big})?(?:{unit})?)(?P<sep>{RANGE})(?P<b>{figure}))?)"
        rf"\s*(?:(?P<more>{more})(?=[万亿{CJK}]))?\s*"
        rf"(?P<half>个半)?(?P<big>{big}|(?!{unit})[千百])?(?P<more2>{more})?\s*"
        rf"(?P<unit>{unit})?(?P<tenth>(?<=成)[{''.join(DIGITS)}半])?(?P<half2>(?<=[年月天])半)?"
    )


@cache
def unknown_unit() -> re.Pattern[str]:
    """Return the pattern of an unknown short unit straight behind a figure."""
    words = target_words()
    after = trie((*words.signs_after.at_least, *words.signs_after.at_most,
                  *words.approximate_after.terms))  # fmt: skip
    return compiled(
        rf"(?!{trie(words.not_units.terms)})(?P<unit>[{CJK}]{{1,4}}?)(?=\s*(?:$|[{BREAK}./]|{after}))"
    )


@cache
def per_chain() -> re.Pattern[str]:
    """Return the pattern of denominators behind a unit: /月/人, /(人·月), 每人每月."""
    part = per_part().pattern
    return compiled(rf"(?:\s*(?:/|\(?每)\s*\(?\s*{part}(?:\s*[·.*×/每]\s*{part})*\s*\)?)+")


@cache
def per_part() -> re.Pattern[str]:
    """Return the pattern of one denominator."""
    words = target_words()
    heads = trie(words.unit_heads.terms)
    after = trie((*words.signs_after.at_least, *words.signs_after.at_most,
                  *words.approximate_after.terms))  # fmt: skip
    return compiled(
        rf"(?:{heads})?(?:{unit_pattern()}|(?:(?!每)[{CJK}]){{1,4}}?(?=\s*(?:$|[{BREAK}./·每]|{after})))"
    )


@cache
def suffix() -> re.Pattern[str]:
    """Return the pattern of sign and vagueness words behind a figure."""
    words = target_words()
    return compiled(
        rf"\s*(?:(?P<least>{trie(words.signs_after.at_least)})"
        rf"|(?P<most>{trie(words.signs_after.at_most)})(?<!内(?=[{_NOT_AFTER_INNER}])))?"
        rf"\s*(?P<about>{trie(words.approximate_after.terms)})?"
    )
