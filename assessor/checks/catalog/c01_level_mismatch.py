"""The row stands under a second level where it does not belong.

The model judges name and value without looking at the label, then compares; overlaps of practice
(quantity and quality, social and sustainability) are accepted sets.
"""

from collections.abc import Iterator

from assessor.checks.check import Check, Example, Hit, Subject
from assessor.checks.underlining import trimmed
from assessor.core.finding import FoundBy, Severity
from assessor.core.submission import Field
from assessor.taxonomy.level_type import LevelType

_NONE = "none"
_MOVE = "移到“{likely}”；若确要在“{declared}”下考核，改写名称和指标值，使其衡量的是{declared_short}"
_DROP = "从三级指标中删去（预算执行、资金管理等另有专门的考核），在“{declared}”下改填能反映{declared_short}的指标，值写“【__】”"
_SHORT = {
    LevelType.QUANTITY: "产出的数量",
    LevelType.QUALITY: "产出达到的标准",
    LevelType.TIMELINESS: "完成的时间或快慢",
    LevelType.COST: "花费的成本",
    LevelType.ECONOMIC: "经济效益",
    LevelType.SOCIAL: "社会效益",
    LevelType.ECOLOGICAL: "生态效益",
    LevelType.SUSTAINABILITY: "项目结束后的持续影响",
    LevelType.SATISFACTION: "服务对象的满意程度",
}


def find(subject: Subject) -> Iterator[Hit]:
    """Yield the whole label of the declared level."""
    if not subject.judgement.level_mismatch or not subject.declared:
        return
    field = Field.LEVEL2 if subject.indicator.level2.strip() else Field.LEVEL1
    label = trimmed(subject.indicator.text(field))
    likely = _likely(subject)
    words = {
        "declared": "、".join(level.chinese for level in subject.declared),
        "declared_short": "、".join(_SHORT[level] for level in subject.declared),
        "likely": likely.chinese if likely else "",
    }
    belongs = f"更像“{likely.chinese}”" if likely else "属于资金和过程管理，不属于任何一类绩效指标"
    advice = (_MOVE if likely else _DROP).format(**words)
    yield Hit(
        field=field,
        start=label.start,
        end=label.end,
        words=(("declared", words["declared"]), ("belongs", belongs), ("advice", advice)),
        probability=subject.judgement.probability("level_mismatch"),
    )


def _likely(subject: Subject) -> LevelType | None:
    """Return the most probable type that is not declared, ``None`` for management of the input."""
    declared = {level.value for level in subject.declared or ()}
    levels = [(chance, name) for name, chance in subject.judgement.levels if name not in declared]
    best = max(levels, key=lambda pair: pair[0], default=(0.0, _NONE))[1]
    return None if best == _NONE else LevelType(best)


CHECK = Check(
    code="C01",
    name="level-mismatch",
    title="指标归类错误",
    severity=Severity.MAJOR,
    found_by=FoundBy.MODEL,
    message="“{name}”列在“{declared}”下，从名称和指标值看{belongs}",
    hint="{advice}",
    what="三级指标放错了二级指标：数量写进质量，满意度写进社会效益，产出写进效益，成本写进数量等。",
    why="二级指标决定权重和评价方式；放错位置，该类指标实际上缺项，权重也落在别的内容上。",
    mend="先看它衡量什么：做了多少是数量，做得好不好是质量，何时做完是时效，花多少钱是成本，带来什么变化是效益，服务对象怎么看是满意度。",
    limits="由模型判断；数量与质量、社会效益与可持续影响等实践中通用的不提示；没有填二级指标或二级指标名称无法识别时不判断。",
    # LABELS.md “proper_levels”一节
    source="一般做法：按2015年和2021年两套指标体系对二级指标的划分",
    find=find,
    flagged=(
        Example(level1="产出指标", level2="质量指标", name="举办培训班次", value="≥6期"),
        Example(level1="效益指标", level2="社会效益指标", name="参训学员满意度", value="≥90%"),
        Example(level1="产出指标", level2="时效指标", name="购置执法记录仪数量", value="≥20台"),
    ),
    clean=(
        Example(level1="产出指标", level2="数量指标", name="举办培训班次", value="≥6期"),
        Example(level1="效益指标", level2="可持续影响指标", name="设备使用年限", value="≥8年"),
        Example(level1="产出指标", level2="", name="举办培训班次", value="≥6期"),
    ),
)
