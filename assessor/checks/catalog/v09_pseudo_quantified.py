"""A slogan or an effect that nobody can count, with a percentage behind it (促进发展 ≥100%)."""

from collections.abc import Iterator

from assessor.checks.check import Check, Example, Hit, Subject
from assessor.checks.word_lists import check_pattern
from assessor.core.finding import FoundBy, Severity
from assessor.core.target import TargetKind
from assessor.taxonomy.level_type import LevelType


def find(subject: Subject) -> Iterator[Hit]:
    """Yield the percentage of a name that states no rate."""
    judgement, reading = subject.judgement, subject.reading
    if not subject.value.strip() or not (judgement.unclear_name or judgement.vague):
        return
    # A clear measure of another kind is another defect (V14).
    if reading.value_class != "percent" or judgement.name_value_mismatch:
        return
    # Under satisfaction the name only lost its last word (慰问对象 ≥95%): W06 says so.
    if LevelType.SATISFACTION in (subject.declared or ()):
        return
    if reading.measure or _states_rate(reading.bare_name) or _states_rate(_words(subject)):
        return
    percentages = [t for t in reading.targets if t.kind is TargetKind.NUMBER]
    flag = "unclear_name" if judgement.unclear_name else "vague"
    yield Hit(
        field=subject.value_field,
        start=percentages[0].span.start,
        end=percentages[-1].span.end,
        probability=judgement.probability(flag),
    )


def _states_rate(text: str) -> bool:
    return check_pattern("v09.states_a_rate").search(text) is not None


def _words(subject: Subject) -> str:
    """Return what the value says besides its figures: 参与率≥90% states the rate itself."""
    text = subject.reading.value
    for target in reversed(subject.reading.targets):
        text = text[: target.span.start] + text[target.span.end :]
    return text


CHECK = Check(
    code="V09",
    name="pseudo-quantified",
    title="伪量化",
    severity=Severity.MAJOR,
    found_by=FoundBy.MODEL,
    message="“{name}”没有说明是什么的百分比，“{text}”找不到分子分母，只是为量化而量化",
    hint="换成能取数的代表性指标，写明对象和算法，如“【对象】【事项】率 ≥【__】%”或“【事项】数量 ≥【__】个”",
    what="名称是口号、任务或定性效果（促进发展、加强宣传、保障运转），指标值却是一个百分比，多为100%。",
    why="没有分子分母就算不出百分比，年底只能随意填“100%”，看似量化，其实无法考核。",
    mend="找出这项工作看得见的结果（次数、比率、时限、检测值），用它作指标；确难量化的，写清分级标准和佐证。",
    limits="由模型判断名称是否清楚；名称或指标值里写明了比率（率、占比、覆盖、满意等）的不报。",
    source="一般做法：定性内容不得直接套用百分比（伪量化），应改为可取数的指标",
    find=find,
    flagged=(
        Example(level2="社会效益指标", name="促进学校教育事业健康发展", value="≥100%"),
        Example(level2="社会效益指标", name="加强政策宣传", value="100%"),
    ),
    clean=(
        Example(level2="社会效益指标", name="惠民政策知晓率", value="≥90%"),
        Example(level2="数量指标", name="开展政策宣传活动", value="≥12场"),
        Example(level2="经济效益指标", name="受益群众收入提升幅度", value="≥10%"),
    ),
    subsumes=("W01",),
)
