"""The column 定量/定性 says one thing, the value another."""

from collections.abc import Iterator

from assessor.checks.row_readings import full_span
from assessor.checks.submission_check import (
    Answer,
    NotApplicable,
    Place,
    SubmissionCheck,
    SubmissionHit,
    SubmissionSubject,
)
from assessor.core.finding import Severity
from assessor.core.submission import Field, Indicator
from assessor.core.target import Target, TargetKind
from assessor.text.normalise import normalise
from assessor.text.target_grammar import parse_targets

_QUANTITATIVE = "定量"
_QUALITATIVE = "定性"
_UNTOLD = frozenset((TargetKind.PLACEHOLDER, TargetKind.CODE))
# A grade may be counted (等保三级), a day or a period is a figure for some and a word for others.
_EITHER = frozenset((TargetKind.GRADE, TargetKind.DATE, TargetKind.PERIOD))
_MARKS = " ,，。;；()（）、"


def find(subject: SubmissionSubject) -> Iterator[Answer]:
    """Yield types that the value of their row contradicts."""
    typed = False
    for number, _, rows in subject.projects():
        for row in rows:
            if not (told := _told_type(row)):
                continue
            typed = True
            field, kind = told
            value = row.value if row.value.strip() else row.cycle_value
            if value.strip() and (todo := _contradiction(kind, value)):
                start, end = full_span(row.text(field))
                yield SubmissionHit(
                    place=Place.ROW, project=number, row=row.id, field=field, start=start, end=end,
                    words=(("kind", kind), ("value", value.strip()), ("todo", todo)),
                )  # fmt: skip
    if not typed:
        yield NotApplicable(reason="表中没有注明指标值是定量还是定性")


def _told_type(row: Indicator) -> tuple[Field, str] | None:
    """Return which column tells the type; 定性 stands among the signs of some systems."""
    for field in (Field.VALUE_TYPE, Field.SIGN):
        kind = normalise(row.text(field)).strip().removesuffix("指标").removesuffix("值")
        if kind in (_QUANTITATIVE, _QUALITATIVE):
            return field, kind
    return None


def _contradiction(kind: str, value: str) -> str:
    """Return what to do about the contradiction, ``""`` if there is none."""
    plain = normalise(value).replace(_QUALITATIVE, "").replace(_QUANTITATIVE, "")
    targets = parse_targets(plain)
    kinds = {target.kind for target in targets}
    if not plain.strip(_MARKS) or kinds & (_UNTOLD | _EITHER):
        return ""
    if kind == _QUANTITATIVE and not any(_is_figure(target) for target in targets):
        return "能量化的改写为带单位的数值，确实不能量化的把类型改为“定性”并写明分级标准"
    if kind == _QUALITATIVE and _is_one_number(plain, targets):
        return "指标值是数值，把类型改为“定量”，并填写计算符号和计量单位"
    return ""


def _is_figure(target: Target) -> bool:
    counted = target.kind is TargetKind.FREQUENCY and target.low is not None
    return target.kind is TargetKind.NUMBER or counted


def _is_one_number(value: str, targets: tuple[Target, ...]) -> bool:
    """Tell whether the value is a number and nothing else; figures of a scale are none."""
    if len(targets) != 1 or targets[0].kind is not TargetKind.NUMBER:
        return False
    span = targets[0].span
    return not (value[: span.start] + value[span.end :]).strip(_MARKS)


CHECK = SubmissionCheck(
    code="S12",
    name="type-against-value",
    title="指标类型与指标值不符",
    severity=Severity.MAJOR,
    message="“{name}”的类型填“{kind}”，指标值却是“{value}”，两者不符",
    hint="{todo}",
    what="类型列或计算符号列填“定量”而指标值是文字，或者填“定性”而指标值是数值。",
    why="类型决定自评时怎样计分：定量按比例，定性按达成程度分档；填错类型，得分就会算错。",
    mend="以指标值为准改正类型，或者把指标值改成与类型一致的写法。",
    limits="没有类型列的表不适用；日期、等级、时段两种类型都可以，不报；空值和“不适用”不报；分级描述中带有数字的仍算定性。",
    source="一般做法：定量指标填数值，定性指标填分级描述",
    find=find,
)
