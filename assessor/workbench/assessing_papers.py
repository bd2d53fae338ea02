"""The work of assessing one stored file: a job that can be sent to another process.

The assessment is the pipeline's own, with rewrites and the checks of whole submissions. What the
record keeps of it is the JSON contract's object of each submission, word for word that of
``assessor check --format json --rewrites 3``, but that remarks in the file which tell the program
to ignore something are not obeyed: here they would let a unit hide its own defects.
"""

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from assessor import __version__
from assessor.checks.budget_arithmetic import budget_of
from assessor.checks.rule_reference import titles
from assessor.core.assessment import DocumentAssessment, InputFailure, SubmissionAssessment
from assessor.core.finding import Finding, Severity
from assessor.core.limits import Limits
from assessor.core.rewrite import MOST_SHOWN
from assessor.core.submission import Extraction
from assessor.documents.archive import read_member
from assessor.errors import AssessorError
from assessor.pipeline.reading import failure
from assessor.pipeline.running import Run, RunOptions
from assessor.pipeline.sources import Source, crash, find_sources
from assessor.policy.profiles import profile_of
from assessor.reports.json_report import assessment_chunks, extraction_chunks
from assessor.workbench.corrected_reading import CellCorrection, Corrected, corrected, mappings_of
from assessor.workbench.file_store import FileStore
from assessor.workbench.search_text import folded

