"""A bare number where it matters whether it is a floor or a ceiling."""

import re
from collections.abc import Iterator

from assessor.checks.check import Check, Example, Hit, Subject
from assessor.checks.directions import Better, certain_direction
from assessor.checks.word_lists import check_pattern
from assessor.classifiers.row_text import unit_class
from assessor.core.finding import FoundBy, Severity
from assessor.core.target import Target, TargetKind
from assessor.taxonomy.level_type import LevelType
from assessor.text.lexicon import pattern

_COUNTED = frozenset(("people", "count", "extent", "percent", "score"))
_REPEATED = ("次", "场", "场次", "期", "遍", "轮")
_ONE_EACH = re.compile(r"一[^一\d]{1,4}一")
_REST_OF_UNIT = re.compile(r"[\u4e00-\u9fff]{1,2}(?=$|[\s,;。、/)])")
_ADVICE = {
    Better.MORE: "这类指标一般越多（高）越好，写成“≥{figure}”；如为必须恰好达到的数，写“＝{figure}”",
    Better.LESS: "这类指标一般越少（低）越好，写成“≤{figure}”；如为必须恰好达到的数，写“＝{figure}”",
    None: "从“≥”（越多越好）、“≤”（越少越好）、“＝”（恰好等于）中选一个写在“{figure}”前面",
}


def find(subject: Subject) -> Iterator[Hit]:
    """Yield the first bare number of a value that nothing bounds."""
    if not subject.value.strip() or _is_bounded_by_words(subject):
        return
    # Where name and value do not belong together, a sign would mend nothing (V14).
    if subject.judgement.name_value_mismatch:
        return
    for target in subject.reading.targets:
        if _is_bare(target) and not _is_fixed(target, subject):
            end = _end(target, subject.reading.value)
            figure = subject.value[target.span.start : end]
            advice = _ADVICE[_direction(target, subject)].replace("{figure}", figure)
            yield Hit(
                field=subject.value_field,
                start=target.span.start,
                end=end,
                words=(("advice", advice),),
            )
            return


def _end(target: Target, value: str) -> int:
    """Return the end of the figure with a unit that the grammar does not know (3.8万拍)."""
    match = _REST_OF_UNIT.match(value, target.span.end)
    return match.end() if match else target.span.end


def _is_bounded_by_words(subject: Subject) -> bool:
    return bool(
        check_pattern("v02.signs_in_value").search(subject.reading.value)
        or check_pattern("v02.signs_in_name").search(subject.reading.name)
        or _ONE_EACH.search(subject.reading.value)
    )


def _is_bare(target: Target) -> bool:
    """Tell whether a number has neither sign nor anything that says how to compare it."""
    if target.kind is not TargetKind.NUMBER or target.sign is not None or target.low is None:
        return False
    if target.low != target.high or target.approximate or target.doubtful or target.low == 0:
        return False
    # 2次/月 is a frequency, 6万吨/日 a capacity.
    if target.unit in _REPEATED and unit_class("".join(target.per[:1])) == "time":
        return False
    if ":" in target.unit or target.deadline is not None or target.frequency is not None:
        return False
    # ＝100% and ≥100% are the same target, so a bare 100% leaves nothing open.
    return not (target.unit in ("%", "") and target.low == 100)


def _is_fixed(target: Target, subject: Subject) -> bool:
    """Tell whether the figure is fixed by a document or is a deadline of its own form."""
    kind = unit_class(target.unit)
    name = subject.reading.bare_name
    if kind in ("money", "bare", "other") and (
        target.per or check_pattern("v02.fixed_standards").search(name)
    ):
        return True
    if kind == "percent" and check_pattern("v02.fixed_shares").search(name):
        return True
    if kind not in ("time", "bare"):
        return False
    # A bare duration is a deadline under these names and wherever timeliness is declared.
    is_timely = kind == "time" and LevelType.TIMELINESS in (subject.declared or ())
    return is_timely or check_pattern("v02.deadline_names").search(name) is not None


def _direction(target: Target, subject: Subject) -> Better | None:
    if check_pattern("v02.changes").search(subject.reading.value):
        return Better.MORE
    name = subject.reading.bare_name
    if (certain := certain_direction(name)) is not None:
        return certain
    if check_pattern("v02.more_is_better").search(name):
        return Better.MORE
    if check_pattern("v02.less_is_better").search(name):
        return Better.LESS
    if pattern("directions.negative").search(name):
        return None
    kind = unit_class(target.unit)
    is_count = kind in _COUNTED or (kind == "bare" and subject.reading.measure != "money")
    return Better.MORE if is_count else None


CHECK = Check(
    code="V02",
    name="missing-sign",
    title="缺计算符号",
    severity=Severity.MINOR,
    found_by=FoundBy.RULE,
    message="指标值“{text}”没有计算符号，看不出是下限、上限还是恰好等于",
    hint="{advice}",
    what="指标值只有数字，没有“≥”“≤”“＝”，也没有“不少于”“以内”“以上”之类的词。",
    why="多完成或少完成算不算达标，要靠符号判断；符号空缺时，自评和复核容易各执一词。",
    mend="产出和效益一般用“≥”，成本、时长、事故、投诉等一般用“≤”，文件定死的数用“＝”。",
    limits="100%、0、日期、频次、期限，以及文件规定的补助标准和单价不提；区间和约数由 V08 提出。",
    source="一般做法：量化指标由计算符号、数值、计量单位三部分组成，缺符号的建议补上",
    find=find,
    flagged=(
        Example(level2="数量指标", name="组织专题培训场次", value="12场"),
        Example(level2="质量指标", name="设备故障率", value="3%"),
    ),
    clean=(
        Example(level2="数量指标", name="组织专题培训场次", value="≥12场"),
        Example(level2="经济成本指标", name="困难学生补助标准", value="1000元/人"),
        Example(level2="质量指标", name="工程验收合格率", value="100%"),
    ),
)
