"""Drill-down: projects with their rows, kept in a temporary file so that memory stays flat."""

import pickle
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from assessor.core.assessment import IndicatorAssessment, SubmissionAssessment
from assessor.core.finding import Finding, Severity
from assessor.core.located import Located, located_findings
from assessor.core.submission import Field, Indicator
from assessor.reports.batch.defect_chance import defect_chance
from assessor.reports.finding_words import where
from assessor.reports.places import FIELD_NAMES, place_name

_IN_MEMORY = 16_000_000
_SHOWN = (Field.LEVEL1, Field.LEVEL2, Field.NAME, Field.VALUE)
_LONGEST = 2_000


@dataclass(frozen=True, slots=True, kw_only=True)
class TextMark:
    """Characters of a text to be underlined, with the severity that decides the colour."""

    start: int
    end: int
    severity: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldText:
    """A printed field with its marks."""

    label: str
    text: str
    marks: tuple[TextMark, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingRecord:
    """A finding in words; ``place`` names the field, or the place outside of rows."""

    code: str
    title: str
    severity: Severity
    place: str
    message: str
    hint: str
    probability: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RowRecord:
    """One indicator as the report shows it; ``rewrite`` holds the first proposal, one row a line.

    Attributes
    ----------
    set_aside
        How many of its findings are dismissed or known, and therefore not shown.
    """

    place: str
    level1: str
    level2: str
    name: str
    value: str
    texts: tuple[FieldText, ...]
    judged: str | None
    weak: bool
    chance: float
    score: float | None
    findings: tuple[FindingRecord, ...]
    rewrite: tuple[str, ...]
    questions: tuple[str, ...]
    set_aside: int = 0

    @property
    def is_open(self) -> bool:
        """Whether something is left to do: a weak row with all points dismissed is settled."""
        return bool(self.findings) or (self.weak and not self.set_aside)

    @property
    def worst(self) -> Severity | None:
        """The gravest severity among its findings."""
        return min((f.severity for f in self.findings), key=lambda s: s.rank, default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectRecord:
    """A project with what is said of it and of its rows."""

    unit: str
    project: str
    year: int | None
    path: str
    budget: float | None
    score: float | None
    grade: str | None
    findings: tuple[FindingRecord, ...]
    rows: tuple[RowRecord, ...]


class RecordStore:
    """Project records on disk, read back in any order.

    Close it, or use it as a context manager: the temporary file goes with it.
    """

    def __init__(self) -> None:
        self._file = tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115 - closed by close
        self._places: list[int] = []

    def __enter__(self) -> "RecordStore":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __len__(self) -> int:
        return len(self._places)

    def add(self, record: ProjectRecord) -> int:
        """Keep a record and return its number."""
        self._file.seek(0, 2)
        self._places.append(self._file.tell())
        pickle.dump(record, self._file, protocol=pickle.HIGHEST_PROTOCOL)
        return len(self._places) - 1

    def records(self, numbers: Sequence[int] | None = None) -> Iterator[ProjectRecord]:
        """Yield records one by one, all of them in the order of the inputs or those wanted."""
        for number in range(len(self)) if numbers is None else numbers:
            self._file.seek(self._places[number])
            record = pickle.load(self._file)
            assert isinstance(record, ProjectRecord)
            yield record

    def close(self) -> None:
        """Remove the temporary file."""
        self._file.close()


def finding_groups(
    assessment: SubmissionAssessment,
) -> tuple[list[Located], dict[int, list[Located]], dict[int, list[Located]]]:
    """Return the findings of the whole, of projects by number, and of rows.

    Rows are told apart by the identity of their values: ids of a row file may occur twice.
    """
    whole: list[Located] = []
    projects: dict[int, list[Located]] = {}
    rows: dict[int, list[Located]] = {}
    for one in located_findings(assessment):
        if one.number is None:
            whole.append(one)
        elif one.row is None:
            projects.setdefault(one.number, []).append(one)
        else:
            rows.setdefault(id(one.row), []).append(one)
    return whole, projects, rows


def beside_rows(located: Sequence[Located], titles: Mapping[str, str]) -> tuple[FindingRecord, ...]:
    """Return findings that stand at no row."""
    return tuple(_finding(one.finding, where(one), titles) for one in located)


def row_record(
    row: IndicatorAssessment, located: Sequence[Located], titles: Mapping[str, str]
) -> RowRecord:
    """Return one row in words."""
    indicator = row.indicator
    findings = tuple(one.finding for one in located)
    first = row.rewrites.shown[0] if row.rewrites.shown else None
    rewritten = () if first is None else (first.row, *first.further)
    return RowRecord(
        place=place_name(indicator.origin),
        level1=indicator.level1,
        level2=indicator.level2,
        name=indicator.name,
        value=indicator.value,
        texts=_texts(indicator, findings),
        judged=row.judgement.level,
        weak=row.judgement.weak,
        chance=defect_chance(row.judgement),
        score=row.score,
        findings=tuple(_finding(one, FIELD_NAMES.get(one.field, ""), titles) for one in findings),
        rewrite=tuple(
            f"{line.level2 or line.level1 or '（级次不变）'}：{line.name}：{line.value}"
            for line in rewritten
        ),
        questions=() if first is None else tuple(slot.question for slot in first.slots),
        set_aside=row.set_aside,
    )


def _texts(indicator: Indicator, findings: Sequence[Finding]) -> tuple[FieldText, ...]:
    marks: dict[Field, list[TextMark]] = {}
    for finding in findings:
        marks.setdefault(finding.field, [])
        if finding.end > finding.start:
            mark = TextMark(start=finding.start, end=finding.end, severity=finding.severity.value)
            marks[finding.field].append(mark)
    fields = (*_SHOWN, *(field for field in marks if field not in _SHOWN))
    return tuple(
        FieldText(
            label=FIELD_NAMES.get(field, ""),
            text=_text(indicator, field),
            marks=tuple(marks.get(field, ())),
        )
        for field in fields
        if field in (Field.NAME, Field.VALUE) or _text(indicator, field) or marks.get(field)
    )


def _text(indicator: Indicator, field: Field) -> str:
    text = getattr(indicator, field.value, "")
    return text[:_LONGEST] if isinstance(text, str) else ""


def _finding(finding: Finding, place: str, titles: Mapping[str, str]) -> FindingRecord:
    return FindingRecord(
        code=finding.code,
        title=titles.get(finding.code, ""),
        severity=finding.severity,
        place=place,
        message=finding.message,
        hint=finding.hint,
        probability=finding.probability,
    )
