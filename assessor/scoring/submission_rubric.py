"""The rubric of whole submissions as data, validated when loaded."""

from functools import cache
from importlib.resources import files

import yaml
from pydantic import BaseModel, ConfigDict, Field, model_validator

from assessor.checks.registry import all_checks
from assessor.checks.submission_registry import submission_checks
from assessor.core.finding import Severity
from assessor.core.submission import SubmissionKind
from assessor.errors import ConfigError
from assessor.text.yaml_text import read_yaml

DIMENSIONS = ("完整性", "相关性", "适当性", "可行性")
GRADES = ("优", "良", "中", "差")
FULL = 100.0


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class GradeBand(_Part):
    """A grade and the least score that reaches it."""

    name: str
    least: float = Field(ge=0, le=FULL)


class Item(_Part):
    """One item of a dimension; the YAML file says what each key means."""

    name: str
    points: float = Field(gt=0)
    standard: str = Field(min_length=1)
    codes: tuple[str, ...]
    kinds: tuple[SubmissionKind, ...] = tuple(SubmissionKind)
    settled_by: tuple[str, ...] = ()
    person: str = ""

    @model_validator(mode="after")
    def _known(self) -> "Item":
        if not set(self.settled_by) <= set(self.codes):
            raise ValueError(f"{self.name}: settled_by names codes the item does not look at")
        if not self.codes and not self.person:
            raise ValueError(f"{self.name}: neither codes nor something for a person")
        return self

    @property
    def settling(self) -> tuple[str, ...]:
        """Codes of which one must have been done for the item to be judged."""
        return self.settled_by or self.codes


class Dimension(_Part):
    """One of the four dimensions; ``weight`` is its part of 100 points."""

    name: str
    weight: float = Field(gt=0)
    items: tuple[Item, ...]

    def points_of(self, item: Item, kind: SubmissionKind) -> float:
        """Return the points of an item, so that those fitting ``kind`` make up the weight."""
        fitting = sum(one.points for one in self.items if kind in one.kinds)
        return self.weight * item.points / fitting


class Limit(_Part):
    """A grade that cannot be exceeded where all conditions hold."""

    grade: str
    told: str
    told_evaluated: str = ""
    severity: Severity = Severity.INFO
    codes: tuple[str, ...] = ()
    row_share: float | None = Field(default=None, gt=0, le=1)
    no_output: bool = False

    def words(self, kind: SubmissionKind) -> str:
        """Return what is said of the limit, with a placeholder for the count of findings."""
        evaluated = kind in (SubmissionKind.SELF_EVALUATION, SubmissionKind.REPORT)
        return (evaluated and self.told_evaluated) or self.told


class SubmissionRubric(_Part):
    """Everything that turns evidence into points and grades."""

    version: str
    source: str
    grades: tuple[GradeBand, ...]
    least_judged: float = Field(ge=0, le=1)
    row_points: dict[Severity, float]
    place_points: dict[Severity, float]
    row_steepness: float = Field(gt=0)
    repeat: float = Field(ge=0, le=1)
    dimensions: tuple[Dimension, ...]
    limits: tuple[Limit, ...]

    @model_validator(mode="after")
    def _complete(self) -> "SubmissionRubric":
        self._check_scales()
        self._check_dimensions()
        self._check_codes()
        return self

    def _check_scales(self) -> None:
        least = [band.least for band in self.grades]
        if tuple(band.name for band in self.grades) != GRADES:
            raise ValueError(f"grades: must be {', '.join(GRADES)}")
        if least != sorted(set(least), reverse=True) or least[-1] != 0:
            raise ValueError("grades: cut-offs must fall to 0")
        if not {limit.grade for limit in self.limits} <= set(GRADES):
            raise ValueError("limits: unknown grade")
        for name in ("row_points", "place_points"):
            points = getattr(self, name)
            falling = [points.get(severity, -1.0) for severity in Severity]
            if falling != sorted(falling, reverse=True) or falling[-1] < 0 or falling[0] > FULL:
                raise ValueError(f"{name}: every severity needs 0 to 100, worse ones not less")

    def _check_dimensions(self) -> None:
        if tuple(dimension.name for dimension in self.dimensions) != DIMENSIONS:
            raise ValueError(f"dimensions: must be {', '.join(DIMENSIONS)}")
        if sum(dimension.weight for dimension in self.dimensions) != FULL:
            raise ValueError("dimensions: weights must sum to 100")
        for dimension in self.dimensions:
            for kind in SubmissionKind:
                if not any(kind in item.kinds for item in dimension.items):
                    raise ValueError(f"{dimension.name}: no item for {kind}")

    def _check_codes(self) -> None:
        coded = [code for dim in self.dimensions for item in dim.items for code in item.codes]
        known = {check.code for check in all_checks()} | {one.code for one in submission_checks()}
        missing = known ^ set(coded)
        if missing or len(coded) != len(set(coded)):
            raise ValueError(f"items: each check stands once; differs at {sorted(missing)}")
        if not {code for limit in self.limits for code in limit.codes} <= known:
            raise ValueError("limits: unknown code")

    def grade_of(self, score: float) -> str:
        """Return the grade that a score reaches, limits left out."""
        return next(band.name for band in self.grades if score >= band.least)


def worst_grade(*grades: str) -> str:
    """Return the worst of some grades."""
    return max(grades, key=GRADES.index)


@cache
def load_submission_rubric() -> SubmissionRubric:
    """Read the shipped rubric of whole submissions.

    Raises
    ------
    ConfigError
        ``config.rubric``: a dimension, severity, grade or check is missing or stands twice.
    """
    text = files(__package__).joinpath("submission_rubric.yaml").read_text("utf-8")
    try:
        return SubmissionRubric.model_validate(read_yaml(text))
    except (ValueError, yaml.YAMLError) as error:
        raise ConfigError(
            f"评分标准 submission_rubric.yaml 无法使用：{error}", code="config.rubric"
        ) from error
