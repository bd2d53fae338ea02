"""The actual value repeats the sign of the target: ≥95% for ≥95%. A fact has no sign."""

import re
from collections.abc import Iterator

from assessor.checks.report_findings import copied_targets, with_report
from assessor.checks.self_evaluation import EvaluatedRow, evaluated_projects, missing_evaluation
from assessor.checks.submission_check import (
    Answer,
    Place,
    SubmissionCheck,
    SubmissionHit,
    SubmissionSubject,
)
from assessor.checks.word_lists import check_pattern
from assessor.core.finding import Severity
from assessor.core.submission import Field
from assessor.core.target import Sign, Target, TargetKind
from assessor.text.normalise import normalise
from assessor.text.target_grammar import parse_targets

_BOUNDS = (Sign.AT_LEAST, Sign.MORE_THAN, Sign.AT_MOST, Sign.LESS_THAN)
_WITHIN = re.compile(r"(?:天|日|小时|分钟|月|年)内$")


def find(subject: SubmissionSubject) -> Iterator[Answer]:
    """Yield the first bound of each actual value that states no exact figure."""
    gap = missing_evaluation(subject)
    if gap is not None:
        yield gap
        return
    for number, _, rows in evaluated_projects(subject):
        for row in rows:
            bound = _bound(row)
            if bound is not None:
                yield SubmissionHit(
                    place=Place.ROW,
                    project=number,
                    row=row.row.id,
                    field=Field.ACTUAL,
                    start=bound.span.start,
                    end=bound.span.end,
                    words=(("value", row.value.strip()),),
                )


def _bound(row: EvaluatedRow) -> Target | None:
    """Return the bound that stands for the fact, ``None`` where a fact is told."""
    actual = row.row.actual
    targets = parse_targets(actual)
    numbers = [t for t in targets if t.kind is TargetKind.NUMBER]
    if any(not _prints_sign(actual, target) for target in numbers):
        return None
    for target in numbers:
        if not _below_detection(row, target):
            return target
    dates = [t for t in targets if t.kind is TargetKind.DATE and t.sign is Sign.AT_MOST]
    same = "".join(normalise(actual).split()) == "".join(normalise(row.value).split())
    return dates[0] if dates and same else None


def _prints_sign(actual: str, target: Target) -> bool:
    if target.sign not in _BOUNDS:
        return False
    words = normalise(target.span.quote(actual))
    return bool(check_pattern("e01.signs").search(words) or _WITHIN.search(words))


def _below_detection(row: EvaluatedRow, bound: Target) -> bool:
    """Tell whether a laboratory reports that nothing was found above its limit (＜0.01mg/L)."""
    if bound.sign is not Sign.LESS_THAN or bound.high is None:
        return False
    limits = [t.high for t in parse_targets(row.value) if t.high is not None]
    return bool(limits) and bound.high < min(limits)


CHECK = SubmissionCheck(
    code="E01",
    name="actual-repeats-sign",
    title="实际完成值照抄目标值",
    severity=Severity.MAJOR,
    message="“{name}”的实际完成值“{text}”还带着符号，是照抄指标值（{value}）的写法，不是完成的事实",
    hint="填写实际完成的确切数字或日期，例如实际达到的百分比、数量、完成的日期，不带“≥”“以上”“前”等",
    what="实际完成值写成“≥95%”“88.32%及以上”“5个工作日内”，或把时限原样抄成完成时间。",
    why="指标值是要求，实际完成值是事实；事实只有一个确切的数，带符号说明没有统计，得分也就没有依据。",
    mend="按统计结果填写确切数值，并注明数据来源，如“96.4%（问卷有效样本320份）”。",
    limits="“超过”“达到”某数按已有确切数理解；检测结果低于检出限的写法（＜0.01）和误差范围（±）不报。",
    source="一般做法：实际完成值填写事实数据（整理自公开自评表）",
    find=with_report(find, copied_targets),
)
