"""The name is an aim, a slogan or an activity instead of something that is counted or measured.

The model decides that the name is unclear; that it is an aim shows in its form: it starts with a
verb (促进…发展, 提供良好平台) or ends in a result or a noun of effect (…的影响, 职工素质提升).
"""

from collections.abc import Iterator

from assessor.checks.check import Check, Example, Hit, Subject
from assessor.checks.slogans import aim_words
from assessor.core.finding import FoundBy, Severity
from assessor.core.submission import Field


def find(subject: Subject) -> Iterator[Hit]:
    """Yield the words that make the name an aim."""
    if not subject.judgement.unclear_name:
        return
    span = aim_words(subject.reading)
    if span is not None:
        yield Hit(
            field=Field.NAME,
            start=span.start,
            end=span.end,
            probability=subject.judgement.probability("unclear_name"),
        )


CHECK = Check(
    code="W05",
    name="slogan-name",
    title="口号式名称",
    severity=Severity.MAJOR,
    found_by=FoundBy.MODEL,
    message="指标名称“{name}”是工作要求、愿景或笼统的效果（“{text}”），没有说明用什么来统计或衡量",
    hint="从中找出可计量的对象作名称，如“【对象】【事项】数量”“【对象】…率”，把要达到的数值“≥【__】【单位】”写入指标值",
    what="三级指标名称写成工作任务、口号或愿景，如“促进……健康发展”“加强……”“保障正常运转”“提供良好平台”“……的影响”。",
    why="口号不是度量：看不出统计什么、向谁取数，指标值只能写“100%”或“有效”，评价无从着手。",
    mend="问一句“做到了，看什么数据能知道”，把那个数据作为名称：次数、人数、比率、时间、金额；口号留在总体目标里。",
    limits="由模型判断；名称虽以动词开头但指标值给出了完整的度量（开展宣传活动：≥5场），不在此列。",
    # LABELS.md 已定要点第10条
    source="一般做法：三级指标应是可衡量的内容，不是工作要求或口号",
    find=find,
    flagged=(
        Example(level2="社会效益指标", name="促进学校教育事业健康发展", value="≥100%"),
        Example(level2="社会效益指标", name="保障单位正常运转", value="有效保障"),
        Example(level2="社会效益指标", name="对当地文化传承的影响", value="长远"),
    ),
    clean=(
        Example(level2="数量指标", name="开展宣传活动", value="≥5场"),
        Example(level2="服务对象满意度指标", name="提升社区居民满意度", value="≥90%"),
        Example(level2="数量指标", name="促进就业人数", value="≥200人"),
    ),
    subsumes=("W06",),
)
