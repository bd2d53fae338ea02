"""The column of weights of one project: what its cells hold and which sums are right."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assessor.checks.quantities import written
from assessor.core.submission import Indicator, Project
from assessor.policy.profile import WeightRules
from assessor.text.normalise import normalise

_FAR_TOO_MUCH = 1.5
_LEVELS = (("level1",), ("level1", "level2"))


def weight_figure(printed: str) -> float | None:
    """Return the number of a printed weight (10, 10分, 10%), ``None`` if it is none."""
    plain = normalise(printed).strip().removesuffix("分").removesuffix("%").strip()
    return float(plain) if plain.replace(".", "", 1).isdecimal() and plain[0] != "." else None


def has_weights(project: Project) -> bool:
    """Tell whether any row of a project has a weight."""
    return any(row.weight.strip() for row in project.indicators)


@dataclass(frozen=True, slots=True)
class WeightColumn:
    """Weights of one project.

    Attributes
    ----------
    figures
        Of each row, ``None`` where the cell holds no number.
    wanted
        Sums that are right, the usual one first.
    """

    rows: Sequence[Indicator]
    figures: tuple[float | None, ...]
    wanted: tuple[float, ...]
    tolerance: float

    @classmethod
    def of(cls, project: Project, rules: WeightRules) -> "WeightColumn":
        """Read the column; a printed weight of the execution leaves one right sum."""
        execution = weight_figure(project.execution.weight) if project.execution else None
        wanted = rules.totals if execution is None else (rules.whole - execution,)
        rows = project.indicators
        return cls(rows, tuple(weight_figure(row.weight) for row in rows), wanted, rules.tolerance)

    @property
    def total(self) -> float:
        """Sum of the numbers."""
        return sum(figure for figure in self.figures if figure is not None)

    @property
    def told(self) -> str:
        """Which sum is right, in Chinese."""
        if len(self.wanted) == 1:
            rest = written(100 - self.wanted[0])
            return f"{written(self.wanted[0])}（预算执行率另占{rest}）"
        return f"{written(self.wanted[0])}（预算执行率单独计分的为{written(self.wanted[1])}）"

    def accepts(self, total: float) -> bool:
        """Tell whether a sum is right; shares of one (0.1, 0.5) are weights too."""
        return any(
            abs(total * times - wanted) <= self.tolerance
            for wanted in self.wanted
            for times in (1, 100)
        )

    @property
    def is_merged(self) -> bool:
        """Whether one cell serves a whole level: its first row has the weight, the rest is blank.

        A single blank cell is taken for that only where the sum is right.
        """
        if self.figures.count(None) < 2 and not self.accepts(self.total):
            return False
        if any(f is None and row.weight.strip() for row, f in self._pairs()):
            return False
        return any(self._is_merged_at(names) for names in _LEVELS)

    def _is_merged_at(self, names: tuple[str, ...]) -> bool:
        levels = [tuple(getattr(row, name) for name in names) for row in self.rows]
        first = [n == 0 or level != levels[n - 1] for n, level in enumerate(levels)]
        filled = [figure is not None for figure in self.figures]
        return first == filled and not all(first)

    @property
    def is_repeated(self) -> bool:
        """Whether the weight of a level is repeated in each of its rows."""
        if self.total < _FAR_TOO_MUCH * min(self.wanted) or None in self.figures:
            return False
        return any(self._is_repeated_at(names) for names in _LEVELS)

    def _is_repeated_at(self, names: tuple[str, ...]) -> bool:
        groups: dict[tuple[str, ...], set[float]] = {}
        for row, figure in self._pairs():
            groups.setdefault(tuple(getattr(row, n) for n in names), set()).add(figure or 0)
        figures = [figure for group in groups.values() for figure in group]
        return len(figures) == len(groups) < len(self.rows) and self.accepts(sum(figures))

    def _pairs(self) -> Iterator[tuple[Indicator, float | None]]:
        return zip(self.rows, self.figures, strict=True)


def come_out_together(projects: Sequence[Project], rules: WeightRules) -> bool:
    """Tell whether the weights of several projects make up one whole sum together."""
    if len(projects) < 2 or any(project.execution for project in projects):
        return False
    figures = [weight_figure(row.weight) for project in projects for row in project.indicators]
    total = sum(figure or 0 for figure in figures)
    return None not in figures and abs(total - rules.whole) <= rules.tolerance
