"""The figure is no figure: 约50人, 90%左右, 力争95%, 3-5场."""

from collections.abc import Iterator

from assessor.checks.check import Check, Example, Hit, Subject
from assessor.checks.word_lists import check_pattern
from assessor.classifiers.row_text import unit_class
from assessor.core.finding import FoundBy, Severity
from assessor.core.target import Sign, Target, TargetKind

_ABOUT = ("约数", "去掉“约”“左右”“力争”等字，写成“≥【__】”或“≤【__】”的确定数")
_ASPIRED = ("留有余地的说法", "去掉“力争”“争取”等字，写成“≥【__】”或“≤【__】”的确定数")
_RANGE = ("一个区间", "取确保能完成的一端，写成“≥【__】”（成本、时限类取上限，写成“≤【__】”）")


def find(subject: Subject) -> Iterator[Hit]:
    """Yield each target that is an approximation or a range."""
    if not subject.value.strip():
        return
    for target in subject.reading.targets:
        kind = _imprecision(target, subject)
        if kind is None:
            continue
        yield Hit(
            field=subject.value_field,
            start=target.span.start,
            end=target.span.end,
            words=(("kind", kind[0]), ("todo", kind[1])),
        )


def _imprecision(target: Target, subject: Subject) -> tuple[str, str] | None:
    if target.kind is not TargetKind.NUMBER:
        return None
    if not target.approximate:
        return _RANGE if _is_range(target, subject) else None
    words = target.span.quote(subject.reading.value)
    return _ASPIRED if check_pattern("v08.aspirations").search(words) else _ABOUT


def _is_range(target: Target, subject: Subject) -> bool:
    if target.low is None or target.high is None or target.low == target.high:
        return False
    # ±3%以内 bounds a deviation, 18-24℃ is a technical range, 6至8月 a stretch of the year.
    if target.sign is Sign.PLUS_MINUS or target.unit in ("月", "日"):
        return False
    name = subject.reading.name
    if check_pattern("v08.tolerance_names").search(name):
        return False
    if target.unit and check_pattern("v08.technical_units").fullmatch(target.unit):
        return False
    return not (
        unit_class(target.unit) == "money" and check_pattern("v08.standard_names").search(name)
    )


CHECK = Check(
    code="V08",
    name="imprecise-value",
    title="指标值为约数或区间",
    # The labelling guide calls such a row quantified and not weak, so this stays minor.
    severity=Severity.MINOR,
    found_by=FoundBy.RULE,
    message="指标值“{text}”是{kind}，完成到哪个数算达标说不清",
    hint="{todo}",
    what="指标值带“约”“左右”“上下”“力争”，或是“3-5场”“80%-90%”这样的区间。",
    why="约数和区间没有确定的达标线，完成一半也能自称完成。",
    mend="写成有下限或上限的确定数：产出、效益取下限用“≥”，成本、时限取上限用“≤”。",
    limits="误差率±3%以内、温度湿度等技术范围、起止日期、文件规定的分档补助标准不报。",
    source="一般做法：目标值应为确定的数，区间和约数改为下限或上限",
    find=find,
    flagged=(
        Example(level2="数量指标", name="开展送戏下乡场次", value="3-5场"),
        Example(level2="数量指标", name="受训人数", value="约200人"),
        Example(level2="满意度指标", name="学员满意度", value="90%左右"),
    ),
    clean=(
        Example(level2="数量指标", name="开展送戏下乡场次", value="≥3场"),
        Example(level2="质量指标", name="结算款误差率", value="±3%以内"),
        Example(level2="质量指标", name="供暖室内温度", value="18-24℃"),
    ),
)
