"""For each finding the smallest edit that clears it, tried by assessing the row again."""

from collections.abc import Sequence
from dataclasses import dataclass

from assessor.core.assessment import IndicatorAssessment
from assessor.core.finding import Finding, Severity
from assessor.core.rewrite import BLANK
from assessor.core.submission import Field, Indicator
from assessor.pipeline.running import Run
from assessor.practice.edit_candidates import Candidate, candidates
from assessor.practice.samples import sampled
from assessor.rewrites.withholding import withheld

NONE_FOUND = "没有试出能消除这个问题、又不带来新问题的小改动，需要重写这条指标"
_FIELDS = (Field.NAME, Field.VALUE, Field.LEVEL2, Field.LEVEL1)
_ONE = "\ue000"


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldChange:
    """One field before and after."""

    field: Field
    before: str
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SmallestEdit:
    """What it takes to clear a finding.

    Attributes
    ----------
    finding, code
        The finding, and its check.
    field, before, after
        The edit; ``after`` is ``None`` where none was found, which ``why`` then says.
    further
        Changes of other fields that belong to it.
    size
        Characters put in, taken out or replaced; a blank counts as one, moving a row as one.
    why
        What is done, in Chinese.
    """

    finding: str
    code: str
    field: Field
    before: str
    after: str | None
    why: str
    further: tuple[FieldChange, ...] = ()
    size: int = 0


@dataclass(frozen=True, slots=True)
class _Tried:
    candidate: Candidate
    assessed: IndicatorAssessment
    size: int


def smallest_edits(run: Run, row: Indicator) -> tuple[SmallestEdit, ...]:
    """Return the smallest edit for each finding of a row, in the order of the findings.

    Parameters
    ----------
    run
        Assesses; where it proposes rewrites, they are tried too.
    """
    (assessed,) = run.unplaced((row,))
    if withheld(assessed):
        return tuple(_none(finding, assessed) for finding in assessed.findings)
    possible: dict[Indicator, Candidate] = {}
    for finding in assessed.findings:
        for candidate in candidates(assessed, finding, assessed.rewrites.shown):
            possible.setdefault(candidate.row, candidate)
    again = run.assessor.assess(sampled(other) for other in possible)
    tried = [
        _Tried(candidate, result, _size(row, candidate.row))
        for candidate, result in zip(possible.values(), again, strict=True)
    ]
    # Of equal sizes the one without a blank, then the first that was thought of.
    tried.sort(
        key=lambda one: (one.size, BLANK in one.candidate.row.name + one.candidate.row.value)
    )
    return tuple(_smallest(finding, assessed, tried) for finding in assessed.findings)


def _smallest(
    finding: Finding, assessed: IndicatorAssessment, tried: Sequence[_Tried]
) -> SmallestEdit:
    row = assessed.indicator
    for one in tried:
        if one.candidate.row.text(finding.field) == row.text(finding.field):
            continue
        if _clears(finding, assessed, one.assessed):
            return _edit(finding, row, one)
    return _none(finding, assessed)


def _clears(finding: Finding, before: IndicatorAssessment, after: IndicatorAssessment) -> bool:
    """Tell whether the check is silent now, and no other one speaks up that was silent before."""
    known = {other.code for other in before.findings}
    codes = {other.code for other in after.findings}
    new = {
        other.code
        for other in after.findings
        if other.code not in known and other.severity is not Severity.INFO
    }
    becomes_weak = after.judgement.weak and not (before.judgement.weak and codes & known)
    return finding.code not in codes and not new and not becomes_weak


def _edit(finding: Finding, row: Indicator, one: _Tried) -> SmallestEdit:
    changes = tuple(
        FieldChange(field=place, before=row.text(place), after=one.candidate.row.text(place))
        for place in _FIELDS
        if row.text(place) != one.candidate.row.text(place)
    )
    first = changes[0]
    return SmallestEdit(
        finding=finding.id, code=finding.code, field=first.field, before=first.before,
        after=first.after, why=one.candidate.why, further=changes[1:], size=one.size,
    )  # fmt: skip


def _none(finding: Finding, assessed: IndicatorAssessment) -> SmallestEdit:
    reason = withheld(assessed) or NONE_FOUND
    return SmallestEdit(
        finding=finding.id, code=finding.code, field=finding.field,
        before=assessed.indicator.text(finding.field), after=None, why=reason,
    )  # fmt: skip


def _size(old: Indicator, new: Indicator) -> int:
    """Return how many characters differ; a move to another level is one step."""
    size = sum(_distance(old.text(place), new.text(place)) for place in (Field.NAME, Field.VALUE))
    return size + ((old.level1, old.level2) != (new.level1, new.level2))


def _distance(one: str, other: str) -> int:
    """Return the edit distance, a blank as one character."""
    one, other = one.replace(BLANK, _ONE), other.replace(BLANK, _ONE)
    while one and other and one[0] == other[0]:
        one, other = one[1:], other[1:]
    while one and other and one[-1] == other[-1]:
        one, other = one[:-1], other[:-1]
    line = list(range(len(other) + 1))
    for i, char in enumerate(one, 1):
        before, line[0] = line[0], i
        for j, wanted in enumerate(other, 1):
            cost = min(line[j] + 1, line[j - 1] + 1, before + (char != wanted))
            before, line[j] = line[j], cost
    return line[-1]
