"""Edits that might clear a finding, from the smallest kinds up; whether they do is tried later."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from assessor.checks.degree_phrases import degree_phrases
from assessor.classifiers.row_text import measure_of
from assessor.core.assessment import IndicatorAssessment
from assessor.core.finding import Finding
from assessor.core.rewrite import BLANK, Rewrite
from assessor.core.submission import Field, Indicator
from assessor.rewrites.labels import FIRST_LEVELS
from assessor.taxonomy.level_type import LevelType
from assessor.text.normalise import normalise

_SIGNS = ("≥", "≤", "=")
_SIGN = re.compile(r"[≥≤＝=<>]=?|不少于|不低于|不超过|不高于|大于等于|小于等于|以上|以内")
_LOOSE = "，,、；;：: \t"
_JOINTS = re.compile(r"[、，,；;]|[和与及](?=.)")
_TREND = re.compile("提升|提高|增强|增加|增长|改善|扩大|优化|降低|下降|减少|缩短|压缩")
_RAISING = re.compile("提升|提高|增强|增加|增长|改善|扩大|优化")
_RULE = re.compile("规定|要求|标准|规范|办法|计划|任务|方案")
_LOWERING = re.compile("减少|降低|下降|压缩|压减|缩短|减轻|杜绝|防止|防范|遏制|避免|消除")
_LIMITS = {
    "rate": (f"≥{BLANK}%", f"≤{BLANK}%"),
    "people": (f"≥{BLANK}人", f"≥{BLANK}人次"),
    "count": (f"≥{BLANK}【单位】",),
    "duration": (f"≤{BLANK}天", f"≤{BLANK}个工作日"),
    "money": (f"≤{BLANK}元", f"≤{BLANK}万元", f"≥{BLANK}万元"),
}
_OF_MONEY = (LevelType.COST.value, LevelType.ECONOMIC.value)
_DATE = f"{BLANK}月{BLANK}日前"
_BY_DELETING = ("W01", "W05", "W07", "W08", "V08")
_BY_SIGN = ("V02", "V05", "V06", "V08")
_BY_LIMIT = ("W01", "W03", "W04", "C08", "V01", "V14")
_BY_SPLIT = ("W07", "W01")
_DELETED = "删去“{text}”"
_FILLED = "写明数值界限，【__】由填报单位填写"
_NAMED_RULE = "写明是哪一项规定、标准或任务，【__】由填报单位填写"
_SIGNED = "补上或改正计算符号"
_UNIT = "补上计量单位，单位由填报单位填写"
_WORDS = "按修改建议改写：{reason}"
_MOVED = "改列到“{level}”"
_SPLIT = "只保留一项，其余另列指标"


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A row as it might be, and why."""

    row: Indicator
    why: str


def candidates(
    assessed: IndicatorAssessment, finding: Finding, rewrites: Iterable[Rewrite]
) -> Iterator[Candidate]:
    """Yield what might clear ``finding``, each different from the row.

    A small kind of edit is thought of only for the checks whose defect it mends: a sign before
    a share without a base silences a check and mends nothing.
    """
    row, code = assessed.indicator, finding.code
    found: list[Candidate] = []
    if code in _BY_DELETING:
        found += _without_words(row, finding)
    if code in _BY_SIGN:
        found += _signed(row)
    if code == "V03":
        found += _with_unit(row)
    if code in _BY_LIMIT:
        found += _filled(assessed)
    if code in _BY_SPLIT:
        found += _parts(row)
    if code == "C01":
        found += _moved(assessed)
    found += _rewritten(row, rewrites)
    yield from (one for one in found if one.row != row and one.row.name.strip())


def _without_words(row: Indicator, finding: Finding) -> Iterator[Candidate]:
    """Delete the underlined words, all of them or one phrase of degree in them."""
    if finding.field not in (Field.NAME, Field.VALUE) or finding.start == finding.end:
        return
    text = row.text(finding.field)
    inner = [(finding.start + s.start, finding.start + s.end) for s in degree_phrases(finding.text)]
    for start, end in dict.fromkeys(((finding.start, finding.end), *inner)):
        words = text[start:end]
        shorter = (text[:start] + text[end:].removeprefix("的")).strip(_LOOSE)
        # 减少浪费 without its verb would count the waste.
        if _LOWERING.search(words) is None:
            yield Candidate(row=_with(row, finding.field, shorter), why=_DELETED.format(text=words))


