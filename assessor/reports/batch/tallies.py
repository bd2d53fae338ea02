"""Counters that grow while results come in: submissions, units, sectors, money, levels, checks."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from assessor.core.ledger import LedgerEntry, Outcome
from assessor.reports.batch.figures import (
    NO_DECLARED,
    NO_LEVEL,
    SEVERAL,
    CheckFigures,
    GroupFigures,
    LevelMatrix,
    Money,
)
from assessor.reports.batch.intervals import clustered_share
from assessor.reports.batch.knowledge import Types
from assessor.taxonomy.level_type import LevelType

MOST_REASONS = 3
_TYPES = tuple(LevelType)


@dataclass(slots=True)
class MoneyTally:
    """Money of projects with rows."""

    projects: int = 0
    known: int = 0
    total: float = 0.0
    weak_projects: int = 0
    weak_known: int = 0
    weak_total: float = 0.0
    by_share: float = 0.0

    def add(self, budget: float | None, *, rows: int, weak: int) -> None:
        """Count one project."""
        if not rows:
            return
        self.projects += 1
        self.weak_projects += weak > 0
        if budget is None:
            return
        self.known += 1
        self.total += budget
        self.by_share += budget * weak / rows
        if weak:
            self.weak_known += 1
            self.weak_total += budget

    def money(self) -> Money:
        """Return what was counted."""
        return Money(
            projects=self.projects, known=self.known, total=round(self.total, 2),
            weak_projects=self.weak_projects, weak_known=self.weak_known,
            weak_total=round(self.weak_total, 2), by_share=round(self.by_share, 2),
        )  # fmt: skip


@dataclass(slots=True)
class GroupTally:
    """One unit or sector; rows are counted per submission, which intervals need."""

    rows: dict[int, int] = field(default_factory=dict)
    weak: Counter[int] = field(default_factory=Counter)
    urgent: Counter[int] = field(default_factory=Counter)
    scores: dict[int, float] = field(default_factory=dict)
    projects: int = 0
    money: MoneyTally = field(default_factory=MoneyTally)

    def add(
        self, submission: int, *, budget: float | None, rows: int, weak: int, urgent: int
    ) -> None:
        """Count one project of a submission."""
        self.rows[submission] = self.rows.get(submission, 0) + rows
        self.weak[submission] += weak
        self.urgent[submission] += urgent
        self.projects += 1
        self.money.add(budget, rows=rows, weak=weak)

    def figures(self, name: str, *, least: int, nameless: bool) -> GroupFigures:
        """Return what was counted; a group without a name has no place in a ranking."""
        rows = tuple(self.rows.values())
        total = sum(rows)
        return GroupFigures(
            name=name,
            submissions=len(rows),
            projects=self.projects,
            rows=total,
            weak=clustered_share([self.weak[key] for key in self.rows], rows),
            urgent=clustered_share([self.urgent[key] for key in self.rows], rows),
            score=sum(self.scores.values()) / len(self.scores) if self.scores else None,
            money=self.money.money(),
            ranked=total >= least and not nameless,
        )


def ranked(groups: Sequence[GroupFigures]) -> tuple[GroupFigures, ...]:
    """Put groups in order: the largest share of weak rows first, those without a place last.

    A share of a few rows says nothing: groups without a place go by their number of rows.
    """
    return tuple(
        sorted(
            groups,
            key=lambda group: (
                not group.ranked,
                -(group.weak.value or 0.0) if group.ranked else 0.0,
                -group.rows,
            ),
        )
    )


class LevelTally:
    """Declared against judged types."""

    def __init__(self) -> None:
        self._counts: Counter[tuple[str, str]] = Counter()
        self._misplaced: Counter[tuple[str, str]] = Counter()
        self._compared: list[int] = []
        self._mismatch: list[int] = []
        self._unlike: list[int] = []

    def start(self) -> None:
        """Begin a submission."""
        for counts in (self._compared, self._mismatch, self._unlike):
            counts.append(0)

    def add(self, declared: Types, judged: str | None, *, is_misplaced: bool) -> None:
        """Count one row; ``judged`` is its most probable type, no verdict in itself."""
        best = LevelType(judged) if judged in {kind.value for kind in _TYPES} else None
        if not declared:
            line = NO_DECLARED
        elif len(declared) > 1:
            line = SEVERAL
        else:
            line = declared[0].chinese
        place = (line, best.chinese if best else NO_LEVEL)
        self._counts[place] += 1
        if declared:
            self._compared[-1] += 1
            self._misplaced[place] += is_misplaced
            self._mismatch[-1] += is_misplaced
            self._unlike[-1] += best not in declared

    def matrix(self) -> LevelMatrix:
        """Return what was counted."""
        declared = (*(kind.chinese for kind in _TYPES), SEVERAL, NO_DECLARED)
        judged = (*(kind.chinese for kind in _TYPES), NO_LEVEL)
        return LevelMatrix(
            declared=declared,
            judged=judged,
            counts=tuple(tuple(self._counts[d, j] for j in judged) for d in declared),
            misplaced=tuple(tuple(self._misplaced[d, j] for j in judged) for d in declared),
            mismatch=clustered_share(self._mismatch, self._compared),
            unlike=clustered_share(self._unlike, self._compared),
        )


class LedgerTally:
    """What became of the checks of whole submissions."""

    def __init__(self) -> None:
        self._outcomes: dict[str, Counter[Outcome]] = {}
        self._reasons: dict[str, Counter[str]] = {}

    def add(self, ledger: Sequence[LedgerEntry] | None) -> None:
        """Count one submission: each outcome of a check once."""
        for code, outcome in {(entry.code, entry.outcome) for entry in ledger or ()}:
            self._outcomes.setdefault(code, Counter())[outcome] += 1
        for code, missing in {
            (entry.code, entry.missing)
            for entry in ledger or ()
            if entry.outcome is Outcome.CANNOT_JUDGE and entry.missing
        }:
            self._reasons.setdefault(code, Counter())[missing] += 1

    def figures(self, titles: "dict[str, str]") -> tuple[CheckFigures, ...]:
        """Return the checks, those with the most blind spots first."""
        found = [
            CheckFigures(
                code=code,
                title=titles.get(code, ""),
                done=outcomes[Outcome.DONE],
                cannot_judge=outcomes[Outcome.CANNOT_JUDGE],
                not_applicable=outcomes[Outcome.NOT_APPLICABLE],
                failed=outcomes[Outcome.FAILED],
                reasons=tuple(self._common(code)),
            )
            for code, outcomes in self._outcomes.items()
        ]
        return tuple(sorted(found, key=lambda c: (-(c.cannot_judge + c.failed), c.code)))

    def _common(self, code: str) -> list[tuple[str, int]]:
        reasons = self._reasons.get(code, Counter())
        return sorted(reasons.items(), key=lambda item: (-item[1], item[0]))[:MOST_REASONS]
