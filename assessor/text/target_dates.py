"""Patterns of dates, deadlines, periods and frequencies."""

import re
from functools import cache

from assessor.text.target_patterns import BREAK, CJK, RANGE, compiled, trie, unit_pattern
from assessor.text.target_words import target_words

YEAR = r"(?:(?:19|20)\d\d|二[〇零][〇零一二三四五六七八九]{2})\s*年度?"
_MONTH = r"(?:1[0-2]|0?[1-9])"
_DAY = r"(?:3[01]|[12]\d|0?[1-9])"
_CHINESE_MONTH = r"(?:十[一二]?|[一二三四五六七八九])"
_CHINESE_DAY = r"(?:三十一?|二十[一二三四五六七八九]?|十[一二三四五六七八九]?|[一二三四五六七八九])"
_MONTH_PART = r"(?:底|末|初|[上中下]旬[末底初]?)"
_QUARTER = r"第?[一二三四1-4]\s*季度?[末底初]?(?<!季)"
_NO_DATE_AFTER_MONTH = "嫂球饼租薪均经报息历光票刊度"
BOUND = rf"(?=\s*(?:$|[{BREAK}/]))"


@cache
def _tail() -> str:
    return rf"(?:\s*{trie(target_words().date_tails.before)}(?![往提期三后列容部涵科]))"


@cache
def _single_date() -> str:
    """Return the pattern of one date without tail."""
    ymd = (
        rf"(?:{YEAR}\s*)?{_MONTH}{RANGE}{_MONTH}\s*月份?"
        rf"|{YEAR}\s*(?:{_MONTH}\s*月份?\s*(?:{_DAY}\s*[日号]|{_MONTH_PART})?"
        rf"|{_CHINESE_MONTH}月份?(?:{_CHINESE_DAY}[日号]|{_MONTH_PART})?"
        rf"|{_QUARTER}|[上下]半年[末底]?|底|末|初|中|内)"
    )
    numeric = (
        rf"(?:19|20)\d\d(?:[-/.]{_MONTH}[-/.]{_DAY}|[-/]{_MONTH}|\.(?:0\d|1[0-2]|[1-9]))"
        rf"(?=\s*(?:$|[{BREAK}]|{RANGE}(?:(?:19|20)\d\d[-/.年]|今|$)|前|之前|以前|止|完))"
    )
    month = (
        rf"(?<![\d.]){_MONTH}\s*月(?![{_NO_DATE_AFTER_MONTH}])份?"
        rf"(?:\s*{_DAY}\s*[日号]|{_MONTH_PART})?"
    )
    chinese = (
        rf"{_CHINESE_MONTH}月(?:{_CHINESE_DAY}[日号]|{_MONTH_PART}|份|(?=\s*(?:[前内]|之前|$)))"
    )
    year = rf"{YEAR}(?=\s*(?:$|[{BREAK}~—–-]|至|到|前|之前|以前|完成|全面完成|建成))"
    return rf"(?:{ymd}|{numeric}|{month}|{chinese}|{_QUARTER}|{year})"


@cache
def _named_date() -> str:
    """Return the pattern of 年底, 当年完成, 开学前 and the like, with its tail."""
    words = target_words()
    free = trie(set(words.date_words.terms) - set(words.date_words_need_end.terms))
    bound = trie(words.date_words_need_end.terms)
    done = trie(words.date_completions.terms)
    event = rf"{trie(words.events.terms)}"
    stage = trie(words.event_stages.terms)
    before = r"(?:之前|以前|前)(?![往提期三后列])"
    return (
        rf"(?:(?:{YEAR})?{free}{_tail()}?|{bound}(?:{_tail()}|(?={done})|{BOUND}|(?=、))"
        rf"|(?:{event}(?:[、和及])?){{1,3}}(?:{stage}){{0,3}}(?:\(.{{2,10}}?\))?{before}"
        rf"|{event}(?:结束)?(?:以?内|期内|期间){BOUND})"
    )


