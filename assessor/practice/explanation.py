"""Why an answer is right or not: from the rule reference, the labels and the findings."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from assessor.checks.rule_reference import find_check
from assessor.core.assessment import IndicatorAssessment
from assessor.core.finding import Finding
from assessor.core.judgement import ValueKind
from assessor.core.rewrite import Rewrite
from assessor.practice.topics import Topic, findings_on
from assessor.taxonomy.level_names import declared_types
from assessor.taxonomy.level_type import LevelType
from assessor.training.corpus import Better, Row

NOWHERE = "不属于任何一类"
_NOWHERE_WHY = "预算执行、资金到位、管理制度等是投入和过程管理的内容，不是产出、成本、效益或满意度，不列为三级指标。"


class Standing(StrEnum):
    """What a remark says of the answer; of a rewrite, what became of a defect."""

    RIGHT = "right"
    MISSED = "missed"
    WRONG = "wrong"
    CLEARED = "cleared"
    LEFT = "left"
    NEW = "new"
    ASK = "ask"
    NOTE = "note"

    @property
    def chinese(self) -> str:
        """Word that users see."""
        return _STANDINGS[self]

    @property
    def is_fault(self) -> bool:
        """Whether the trainee has something to learn from it."""
        return self in (Standing.MISSED, Standing.WRONG, Standing.LEFT, Standing.NEW)


_STANDINGS = {
    Standing.RIGHT: "答对",
    Standing.MISSED: "漏选",
    Standing.WRONG: "错选",
    Standing.CLEARED: "已消除",
    Standing.LEFT: "未改好",
    Standing.NEW: "新问题",
    Standing.ASK: "需核实",
    Standing.NOTE: "说明",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Remark:
    """One point of an explanation.

    Attributes
    ----------
    text
        What is so, in Chinese.
    code, title, why, mend
        The rule behind it: code, name, why it matters, how to mend it; ``""`` without one.
    """

    standing: Standing
    text: str
    topic: Topic | None = None
    code: str = ""
    title: str = ""
    why: str = ""
    mend: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """Everything that is told after an answer.

    Attributes
    ----------
    headline
        The verdict, in Chinese.
    assessed
        The row as the assessor sees it; its findings hold the words to underline.
    after
        The trainee's own row assessed, for a rewrite.
    accepted
        Accepted types of the row, best first; ``()`` = it belongs to none.
    expert
        The row as an expert wrote it.
    tool
        Rewrites that the tool proposes.
    """

    headline: str
    remarks: tuple[Remark, ...]
    assessed: IndicatorAssessment
    after: IndicatorAssessment | None = None
    accepted: tuple[LevelType, ...] = ()
    expert: Better | None = None
    tool: tuple[Rewrite, ...] = ()


LEVEL_MEANINGS: Mapping[LevelType, str] = {
    LevelType.QUANTITY: "做了多少、服务了多少（场次、人数、面积、台套）",
    LevelType.QUALITY: "做得合不合标准（合格率、达标率、完好率）",
    LevelType.TIMELINESS: "何时完成、办得多快（完成日期、办理时限、及时率）",
    LevelType.COST: "花多少钱、付出多少代价（补助标准、单位成本、成本控制数）",
    LevelType.ECONOMIC: "带来多少收入、产值、税收或节约",
    LevelType.SOCIAL: "给群众和社会秩序带来什么变化（就业、安全、知晓、便利）",
    LevelType.ECOLOGICAL: "对环境、能耗、排放有什么影响",
    LevelType.SUSTAINABILITY: "资金花完以后能不能持续发挥作用（使用年限、长效机制、持续运行）",
    LevelType.SATISFACTION: "服务对象怎么看（满意度、投诉）",
}
_SOUND_VALUES = {
    ValueKind.QUANTITATIVE: "指标值有确定的数或时间，可以据实判断",
    ValueKind.GRADED: "指标值是分级的，有达标的界限，可以判断",
    ValueKind.STATE: "指标值是可以用文件、现场或系统记录核实的事实，允许这样定性表述",
}
_NOT_HERE = {
    Topic.VAGUE: "没有留给主观判断的程度、趋势词，或这些字词属于固定用语、已有数值界限",
    Topic.UNCLEAR_NAME: "名称（连同指标值）说清了统计什么",
    Topic.COMPOUND: "只衡量一件事；并列的是同一对象或同一类内容，可以合用一个指标值",
    Topic.MISSING_UNIT: "从指标值或名称看得出计量单位",
    Topic.MISMATCH: "指标值与名称所衡量的内容对得上",
}


def remark_right(topic: Topic, assessed: IndicatorAssessment) -> Remark:
    """Return the remark on a defect that was seen."""
    return _of_defect(Standing.RIGHT, topic, assessed)


def remark_missed(topic: Topic, assessed: IndicatorAssessment) -> Remark:
    """Return the remark on a defect that was not seen."""
    return _of_defect(Standing.MISSED, topic, assessed)


def _of_defect(standing: Standing, topic: Topic, assessed: IndicatorAssessment) -> Remark:
    findings = findings_on(topic, assessed.findings)
    if not findings:
        return Remark(standing=standing, topic=topic, text=f"{topic.meaning}。")
    return remark_of(findings[0], standing=standing, topic=topic)


_UNDECIDED = "只写“{value}”，凭佐证材料判断不了是否完成。"


def remark_of(finding: Finding, *, standing: Standing, topic: Topic | None = None) -> Remark:
    """Return the remark that a finding of the tool makes."""
    check = find_check(finding.code)
    text = f"{finding.message.rstrip('。')}。"
    if topic is Topic.UNQUANTIFIED and finding.code in Topic.VAGUE.codes and finding.text:
        # The words are told under 表述模糊 as a rule; here it is what follows from them.
        text = _UNDECIDED.format(value=finding.text)
    return Remark(
        standing=standing,
        topic=topic,
        text=text,
        code=finding.code,
        title=check.title,
        why=check.why,
        mend=check.mend,
    )


def remark_wrong(topic: Topic, row: Row) -> Remark:
    """Return the remark on a defect that was chosen and is not there."""
    return Remark(standing=Standing.WRONG, topic=topic, text=f"{_not_here(topic, row)}。")


def _not_here(topic: Topic, row: Row) -> str:
    if topic is Topic.UNQUANTIFIED:
        return _SOUND_VALUES.get(row.labels.value_kind, "指标值可以据实判断")
    if topic is Topic.LEVEL:
        if declared_types(row.level1, row.level2) is None:
            return "原表没有写明二级指标，谈不上放错"
        return f"列在“{row.level2 or row.level1}”下可以接受"
    return _NOT_HERE[topic]


def level_remarks(row: Row, chosen: LevelType | None) -> Iterator[Remark]:
    """Yield what is to be told of the chosen and of the accepted types."""
    accepted = row.labels.proper_levels
    is_right = chosen in accepted if chosen is not None else not accepted
    if is_right:
        yield Remark(standing=Standing.RIGHT, text=f"{name_of(chosen)}：{meaning_of(chosen)}")
    else:
        text = f"{name_of(chosen)}看的是：{meaning_of(chosen)}"
        yield Remark(standing=Standing.WRONG, text=text)
        best = accepted[0] if accepted else None
        text = f"这条指标{_belongs(best)}：{meaning_of(best)}"
        yield Remark(standing=Standing.NOTE, text=text)
    others = [level for level in (accepted if is_right else accepted[1:]) if level is not chosen]
    if others:
        names = "、".join(level.chinese for level in others)
        yield Remark(standing=Standing.NOTE, text=f"归入{names}也可以接受。")
    if row.level_mismatch:
        text = f"原表把它列在“{row.level2 or row.level1}”下，放错了。"
        yield Remark(standing=Standing.NOTE, text=text)


def name_of(level: LevelType | None) -> str:
    """Return the name of a type, or that there is none."""
    return NOWHERE if level is None else level.chinese


def _belongs(level: LevelType | None) -> str:
    return NOWHERE if level is None else f"应归{level.chinese}"


def meaning_of(level: LevelType | None) -> str:
    """Return what a type is about."""
    return _NOWHERE_WHY if level is None else f"{LEVEL_MEANINGS[level]}。"