_MOST_TITLE = 500
_MOST_SEARCHED = 50_000
ARCHIVE = "zip"


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One file to assess, and what people have told of it.

    Attributes
    ----------
    name
        Name of the paper, for messages and as the weakest hint of its type; never a path.
    path
        Where its bytes lie.
    profile
        Taxonomy frame that replaces the recognised one, ``""`` to recognise it.
    mapping
        Corrected readings of columns (``Paper.mapping``).
    """

    name: str
    path: Path
    profile: str = ""
    mapping: dict[str, Any] = field(default_factory=dict)
    corrections: tuple[CellCorrection, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class AssessedSubmission:
    """What the record keeps of one submission; names as in the table ``submissions``."""

    title: str
    organisation: str
    year: int | None
    profile: str
    grade: str
    score: float | None
    money: float | None
    rows: int
    weak_rows: int
    severities: dict[str, int]
    codes: str
    projects: tuple[str, ...]
    search: str
    reading: dict[str, Any]
    content: dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class AssessedPaper:
    """An assessed document; ``unused`` are ids of corrections that fitted nothing in it."""

    kind: str
    model_id: str
    reading: dict[str, Any]
    submissions: tuple[AssessedSubmission, ...]
    unused: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class FailedPaper:
    """A document that could not be used; ``reading`` tells how far its tables were understood."""

    failure: InputFailure
    reading: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class UnpackedMember:
    """A document of an archive, kept in the file store, or why it is not."""

    name: str
    digest: str = ""
    size: int = 0
    failure: InputFailure | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class UnpackedArchive:
    """The documents of an archive, and the names of what was left out."""

    members: tuple[UnpackedMember, ...]
    skipped: tuple[str, ...] = ()


PaperResult = AssessedPaper | FailedPaper | UnpackedArchive


def run_options(*, limits: Limits = Limits(), model: Path | None = None) -> RunOptions:
    """Return the options of every assessment of the workbench."""
    return RunOptions(limits=limits, model=model, whole=True, rewrites=MOST_SHOWN)


class PaperRuns:
    """Runs of one process: the model is loaded once, and a frame of a batch gets a run of its own."""

    def __init__(self, options: RunOptions) -> None:
        self.options = options
        self._runs = {"": Run(options, reads_files=True)}

    def run(self, profile: str) -> Run:
        """Return the run for a frame, ``""`` for recognised ones."""
        if profile not in self._runs:
            selection = replace(
                self.options.selection,
                severities=(*profile_of(profile).severities, *self.options.selection.severities),
            )
            self._runs[profile] = Run(replace(self.options, profile=profile, selection=selection))
        return self._runs[profile]

    def close(self) -> None:
        """Stop the reading processes."""
        for run in self._runs.values():
            run.reader.close()


def assess_paper(runs: PaperRuns, job: Job, store: FileStore) -> PaperResult:
    """Assess one file, or unpack an archive into ``store``; never raises for what it holds."""
    run = runs.run(job.profile)
    try:
        sources = find_sources([job.path], limits=run.options.limits)
        if any(not isinstance(item, Source) or item.member is not None for item in sources.items):
            return _unpacked(job, sources.items, sources.skipped, run.options.limits, store)
        return _assessed(run, job)
    except MemoryError:
        raise
    except AssessorError as error:
        return FailedPaper(failure=failure(job.name, error))
    except Exception as error:  # noqa: BLE001 - one paper's crash must not end the worker
        return FailedPaper(failure=crash(job.name, error))


def assess_again(runs: PaperRuns, job: Job) -> DocumentAssessment | InputFailure:
    """Return the whole assessment of a file, for papers and reports that are made of it."""
    run = runs.run(job.profile)
    read = _read(run, job)
    return read if isinstance(read, InputFailure) else run.document(read.extraction)


def _read(run: Run, job: Job) -> Corrected | InputFailure:
    extraction = run.read(Source(name=job.name, path=job.path, mappings=mappings_of(job.mapping)))
    if isinstance(extraction, InputFailure):
        return extraction
    return corrected(extraction, job.corrections)


def _assessed(run: Run, job: Job) -> PaperResult:
    read = _read(run, job)
    if isinstance(read, InputFailure):
        return FailedPaper(failure=read, reading=_tables_read(read))
    document = run.document(read.extraction)
    plain = _document_plain(document, run.model_id)
    contents = plain.pop("submissions")
    return AssessedPaper(
        kind=read.extraction.kind,
        model_id=run.model_id,
        reading=plain,
        submissions=tuple(
            _submission(job.name, one, content)
            for one, content in zip(document.submissions, contents, strict=True)
        ),
        unused=read.unused,
    )


def _document_plain(document: DocumentAssessment, model_id: str) -> dict[str, Any]:
    chunks = assessment_chunks(
        [document], assessor_version=__version__, model_id=model_id, titles=titles()
    )
    plain: dict[str, Any] = json.loads("".join(chunks))["documents"][0]
    return plain


def _tables_read(read: InputFailure) -> dict[str, Any]:
    """Return how the tables of a document were understood that could not be used."""
    if not read.tables:
        return {}
    extraction = Extraction(path=read.path, kind="", form="", tables=read.tables)
    chunks = extraction_chunks([extraction], assessor_version=__version__)
    return {"tables": json.loads("".join(chunks))["documents"][0]["tables"]}


def _submission(
    paper: str, item: SubmissionAssessment, content: dict[str, Any]
) -> AssessedSubmission:
    submission = item.submission
    findings = tuple(_findings(item))
    rows = [row for project in item.projects for row in project.indicators]
    names = tuple(project.name for project in submission.projects if project.name.strip())
    budgets = [budget_of(project) for project in submission.projects]
    known = [amount for amount in budgets if isinstance(amount, float)]
    counts = Counter(finding.severity for finding in findings)
    title = submission.title.strip() or next(iter(names), "") or paper.rsplit("/", 1)[-1]
    searched = (paper, title, submission.organisation or "", *names,
                *(row.indicator.name for row in rows))  # fmt: skip
    return AssessedSubmission(
        title=" ".join(title.split())[:_MOST_TITLE],
        organisation=(submission.organisation or "").strip(),
        year=submission.year,
        profile=submission.profile or "",
        grade=(item.score.grade or "") if item.score is not None else "",
        score=item.score.score if item.score is not None else None,
        money=sum(known) if known else None,
        rows=len(rows),
        weak_rows=sum(row.judgement.weak for row in rows),
        severities={severity.value: counts[severity] for severity in Severity},
        codes="|".join(("", *sorted({finding.code for finding in findings}), "")),
        projects=names,
        search=folded("\n".join(searched))[:_MOST_SEARCHED],
        reading={
            "assessor_version": __version__,
            # Beside content.projects[i].indicators[j]: the columns of its fields.
            "columns": [
                [[[known.value, at] for known, at in row.indicator.columns] for row in p.indicators]
                for p in item.projects
            ],
        },
        content=content,
    )


def _findings(item: SubmissionAssessment) -> Iterator[Finding]:
    yield from item.findings
    for project in item.projects:
        yield from project.findings
        for row in project.indicators:
            yield from row.findings


def _unpacked(
    job: Job,
    items: tuple[Source | InputFailure, ...],
    skipped: tuple[str, ...],
    limits: Limits,
    store: FileStore,
) -> PaperResult:
    """Keep the members of an archive in the file store; one that is an error is told as such."""
    if len(items) == 1 and isinstance(items[0], InputFailure) and items[0].path == str(job.path):
        return FailedPaper(failure=replace(items[0], path=job.name))
    return UnpackedArchive(
        members=tuple(_member(job, item, limits, store) for item in items),
        skipped=tuple(_shown(job, name) for name in skipped),
    )


def _shown(job: Job, name: str) -> str:
    return job.name + name.removeprefix(str(job.path))


def _member(
    job: Job, item: Source | InputFailure, limits: Limits, store: FileStore
) -> UnpackedMember:
    if isinstance(item, InputFailure):
        name = _shown(job, item.path)
        return UnpackedMember(name=name, failure=replace(item, path=name))
    name = _shown(job, item.name)
    assert item.member is not None
    try:
        data = read_member(job.path, item.member, limits=limits, name=job.name)
    except AssessorError as error:
        return UnpackedMember(name=name, failure=failure(name, error, shown=job.name))
    stored = store.put(data)
    return UnpackedMember(name=name, digest=stored.digest, size=stored.size)
