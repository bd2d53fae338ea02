"""The one pattern that finds where something of a target begins."""

import re
from functools import cache

from assessor.text import target_dates as dates
from assessor.text.numerals import NUMERAL_CHARS
from assessor.text.target_patterns import (
    ARABIC,
    BREAK,
    CJK,
    SYMBOL,
    compiled,
    sign_table,
    trie,
    unit_pattern,
)
from assessor.text.target_words import target_words

_FIGURE_AHEAD = rf"(?=\s*[-\d{NUMERAL_CHARS}半≥≤><=±])"
_BOUND = dates.BOUND
_NUMERAL_OR_DIGIT = rf"\d{NUMERAL_CHARS}"


def _sign() -> str:
    """Return symbols and sign words; one-character words only before a figure."""
    table = sign_table()
    short = trie({word for word in table if len(word) == 1})
    long = trie({word for word in table if len(word) > 1})
    return rf"{SYMBOL}|{long}|{short}{_FIGURE_AHEAD}"


def _baseline() -> str:
    """Return the pattern of a comparison before a figure: 较上年提高, 同比下降, 由5%提高到."""
    words = target_words()
    known = rf"(?:{trie(words.baseline_known.terms)}|{dates.YEAR}[底末初]?(?:同期|水平)?)"
    trend = trie({word for word in words.trend_words.terms if len(word) > 1})
    short = trie({word for word in words.trend_words.terms if len(word) == 1})
    heads = rf"(?<![占对评百同环无相应])(?:{trie(words.baseline_heads.terms)})(?![例重率值赛武好高大多强快低为少长差])"
    way = r"(?:的)?(?:水平)?(?:相比)?[,]?(?:平均|人均|亩均|户均|有所|再|至少)?"
    plain = rf"[^{BREAK}\s\d≥≤><=%{NUMERAL_CHARS}]{{2,10}}?"
    return (
        rf"{heads}(?P<b1>{known}){way}(?:{trend}|{short}(?=\s*\d)|(?=\s*[≥≤><=\d]))"
        rf"|{heads}(?P<b2>{plain}){way}{trend}"
        rf"|(?P<b3>{trie(words.baseline_words.terms)})(?:平均)?(?:{trend}|{short})?"
        rf"|在?(?P<b4>{known})的?基础上(?:平均|再)?(?:{trend})?"
        rf"|[由从](?:现在的|目前的|原来的|目前|原)?(?P<b5>{ARABIC}\s*[^{BREAK}\d]{{0,6}}?)"
        rf"(?:{trend}|发展|调)[至到为]"
        rf"(?=\s*[\d{NUMERAL_CHARS}≥≤><=])"
    )


def _grade() -> str:
    """Return the pattern of grades: a word with a cut-off, a rung of a ladder, a set phrase."""
    grades = target_words().grades
    least = trie(grades.suffix)
    ends = trie(grades.ends)
    quote = "[“”\"'‘’]?"
    rung = r"(?:[一二三四五六七八九十特]|\d|[ⅠⅡⅢⅣⅤⅥ]+|I{1,3}|IV|V|[A-E]{1,4}[+-]?|\dA)"
    ladder = rf"(?:国标|国家|省|市)?{rung}\s*(?:星级|级|类|等奖|等|星)(?:甲等|乙等)?"
    not_share = "(?!率|比例|占|的?人数|的?比)"
    return (
        rf"{quote}(?:国标)?{trie(grades.cut_off)}{quote}(?:等级|等次|档次|级)?(?:\([^()]{{1,6}}\))?"
        rf"\s*{least}{not_share}"
        rf"|{trie(grades.bare)}{_BOUND}"
        rf"|(?<![A-Za-z\d第升高降低加少化]){ladder}[馆所站院]?(?:\([^()]{{1,6}}\))?"
        rf"(?:\s*{least}{not_share}|{ends}|{_BOUND})"
        rf"|\dA\s*{least}"
        rf"|\d+年一遇(?=[^{BREAK}]{{0,4}}标准)"
    )