@cache
def date() -> str:
    """Return the pattern of a date or deadline: range, single, named, day of month, clock."""
    lead = r"(?:每(?:年度?|个?月|季度?|周|学年|学期)(?:的)?|次月|当月|次年|当年|同年|今年|本年度?|明年|下月)?"
    words = target_words()
    single = _single_date()
    opening = rf"(?:{trie(words.events.terms)}(?:{trie(words.event_stages.terms)})?(?=之?前|以前))?"
    day = rf"(?:{_DAY}|{_CHINESE_DAY})\s*[日号]{_tail()}(?<![内])"
    clock = r"(?:[01]?\d|2[0-4])\s*(?:[:∶][0-5]\d|[时点](?:[0-5]?\d分|半)?)(?:之前|以前|前)"
    return (
        rf"(?<![\d.])(?:{lead}(?:{single}(?:{RANGE}(?:{single}|{_DAY}[日号]))?(?:\)(?=[之以]?前))?{opening}{_tail()}?"
        rf"|{_named_date()}|{day}|{clock}))"
    )


@cache
def period() -> str:
    """Return the pattern of a stretch: 全年, 2024年全年, 7×24小时, 24小时不间断."""
    words = target_words()
    nouns = trie(words.service_nouns.terms)
    states = trie(words.period_states.terms)
    return (
        rf"(?:(?:{YEAR})?{trie(words.periods.terms)}(?!候|性)|{states}"
        rf"|7\s*[×xX*]\s*24(?:\s*(?:个?小时|[hH])(?:不间断|全天候)?)?+(?!\s*(?:{nouns}))"
        rf"|(?:24|二十四)\s*个?小时(?:不间断|全天候))"
    )


@cache
def service() -> str:
    """Return the pattern of 24小时值守 and the like, which is no target."""
    nouns = trie(target_words().service_nouns.terms)
    return rf"(?:7\s*[×xX*]\s*)?(?:24|二十四)\s*(?:个?小时|[hH])(?:不间断|全天候|全天)?(?:{nouns})"


@cache
def each_part() -> str:
    """Return the pattern of one per part before the figure: 每人, 每两个月, 户均."""
    words = target_words()
    heads = trie(words.unit_heads.terms)
    before = words.signs_before
    signs = trie((*before.at_least, *before.at_most))
    time = trie(words.frequency_units.terms)
    ahead = rf"(?=\s*(?:{signs}|[≥≤><=]|\d|每|约))"
    return (
        rf"(?:{trie(words.each_heads.averages)}"
        rf"|(?:平均)?每(?:隔)?(?:"
        rf"(?:\d+|[一两二三四五六七八九十半]+)?\s*个?{time}"
        rf"(?!{trie(words.frequency_not_before.terms)})"
        rf"|个[{CJK}]{{1,6}}?{ahead}"
        rf"|(?:\d+|[一两二三四五六七八九十半]+)?\s*个?(?:{heads})?{unit_pattern()}"
        rf"|(?:{heads})?[{CJK}]{{1,6}}?{ahead}))"
    )


@cache
def frequency_word() -> str:
    """Return the pattern of 逐月, 按季, and of 半年 or 一年 before a count."""
    words = target_words()
    needs = set(words.frequency_needs_count.terms)
    at_least = trie(words.signs_before.at_least)
    count = (
        rf"(?=\s*(?:{at_least}|≥|各)?\s*(?:\d+|[一两二三四五六七八九十]+)\s*"
        rf"{trie(words.count_units.terms)})"
    )
    free = trie(set(words.frequency_words.terms) - needs - set(words.periods.terms))
    counted = rf"(?:\d+|[一两二三四五六七八九十]+)\s*个?{trie(words.frequency_units.terms)}"
    return rf"(?:(?:{trie(needs)}|(?<![\d.])(?!\d{{4}}){counted}){count}|{free}(?!{trie(words.frequency_not_before.terms)}))"


@cache
def time_part() -> re.Pattern[str]:
    """Return the compiled pattern that tells a per part of time: 每月, 每两年."""
    words = target_words()
    return compiled(
        rf"(?:平均)?每隔?(?:\d+|[一两二三四五六七八九十半]+)?\s*个?{trie(words.frequency_units.terms)}$"
    )
