"""Judge, check and score rows: the one such path, used by everything above.

The targets of an assessed row stand in its printed value or, where both value cells are empty,
in its name.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import islice

from assessor.checks.check import Check, Subject
from assessor.checks.runner import run_checks
from assessor.checks.selection import Selection, selected_checks
from assessor.classifiers.artefact import Artefact, shipped_artefact
from assessor.classifiers.explanation import explain
from assessor.classifiers.judging import JudgedRow, judge_rows
from assessor.classifiers.row_text import RowText, read_row, surviving_target
from assessor.core.assessment import IndicatorAssessment
from assessor.core.judgement import Judgement
from assessor.core.submission import Field, Indicator
from assessor.scoring.rubric import Rubric, load_rubric
from assessor.scoring.smart import score_row
from assessor.taxonomy.level_names import declared_types

BATCH = 2048


@dataclass(frozen=True, slots=True)
class Assessor:
    """Everything that stays the same over a run: model, checks and rubric."""

    artefact: Artefact
    checks: tuple[Check, ...]
    rubric: Rubric

    @classmethod
    def of(
        cls, *, artefact: Artefact | None = None, selection: Selection = Selection()
    ) -> "Assessor":
        """Build an assessor; without arguments with the shipped model and all checks."""
        return cls(artefact or shipped_artefact(), selected_checks(selection), load_rubric())

    def assess(self, indicators: Iterable[Indicator]) -> Iterator[IndicatorAssessment]:
        """Assess rows in batches; order is kept and memory stays flat."""
        rows = iter(indicators)
        while batch := tuple(islice(rows, BATCH)):
            yield from self._batch(batch)

    def _batch(self, batch: Sequence[Indicator]) -> Iterator[IndicatorAssessment]:
        judged = [
            JudgedRow(
                level1=row.level1,
                level2=row.level2,
                name=row.name,
                value=surviving_target(row.name, row.value, row.cycle_value),
            )
            for row in batch
        ]
        judgements = judge_rows(self.artefact, judged)
        for row, text, judgement in zip(batch, judged, judgements, strict=True):
            yield self._row(row, read_row(text.name, text.value), judgement)

    def given(self, indicator: Indicator, judgement: Judgement) -> IndicatorAssessment:
        """Check and score a row that was judged elsewhere, by a model that had not seen it."""
        value = surviving_target(indicator.name, indicator.value, indicator.cycle_value)
        return self._row(indicator, read_row(indicator.name, value), judgement)

    def _row(
        self, indicator: Indicator, reading: RowText, judgement: Judgement
    ) -> IndicatorAssessment:
        annual = bool(indicator.value.strip()) or not indicator.cycle_value.strip()
        subject = Subject(
            indicator=indicator,
            reading=reading,
            judgement=judgement,
            value_field=Field.VALUE if annual else Field.CYCLE_VALUE,
            declared=declared_types(indicator.level1, indicator.level2),
            evidence=partial(explain, self.artefact, reading),
        )
        result = run_checks(self.checks, subject)
        scored = score_row(result.findings, self.rubric)
        return IndicatorAssessment(
            indicator=indicator,
            targets=reading.targets if subject.value.strip() else reading.name_targets,
            judgement=judgement,
            findings=result.findings,
            smart=scored.smart,
            score=scored.score,
            lost=scored.lost,
            failures=result.failures,
        )
