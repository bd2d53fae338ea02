"""Values nobody reaches: everybody satisfied, or none of what is beyond the unit's control."""

import re
from collections.abc import Iterator

from assessor.checks.history import last_years_projects
from assessor.checks.lowered_targets import actual_of
from assessor.checks.quantities import Quantity, is_limit
from assessor.checks.row_readings import bare_name, single_quantity
from assessor.checks.submission_check import (
    Answer,
    NotApplicable,
    Place,
    SubmissionCheck,
    SubmissionHit,
    SubmissionSubject,
)
from assessor.checks.word_lists import check_pattern
from assessor.classifiers.row_text import measure_of
from assessor.core.finding import Severity
from assessor.core.submission import Field, Indicator
from assessor.text.normalise import normalise

_ALL = "要求全部满意，只要有一份问卷不满意就完不成"
_ALL_TODO = "参照近年调查结果和同类项目确定，一般在85%—95%之间，并写明样本量"
_NONE = "受外部因素影响，要求为0难以由本单位控制"
_WAS = "要求一起都不发生，而{was}，一年内不可能降到0"
_WAS_TODO = "按上年实际确定下降幅度：≤【__】，并写明基期"
_EVERYBODY = "要求几乎全体都参加或都成为先进，占总数的比例不现实"
_EVERYBODY_TODO = "按近年实际参加的比例确定，或只以应参加、已报名的对象为分母"
_MANY_EVENTS = 10
_NEARLY_ALL = 85
_SHARE = re.compile(
    r"(?:参赛|参加(?!医保|医疗|养老|社保|失业|工伤|生育|保险|城乡)|参与|参训|报名|示范|获奖|标兵|先进)[^占]{0,24}占(?:全[省市区县镇乡州旗国]|辖区|本[市区县])"
    r"[^占]{0,12}(?:总数|总量|总人数|人数|人口|数)的?(?:比例|比率|比重|百分比)?$"
)
_BASE = re.compile(
    r"[(（](?P<told>(?:20\d\d年|上年|去年)[^()（）\d]{0,6}(?P<figure>\d+)[起件例次宗])[^()（）]*[)）]"
)
_NONE_TODO = "改为不超过基期的数量或比率：≤【__】，并写明基期；属于本单位责任的，在名称中写明“责任”"


def find(subject: SubmissionSubject) -> Iterator[Answer]:
    """Yield satisfaction of 100 % and zeros of outcomes that are not the unit's to decide."""
    if not any(subject.rows):
        yield NotApplicable(reason="申报中没有三级指标")
    before = {
        pair.now.id: pair.before for same in last_years_projects(subject)[0] for pair in same.pairs
    }
    for number, _, rows in subject.projects():
        for row in rows:
            field = Field.VALUE if row.value.strip() else Field.CYCLE_VALUE
            quantity = single_quantity(row, field) if row.text(field).strip() else None
            if quantity is None:
                continue
            if _all_satisfied(row, quantity):
                yield _hit(number, row, field, quantity, _ALL, _ALL_TODO)
            elif (was := _not_yet_none(row, quantity, before.get(row.id))) is not None:
                yield _hit(number, row, field, quantity, _WAS.replace("{was}", was), _WAS_TODO)
            elif _nearly_everybody(row, quantity):
                yield _hit(number, row, field, quantity, _EVERYBODY, _EVERYBODY_TODO)
            elif _none_of_fate(row, quantity):
                yield _hit(number, row, field, quantity, _NONE, _NONE_TODO, Severity.MINOR)


def _all_satisfied(row: Indicator, quantity: Quantity) -> bool:
    """Tell whether a rate of satisfaction is 100; more is out of bounds, an upper limit no aim."""
    name = bare_name(row)
    full = quantity.low == 100 and quantity.unit in ("%", "分", "") and not is_limit(quantity)
    named = measure_of(name) == "satisfaction" and not name.startswith("不满意")
    named = named and check_pattern("v11.graded_satisfied").search(name) is None
    return full and named and not quantity.target.full_mark


def _not_yet_none(row: Indicator, quantity: Quantity, before: Indicator | None) -> str | None:
    """Return how many events there were, as printed, where none at all are to happen this year.

    Of the year before, or as the name of the row tells (报警数（上年60起）).
    """
    if quantity.amount != 0 or "%" in quantity.unit or "成本" in row.level1 + row.level2:
        return None
    if check_pattern("v11.to_be_none").search(bare_name(row)):
        return None
    reached = actual_of(before) if before is not None else None
    if before is not None and reached is not None and reached.unit != "%":
        return f"上年实际{before.actual.strip()}" if reached.amount >= _MANY_EVENTS else None
    named = _BASE.search(normalise(row.name))
    return named["told"] if named and float(named["figure"]) >= _MANY_EVENTS else None


def _nearly_everybody(row: Indicator, quantity: Quantity) -> bool:
    """Tell whether nearly all of a whole population shall do what only some choose or are chosen for."""
    if quantity.unit != "%" or quantity.amount < _NEARLY_ALL or is_limit(quantity):
        return False
    return _SHARE.search("".join(normalise(row.name).split())) is not None


def _none_of_fate(row: Indicator, quantity: Quantity) -> bool:
    name = bare_name(row)
    if quantity.amount != 0 or quantity.target.baseline or "成本" in row.level1 + row.level2:
        return False
    if check_pattern("v11.controllable").search(name):
        return False
    found = list(check_pattern("v11.uncontrollable").finditer(name))
    return bool(found) and len(name) - found[-1].end() <= len("发生次数情况")


def _hit(
    project: int,
    row: Indicator,
    field: Field,
    quantity: Quantity,
    problem: str,
    todo: str,
    severity: Severity | None = None,
) -> SubmissionHit:
    span = quantity.target.span
    return SubmissionHit(
        place=Place.ROW, project=project, row=row.id, field=field, start=span.start, end=span.end,
        words=(("problem", problem), ("todo", todo)), severity=severity,
    )  # fmt: skip


CHECK = SubmissionCheck(
    code="V11",
    name="too-hard",
    title="目标值偏高、不现实",
    severity=Severity.MAJOR,
    message="“{name}”的指标值“{text}”{problem}",
    hint="{todo}",
    what="满意度定为100%；投诉、案件、发病等受外部影响的结果定为0；上年还发生很多起的，今年定为0；参加、示范的占总数九成。",
    why="达不到的目标年终必然扣分，或者逼着填报单位编造结果，起不到约束作用。",
    mend="依据近年实际和同类项目确定可以达到又有压力的值，写明基期。",
    limits="事故和死亡、群体性事件、成本指标中的负面影响、因贫失学等本单位应当杜绝的事项为0不报；验收合格率、发放准确率等100%不报；满意度85%—95%视为正常。",
    source="一般做法：满意度一般在85%—95%之间",
    find=find,
    subsumes=("S07",),
)
