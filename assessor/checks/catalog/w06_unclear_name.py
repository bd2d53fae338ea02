"""The name does not say what is measured, or of whom: a bare attribute or a bare object."""

from collections.abc import Iterator

from assessor.checks.check import Check, Example, Hit, Subject
from assessor.checks.underlining import trimmed
from assessor.core.finding import FoundBy, Severity
from assessor.core.span import Span
from assessor.core.submission import Field
from assessor.text.lexicon import terms

_ATTRIBUTE = "只写了“{text}”，没有说明是什么事项、什么对象的"
_OBJECT = "只写了事项“{text}”，没有说明衡量它的哪个方面（数量、质量、时间或效果）"
_NONE = "没有填写，指标值不知道衡量的是什么"
_FILL_IN = "在三级指标栏按“对象＋属性＋度量”写全名称；不是指标的行请删去"
_ADD_OBJECT = "在前面补上具体的对象或事项，写成“【对象】【事项】＋度量”，让人一看就知道统计的是什么"
_ADD_MEASURE = "在事项后面补上要考核的度量（{measures}），并在指标值写“≥【__】【单位】”"
# What a measure of each type of level looks like; the row's likely type chooses.
_MEASURES = {
    "quantity": "数量、人次、场次、面积等",
    "quality": "合格率、达标率、准确率等",
    "timeliness": "完成日期、办理时限、按时完成率等",
    "cost": "单位成本、标准、总成本等",
    "economic": "收入、产值、节约额等",
    "social": "受益人数、知晓率、发生数、参与率等",
    "ecological": "监测值、减排量、达标天数等",
    "sustainability": "使用年限、管护落实率、持续使用率等",
    "satisfaction": "【对象】满意度",
}
_ANY_MEASURE = "数量、比率、时间或成本"


def find(subject: Subject) -> Iterator[Hit]:
    """Yield the whole name without its bracketed additions."""
    reading = subject.reading
    if not reading.bare_name.strip():
        yield Hit(field=Field.NAME, words=(("problem", _NONE), ("advice", _FILL_IN)))
        return
    if not subject.judgement.unclear_name:
        return
    if reading.bare_name in terms("generic_names.satisfaction"):
        return  # a bare 满意度 is C12
    span = _core(reading.name, reading.bare_name)
    text = subject.indicator.name[span.start : span.end]
    attribute = bool(reading.measure) or reading.bare_name in terms("generic_names.bare")
    yield Hit(
        field=Field.NAME,
        start=span.start,
        end=span.end,
        words=(
            ("problem", (_ATTRIBUTE if attribute else _OBJECT).replace("{text}", text)),
            ("advice", _ADD_OBJECT if attribute else _measure_advice(subject)),
        ),
        probability=subject.judgement.probability("unclear_name"),
    )


def _measure_advice(subject: Subject) -> str:
    likely = subject.judgement.level
    return _ADD_MEASURE.replace("{measures}", _MEASURES.get(likely or "", _ANY_MEASURE))


def _core(name: str, bare: str) -> Span:
    start = name.find(bare)
    return trimmed(name, Span(start, start + len(bare))) if bare and start >= 0 else trimmed(name)


CHECK = Check(
    code="W06",
    name="unclear-name",
    title="名称不完整",
    severity=Severity.MAJOR,
    found_by=FoundBy.MODEL,
    message="指标名称{problem}",
    hint="{advice}",
    what="三级指标名称只有一个属性（及时性、成本控制、社会效益、完成时效），或只有一个事项（职工诉求、科普作品），缺对象或缺度量。",
    why="同一个名称可以指很多件事，实际值向谁取、怎么算都不确定，审核人也无法判断归类是否正确。",
    mend="名称按“对象＋属性＋度量”写全，如把“及时性”写成“困难职工慰问金发放及时率”，一个名称只指一件事。",
    limits="由模型判断；只写“满意度”的由 C12 提出；指标值已把度量写全的（职工诉求：办理≥50件）不在此列。",
    # LABELS.md “unclear_name”一节及已定要点第10、14条
    source="一般做法：指标名称应简明、指向明确",
    find=find,
    flagged=(
        Example(level2="时效指标", name="及时性", value="100%"),
        Example(level2="成本指标", name="成本控制", value="≤100%"),
        Example(level2="社会效益指标", name="社会效益", value="显著"),
    ),
    clean=(
        Example(level2="时效指标", name="困难职工慰问金发放及时率", value="100%"),
        Example(level2="成本指标", name="单次体检成本", value="≤800元/人"),
        Example(level2="满意度指标", name="满意度", value="≥90%"),
    ),
)
