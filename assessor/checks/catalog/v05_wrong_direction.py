"""The sign points the wrong way: at least so many accidents, at most so much satisfaction."""

from collections.abc import Iterator

from assessor.checks.check import Check, Example, Hit, Subject
from assessor.checks.directions import Better, certain_direction
from assessor.checks.word_lists import check_pattern
from assessor.core.finding import FoundBy, Severity
from assessor.core.target import Sign, Target, TargetKind

_UPWARD = (Sign.AT_LEAST, Sign.MORE_THAN)
_DOWNWARD = (Sign.AT_MOST, Sign.LESS_THAN)
_WORDS = {
    Better.MORE: ("越高越好", "≥"),
    Better.LESS: ("越低（少）越好", "≤"),
}


def find(subject: Subject) -> Iterator[Hit]:
    """Yield each target whose sign asks for the worse."""
    value = subject.value
    if not value.strip() or check_pattern("v05.turned_values").search(subject.reading.value):
        return
    # Where the value is of another kind than the name, its sign says nothing of the name (V14).
    if subject.judgement.name_value_mismatch or subject.judgement.compound:
        return
    better = certain_direction(subject.reading.bare_name)
    if better is None:
        return
    for target in subject.reading.targets:
        if _is_wrong(target, better):
            wanted, sign = _WORDS[better]
            yield Hit(
                field=subject.value_field,
                start=target.span.start,
                end=target.span.end,
                words=(("wanted", wanted), ("sign", sign)),
            )


def _is_wrong(target: Target, better: Better) -> bool:
    if target.kind is not TargetKind.NUMBER or target.unit == "名":
        return False
    return target.sign in (_DOWNWARD if better is Better.MORE else _UPWARD)


CHECK = Check(
    code="V05",
    name="wrong-direction",
    title="计算符号方向错误",
    severity=Severity.MAJOR,
    found_by=FoundBy.RULE,
    message="“{name}”{wanted}，指标值“{text}”的符号方向反了",
    hint="把符号改为“{sign}”；如果本意是考核下降或节约，请在名称里写明“下降率”“节约率”等",
    what="越低越好的指标（成本、事故、投诉、故障、办理时限）用了“≥”“以上”，或越高越好的指标（合格率、满意度）用了“≤”“以内”。",
    why="按这样的目标，做得越差越算完成，自评结果会完全相反。",
    mend="成本、事故、投诉、时限类用“≤”，合格率、覆盖率、满意度、下降率、节约率类用“≥”。",
    limits="只看方向确定的名称；培训时长、控制率、数量上限等两可的不报，名称或指标值含下降、压缩、节约等词时按下降考核理解。",
    source="一般做法：正向指标用“≥”、反向指标用“≤”",
    find=find,
    flagged=(
        Example(level2="时效指标", name="业务平均办理时限", value="≥5个工作日"),
        Example(level2="质量指标", name="设备故障率", value="≥3%"),
        Example(level2="质量指标", name="产品抽检合格率", value="≤95%"),
    ),
    clean=(
        Example(level2="社会效益指标", name="生产安全事故下降率", value="≥10%"),
        Example(level2="质量指标", name="群众投诉处理率", value="≥98%"),
        Example(level2="经济成本指标", name="采购成本节约率", value="≥5%"),
    ),
)
