"""Printed values with their sign and unit mended; no figure is added or lost."""

import re
from dataclasses import dataclass

from assessor.core.rewrite import BLANK, FigureSource
from assessor.core.target import Sign, Target, TargetKind
from assessor.rewrites.case import Case
from assessor.rewrites.repairs.drafting import sign_of, unit_of
from assessor.rewrites.repairs.knowledge import measure_at_end, words
from assessor.taxonomy.level_type import LevelType

_FIGURE = r"\d[\d,，]*(?:\.\d+)?"
_SIGNS = r"[≥≤><＞＜=＝≧≦﹥﹤]+|不低于|不少于|不超过|不高于|不大于|不小于|至少|最多|最高|最低|小于|大于|低于|高于"
_ABOUT = re.compile(
    r"大约|约|左右|上下|力争达到|力争|争取达到|争取|预计|大概|余|多(?=[人场次个户])"
)
_RANGE = re.compile(
    rf"^(?:{_SIGNS})?\s*({_FIGURE})\s*([^\d\-—~～至到]{{0,4}}?)\s*[-—~～至到]+\s*({_FIGURE})\s*(\D*)$"
)
_BELOW = re.compile(r"^(?:接近|将近|近|不足)(?=[\d一二三四五六七八九十百千万])")
_BOUNDED = re.compile(r"(?:及?以上|及?以下|以内|之内)$")
_UPPER = ("以下", "及以下", "以内", "及以内", "之内")
_NEAR = "“{value}”比所写的数低，界限由填报单位填写"
_BELOW_ASKED = "{name}至少达到多少{unit}（原写“{value}”）"
_PLAIN = re.compile(rf"^({_FIGURE}|[一二两三四五六七八九十百千万]+)\s*(\D*)$")
_COUNTED_UP = re.compile(r"^(?:新增|增加|共计?|累计|完成|达到|全年)(?=\d)")
_BARE_NUMBER = re.compile(rf"^((?:{_SIGNS})?\s*{_FIGURE})\s*$")
_DOUBLE_PERCENT = re.compile(r"%?\s*百分(?:比|之)$|%{2,}$")
_NO_MONEY = re.compile(rf"^((?:{_SIGNS})?\s*{_FIGURE})\s*(/\S+)$")
_LOST_SIGN = re.compile(r"^[2二](\d{2}(?:\.\d+)?)\s*[%％]$")
_UNSIGNED = frozenset({"V02", "V03"})
_NOTHING = re.compile(r"^0+(?:\.0+)?(?![\d.])")
_PERCENT = "%"
# The years of 较2024年提高 are no figures; 前3名, 采后48小时, 第2批 take no sign.
_NUMBER = re.compile(r"(?<![\d.,])(?!(?:19|20)\d\d年)\d[\d.,]*")
_NO_SIGN_BEHIND = re.compile(r"(?:[≥≤><＞＜=＝≧≦﹥﹤≈~±]|[前后第约近超达每])$")
_MARKED = "≥≤><＞＜=＝≧≦﹥﹤"
_UNMARKED = str.maketrans("", "", "≥≤=")
_STARTS = re.compile(rf"[\d{_MARKED}]")
_SCALED = ("money", "standard", "extent", "duration")
_FLIP = {"≥": "≤", "≤": "≥", ">": "<", "<": ">"}


@dataclass(frozen=True, slots=True)
class Mended:
    """A mended value.

    Attributes
    ----------
    notes
        What was changed, in Chinese.
    questions
        Asked where a blank was left for the unit.
    """

    value: str
    notes: tuple[str, ...] = ()
    questions: tuple[str, ...] = ()
    sources: tuple[FigureSource, ...] = ()


def number_targets(case: Case) -> tuple[Target, ...]:
    """Return the measured targets of the judged value."""
    return tuple(target for target in case.reading.targets if target.kind is TargetKind.NUMBER)


def printed(case: Case) -> str:
    """Return the judged value as printed, that of the name where the value cells are empty."""
    return case.value or case.reading.value.strip()


def mended(case: Case, name: str, level: LevelType | None = None) -> Mended:
    """Return the row's value for a row called ``name``, with sign and unit put right."""
    value = re.sub(r"^√|[。；;]$", "", printed(case)).strip()
    notes: list[str] = []
    near = _below(case, name, value)
    if near:
        return near
    questions: tuple[str, ...] = ()
    value, note = _settled(case, name, value)
    notes.extend([note] if note else [])
    for step in (_whole_unit, _flipped):
        value, note = step(case, name, value)
        notes.extend([note] if note else [])
    value, note = _signed(case, name, value, level)
    notes.extend([note] if note else [])
    unit = unit_of(name)
    carries = _carries_unit(name, unit)
    # 2.5 people are 2.5万人 or a slip: what is counted comes in whole numbers.
    sure = carries and (unit == _PERCENT or "." not in value)
    if _BARE_NUMBER.match(value) and number_targets(case) and (carries or "V03" in case.codes):
        unit = unit if sure else ""
        value = f"{value}{unit or BLANK}"
        notes.append(f"补上计量单位“{unit}”" if unit else "补上计量单位")
        questions = () if unit else (f"{name}的计量单位是什么",)
    return Mended(value, tuple(notes), questions)


def _carries_unit(name: str, unit: str) -> bool:
    """Tell whether the measure itself says its unit: 人数 人, 率 %; never 数量 台, 面积 亩."""
    found = measure_at_end(name)
    if found is None or not unit or found[1].kind in _SCALED:
        return False
    return unit == _PERCENT or unit in found[0]


