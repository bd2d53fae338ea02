"""SMART scores of one row; every lost point names its finding."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from assessor.core.assessment import LostPoints, Smart
from assessor.core.finding import Finding
from assessor.scoring.rubric import LETTERS, Rubric

_FULL = 100.0


@dataclass(frozen=True, slots=True)
class RowScore:
    """Scores of a row; ``score`` is the mean of the letters that can be judged."""

    smart: Smart
    score: float | None
    lost: tuple[LostPoints, ...]


def score_row(findings: Sequence[Finding], rubric: Rubric) -> RowScore:
    """Charge each finding to its letter.

    A check that fires at several places of a row is one defect and is charged once, at its
    worst severity.
    """
    if not findings:
        return _clean(rubric.always_judged)
    worst: dict[str, Finding] = {}
    for finding in findings:
        known = worst.get(finding.code)
        if known is None or finding.severity.rank < known.severity.rank:
            worst[finding.code] = finding
    lost = [
        LostPoints(letter=rubric.letter_of(f.code), points=rubric.points[f.severity], finding=f.id)
        for f in worst.values()
        if not rubric.is_free(f.code)
    ]
    scores = {letter: _letter(letter, lost, rubric) for letter in LETTERS}
    judged = [score for score in scores.values() if score is not None]
    return RowScore(
        smart=Smart(**scores),
        score=round(sum(judged) / len(judged), 1) if judged else None,
        lost=tuple(part for part in lost if part.points),
    )


@cache
def _clean(judged: tuple[str, ...]) -> RowScore:
    letters = {letter: _FULL if letter in judged else None for letter in LETTERS}
    return RowScore(smart=Smart(**letters), score=_FULL, lost=())


def _letter(letter: str, lost: Sequence[LostPoints], rubric: Rubric) -> float | None:
    charges = [part.points for part in lost if part.letter == letter]
    if not charges and letter not in rubric.always_judged:
        return None
    return max(_FULL - sum(charges), 0.0)
