"""The guard of all rewrites: which figures a text prints, and which of them are printed nowhere else."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import cache, lru_cache
from unicodedata import numeric

from assessor.core.span import Span
from assessor.text.lexicon import alternation, terms_of
from assessor.text.normalise import normalise
from assessor.text.numerals import NUMERAL_CHARS, parse_numeral

_MOST_DIGITS = 24
_POWERS = {"十": 10, "百": 100, "千": 1000, "万": 10**4, "亿": 10**8}
_SHARE_HEADS = ("百分之", "千分之", "万分之")
_ODD = "\u00bc-\u00be\u2150-\u215f\u2189\u3021-\u3029\u3038-\u303a"  # vulgar fractions, Suzhou numerals
_MAY_HOLD = re.compile(
    rf"[\d{NUMERAL_CHARS}半万亿\u2160-\u217b\u00b2\u00b3\u00b9\u2070-\u2089{_ODD}]"
)
_MULTIPLIER = re.compile(r"[万亿]元|[万亿](?:人次|人|户|亩|吨|件|份|次|平方米|立方米|公里|千瓦时)")


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure that a text prints.

    Attributes
    ----------
    text
        As printed, with its multiplier: 3.2万, 十二, 九成.
    key
        What figures of equal value share; the printed characters where they have no value.
    mantissa
        Key of the number alone where 万, 亿 or 千 stands behind arabic digits, else ``key``.
    """

    text: str
    span: Span
    key: str
    mantissa: str


def figures_of(text: str) -> tuple[Figure, ...]:
    """Return every figure that ``text`` prints, left to right.

    Arabic digits of any script, Chinese numerals that count something, shares (九成, 百分之九十)
    and Roman numerals. Numerals in fixed words (第三方, 统一, 一户一策) are no figures; where
    it is open, a figure is reported.

    Examples
    --------
    >>> [figure.text for figure in figures_of("培训三家企业1,200人次，引入第三方")]
    ['三', '1,200']
    """
    return _cached(text) if len(text) <= 512 else tuple(_read(text))


def ungrounded(texts: Iterable[str], allowed: Iterable[str]) -> tuple[str, ...]:
    """Return the figures of ``texts`` that stand in none of the ``allowed`` texts.

    Equal is what has an equal value: 1,200 and 1200.0, 十二 and 12, 3.2万 and 32000. Digits to
    which a column adds its unit (300 under 金额（万元）) ground 300万元.
    """
    missing = [figure for text in texts for figure in figures_of(text)]
    if not missing:
        return ()
    keys: set[str] = set()
    has_multiplier = False
    for text in allowed:
        figures = figures_of(text)
        keys.update(figure.key for figure in figures)
        has_multiplier = has_multiplier or _bare_multiplier(text, figures)
    return tuple(
        dict.fromkeys(
            figure.text
            for figure in missing
            if figure.key not in keys
            and not (has_multiplier and figure.text[-1:] in "万亿" and figure.mantissa in keys)
        )
    )


def _bare_multiplier(text: str, figures: tuple[Figure, ...]) -> bool:
    """Tell whether a unit such as 万元 stands in ``text`` without a figure of its own."""
    taken = {figure.span.end - 1 for figure in figures}
    return any(hit.start() not in taken for hit in _MULTIPLIER.finditer(normalise(text)))