def _below(case: Case, name: str, value: str) -> Mended | None:
    """Leave a blank for a figure that is not reached: 近2万人 is no promise of 2万人."""
    found = _BELOW.match(value)
    if "V08" not in case.codes or not found:
        return None
    target = next(iter(number_targets(case)), None)
    unit = target.unit.lstrip("万亿") if target else ""
    sign = sign_of(case, name)
    return Mended(
        f"{sign}{BLANK}{unit or BLANK}", (_NEAR.format(value=value),),
        (_BELOW_ASKED.format(name=name, unit=unit, value=value),),
    )  # fmt: skip


def _settled(case: Case, name: str, value: str) -> tuple[str, str]:
    """Turn a range or an about into a bound, tolerances (±3%以内) apart."""
    if "V08" not in case.codes or "±" in value:
        return value, ""
    found = _RANGE.match(value)
    if found:
        low, inner, high, outer = found.groups()
        sign = sign_of(case, name)
        bound = low if sign == "≥" else high
        return f"{sign}{bound}{outer.strip() or inner.strip()}", "区间改为单一界限"
    sure = _ABOUT.sub("", value).strip()
    if sure != value and sure:
        plain = _PLAIN.match(sure)
        return (_bounded(case, name, sure) if plain else sure), "约数改为确定的界限"
    return value, ""


def _bounded(case: Case, name: str, value: str) -> str:
    """Give a figure the sign that its own words tell, and leave these out: 300元以上 is ≥300元."""
    return signed(value) if _BOUNDED.search(value) else f"{sign_of(case, name)}{value}"


def signed(value: str) -> str:
    """Write a bound as a sign: 90%以上 is ≥90%."""
    said = _BOUNDED.search(value)
    if said is None or not re.match(r"\d", value):
        return value
    return f"{'≤' if said.group() in _UPPER else '≥'}{value[: said.start()]}"


def _whole_unit(case: Case, name: str, value: str) -> tuple[str, str]:
    """Mend a unit that is written twice or lacks 元."""
    if _DOUBLE_PERCENT.search(value) and re.search(r"\d", value):
        return _DOUBLE_PERCENT.sub("%", value), "计量单位统一为“%”"
    lacking = _NO_MONEY.match(value)
    found = measure_at_end(name)
    if lacking and found and found[1].kind in ("money", "standard"):
        return f"{lacking[1]}元{lacking[2]}", "补上货币单位“元”"
    return value, ""


def _flipped(case: Case, name: str, value: str) -> tuple[str, str]:
    if "V05" not in case.codes:
        return value, ""
    for old, new in (("不低于", "≤"), ("不少于", "≤"), ("不超过", "≥"), ("不高于", "≥")):
        if value.startswith(old):
            return new + value.removeprefix(old), "调整计算符号的方向"
    if value[:1] in _FLIP:
        return _FLIP[value[0]] + value[1:], "调整计算符号的方向"
    for old in ("以上", "及以上"):
        if value.endswith(old):
            return "≤" + value.removesuffix(old), "调整计算符号的方向"
    return value, ""


def _signed(case: Case, name: str, value: str, level: LevelType | None) -> tuple[str, str]:
    """Give a bare number its sign; 0 and a fixed standard are equal to what they say."""
    targets = number_targets(case)
    found = measure_at_end(name)
    value = _COUNTED_UP.sub("", value) if "V02" in case.codes else value
    plain = _PLAIN.match(value) is not None
    if not plain and "V02" in case.codes and len(targets) == 1:
        return _signed_inside(case, name, value, level)
    if not plain or not targets or targets[0].sign not in (None, Sign.EQUAL):
        return value, ""
    unsigned = case.codes & _UNSIGNED
    if (found is None and not unsigned) or (found and found[1].kind in ("date", "years")):
        return value, ""
    is_none = is_zero(value)
    return f"{'=' if is_none else sign_of(case, name, level, value)}{value}", "补上计算符号"


def _signed_inside(case: Case, name: str, value: str, level: LevelType | None) -> tuple[str, str]:
    """Put the sign before the one figure that stands among words: 抽检样品的≥95%合格.

    A change is at least as large as it says, whatever the measure: 较上年下降≥5%.
    """
    figure = next((found.text for found in case.assessed.findings if found.code == "V02"), "")
    digits = [found.start() for found in _NUMBER.finditer(figure)]
    if len(digits) != 1 or value.count(figure) != 1:
        return value, ""
    at = value.index(figure) + digits[0]
    if _NO_SIGN_BEHIND.search(value[:at]):
        return value, ""
    return f"{value[:at]}{_sign_among(case, name, value, level)}{value[at:]}", "补上计算符号"


def _sign_among(case: Case, name: str, value: str, level: LevelType | None) -> str:
    """Return the sign that the words around a figure ask for; a share that is paid has a limit."""
    if any(word in value for word in (*words("changes"), *words("gains"))):
        return "≥"
    sign = sign_of(case, name, level)
    found = measure_at_end(name)
    costs = LevelType.COST in ((level,) if level else case.declared or ())
    is_share = found is not None and found[0] in ("比例", "占比", "比重")
    return "≤" if costs and is_share else sign


def is_wordy(case: Case, value: str) -> bool:
    """Tell whether a new value is the printed words with nothing but a sign put among them."""
    old = printed(case)
    return value != old and not _STARTS.match(old) and value.translate(_UNMARKED) == old


def is_zero(value: str) -> bool:
    """Tell whether a printed value is none at all: 0起, but not 0.4万元."""
    return _NOTHING.match(value) is not None


def lost_sign(case: Case) -> str:
    """Return the value that an OCR slip may hide: ≥92% for 292%; ``""`` otherwise."""
    found = _LOST_SIGN.match(printed(case))
    return f"≥{found[1]}%" if found else ""
