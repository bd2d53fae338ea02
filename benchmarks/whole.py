"""What the checks of whole submissions cost beside the assessment of their rows."""

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import cycle, islice
from pathlib import Path

from assessor.core.limits import Limits
from assessor.core.submission import Extraction, Project
from assessor.documents.reading import read_document
from assessor.indicators.extraction import extract
from assessor.pipeline.running import Run, RunOptions
from benchmarks.speed import forget_rows

_REPOSITORY = Path(__file__).resolve().parents[1]
_DOCUMENTS = (
    _REPOSITORY / "corpus" / "documents",
    _REPOSITORY / "tests" / "forms" / "self_evaluations",
)
_PROJECTS = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class WholeSpeed:
    """CPU time of the sample documents, and of one submission with ten times the projects.

    Attributes
    ----------
    documents, rows
        How many were assessed.
    times
        Times as long as the assessment of their rows alone.
    growth
        CPU time of a submission of 200 projects over that of one of 20; 10 is in proportion.
    """

    documents: int
    rows: int
    times: float
    growth: float


def whole_speed(*, repeats: int) -> WholeSpeed:
    """Measure both on what the sample documents hold."""
    read = _extractions()
    rows_alone, whole = Run(RunOptions(whole=False)), Run()
    alone = _seconds(lambda: [rows_alone.document(item) for item in read], repeats=repeats)
    all_of_it = _seconds(lambda: [whole.document(item) for item in read], repeats=repeats)
    projects = [p for item in read for s in item.submissions for p in s.projects if p.indicators]
    small, large = (_wide(read[0], projects, count) for count in (_PROJECTS, 10 * _PROJECTS))
    return WholeSpeed(
        documents=len(read),
        rows=sum(len(project.indicators) for project in projects),
        times=all_of_it / alone,
        growth=_seconds(lambda: whole.document(large), repeats=repeats)
        / _seconds(lambda: whole.document(small), repeats=repeats),
    )


def _extractions() -> list[Extraction]:
    limits = Limits()
    paths = sorted(path for folder in _DOCUMENTS for path in folder.iterdir() if path.is_file())
    found = (
        extract(read_document(path.name, path.read_bytes(), limits=limits), name=path.name, limits=limits)
        for path in paths
        if path.suffix in (".xlsx", ".docx", ".txt", ".html")
    )  # fmt: skip
    return [item for item in found if item.submissions]


def _wide(model: Extraction, projects: list[Project], count: int) -> Extraction:
    """Return an extraction whose one submission has ``count`` projects of different names."""
    taken = islice(cycle(projects), count)
    numbered = tuple(
        replace(
            project,
            name=f"{project.name}（{number}）",
            indicators=tuple(
                replace(row, id=f"{number}-{at}") for at, row in enumerate(project.indicators)
            ),
        )
        for number, project in enumerate(taken, 1)
    )
    return replace(model, submissions=(replace(model.submissions[0], projects=numbered),))


def _seconds(work: Callable[[], object], *, repeats: int) -> float:
    work()
    best = float("inf")
    for _ in range(repeats):
        forget_rows()
        started = time.process_time()
        work()
        best = min(best, time.process_time() - started)
    return max(best, 1e-9)
