"""The name carries the target: sign and figure, a deadline, or the asterisks of a template.

Figures that belong to the object (60岁以上老人, 三级医院, 2025年, 5G, 元/人) are no targets.
"""

import re
from collections.abc import Iterator

from assessor.checks.check import Check, Example, Hit, Subject
from assessor.checks.underlining import trimmed
from assessor.checks.word_lists import check_pattern, check_terms
from assessor.core.finding import FoundBy, Severity
from assessor.core.span import Span
from assessor.core.submission import Field
from assessor.core.target import Target, TargetKind

_PLACEHOLDER = re.compile(
    r"[≥≤><=]*\s*(?:\*{1,}|[×xX＊]{2,}|【_*】|_{2,})\s*[^\s()（）,，。;；]{0,2}(?=[)）]|$)"
)
_FAR = 4
_CLOSING = re.compile(r"^[\s)）\]】。.,，;；]*$")
_EMPTY = "把“{text}”移到指标值栏，名称只保留要衡量的内容"
_FILLED = "从名称中删去“{text}”，目标只在指标值栏写一次；两处不一致的，以批复为准核对后改为一个"
_BLANK = "删去模板残留的“{text}”，把实际目标“≥【__】【单位】”填入指标值栏"


def find(subject: Subject) -> Iterator[Hit]:
    """Yield the first target that stands in the name."""
    name = subject.reading.name
    blank = _PLACEHOLDER.search(name)
    if blank and blank.group().strip():
        yield _hit(subject, Span(*blank.span()), _BLANK)
        return
    empty = not (subject.indicator.value.strip() or subject.indicator.cycle_value.strip())
    for target in subject.reading.name_targets:
        if _is_target(name, target, empty=empty):
            span = _from_sign(name, target.span)
            yield _hit(subject, span, _EMPTY if empty else _FILLED)
            return


def _hit(subject: Subject, span: Span, advice: str) -> Hit:
    span = trimmed(subject.indicator.name, span)
    text = subject.indicator.name[span.start : span.end]
    return Hit(
        field=Field.NAME,
        start=span.start,
        end=span.end,
        words=(("advice", advice.replace("{text}", text)),),
    )


def _is_target(name: str, target: Target, *, empty: bool) -> bool:
    span = target.span
    before, behind = name[: span.start], name[span.end :]
    last = bool(_CLOSING.match(_without_end_words(behind)))
    if target.kind is TargetKind.DATE:
        explicit = any(char.isdigit() for char in span.quote(name))
        finished = check_pattern("w08.finishing").match(behind)
        return explicit and target.deadline is not None and (last or finished is not None)
    if target.kind is not TargetKind.NUMBER or target.unit in check_terms("w08.objects"):
        return False
    if target.sign is None:
        return empty and last and bool(before.strip())
    signed = check_pattern("w08.signs").match(name, span.start)
    governed = re.search(rf"(?:{check_pattern('w08.verbs').pattern})\s*$", before)
    return last or bool(signed and governed)


def _from_sign(name: str, span: Span) -> Span:
    """Leave out what a far-off 每… adds in front: 每个社区召开会议不少于6次."""
    sign = check_pattern("w08.signs").search(name, span.start, span.end)
    return Span(sign.start(), span.end) if sign and sign.start() - span.start > _FAR else span


def _without_end_words(behind: str) -> str:
    text = behind.strip()
    found = check_pattern("w08.ends").match(text)
    return text[found.end() :] if found else text


CHECK = Check(
    code="W08",
    name="target-in-name",
    title="名称含目标值",
    severity=Severity.MINOR,
    found_by=FoundBy.RULE,
    message="指标名称里写进了目标“{text}”",
    hint="{advice}",
    what="三级指标名称里带有计算符号和数值、完成期限，或模板残留的星号（开展培训不少于5场、种植数量(≥**株)）。",
    why="目标应写在指标值栏；写在名称里，调整时容易两处不一致，汇总和自评时也取不到数。",
    mend="名称只写“对象＋度量”，把符号、数值和期限移到指标值栏；模板残留的星号删去。",
    limits="年份、文件和项目名称、等级（三级医院）、对象条件（60岁以上老人）、计价单位（元/人）和5G一类的名称不在此列。",
    source="一般做法：名称与指标值分栏填写，名称不含目标值",
    find=find,
    flagged=(
        Example(level2="数量指标", name="开展培训不少于5场", value=""),
        Example(level2="数量指标", name="黄金蜜种植数量（≥**株）", value="≥17600株"),
        Example(level2="时效指标", name="12月底前完成主体工程", value="100%"),
    ),
    clean=(
        Example(level2="数量指标", name="60岁以上老年人体检人数", value="≥2000人"),
        Example(level2="数量指标", name="2025年新建5G基站数量", value="≥30座"),
        Example(level2="成本指标", name="培训费标准（元/人·天）", value="≤400"),
    ),
)
