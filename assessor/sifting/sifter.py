"""Walk over what was found and set aside what is dismissed or known."""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from assessor.core.assessment import (
    DocumentAssessment,
    IndicatorAssessment,
    ProjectAssessment,
    SubmissionAssessment,
)
from assessor.core.finding import Finding
from assessor.core.fingerprint import FindingContent, content_of, fingerprint_of
from assessor.core.ledger import Outcome
from assessor.core.located import Located, located_findings
from assessor.core.rewrite import Rewrites
from assessor.core.sifted import IgnoredFinding, Sifted
from assessor.core.submission import Extraction, Project, Submission
from assessor.sifting.baseline import Baseline, BaselineMatcher, KnownFinding
from assessor.sifting.comment_suppressions import CommentOrder, CommentOrders
from assessor.sifting.file_names import relative_name
from assessor.sifting.file_patterns import is_nowhere
from assessor.sifting.same_things import shortened
from assessor.sifting.suppression import Suppression, covers_project


@dataclass(frozen=True, slots=True, kw_only=True)
class SiftOptions:
    """What a run sets aside.

    Attributes
    ----------
    suppressions_from, baseline_at
        Folders from which the names of files are seen.
    records
        Remember all findings, to write a baseline of them.
    today
        The day for dismissals that end.
    codes
        All codes there are.
    ran
        Codes of the checks that this run makes.
    is_partial
        Only some files of the user's are looked at: nothing is called unused.
    """

    suppressions: tuple[Suppression, ...] = ()
    suppressions_from: Path = Path()
    baseline: Baseline | None = None
    baseline_at: Path = Path()
    records: bool = False
    today: date
    codes: frozenset[str]
    ran: frozenset[str]
    is_partial: bool = False


