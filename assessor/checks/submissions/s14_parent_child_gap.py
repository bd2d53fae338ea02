"""Rows of a parent project that its parts do not serve, or whose figures its parts do not add up to."""

from collections.abc import Iterator

from assessor.checks.project_families import (
    Family,
    Served,
    families,
    has_object,
    is_for_parts,
    promised_in_parts,
    served,
)
from assessor.checks.quantities import Quantity, row_quantities, written
from assessor.checks.submission_check import (
    Answer,
    CannotJudge,
    Confirmation,
    NotApplicable,
    Place,
    SubmissionCheck,
    SubmissionHit,
    SubmissionSubject,
)
from assessor.core.finding import Severity
from assessor.core.submission import Field, Indicator
from assessor.core.target import Sign

_CLOSE = 1e-6
_ABOVE = 0.1


def find(subject: SubmissionSubject) -> Iterator[Answer]:
    """Yield the rows of each parent that its parts leave open."""
    found, orphans = families(subject.submission)
    for number, name in orphans.items():
        yield CannotJudge(missing=f"上级项目“{name}”的绩效目标表", project=number)
    members = {n for family in found for n in (family.number, *(c for c, _ in family.children))}
    for family in found:
        yield from _of_family(family)
    for number, _, _ in subject.projects():
        if number not in members and number not in orphans:
            yield NotApplicable(reason="没有上下级（一级、二级）项目关系", project=number)


def _of_family(family: Family) -> Iterator[Answer]:
    parts = any(child.indicators for _, child in family.children)
    if not family.parent.indicators or not parts:
        which = "上级" if not family.parent.indicators else "下级"
        for number in (family.number, *(n for n, _ in family.children)):
            yield CannotJudge(missing=f"{which}项目的绩效指标", project=number)
        return
    hits = [hit for row in family.parent.indicators if (hit := _of_row(family, row)) is not None]
    yield from hits
    if not any(isinstance(hit, SubmissionHit) for hit in hits):
        text = f"上级项目的指标都能在{len(family.children)}个下级项目中找到对应"
        yield Confirmation(text=text, project=family.number)


def _of_row(family: Family, row: Indicator) -> Answer | None:
    if not has_object(row) or (family.department and not is_for_parts(row, family)):
        return None
    found = served(row, family)
    if not found.rows:
        return None if promised_in_parts(row, family) else _unserved(family, row)
    figures = [q for q in row_quantities(row) if q.unit != "%" and not q.per]
    if len(figures) != 1 or not found.amounts:
        return None
    return _sum(family, row, figures[0], found)


def _unserved(family: Family, row: Indicator) -> SubmissionHit:
    names = "、".join(f"“{child.name}”" for _, child in family.children[:3])
    more = "等" if len(family.children) > 3 else ""
    return SubmissionHit(
        place=Place.ROW,
        project=family.number,
        row=row.id,
        field=Field.NAME,
        start=len(row.name) - len(row.name.lstrip()),
        end=len(row.name.rstrip()),
        words=(
            ("problem", f"上级项目的指标“{row.name}”，下级项目{names}{more}没有指标或目标承接"),
            ("advice", "在承担这项任务的下级项目中增设对应指标，或从上级项目中删去"),
        ),
    )


def _sum(family: Family, row: Indicator, figure: Quantity, found: Served) -> Answer | None:
    total = sum(q.amount for q in found.amounts)
    parts = "＋".join(written(q.amount) for q in found.amounts)
    said = f"下级项目合计{parts}＝{written(total)}{figure.unit}"
    if abs(total - figure.amount) <= _CLOSE * max(total, figure.amount):
        text = f"“{row.name}”{row.value}与{said}一致"
        return Confirmation(text=text, project=family.number, row=row.id)
    above = total > figure.amount
    open_side = figure.target.sign in (Sign.AT_LEAST, Sign.MORE_THAN)
    limit = figure.target.sign in (Sign.AT_MOST, Sign.LESS_THAN)
    if (above and open_side and total <= figure.amount * (1 + _ABOVE)) or (limit and not above):
        return None
    span = figure.target.span
    return SubmissionHit(
        place=Place.ROW,
        project=family.number,
        row=row.id,
        field=Field.VALUE,
        start=span.start,
        end=span.end,
        others=tuple(child.id for child in found.rows if child.id != row.id),
        words=(
            (
                "problem",
                f"上级项目“{row.name}”为“{row.value}”，{said}，"
                + ("大于上级项目的目标" if above else "不足以完成上级项目的目标"),
            ),
            ("advice", "按下级项目任务数重新汇总，使上下级指标值一致"),
        ),
        severity=Severity.MINOR if above and not limit else None,
    )


CHECK = SubmissionCheck(
    code="S14",
    name="parent-child-gap",
    title="一级二级项目指标脱节",
    severity=Severity.MAJOR,
    message="{problem}",
    hint="{advice}",
    what="上级（一级）项目的指标在下级（二级）项目中没有承接，或下级项目同一指标之和与上级项目不等。",
    why="上级项目的目标靠下级项目完成，没有承接的指标无人负责。",
    mend="自上而下分解、自下而上汇总，同一指标的口径、单位和数量保持一致。",
    limits="只判断同一份材料中能认出上下级关系的项目；没有独立对象的指标（满意度、合格率等）和单价、比率不汇总。",
    # DOMAIN.md 2.1 and 5.4
    source="一般做法：一级项目与二级项目的绩效目标应相互衔接",
    find=find,
)
