"""Cases and drafts made by hand, without a trained model."""

from assessor.classifiers.row_text import read_row
from assessor.core.assessment import IndicatorAssessment, Smart
from assessor.core.judgement import Judgement, ValueKind
from assessor.core.submission import Indicator
from assessor.rewrites.case import Case, Draft, DraftRow, Surroundings
from assessor.rewrites.name_parts import NameParts
from assessor.taxonomy.level_names import declared_types

_NOT_JUDGED = Smart(specific=None, measurable=None, achievable=None, relevant=None, time_bound=None)


def case(
    name, value, *, level2="社会效益指标", project="职工帮扶", kind=ValueKind.OPEN, parts=None
):
    """A weak row whose judgement says little."""
    judgement = Judgement(
        value_kind=kind, unquantified=True, vague=True, level="social", level_mismatch=False,
        unclear_name=False, compound=False, missing_unit=False, name_value_mismatch=False,
        weak=True, levels=(("social", 0.8), ("none", 0.01)), probabilities=(),
    )  # fmt: skip
    row = Indicator(id="1", level1="效益指标", level2=level2, name=name, value=value)
    return Case(
        assessed=IndicatorAssessment(indicator=row, targets=(), judgement=judgement, findings=(),
                                     smart=_NOT_JUDGED, score=None),
        reading=read_row(name, value),
        value=value,
        parts=parts or NameParts(text=name),
        declared=declared_types(row.level1, row.level2),
        surroundings=Surroundings(project=project),
    )  # fmt: skip


def draft(name, value, *, level=None, prior=0.5, frame="general.any", further=()):
    """A draft of one row."""
    return Draft(row=DraftRow(level=level, name=name, value=value), further=further, frame=frame,
                 prior=prior)  # fmt: skip