def _state() -> str:
    """Return the pattern of provable facts, and of comparisons without a figure."""
    words = target_words()
    against = trie(words.comparands.terms)
    known = trie(words.baseline_known.terms)
    trend = trie({word for word in words.trend_words.terms if len(word) > 1})
    inner = rf"[^{BREAK}\s\d{NUMERAL_CHARS}百分成%]"
    signs = trie(
        ("不低于", "不高于", "不超过", "不超出", "高于", "低于", "不突破", "优于", "不超", "超过",
         "控制在", "等于", "不少于", "不大于", "不小于")
    )  # fmt: skip
    return (
        rf"(?:{trie(words.states.terms)})(?!\s*\d|{trie(words.states.not_before)})"
        rf"|{'|'.join(words.state_patterns.patterns)}"
        rf"|{signs}{inner}{{0,8}}?{against}{inner}{{0,8}}(?=\s*(?:$|[{BREAK}]))"
        rf"|(?:(?:较|比|与){known}|同比|环比)(?:{trend}|只增不减|只减不增|只降不升|持平){_BOUND}"
    )


def _zero() -> str:
    words = target_words()
    return rf"零(?:{trie(words.zero_nouns.terms)})|(?:{trie(words.zero_terms.terms)})"


def _guard() -> str:
    """Return the pattern of names that hold digits or numerals and are no quantities."""
    words = target_words()
    codes = "|".join(words.guard_codes.patterns)
    others = "|".join(words.guard_patterns.patterns)
    return (
        # One look at the first character spares most positions all the codes.
        rf"(?=[\dA-Za-z(\[])(?:{codes})|{others}|{dates.service()}"
        rf"|{trie((*words.guard_words.terms, *words.zero_guards.terms))}"
    )


def _blank() -> str:
    """Return the pattern of an unfilled figure inside a longer value: ≥XX%, 【__】, **."""
    return (
        rf"(?:【_+】|(?<!_)_{{2,}}+|(?<!\*)\*{{2,}}+|(?<![A-Za-z×])[xX×]{{2,}}+)(?:\s*{unit_pattern()})?"
        rf"(?=\s*(?:$|[{BREAK}/]|以))"
    )


def _rank() -> str:
    """Return the pattern of a place on a list: 前三, 前10名, 前1%."""
    ranks = trie(target_words().ranks.terms)
    place = r"\d{1,3}(?:\.\d+)?|[一二三四五六七八九十]{1,3}"
    return rf"前(?P<place>{place})(?:(?P<rank_unit>{ranks}(?!次)|%)|{_BOUND})"


@cache
def token() -> re.Pattern[str]:
    """Return the master pattern; the name of the last group says what was found.

    The order of the alternatives decides: names that hold digits come first, so that their
    digits are spent, and figures come after everything that may begin with one.
    """
    words = target_words()
    open_words = trie({w for w in words.open_words.terms if len(w) > 1})
    groups = {
        "list": "|".join(words.list_number.patterns),
        "period": dates.period(),
        "guard": _guard(),
        "code": trie(words.codes.terms),
        "mark": r"满分(?:为|是)?\s*(?P<full>\d+)\s*分?|(?P<scale>百|\d+)分制",
        "basis": rf"以(?P<basis_of>[^{BREAK}]{{2,10}}?)为(?:{trie(words.baseline_ends.terms)})",
        "state": _state(),
        "baseline": _baseline(),
        "frequency": dates.frequency_word(),
        "date": dates.date(),
        "each": rf"(?:{dates.each_part()}\s*)+",
        "grade": _grade(),
        "about": trie(words.approximate_before.terms),
        "zero": _zero(),
        "whole": trie((*words.whole_words.half, *words.whole_words.double)),
        "open": open_words + _BOUND,
        "sign": _sign(),
        "rank": _rank(),
        "figure": rf"(?:-(?<![\d{CJK}A-Za-z)]-))?(?=[{_NUMERAL_OR_DIGIT}半]|万分之|\.\d)",
        "blank": _blank(),
    }
    return compiled("|".join(f"(?P<{name}>{pattern})" for name, pattern in groups.items()))
