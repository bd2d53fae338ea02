"""One call of ``assessor check`` while it runs: its results, and what decides its status."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from assessor.apps.cli import options
from assessor.apps.cli.assessed_inputs import assessed
from assessor.apps.cli.progress import watched
from assessor.apps.cli.talk import say_failure, say_reading
from assessor.core.assessment import DocumentAssessment, IndicatorAssessment, InputFailure
from assessor.core.finding import Finding, Severity
from assessor.core.submission import Extraction

if TYPE_CHECKING:
    from assessor.pipeline.running import AssessedRow, Run
    from assessor.pipeline.sources import Sources
    from assessor.sifting.sifter import Sifter

T = TypeVar("T")
NOT_USED, FOUND, FINE = 2, 1, 0


@dataclass(slots=True)
class Seen:
    """What decides the exit status."""

    failed: bool = False
    worst: Severity | None = None
    known_before: bool = False
    several_before: bool = False

    def row(self, row: IndicatorAssessment) -> None:
        """Note the findings of a row."""
        self.findings(row.findings)

    def findings(self, findings: Iterable[Finding]) -> None:
        """Note findings."""
        for finding in findings:
            if self.worst is None or finding.severity.rank < self.worst.rank:
                self.worst = finding.severity

    def status(self, fail_on: str) -> int:
        """Return the exit status."""
        if self.failed:
            return NOT_USED
        if fail_on == options.NEVER or self.worst is None:
            return FINE
        return FOUND if self.worst.rank <= Severity(fail_on).rank else FINE


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """What stays the same during a call, and what is seen on the way."""

    run: "Run"
    sources: "Sources"
    sifter: "Sifter"
    jobs: int
    output: Path | None
    titles: dict[str, str]
    fail_on: str
    has_bar: bool
    seen: Seen

    def results(self, *, tell: bool) -> Iterator[DocumentAssessment | InputFailure]:
        """Assess all inputs; ``tell`` writes failures and doubts to standard error too."""
        for result in self._watched(assessed(self.run, self.sources, jobs=self.jobs)):
            if isinstance(result, InputFailure):
                self.seen.failed = True
                if tell:
                    say_failure(result)
                yield result
                continue
            if tell:
                say_reading(result.extraction)
            self._look_back(result.extraction)
            document = self.sifter.document(result)
            self.seen.findings(_findings(document))
            yield document

    def rows(self) -> Iterator["AssessedRow"]:
        """Assess all inputs row by row; failures and doubts go to standard error."""
        from assessor.pipeline.running import rows_in_input_order, stream_rows

        if self.jobs > 1:
            for document in self.results(tell=True):
                if not isinstance(document, InputFailure):
                    yield from rows_in_input_order(document)
            return
        items = self._watched(iter(self.sources.items))
        for event in stream_rows(self.run, items):
            if isinstance(event, InputFailure):
                self.seen.failed = True
                self.sifter.failed(event.path)
                say_failure(event)
            elif isinstance(event, Extraction):
                say_reading(event)
                self._look_back(event)
                self.sifter.begin(event)
            else:
                row = self.sifter.row(event.row, submission=event.submission, project=event.project)
                self.seen.row(row)
                yield event if row is event.row else replace(event, row=row)

    def _look_back(self, extraction: Extraction) -> None:
        """Remember whether any project stands in last year's submission."""
        from assessor.pipeline.history import Match

        match = self.run.history.match_any(extraction)
        self.seen.known_before |= match is Match.ONE
        self.seen.several_before |= match is Match.SEVERAL

    def _watched(self, items: Iterator[T]) -> Iterator[T]:
        return watched(items, total=len(self.sources.items), what="正在检查", wanted=self.has_bar)


def _findings(document: DocumentAssessment) -> Iterator[Finding]:
    for submission in document.submissions:
        yield from submission.findings
        for project in submission.projects:
            yield from project.findings
            for row in project.indicators:
                yield from row.findings
