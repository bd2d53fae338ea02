"""A bare 满意度: nobody knows whose satisfaction with what is asked."""

from collections.abc import Iterator

from assessor.checks.check import Check, Example, Hit, Subject
from assessor.checks.underlining import trimmed
from assessor.core.finding import FoundBy, Severity
from assessor.core.judgement import ValueKind
from assessor.core.submission import Field
from assessor.taxonomy.level_type import LevelType
from assessor.text.lexicon import terms


def find(subject: Subject) -> Iterator[Hit]:
    """Yield the name where it is nothing but a word of satisfaction."""
    if subject.reading.bare_name not in terms("generic_names.satisfaction"):
        return
    span = trimmed(subject.indicator.name)
    yield Hit(
        field=Field.NAME,
        start=span.start,
        end=span.end,
        severity=Severity.MINOR if _is_tolerated(subject) else None,
    )


def _is_tolerated(subject: Subject) -> bool:
    """Decided point 17: with a figure and in its place, or with no level given."""
    return subject.judgement.value_kind is ValueKind.QUANTITATIVE and (
        subject.declared is None or LevelType.SATISFACTION in subject.declared
    )


CHECK = Check(
    code="C12",
    name="satisfaction-without-object",
    title="满意度没有对象",
    severity=Severity.MAJOR,
    found_by=FoundBy.RULE,
    message="名称只写“{text}”，没有说明是谁的满意度",
    hint="写明调查对象，如“参训学员满意度”“受补贴农户满意度”，并注明调查方式和有效样本≥【__】份",
    what="满意度指标的名称只有“满意度”“满意率”，没有写调查谁。",
    why="不写对象，就可以在年底挑最满意的一群人来调查；样本从哪里来、代表谁，都无从复核。",
    mend="名称写成“【服务对象】满意度”，对象应是直接受益的人群，不是本单位领导或实施单位；注明问卷份数。",
    limits="“服务对象满意度”“受益对象满意度”视为有对象，不提示；满意度栏下有百分比目标的只作建议。",
    # LABELS.md 已定要点第10、17条
    source="一般做法：满意度应写明服务对象",
    find=find,
    flagged=(
        Example(level2="服务对象满意度指标", name="满意度", value="≥90%"),
        Example(level2="社会效益指标", name="满意率", value="≥95%"),
        Example(level2="满意度指标", name="满意度", value="较高"),
    ),
    clean=(
        Example(level2="服务对象满意度指标", name="服务对象满意度", value="≥90%"),
        Example(level2="服务对象满意度指标", name="参训学员满意度", value="≥95%"),
        Example(level2="社会效益指标", name="政策知晓率", value="≥85%"),
    ),
    subsumes=("W06",),
)
