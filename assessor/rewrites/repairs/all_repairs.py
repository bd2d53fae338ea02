"""All families of repairs over one row."""

from collections.abc import Callable, Iterator

from assessor.rewrites.case import Case, Draft
from assessor.rewrites.repairs import (
    baselines,
    blank_measures,
    budgets,
    compliance,
    compounds,
    counted,
    disagreements,
    graded,
    levels,
    pseudo,
    questions,
    satisfaction,
    signs,
    spoken_measures,
    timeliness,
    told_counts,
    unclear_measures,
)
from assessor.rewrites.repairs.drafting import at_level
from assessor.rewrites.repairs.knowledge import measure_at_end
from assessor.rewrites.repairs.levels import likely_types

_SINGLE: tuple[Callable[[Case], Iterator[Draft]], ...] = (
    told_counts.drafts,
    budgets.drafts,
    levels.drafts,
    signs.drafts,
    spoken_measures.drafts,
    satisfaction.drafts,
    disagreements.drafts,
    baselines.drafts,
    timeliness.drafts,
    questions.drafts,
    blank_measures.drafts,
    counted.drafts,
    compliance.drafts,
    pseudo.drafts,
    unclear_measures.drafts,
)
_LONGEST = 60


def repairs(case: Case) -> Iterator[Draft]:
    """Yield every repair of a row, each once; a later one at the level the model prefers.

    Parameters
    ----------
    case
        A weak row.
    """
    if not case.codes or not case.parts.text:
        return
    seen: set[tuple[object, ...]] = set()
    for draft in _all(case):
        key = (draft.row.level, draft.row.name, draft.row.value)
        if key not in seen and 0 < len(draft.row.name) <= _LONGEST:
            seen.add(key)
            yield draft


def _all(case: Case) -> Iterator[Draft]:
    yield from compounds.drafts(case, single_repairs)
    kept = []
    is_countable = False
    for draft in single_repairs(case):
        is_countable = True
        yield draft
        if draft.row.level is None:
            kept.append(draft)
    if not is_countable:
        yield from graded.drafts(case)
    if "C01" in case.codes:
        for level in likely_types(case)[:1]:
            for draft in kept:
                found = measure_at_end(draft.row.name)
                if found is None or level in found[1].levels:
                    yield at_level(case, draft, level)


def single_repairs(case: Case) -> Iterator[Draft]:
    """Yield the repairs of a row that measures one thing."""
    for family in _SINGLE:
        yield from family(case)
