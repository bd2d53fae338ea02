"""One report: the figures, a way to read the rows again, the comparison, the reader."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from assessor.reports.batch.audiences import Audience, Section
from assessor.reports.batch.comparison import Comparison
from assessor.reports.batch.figures import Figures
from assessor.reports.batch.redaction import Masker, redacted_figures, redacted_record
from assessor.reports.batch.row_records import ProjectRecord

Records = Callable[[Sequence[int] | None], Iterator[ProjectRecord]]


def _no_records(_: Sequence[int] | None) -> Iterator[ProjectRecord]:
    return iter(())


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchReport:
    """What every format is written from.

    Attributes
    ----------
    records
        Reads projects with their rows again, all in input order or those of given numbers.
    work_order
        Numbers of the records, most urgent first.
    title
        Heading of the report.
    """

    figures: Figures
    audience: Audience = Audience.ALL
    records: Records = _no_records
    work_order: tuple[int, ...] = ()
    comparison: Comparison | None = None
    title: str = "绩效目标批次质量报告"

    def has(self, section: Section) -> bool:
        """Tell whether this reader gets a part."""
        return section in self.audience.sections

    def in_work_order(self) -> Iterator[ProjectRecord]:
        """Yield projects, most urgent first; for a unit in the order of its own papers."""
        order = None if self.audience is Audience.UNIT else self.work_order
        yield from self.records(order)

    def redacted(self, masker: Masker) -> "BatchReport":
        """Return the same report with names hidden everywhere."""
        records, comparison = self.records, self.comparison
        if comparison is not None:
            comparison = replace(
                comparison,
                source="上一批",
                units=tuple(replace(one, name=masker.unit(one.name)) for one in comparison.units),
            )
        return replace(
            self,
            figures=redacted_figures(self.figures, masker),
            records=lambda numbers: (redacted_record(one, masker) for one in records(numbers)),
            comparison=comparison,
        )
