"""Extractions become assessments, with all that stays the same over a run in one place."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, replace
from pathlib import Path

from assessor import __version__
from assessor.assessing import Assessor
from assessor.checks.selection import Selection
from assessor.classifiers.artefact import load_artefact, shipped_artefact
from assessor.core.assessment import (
    Assessment,
    DocumentAssessment,
    IndicatorAssessment,
    InputFailure,
    ProjectAssessment,
    SubmissionAssessment,
)
from assessor.core.limits import Limits
from assessor.core.submission import Extraction, Indicator, Project, Submission
from assessor.errors import InputError
from assessor.indicators.values import join_value
from assessor.pipeline.isolation import IsolatedReader
from assessor.pipeline.sources import ReadOptions, Source, Sources, crash


@dataclass(frozen=True, slots=True, kw_only=True)
class RunOptions:
    """What a caller may choose; small and picklable, so that every process builds the same run.

    Attributes
    ----------
    model
        Folder of a trained model, ``None`` for the shipped one.
    profile
        Taxonomy frame that replaces the recognised one, ``None`` to recognise it.
    """

    selection: Selection = Selection()
    model: Path | None = None
    profile: str | None = None
    limits: Limits = Limits()


class Run:
    """A loaded model with checks and options, ready to assess any number of inputs.

    Parameters
    ----------
    reads_files
        Files will be read: their process starts while the model is being loaded.
    """

    def __init__(self, options: RunOptions = RunOptions(), *, reads_files: bool = False) -> None:
        self.options = options
        self.reader = IsolatedReader(ReadOptions(limits=options.limits))
        if reads_files:
            self.reader.start()
        artefact = load_artefact(options.model) if options.model else shipped_artefact()
        self.assessor = Assessor.of(artefact=artefact, selection=options.selection)

    @property
    def model_id(self) -> str:
        """Id of the model that judges."""
        return self.assessor.artefact.model_id

    def read(self, source: Source | InputFailure) -> Extraction | InputFailure:
        """Read one source under the run's limits and profile, in the reading process."""
        extraction = self.reader.read(source)
        if isinstance(extraction, InputFailure) or self.options.profile is None:
            return extraction
        submissions = tuple(
            replace(submission, profile=self.options.profile)
            for submission in extraction.submissions
        )
        return replace(extraction, submissions=submissions)

    def document(self, extraction: Extraction) -> DocumentAssessment:
        """Assess everything that one document gave."""
        rows = (row for project in _projects(extraction) for row in project.indicators)
        assessed = self.assessor.assess(rows)
        return DocumentAssessment(
            extraction=extraction,
            submissions=tuple(
                SubmissionAssessment(
                    submission=submission,
                    projects=tuple(_assessed(project, assessed) for project in submission.projects),
                )
                for submission in extraction.submissions
            ),
        )

    def assess(self, source: Source | InputFailure) -> DocumentAssessment | InputFailure:
        """Read and assess one source; never raises for what the source holds."""
        extraction = self.read(source)
        if isinstance(extraction, InputFailure):
            return extraction
        try:
            return self.document(extraction)
        except Exception as error:  # noqa: BLE001 - one input's crash must not end the run
            return crash(extraction.path, error)


def _projects(extraction: Extraction) -> Iterator[Project]:
    for submission in extraction.submissions:
        yield from submission.projects


