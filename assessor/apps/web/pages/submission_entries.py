"""What can be chosen on the page of a submission, and moving through it by keyboard."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from assessor.workbench.decided import Decision
from assessor.workbench.states import Round
from assessor.workbench.submission_view import FindingView, ProjectView, RowView, SubmissionView

WHOLE = "whole"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A line of the left table: the whole submission, a project, or a row.

    Attributes
    ----------
    key
        ``whole``, ``project-0``, ``row-12``.
    """

    key: str
    findings: tuple[FindingView, ...]
    project: ProjectView | None = None
    row: RowView | None = None

    @property
    def counts(self) -> Counter[str]:
        """Findings by severity that are not dismissed."""
        return Counter(
            str(one.plain["severity"])
            for one in self.findings
            if one.decided.holding is None or one.decided.holding.stands
        )


def entries_of(view: SubmissionView) -> tuple[Entry, ...]:
    """Return the lines of the table in the order of the document."""
    entries = [Entry(key=WHOLE, findings=view.findings)]
    for project in view.projects:
        key = f"project-{project.number}"
        entries.append(Entry(key=key, findings=project.findings, project=project))
        entries += [
            Entry(key=f"row-{row.place}", findings=row.findings, project=project, row=row)
            for row in project.rows
        ]
    return tuple(entries)


def own_decision(finding: FindingView, own: Round) -> Decision | None:
    """Return what was said of a finding in the reader's own round, or settled over it."""
    decided = finding.decided
    return decided.adjudication or (decided.second if own is Round.SECOND else decided.first)


def undecided(view: SubmissionView) -> tuple[FindingView, ...]:
    """Return the findings on which nothing was said in the reader's own round."""
    return tuple(one for one in view.all_findings if own_decision(one, view.round) is None)


@dataclass(frozen=True, slots=True)
class Cursor:
    """Where a reader is: an entry, and one of its findings or ``-1`` for none."""

    entry: int = 0
    finding: int = -1


def step_finding(entries: Sequence[Entry], at: Cursor, step: int) -> Cursor:
    """Return the next (``1``) or previous (``-1``) finding, through all entries; stays at the end."""
    places = [
        Cursor(number, index)
        for number, entry in enumerate(entries)
        for index in range(len(entry.findings))
    ]
    here = (at.entry, at.finding)
    if step > 0:
        found = (place for place in places if (place.entry, place.finding) > here)
        return next(found, at)
    # From an entry without a chosen finding, back means the last finding before the entry.
    earlier = [place for place in places if (place.entry, place.finding) < here]
    return earlier[-1] if earlier else at


def step_entry(entries: Sequence[Entry], at: Cursor, step: int) -> Cursor:
    """Return the next or previous entry with its first finding; stays at the end."""
    number = at.entry + step
    return at_entry(entries, number) if 0 <= number < len(entries) else at


def at_entry(entries: Sequence[Entry], number: int) -> Cursor:
    """Return an entry with its first finding."""
    return Cursor(number, 0 if entries[number].findings else -1)


def place_of_finding(entries: Sequence[Entry], finding: str) -> Cursor | None:
    """Return where a finding stands, ``None`` if it is no longer there."""
    for number, entry in enumerate(entries):
        for index, one in enumerate(entry.findings):
            if one.id == finding:
                return Cursor(number, index)
    return None


def place_of_row(entries: Sequence[Entry], row: str) -> Cursor | None:
    """Return where the row of an id stands."""
    for number, entry in enumerate(entries):
        if entry.row is not None and entry.row.id == row:
            return at_entry(entries, number)
    return None