class Sifter:
    """Sets findings aside while results pass through, and tells afterwards what became of them.

    Parameters
    ----------
    paths
        Names of all inputs of the run.
    """

    def __init__(self, options: SiftOptions, *, paths: Sequence[str] = ()) -> None:
        self.options = options
        self._active = tuple(
            item for item in options.suppressions if not item.is_expired(options.today)
        )
        self.matcher = (
            BaselineMatcher(options.baseline, present={self._file(path) for path in paths})
            if options.baseline is not None
            else None
        )
        self._known: Counter[str] = Counter()
        self._ignored: list[IgnoredFinding] = []
        self._used: set[int] = set()
        self._met: set[int] = set()
        self._met_files: set[int] = set()
        self._paths = tuple(paths)
        self._remarks: list[str] = []
        self._found: dict[str, dict[str, KnownFinding]] = {}
        self.judged: dict[str, frozenset[str]] = {}
        self._here: list[Suppression] = []
        self._orders: CommentOrders | None = None
        self._obeyed: set[int] = set()
        self._path = ""

    @property
    def found(self) -> dict[str, tuple[KnownFinding, ...]]:
        """All findings of the files that were assessed, those set aside by a dismissal left out."""
        return {file: tuple(entries.values()) for file, entries in self._found.items()}

    def document(self, document: DocumentAssessment) -> DocumentAssessment:
        """Return a document without the findings that are set aside."""
        self.begin(document.extraction)
        self._note_judged(document)
        if self._has_nothing_to_do:
            return document
        kept = self._kept(
            located
            for submission in document.submissions
            for located in located_findings(submission)
        )
        return replace(
            document, submissions=tuple(_only(item, kept) for item in document.submissions)
        )

    def begin(self, extraction: Extraction) -> None:
        """Turn to another input; its rows may follow one by one."""
        self._finish()
        self._path = extraction.path
        file = self._file(extraction.path)
        self.judged.setdefault(file, self.options.ran)
        if self.options.records:
            self._found.setdefault(file, {})
        if self.matcher is not None:
            self.matcher.begin(file, extraction)
        name = relative_name(extraction.path, self.options.suppressions_from)
        self._here = [item for item in self._active if item.covers_file(name)]
        self._met_files |= {id(item) for item in self._here}
        for item in self._here:
            if any(
                covers_project(item, project.name)
                for submission in extraction.submissions
                for project in submission.projects
            ):
                self._met.add(id(item))
        self._orders = (
            CommentOrders(extraction, known_codes=self.options.codes)
            if extraction.comments
            else None
        )
        for order in self._orders.orders if self._orders else ():
            if order.problem:
                self._remarks.append(f"{self._path} {order.place}：{order.problem}")

    def row(
        self, row: IndicatorAssessment, *, submission: Submission, project: Project
    ) -> IndicatorAssessment:
        """Return a row of the current input without the findings that are set aside."""
        if self._has_nothing_to_do or not row.findings:
            return row
        around = ProjectAssessment(project=project, indicators=())
        kept = self._kept(
            Located(finding=finding, submission=submission, project=around, row=row)
            for finding in row.findings
        )
        return _left_row(row, tuple(one for one in row.findings if id(one) in kept))

    def failed(self, path: str) -> None:
        """Forget an input that could not be assessed to its end."""
        self._found.pop(self._file(path), None)
        self.judged.pop(self._file(path), None)

    def sifted(self) -> Sifted:
        """Return what became of the findings that were set aside, and what is wrong."""
        self._finish()
        remarks = [*self._expired(), *self._remarks]
        if not self.options.is_partial:
            remarks += self._unused()
        looked_for, not_looked_for = self._looked_for()
        return Sifted(
            ignored=tuple(self._ignored),
            known=None if self.matcher is None else tuple(sorted(self._known.items())),
            looked_for=looked_for,
            not_looked_for=not_looked_for,
            remarks=tuple(remarks),
        )

    def _looked_for(self) -> tuple[int, int]:
        """Count what the baseline has of the files of the run: looked for, and not."""
        done = missed = 0
        for file, entries in self.matcher.of_present() if self.matcher is not None else ():
            judged = self.judged.get(file, frozenset())
            for known in entries:
                done += known.count if known.code in judged else 0
                missed += known.count if known.code not in judged else 0
        return done, missed

    @property
    def _has_nothing_to_do(self) -> bool:
        return not (self._here or self._orders or self.matcher or self.options.records)

    def _file(self, path: str) -> str:
        return relative_name(path, self.options.baseline_at)

    def _kept(self, items: Iterable[Located]) -> set[int]:
        """Return the ids of the findings that are left; those known word by word go first."""
        left = [located for located in items if not self._is_ignored(located)]
        if self.matcher is None and not self.options.records:
            return {id(located.finding) for located in left}
        file = self._file(self._path)
        new: list[tuple[Located, FindingContent]] = []
        for located in left:
            content, code = content_of(located), located.finding.code
            mark, short = fingerprint_of(code, content), shortened(content)
            if self.options.records:
                self._record(file, mark, short)
            if self.matcher is not None and self.matcher.take(file, mark):
                self._known[code] += 1
            else:
                new.append((located, short))
        return {
            id(located.finding)
            for located, content in new
            if not self._was_edited(file, located.finding.code, content)
        }

    def _was_edited(self, file: str, code: str, content: FindingContent) -> bool:
        if self.matcher is None or not self.matcher.take_similar(file, code, content):
            return False
        self._known[code] += 1
        return True

    def _record(self, file: str, mark: str, content: FindingContent) -> None:
        entries = self._found.setdefault(file, {})
        before = entries.get(mark)
        entries[mark] = (
            KnownFinding(fingerprint=mark, content=content)
            if before is None
            else replace(before, count=before.count + 1)
        )

    def _is_ignored(self, located: Located) -> bool:
        order = self._orders.covering(located) if self._orders else None
        if order is not None:
            self._obeyed.add(id(order))
            self._ignore(located, order.reason, order.place, in_file=True)
            return True
        for item in self._here:
            if item.covers(located):
                self._used.add(id(item))
                self._ignore(located, item.reason, item.told_in, in_file=False)
                return True
        return False

    def _ignore(self, located: Located, reason: str, told_in: str, *, in_file: bool) -> None:
        self._ignored.append(
            IgnoredFinding(
                path=self._path, located=located, reason=reason, told_in=told_in, in_file=in_file
            )
        )

    def _note_judged(self, document: DocumentAssessment) -> None:
        """Remember which checks have judged: what others found before cannot be called gone."""
        if not self.options.records and self.matcher is None:
            return
        idle: set[str] = set()
        for submission in document.submissions:
            entries = submission.ledger or ()
            done = {entry.code for entry in entries if entry.outcome is Outcome.DONE}
            idle |= {entry.code for entry in entries} - done
        self.judged[self._file(self._path)] = self.options.ran - idle

    def _finish(self) -> None:
        """Look back on the comments of the input that was worked on."""
        for order in self._orders.orders if self._orders else ():
            if not order.problem and id(order) not in self._obeyed and self._could_use(order):
                self._remarks.append(
                    f"{self._path} {order.place}：忽略 {'、'.join(order.codes)} 没有用上"
                    "（这一行没有这样的问题），可以删去"
                )
        self._orders = None
        self._obeyed.clear()

    def _could_use(self, order: CommentOrder) -> bool:
        return self.options.ran.issuperset(order.codes)

    def _is_nowhere(self, item: Suppression) -> bool:
        try:
            return is_nowhere(item, folder=self.options.suppressions_from, inputs=self._paths)
        except (OSError, ValueError):
            return False

    def _expired(self) -> Iterable[str]:
        for item in self.options.suppressions:
            if item.is_expired(self.options.today):
                yield (
                    f"{item.told_in}：忽略 {'、'.join(item.codes)} 已于 {item.until} 到期，不再生效；"
                    "请改正问题，或写上新的 until"
                )

    def _unused(self) -> Iterable[str]:
        for item in self._active:
            if id(item) not in self._met_files and self._is_nowhere(item):
                yield (
                    f"{item.told_in}：没有文件与 file = “{item.file}”相符（这次检查的文件中没有，"
                    f"所在文件夹中也没有），忽略 {'、'.join(item.codes)} 没有用上；"
                    "请核对文件名，可用 * 和 ?，其他符号照原样写"
                )
            is_looked_for = id(item) in self._met and self.options.ran.issuperset(item.codes)
            if is_looked_for and id(item) not in self._used:
                yield (
                    f"{item.told_in}：忽略 {'、'.join(item.codes)} 没有用上"
                    "（这次检查的文件里没有符合的问题），可以删去"
                )


def _only(submission: SubmissionAssessment, kept: Collection[int]) -> SubmissionAssessment:
    def left(findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
        return tuple(finding for finding in findings if id(finding) in kept)

    return replace(
        submission,
        findings=left(submission.findings),
        projects=tuple(
            replace(
                project,
                findings=left(project.findings),
                indicators=tuple(_left_row(row, left(row.findings)) for row in project.indicators),
            )
            for project in submission.projects
        ),
    )


def _left_row(row: IndicatorAssessment, kept: tuple[Finding, ...]) -> IndicatorAssessment:
    """Return a row with the findings that are kept; with none left, nothing is proposed either."""
    gone = len(row.findings) - len(kept)
    if not gone:
        return row
    rewrites = row.rewrites if kept else Rewrites()
    return replace(row, findings=kept, rewrites=rewrites, set_aside=gone)
