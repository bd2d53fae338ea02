"""What rewrites cost: on weak rows, on rows without defects, and where none are asked for."""

from collections import deque
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from assessor.assessing import Assessor
from assessor.core.rewrite import MOST_SHOWN
from assessor.core.submission import Indicator
from assessor.pipeline.running import Run, RunOptions
from assessor.rewrites.proposing import needs_rewrite
from benchmarks.contenders import Contender
from benchmarks.speed import rows_per_second

MOST_WEAK = 2_000


@dataclass(frozen=True, slots=True, kw_only=True)
class RewritingSpeed:
    """Rows per second of CPU time, assessment included, and times as long as without rewrites.

    Attributes
    ----------
    weak
        Number of rows with a defect to mend.
    none_asked, without_defects
        Times as long as the assessment alone: weak rows with ``--rewrites 0``, rows that need none.
    """

    weak: int
    clean: int
    rows_per_second: float
    times: float
    none_asked: float
    without_defects: float


def rewriting_speed(rows: Sequence[Indicator], *, repeats: int) -> RewritingSpeed:
    """Measure on the first weak rows of ``rows`` and on as many without defects."""
    assessor = Assessor.of()
    needs = [needs_rewrite(row) for row in assessor.assess(rows)]
    weak = [row for row, need in zip(rows, needs, strict=True) if need][:MOST_WEAK]
    clean = [row for row, need in zip(rows, needs, strict=True) if not need][:MOST_WEAK]
    bare = Contender(title="bare", run=lambda rows: _drop(assessor.assess(rows)))
    asked = Contender(title="asked", run=_run(MOST_SHOWN))
    none = Contender(title="none", run=_run(0))
    on_weak = rows_per_second([bare, asked, none], weak, repeats=repeats)
    on_clean = rows_per_second([bare, asked], clean, repeats=repeats)
    return RewritingSpeed(
        weak=len(weak),
        clean=len(clean),
        rows_per_second=on_weak["asked"],
        times=on_weak["bare"] / on_weak["asked"],
        none_asked=on_weak["bare"] / on_weak["none"],
        without_defects=on_clean["bare"] / on_clean["asked"],
    )


def _run(most: int) -> Callable[[Sequence[Indicator]], None]:
    """Return what a run with ``--rewrites most`` does with rows."""
    chosen = Run(RunOptions(rewrites=most))
    return lambda rows: _drop(chosen.unplaced(rows))


def _drop(assessed: Iterable[object]) -> None:
    deque(assessed, maxlen=0)
