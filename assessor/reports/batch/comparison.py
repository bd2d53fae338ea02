"""The last batch beside this one: shares with an interval of the change."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from assessor.reports.batch.figures import LEAST_ROWS, Figures
from assessor.reports.batch.intervals import Difference, Share, difference, simple_share


@dataclass(frozen=True, slots=True, kw_only=True)
class LastBatch:
    """What is compared of an earlier batch.

    Attributes
    ----------
    grades, units, defects
        Shares by grade; weak rows by unit; submissions with the defect by code.
    made_by
        Version of the program and of the model, to tell whether the yardstick is the same.
    """

    source: str
    made_by: tuple[str, str]
    submissions: int
    projects: int
    rows: int
    weak: Share
    urgent: Share
    mean_score: float | None
    grades: Mapping[str, Share]
    units: Mapping[str, Share]
    defects: Mapping[str, Share]


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One share then and now; ``code`` is that of a check, ``""`` else.

    ``is_small`` tells a unit with so few rows in one of the batches that it has no place.
    """

    name: str
    before: Share
    now: Share
    change: Difference
    code: str = ""
    is_small: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """All changes.

    Attributes
    ----------
    counts
        Name of a number, then and now.
    same_yardstick
        Both batches were judged by the same program and model.
    only_before, only_now
        Number of units that stand in one batch alone.
    """

    source: str
    same_yardstick: bool
    counts: tuple[tuple[str, float | None, float | None], ...]
    whole: tuple[Change, ...]
    grades: tuple[Change, ...]
    defects: tuple[Change, ...]
    units: tuple[Change, ...]
    only_before: int
    only_now: int


_NONE = Share(part=0, whole=0)


def compare(figures: Figures, last: LastBatch, *, titles: Mapping[str, str]) -> Comparison:
    """Return how the figures of now differ from those of the last batch."""
    units = {group.name: group.weak for group in figures.by_unit if group.rows}
    both = [name for name in units if name in last.units]
    return Comparison(
        source=last.source,
        same_yardstick=last.made_by == (figures.record.assessor_version, figures.record.model_id),
        counts=(
            ("申报数", last.submissions, figures.submissions),
            ("项目数", last.projects, figures.projects),
            ("指标条数", last.rows, figures.rows),
            ("平均得分", last.mean_score, figures.mean_score),
        ),
        whole=(
            _change("弱指标占比", last.weak, figures.weak),
            _change("需要修改的指标占比", last.urgent, figures.urgent),
        ),
        grades=tuple(
            _change(name, last.grades.get(name, _NONE), share) for name, share in figures.grades
        ),
        defects=_defects(figures, last, titles),
        units=tuple(sorted((_unit(n, last.units[n], units[n]) for n in both), key=_by_size)),
        only_before=len(last.units) - len(both),
        only_now=len(units) - len(both),
    )


def _defects(figures: Figures, last: LastBatch, titles: Mapping[str, str]) -> tuple[Change, ...]:
    """Compare the defects found now, and those found only then with none now."""
    now = {one.code: one for one in figures.defects}
    changes = [
        _change(
            one.title,
            last.defects.get(one.code, _zero(last.submissions)),
            one.submissions,
            one.code,
        )
        for one in figures.defects
    ]
    changes += (
        _change(titles.get(code, ""), share, _zero(figures.submissions), code)
        for code, share in last.defects.items()
        if code not in now
    )
    return tuple(sorted(changes, key=_by_size))


def _zero(whole: int) -> Share:
    return simple_share(0, whole)


def _change(name: str, before: Share, now: Share, code: str = "") -> Change:
    return Change(name=name, before=before, now=now, change=difference(before, now), code=code)


def _unit(name: str, before: Share, now: Share) -> Change:
    is_small = min(before.whole, now.whole) < LEAST_ROWS
    return replace(_change(name, before, now), is_small=is_small)


def _by_size(change: Change) -> tuple[bool, bool, float]:
    value = change.change.value
    return (
        change.is_small,
        not change.change.is_clear,
        -abs(value) if value is not None else 1.0,
    )
