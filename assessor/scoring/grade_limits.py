"""Grades that a submission cannot exceed, whatever its points."""

from collections.abc import Sequence

from assessor.checks.structure_rules import structure_rules
from assessor.core.assessment import IndicatorAssessment, SubmissionAssessment
from assessor.scoring.charging import PlacedFinding
from assessor.scoring.submission_rubric import Limit
from assessor.taxonomy.level_names import declared_types, first_level_types
from assessor.taxonomy.level_type import LevelType

_OUTPUTS = frozenset({LevelType.QUANTITY, LevelType.QUALITY, LevelType.TIMELINESS})


def limit_reason(
    limit: Limit, assessed: SubmissionAssessment, findings: Sequence[PlacedFinding]
) -> str:
    """Return in Chinese why the limit holds, ``""`` if it does not."""
    speaking = [
        one
        for one in findings
        if one.finding.severity.rank <= limit.severity.rank
        and (not limit.codes or one.finding.code in limit.codes)
    ]
    rows = [row for project in assessed.projects for row in project.indicators]
    if not speaking or (limit.no_output and any(_is_output(row) for row in rows)):
        return ""
    if limit.row_share is not None:
        hit = {(one.project, one.row) for one in speaking if one.row is not None}
        if not rows or len(hit) < limit.row_share * len(rows):
            return ""
    return limit.words(assessed.submission.kind).format(count=len(speaking))


def _is_output(row: IndicatorAssessment) -> bool:
    """Tell whether a row is an output as declared or, for all the model knows, by its content.

    Findings play no part, so that one more of them cannot lift a limit.
    """
    printed = row.indicator
    declared = declared_types(printed.level1, printed.level2) or first_level_types(printed.level1)
    least = structure_rules().possible_from.value
    likely = {name for name, probability in row.judgement.levels if probability >= least}
    return not _OUTPUTS.isdisjoint(declared or ()) or any(one.value in likely for one in _OUTPUTS)
