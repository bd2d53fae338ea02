"""A bare number whose unit neither the name nor the value gives."""

import re
from collections.abc import Iterator
from functools import cache

from assessor.checks.check import Check, Example, Hit, Subject
from assessor.checks.word_lists import check_terms
from assessor.core.finding import FoundBy, Severity
from assessor.core.target import Target, TargetKind
from assessor.text.lexicon import alternation


def find(subject: Subject) -> Iterator[Hit]:
    """Yield the first number of the value where no unit is known."""
    if not subject.judgement.missing_unit or not subject.value.strip():
        return
    if _pure_number().search(subject.reading.bare_name):
        return
    if _bracketed_unit().search(subject.reading.name):
        return
    for target in subject.reading.targets:
        if _lacks_unit(target, subject.reading.value):
            yield Hit(field=subject.value_field, start=target.span.start, end=target.span.end)
            return


def _lacks_unit(target: Target, value: str) -> bool:
    if target.kind is not TargetKind.NUMBER or target.unit:
        return False
    # 28.40/株 lacks only the money unit before the stroke (V04); 零事故 and 清零 need no unit.
    if target.per or (target.low == target.high == 0 and "0" not in target.span.quote(value)):
        return False
    before, after = value[: target.span.start].rstrip(" :"), value[target.span.end :].lstrip()
    return not (_pure_number().search(before) or _bracketed_unit().match(after))


@cache
def _pure_number() -> re.Pattern[str]:
    return re.compile(f"(?:{alternation(check_terms('v03.without_dimension'))}|[A-Za-z]{{2,}})$")


@cache
def _bracketed_unit() -> re.Pattern[str]:
    units = alternation(check_terms("v03.units_in_brackets"))
    return re.compile(rf"[(\[【](?:单位:?)?[百千万亿]?(?:{units})(?:/[^()\[\]【】]{{1,4}})?[)\]】]")


CHECK = Check(
    code="V03",
    name="missing-unit",
    title="缺计量单位",
    severity=Severity.MINOR,
    found_by=FoundBy.RULE,
    message="指标值“{text}”没有计量单位，从“{name}”也看不出按什么计量",
    hint="在数字后写明单位，如“{text}【单位】”（场、人次、平方米、万元等）",
    what="指标值是一个光秃秃的数字，名称里也没有能说明单位的词（人数、次数、天数、率，或括号内的单位）。",
    why="同一个数字按“元”还是“万元”、“个”还是“批”理解，结果相差很大，完成情况无法核对。",
    mend="在指标值或计量单位栏写明单位，并与实际完成值使用同一单位。",
    limits="名称以人数、人次、次数、天数、率、得分等结尾时视为已有单位；“数量”“面积”“金额”不算。",
    source="一般做法：量化指标由计算符号、数值、计量单位三部分组成，缺单位的退回补填",
    find=find,
    flagged=(
        Example(level2="数量指标", name="购置仪器设备数量", value="31"),
        Example(level2="数量指标", name="绿化养护面积", value="≥12000"),
    ),
    clean=(
        Example(level2="数量指标", name="购置仪器设备数量", value="≥31台"),
        Example(level2="数量指标", name="参训人数", value="≥120"),
        Example(level2="数量指标", name="绿化养护面积（平方米）", value="≥12000"),
    ),
)
