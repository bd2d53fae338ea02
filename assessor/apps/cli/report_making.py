"""What makes a batch report of what was counted: knowledge of other rooms, formats, digests."""

import hashlib
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import IO, TYPE_CHECKING

from assessor.reports.finding_words import one_line

if TYPE_CHECKING:
    from assessor.core.sifted import Sifted
    from assessor.reports.batch.audiences import Audience
    from assessor.reports.batch.collecting import Collector
    from assessor.reports.batch.comparison import LastBatch
    from assessor.reports.batch.figures import Figures
    from assessor.reports.batch.knowledge import Knowledge
    from assessor.reports.batch.report import BatchReport
    from assessor.reports.batch.row_records import RecordStore

_READ_BYTES = 1 << 20


def with_set_aside(figures: "Figures", sifted: "Sifted") -> "Figures":
    """Return figures whose record counts all that was set aside, at rows and beside them."""
    from assessor.reports.batch.figures import NO_UNIT

    count = sum(
        not figures.unit
        or (one_line(item.located.submission.organisation or "") or NO_UNIT) == figures.unit
        for item in sifted.ignored
    )
    return replace(figures, record=replace(figures.record, set_aside=count))


def made_report(
    collector: "Collector",
    store: "RecordStore",
    figures: "Figures",
    audience: "Audience",
    last: "LastBatch | None",
    knowledge: "Knowledge",
) -> "BatchReport":
    """Return the report for its readers."""
    from assessor.reports.batch.audiences import Audience
    from assessor.reports.batch.comparison import compare
    from assessor.reports.batch.report import BatchReport

    return BatchReport(
        figures=figures,
        audience=audience,
        records=store.records,
        work_order=collector.work_order(),
        comparison=compare(figures, last, titles=knowledge.titles) if last is not None else None,
        title="绩效目标问题清单" if audience is Audience.UNIT else "绩效目标批次质量报告",
    )


def writer(made: "BatchReport", suffix: str) -> Callable[[IO[bytes]], None]:
    """Return what writes the report in the format of a suffix."""
    if suffix == ".xlsx":
        from assessor.reports.batch.xlsx_report import write_batch_xlsx

        return lambda stream: write_batch_xlsx(made, stream)
    if suffix == ".docx":
        from assessor.reports.batch.docx_report import write_batch_docx

        return lambda stream: write_batch_docx(made, stream)
    if suffix == ".json":
        from assessor.reports.batch.figures_json import figures_text

        return lambda stream: _write_text(stream, figures_text(made.figures))
    from assessor.reports.batch.html_report import write_batch_html

    return lambda stream: write_batch_html(made, stream)


def _write_text(stream: IO[bytes], text: str) -> None:
    stream.write(text.encode("utf-8"))


def digest_of(path: object, data: object) -> str:
    """Return the SHA-256 of a file or of given bytes, ``""`` if it cannot be read any more."""
    if isinstance(data, bytes):
        return hashlib.sha256(data).hexdigest()
    return _file_digest(path) if isinstance(path, Path) else ""


@cache
def _file_digest(path: Path) -> str:
    digest = hashlib.sha256()
    try:
        with path.open("rb") as stream:
            while block := stream.read(_READ_BYTES):
                digest.update(block)
    except OSError:
        return ""
    return digest.hexdigest()
