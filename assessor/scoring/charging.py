"""What findings cost an item of the rubric: every lost share names its finding.

Losses are shares of the item, at most 1 in all. More or worse findings never lose less, and the
order of rows plays no part: sums are exact.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import fsum

from assessor.core.assessment import SubmissionAssessment
from assessor.core.finding import Finding, Place
from assessor.scoring.submission_rubric import FULL, SubmissionRubric


@dataclass(frozen=True, slots=True)
class PlacedFinding:
    """A finding with the numbers of its project and row; ``None`` = of no single one."""

    finding: Finding
    project: int | None = None
    row: int | None = None


@dataclass(frozen=True, slots=True)
class Loss:
    """What one finding costs, as a share or in points."""

    finding: str
    amount: float

    def times(self, factor: float) -> "Loss":
        """Return the loss multiplied."""
        return Loss(self.finding, self.amount * factor)


def placed_findings(assessed: SubmissionAssessment) -> tuple[PlacedFinding, ...]:
    """Return the findings of rows, projects and the whole, each with its place."""
    found = [PlacedFinding(finding) for finding in assessed.findings]
    for number, project in enumerate(assessed.projects):
        rows = {row.indicator.id: at for at, row in enumerate(project.indicators)}
        for finding in project.findings:
            row = rows.get(finding.row or "") if finding.place is Place.ROW else None
            found.append(PlacedFinding(finding, number, row))
        for at, assessed_row in enumerate(project.indicators):
            found += [PlacedFinding(finding, number, at) for finding in assessed_row.findings]
    return tuple(found)


def item_losses(
    findings: Sequence[PlacedFinding],
    *,
    weights: Sequence[float],
    rows: Sequence[int],
    judged: float,
    rubric: SubmissionRubric,
) -> tuple[Loss, ...]:
    """Return what the findings of one item cost, as shares of the item.

    Parameters
    ----------
    weights, rows
        Weight and number of rows of each project.
    judged
        Weight of the projects that the item could be judged for.
    """
    losses = _of_places([one for one in findings if one.project is None], rubric)
    for number in {one.project for one in findings if one.project is not None}:
        group = [one for one in findings if one.project == number]
        of_rows = _of_rows([one for one in group if one.row is not None], rows[number], rubric)
        of_project = _of_places([one for one in group if one.row is None], rubric)
        share = weights[number] / judged
        losses += [loss.times(share) for loss in _capped([*of_rows, *of_project])]
    return tuple(_capped(losses))


def total(losses: Iterable[Loss]) -> float:
    """Sum losses exactly, whatever their order."""
    return fsum(loss.amount for loss in losses)


def _of_rows(findings: Sequence[PlacedFinding], rows: int, rubric: SubmissionRubric) -> list[Loss]:
    """Charge rows by their mean; a check that fires twice in a row is one defect at its worst."""
    losses: list[Loss] = []
    for row in {one.row for one in findings}:
        worst: dict[str, Finding] = {}
        for finding in _worst_first(one.finding for one in findings if one.row == row):
            worst.setdefault(finding.code, finding)
        of_row = [Loss(f.id, rubric.row_points[f.severity] / FULL) for f in worst.values()]
        losses += [loss.times(rubric.row_steepness / rows) for loss in _capped(of_row)]
    return losses


def _of_places(findings: Sequence[PlacedFinding], rubric: SubmissionRubric) -> list[Loss]:
    """Charge findings elsewhere; each further one of a check costs less than the worst."""
    losses: list[Loss] = []
    known: set[str] = set()
    for finding in _worst_first({one.finding.id: one.finding for one in findings}.values()):
        factor = rubric.repeat if finding.code in known else 1.0
        known.add(finding.code)
        losses.append(Loss(finding.id, rubric.place_points[finding.severity] / FULL * factor))
    return losses


def _worst_first(findings: Iterable[Finding]) -> list[Finding]:
    return sorted(findings, key=lambda finding: (finding.severity.rank, finding.code, finding.id))


def _capped(losses: Sequence[Loss]) -> list[Loss]:
    """Shrink losses that make up more than everything."""
    together = total(losses)
    return [loss.times(1 / together) for loss in losses] if together > 1 else list(losses)
