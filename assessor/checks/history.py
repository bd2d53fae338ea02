"""Last year's submission beside this year's: whether it may be compared, and its projects."""

from dataclasses import dataclass

from assessor.checks.row_matching import RowPair, folded_name, name_likeness, paired_rows
from assessor.checks.submission_check import CannotJudge, SubmissionSubject
from assessor.core.submission import Project, Submission
from assessor.indicators.unit_names import same_organisation
from assessor.text.normalise import normalise

_ALIKE_PROJECTS = 0.8


@dataclass(frozen=True, slots=True, kw_only=True)
class SameProject:
    """A project of this year and the same one of last year.

    ``contradicting`` are folded names of last year's rows that stand there twice with
    different values: nothing may be compared with them.
    """

    number: int
    now: Project
    before: Project
    pairs: tuple[RowPair, ...]
    contradicting: tuple[str, ...] = ()


def last_years_projects(
    subject: SubmissionSubject,
) -> tuple[tuple[SameProject, ...], tuple[CannotJudge, ...]]:
    """Return this year's projects with those of last year, and what cannot be compared."""
    before = subject.last_year
    if before is None:
        missing = subject.last_year_gap or "上年度绩效目标表或自评表（--history）"
        return (), (CannotJudge(missing=missing),)
    refusal = _refusal(subject.submission, before)
    if refusal:
        return (), (CannotJudge(missing=refusal),)
    found: list[SameProject] = []
    gaps: list[CannotJudge] = []
    for number, project, _ in subject.projects():
        same = _same_project(project, subject.submission, before)
        if len(same) == 1:
            found.append(_beside(number, project, same[0]))
            twice = found[-1].contradicting
            if twice:
                named = "、".join(f"“{name}”" for name in twice)
                gaps.append(CannotJudge(
                    missing=f"上年文件中{named}有几个不同的指标值，缺少确定的上年数", project=number,
                ))  # fmt: skip
        elif same:
            gaps.append(CannotJudge(
                missing=f"上年文件中有{len(same)}个“{project.name}”，缺少唯一对应的上年项目",
                project=number,
            ))  # fmt: skip
        else:
            gaps.append(CannotJudge(
                missing=f"上年文件中没有“{project.name}”这个项目", project=number,
            ))  # fmt: skip
    return tuple(found), tuple(gaps)


def _refusal(now: Submission, before: Submission) -> str:
    """Return why two submissions may not be compared, ``""`` if they may."""
    if now.organisation and before.organisation and not same_organisation(
        now.organisation, before.organisation
    ):  # fmt: skip
        return (
            f"本单位的上年文件（所给文件属于“{before.organisation}”，"
            f"本次申报单位是“{now.organisation}”）"
        )
    if now.year is not None and before.year is not None:
        if before.year >= now.year:
            return f"上年文件（所给文件为{before.year}年，不早于本次申报的{now.year}年）"
        if before.year < now.year - 1:
            return f"上年文件（所给文件为{before.year}年，不是{now.year - 1}年）"
    return ""


def _same_project(project: Project, now: Submission, before: Submission) -> list[Project]:
    name = folded_name(project.name)
    equal = [p for p in before.projects if folded_name(p.name) == name]
    if equal:
        return equal
    taken = {folded_name(p.name) for p in now.projects}
    return [
        p
        for p in before.projects
        if folded_name(p.name) not in taken
        and name_likeness(folded_name(p.name), name) >= _ALIKE_PROJECTS
    ]


def _beside(number: int, now: Project, before: Project) -> SameProject:
    values: dict[tuple[str, str], set[str]] = {}
    for row in before.indicators:
        key = (folded_name(row.name), row.level2)
        values.setdefault(key, set()).add(normalise(row.value).strip())
    twice = tuple(dict.fromkeys(name for (name, _), texts in values.items() if len(texts) > 1))
    rows = tuple(row for row in before.indicators if folded_name(row.name) not in twice)
    return SameProject(
        number=number,
        now=now,
        before=before,
        pairs=paired_rows(now.indicators, rows),
        contradicting=twice,
    )
