"""Score and grade of a whole submission, from what was found, confirmed and left open.

An item that no settling check could judge has no score and is not in the base; findings that
stand in it all the same are charged to the total. So one more finding never lifts a score.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import fsum

from assessor.core.assessment import SubmissionAssessment
from assessor.core.scores import DimensionScore, ItemScore, LostItemPoints, SubmissionScore
from assessor.core.submission import SubmissionKind
from assessor.scoring.charging import Loss, PlacedFinding, item_losses, placed_findings, total
from assessor.scoring.grade_limits import limit_reason
from assessor.scoring.money_weights import Weighting, weighting_of
from assessor.scoring.settling import Coverage
from assessor.scoring.submission_rubric import (
    FULL,
    Dimension,
    Item,
    SubmissionRubric,
    worst_grade,
)

_NO_EVIDENCE = "没有可用的自动检查结果，请人工判断"


@dataclass(frozen=True, slots=True)
class _Judged:
    item: Item
    points: float
    settled: bool
    losses: tuple[Loss, ...]
    score: ItemScore


@dataclass(frozen=True, slots=True)
class _Scoring:
    assessed: SubmissionAssessment
    findings: tuple[PlacedFinding, ...]
    coverage: Coverage
    weighting: Weighting
    rubric: SubmissionRubric

    @property
    def kind(self) -> SubmissionKind:
        return self.assessed.submission.kind


def score_submission(
    assessed: SubmissionAssessment,
    *,
    rubric: SubmissionRubric,
    row_codes: frozenset[str],
    versions: tuple[tuple[str, str], ...] = (),
) -> SubmissionScore:
    """Score a submission.

    Parameters
    ----------
    assessed
        Rows, findings, ledger and confirmations; findings of rows that a finding of the whole
        tells better are gone already. Its own score is not looked at.
    row_codes
        Codes of the checks of single rows that ran.
    versions
        What made the assessment (:func:`assessor.scoring.rule_version.score_versions`).
    """
    scoring = _Scoring(
        assessed=assessed,
        findings=placed_findings(assessed),
        coverage=Coverage(assessed, row_codes),
        weighting=weighting_of(assessed.projects),
        rubric=rubric,
    )
    dimensions = [(one, _judged_items(one, scoring)) for one in rubric.dimensions]
    judged = [item for _, items in dimensions for item in items]
    score = _share(judged)
    base = _base(judged)
    grade, reason = _grade(score, base, scoring)
    return SubmissionScore(
        score=score,
        grade=grade,
        dimensions=tuple(
            DimensionScore(
                name=dimension.name,
                score=_share(items),
                weight=dimension.weight,
                items=tuple(item.score for item in items),
            )
            for dimension, items in dimensions
        ),
        weighting=scoring.weighting.told,
        versions=versions,
        reason=reason,
        lost=tuple(
            LostItemPoints(item=one.item.name, finding=loss.finding, points=loss.amount)
            for one in judged
            for loss in sorted(one.losses, key=lambda loss: (loss.finding, loss.amount))
            if loss.amount
        ),
    )


def _judged_items(dimension: Dimension, scoring: _Scoring) -> tuple[_Judged, ...]:
    """Return the items that fit the kind of submission, and others that have a finding."""
    items = []
    for item in dimension.items:
        findings = [one for one in scoring.findings if one.finding.code in item.codes]
        if findings or scoring.kind in item.kinds:
            items.append(_judged(item, dimension.points_of(item, scoring.kind), findings, scoring))
    return tuple(items)


def _judged(
    item: Item, points: float, findings: Sequence[PlacedFinding], scoring: _Scoring
) -> _Judged:
    settled = scoring.kind in item.kinds and scoring.coverage.is_settled(item)
    weights = scoring.weighting.weights
    losses = tuple(
        loss.times(points)
        for loss in item_losses(
            findings,
            weights=weights,
            rows=[len(project.indicators) for project in scoring.assessed.projects],
            judged=fsum(weights[number] for number in scoring.coverage.projects(item)) or 1.0,
            rubric=scoring.rubric,
        )
    )
    lost = total(losses)
    ordered = sorted(
        {one.finding.id: one.finding for one in findings}.values(),
        key=lambda finding: (finding.severity.rank, finding.code, finding.id),
    )
    score = ItemScore(
        name=item.name,
        standard=item.standard,
        points=round(points, 2),
        score=round(max(points - lost, 0.0), 2) if settled else None,
        findings=tuple(finding.id for finding in ordered),
        confirmations=_confirmations(item, scoring.assessed),
        needs_person=_needs_person(item, scoring.coverage, settled=settled, lost=lost),
    )
    return _Judged(item, points, settled, losses, score)


def _confirmations(item: Item, assessed: SubmissionAssessment) -> tuple[str, ...]:
    several = len(assessed.projects) > 1
    texts = []
    for one in assessed.confirmations:
        if one.code in item.codes:
            named = several and one.project is not None
            name = assessed.projects[one.project or 0].project.name.strip() if named else ""
            texts.append(f"{name}：{one.text}" if name else one.text)
    return tuple(dict.fromkeys(texts))


def _needs_person(item: Item, coverage: Coverage, *, settled: bool, lost: float) -> str:
    told = [item.person, coverage.missing(item)]
    if not settled:
        told.append("" if any(told) else _NO_EVIDENCE)
        told.append(f"已发现的问题先从总分扣{round(lost, 2):g}分" if lost else "")
    return "；".join(text for text in told if text)


def _base(items: Sequence[_Judged]) -> float:
    return fsum(one.points for one in items if one.settled)


def _share(items: Sequence[_Judged]) -> float | None:
    """Return the part of the judged points that is left, 0..100; ``None`` if none was judged."""
    base = _base(items)
    if not base:
        return None
    lost = fsum(loss.amount for one in items for loss in one.losses)
    return round(FULL * max(1 - lost / base, 0.0), 1)


def _grade(score: float | None, base: float, scoring: _Scoring) -> tuple[str | None, str]:
    """Return the grade, and what must be said of it."""
    rubric = scoring.rubric
    if score is None:
        return None, "没有一项内容可以自动判断，得分和等级需人工评定"
    share = f"可自动判断的内容占{round(base, 1):g}分（满分100分）"
    if round(base, 6) < FULL * rubric.least_judged:
        least = f"{FULL * rubric.least_judged:g}"
        return None, f"{share}，不足{least}分，不给等级，其余需人工判断"
    reasons = [f"{share}，得分按此折算"] if base < FULL else []
    by_points = rubric.grade_of(score)
    held = [
        (limit.grade, because)
        for limit in rubric.limits
        if (because := limit_reason(limit, scoring.assessed, scoring.findings))
    ]
    grade = worst_grade(by_points, *(limit for limit, _ in held))
    if grade != by_points:
        told = "；".join(because for limit, because in held if limit == grade)
        reasons.append(f"{told}：等级最高为“{grade}”（按得分为“{by_points}”）")
    return grade, "；".join(reasons)
