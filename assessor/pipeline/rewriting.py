"""Rewrites for assessed rows: in batches, and so that a failure costs one row, never the run."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path
from typing import Protocol, TypeAlias

from assessor.assessing import BATCH, Assessor
from assessor.core.assessment import IndicatorAssessment
from assessor.core.rewrite import Rewrites
from assessor.core.submission import Indicator, Project, Submission
from assessor.errors import AssessorError
from assessor.pipeline.history import History
from assessor.rewrites.case import Surroundings
from assessor.rewrites.proposing import Rewriter, needs_rewrite

Place: TypeAlias = tuple[Submission, Project, Indicator]
_Placed: TypeAlias = tuple[IndicatorAssessment, Surroundings]
# Longer lists of rows under one name are registers: their rows say nothing of each other.
_MOST_NEIGHBOURS = 300
_LONGEST_REASON = 120


class Proposer(Protocol):
    """What proposes: :class:`assessor.rewrites.proposing.Rewriter`."""

    def rewrites(
        self,
        rows: Sequence[IndicatorAssessment],
        surroundings: Sequence[Surroundings],
        *,
        most: int,
    ) -> tuple[Rewrites, ...]:
        """Return one answer per row, in order."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Rewriting:
    """Adds to rows what is proposed for them; order is kept and memory stays flat.

    Attributes
    ----------
    most
        Most rewrites per row.
    history
        Last year's rows.
    """

    proposer: Proposer
    most: int
    history: History = field(default_factory=History)

    @classmethod
    def of(
        cls, assessor: Assessor, *, most: int, history: History, model: Path | None = None
    ) -> "Rewriting":
        """Propose with the assessor that finds the defects.

        Parameters
        ----------
        model
            Folder of the assessor's model, ``None``: the shipped one.

        Raises
        ------
        ModelError
            What ``model`` knows of rewrites is damaged or belongs to another version.
        """
        return cls(proposer=Rewriter.of(assessor, model=model), most=most, history=history)

    def in_document(
        self, rows: Iterable[IndicatorAssessment], places: Iterable[Place], *, is_list: bool
    ) -> Iterator[IndicatorAssessment]:
        """Yield the rows of one document with their rewrites.

        Parameters
        ----------
        rows
            Assessed rows, one per place.
        is_list
            The document is a row file: its rows without a project belong to no common one.
        """
        known: dict[int, Surroundings] = {}
        return self._added(
            (row, self._around(place, known, is_list=is_list))
            for row, place in zip(rows, places, strict=True)
        )

    def alone(self, rows: Iterable[IndicatorAssessment]) -> Iterator[IndicatorAssessment]:
        """Yield rows of which nothing else is known with their rewrites."""
        return self._added((row, Surroundings(rows=(row.indicator,))) for row in rows)

    def _around(
        self, place: Place, known: dict[int, Surroundings], *, is_list: bool
    ) -> Surroundings:
        submission, project, row = place
        # Equal projects of one document may have other neighbours; identity is also quicker.
        key = id(project)
        if key not in known:
            around = Surroundings.of(
                project, organisation=submission.organisation, year=submission.year,
                last_year=self.history.rows_of(project.name, submission),
            )  # fmt: skip
            if is_list and not project.name.strip():
                # Goal and budget are the row's own: rows that share them stand together.
                around = replace(around, rows=(), last_year=())
            elif len(around.rows) > _MOST_NEIGHBOURS:
                around = replace(around, rows=())
            if project.cycle_start != project.cycle_end:
                around = replace(around, budget=None)  # it may be that of all years
            known[key] = around
        around = known[key]
        return around if around.rows else replace(around, rows=(row,))

    def _added(self, placed: Iterable[_Placed]) -> Iterator[IndicatorAssessment]:
        waiting = iter(placed)
        while batch := tuple(islice(waiting, BATCH)):
            found = iter(self._proposed([item for item in batch if needs_rewrite(item[0])]))
            for row, _ in batch:
                yield replace(row, rewrites=next(found)) if needs_rewrite(row) else row

    def _proposed(self, weak: Sequence[_Placed]) -> tuple[Rewrites, ...]:
        """Return one answer per row; of a batch that fails only the rows at fault go without."""
        if not weak:
            return ()
        try:
            found = self.proposer.rewrites(
                [row for row, _ in weak], [around for _, around in weak], most=self.most
            )
            if len(found) != len(weak):
                raise ValueError(f"{len(found)} answers to {len(weak)} rows")
            return found
        except AssessorError as error:
            # A missing or altered knowledge file: no row can be answered.
            return (Rewrites(withheld=f"{error.message}；{error.hint}".rstrip("；")),) * len(weak)
        except Exception as error:  # noqa: BLE001 - the assessment stands without rewrites
            if len(weak) == 1:
                return (Rewrites(withheld=_crash(error)),)
        middle = len(weak) // 2
        return (*self._proposed(weak[:middle]), *self._proposed(weak[middle:]))


def _crash(error: Exception) -> str:
    what = f"{type(error).__name__}: {error}"[:_LONGEST_REASON]
    return f"拟写建议时程序出错（{what}），这是程序的缺陷，请交给维护人员"
