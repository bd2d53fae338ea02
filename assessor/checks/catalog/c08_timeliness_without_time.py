"""A row of timeliness that holds no date, duration, period or frequency: 及时, 按时完成."""

from collections.abc import Iterator

from assessor.checks.check import Check, Example, Hit, Subject
from assessor.checks.underlining import judged_value, trimmed
from assessor.checks.word_lists import check_pattern
from assessor.classifiers.row_text import unit_class
from assessor.core.finding import FoundBy, Severity
from assessor.core.judgement import ValueKind
from assessor.core.submission import Field
from assessor.core.target import Target, TargetKind
from assessor.taxonomy.level_type import LevelType

_TIMES = (TargetKind.DATE, TargetKind.PERIOD, TargetKind.FREQUENCY)


def find(subject: Subject) -> Iterator[Hit]:
    """Yield the value that names no time, or the name where no value is printed."""
    reading, judgement = subject.reading, subject.judgement
    if not _concerns_time(subject):
        return
    if any(_tells_time(t) for t in (*reading.targets, *reading.name_targets)):
        return
    printed = bool(subject.value.strip())
    if not printed and not check_pattern("c08.on_time").search(reading.name):
        return  # nothing but a missing value: V01
    weak = judgement.vague or judgement.value_kind is ValueKind.OPEN
    if judgement.value_kind is ValueKind.MISSING:
        if printed:
            return
        weak = True
    elif not weak and not _is_rate_of_completion(subject):
        return
    field = subject.value_field if printed else Field.NAME
    span = trimmed(subject.indicator.text(field))
    yield Hit(
        field=field,
        start=span.start,
        end=span.end,
        severity=None if weak else Severity.MINOR,
    )


def _concerns_time(subject: Subject) -> bool:
    judgement = subject.judgement
    if subject.declared and LevelType.TIMELINESS in subject.declared:
        # Satisfaction under timeliness lacks no date, it stands in the wrong place: C01.
        return not judgement.level_mismatch
    value = judged_value(subject).strip()
    promised = check_pattern("c08.on_time").match(value)
    return judgement.level == LevelType.TIMELINESS and promised is not None


def _tells_time(target: Target) -> bool:
    return (
        target.kind in _TIMES
        or target.frequency is not None
        or target.deadline is not None
        or (target.kind is TargetKind.NUMBER and unit_class(target.unit) == "time")
    )


def _is_rate_of_completion(subject: Subject) -> bool:
    """Tell whether the row gives a share of completion, but neither a date nor punctuality."""
    name = subject.reading.name
    percent = subject.reading.value_class == "percent"
    if check_pattern("c08.rate").search(name):
        return False
    return percent and bool(check_pattern("c08.done").search(name))


CHECK = Check(
    code="C08",
    name="timeliness-without-time",
    title="时效指标没有时间",
    severity=Severity.MAJOR,
    found_by=FoundBy.RULE,
    message="时效指标写作“{text}”，没有日期、时限、周期或频次，也不是按时完成的比率",
    hint="写明时间：“【__】月【__】日前完成”“自受理起≤【__】个工作日”“每【周期】【__】次”，或改为“按期完成率≥【__】%”",
    what="时效指标只写“及时”“按时完成”“按计划推进”等，名称和指标值里都没有日期、时限、周期、频次或按时率。",
    why="没有时间点就无所谓早晚，“及时”由填报单位自己说了算，年底一律自评为完成。",
    mend="写完成日期、办理时限、发放周期，或按时完成的比率；完成率类的指标补上截止日期。",
    limits="名称是及时率、按期完成率而指标值是百分比的不在此列；一般的完成率放在时效下只作建议；没有时间要求的项目可以不设时效指标。",
    # LABELS.md “vague”一节“及时、按时”条及已定要点第8条
    source="一般做法：时效指标应有时间",
    find=find,
    flagged=(
        Example(level2="时效指标", name="慰问金发放时间", value="及时"),
        Example(level2="时效指标", name="项目实施进度", value="按计划推进"),
        Example(level2="产出时效", name="资料报送", value="按时完成"),
    ),
    clean=(
        Example(level2="时效指标", name="慰问金发放时间", value="春节前"),
        Example(level2="时效指标", name="慰问金发放及时率", value="100%"),
        Example(level2="时效指标", name="养老金发放", value="按月发放"),
    ),
    subsumes=("W01", "W03"),
)
