"""Proposals for weak rows: makers draft, a model ranks, documents fill, the assessor decides."""

import gc
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from assessor.assessing import Assessor
from assessor.core.assessment import IndicatorAssessment
from assessor.core.rewrite import Rewrite, Rewrites, Verdict
from assessor.rewrites.case import Case, Draft, Surroundings, mendable
from assessor.rewrites.casing import case_of
from assessor.rewrites.framing import framed
from assessor.rewrites.grounding import ground
from assessor.rewrites.ordering import lined_up
from assessor.rewrites.precedents import is_precedent
from assessor.rewrites.ranking import Choice, choose_batch, ranker_in, ranker_in_force
from assessor.rewrites.references import references_in
from assessor.rewrites.repairs.all_repairs import repairs
from assessor.rewrites.verifying import Ranked, verify
from assessor.rewrites.withholding import withheld

MOST = 3
_ROUNDS = 6
_NONE_LEFT = "没有找到既能消除问题、又不改变原意的写法，请按上面的改法由填报单位重写"


@dataclass(slots=True)
class _Search:
    """How far the search for one row is."""

    case: Case
    waiting: list[Choice] = field(default_factory=list)
    reserve: list[Choice] = field(default_factory=list)
    shown: list[tuple[Draft, Rewrite]] = field(default_factory=list)
    rejected: list[Rewrite] = field(default_factory=list)

    def next(self, most: int) -> list[Choice]:
        """Take the drafts to be tried now; precedents in reserve only where nothing else holds."""
        if not (self.waiting or self.shown):
            self.waiting, self.reserve = self.reserve, []
            most = 1
        wanted = max(most - len(self.shown), 0)
        taken, self.waiting = self.waiting[:wanted], self.waiting[wanted:]
        return taken

    def holds(self, rewrite: Rewrite) -> bool:
        """Tell whether a rewrite says what another one, or another row of the project, says."""
        if any((rewrite.row, rewrite.further) == (other.row, other.further)
               for _, other in self.shown):  # fmt: skip
            return True
        own = self.case.indicator
        return rewrite.row.name != own.name and any(
            row.name == rewrite.row.name and row is not own for row in self.case.surroundings.rows
        )

    def found(self) -> tuple[Rewrite, ...]:
        """Return what is shown, a draft by precedent never first if there is another."""
        first = next((i for i, (draft, _) in enumerate(self.shown) if not is_precedent(draft)), 0)
        ordered = [self.shown[first : first + 1], self.shown[:first], self.shown[first + 1 :]]
        return tuple(rewrite for part in ordered for _, rewrite in part)


@dataclass(frozen=True, slots=True)
class Rewriter:
    """Proposes rewrites with the assessor that found the defects.

    Attributes
    ----------
    model
        Folder of the assessor's model, whose ranking and reference ranges are used; ``None``: the
        shipped one. Without them drafts keep the order of their priors.
    """

    assessor: Assessor
    model: Path | None = None

    @classmethod
    def of(cls, assessor: Assessor, *, model: Path | None) -> "Rewriter":
        """Read what the folder knows of rewrites.

        Raises
        ------
        ModelError
            A file of ``model`` is damaged or belongs to another version.
        """
        if model is not None:
            ranker_in(model)
            references_in(model)
        return cls(assessor, model)

    def rewrites(
        self,
        rows: Sequence[IndicatorAssessment],
        surroundings: Sequence[Surroundings],
        *,
        most: int = MOST,
    ) -> tuple[Rewrites, ...]:
        """Propose at most ``most`` rewrites for each row that has a defect to mend.

        Parameters
        ----------
        rows
            Assessed rows.
        surroundings
            What the documents say beside each row; as many as rows.

        Returns
        -------
        tuple of Rewrites
            One per row, in order; empty for rows without findings of the families W, V and C
            of severity minor or worse.
        """
        if most < 1:
            return (Rewrites(),) * len(rows)
        with _uncollected():
            return self._proposed(rows, surroundings, most=most)

    def _proposed(
        self,
        rows: Sequence[IndicatorAssessment],
        surroundings: Sequence[Surroundings],
        *,
        most: int,
    ) -> tuple[Rewrites, ...]:
        results = [Rewrites()] * len(rows)
        searches: dict[int, _Search] = {}
        for i, (row, around) in enumerate(zip(rows, surroundings, strict=True)):
            if not needs_rewrite(row):
                continue
            if reason := withheld(row):
                results[i] = Rewrites(withheld=reason)
            else:
                searches[i] = _Search(case=case_of(row, around))
        self._draft(list(searches.values()), most=most)
        self._verify(list(searches.values()), most=most)
        for i, search in searches.items():
            results[i] = Rewrites(
                shown=search.found(),
                rejected=tuple(search.rejected),
                withheld="" if search.shown else _NONE_LEFT,
            )
        return tuple(results)

    def _draft(self, searches: Sequence[_Search], *, most: int) -> None:
        made = [(search.case, drafts(search.case)) for search in searches]
        chosen = choose_batch(made, ranker=ranker_in_force(self.model))
        for search, choices in zip(searches, chosen, strict=True):
            search.waiting, search.reserve = lined_up(search.case, choices, most=most)

    def _verify(self, searches: Sequence[_Search], *, most: int) -> None:
        """Verify in rounds: of each row as many drafts as it still may show."""
        for _ in range(_ROUNDS):
            batch: list[tuple[_Search, Ranked]] = []
            for search in searches:
                for draft, rank in search.next(most):
                    grounded = ground(draft, search.case)
                    batch.append((search, Ranked(search.case, grounded, rank)))
            if not batch:
                return
            verified = verify(self.assessor, [item for _, item in batch], model=self.model)
            for (search, item), rewrite in zip(batch, verified, strict=True):
                if rewrite.verdict is Verdict.REJECTED:
                    search.rejected.append(rewrite)
                elif not search.holds(rewrite):
                    search.shown.append((item.draft, rewrite))


@contextmanager
def _uncollected() -> Iterator[None]:
    """Put the cycle collector off for one batch.

    A batch makes many objects and hardly a cycle, but each full collection walks the tables of
    the model: a third of the time went there.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def needs_rewrite(row: IndicatorAssessment) -> bool:
    """Tell whether a row has a finding that a rewording can mend."""
    return bool(mendable(row.findings))


def drafts(case: Case) -> tuple[Draft, ...]:
    """Return all drafts for a row, each level, name and value once; unchanged rows are left out."""
    row = case.indicator
    found: dict[tuple[object, ...], Draft] = {}
    mended = tuple(repairs(case))
    for draft in (*mended, *framed(case, beside=mended)):
        moved = draft.row.level is not None and case.declared != (draft.row.level,)
        if not moved and (draft.row.name, draft.row.value) == (row.name, case.value):
            continue
        key = (draft.row.level, draft.row.name, draft.row.value, draft.further)
        known = found.get(key)
        if known is None or draft.prior > known.prior:
            found[key] = draft
    return tuple(found.values())
