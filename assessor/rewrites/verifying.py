"""The second assessment: a draft is shown only if its defect is gone and no new one is there."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from assessor.assessing import Assessor
from assessor.classifiers.row_text import measure_of
from assessor.core.assessment import IndicatorAssessment, Smart
from assessor.core.rewrite import BLANK, Rewrite, RewrittenRow, Slot, Verdict
from assessor.core.submission import Indicator
from assessor.rewrites.case import Case, Draft, DraftRow, mendable
from assessor.rewrites.citing import cited
from assessor.rewrites.labels import printed_levels
from assessor.rewrites.references import reference_for
from assessor.rewrites.samples import filled

# What a blank unit behind a printed figure may be, by what the name measures.
_BARE = re.compile(rf"\d{BLANK}$")
_UNITS = {"duration": "天", "money": "元", "people": "人", "extent": "平方米"}
_LETTERS = ("specific", "measurable", "achievable", "relevant", "time_bound")
UNGROUNDED = "figure"
WRONG_LEVEL = "level"
_LEAST_LEVEL = 0.02


@dataclass(frozen=True, slots=True)
class Ranked:
    """A grounded draft of a case with its rank, 0..1."""

    case: Case
    draft: Draft
    rank: float


def verify(
    assessor: Assessor, ranked: Sequence[Ranked], *, model: Path | None = None
) -> tuple[Rewrite, ...]:
    """Assess drafts again, all of them in one batch, and say what became of each.

    Blanks are filled with typed samples for this judgement alone; the samples are never shown.

    Parameters
    ----------
    model
        Folder whose reference ranges are shown beside blanks, ``None``: the shipped model.

    Returns
    -------
    tuple of Rewrite
        One per draft, in order; ``REJECTED`` ones name what was found in ``defects``.
    """
    rows = [
        [_printed(item.case, row) for row in (item.draft.row, *item.draft.further)]
        for item in ranked
    ]
    samples = [
        _sample(item.case.indicator, row)
        for item, group in zip(ranked, rows, strict=True)
        for row in group
    ]
    assessed = iter(assessor.assess(samples))
    return tuple(
        _rewrite(item, tuple(group), tuple(next(assessed) for _ in group), model)
        for item, group in zip(ranked, rows, strict=True)
    )


def _printed(case: Case, row: DraftRow) -> RewrittenRow:
    level1, level2 = printed_levels(case, row.level)
    return RewrittenRow(level1=level1, level2=level2, name=row.name, value=row.value)


def _sample(old: Indicator, row: RewrittenRow) -> Indicator:
    value = row.value
    if _BARE.search(value):
        unit = _UNITS.get(measure_of(row.name), "")
        value = value.removesuffix(BLANK) + unit if unit else value
    return replace(
        old, level1=row.level1, level2=row.level2, name=filled(row.name), value=filled(value),
        cycle_value="",
    )  # fmt: skip


def _rewrite(
    item: Ranked,
    rows: tuple[RewrittenRow, ...],
    assessed: tuple[IndicatorAssessment, ...],
    model: Path | None,
) -> Rewrite:
    draft, case = item.draft, item.case
    sources, missing = cited(case, draft, rows)
    defects = tuple(dict.fromkeys((*((UNGROUNDED,) if missing else ()), *_found(draft, assessed))))
    slots = _slots(case, draft, rows, model)
    verdict = Verdict.NEEDS_INPUT if slots else Verdict.VERIFIED
    return Rewrite(
        row=rows[0],
        further=rows[1:],
        frame=draft.frame,
        evidence=draft.evidence,
        slots=slots,
        sources=sources,
        reason=draft.reason,
        verdict=Verdict.REJECTED if defects else verdict,
        defects=defects,
        score_before=case.assessed.score,
        score_after=min((a.score for a in assessed if a.score is not None), default=None),
        smart_before=_smart(case.assessed.smart),
        smart_after=_smart(assessed[0].smart),
        rank=round(item.rank, 4),
    )


def _smart(smart: Smart) -> tuple[tuple[str, float | None], ...]:
    return tuple((letter, getattr(smart, letter)) for letter in _LETTERS)


def _found(draft: Draft, assessed: tuple[IndicatorAssessment, ...]) -> tuple[str, ...]:
    """Return what is still wrong: codes of findings, a level that the model does not accept."""
    defects = [code for row in assessed for code in sorted(mendable(row.findings))]
    for row, target in zip(assessed, (draft.row, *draft.further), strict=True):
        judgement = row.judgement
        if judgement.weak and not defects:
            defects.append("weak")
        if target.level is not None and judgement.level != target.level.value:
            share = dict(judgement.levels).get(target.level.value, 0.0)
            defects += [WRONG_LEVEL] if share < _LEAST_LEVEL else []
    return tuple(defects)


def _slots(
    case: Case, draft: Draft, rows: tuple[RewrittenRow, ...], model: Path | None
) -> tuple[Slot, ...]:
    """Return the blanks, names first; each question once."""
    slots = []
    if any(BLANK in row.name for row in rows):
        slots.append(Slot(field="name", question=draft.name_question))
    questions = draft.questions or ("目标值",)
    blanks = sum(row.value.count(BLANK) for row in rows)
    asked = dict.fromkeys(questions[min(i, len(questions) - 1)] for i in range(blanks))
    for i, question in enumerate(asked):
        reference = None
        if i == 0:
            context = f"{case.surroundings.project} {case.surroundings.organisation}"
            reference = reference_for(rows[0].name, rows[0].value, context, model=model)
        slots.append(Slot(field="value", question=question, reference=reference))
    return tuple(slots)