def _with(row: Indicator, place: Field, text: str) -> Indicator:
    return replace(row, name=text) if place is Field.NAME else replace(row, value=text)


def _signed(row: Indicator) -> Iterator[Candidate]:
    value = row.value.strip()
    found = _SIGN.search(value)
    for sign in _SIGNS:
        signed = (
            f"{sign}{value}"
            if found is None
            else (f"{value[: found.start()]}{sign}{value[found.end() :]}")
        )
        if value:
            yield Candidate(row=replace(row, value=signed), why=_SIGNED)


def _with_unit(row: Indicator) -> Iterator[Candidate]:
    if row.value.strip()[-1:].isdigit():
        yield Candidate(row=replace(row, value=f"{row.value.strip()}{BLANK}"), why=_UNIT)
        for sign in _SIGNS if _SIGN.search(row.value) is None else ():
            value = f"{sign}{row.value.strip()}{BLANK}"
            yield Candidate(row=replace(row, value=value), why=_UNIT)


def _filled(assessed: IndicatorAssessment) -> Iterator[Candidate]:
    """Put a limit in the place of the value, behind the trend that it names, or name the rule."""
    row = assessed.indicator
    value = row.value.strip()
    measure, level = measure_of(normalise(row.name)), assessed.judgement.level
    limits = _LIMITS.get(measure, ())
    if measure == "money" and level not in _OF_MONEY:
        limits = ()
    if (
        measure == "rate"
        and _RAISING.search(text := row.name + value)
        and not _LOWERING.search(text)
    ):
        limits = limits[:1]
    if level == LevelType.TIMELINESS.value:
        limits = (*limits, _DATE)
    for limit in limits:
        yield Candidate(row=replace(row, value=limit), why=_FILLED)
    for trend in _TREND.finditer(value):
        for compared in ("", "较上年"):
            told = f"{compared}{trend.group()}≥{BLANK}%"
            yield Candidate(row=replace(row, value=told), why=_FILLED)
    for rule in _RULE.finditer(value):
        named = f"{value[: rule.start()]}{BLANK}{value[rule.start() :]}"
        yield Candidate(row=replace(row, value=named), why=_NAMED_RULE)


def _parts(row: Indicator) -> Iterator[Candidate]:
    """Keep one of several parts of the name."""
    for joint in _JOINTS.finditer(row.name):
        head, rest = row.name[: joint.start()], row.name[joint.end() :]
        for name in (head, rest):
            yield Candidate(row=replace(row, name=name.strip(_LOOSE)), why=_SPLIT)
    for joint in _JOINTS.finditer(row.value):
        value = row.value[: joint.start()].strip(_LOOSE)
        yield Candidate(row=replace(row, value=value), why=_SPLIT)


def _moved(assessed: IndicatorAssessment) -> Iterator[Candidate]:
    row, level = assessed.indicator, assessed.judgement.level
    if level is None:
        return
    level_type = LevelType(level)
    moved = replace(row, level2=level_type.chinese, level1=FIRST_LEVELS[level_type])
    yield Candidate(row=moved, why=_MOVED.format(level=level_type.chinese))


def _rewritten(row: Indicator, rewrites: Iterable[Rewrite]) -> Iterator[Candidate]:
    """Take over the name, the value, both, or the levels too, of what is proposed."""
    for rewrite in rewrites:
        new = rewrite.row
        why = _WORDS.format(reason=rewrite.reason)
        if rewrite.further:
            why += "；其余内容另列指标：" + "、".join(
                f"“{other.name}”" for other in rewrite.further
            )
        yield Candidate(row=replace(row, name=new.name), why=why)
        if new.name == row.name:
            yield Candidate(row=replace(row, value=new.value), why=why)
        yield Candidate(row=replace(row, name=new.name, value=new.value), why=why)
        yield Candidate(
            row=replace(row, name=new.name, value=new.value, level1=new.level1, level2=new.level2),
            why=why,
        )
