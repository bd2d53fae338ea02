"""A rate beyond what is possible: above 100 %, below 0, or misread by OCR."""

import re
from collections.abc import Iterator
from functools import cache

from assessor.checks.check import Check, Example, Hit, Subject
from assessor.checks.word_lists import check_pattern, check_terms
from assessor.core.finding import FoundBy, Severity
from assessor.core.target import Sign, Target, TargetKind
from assessor.text.lexicon import alternation, pattern, terms

_TAIL = re.compile(r"(?:情况|指标)+$")
_ABOVE = "“{name}”不可能超过100%，指标值“{value}”超出了范围"
_BELOW = "“{name}”不可能是负数，指标值“{value}”超出了范围"
_MISREAD = "指标值“{value}”疑为扫描识别有误，开头的“2”很可能是漏掉的“≥”"
_CAP = "改为0—100%之间的数，如“≥【__】%”；如考核的是超额完成或增长，请改用“完成率”“增长率”等名称"
_LOOK = "请对照原件：若原文是“≥{rest}”，改正即可；若确为此数，请核实是否超出100%"


def find(subject: Subject) -> Iterator[Hit]:
    """Yield each percentage that a bounded rate cannot have."""
    if not subject.value.strip():
        return
    name = _TAIL.sub("", subject.reading.bare_name)
    if pattern("directions.unbounded_rate").search(name) or check_pattern("v06.may_exceed").search(
        name
    ):
        return
    is_bounded = _bounded().search(name) is not None
    for target in subject.reading.targets:
        if target.kind is not TargetKind.NUMBER or target.unit not in ("%", "分", ""):
            continue
        if target.doubtful:
            yield _misread(subject, target)
        elif is_bounded and _is_outside(target):
            low = target.low if target.low is not None else target.high
            yield _hit(subject, target, _BELOW if low is not None and low < 0 else _ABOVE, _CAP)


def _is_outside(target: Target) -> bool:
    # 95±2% and ±3%以内 are tolerances.
    if target.sign is Sign.PLUS_MINUS or target.full_mark is not None:
        return False
    if target.sign is Sign.MORE_THAN and target.low is not None and target.low >= 100:
        return True
    bounds = [bound for bound in (target.low, target.high) if bound is not None]
    return any(bound > 100 or bound < 0 for bound in bounds)


def _misread(subject: Subject, target: Target) -> Hit:
    rest = target.span.quote(subject.value).lstrip("2２")
    return _hit(subject, target, _MISREAD, _LOOK.replace("{rest}", rest), severity=Severity.MINOR)


@cache
def _bounded() -> re.Pattern[str]:
    known = (*terms("directions.bounded_rate"), *check_terms("v06.bounded"))
    return re.compile(f"(?:{alternation(known)})$")


def _hit(
    subject: Subject, target: Target, problem: str, todo: str, *, severity: Severity | None = None
) -> Hit:
    value = target.span.quote(subject.value)
    told = problem.replace("{name}", subject.indicator.name).replace("{value}", value)
    return Hit(
        field=subject.value_field,
        start=target.span.start,
        end=target.span.end,
        words=(("problem", told), ("todo", todo)),
        severity=severity,
    )


CHECK = Check(
    code="V06",
    name="out-of-bounds",
    title="指标值超出可能范围",
    severity=Severity.MAJOR,
    found_by=FoundBy.RULE,
    message="{problem}",
    hint="{todo}",
    what="合格率、覆盖率、满意度等有上限的比率填了大于100%的数或负数；“292%”这类疑似“≥92%”的识别错误单独提示。",
    why="不可能达到的目标无法考核，多半是录入、换算或识别错误。",
    mend="核对原件和单位，改为0—100%之间的数；确实可以超过100%的，换用增长率、完成率等名称。",
    limits="增长率、完成率、负荷率、床位使用率等可以超过100%的不报；≥100% 与 ＝100% 同义，不算问题。",
    source="一般做法：有上限的比率不超过100%",
    find=find,
    flagged=(
        Example(level2="质量指标", name="工程验收合格率", value="≥105%"),
        Example(level2="满意度指标", name="服务对象满意度", value="292%"),
    ),
    clean=(
        Example(level2="质量指标", name="工程验收合格率", value="≥100%"),
        Example(level2="经济效益指标", name="旅游收入增长率", value="≥120%"),
        Example(level2="满意度指标", name="服务对象满意度", value="≥92%"),
    ),
)
