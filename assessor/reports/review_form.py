"""The review form 项目支出绩效目标审核表 as values: what stands in it, for any kind of file.

Dimensions, items and grades follow common practice (DOMAIN.md 3.2: not read at the source), and
the form says so.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from assessor.core.assessment import SubmissionAssessment
from assessor.core.ledger import Outcome, missing_words
from assessor.core.located import Located, located_findings
from assessor.core.scores import DimensionScore, ItemScore, SubmissionScore
from assessor.core.submission import Project, SubmissionKind
from assessor.reports.evidence_lines import evidence_lines
from assessor.reports.finding_words import (
    NO_PROJECT_NAME,
    WHOLE_DEPARTMENT,
    file_name,
    is_department_wide,
    one_line,
    project_name,
)
from assessor.reports.versions import versions_line

OPEN_GRADE = "待人工评定"
NOTHING_FOUND = "所做检查未发现问题"
NOTHING_ELSE_FOUND = "所做检查未发现其他问题"
DISMISSED = "另有已忽略的问题"
NOTHING_CHECKED = "没有可以自动核对的内容"
NOT_SAID = "（未写明）"
_MONEY_UNIT = re.compile("[元]")
_OPTION = re.compile(r"[（(]--[\w-]+[)）]")
_UNSETTLED = (Outcome.CANNOT_JUDGE, Outcome.FAILED, Outcome.NOT_SELECTED)
_CODES = re.compile(r"（[A-Z]\d\d(?:、[A-Z]\d\d)*）")
PRACTICE = (
    "审核内容、审核要点和等级划分按一般做法编列，不是官方表样的原文，以本级财政部门印发的表样为准。"
    "建议等级和依据由软件按规则和统计模型得出，供审核人参考；未经审核人签署，不作为审核结论。"
)
# What follows from the grade of a target is read (DOMAIN.md 1 [R3], central departments).
_DECLARED = (
    "优（进入下一步预算安排流程）",
    "良（与申报单位协商完善后进入下一步）",
    "中（退回修改后重新报审）",
    "差（不进入下一步预算安排流程）",
)
_EVALUATED = ("优", "良", "中", "差")


class Variant(StrEnum):
    """Which form: grades alone, or grades and points."""

    GENERAL = "一般性"
    KEY = "重点"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewCase:
    """What one form is about.

    Attributes
    ----------
    path
        Name of the file it was read from.
    assessment
        The submission, or one project as if it stood alone, with its score.
    """

    path: str
    assessment: SubmissionAssessment


@dataclass(frozen=True, slots=True, kw_only=True)
class FormItem:
    """One line of the form; ``score`` and ``points`` are shown for 重点 alone.

    ``evidence`` may tell several findings in one line; ``cited`` are the ids of all of them.
    """

    name: str
    standard: str
    grade: str
    points: float
    score: float | None
    evidence: tuple[str, ...]
    cited: tuple[str, ...]
    agreed: tuple[str, ...]
    needs_person: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FormDimension:
    """Items of one dimension."""

    name: str
    items: tuple[FormItem, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewForm:
    """A filled form.

    Attributes
    ----------
    facts
        Label and text of the head.
    others
        Findings that no item cites.
    unsettled
        What could not be checked and what is missing for it.
    conclusions
        Grades to tick, with what follows from each.
    points_found
        Number of cited findings, those counted once that several items cite.
    grade, score
        Proposed for the whole; the score is ``None`` where the variant has none.
    reason
        What must be said of the grade, ``""`` if nothing.
    basis
        How the proposal was made: versions and weighting.
    """

    title: str
    variant: Variant
    facts: tuple[tuple[str, str], ...]
    dimensions: tuple[FormDimension, ...]
    others: tuple[str, ...]
    unsettled: tuple[str, ...]
    conclusions: tuple[str, ...]
    points_found: int
    grade: str
    score: float | None
    reason: str
    basis: str


def review_form(
    case: ReviewCase,
    *,
    variant: Variant,
    titles: dict[str, str],
    grade_of: Callable[[float], str],
) -> ReviewForm:
    """Fill the form for one case.

    Parameters
    ----------
    titles
        Chinese name of each check by its code.
    grade_of
        Grade 优良中差 of a score of 0..100, as the rubric has it.
    """
    found = tuple(located_findings(case.assessment))
    score = case.assessment.score or SubmissionScore(score=None, grade=None)
    dimensions = tuple(
        _dimension(dimension, found, variant=variant, titles=titles, grade_of=grade_of)
        for dimension in score.dimensions
    )
    cited = {key for d in dimensions for item in d.items for key in item.cited}
    others = [located for located in found if located.finding.id not in cited]
    return ReviewForm(
        title=_title(case.assessment),
        variant=variant,
        facts=_facts(case, variant),
        dimensions=dimensions,
        others=evidence_lines(others, titles),
        unsettled=unsettled_lines(case.assessment, titles),
        conclusions=_EVALUATED if _is_evaluation(case.assessment) else _DECLARED,
        points_found=len(cited | {located.finding.id for located in others}),
        grade=score.grade or OPEN_GRADE,
        score=score.score if variant is Variant.KEY else None,
        reason=score.reason.rstrip("。"),
        basis=_basis(score, found, titles, several=len(case.assessment.projects) > 1),
    )


def _is_evaluation(assessment: SubmissionAssessment) -> bool:
    return assessment.submission.kind in (SubmissionKind.SELF_EVALUATION, SubmissionKind.REPORT)


def _title(assessment: SubmissionAssessment) -> str:
    what = WHOLE_DEPARTMENT if is_department_wide(assessment.submission) else "项目支出"
    return f"{what}绩效{'自评' if _is_evaluation(assessment) else '目标'}审核表"


def _facts(case: ReviewCase, variant: Variant) -> tuple[tuple[str, str], ...]:
    submission = case.assessment.submission
    projects = [p.project for p in case.assessment.projects]
    project = projects[0] if len(projects) == 1 else None
    rows = len(project.indicators) if project else sum(len(p.indicators) for p in projects)
    name = project_name(project) if project else f"（整份申报，{len(projects)} 个项目）"
    if name == NO_PROJECT_NAME and is_department_wide(submission):
        name = WHOLE_DEPARTMENT
    return (
        ("项目名称", name),
        ("表式", variant.value),
        ("申报单位", one_line(submission.organisation or "") or NOT_SAID),
        ("年度", str(submission.year) if submission.year else NOT_SAID),
        ("预算", _money(project) if project else NOT_SAID),
        ("指标", f"{rows} 条"),
        ("送审文件", file_name(case.path)),
    )


def _money(project: Project) -> str:
    budget = one_line(project.budget or "")
    if not budget:
        return NOT_SAID
    if _MONEY_UNIT.search(budget):
        return budget
    return f"{budget}{project.money_unit or '（未注明金额单位）'}"


def _dimension(
    dimension: DimensionScore,
    found: Sequence[Located],
    *,
    variant: Variant,
    titles: dict[str, str],
    grade_of: Callable[[float], str],
) -> FormDimension:
    items = tuple(_item(item, found, titles=titles, grade_of=grade_of) for item in dimension.items)
    weight = f"（{figure(dimension.weight)}分）" if variant is Variant.KEY else ""
    return FormDimension(name=f"{dimension.name}{weight}", items=items)


def _item(
    item: ItemScore,
    found: Sequence[Located],
    *,
    titles: dict[str, str],
    grade_of: Callable[[float], str],
) -> FormItem:
    judged = item.score is not None and item.points > 0
    here = [located for located in found if located.finding.id in item.findings]
    return FormItem(
        name=item.name,
        standard=item.standard,
        grade=grade_of(100 * (item.score or 0.0) / item.points) if judged else OPEN_GRADE,
        points=item.points,
        score=item.score,
        evidence=evidence_lines(here, titles),
        cited=tuple(item.findings),
        agreed=tuple(map(one_line, item.confirmations)),
        needs_person=_asked(item.needs_person),
    )


def _asked(text: str) -> str:
    """Return what a person must decide, without codes and options of the program."""
    parts = _CODES.sub("", _OPTION.sub("", text)).split("；")
    return "；".join(dict.fromkeys(one_line(part) for part in parts if part.strip()))


def unsettled_lines(assessment: SubmissionAssessment, titles: dict[str, str]) -> tuple[str, ...]:
    """Return what could not be judged, one line per missing thing with the checks that need it."""
    lacking: dict[tuple[Outcome, str], dict[str, None]] = {}
    for entry in assessment.ledger or ():
        if entry.outcome not in _UNSETTLED:
            continue
        missing = (
            "" if entry.outcome is Outcome.FAILED else one_line(_OPTION.sub("", entry.missing))
        )
        named = titles.get(entry.code) or entry.code
        lacking.setdefault((entry.outcome, missing), {})[named] = None
    return tuple(
        _unsettled(outcome, missing, "、".join(names))
        for (outcome, missing), names in lacking.items()
    )


def _unsettled(outcome: Outcome, missing: str, names: str) -> str:
    if outcome is Outcome.NOT_SELECTED:
        return f"本次未选这些检查，未作判断（{names}）"
    if outcome is Outcome.FAILED:
        return f"检查出错，未作判断（{names}）"
    return f"{missing_words(missing)}（{names}）"


def _basis(
    score: SubmissionScore, found: Sequence[Located], titles: dict[str, str], *, several: bool
) -> str:
    cited = sorted({located.finding.code for located in found})
    codes = "、".join(f"{titles.get(code, '')} {code}".strip() for code in cited)
    parts = (
        one_line(score.weighting).rstrip("。") if several else "",
        f"所引检查项在软件中的编号：{codes}" if codes else "",
        f"版本：{versions_line(score.versions)}" if score.versions else "",
    )
    return "".join(f"{part}。" for part in parts if part)


def figure(number: float) -> str:
    """Return a score with at most one decimal."""
    return f"{number:.1f}".removesuffix(".0")


def item_evidence(item: FormItem) -> tuple[str, ...]:
    """Return the lines of the evidence column: numbered findings, then what agrees."""
    found = [f"{number}. {line}" for number, line in enumerate(item.evidence, 1)]
    agreed = [f"经核对一致：{text.rstrip('。')}。" for text in item.agreed]
    if found or agreed:
        return tuple(found + agreed)
    if item.score is None:
        return (NOTHING_CHECKED,)
    return (NOTHING_ELSE_FOUND if DISMISSED in item.needs_person else NOTHING_FOUND,)


def forms_of(
    cases: Iterable[ReviewCase],
    *,
    variant: Variant,
    titles: dict[str, str],
    grade_of: Callable[[float], str],
) -> tuple[ReviewForm, ...]:
    """Fill one form per case."""
    return tuple(
        review_form(case, variant=variant, titles=titles, grade_of=grade_of) for case in cases
    )
