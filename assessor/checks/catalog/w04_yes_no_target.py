"""The target is a plain yes or no.

A yes that asks for a documentable fact (是否通过验收) is lawful and gets a remark only; a yes under
an aim or an effect hides the measure and is sent back.
"""

from collections.abc import Iterator

from assessor.checks.check import Check, Example, Hit, Subject
from assessor.checks.underlining import judged_value, trimmed
from assessor.checks.word_lists import check_pattern, check_terms
from assessor.core.finding import FoundBy, Severity
from assessor.core.judgement import ValueKind

_LONGEST_REPEAT = 10
_HIDDEN = "“{text}”只作了是非判断，完成到什么程度无从衡量"
_FACT = "“{text}”是是非判断，结论取决于能否拿出证明材料"
_QUANTIFY = "把要考核的内容写成数量、比率或日期，如“≥【__】【单位】”“…率≥【__】%”；只能是非判断的，写出可查证的事实和佐证材料"
_KEEP = "确属是非判断的可以保留，并写明佐证材料（批复、验收单、公示、证书等【__】）；能计数或定日期的改为数值"


def find(subject: Subject) -> Iterator[Hit]:
    """Yield the answer where it is all that the value says."""
    value = judged_value(subject)
    span = trimmed(value)
    if not _is_answer(span.quote(value), subject.reading.name):
        return
    judgement = subject.judgement
    if judgement.value_kind is ValueKind.MISSING:
        return  # 无 as "not filled in": V01
    weak = judgement.vague or judgement.value_kind is ValueKind.OPEN
    text = subject.value[span.start : span.end]
    yield Hit(
        field=subject.value_field,
        start=span.start,
        end=span.end,
        words=(
            ("problem", (_HIDDEN if weak else _FACT).replace("{text}", text)),
            ("advice", _QUANTIFY if weak else _KEEP),
        ),
        severity=Severity.MAJOR if weak else Severity.INFO,
    )


def _is_answer(value: str, name: str) -> bool:
    if value in check_terms("w04.plain"):
        return True
    if not value:
        return False
    asked = check_pattern("w04.question").search(name)
    if not asked:
        # A question and its answer in one cell: 是否公示：是
        question, _, answer = value.replace("：", ":").rpartition(":")
        return bool(check_pattern("w04.question").search(question)) and answer.strip() in (
            check_terms("w04.answer")
        )
    return value in check_terms("w04.answer") or _repeats(value, name[asked.start() :])


def _repeats(value: str, question: str) -> bool:
    """Tell whether the value only turns the question into a statement (是否通过验收: 已通过)."""
    for lead in check_terms("w04.lead"):
        value = value.removeprefix(lead)
    return 0 < len(value) <= _LONGEST_REPEAT and value in question


CHECK = Check(
    code="W04",
    name="yes-no-target",
    title="是否类指标值",
    severity=Severity.MAJOR,
    found_by=FoundBy.RULE,
    message="{problem}",
    hint="{advice}",
    what="指标值只有“是”“否”“有”“能”等，或只是把“是否……”的问句答了一遍。",
    why="“是”背后往往是程度或效果，一个“是”字看不出做到多少；只有能用文件、现场或系统记录证明的事实才适合是非判断。",
    mend="能计数的写数量，能算比例的写比率，有期限的写日期；确属是非判断的，名称写明事实，并注明佐证材料。",
    limits="问的是可查证的事实（是否通过验收、是否取得许可）时只作提示，不影响结论；事实与效果的区分由模型判断。",
    # LABELS.md 已定要点第3、4条
    source="一般做法：是非判断是允许的直接计分方式，但不得用来代替可量化的目标",
    find=find,
    flagged=(
        Example(level2="社会效益指标", name="是否有利于提高实验教学水平", value="是"),
        Example(level2="数量指标", name="开展专题讲座不少于4场", value="是"),
        Example(level2="质量指标", name="是否通过竣工验收", value="是"),
    ),
    clean=(
        Example(level2="质量指标", name="竣工验收", value="一次性通过验收并取得验收意见书"),
        Example(level2="社会效益指标", name="重大责任事故", value="无"),
        Example(level2="数量指标", name="开展专题讲座场次", value="≥4场"),
    ),
    subsumes=("W01", "W03"),
)
