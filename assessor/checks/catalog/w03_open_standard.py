"""The value points to a rule, task or plan that is not named: 符合规定, 完成市总任务, 据实.

It decides nothing, but it is no wording of degree either (that is W01).
"""

from collections.abc import Iterator

from assessor.checks.check import Check, Example, Hit, Subject
from assessor.checks.underlining import trimmed
from assessor.checks.word_lists import check_pattern
from assessor.core.finding import FoundBy, Severity
from assessor.core.judgement import ValueKind
from assessor.core.submission import Field

_ACTUAL = "“据实”“按需”只说明结算方式：写出支出上限或标准“≤【__】元/【单位】”，或写出预计数量“≥【__】【单位】”"
_RULE = "写明文件名称及条款，并化为可核实的结果，如“按《【文件或标准名称】》验收合格率=100%”或“符合【标准编号】”"
_TASK = (
    "写出任务的具体数量或完成标志，如“≥【__】【单位】”“【__】月底前完成【事项】”，并注明下达文件"
)
_OTHER = "写出能核实的目标：数量“≥【__】【单位】”、比率“≥【__】%”、完成日期，或一个有文件可查的事实"


def find(subject: Subject) -> Iterator[Hit]:
    """Yield the whole value, which names neither a figure nor a standard."""
    judgement = subject.judgement
    if judgement.value_kind is not ValueKind.OPEN or judgement.vague:
        return
    printed = bool(subject.value.strip())
    field = subject.value_field if printed else Field.NAME
    span = trimmed(subject.indicator.text(field))
    yield Hit(
        field=field,
        start=span.start,
        end=span.end,
        words=(("advice", _advice(subject.reading.value)),),
        probability=judgement.probability("value_kind.open"),
    )


def _advice(value: str) -> str:
    for group, advice in (("actual", _ACTUAL), ("rule", _RULE), ("task", _TASK)):
        if check_pattern(f"w03.{group}").search(value):
            return advice
    return _OTHER


CHECK = Check(
    code="W03",
    name="open-standard",
    title="标准不明",
    severity=Severity.MAJOR,
    found_by=FoundBy.MODEL,
    message="“{text}”没有指明具体的标准、任务或数量，仅凭表格无法判断是否完成",
    hint="{advice}",
    what="指标值写“符合规定”“按要求”“完成上级任务”“据实”“达到预期”等，指向一个没有写明的规定、任务或计划。",
    why="规定是哪一条、任务是多少都没有写，评价时可以任意解释，自评必然是“已完成”。",
    mend="写出文件名称和条款并转为合格率、达标率；写出下达任务的数量；据实结算的写明标准或上限。",
    limits="由模型判断；写明国家标准号、文件名称且能查到的，或“不低于上年度水平”之类可查证的比较，不在此列。",
    # LABELS.md 已定要点第2、15条
    source="一般做法：空泛的达标类表述应写明标准",
    find=find,
    flagged=(
        Example(level2="质量指标", name="物业服务标准", value="符合相关规定"),
        Example(level2="数量指标", name="职工技能培训工作量", value="完成市总任务"),
        Example(level2="成本指标", name="差旅费支出", value="据实列支"),
    ),
    clean=(
        Example(level2="质量指标", name="钢结构施工质量", value="符合GB 50205"),
        Example(level2="成本指标", name="培训费标准", value="≤400元/人·天"),
        Example(level2="社会效益指标", name="免费开放服务人次", value="≥8万人次"),
    ),
)