def _assessed(project: Project, rows: Iterator[IndicatorAssessment]) -> ProjectAssessment:
    return ProjectAssessment(
        project=project, indicators=tuple(next(rows) for _ in project.indicators)
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class AssessedRow:
    """One row with where it stands, for outputs that are written row by row."""

    path: str
    submission: Submission
    project: Project
    row: IndicatorAssessment


def rows_in_input_order(document: DocumentAssessment) -> Iterator[AssessedRow]:
    """Yield the rows of an assessed document as they stand in the file."""
    rows = [
        AssessedRow(
            path=document.extraction.path,
            submission=submission.submission,
            project=project.project,
            row=row,
        )
        for submission in document.submissions
        for project in submission.projects
        for row in project.indicators
    ]
    if document.extraction.form == "row-file":
        # Rows of one project need not stand together in a row file.
        rows.sort(key=lambda row: row.row.indicator.origin.line or 0)
    yield from rows


def stream_rows(
    run: Run, items: Iterable[Source | InputFailure]
) -> Iterator[AssessedRow | Extraction | InputFailure]:
    """Yield for each input its extraction, then its rows one by one, or its failure.

    At no time are more than one document and one batch of assessed rows in memory.
    """
    for item in items:
        extraction = run.read(item)
        yield extraction
        if isinstance(extraction, Extraction):
            yield from _stream_extraction(run, extraction)


def _stream_extraction(run: Run, extraction: Extraction) -> Iterator[AssessedRow | InputFailure]:
    places = [
        (submission, project, indicator)
        for submission in extraction.submissions
        for project in submission.projects
        for indicator in project.indicators
    ]
    if extraction.form == "row-file":
        places.sort(key=lambda place: place[2].origin.line or 0)
    try:
        assessed = run.assessor.assess(indicator for _, _, indicator in places)
        for (submission, project, _), row in zip(places, assessed, strict=True):
            yield AssessedRow(path=extraction.path, submission=submission, project=project, row=row)
    except Exception as error:  # noqa: BLE001 - one input's crash must not end the run
        yield crash(extraction.path, error)


def assess_sources(run: Run, sources: Sources) -> Iterator[DocumentAssessment | InputFailure]:
    """Yield one result per input, in input order, each as soon as it is ready."""
    for item in sources.items:
        yield run.assess(item)


def assessment(model_id: str, results: Iterable[DocumentAssessment | InputFailure]) -> Assessment:
    """Gather results into one value."""
    documents: list[DocumentAssessment] = []
    errors: list[InputFailure] = []
    for result in results:
        if isinstance(result, InputFailure):
            errors.append(result)
        else:
            documents.append(result)
    return Assessment(
        assessor_version=__version__,
        model_id=model_id,
        documents=tuple(documents),
        errors=tuple(errors),
    )


_TEXT_FIELDS = tuple(field.name for field in fields(Indicator) if field.name != "origin")
_NEEDED = ("name", "value")


def assess_rows(
    run: Run, rows: Iterable[Indicator | Mapping[str, object]]
) -> Iterator[IndicatorAssessment]:
    """Assess rows as they come; memory stays flat for any number of rows.

    Raises
    ------
    InputError
        ``input.row-columns``: a mapping has no ``name`` or ``value``, or a field is no text.
    """
    return run.assessor.assess(indicator_of(row, number) for number, row in enumerate(rows, 1))


def indicator_of(row: Indicator | Mapping[str, object], number: int) -> Indicator:
    """Return a row of the caller as an indicator; other keys (project ...) are ignored."""
    if isinstance(row, Indicator):
        return row
    if not isinstance(row, Mapping):
        raise _row_error(number, f"应是字典或 Indicator，读到的是 {type(row).__name__}")
    missing = [key for key in _NEEDED if key not in row]
    if missing:
        raise _row_error(number, f"缺少字段 {'、'.join(missing)}")
    texts: dict[str, str] = {}
    for key in _TEXT_FIELDS:
        value = row.get(key)
        if value is None:
            continue
        if isinstance(value, bool) or not isinstance(value, str | int | float):
            raise _row_error(number, f"字段 {key} 应是文字或数字，读到的是 {type(value).__name__}")
        texts[key] = _text(value).strip()
    sign, unit = texts.get("sign", ""), texts.get("unit", "")
    for key in ("value", "cycle_value"):
        texts[key] = join_value(sign=sign, value=texts.get(key, ""), unit=unit)
    texts["id"] = texts.get("id") or str(number)
    return replace(Indicator(id="", name="", value=""), **texts)  # type: ignore[arg-type]


def _text(value: str | float) -> str:
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def _row_error(number: int, what: str) -> InputError:
    return InputError(
        f"第 {number} 行：{what}",
        hint="每行应为一个字典，至少含 name（指标名称）和 value（指标值）。",
        code="input.row-columns",
    )
