"""The wording leaves the target to judgement: degree, trend or quality words without a cut-off.

The model decides that a row is vague; word lists guide what is underlined. A value that settles
what the name leaves open (收入提升幅度 ≥10%) is not vague, the model has learnt that.
"""

import re
from collections.abc import Iterator

from assessor.checks.check import Check, Example, Hit, Subject
from assessor.checks.degree_phrases import degree_phrases, tells_degree
from assessor.checks.underlining import evidence_spans, judged_value, trimmed
from assessor.core.finding import FoundBy, Severity
from assessor.core.span import Span
from assessor.core.submission import Field
from assessor.text.lexicon import pattern
from assessor.text.target_grammar import has_quantity

_MOST = 2
_SHORT_VALUE = 12
_ONE_PHRASE = 4
_UNNAMED = re.compile(r"\s*(?:按|依|据|见(?!成|实)|符合|达到|达标|完成|(?:是|√)\s*$)")
_LIST = re.compile(r"[、，,；;]")
_TREND = "写明基期和幅度，如“较【基期年份】（基数【__】）提高≥【__】%”，或换成能统计的指标和数值，如“…率≥【__】%”"
_TIME = "写明完成日期、时限或频次，如“【__】月【__】日前完成”“≤【__】个工作日”，或改为“按时完成率≥【__】%”"
_DEGREE = "写明判断界限：能计数的改为“≥【__】【单位】”或“…率≥【__】%”；不能计数的按事实分档，并注明佐证材料"
_ON_TIME = ("及时", "按时", "准时", "按期", "如期", "尽快", "适时", "迅速", "快速", "尽早", "早日")


def find(subject: Subject) -> Iterator[Hit]:
    """Yield the words of degree, trend or quality, in the value if it holds them."""
    if not subject.judgement.vague:
        return
    field, spans = _place(subject)
    text = subject.indicator.text(field)
    for span in spans[:_MOST]:
        yield Hit(
            field=field,
            start=span.start,
            end=span.end,
            words=(("advice", _advice(text[span.start : span.end])),),
            probability=subject.judgement.probability("vague"),
        )


def _advice(words: str) -> str:
    if any(word in words for word in _ON_TIME):
        return _TIME
    return _TREND if pattern("wording.trend").search(words) else _DEGREE


def _place(subject: Subject) -> tuple[Field, tuple[Span, ...]]:
    value, name = judged_value(subject), subject.reading.name
    in_name = degree_phrases(name)
    settled = has_quantity(subject.reading.targets)
    if value and not (in_name and (settled or _UNNAMED.match(value))):
        return subject.value_field, _in_value(subject, value, settled=settled)
    moved = evidence_spans(subject, "vague", "name")
    return Field.NAME, in_name or moved or (trimmed(name),)


def _in_value(subject: Subject, value: str, *, settled: bool) -> tuple[Span, ...]:
    """Return the telling phrases; a short saying without one (行稳致远) is underlined whole."""
    whole = trimmed(value)
    phrases = degree_phrases(value)
    length = whole.end - whole.start
    if not settled and length <= _SHORT_VALUE:
        listed = _LIST.search(whole.quote(value))
        if length <= _ONE_PHRASE or listed or not tells_degree(value, phrases):
            return (whole,)
    return phrases or evidence_spans(subject, "vague", "value") or (whole,)


CHECK = Check(
    code="W01",
    name="vague-wording",
    title="表述模糊",
    severity=Severity.MAJOR,
    found_by=FoundBy.MODEL,
    message="“{text}”是程度、趋势或评价性用语，没有基期、数量或判断界限，年底无法据以认定是否完成",
    hint="{advice}",
    what="指标值（或名称）用“有所提升”“明显改善”“良好”“及时”等词表述目标，没有基期、幅度、数量或分级界限。",
    why="同样的结果，有人认为“明显改善”，有人认为没有；自评只能自说自话，复核时没有依据扣分，目标失去约束。",
    mend="找到能代表这一效果、可以统计或查证的量，写清计算符号、数值和单位；写增减的注明基期；确难量化的，按事实分档并注明佐证。",
    limits="由模型判断；固定用语（有效投诉、基本公共卫生、长期护理保险等）和带幅度的增减（提高≥5个百分点）不在此列。",
    # LABELS.md “vague”一节
    source="一般做法：绩效指标应细化量化，不能量化的应可分级、可衡量",
    find=find,
    flagged=(
        Example(level2="社会效益指标", name="辖区居民办事便利程度", value="有所提升"),
        Example(level2="生态效益指标", name="河道周边环境", value="较明显改善"),
        Example(level2="可持续影响指标", name="基层工会组织活力", value="持续增强"),
    ),
    clean=(
        Example(level2="质量指标", name="有效投诉次数", value="≤3次"),
        Example(level2="经济效益指标", name="受益农户收入提升幅度", value="≥10%"),
        Example(level2="质量指标", name="工程质量", value="通过竣工验收"),
    ),
)
