"""What a batch report costs beside the assessment that it is written from."""

import io
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import islice
from typing import IO

from assessor.core.assessment import DocumentAssessment
from assessor.core.submission import Extraction, Indicator, Project, Submission
from assessor.pipeline.running import Run, RunOptions
from assessor.reports.batch.collecting import Collector
from assessor.reports.batch.docx_report import write_batch_docx
from assessor.reports.batch.html_report import write_batch_html
from assessor.reports.batch.redaction import Masker
from assessor.reports.batch.report import BatchReport
from assessor.reports.batch.row_records import RecordStore
from assessor.reports.batch.xlsx_report import write_batch_xlsx
from assessor.training.report_knowledge import report_knowledge
from benchmarks.speed import WARM_UP, forget_rows

MOST_ROWS = 5_000
ROWS_OF_A_SUBMISSION = 20
Writer = Callable[[BatchReport, IO[bytes]], None]
WRITERS: dict[str, Writer] = {
    "html": write_batch_html,
    "xlsx": write_batch_xlsx,
    "docx": write_batch_docx,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportingCost:
    """CPU time of counting and writing, in times of that of the assessment of the same rows."""

    rows: int
    submissions: int
    assessing_seconds: float
    times: dict[str, float]
    redacted: float


def reporting_cost(rows: Sequence[Indicator], *, repeats: int) -> ReportingCost:
    """Measure on submissions made of ``rows``; the best of the runs counts."""
    chosen = rows[:MOST_ROWS]
    run = Run(RunOptions(rewrites=0))
    _assess(run, chosen[:WARM_UP])
    assessing = min(_spent(lambda: _assess(run, chosen)) for _ in range(repeats))
    documents = _assess(run, chosen)
    for writer in WRITERS.values():
        _report(documents[:2], writer, redact=False)
    times = {
        name: min(_spent(partial(_report, documents, writer, redact=False)) for _ in range(repeats))
        / assessing
        for name, writer in WRITERS.items()
    }
    redacted = min(
        _spent(lambda: _report(documents, write_batch_html, redact=True)) for _ in range(repeats)
    )
    return ReportingCost(
        rows=len(chosen),
        submissions=len(documents),
        assessing_seconds=assessing,
        times=times,
        redacted=redacted / assessing,
    )


def _spent(work: Callable[[], object]) -> float:
    forget_rows()
    started = time.process_time()
    work()
    return max(time.process_time() - started, 1e-9)


def _assess(run: Run, rows: Sequence[Indicator]) -> list[DocumentAssessment]:
    return [run.document(extraction) for extraction in _extractions(rows)]


def _extractions(rows: Sequence[Indicator]) -> Iterator[Extraction]:
    """Yield submissions of single projects, each with a unit, a budget and some rows."""
    source = iter(rows)
    number = 0
    while part := tuple(islice(source, ROWS_OF_A_SUBMISSION)):
        number += 1
        project = Project(
            name=f"第{number}号民生保障专项",
            budget=f"{number % 97 * 3.5 + 10:.2f}万元",
            indicators=tuple(replace(row, id=str(i)) for i, row in enumerate(part, 1)),
        )
        submission = Submission(
            organisation=f"第{number % 60}县水利局", year=2025, projects=(project,)
        )
        yield Extraction(
            path=f"{number}.xlsx", kind="xlsx", form="table", submissions=(submission,)
        )


def _report(documents: Sequence[DocumentAssessment], write: Writer, *, redact: bool) -> None:
    """Count everything and write one report into memory."""
    with RecordStore() as store:
        collector = Collector(report_knowledge(), store=store)
        for document in documents:
            collector.add(document)
        figures = collector.figures(assessor_version="0", model_id="0", made_at="")
        made = BatchReport(
            figures=figures, records=store.records, work_order=collector.work_order()
        )
        if redact:
            made = made.redacted(Masker(collector.names))
        write(made, io.BytesIO())
