"""The target value is missing: empty, a dash, a placeholder, a bare unit, or the measure again."""

import re
from collections.abc import Iterator

from assessor.checks.check import Check, Example, Hit, Subject
from assessor.core.finding import FoundBy, Severity
from assessor.core.judgement import ValueKind
from assessor.core.target import TargetKind
from assessor.text.normalise import normalise

_MARK = re.compile(r"^[^\u4e00-\u9fff]+$|[Xx×*_]{2}|[*#]|\bX\b")
_EMPTY = "“{name}”没有填写指标值"
_PLACEHOLDER = "指标值“{value}”只是占位符或单位，没有目标数"
_NOTHING = "指标值“{value}”没有给出任何可以核对的目标"
_REPEATED = "指标值“{value}”只是把指标名称重写了一遍，没有目标数"
_CODE = "指标值为“{value}”：若表式允许填写此代码，请说明理由；若不允许，视同指标值缺失"
_FILL = "在指标值栏填写计算符号、数值和单位，如“≥【__】【单位】”；确实不考核的，删去该行"
_EXPLAIN = "能够确定目标的，改填“≥【__】【单位】”；不适用的，注明依据（填报说明或批复）或删去该行"


def find(subject: Subject) -> Iterator[Hit]:
    """Yield one hit where the row has no target value."""
    printed = subject.value
    if not printed.strip():
        # A target that stands in the name only is another defect (W08).
        if not subject.reading.value.strip() and subject.indicator.name.strip():
            yield _hit(subject, 0, 0, _EMPTY)
        return
    start = len(printed) - len(printed.lstrip())
    end = len(printed.rstrip())
    kinds = {target.kind for target in subject.reading.targets}
    if kinds == {TargetKind.CODE}:
        yield _hit(subject, start, end, _CODE, severity=Severity.INFO)
    elif kinds == {TargetKind.PLACEHOLDER} and (_is_mark(printed) or _judged_missing(subject)):
        yield _hit(subject, start, end, _PLACEHOLDER)
    elif kinds <= {TargetKind.OPEN} and _judged_missing(subject):
        template = _REPEATED if _repeats(printed, subject.indicator.name) else _NOTHING
        yield _hit(subject, start, end, template)


def _judged_missing(subject: Subject) -> bool:
    return subject.judgement.value_kind is ValueKind.MISSING


def _is_mark(value: str) -> bool:
    """Tell whether a placeholder is no word: 无 under 冻饿死伤事件 is a fact, — never is."""
    return _MARK.search(normalise(value)) is not None


def _repeats(value: str, name: str) -> bool:
    return normalise(value).strip() in normalise(name)


def _hit(
    subject: Subject, start: int, end: int, template: str, *, severity: Severity | None = None
) -> Hit:
    value = subject.value[start:end]
    problem = template.replace("{name}", subject.indicator.name).replace("{value}", value)
    return Hit(
        field=subject.value_field,
        start=start,
        end=end,
        words=(("problem", problem), ("todo", _FILL if severity is None else _EXPLAIN)),
        severity=severity,
    )


CHECK = Check(
    code="V01",
    name="missing-value",
    title="指标值缺失",
    severity=Severity.BLOCKER,
    found_by=FoundBy.RULE,
    message="{problem}",
    hint="{todo}",
    what="有指标名称而没有目标：指标值为空，或只填“/”“-”“XX”“**”、一个单位，或把指标名称重写一遍。",
    why="没有指标值，年底无法判断是否完成，自评无从打分，这一行等于没有申报。",
    mend="按“计算符号＋数值＋单位”填写；无法量化的，写清可以核实的事实或分级标准；确实不考核的，删去该行。",
    limits="“不适用”“暂不确定”在有的表式里是允许的代码，只作提示；指标值写在名称里的由 W08 提出。",
    source="一般做法：指标值空缺或保留模板符号的，审核时退回补填",
    find=find,
    flagged=(
        Example(level2="数量指标", name="举办业务培训场次", value=""),
        Example(level2="数量指标", name="购置应急物资数量", value="XX套"),
        Example(level2="服务对象满意度指标", name="参训学员满意度", value="/"),
    ),
    clean=(
        Example(level2="数量指标", name="举办业务培训场次", value="≥6场"),
        Example(level2="社会效益指标", name="重大责任事故起数", value="0起"),
    ),
)
