"""The value cannot be a value of what the name measures (完成时效 100%, 培训人数 ≥95%)."""

from collections.abc import Iterator

from assessor.checks.check import Check, Example, Hit, Subject
from assessor.checks.word_lists import check_pattern
from assessor.core.finding import FoundBy, Severity
from assessor.core.target import TargetKind

_MEASURED = (TargetKind.NUMBER, TargetKind.DATE, TargetKind.PERIOD, TargetKind.FREQUENCY)

# What a reviewer calls the measures of RowText.measure and the classes of RowText.value_class.
_MEASURE_WORDS = {
    "rate": "比率，应为百分比",
    "quality_rate": "比率，应为百分比",
    "timely_rate": "比率，应为百分比",
    "satisfaction": "满意程度，应为百分比或得分",
    "people": "人数，应为数量",
    "count": "数量，应为带计数单位的数",
    "extent": "面积、长度、用量等，应为带计量单位的数",
    "score": "得分，应为分数",
    "duration": "时长，应为时间长度",
    "deadline": "时间，应为日期或期限",
    "money": "金额，应为带货币单位的数",
}
_VALUE_WORDS = {
    "percent": "百分比",
    "money": "金额",
    "people": "人数或户数",
    "time": "时间长度",
    "extent": "面积、长度或重量等数量",
    "score": "分数",
    "count": "个数、次数等数量",
    "other": "另一种单位的数",
    "bare": "没有单位的数",
    "date": "日期",
    "period": "一段时期",
    "frequency": "频次",
}
_FITTING = {
    "rate": ("percent",),
    "quality_rate": ("percent",),
    "timely_rate": ("percent",),
    "satisfaction": ("percent", "score"),
    "people": ("people",),
    "count": ("count",),
    "extent": ("extent",),
    "score": ("score",),
    "duration": ("time",),
    "deadline": ("date", "time", "period"),
    "money": ("money",),
}


def find(subject: Subject) -> Iterator[Hit]:
    """Yield the measured part of a value that does not fit the name."""
    if not subject.judgement.name_value_mismatch or not subject.value.strip():
        return
    reading = subject.reading
    if not any(target.kind in _MEASURED for target in reading.targets):
        return
    # A model may stumble over a bare 及时率 ≥98%; what fits by the words cannot be at odds.
    if reading.value_class in _FITTING.get(reading.measure, ()):
        return
    if reading.value_class == "percent" and _is_change(subject):
        return
    measures = _MEASURE_WORDS.get(reading.measure)
    yield Hit(
        field=subject.value_field,
        start=len(subject.value) - len(subject.value.lstrip()),
        end=len(subject.value.rstrip()),
        words=(
            ("measures", f"衡量的是{measures}" if measures else "要求的不是这类数值"),
            ("given", _VALUE_WORDS.get(reading.value_class, "另一类数值")),
        ),
        probability=subject.judgement.probability("name_value_mismatch"),
    )


def _is_change(subject: Subject) -> bool:
    """Tell whether the name asks for a fall or rise, which a percentage below 100 can measure."""
    reading = subject.reading
    return (
        reading.measure in ("money", "extent", "duration")
        and check_pattern("v14.changing").match(reading.bare_name) is not None
        and all(100 not in (target.low, target.high) for target in reading.targets)
    )


CHECK = Check(
    code="V14",
    name="name-value-mismatch",
    title="指标名称与指标值不符",
    severity=Severity.MAJOR,
    found_by=FoundBy.MODEL,
    message="“{name}”{measures}，而指标值“{text}”是{given}，两者对不上",
    hint="二者改其一：保留指标值，把名称改成它实际衡量的内容；或保留名称，按其计量方式改填指标值“【__】【单位】”",
    what="名称衡量的内容与指标值的性质不同：比率填了日期或个数，人数、金额填了百分比，时间填了100%，等等。",
    why="名称和指标值说的不是同一件事，实际完成值既不能按名称取数，也不能与目标比较。",
    mend="先确定要考核什么：考核数量就写“…数量 ≥【__】个”，考核比例就写“…率 ≥【__】%”，考核时间就写日期或期限。",
    limits="由模型判断；指标值是文字（如“提高”）的不在此列，名称看不出计量方式时可能漏报。",
    source="一般做法：指标名称与指标值口径一致（绝对值与比率不混用）",
    find=find,
    flagged=(
        Example(level2="时效指标", name="项目完成时间", value="100%"),
        Example(level2="数量指标", name="培训人数", value="≥95%"),
        Example(level2="时效指标", name="资金拨付及时率", value="12月底前"),
    ),
    clean=(
        Example(level2="时效指标", name="项目完成时间", value="12月底前"),
        Example(level2="数量指标", name="培训人数", value="≥95人"),
        Example(level2="数量指标", name="示范培训项目", value="≥100人"),
    ),
)
