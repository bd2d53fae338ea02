"""F1 of the contenders on the held-out sector groups."""

from dataclasses import dataclass

from assessor.evaluation.metrics import BinaryFigures, binary_figures
from benchmarks.contenders import Contender
from benchmarks.rows import Split


@dataclass(frozen=True, slots=True)
class Quality:
    """Figures of one contender; ``None`` where it gives no answer."""

    vague: BinaryFigures | None
    weak: BinaryFigures | None


def quality(contender: Contender, split: Split) -> Quality:
    """Compare a contender's answers with the labels of the held-out rows."""
    rows, groups = split.test, split.groups
    vague, weak = contender.vague, contender.weak
    return Quality(
        vague=vague
        and binary_figures([row.labels.vague for row in rows], vague(rows), groups=groups),
        weak=weak and binary_figures([row.labels.weak for row in rows], weak(rows), groups=groups),
    )
