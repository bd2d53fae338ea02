"""Which submissions and projects of a new version are those of the old one."""

from collections.abc import Sequence
from dataclasses import dataclass

from assessor.core.assessment import ProjectAssessment, SubmissionAssessment
from assessor.core.submission import Submission
from assessor.indicators.unit_names import same_organisation
from assessor.rechecking.likeness import alike, folded
from assessor.rechecking.rows import RowFate, follow_rows

_ALIKE_PROJECTS = 0.8
_SAME_ROWS = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class SameProject:
    """A project of the old version, the new one it became, and the fate of its rows.

    ``old`` and ``new`` are (number of submission, number of project); ``new`` is ``None`` for a
    project that is gone.
    """

    old: tuple[int, int]
    new: tuple[int, int] | None
    rows: tuple[RowFate, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SameVersions:
    """Everything that was paired; ``submissions`` pairs numbers, ``None`` for one that is gone."""

    projects: tuple[SameProject, ...]
    submissions: tuple[tuple[int, int | None], ...]


def pair_versions(
    old: Sequence[SubmissionAssessment], new: Sequence[SubmissionAssessment]
) -> SameVersions:
    """Pair projects by name and rows, within one unit; then submissions by their projects."""
    left = [(s, p) for s, one in enumerate(new) for p in range(len(one.projects))]
    found: dict[tuple[int, int], tuple[int, int]] = {}
    scored = [
        (_likeness(submission, one, new[t], new[t].projects[q]), -s, -p, -t, -q)
        for s, submission in enumerate(old)
        for p, one in enumerate(submission.projects)
        for t, q in left
    ]
    taken: set[tuple[int, int]] = set()
    for score, s, p, t, q in sorted(scored, reverse=True):
        if score > 0 and (-s, -p) not in found and (-t, -q) not in taken:
            found[-s, -p] = (-t, -q)
            taken.add((-t, -q))
    projects = tuple(
        _followed((s, p), found.get((s, p)), one, new)
        for s, submission in enumerate(old)
        for p, one in enumerate(submission.projects)
    )
    return SameVersions(
        projects=projects,
        submissions=tuple((s, _submission(s, one, new, found)) for s, one in enumerate(old)),
    )


def _followed(
    old: tuple[int, int],
    new: tuple[int, int] | None,
    one: ProjectAssessment,
    submissions: Sequence[SubmissionAssessment],
) -> SameProject:
    if new is None:
        return SameProject(old=old, new=None)
    other = submissions[new[0]].projects[new[1]]
    rows = follow_rows(one.project.indicators, other.project.indicators)
    return SameProject(old=old, new=new, rows=rows)


def _likeness(
    unit: SubmissionAssessment,
    one: ProjectAssessment,
    other_unit: SubmissionAssessment,
    other: ProjectAssessment,
) -> float:
    """Return how sure it is that two projects are one, 0 = they are not."""
    if not one_unit(unit.submission, other_unit.submission):
        return 0.0
    rows = _shared_rows(one, other)
    names = alike(one.project.name, other.project.name)
    both_named = bool(folded(one.project.name)) and bool(folded(other.project.name))
    if both_named and folded(one.project.name) == folded(other.project.name):
        return 2.0 + rows
    if names >= _ALIKE_PROJECTS or rows >= _SAME_ROWS:
        return (names if both_named else 0.0) + rows + 0.01
    only = len(unit.projects) == len(other_unit.projects) == 1
    return 0.005 if only and not both_named else 0.0


def _shared_rows(one: ProjectAssessment, other: ProjectAssessment) -> float:
    """Return the share of the names of the smaller project that stand in the other one."""
    first, second = (
        {folded(row.indicator.name) for row in project.indicators} for project in (one, other)
    )
    return len(first & second) / min(len(first), len(second)) if first and second else 0.0


def one_unit(one: Submission, other: Submission) -> bool:
    """Tell whether two submissions may be of one unit; an unnamed unit may be any."""
    if not one.organisation or not other.organisation:
        return True
    return same_organisation(one.organisation, other.organisation)


def _submission(
    number: int,
    one: SubmissionAssessment,
    new: Sequence[SubmissionAssessment],
    found: dict[tuple[int, int], tuple[int, int]],
) -> int | None:
    """Return the submission that holds most of the projects, else the only one of the unit."""
    votes = [t for (s, _), (t, _) in sorted(found.items()) if s == number]
    if votes:
        return max(dict.fromkeys(votes), key=votes.count)
    same = [t for t, other in enumerate(new) if one_unit(one.submission, other.submission)]
    return same[0] if len(same) == 1 and not one.projects else None