@cache
def _pattern() -> re.Pattern[str]:
    fixed = terms_of("figures.fixed", package=__package__, folder="lexicons")
    patterns = terms_of("figures.fixed_patterns", package=__package__, folder="lexicons")
    classifiers = terms_of("figures.classifiers", package=__package__, folder="lexicons")
    one = rf"[{NUMERAL_CHARS}]"
    many = rf"{one}[{NUMERAL_CHARS}万亿]*(?:点{one}+)?"
    counted = alternation(classifiers)
    return re.compile(
        rf"(?P<fixed>{'|'.join(patterns)}|{alternation(fixed)})"
        r"|(?P<chain>\d+(?:\.\d+){2,})"
        r"|(?P<arabic>(?:\d{1,3}(?:,\d{3})+(?!\d)|\d+)(?:\.\d+)?)(?P<power>\s*(?:[百千]?[万亿]{1,2}|[百千](?![克米瓦伏帕卡焦字分])))?"
        rf"|(?P<share>[百千万]分之(?P<shared>{many}|百)|(?P<under>{many})分之(?P<over>{many}))"
        rf"|(?P<tenths>[一二三四五六七八九两]成(?![立功效品员果交本人年长分为就套])[一二三四五六七八九半]?)"
        rf"|(?P<ordinal>第(?P<place>{many}))"
        rf"|(?P<vague>[数几][十百千]+[万亿]?)"
        rf"|(?<![/每·])(?P<chinese>{one}[{NUMERAL_CHARS}万亿]+(?:点{one}+)?|[{NUMERAL_CHARS}]点{one}+)"
        rf"|(?<![/每·\d])(?P<single>{one})(?=个?(?:{counted}))"
        rf"|(?P<none>零)(?=[\u4e00-\u9fff])"
        rf"|(?P<half>半(?=年|天|个|小时|月|数|价|学)|(?<=[过一大])半)"
        rf"|(?P<level>{one}级)(?=$|[及以标,;。、）)])"
        rf"|(?P<roman>[\u2160-\u217b])(?![类级型]\s*[\u4e00-\u9fff])(?<![第])"
        rf"|(?P<odd>[{_ODD}]|(?<=\d)[\u00b2\u00b3\u00b9\u2070-\u2089])"
    )


@lru_cache(maxsize=16384)
def _cached(text: str) -> tuple[Figure, ...]:
    return tuple(_read(text))


def _read(text: str) -> Iterator[Figure]:
    plain = normalise(text)
    if _MAY_HOLD.search(plain) is None:
        return
    for match in _pattern().finditer(plain):
        kind = match.lastgroup or ""
        if match["fixed"] is not None:
            continue
        if match["chain"] is not None:
            for part in re.finditer(r"\d+", match["chain"]):
                span = Span(match.start() + part.start(), match.start() + part.end())
                key = _plain(part.group())
                yield Figure(span.quote(text), span, key, key)
            continue
        span = Span(*match.span())
        key, mantissa = _keys(match, kind)
        yield Figure(span.quote(text), span, key, mantissa)


def _keys(match: re.Match[str], kind: str) -> tuple[str, str]:
    printed = match.group()
    if match["arabic"] is not None:
        mantissa = _plain(match["arabic"])
        return _multiplied(mantissa, (match["power"] or "").strip()), mantissa
    if match["share"] is not None:
        key = _share(match)
    elif match["tenths"] is not None:
        key = _tenths(printed)
    elif match["roman"] is not None or match["odd"] is not None:
        key = _number(numeric(printed), printed)
    elif match["half"] is not None:
        key = "0.5"
    else:
        number = match["place"] or printed.removesuffix("级")
        key = _number(parse_numeral(number) if match["vague"] is None else None, number)
    return key, key


def _share(match: re.Match[str]) -> str:
    if match["shared"] is not None:
        shared = match["shared"]
        return _number(parse_numeral(shared), shared)
    under, over = parse_numeral(match["under"]), parse_numeral(match["over"])
    if under is None or over is None:
        return match.group()
    return f"{_number(over, '')}/{_number(under, '')}"


def _tenths(printed: str) -> str:
    tens, _, ones = printed.partition("成")
    value = (parse_numeral(tens) or 0) * 10
    return _number(
        value + 10 * 0.5 if ones == "半" else value + (parse_numeral(ones) or 0), printed
    )


def _multiplied(mantissa: str, powers: str) -> str:
    if not powers:
        return mantissa
    try:
        value = Decimal(mantissa)
    except InvalidOperation:
        return mantissa + powers
    for power in powers:
        value *= _POWERS[power]
    return _plain(f"{value:f}")


def _plain(digits: str) -> str:
    """Return the canonical form of printed digits; very long ones stay as they are."""
    digits = digits.replace(",", "")
    if len(digits) > _MOST_DIGITS:
        return digits
    value = f"{Decimal(digits):f}"
    value = (value.rstrip("0").rstrip(".") if "." in value else value).lstrip("0") or "0"
    return f"0{value}" if value[0] == "." else value


def _number(value: float | None, printed: str) -> str:
    return printed if value is None else _plain(f"{value:.10f}")
