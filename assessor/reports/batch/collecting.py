"""Results in, figures out: every document is counted when it comes and then forgotten."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from assessor.core.assessment import (
    DocumentAssessment,
    IndicatorAssessment,
    InputFailure,
    ProjectAssessment,
    SubmissionAssessment,
)
from assessor.core.finding import Finding, Severity
from assessor.core.located import Located, rows_to_mend
from assessor.reports.batch.figures import (
    GRADES,
    LEAST_ROWS,
    MOST_POINTS,
    MOST_WORK,
    NO_GRADE,
    NO_SECTOR,
    NO_UNIT,
    SCORE_BINS,
    DefectFigures,
    Figures,
    GroupFigures,
    InputFigures,
    Point,
    Record,
    WorkItem,
)
from assessor.reports.batch.intervals import clustered_share, simple_share
from assessor.reports.batch.knowledge import Knowledge
from assessor.reports.batch.names import Names
from assessor.reports.batch.row_records import (
    ProjectRecord,
    RecordStore,
    beside_rows,
    finding_groups,
    row_record,
)
from assessor.reports.batch.tallies import GroupTally, LedgerTally, LevelTally, MoneyTally, ranked
from assessor.reports.finding_words import one_line, project_name
from assessor.reports.versions import NAMES, PROFILES

_URGENT = (Severity.BLOCKER, Severity.MAJOR)
_WORST_SHOWN = 3


@dataclass(frozen=True, slots=True)
class _Work:
    """A project in the order of the worklist; what it is called stands in the store."""

    priority: tuple[float, float]
    number: int
    chance: float
    rows: int
    weak: int
    urgent: int
    budget: float | None


def unit_name(assessment: SubmissionAssessment) -> str:
    """Return the name of the unit on one line, a fixed text where the form has none."""
    return one_line(assessment.submission.organisation or "") or NO_UNIT


class Collector:
    """Counts results one by one; what is shown of rows goes to a store on disk.

    Parameters
    ----------
    store
        Where drill-down rows go, ``None`` for figures alone.
    unit
        Look at this unit alone; ``None`` for all.
    """

    def __init__(
        self, knowledge: Knowledge, *, store: RecordStore | None = None, unit: str | None = None
    ) -> None:
        self._knowledge, self._store, self._unit = knowledge, store, unit
        self.names = Names()
        self._numbers: list[tuple[int, int, int]] = []
        self._counts: Counter[str] = Counter()
        self._grades: Counter[str] = Counter()
        self._scores: list[float] = []
        self._years: set[int] = set()
        self._units: dict[str, GroupTally] = {}
        self._sectors: dict[str, GroupTally] = {}
        self._money, self._levels, self._ledger = MoneyTally(), LevelTally(), LedgerTally()
        self._found: Counter[str] = Counter()
        self._found_in: Counter[str] = Counter()
        self._severities: Counter[Severity] = Counter()
        self._of_code: dict[str, Counter[Severity]] = {}
        self._work: list[_Work] = []
        self._versions: dict[str, dict[str, None]] = {}
        self._crashes: Counter[tuple[str, str]] = Counter()
        self._inputs: list[InputFigures] = []
        self._failures: list[InputFailure] = []

    def add(self, result: DocumentAssessment | InputFailure, *, digest: str = "") -> None:
        """Count one result; ``digest`` is the SHA-256 of its file."""
        if isinstance(result, InputFailure):
            self.names.add_path(result.path)
            self._failures.append(replace(result, tables=()))
            return
        self.names.add_path(result.extraction.path)
        shown = [one for one in result.submissions if self._is_wanted(one)]
        rows = 0
        for submission in shown:
            rows += self._submission(result.extraction.path, submission)
        if shown or self._unit is None:
            self._document(result, len(shown), rows, digest)

    def _is_wanted(self, submission: SubmissionAssessment) -> bool:
        name = unit_name(submission)
        self.names.add_unit(name)
        for project in submission.projects:
            self.names.add_project(project_name(project.project))
        return self._unit is None or name == self._unit

    def _document(
        self, result: DocumentAssessment, submissions: int, rows: int, digest: str
    ) -> None:
        extraction = result.extraction
        self._counts["documents"] += 1
        self._inputs.append(
            InputFigures(
                path=extraction.path,
                kind=extraction.kind,
                digest=digest,
                confidence=extraction.confidence,
                submissions=submissions,
                rows=rows,
                rejected=len(extraction.rejected),
                remarks=(*extraction.confidence_reasons, *extraction.notices),
            )
        )

    def _submission(self, path: str, submission: SubmissionAssessment) -> int:
        number = self._counts["submissions"]
        self._counts["submissions"] += 1
        self._levels.start()
        self._ledger.add(submission.ledger)
        self._score(submission)
        whole, of_projects, of_rows = finding_groups(submission)
        found = [one.finding for one in whole]
        sums = [0, 0, 0]
        for index, project in enumerate(submission.projects):
            beside = of_projects.get(index, [])
            if index == 0:
                beside = [*whole, *beside]
            rows = [of_rows.get(id(row), []) for row in project.indicators]
            found.extend(one.finding for one in of_projects.get(index, []))
            found.extend(one.finding for located in rows for one in located)
            counted = self._project(path, number, submission, project, beside, rows)
            sums = [a + b for a, b in zip(sums, counted, strict=True)]
        self._findings(found)
        self._numbers.append((sums[0], sums[1], sums[2]))
        return sums[0]

    def _score(self, submission: SubmissionAssessment) -> None:
        score = submission.score
        self._grades[(score.grade if score else None) or NO_GRADE] += 1
        if submission.submission.year is not None:
            self._years.add(submission.submission.year)
        if score is None:
            return
        if score.score is not None:
            self._scores.append(score.score)
            self._group(self._units, unit_name(submission)).scores[
                self._counts["submissions"] - 1
            ] = score.score
        for name, version in score.versions:
            self._versions.setdefault(name, {}).setdefault(version)

    def _findings(self, found: Sequence[Finding]) -> None:
        for finding in found:
            self._found[finding.code] += 1
            self._severities[finding.severity] += 1
            self._of_code.setdefault(finding.code, Counter())[finding.severity] += 1
        self._found_in.update({finding.code for finding in found})

    def _project(
        self,
        path: str,
        number: int,
        submission: SubmissionAssessment,
        project: ProjectAssessment,
        beside: Sequence[Located],
        rows: Sequence[Sequence[Located]],
    ) -> tuple[int, int, int]:
        unit, name = unit_name(submission), project_name(project.project)
        budget = self._knowledge.budget_of(project.project)
        titles = self._knowledge.titles
        weak = sum(row.judgement.weak for row in project.indicators)
        urgent = rows_to_mend(project)
        size = len(project.indicators)
        self._counts["projects"] += 1
        self._money.add(budget, rows=size, weak=weak)
        sector = self._knowledge.sector_of("" if unit == NO_UNIT else unit, project.project.name)
        for groups, key in ((self._units, unit), (self._sectors, sector or NO_SECTOR)):
            self._group(groups, key).add(number, budget=budget, rows=size, weak=weak, urgent=urgent)
        for row in project.indicators:
            self._row(row)
        self._keep(
            ProjectRecord(
                unit=unit,
                project=name,
                year=submission.submission.year,
                path=path,
                budget=budget,
                score=submission.score.score if submission.score else None,
                grade=submission.score.grade if submission.score else None,
                findings=beside_rows(beside, titles),
                rows=tuple(
                    row_record(row, located, titles)
                    for row, located in zip(project.indicators, rows, strict=True)
                ),
            ),
            weak=weak,
            urgent=urgent,
        )
        return size, weak, urgent

    @staticmethod
    def _group(groups: dict[str, GroupTally], key: str) -> GroupTally:
        return groups.setdefault(key, GroupTally())

    def _row(self, row: IndicatorAssessment) -> None:
        indicator = row.indicator
        self._levels.add(
            self._knowledge.types_of(indicator.level1, indicator.level2),
            row.judgement.level,
            is_misplaced=row.judgement.level_mismatch,
        )
        self._counts["set_aside"] += row.set_aside
        self._crashes.update((failure.code, failure.reason) for failure in row.failures)

    def _keep(self, record: ProjectRecord, *, weak: int, urgent: int) -> None:
        if self._store is None:
            return
        chance = sum(row.chance for row in record.rows) / len(record.rows) if record.rows else 0.0
        number = self._store.add(record)
        self._work.append(
            _Work(
                priority=(
                    -1.0 if record.budget is None else record.budget * chance,
                    chance * len(record.rows),
                ),
                number=number,
                chance=chance,
                rows=len(record.rows),
                weak=weak,
                urgent=urgent,
                budget=record.budget,
            )
        )

    def work_order(self) -> tuple[int, ...]:
        """Return the numbers of all records, most urgent first (money x probability)."""
        return tuple(work.number for work in self._sorted_work())

    def _sorted_work(self) -> list[_Work]:
        return sorted(
            self._work, key=lambda work: (-work.priority[0], -work.priority[1], work.number)
        )

    def figures(
        self, *, assessor_version: str, model_id: str, made_at: str, skipped: int = 0
    ) -> Figures:
        """Return the figures of everything counted so far.

        Parameters
        ----------
        made_at
            When the report is made, as it is to be printed.
        skipped
            Files of folders that are no documents.
        """
        rows, weak, urgent = ([line[i] for line in self._numbers] for i in range(3))
        submissions = self._counts["submissions"]
        to_do = [work for work in self._sorted_work() if work.weak or work.urgent]
        points = [work for work in self._sorted_work() if work.budget is not None and work.rows]
        return Figures(
            documents=self._counts["documents"],
            submissions=submissions,
            projects=self._counts["projects"],
            rows=sum(rows),
            units=sum(name != NO_UNIT for name in self._units),
            years=tuple(sorted(self._years)),
            weak=clustered_share(weak, rows),
            urgent=clustered_share(urgent, rows),
            grades=tuple((g, simple_share(self._grades[g], submissions)) for g in GRADES),
            scores=_binned(self._scores),
            mean_score=sum(self._scores) / len(self._scores) if self._scores else None,
            money=self._money.money(),
            defects=tuple(self._defects(submissions)),
            severities=tuple((one.chinese, self._severities[one]) for one in Severity),
            levels=self._levels.matrix(),
            by_unit=_groups(self._units, NO_UNIT),
            by_sector=_groups(self._sectors, NO_SECTOR),
            worklist=tuple(self._items(to_do[:MOST_WORK])),
            work_total=len(to_do),
            points=tuple(self._points(points[:MOST_POINTS])),
            points_total=len(points),
            unit=self._unit or "",
            record=Record(
                assessor_version=assessor_version,
                model_id=model_id,
                made_at=made_at,
                versions=tuple(
                    (NAMES.get(name, name), "、".join(PROFILES.get(v, v) for v in found))
                    for name, found in self._versions.items()
                ),
                checks=self._ledger.figures(dict(self._knowledge.titles)),
                row_failures=tuple(
                    (code, self._knowledge.titles.get(code, ""), count)
                    for (code, _), count in self._crashes.most_common()
                ),
                inputs=tuple(self._inputs),
                failures=tuple(self._failures),
                skipped=skipped,
                set_aside=self._counts["set_aside"],
            ),
        )

    def _defects(self, submissions: int) -> Iterator[DefectFigures]:
        for code, count in sorted(self._found.items(), key=lambda item: (-item[1], item[0])):
            usual = self._of_code[code].most_common(1)[0][0]
            yield DefectFigures(
                code=code,
                title=self._knowledge.titles.get(code, ""),
                severity=usual.chinese,
                findings=count,
                submissions=simple_share(self._found_in[code], submissions),
            )

    def _items(self, works: Sequence[_Work]) -> Iterator[WorkItem]:
        assert self._store is not None
        records = self._store.records([work.number for work in works])
        for number, (work, record) in enumerate(zip(works, records, strict=True), 1):
            worst = sorted(record.rows, key=lambda row: -row.chance)
            yield WorkItem(
                number=number,
                unit=record.unit,
                project=record.project,
                path=record.path,
                budget=record.budget,
                rows=work.rows,
                weak=work.weak,
                urgent=work.urgent,
                probability=work.chance,
                priority=None if record.budget is None else record.budget * work.chance,
                worst=tuple(
                    one_line(row.name) for row in worst if row.weak or row.worst in _URGENT
                )[:_WORST_SHOWN],
            )

    def _points(self, works: Sequence[_Work]) -> Iterator[Point]:
        assert self._store is not None
        for work, record in zip(
            works, self._store.records([work.number for work in works]), strict=True
        ):
            yield Point(
                budget=record.budget or 0.0,
                weak=work.weak / work.rows,
                rows=work.rows,
                unit=record.unit,
                project=record.project,
            )


def _groups(groups: dict[str, GroupTally], nameless: str) -> tuple[GroupFigures, ...]:
    return ranked(
        [
            group.figures(name, least=LEAST_ROWS, nameless=name == nameless)
            for name, group in groups.items()
        ]
    )


def _binned(scores: Sequence[float]) -> tuple[int, ...]:
    """Count scores per bin; the last bin holds its upper end."""
    counts = [0] * (len(SCORE_BINS) - 1)
    for score in scores:
        place = sum(score >= edge for edge in SCORE_BINS[1:-1])
        counts[place] += 1
    return tuple(counts)
