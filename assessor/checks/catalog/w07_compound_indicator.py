"""Two or more things are measured by one row under one value.

The model decides; underlined are the two measures or qualities with the mark that joins them.
Near-synonyms, kinds of one object and several groups asked one question are not compound.
"""

from collections.abc import Iterator

from assessor.checks.check import Check, Example, Hit, Subject
from assessor.checks.coordinates import joined_parts
from assessor.checks.underlining import judged_value, trimmed
from assessor.core.finding import FoundBy, Severity
from assessor.core.span import Span
from assessor.core.submission import Field
from assessor.core.target import Target, TargetKind

_SHORT_VALUE = 20
_MEASURED = (TargetKind.NUMBER, TargetKind.DATE)


def find(subject: Subject) -> Iterator[Hit]:
    """Yield the joined measures of the name, else of the value."""
    if not subject.judgement.compound:
        return
    field, span = _place(subject)
    yield Hit(
        field=field,
        start=span.start,
        end=span.end,
        probability=subject.judgement.probability("compound"),
    )


def _place(subject: Subject) -> tuple[Field, Span]:
    name, value = subject.reading.name, judged_value(subject)
    in_name = joined_parts(name)
    in_value = _figures(subject.reading.targets, value) or joined_parts(value)
    if in_name is not None:
        return Field.NAME, in_name
    if in_value is not None:
        return subject.value_field, in_value
    # Qualities without a mark (货足价稳): the field that moved the model, whole.
    moved = subject.evidence("compound")
    if value and moved and moved[0].field == "value":
        return subject.value_field, trimmed(value)
    return Field.NAME, trimmed(name)


def _figures(targets: tuple[Target, ...], value: str) -> Span | None:
    """Return the stretch from the first figure to the last where there are several."""
    figures = [t.span for t in targets if t.kind in _MEASURED]
    if not value or len(figures) < 2:
        return None
    whole = trimmed(value)
    if whole.end - whole.start <= _SHORT_VALUE:
        return whole
    return trimmed(value, Span(figures[0].start, figures[-1].end))


CHECK = Check(
    code="W07",
    name="compound-indicator",
    title="一项多标",
    severity=Severity.MAJOR,
    found_by=FoundBy.MODEL,
    message="“{text}”把两项以上要分别衡量的内容放在同一个指标里，共用一个指标值",
    hint="拆成各自独立的三级指标，每个指标只衡量一项内容，分别填写指标值“【__】【单位】”和权重",
    what="一个三级指标同时衡量两件以上不同的事（知晓率、满意度；道路长度和绿化面积；及时准确），或一个指标值里有几个目标。",
    why="一项完成、另一项没完成时无法计分；实际完成值只有一格，也说不清填的是哪一项。",
    mend="一行只留一项内容，其余另起一行；确属同一对象的几种叫法，合并成一个名称。",
    limits="由模型判断；近义并列（声誉及影响力）、同一对象的几个种类（教材、课件数量）、同一问题问几类人群的，不在此列。",
    # LABELS.md 已定要点第11、16、17条
    source="一般做法：一个指标只衡量一项内容",
    find=find,
    flagged=(
        Example(level2="社会效益指标", name="政策知晓率、满意度", value="≥95%"),
        Example(level2="数量指标", name="新建道路长度和绿化面积", value="完成"),
        Example(level2="质量指标", name="数据报送及时准确率", value="≥98%"),
    ),
    clean=(
        Example(level2="服务对象满意度指标", name="镇街、园区工会满意度", value="≥90%"),
        Example(level2="社会效益指标", name="政策知晓率", value="≥95%"),
        Example(level2="数量指标", name="培训教材、课程资源包数量", value="≥10套"),
    ),
)
