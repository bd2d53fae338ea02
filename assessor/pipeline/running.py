"""Extractions become assessments, with all that stays the same over a run in one place."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from assessor import __version__
from assessor.assessing import Assessor
from assessor.assessing_submissions import SubmissionAssessor, unlinked
from assessor.checks.finding_ids import with_own_ids
from assessor.checks.selection import Selection
from assessor.classifiers.artefact import load_artefact, shipped_artefact
from assessor.core.assessment import (
    Assessment,
    DocumentAssessment,
    IndicatorAssessment,
    InputFailure,
    SubmissionAssessment,
)
from assessor.core.limits import Limits
from assessor.core.rewrite import MOST_SHOWN
from assessor.core.submission import Extraction, Indicator, Project, Submission
from assessor.errors import ConfigError, InputError
from assessor.indicators.values import join_value
from assessor.pipeline.history import History
from assessor.pipeline.isolation import IsolatedReader
from assessor.pipeline.sources import ReadOptions, Source, Sources, crash
from assessor.policy.own_files import OwnFiles, own_files, use_own_files

if TYPE_CHECKING:
    from assessor.pipeline.rewriting import Place, Rewriting


@dataclass(frozen=True, slots=True, kw_only=True)
class RunOptions:
    """What a caller may choose; small and picklable, so that every process builds the same run.

    Attributes
    ----------
    model
        Folder of a trained model, ``None`` for the shipped one.
    profile
        Taxonomy frame that replaces the recognised one, ``None`` to recognise it.
    whole
        Look at whole submissions too, not at rows alone.
    as_submission
        A row file is one whole submission.
    history, approved
        What was read from files with last year's and with the approved targets.
    rewrites
        Most rewrites for a weak row; 0 = none, at no cost.
    own
        The user's profiles, word lists and checks, by default those in force.

    Raises
    ------
    ConfigError
        ``config.option``: ``rewrites`` is out of range.
    """

    selection: Selection = Selection()
    model: Path | None = None
    profile: str | None = None
    limits: Limits = Limits()
    whole: bool = True
    as_submission: bool = False
    history: tuple[Submission, ...] = ()
    approved: tuple[Submission, ...] = ()
    rewrites: int = 0
    own: OwnFiles = field(default_factory=own_files)

    def __post_init__(self) -> None:
        if not 0 <= self.rewrites <= MOST_SHOWN:
            raise ConfigError(
                f"每条指标的修改建议不能是 {self.rewrites} 条",
                hint=f"可用 0 到 {MOST_SHOWN} 的整数。",
                code="config.option",
            )


class Run:
    """A loaded model with checks and options, ready to assess any number of inputs.

    Parameters
    ----------
    reads_files
        Files will be read: their process starts while the model is being loaded.
    """

    def __init__(self, options: RunOptions | None = None, *, reads_files: bool = False) -> None:
        options = RunOptions() if options is None else options
        self.options = options
        use_own_files(options.own)
        self.reader = IsolatedReader(ReadOptions(limits=options.limits))
        if reads_files:
            self.reader.start()
        artefact = load_artefact(options.model) if options.model else shipped_artefact()
        self.assessor = Assessor.of(artefact=artefact, selection=options.selection)
        self.submissions = SubmissionAssessor.of(
            self.assessor,
            selection=options.selection,
            history=options.history,
            approved=options.approved,
        )
        self.history = History.of(options.history)
        self._rewriting = self._new_rewriting()

    def _new_rewriting(self) -> "Rewriting | None":
        if not self.options.rewrites:
            return None
        # Patterns and ranking model are for runs that show rewrites.
        from assessor.pipeline.rewriting import Rewriting  # noqa: PLC0415

        return Rewriting.of(
            self.assessor,
            most=self.options.rewrites,
            history=self.history,
            model=self.options.model,
        )

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
        assessed = self.placed(_places(extraction), is_list=_is_list(extraction))
        return DocumentAssessment(
            extraction=extraction,
            submissions=tuple(
                self._submission(submission, assessed, rows_only=extraction.form == "row-file")
                for submission in extraction.submissions
            ),
        )

    def _submission(
        self, submission: Submission, assessed: Iterator[IndicatorAssessment], *, rows_only: bool
    ) -> SubmissionAssessment:
        rows = tuple(
            tuple(islice(assessed, len(project.indicators))) for project in submission.projects
        )
        if not self.options.whole:
            projects = unlinked(submission, rows)
            return SubmissionAssessment(submission=submission, projects=projects)
        if rows_only and not self.options.as_submission:
            return self.submissions.rows_only(submission, rows)
        return self.submissions.assess(submission, rows)

    def placed(
        self, places: "Sequence[Place]", *, is_list: bool = False
    ) -> Iterator[IndicatorAssessment]:
        """Assess rows of one document and, if the run is asked for them, add rewrites.

        Parameters
        ----------
        is_list
            The document is a row file.
        """
        rows = self.assessor.assess(indicator for _, _, indicator in places)
        rows = with_own_ids(places, rows)
        if self._rewriting is None:
            return rows
        return self._rewriting.in_document(rows, places, is_list=is_list)

    def unplaced(self, rows: Iterable[Indicator]) -> Iterator[IndicatorAssessment]:
        """Assess rows of which nothing else is known and, as above, add rewrites."""
        assessed = self.assessor.assess(rows)
        return assessed if self._rewriting is None else self._rewriting.alone(assessed)

    def assess(self, source: Source | InputFailure) -> DocumentAssessment | InputFailure:
        """Read and assess one source; never raises for what the source holds."""
        extraction = self.read(source)
        if isinstance(extraction, InputFailure):
            return extraction
        try:
            return self.document(extraction)
        except Exception as error:  # noqa: BLE001 - one input's crash must not end the run
            return crash(extraction.path, error)


def _places(extraction: Extraction) -> "list[Place]":
    return [
        (submission, project, indicator)
        for submission in extraction.submissions
        for project in submission.projects
        for indicator in project.indicators
    ]


def _is_list(extraction: Extraction) -> bool:
    return extraction.form == "row-file"


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
    if _is_list(document.extraction):
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
    places = _places(extraction)
    if _is_list(extraction):
        places.sort(key=lambda place: place[2].origin.line or 0)
    try:
        assessed = run.placed(places, is_list=_is_list(extraction))
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


_PLACES = ("origin", "columns")
_TEXT_FIELDS = tuple(part.name for part in fields(Indicator) if part.name not in _PLACES)
_NEEDED = ("name", "value")
_HALVES = re.compile(r"[\ud800-\udfff]")


def assess_rows(
    run: Run, rows: Iterable[Indicator | Mapping[str, object]]
) -> Iterator[IndicatorAssessment]:
    """Assess rows as they come; memory stays flat for any number of rows.

    Raises
    ------
    InputError
        ``input.row-columns``: a mapping has no ``name`` or ``value``, or a field is no text or
        cannot be written out.
    """
    return run.unplaced(indicator_of(row, number) for number, row in enumerate(rows, 1))


def indicator_of(row: Indicator | Mapping[str, object], number: int) -> Indicator:
    """Return a row of the caller as an indicator; other keys (project ...) are ignored."""
    if isinstance(row, Indicator):
        _check_text(number, {key: getattr(row, key) for key in _TEXT_FIELDS})
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
    _check_text(number, texts)
    sign, unit = texts.get("sign", ""), texts.get("unit", "")
    for key in ("value", "cycle_value"):
        texts[key] = join_value(sign=sign, value=texts.get(key, ""), unit=unit)
    texts["id"] = texts.get("id") or str(number)
    return replace(Indicator(id="", name="", value=""), **texts)  # type: ignore[arg-type]


def is_broken(text: str) -> bool:
    """Tell whether a text holds half characters, which cannot be written out."""
    return _HALVES.search(text) is not None


def _check_text(number: int, texts: Mapping[str, object]) -> None:
    for key, text in texts.items():
        if not isinstance(text, str):
            raise _row_error(number, f"字段 {key} 应是文字，读到的是 {type(text).__name__}")
        if is_broken(text):
            raise _row_error(number, f"字段 {key} 中有无法识别的字符（编码不对）")


def _text(value: str | float) -> str:
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def _row_error(number: int, what: str) -> InputError:
    return InputError(
        f"第 {number} 行：{what}",
        hint="每行应为一个字典，至少含 name（指标名称）和 value（指标值）。",
        code="input.row-columns",
    )
