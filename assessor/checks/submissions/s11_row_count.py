"""Too few indicators to judge a project by, or too many to be core ones."""

from collections.abc import Iterator

from assessor.checks.amounts import money
from assessor.checks.core_types import missing_types
from assessor.checks.structure_rules import structure_rules
from assessor.checks.submission_check import (
    Answer,
    NotApplicable,
    Place,
    SubmissionCheck,
    SubmissionHit,
    SubmissionSubject,
)
from assessor.core.finding import Severity
from assessor.core.submission import Indicator, Project
from assessor.policy.profiles import profile_of

_WAN = 10_000
_FEW = "只有{rows}项三级指标，不足以反映项目的产出和效果"
_MORE = "补充核心产出和效果指标，一般不少于{limit}项"
_LACKS = "，也因此缺少"
_ADD = "，其中补上"
_MANY = "有{rows}项三级指标{money}，指标过多过细，重点不突出"
_FEWER = "保留最能反映核心产出和效果的指标，建议不超过{limit}项，琐碎的合并或删去"


def find(subject: SubmissionSubject) -> Iterator[Answer]:
    """Yield projects with fewer rows than a handbook asks, or far more than the money bears."""
    counts = structure_rules().rows
    department = profile_of(subject.submission.profile).whole_table
    few = int(counts.few.value)
    for number, project, rows in subject.projects():
        budget = _budget(project)
        most = counts.most(budget, department=department)
        if not rows:
            yield NotApplicable(reason="项目没有三级指标", project=number)
        elif _is_task(project, rows):
            yield NotApplicable(
                reason="部门整体绩效表中的一项任务，指标数按全表计算", project=number
            )
        elif len(rows) < few:
            missing = missing_types(subject.submission, subject.rows[number])
            if missing is None or not missing.of_few_rows:
                yield _hit(number, _FEW, _MORE, len(rows), few)
            else:
                told, todo = (text + missing.called for text in (_LACKS, _ADD))
                severity = min(Severity.MINOR, missing.severity, key=lambda one: one.rank)
                yield _hit(number, _FEW + told, _MORE + todo, len(rows), few, severity)
        elif len(rows) > most:
            told = f"，而预算只有{_written(budget)}万元" if budget and not department else ""
            yield _hit(
                number, _MANY.replace("{money}", told), _FEWER, len(rows), most, Severity.INFO
            )


def _budget(project: Project) -> float | None:
    """Return the budget in 万元, ``None`` where its unit is not known."""
    amount = money(project.budget or "", unit=project.money_unit)
    return None if amount is None else amount / _WAN


def _written(budget: float) -> str:
    return f"{budget:.2f}".rstrip("0").rstrip(".")


def _is_task(project: Project, rows: tuple[Indicator, ...]) -> bool:
    """Tell whether a project is a line of a table of tasks: no money and no levels of its own."""
    return project.budget is None and not any(row.level1 or row.level2 for row in rows)


def _hit(
    project: int, problem: str, todo: str, rows: int, limit: int, severity: Severity | None = None
) -> SubmissionHit:
    words = tuple(
        (key, text.replace("{rows}", str(rows)).replace("{limit}", str(limit)))
        for key, text in (("problem", problem), ("todo", todo))
    )
    return SubmissionHit(place=Place.PROJECT, project=project, words=words, severity=severity)


CHECK = SubmissionCheck(
    code="S11",
    name="row-count",
    title="指标过少或过多",
    severity=Severity.MINOR,
    message="“{project}”{problem}",
    hint="{todo}",
    what="一个项目的三级指标少于3项，或者多到成了琐碎清单。",
    why="指标太少，产出和效果总有一头无法考核；指标太多，每项只占一两分，真正重要的被淹没。",
    mend="围绕核心产出和核心效果设置指标，少的补足，多的归并。",
    limits="少于3项是个别地方手册的要求；过多的界限随预算大小放宽，预算单位不明时取最宽的；部门整体绩效表和转移支付整体表按更多的项数计，其中的任务行不报。",
    source="一般做法：三级指标不少于3项，突出重点",
    find=find,
)
