"""Which of the submissions in a given file (last year's, the approved one) belongs to this one.

Nothing is guessed: where the file holds another unit's submission, or several that fit, the
answer is a sentence that says so.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from assessor.checks.row_matching import folded_name
from assessor.core.submission import Submission, SubmissionKind
from assessor.indicators.unit_names import same_organisation

_EVALUATED = (SubmissionKind.SELF_EVALUATION, SubmissionKind.REPORT)


@dataclass(frozen=True, slots=True)
class Reference:
    """The submission that belongs to another one, or why there is none."""

    submission: Submission | None = None
    gap: str = ""


def last_years(now: Submission, given: Sequence[Submission]) -> Reference:
    """Return last year's submission of the same unit."""
    wanted = None if now.year is None else now.year - 1
    return _only(now, given, called="上年文件", year=wanted)


def approved(now: Submission, given: Sequence[Submission]) -> Reference:
    """Return the approved declaration of the same unit and year."""
    called = "批复的绩效目标表"
    tables = [submission for submission in given if submission.kind not in _EVALUATED]
    if given and not tables:
        return Reference(gap=f"{called}（所给文件是自评材料，不是绩效目标表）")
    found = _only(now, tables, called=called, year=now.year)
    theirs = found.submission.year if found.submission else None
    if theirs is not None and now.year is not None and theirs != now.year:
        return Reference(gap=f"{called}（所给文件为{theirs}年，本次自评为{now.year}年）")
    return found


def _only(
    now: Submission, given: Sequence[Submission], *, called: str, year: int | None
) -> Reference:
    if not given:
        return Reference()
    fitting = [other for other in given if _is_same_unit(now, other, alone=len(given) == 1)]
    if not fitting:
        return Reference(gap=_other_units(now, given, called))
    if len(fitting) > 1 and any(other.year == year for other in fitting):
        fitting = [other for other in fitting if other.year == year]
    fitting = list(dict.fromkeys(fitting))
    if len(fitting) > 1:
        sharing = [other for other in fitting if _names(now) & _names(other)]
        fitting = sharing or fitting
    if len(fitting) == 1:
        return Reference(fitting[0])
    joined = _joined(fitting)
    if joined is not None:
        return Reference(joined)
    return Reference(
        gap=f"{called}（所给文件中有{len(fitting)}份材料都对得上，缺少唯一对应的一份）"
    )


def _is_same_unit(now: Submission, other: Submission, *, alone: bool) -> bool:
    if now.organisation and other.organisation:
        return same_organisation(now.organisation, other.organisation)
    return alone or bool(_names(now) & _names(other))


def _names(submission: Submission) -> set[str]:
    return {folded_name(project.name) for project in submission.projects} - {""}


def _other_units(now: Submission, given: Sequence[Submission], called: str) -> str:
    units = dict.fromkeys(other.organisation for other in given if other.organisation)
    mine = f"“{now.organisation}”" if now.organisation else "本单位"
    if not units:
        return f"{called}（所给文件中没有与{mine}对应的项目）"
    told = "、".join(f"“{unit}”" for unit in list(units)[:3]) + ("等" if len(units) > 3 else "")
    return f"{called}（所给文件属于{told}，没有{mine}的材料）"


def _joined(parts: Sequence[Submission]) -> Submission | None:
    """Join submissions of one unit and year that hold different projects, one project a file."""
    first = parts[0]
    names = [folded_name(project.name) for part in parts for project in part.projects]
    alike = all((part.year, part.kind) == (first.year, first.kind) for part in parts)
    if not alike or not all(names) or len(set(names)) < len(names):
        return None
    return replace(
        first,
        projects=tuple(project for part in parts for project in part.projects),
        paragraphs=tuple(paragraph for part in parts for paragraph in part.paragraphs),
    )
